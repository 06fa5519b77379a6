"""The example row of a blank input workbook: what stands in it, and which rows of an input are nothing but it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.intake.cells.readings import compact
from pipeline.intake.cells.words import as_text
from pipeline.intake.sheets.layout import Block
from pipeline.vocabulary import Field, TableSpec, Vocabulary

Example = str | float | date
_DAY = date(2026, 11, 16)
_BY_TYPE: Mapping[str, Example] = {
    "count": 3.0, "days": 10.0, "score": 4.0, "number": 2.0, "wan": 20.0, "money": 500.0, "date": _DAY, "bool": "是",
    "rate": 0.3, "rate2": 0.0345, "pp": 0.05, "pp2": 0.05, "name": "赵六", "code": "SL0001", "phone": "15400000001",
    "period": "2026-11", "time": "09:30", "quote": "年利率4.35%", "picture": "图片.png",
}  # fmt: skip


@cache
def _said() -> Mapping[str, str]:
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))


def example(item: Field) -> Example:
    """What a clerk would write into this field: a text, a number in the field's unit (a rate as a fraction), a day."""
    if item.choices:
        return next(iter(item.choices))
    return _said().get(item.name) or _BY_TYPE.get(item.type, f"示例{item.term}")


def example_row(spec: TableSpec, vocabulary: Vocabulary) -> dict[str, Example]:
    """The example of each field of a table, in the table's order."""
    return {name: example(vocabulary.fields[name]) for name in spec.fields}


def example_rows(block: Block, rows: Sequence[int], vocabulary: Vocabulary) -> set[int]:
    """Those of the rows (positions in the grid) in which every column that was recognised holds its example.

    Somebody copied a blank workbook into the inputs and left the row in. A row with one cell changed is data.
    """
    wanted = {column: _plain(example(vocabulary.fields[name])) for name, column in block.columns.items()}
    if len(wanted) < len(block.match.spec.required) or not wanted:
        return set()
    grid, first = block.grid.rows, next(iter(wanted))
    alike = {*block.grid.column(first).where(lambda cell: _plain(cell) == wanted[first])}
    likely = alike.intersection(rows) if alike else ()
    return {row for row in likely if all(_plain(grid[row][column]) == text for column, text in wanted.items())}


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    return compact(as_text(value))
