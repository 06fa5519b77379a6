"""The tables that intake makes and measures read: typed frames that know where every cell came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipeline.problems import Place
from pipeline.vocabulary import TableSpec, Vocabulary

# The pandas type of each vocabulary type. Numbers are float64 so that an empty cell is NaN and sums are
# plain; text is object with None for an empty cell.
Values = np.ndarray[Any, Any]  # of one column, before it is a frame's: see ``blanks``
DTYPES: Mapping[str, str] = {
    **dict.fromkeys(("count", "number", "rate", "rate2", "wan", "money", "days", "score", "pp", "pp2"), "float64"),
    "date": "datetime64[ns]",
    "bool": "boolean",
}


def dtype(kind: str) -> str:
    """The pandas dtype that a column of this vocabulary type has: float64, datetime64[ns], boolean or object."""
    return DTYPES.get(kind, "object")


@dataclass(frozen=True)
class Source:
    """One sheet that rows came from: its file and sheet names and the column (from 1) of each field.

    ``rows`` are the rows of the fields of a form, where each value stands in a row of its own, and those of the fields
    of a table that lies on its side (``turned``): there ``_row`` is the column of a record.
    """

    file: str
    sheet: str
    columns: Mapping[str, int]
    rows: Mapping[str, int] = field(default_factory=dict)
    turned: bool = False


@dataclass(frozen=True)
class Table:
    """One table of the trade.

    ``frame`` has one column per field under its code name, all present and typed even when the table is
    empty, plus the integers ``_sheet`` (an index into ``sources``) and ``_row`` (the sheet's row, from 1).
    Columns that a branch added beside the known ones are kept as text in ``extras`` (same index).
    """

    name: str
    frame: pd.DataFrame
    sources: tuple[Source, ...] = ()
    extras: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"branch": []}, dtype="object"))

    def place(self, index: object, name: str = "") -> Place:
        """Where the value of field ``name`` (or the whole row) at this index label came from."""
        row = self.frame.loc[index, ["_sheet", "_row"]]  # type: ignore[index]
        return self._place(int(row["_sheet"]), int(row["_row"]), name)

    def places(self, name: str = "") -> Iterator[Place]:
        """The place of each row, in order."""
        for sheet, row in zip(self.frame["_sheet"], self.frame["_row"], strict=True):
            yield self._place(int(sheet), int(row), name)

    def _place(self, sheet: int, row: int, name: str) -> Place:
        if not 0 <= sheet < len(self.sources):
            return Place(row=row)
        source = self.sources[sheet]
        if source.turned:
            return Place(source.file, source.sheet, source.rows.get(name, min(source.rows.values(), default=0)), row)
        return Place(source.file, source.sheet, source.rows.get(name, row), source.columns.get(name, 0))

    def __len__(self) -> int:
        return len(self.frame)


Tables = Mapping[str, Table]


def empty_frame(spec: TableSpec, vocabulary: Vocabulary) -> pd.DataFrame:
    """A frame without rows that has every column of the table, typed, and _sheet and _row."""
    nothing = np.empty(0, dtype="int64")
    return frame_of(spec, vocabulary, {}, nothing, nothing)


def frame_of(
    spec: TableSpec, vocabulary: Vocabulary, columns: Mapping[str, Values], sheets: Values, rows: Values
) -> pd.DataFrame:
    """The frame of a table from the values of its fields, those that are missing blank, and _sheet and _row.

    The arrays become the frame's own: there are fifty tables, and each copy of a column takes its time.
    """
    index = pd.RangeIndex(len(rows))
    made: dict[str, Any] = {}
    for name in spec.fields:
        kind = dtype(vocabulary.fields[name].type)
        made[name] = _column(columns[name] if name in columns else blanks(kind, len(rows)), kind, index)
    return pd.DataFrame({**made, "_sheet": sheets, "_row": rows}, index, copy=False)


def texts_of(columns: Mapping[str, Values], index: pd.RangeIndex) -> pd.DataFrame:
    """A frame of texts, None where they are blank."""
    return pd.DataFrame({name: _column(values, "object", index) for name, values in columns.items()}, index, copy=False)


def _column(values: Values, kind: str, index: pd.RangeIndex) -> Any:
    if kind == "object":  # else pandas would make strings of its own of them
        return pd.Series(values, index, dtype="object", copy=False)
    return pd.arrays.BooleanArray(values == 1, values < 0) if kind == "boolean" else values


def blanks(kind: str, count: int) -> Values:
    """That many blanks of a dtype: NaN, NaT, None, and -1 for a boolean, whose values are 0 and 1."""
    if kind == "boolean":
        return np.full(count, -1, dtype="int8")
    if kind == "object":
        return np.empty(count, dtype=object)
    return np.full(count, np.nan if kind == "float64" else np.datetime64("NaT"), dtype=kind)


def empty_tables(vocabulary: Vocabulary) -> dict[str, Table]:
    """Every table of the vocabulary, without rows."""
    return {name: Table(name, empty_frame(spec, vocabulary)) for name, spec in vocabulary.tables.items()}


def table_from_rows(
    name: str, rows: list[dict[str, object]], vocabulary: Vocabulary, source: Source | None = None
) -> Table:
    """A table from plain rows (for tests and for callers that already have clean values)."""
    spec = vocabulary.tables[name]
    frame = pd.DataFrame({f: [row.get(f) for row in rows] for f in spec.fields}, dtype="object")
    for column in spec.fields:
        frame[column] = frame[column].astype(dtype(vocabulary.fields[column].type))  # type: ignore[call-overload]
    frame["_sheet"] = 0
    frame["_row"] = range(2, len(rows) + 2)
    columns = {f: i + 1 for i, f in enumerate(spec.fields)}
    return Table(name, frame, (source or Source(f"{spec.term}.xlsx", spec.term, columns),))
