"""What a figure is: a name, the tables it needs, the levels it is made for, and a pure function over the bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

from pipeline.calendar import Calendar, Period
from pipeline.tables import Tables
from pipeline.vocabulary import Vocabulary

By = Literal["bank", "branch", "officer"]
Shape = Literal["one", "many"]
Frames = Mapping[By, pd.DataFrame]

# The index of a figure's frame at each level. Officers of two branches may share a name.
LEVELS: Mapping[By, tuple[str, ...]] = {
    "bank": ("bank",),
    "branch": ("bank", "branch"),
    "officer": ("bank", "branch", "officer"),
}


@dataclass(frozen=True)
class Context:
    """What a figure may depend on beside the tables; ``memo`` keeps intermediate frames within one run."""

    period: Period
    settings: Mapping[str, Any]
    calendar: Calendar
    vocabulary: Vocabulary
    as_of: date
    memo: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def last_period(self) -> Period:
        """The period before this one, of the same unit."""
        return self.period.previous()


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
    ``rows`` selects the source rows (table name → rows of that table's frame, with columns bank, branch and
    officer added where known), which is what ``chenxi explain`` prints.
    """

    def register(compute: Callable[[Tables, Context], Frames]) -> Callable[[Tables, Context], Frames]:
        name = compute.__name__
        doc = (compute.__doc__ or "").strip()
        REGISTRY[name] = Figure(name, term, needs, by, shape, fields, compute, rows, doc)
        return compute

    return register
