"""Newest KASH scores → what somebody lacks and who could teach it, what a branch lacks together, and how plans went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.kash import ITEM, NEEDS, scores
from pipeline.measures.figures.people.rounds import rounds
from pipeline.measures.people import KEYS, looked_up, officers
from pipeline.measures.ratios import PRECISE, ratio
from pipeline.measures.scores import scored_rows
from pipeline.tables import Tables

_ITEM_OF = ["bank", "branch", "kash_item"]


@once
def newest(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The newest scores of everybody in post up to the period's end, whether or not their round touches the period."""
    rows = scores(tables, ctx)
    latest = rows["_round"] == rows.groupby(KEYS)["_round"].transform("max")
    rows = rows[latest].drop_duplicates([*KEYS, "kash_item"], keep="last")
    staff = officers(tables, ctx, ctx.span.first, ctx.span.last)[KEYS]
    found: pd.DataFrame = staff.merge(rows.assign(_from=rows.index), on=KEYS).set_index("_from", drop=False)
    return found


@once
def _gaps(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Newest scores that need a talk or are low, with ``why`` and a proposed ``mentor``, the lowest first."""
    rules, rows = ctx.settings["kash"], newest(tables, ctx)
    gap = rows["lead_score"] - rows["self_score"]
    low = rows["lead_score"] <= rules["low"] + PRECISE
    apart = gap.abs() >= rules["gap"] - PRECISE
    rows = rows.assign(score_gap=gap, marked=apart, _low=low)[low | apart]
    texts = [
        "；".join(_reasons(lead, gap, apart=apart, low=low))
        for lead, gap, apart, low in zip(
            rows["lead_score"], rows["score_gap"], rows["marked"], rows["_low"], strict=True
        )
    ]
    where = pd.MultiIndex.from_frame(rows[_ITEM_OF])
    best = pd.Series(_ablest(tables, ctx).reindex(where).to_numpy(), rows.index, dtype="object")
    rows = rows.assign(
        why=pd.Series(texts, rows.index, dtype="object"), mentor=best.where(best != rows["officer"], None)
    )
    ordered: pd.DataFrame = rows.assign(_size=-rows["score_gap"].abs().fillna(0))
    return ordered.sort_values(["lead_score", "_size"], kind="stable")


def _reasons(lead: float, gap: float, *, apart: bool, low: bool) -> list[str]:
    said = [say("kash_low", "zh", score=f"{lead:g}")] if low else []
    return [*said, say("kash_over" if gap < 0 else "kash_under", "zh", points=f"{abs(gap):g}")] if apart else said


def _ablest(tables: Tables, ctx: Context) -> pd.Series[Any]:
    """Of each branch and item, the colleague whom the superior scores best (settings kash.mentor_from and more)."""
    rows = newest(tables, ctx)
    able = rows[rows["lead_score"] >= ctx.settings["kash"]["mentor_from"] - PRECISE]
    able = able.sort_values("lead_score", ascending=False, kind="stable")
    best: pd.Series[Any] = able.drop_duplicates(_ITEM_OF).set_index(_ITEM_OF)["officer"]
    return best


def _gap_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"kash_scores": rows_of(tables, ctx, "kash_scores").loc[newest(tables, ctx)["_from"]]}


@figure(
    term="能力差距表",
    needs=NEEDS,
    by=("branch", "officer"),
    shape="many",
    fields=(
        *("number", "officer", "dimension", "kash_item", "self_score", "lead_score", "score_gap", "marked"),
        *("why", "mentor"),
    ),
    rows=_gap_rows,
)
def kash_gaps(tables: Tables, ctx: Context) -> Frames:
    """Items of the newest scores that are low or that self and superior see differently (``marked``), the lowest first.

    ``mentor`` is the colleague of the branch whom the superior scores best on the item; blank where nobody is good
    enough to be one (settings kash.mentor_from).
    """
    rows = _gaps(tables, ctx).reset_index(drop=True)
    return {level: listed(rows, level, "kash_gaps") for level in ("branch", "officer")}


@figure(
    term="共性短板表",
    needs=NEEDS,
    by=("bank", "branch"),
    shape="many",
    fields=("number", "dimension", "kash_item", "people", "low_people", "low_share", "lead_mean", "names"),
    rows=_gap_rows,
)
def kash_common(tables: Tables, ctx: Context) -> Frames:
    """Items on which two or more are low by the newest scores: how many of those scored, and who; the most first."""
    return {level: _common(tables, ctx, level) for level in ("bank", "branch")}


def _common(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    rows = newest(tables, ctx)
    rows = rows[rows["lead_score"].notna()].reset_index(drop=True)
    rows = rows.assign(_low=rows["lead_score"] <= ctx.settings["kash"]["low"] + PRECISE)
    where = [*LEVELS[level], *ITEM]
    frame = rows.groupby(where, sort=False).agg(
        people=("officer", "size"), low_people=("_low", "sum"), lead_mean=("lead_score", "mean")
    )
    low = rows[rows["_low"]]
    frame["names"] = low.groupby(where)["officer"].agg("、".join).reindex(frame.index).astype("object")
    frame = frame[frame["low_people"] > 1].astype({"people": "float64", "low_people": "float64"})
    frame = frame.assign(low_share=ratio(frame["low_people"], frame["people"])).reset_index(ITEM)
    frame = frame.sort_values(["low_people", "lead_mean"], ascending=[False, True], kind="stable")
    return listed(frame, level, "kash_common")


def _plans(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rows of each officer's newest development plan up to the period's end."""
    rows = scored_rows(tables, ctx, "kash_plans").dropna(subset=[*KEYS, "period"])
    made = rounds(rows, ctx)
    return made[made["_round"] == made.groupby(KEYS)["_round"].transform("max")]


@figure(
    term="上次发展计划",
    needs=("kash_plans", *NEEDS),
    by=("officer",),
    shape="many",
    fields=(
        *("number", "kash_item", "target_score", "now_score", "reached_target", "learning_way", "mentor"),
        *("first_day", "last_day", "check_by", "outcome"),
    ),
    rows=lambda tables, ctx: {"kash_plans": _plans(tables, ctx)},
)
def kash_plan(tables: Tables, ctx: Context) -> Frames:
    """The newest development plan, item by item, with the superior's newest score beside the target."""
    plans = _plans(tables, ctx)
    now = newest(tables, ctx).set_index([*KEYS, "kash_item"])["lead_score"]
    keys = pd.MultiIndex.from_frame(plans[[*KEYS, "kash_item"]])
    found = pd.Series(looked_up(keys.to_series(), now).to_numpy(), plans.index, dtype="float64")
    reached = found >= plans["target_score"] - PRECISE
    return {"officer": listed(plans.assign(now_score=found, reached_target=reached), "officer", "kash_plan")}
