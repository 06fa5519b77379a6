"""Turns an .xlsx package into grids: scanned first, read by calamine, its unreadable cells put back."""

from __future__ import annotations

import io
from typing import Any

import python_calamine

from pipeline.intake.workbooks.formats import CellFormats
from pipeline.intake.workbooks.grids import Grid, Merged, Sheet, even, fill_merged, grid
from pipeline.intake.workbooks.parts import Parts, opened
from pipeline.intake.workbooks.scan import SheetScan, scan
from pipeline.intake.workbooks.sparse import closed_up
from pipeline.problems import Place, Stop, problem


def read_xlsx(data: bytes, file: str) -> list[Grid]:
    """The worksheets of the package; raises Stop where it is damaged or not to be trusted."""
    package = opened(data, file)
    scans = scan(package, file)
    dense = _book(data, file) if any(not sheet.sparse for sheet in scans) else None
    return [
        _sparse_grid(package, file, sheet) if sheet.sparse or not dense else _grid(dense, package, file, sheet)
        for sheet in scans
    ]


def _book(data: bytes, file: str) -> Any:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Stop(problem("IN003", Place(file=file))) from None
    except (python_calamine.CalamineError, OSError, ValueError) as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None


def _cells(book: Any, file: str, name: str) -> tuple[list[list[Any]], list[Merged]]:
    try:
        sheet = book.get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, OSError, ValueError) as wrong:
        raise Stop(problem("IN004", Place(file, name), type(wrong).__name__)) from None


def _grid(book: Any, package: Parts, file: str, sheet: SheetScan) -> Grid:
    rows, merged = _cells(book, file, sheet.name)
    read = Sheet(sheet.name, rows, None, merged, sheet.hidden, sheet.bad, sheet.hidden_rows)
    return grid(file, read, CellFormats(package, sheet.part))


def _sparse_grid(package: Parts, file: str, sheet: SheetScan) -> Grid:
    """A sheet whose filled rows and columns were closed up for the reader, under the numbers that they have."""
    closed, numbers, columns = closed_up(package, sheet)
    rows, merged = _cells(_book(closed, file), file, sheet.name)
    while len(rows) < len(numbers):
        rows.append([])
    at_row = {number: i for i, number in enumerate(numbers)}
    at_column = {number: i for i, number in enumerate(columns)}
    even(rows, len(columns))
    for (row, column), bad in sheet.bad.items():
        if row in at_row and column in at_column and at_row[row] < len(rows):
            rows[at_row[row]][at_column[column]] = bad
    fill_merged(rows, merged)
    return Grid(file, sheet.name, rows, numbers, columns, sheet.hidden, hidden_rows=sheet.hidden_rows)
