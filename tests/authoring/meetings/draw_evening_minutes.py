"""Draws templates/evening-minutes/: one page on which a branch looks back at its day."""
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
    FOLLOW_UP,
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

STAGES = ("咨询", "申请", "成交")
AS = {"咨询": "|四舍五入|d('—')", "申请": "|千分位(1)", "成交": "|千分位(1)"}  # visits are whole
SET = (
    tag(
        "{%p set 夕会议题 = 学习分享安排|筛选('会议', 'in', [规则.meetings.evening.name] + 规则.meetings.evening.also) %}"
    ),
    tag("{%p set 要办事项 = 督办未结|筛选('亮灯', '!=', '') %}"),
    tag("{%p set 有目标 = 当日安排表|筛选('当日咨询目标', '!=', none) %}"),
)
GOAL = "(当日安排表|合计('当日咨询目标'))"


def draw(folder: Path) -> None:
    """Writes evening-minutes.docx into the folder."""
    head = opening(
        "{{ 支行 }}夕会纪要", "{{ 分行 }}　·　{{ 夕会信息.日期 }}　{{ 夕会信息.星期 }}", "夕会信息", "夕会出勤"
    )
    body = [*SET, *head, *agenda(POINTS), *actions("要办事项", DUE), foot("夕会信息")]
    (folder / "evening-minutes.docx").write_bytes(docx(Draft("{{ 支行 }}夕会纪要", body, PAGE)))


def _there(field: str) -> str:
    """A figure of an officer; 假 where somebody on leave did nothing."""
    return f"'假' if 人.备注 and not 人.咨询量 and not 人.申请量 and not 人.成交量 and not 人.交叉销售 else {field}"


def _over(done: str, goal: str, known: str) -> str:
    """How much more than the goal was done, with its sign: +3, 0, -7; people's own add up to the branch's."""
    return f"('+' if {done} > {goal} else '') ~ (({done}) - {goal})|四舍五入 if {known} else '—'"


SMALL, MONEY = 13.6, 17.0  # mm
BOARD = (  # the group; each column's head and width, what an officer's row shows, and what the total's
    (
        "今日目标",
        *((n, SMALL, f"人.当日{n}目标{AS[n]}", f"当日安排表|合计('当日{n}目标'){AS[n]}") for n in STAGES),
    ),
    (
        "今日实际",
        *((n, SMALL, _there(f"人.{n}量"), f"漏斗.{n}量") for n in STAGES),
        ("万元", MONEY, _there("人.成交金额"), "漏斗.成交金额"),
        ("交叉", SMALL, _there("人.交叉销售"), "漏斗.交叉销售"),
    ),
    (
        "咨询完成",
        ("达成率", MONEY, "人.咨询达成率", f"(漏斗.咨询量 / {GOAL} if {GOAL} else none)|百分比"),
        (
            "差额",
            WIDE - NAME - 7 * SMALL - 2 * MONEY,
            _over("人.咨询量", "人.当日咨询目标", "人.当日咨询目标 is number"),
            _over("漏斗.咨询量", GOAL, GOAL),
        ),
    ),
)


def _activity() -> Iterable[Xml]:
    columns = [column for _, *group in BOARD for column in group]
    groups = [Column(name, sum(width for _, width, *_ in group)) for name, *group in BOARD]
    marks = when("人.新人", "（新）") + when("人.备注", "（{{ 人.备注 }}）") + when("人.目标达成", "√")
    name = para("{{ 人.客户经理 }}", run(marks, colour=RED, size=7.5), style="CellCentre")
    officer = (cell(value(own), width, "CellNumber") for _, width, own, _ in columns)
    total = (cell(value(whole), width, "CellTotal") for _, width, _, whole in columns)
    month = (
        "本月累计咨询 {{ 本月累计.咨询量 }} 次（达成 {{ 本月累计.咨询达成率 }}）、成交 {{ 本月累计.成交量 }} 笔（达成 {{ 本月累计.成交达成率 }}）"
        "、{{ 本月累计.成交金额 }} 万元（达成 {{ 本月累计.金额达成率 }}），序时进度 {{ 本月累计.序时进度 }}。"
    )
    yield table(
        [
            titled("单位：次、笔、万元、件；差额＝实际－目标；合计协同只计一次；√咨询完成当日目标"),
            merged(heads([Column("客户经理", NAME), *groups]), "restart"),
            merged(heads([Column("", NAME), *(Column(head, width) for head, width, *_ in columns)]), "continue"),
            *each(
                "人 in 当日安排表",
                row(cell([name], NAME), *officer),
                otherwise=sentence("名册里没有在岗的客户经理。"),
            ),
            control("{%tr if 当日安排表 %}"),
            row(cell("合　计", NAME, "CellTotal"), *total),
            row(cell([note(month)])),
            control("{%tr endif %}"),
        ],
        WIDE,
        style="Dense",
    )


def _experience() -> Iterable[Xml]:
    done = "有目标|筛选('目标达成')"
    one = "{{ 人.客户经理 }}（咨询 {{ 人.咨询量 }} 次" + when("人.成交量", "、成交 {{ 人.成交量 }} 笔") + "）"
    names = f"{{% for 人 in {done} %}}{one}" + when("not loop.last", "、") + "{% endfor %}。"
    met = when(done, names, when("有目标", "今天没有人完成咨询目标。", "今天没有任务计划，无从判断完成。"))
    rival = "{{ 家.机构名 }}{{ 家.产品 }}：{{ 家.报价原文 }}" + when("家.营销策略", "，{{ 家.营销策略 }}")
    fresh = "同业产品表|筛选('日期', '>=', 本期.首日)|筛选('日期', '<=', 数据截至)"
    news = f"{{% for 家 in ({fresh})[:3] %}}{rival}" + when("not loop.last", "；") + "{% endfor %}。"
    heard = [
        tag(f"{{%p if {fresh} %}}"),
        note(run("同业：", face="黑体"), news),
        tag("{%p else %}"),
        prompt("同业动态（机构、产品、价格、做法）："),
        tag("{%p endif %}"),
    ]
    yield point(note(run("完成者：", face="黑体"), met), prompt("经验："), *heard, room=False)


def _shortfall() -> Iterable[Xml]:
    follow = f"{{{{ 人.跟进措施|d('{FOLLOW_UP}') }}}}" + when("人.措施", "：{{ 人.措施 }}")
    columns = (
        Column("未完成人员", NAME, value("人.客户经理")),
        Column("咨询还差", 16, value("人.差距"), "CellNumber"),
        Column("未完成原因（客户·能力·方法·其他）", 66, value("人.原因"), "CellNote"),
        Column("跟进与明日补救", text=follow, style="CellNote"),
    )
    nobody = sentence(when("有目标", "在岗人员都完成了今天的咨询目标。", "今天没有任务计划，无从判断完成。"))
    rows = each("人 in 有目标|排除('目标达成')", item(columns), otherwise=nobody)
    yield table([titled(), heads(columns), *rows], WIDE, style="Dense")


def _customers() -> Iterable[Xml]:
    columns = (
        Column("客户经理", NAME, value("户.客户经理")),
        Column("客户", 38, "{{ 户.客户 }}" + when("户.客户编号", " {{ 户.客户编号 }}"), "CellCentre"),
        Column("进展", 24, "{{ 户.活动类型 }}" + when("户.活动类型 == '咨询'", "·{{ 户.成果 }}")),
        Column("产品", 30, value("户.产品")),
        Column("金额（万元）", 22, value("户.金额 if 户.金额 is not none else 户.需求金额"), "CellNumber"),
        Column("下次日期", text=value("户.下次日期|日期('月日')|d('—', true)"), style="CellNumber"),
    )
    counts = "成交 {{ 漏斗.成交量 }} 笔、交叉销售 {{ 漏斗.交叉销售 }} 件、申请 {{ 漏斗.申请量 }} 笔"
    ready = "意向明确 {{ 客户进展表|筛选('活动类型', '==', '咨询')|个数 }} 户"
    due = "准客户进程|筛选('跟进中')|筛选('下次日期', '<=', 夕会信息.下次会议)"
    lead = "{{ 户.客户 }}（{{ 户.客户经理 }}" + when("户.下一步", "，{{ 户.下一步 }}") + "）"
    leads = f"{{% for 户 in ({due})[:设置.leads_listed] %}}{lead}" + when("not loop.last", "；") + "{% endfor %}"
    more = when(f"({due})|个数 > 设置.leads_listed", f"等 {{{{ {due}|个数 }}}} 户")
    following = when(due, f"{leads}{more}。", "没有到期要跟进的准客户。")
    counted = "漏斗.申请量 or 漏斗.成交量 or 漏斗.交叉销售"
    nobody = when(counted, "本支行按日报汇总，没有逐笔登记客户。", "今天没有申请、成交和意向明确的客户。")
    yield table(
        [
            titled(
                when(
                    "客户进展表", f"今日{counts}、{ready}；每类最多列 {{{{ 设置.moved_listed }}}} 户", "逐笔登记的客户"
                )
            ),
            heads(columns),
            *each(
                "类, 件 in 客户进展表|分组('活动类型')",
                *each("户 in 件[:设置.moved_listed]", item(columns)),
                otherwise=sentence(nobody),
            ),
            row(cell([note(run("下次会前要跟进：", face="黑体"), following)])),
        ],
        WIDE,
        style="Dense",
    )


def _topic() -> Iterable[Xml]:
    told = run("{{ 议.标题|d('题目待定', true) }}", bold=True)
    sharer = "　分享人：{{ 议.分享人|d('　　　　', true) }}" + when("议.拟排", "（轮值拟排）")
    topic = note(told, when("议.文号", "（{{ 议.文号 }}）") + sharer + when("议.经过", "　{{ 议.经过 }}"))
    blank = prompt("分享人：　　　　　　　　　　题目：")
    yield point(*repeated("议 in 夕会议题", topic, otherwise=blank), prompt("讨论要点："), room=False)


def _review() -> Iterable[Xml]:
    lines = ("今天做得好的：", "明天要改的：", "可以照着做的方法（谁、什么场合、怎么说）：")
    yield point(*map(prompt, lines), room=False)


def _rewards() -> Iterable[Xml]:
    change = when("分.积分变动 > 0", "+") + "{{ 分.积分变动 }}"
    one = f"{{{{ 分.客户经理 }}}} {change}（{{{{ 分.激励规则 }}}}）"
    points = f"{{% for 分 in 积分变动表 %}}{one}" + when("not loop.last", "、") + "{% endfor %}"
    known = [tag("{%p if 积分变动表 %}"), note(run("今日积分：", face="黑体"), points + "。"), tag("{%p endif %}")]
    yield point(*known, prompt("表扬：　　　　　　　　　　　　　　　提醒："), room=False)


POINTS = {
    "activity": _activity,
    "experience": _experience,
    "shortfall": _shortfall,
    "customers": _customers,
    "topic": _topic,
    "review": _review,
    "rewards": _rewards,
}
