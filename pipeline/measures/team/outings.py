"""The register of team events, a row for each photo → the events, told apart by name, and numbered through the year."""

from __future__ import annotations

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.team.register import at_home, told_apart
from pipeline.tables import Tables


@once
def photo_rows(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The register's rows by day, in the sheet's order within an event: bank, branch, a ``title`` of its own."""
    frame = rows_of(tables, ctx, "team_events")
    frame = frame[frame["date"].notna() & frame["title"].notna()]
    return told_apart(at_home(frame, tables, ctx), "title").sort_values("date", kind="stable")


@once
def outings(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each event once, by day: the first thing that any of its rows says of each field, ``photos_count``, ``held``.

    ``issue`` counts the branch's events through the year: the number of its bulletin.
    """
    rows = photo_rows(tables, ctx)
    keys = ["bank", "branch", "title"]
    told = ["date", "venue", "owner", "people", "story", "note", "shared"]
    groups = rows.groupby(keys, sort=False)
    found = groups[told].first().assign(photos_count=groups["photo"].count().astype("float64")).reset_index()
    years = found["date"].dt.year
    found = found.assign(issue=found.groupby(["branch", years]).cumcount().astype("float64") + 1)
    return found.assign(held=found["date"] <= ctx.span.end, shared=found["shared"].astype("bool"))
