"""Counts a day → days, weeks and the four-week trend, each complete: a day without work is a row of noughts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pandas as pd

from pipeline.calendar import Period, period_of
from pipeline.language import WEEKDAYS, say
from pipeline.measures.counts import PARTS, SUMS, daily, summed, sums
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import EVERY, NEEDS, WORK, work_rows, workdays
from pipeline.measures.people import everybody, work_days
from pipeline.measures.plans import plan
from pipeline.measures.ratios import attainments, conversions, ratio
from pipeline.tables import Tables

TREND_WEEKS = 4
_SHOWN = [name for name in SUMS if name != "withdrawn"]


def _period_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {name: frame for name, frame in work_rows(tables, ctx, ctx.span).items() if name in WORK}


@figure(
    term="逐日", needs=WORK, by=("bank", "branch"), shape="many", fields=("date", "weekday", *_SHOWN), rows=_period_rows
)
def days(tables: Tables, ctx: Context) -> Frames:
    """A row for each working day of the period so far, and for each rest day that has data."""
    return {level: listed(_by_day(tables, ctx, level), level, "days") for level in ("bank", "branch")}


def _by_day(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    frame = daily(tables, ctx)
    frame = frame[ctx.span.holds(frame["date"])]
    found = _with_every_day(summed(frame, level, "date"), tables, ctx, level).reset_index("date")
    return found.assign(weekday=weekdays(found["date"]))


def weekdays(dates: pd.Series) -> pd.Series:
    """星期一 … 星期日 of each date."""
    words = {number: f"星期{day}" for number, day in enumerate(WEEKDAYS)}
    return pd.Series([words.get(number) for number in dates.dt.day_of_week], dates.index, dtype="object")


def _with_every_day(found: pd.DataFrame, tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """The sums by key and day, with a row of noughts for each working day of each key, sorted by key and day."""
    keys = list(LEVELS[level])
    index = everybody(tables, ctx, ctx.span, level)
    every = pd.DataFrame({"date": work_days(ctx, ctx.span.first, ctx.span.last)})
    grid = pd.MultiIndex.from_frame(index.to_frame(index=False).merge(every, how="cross"))
    order = {key: number for number, key in enumerate(index)}
    whole = found.reindex(grid.append(found.index[~found.index.isin(grid)])).fillna(0.0)
    frame = whole.reset_index("date")
    known = pd.Series(frame.index.map(order), frame.index)
    frame = frame.assign(_order=known.to_numpy())[known.notna().to_numpy()]
    frame = frame.sort_values(["_order", "date"], kind="stable").drop(columns="_order")
    frame.index = frame.index.set_names(keys)
    return frame.set_index("date", append=True)


@figure(
    term="逐人逐日",
    needs=WORK,
    by=("branch",),
    shape="many",
    fields=("date", "officer", *SUMS, *PARTS),
    rows=_period_rows,
)
def officer_days(tables: Tables, ctx: Context) -> Frames:
    """A row for each officer and working day (and rest day with data).

    报表数, 协同数 and 调整数 are those of the enquiries.
    """
    frame = daily(tables, ctx)
    frame = frame[ctx.span.holds(frame["date"])]
    keys = [*LEVELS["officer"], "date"]
    parts = {part: frame[frame["part"] == part].groupby(keys)["enquiries"].sum() for part in PARTS}
    found = summed(frame, "officer", "date")
    found = found.join(pd.DataFrame(parts).reindex(found.index))
    whole = _with_every_day(found, tables, ctx, "officer").reset_index(["officer", "date"])
    return {"branch": listed(whole, "branch", "officer_days")}


def _week_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    weeks = quarter_weeks(ctx)
    return _span_rows(tables, ctx, weeks)


def _trend_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return _span_rows(tables, ctx, trend_weeks(ctx))


def _span_rows(tables: Tables, ctx: Context, weeks: list[Span]) -> Mapping[str, pd.DataFrame]:
    span = Span(ctx.period, weeks[0].first, weeks[-1].last)
    return {name: frame for name, frame in work_rows(tables, ctx, span).items() if name in WORK}


def quarter_weeks(ctx: Context) -> list[Span]:
    """The weeks of the quarter up to the period's end, the oldest first; a week belongs where its Thursday lies.

    A first week that was only worked in the quarter before (2026-W40, before National Day) is left out.
    """
    newest = period_of(ctx.span.last, "week")
    quarter = period_of(newest.first + timedelta(3), "quarter")
    weeks = _weeks_from(ctx, period_of(quarter.first + timedelta(3), "week"))
    worked = ctx.calendar.count(quarter.first, weeks[0].last)
    return weeks if worked or len(weeks) == 1 else weeks[1:]


def trend_weeks(ctx: Context) -> list[Span]:
    """The last four weeks up to the period's end, the oldest first."""
    return _weeks_from(ctx, period_of(ctx.span.last, "week").previous(TREND_WEEKS - 1))


def _weeks_from(ctx: Context, week: Period) -> list[Span]:
    weeks = [ctx.cut(week)]
    while (week := week.next()).first <= ctx.span.last:
        weeks.append(ctx.cut(week))
    return weeks


@figure(
    term="逐周",
    needs=NEEDS,
    by=EVERY,
    shape="many",
    fields=(
        *("label", "code", "first", "last", "workdays", *_SHOWN, "application_rate", "deal_rate", "daily_mean"),
        *("plan_enquiries", "plan_deals", "attainment_enquiries", "attainment_deals"),
    ),
    rows=_week_rows,
)
def weeks(tables: Tables, ctx: Context) -> Frames:
    """The weeks of the quarter up to the period's end, the oldest first, with plan and attainment."""
    return {level: listed(by_span(tables, ctx, level, quarter_weeks(ctx)), level, "weeks") for level in EVERY}


@figure(
    term="四周趋势",
    needs=NEEDS,
    by=EVERY,
    shape="many",
    fields=("label", "enquiries", "applications", "deals", "loan_amount", "application_rate"),
    rows=_trend_rows,
)
def trend(tables: Tables, ctx: Context) -> Frames:
    """The last four weeks up to the period's end, the oldest first."""
    return {level: listed(by_span(tables, ctx, level, trend_weeks(ctx)), level, "trend") for level in EVERY}


def by_span(tables: Tables, ctx: Context, level: By, spans: Sequence[Span]) -> pd.DataFrame:
    """A row for each span, key after key: its name and days, SUMS, conversions, daily mean, plan and attainments."""
    index = everybody(tables, ctx, ctx.span, level)
    frame = pd.concat([_spent(tables, ctx, level, span).reindex(index).pipe(_named, span) for span in spans])
    frame = frame.sort_values("_order", kind="stable").drop(columns="_order")
    frame = frame.assign(daily_mean=ratio(frame["enquiries"], frame["_person_days"]))
    return pd.concat([frame, conversions(frame), attainments(frame)], axis=1)


def _spent(tables: Tables, ctx: Context, level: By, span: Span) -> pd.DataFrame:
    """The sums, working days and plans of one span, whose ratios are made for all spans at once."""
    counts, days = sums(tables, ctx, span, level), workdays(tables, ctx, span, level)
    return pd.concat([counts, days, plan(tables, ctx, span.period, level).reindex(counts.index)], axis=1)


def _named(frame: pd.DataFrame, span: Span) -> pd.DataFrame:
    period = span.period
    return frame.assign(
        label=short_label(period),
        code=period.code,
        first=pd.Timestamp(period.first),
        last=pd.Timestamp(period.last),
        _order=range(len(frame)),
    )


def short_label(period: Period) -> str:
    """第47周, 11月, 第4季度, 11月20日: what stands at the points of a chart; the year is known from the paper."""
    day = period.first
    words = {"week": day.isocalendar().week, "month": day.month, "quarter": (day.month + 2) // 3}
    if period.unit in words:
        return say(f"{period.unit}_label", "zh", number=words[period.unit])
    return period.label.removeprefix(f"{day.year}年") if period.unit == "day" else period.label
