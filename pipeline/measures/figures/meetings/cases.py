"""The register of cases → the success and risk cases that a meeting tells, and those of the last days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.tables import Tables

_CASES = ("number", "date", "officer", "title", "story", "lesson")


def _cases(tables: Tables, ctx: Context, kind: str) -> pd.DataFrame:
    found = rows_of(tables, ctx, "cases")
    return found[(found["case_kind"] == kind) & ctx.span.holds(found["date"])]


@figure(
    term="成功案例",
    needs=("cases",),
    by=("branch",),
    shape="many",
    fields=_CASES,
    rows=lambda tables, ctx: {"cases": _cases(tables, ctx, "成功")},
)
def success_cases(tables: Tables, ctx: Context) -> Frames:
    """The success cases of the period, by day."""
    return {"branch": _case_list(tables, ctx, "成功", "success_cases")}


@figure(
    term="风险案例",
    needs=("cases",),
    by=("branch",),
    shape="many",
    fields=_CASES,
    rows=lambda tables, ctx: {"cases": _cases(tables, ctx, "风险")},
)
def risk_cases(tables: Tables, ctx: Context) -> Frames:
    """The risk cases of the period, by day."""
    return {"branch": _case_list(tables, ctx, "风险", "risk_cases")}


def _case_list(tables: Tables, ctx: Context, kind: str, name: str) -> pd.DataFrame:
    found = _cases(tables, ctx, kind)
    return listed(found[found["branch"].notna()].sort_values("date", kind="stable"), "branch", name)


def _recent(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    first = ctx.span.end - timedelta(int(ctx.settings["today"]["cases_back"]))
    found = rows_of(tables, ctx, "cases")
    return {"cases": found[(found["date"] >= first) & (found["date"] <= ctx.span.end) & found["branch"].notna()]}


@figure(
    term="近期案例",
    needs=("cases",),
    by=("branch",),
    shape="many",
    fields=("number", "date", "case_kind", "officer", "title", "story", "lesson"),
    rows=_recent,
)
def recent_cases(tables: Tables, ctx: Context) -> Frames:
    """The cases of the last days up to the period's end (setting today.cases_back), the newest first."""
    found = _recent(tables, ctx)["cases"].sort_values("date", ascending=False, kind="stable")
    return {"branch": listed(found, "branch", "recent_cases")}
