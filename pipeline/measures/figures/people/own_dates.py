"""Registers that name a day and a person → what an officer has to keep in mind, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.meetings.actions import items
from pipeline.measures.figures.people.promises import DONE
from pipeline.measures.figures.people.story import shared_topics
from pipeline.measures.figures.work.leads import CLOSED
from pipeline.measures.figures.work.series import weekdays
from pipeline.measures.people import KEYS, officers
from pipeline.tables import Tables

Rows = Mapping[str, pd.DataFrame]
# table → the name of its kind, the field of its day, whether a day gone by still stands, the words of a row
_SOURCES: Mapping[str, tuple[str, str, bool, str]] = {
    "post_loan_checks": ("date_check", "due", True, "date_check_row"),
    "action_items": ("date_action", "due", True, "date_action_row"),
    "improvement_plans": ("date_plan", "due", True, "date_plan_row"),
    "prospects": ("date_lead", "next_date", True, "date_lead_row"),
    "loans": ("date_loan", "due", False, "date_loan_row"),
    "kash_plans": ("date_study", "last_day", True, "date_study_row"),
    "interviews": ("date_review", "review_date", False, "date_review_row"),
    "topics": ("date_topic", "date", False, "date_topic_row"),
    "leave": ("date_leave", "first_day", False, "date_leave_row"),
}
_WORDS = (  # the fields that a row's sentence may name
    *("customer", "loan_no", "check_kind", "action", "plan_item", "measure_taken", "prospect_no", "next_step"),
    *("kash_item", "learning_way", "interviewer", "title", "meeting", "leave_kind"),
)


def _standing(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    """The rows of each table that are not done with, with the one they concern as officer."""
    found = {name: rows_of(tables, ctx, name) for name in _SOURCES}
    checks, leads, loans = (found[name] for name in ("post_loan_checks", "prospects", "loans"))
    actions = items(tables, ctx)
    return {
        **found,
        "post_loan_checks": checks[~(checks["done"] <= ctx.span.end)],
        "prospects": leads[~leads["stage"].isin(CLOSED)],
        "loans": loans[loans["balance"] > 0],
        **{name: found[name][found[name]["outcome"] != DONE] for name in ("improvement_plans", "kash_plans")},
        "action_items": actions[~actions["settled"]].assign(officer=lambda f: f["owner"]),
        "topics": shared_topics(tables, ctx),
    }


@once
def _rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    """The rows of each table that name a day for an officer in post: past and still standing, or soon to come."""
    here = pd.MultiIndex.from_frame(officers(tables, ctx, ctx.span.first, ctx.span.last)[KEYS])
    now, last = pd.Timestamp(ctx.as_of), pd.Timestamp(last_day(ctx))
    kept = {}
    for name, rows in _standing(tables, ctx).items():
        _, day, stands, _ = _SOURCES[name]
        wanted = (rows[day] <= last) & ((rows[day] > now) | stands)
        kept[name] = rows[wanted & pd.MultiIndex.from_frame(rows[KEYS]).isin(here)]
    return kept


def last_day(ctx: Context) -> date:
    """The last day that is looked ahead to: the end of the period after this one."""
    return ctx.period.next().last


@figure(
    term="本人日程",
    needs=("roster", *_SOURCES),
    by=("officer",),
    shape="many",
    fields=("number", "date", "weekday", "plan_kind", "title", "days_over"),
    rows=_rows,
)
def own_dates(tables: Tables, ctx: Context) -> Frames:
    """What has a day: checks, action items, plans, prospects, loans that fall due, study, topics, leave.

    First what is past its day (with ``days_over``), then what comes up to the end of the next period, by day.
    """
    told = []
    for name, rows in _rows(tables, ctx).items():
        kind, day, _, words = _SOURCES[name]
        texts = pd.Series([_sentence(words, row) for row in rows.to_dict("records")], rows.index, dtype="object")
        told.append(rows[KEYS].assign(date=rows[day], plan_kind=say(kind, "zh"), title=texts))
    frame = pd.concat(told, ignore_index=True).sort_values("date", kind="stable")
    over = (pd.Timestamp(ctx.as_of) - frame["date"]).dt.days.astype("float64")
    frame = frame.assign(days_over=over.where(over > 0), weekday=weekdays(frame["date"]))
    return {"officer": listed(frame, "officer", "own_dates")}


def _sentence(words: str, row: Mapping[Any, Any]) -> str:
    """A row in words; what it lacks is left away."""
    values = {name: row[name] if isinstance(row.get(name), str) else "" for name in _WORDS}
    balance = row.get("balance")
    values["balance"] = rounded(balance, 2) if isinstance(balance, float) and balance == balance else ""
    return say(words, "zh", **values).replace("（）", "").strip("：， ")


@figure(
    term="本人待办数",
    needs=("roster", *_SOURCES),
    by=("officer",),
    shape="many",
    fields=("number", "plan_kind", "count", "overdue_count"),
    rows=_rows,
)
def own_duties(tables: Tables, ctx: Context) -> Frames:
    """How many things of each kind an officer has before him, and how many of them are past their day."""
    rows = own_dates(tables, ctx)["officer"]
    late = rows["days_over"].notna().astype("float64")
    grouped = rows.assign(overdue_count=late, count=1.0).groupby([*KEYS, "plan_kind"], sort=False)
    frame = grouped[["count", "overdue_count"]].sum().reset_index("plan_kind")
    return {"officer": listed(frame, "officer", "own_duties")}
