"""漏斗 and 渠道: the three stages, how the figures are made up, what was sold, and where business came from."""

from __future__ import annotations

from typing import Any

from authoring.house_book import (
    CHANGE,
    COUNT,
    DASH,
    RATE,
    WAN,
    Block,
    Column,
    Look,
    frame,
    heads,
    put,
    ratio,
    repeated,
    share,
    span,
    table,
    totals,
)
from authoring.house_book_marks import BAR, BAR_THREE, BAR_TWO, BELOW, bars, chart, labels, solid
from xlsxwriter.worksheet import Worksheet

STAGES = (  # name, unit, field, last period, colour
    ("咨询", "次", "咨询量", "上期咨询量", BAR_TWO),
    ("申请", "笔", "申请量", "上期申请量", "#B9CFE8"),
    ("成交", "笔", "成交量", "上期成交量", BAR_THREE),
)
FIRST, LAST = 5, 7  # the rows of the stages
UNSEEN = ";;;"  # a number format that shows nothing: the hidden column is only there for the chart
HEADS = (
    "环节",
    "单位",
    "本周",
    "上周",
    "环比",
    "本月累计",
    "本周转化率\n（比上一环节）",
    "本月转化率\n（比上一环节）",
    "图表用",
)
NOTE = (
    "{% if 漏斗.倒推咨询量 %}按本周转化率，完成计划成交{{ 漏斗.计划成交量|四舍五入(1) }}笔"
    "约需咨询{{ 漏斗.倒推咨询量|四舍五入 }}次。{% endif %}"
    "{% if 漏斗.转化超百 %}本周有转化率超过100%：申请或成交来自以前的咨询，属正常的滞后。{% endif %}"
)
UNITS = (
    '{{ {"咨询量": "次", "成交金额": "万元", "交叉销售": "件", "申请量": "笔", "成交量": "笔"}[项.指标] '
    'if 项.指标 else "" }}'
)
BREAKDOWN = (
    Column("指标", 15, "{{ 项.指标 }}"),
    Column("单位", 8, UNITS, align="center"),
    Column("报表数", 12, "{{ 项.报表数 }}", "General"),
    Column("协同数", 12, "{{ 项.协同数 }}", "General"),
    Column("调整数", 12, "{{ 项.调整数 }}", "General"),
    Column("完成数", 12, "=SUM(C{row}:E{row})", "General"),
)
LOANS = (
    Column("贷款产品", 15, "{{ 项.产品 }}"),
    Column("单位", 8, "笔", align="center"),
    Column("数量", 12, "{{ 项.件数 }}", COUNT, "sum"),
    Column("占比", 12, "{{ 项.占比 }}", RATE),
    Column("金额（万元）", 12, "{{ 项.金额 }}", WAN, "sum"),
    Column("笔均（万元）", 12, ratio("E", "C"), WAN, ratio("E", "C")),
)
CROSS = (
    Column("交叉销售产品", 15, "{{ 项.产品 }}"),
    Column("单位", 8, "件", align="center"),
    Column("数量", 12, "{{ 项.件数 }}", COUNT, "sum"),
    Column("占比", 12, "{{ 项.占比 }}", RATE),
)
CHANNELS = (
    Column("序号", 7, "{{ 项.序号 }}", COUNT, align="center"),
    Column("渠道", 18, "{{ 项.渠道 }}"),
    Column("通路", 14, "{{ 项.通路 }}"),
    Column("方式", 14, "{{ 项.方式 }}"),
    Column("咨询量", 12, "{{ 项.咨询量 }}", COUNT),
    Column("申请量", 12, "{{ 项.申请量 }}", COUNT),
    Column("成交量", 12, "{{ 项.成交量 }}", COUNT),
    Column("成交金额", 14, "{{ 项.成交金额 }}", WAN),
    Column("咨询转化率", 14, **share("F", "E")),
    Column("申请转化率", 14, **share("G", "F")),
)


def funnel(look: Look, sheet: Worksheet) -> None:
    """漏斗: the stages with their conversions, how the figures are made up, and what was sold."""
    frame(look, sheet, "漏斗与产品", "次、笔、件、万元", widths=(15, 8, 12, 12, 12, 12, 14, 14), repeat=2, upright=True)
    sheet.set_print_scale(86)  # the stages on one page, what was sold on the next
    sheet.set_h_pagebreaks([30])
    span(sheet, 3, 0, 7, "咨询 → 申请 → 成交", look.section)
    heads(look, sheet, FIRST - 1, HEADS)
    for row in range(FIRST, LAST + 1):
        for column, (value, shape) in enumerate(_stage(look, row)):
            put(sheet, row, column, value, shape)
    sheet.set_column(8, 8, 10, None, {"hidden": True})
    sheet.write_string(LAST + 1, 0, NOTE, look.caption)
    sheet.insert_chart("A11", _funnel_chart(look), BELOW)
    span(sheet, 24, 0, 7, "完成数怎么来的（完成数 = 报表数 + 协同数 + 调整数）", look.section)
    repeated(look, sheet, 25, BREAKDOWN, "项 in 口径分解")
    span(sheet, 30, 0, 7, "贷款（按笔）", look.section)
    loans = repeated(look, sheet, 31, LOANS, '项 in 产品成交|selectattr("类别","==","贷款")')
    totals(look, sheet, loans, LOANS)
    span(sheet, 37, 0, 7, "交叉销售（按件，不与贷款相加）", look.section)
    cross = repeated(look, sheet, 38, CROSS, '项 in 产品成交|selectattr("类别","==","交叉销售")')
    totals(look, sheet, cross, CROSS)
    sheet.insert_chart("A45", _mix(look, "贷款成交（笔）", loans, BAR), BELOW)
    sheet.insert_chart("E45", _mix(look, "交叉销售（件）", cross, BAR_THREE), BELOW)


def _stage(look: Look, row: int) -> list[tuple[str, Any]]:
    """The cells of a stage; the last holds half of what it lacks to the widest, for the chart."""
    name, unit, now, before, _ = STAGES[row - FIRST]
    above = [f'=IFERROR({c}{row + 1}/{c}{row},"{DASH}")' if row > FIRST else "" for c in "CF"]
    return [
        (name, look.cell()),
        (unit, look.cell(align="center")),
        (f"{{{{ 漏斗.{now} }}}}", look.cell(COUNT)),
        (f"{{{{ 漏斗.{before} }}}}", look.cell(COUNT)),
        (ratio("C", "D", "-1"), look.cell(CHANGE)),
        (f"{{{{ 本月累计.{now} }}}}", look.cell(COUNT)),
        (above[0], look.cell(RATE)),
        (above[1], look.cell(RATE)),
        (f"=(MAX(C${FIRST + 1}:C${LAST + 1})-C{row + 1})/2", look.cell(UNSEEN)),
    ]


def _funnel_chart(look: Look) -> Any:
    """A funnel that every Excel and WPS draws: bars centred by invisible ones before them."""
    drawn = chart(look.book, "bar", "本周漏斗", (720, 260), stacked=True)
    words = ["漏斗", FIRST, 0, LAST, 0]
    empty = {"fill": {"none": True}, "border": {"none": True}, "gap": 25}
    drawn.add_series({"name": "留空", "categories": words, "values": ["漏斗", FIRST, 8, LAST, 8]} | empty)
    points = [{"fill": {"color": colour}} for *_, colour in STAGES]
    shown = labels(size=12) | {"position": "center"}
    values = {"categories": words, "values": ["漏斗", FIRST, 2, LAST, 2], "border": {"none": True}}
    drawn.add_series({"name": "本周", "points": points, "data_labels": shown} | values)
    drawn.show_hidden_data()
    return drawn


def _mix(look: Look, title: str, block: Block, colour: str) -> Any:
    drawn = chart(look.book, "bar", title, (370, 240))
    places = {"categories": block.series(0), "values": block.series(2)}
    drawn.add_series({"name": title, "gap": 45, "data_labels": labels(size=9)} | places | solid(colour))
    return drawn


def channels(look: Look, sheet: Worksheet) -> None:
    """渠道: which channel, approach and means brought whom, as a table to sort and filter."""
    widths = [column.width for column in CHANNELS]
    frame(look, sheet, "本周渠道成效（渠道 × 通路 × 方式）", "次、笔、万元", widths=widths, repeat=3)
    put(sheet, 1, 4, '{{ "" if 渠道成效 else "本周的流水里没有填渠道。" }}', look.caption)
    block = repeated(look, sheet, 3, CHANNELS, "项 in 渠道成效")
    table(look, sheet, block, CHANNELS, "渠道表")
    bars(sheet, block.column(4))
    bars(sheet, block.column(6), "#EBD3A8")
    sheet.freeze_panes(4, 2)
