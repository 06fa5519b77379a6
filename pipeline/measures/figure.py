"""What a figure is: a name, the tables it needs, the levels it is made for, and a pure function over the bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import pandas as pd

from pipeline.calendar import Calendar, Period, Unit, period_of
from pipeline.tables import Tables
from pipeline.vocabulary import Vocabulary, shipped

By = str  # the name of a level of the vocabulary
Shape = Literal["one", "many"]
Frames = Mapping[By, pd.DataFrame]
P = ParamSpec("P")
T = TypeVar("T")

# The index of a figure's frame at each level. Officers of two branches may share a name.
LEVELS: Mapping[By, tuple[str, ...]] = {name: level.keys for name, level in shipped().levels.items()}


@dataclass(frozen=True)
class Span:
    """The days of a period that a figure counts: from the period's first day to the last day that has gone by."""

    period: Period
    first: date
    last: date

    @property
    def start(self) -> pd.Timestamp:
        """The first day, as pandas knows it."""
        return pd.Timestamp(self.first)

    @property
    def end(self) -> pd.Timestamp:
        """The last day, as pandas knows it."""
        return pd.Timestamp(self.last)

    def holds(self, days: pd.Series[Any]) -> pd.Series[bool]:
        """Which of these days lie in the span; a blank day does not."""
        return (days >= self.start) & (days <= self.end)


@dataclass(frozen=True)
class Context:
    """What a figure may depend on beside the tables; ``memo`` keeps intermediate frames within one run."""

    period: Period
    settings: Mapping[str, Any]
    calendar: Calendar
    vocabulary: Vocabulary
    as_of: date
    bank: str = ""
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    @property
    def last_period(self) -> Period:
        """The period before this one, of the same unit."""
        return self.period.previous()

    @cached_property
    def through(self) -> date:
        """The last day whose data count: ``as_of``, and the rest days of the period that follow it."""
        end = self.period.last
        if self.as_of >= end or self.calendar.count(self.as_of, end) == int(self.calendar.is_workday(self.as_of)):
            return end
        return self.as_of

    @cached_property
    def span(self) -> Span:
        """The days of the period up to now."""
        return self.cut(self.period)

    def cut(self, period: Period) -> Span:
        """The days of any period up to now."""
        return Span(period, period.first, min(period.last, self.through))

    def to_date(self, unit: Unit) -> Span:
        """The month or quarter that holds the newest day, up to that day."""
        return self.cut(period_of(min(self.through, self.period.last), unit))


@dataclass(frozen=True)
class Figure:
    """A figure of the catalogue; see ``figure``."""

    name: str
    term: str
    needs: tuple[str, ...]
    by: tuple[By, ...]
    shape: Shape
    fields: tuple[str, ...]
    compute: Callable[[Tables, Context], Frames]
    rows: Callable[[Tables, Context], Mapping[str, pd.DataFrame]]
    doc: str = ""


REGISTRY: dict[str, Figure] = {}


def figure(
    *,
    term: str,
    needs: tuple[str, ...],
    by: tuple[By, ...],
    shape: Shape,
    fields: tuple[str, ...],
    rows: Callable[[Tables, Context], Mapping[str, pd.DataFrame]],
) -> Callable[[Callable[[Tables, Context], Frames]], Callable[[Tables, Context], Frames]]:
    """Register a function as the figure of its own name.

    The function returns one frame per level in ``by``, indexed by LEVELS[level], with exactly the columns
    ``fields``: one row per index (shape one) or several in their order (shape many).
    Raises ValueError where another figure has that name or term: it would stand in for this one without a word.
    ``rows`` selects the source rows (table name → rows of that table's frame, with columns bank, branch and
    officer added where known), which is what ``chenxi explain`` prints.
    """

    def register(compute: Callable[[Tables, Context], Frames]) -> Callable[[Tables, Context], Frames]:
        name = compute.__name__
        if taken := [f.name for f in REGISTRY.values() if name == f.name or term == f.term]:
            raise ValueError(f"the figure {name} ({term}) has the name or the term of {taken[0]}")
        doc = (compute.__doc__ or "").strip()
        REGISTRY[name] = Figure(name, term, needs, by, shape, fields, compute, rows, doc)
        return compute

    return register


def once(make: Callable[Concatenate[Tables, Context, P], T]) -> Callable[Concatenate[Tables, Context, P], T]:
    """Make a function of the tables compute each of its answers once a run, kept in the context's memo."""

    @wraps(make)
    def remembered(tables: Tables, ctx: Context, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (make.__module__, make.__name__, args, tuple(sorted(kwargs.items())))
        if key not in ctx.memo:
            ctx.memo[key] = make(tables, ctx, *args, **kwargs)
        found: T = ctx.memo[key]
        return found

    return remembered  # type: ignore[return-value]  # wraps() names the first two parameters
