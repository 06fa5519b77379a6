"""Activity records → units: each thing that counts once, with the officer, the day and the totals it counts in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.people import banks_of, home_branches, roster
from pipeline.tables import Tables

ENQUIRY, APPLICATION, WITHDRAWAL, DEAL = "咨询", "申请", "撤回", "成交"
_TELLING = ["customer", "customer_no", "application_no", "product"]  # what tells which thing a record is of
_EVENTS = {ENQUIRY: 0, APPLICATION: 1, WITHDRAWAL: 2, DEAL: 3}
QUALIFYING = ("has_customer", "has_phone", "not_rejected_channel", "has_result")  # the rules of 有效客户
_DAYS = 1 << 16  # days since 1970 fit in 16 bits until the year 2149


@once
def events(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Activity records with ``who`` (a number for the customer), ``failed`` (names of the rules of 有效客户 that a
    contact does not pass, as a category) and ``loan`` (for a deal: a loan, not a cross-sold product).
    """
    frame = rows_of(tables, ctx, "activities")
    frame = frame.assign(event=pd.Categorical(frame["event"], list(_EVENTS)))  # compared often: codes are fast
    frame = frame[frame["date"].notna() & frame["event"].notna()]
    return frame.assign(
        customer_no=_numbers(frame, tables),
        failed=_failed(frame, ctx),
        loan=is_loan(frame["product"], tables),
        count=frame["count"].fillna(1.0),
        amount=frame["amount"].fillna(0.0),
    ).pipe(lambda f: f.assign(who=_who(f)))


def is_loan(product: pd.Series[Any], tables: Tables) -> pd.Series[bool]:
    """Which products are loans: those without a name, with 贷 in it, or in our product table or the loan ledger."""
    names = pd.Series(product.dropna().unique(), dtype="object")
    ours = {*tables["our_products"].frame["product"].dropna(), *tables["loans"].frame["product"].dropna()}
    loans = names[names.isin(list(ours)) | names.str.contains("贷", regex=False)]
    return product.isna() | product.isin(loans)


def _numbers(frame: pd.DataFrame, tables: Tables) -> pd.Series[Any]:
    """The customer's number; where a row lacks it, the one that the same officer's customer of that name has."""
    keys = ["officer", "customer"]
    blank = frame["customer_no"].isna() & frame["customer"].notna()
    if not blank.any():
        return frame["customer_no"]
    wanted = frame.loc[blank, keys]
    both = [rows.loc[rows["customer"].isin(wanted["customer"]), [*keys, "customer_no"]] for rows in (
        tables["customers"].frame, frame
    )]  # fmt: skip
    known = pd.concat(both).dropna().drop_duplicates().drop_duplicates(keys, keep=False)
    if known.empty:
        return frame["customer_no"]
    numbers = frame["customer_no"].copy()
    numbers[blank] = wanted.merge(known, on=keys, how="left")["customer_no"].to_numpy()
    return numbers


def _who(frame: pd.DataFrame) -> pd.Series[Any]:
    """A number for each customer: by customer number, else by name and officer, else the row alone."""
    numbers, known = pd.factorize(frame["customer_no"])
    names, people = pd.factorize(frame["customer"])
    officers, _ = pd.factorize(frame["officer"])
    named = len(known) + officers.astype("int64") * (len(people) + 1) + names
    top = len(known) + (int(officers.max(initial=0)) + 1) * (len(people) + 1)
    alone = top + np.arange(len(frame))
    return pd.Series(np.where(numbers >= 0, numbers, np.where(names >= 0, named, alone)), frame.index)


def _failed(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """The switched-on rules of 有效客户 that each contact fails, joined by 、; empty for a qualified one."""
    settings = ctx.settings["measures"]
    checks = (
        frame["customer"].notna() | frame["customer_no"].notna(),
        frame["phone"].notna(),
        ~frame["channel"].isin(settings["rejected_channels"]),
        frame["result"].notna(),
    )
    passes = dict(zip(QUALIFYING, checks, strict=True))
    rules = [rule for rule in settings["qualified"] if rule in passes]
    found: np.ndarray[Any, np.dtype[np.int64]] = np.zeros(
        len(frame), dtype="int64"
    )  # a bit for each rule, so that a text is made once, not for each row
    for place, rule in enumerate(rules):
        found += ~passes[rule].to_numpy(dtype=bool) << place
    texts = ["、".join(r for place, r in enumerate(rules) if n >> place & 1) for n in range(1 << len(rules))]
    return pd.Series(pd.Categorical.from_codes(found, pd.Index(texts)), frame.index)


@once
def units(tables: Tables, ctx: Context) -> pd.DataFrame:
    """One row for each thing that counts for an officer: bank, branch, officer, date, event, who, loan, count, amount.

    A qualified contact counts once per customer and day, an application once, each deal by itself. ``joint``: the
    officer took part in a colleague's work and has no record of it; ``together``: somebody took part in it.
    ``at_branch`` and ``at_bank``: whether it counts in those totals, where joint work and one application registered
    twice count once. ``row`` is the label of the activity record.
    """
    frame = events(tables, ctx)
    columns = ["bank", "branch", "officer", "date", "event", "who", "loan", "count", "amount", "partner"]
    counted = (frame["event"] != ENQUIRY) | (frame["failed"] == "")
    own = frame.loc[counted, [*columns, *_TELLING]]
    own = own.assign(thing=_things(own), joint=False, row=own.index)
    own = own.assign(thing=_shared(own)).drop(columns=_TELLING)
    if not own["date"].is_monotonic_increasing:
        own = own.sort_values("date", kind="stable")
    helped = _helpers(own, tables, ctx)
    every = (pd.concat([own, helped]) if len(helped) else own).reset_index(drop=True)
    every = every.drop_duplicates(["branch", "officer", "thing"])
    together = every["thing"].isin(helped["thing"])
    once_only = together | every["event"].isin([APPLICATION, WITHDRAWAL])
    return every.assign(
        together=together,
        at_branch=~(once_only & every.duplicated(["branch", "thing"])),
        at_bank=~(once_only & every.duplicated(["bank", "thing"])),
    ).drop(columns=["partner", "thing"])


def _things(frame: pd.DataFrame) -> pd.Series[int]:
    """A number for each thing that counts once: a customer's day, an application, a deal's row; apart by event."""
    day = frame["date"].to_numpy().astype("datetime64[D]").astype("int64")
    thing = pd.Series(frame["who"].to_numpy() * _DAYS + day, frame.index)
    papers = frame["event"].isin([APPLICATION, WITHDRAWAL])
    numbers, known = pd.factorize(frame["application_no"])
    numbered = papers & (numbers >= 0)
    thing = thing.mask(numbered, pd.Series(numbers, frame.index))
    rest = frame[papers & ~numbered]
    thing[rest.index] = len(known) + rest.groupby(["who", "date", "product"], dropna=False).ngroup()
    thing = thing.mask(frame["event"] == DEAL, pd.Series(np.arange(len(frame)), frame.index))
    return thing * len(_EVENTS) + frame["event"].cat.codes


def _shared(frame: pd.DataFrame) -> pd.Series[int]:
    """The things, one for what two colleagues both wrote down: the partner's own record of that customer's day, and of
    an application or deal of that product; two numbers of customers are two customers."""
    tells = frame["partner"].notna() & (frame["partner"] != frame["officer"]) & frame["customer"].notna()
    told = _recorded(frame[tells])
    record = _recorded(frame[frame["officer"].isin(told["partner"]) & frame["customer"].isin(told["customer"])])
    same = ["customer", "date", "event", "what"]
    both = record.merge(told, left_on=["officer", *same], right_on=["partner", *same], suffixes=("", "_told"))
    one = (
        both["customer_no"].isna() | both["customer_no_told"].isna() | (both["customer_no"] == both["customer_no_told"])
    )
    lowest = both[one].groupby("row")["thing_told"].min()
    things = frame["thing"].copy()
    lower = lowest[lowest < things[lowest.index]]
    things[lower.index] = lower
    return things


def _recorded(frame: pd.DataFrame) -> pd.DataFrame:
    """What two records must share to be of one thing."""
    record = frame[["officer", "partner", "customer", "customer_no", "date", "thing"]]
    what = frame["product"].where(frame["event"] != ENQUIRY)
    return record.assign(event=frame["event"].cat.codes, what=what, row=record.index)


def _helpers(own: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The same units for the colleagues who took part, in their own branches; unknown names are left out."""
    helped = own[own["partner"].notna() & (own["partner"] != own["officer"])]
    branch = partner_branches(helped["branch"], helped["partner"], tables, ctx)
    rows = helped.assign(officer=helped["partner"], branch=branch, joint=True)
    rows = rows[branch.notna()]
    return rows.assign(bank=banks_of(rows["branch"], tables, ctx))


def partner_branches(branch: pd.Series[Any], partner: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[Any]:
    """Where each partner works: in the same branch if its roster has that name, else where the name is alone."""
    staff = roster(tables, ctx)
    here = pd.MultiIndex.from_arrays([branch, partner]).isin(pd.MultiIndex.from_frame(staff[["branch", "officer"]]))
    return branch.where(here, partner.map(home_branches(tables, ctx)).astype("object"))
