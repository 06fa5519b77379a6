"""Finds rows that are there twice: the same row in two files, or one key with different rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.intake.findings import SHOWN, masked
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Table
from pipeline.vocabulary import TableSpec, Vocabulary


@dataclass(frozen=True)
class Copies:
    """Rows of one table that a later file has in common with an earlier one."""

    table: str
    later: str
    earlier: str
    count: int


def without_doubles(table: Table, spec: TableSpec, vocabulary: Vocabulary) -> tuple[Table, list[Copies], list[Problem]]:
    """The table with each row and each key once, the first of them kept; the copies; warnings for double keys."""
    table, copies = _without_copies(table, spec)
    table, twice = _without_copied_sheets(table, spec)
    table, doubles = _without_double_keys(table, spec, vocabulary)
    return table, copies, [*twice, *doubles]


def copy_problem(copies: Copies) -> Problem:
    """A warning that these rows count once."""
    return problem("IN403", Place(file=copies.later), copies.count, "warning", table=copies.table, first=copies.earlier)


def _without_copies(table: Table, spec: TableSpec) -> tuple[Table, list[Copies]]:
    """Rows that an earlier file has too, field for field: 日报(1).xlsx beside 日报.xlsx must not count twice.

    Equal rows within one file stay: a customer may well ask twice on a day.
    """
    files = pd.Series([source.file for source in table.sources], dtype="object")
    if len(set(files)) < 2 or table.frame.empty:
        return table, []
    alike = table.frame[table.frame.duplicated(list(spec.fields), keep=False)]
    if alike.empty:
        return table, []
    file = alike["_sheet"].map(files)
    group = alike.groupby(list(spec.fields), dropna=False, sort=False).ngroup()
    first = file.groupby(group).transform("first")
    spare = file != first
    counts = Counter(zip(file[spare], first[spare], strict=True))
    copies = [Copies(spec.term, later, earlier, count) for (later, earlier), count in counts.items()]
    return _drop(table, alike.index[spare]), copies


def _without_copied_sheets(table: Table, spec: TableSpec) -> tuple[Table, list[Problem]]:
    """Rows that an earlier sheet of the same file has too, where they are half of a sheet: 日志 (2) beside 日志."""
    if len({source.sheet for source in table.sources}) < 2 or table.frame.empty:
        return table, []
    alike = table.frame[table.frame.duplicated(list(spec.fields), keep=False)]
    if alike.empty:
        return table, []
    names = pd.Series([f"{source.file}\0{source.sheet}" for source in table.sources], dtype="object")
    sheet = alike["_sheet"].map(names)
    first = sheet.groupby(alike.groupby(list(spec.fields), dropna=False, sort=False).ngroup()).transform("first")
    rows = Counter(table.frame["_sheet"].map(names))
    pairs = Counter(zip(sheet, first, strict=True))
    copied = {
        (later, earlier)
        for (later, earlier), count in pairs.items()
        if _file(later) == _file(earlier) and later != earlier and count >= max(2, min(rows[later], rows[earlier]) / 2)
    }
    spare = alike.index[[pair in copied for pair in zip(sheet, first, strict=True)]]
    told = [
        problem("IN403", _place(later), pairs[later, earlier], "warning", table=spec.term, first=_place(earlier))
        for later, earlier in sorted(copied)
    ]
    return (_drop(table, spare) if copied else table), told


def _place(name: str) -> Place:
    file, _, sheet = name.partition("\0")
    return Place(file, sheet)


def _file(name: str) -> str:
    return name.partition("\0")[0]


def _without_double_keys(table: Table, spec: TableSpec, vocabulary: Vocabulary) -> tuple[Table, list[Problem]]:
    """The later rows of a key go; rows in which a part of the key is blank are never double."""
    frame, key = table.frame, [name for name in spec.key if name != "branch"]
    if not key or frame.empty:
        return table, []
    columns = list(spec.key)
    double = frame.duplicated(columns, keep="first") & frame[key].notna().all(axis=1)
    if not double.any():
        return table, []
    group = frame.groupby(columns, dropna=False, sort=False).ngroup()
    first = dict(zip(group[~double], frame.index[~double], strict=True))
    pairs = [(int(label), int(first[number])) for label, number in group[double].items()]  # type: ignore[call-overload]
    return _drop(table, frame.index[double]), list(_double_keys(table, spec, key, pairs, vocabulary))


def _double_keys(
    table: Table, spec: TableSpec, key: Sequence[str], pairs: Sequence[tuple[int, int]], vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A warning for each double row, the first thirty by themselves."""
    name = key[-1] if len(key) == 1 else ""
    terms = "、".join(vocabulary.fields[part].term for part in key)
    for label, first in pairs[:SHOWN]:
        shown = " ".join(_shown(table.frame.at[label, part], part, vocabulary) for part in key)
        place = table.place(label, name)
        yield problem("IN401", place, shown, "warning", table=spec.term, first=table.place(first, name), key=terms)
    if len(pairs) > SHOWN:
        place = table.place(pairs[SHOWN][0], name)
        yield problem("IN402", place, len(pairs) - SHOWN, "warning", of="IN401", term=terms)


def _shown(value: object, name: str, vocabulary: Vocabulary) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else masked(value, vocabulary.fields[name])


def _drop(table: Table, labels: pd.Index) -> Table:
    extras = table.extras
    if len(extras) == len(table.frame):
        extras = extras.drop(labels).reset_index(drop=True)
    return Table(table.name, table.frame.drop(labels).reset_index(drop=True), table.sources, extras)
