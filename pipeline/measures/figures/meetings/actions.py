"""The action register and the cases → what a meeting starts from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import looked_up, roster
from pipeline.tables import Tables

_CASES = ("number", "date", "officer", "title", "story", "lesson")


def _open(tables: Tables, ctx: Context) -> pd.DataFrame:
    items = rows_of(tables, ctx, "action_items")
    closed = items["closed"].notna() & items["reviewer"].notna() & (items["closed"] <= ctx.span.end)
    later_on = items["opened"] > ctx.span.end
    return items[~closed & ~later_on]


@figure(
    term="督办未结",
    needs=("action_items",),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "action_no", "action", "owner", "partner", "meeting", "opened", "due"),
        *("progress", "status", "light", "days_over", "extensions"),
    ),
    rows=lambda tables, ctx: {"action_items": _open(tables, ctx)},
)
def open_items(tables: Tables, ctx: Context) -> Frames:
    """Action items without both a closing date and a reviewer, the earliest deadline first, with their light.

    红 past the deadline; 黄 put off twice, or nothing done when half of the time is gone; 蓝 due within days. An item
    without a branch of its own belongs to its owner's.
    """
    items = _open(tables, ctx)
    home = roster(tables, ctx).drop_duplicates("officer", keep=False).set_index("officer")["branch"]
    items = items.assign(branch=items["branch"].where(items["branch"].notna(), looked_up(items["owner"], home)))
    items = items[items["branch"].notna()].sort_values(["due", "action_no"], kind="stable")
    return {"branch": listed(items.assign(**lights(items, ctx)), "branch", "open_items")}


def lights(items: pd.DataFrame, ctx: Context) -> dict[str, pd.Series[Any]]:
    """``light`` and ``days_over`` of action items as at ``as_of``; days_over is blank before the deadline."""
    today = pd.Timestamp(ctx.as_of)
    over = (today - items["due"]).dt.days.astype("float64")
    left = -over
    gone, whole = (today - items["opened"]).dt.days, (items["due"] - items["opened"]).dt.days
    idle = items["progress"].isna() & (gone * 2 > whole)
    light = pd.Series("", items.index, dtype="object")
    light = light.mask(left <= ctx.settings["actions"]["blue_days"], "蓝")
    light = light.mask((items["extensions"] >= 2) | idle, "黄")
    return {"light": light.mask(over > 0, "红"), "days_over": over.where(over > 0)}


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
