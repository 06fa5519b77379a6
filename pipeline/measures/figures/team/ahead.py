"""The branch's calendar → what comes next, and what the period itself holds."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from pipeline.language import say, weekday
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.team.topics import topic_rows
from pipeline.measures.people import branches
from pipeline.measures.team.plans import FESTIVAL, STUDY, ahead, plan_rows, plans
from pipeline.measures.team.rota import rota
from pipeline.tables import Tables

NEEDS = ("campaigns", "topics", "team_events", "meetings", "branches")
_LONGEST = 92  # days: what is said to last longer than a quarter was mistyped
FIELDS = ("number", "date", "weekday", "plan_kind", "title", "owner", "venue")


@figure(
    term="近期安排",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=FIELDS,
    rows=lambda tables, ctx: plan_rows(tables, ctx, *ahead(ctx)),
)
def plans_ahead(tables: Tables, ctx: Context) -> Frames:
    """What the next period holds, by day: campaigns, study, visit days, outings, festivals, publicity days, meetings.

    After a single day: what lies before the end of the next working day.
    """
    return {"branch": listed(plans(tables, ctx, *ahead(ctx)), "branch", plans_ahead)}


@figure(
    term="本期安排",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=FIELDS,
    rows=lambda tables, ctx: plan_rows(tables, ctx, ctx.period.first, ctx.period.last),
)
def plans_now(tables: Tables, ctx: Context) -> Frames:
    """What the period itself holds, by day; the same kinds as 近期安排."""
    return {"branch": listed(plans(tables, ctx, ctx.period.first, ctx.period.last), "branch", plans_now)}


@figure(
    term="月历",
    needs=(*NEEDS, "roster", "leave"),
    by=("branch",),
    shape="many",
    fields=("number", "week", "date", "weekday", "in_period", "day_kind", "holiday", "study_day", "plans_day"),
    rows=lambda tables, ctx: {
        **plan_rows(tables, ctx, ctx.period.first, ctx.period.last),
        **topic_rows(tables, ctx),
    },
)
def calendar_days(tables: Tables, ctx: Context) -> Frames:
    """Every day of the period's weeks, Monday to Sunday: worked or not, festivals, who shares, what is planned.

    ``study_day`` and ``plans_day`` hold a line for each entry; days outside the period have none. What lasts several
    days stands on each of them.
    """
    first, last = ctx.period.first, ctx.period.last
    monday = first - timedelta(first.weekday())
    days = [monday + timedelta(n) for n in range((last - monday).days + 7 - last.weekday())]
    frame = pd.DataFrame({"date": pd.Series(days).astype("datetime64[ns]")}).assign(
        week=[say("week_label", "zh", number=day.isocalendar().week) for day in days],
        weekday=[weekday(day) for day in days],
        in_period=[first <= day <= last for day in days],
        day_kind=["班" if ctx.calendar.is_workday(day) else "休" for day in days],
    )
    frame = branches(tables, ctx)[["bank", "branch"]].merge(frame, how="cross")
    planned = _day_by_day(plans(tables, ctx, first, last))
    festive, others = planned["plan_kind"] == FESTIVAL, ~planned["plan_kind"].isin([FESTIVAL, STUDY])
    frame = _told(frame, "holiday", planned[festive]["title"], planned[festive], "、")
    frame = _told(frame, "plans_day", planned[others]["title"], planned[others])
    study = rota(tables, ctx)
    texts = [_shared(*row) for row in study[["meeting", "title", "sharer"]].itertuples(index=False)]
    frame = _told(frame, "study_day", pd.Series(texts, study.index, dtype="object"), study)
    return {"branch": listed(frame, "branch", calendar_days)}


def _day_by_day(planned: pd.DataFrame) -> pd.DataFrame:
    """The plans, those of several days once for each day: 联合巡场, 联合巡场（续）."""
    lasts = (planned["last_day"] - planned["date"]).dt.days.fillna(0).clip(upper=_LONGEST)
    titles = pd.Series([say("goes_on", "zh", title=title) for title in planned["title"]], planned.index, dtype="object")
    further = planned.assign(title=titles)
    days = range(1, int(lasts.max()) + 1 if len(lasts) else 1)
    more = [further.assign(date=further["date"] + timedelta(day))[lasts >= day] for day in days]
    return pd.concat([planned, *more], ignore_index=True)


def _shared(meeting: str | None, title: str | None, sharer: str | None) -> str:
    """早会 顾明远：普惠贷款收费新规学习."""
    who = " ".join(word for word in (meeting, sharer) if isinstance(word, str))
    return "：".join(word for word in (who, title) if isinstance(word, str) and word)


def _told(frame: pd.DataFrame, name: str, texts: pd.Series[str], of: pd.DataFrame, between: str = "\n") -> pd.DataFrame:
    """The frame with what these rows say of each branch and day, in one text."""
    joined = texts.groupby([of["branch"], of["date"]]).agg(between.join)
    found = joined.reindex(pd.MultiIndex.from_frame(frame[["branch", "date"]])).to_numpy(dtype="object")
    return frame.assign(**{name: found})
