"""Turns a table that lies on its side (fields down the page, records across it) into a grid as any other table is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.intake.cells.dates import When, date_reader
from pipeline.intake.cells.readings import Bad, compact, is_blank
from pipeline.intake.sheets.layout import Block, find_blocks
from pipeline.intake.sheets.recognise import Recogniser
from pipeline.intake.workbooks.grids import Grid, even
from pipeline.problems import Place, Problem, problem

_FEWEST = 3  # labels one below the other that make a table on its side
_SEARCHED_ROWS, _SEARCHED_COLUMNS = 60, 5
_MOST_RECORDS = 400
_PERSON = re.compile(r"[\u3400-\u9fff·]{2,5}")
_CORNER = re.compile(
    r"(?:项目|指标|姓名|人员|内容|类别|名称|日期|时间)?[/\\|、]?(?:项目|指标|姓名|人员|内容|日期|时间)?"
)
Found = tuple[list[Block], list[Problem]]


@dataclass
class TurnedGrid(Grid):
    """A grid whose rows are columns of its sheet: ``numbers`` are the sheet's columns, ``columns`` its rows."""

    def place(self, row: int, column: int = -1) -> Place:
        """Where the cell stands; without a column, the record's first cell."""
        return Place(self.file, self.sheet, self.columns[max(column, 0)], self.numbers[row])


@dataclass(frozen=True)
class _Labels:
    """A column of labels: its column, and the first and the last of its rows, as positions in the grid."""

    column: int
    first: int
    last: int


def find_tables(grid: Grid, known: Recogniser, until: date | None, remembered: Mapping[str, str]) -> Found:
    """The tables of a sheet, those on their side among them, and what is to be said of headers that stand for none."""
    blocks, problems = find_blocks(grid, known, until, remembered)
    labels = _labels(grid, known, min((block.top for block in blocks), default=_SEARCHED_ROWS))
    if labels is None:
        return blocks, problems
    lying, said = find_blocks(_turned(grid, labels, known), known, until, remembered)
    if not lying:
        return blocks, problems
    upright = [block for block in blocks if block.top <= labels.last and _has_rows(block, labels.last)]
    if upright and max(map(_width, upright)) > _width(lying[0]):
        return blocks, problems
    if upright and max(map(_width, upright)) == _width(lying[0]):
        return [], [_which_way(grid, labels, upright[0], lying[0])]
    below, more = find_blocks(_below(grid, labels.last + 1), known, until, remembered)
    return [*lying, *below], [*said, *more]


def _has_rows(block: Block, last_label: int) -> bool:
    """Whether anything stands below a header that lies among the labels, and is no label itself."""
    rows = block.grid.rows[max(block.first, last_label + 1) : block.last + 1]
    return any(not is_blank(cell) for row in rows for cell in row)


def _width(block: Block) -> int:
    return len(block.columns)


def _which_way(grid: Grid, labels: _Labels, upright: Block, lying: Block) -> Problem:
    place = grid.place(labels.first, labels.column)
    return problem("IN117", place, grid.sheet, across=upright.match.spec.term, down=lying.match.spec.term)


def _labels(grid: Grid, known: Recogniser, latest: int) -> _Labels | None:
    """The first column of labels, one below the other, each a known header; they begin at ``latest`` or above."""
    rows = grid.rows[:_SEARCHED_ROWS]
    for column in range(min(len(grid.columns), _SEARCHED_COLUMNS)):
        cells = [row[column] for row in rows]
        start = 0
        for i, cell in enumerate([*cells, ""]):
            if known.knows(cell):
                continue
            if i - start >= _FEWEST and _is_beside_values(grid, start, i - 1, column):
                first = start - _has_corner(grid, start, column)
                return _Labels(column, first, i - 1) if first <= latest else None
            start = i + 1
            if start > latest + 1:  # the corner's row may be above
                break
    return None


def _is_beside_values(grid: Grid, first: int, last: int, column: int) -> bool:
    """Whether values stand beside the labels, and nothing but blanks before them."""
    rows = grid.rows[first : last + 1]
    filled = max(sum(not is_blank(cell) for cell in row[column + 1 :]) for row in rows)
    return all(is_blank(cell) for row in rows for cell in row[:column]) and 0 < filled <= _MOST_RECORDS


def _has_corner(grid: Grid, first: int, column: int) -> bool:
    """Whether the line above the labels heads the records (names, days) under a corner that says little or nothing."""
    if not first:
        return False
    above, line = grid.rows[first - 1], grid.rows[first]
    corner = above[column]
    if not (is_blank(corner) or (isinstance(corner, str) and _CORNER.fullmatch(compact(corner)))):
        return False
    filled = [i for i in range(column + 1, len(line)) if not is_blank(line[i])]
    return len(filled) > 0 and all(not is_blank(above[i]) for i in filled)


def _turned(grid: Grid, labels: _Labels, known: Recogniser) -> TurnedGrid:
    """The labels as a header with a row for each record below it, and the lines above the labels as titles."""
    lines = grid.rows[labels.first : labels.last + 1]
    titles = [[cell for cell in row if not is_blank(cell)] for row in grid.rows[: labels.first]]
    across = range(labels.column, len(grid.columns))
    rows = [*titles, *([line[column] for line in lines] for column in across)]
    head = rows[len(titles)]
    if not known.knows(head[0]):
        head[0] = _meaning([row[0] for row in rows[len(titles) + 1 :]], known)
    width = even(rows, len(lines))
    numbers = [*[grid.columns[labels.column]] * len(titles), *(grid.columns[column] for column in across)]
    sheet_rows = [*grid.numbers[labels.first : labels.last + 1]]
    sheet_rows += [sheet_rows[-1]] * (width - len(sheet_rows))
    return TurnedGrid(
        grid.file, grid.sheet, rows, numbers, sheet_rows, grid.hidden, _turned_units(grid.units, set(sheet_rows))
    )


def _meaning(cells: Sequence[Any], known: Recogniser) -> str:
    """The header that the first line of the records would have: days or names of people, '' where it is neither."""
    filled = [cell for cell in cells if not is_blank(cell) and not isinstance(cell, Bad)]
    day = date_reader(When(2000, 1))
    fields = known.vocabulary.fields
    if filled and all(not isinstance(cell, float | int) and day(cell).value for cell in filled):
        return fields["date"].term
    if filled and all(isinstance(c, str) and _PERSON.fullmatch(compact(c)) and not known.knows(c) for c in filled):
        return fields["officer"].term
    return ""


def _turned_units(units: Mapping[int, Mapping[int, str]], rows: set[int]) -> dict[int, dict[int, str]]:
    made: dict[int, dict[int, str]] = {}
    for column, shown in units.items():
        for row, unit in shown.items():
            if row in rows:
                made.setdefault(row, {})[column] = unit
    return made


def _below(grid: Grid, start: int) -> Grid:
    return replace(grid, rows=grid.rows[start:], numbers=grid.numbers[start:])
