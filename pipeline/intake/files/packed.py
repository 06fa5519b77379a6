"""Turns what was read of a file into bytes and back: numbers as arrays, words as numbers of a list, the rest as JSON.

Nothing in it is ever executed (no pickle), and a checksum tells whether it is what was written.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from pipeline.intake.files.reading import Reading, SheetReport
from pipeline.intake.files.sources import Found
from pipeline.intake.sheets.parts import Part
from pipeline.problems import Place, Problem
from pipeline.tables import Source

_CHECKSUM = 32
Arrays = dict[str, np.ndarray[Any, Any]]


def packed(file: Reading) -> bytes:
    """What was read of a file; raises TypeError or ValueError where a cell is something that cannot be kept."""
    arrays: Arrays = {}
    parts = [_packed_part(part, f"{i}", arrays) for i, part in enumerate(file.parts)]
    meta = {
        "named": file.named,
        "branches": sorted(file.branches or ()),
        "dated": file.dated,
        "problems": [_packed_problem(found) for found in file.problems],
        "sheets": [asdict(sheet) for sheet in file.sheets],
        "parts": parts,
    }
    arrays["meta"] = np.frombuffer(json.dumps(meta, ensure_ascii=False, allow_nan=False).encode(), dtype="uint8")
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    data = out.getvalue()
    return hashlib.sha256(data).digest() + data


def unpacked(data: bytes, source: Found) -> Reading | None:
    """What was read of the file, or None where the bytes are not what was written."""
    if hashlib.sha256(memoryview(data)[_CHECKSUM:]).digest() != data[:_CHECKSUM]:
        return None
    arrays = np.load(io.BytesIO(memoryview(data)[_CHECKSUM:]), allow_pickle=False)
    meta = json.loads(bytes(arrays["meta"]))
    return Reading(
        source,
        problems=[_unpacked_problem(found) for found in meta["problems"]],
        sheets=[SheetReport(**sheet) for sheet in meta["sheets"]],
        parts=[_unpacked_part(part, f"{i}", arrays) for i, part in enumerate(meta["parts"])],
        named=meta["named"],
        branches=frozenset(meta["branches"]),
        dated=meta["dated"],
    )


def _packed_problem(found: Problem) -> list[Any]:
    return [found.code, asdict(found.place), found.found, [list(pair) for pair in found.params], found.level]


def _unpacked_problem(found: list[Any]) -> Problem:
    code, place, text, params, level = found
    return Problem(code, Place(**place), text, tuple((name, value) for name, value in params), level)


def _packed_part(part: Part, key: str, arrays: Arrays) -> dict[str, Any]:
    return {
        "table": part.table,
        "source": asdict(part.source),
        "rows": len(part.frame),
        "frame": _packed_frame(part.frame, f"{key}.f", arrays),
        "extras": _packed_frame(part.extras, f"{key}.e", arrays),
        "left_out": part.left_out,
    }


def _unpacked_part(part: dict[str, Any], key: str, arrays: Mapping[str, Any]) -> Part:
    frame = _unpacked_frame(part["frame"], f"{key}.f", arrays, part["rows"])
    extras = _unpacked_frame(part["extras"], f"{key}.e", arrays, part["rows"])
    return Part(part["table"], Source(**part["source"]), frame, extras, part["left_out"])


def _packed_frame(frame: pd.DataFrame, key: str, arrays: Arrays) -> list[dict[str, Any]]:
    """The columns' names, types and words; their numbers go to ``arrays``, those of a blank column nowhere."""
    columns = []
    for i, name in enumerate(frame.columns):
        series = frame[name]
        column: dict[str, Any] = {"name": name, "type": str(series.dtype)}
        if series.isna().all():
            column["blank"] = True
        elif series.dtype == object:
            codes, words = pd.factorize(series.to_numpy(), use_na_sentinel=True)
            if not all(type(word) is str for word in words):
                raise TypeError(name)
            arrays[f"{key}{i}"], column["words"] = codes.astype("int32"), list(words)
        elif column["type"] == "boolean":
            arrays[f"{key}{i}"] = series.astype("Int8").fillna(-1).to_numpy(dtype="int8")
        else:
            arrays[f"{key}{i}"] = series.to_numpy().view("int64") if series.dtype.kind == "M" else series.to_numpy()
        columns.append(column)
    return columns


def _unpacked_frame(columns: list[dict[str, Any]], key: str, arrays: Mapping[str, Any], rows: int) -> pd.DataFrame:
    made = {
        column["name"]: _blank(column["type"], rows) if "blank" in column else _filled(column, arrays[f"{key}{i}"])
        for i, column in enumerate(columns)
    }
    return pd.DataFrame(made, index=pd.RangeIndex(rows))


def _blank(kind: str, rows: int) -> Any:
    if kind == "boolean":
        return pd.array([None] * rows, dtype="boolean")
    if kind == "object":
        return pd.Series([None] * rows, dtype="object")
    return np.full(rows, np.nan if kind == "float64" else np.datetime64("NaT"), dtype=kind)


def _filled(column: dict[str, Any], numbers: np.ndarray[Any, Any]) -> Any:
    if "words" in column:
        words = np.empty(len(column["words"]) + 1, dtype=object)  # the last one, at -1, is the blank
        words[:-1] = column["words"]
        return pd.Series(words[numbers], dtype="object")  # without it pandas would make strings of its own of them
    if column["type"] == "boolean":
        return pd.array([None if n < 0 else bool(n) for n in numbers], dtype="boolean")
    return numbers.view(column["type"]) if column["type"].startswith("datetime64") else numbers
