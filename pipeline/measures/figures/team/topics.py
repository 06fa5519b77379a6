"""The rota of topics → who shares what in the period, what was studied, and how often each has shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import weekday
from pipeline.measures.figure import REGISTRY, Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import everybody, in_post, officers, roster
from pipeline.measures.team.register import of_period
from pipeline.measures.team.rota import SHORT, rota, topics
from pipeline.tables import Tables

NEEDS = ("topics", "roster", "leave")
_KEYS = ["bank", "branch"]


def topic_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    """The register's rows of the period, and those in post, of whom the rota proposes."""
    staff = roster(tables, ctx)
    return {
        "topics": of_period(topics(tables, ctx), ctx),
        "roster": staff[in_post(staff, ctx.period.first, ctx.period.last)],
    }


@figure(
    term="学习分享安排",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("number", "date", "weekday", "meeting", "topic_kind", "title", "sharer", "policy_no", "story"),
        *("registered", "proposed", "note"),
    ),
    rows=topic_rows,
)
def topic_rota(tables: Tables, ctx: Context) -> Frames:
    """What is shared on each day of the period, by day and meeting; ``proposed`` where the rota names the sharer.

    Settings [study]: the meetings at which somebody shares each time, whether the rota proposes, the list of short
    topics. Whoever has not shared for longest comes next; those on leave that day are passed over.
    """
    return {"branch": listed(_dressed(rota(tables, ctx)), "branch", topic_rota)}


def _dressed(found: pd.DataFrame) -> pd.DataFrame:
    flags = {name: found[name].astype("bool") for name in ("registered", "proposed")}
    return found.assign(weekday=found["date"].map(weekday).astype("object"), **flags)


def studied(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The register's topics of the period whose day has come; a sharer only where the register names one."""
    found = _dressed(rota(tables, ctx))
    found = found[found["registered"] & ctx.span.holds(found["date"])]
    return found.assign(sharer=found["sharer"].where(~found["proposed"], None))


def _studied_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    rows = topic_rows(tables, ctx)
    return {**rows, "topics": rows["topics"][ctx.span.holds(rows["topics"]["date"])]}


@figure(
    term="学习记录",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", "date", "weekday", "meeting", "topic_kind", "title", "sharer", "policy_no", "story", "note"),
    rows=_studied_rows,
)
def study_done(tables: Tables, ctx: Context) -> Frames:
    """What the register has for the days gone by, by day: policies, short topics and shared cases."""
    return {"branch": listed(studied(tables, ctx), "branch", study_done)}


@figure(
    term="学习概况",
    needs=NEEDS,
    by=("branch",),
    shape="one",
    fields=("total", "policies_count", "shorts_count", "cases_shared", "sharers_count", "headcount"),
    rows=_studied_rows,
)
def study_totals(tables: Tables, ctx: Context) -> Frames:
    """How much was studied in the period so far, of which kinds, by how many of those in post."""
    index, found = everybody(tables, ctx, ctx.span, "branch"), studied(tables, ctx)
    frame = pd.DataFrame({"total": _count(found, index)}, index=index)
    for name, kind in (("policies_count", "政策"), ("shorts_count", SHORT), ("cases_shared", "案例分享")):
        frame[name] = _count(found[found["topic_kind"] == kind], index)
    people = found.dropna(subset=["sharer"]).drop_duplicates([*_KEYS, "sharer"])
    frame["sharers_count"] = _count(people, index)
    frame["headcount"] = _count(officers(tables, ctx, ctx.span.first, ctx.span.last), index)
    return {"branch": frame[[*REGISTRY["study_totals"].fields]]}


def _count(rows: pd.DataFrame, index: pd.Index[Any]) -> pd.Series[Any]:
    return rows.groupby(_KEYS).size().reindex(index).fillna(0.0).astype("float64")


@figure(
    term="分享统计",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", "officer", "newcomer", "shared_count", "turns", "last_shared", "next_share"),
    rows=topic_rows,
)
def study_people(tables: Tables, ctx: Context) -> Frames:
    """Everybody in post: how often each shared in the period so far, how many turns the whole period's rota gives, the
    last time, the next turn in the period.

    A branch's host or another colleague who shared and is no officer is not listed.
    """
    staff = officers(tables, ctx, ctx.period.first, ctx.period.last)
    at = pd.MultiIndex.from_frame(staff[["branch", "officer"]])
    pair = ["branch", "sharer"]
    seen = topics(tables, ctx)
    seen = seen[seen["date"] <= ctx.span.end]
    turns = rota(tables, ctx)
    coming = turns[turns["date"] > pd.Timestamp(ctx.as_of)]
    found = staff.assign(
        shared_count=studied(tables, ctx).groupby(pair).size().reindex(at).fillna(0.0).to_numpy(dtype="float64"),
        turns=turns.groupby(pair).size().reindex(at).fillna(0.0).to_numpy(dtype="float64"),
        last_shared=seen.groupby(pair)["date"].max().reindex(at).to_numpy(dtype="datetime64[ns]"),
        next_share=coming.groupby(pair)["date"].min().reindex(at).to_numpy(dtype="datetime64[ns]"),
    )
    return {"branch": listed(found, "branch", study_people)}
