"""Joins the parts of each table from all files, without double rows, and keeps what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.intake.doubles import Copies, without_doubles
from pipeline.intake.sheets.parts import KEPT_OF_LEFT_OUT, Part
from pipeline.problems import Problem
from pipeline.tables import Table, Values, blanks, dtype, empty_frame, frame_of, texts_of
from pipeline.vocabulary import TableSpec, Vocabulary

LEFT_OUT = (*KEPT_OF_LEFT_OUT, "code", "file", "sheet", "_row")


@dataclass(frozen=True)
class Assembled:
    """The tables by name; what is to be said of double keys; the rows that two files have in common."""

    tables: dict[str, Table]
    problems: list[Problem]
    copies: list[Copies]


def assemble(parts: Sequence[Part], vocabulary: Vocabulary) -> Assembled:
    """Every table of the vocabulary, with the rows of all parts in their order, each row that two files have once."""
    problems: list[Problem] = []
    copies: list[Copies] = []
    tables: dict[str, Table] = {}
    own: dict[str, list[Part]] = {}
    for part in parts:
        own.setdefault(part.table, []).append(part)
    for name, spec in vocabulary.tables.items():
        table = _joined(spec, own.get(name, ()), vocabulary)
        tables[name], spare, double = without_doubles(table, spec, vocabulary)
        copies += spare
        problems += double
    home = _home_branches(tables.get("roster"))
    nothing = _left_out((), {})
    for name, table in tables.items():
        gone = _left_out(own[name], home) if any(part.left_out for part in own.get(name, ())) else nothing
        tables[name] = replace(table, left_out=gone.copy(deep=False))
    return Assembled(tables, problems, copies)


def _joined(spec: TableSpec, parts: Sequence[Part], vocabulary: Vocabulary) -> Table:
    sources = tuple(part.source for part in parts)
    filled = [(number, part) for number, part in enumerate(parts) if len(part)]
    if not filled:
        return Table(spec.name, empty_frame(spec, vocabulary), sources)
    counts = [len(part) for _, part in filled]
    sheets = np.repeat(np.array([number for number, _ in filled], dtype="int64"), counts)
    present = {name for _, part in filled for name in part.columns}
    columns = {
        name: _stacked([part.columns.get(name) for _, part in filled], counts, dtype(vocabulary.fields[name].type))
        for name in spec.fields
        if name in present
    }
    frame = frame_of(spec, vocabulary, columns, sheets, _stacked([part.rows for _, part in filled], counts, "int64"))
    names = dict.fromkeys(name for _, part in filled for name in part.extras)
    extras = {name: _stacked([part.extras.get(name) for _, part in filled], counts, "object") for name in names}
    return Table(spec.name, frame, sources, texts_of(extras, pd.RangeIndex(len(frame))))


def _stacked(columns: Sequence[Values | None], counts: Sequence[int], kind: str) -> Values:
    """A column's values in all parts, one under the other; a part without it has that many blanks."""
    found = [blanks(kind, count) if own is None else own for own, count in zip(columns, counts, strict=True)]
    return np.concatenate(found) if len(found) > 1 else found[0]


def _home_branches(roster: Table | None) -> dict[str, str]:
    """Officer → branch, for names that only one branch has."""
    if roster is None or roster.frame.empty:
        return {}
    pairs = roster.frame[["officer", "branch"]].drop_duplicates().drop_duplicates("officer", keep=False)
    return dict(zip(pairs["officer"], pairs["branch"], strict=True))


def _left_out(parts: Sequence[Part], home: Mapping[str, str]) -> pd.DataFrame:
    """The rows of the parts that an error left out, each with the branch of its officer where it has none."""
    rows = [
        {
            **row,
            "branch": row["branch"] or home.get(row["officer"] or ""),
            "file": p.source.file,
            "sheet": p.source.sheet,
        }
        for p in parts
        for row in p.left_out
    ]
    left_out = pd.DataFrame(rows, columns=list(LEFT_OUT), dtype="object")
    left_out["_row"] = left_out["_row"].astype("int64")
    return left_out
