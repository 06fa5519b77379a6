"""Finds a daily count that has its days across the page (officer × day) and turns each day into a block of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.intake.cells.dates import When, date_reader
from pipeline.intake.cells.readings import is_blank
from pipeline.intake.sheets.headings import NO_HEADING, Heading, headings
from pipeline.intake.sheets.recognise import Match, Recogniser
from pipeline.intake.sheets.surroundings import Surroundings
from pipeline.intake.workbooks.grids import Grid

TABLE = "daily_counts"


@dataclass(frozen=True)
class DayColumns:
    """The columns of one day: its date and the grid column of each measure."""

    day: date
    columns: Mapping[str, int]


def wide_days(
    grid: Grid,
    top: int,
    bottom: int,
    names: Sequence[Heading],
    around: Surroundings,
    until: date | None,
    known: Recogniser,
) -> tuple[Match | None, list[DayColumns]]:
    """The match for daily counts and its days, where the header has dates over (or under) the measures it ``names``."""
    if bottom == top or TABLE not in known.vocabulary.tables:
        return None, []
    spec = known.vocabulary.tables[TABLE]
    when = around.when(until)
    days = _days(grid, top, bottom, when)
    groups: dict[date, dict[str, int]] = {}
    for column, day in days.items():
        child = known.match(TABLE, [_without_day(grid, top, bottom, column, when)])
        for name in child.columns:
            groups.setdefault(day, {}).setdefault(name, column)
    measures = {name for group in groups.values() for name in group}
    needed = set(spec.required) - {"date", "officer"}
    if not groups or not needed <= measures:
        return None, []
    rest = [name if i not in days else NO_HEADING for i, name in enumerate(names)]
    match = known.match(TABLE, rest, around)
    missing = tuple(name for name in match.missing if name not in measures and name != "date")
    constants = {name: value for name, value in match.constants.items() if name != "date"}
    implied = tuple(name for name in match.implied if name != "date")
    found = Match(spec, match.columns, match.units, missing, (), constants, implied)
    return found, [DayColumns(d, c) for d, c in sorted(groups.items())]


def _days(grid: Grid, top: int, bottom: int, when: When) -> dict[int, date]:
    """The day above each column; one written over the first of its columns holds for the blank ones after it."""
    days: dict[int, date] = {}
    for row in grid.rows[top : bottom + 1]:
        last: date | None = None
        for column, cell in enumerate(row):
            if not is_blank(cell):
                last = _day(cell, when)
            if last and column not in days and _has_text(grid, top, bottom, column, row):
                days[column] = last
    return days


def _has_text(grid: Grid, top: int, bottom: int, column: int, but: Sequence[Any]) -> bool:
    return any(row is not but and not is_blank(row[column]) for row in grid.rows[top : bottom + 1])


def _day(cell: object, when: When) -> date | None:
    if isinstance(cell, datetime | date | str):
        found = date_reader(when)(cell).value
        return found if isinstance(found, date) else None
    if isinstance(cell, float | int) and when.month and 1 <= cell <= 31 and float(cell).is_integer():
        found = date_reader(when)(f"{int(cell)}日").value
        return found if isinstance(found, date) else None
    return None


def _without_day(grid: Grid, top: int, bottom: int, column: int, when: When) -> Any:
    """The heading of a column without the cell that names its day."""
    cells = [["" if _day(row[column], when) else row[column]] for row in grid.rows[top : bottom + 1]]
    return headings(Grid("", "", cells, range(1, len(cells) + 1), [1]), 0, len(cells) - 1)[0]
