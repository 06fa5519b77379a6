"""Visits of squads of two or three → the form of each visit, what is known of the customer, and the period's list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import weekday
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.clients.contacts import SOURCES, contact_rows, contacts, numbered
from pipeline.measures.figures.clients.files import people
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import files
from pipeline.measures.people import banks_of, home_branches
from pipeline.tables import Tables

_NEEDS = ("visits", "customers", "prospects", "loans", "holdings", "roster", *SOURCES)
_SQUAD = ("lead_talker", "second_talker", "observer")
_VISIT = (
    *("date", "weekday", "half_day", "customer_no", "customer", "visit_nature", "channel", "approach", "means"),
    *("purpose", "result", "need", "product", *_SQUAD, "squad_size", "next_date", "note", "planned_visit"),
)
_KNOWN = ("industry", "market", "tier", "balance", "next_due", "products_held", "phone", "address")
_SHOWN = 6  # earlier contacts on a form


@once
def visits(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The visits of the period, and those that are registered for the next one; each with a number of its own.

    A visit without a number, or with that of another, gets one: its day and its place among the day's visits. A row
    without a branch belongs to that of the colleague who leads the talk.
    """
    rows = rows_of(tables, ctx, "visits")
    home = rows["lead_talker"].map(home_branches(tables, ctx)).astype("object")
    branch = rows["branch"].astype("object").where(rows["branch"].notna(), home)
    rows = rows.assign(branch=branch, bank=banks_of(branch, tables, ctx))
    upcoming = ctx.period.next()
    near = (rows["date"] >= ctx.span.start) & (rows["date"] <= pd.Timestamp(upcoming.last))
    rows = rows[near & rows["branch"].notna()].sort_values("date", kind="stable")
    squad = rows[list(_SQUAD)].notna().sum(axis=1).astype("float64")
    return rows.assign(
        visit_no=_visit_numbers(rows),
        customer_no=numbered(rows, tables, ctx),
        weekday=[weekday(day.date()) for day in rows["date"]],
        squad_size=squad,
        planned_visit=((rows["date"] > pd.Timestamp(ctx.as_of)) & rows["result"].isna()).astype(bool),
    )


def _visit_numbers(rows: pd.DataFrame) -> pd.Series[Any]:
    """The number of each visit, once in its branch: its own, else its day and its place among those of the day."""
    own = rows["visit_no"].astype("object")
    own = own.where(own.notna() & ~rows.duplicated(["branch", "visit_no"]))
    taken = set(zip(rows["branch"], own, strict=True))
    numbers = []
    for branch, number, day in zip(rows["branch"], own, rows["date"], strict=True):
        place = 0
        while not isinstance(number, str):
            place += 1
            made = f"BF{day:%Y%m%d}-{place:02d}"
            number = None if (branch, made) in taken else made
        taken.add((branch, number))
        numbers.append(number)
    return pd.Series(numbers, rows.index, dtype="object")


@once
def _before(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The contacts with each visit's customer before its day, the newest first, beside the keys of the visit."""
    keys = visits(tables, ctx)[["bank", "branch", "visit_no", "customer_no", "date"]]
    both = keys.merge(contacts(tables, ctx), on="customer_no", suffixes=("_visit", ""))
    return both[both["date"] < both["date_visit"]].sort_values("date", ascending=False, kind="stable")


@once
def _with_files(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The visits beside what the customer's file says (_KNOWN) and the last contact before the visit."""
    rows = visits(tables, ctx)
    known = people(tables, ctx).drop_duplicates("customer_no").set_index("customer_no")[list(_KNOWN)]
    beside = known.reindex(rows["customer_no"]).set_axis(rows.index)
    last = _before(tables, ctx).drop_duplicates(["branch", "visit_no"]).set_index(["branch", "visit_no"])
    last = last.reindex(pd.MultiIndex.from_frame(rows[["branch", "visit_no"]])).set_axis(rows.index)
    return rows.join(beside).assign(
        last_contact=last["date"],
        last_result=last["result"].astype("object"),
    )


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = visits(tables, ctx)
    known = files(tables, ctx)
    return {
        "visits": rows_of(tables, ctx, "visits").loc[found.index].assign(
            visit_no=found["visit_no"], customer_no=found["customer_no"], branch=found["branch"]
        ),
        "customers": known[known["customer_no"].isin(found["customer_no"])],
    }  # fmt: skip


@figure(
    term="拜访概况",
    needs=_NEEDS,
    by=("visit",),
    shape="one",
    fields=(
        *_VISIT,
        *("phone", "address", "industry", "market", "tier", "balance", "next_due", "products_held"),
        *("last_contact", "last_result"),
    ),
    rows=_rows,
)
def visit_info(tables: Tables, ctx: Context) -> Frames:
    """One visit of the period or registered for the next: who, where, the squad, the aim, and the customer's file."""
    return {"visit": listed(_with_files(tables, ctx), "visit", "visit_info")}


@figure(term="拜访表", needs=_NEEDS, by=("branch",), shape="many", fields=("number", "visit_no", *_VISIT), rows=_rows)
def visit_list(tables: Tables, ctx: Context) -> Frames:
    """The visits of the period and those registered for the next one, in the order of days."""
    return {"branch": listed(visits(tables, ctx), "branch", visit_list)}


def _history_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = _rows(tables, ctx)
    return {**contact_rows(tables, ctx, found["visits"]["customer_no"]), **found}


@figure(
    term="拜访前联系",
    needs=_NEEDS,
    by=("visit",),
    shape="many",
    fields=("number", "date", "officer", "contact_source", "contact_content", "result", "next_date"),
    rows=_history_rows,
)
def visit_history(tables: Tables, ctx: Context) -> Frames:
    """The newest contacts with the customer before the visit, the last one first."""
    both = _before(tables, ctx)
    both = both.assign(contact_source=both["table"].map(lambda t: ctx.vocabulary.tables[t].term).astype("object"))
    both = both.assign(contact_content=both["detail"])
    return {"visit": listed(both.groupby(["branch", "visit_no"]).head(_SHOWN), "visit", visit_history)}
