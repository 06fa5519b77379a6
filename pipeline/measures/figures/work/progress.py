"""Counts of a period and of the month so far → how each measure stands: its parts, its sum to date, its plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.counts import MEASURES, PARTS, sums
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import EVERY, NEEDS, broken_down, last_span, work_rows
from pipeline.measures.people import everybody
from pipeline.measures.plans import PLANNED, plan, plan_covers
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")
REGISTERED = ("date", "branch", "officer", "kind", "measure", "quantity", "partner", "reason", "approver")
BELOW: Mapping[By, By] = {"bank": "branch", "branch": "officer"}
STANDS = (
    *("measure", "counted_in", *PARTS, "completed", "last_done", "done_before", "done_to_date"),
    *("plan_to_date", "attained", "elapsed", "ahead", "still_open", "days_left", "needed_daily"),
)


def cumulated(ctx: Context) -> Span:
    """The span over which figures add up against a plan: the month so far, of a quarter or year the quarter so far."""
    return ctx.to_date("quarter" if ctx.period.unit in ("quarter", "year") else "month")


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, cumulated(ctx))


@figure(term="指标进度", needs=NEEDS, by=EVERY, shape="many", fields=STANDS, rows=_rows)
def progress(tables: Tables, ctx: Context) -> Frames:
    """A row for each measure: what the period brought, and how the month (of a quarter: the quarter) stands.

    完成数 = 报表数 + 协同数 + 调整数 of the period; 上期完成 is the period before (before a day: the last working day).
    期前累计 and 累计完成 are the month up to the period and with it: their difference is the period's increment.
    超前进度 = 达成率 - 序时进度; 日均还需 = what is missing / working days left, blank without a plan or a day left.
    """
    return {level: listed(stands(tables, ctx, level), level, progress) for level in EVERY}


@figure(
    term="指标进度表", needs=NEEDS, by=WIDE, shape="many", fields=("number", "branch", "officer", *STANDS), rows=_rows
)
def progress_board(tables: Tables, ctx: Context) -> Frames:
    """指标进度 of each officer of a branch, of each branch of the bank: five rows for each, in the roster's order.

    序号 counts the officers (branches), not the rows.
    """
    return {level: _board(tables, ctx, level) for level in WIDE}


def _board(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    below = BELOW[level]
    rows = stands(tables, ctx, below)
    whom = everybody(tables, ctx, ctx.span, below).to_frame(index=False)
    place = whom.groupby(list(LEVELS[level]), sort=False).cumcount() + 1
    numbers = np.repeat(place.to_numpy(), len(MEASURES))
    rows = rows.reset_index()
    rows = rows if "officer" in rows else rows.assign(officer=None)
    return listed(rows, level, progress_board).assign(number=numbers)


@once
def stands(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """STANDS for everybody at this level, indexed by its keys: each one's measures together, in their order."""
    span, index = cumulated(ctx), everybody(tables, ctx, ctx.span, level)
    before, last = _before(ctx, span), last_span(ctx, ctx.span)
    found = broken_down(tables, ctx, level)
    counts = {
        "last_done": sums(tables, ctx, last, level),
        "done_before": sums(tables, ctx, before, level) if before else sums(tables, ctx, span, level) * 0.0,
        "done_to_date": sums(tables, ctx, span, level),
        "plan_to_date": plan(tables, ctx, span.period, level).rename(columns={v: k for k, v in PLANNED.items()}),
    }
    long = {name: _by_measure(frame.reindex(index), found) for name, frame in counts.items()}
    whole = plan_covers(tables, ctx, span.period, level).reindex(index).eq(True)
    return _judged(found.assign(**long), np.repeat(whole.to_numpy(), len(MEASURES)), ctx, span)


def _before(ctx: Context, span: Span) -> Span | None:
    """The days of the month before the period; None where the period is at its beginning, or longer."""
    day = ctx.period.first - timedelta(1)
    return Span(span.period, span.first, day) if day >= span.first else None


def _by_measure(wide: pd.DataFrame, like: pd.DataFrame) -> Any:
    """A column for each measure → the values in the order of the rows of ``like`` (key after key)."""
    return wide.reindex(columns=list(MEASURES.values())).to_numpy(dtype="float64").reshape(len(like))


def _judged(frame: pd.DataFrame, whole: Any, ctx: Context, span: Span) -> pd.DataFrame:
    """Attainment beside the elapsed share; how far ahead only where the plan is ``whole``, of all the days."""
    elapsed = ctx.calendar.elapsed(span.period, ctx.as_of)
    left = float(ctx.calendar.count(max(ctx.as_of + timedelta(1), span.period.first), span.period.last))
    open_ = (frame["plan_to_date"] - frame["done_to_date"]).clip(lower=0)
    attained = ratio(frame["done_to_date"], frame["plan_to_date"])
    gone = float("nan") if elapsed is None else elapsed
    units = {term: ctx.vocabulary.fields[name].unit for term, name in MEASURES.items()}
    return frame.assign(
        counted_in=frame["measure"].map(units),
        attained=attained,
        elapsed=gone,
        ahead=(attained - gone).where(whole),
        still_open=open_,
        days_left=left,
        needed_daily=open_ / left if left else float("nan"),
    )


def _registered_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = {name: rows_of(tables, ctx, name) for name in ("adjustments", "joint_work")}
    return {name: frame[ctx.span.holds(frame["date"])] for name, frame in found.items()}


@figure(
    term="调整协同登记",
    needs=("adjustments", "joint_work"),
    by=WIDE,
    shape="many",
    fields=("number", *REGISTERED),
    rows=_registered_rows,
)
def registrations(tables: Tables, ctx: Context) -> Frames:
    """The period's registered adjustments (with reason and who approved) and joint work (with whom), by day."""
    rows = _registered_rows(tables, ctx)
    adjusted = rows["adjustments"].assign(kind="调整", partner=None)
    joint = rows["joint_work"].assign(kind="协同", reason=rows["joint_work"]["note"], approver=None)
    texts = {name: "object" for name in ("bank", *REGISTERED) if name not in ("date", "quantity")}
    found = pd.concat([frame[["bank", *REGISTERED]].astype(texts) for frame in (adjusted, joint)])
    found = found.sort_values(["date", "branch", "officer"], kind="stable")
    return {level: listed(found.dropna(subset=list(LEVELS[level])), level, registrations) for level in WIDE}
