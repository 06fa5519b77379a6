"""Interviews and plans of a period → who of a branch was talked to, who is still due, and the round counted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.interviews import interview, last_interviews
from pipeline.measures.figures.people.promises import DONE, MISSED, PART, new_rows, promised
from pipeline.measures.figures.work.funnel import NEEDS as WORK_NEEDS
from pipeline.measures.people import KEYS, everybody, officers
from pipeline.measures.ratios import ratio
from pipeline.measures.scores import JUDGED, scored_rows
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")
NEEDS = ("interviews", "roster")
_KINDS = {"常规": "held_regular", "改进": "held_improving", "发展": "held_growing"}


@once
def held(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The interviews of the period with officers in post, by day; ``_newest`` is each officer's last one."""
    rows = scored_rows(tables, ctx, "interviews")
    rows = rows[ctx.span.holds(rows["date"])].sort_values("date", kind="stable")
    staff = pd.MultiIndex.from_frame(officers(tables, ctx, ctx.span.first, ctx.span.last)[KEYS])
    rows = rows[pd.MultiIndex.from_frame(rows[KEYS]).isin(staff)]
    return rows.assign(_newest=~rows.duplicated(KEYS, keep="last"))


def held_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"interviews": held(tables, ctx)}


@figure(
    term="面谈名册",
    needs=(*WORK_NEEDS, "interviews", "improvement_plans", "branches"),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "officer", "post", "newcomer", "date", "interviewer", "interview_kind", "cause", *JUDGED),
        *("officer_view", "review_date", "plans_count", "last_interview", "needed", "why"),
    ),
    rows=held_rows,
)
def interview_list(tables: Tables, ctx: Context) -> Frames:
    """Everybody in post with the newest interview of the period, or with ``needed`` and ``why`` where it is still due.

    ``plans_count``: lines of the plan that came of the talks of the period.
    """
    rows = held(tables, ctx)
    staff = officers(tables, ctx, ctx.span.first, ctx.span.last)[[*KEYS, "post", "newcomer"]]
    frame = staff.merge(rows[rows["_newest"]].drop(columns=["bank", "_newest", "_sheet", "_row"]), "left", KEYS[1:])
    index = pd.MultiIndex.from_frame(frame[KEYS])
    plans = promised(tables, ctx)
    made = plans[plans["new"]].groupby(KEYS).size().reindex(index).fillna(0.0)
    due = interview(tables, ctx)["officer"].reindex(index)
    still = frame["date"].isna().to_numpy() & due["needed"].fillna(False).astype(bool).to_numpy()
    frame = frame.assign(
        plans_count=made.to_numpy(dtype="float64"),
        last_interview=last_interviews(tables, ctx).reindex(index).to_numpy(),
        needed=still,
        why=due["why"].where(still).to_numpy(),
    )
    return {"branch": listed(frame, "branch", "interview_list")}


@figure(
    term="面谈概况",
    needs=(*WORK_NEEDS, "interviews", "improvement_plans", "branches"),
    by=WIDE,
    shape="one",
    fields=(
        *("people", "interviewed", "interviews_held", "cover_rate", *_KINDS.values(), "disagreed", "needed_left"),
        *("plans_count", "plans_done", "plans_part", "plans_missed", "plans_running", "helpers_count"),
    ),
    rows=lambda tables, ctx: {**held_rows(tables, ctx), **new_rows(tables, ctx)},
)
def interview_round(tables: Tables, ctx: Context) -> Frames:
    """A round of interviews counted: people in post, talked to, kinds of talks, who disagreed, who is still due; the
    lines of the plans that came of it and how far they are."""
    return {level: _round(tables, ctx, level) for level in WIDE}


def _round(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys, index = list(LEVELS[level]), everybody(tables, ctx, ctx.span, level)
    staff = interview_list(tables, ctx)["branch"].reset_index()
    staff = staff.assign(talked=staff["date"].notna(), against=staff["officer_view"] == "有异议")
    people = staff.groupby(keys, sort=False).agg(
        people=("officer", "size"),
        interviewed=("talked", "sum"),
        disagreed=("against", "sum"),
        needed_left=("needed", "sum"),
    )
    rows = held(tables, ctx)
    talks = rows.groupby(keys, sort=False).size().rename("interviews_held")
    kinds = {n: rows[rows["interview_kind"] == word].groupby(keys, sort=False).size() for word, n in _KINDS.items()}
    plans = promised(tables, ctx)
    plans = plans[plans["new"]].assign(
        plans_count=1.0,
        plans_done=plans["outcome"] == DONE,
        plans_part=plans["outcome"] == PART,
        plans_missed=plans["outcome"] == MISSED,
        plans_running=plans["outcome"].isna(),
    )
    counts = ["plans_count", "plans_done", "plans_part", "plans_missed", "plans_running"]
    summed = plans[[*keys, *counts]].astype(dict.fromkeys(counts, "float64")).groupby(keys, sort=False).sum()
    helpers = plans.groupby(keys, sort=False)["supporter"].nunique().rename("helpers_count")
    parts = [people, talks.to_frame(), pd.DataFrame(kinds), summed, helpers.to_frame()]
    frame = pd.concat([part.reindex(index) for part in parts], axis=1).fillna(0.0).astype("float64")
    frame = frame.assign(cover_rate=ratio(frame["interviewed"], frame["people"]))
    return listed(frame, level, "interview_round")
