"""The action register → what is open and under which light, who owes it, and what the period closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import banks_of, everybody, home_branches
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

RED, YELLOW, BLUE = "红", "黄", "蓝"
PUT_OFF = 2  # an item that was put off so often is behind, whatever is said of it
DONE_WORDS = ("完成", "已完成", "办结", "已办结", "销号", "已销号")  # words of 状态, which close nothing by themselves
_SHOWN = (
    *("number", "action_no", "action", "owner", "partner", "meeting", "opened", "due"),
    *("progress", "status", "light", "days_over", "extensions"),
)
_COUNTS = ("actions_open", "actions_red", "actions_yellow", "actions_blue")


@once
def items(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every action item that was opened by now, by deadline, with its branch, light, and what became of it.

    ``settled``: closed by now, with a reviewer and a date, never by a word alone. ``awaiting``: somebody says it is
    done and no reviewer has closed it. ``carried``: open, from before the period. An item without a branch of its own
    belongs to its owner's.
    """
    frame = rows_of(tables, ctx, "action_items")
    frame = frame[~(frame["opened"] > ctx.span.end)]
    branch = frame["branch"].where(frame["branch"].notna(), frame["owner"].map(home_branches(tables, ctx)))
    frame = frame.assign(branch=branch, bank=banks_of(branch, tables, ctx))
    settled = frame["closed"].notna() & frame["reviewer"].notna() & (frame["closed"] <= ctx.span.end)
    later_on = frame["closed"] > ctx.span.end  # what was closed since was not said to be done then
    said = (frame["status"].isin(DONE_WORDS) | frame["closed"].notna()) & ~later_on
    frame = frame.assign(
        settled=settled.astype(bool),
        awaiting=(said & ~settled).astype(bool),
        carried=(~settled & ~(frame["opened"] >= ctx.span.start)).astype(bool),
        **lights(frame, ctx),
    )
    frame["light"] = frame["light"].mask(settled, "")
    frame["days_over"] = frame["days_over"].mask(settled)
    return frame.sort_values(["due", "action_no"], kind="stable")


def lights(frame: pd.DataFrame, ctx: Context) -> dict[str, pd.Series[Any]]:
    """``light`` and ``days_over`` of action items as at ``as_of``; days_over is blank before the deadline.

    红 past the deadline; 黄 put off twice, or nothing done when half of the time is gone; 蓝 due within days.
    """
    today = pd.Timestamp(ctx.as_of)
    over = (today - frame["due"]).dt.days.astype("float64")
    gone, whole = (today - frame["opened"]).dt.days, (frame["due"] - frame["opened"]).dt.days
    idle = frame["progress"].isna() & (gone * 2 > whole)
    light = pd.Series("", frame.index, dtype="object")
    light = light.mask(-over <= ctx.settings["actions"]["blue_days"], BLUE)
    light = light.mask((frame["extensions"] >= PUT_OFF) | idle, YELLOW)
    return {"light": light.mask(over > 0, RED), "days_over": over.where(over > 0)}


def _open(tables: Tables, ctx: Context) -> pd.DataFrame:
    frame = items(tables, ctx)
    return frame[~frame["settled"]]


def _settled_now(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What was closed in the period."""
    frame = items(tables, ctx)
    return frame[frame["settled"] & ctx.span.holds(frame["closed"])]


@figure(
    term="督办未结",
    needs=("action_items", "roster"),
    by=("branch", "officer"),
    shape="many",
    fields=_SHOWN,
    rows=lambda tables, ctx: {"action_items": _open(tables, ctx)},
)
def open_items(tables: Tables, ctx: Context) -> Frames:
    """Action items without both a closing date and a reviewer, the earliest deadline first, with their light.

    红 past the deadline; 黄 put off twice, or nothing done when half of the time is gone; 蓝 due within days. An item
    without a branch of its own belongs to its owner's. An officer's are those that the officer owns.
    """
    frame = _open(tables, ctx)
    frame = frame[frame["branch"].notna()]
    own = frame[frame["owner"].notna()].assign(officer=frame["owner"])
    return {"branch": listed(frame, "branch", "open_items"), "officer": listed(own, "officer", "open_items")}


@figure(
    term="督办清单",
    needs=("action_items", "roster"),
    by=("branch",),
    shape="many",
    fields=(*_SHOWN, "closed", "reviewer", "note", "settled", "awaiting", "carried"),
    rows=lambda tables, ctx: {"action_items": items(tables, ctx)},
)
def action_list(tables: Tables, ctx: Context) -> Frames:
    """The whole register up to now: what is open by deadline, then what was settled, the newest first."""
    frame = items(tables, ctx)
    frame = frame[frame["branch"].notna()]
    done = frame[frame["settled"]].sort_values("closed", ascending=False, kind="stable")
    return {"branch": listed(pd.concat([frame[~frame["settled"]], done]), "branch", "action_list")}


def _summary_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    frame = items(tables, ctx)
    now = ~frame["settled"] | ctx.span.holds(frame["closed"]) | ctx.span.holds(frame["opened"])
    return {"action_items": frame[now]}


@figure(
    term="督办汇总",
    needs=("action_items", "roster", "branches"),
    by=("bank", "branch"),
    shape="one",
    fields=(
        *(*_COUNTS, "actions_awaiting", "actions_carried"),
        *("actions_new", "actions_settled", "actions_on_time", "on_time_rate"),
    ),
    rows=_summary_rows,
)
def action_summary(tables: Tables, ctx: Context) -> Frames:
    """Items open, by light, awaiting a reviewer, carried over; and those opened and settled in the period.

    按时率 is the share of the items settled in the period whose closing date is not after their deadline.
    """
    return {level: _summed(tables, ctx, level) for level in ("bank", "branch")}


def _summed(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    frame = items(tables, ctx)
    settled = frame["settled"] & ctx.span.holds(frame["closed"])
    flags = _flags(frame).assign(
        actions_awaiting=frame["awaiting"],
        actions_carried=frame["carried"],
        actions_new=ctx.span.holds(frame["opened"]),
        actions_settled=settled,
        actions_on_time=settled & (frame["closed"] <= frame["due"]),
    )
    keys = [frame[key] for key in LEVELS[level]]
    found = flags.astype("float64").groupby(keys).sum()
    found = found.reindex(everybody(tables, ctx, ctx.span, level)).fillna(0.0)
    return found.assign(on_time_rate=ratio(found["actions_on_time"], found["actions_settled"]))


def _flags(frame: pd.DataFrame) -> pd.DataFrame:
    """_COUNTS of each item: 1 where it is open, and where it shows the light."""
    lit = {name: frame["light"] == light for name, light in zip(_COUNTS[1:], (RED, YELLOW, BLUE), strict=True)}
    return pd.DataFrame({"actions_open": ~frame["settled"], **lit}, index=frame.index)


def _owner_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"action_items": pd.concat([_open(tables, ctx), _settled_now(tables, ctx)])}


@figure(
    term="督办负责人表",
    needs=("action_items", "roster"),
    by=("branch",),
    shape="many",
    fields=("number", "owner", *_COUNTS, "actions_settled", "days_over"),
    rows=_owner_rows,
)
def action_owners(tables: Tables, ctx: Context) -> Frames:
    """Who owes how much: open items by light, settled in the period, the longest delay; the most overdue first."""
    frame = _owner_rows(tables, ctx)["action_items"]
    frame = frame[frame["branch"].notna() & frame["owner"].notna()]
    counted = _flags(frame).assign(actions_settled=frame["settled"]).astype("float64")
    keys = [frame[key] for key in ("bank", "branch", "owner")]
    found = counted.groupby(keys).sum().assign(days_over=frame["days_over"].groupby(keys).max()).reset_index()
    order = ["branch", "actions_red", "actions_open", "days_over", "owner"]
    found = found.sort_values(order, ascending=[True, False, False, False, True], kind="stable")
    return {"branch": listed(found, "branch", "action_owners")}
