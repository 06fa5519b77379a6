"""Improvement plans → what help was promised in a period to whom and by whom, and what is left of earlier promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")
DONE, PART, MISSED = "已完成", "部分完成", "未完成"


@once
def promised(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Lines of plans made up to the period's end, with ``new`` (made in it) and ``days_over`` (due and not done)."""
    rows = rows_of(tables, ctx, "improvement_plans")
    rows = rows[rows["officer"].notna() & ~(rows["date"] > ctx.span.end)]
    over = (pd.Timestamp(ctx.as_of) - rows["due"]).dt.days.astype("float64")
    late = (rows["outcome"] != DONE) & (over > 0)
    return rows.assign(new=ctx.span.holds(rows["date"]), days_over=over.where(late))


def new_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    """The rows of the plans made in the period."""
    rows = promised(tables, ctx)
    return {"improvement_plans": rows[rows["new"]]}


def _listed(rows: pd.DataFrame, level: By, name: str) -> pd.DataFrame:
    known = rows[rows[list(LEVELS[level])].notna().all(axis=1)]
    return listed(known.reset_index(drop=True), level, name)


_PLANNED = (
    *("number", "officer", "date", "plan_item", "measure_taken", "standard", "help_promised", "supporter"),
    *("due", "check_by", "outcome", "days_over"),
)


@figure(
    term="帮扶承诺表",
    needs=("improvement_plans", "roster"),
    by=WIDE,
    shape="many",
    fields=_PLANNED,
    rows=new_rows,
)
def help_list(tables: Tables, ctx: Context) -> Frames:
    """The lines of the plans made in the period: for whom, what help was promised by whom, by when, how far it is."""
    rows = promised(tables, ctx)
    rows = rows[rows["new"]].sort_values("date", kind="stable")
    return {level: _listed(rows, level, "help_list") for level in WIDE}


def _left(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = promised(tables, ctx)
    return rows[~rows["new"] & (rows["outcome"] != DONE)].sort_values("due", kind="stable")


@figure(
    term="前期未了计划",
    needs=("improvement_plans", "roster"),
    by=WIDE,
    shape="many",
    fields=_PLANNED,
    rows=lambda tables, ctx: {"improvement_plans": _left(tables, ctx)},
)
def plans_left(tables: Tables, ctx: Context) -> Frames:
    """Lines of plans of earlier rounds that are not done, the longest overdue first."""
    return {level: _listed(_left(tables, ctx), level, "plans_left") for level in WIDE}


@figure(
    term="支持人表",
    needs=("improvement_plans", "roster"),
    by=WIDE,
    shape="many",
    fields=("number", "supporter", "people", "plans_count", "names"),
    rows=new_rows,
)
def helpers(tables: Tables, ctx: Context) -> Frames:
    """Who promised to help how many people with how many lines of the plans of the period, the busiest first."""
    rows = promised(tables, ctx)
    rows = rows[rows["new"] & rows["supporter"].notna()]
    return {level: _helpers(rows, level) for level in WIDE}


def _helpers(rows: pd.DataFrame, level: By) -> pd.DataFrame:
    where = [*LEVELS[level], "supporter"]

    def names(found: pd.Series[Any]) -> str:
        return "、".join(dict.fromkeys(found))

    grouped = rows.groupby(where, sort=False)["officer"]
    counts = {"people": grouped.nunique().astype("float64"), "plans_count": grouped.size().astype("float64")}
    frame = pd.DataFrame({**counts, "names": grouped.agg(names)}).reset_index("supporter")
    return listed(frame.sort_values(["people", "plans_count"], ascending=False, kind="stable"), level, "helpers")
