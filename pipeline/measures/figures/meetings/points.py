"""The ledger of points → what was given and taken in the period, for the evening's praise and warnings."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.tables import Tables


def _points(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    ledger = rows_of(tables, ctx, "points_ledger")
    return {"points_ledger": ledger[ctx.span.holds(ledger["date"]) & ledger["branch"].notna()]}


@figure(
    term="积分变动表",
    needs=("points_ledger",),
    by=("branch",),
    shape="many",
    fields=("number", "date", "officer", "rule_name", "points_change", "reason"),
    rows=_points,
)
def points_list(tables: Tables, ctx: Context) -> Frames:
    """The points given and taken in the period, by day."""
    rows = _points(tables, ctx)["points_ledger"].sort_values("date", kind="stable")
    return {"branch": listed(rows, "branch", "points_list")}
