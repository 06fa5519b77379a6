"""Draws templates/monthly-minutes/: minutes as an official paper, the month told in sentences and two tables."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx, official_footer
from authoring.house_styles import Style
from authoring.house_table import Column, cell, each, each_kept, heads, item, kept, row, sentence, table
from authoring.house_text import Xml, para, repeated, run, tag, value, when

# GB/T 9704-2012: A4, margins 37 28 26 35 mm, body 仿宋 16 pt on 28 pt lines
PAGE = Page(top=37, left=28, right=26, bottom=35, foot=20)
WIDE = PAGE.width
RED = "C00000"
_RULE = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{RED}"/></w:pBdr>'
HEAD_STYLES = (
    Style("RedHead", "红头", "方正小标宋简体", 30, None, RED, "center", 0, 14, 44, keep_next=True),
    Style("RedNumber", "红头文号", "仿宋_GB2312", 16, None, "000000", "center", 0, 10, 28, keep_next=True, rule=_RULE),
)
NUMBER = tag('{%p set 序 = "一二三四五六七八九十"[loop.index0] ~ "、" if loop.index0 < 10 else "" %}')
BLANK = repeated("行 in range(设置.blank_lines)", para(style="OfficialBody"))
DONE = "OfficialCell"
SHORT = (
    "[规则.meetings.morning.name, 规则.meetings.evening.name] + 规则.meetings.morning.also + 规则.meetings.evening.also"
)
PLANS = f"近期安排|排除('标题', 'in', {SHORT})"


def draw(folder: Path) -> None:
    """Writes monthly-minutes.docx into the folder."""
    body = [*_head(), *_agenda(), *_foot()]
    feet = {"footer1.xml": official_footer()}
    draft = Draft("{{ 支行 }}月例会纪要（{{ 本期.名称 }}）", body, PAGE, footers=feet, styles=HEAD_STYLES)
    (folder / "monthly-minutes.docx").write_bytes(docx(draft))


def _body(*pieces: str) -> Xml:
    return para(*pieces, style="OfficialBody")


def _second(text: str) -> Xml:
    return para(text, style="Heading2")


def _given(condition: str, *blocks: Xml, otherwise: Xml | None = None) -> list[Xml]:
    """The paragraphs where the condition holds, else the other one."""
    other = [tag("{%p else %}"), otherwise] if otherwise is not None else []
    return [tag(f"{{%p if {condition} %}}"), *blocks, *other, tag("{%p endif %}")]


def _head() -> Iterable[Xml]:
    red = para("{{ 支行 }}会议纪要", style="RedHead"), para("{{ 月例会信息.会议编号 }}", style="RedNumber")
    yield from _given("设置.red_head", *red)
    yield para("{{ 支行 }}月例会纪要", style="OfficialTitle")
    yield para("（{{ 本期.名称 }}）", style="OfficialSubtitle")
    came = "{{ 月例会出勤.应到 }} 人应到，" + when(
        "月例会出勤.实到 is not none", "实到 {{ 月例会出勤.实到 }} 人", "实到　　人"
    )
    host = when("月例会信息.主持人", "{{ 月例会信息.主持人 }}", "　　　　")
    yield _body(
        f"{{{{ 月例会信息.日期|日期('全') }}}}，{{{{ 支行 }}}}在{{{{ 月例会信息.地点 }}}}召开{{{{ 本期.名称 }}}}{{{{ 月例会信息.会议 }}}}，由{host}主持，"
        f"{came}。会议通报了当月经营情况，研究了存在的问题和下月工作。现将主要内容纪要如下。"
    )


def _agenda() -> list[Xml]:
    """A section for each point of the agenda, in the order of the settings; an unknown one is a heading and room."""
    blocks: list[Xml] = []
    for name, section in SECTIONS.items():
        word = "elif" if blocks else "if"
        blocks += [tag(f'{{%p {word} 项.key == "{name}" %}}'), *section()]
    blocks += [tag("{%p else %}"), *BLANK, tag("{%p endif %}")]
    return repeated("项 in 设置.agenda if 项.on", NUMBER, para("{{ 序 }}{{ 项.标题 }}", style="Heading1"), *blocks)


def _results() -> Iterable[Xml]:
    yield _body(
        "截至{{ 数据截至|日期('月日') }}，支行咨询 {{ 漏斗.咨询量 }} 次，受理申请 {{ 漏斗.申请量 }} 笔，放款 {{ 漏斗.成交量 }} 笔、{{ 漏斗.成交金额 }} 万元，"
        "交叉销售 {{ 漏斗.交叉销售 }} 件。",
        when("漏斗.咨询转化率 is not none", "咨询转化率 {{ 漏斗.咨询转化率 }}，申请转化率 {{ 漏斗.申请转化率 }}。"),
        when("漏斗.转化超百", "转化率超过 100% 的，申请或成交来自以前的咨询，未作删减。"),
        when(
            "漏斗.成交达成率 is not none",
            "成交计划完成 {{ 漏斗.成交达成率 }}"
            + when(
                "漏斗.超前进度 is not none and 漏斗.序时进度 < 1",
                "，序时进度 {{ 漏斗.序时进度 }}，较序时{{ '超前' if 漏斗.超前进度 >= 0 else '落后' }} {{ (漏斗.超前进度 * 100)|绝对值|四舍五入(1) }} 个百分点",
            )
            + "。",
            "本月没有下达任务计划。",
        ),
        _ranked(),
    )
    names = ("指　标", "计　划", "完　成", "达成率", "上　月", "环　比")
    columns = [Column(name, 0 if i else 40, style=DONE) for i, name in enumerate(names)]
    width = (WIDE - 40) / (len(names) - 1)
    rows = []
    for name, *fields in (
        ("咨询量（次）", "计划咨询量", "咨询量", "咨询达成率", "上期咨询量", "咨询环比"),
        ("申请量（笔）", "计划申请量", "申请量", "申请达成率", "上期申请量", "申请环比"),
        ("成交量（笔）", "计划成交量", "成交量", "成交达成率", "上期成交量", "成交环比"),
        ("成交金额（万元）", "计划成交金额", "成交金额", "金额达成率", "上期成交金额", "金额环比"),
        ("交叉销售（件）", "计划交叉销售", "交叉销售", "交叉达成率", "上期交叉销售", "交叉环比"),
    ):
        plan, *done = (f"漏斗.{field}" for field in fields)
        plan += "" if "金额" in plan else "|四舍五入(1)|d('—')"  # a plan may be split into parts of one
        rows.append(row(cell(name, 40, DONE), *(cell(value(f), width, DONE) for f in (plan, *done)), height=8))
    yield para(
        "单位：次、笔、万元、件" + when("漏斗.序时进度 is not none and 漏斗.序时进度 < 1", "；上月取同样工作日数"),
        style="Caption",
    )
    yield table([heads((Column(c.name, c.width or width) for c in columns), 9), *rows], WIDE)
    yield para(style="Note")


def _ranked() -> str:
    """Where the branch stands among the branches, where there are several."""
    mine = "支行表|筛选('支行', '==', 支行)"
    place = "咨询量居全分行第 {{ 行.咨询名次 }} 位，成交量居第 {{ 行.成交名次 }} 位"
    many = "支行表|个数 > 1 and 漏斗.咨询量"
    return when(many, f"{{% for 行 in {mine} %}}{place}（共 {{{{ 支行表|个数 }}}} 家支行）。{{% endfor %}}")


def _people() -> Iterable[Xml]:
    columns = (
        Column("客户经理", 30, "{{ 人.客户经理 }}" + when("人.新人", "（新）") + when("人.重点帮扶", "▲"), DONE),
        Column("咨询量", 18, value("人.咨询量"), DONE),
        Column("达成率", 20, value("人.咨询达成率"), DONE),
        Column("申请量", 18, value("人.申请量"), DONE),
        Column("成交量", 18, value("人.成交量"), DONE),
        Column("达成率", 20, value("人.成交达成率"), DONE),
        Column("成交金额", text=value("人.成交金额"), style=DONE),
    )
    yield para("单位：次、笔、万元；按成交量排列；（新）入职不满三个月，▲重点帮扶", style="Caption")
    ranked = "人 in 客户经理表|排序('成交量', reverse=true)"
    empty = sentence("名册里没有在岗的客户经理。", 8)
    yield table([*kept([heads(columns, 9)]), *each_kept(ranked, item(columns, 8), otherwise=empty)], WIDE)
    yield para(style="Note")
    one = "{{ 人.客户经理 }}（{{ 人.依据 }}），建议由{{ 人.师傅|d('支行指定的师傅', true) }}带教。"
    nobody = _body("没有符合重点帮扶规则的人员。")
    yield from repeated("人 in 重点帮扶名单", _body(one), otherwise=nobody)


def _products() -> Iterable[Xml]:
    loan = "{{ 品.产品 }} {{ 品.件数 }} 笔、{{ 品.金额 }} 万元（占笔数 {{ 品.占比 }}）"
    cross = "{{ 品.产品 }} {{ 品.件数 }} 件"

    def told(kind: str, one: str, nothing: str) -> str:
        joined = f"{{% for 品 in 产品成交|筛选('类别', '==', '{kind}') %}}{one}" + when("not loop.last", "；")
        return f"{joined}{{% else %}}{nothing}{{% endfor %}}。"

    yield _body(run("贷款。", face="楷体_GB2312", bold=True), told("贷款", loan, "本月没有放款"))
    yield _body(run("交叉销售。", face="楷体_GB2312", bold=True), told("交叉销售", cross, "本月没有交叉销售"))
    held = (
        "在跟准客户 {{ 准客户汇总.在跟准客户 }} 户，资金需求 {{ 准客户汇总.需求合计 }} 万元；本月新增 {{ 准客户汇总.新增准客户 }} 户，"
        "下一步已超期的 {{ 准客户汇总.超期准客户 }} 户。"
    )
    kept = when("准客户汇总.在跟准客户 is not none", held)
    yield _body(
        run("客户储备。", face="楷体_GB2312", bold=True), kept + "新增完整客户资料 {{ 漏斗.新增客户数据 }} 户。"
    )


def _cases() -> Iterable[Xml]:
    told = "{{ 例.客户经理 }}：{{ 例.标题 }}。{{ 例.经过 }}" + when("例.启示", "启示：{{ 例.启示 }}")
    for title, root in (("（一）经验", "成功案例"), ("（二）教训", "风险案例")):
        yield _second(title)
        yield from repeated(f"例 in {root}[:设置.cases_listed]", _body(told), otherwise=_body("本月没有登记。"))


def _risk() -> Iterable[Xml]:
    checks = (
        "本季应做贷后检查 {{ 贷后履职.应检笔数 }} 笔，已做 {{ 贷后履职.已检笔数 }} 笔，按时率 {{ 贷后履职.按时率 }}。"
        "贷款余额 {{ 贷后履职.余额 }} 万元，逾期 {{ 贷后履职.逾期笔数 }} 笔、{{ 贷后履职.逾期余额 }} 万元，逾期超过 30 天的余额占 {{ 贷后履职.逾期超30天占比 }}。"
    )
    yield from _given(
        "贷后履职.余额 or 贷后履职.应检笔数", _body(checks), otherwise=_body("没有登记的贷款和贷后检查。")
    )


def _actions() -> Iterable[Xml]:
    rate = when("督办汇总.按时率 is not none", "，按时率 {{ 督办汇总.按时率 }}")
    yield _body(
        f"本月新立 {{{{ 督办汇总.新立项数 }}}} 项，办结 {{{{ 督办汇总.办结项数 }}}} 项{rate}；未结 {{{{ 督办汇总.未结项数 }}}} 项，"
        "其中红灯 {{ 督办汇总.红灯项数 }} 项、黄灯 {{ 督办汇总.黄灯项数 }} 项"
        + when("督办汇总.待审核项数", "，已报办结、待审核销项的 {{ 督办汇总.待审核项数 }} 项")
        + "。"
    )
    columns = (
        Column("督办事项", text=value("事.督办事项"), style="OfficialCell"),
        Column("负责人", 26, "{{ 事.负责人 }}" + when("事.协办人", "\n{{ 事.协办人 }}"), DONE),
        Column("期　限", 24, value("事.到期日|日期('短')"), DONE),
        Column(
            "进　展",
            50,
            when("事.亮灯", "【{{ 事.亮灯 }}】")
            + "{{ 事.当前进展|d('未报进展', true) }}"
            + when("事.超期天数", "（超期 {{ 事.超期天数 }} 天）"),
            DONE,
        ),
    )
    rows = [heads(columns, 9), *each("事 in 督办未结", item(columns, 8))]
    yield from _given("督办未结", para(style="Gap", keep_next=True), table(rows, WIDE), para(style="Note"))


def _plans() -> Iterable[Xml]:
    """One paragraph for each kind of plan; what comes several times names its days together."""
    days = "{% for 划 in 次 %}{{ 划.日期|日期('月日') }}" + when("not loop.last", "、") + "{% endfor %}"
    who = value("[次[0].负责人, 次[0].地点]|连接('，')")
    one = (
        days
        + when("名 != 类", "{{ 名 }}")
        + when("次[0].负责人 or 次[0].地点", f"（{who}）")
        + when("not loop.last", "；")
    )
    listed = f"{{% for 名, 次 in (件|分组('标题'))[:设置.plans_listed] %}}{one}{{% endfor %}}"
    more = when("件|分组('标题')|个数 > 设置.plans_listed", "；其余见活动日历")
    work = "{{ 下期.名称 }}共 {{ 下期.工作日 }} 个工作日。"
    yield _body(work + when(PLANS, "已登记的安排如下。", "还没有登记的活动安排。"))
    kind = run("{{ 类 }}。", face="楷体_GB2312", bold=True)
    yield from repeated(f"类, 件 in ({PLANS})|分组('安排类型')", _body(kind, listed + more + "。"))


def _decisions() -> Iterable[Xml]:
    yield from repeated("行 in range(设置.blank_decisions)", _body("{{ loop.index }}. "))


SECTIONS = {
    "results": _results,
    "people": _people,
    "products": _products,
    "cases": _cases,
    "risk": _risk,
    "actions": _actions,
    "plans": _plans,
    "decisions": _decisions,
}


def _foot() -> Iterable[Xml]:
    """Who came, as known so far: before the meeting what is not known stays open to be written."""
    none = "'无' if 月例会出勤.实到 is not none else ''"
    late = when("月例会出勤.迟到名单", "（其中迟到：{{ 月例会出勤.迟到名单 }}）")
    outside = "月例会出勤.公出名单|替换('、', '（公出）、') ~ '（公出）' if 月例会出勤.公出名单 else ''"
    away = value(f"[月例会出勤.请假名单, {outside}]|连接('、')|d({none}, true)")
    yield _body()
    for label, text, where in (
        ("出席：", "{{ 月例会出勤.实到名单 }}" + late, ""),
        ("请假：", away, ""),
        ("缺席：", "{{ 月例会出勤.缺席名单 }}", "月例会出勤.缺席名单"),
        ("列席：", value(f"月例会信息.列席|d({none}, true)"), ""),
        ("记录：", "{{ 月例会信息.记录人 }}", ""),
        ("抄送：", "{{ 设置.copies }}", "设置.copies"),
    ):
        line = para(run(label, face="黑体"), text, style="OfficialBody", keep_next=True)
        yield from _given(where, line) if where else [line]
    yield para(style="OfficialBody", keep_next=True)
    yield para("{{ 支行 }}", style="OfficialSign", keep_next=True)
    yield para("{{ 月例会信息.日期 }}", style="OfficialSign")
