"""Registered meetings and what settings propose → which meeting of a sort each branch holds in the period, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from pipeline.calendar import period_of
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.people import branches
from pipeline.tables import Tables


def proposed(ctx: Context, sort: str) -> Mapping[str, Any]:
    """The bank's settings for a sort of meeting: weekly, morning, evening, monthly."""
    plan: Mapping[str, Any] = ctx.settings["meetings"][sort]
    return plan


def of_sort(names: pd.Series[Any], ctx: Context, sort: str) -> pd.Series[bool]:
    """Which of these meetings are of that sort, by its name or by what else people call it."""
    plan = proposed(ctx, sort)
    return names.isin([plan["name"], *plan["also"]])


def registered(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """The registered meetings of that sort in the whole period: one may be planned for a day that is yet to come."""
    meetings = rows_of(tables, ctx, "meetings")
    days = meetings["date"]
    of_period = (days >= pd.Timestamp(ctx.period.first)) & (days <= pd.Timestamp(ctx.period.last))
    return meetings[of_sort(meetings["meeting"], ctx, sort) & of_period]


def meeting_day(ctx: Context) -> date:
    """The day of a meeting that nobody registered: the period's last working day, or the day that was asked for."""
    return ctx.period.last if ctx.period.unit == "day" else ctx.calendar.on_or_before(ctx.period.last)


@once
def held(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """The meeting of that sort of each branch, indexed by branch: the last that is registered in the period, else the
    one that would be held on ``meeting_day``, led by the branch's host.
    """
    plan = proposed(ctx, sort)
    planned = registered(tables, ctx, sort).sort_values("date", kind="stable")
    planned = planned.drop_duplicates("branch", keep="last").set_index("branch")
    places = branches(tables, ctx).set_index("branch")
    found = planned.reindex(places.index)
    found = found.assign(bank=places["bank"], meeting=plan["name"])
    found["date"] = found["date"].fillna(pd.Timestamp(meeting_day(ctx)))
    found["host"] = found["host"].astype("object").where(found["host"].notna(), places["host"])
    found["venue"] = found["venue"].astype("object").where(found["venue"].notna(), plan["venue"])
    return found


def next_meeting(day: date, ctx: Context, sort: str) -> pd.Timestamp:
    """When the next one is due: the next working day; the same weekday a week later; the last day of the next month.

    The last two move to the working day before where nobody works.
    """
    every = proposed(ctx, sort)["every"]
    if every == "day":
        return pd.Timestamp(ctx.calendar.after(day))
    later_on = period_of(day, "month").next().last if every == "month" else day + timedelta(7)
    return pd.Timestamp(ctx.calendar.on_or_before(later_on))


def later(start: str, minutes: int) -> str | None:
    """HH:MM so many minutes later; None where the start is not of that form."""
    try:
        return f"{datetime.strptime(start, '%H:%M') + timedelta(minutes=minutes):%H:%M}"
    except ValueError:
        return None


def minutes_between(start: str, end: str) -> int | None:
    """The minutes from HH:MM to HH:MM on one day; None where the end comes first or a time is not of that form."""
    try:
        length = datetime.strptime(end, "%H:%M") - datetime.strptime(start, "%H:%M")
    except ValueError:
        return None
    minutes = int(length.total_seconds() // 60)
    return minutes if minutes > 0 else None
