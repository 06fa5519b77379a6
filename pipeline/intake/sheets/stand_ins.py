"""Reads what people write in place of a value: a mark for the cell above, a word for who was away, two names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np

from pipeline.intake.cells.coded import Cells
from pipeline.intake.cells.columns import Column
from pipeline.intake.cells.readings import Reading, compact, is_blank
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.cells.words import as_text
from pipeline.intake.sheets.headings import Heading
from pipeline.intake.workbooks.grids import Grid
from pipeline.vocabulary import MASKED, Vocabulary

_DITTO = frozenset({"同上", "同前", "仝上", "〃", "″", '"', "''", "“", "”", "〞", "ditto", "do."})
_REST = (
    "休",
    "休息",
    "休假",
    "请假",
    "事假",
    "病假",
    "年假",
    "婚假",
    "产假",
    "陪产假",
    "丧假",
    "调休",
    "轮休",
    "倒休",
    "公休",
)
_AWAY = frozenset({*_REST, "出差", "公出", "外出", "培训", "学习", "离职", "调离", "未上班", "不在岗"})


def with_dittos(cells: Cells) -> tuple[Cells, dict[int, Any]]:
    """The cells with those that say 同上 or 〃 filled from above; position → what each of these was read as."""
    marked = cells.passing(_is_ditto)
    if not marked.any():
        return cells, {}
    filled = Cells(cells.codes.copy(), cells.words)
    made: dict[int, Any] = {}
    for position in np.flatnonzero(marked).tolist():
        if position and not marked[position - 1]:
            filled.codes[position] = filled.codes[position - 1]
            made[position], marked[position] = filled[position], False
    return filled, made


def _is_ditto(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip().lower() in _DITTO


def note_dittos(column: Column, made: Mapping[int, Any]) -> None:
    """Tell of each cell that was filled from above, as a repair."""
    for position, value in made.items():
        if not column.heard.get(position, Reading()).fault:
            column.heard[position] = Reading(column.values[position], repair="IN315", detail=as_text(value))


def rows_away(grid: Grid, numbers: Sequence[int], columns: Collection[int]) -> set[int]:
    """Those of the numbered rows whose counts are blank or say why there are none: 请假, 休, 出差."""
    if len(columns) < 2:
        return set()
    cells = [grid.column(column) for column in columns]
    away = [column.passing(_is_away) for column in cells]
    if not any(said.any() for said in away):
        return set()
    none = [said | column.passing(is_blank) for said, column in zip(away, cells, strict=True)]
    found = np.logical_or.reduce(away) & np.logical_and.reduce(none)
    return {number for number in numbers if found[number]}


def _is_away(cell: object) -> bool:
    return isinstance(cell, str) and compact(cell) in _AWAY


def join_partners(columns: MutableMapping[str, Column], fields: Collection[str], count: int) -> None:
    """Where the table has a partner and a row names two officers in one cell, the second is the partner."""
    officers = columns.get("officer")
    if officers is None or "partner" not in fields:
        return
    partners = columns.setdefault("partner", Column(Cells.same(None, count)))
    for position, heard in list(officers.heard.items()):
        people = heard.detail.split("、")
        if heard.fault == "IN218" and len(people) == 2 and partners.values[position] in (None, people[1]):
            officers.values[position], partners.values[position] = people
            officers.heard[position] = Reading(people[0], repair="IN316", detail=heard.detail)


def simplify(columns: Mapping[str, Column], headings: Sequence[Heading], vocabulary: Vocabulary) -> bool:
    """Under headings in traditional characters, put all words but those of customers into simplified ones.

    Whether it was so. Elsewhere such a character may be a person's own (昇), and stays.
    """
    if not any(simplified(heading.text) != heading.text for heading in headings):
        return False
    for name, column in columns.items():
        item = vocabulary.fields[name]
        if item.type in ("name", "text") and item.privacy not in MASKED:
            words = [simplified(word) if isinstance(word, str) else word for word in column.values.words]
            column.values = Cells(column.values.codes, words)
    return True
