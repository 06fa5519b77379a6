"""The tracker's reading pages: 总览, 逐日, 逐周, 客户经理, 漏斗, 渠道, each a function that draws one sheet."""

from __future__ import annotations

from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from authoring.tracker_look import (
    BAD, BAD_FILL, BAR, BAR_THREE, BAR_TWO, COUNT, DASH, DAY, GOOD, GOOD_FILL, NUMBER, PLAN, POINTS, RATE, SHORT_DAY,
    WAN, Block, Column, Look, chart, flag, frame, heads, put, repeated, totals,
)  # fmt: skip

MEASURES = (  # heading, unit, actual, plan, last period, number format
    ("咨询量", "次", "咨询量", "计划咨询量", "上期咨询量", COUNT),
    ("申请量", "笔", "申请量", "计划申请量", "上期申请量", COUNT),
    ("成交量", "笔", "成交量", "计划成交量", "上期成交量", COUNT),
    ("成交金额", "万元", "成交金额", "计划成交金额", "上期成交金额", WAN),
    ("交叉销售", "件", "交叉销售", "计划交叉销售", "", COUNT),
)


def ratio(part: str, whole: str, less: str = "") -> str:
    """A share as a formula; — where the whole is nought or blank."""
    return f'=IFERROR({part}{{row}}/{whole}{{row}}{less},"{DASH}")'


def attainment_bars(look: Look, sheet: Worksheet, where: str) -> None:
    """Bars that are full at 100 %; below 60 % the figure is red."""
    first = where.replace("$", "").split(":")[0]
    shape = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#BBD3EE",
             "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}  # fmt: skip
    sheet.conditional_format(where, shape)
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<0.6)", look.bare(font_color=BAD))


def overview(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """总览: the week, the month so far, conversion and output, and who needs help."""
    frame(look, sheet, "{{ 支行 }}活动量管理表", "次、笔、件、万元", widths=(14, 7, 11, 11, 11, 11, 13, 11, 11), repeat=2)
    week = _against_plan(look, sheet, 4, "本周", "漏斗", ("上周", "环比"))
    month = _against_plan(look, sheet, 12, "本月累计", "本月累计", ("还差", ""))
    _rates(look, sheet, 20)
    for first in (week, month):
        attainment_bars(look, sheet, f"E{first + 1}:E{first + 5}")
        _signs(look, sheet, f"G{first + 1}:G{first + 5}")
    _signs(look, sheet, f"I{week + 1}:I{week + 5}")
    sheet.insert_chart("E22", _attainment_chart(book, week, month), {"object_position": 2, "x_offset": 14, "y_offset": 2})
    _weak(look, sheet, 36)


def _against_plan(look: Look, sheet: Worksheet, row: int, title: str, root: str, last: tuple[str, str]) -> int:
    """Five measures against plan; the row of the first."""
    sheet.merge_range(row, 0, row, 8, title, look.section)
    names = ("指标", "单位", "计划", "实际", "达成率", "序时进度", "超前/落后\n(百分点)", *last)
    heads(look, sheet, row + 1, [Column(name, 0, "") for name in names])
    for at, (name, unit, actual, plan, before, number) in enumerate(MEASURES, row + 2):
        planned = number if number == WAN else PLAN
        values = [
            (name, look.cell()), (unit, look.cell(align="center")),
            (f"{{{{ {root}.{plan} }}}}", look.cell(planned)), (f"{{{{ {root}.{actual} }}}}", look.cell(number)),
            (ratio("D", "C"), look.cell(RATE)), (f"{{{{ {root}.序时进度 }}}}", look.cell(RATE)),
            (f'=IFERROR((E{{row}}-F{{row}})*100,"{DASH}")', look.cell(POINTS)),
        ]  # fmt: skip
        if last[1]:
            shown = f"{{{{ {root}.{before} }}}}" if before else DASH
            values += [(shown, look.cell(number)), (ratio("D", "H", "-1"), look.cell(f"+{RATE};-{RATE};{RATE}"))]
        else:
            values += [("=IF(ISNUMBER(C{row}),MAX(C{row}-D{row},0),\"" + DASH + "\")", look.cell(planned)), ("", look.cell())]
        for column, (value, shape) in enumerate(values):
            put(look, sheet, at, column, value, shape)
    return row + 2


def _signs(look: Look, sheet: Worksheet, where: str) -> None:
    first = where.split(":")[0]
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<0)", look.bare(font_color=BAD))
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}>0)", look.bare(font_color=GOOD))


def _rates(look: Look, sheet: Worksheet, row: int) -> None:
    sheet.merge_range(row, 0, row, 3, "转化与产能", look.section)
    heads(look, sheet, row + 1, [Column(name, 0, "") for name in ("指标", "单位", "本周", "本月累计")])
    both = (
        ("咨询→申请", "", "咨询转化率", RATE), ("申请→成交", "", "申请转化率", RATE), ("咨询→成交", "", "综合转化率", RATE),
        ("同批转化率", "", "同批转化率", RATE), ("人均日咨询", "次", "日均咨询量", NUMBER), ("撤回量", "笔", "撤回量", COUNT),
    )  # fmt: skip
    week = (
        ("在岗人数", "人", "在岗人数", NUMBER), ("其中新人", "人", "新人数", COUNT), ("人均产能", "万元", "人均产能", WAN),
        ("平均办理时效", "工作日", "平均时效", NUMBER), ("时效中位数", "工作日", "时效中位数", NUMBER),
        ("新增客户数据", "户", "新增客户数据", COUNT),
    )  # fmt: skip
    for at, (name, unit, field, number) in enumerate((*both, *week), row + 2):
        put(look, sheet, at, 0, name, look.cell())
        put(look, sheet, at, 1, unit or "%", look.cell(align="center"))
        put(look, sheet, at, 2, f'{{{{ 漏斗.{field}|default("{DASH}") }}}}', look.cell(number))
        monthly = f'{{{{ 本月累计.{field}|default("{DASH}") }}}}' if (name, unit, field, number) in both else ""
        put(look, sheet, at, 3, monthly, look.cell(number))


def _attainment_chart(book: Workbook, week: int, month: int) -> Any:
    drawn = chart(book, {"type": "column"}, "达成率", size=(440, 285))
    for name, first, colour in (("本周", week, BAR), ("本月累计", month, BAR_TWO)):
        drawn.add_series({
            "name": name, "categories": ["总览", first, 0, first + 4, 0], "values": ["总览", first, 4, first + 4, 4],
            "fill": {"color": colour}, "border": {"none": True}, "gap": 80, "overlap": -5,
            "data_labels": {"value": True, "num_format": "0%", "font": {"size": 8}},
        })  # fmt: skip
    drawn.set_y_axis({"num_format": "0%", "min": 0, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": "#E1E6EC"}}})
    return drawn


def _weak(look: Look, sheet: Worksheet, row: int) -> None:
    sheet.merge_range(row, 0, row, 8, "重点帮扶（名单由规则得出，先面谈、再带教）", look.section)
    for first, last, name in ((0, 0, "客户经理"), (1, 7, "依据"), (8, 8, "建议带教人")):
        if first == last:
            sheet.write_string(row + 1, first, name, look.head)
        else:
            sheet.merge_range(row + 1, first, row + 1, last, name, look.head)
    sheet.write_string(row + 2, 0, "{%tr for 人 in 重点帮扶名单 %}", look.caption)
    sheet.set_row(row + 3, 30)
    put(look, sheet, row + 3, 0, "{{ 人.客户经理 }}", look.cell())
    sheet.merge_range(row + 3, 1, row + 3, 7, "{{ 人.依据 }}", look.cell(wrap=True))
    put(look, sheet, row + 3, 8, "{{ 人.师傅 }}", look.cell(align="center"))
    sheet.write_string(row + 4, 0, "{%tr endfor %}", look.caption)
    sheet.write_string(row + 5, 0, '{{ "" if 重点帮扶名单 else "本周没有人符合重点帮扶的条件。" }}', look.caption)


WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def days(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """逐日: the branch by day with a chart, and officers × days for enquiries and for deals."""
    frame(look, sheet, "逐日活动量", "次、笔、件、万元", widths=(13, *[10] * 10), repeat=2)
    sheet.merge_range(4, 0, 4, 10, "全支行", look.section)
    columns = (
        Column("日期", 13, "{{ 日.日期 }}", DAY), Column("星期", 9, "{{ 日.星期 }}", align="center"),
        Column("咨询量", 9, "{{ 日.咨询量 }}", COUNT, "sum"), Column("申请量", 9, "{{ 日.申请量 }}", COUNT, "sum"),
        Column("成交量", 9, "{{ 日.成交量 }}", COUNT, "sum"), Column("成交金额\n(万元)", 9, "{{ 日.成交金额 }}", WAN, "sum"),
        Column("交叉销售", 9, "{{ 日.交叉销售 }}", COUNT, "sum"),
        Column("咨询→申请", 9, ratio("D", "C"), RATE, ratio("D", "C")), Column("申请→成交", 9, ratio("E", "D"), RATE, ratio("E", "D")),
    )  # fmt: skip
    block = repeated(look, sheet, 5, columns, "日 in 逐日")
    totals(look, sheet, 9, columns, block)
    drawn = chart(book, {"type": "column"}, "每天的咨询、申请与成交", size=(790, 250))
    for column, colour in ((2, BAR), (3, BAR_TWO), (4, BAR_THREE)):
        drawn.add_series({
            "name": columns[column].head, "categories": block.series(1), "values": block.series(column),
            "fill": {"color": colour}, "border": {"none": True}, "gap": 70,
            "data_labels": {"value": True, "font": {"size": 8}},
        })  # fmt: skip
    sheet.insert_chart("A12", drawn, {"object_position": 2, "x_offset": 4, "y_offset": 4})
    _matrix(look, sheet, 25, "各人每天的咨询量（次）", "咨询量")
    _matrix(look, sheet, 33, "各人每天的成交量（笔）", "成交量")


def _matrix(look: Look, sheet: Worksheet, row: int, title: str, field: str) -> None:
    sheet.merge_range(row, 0, row, 10, title, look.section)
    mine = '(逐人逐日|groupby("客户经理")|selectattr("grouper","==",人.客户经理)|first).list'
    cells = [
        Column(f"{name}\n{{{{ (本期.首日 + {n})|日期(\"md\") }}}}", 9,
               f'{{{{ {mine}|selectattr("日期","==",本期.首日 + {n})|map(attribute="{field}")|first }}}}', COUNT, "sum")
        for n, name in enumerate(WEEKDAYS)
    ]  # fmt: skip
    plan = {"咨询量": "计划咨询量", "成交量": "计划成交量"}[field]
    columns = (
        Column("客户经理", 13, "{{ 人.客户经理 }}"), *cells, Column("合计", 9, "=SUM(B{row}:H{row})", COUNT, "sum"),
        Column("计划", 9, f"{{{{ 人.{plan} }}}}", PLAN, "sum"), Column("达成率", 9, ratio("I", "J"), RATE, ratio("I", "J")),
    )  # fmt: skip
    block = repeated(look, sheet, row + 1, columns, "人 in 客户经理表")
    totals(look, sheet, row + 5, columns, block, label="各人合计")
    sheet.conditional_format(block.first, 1, block.last, 7, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#9DBFE4"})
    attainment_bars(look, sheet, block.column(10))


def weeks(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """逐周: the quarter's weeks up to this one, with lines for activity and conversion."""
    columns = (
        Column("周次", 15, "{{ 周.名称 }}"), Column("首日", 11, "{{ 周.首日 }}", DAY), Column("末日", 11, "{{ 周.末日 }}", DAY),
        Column("工作日", 8, "{{ 周.工作日 }}", COUNT, "sum"), Column("咨询量", 9, "{{ 周.咨询量 }}", COUNT, "sum"),
        Column("计划\n咨询量", 9, "{{ 周.计划咨询量 }}", PLAN, "sum"), Column("咨询\n达成率", 10, ratio("E", "F"), RATE, ratio("E", "F")),
        Column("申请量", 9, "{{ 周.申请量 }}", COUNT, "sum"), Column("成交量", 9, "{{ 周.成交量 }}", COUNT, "sum"),
        Column("计划\n成交量", 9, "{{ 周.计划成交量 }}", PLAN, "sum"), Column("成交\n达成率", 10, ratio("I", "J"), RATE, ratio("I", "J")),
        Column("成交金额\n(万元)", 11, "{{ 周.成交金额 }}", WAN, "sum"), Column("交叉\n销售", 8, "{{ 周.交叉销售 }}", COUNT, "sum"),
        Column("咨询→\n申请", 9, ratio("H", "E"), RATE, ratio("H", "E")), Column("申请→\n成交", 9, ratio("I", "H"), RATE, ratio("I", "H")),
        Column("人均\n日咨询", 9, "{{ 周.日均咨询量 }}", NUMBER),
    )  # fmt: skip
    frame(look, sheet, "本季逐周", "次、笔、件、万元", widths=[c.width for c in columns], repeat=3)
    block = repeated(look, sheet, 3, columns, "周 in 逐周")
    sheet.freeze_panes(4, 1)
    totals(look, sheet, 7, columns, block, label="本季至今")
    for column in (6, 10):
        attainment_bars(look, sheet, block.column(column))
    lines = _lines(book, "每周活动量", block, ((4, "咨询量", BAR), (7, "申请量", BAR_TWO), (8, "成交量", BAR_THREE)))
    rates = _lines(book, "每周转化率", block, ((13, "咨询→申请", BAR), (14, "申请→成交", BAR_THREE)), "0%")
    sheet.insert_chart("A10", lines, {"object_position": 2, "x_offset": 4, "y_offset": 4})
    sheet.insert_chart("I10", rates, {"object_position": 2, "x_offset": 4, "y_offset": 4})


def _lines(book: Workbook, title: str, block: Block, series: tuple[tuple[int, str, str], ...], number: str = "") -> Any:
    drawn = chart(book, {"type": "line"}, title, size=(560, 290))
    for column, name, colour in series:
        drawn.add_series({
            "name": name, "categories": block.series(0), "values": block.series(column), "line": {"color": colour, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
        })  # fmt: skip
    if number:
        drawn.set_y_axis({"num_format": number, "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": "#E1E6EC"}}})
    return drawn


def officers(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """客户经理: plan, actual, attainment and rank per officer; rows of those who need help are tinted."""
    columns = _officer_columns()
    frame(look, sheet, "客户经理本周业绩", "次、笔、件、万元", widths=[c.width for c in columns], repeat=4)
    _groups(look, sheet, 3, ((0, 2, ""), (3, 6, "咨询量"), (7, 10, "申请量"), (11, 14, "成交量"), (15, 17, "成交金额"),
                             (18, 18, "交叉"), (19, 20, "转化率"), (21, 22, "日均咨询"), (23, 23, "")))  # fmt: skip
    block = repeated(look, sheet, 4, columns, "人 in 客户经理表")
    sheet.freeze_panes(5, 2)
    totals(look, sheet, 8, columns, block, label="")
    _branch_rows(look, sheet, columns)
    for column in (5, 9, 13, 17):
        attainment_bars(look, sheet, block.column(column))
    for column in (19, 20):
        shades = {"type": "3_color_scale", "min_color": "#F6D5D0", "mid_color": "#FFFFFF", "max_color": "#CBE5D3"}
        sheet.conditional_format(block.first, column, block.last, column, shades)
    whole = f"A{block.first + 1}:X{block.last + 1}"
    flag(sheet, whole, f'=$X{block.first + 1}="是"', look.bare(bg_color=BAD_FILL, font_color=BAD))
    for column in "GKO":
        first = f"{column}{block.first + 1}"
        flag(sheet, f"{first}:{column}{block.last + 1}", f"=AND(ISNUMBER({first}),{first}<=3)", look.bare(bg_color=GOOD_FILL, font_color=GOOD, bold=True))
    note = "整行红色为重点帮扶（依据见《总览》）；名次并列同名次，绿色为前三名；新人指入职不满规定月数。协同的业务各人都计，支行只计一次，故有“协同重复”一行。"
    sheet.merge_range(11, 0, 11, 23, note, look.caption)
    drawn = chart(book, {"type": "column"}, "咨询量：计划与实际", size=(1130, 270))
    for column, name, colour in ((3, "计划", BAR_TWO), (4, "实际", BAR)):
        drawn.add_series({"name": name, "categories": block.series(1), "values": block.series(column), "fill": {"color": colour},
                          "border": {"none": True}, "gap": 60})  # fmt: skip
    sheet.insert_chart("A13", drawn, {"object_position": 2, "x_offset": 4, "y_offset": 6})


def _officer_columns() -> tuple[Column, ...]:
    def four(actual: str, plan: str, rank: str, at: str, number: str = COUNT) -> list[Column]:
        first, second = at
        found = [
            Column("计划", 8, f"{{{{ 人.{plan} }}}}", WAN if number == WAN else PLAN, "sum"),
            Column("实际", 8 if number == COUNT else 10, f"{{{{ 人.{actual} }}}}", number, "sum"),
            Column("达成率", 9, ratio(second, first), RATE, ratio(second, first)),
        ]
        return [*found, Column("名次", 5, f"{{{{ 人.{rank} }}}}", COUNT, align="center")] if rank else found

    return (
        Column("序号", 5, "{{ 人.序号 }}", COUNT, align="center"), Column("客户经理", 11, "{{ 人.客户经理 }}"),
        Column("新人", 6, '{{ "新人" if 人.新人 else "" }}', align="center"),
        *four("咨询量", "计划咨询量", "咨询名次", "DE"), *four("申请量", "计划申请量", "申请名次", "HI"),
        *four("成交量", "计划成交量", "成交名次", "LM"), *four("成交金额", "计划成交金额", "", "PQ", WAN),
        Column("件数", 6, "{{ 人.交叉销售 }}", COUNT, "sum"),
        Column("咨询→\n申请", 9, ratio("I", "E"), RATE, ratio("I", "E")), Column("申请→\n成交", 9, ratio("M", "I"), RATE, ratio("M", "I")),
        Column("次/日", 7, "{{ 人.日均咨询量 }}", NUMBER), Column("工作日", 7, "{{ 人.工作日 }}", NUMBER),
        Column("重点\n帮扶", 6, '{{ "是" if 人.重点帮扶 else "" }}', align="center"),
    )  # fmt: skip


def _groups(look: Look, sheet: Worksheet, row: int, groups: tuple[tuple[int, int, str], ...]) -> None:
    for first, last, name in groups:
        if first == last:
            sheet.write_string(row, first, name, look.head)
        else:
            sheet.merge_range(row, first, row, last, name, look.head)


_COUNTED = {3: "计划咨询量", 4: "咨询量", 7: "计划申请量", 8: "申请量", 11: "计划成交量", 12: "成交量", 15: "计划成交金额", 16: "成交金额", 18: "交叉销售"}


def _branch_rows(look: Look, sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    """Officers' sum, what joint work counts twice in it, and the branch: sum and difference stay formulas."""
    sheet.merge_range(8, 0, 8, 2, "各人合计", look.cell(total=True, align="center"))
    sheet.merge_range(9, 0, 9, 2, "减：协同重复", look.cell(align="center"))
    sheet.merge_range(10, 0, 10, 2, "支行合计", look.cell(total=True, align="center"))
    for place, column in enumerate(columns[3:], 3):
        field = _COUNTED.get(place)
        difference = f'{{{{ (漏斗.{field} - 客户经理表|sum(attribute="{field}"))|round(6) }}}}' if field else ""
        put(look, sheet, 9, place, difference, look.cell(column.number, align=column.align))
        letter = chr(65 + place)
        total = f"={letter}9+{letter}10" if field else column.total if column.total != "sum" else ""
        put(look, sheet, 10, place, total, look.cell(column.number, total=True, align=column.align))
    put(look, sheet, 10, 21, "{{ 漏斗.日均咨询量 }}", look.cell(NUMBER, total=True))
