"""The tracker's pages that people type in: 活动流水 with drop-downs, 人日明细, and the lists of 选项."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from authoring.tracker_funnel import table
from authoring.tracker_look import (
    COUNT, DAY, NOTE_FILL, SHORT_DAY, WAN, Column, Look, flag, frame, put, repeated,
)  # fmt: skip

SPARE = 500  # rows below the log that already have their drop-downs
LISTS = (  # heading, name of the list, what it holds
    ("客户经理", "选项_客户经理", "人 in 客户经理表", "{{ 人.客户经理 }}"),
    ("活动类型", "选项_活动类型", "词 in 设置.events", "{{ 词 }}"),
    ("渠道", "选项_渠道", "词 in 设置.channels", "{{ 词 }}"),
    ("通路", "选项_通路", "词 in 设置.approaches", "{{ 词 }}"),
    ("方式", "选项_方式", "词 in 设置.means", "{{ 词 }}"),
    ("成果", "选项_成果", "词 in 设置.results", "{{ 词 }}"),
    ("交叉销售产品", "选项_产品", "词 in 设置.cross_products", "{{ 词 }}"),
)
_LOG = (
    Column("序号", 6, "{{ 行.序号 }}", COUNT, align="center"), Column("日期", 11, "{{ 行.日期 }}", DAY),
    Column("客户经理", 10, "{{ 行.客户经理 }}"), Column("活动类型", 9, "{{ 行.活动类型 }}", align="center"),
    Column("客户编号", 12, "{{ 行.客户编号 }}"), Column("客户", 12, "{{ 行.客户 }}"), Column("手机", 13, "{{ 行.手机 }}"),
    Column("产品", 13, "{{ 行.产品 }}"), Column("金额", 10, "{{ 行.金额 }}", WAN), Column("件数", 7, "{{ 行.件数 }}", COUNT),
    Column("渠道", 11, "{{ 行.渠道 }}"), Column("通路", 10, "{{ 行.通路 }}"), Column("方式", 9, "{{ 行.方式 }}"),
    Column("成果", 11, "{{ 行.成果 }}"), Column("下次日期", 11, "{{ 行.下次日期 }}", DAY), Column("备注", 22, "{{ 行.备注 }}"),
)  # fmt: skip
_DROP_DOWNS = {2: ("选项_客户经理", "stop"), 3: ("选项_活动类型", "stop"), 10: ("选项_渠道", "warning"),
               11: ("选项_通路", "warning"), 12: ("选项_方式", "warning"), 13: ("选项_成果", "warning")}  # fmt: skip


def log(look: Look, sheet: Worksheet) -> None:
    """活动流水: the quarter's events, and room to type on: the table grows, the drop-downs are there already."""
    frame(look, sheet, "活动流水（本季至今）", "万元、件", widths=[c.width for c in _LOG], repeat=4)
    _live(look, sheet)
    block = repeated(look, sheet, 4, _LOG, "行 in 活动流水")
    sheet.freeze_panes(5, 4)
    table(look, sheet, block, _LOG, "流水")
    end = block.last + SPARE
    for column, (name, strictness) in _DROP_DOWNS.items():
        sheet.data_validation(block.first, column, end, column, {
            "validate": "list", "source": f"={name}", "error_type": strictness, "error_title": "请从下拉中选",
            "error_message": "清单里没有这个词。要增加，请到《选项》页相应一类里插入一行。",
        })  # fmt: skip
    for column in (1, 14):
        sheet.data_validation(block.first, column, end, column, {
            "validate": "date", "criteria": ">=", "value": "=DATE(2020,1,1)", "error_title": "日期",
            "error_message": "请填日期，例如 2026-11-20。",
        })  # fmt: skip
    for column, kind, unit in ((8, "decimal", "万元，例如 35.5"), (9, "integer", "件，例如 1")):
        sheet.data_validation(block.first, column, end, column, {
            "validate": kind, "criteria": ">=", "value": 0, "error_title": "数字", "error_message": f"请只填数字（{unit}）。",
        })  # fmt: skip
    row = block.first + 1
    missing = f'=AND(COUNTA($B{row}:$N{row})>0,OR(B{row}="",B{row}=0))'
    flag(sheet, f"B{row}:D{end + 1}", missing, look.bare(bg_color=NOTE_FILL))
    flag(sheet, f"D{row}:D{end + 1}", f'=$D{row}="成交"', look.bare(font_color="#2E7D4F", bold=True))
    flag(sheet, f"D{row}:D{end + 1}", f'=$D{row}="撤回"', look.bare(font_color="#C00000"))


def _live(look: Look, sheet: Worksheet) -> None:
    """A line above the log that follows the filter and whatever is typed."""
    put(look, sheet, 3, 0, "筛选后合计（随筛随填随算）", look.caption)
    for column, name, function, field, number in (
        (4, "记录", 103, "客户经理", COUNT), (7, "金额(万元)", 109, "金额", WAN), (10, "件数", 109, "件数", COUNT),
    ):  # fmt: skip
        put(look, sheet, 3, column, name, look.caption)
        sheet.write_formula(3, column + 1, f"=SUBTOTAL({function},流水[{field}])", look(bold=True, num_format=number, align="left"))


def details(look: Look, sheet: Worksheet) -> None:
    """人日明细: each officer's every day of the week, with how the enquiries are made up."""
    columns = (
        Column("日期", 12, "{{ 行.日期 }}", DAY), Column("客户经理", 12, "{{ 行.客户经理 }}"), Column("咨询量", 10, "{{ 行.咨询量 }}", COUNT),
        Column("申请量", 10, "{{ 行.申请量 }}", COUNT), Column("撤回量", 10, "{{ 行.撤回量 }}", COUNT), Column("成交量", 10, "{{ 行.成交量 }}", COUNT),
        Column("成交金额", 12, "{{ 行.成交金额 }}", WAN), Column("交叉销售", 10, "{{ 行.交叉销售 }}", COUNT), Column("报表数", 10, "{{ 行.报表数 }}", COUNT),
        Column("协同数", 10, "{{ 行.协同数 }}", COUNT), Column("调整数", 10, "{{ 行.调整数 }}", COUNT),
    )  # fmt: skip
    frame(look, sheet, "人日明细（报表数、协同数、调整数均指咨询量）", "次、笔、件、万元", widths=[c.width for c in columns], repeat=3)
    block = repeated(look, sheet, 3, columns, "行 in 逐人逐日")
    table(look, sheet, block, columns, "人日")
    sheet.freeze_panes(4, 2)


def options(book: Workbook, look: Look, sheet: Worksheet) -> None:
    """选项: the lists behind the drop-downs, one under another, each with a name that grows with it."""
    frame(look, sheet, "选项（下拉清单）", "", widths=(18, 26, 50), repeat=2)
    sheet.write_string(0, 2, "要增加一项：在那一类的中间插入一行再填，下拉清单自动多一项。", look.caption)
    row = 3
    for head, name, loop, value in LISTS:
        sheet.write_string(row, 0, head, look.section)
        sheet.write_blank(row, 1, None, look.section)
        block = repeated(look, sheet, row + 1, (Column("", 26, value),), loop, head=False, start=1)
        book.define_name(name, f"=选项!{block.column(1)}")
        row = block.last + 2
