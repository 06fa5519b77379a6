"""Turns a sheet whose rows were pasted as text into one column (日期,客户经理,…) into a grid with their cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.intake.cells.readings import is_blank
from pipeline.intake.sheets.recognise import Recogniser
from pipeline.intake.workbooks.grids import Grid, even
from pipeline.problems import Problem, problem

_MARKS = ",\t;，|"
_SEARCHED = 60  # rows in which the header must stand
_FEWEST = 3  # headers in one cell that show what it is


def unpasted(grid: Grid, known: Recogniser) -> tuple[Grid, list[Problem]]:
    """The grid with the texts of its one column split (all cells still stand in that column), and that it was done."""
    header = next(((i, cell) for i, row in enumerate(grid.rows[:_SEARCHED]) if (cell := _only(row))), None)
    while header is not None:
        i, cell = header
        mark = max(_MARKS, key=cell.count)
        if len({piece for piece in _split(cell, mark) if known.knows(piece.strip())}) >= _FEWEST:
            return _grid(grid, i, mark), [problem("IN318", grid.place(i), len(grid.rows) - i - 1, "repair", mark=mark)]
        rest = enumerate(grid.rows[i + 1 : _SEARCHED], start=i + 1)
        header = next(((j, text) for j, row in rest if (text := _only(row))), None)
    return grid, []


def _only(row: Sequence[Any]) -> str:
    """The text of a row that holds one cell with a mark in it, else ''."""
    filled = [cell for cell in row if not is_blank(cell)]
    cell = filled[0] if len(filled) == 1 else ""
    return cell if isinstance(cell, str) and any(mark in cell for mark in _MARKS) else ""


def _split(text: str, mark: str) -> list[str]:
    try:
        return [piece.strip() for piece in next(csv.reader([text], delimiter=mark))]
    except (csv.Error, StopIteration):
        return [text]


def _grid(grid: Grid, first: int, mark: str) -> Grid:
    """The rows from the header on split; one with more pieces than the header stays whole, and so is told."""
    column = next(c for c, cell in enumerate(grid.rows[first]) if not is_blank(cell))
    width = len(_split(str(grid.rows[first][column]), mark))
    rows: list[list[Any]] = [[*row[column:]] for row in grid.rows[:first]]
    for row in grid.rows[first:]:
        text = _only(row)
        pieces = _split(text, mark) if text else [*row[column:]]
        rows.append(pieces if len(pieces) <= width else [text or row[column]])
    return replace(grid, rows=rows, columns=[grid.columns[column]] * even(rows, width), units={})
