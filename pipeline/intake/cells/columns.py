"""Turns one column of cells into one column of values, each distinct cell read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pipeline.intake.cells.coded import Cells
from pipeline.intake.cells.dates import When, date_reader, period_reader, read_time
from pipeline.intake.cells.numbers import AS_SHOWN, MONEY_TYPES, RATE_TYPES, number_reader
from pipeline.intake.cells.readings import BLANK, Bad, Reading, bad_text
from pipeline.intake.cells.words import choice_reader, code_reader, name_reader, read_bool, read_text
from pipeline.intake.workbooks.number_formats import YUAN_SIGN
from pipeline.tables import Values, dtype
from pipeline.vocabulary import Field

Reader = Callable[[object], Reading]
WITH_FORMATS = MONEY_TYPES | RATE_TYPES | {"quote"}

_PICTURES = ("=DISPIMG(", "=_xlfn.DISPIMG(")  # a picture in a cell, as WPS stores it

_LOOKED_AT = "#="  # how errors and pictures begin


@dataclass
class Column:
    """One field of a block: the values in order, and the readings that somebody must hear of by position."""

    values: Cells
    heard: dict[int, Reading] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether there is any value."""
        return any(value is not None for value in self.values)


def reader(item: Field, unit: str, when: When) -> Reader:
    """The reader for a field's cells, whose column is headed in ``unit``."""
    if dtype(item.type) == "float64":
        return number_reader(item.type, unit, item.unit)
    if item.type == "date":
        return date_reader(when, item.name)
    if item.type == "name":
        return name_reader(item)
    if item.type in ("code", "phone"):
        return code_reader(item.type == "phone")
    if item.type == "choice":
        return choice_reader(item)
    if item.type == "period":
        return period_reader(when)
    return {"bool": read_bool, "time": read_time}.get(item.type, read_text)


def read_column(cells: Sequence[Any], read: Reader) -> Column:
    """The cells' values; error cells and unreadable ones become None and are heard of."""
    numbers, words = (cells if isinstance(cells, Cells) else Cells.of(cells)).distinct()
    values: list[Any] = []
    noisy: dict[int, Reading] = {}
    for number, word in enumerate(words):
        if read is read_text and _stands(word):
            values.append(word)
            continue
        found = BLANK if word == "" else _read(word, read)
        values.append(found.value)
        if found.fault or found.repair:
            noisy[number] = found
    heard = {i: noisy[number] for i, number in enumerate(numbers.tolist()) if number in noisy} if noisy else {}
    return Column(Cells(numbers.astype("int32"), values), heard)


def _stands(cell: Any) -> bool:
    """Whether a text is read as it stands: two characters and more without anything that wants a look."""
    return (
        type(cell) is str
        and len(cell) > 1
        and cell[0] not in _LOOKED_AT
        and not cell[0].isspace()
        and not cell[-1].isspace()
    )


def _column(readings: Sequence[Reading]) -> Column:
    heard = {i: found for i, found in enumerate(readings) if found.fault or found.repair}
    return Column(Cells.of(found.value for found in readings), heard)


def _read(cell: object, read: Reader) -> Reading:
    if isinstance(cell, str):
        if cell.startswith(_PICTURES):
            return BLANK
        bad = bad_text(cell.strip()) if "#" in cell else None
    else:
        bad = cell if isinstance(cell, Bad) else None
    if cell is None:
        return BLANK
    return Reading(fault=bad.code, detail=bad.text) if bad else read(cell)


def shown_as(item: Field, cells: Sequence[Any], units: Sequence[str], unit: str, when: When) -> Column:
    """The cells' values where some have a number format with a unit of its own (``units``, '' for the others)."""
    plain = reader(item, unit, when)
    own = {shown: _format_reader(item, shown, unit, when) for shown in set(units) if shown}
    readings = []
    for cell, shown in zip(cells, units, strict=True):
        number = isinstance(cell, float | int) and not isinstance(cell, bool)
        readings.append(BLANK if cell == "" else _read(cell, own[shown] if shown and number else plain))
    return _column(readings)


def _format_reader(item: Field, shown: str, unit: str, when: When) -> Reader:
    if item.type == "quote":
        return (lambda cell: Reading(f"{float(str(cell)) * 100:.10g}%")) if shown == "%" else read_text
    if item.type in RATE_TYPES:
        return number_reader(item.type, AS_SHOWN if shown == "%" else unit)
    if shown == YUAN_SIGN:
        return number_reader(item.type, unit or "元", item.unit)
    return number_reader(item.type, shown if shown != "%" else unit, item.unit)


def typed(values: Sequence[Any], kind: str) -> Values:
    """The values of a vocabulary type as an array, None as its blank: see ``tables.blanks``."""
    if isinstance(values, Cells):
        return typed(values.words, kind)[values.codes]
    wanted = dtype(kind)
    if wanted == "float64":
        return np.array(values, dtype="float64")
    if wanted == "datetime64[ns]":
        return np.array(values, dtype="datetime64[D]").astype("datetime64[ns]")
    if wanted == "boolean":
        return np.array([-1 if value is None else int(value) for value in values], dtype="int8")
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def only(column: Column, keep: Sequence[int]) -> Cells:
    """The values at these positions."""
    if len(keep) == len(column.values):
        return column.values
    return column.values[np.array(keep, dtype="int64")]


def units_of(rows: Sequence[int], shown: Mapping[int, str]) -> list[str]:
    """For each sheet row the unit of its number format, '' where there is none."""
    return [shown.get(row, "") for row in rows]
