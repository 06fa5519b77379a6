"""Scores that people give each other → the same without what lies off the scale; and what is odd about them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context
from pipeline.measures.people import KEYS
from pipeline.measures.ratios import PRECISE
from pipeline.measures.telling import each
from pipeline.problems import Problem
from pipeline.tables import Tables

SECTIONS = {"知识": "knowledge", "态度": "attitude", "技巧": "skills", "习惯": "habits"}  # dimension → its setting
JUDGED = ("judged_activity", "judged_products", "judged_selling", "judged_mindset")
SCALED: Mapping[str, tuple[str, ...]] = {  # table → its fields that hold a score
    "kash_scores": ("self_score", "lead_score"),
    "growth_skills": ("self_score", "lead_score"),
    "kash_plans": ("target_score",),
    "interviews": JUDGED,
}
_LOWEST = 1
_NAMED = 2  # of the items that tie


def off_scale(values: pd.Series[Any], ctx: Context) -> pd.Series[bool]:
    """Which scores lie outside 1 to settings kash.highest; a blank does not."""
    outside: pd.Series[bool] = (values < _LOWEST) | (values > ctx.settings["kash"]["highest"])
    return outside


def scored_rows(tables: Tables, ctx: Context, name: str) -> pd.DataFrame:
    """The rows of a table of SCALED that count, with blanks for scores that lie off the scale."""
    rows = rows_of(tables, ctx, name)
    return rows.assign(**{field: rows[field].mask(off_scale(rows[field], ctx)) for field in SCALED[name]})


def ends(rows: pd.DataFrame, name: str, score: str) -> pd.DataFrame:
    """What each officer is scored best and worst on: strongest, weakest by KEYS, with those that tie: 沟通、观人, or
    沟通、观人等6项. Officers whose scores do not differ, or who have fewer than two, are left out.
    """
    known = rows.dropna(subset=[score])
    best, least = (known.groupby(KEYS)[score].transform(edge) for edge in ("max", "min"))
    differ = best - least > PRECISE

    def named(edge: pd.Series[Any]) -> pd.Series[Any]:
        there = known[differ & ((known[score] - edge).abs() <= PRECISE)].groupby(KEYS)[name]
        told: pd.Series[Any] = there.agg(lambda names: _first(list(names)))
        return told

    return pd.DataFrame({"strongest": named(best), "weakest": named(least)})


def _first(names: list[str]) -> str:
    """Two names, or the first two and how many there are."""
    text = "、".join(names[:_NAMED])
    return text if len(names) <= _NAMED else say("and_more", "zh", names=text, count=str(len(names)))


def score_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Warnings: scores off the scale, which are not counted, and KASH items that the settings do not ask for."""
    for name, fields in SCALED.items():
        rows = rows_of(tables, ctx, name)
        for field in fields:
            wrong = rows[off_scale(rows[field], ctx)]
            term, highest = ctx.vocabulary.fields[field].term, str(ctx.settings["kash"]["highest"])
            yield from each(tables, ctx, name, wrong, "MS161", field, term=term, highest=highest)
    asked = [item for section in SECTIONS.values() for item in ctx.settings["kash"][section]]
    rows = rows_of(tables, ctx, "kash_scores")
    strange = rows[rows["kash_item"].notna() & ~rows["kash_item"].isin(asked)].drop_duplicates("kash_item")
    near = [(difflib.get_close_matches(str(item), asked, 1) or ["—"])[0] for item in strange["kash_item"]]
    strange = strange.assign(_near=pd.Series(near, strange.index, dtype="object"))
    yield from each(tables, ctx, "kash_scores", strange, "MS162", "kash_item", near="_near")
