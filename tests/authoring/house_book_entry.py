"""What people type into a workbook of the house: drop-downs and their lists, days and numbers, room to go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authoring.house_book import Block, Column, Look, frame, put, repeated, span
from authoring.house_styles import GREY
from xlsxwriter.worksheet import Worksheet

SPARE = 200  # rows below a block that already have their drop-downs
INPUT = "#1F5FA8"  # the ink of what people change
ListPage = Sequence[tuple[str, str, str, str]]  # heading, name of the list, the loop, its value


def lists(look: Look, sheet: Worksheet, named: ListPage) -> None:
    """The sheet 选项: the lists behind the drop-downs, one under another, each with a name that grows with it."""
    frame(look, sheet, "选项（下拉清单）", "", widths=(18, 40, 80), repeat=2, upright=True)
    sheet.write_string(2, 0, "要增加一项：在那一类的中间插入一行再填，下拉清单自动多一项。", look.caption)
    row = 3
    for head, name, loop, value in named:
        block = repeated(look, sheet, row, (Column(head, 18, value),), loop)
        look.book.define_name(name, f"={sheet.get_name()}!{block.column(0)}")
        row = block.last + 2


def check(
    sheet: Worksheet, block: Block, column: int, rule: dict[str, Any], title: str, message: str, spare: int = SPARE
) -> None:
    """A validation on a column of a block and the rows below it, with what it says when it refuses."""
    texts = {"error_title": title, "error_message": message}
    sheet.data_validation(block.first, column, block.last + spare, column, rule | texts)


def drop_down(
    sheet: Worksheet,
    block: Block,
    column: int,
    source: str | Sequence[str],
    strict: str = "information",
    spare: int = SPARE,
) -> None:
    """A drop-down on a column: a list's name (选项_产品) or words; ``strict`` stop, warning or information."""
    named = isinstance(source, str)
    rule = {"validate": "list", "source": f"={source}" if named else list(source), "error_type": strict}
    where = "到《选项》页相应一类的中间插入一行" if named else "另写也可以"
    check(sheet, block, column, rule, "清单里没有这个词", f"请从下拉中选；要增加，{where}。", spare)


def days(sheet: Worksheet, block: Block, *columns: int, spare: int = SPARE) -> None:
    """Columns that hold days."""
    rule = {"validate": "date", "criteria": ">=", "value": "=DATE(2020,1,1)"}
    for column in columns:
        check(sheet, block, column, rule, "这里填日期", "例如 2026-11-20。", spare)


def amounts(sheet: Worksheet, block: Block, *columns: int, unit: str = "万元", spare: int = SPARE) -> None:
    """Columns that hold amounts of nought or more."""
    for column in columns:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        check(sheet, block, column, rule, "这里只填数字", f"单位{unit}，例如 35.5。", spare)


def counts(sheet: Worksheet, block: Block, *columns: int, unit: str = "件", spare: int = SPARE) -> None:
    """Columns that hold whole numbers of nought or more."""
    for column in columns:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
        check(sheet, block, column, rule, "这里只填整数", f"单位{unit}，例如 1。", spare)


def ruled(look: Look, sheet: Worksheet, row: int, columns: Sequence[Column], rows: str) -> Block:
    """Empty rows of these columns to write on, as many as ``rows`` says (设置.spare_rows), without a heading."""
    block = Block(sheet.get_name(), row, row, row + 2)
    sheet.write_string(row, 0, f"{{%tr for 空行 in range({rows}) %}}", look.caption)
    for at, column in enumerate(columns):
        put(sheet, row + 1, at, "", look.cell(column.number, align=column.align))
    sheet.write_string(row + 2, 0, "{%tr endfor %}", look.caption)
    return block


def signatures(look: Look, sheet: Worksheet, row: int, labels: Sequence[tuple[int, int, str]]) -> None:
    """A line to sign on for each (first column, last column, who): 支行负责人 ________ 日期 ________."""
    sheet.set_row(row, 30)
    shape = look(valign="bottom", bottom=1, bottom_color=f"#{GREY}")
    for first, last, who in labels:
        span(sheet, row, first, last, who, shape)
