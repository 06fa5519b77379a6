"""Targets of months, weeks or quarters → the plan of any period, by working days."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipeline.calendar import Period, parse_period
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, once
from pipeline.tables import Tables

PLANNED = {
    "enquiries": "plan_enquiries",
    "applications": "plan_applications",
    "deals": "plan_deals",
    "loan_amount": "plan_amount",
    "cross_sold": "plan_cross_sold",
}
_ANY_DAY = date(2000, 1, 1)  # period codes are absolute, so the day they are read on does not matter


def plan(tables: Tables, ctx: Context, period: Period, level: By) -> pd.DataFrame:
    """The plan of the whole period at this level (plan_enquiries …); blank where there is no target.

    A week's plan is the month's × working days of the week in that month / working days of the month, the days of
    two months each by their own. A target of the period itself comes before one of a month, a quarter, a week.
    """
    keys = list(LEVELS[level])
    return officer_plans(tables, ctx, period).groupby(keys, sort=False)[list(PLANNED.values())].sum(min_count=1)


@once
def officer_plans(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The plans of single officers: bank, branch, officer and the planned measures, one row each."""
    targets = target_rows(tables, ctx, period)
    keys = [*LEVELS["officer"]]
    plans: dict[str, pd.Series] = {}
    for field, name in PLANNED.items():
        given = targets[targets[field].notna()]
        nearest = given[given["_rank"] == given.groupby(keys)["_rank"].transform("min")]
        plans[name] = (nearest[field] * nearest["_share"]).groupby([nearest[key] for key in keys], sort=False).sum()
    frame = pd.DataFrame(plans, columns=list(PLANNED.values()))
    frame.index = frame.index.set_names(keys) if len(frame) else pd.MultiIndex.from_arrays([[], [], []], names=keys)
    return frame.reset_index()


def target_rows(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The targets that bear on a period, with ``_share`` (the part that falls into it) and ``_rank`` (best first)."""
    frame = rows_of(tables, ctx, "targets")
    shares = {code: _share(code, period, ctx) for code in frame["period"].dropna().unique()}
    found = frame["period"].map(shares)
    frame = frame[found.notna()]
    found = found.dropna()
    frame = frame.assign(_rank=[rank for rank, _ in found], _share=[share for _, share in found])
    return frame.astype({"_rank": "int64", "_share": "float64"})


def _share(code: str, period: Period, ctx: Context) -> tuple[int, float] | None:
    """How near the target's unit is to the period's, and the part of its working days that lie in the period."""
    target = parse_period(code, _ANY_DAY)
    if target is None or target.last < period.first or target.first > period.last:
        return None
    if target == period:
        return 0, 1.0
    order = ("month", "quarter", "week", "day", "year")
    days = ctx.calendar.count(target.first, target.last)
    inside = ctx.calendar.count(max(target.first, period.first), min(target.last, period.last))
    return (1 + order.index(target.unit), inside / days) if days else None
