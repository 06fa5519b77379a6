"""The grids of a workbook that cannot be marked in place (.xls, .csv, .ods) → a new .xlsx with the faulty sheets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake.cells.readings import Bad
from pipeline.intake.marking.marks import AUTHOR, HEADER, SIGN, Mark, by_cell, by_row
from pipeline.intake.marking.notes import MOST
from pipeline.intake.workbooks.grids import Grid
from pipeline.office.package import read_package, scrubbed

_RED = PatternFill("solid", fgColor="FFC7CE", bgColor="FFC7CE")


def fresh_copy(grids: Iterable[Grid], marks: Sequence[Mark], headers: Mapping[str, int] | None = None) -> bytes:
    """An .xlsx with the values of each sheet that has a mark, marked as ``marked_copy`` does; always the same bytes."""
    book = Workbook()
    book.remove(book.active)
    for grid in grids:
        own = [mark for mark in marks if mark.sheet == grid.sheet]
        if own:
            sheet = book.create_sheet(fresh_title(grid.sheet))
            _fill(sheet, grid)
            _mark(sheet, own, (headers or {}).get(grid.sheet, 0))
    if not book.worksheets:
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    package = read_package(out.getvalue())
    return package.write(scrubbed(package))


def fresh_title(sheet: str) -> str:
    """What a sheet is called in the new workbook; that of a text file has no name of its own."""
    return str(INVALID_TITLE_REGEX.sub("_", sheet))[:31] or "1"


def _fill(sheet: Worksheet, grid: Grid) -> None:
    """Values only, each where it stood; what starts with = is text, what could not be read stays as it was shown."""
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        for column, value in zip(grid.columns, row, strict=True):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            cell.value = value if isinstance(value, int | float | date | time | bool) else _text(value)
            if isinstance(value, str):
                cell.data_type = "s"


def _text(value: object) -> str:
    shown = value.text if isinstance(value, Bad) else str(value)
    return str(ILLEGAL_CHARACTERS_RE.sub("", shown))[:32_767]


def _mark(sheet: Worksheet, marks: Sequence[Mark], header_row: int) -> None:
    column = sheet.max_column + 1
    if header_row:
        sheet.cell(header_row, column, HEADER)
    for row, text in by_row(marks).items():
        sheet.cell(row, column, text).data_type = "s"
    for number, ((row, at), text) in enumerate(by_cell(marks).items()):
        cell = sheet.cell(row, at)
        cell.fill = _RED
        if number < MOST:
            cell.comment = Comment(f"{SIGN}{text}", AUTHOR)
    sheet.column_dimensions[get_column_letter(column)].width = 60
    if header_row:
        sheet.auto_filter.ref = f"A{header_row}:{get_column_letter(column)}{sheet.max_row}"
