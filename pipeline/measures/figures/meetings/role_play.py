"""Who is there on the day → whose turn it is in the morning's role play."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.meetings.held import meeting_day
from pipeline.measures.figures.meetings.meetings import on_the_day
from pipeline.measures.people import branches
from pipeline.tables import Tables

_PARTS = ("role_officer", "role_customer", "observer")


@figure(
    term="演练轮值",
    needs=("roster", "leave", "meetings"),
    by=("branch",),
    shape="one",
    fields=("turn", *_PARTS),
    rows=lambda tables, ctx: {"roster": on_the_day(tables, ctx, "morning")},
)
def role_play(tables: Tables, ctx: Context) -> Frames:
    """Who plays the officer, who the customer, who watches: the next three of the roster, leave passed over.

    ``turn`` counts the working days of the year up to the day, so that a list of scenes is gone through in its order.
    """
    staff = on_the_day(tables, ctx, "morning")
    there = staff[staff["away"].isna()].groupby(["bank", "branch"], sort=False)["officer"].agg(list)
    day = meeting_day(ctx)
    turn = ctx.calendar.count(date(day.year, 1, 1), day)
    places = branches(tables, ctx)
    found = places.assign(turn=float(turn), **dict.fromkeys(_PARTS))
    names = [there.get((row.bank, row.branch), []) for row in places.itertuples()]
    played = [_cast(people, turn) for people in names]
    cast: dict[str, Any] = {part: [parts[at] for parts in played] for at, part in enumerate(_PARTS)}
    frame = found.assign(**{part: pd.Series(who, found.index, dtype="object") for part, who in cast.items()})
    return {"branch": listed(frame.set_index(["bank", "branch"]), "branch", "role_play")}


def _cast(people: list[str], turn: int) -> list[str | None]:
    """Three different people from the turn's on, or as many as there are."""
    count = min(len(people), len(_PARTS))
    chosen: list[str | None] = [people[(turn + at) % len(people)] for at in range(count)]
    return chosen + [None] * (len(_PARTS) - count)
