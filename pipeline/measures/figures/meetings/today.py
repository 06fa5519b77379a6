"""Counts, plans and who is there → the last working day, and each officer's targets and results of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from pipeline.calendar import Period, period_of
from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import sums
from pipeline.measures.figure import Context, Frames, Span, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.meetings.held import meeting_day
from pipeline.measures.figures.work.funnel import EVERY, FUNNEL, NEEDS, flagged, funnel_of, work_rows
from pipeline.measures.figures.work.series import weekdays
from pipeline.measures.people import KEYS, everybody, leave_rows, officers, person_days, roster
from pipeline.measures.plans import PLANNED, officer_plans
from pipeline.measures.ratios import PRECISE, ratio
from pipeline.tables import Tables

_AIMED = ("enquiries", "applications", "deals")
_LAST = {**{name: f"last_{name}" for name in _AIMED}, "loan_amount": "last_amount", "cross_sold": "last_cross_sold"}
_DONE = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")


def last_workday(ctx: Context) -> Span:
    """The last working day before the period."""
    day = ctx.calendar.on_or_before(ctx.period.previous().last)
    return Span(period_of(day, "day"), day, day)


def _last_day_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, last_workday(ctx))


@figure(
    term="上一工作日",
    needs=NEEDS,
    by=EVERY,
    shape="one",
    fields=("date", "weekday", *FUNNEL),
    rows=_last_day_rows,
)
def last_day(tables: Tables, ctx: Context) -> Frames:
    """The funnel of the last working day before the period: on a Monday that is Friday, or a Saturday worked (调休)."""
    span = last_workday(ctx)
    made = {}
    for level in EVERY:
        frame = funnel_of(tables, ctx, span, level).reindex(everybody(tables, ctx, ctx.span, level))
        frame = flagged(frame).assign(date=span.start)
        made[level] = frame.assign(weekday=weekdays(frame["date"]))[["date", "weekday", *FUNNEL]]
    return made


def _board_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    month = ctx.cut(period_of(meeting_day(ctx), "month"))
    first = min(month.first, last_workday(ctx).first)
    staff = roster(tables, ctx)
    work = work_rows(tables, ctx, Span(month.period, first, month.last))
    return {**work, "roster": staff, "shortfalls": _causes(tables, ctx)}


def _causes(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Why officers missed the target of this very period, as recorded."""
    causes = rows_of(tables, ctx, "shortfalls")
    return causes[causes["period"] == ctx.period.code]


@figure(
    term="当日安排表",
    needs=(*NEEDS, "shortfalls"),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "officer", "post", "newcomer", "note", "days_left"),
        *(f"left_{name}" for name in _AIMED),
        *(f"day_{name}" for name in _AIMED),
        *_DONE,
        *_LAST.values(),
        *("attainment_enquiries", "gap", "target_met", "reason", "follow_up", "measure_taken"),
    ),
    rows=_board_rows,
)
def day_board(tables: Tables, ctx: Context) -> Frames:
    """A row for each officer in post: the last working day, what the month still lacks, the day's target and results.

    当日目标 is what the month's plan lacked before the period, spread over the officer's working days left, leave taken
    out; with the setting today.catch_up off it is the month's plan spread over all its working days. Who is on leave
    (``note`` says which) has no target, and who was on leave on the last working day no figures of that day: they are
    blank, not nought. Enquiries are aimed at in whole numbers.
    ``attainment_enquiries``, ``gap`` and ``target_met`` speak of the enquiries.
    """
    frame = officers(tables, ctx, ctx.span.first, ctx.span.last).set_index(KEYS)[["post", "newcomer"]]
    frame = frame.assign(note=_away(tables, ctx, frame.index, ctx.span.first, meeting_day(ctx))).join(
        _targets(tables, ctx, frame.index)
    )
    frame = frame.join(sums(tables, ctx, ctx.span, "officer")[list(_DONE)])
    frame = frame.join(_last(tables, ctx, frame.index))
    frame["attainment_enquiries"] = ratio(frame["enquiries"], frame["day_enquiries"])
    frame["gap"] = (frame["day_enquiries"] - frame["enquiries"]).clip(lower=0)
    frame["target_met"] = frame["gap"] <= PRECISE
    causes = _causes(tables, ctx).drop_duplicates(KEYS).set_index(KEYS)[["reason", "follow_up", "measure_taken"]]
    frame = frame.join(causes)
    return {"branch": listed(frame.reset_index("officer"), "branch", "day_board")}


def _last(tables: Tables, ctx: Context, index: pd.Index[Any]) -> pd.DataFrame:
    """What each did on the last working day; blank for who did nothing because he was on leave."""
    span = last_workday(ctx)
    done = sums(tables, ctx, span, "officer").rename(columns=_LAST)[list(_LAST.values())].reindex(index).fillna(0.0)
    away = _away(tables, ctx, index, span.start, span.start).notna()
    return done.mask(away & done.eq(0.0).all(axis=1))


def _away(tables: Tables, ctx: Context, index: pd.Index[Any], first: date, last: date) -> pd.Series[Any]:
    """The kind of leave of those who are on leave from the one day to the other."""
    leave = leave_rows(tables, ctx)
    covers = (leave["first_day"] <= pd.Timestamp(first)) & (leave["last_day"] >= pd.Timestamp(last))
    leave = leave[covers].drop_duplicates(KEYS)
    return leave.set_index(KEYS)["leave_kind"].fillna(say("on_leave", "zh")).astype("object").reindex(index)


def _targets(tables: Tables, ctx: Context, index: pd.Index[Any]) -> pd.DataFrame:
    """days_left, left_… and day_… of each officer, from the plan of the month that holds the day."""
    month: Period = period_of(meeting_day(ctx), "month")
    begin = max(ctx.period.first, month.first)
    plans = officer_plans(tables, ctx, month).set_index(KEYS).reindex(index)
    before = Span(month, month.first, (pd.Timestamp(begin) - pd.Timedelta(days=1)).date())
    done = sums(tables, ctx, before, "officer").reindex(index).fillna(0.0)
    left = _days(tables, ctx, Span(month, begin, month.last), index)
    whole = _days(tables, ctx, Span(month, month.first, month.last), index)
    there = _days(tables, ctx, Span(month, begin, meeting_day(ctx)), index) > 0
    frame = pd.DataFrame({"days_left": left})
    for name in _AIMED:
        plan = plans[PLANNED[name]]
        lacking = (plan - done[name]).clip(lower=0)
        even = not ctx.settings["today"]["catch_up"]
        aim = ratio(plan, whole) if even else ratio(lacking, left)
        frame[f"left_{name}"] = lacking
        frame[f"day_{name}"] = aim.where(there)
    frame["day_enquiries"] = _whole(frame["day_enquiries"])
    return frame


def _whole(aim: pd.Series[float]) -> pd.Series[float]:
    """Visits are whole: half-up, and one at least where anything is lacking."""
    return ((aim + 0.5 + PRECISE) // 1).mask((aim > PRECISE) & (aim < 1), 1.0)


def _days(tables: Tables, ctx: Context, span: Span, index: pd.Index[Any]) -> pd.Series[Any]:
    """The working days that each officer has in the span, leave taken out."""
    return person_days(tables, ctx, span.first, span.last)["workdays"].reindex(index).fillna(0.0)
