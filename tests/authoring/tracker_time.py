"""逐日 and 逐周: the branch's days, officers × days, and the quarter's weeks with their lines."""

from __future__ import annotations

from typing import Any

from authoring.house_book import (
    COUNT,
    DAY,
    NUMBER,
    PLAN,
    WAN,
    Block,
    Column,
    Look,
    frame,
    repeated,
    share,
    span,
    totals,
)
from authoring.house_book_marks import BAD, BAR, BAR_THREE, BAR_TWO, BELOW, attainment, chart, flag, labels, solid
from xlsxwriter.worksheet import Worksheet

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS = (
    Column("日期", 13, "{{ 日.日期 }}", DAY),
    Column("星期", 9, "{{ 日.星期 }}", align="center"),
    Column("咨询量", 9, "{{ 日.咨询量 }}", COUNT, "sum"),
    Column("申请量", 9, "{{ 日.申请量 }}", COUNT, "sum"),
    Column("成交量", 9, "{{ 日.成交量 }}", COUNT, "sum"),
    Column("成交金额\n（万元）", 9, "{{ 日.成交金额 }}", WAN, "sum"),
    Column("交叉销售", 9, "{{ 日.交叉销售 }}", COUNT, "sum"),
    Column("咨询→申请", 9, **share("D", "C")),
    Column("申请→成交", 9, **share("E", "D")),
)
WEEKS = (
    Column("周次", 15, "{{ 周.名称 }}"),
    Column("首日", 11, "{{ 周.首日 }}", DAY),
    Column("末日", 11, "{{ 周.末日 }}", DAY),
    Column("工作日", 8, "{{ 周.工作日 }}", COUNT, "sum"),
    Column("咨询量", 9, "{{ 周.咨询量 }}", COUNT, "sum"),
    Column("计划\n咨询量", 9, "{{ 周.计划咨询量 }}", PLAN, "sum"),
    Column("咨询\n达成率", 10, **share("E", "F")),
    Column("申请量", 9, "{{ 周.申请量 }}", COUNT, "sum"),
    Column("成交量", 9, "{{ 周.成交量 }}", COUNT, "sum"),
    Column("计划\n成交量", 9, "{{ 周.计划成交量 }}", PLAN, "sum"),
    Column("成交\n达成率", 10, **share("I", "J")),
    Column("成交金额\n（万元）", 11, "{{ 周.成交金额 }}", WAN, "sum"),
    Column("交叉\n销售", 8, "{{ 周.交叉销售 }}", COUNT, "sum"),
    Column("咨询→\n申请", 9, **share("H", "E")),
    Column("申请→\n成交", 9, **share("I", "H")),
    Column("人均\n日咨询", 9, "{{ 周.日均咨询量 }}", NUMBER),
)


def days(look: Look, sheet: Worksheet) -> None:
    """逐日: the branch by day with a chart, and officers × days for enquiries and for deals."""
    frame(look, sheet, "逐日活动量", "次、笔、件、万元", widths=(13, *[10] * 10), repeat=2)
    sheet.set_print_scale(85)  # the two tables of ten officers stand on one page
    sheet.set_h_pagebreaks([25])
    span(sheet, 4, 0, 10, "全支行（转化率超过100%的标红：申请或成交来自以前的咨询，属正常的滞后）", look.section)
    block = repeated(look, sheet, 5, DAYS, "日 in 逐日")
    top, bottom = block.first + 1, block.last + 1
    flag(sheet, f"H{top}:I{bottom}", f"=N(H{top})>1", look.bare(font_color=BAD, bold=True))
    totals(look, sheet, block, DAYS)
    drawn = chart(look.book, "column", "每天的咨询、申请与成交", (810, 270))
    for column, colour in ((2, BAR), (3, BAR_TWO), (4, BAR_THREE)):
        places = {"categories": block.series(1), "values": block.series(column)}
        drawn.add_series({"name": DAYS[column].head, "gap": 70, "data_labels": labels()} | places | solid(colour))
    sheet.insert_chart("A12", drawn, BELOW)
    _matrix(look, sheet, 25, "各人每天的咨询量（次；协同的各人都计，合计可以大于支行）", "咨询量", "计划咨询量")
    _matrix(look, sheet, 34, "各人每天的成交量（笔；协同的各人都计，合计可以大于支行）", "成交量", "计划成交量")


def _matrix(look: Look, sheet: Worksheet, row: int, title: str, field: str, plan: str) -> None:
    span(sheet, row, 0, 10, title, look.section)
    columns = (
        Column("客户经理", 13, "{{ 人.客户经理 }}", shrink=True),
        *(_day_column(n, name, field) for n, name in enumerate(WEEKDAYS)),
        Column("合计", 9, "=SUM(B{row}:H{row})", COUNT, "sum"),
        Column("计划", 9, f"{{{{ 人.{plan} }}}}", PLAN, "sum"),
        Column("达成率", 9, **share("I", "J")),
    )
    mine = 'set 我的 = (逐人逐日|groupby("客户经理")|selectattr("grouper","==",人.客户经理)|first).list'
    block = repeated(look, sheet, row + 1, columns, "人 in 客户经理表", mine)
    totals(look, sheet, block, columns, "各人合计")
    shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9DBFE4"}
    sheet.conditional_format(block.first, 1, block.last, 7, shades)
    attainment(look, sheet, block.column(10))


def _day_column(n: int, name: str, field: str) -> Column:
    """One weekday, found among the officer's own rows."""
    value = f'{{{{ 我的|selectattr("日期","==",本期.首日 + {n})|map(attribute="{field}")|first }}}}'
    return Column(f'{name}\n{{{{ (本期.首日 + {n})|日期("md") }}}}', 10, value, COUNT, "sum")


def weeks(look: Look, sheet: Worksheet) -> None:
    """逐周: the quarter's weeks up to this one, with lines for activity and for conversion."""
    frame(look, sheet, "本季逐周", "次、笔、件、万元", widths=[column.width for column in WEEKS], repeat=3)
    block = repeated(look, sheet, 3, WEEKS, "周 in 逐周")
    sheet.freeze_panes(4, 1)
    totals(look, sheet, block, WEEKS, "各周合计")
    for column in (6, 10):
        attainment(look, sheet, block.column(column))
    counts = ((4, "咨询量", BAR), (7, "申请量", BAR_TWO), (8, "成交量", BAR_THREE))
    rates = ((13, "咨询→申请", BAR), (14, "申请→成交", BAR_THREE))
    sheet.insert_chart("A10", _lines(look, "每周活动量", block, counts), BELOW)
    sheet.insert_chart("I10", _lines(look, "每周转化率", block, rates, "0%"), BELOW)


def _lines(look: Look, title: str, block: Block, series: tuple[tuple[int, str, str], ...], number: str = "") -> Any:
    drawn = chart(look.book, "line", title, (580, 300), number=number)
    for column, name, colour in series:
        places = {"categories": block.series(0), "values": block.series(column)}
        marker = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
        drawn.add_series({"name": name, "line": {"color": colour, "width": 2.25}, "marker": marker} | places)
    return drawn
