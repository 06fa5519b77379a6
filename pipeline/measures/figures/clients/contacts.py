"""Activity records, visits, care and post-loan checks → every contact with a customer or prospect, and the last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.events import events
from pipeline.measures.figure import Context, once
from pipeline.measures.figures.market.customers import files, held
from pipeline.measures.people import looked_up
from pipeline.tables import Tables

SOURCES = ("activities", "visits", "care_log", "post_loan_checks")  # the tables whose rows are contacts
_COLUMNS = ["customer_no", "date", "officer", "event", "detail", "means", "result", "next_date", "note"]


@once
def known_people(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Customers on file, and behind them the prospects who are none yet: customer_no (theirs), branch, customer, phone.

    A prospect with the telephone number of a file, or with its name in the same branch, is that customer.
    """
    own = files(tables, ctx)[["customer_no", "branch", "customer", "phone"]]
    leads = rows_of(tables, ctx, "prospects").dropna(subset=["prospect_no"]).drop_duplicates("prospect_no")
    leads = leads[["prospect_no", "branch", "customer", "phone"]].rename(columns={"prospect_no": "customer_no"})
    names = [pd.MultiIndex.from_frame(frame[["branch", "customer"]]) for frame in (leads, own)]
    same = leads["phone"].isin(own["phone"].dropna()) | leads["customer_no"].isin(own["customer_no"])
    return pd.concat([own, leads[~same & ~names[0].isin(names[1])]], ignore_index=True)


@once
def contacts(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every contact up to now with those whom we know: _COLUMNS and ``table``, in the order of days.

    ``customer_no`` is a prospect's number where it is one. ``event`` is 咨询, 申请, 成交 … of an activity, the purpose
    of a visit; ``detail`` the same with the product. A row without a number is told by the name, where the branch
    knows one of that name. The index is the source table's.
    """
    parts = [_activities(tables, ctx), _visits(tables, ctx), _care(tables, ctx), _checks(tables, ctx)]
    every = pd.concat([part for part in parts if len(part)] or parts[:1])
    every = every[every["customer_no"].isin(known_people(tables, ctx)["customer_no"]) & (every["date"] <= ctx.span.end)]
    return every.sort_values(["date", "table"], kind="stable")


def contact_rows(tables: Tables, ctx: Context, numbers: pd.Series[Any]) -> dict[str, pd.DataFrame]:
    """The rows of the source tables behind ``contacts``, of these customers, with number and who did it."""
    found = contacts(tables, ctx)
    found = found[found["customer_no"].isin(numbers)]
    rows = {}
    for name in SOURCES:
        own = found.loc[found["table"] == name, ["customer_no", "officer"]]
        rows[name] = rows_of(tables, ctx, name).loc[own.index].assign(**own)
    return rows


def held_rows(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The products of customers on file, each with the officer in charge, so that it can be told whose they are."""
    keeper = files(tables, ctx).set_index("customer_no")["officer"].astype("object")
    rows = held(tables, ctx)
    return rows.assign(officer=looked_up(rows["customer_no"], keeper))


@once
def last_contacts(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The newest contact of each customer, by customer number: _COLUMNS and ``table``."""
    return contacts(tables, ctx).drop_duplicates("customer_no", keep="last").set_index("customer_no")


def numbered(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The customer number of each row: its own, else that of the one whom the branch knows by the name."""
    known = known_people(tables, ctx).drop_duplicates(["branch", "customer"], keep=False)
    by_name = known.set_index(["branch", "customer"])["customer_no"]
    wanted = pd.MultiIndex.from_frame(rows[["branch", "customer"]])
    found = pd.Series(by_name.reindex(wanted).to_numpy(dtype="object"), rows.index, dtype="object")
    if "customer_no" not in rows.columns:
        return found
    own = rows["customer_no"].astype("object")
    return own.where(own.notna(), found)


def _activities(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = events(tables, ctx)
    event = rows["event"].astype("object")
    product = rows["product"].astype("object")
    told = event.where(product.isna(), event + "　" + product.fillna(""))
    rows = rows.assign(customer_no=numbered(rows, tables, ctx), event=event, detail=told)
    return rows[_COLUMNS].assign(table="activities")


def _visits(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = rows_of(tables, ctx, "visits")
    rows = rows.assign(customer_no=numbered(rows, tables, ctx), officer=rows["lead_talker"], event=rows["purpose"])
    return rows[rows["date"].notna()].assign(detail=rows["event"])[_COLUMNS].assign(table="visits")


def _care(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What officers wrote into their care lists; a line without a day was not done yet."""
    rows = rows_of(tables, ctx, "care_log")
    rows = rows[rows["contact_day"].notna()].assign(date=lambda f: f["contact_day"], event=say("care_contact", "zh"))
    rows = rows.drop_duplicates(["customer_no", "date"]).assign(detail=lambda f: f["event"])
    return rows[_COLUMNS].assign(table="care_log")


def _checks(tables: Tables, ctx: Context) -> pd.DataFrame:
    """A post-loan check is a contact on the day it was done."""
    rows = rows_of(tables, ctx, "post_loan_checks")
    rows = rows[rows["done"].notna()]
    loans = rows_of(tables, ctx, "loans").dropna(subset=["loan_no"]).drop_duplicates("loan_no").set_index("loan_no")
    by_loan = looked_up(rows["loan_no"], loans["customer_no"]).astype("object")
    own = by_loan.where(by_loan.notna(), numbered(rows, tables, ctx))
    blank = pd.Series(pd.NaT, rows.index, dtype="datetime64[ns]")
    made = rows.assign(
        customer_no=own,
        date=rows["done"],
        event=rows["check_kind"],
        means=None,
        result=rows["finding"],
        next_date=blank,
    )
    return made.assign(detail=made["event"])[_COLUMNS].assign(table="post_loan_checks")
