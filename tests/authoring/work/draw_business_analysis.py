"""Draws templates/business-analysis/: the branch's and the bank's analysis as official papers with native charts."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authoring.house import Draft, Page, docx, official_footer
from authoring.house_bars import Bars
from authoring.house_chart import Chart, Drawn, chart_paragraph
from authoring.house_table import Column, Row, cell, each, each_kept, heads, item, kept, key, row, sentence, table
from authoring.house_text import Xml, para, tag, value, when

# GB/T 9704-2012: A4, margins 37 28 26 35 mm, body 仿宋 16 pt on 28 pt lines
PAGE = Page(top=37, left=28, right=26, bottom=35, foot=20)
WIDE = PAGE.width
CELL = "OfficialCell"
MEASURES = (  # name, unit, plan, attainment, last, change, a year ago on this
    ("咨询量", "次", "计划咨询量", "咨询达成率", "上期咨询量", "咨询环比", "咨询同比"),
    ("申请量", "笔", "计划申请量", "申请达成率", "上期申请量", "申请环比", "申请同比"),
    ("成交量", "笔", "计划成交量", "成交达成率", "上期成交量", "成交环比", "成交同比"),
    ("成交金额", "万元", "计划成交金额", "金额达成率", "上期成交金额", "金额环比", "金额同比"),
    ("交叉销售", "件", "计划交叉销售", "交叉达成率", "上期交叉销售", "交叉环比", "交叉同比"),
)
STAGES = '口径分解|筛选("指标", "in", ["咨询量", "申请量", "成交量"])'
LOANS, CROSS = ("产品成交|筛选('类别', '==', '" + kind + "')" for kind in ("贷款", "交叉销售"))


@dataclass(frozen=True)
class Whose:
    """What differs between a branch's paper and the bank's: the tag that names it, and its file."""

    name: str
    title: str
    file: str
    bank: bool


BRANCH = Whose("{{ 支行 }}", "{{ 分行 }}　{{ 支行 }}　{{ 本期.名称 }}", "business-analysis.docx", False)
BANK = Whose("{{ 分行 }}", "{{ 分行 }}　{{ 本期.名称 }}", "business-analysis-bank.docx", True)


def _weekly() -> Chart:
    return Chart(
        "逐周活动量", "{{ chart 逐周 categories=名称 series=咨询量,申请量,成交量 }}", ("咨询量（左轴）",), ("申请量（右轴）", "成交量（右轴）"),
        WIDE, 62, number=1,
    )  # fmt: skip


def _rates() -> Chart:
    return Chart(
        "逐周转化率", "{{ chart 逐周 categories=名称 series=咨询转化率,申请转化率 }}", (), ("咨询→申请", "申请→成交"),
        WIDE, 52, number=2, axis="0%",
    )  # fmt: skip


def _mix() -> Bars:
    alt = f"{{{{ chart {LOANS.replace(chr(39), chr(34))} categories=产品 series=占比 }}}}"
    return Bars("贷款成交结构", alt, ("占比",), ("3E6FA8",), WIDE, 56, number=3, format="0.0%")


def _ranked(bank: bool) -> Bars:
    loop, who = ("支行表", "支行") if bank else ("客户经理表", "客户经理")
    return Bars(
        "成交金额达成率", f'{{{{ chart ({loop}|排序("计划完整,金额达成率",reverse=true))[:设置.bars] categories={who} series=金额达成率 }}}}', ("金额达成率",),
        ("3E6FA8",), WIDE, 66, number=4, format="0.0%",
    )  # fmt: skip


def _stages() -> Bars:
    alt = f"{{{{ chart {STAGES} categories=指标 series=完成数 }}}}"
    return Bars("漏斗", alt, ("数量",), ("3E6FA8",), WIDE, 36, number=5, format="#,##0")


def draw(folder: Path) -> None:
    """Writes both papers into the folder."""
    for whose in (BRANCH, BANK):
        (folder / whose.file).write_bytes(docx(_draft(whose)))


def _draft(whose: Whose) -> Draft:
    charts: tuple[Chart | Bars, ...] = (_weekly(), _rates(), _mix(), _ranked(whose.bank), _stages())
    body = [
        para("业务经营分析", style="OfficialTitle"),
        para(f"（{whose.title}）", style="OfficialSubtitle"),
        *_summary(whose),
        *_trend(charts[0], charts[1]),
        *_funnel(charts[4]),
        *_products(charts[2]),
        *_channels(),
        *_ranking(whose, charts[3]),
        *_spots(),
        *([] if whose.bank else _missed()),
        *_actions(whose),
        *_notes(whose),
    ]
    parts = tuple(part for chart in charts for part in chart.parts())
    feet = {"footer1.xml": official_footer()}
    return Draft(f"{whose.name}业务经营分析（{{{{ 本期.名称 }}}}）", body, PAGE, footers=feet, parts=parts)


def _body(*pieces: str, keep_next: bool = False) -> Xml:
    return para(*pieces, style="OfficialBody", keep_next=keep_next)


def _heading(text: str) -> Xml:
    return para(text, style="Heading1")


def _caption(text: str) -> Xml:
    return para(text, style="Caption")


def _given(condition: str, *blocks: Xml, otherwise: Xml | None = None) -> list[Xml]:
    """The blocks where the condition holds, else the other one."""
    other = [tag("{%p else %}"), otherwise] if otherwise is not None else []
    return [tag(f"{{%p if {condition} %}}"), *blocks, *other, tag("{%p endif %}")]


def _listed(columns: Sequence[Column], loop: str, empty: str, *more: Row) -> Xml:
    rows = each_kept(loop, item(columns, 7), otherwise=sentence(empty, 8))
    return table([*kept([heads(columns, 8)]), *rows, *more], WIDE)


def _chart(drawn: Drawn, caption: str) -> list[Xml]:
    return [_caption(caption), chart_paragraph(drawn)]


def _change(field: str, up: str = "增长", down: str = "下降") -> str:
    """比上期增长 12.3%, 持平, or nothing where the last period is not known."""
    size = f"{{{{ {field}|绝对值|百分比(1) }}}}"
    word = when(f"{field} > 0", f"，比上期{up} {size}", when(f"{field} < 0", f"，比上期{down} {size}", "，与上期持平"))
    return when(f"{field} is number", word)


def _summary(whose: Whose) -> Iterable[Xml]:
    yield _heading("一、总体情况")
    plan = when("漏斗.金额达成率 is number", "，完成计划的 {{ 漏斗.金额达成率 }}")
    ahead = when(
        "漏斗.超前进度 is number",
        "。按成交笔数，达成率 {{ 漏斗.成交达成率 }}，序时进度 {{ 漏斗.序时进度 }}，"
        + when("漏斗.超前进度 >= 0", "超前", "落后")
        + " {{ (漏斗.超前进度 * 100)|绝对值|千分位(1) }} 个百分点",
    )
    yield _body(
        f"{{{{ 本期.名称 }}}}（数据截至{{{{ 数据截至|日期('月日') }}}}），{whose.name}在岗客户经理平均 {{{{ 漏斗.在岗人数|四舍五入(1) }}}} 人"
        + when("漏斗.新人数", "（其中新人 {{ 漏斗.新人数 }} 人）") + "，"
        "共咨询 {{ 漏斗.咨询量 }} 次" + _change("漏斗.咨询环比") + "；受理申请 {{ 漏斗.申请量 }} 笔" + _change("漏斗.申请环比")
        + "；成交 {{ 漏斗.成交量 }} 笔、{{ 漏斗.成交金额|千分位(2) }} 万元" + plan + _change("漏斗.金额环比")
        + "；交叉销售 {{ 漏斗.交叉销售 }} 件" + ahead + "。"
    )  # fmt: skip
    yield _body(
        "人均咨询 {{ 漏斗.人均咨询量|千分位(1)|d('—') }} 次、成交 {{ 漏斗.人均成交量|千分位(1)|d('—') }} 笔、金额 {{ 漏斗.人均产能|千分位(2)|d('—') }} 万元；"
        "新增完整客户资料 {{ 漏斗.新增客户数据 }} 户"
        + when("准客户汇总.在跟准客户 is number", "；在跟准客户 {{ 准客户汇总.在跟准客户 }} 户、需求 {{ 准客户汇总.需求合计|千分位(2) }} 万元")
        + when(
            "贷后履职.余额", "；贷款余额 {{ 贷后履职.余额|千分位(2) }} 万元，逾期超 30 天占比（含重组） {{ 贷后履职.逾期超30天占比 }}"
        )
        + "。"
    )  # fmt: skip
    yield _caption("单位：次、笔、万元、件")
    yield tag("{%p if 去年同期.同期咨询量 is number %}")
    yield _figures(8)
    yield tag("{%p elif 漏斗.上期咨询量 is number %}")
    yield _figures(7)
    yield tag("{%p else %}")
    yield _figures(5)
    yield tag("{%p endif %}")
    missing = "没有去年同期的数据，同比不列。"
    compared = "上期取到与本期相同的工作日。" + when("去年同期.同期咨询量 is not number", missing)
    none = when(
        "去年同期.同期咨询量 is number", "没有上期的数据，环比不列。", "没有上期和去年同期的数据，环比、同比不列。"
    )
    yield para(when("漏斗.上期咨询量 is number", compared, none), style="Note")
    partial = "本期还有月份没有下达任务，计划是已下达部分之和，不与序时进度比。"
    yield from _given("漏斗.计划成交量 is number and not 漏斗.计划完整", para(partial, style="Note"))


def _figures(shown: int) -> Xml:
    """The measures in so many columns: without the change on a year ago, or on the last period, where none is known."""
    columns = (
        Column("指　标", 24), Column("单位", 14), Column("计划", 22), Column("实际", 22), Column("达成率", 18),
        Column("上期", 22), Column("环比", 17), Column("同比", 17),
    )[:shown]  # fmt: skip
    spread = WIDE / sum(column.width for column in columns)
    columns = tuple(replace(column, width=column.width * spread) for column in columns)
    rows = [heads(columns, 8)]
    for name, unit, plan, attained, last, change, yoy in MEASURES:
        rounding = "千分位(2)" if unit == "万元" else "四舍五入(1)"  # a plan may be split into parts of one
        texts = (
            unit, value(f"漏斗.{plan}|{rounding}|d('—')"), value(f"漏斗.{name}" + ("|千分位(2)" if unit == "万元" else "")),
            value(f"漏斗.{attained}"), value(f"漏斗.{last}|d('—')"), value(f"漏斗.{change}"), value(f"去年同期.{yoy}"),
        )  # fmt: skip
        first, *widths = (column.width for column in columns)
        boxes = (cell(text, width, CELL) for text, width in zip(texts, widths, strict=False))
        rows.append(row(key(name, first), *boxes, height=7))
    return table(rows, WIDE)


def _trend(weekly: Drawn, rates: Drawn) -> Iterable[Xml]:
    columns = (
        Column("期间", 20, value("期.名称"), CELL), Column("工作日", 15, value("期.工作日"), CELL),
        Column("咨询量", 18, value("期.咨询量"), CELL), Column("申请量", 17, value("期.申请量"), CELL),
        Column("成交量", 17, value("期.成交量"), CELL), Column("成交金额", 23, value("期.成交金额|千分位(2)"), CELL),
        Column("金额达成率", 22, value("期.金额达成率"), CELL), Column("人均日咨询", text=value("期.日均咨询量|千分位(1)|d('—')"), style=CELL),
    )  # fmt: skip
    yield _heading("二、走势")
    yield from _given(
        "逐周|个数 > 1 and 逐周|合计('咨询量')",
        *_chart(weekly, "逐周活动量（单位：次、笔）"),
        *_chart(rates, "逐周转化率"),
        otherwise=_body("数据不足两周，不画走势。"),
    )
    yield _caption(
        "各期对比（单位：天、次、笔、万元"
        + when("漏斗.序时进度 is number and 漏斗.序时进度 < 1", "；末行截至{{ 数据截至|日期('月日') }}")
        + "）"
    )
    yield _listed(columns, "期 in (各期走势 if 各期走势|个数 > 1 else 本季各月)", "没有数据。")


def _funnel(stages: Drawn) -> Iterable[Xml]:
    def moved(field: str) -> str:
        return when(
            f"{field} is number",
            "（比上期"
            + when(f"{field} >= 0", "上升", "下降")
            + f" {{{{ ({field} * 100)|绝对值|千分位(1) }}}} 个百分点）",
        )

    yield _heading("三、漏斗与转化")
    yield from _given("漏斗.咨询量", *_chart(stages, "咨询→申请→成交（单位：次、笔）"))
    yield _body(
        "咨询→申请转化率 {{ 漏斗.咨询转化率 }}" + moved("漏斗.咨询转化率变动") + "，申请→成交转化率 {{ 漏斗.申请转化率 }}"
        + moved("漏斗.申请转化率变动") + "，综合转化率 {{ 漏斗.综合转化率 }}。"
        + when("漏斗.同批转化率 is number", "本期首次接触的客户中，已有 {{ 漏斗.同批转化率 }} 提出申请。")
        + when("漏斗.转化超百", "有转化率超过 100%：申请或成交来自以前的咨询，属正常的滞后，未作删减。")
    )  # fmt: skip
    yield _body(
        when("漏斗.倒推咨询量 is number", "按本期的两段转化率倒推，完成计划成交 {{ 漏斗.计划成交量|四舍五入(1) }} 笔约需咨询 {{ 漏斗.倒推咨询量|四舍五入 }} 次，实际咨询 {{ 漏斗.咨询量 }} 次。", "没有计划或转化率，不作漏斗倒推。")
        + when("漏斗.平均时效 is number", "申请到放款平均 {{ 漏斗.平均时效|千分位(1) }} 个工作日，中位数 {{ 漏斗.时效中位数|四舍五入(1) }} 个工作日。")
        + when("漏斗.撤回量", "另有 {{ 漏斗.撤回量 }} 笔申请撤回。")
    )  # fmt: skip


def _products(mix: Drawn) -> Iterable[Xml]:
    columns = (
        Column("产　品", 50, value("品.产品"), CELL), Column("数量", 30, value("品.件数"), CELL),
        Column("占比", 30, value("品.占比"), CELL), Column("金额（万元）", text=value("品.金额|千分位(2)|d('—')"), style=CELL),
    )  # fmt: skip
    yield _heading("四、产品结构")
    yield from _given(LOANS, *_chart(mix, "各产品占贷款成交笔数的比重"))
    yield _caption("单位：笔、万元")
    yield _listed(columns, f"品 in {LOANS}", "本期没有贷款成交。")
    yield _caption("交叉销售（单位：件，不与贷款相加）")
    sold = (
        Column("产　品", 70, value("品.产品"), CELL), Column("数量", 43, value("品.件数"), CELL),
        Column("占比", text=value("品.占比"), style=CELL),
    )  # fmt: skip
    yield _listed(sold, f"品 in {CROSS}", "本期没有交叉销售。")


def _channels() -> Iterable[Xml]:
    columns = (
        Column("渠道", 28, value("道.渠道"), CELL), Column("通路", 22, value("道.通路|d('—')"), CELL),
        Column("方式", 20, value("道.方式|d('—')"), CELL), Column("咨询", 16, value("道.咨询量"), CELL),
        Column("申请", 16, value("道.申请量"), CELL), Column("成交", 16, value("道.成交量"), CELL),
        Column("转化率", 17, value("道.咨询转化率"), CELL), Column("金额（万元）", text=value("道.成交金额|千分位(2)"), style=CELL),
    )  # fmt: skip
    yield _heading("五、渠道")
    yield _caption("按咨询量排前 {{ 设置.channels_shown }} 的组合（单位：次、笔、万元）")
    yield _listed(columns, "道 in 渠道成效[:设置.channels_shown]", "流水里没有填渠道。")


def _ranking(whose: Whose, ranked: Drawn) -> Iterable[Xml]:
    yield _heading("六、排名")
    loop = "支行表" if whose.bank else "客户经理表"
    if not whose.bank:
        mine = "支行表|筛选('支行', '==', 支行)|首个"
        yield from _given(
            "支行表|个数 > 1 and 漏斗.咨询量",
            _body(
                "在分行 {{ 支行表|个数 }} 个支行中，本支行咨询量第 {{ ("
                + mine
                + ").咨询名次 }}、成交量第 {{ ("
                + mine
                + ").成交名次 }}。"
            ),
        )
    yield from _given(
        f"{loop}|筛选('金额达成率', '!=', none)|个数 > 1",
        *_chart(ranked, "成交金额达成率（次序同下表，最多 {{ 设置.bars }} 名）"),
    )
    who = "{{ 位.支行 }}" if whose.bank else "{{ 位.客户经理 }}" + when("位.新人", "（新）")
    who += when("位.金额达成率 is number and not 位.计划完整", "*")
    first = Column("支行" if whose.bank else "客户经理", 26, who, CELL)
    columns = (
        Column("位次", 12, _place(loop), CELL), first, Column("咨询量", 17, value("位.咨询量"), CELL),
        Column("申请量", 16, value("位.申请量"), CELL), Column("成交量", 16, value("位.成交量"), CELL),
        Column("成交金额", 22, value("位.成交金额|千分位(2)"), CELL), Column("金额达成率", 22, value("位.金额达成率"), CELL),
        Column("咨询转化率", text=value("位.咨询转化率"), style=CELL),
    )  # fmt: skip
    yield _caption("按成交金额达成率（单位：次、笔、万元）")
    yield _listed(columns, f"位 in {loop}|排序('计划完整,金额达成率', reverse=true)", "没有可排名的数据。")
    note = "没有计划的排在最后；带 * 的，计划还没有下达到期末，达成率偏高，排在计划完整的后面。"
    new = "（新）为入职不满 {{ 规则.measures.newcomer_months }} 个月的新人，不列入薄弱环节。"
    yield para(note + ("" if whose.bank else new), style="Note")


def _place(loop: str) -> str:
    """The place by attainment, shared by equals; plans that do not reach to the end come after those that do."""
    like = f"{loop}|筛选('计划完整', '==', 位.计划完整)|筛选('金额达成率', '>', 位.金额达成率)|个数"
    before = f"(0 if 位.计划完整 else ({loop}|筛选('计划完整')|个数))"
    return when("位.金额达成率 is number", f"{{{{ ({like}) + 1 + {before} }}}}", "—")


def _spots() -> Iterable[Xml]:
    columns = (
        Column("序号", 12, value("点.序号"), CELL), Column("类别", 22, value("点.类别"), CELL),
        Column("对象", 32, value("点.对象"), CELL), Column("情况", text=value("点.问题"), style="CellText"),
    )  # fmt: skip
    yield _heading("七、薄弱环节")
    yield _body(
        "以下由规则列出：落后序时进度 {{ (规则.analysis.behind * 100)|千分位(0) }} 个百分点以上的指标，转化率比上期下降 {{ (规则.analysis.rate_drop * 100)|千分位(0) }} 个百分点以上的环节，"
        "金额落后 {{ (规则.analysis.member_behind * 100)|千分位(0) }} 个百分点以上的支行或个人，重点帮扶人员，以及下一步已超期的准客户。"
    )
    yield _listed(columns, "点 in 薄弱环节", "没有达到上述标准的薄弱环节。")


def _missed() -> Iterable[Xml]:
    columns = (
        Column("客户经理", 24, value("人.客户经理"), CELL), Column("咨询达成", 20, value("人.咨询达成率"), CELL),
        Column("成交达成", 20, value("人.成交达成率"), CELL), Column("原因", 40, value("人.原因|d('待登记')"), "CellText"),
        Column("跟进", 16, value("人.跟进措施|d('—')"), CELL), Column("措施", text=value("人.措施|d('—')"), style="CellText"),
    )  # fmt: skip
    yield para("未达标人员及原因", style="Heading2")
    running = "本期还没有过完：达成率低于已过工作日占任务工作日的比例，才列为未达标。"
    yield from _given("漏斗.序时进度 is number and 漏斗.序时进度 < 1", para(running, style="Note"))
    yield _listed(columns, "人 in 未达标名单", "没有未达标人员。")


def _actions(whose: Whose) -> Iterable[Xml]:
    columns = (
        Column("序号", 12), Column("针对的问题", 46), Column("措　　施", 54), Column("负责人", 20), Column("完成时限"),
    )  # fmt: skip
    widths = [column.width for column in columns[:-1]]
    told = row(
        cell(value("loop.index"), widths[0], CELL), cell("{{ 点.类别 }}：{{ 点.对象 }}", widths[1], "CellText"), cell("", widths[2]),
        cell("", widths[3]), cell(""), height=12,
    )  # fmt: skip
    blank = row(*(cell("", width) for width in widths), cell(""), height=12)
    yield _heading("八、下阶段措施")
    yield _body("针对上述薄弱环节逐项确定措施，议定后录入督办台账跟踪。")
    yield table(
        [*kept([heads(columns, 8)]), *each("点 in 薄弱环节", told), *each("行 in range(设置.blank_actions)", blank)],
        WIDE,
    )


def _notes(whose: Whose) -> Iterable[Xml]:
    left = when("未计入条数", "另有 {{ 未计入条数 }} 条记录因数据问题未计入，见目录的问题清单。")
    yield para(
        "说明：咨询量为每个工作日内去重的有效客户数之和；成交量为放款笔数，交叉销售按件另列，两者不相加；合计的比率由合计数重新计算。"
        "协同的业务在支行、分行各计一次，所以个人之和可能大于合计。数据截至{{ 数据截至 }}。" + left,
        style="Note",
        keep_next=True,  # a signature never stands alone on the last page
    )
    yield para("", style="Gap", keep_next=True)
    yield para(whose.name, style="OfficialSign", keep_next=True)
    yield para("{{ 数据截至 }}", style="OfficialSign")
