"""Promises, due checks and decisions of five ledgers → what each officer has to see to on the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.meetings.actions import items
from pipeline.measures.figures.work.leads import CLOSED
from pipeline.measures.people import KEYS, branches, home_branches
from pipeline.tables import Tables

CHECK, LEAD, CALL, VISIT, ACTION = "贷后检查", "准客户跟进", "约定回访", "预约拜访", "督办事项"
_LEDGERS = ("post_loan_checks", "prospects", "activities", "visits", "action_items")
_SHOWN = ("number", "officer", "kind", "customer_no", "customer", "title", "due", "days_over")


def _checks(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Post-loan checks that are due soon or were due already and are not done."""
    frame = rows_of(tables, ctx, "post_loan_checks")
    until = ctx.span.end + timedelta(int(ctx.settings["today"]["checks_ahead"]))
    frame = frame[(frame["due"] <= until) & ~(frame["done"] <= ctx.span.end)]
    return frame.assign(kind=CHECK, title=frame["check_kind"], customer_no=None)


def _leads(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Prospects whose next step is for the period or was for a day before it."""
    frame = rows_of(tables, ctx, "prospects")
    frame = frame[~frame["stage"].isin(CLOSED) & (frame["next_date"] <= ctx.span.end)]
    return frame.assign(kind=LEAD, title=frame["next_step"], customer_no=frame["prospect_no"], due=frame["next_date"])


def _calls(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What customers were promised when they were last seen, and nobody has seen them since."""
    frame = rows_of(tables, ctx, "activities").sort_values("date", kind="stable")
    frame = frame[(frame["date"] <= ctx.span.end) & frame["customer"].notna()]
    last = frame.drop_duplicates(["branch", "officer", "customer_no", "customer"], keep="last")
    last = last[_promised(last["next_date"], ctx)]
    return last.assign(kind=CALL, title=last["result"], due=last["next_date"])


def _visits(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The next date that visits by several colleagues were left with; whoever led the talk goes again."""
    frame = rows_of(tables, ctx, "visits")
    frame = frame[_promised(frame["next_date"], ctx) & frame["lead_talker"].notna()]
    branch = frame["branch"].where(frame["branch"].notna(), frame["lead_talker"].map(home_branches(tables, ctx)))
    purpose = frame["purpose"]
    return frame.assign(kind=VISIT, title=purpose, due=frame["next_date"], officer=frame["lead_talker"], branch=branch)


def _actions(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Open action items that are due within days or overdue."""
    frame = items(tables, ctx)
    until = ctx.span.end + timedelta(int(ctx.settings["actions"]["blue_days"]))
    frame = frame[~frame["settled"] & (frame["due"] <= until)]
    return frame.assign(kind=ACTION, title=frame["action"], officer=frame["owner"], customer_no=None, customer=None)


def _promised(days: pd.Series[Any], ctx: Context) -> pd.Series[bool]:
    """Which promised days lie in the period, or so few days before it that they are still worth a call."""
    first = ctx.span.start - timedelta(int(ctx.settings["today"]["promised_back"]))
    return (days >= first) & (days <= ctx.span.end)


@once
def _rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    made = (_checks, _leads, _calls, _visits, _actions)
    return {name: rows(tables, ctx) for name, rows in zip(_LEDGERS, made, strict=True)}


@figure(
    term="当日要务",
    needs=(*_LEDGERS, "roster"),
    by=("branch", "officer"),
    shape="many",
    fields=_SHOWN,
    rows=lambda tables, ctx: _rows(tables, ctx),
)
def duties(tables: Tables, ctx: Context) -> Frames:
    """What is to be done in the period: post-loan checks, prospects' next steps, promised calls, visits, action items.

    What is overdue comes first, the longest first; ``days_over`` counts from the deadline to ``as_of`` and is blank
    before it. ``title`` is the next step, the way of checking, the last result, the purpose or the decision.
    """
    wanted = ["branch", *(name for name in _SHOWN if name not in ("number", "days_over"))]
    parts = [frame.reindex(columns=wanted) for frame in _rows(tables, ctx).values()]
    frame = pd.concat([part.astype({"due": "datetime64[ns]"}) for part in parts], ignore_index=True)
    places = branches(tables, ctx).set_index("branch")["bank"]
    frame = frame[frame["branch"].isin(places.index)].assign(bank=lambda found: found["branch"].map(places))
    over = (pd.Timestamp(ctx.as_of) - frame["due"]).dt.days.astype("float64")
    frame = frame.assign(days_over=over.where(over > 0)).sort_values(["due", "kind"], kind="stable")
    own = frame[frame["officer"].notna()]
    return {
        "branch": listed(frame, "branch", "duties"),
        "officer": listed(own.set_index(KEYS, drop=False), "officer", "duties"),
    }
