"""Campaigns, topics, meetings, outings, visit days and festivals → what a branch has before it, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipeline.language import say, weekday
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.people import branches
from pipeline.measures.team.campaigns import campaigns
from pipeline.measures.team.festivals import festivals
from pipeline.measures.team.fixed_days import publicity_days, visit_days
from pipeline.measures.team.meeting_names import called, held_daily
from pipeline.measures.team.outings import outings, photo_rows
from pipeline.measures.team.rota import topics, with_every_branch
from pipeline.measures.team.squads import crews
from pipeline.tables import Tables

CAMPAIGN, STUDY, VISIT, OUTING, FESTIVAL, PUBLICITY, MEETING = (
    "营销活动",
    "学习",
    "拓展拜访日",
    "团队活动",
    "节日",
    "宣传日",
    "会议",
)
COLUMNS = ("bank", "branch", "date", "last_day", "plan_kind", "title", "owner", "venue")


@once
def plans(tables: Tables, ctx: Context, first: date, last: date) -> pd.DataFrame:
    """Everything planned from first to last: COLUMNS and ``weekday``, by day, and within a day by kind as listed above.

    What belongs to no branch stands once for each: festivals, the bank's publicity and visit days, shared campaigns.
    """
    parts = [
        _campaigns(tables, ctx),
        _topics(tables, ctx),
        _outings(tables, ctx),
        _meetings(tables, ctx),
        _marked(ctx, first, last),
        _visits(tables, ctx, first, last),
    ]
    found = pd.concat([part.reindex(columns=[*COLUMNS, "_at"]).astype(_TYPES) for part in parts])
    found = found[(found["date"] >= pd.Timestamp(first)) & (found["date"] <= pd.Timestamp(last))]
    found = with_every_branch(found, tables, ctx).sort_values(["date", "_at"], kind="stable")
    found = found.drop_duplicates(["branch", "date", "plan_kind", "title"])
    return found.assign(weekday=found["date"].map(weekday).astype("object")).reset_index(drop=True)


_DAYS = dict.fromkeys(("date", "last_day"), "datetime64[ns]")
_TYPES = {**dict.fromkeys(COLUMNS, "object"), **_DAYS, "_at": "float64"}
_ORDER = (FESTIVAL, PUBLICITY, CAMPAIGN, VISIT, MEETING, STUDY, OUTING)


def _kind(frame: pd.DataFrame, kind: str, **columns: pd.Series[Any] | str | None) -> pd.DataFrame:
    return frame.assign(plan_kind=kind, _at=float(_ORDER.index(kind)), **columns)


def _campaigns(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = campaigns(tables, ctx)
    where = found["venue"].where(found["venue"].notna(), found["channel_name"])
    own = found["branch"].where(~found["shared"].astype("bool"))
    return _kind(found, CAMPAIGN, title=found["campaign"], venue=where, branch=own)


def _topics(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = topics(tables, ctx)
    return _kind(found, STUDY, owner=found["sharer"], venue=found["meeting"])


def _outings(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = outings(tables, ctx)
    return _kind(found, OUTING, branch=found["branch"].where(~found["shared"]))


def _meetings(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Registered meetings, and the next ones that they name; those of every day are no news."""
    held = rows_of(tables, ctx, "meetings")
    held = held.assign(meeting=called(held["meeting"], ctx))
    held = held[~held["meeting"].isin(held_daily(ctx))]
    coming = held.assign(date=held["next_meeting"], host=None, venue=None)
    known = pd.MultiIndex.from_frame(held[["branch", "date", "meeting"]])
    coming = coming[~pd.MultiIndex.from_frame(coming[["branch", "date", "meeting"]]).isin(known)]
    found = pd.concat([held, coming]) if len(coming) else held
    return _kind(found, MEETING, title=found["meeting"], owner=found["host"])


def _marked(ctx: Context, first: date, last: date) -> pd.DataFrame:
    """Festivals of the settings' list and publicity days."""
    rows = [
        *((f.day, FESTIVAL, f.name, f.branch or None) for f in festivals(ctx, first, last)),
        *(
            (day, PUBLICITY, ctx.settings["campaigns"]["publicity_name"], None)
            for day in publicity_days(ctx, first, last)
        ),
    ]
    frame = pd.DataFrame(rows, columns=["date", "plan_kind", "title", "branch"])
    order = frame["plan_kind"].map({kind: float(place) for place, kind in enumerate(_ORDER)})
    return frame.assign(date=frame["date"].astype("datetime64[ns]"), _at=order)


def _visits(tables: Tables, ctx: Context, first: date, last: date) -> pd.DataFrame:
    """The visit days of each branch, and who stays on duty: 拓展拜访日（留守：李雷）."""
    name = str(ctx.settings["visit_day"]["name"])
    rows = []
    for day in visit_days(ctx, first, last):
        duty = {key: crew.duty for key, crew in crews(tables, ctx, day).items()}
        for key in branches(tables, ctx)[["bank", "branch"]].itertuples(index=False, name=None):
            stay = say("on_duty", "zh", names="、".join(duty[key])) if duty.get(key) else ""
            rows.append((*key, day, name + stay))
    frame = pd.DataFrame(rows, columns=["bank", "branch", "date", "title"])
    return _kind(frame.assign(date=frame["date"].astype("datetime64[ns]")), VISIT)


def ahead(ctx: Context) -> tuple[date, date]:
    """The days that follow the period: all of the next period; after a day, through the next working day."""
    after = ctx.period.last + timedelta(1)
    if ctx.period.unit == "day":
        return after, ctx.calendar.after(ctx.period.last)
    return after, ctx.period.next().last


def plan_rows(tables: Tables, ctx: Context, first: date, last: date) -> Mapping[str, pd.DataFrame]:
    """The rows of the registers that lie in the stretch, and the branches, which have the settings' own days."""
    found: dict[str, pd.DataFrame] = {"branches": rows_of(tables, ctx, "branches")}
    if found["branches"].empty and len(branches(tables, ctx)):
        found = {"roster": rows_of(tables, ctx, "roster")}
    registers = {
        "campaigns": campaigns(tables, ctx),
        "topics": topics(tables, ctx),
        "team_events": photo_rows(tables, ctx),
        "meetings": rows_of(tables, ctx, "meetings"),
    }
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    for name, frame in registers.items():
        told = frame["date"].between(start, end)
        if name == "meetings":  # one may be known only from the one before it
            told |= frame["next_meeting"].between(start, end)
        found[name] = frame[told]
    return found
