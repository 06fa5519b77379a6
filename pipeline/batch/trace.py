"""A figure and a key → the very cells it came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline import measures, vocabulary
from pipeline.batch.only import check_only, matches, rosters
from pipeline.batch.prepare import Request, asked_period, make_context, newest_period, read
from pipeline.calendar import Period
from pipeline.facts import FactSource, plain_rows
from pipeline.measures import REGISTRY
from pipeline.measures.figure import LEVELS, By, Figure, Frames
from pipeline.problems import Stop, problem
from pipeline.tables import Table
from pipeline.workspace import Workspace


@dataclass(frozen=True)
class Traced:
    """One source row: the table's Chinese name, where it lies, and its values, masked."""

    table: str
    place: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """A figure's values for the keys that were asked for, and the rows behind them."""

    figure: Figure
    period: Period
    values: list[dict[str, Any]]
    rows: list[Traced]
    terms: Mapping[str, str]
    tables: Mapping[str, str]


def find_figure(word: str) -> Figure | None:
    """The figure of that code name or term, else the first that has a field of that name or term."""
    for figure in REGISTRY.values():
        if word in (figure.name, figure.term):
            return figure
    name = vocabulary.shipped().field_terms.get(word, word)
    return next((figure for figure in REGISTRY.values() if name in figure.fields), None)


def trace(space: Workspace, word: str, request: Request) -> Trace:
    """The figure called ``word`` and its source rows for the request's period and ``only``.

    Raises Stop where there is no such figure, no data, or nothing of that name in the data.
    """
    figure = find_figure(word)
    if figure is None:
        raise Stop(problem("ST013", found=word, near="、".join(near_figures(word))))
    asked = asked_period(request)
    reading = read(space, asked)
    tables = reading.intake.tables
    period = asked or newest_period(tables, "week", space, request.today)[0]
    context = make_context(space, reading, period, today=request.today)
    computed = measures.compute([figure.name, *rosters([], request.only)], tables, context)
    check_only(request.only, computed)
    frames = computed[figure.name]
    source = FactSource({}, {}, tables, context)
    level = _level(request.only, frames)
    only = {name: wanted for name, wanted in request.only.items() if name in LEVELS[level]}  # a bank's figure is one
    indexed = frames[level]
    frame = _only(indexed.reset_index([n for n in indexed.index.names if n not in indexed.columns]), only)
    rows = [
        row
        for name, found in figure.rows(tables, context).items()
        for row in _traced(tables[name], _only(found, only), source)
    ]
    terms = {name: known.term for name, known in context.vocabulary.fields.items()}
    named = {name: spec.term for name, spec in context.vocabulary.tables.items()}
    return Trace(figure, period, plain_rows(frame, source.masks(frame)), rows, terms, named)


def near_figures(word: str) -> list[str]:
    """Terms of figures that look like this word."""
    terms = [f.term for f in REGISTRY.values()]
    return difflib.get_close_matches(word, terms + list(REGISTRY), 3) or terms[:3]


def _level(only: Mapping[str, str], frames: Frames) -> By:
    """The widest level of the figure whose key has all that the person named, else the one that has most of it."""
    named = [level for level in frames if only and set(only) <= set(LEVELS[level])]
    most = max(frames, key=lambda level: len(set(only) & set(LEVELS[level])))
    return min(named, key=lambda level: len(LEVELS[level]), default=most)


def _only(frame: pd.DataFrame, only: Mapping[str, str]) -> pd.DataFrame:
    for name, wanted in only.items():
        if name in frame.columns:
            frame = frame[[isinstance(v, str) and matches(wanted, v, name) for v in frame[name]]]
    return frame


def _traced(table: Table, frame: pd.DataFrame, source: FactSource) -> Iterator[Traced]:
    """The rows with their cells; what stands in for a roster that nobody keeps has none."""
    frame = frame[frame.index.isin(table.frame.index)]
    spec = source.context.vocabulary.tables[table.name]
    shown = frame[[c for c in spec.fields if c in frame.columns]]
    plain = plain_rows(shown, source.masks(shown))
    for index, row in zip(frame.index, plain, strict=True):
        yield Traced(spec.term, str(table.place(index)), {k: v for k, v in row.items() if v is not None})
