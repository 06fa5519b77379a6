"""Roster, growth records, interviews, topics and cases → what marked an officer's way, by day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import KEYS, banks_of, home_branches, officers
from pipeline.tables import Tables


@once
def shared_topics(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The topics with the one who shared them as officer; one without a branch has that of its sharer."""
    topics = rows_of(tables, ctx, "topics")
    home = topics["branch"].where(topics["branch"].notna(), topics["sharer"].map(home_branches(tables, ctx)))
    return topics.assign(officer=topics["sharer"], branch=home, bank=banks_of(home, tables, ctx))


def _story_sources(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    """The rows that marked an officer's way, by table, each up to the period's end with ``date``."""
    staff = officers(tables, ctx, ctx.span.first, ctx.span.last)
    found = {
        "roster": rows_of(tables, ctx, "roster").assign(date=lambda f: f["joined"]),
        "growth_stages": rows_of(tables, ctx, "growth_stages"),
        "interviews": rows_of(tables, ctx, "interviews"),
        "topics": shared_topics(tables, ctx),
        "cases": rows_of(tables, ctx, "cases"),
    }
    here = pd.MultiIndex.from_frame(staff[KEYS])
    return {
        name: rows[(rows["date"] <= ctx.span.end) & pd.MultiIndex.from_frame(rows[KEYS]).isin(here)]
        for name, rows in found.items()
    }


_TOLD = {  # table → the words of its kind, and of its rows
    "roster": ("story_joined", "story_joined_as"),
    "growth_stages": ("story_stage", "story_stage_by"),
    "interviews": ("story_talk", "story_talk_with"),
    "topics": ("story_shared", "story_titled"),
    "cases": ("story_case", "story_titled"),
}


@figure(
    term="成长履历",
    needs=("roster", "growth_stages", "interviews", "topics", "cases"),
    by=("officer",),
    shape="many",
    fields=("number", "date", "kind", "title"),
    rows=lambda tables, ctx: _story_sources(tables, ctx),
)
def growth_story(tables: Tables, ctx: Context) -> Frames:
    """What marked an officer's way up to the period's end, by day: joining, stages, talks, topics, cases."""
    told = []
    for name, rows in _story_sources(tables, ctx).items():
        kind, words = _TOLD[name]
        texts = [_sentence(words, row) for row in rows.to_dict("records")]
        told.append(
            rows[[*KEYS, "date"]].assign(kind=say(kind, "zh"), title=pd.Series(texts, rows.index, dtype="object"))
        )
    frame = pd.concat(told).sort_values("date", kind="stable").reset_index(drop=True)
    return {"officer": listed(frame, "officer", "growth_story")}


def _sentence(words: str, row: Mapping[Any, Any]) -> str:
    """A row of the story in words; what it lacks is left away."""
    values = {name: row.get(name) if isinstance(row.get(name), str) else "" for name in _WORDS}
    return say(words, "zh", **values).strip("：（）、 ")


_WORDS = ("post", "level", "mentor", "growth_stage", "evidence", "interview_kind", "interviewer", "title")
