"""The register of team events → each event's bulletin: what it was, its photos, its number."""

from __future__ import annotations

import pandas as pd

from pipeline.language import weekday
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.team.outings import outings, photo_rows
from pipeline.measures.team.register import of_period
from pipeline.tables import Tables

NEEDS = ("team_events", "branches")
_TOLD = ("date", "weekday", "venue", "owner", "people", "story", "note", "photos_count", "issue", "held")


def _events(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = of_period(outings(tables, ctx), ctx)
    return found.assign(weekday=found["date"].map(weekday).astype("object"), held=found["held"].astype("bool"))


@figure(
    term="团队活动信息",
    needs=NEEDS,
    by=("team_event",),
    shape="one",
    fields=_TOLD,
    rows=lambda tables, ctx: {"team_events": of_period(photo_rows(tables, ctx), ctx)},
)
def team_event_info(tables: Tables, ctx: Context) -> Frames:
    """Each team event of the period: when, where, who, what happened; ``issue`` is its number in the branch's year."""
    return {"team_event": listed(_events(tables, ctx), "team_event", team_event_info)}


@figure(
    term="团队活动照片",
    needs=NEEDS,
    by=("team_event",),
    shape="many",
    fields=("number", "photo", "caption"),
    rows=lambda tables, ctx: {"team_events": of_period(photo_rows(tables, ctx), ctx)},
)
def team_photos(tables: Tables, ctx: Context) -> Frames:
    """The photos of a team event with their captions, in the sheet's order."""
    rows = of_period(photo_rows(tables, ctx), ctx)
    return {"team_event": listed(rows[rows["photo"].notna()], "team_event", team_photos)}


@figure(
    term="团队活动表",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", "title", *_TOLD),
    rows=lambda tables, ctx: {"team_events": of_period(photo_rows(tables, ctx), ctx)},
)
def team_events_list(tables: Tables, ctx: Context) -> Frames:
    """The team events of the period, by day, held or still to come."""
    return {"branch": listed(_events(tables, ctx), "branch", team_events_list)}
