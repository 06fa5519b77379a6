"""Turns the tables of the whole bank into figures, all branches at once."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.measures import figures as _figures  # noqa: F401 - importing it fills the registry
from pipeline.measures.assign import left_out_rows
from pipeline.measures.figure import REGISTRY, Context, Figure, Frames, figure
from pipeline.measures.findings import findings
from pipeline.tables import Tables

__all__ = ["REGISTRY", "Context", "Figure", "Frames", "compute", "figure", "findings", "left_out_rows"]


def compute(names: Iterable[str], tables: Tables, ctx: Context) -> dict[str, Frames]:
    """The frames of these figures, each name once; see ``figure`` for their form."""
    return {name: REGISTRY[name].compute(tables, ctx) for name in dict.fromkeys(names)}
