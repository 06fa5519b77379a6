"""Counts a day → the quarter so far, the last periods of the same length, and the same period a year ago."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.calendar import period_of
from pipeline.measures.counts import SUMS, daily, in_reach, sums
from pipeline.measures.figure import By, Context, Frames, Span, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.boards import RANKED, officer_board
from pipeline.measures.figures.work.funnel import EVERY, FUNNEL, NEEDS, WORK, as_far, flagged, funnel_of, work_rows
from pipeline.measures.figures.work.series import by_span
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ranks, ratio
from pipeline.tables import Tables

AGO = {  # a measure, its figure of a year ago, the change on it
    "enquiries": ("ago_enquiries", "yoy_enquiries"),
    "applications": ("ago_applications", "yoy_applications"),
    "deals": ("ago_deals", "yoy_deals"),
    "loan_amount": ("ago_amount", "yoy_amount"),
    "cross_sold": ("ago_cross_sold", "yoy_cross_sold"),
}
_SHOWN = [name for name in SUMS if name != "withdrawn"]


def _quarter_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, ctx.to_date("quarter"))


@figure(term="本季累计", needs=NEEDS, by=EVERY, shape="one", fields=FUNNEL, rows=_quarter_rows)
def quarter_funnel(tables: Tables, ctx: Context) -> Frames:
    """The funnel of the quarter so far, beside the whole quarter's plan; last quarter up to the same working day.

    The plan of a quarter is the sum of its months' plans as far as they are set.
    """
    return {level: _quarter(tables, ctx, level) for level in EVERY}


def _quarter(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    frame = funnel_of(tables, ctx, ctx.to_date("quarter"), level)
    return flagged(frame.reindex(everybody(tables, ctx, ctx.span, level)))


def _period_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    spans = trend_spans(tables, ctx)
    rows = work_rows(tables, ctx, Span(ctx.period, spans[0].first, spans[-1].last))
    return {name: frame for name, frame in rows.items() if name in WORK}


@figure(
    term="各期走势",
    needs=NEEDS,
    by=EVERY,
    shape="many",
    fields=(
        *("label", "code", "first", "last", "workdays", *_SHOWN, "application_rate", "deal_rate", "daily_mean"),
        *("plan_enquiries", "plan_deals", "plan_amount"),
        *("attainment_enquiries", "attainment_deals", "attainment_amount"),
    ),
    rows=_period_rows,
)
def periods(tables: Tables, ctx: Context) -> Frames:
    """The last periods of the same length up to this one, the oldest first ([analysis] trend_periods in the settings).

    Those before the first day of the data are left out, so that what was not recorded is not drawn as nought.
    """
    spans = trend_spans(tables, ctx)
    return {level: listed(by_span(tables, ctx, level, spans), level, periods) for level in EVERY}


def trend_spans(tables: Tables, ctx: Context) -> list[Span]:
    """The spans of 各期走势, the oldest first; the period itself is always among them."""
    wanted = max(int(ctx.settings["analysis"]["trend_periods"]), 1)
    before = [ctx.period.previous(back) for back in range(wanted - 1, 0, -1)]
    days = daily(tables, ctx)["date"]
    begun = days.min().date() if len(days) else ctx.period.first
    return [*(ctx.cut(period) for period in before if period.last >= begun), ctx.span]


def _month_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {name: frame for name, frame in _quarter_rows(tables, ctx).items() if name in WORK}


@figure(
    term="本季各月",
    needs=NEEDS,
    by=EVERY,
    shape="many",
    fields=(
        *("label", "code", "first", "last", "workdays", *_SHOWN, "application_rate", "deal_rate", "daily_mean"),
        *("plan_enquiries", "plan_applications", "plan_deals", "plan_amount", "plan_cross_sold"),
        *("attainment_enquiries", "attainment_deals", "attainment_amount"),
    ),
    rows=_month_rows,
)
def months(tables: Tables, ctx: Context) -> Frames:
    """The months of the quarter up to the period's end, the oldest first, each with the whole month's plan."""
    quarter = ctx.to_date("quarter")
    spans = [ctx.cut(period_of(quarter.first, "month"))]
    while spans[-1].period.last < quarter.last:
        spans.append(ctx.cut(spans[-1].period.next()))
    return {level: listed(by_span(tables, ctx, level, spans), level, months) for level in EVERY}


@figure(
    term="本季客户经理表",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", "officer", "newcomer", "weak", *FUNNEL, *(f"rank_{name}" for name in RANKED)),
    rows=_quarter_rows,
)
def quarter_officers(tables: Tables, ctx: Context) -> Frames:
    """The quarter so far of each officer in post in the period; 重点帮扶 is who is named at the period's end."""
    board = officer_board(tables, ctx)[["newcomer", "weak"]]
    frame = _quarter(tables, ctx, "officer").join(board)
    frame = frame.assign(**{f"rank_{name}": ranks(frame[name], ["bank", "branch"]) for name in RANKED})
    return {"branch": listed(frame.reset_index("officer"), "branch", quarter_officers)}


def _ago_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, year_before(ctx))


@figure(
    term="去年同期",
    needs=WORK,
    by=EVERY,
    shape="one",
    fields=("label", *(ago for ago, _ in AGO.values()), *(change for _, change in AGO.values())),
    rows=_ago_rows,
)
def year_ago(tables: Tables, ctx: Context) -> Frames:
    """The same period a year ago up to the same working day, and 同比; blank where the data do not reach so far."""
    return {level: _year_ago(tables, ctx, level) for level in EVERY}


def year_before(ctx: Context) -> Span:
    """The same period a year ago, as far into it as this one is gone."""
    return as_far(ctx, ctx.span, ctx.period.last_year())


def _year_ago(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    span, index = year_before(ctx), everybody(tables, ctx, ctx.span, level)
    then = sums(tables, ctx, span, level).reindex(index) * (1.0 if in_reach(tables, ctx, span) else float("nan"))
    now = sums(tables, ctx, ctx.span, level)
    made = {ago: then[name] for name, (ago, _) in AGO.items()}
    made |= {change: ratio(now[name] - then[name], then[name]) for name, (_, change) in AGO.items()}
    frame = pd.DataFrame(made, index=index)
    frame.insert(0, "label", pd.Series(span.period.label, index, dtype="object"))
    return frame
