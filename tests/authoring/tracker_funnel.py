"""The tracker's pages on where business comes from: 漏斗 with the product mix, and 渠道."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from authoring.tracker_look import (
    BAR, BAR_THREE, BAR_TWO, COUNT, NUMBER, RATE, WAN, Block, Column, Look, chart, frame, heads, put, repeated, totals,
)  # fmt: skip
from authoring.tracker_pages import ratio

STAGES = (("咨询", "次", "咨询量", "上期咨询量", BAR), ("申请", "笔", "申请量", "上期申请量", BAR_TWO), ("成交", "笔", "成交量", "上期成交量", BAR_THREE))
FIRST = 5  # the row of the first stage


def funnel(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """漏斗: the three stages with their conversions, how the figures are made up, and what was sold."""
    frame(look, sheet, "漏斗与产品", "次、笔、件、万元", widths=(15, 8, 12, 12, 12, 12, 14, 14, 10), repeat=2)
    sheet.merge_range(3, 0, 3, 7, "咨询 → 申请 → 成交", look.section)
    names = ("环节", "单位", "本周", "上周", "环比", "本月累计", "本周转化率\n(比上一环节)", "本月转化率\n(比上一环节)", "图表用")
    heads(look, sheet, 4, [Column(name, 0, "") for name in names])
    for row, (name, unit, now, before, _) in enumerate(STAGES, FIRST):
        above = row > FIRST
        cells = (
            (name, ""), (unit, ""), (f"{{{{ 漏斗.{now} }}}}", COUNT), (f"{{{{ 漏斗.{before} }}}}", COUNT),
            (ratio("C", "D", "-1"), f"+{RATE};-{RATE};{RATE}"), (f"{{{{ 本月累计.{now} }}}}", COUNT),
            (f'=IFERROR(C{row + 1}/C{row},"—")' if above else "", RATE), (f'=IFERROR(F{row + 1}/F{row},"—")' if above else "", RATE),
            (f"=(MAX(C${FIRST + 1}:C${FIRST + 3})-C{row + 1})/2", NUMBER),
        )  # fmt: skip
        for column, (value, number) in enumerate(cells):
            put(look, sheet, row, column, value, look.cell(number, align="center" if column == 1 else ""))
    sheet.set_column(8, 8, 10, None, {"hidden": True})
    put(look, sheet, FIRST + 3, 0, _NOTE, look.caption)
    sheet.insert_chart("A11", _funnel_chart(book), {"object_position": 2, "x_offset": 4, "y_offset": 4})
    _breakdown(look, sheet, 24)
    loans = _products(look, sheet, 30, "贷款产品", "贷款")
    cross = _products(look, sheet, 37, "交叉销售产品", "交叉销售")
    sheet.insert_chart("A45", _mix(book, "贷款成交（笔）", loans, BAR), {"object_position": 2, "x_offset": 4, "y_offset": 4})
    sheet.insert_chart("F45", _mix(book, "交叉销售（件）", cross, BAR_THREE), {"object_position": 2, "y_offset": 4})


_NOTE = (
    '{% if 漏斗.倒推咨询量 %}按本周转化率，完成计划成交{{ 漏斗.计划成交量 }}笔约需咨询{{ 漏斗.倒推咨询量 }}次。{% endif %}'
    "{% if 漏斗.转化超百 %}本周有转化率超过100%：申请或成交来自以前的咨询，属正常的滞后。{% endif %}"
)


def _funnel_chart(book: Workbook) -> Any:
    """A funnel that every Excel and WPS draws: bars centred by an invisible one before them."""
    drawn = chart(book, {"type": "bar", "subtype": "stacked"}, "本周漏斗", size=(690, 250))
    rows = (FIRST, FIRST + len(STAGES) - 1)
    drawn.add_series({"name": "空", "categories": ["漏斗", rows[0], 0, rows[1], 0], "values": ["漏斗", rows[0], 8, rows[1], 8],
                      "fill": {"none": True}, "border": {"none": True}, "gap": 25})  # fmt: skip
    drawn.add_series({
        "name": "本周", "categories": ["漏斗", rows[0], 0, rows[1], 0], "values": ["漏斗", rows[0], 2, rows[1], 2],
        "border": {"none": True}, "points": [{"fill": {"color": colour}} for *_, colour in STAGES],
        "data_labels": {"value": True, "position": "inside_base", "font": {"bold": True, "size": 11}},
    })  # fmt: skip
    drawn.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    drawn.set_legend({"none": True})
    drawn.show_hidden_data()
    return drawn


def _breakdown(look: Look, sheet: Worksheet, row: int) -> None:
    sheet.merge_range(row, 0, row, 7, "完成数怎么来的（完成数 = 报表数 + 协同数 + 调整数）", look.section)
    columns = (
        Column("指标", 15, "{{ 项.指标 }}"), Column("单位", 8, '{{ {"咨询量": "次", "成交金额": "万元", "交叉销售": "件"}[项.指标] if 项.指标 in ["咨询量", "成交金额", "交叉销售"] else "笔" }}', align="center"),
        Column("报表数", 12, "{{ 项.报表数 }}", "#,##0.##;-#,##0.##;0"), Column("协同数", 12, "{{ 项.协同数 }}", "#,##0.##;-#,##0.##;0"),
        Column("调整数", 12, "{{ 项.调整数 }}", "#,##0.##;-#,##0.##;0"), Column("完成数", 12, "=SUM(C{row}:E{row})", "#,##0.##;-#,##0.##;0"),
    )  # fmt: skip
    repeated(look, sheet, row + 1, columns, "项 in 口径分解")


def _products(look: Look, sheet: Worksheet, row: int, title: str, kind: str) -> Block:
    sheet.merge_range(row, 0, row, 7, title, look.section)
    loan = kind == "贷款"
    columns = (
        Column("产品", 15, "{{ 项.产品 }}"), Column("单位", 8, "笔" if loan else "件", align="center"),
        Column("数量", 12, "{{ 项.件数 }}", COUNT, "sum"), Column("占比", 12, f"{{{{ 项.占比 }}}}", RATE),
        *((Column("金额(万元)", 12, "{{ 项.金额 }}", WAN, "sum"), Column("笔均(万元)", 12, ratio("E", "C"), WAN, ratio("E", "C"))) if loan else ()),
    )  # fmt: skip
    block = repeated(look, sheet, row + 1, columns, f'项 in 产品成交|selectattr("类别","==","{kind}")')
    totals(look, sheet, row + 5, columns, block)
    return block


def _mix(book: Workbook, title: str, block: Block, colour: str) -> Any:
    drawn = chart(book, {"type": "bar"}, title, size=(370, 240))
    drawn.add_series({"name": title, "categories": block.series(0), "values": block.series(2), "fill": {"color": colour},
                      "border": {"none": True}, "gap": 45, "data_labels": {"value": True, "font": {"size": 9}}})  # fmt: skip
    drawn.set_y_axis({"reverse": True, "line": {"color": "#C9D2DD"}, "major_tick_mark": "none"})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    drawn.set_legend({"none": True})
    return drawn


def channels(look: Look, sheet: Worksheet) -> None:
    """渠道: which channel, approach and means brought whom, as a table to sort and filter."""
    columns = (
        Column("序号", 6, "{{ 项.序号 }}", COUNT, align="center"), Column("渠道", 16, "{{ 项.渠道 }}"), Column("通路", 14, "{{ 项.通路 }}"),
        Column("方式", 12, "{{ 项.方式 }}"), Column("咨询量", 11, "{{ 项.咨询量 }}", COUNT), Column("申请量", 11, "{{ 项.申请量 }}", COUNT),
        Column("成交量", 11, "{{ 项.成交量 }}", COUNT), Column("成交金额", 13, "{{ 项.成交金额 }}", WAN),
        Column("咨询转化率", 13, ratio("F", "E"), RATE), Column("申请转化率", 13, ratio("G", "F"), RATE),
    )  # fmt: skip
    frame(look, sheet, "本周渠道成效（渠道 × 通路 × 方式）", "次、笔、万元", widths=[c.width for c in columns], repeat=3)
    block = repeated(look, sheet, 3, columns, "项 in 渠道成效")
    table(look, sheet, block, columns, "渠道表")
    for column, colour in ((4, "#BBD3EE"), (6, "#EBD3A8")):
        shape = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": colour, "min_type": "num", "min_value": 0}
        sheet.conditional_format(block.first, column, block.last, column, shape)
    sheet.freeze_panes(4, 2)


def table(look: Look, sheet: Worksheet, block: Block, columns: tuple[Column, ...], name: str) -> None:
    """Makes the block an Excel table, so that it filters, sorts, and grows when somebody types below it."""
    sheet.add_table(block.head, 0, block.last, len(columns) - 1, {
        "name": name, "style": "Table Style Light 9", "autofilter": True,
        "columns": [{"header": column.head, "header_format": look.head} for column in columns],
    })  # fmt: skip
