"""Draws templates/morning-minutes/: one page that a branch stands around before it goes out."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_styles import RED
from authoring.house_table import Column, cell, control, each, heads, item, merged, row, sentence, table
from authoring.house_text import Xml, para, repeated, run, tag, value, when
from authoring.meetings.minutes import (
    DUE,
    NAME,
    PAGE,
    WIDE,
    actions,
    agenda,
    foot,
    note,
    opening,
    point,
    prompt,
    titled,
)

TOPICS = tag(
    "{%p set 早会议题 = 学习分享安排|筛选('会议', 'in', [规则.meetings.morning.name] + 规则.meetings.morning.also) %}"
)
OPEN_LEADS = tag("{%p set 在跟 = 准客户进程|筛选('跟进中') %}")
URGENT = tag("{%p set 要办事项 = 督办未结|筛选('亮灯', '!=', '') %}")
STAGES = ("咨询", "申请", "成交")
AS = {"咨询": "|四舍五入|d('—')", "申请": "|千分位(1)", "成交": "|千分位(1)"}  # visits are whole
LAST = "上一工作日指{{ 上一工作日.日期|日期('月日') }}（{{ 上一工作日.星期 }}）；"
LAST = when("上一工作日.日期", LAST)


def draw(folder: Path) -> None:
    """Writes morning-minutes.docx into the folder."""
    head = opening(
        "{{ 支行 }}早会纪要", "{{ 分行 }}　·　{{ 早会信息.日期 }}　{{ 早会信息.星期 }}", "早会信息", "早会出勤"
    )
    body = [TOPICS, OPEN_LEADS, URGENT, *head, *agenda(POINTS), *actions("要办事项", DUE), foot("早会信息")]
    (folder / "morning-minutes.docx").write_bytes(docx(Draft("{{ 支行 }}早会纪要", body, PAGE)))


def _shared(words: str, kinds: str, who: str) -> list[Xml]:
    """The settings' own lines and the topics of these kinds; a line to write on where there are none."""
    lines = repeated(f"条 in 设置.{words}", note("{{ loop.index }}. {{ 条 }}")) if words else []
    known = f"早会议题|筛选('学习类型', 'in', {kinds})"
    told = run("{{ 议.标题|d('题目待定', true) }}", bold=True)
    source = when("议.文号", "（{{ 议.文号 }}）")
    sharer = f"　{who}：" + value("议.分享人|d('　　　　', true)") + when("议.拟排", "（轮值拟排）")
    story = when("议.经过", "　{{ 议.经过 }}")
    nothing = f"not ({known})" + (f" and not 设置.{words}" if words else "")
    empty = [tag(f"{{%p if {nothing} %}}"), prompt(f"{who}：　　　　　　　　　　要点："), tag("{%p endif %}")]
    return [*lines, *repeated(f"议 in {known}", note(told, source + sharer + story)), *empty]


def _news() -> Iterable[Xml]:
    yield point(*_shared("news", "['新闻法规']", "讲述人"), room=False)


def _policy() -> Iterable[Xml]:
    yield point(*_shared("policies", "['政策']", "讲解人"), room=False)


def _sharing() -> Iterable[Xml]:
    case = note(
        run("{{ 例.客户经理 }}｜{{ 例.标题 }}", bold=True),
        "（{{ 例.日期|日期('月日') }}）" + when("例.启示", "　启示：{{ 例.启示 }}"),
    )
    cases = repeated("例 in (近期案例|筛选('案例类型', '==', '成功')|筛选('日期', '<', 早会信息.日期))[:2]", case)
    went = "当日安排表|筛选('上期咨询量')"
    best = f"{went}|筛选('上期咨询量', '==', ({went}|最大('上期咨询量')).上期咨询量)"
    one = "{{ 人.客户经理 }}（成交 {{ 人.上期成交量 }} 笔）" + when("not loop.last", "、")
    most = f"{{{{ ({went}|最大('上期咨询量')).上期咨询量 }}}} 次"
    led = note(f"上一工作日咨询最多（{most}）：{{% for 人 in {best} %}}{one}{{% endfor %}}")
    star = [tag(f"{{%p if {went} %}}"), led, tag("{%p endif %}")]
    yield point(*_shared("", "['案例分享', '小课题']", "分享人"), *cases, *star, room=False)


def _role_play() -> Iterable[Xml]:
    turn = "设置.role_plays[演练轮值.轮次 % (设置.role_plays|个数)]"
    scene = [
        tag("{%p if 设置.role_plays and 演练轮值.轮次 %}"),
        note(run("情景：", face="黑体"), value(turn)),
        tag("{%p endif %}"),
    ]
    parts = "扮客户经理：{{ 演练轮值.扮客户经理|d('　　　', true) }}　扮客户：{{ 演练轮值.扮客户|d('　　　', true) }}　观察记录：{{ 演练轮值.观察记录|d('　　　', true) }}"
    yield point(*scene, note(parts), prompt("点评（开场、问需求、解异议、约下一步）："), room=False)


def _leads() -> Iterable[Xml]:
    columns = (
        Column("客户经理", NAME, value("户.客户经理")),
        Column("准客户", 31, "{{ 户.客户 }}" + when("户.准客户编号", " {{ 户.准客户编号 }}"), "CellCentre"),
        Column("阶段", 11, value("户.准客户阶段")),
        Column("在库天数", 14, value("户.在库天数"), "CellNumber"),
        Column("需求万元", 15, value("户.需求金额"), "CellNumber"),
        Column("意向产品", 21, value("户.产品")),
        Column(
            "下一步",
            text=value("户.下一步") + when("户.步骤超期天数", "（超期 {{ 户.步骤超期天数 }} 天）"),
            style="CellNote",
        ),
        Column("日期", 18.5, value("户.下次日期|日期('月日')|d('未定', true)"), "CellNumber"),
    )
    stage = "{{ 阶.准客户阶段 }} {{ 阶.件数 }}" + when("not loop.last", "、")
    stages = (
        f"{{% for 阶 in 准客户阶段表|筛选('件数')|排除('准客户阶段', 'in', ['成交', '放弃']) %}}{stage}{{% endfor %}}"
    )
    known = (
        f"在跟 {{{{ 准客户汇总.在跟准客户 }}}} 户（{stages}），需求 {{{{ 准客户汇总.需求合计 }}}} 万元，"
        "超期 {{ 准客户汇总.超期准客户 }} 户，停滞 {{ 准客户汇总.停滞准客户 }} 户"
    )
    nobody = sentence(
        when(
            "准客户汇总.在跟准客户 is none", "还没有登记准客户台账。", "没有在跟的准客户，今天请各人至少新增一户线索。"
        )
    )
    yield table(
        [
            titled(when("准客户汇总.在跟准客户", known, "最急的排在前面")),
            heads(columns),
            *each("户 in 在跟[:设置.leads_listed]", item(columns), otherwise=nobody),
        ],
        WIDE,
        style="Dense",
    )


def _duty(kinds: str, unit: str) -> str:
    """How many of these kinds an officer has to see to, how many are overdue, and the first of them."""
    mine = f"(当日要务|筛选('客户经理', '==', 人.客户经理)|筛选('类别', 'in', {kinds}))"
    late = f"({mine}|筛选('超期天数'))"
    names = f"{mine}[:设置.names_listed]|连接('、', '客户')"
    more = when(f"{mine}|个数 > 设置.names_listed", "等")
    return when(
        mine,
        f"{{{{ {mine}|个数 }}}} {unit}" + when(late, f"（超期 {{{{ {late}|个数 }}}}）") + f"：{{{{ {names} }}}}{more}",
        "—",
    )


def _focus() -> Iterable[Xml]:
    columns = (
        Column("客户经理", NAME, value("人.客户经理")),
        Column("贷后检查", 41, _duty("['贷后检查']", "笔"), "CellNote"),
        Column("准客户跟进", 41, _duty("['准客户跟进']", "户"), "CellNote"),
        Column("约定回访与拜访", text=_duty("['约定回访', '预约拜访']", "户"), style="CellNote"),
    )
    one = "{{ 划.标题 }}" + when("划.负责人", "（{{ 划.负责人 }}）")
    today = "本期安排|排除('标题', 'in', [规则.meetings.morning.name, 规则.meetings.evening.name] + 规则.meetings.morning.also + 规则.meetings.evening.also)"
    plans = f"{{% for 划 in {today} %}}{one}" + when("not loop.last", "；") + "{% else %}没有登记的活动{% endfor %}"
    known = note(run("今日安排：", face="黑体"), plans + "。")
    busy = "人 in 当日安排表 if 当日要务|筛选('客户经理', '==', 人.客户经理)"
    yield table(
        [
            titled("贷后检查含 {{ 规则.today.checks_ahead }} 天内到期的；督办见下表"),
            heads(columns),
            *each(busy, item(columns), otherwise=sentence("没有到期的检查、跟进和回访。")),
            row(cell([known])),
        ],
        WIDE,
        style="Dense",
    )


SMALL, MONEY = 12.4, 15.0  # mm
PROMISED = (WIDE - NAME - 9 * SMALL - MONEY) / 2
LACKS = "([({0}).计划数 - ({0}).期前累计, 0]|最大|四舍五入(2) if ({0}).计划数 is number else none)|d('—')"  # joint work counts once
BOARD = (  # the group; each column's head and width, what an officer's row shows, and what the total's
    (
        "上一工作日",
        ("咨询", SMALL, "人.上期咨询量|d('假')", "上一工作日.咨询量"),
        ("申请", SMALL, "人.上期申请量|d('假')", "上一工作日.申请量"),
        ("成交", SMALL, "人.上期成交量|d('假')", "上一工作日.成交量"),
        ("万元", MONEY, "人.上期成交金额|d('假')", "上一工作日.成交金额"),
    ),
    (
        "本月还差",
        *((n, SMALL, f"人.本月还差{n}", LACKS.format(f"指标进度|筛选('指标', '==', '{n}量')|首个")) for n in STAGES),
    ),
    (
        "今日目标",
        *((n, SMALL, f"人.当日{n}目标{AS[n]}", f"当日安排表|合计('当日{n}目标'){AS[n]}") for n in STAGES),
    ),
    ("本人承诺", ("咨询", PROMISED, "", ""), ("成交", PROMISED, "", "")),
)


def _targets() -> Iterable[Xml]:
    columns = [column for _, *group in BOARD for column in group]
    groups = [Column(name, sum(width for _, width, *_ in group)) for name, *group in BOARD]
    marks = when("人.新人", "（新）") + when("人.备注", "（{{ 人.备注 }}）")
    name = para("{{ 人.客户经理 }}", run(marks, colour=RED, size=7.5), style="CellCentre")
    officer = (cell(value(own) if own else "", width, "CellNumber") for _, width, own, _ in columns)
    total = (cell(value(whole) if whole else "", width, "CellTotal") for _, width, _, whole in columns)
    how = when("规则.today.catch_up", "今日目标＝本月还差÷本人剩余工作日", "今日目标＝本月计划÷本月工作日")
    yield table(
        [
            titled(f"单位：次、笔、万元；{LAST}{how}"),
            merged(heads([Column("客户经理", NAME), *groups]), "restart"),
            merged(heads([Column("", NAME), *(Column(head, width) for head, width, *_ in columns)]), "continue"),
            *each(
                "人 in 当日安排表",
                row(cell([name], NAME), *officer),
                otherwise=sentence("名册里没有在岗的客户经理。"),
            ),
            control("{%tr if 当日安排表 %}"),
            row(cell("合　计", NAME, "CellTotal"), *total),
            control("{%tr endif %}"),
        ],
        WIDE,
        style="Dense",
    )


POINTS = {
    "news": _news,
    "policy": _policy,
    "sharing": _sharing,
    "role_play": _role_play,
    "leads": _leads,
    "focus": _focus,
    "targets": _targets,
}
