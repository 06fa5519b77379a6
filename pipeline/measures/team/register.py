"""Rows of a register of events → each with a branch, and a name that no other event of its branch has."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipeline.measures.figure import Context
from pipeline.measures.people import bank_name, banks_of, home_branches
from pipeline.tables import Tables

NOBODY = "—"


def at_home(frame: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rows with bank and branch: their own branch, else their owner's; ``shared`` where they have neither.

    What belongs to no branch is the bank's own: its branch is then the bank's name.
    """
    home = frame["owner"].map(home_branches(tables, ctx)).astype("object")
    branch = frame["branch"].where(frame["branch"].notna(), home)
    shared = branch.isna()
    branch = branch.where(~shared, bank_name(tables, ctx) or NOBODY)
    return frame.assign(branch=branch, bank=banks_of(branch, tables, ctx), shared=shared)


def told_apart(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows with the day behind the name where a branch has that name on several days: 备货日（11月6日）."""
    again = frame.groupby(["branch", name])["date"].transform("nunique") > 1
    days = frame["date"].map(_month_day).astype("object")
    return frame.assign(**{name: frame[name].where(~again, frame[name] + "（" + days + "）")})


def of_period(frame: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The rows whose day lies in the whole period: an event may be planned for a day that is yet to come."""
    return frame[(frame["date"] >= pd.Timestamp(ctx.period.first)) & (frame["date"] <= pd.Timestamp(ctx.period.last))]


def _month_day(day: date) -> str:
    return f"{day.month}月{day.day}日"
