"""Targets of months, weeks or quarters → the plan of any period, by working days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd

from pipeline.calendar import Period, coded_period
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, once
from pipeline.measures.people import KEYS
from pipeline.measures.ratios import PRECISE
from pipeline.tables import Tables

PLANNED = {
    "enquiries": "plan_enquiries",
    "applications": "plan_applications",
    "deals": "plan_deals",
    "loan_amount": "plan_amount",
    "cross_sold": "plan_cross_sold",
}
BEARING = ["_rank", "_share", "_cover"]  # the columns of ``bearing``
_WHOLE = ""  # stands for the officer in a target that a branch has not split yet


def plan(tables: Tables, ctx: Context, period: Period, level: By) -> pd.DataFrame:
    """The plan of the whole period at this level (plan_enquiries …); blank where there is no target.

    A week's plan is the month's × working days of the week in that month / working days of the month, the days of
    two months each by their own. A target of the period itself comes before one of a month, a quarter, a week.
    A branch's plan is the sum of its officers'; for the days that none of their targets reaches over, the branch's own.
    """
    keys = list(LEVELS[level])
    found = officer_plans(tables, ctx, period) if level == "officer" else _all_plans(tables, ctx, period)
    return found.groupby(keys, sort=False)[list(PLANNED.values())].sum(min_count=1)


def plan_covers(tables: Tables, ctx: Context, period: Period, level: By) -> pd.Series[bool]:
    """Whether the targets of each key reach over all working days of the period; only then is 超前进度 meaningful.

    Of a quarter whose last month has no targets yet, attainment may not be measured against the quarter's days. The
    bank's targets are whole where those of all its branches are.
    """
    return plan_reach(tables, ctx, period, level) >= 1 - PRECISE


def plan_reach(tables: Tables, ctx: Context, period: Period, level: By) -> pd.Series[float]:
    """The share of the period's working days that each key's targets reach over; the bank's is its branches' least."""
    if level == "bank":
        return plan_reach(tables, ctx, period, "branch").groupby(level="bank").min()
    keys = list(LEVELS[level])
    targets = _every_target(tables, ctx, period)
    targets = targets[targets[KEYS[-1]] != _WHOLE] if level == "officer" else targets
    reach: pd.Series[float] = targets.drop_duplicates([*keys, "period"]).groupby(keys, sort=False)["_cover"].sum()
    return reach


@once
def officer_plans(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The plans of single officers: bank, branch, officer and the planned measures, one row each."""
    found = _all_plans(tables, ctx, period)
    return found[found["officer"] != _WHOLE]


@once
def _all_plans(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The plans of single officers, and with _WHOLE as officer those of branches that have not split theirs."""
    targets = _every_target(tables, ctx, period)
    plans: dict[str, pd.Series[Any]] = {}
    for field, name in PLANNED.items():
        given = targets[targets[field].notna()]
        nearest = given[given["_rank"] == given.groupby(KEYS)["_rank"].transform("min")]
        plans[name] = (nearest[field] * nearest["_share"]).groupby([nearest[key] for key in KEYS], sort=False).sum()
    frame = pd.DataFrame(plans, columns=list(PLANNED.values()))
    frame.index = frame.index.set_names(KEYS) if len(frame) else pd.MultiIndex.from_arrays([[], [], []], names=KEYS)
    return frame.reset_index()


@once
def _every_target(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The targets of officers that bear on a period, and those of branches for a time that no officer's target has."""
    own = target_rows(tables, ctx, period)
    whole = unsplit_rows(tables, ctx, period).assign(officer=_WHOLE)
    wanted = [*KEYS, "period", *PLANNED, *BEARING]
    return pd.concat([own[wanted], whole[wanted]], ignore_index=True) if len(whole) else own[wanted]


def unsplit_rows(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The branches' targets that bear on a period, with the columns of ``bearing`` for what is left of them.

    Left are the working days that no target of an officer of the branch reaches over: a quarter's target of which two
    months are split stands for the third alone.
    """
    whole = bearing(rows_of(tables, ctx, "branch_targets"), ctx, period)
    codes = target_rows(tables, ctx, period).groupby("branch")["period"].unique()
    split = {branch: {day for code in own for day in _days(code, period, ctx)} for branch, own in codes.items()}
    pairs = zip(whole["branch"], whole["period"], strict=True)
    shares = [_unsplit(_days(code, period, ctx), split.get(branch, ())) for branch, code in pairs]
    left = pd.Series(shares, whole.index, dtype="float64")
    return whole.assign(_share=whole["_share"] * left, _cover=whole["_cover"] * left)[left > 0]


def _days(code: str, period: Period, ctx: Context) -> list[date]:
    """The working days of a target's period that lie in another."""
    target = coded_period(code)
    return ctx.calendar.workdays(max(target.first, period.first), min(target.last, period.last)) if target else []


def _unsplit(days: list[date], split: Collection[date]) -> float:
    """The share of a target's days that is not split; all of a target that has none."""
    return sum(day not in split for day in days) / len(days) if days else 1.0


def target_rows(tables: Tables, ctx: Context, period: Period) -> pd.DataFrame:
    """The officers' targets that bear on a period, with the columns of ``bearing``."""
    return bearing(rows_of(tables, ctx, "targets"), ctx, period)


def bearing(frame: pd.DataFrame, ctx: Context, period: Period) -> pd.DataFrame:
    """The targets that bear on a period.

    ``_share`` is the part of the target that falls into it, ``_rank`` how near its unit is to the period's (the
    nearest first), ``_cover`` the part of the period's working days that it reaches over.
    """
    shares = {code: _share(code, period, ctx) for code in frame["period"].dropna().unique()}
    found = frame["period"].map(shares)
    frame, kept = frame[found.notna()], list(found.dropna())
    columns = {name: [values[at] for values in kept] for at, name in enumerate(BEARING)}
    return frame.assign(**columns).astype({"_rank": "int64", "_share": "float64", "_cover": "float64"})


def _share(code: str, period: Period, ctx: Context) -> tuple[int, float, float] | None:
    """How near the target's unit is to the period's, its part that lies in the period, and the period's part in it."""
    target = coded_period(code)
    if target is None or target.last < period.first or target.first > period.last:
        return None
    if target == period:
        return 0, 1.0, 1.0
    order = ("month", "quarter", "week", "day", "year")
    days = ctx.calendar.count(target.first, target.last)
    inside = ctx.calendar.count(max(target.first, period.first), min(target.last, period.last))
    own = ctx.calendar.count(period.first, period.last)
    return (1 + order.index(target.unit), inside / days, inside / own if own else 1.0) if days else None
