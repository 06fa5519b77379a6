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
from pipeline.measures.figures.meetings.actions import open_items
from pipeline.measures.figures.work.series import weekdays
from pipeline.measures.people import KEYS, banks_of, home_branches, officers
from pipeline.tables import Tables

Rows = Mapping[str, pd.DataFrame]
_WON, _GIVEN_UP, _DONE = "成交", "放弃", "已完成"
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
_WORDS = ("customer", "loan_no", "check_kind", "action", "plan_item", "measure_taken", "prospect_no", "next_step")
_MORE_WORDS = ("kash_item", "learning_way", "interviewer", "title", "meeting", "leave_kind", "customer_no")


@once
def _rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    """The rows of each table that still name a day for an officer, with bank, branch and officer."""
    found = {name: rows_of(tables, ctx, name) for name in _SOURCES}
    found["post_loan_checks"] = found["post_loan_checks"].pipe(lambda f: f[~(f["done"] <= ctx.span.end)])
    found["prospects"] = found["prospects"].pipe(lambda f: f[~f["stage"].isin([_WON, _GIVEN_UP])])
    found["loans"] = found["loans"].pipe(lambda f: f[f["balance"] > 0])
    for name in ("improvement_plans", "kash_plans"):
        found[name] = found[name].pipe(lambda f: f[f["outcome"] != _DONE])
    found["action_items"] = _owned(tables, ctx)
    topics = found["topics"]
    home = topics["branch"].where(topics["branch"].notna(), topics["sharer"].map(home_branches(tables, ctx)))
    found["topics"] = topics.assign(officer=topics["sharer"], branch=home, bank=banks_of(home, tables, ctx))
    here = pd.MultiIndex.from_frame(officers(tables, ctx, ctx.span.first, ctx.span.last)[KEYS])
    first, last = pd.Timestamp(ctx.as_of), pd.Timestamp(last_day(ctx))
    kept = {}
    for name, rows in found.items():
        _, day, stands, _ = _SOURCES[name]
        wanted = (rows[day] <= last) & ((rows[day] > first) | stands)
        kept[name] = rows[wanted & pd.MultiIndex.from_frame(rows[KEYS]).isin(here)]
    return kept


def last_day(ctx: Context) -> date:
    """The last day that is looked ahead to: the end of the period after this one."""
    return ctx.period.next().last


def _owned(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Open action items with their owner as the officer."""
    rows = rows_of(tables, ctx, "action_items")
    open_now = open_items(tables, ctx)["branch"].reset_index()
    known = open_now.rename(columns={"owner": "officer"})[[*KEYS, "action_no"]].drop_duplicates("action_no")
    columns = rows.drop(columns=["bank", "branch"])
    merged = columns.reset_index(names="_from").merge(known, on="action_no").set_index("_from")
    return merged.assign(customer=None)


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
    names = (*_WORDS, *_MORE_WORDS)
    values = {name: row[name] if isinstance(row.get(name), str) else "" for name in names}
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
