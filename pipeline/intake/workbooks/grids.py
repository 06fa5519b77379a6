"""Turns a file's bytes into grids: one for each visible sheet, its cells as values, the unreadable ones as Bad."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.formats import CellFormats
from pipeline.intake.workbooks.scan import SheetScan, scan
from pipeline.intake.workbooks.sniff import content_of
from pipeline.intake.workbooks.sparse import closed_up
from pipeline.problems import Place, Problem, Stop, problem

CHILD_SECONDS = 60
MAX_MERGED = 3_000_000  # cells within merged ranges that are filled
Merged = tuple[tuple[int, int], tuple[int, int]]
_REFUSED = {"empty": "IN001", "html": "IN002", "locked": "IN003", "broken": "IN004", "other": "IN005"}
_EXPECTED = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "xlsb": (".xlsb",), "ods": (".ods",), "text": (".csv",)}


@dataclass
class Grid:
    """One sheet: ``rows[i][j]`` is the cell in the sheet's row ``numbers[i]``, column ``columns[j]`` (from 1)."""

    file: str
    sheet: str
    rows: list[list[Any]]
    numbers: Sequence[int]
    columns: Sequence[int]
    hidden: bool = False
    formats: CellFormats | None = None

    def place(self, row: int, column: int = -1) -> Place:
        """The place of a cell (or, without a column, a row) by its position in the grid."""
        return Place(self.file, self.sheet, self.numbers[row], self.columns[column] if column >= 0 else 0)


def read_grids(data: bytes, file: str) -> tuple[list[Grid], list[Problem]]:
    """The sheets in a file's bytes and what is to be said of the file; raises Stop where it cannot be read.

    What the bytes are counts, not the name: an .xlsx that is named .xls is read all the same.
    """
    content = content_of(data)
    if content in _REFUSED:
        raise Stop(problem(_REFUSED[content], Place(file=file), Path(file).suffix))
    problems = []
    if Path(file).suffix.lower() not in _EXPECTED[content]:
        problems.append(problem("IN011", Place(file=file), Path(file).suffix, "repair", real=content))
    if content == "xlsx":
        return _read_xlsx(data, file), problems
    return (_read_text(data, file) if content == "text" else _read_apart(data, file)), problems


def _read_xlsx(data: bytes, file: str) -> list[Grid]:
    scans = scan(data, file)
    dense = _book(data, file) if any(not sheet.sparse for sheet in scans) else None
    return [
        _sparse_grid(data, file, sheet) if sheet.sparse or not dense else _grid(dense, data, file, sheet)
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


def _grid(book: Any, data: bytes, file: str, sheet: SheetScan) -> Grid:
    rows, merged = _cells(book, file, sheet.name)
    width = max(map(len, rows), default=0)
    for (row, column), bad in sheet.bad.items():
        while len(rows) < row:
            rows.append([""] * width)
        if column > len(rows[row - 1]):
            rows[row - 1].extend([""] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = bad
    width = _even(rows)
    _fill_merged(rows, merged)
    formats = CellFormats(data, sheet.part)
    return Grid(file, sheet.name, rows, range(1, len(rows) + 1), range(1, width + 1), sheet.hidden, formats)


def _sparse_grid(data: bytes, file: str, sheet: SheetScan) -> Grid:
    package, numbers, columns = closed_up(data, sheet)
    rows, merged = _cells(_book(package, file), file, sheet.name)
    while len(rows) < len(numbers):
        rows.append([])
    at_row = {number: i for i, number in enumerate(numbers)}
    at_column = {number: i for i, number in enumerate(columns)}
    _even(rows, len(columns))
    for (row, column), bad in sheet.bad.items():
        if row in at_row and column in at_column and at_row[row] < len(rows):
            rows[at_row[row]][at_column[column]] = bad
    _fill_merged(rows, merged)
    return Grid(file, sheet.name, rows, numbers, columns, sheet.hidden)


def _even(rows: list[list[Any]], width: int = 0) -> int:
    """Make all rows equally long; the length."""
    width = max(width, max(map(len, rows), default=0))
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return width


def _fill_merged(rows: list[list[Any]], merged: Sequence[Merged]) -> None:
    """Give every cell of a merged range what its first one shows, except numbers: those would be counted twice."""
    height, width = len(rows), len(rows[0]) if rows else 0
    budget = MAX_MERGED
    for (top, left), (bottom, right) in merged:
        if top >= height or left >= width:
            continue
        value = rows[top][left]
        down, across = range(top, min(bottom + 1, height)), range(left, min(right + 1, width))
        budget -= len(down) * len(across)
        if value == "" or isinstance(value, int | float | Bad) or budget < 0:
            continue
        for i in down:
            rows[i][left : across.stop] = [value] * len(across)


def _read_apart(data: bytes, file: str) -> list[Grid]:
    """The sheets of an .xls, .xlsb or .ods file, read by a child process that may take a minute and no more."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("child.py"))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=CHILD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Stop(problem("IN009", Place(file=file), f"{CHILD_SECONDS} s")) from None
    if done.returncode:
        raise Stop(problem("IN004", Place(file=file), f"exit {done.returncode}"))
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise Stop(problem(_REFUSED[answer["fault"]], Place(file=file), Path(file).suffix))
    return [_child_grid(file, sheet) for sheet in answer["sheets"]]


def _child_grid(file: str, sheet: dict[str, Any]) -> Grid:
    rows = [[_value(cell) if isinstance(cell, dict) else cell for cell in row] for row in sheet["rows"]]
    width = _even(rows)
    _fill_merged(rows, sheet["merged"])
    return Grid(file, sheet["name"], rows, range(1, len(rows) + 1), range(1, width + 1), sheet["hidden"])


def _value(cell: dict[str, Any]) -> object:
    ((kind, value),) = cell.items()
    if kind == "timedelta":
        return timedelta(seconds=value)
    return {"date": date, "datetime": datetime, "time": time}[kind].fromisoformat(value)  # type: ignore[attr-defined]


def _read_text(data: bytes, file: str) -> list[Grid]:
    text = _decoded(data, file)
    head = "\n".join(text.splitlines()[:20])
    mark = max(",\t;", key=head.count)
    try:
        rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error as wrong:
        raise Stop(problem("IN004", Place(file=file), str(wrong))) from None
    width = _even(rows)
    return [Grid(file, "", rows, range(1, len(rows) + 1), range(1, width + 1))]


def _decoded(data: bytes, file: str) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Stop(problem("IN008", Place(file=file)))


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    yield from ("utf-8-sig", "gb18030")
