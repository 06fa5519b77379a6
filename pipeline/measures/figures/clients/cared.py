"""Files, loans, products and contacts → one row for each customer on file: how long out of sight, what is due."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.measures.figure import Context, once
from pipeline.measures.figures.clients.contacts import last_contacts
from pipeline.measures.figures.market.customers import files, held
from pipeline.measures.loans import lent
from pipeline.measures.people import officers
from pipeline.tables import Tables


@once
def cared(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every customer on file: the row of the file, the last contact, loans, the limit of the tier and what is due.

    ``days_since`` counts from the last contact, else from the day the file was made, up to ``as_of``; ``days_over``
    is blank as long as the limit is not passed, ``care_left`` may be below nought. ``promised`` is the day that was
    agreed on at the last contact, where it has come or is near.
    """
    frame = files(tables, ctx)
    last = last_contacts(tables, ctx).reindex(frame["customer_no"]).set_axis(frame.index)
    borrowed = borrowing(tables, ctx).reindex(frame["customer_no"]).set_axis(frame.index)
    today = pd.Timestamp(ctx.as_of)
    since = (today - last["date"].fillna(frame["added"])).dt.days.astype("float64").clip(lower=0)
    limit = _limits(frame["tier"], ctx)
    near = today + pd.Timedelta(days=int(ctx.settings["care"]["ahead_days"]))
    promised = last["next_date"].where(last["next_date"] <= near)
    return frame.assign(
        last_contact=last["date"],
        days_since=since,
        limit_days=limit,
        care_left=limit - since,
        days_over=(since - limit).where(since > limit),
        promised=promised,
        next_date=last["next_date"],
        result=last["result"].astype("object"),
        balance=borrowed["balance"].fillna(0.0),
        overdue_days=borrowed["overdue_days"].fillna(0.0),
        loan_due=borrowed["due"],
        held=_products(frame["customer_no"], tables, ctx),
        orphan=~_kept(frame, tables, ctx),
    )


@once
def borrowing(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each customer's loans by customer number: count, amount and balance (万元), most days overdue, days.

    ``due``: when the next loan with a balance ends; ``disbursed``: when the newest was lent; ``ended``: the end of the
    last one by contract.
    """
    loans = lent(tables, ctx).dropna(subset=["customer_no"])
    alive = loans["balance"] > 0
    loans = loans.assign(
        ended=loans["due"], due=loans["due"].where(alive), overdue_days=loans["overdue_days"].where(alive)
    )
    by = loans.groupby("customer_no")
    return pd.DataFrame(
        {
            "loans": by.size().astype("float64"),
            "amount": by["amount"].sum(),
            "balance": by["balance"].sum(),
            "overdue_days": by["overdue_days"].max(),
            "due": by["due"].min(),
            "disbursed": by["disbursed"].max(),
            "ended": by["ended"].max(),
        }
    )


def _limits(tiers: pd.Series[Any], ctx: Context) -> pd.Series[Any]:
    """The most days between two contacts, by the customer's tier."""
    settings = ctx.settings["care"]
    days = {str(entry["tier"]): float(entry["days"]) for entry in settings["tiers"]}
    return tiers.map(days).astype("float64").fillna(float(settings["other_days"]))


def _kept(frame: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[bool]:
    """Which customers have an officer who is in post in their branch."""
    staff = officers(tables, ctx, ctx.span.last, ctx.span.last)
    pairs = pd.MultiIndex.from_frame(staff[["branch", "officer"]])
    return pd.Series(pd.MultiIndex.from_frame(frame[["branch", "officer"]]).isin(pairs), frame.index)


def _products(numbers: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The names of each customer's products as a tuple."""
    known = held(tables, ctx)
    known = known[known["opened"].isna() | (known["opened"] <= ctx.span.end)]
    found: dict[str, list[str]] = {}
    for number, product in zip(known["customer_no"], known["product"], strict=True):
        found.setdefault(number, []).append(product)
    return pd.Series([tuple(found.get(no, ())) for no in numbers], numbers.index, dtype="object")
