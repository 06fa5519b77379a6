"""What does not fit between the ledgers → problems: balances against loans, channels and people that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.measures.assign import near_names, rows_of
from pipeline.measures.events import is_loan
from pipeline.measures.figure import Context
from pipeline.measures.people import looked_up, roster
from pipeline.measures.telling import each
from pipeline.problems import Problem
from pipeline.tables import Tables

YUAN = 10_000.0  # yuan in a 万元
_CENT = 0.005
_INTEREST = 1.2  # arrears hold interest too, but not a fifth more than the whole principal
_OF_LOANS = ("overdue", "collection_contacts", "collection_decisions", "risk_signals", "post_loan_checks")
_CHANNEL_FIELDS = {"visits": "channel", "prospects": "channel_name", "campaigns": "channel_name"}
_PEOPLE = {
    "visits": ("lead_talker", "second_talker", "observer"),
    "points_ledger": ("officer",),
    "collection_contacts": ("officer",),
}


def ledger_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Warnings, the rows are kept: a balance above its loan, arrears above the balance, work on loans, customers,
    channels and colleagues that their own ledger does not have. An empty ledger knows nothing and says nothing.
    """
    yield from _balances(tables, ctx)
    yield from _strange_loans(tables, ctx)
    yield from _arrears(tables, ctx)
    yield from _holdings(tables, ctx)
    yield from _rejected_channels(tables, ctx)
    yield from _strange_people(tables, ctx)


def _balances(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Loans that owe more than was lent."""
    loans = rows_of(tables, ctx, "loans")
    over = loans[loans["balance"] > loans["amount"] + _CENT]
    yield from each(tables, ctx, "loans", over, "MS130", "balance", loan_no="loan_no", amount="amount")


def _strange_loans(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Arrears, contacts, decisions, signals and checks of a loan that the loan ledger does not have."""
    known = _known(tables, "loans", "loan_no")
    for name in _OF_LOANS if len(known) else ():
        rows = rows_of(tables, ctx, name)
        if rows.empty:
            continue
        strange = rows[rows["loan_no"].notna() & ~rows["loan_no"].isin(known)]
        yield from each(tables, ctx, name, strange, "MS131", "loan_no", table=ctx.vocabulary.tables[name].term)


def _arrears(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Arrears above the loan's balance, and loans called overdue that the ledger of arrears does not have."""
    late, loans = rows_of(tables, ctx, "overdue"), rows_of(tables, ctx, "loans")
    balance = looked_up(late["loan_no"], loans.drop_duplicates("loan_no").set_index("loan_no")["balance"])
    late = late.assign(_balance=balance)
    above = late[late["overdue_amount"] > balance * YUAN * _INTEREST + _CENT]
    yield from each(tables, ctx, "overdue", above, "MS132", "overdue_amount", loan_no="loan_no", balance="_balance")
    if len(late):
        missing = loans[(loans["overdue_days"] > 0) & ~loans["loan_no"].isin(late["loan_no"])]
        yield from each(tables, ctx, "loans", missing, "MS133", "overdue_days", loan_no="loan_no")


def _holdings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Customers who are said to hold a loan, of whom the loan ledger has none."""
    held = rows_of(tables, ctx, "holdings")
    borrowers = _known(tables, "loans", "customer_no")
    if len(borrowers):
        bare = held[is_loan(held["product"], tables) & ~held["customer_no"].isin(borrowers)]
        yield from each(tables, ctx, "holdings", bare, "MS134", "product", customer_no="customer_no")


def _known(tables: Tables, name: str, field: str) -> pd.Series[Any]:
    """The values of a field in its ledger, those of rows that an error left out too: they are there to be mended."""
    table = tables[name]
    spare = table.left_out.get(field, pd.Series(dtype="object"))
    return pd.concat([table.frame[field].dropna(), spare.dropna()], ignore_index=True)


def _rejected_channels(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Channels of a kind that the bank does not work with, in their own ledger and where they are used."""
    rejected = list(ctx.settings["measures"]["rejected_channels"])
    ledger = rows_of(tables, ctx, "channels")
    bad = ledger[ledger["channel_kind"].isin(rejected)]
    yield from each(tables, ctx, "channels", bad, "MS135", "channel_kind", said="channel_name")
    names = {*rejected, *bad["channel_name"].dropna()}
    for name, field in _CHANNEL_FIELDS.items():
        rows = rows_of(tables, ctx, name)
        used = rows[rows[field].isin(list(names))]
        yield from each(tables, ctx, name, used, "MS136", field, table=ctx.vocabulary.tables[name].term)


def _strange_people(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Colleagues of visits, scores and points whom the roster does not know."""
    staff = roster(tables, ctx)
    for name, fields in _PEOPLE.items() if len(staff) else ():
        rows = rows_of(tables, ctx, name)
        for field in fields:
            strange = rows[rows[field].notna() & ~rows[field].isin(staff["officer"])]
            if strange.empty:
                continue
            pairs = zip(strange[field], strange["branch"].fillna(""), strict=True)
            near = pd.Series([near_names(who, staff, at) for who, at in pairs], strange.index, dtype="object")
            words = ctx.vocabulary
            terms: dict[str, Any] = {"table": words.tables[name].term, "term": words.fields[field].term}
            yield from each(tables, ctx, name, strange.assign(_near=near), "MS137", field, near="_near", **terms)
