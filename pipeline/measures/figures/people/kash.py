"""KASH scores of every round → the items and the dimensions of everybody, this time and last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.rounds import rounds
from pipeline.measures.people import KEYS, everybody
from pipeline.measures.ratios import PRECISE
from pipeline.measures.scores import SECTIONS, ends, scored_rows
from pipeline.tables import Tables

ITEM = ["dimension", "kash_item"]
BOTH = ["self_score", "lead_score"]
NEEDS = ("kash_scores", "roster")


@once
def scores(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The KASH scores of all rounds up to the period's end; see ``rounds``."""
    return rounds(scored_rows(tables, ctx, "kash_scores").dropna(subset=[*KEYS, *ITEM]), ctx)


def catalogue(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The items to score, in order: those of the settings, then those that somebody scored beside them."""
    listed_items = [(d, item) for d, section in SECTIONS.items() for item in ctx.settings["kash"][section]]
    seen = scores(tables, ctx)[ITEM].drop_duplicates()
    own = pd.concat([pd.DataFrame(listed_items, columns=ITEM), seen]).drop_duplicates("kash_item")
    order = own["dimension"].map({d: n for n, d in enumerate(SECTIONS)})
    return own.assign(_order=order).sort_values("_order", kind="stable").drop(columns="_order").reset_index(drop=True)


def asked(index: pd.Index[Any], items: pd.DataFrame) -> pd.DataFrame:
    """Every item for every key of the index, as columns."""
    return index.to_frame(index=False).merge(items, how="cross")


@once
def scored_items(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Everybody's items with this round's and the last round's scores: KEYS, ITEM, self_score, lead_score, score_gap,
    marked, last_self, last_lead, lead_change."""
    every, rows = asked(everybody(tables, ctx, ctx.span, "officer"), catalogue(tables, ctx)), scores(tables, ctx)
    where = [*KEYS, "kash_item"]
    now = rows[rows["_now"]].drop_duplicates(where, keep="last")[[*where, *BOTH]]
    last = rows[rows["_last"]].drop_duplicates(where, keep="last")[[*where, *BOTH]]
    last = last.rename(columns={"self_score": "last_self", "lead_score": "last_lead"})
    frame = every.merge(now, "left", where).merge(last, "left", where)
    gap = frame["lead_score"] - frame["self_score"]
    return frame.assign(
        score_gap=gap,
        marked=gap.abs() >= ctx.settings["kash"]["gap"] - PRECISE,
        lead_change=frame["lead_score"] - frame["last_lead"],
    )


def _score_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    rows = scores(tables, ctx)
    return {"kash_scores": rows[rows["_now"] | rows["_last"]]}


@figure(
    term="KASH评分表",
    needs=NEEDS,
    by=("officer",),
    shape="many",
    fields=(
        *("number", "dimension", "kash_item", "self_score", "lead_score", "score_gap", "marked"),
        *("last_self", "last_lead", "lead_change"),
    ),
    rows=_score_rows,
)
def kash_items(tables: Tables, ctx: Context) -> Frames:
    """Every item of settings [kash], scored or not: 自评 and 上级评 of this round and the last, the gap (上级 − 自评).

    ``marked`` where both are given and lie settings kash.gap or more apart; a blank is not a nought.
    """
    return {"officer": listed(scored_items(tables, ctx), "officer", "kash_items")}


_MEANS = {
    "self_mean": "self_score",
    "lead_mean": "lead_score",
    "last_self_mean": "last_self",
    "last_lead_mean": "last_lead",
}


@once
def dimension_means(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The four dimensions of everybody, indexed by officer: means of the answered items, this round and the last."""
    items = scored_items(tables, ctx)
    grouped = items.groupby([*KEYS, "dimension"], sort=False)
    frame = grouped.agg(
        **{name: (column, "mean") for name, column in _MEANS.items()},
        items_count=("kash_item", "size"),
        answered_self=("self_score", "count"),
        answered_lead=("lead_score", "count"),
        marked_count=("marked", "sum"),
    )
    counts = ["items_count", "answered_self", "answered_lead", "marked_count"]
    frame = frame.astype(dict.fromkeys(counts, "float64")).assign(
        mean_gap=frame["lead_mean"] - frame["self_mean"], mean_change=frame["lead_mean"] - frame["last_lead_mean"]
    )
    return frame.reset_index("dimension")


@figure(
    term="KASH维度表",
    needs=NEEDS,
    by=("officer",),
    shape="many",
    fields=(
        *("dimension", "self_mean", "lead_mean", "mean_gap", "last_self_mean", "last_lead_mean", "mean_change"),
        *("branch_mean", "items_count", "answered_self", "answered_lead", "marked_count"),
    ),
    rows=_score_rows,
)
def kash_means(tables: Tables, ctx: Context) -> Frames:
    """知识 态度 技巧 习惯: the mean of the answered items by self and superior, last round's, the branch's mean of all
    that superiors gave."""
    means = dimension_means(tables, ctx)
    where = ["bank", "branch", "dimension"]
    given = scored_items(tables, ctx).groupby(where, sort=False)["lead_score"].mean()
    frame = means.reset_index()
    frame["branch_mean"] = given.reindex(pd.MultiIndex.from_frame(frame[where])).to_numpy()
    return {"officer": listed(frame, "officer", "kash_means")}


@figure(
    term="KASH概况",
    needs=NEEDS,
    by=("officer",),
    shape="one",
    fields=(
        *("scored", "round_label", "last_round", "items_count", "answered_self", "answered_lead", "marked_count"),
        *("low_count", "strongest", "weakest", "self_mean", "lead_mean", "last_lead_mean"),
    ),
    rows=_score_rows,
)
def kash_info(tables: Tables, ctx: Context) -> Frames:
    """Whether an officer is scored in this period, which round was the last, how many items need a talk or are low.

    最强 and 最弱维度 by the superior's means, all that tie; blank where fewer than two are scored or all are equal.
    """
    items, means = scored_items(tables, ctx), dimension_means(tables, ctx)
    index = everybody(tables, ctx, ctx.span, "officer")
    low = items["lead_score"] <= ctx.settings["kash"]["low"] + PRECISE
    frame = (
        items.assign(low_count=low)
        .groupby(KEYS, sort=False)
        .agg(
            items_count=("kash_item", "size"),
            answered_self=("self_score", "count"),
            answered_lead=("lead_score", "count"),
            marked_count=("marked", "sum"),
            low_count=("low_count", "sum"),
            self_mean=("self_score", "mean"),
            lead_mean=("lead_score", "mean"),
            last_lead_mean=("last_lead", "mean"),
        )
    )
    frame = frame.astype("float64").reindex(index)
    counts = ["items_count", "answered_self", "answered_lead", "marked_count", "low_count"]
    frame[counts] = frame[counts].fillna(0.0)
    rows = scores(tables, ctx)
    labels = [rows[rows[mark]].groupby(KEYS)["_label"].first().reindex(index) for mark in ("_now", "_last")]
    frame = frame.assign(
        scored=frame["answered_self"] + frame["answered_lead"] > 0, round_label=labels[0], last_round=labels[1]
    )
    return {
        "officer": listed(
            frame.join(ends(means.reset_index(), "dimension", "lead_mean").reindex(index)), "officer", "kash_info"
        )
    }
