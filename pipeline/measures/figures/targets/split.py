"""A branch's target, its officers' capacity, results and leave → each one's share, proposed to be signed off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from pipeline.calendar import Period
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import daily, sums
from pipeline.measures.figure import Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import NEEDS, work_rows
from pipeline.measures.people import KEYS, everybody, leave_rows, officers, person_days
from pipeline.measures.plans import PLANNED, officer_plans, plan
from pipeline.measures.ratios import CHANGED, PRECISE, ratio
from pipeline.tables import Tables

BRANCH = ["bank", "branch"]
MEASURED = tuple(PLANNED)
TARGET = (
    *("label", "code", "first", "last", "workdays", "headcount", "assigned", "planned", *MEASURED),
    *(last for last, _ in CHANGED.values()),
)
BASIS = ("capacity", "daily_amount", "leave_days", "workdays", "weight", "share", "share_to")


def split_period(ctx: Context) -> Period:
    """The period whose target is split: the next one, or with ``split = "this"`` the period itself."""
    return ctx.period if ctx.settings["targets"]["split"] == "this" else ctx.period.next()


def _results_span(ctx: Context) -> Span:
    """The periods before the one that is split, as far as they are gone: what an officer's results are taken from."""
    last = split_period(ctx).previous()
    first = last.previous(max(int(ctx.settings["targets"]["results_periods"]), 1) - 1)
    return Span(last, first.first, min(last.last, ctx.through))


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    ahead = split_period(ctx)
    rows = work_rows(tables, ctx, _results_span(ctx))
    leave = leave_rows(tables, ctx)
    coming = (leave["first_day"] <= pd.Timestamp(ahead.last)) & (leave["last_day"] >= pd.Timestamp(ahead.first))
    given = {name: rows_of(tables, ctx, name) for name in ("targets", "branch_targets")}
    given = {name: frame[frame["period"] == ahead.code] for name, frame in given.items()}
    staff = officers(tables, ctx, ahead.first, ahead.last)
    roster = tables["roster"].frame
    known = pd.MultiIndex.from_frame(roster[["branch", "officer"]]).isin(pd.MultiIndex.from_frame(staff[KEYS[1:]]))
    return {**rows, **given, "leave": leave[coming].drop(columns="bank"), "roster": roster[known]}


@figure(
    term="支行任务",
    needs=NEEDS,
    by=("branch",),
    shape="one",
    fields=TARGET,
    rows=_rows,
)
def branch_target(tables: Tables, ctx: Context) -> Frames:
    """What the branch is to do in the period that is split, and what it did in the one before (上期…).

    The target is the registered one (已下达); without one the last period's plan, by working days and rounded up, is
    proposed; blank where there is neither. 已分解: officers have targets of their own for the period already.
    """
    ahead = split_period(ctx)
    index = everybody(tables, ctx, ctx.span, "branch")
    given = rows_of(tables, ctx, "branch_targets")
    given = given[given["period"] == ahead.code].drop_duplicates(BRANCH).set_index(BRANCH)[list(MEASURED)]
    frame = given.reindex(index)
    assigned = frame.notna().any(axis=1)
    frame = frame.where(assigned, _carried_on(tables, ctx, ahead).reindex(index))
    staff = officers(tables, ctx, ahead.first, ahead.last).groupby(BRANCH, sort=False).size()
    done = sums(tables, ctx, ctx.cut(ahead.previous()), "branch").reindex(index)
    frame = frame.assign(
        label=ahead.label,
        code=ahead.code,
        first=pd.Timestamp(ahead.first),
        last=pd.Timestamp(ahead.last),
        workdays=float(ctx.calendar.count(ahead.first, ahead.last)),
        headcount=staff.reindex(index).fillna(0.0).astype("float64"),
        assigned=assigned,
        planned=index.isin(_branches_of(_planned(tables, ctx, ahead).index)),
        **{last: done[name] for name, (last, _) in CHANGED.items()},
    )
    texts = frame[["label", "code"]].astype("object")
    return {"branch": frame.assign(**texts)[list(TARGET)]}


def _carried_on(tables: Tables, ctx: Context, ahead: Period) -> pd.DataFrame:
    """Last period's plan by working days, rounded up: what is proposed where no target is registered."""
    before = ahead.previous()
    days = ctx.calendar.count(before.first, before.last)
    old = plan(tables, ctx, before, "branch").rename(columns={new: name for name, new in PLANNED.items()})
    scaled = old * (ctx.calendar.count(ahead.first, ahead.last) / days if days else float("nan"))
    return (scaled - PRECISE).apply(np.ceil)


def _planned(tables: Tables, ctx: Context, ahead: Period) -> pd.DataFrame:
    """The targets that officers have for the very period, indexed by officer."""
    plans = officer_plans(tables, ctx, ahead).set_index(KEYS)
    own = rows_of(tables, ctx, "targets")
    named = pd.MultiIndex.from_frame(own.loc[own["period"] == ahead.code, KEYS])
    return plans[plans.index.isin(named)]


@figure(
    term="任务分解",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", "officer", "post", "level", "newcomer", *BASIS, *MEASURED, *PLANNED.values()),
    rows=_rows,
)
def target_split(tables: Tables, ctx: Context) -> Frames:
    """The branch's target split over the officers who will be in post, each measure's parts adding up to it exactly.

    权重 = (能力占比 × 能力系数 / 平均 + (1 - 能力占比) × 近期日均成交金额 / 平均) × 可用工作日; see [targets];
    who has no results yet is weighed by capacity alone. A part is what the running share reaches, rounded, less what
    it reached before; the last officer takes the rest. 计划… is the target that the officer already has for the period.
    """
    basis = split_basis(tables, ctx)
    target = branch_target(tables, ctx)["branch"][list(MEASURED)].reindex(_branches_of(basis.index))
    parts = {name: _part(target[name].to_numpy(), basis) for name in MEASURED}
    ahead = split_period(ctx)
    found = basis.assign(**parts).join(_planned(tables, ctx, ahead)).reset_index("officer")
    return {"branch": listed(found, "branch", target_split)}


def _branches_of(whom: pd.Index[Any]) -> pd.MultiIndex:
    """The branch of each officer of an index, in its order."""
    return pd.MultiIndex.from_frame(whom.to_frame(index=False)[BRANCH])


def _part(whole: Any, basis: pd.DataFrame) -> Any:
    """Each officer's part of the target: what the running share reaches with him, less what it reached before."""
    after, share = basis["share_to"].to_numpy(), basis["share"].to_numpy()
    return np.round(_reached(whole, after) - _reached(whole, after - share), 6)


def _reached(whole: Any, share: Any) -> Any:
    """A share of the target in whole numbers; all of it is the target itself, which may have a fraction."""
    return np.where(share > 1 - PRECISE, whole, _rounded(whole * share))


def _rounded(values: Any) -> Any:
    """Half away from nought, as Excel's ROUND does; what floating point lost does not decide."""
    return np.floor(values + 0.5 + PRECISE)


@once
def split_basis(tables: Tables, ctx: Context) -> pd.DataFrame:
    """BASIS of the officers in post in the period that is split, indexed by officer in the roster's order.

    Who is in post for the period but on leave for all of it has no days and no share.
    """
    ahead = split_period(ctx)
    staff = officers(tables, ctx, ahead.first, ahead.last).set_index(KEYS)
    days = person_days(tables, ctx, ahead.first, ahead.last)
    basis = staff[["post", "level", "newcomer"]].join(days[["leave_days", "workdays"]])
    basis = basis.assign(capacity=_capacity(staff, ctx), daily_amount=_daily_amount(tables, ctx).reindex(basis.index))
    part = float(ctx.settings["targets"]["capacity_share"])
    able, done = _to_mean(basis["capacity"]), _to_mean(basis["daily_amount"])
    weight = (part * able + (1 - part) * done.fillna(able)) * basis["workdays"]
    share = ratio(weight, weight.groupby(level=BRANCH).transform("sum"))
    return basis.assign(weight=weight, share=share, share_to=share.groupby(level=BRANCH).cumsum())


def _to_mean(values: pd.Series[Any]) -> pd.Series[Any]:
    """Each value beside the mean of its branch's known ones."""
    return ratio(values, values.groupby(level=BRANCH).transform("mean"))


def _capacity(staff: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """能力系数 by 职级; a newcomer's is never above the newcomers' own; 1 for a level that the settings do not know."""
    rules = ctx.settings["targets"]
    factors = {str(entry["level"]): float(entry["factor"]) for entry in rules["levels"]}
    known = staff["level"].map(factors).astype("float64").fillna(1.0)
    return known.mask(staff["newcomer"], known.clip(upper=float(rules["newcomer"])))


def _daily_amount(tables: Tables, ctx: Context) -> pd.Series[Any]:
    """万元 a working day over the last periods, of those who had at least one and whose data reach there."""
    span = _results_span(ctx)
    if span.last < span.first:
        return pd.Series(dtype="float64", index=pd.MultiIndex.from_arrays([[], [], []], names=KEYS))
    amount = sums(tables, ctx, span, "officer")["loan_amount"]
    days = person_days(tables, ctx, _begun(tables, ctx, span), span.last)["workdays"].reindex(amount.index)
    return ratio(amount, days)


def _begun(tables: Tables, ctx: Context, span: Span) -> date:
    """The first day of the span that the data reach back to: days before it are no idle days."""
    days = daily(tables, ctx)["date"]
    first: date = days.min().date() if len(days) else span.first
    return min(max(span.first, first), span.last + timedelta(1))
