"""Joins the parts of each table from all files, without double rows, and keeps what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.intake.doubles import Copies, without_doubles
from pipeline.intake.sheets.parts import KEPT_OF_LEFT_OUT, Part
from pipeline.problems import Problem
from pipeline.tables import Table, empty_frame
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
    for name, spec in vocabulary.tables.items():
        own = [part for part in parts if part.table == name]
        table = _joined(spec, own, vocabulary)
        tables[name], spare, double = without_doubles(table, spec, vocabulary)
        copies += spare
        problems += double
    home = _home_branches(tables.get("roster"))
    for name, table in tables.items():
        tables[name] = _with_left_out(table, [part for part in parts if part.table == name], home)
    return Assembled(tables, problems, copies)


def _joined(spec: TableSpec, parts: Sequence[Part], vocabulary: Vocabulary) -> Table:
    filled = [(number, part.frame) for number, part in enumerate(parts) if len(part.frame)]
    empty = empty_frame(spec, vocabulary)
    sources = tuple(part.source for part in parts)
    if not filled:
        return Table(spec.name, empty, sources)
    columns = {
        name: _stacked([frame[name] for _, frame in filled], str(empty[name].dtype))
        for name in empty.columns
        if name != "_sheet"
    }
    columns["_sheet"] = pd.Series(np.repeat([n for n, _ in filled], [len(frame) for _, frame in filled]), dtype="int64")
    frame = pd.DataFrame({name: columns[name] for name in empty.columns}, copy=False)
    extras = [part.extras for part in parts if len(part.frame)]
    return Table(spec.name, frame, sources, _stacked_extras(extras))


def _stacked(columns: Sequence[pd.Series], dtype: str) -> pd.Series:
    joined: pd.Series = pd.concat(columns, ignore_index=True) if len(columns) > 1 else columns[0]
    return joined if str(joined.dtype) == dtype else joined.astype(dtype)  # type: ignore[call-overload]


def _stacked_extras(extras: Sequence[pd.DataFrame]) -> pd.DataFrame:
    made = pd.concat(extras, ignore_index=True) if len(extras) > 1 else extras[0]
    return made.astype("object").where(made.notna(), None)


def _home_branches(roster: Table | None) -> dict[str, str]:
    """Officer → branch, for names that only one branch has."""
    if roster is None or roster.frame.empty:
        return {}
    pairs = roster.frame[["officer", "branch"]].drop_duplicates().drop_duplicates("officer", keep=False)
    return dict(zip(pairs["officer"], pairs["branch"], strict=True))


def _with_left_out(table: Table, parts: Sequence[Part], home: Mapping[str, str]) -> Table:
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
    return Table(table.name, table.frame, table.sources, table.extras, left_out)
