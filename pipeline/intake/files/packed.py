"""Turns what was read of a file into bytes and back: a head in JSON, and the numbers behind it as they lie in memory.

Nothing in it is ever executed (no pickle), and a checksum tells whether it is what was written.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from pipeline.intake.files.reading import Reading, SheetReport
from pipeline.intake.files.sources import Found
from pipeline.intake.sheets.parts import Part
from pipeline.problems import Place, Problem
from pipeline.tables import Source, Values

_CHECKSUM, _LENGTH = 32, 8
_STEP = 8  # each array begins at a multiple of it, as numpy likes it
_KINDS = {"f": "<f8", "M": "<M8[ns]", "i": "<i8", "b": "<i1"}


def packed(file: Reading) -> bytes:
    """What was read of a file; raises TypeError or ValueError where a cell is something that cannot be kept."""
    arrays = _Arrays()
    head = {
        "named": file.named,
        "branches": sorted(file.branches or ()),
        "dated": file.dated,
        "problems": [_packed_problem(found) for found in file.problems],
        "sheets": [list(asdict(sheet).values()) for sheet in file.sheets],
        "parts": [_packed_part(part, arrays) for part in file.parts],
    }
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    text += b" " * (-(_CHECKSUM + _LENGTH + len(text)) % _STEP)
    data = b"".join((len(text).to_bytes(_LENGTH, "little"), text, *arrays.pieces))
    return hashlib.sha256(data).digest() + data


def unpacked(data: bytes, source: Found) -> Reading | None:
    """What was read of the file, or None where the bytes are not what was written."""
    if hashlib.sha256(memoryview(data)[_CHECKSUM:]).digest() != data[:_CHECKSUM]:
        return None
    start = _CHECKSUM + _LENGTH
    end = start + int.from_bytes(data[_CHECKSUM:start], "little")
    head, arrays = json.loads(data[start:end]), memoryview(data)[end:]
    return Reading(
        source,
        problems=[_unpacked_problem(*found) for found in head["problems"]],
        sheets=[SheetReport(*sheet) for sheet in head["sheets"]],
        parts=[_unpacked_part(part, arrays) for part in head["parts"]],
        named=head["named"],
        branches=frozenset(head["branches"]),
        dated=head["dated"],
    )


def _packed_problem(found: Problem) -> list[Any]:
    return [found.code, list(asdict(found.place).values()), found.found, [list(p) for p in found.params], found.level]


def _unpacked_problem(code: str, place: list[Any], found: str, params: list[list[str]], level: Any) -> Problem:
    return Problem(code, Place(*place), found, tuple((name, value) for name, value in params), level)


def _packed_part(part: Part, arrays: _Arrays) -> list[Any]:
    columns, extras = (
        {name: _packed_column(values, arrays) for name, values in made.items()} for made in (part.columns, part.extras)
    )
    source = list(asdict(part.source).values())
    return [part.table, source, arrays.put(part.rows), columns, extras, part.left_out]


def _unpacked_part(part: list[Any], arrays: memoryview) -> Part:
    table, source, rows, columns, extras, left_out = part
    made, more = (
        {name: _unpacked_column(column, arrays) for name, column in named.items()} for named in (columns, extras)
    )
    return Part(table, Source(*source), _array(rows, arrays), made, more, left_out)


class _Arrays:
    """The arrays of a file on their way into its bytes."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.length = 0

    def put(self, values: Values) -> list[Any]:
        """Keep an array; where it lies: its type, its first byte, the number of its values."""
        kind = "b" if values.dtype == "int8" else values.dtype.kind
        raw = values.astype(_KINDS[kind]).tobytes()
        at = [kind, self.length, len(values)]
        self.pieces += (raw, bytes(-len(raw) % _STEP))
        self.length += len(raw) + -len(raw) % _STEP
        return at


def _array(at: list[Any], arrays: memoryview) -> Values:
    kind, first, count = at
    found: Values = np.frombuffer(arrays, _KINDS[kind], count, first).copy()
    return found


def _packed_column(values: Values, arrays: _Arrays) -> Any:
    """Where an array lies; texts as they are, or, where they repeat, once each with the numbers of the rows' own."""
    if values.dtype != object:
        return arrays.put(values)
    numbers, words = pd.factorize(values, use_na_sentinel=True)
    if not all(type(word) is str for word in words):
        raise TypeError("a cell that is no text")
    if 2 * len(words) > len(values):
        return {"texts": list(values)}
    return {"words": list(words), "rows": arrays.put(numbers.astype("int64"))}


def _unpacked_column(column: Any, arrays: memoryview) -> Values:
    if isinstance(column, list):
        return _array(column, arrays)
    if "texts" in column:
        texts: Values = np.empty(len(column["texts"]), dtype=object)
        texts[:] = column["texts"]
        return texts
    words = np.empty(len(column["words"]) + 1, dtype=object)  # the last one, at -1, is the blank
    words[:-1] = column["words"]
    found: Values = words[_array(column["rows"], arrays)]
    return found
