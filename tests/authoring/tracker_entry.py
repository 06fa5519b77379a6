"""The pages that people type in: 活动流水 with its drop-downs, 人日明细, and the lists of 选项."""

from __future__ import annotations

from typing import Any

from authoring.house_book import COUNT, DAY, NOTE_FILL, WAN, Block, Column, Look, frame, put, repeated, rows, table
from authoring.house_book_entry import lists
from authoring.house_book_marks import BAD, GOOD, flag
from xlsxwriter.worksheet import Worksheet

SPARE = 500  # rows below the log that already have their drop-downs
LISTS = (  # heading, name of the list, what it holds
    ("客户经理", "选项_客户经理", "人 in 客户经理表", "{{ 人.客户经理 }}"),
    ("活动类型", "选项_活动类型", "词 in 设置.events", "{{ 词 }}"),
    ("渠道", "选项_渠道", "词 in 设置.channels", "{{ 词 }}"),
    ("通路", "选项_通路", "词 in 设置.approaches", "{{ 词 }}"),
    ("方式", "选项_方式", "词 in 设置.means", "{{ 词 }}"),
    ("成果", "选项_成果", "词 in 设置.results", "{{ 词 }}"),
    ("产品", "选项_产品", '词 in (产品成交|map(attribute="产品")|list + 设置.products)|unique', "{{ 词 }}"),
)
LOG = (
    Column("序号", 5.5, "{{ 行.序号 }}", COUNT, align="center"),
    Column("日期", 10, "{{ 行.日期 }}", DAY),
    Column("客户经理", 10, "{{ 行.客户经理 }}", shrink=True),
    Column("活动类型", 9, "{{ 行.活动类型 }}", align="center"),
    Column("客户编号", 10, "{{ 行.客户编号 }}"),
    Column("客户", 9, "{{ 行.客户 }}", shrink=True),
    Column("手机", 12, "{{ 行.手机 }}"),
    Column("产品", 12, "{{ 行.产品 }}"),
    Column("金额", 10, "{{ 行.金额 }}", WAN),
    Column("件数", 7, "{{ 行.件数 }}", COUNT),
    Column("渠道", 9.5, "{{ 行.渠道 }}"),
    Column("通路", 9, "{{ 行.通路 }}"),
    Column("方式", 9, "{{ 行.方式 }}"),
    Column("成果", 9.5, "{{ 行.成果 }}"),
    Column("下次日期", 10, "{{ 行.下次日期 }}", DAY),
    Column("备注", 16, "{{ 行.备注 }}"),
)
EARLIER = '活动流水|筛选("日期","<",本期.首日)'
THIS_WEEK = '活动流水|筛选("日期",">=",本期.首日)'
DROP_DOWNS = (  # column, list, how strict
    (2, "选项_客户经理", "stop"),
    (3, "选项_活动类型", "stop"),
    (7, "选项_产品", "information"),
    (10, "选项_渠道", "information"),
    (11, "选项_通路", "information"),
    (12, "选项_方式", "information"),
    (13, "选项_成果", "information"),
)
DETAILS = (
    Column("日期", 12, "{{ 行.日期 }}", DAY),
    Column("客户经理", 12, "{{ 行.客户经理 }}", shrink=True),
    Column("咨询量", 10, "{{ 行.咨询量 }}", COUNT),
    Column("申请量", 10, "{{ 行.申请量 }}", COUNT),
    Column("撤回量", 10, "{{ 行.撤回量 }}", COUNT),
    Column("成交量", 10, "{{ 行.成交量 }}", COUNT),
    Column("成交金额", 12, "{{ 行.成交金额 }}", WAN),
    Column("交叉销售", 10, "{{ 行.交叉销售 }}", COUNT),
    Column("报表数", 10, "{{ 行.报表数 }}", COUNT),
    Column("协同数", 10, "{{ 行.协同数 }}", COUNT),
    Column("调整数", 10, "{{ 行.调整数 }}", COUNT),
)


def log(look: Look, sheet: Worksheet) -> None:
    """活动流水: the quarter's events, and room to type on: the table grows, the drop-downs are there already.

    What is printed is this week; a quarter of a branch would be sixty pages.
    """
    frame(
        look, sheet, "活动流水（本季至今；打印只印本周）", "万元、件", widths=[column.width for column in LOG], repeat=4
    )
    sheet.set_default_row(16)  # thousands of rows: more of them on a printed page
    put(sheet, 1, 7, '{{ "" if 活动流水 else "本支行没有逐笔流水（按日报汇总），可从下面的空行填起。" }}', look.caption)
    before = repeated(look, sheet, 4, LOG, f"行 in {EARLIER}")
    week = rows(look, sheet, before.last + 1, LOG, f"行 in {THIS_WEEK}")
    block = Block(before.sheet, before.head, before.first, week.last)
    sheet.print_area(week.first, 0, week.last, len(LOG) - 1)
    sheet.freeze_panes(5, 4)
    table(look, sheet, block, LOG, "流水")
    _running(look, sheet)
    _checks(sheet, block)
    row, end = block.first + 1, block.last + 1 + SPARE
    began = f'=AND(COUNTA($E{row}:$N{row})>0,B{row}="")'
    flag(sheet, f"B{row}:D{end}", began, look.bare(bg_color=NOTE_FILL))
    for event, colour in (("成交", GOOD), ("撤回", BAD)):
        flag(sheet, f"D{row}:D{end}", f'=$D{row}="{event}"', look.bare(font_color=colour, bold=True))


def _running(look: Look, sheet: Worksheet) -> None:
    """A line above the log that counts whatever is typed below it."""
    put(sheet, 3, 0, "全表合计（随填随算）", look.caption)
    shown = (
        (4, "筛选后条数", "=SUBTOTAL(103,流水[客户经理])", COUNT),
        (6, "咨询", '=COUNTIF(流水[活动类型],"咨询")', COUNT),
        (8, "申请", '=COUNTIF(流水[活动类型],"申请")', COUNT),
        (10, "成交(含交叉)", '=COUNTIF(流水[活动类型],"成交")', COUNT),
        (12, "成交金额", '=SUMIFS(流水[金额],流水[活动类型],"成交")', WAN),
    )
    for at, name, formula, number in shown:
        put(sheet, 3, at, name, look(font_size=9, align="right"))
        put(sheet, 3, at + 1, formula, look(bold=True, num_format=number, align="left"))


def _checks(sheet: Worksheet, block: Block) -> None:
    """Drop-downs, days and numbers for the log and the rows below it."""

    def check(column: int, rule: dict[str, Any], title: str, message: str) -> None:
        texts = {"error_title": title, "error_message": message}
        sheet.data_validation(block.first, column, block.last + SPARE, column, rule | texts)

    for column, name, strictness in DROP_DOWNS:
        rule = {"validate": "list", "source": f"={name}", "error_type": strictness}
        check(column, rule, "清单里没有这个词", "请从下拉中选；要增加，到《选项》页相应一类的中间插入一行。")
    for column in (1, 14):
        rule = {"validate": "date", "criteria": ">=", "value": "=DATE(2020,1,1)"}
        check(column, rule, "这里填日期", "例如 2026-11-20。")
    check(8, {"validate": "decimal", "criteria": ">=", "value": 0}, "这里只填数字", "单位万元，例如 35.5。")
    check(9, {"validate": "integer", "criteria": ">=", "value": 0}, "这里只填整数", "单位件，例如 1。")


def details(look: Look, sheet: Worksheet) -> None:
    """人日明细: each officer's every day of the week, with how the enquiries are made up."""
    widths = [column.width for column in DETAILS]
    title = "人日明细（报表数、协同数、调整数均指咨询量）"
    frame(look, sheet, title, "次、笔、件、万元", widths=widths, repeat=3, upright=True)
    block = repeated(look, sheet, 3, DETAILS, "行 in 逐人逐日")
    table(look, sheet, block, DETAILS, "人日")
    sheet.freeze_panes(4, 2)


def options(look: Look, sheet: Worksheet) -> None:
    """选项: the lists behind the drop-downs."""
    lists(look, sheet, LISTS)
