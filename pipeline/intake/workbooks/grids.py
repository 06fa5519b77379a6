"""A sheet as its reader found it, and the grid that is made of it: every row equally long, merged ranges filled."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.intake.cells.coded import BLANK_CODE, Cells, Rows
from pipeline.intake.cells.readings import Bad
from pipeline.problems import Place, Stop, problem

MAX_AREA = 40_000_000  # cells of a sheet once its rows are equally long
MAX_MERGED = 3_000_000  # cells within merged ranges that are filled
Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, as (row, column) from 0


@dataclass
class Sheet:
    """One sheet as read: its cells from column A on, its merged ranges, its unreadable cells by (row, column) from 1.

    ``numbers`` are the sheet's numbers of ``rows`` where blank rows were left out; else they count from 1. So are
    ``columns`` of their cells. ``units``: column → row → the unit that a number format shows.
    """

    name: str
    rows: list[list[Any]] | Rows
    numbers: Sequence[int] | None = None
    merged: Sequence[Merged] = ()
    hidden: bool = False
    bad: Mapping[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: Collection[int] = frozenset()
    columns: Sequence[int] | None = None
    units: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


@dataclass
class Grid:
    """One sheet: ``rows[i][j]`` is the cell in the sheet's row ``numbers[i]``, column ``columns[j]`` (from 1)."""

    file: str
    sheet: str
    rows: Sequence[list[Any]]
    numbers: Sequence[int]
    columns: Sequence[int]
    hidden: bool = False
    units: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    hidden_rows: Collection[int] = frozenset()

    def column(self, at: int, first: int = 0, last: int | None = None) -> Cells:
        """The cells of a column by its position, from row ``first`` to ``last`` (both included)."""
        end = len(self.rows) if last is None else last + 1
        if isinstance(self.rows, Rows):
            return self.rows.column(at)[first:end]
        return Cells.of(row[at] for row in self.rows[first:end])

    def place(self, row: int, column: int = -1) -> Place:
        """The place of a cell (or, without a column, a row) by its position in the grid."""
        return Place(self.file, self.sheet, self.numbers[row], self.columns[column] if column >= 0 else 0)


def grid(file: str, sheet: Sheet) -> Grid:
    """The sheet as a grid, unreadable cells as Bad where their reader left a blank; raises Stop if it is too wide."""
    rows = sheet.rows
    if sheet.numbers is None:
        numbers: Sequence[int] = range(1, len(rows) + 1)
        merged = sheet.merged
    else:
        numbers = sheet.numbers
        merged = list(_renumbered(sheet.merged, numbers, sheet.columns))
    if isinstance(rows, Rows):
        width = len(rows.columns)
        fill_coded(rows, merged)
    else:
        numbers = _mark(rows, numbers, sheet.bad)
        if (area := len(rows) * max(map(len, rows), default=0)) > MAX_AREA:
            raise Stop(problem("IN006", Place(file, sheet.name), f"{area} cells", limit=str(MAX_AREA)))
        width = even(rows, len(sheet.columns or ()))
        fill_merged(rows, merged)
    columns = sheet.columns or range(1, width + 1)
    return Grid(file, sheet.name, rows, numbers, columns, sheet.hidden, sheet.units, frozenset(sheet.hidden_rows))


def _renumbered(merged: Sequence[Merged], numbers: Sequence[int], columns: Sequence[int] | None) -> Iterator[Merged]:
    """The merged ranges by positions in ``rows``, as far as they still span more than one cell."""
    for (top, left), (bottom, right) in merged:
        first, last = bisect_left(numbers, top + 1), bisect_right(numbers, bottom + 1) - 1
        if columns is not None:
            left, right = bisect_left(columns, left + 1), bisect_right(columns, right + 1) - 1
        if left <= right and first <= last and (first, left) != (last, right):
            yield (first, left), (last, right)


def _mark(rows: list[list[Any]], numbers: Sequence[int], bad: Mapping[tuple[int, int], Bad]) -> Sequence[int]:
    """Put the unreadable cells where they stand, also in rows that were not read; the numbers of all rows."""
    if missing := {row for row, _ in bad} - set(numbers):
        by_number = {**dict(zip(numbers, rows, strict=True)), **{row: [] for row in missing}}
        numbers = sorted(by_number)
        rows[:] = [by_number[number] for number in numbers]
    at = {number: i for i, number in enumerate(numbers)} if bad else {}
    for (row, column), fault in bad.items():
        cells = rows[at[row]]
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = fault
    return numbers


def even(rows: list[list[Any]], width: int = 0) -> int:
    """Make all rows equally long; the length."""
    width = max(width, max(map(len, rows), default=0))
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return width


def fill_merged(rows: list[list[Any]], merged: Sequence[Merged]) -> None:
    """Give every cell of a merged range what its first one shows, except numbers: those would be counted twice."""
    height, width = len(rows), len(rows[0]) if rows else 0
    budget = MAX_MERGED
    for (top, left), (bottom, right) in merged:
        if top >= height or left >= width:
            continue
        value = rows[top][left]
        down, across = range(top, min(bottom + 1, height)), range(left, min(right + 1, width))
        budget -= len(down) * len(across)
        if not _fills(value) or budget < 0:
            continue
        for i in down:
            rows[i][left : across.stop] = [value] * len(across)


def fill_coded(rows: Rows, merged: Sequence[Merged]) -> None:
    """The same for rows that are held by column."""
    height, width = len(rows), len(rows.columns)
    budget = MAX_MERGED
    for (top, left), (bottom, right) in merged:
        if top >= height or left >= width:
            continue
        code = rows.columns[left][top]
        across = range(left, min(right + 1, width))
        budget -= (min(bottom + 1, height) - top) * len(across)
        if code == BLANK_CODE or not _fills(rows.words[code]) or budget < 0:
            continue
        for column in across:
            if not rows.columns[column].flags.writeable:  # one of the blank columns, which are one array
                rows.columns[column] = rows.columns[column].copy()
            rows.columns[column][top : bottom + 1] = code


def _fills(value: Any) -> bool:
    return value != "" and not isinstance(value, int | float | Bad)
