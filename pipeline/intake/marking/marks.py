"""Problems with cells → the marks of one workbook: where, how bad, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.problems import Problem

AUTHOR = "晨夕"
HEADER = "问题（晨夕）"  # of the column that people filter by
SIGN = f"【{AUTHOR}】"  # where our words begin in a note that somebody else wrote


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding at a cell (``column`` 0: a whole row), in words for people."""

    sheet: str
    row: int
    column: int
    text: str


def marks_of(problems: Iterable[Problem], words: Callable[[Problem], str]) -> dict[str, list[Mark]]:
    """File → its marks, each once; repairs and findings without a row need none."""
    found: dict[str, dict[Mark, None]] = {}
    for item in problems:
        place = item.place
        if place.file and place.row and item.level != "repair":
            mark = Mark(place.sheet, place.row, place.column, words(item))
            found.setdefault(place.file, {})[mark] = None
    return {file: list(marks) for file, marks in found.items()}


def by_row(marks: Iterable[Mark]) -> dict[int, str]:
    """Row → everything that is to be said of it, in one text."""
    rows: dict[int, dict[str, None]] = {}
    for mark in marks:
        rows.setdefault(mark.row, {})[mark.text] = None
    return {row: "；".join(texts) for row, texts in rows.items()}


def by_cell(marks: Iterable[Mark]) -> dict[tuple[int, int], str]:
    """(Row, column) → everything that is to be said of the cell, a line each; marks of whole rows are left out."""
    cells: dict[tuple[int, int], dict[str, None]] = {}
    for mark in marks:
        if mark.column:
            cells.setdefault((mark.row, mark.column), {})[mark.text] = None
    return {cell: "\n".join(texts) for cell, texts in cells.items()}
