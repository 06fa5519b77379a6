"""客户经理: plan, actual, attainment and rank per officer, and how their sum becomes the branch's figure."""

from __future__ import annotations

from authoring.house_book import (
    COUNT,
    NUMBER,
    PLAN,
    WAN,
    Block,
    Column,
    Look,
    frame,
    put,
    repeated,
    share,
    span,
    totals,
)
from authoring.house_book_marks import BAD, BAD_FILL, GOOD, GOOD_FILL, attainment, flag
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

GROUPS = (
    (0, 2, ""),
    (3, 6, "咨询量"),
    (7, 10, "申请量"),
    (11, 14, "成交量"),
    (15, 17, "成交金额"),
    (18, 18, "交叉"),
    (19, 20, "转化率"),
    (21, 22, "日均咨询"),
    (23, 23, ""),
)
COLUMNS = (
    Column("序号", 4, "{{ 人.序号 }}", COUNT, align="center"),
    Column("客户经理", 9, "{{ 人.客户经理 }}", shrink=True),
    Column("新人", 4.5, '{{ "新人" if 人.新人 else "" }}', align="center"),
    Column("计划", 6.5, "{{ 人.计划咨询量 }}", PLAN, "sum"),
    Column("实际", 5.5, "{{ 人.咨询量 }}", COUNT, "sum"),
    Column("达成率", 8.5, **share("E", "D")),
    Column("名次", 4.5, "{{ 人.咨询名次 }}", COUNT, align="center"),
    Column("计划", 6.5, "{{ 人.计划申请量 }}", PLAN, "sum"),
    Column("实际", 5.5, "{{ 人.申请量 }}", COUNT, "sum"),
    Column("达成率", 8.5, **share("I", "H")),
    Column("名次", 4.5, "{{ 人.申请名次 }}", COUNT, align="center"),
    Column("计划", 6.5, "{{ 人.计划成交量 }}", PLAN, "sum"),
    Column("实际", 5.5, "{{ 人.成交量 }}", COUNT, "sum"),
    Column("达成率", 8.5, **share("M", "L")),
    Column("名次", 4.5, "{{ 人.成交名次 }}", COUNT, align="center"),
    Column("计划", 9, "{{ 人.计划成交金额 }}", WAN, "sum"),
    Column("实际", 9, "{{ 人.成交金额 }}", WAN, "sum"),
    Column("达成率", 8.5, **share("Q", "P")),
    Column("件数", 5, "{{ 人.交叉销售 }}", COUNT, "sum"),
    Column("咨询→\n申请", 7.5, **share("I", "E")),
    Column("申请→\n成交", 7.5, **share("M", "I")),
    Column("次/日", 5, "{{ 人.日均咨询量 }}", NUMBER),
    Column("工作日", 5, "{{ 人.工作日 }}", NUMBER),
    Column("重点\n帮扶", 5, '{{ "是" if 人.重点帮扶 else "" }}', align="center"),
)
WEAK, RANKS, RATES, ATTAINED = 23, (6, 10, 14), (19, 20), (5, 9, 13, 17)
HEAD = 4  # tracker_overview.OFFICERS: the chart over these rows stands there
NOTE = (
    "整行红色为重点帮扶（依据见《总览》）；名次按数量排，并列同名次，绿色为前三名。"
    "协同的业务各人都计、支行只计一次，所以各人合计减去协同重复才是支行合计。"
)


def officers(look: Look, sheet: Worksheet) -> None:
    """Draws the sheet."""
    widths = [column.width for column in COLUMNS]
    frame(look, sheet, "客户经理本周业绩", "次、笔、件、万元", widths=widths, repeat=HEAD)
    for first, last, name in GROUPS:
        span(sheet, HEAD - 1, first, last, name, look.head)
    block = repeated(look, sheet, HEAD, COLUMNS, "人 in 客户经理表")
    sheet.freeze_panes(HEAD + 1, 2)
    totals(look, sheet, block, COLUMNS, "")
    _branch(look, sheet, block)
    _colours(look, sheet, block)


def _branch(look: Look, sheet: Worksheet, block: Block) -> None:
    """Officers' sum, what joint work counts twice in it, and the branch: sum and difference stay formulas."""
    row = block.last + 1
    for at, label in enumerate(("各人合计", "减：协同重复", "支行合计")):
        span(sheet, row + at, 0, 2, label, look.cell(total=at != 1, align="center"))
    for at, column in enumerate(COLUMNS[3:], 3):
        letter, summed = xl_col_to_name(at), column.total == "sum"
        twice = f"=ROUND({letter}{row + 3}-{letter}{row + 1},6)" if summed else ""
        put(sheet, row + 1, at, twice, look.cell(column.number, align=column.align))
        value = column.value.replace("人.", "漏斗.") if summed else column.total
        put(sheet, row + 2, at, value, look.cell(column.number, total=True, align=column.align))
    put(sheet, row + 2, 21, "{{ 漏斗.日均咨询量 }}", look.cell(NUMBER, total=True))
    span(sheet, row + 3, 0, WEAK, NOTE, look.caption)


def _colours(look: Look, sheet: Worksheet, block: Block) -> None:
    for at in ATTAINED:
        attainment(look, sheet, block.column(at))
    shades = {"type": "3_color_scale", "min_color": "#F6D5D0", "mid_color": "#FFFFFF", "max_color": "#CBE5D3"}
    for at in RATES:
        sheet.conditional_format(block.first, at, block.last, at, shades)
    top, bottom = block.first + 1, block.last + 1
    weak = xl_col_to_name(WEAK)
    flag(sheet, f"A{top}:{weak}{bottom}", f'=${weak}{top}="是"', look.bare(bg_color=BAD_FILL, font_color=BAD))
    best = look.bare(bg_color=GOOD_FILL, font_color=GOOD, bold=True)
    for letter in map(xl_col_to_name, RANKS):
        first = f"{letter}{top}"
        flag(sheet, f"{first}:{letter}{bottom}", f"=AND(ISNUMBER({first}),{first}<=3)", best)
