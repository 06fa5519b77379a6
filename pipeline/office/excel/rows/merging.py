"""Columns whose cells are merged while a value is equal ({% vm 值 %}) → which rows begin a group, and the ranges.

As in Word: a cell goes with the one above when that stands in the row just before, has an equal value, and no merge
to its left begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.office.excel.cells.columns import Columns, ValueCell
from pipeline.office.excel.rows.row_form import RowForm
from pipeline.problems import column_letters

Begins = Mapping[int, Sequence[bool]]  # column → whether each row begins a group


def beginnings(form: RowForm, columns: Columns, numbers: Sequence[int]) -> Begins:
    """The rows that begin a group, in each merged column of a repeated row."""
    anew = [i == 0 or number != numbers[i - 1] + 1 for i, number in enumerate(numbers)]
    found: dict[int, Sequence[bool]] = {}
    for cell in form.cells:
        if isinstance(cell, ValueCell) and cell.merge:
            values = columns.lists[cell.merge]
            anew = [begins or values[i] != values[i - 1] for i, begins in enumerate(anew)]
            found[cell.column] = anew
    return found


def ranges(begins: Begins, numbers: Sequence[int]) -> list[str]:
    """The groups of more than one row as ranges."""
    found = []
    for column, anew in begins.items():
        letters = column_letters(column)
        starts = [i for i, begin in enumerate(anew) if begin]
        for start, end in zip(starts, [*starts[1:], len(anew)], strict=True):
            if end - start > 1:
                found.append(f"{letters}{numbers[start]}:{letters}{numbers[end - 1]}")
    return found
