"""A frame → its rows as plain dicts, made only for the positions or keys that are asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

_WHOLE = 1e15  # floats below this hold whole numbers exactly, so 12.0 prints and is stored as 12
_REMEMBERED = 4096  # masked texts of a column: names of people and products come again soon, phones do not
Key = tuple[str, ...]
Facts = dict[str, Any]
Mask = Callable[[str], Any]
Positions = np.ndarray[Any, Any]
Plain = Callable[[list[Any]], list[Any]]


class Rows:
    """A frame's rows. They stay columns, as pandas holds them, until somebody asks for some of them."""

    def __init__(self, frame: pd.DataFrame, masks: Mapping[str, Mask]) -> None:
        self.names = [str(name) for name in frame.columns]
        self._readers = [_reader(frame.iloc[:, at], masks.get(name)) for at, name in enumerate(self.names)]

    def at(self, positions: Positions) -> list[Facts]:
        """The rows at these positions as dicts of str, int, float, bool, date and None only, in their order."""
        columns = [read(positions) for read in self._readers]
        return [dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=True)]


class KeyedRows:
    """The rows of a figure at one level, found by key: the frame is looked through once, whatever is asked."""

    def __init__(self, frame: pd.DataFrame, masks: Mapping[str, Mask]) -> None:
        self._rows = Rows(frame, masks)
        self._where = positions_by_key(frame.index)

    def of(self, key: Key) -> list[Facts]:
        """The rows of this key, in the frame's order; none where it has none."""
        found = self._where.get(key)
        return [] if found is None else self._rows.at(found)


def positions_by_key(index: pd.Index[Any]) -> dict[Key, Positions]:
    """Key → the positions of its rows, in their order."""
    groups_of = pd.Series(0, index).groupby(level=[*range(index.nlevels)], sort=False).ngroup()
    numbers = groups_of.fillna(-1).to_numpy("int64")  # a row with a blank in its key is nobody's
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(numbers.max(initial=-1) + 2))
    groups = [order[start:stop] for start, stop in pairwise(bounds.tolist())]
    keys = index.take([group[0] for group in groups])
    return {key_of(key): group for key, group in zip(keys, groups, strict=True)}


def key_of(label: Any) -> Key:
    """A label of an index as the key of a document."""
    return tuple(map(str, label)) if isinstance(label, tuple) else (str(label),)


def plain_rows(frame: pd.DataFrame, masks: Mapping[str, Mask]) -> list[Facts]:
    """All rows of a frame, as ``Rows.at`` gives them."""
    return Rows(frame, masks).at(np.arange(len(frame)))


def _reader(column: pd.Series[Any], mask: Mask | None) -> Callable[[Positions], list[Any]]:
    """Gives a column's plain values at positions."""
    values, plain = _plainer(column)
    if mask is None:
        return lambda at: plain(values.take(at).tolist())
    masked = lru_cache(_REMEMBERED)(mask)
    return lambda at: [masked(v) if type(v) is str else v for v in plain(values.take(at).tolist())]


def _plainer(column: pd.Series[Any]) -> tuple[Positions, Plain]:
    """A column as an array that is quick to take from, and what makes the values taken plain."""
    if pd.api.types.is_extension_array_dtype(column.dtype):
        return column.to_numpy(dtype=object), _plain_values
    values = column.to_numpy()
    kind = values.dtype.kind
    if kind == "M":
        return values.astype("datetime64[D]"), list
    return values, list if kind in "iub" else _plain_floats if kind == "f" else _plain_values


def _plain_floats(values: Iterable[float]) -> list[Any]:
    whole = _WHOLE  # v - v is 0 but for NaN and the infinities
    return [None if v - v != 0 else int(v) if v.is_integer() and -whole < v < whole else v for v in values]


def _plain_values(values: Sequence[Any]) -> list[Any]:
    return [v if v is None or type(v) is str else _plain(v) for v in values]


def _plain(value: Any) -> Any:
    """One value without pandas or numpy in it."""
    if value is None or type(value) in (str, int, bool, date):
        return value
    if isinstance(value, float):
        number = float(value)
        return (
            None
            if not math.isfinite(number)
            else int(number)
            if number.is_integer() and abs(number) < _WHOLE
            else number
        )
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() else value.to_pydatetime()
    return _plain(value.item()) if hasattr(value, "item") else value
