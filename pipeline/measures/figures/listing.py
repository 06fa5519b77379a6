"""Rows → the frame of a figure of shape many: numbered within each key, in the declared columns and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from pipeline.measures.figure import LEVELS, REGISTRY, By


def listed(frame: pd.DataFrame, level: By, compute: Callable[..., Any] | str) -> pd.DataFrame:
    """The rows with the columns of the figure that ``compute`` makes, grouped by key, numbered from 1 in each.

    ``frame`` has the level's keys as its index or as columns. Missing text is None.
    """
    name = compute if isinstance(compute, str) else compute.__name__
    keys = list(LEVELS[level])
    if list(frame.index.names) != keys:
        frame = frame.set_index(keys, drop=False)  # a figure may show the fields of its own key
    fields = REGISTRY[name].fields
    if "number" in fields:
        frame = frame.assign(number=frame.groupby(level=keys, sort=False).cumcount() + 1)
    frame = frame[list(fields)]
    texts = [c for c in frame.columns if frame[c].dtype == "object" or isinstance(frame[c].dtype, pd.StringDtype)]
    return frame.assign(**{name: _with_none(frame[name]) for name in texts})


def _with_none(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column itself where its blanks are None already, as those of tables are: it is not copied for nothing."""
    values = column.to_numpy(dtype="object")
    blank = pd.isna(values)
    if all(value is None for value in values[blank]):
        return pd.Series(values, column.index, dtype="object", copy=False)
    values = values.copy()
    values[blank] = None
    return pd.Series(values, column.index, dtype="object")


def names_of(people: pd.DataFrame, index: pd.Index[Any]) -> pd.Series[Any]:
    """The officers of each key of an index in one text, joined by 、; empty where there are none."""
    texts = people.groupby(list(index.names), sort=False)["officer"].agg("、".join).reindex(index).astype("object")
    return texts.where(texts.notna(), "")
