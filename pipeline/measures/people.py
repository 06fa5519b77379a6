"""The roster, leave and the calendar → who was in post when, and how many working days they had."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipeline.measures.figure import LEVELS, By, Context, Span, once
from pipeline.tables import Tables

KEYS = list(LEVELS["officer"])


def bank_name(tables: Tables, ctx: Context) -> str:
    """The bank's name: the settings' own, else the first in the table of branches, else empty."""
    if name := ctx.settings["bank"]["name"]:
        return str(name)
    names = tables["branches"].frame["bank"].dropna()
    return str(names.iloc[0]) if len(names) else ""


@once
def branches(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every branch: bank, branch, host. Those of the table of branches, then of the roster.

    Where both are empty, the branches that the activity records name.
    """
    known = tables["branches"].frame
    listed = [tables["roster"].frame["branch"]]
    if known.empty and tables["roster"].frame.empty:
        listed += [tables[name].frame["branch"] for name in ("activities", "daily_counts")]
    names = pd.concat([known["branch"], *listed]).dropna().drop_duplicates().reset_index(drop=True)
    own = known.dropna(subset=["branch"]).drop_duplicates("branch").set_index("branch")
    bank = names.map(own["bank"]).astype("object")
    return pd.DataFrame(
        {
            "bank": bank.where(bank.notna() & (not ctx.settings["bank"]["name"]), bank_name(tables, ctx)),
            "branch": names,
            "host": names.map(own["host"]).astype("object"),
        }
    )


def banks_of(branch: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The bank of each branch; the bank's own name where the branch is unknown."""
    known = branches(tables, ctx).set_index("branch")["bank"]
    found = branch.map(known).astype("object")
    return found.where(found.notna(), bank_name(tables, ctx))


def looked_up(keys: pd.Series[Any], values: pd.Series[Any]) -> pd.Series[Any]:
    """The value of each key in a Series that is indexed by it, blank where there is none; unlike map it keeps dates."""
    found: pd.Series[Any] = values.reindex(keys).set_axis(keys.index)
    return found


@once
def roster(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The roster with bank, one row per branch and officer, in the roster's order.

    Where there is no roster at all, those who have a branch in the activity records stand in for it.
    """
    frame = tables["roster"].frame
    if frame.empty:
        named = [tables[name].frame[["branch", "officer"]] for name in ("activities", "daily_counts")]
        work = pd.concat(named, ignore_index=True)  # these rows are no rows of the roster: they have no cells
        frame = work.reindex(columns=frame.columns).astype(frame.dtypes.drop(["_sheet", "_row"]))
    frame = frame.dropna(subset=["branch", "officer"]).drop_duplicates(["branch", "officer"])
    return frame.assign(bank=banks_of(frame["branch"], tables, ctx))


def in_post(staff: pd.DataFrame, first: date, last: date) -> pd.Series[bool]:
    """Who of the roster was in post on at least one day from first to last; a blank date is no bound."""
    came = staff["joined"].isna() | (staff["joined"] <= pd.Timestamp(last))
    stayed = staff["left"].isna() | (staff["left"] >= pd.Timestamp(first))
    return came & stayed


def is_new(joined: pd.Series[Any], day: date, months: int) -> pd.Series[bool]:
    """Who joined less than that many months before the day (新人)."""
    return joined > pd.Timestamp(day) - pd.DateOffset(months=months)


def whole_months(since: pd.Series[Any], day: date) -> pd.Series[float]:
    """The whole months from each day up to this one."""
    months: pd.Series[float] = (day.year - since.dt.year) * 12.0 + day.month - since.dt.month - (since.dt.day > day.day)
    return months


@once
def officers(tables: Tables, ctx: Context, first: date, last: date) -> pd.DataFrame:
    """The officers in post from first to last, in the roster's order, with ``newcomer`` as at the last day."""
    staff = roster(tables, ctx)
    staff = staff[in_post(staff, first, last)]
    months = int(ctx.settings["measures"]["newcomer_months"])
    return staff.assign(newcomer=is_new(staff["joined"], last, months)).reset_index(drop=True)


def work_days(ctx: Context, first: date, last: date) -> np.ndarray[Any, Any]:
    """The working days from first to last, as sorted datetime64[ns]."""
    return np.array(ctx.calendar.workdays(first, last), dtype="datetime64[ns]")


@once
def person_days(tables: Tables, ctx: Context, first: date, last: date) -> pd.DataFrame:
    """Working days of each officer in post, indexed by officer: days_in_post, leave_days, workdays (without leave)."""
    staff = officers(tables, ctx, first, last)
    days = work_days(ctx, first, last)
    begin = days.searchsorted(staff["joined"].fillna(pd.Timestamp(first)).to_numpy(), side="left")
    end = days.searchsorted(staff["left"].fillna(pd.Timestamp(last)).to_numpy(), side="right")
    frame = staff[KEYS].assign(_begin=begin, _end=np.maximum(begin, end))
    frame["days_in_post"] = (frame["_end"] - frame["_begin"]).astype("float64")
    away = _leave_days(tables, ctx, days).merge(frame, on=["branch", "officer"])
    away = away[(away["day"] >= away["_begin"]) & (away["day"] < away["_end"])]
    counted = away.groupby(KEYS).size()
    frame = frame.set_index(KEYS)
    frame["leave_days"] = counted.reindex(frame.index).fillna(0.0).astype("float64")
    frame["workdays"] = frame["days_in_post"] - frame["leave_days"]
    return frame[["days_in_post", "leave_days", "workdays"]]


def _leave_days(tables: Tables, ctx: Context, days: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Each day of leave once: branch, officer, day (a position among the working days)."""
    leave = leave_rows(tables, ctx)
    begin = days.searchsorted(leave["first_day"].to_numpy(), side="left")
    length = np.maximum(days.searchsorted(leave["last_day"].to_numpy(), side="right") - begin, 0)
    rows = np.repeat(np.arange(len(leave)), length)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(length) - length, length)
    found = leave[["branch", "officer"]].iloc[rows].assign(day=begin[rows] + offset)
    return found.drop_duplicates()


@once
def leave_rows(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Leave with bank and branch; a row without a branch has that of its officer."""
    frame = tables["leave"].frame.dropna(subset=["officer", "first_day", "last_day"])
    branch = frame["branch"].where(frame["branch"].notna(), frame["officer"].map(home_branches(tables, ctx)))
    return frame.assign(branch=branch, bank=banks_of(branch, tables, ctx))


@once
def home_branches(tables: Tables, ctx: Context) -> dict[str, str]:
    """Officer → branch, for names that stand in one branch's roster only."""
    staff = roster(tables, ctx)
    alone = staff[~staff["officer"].duplicated(keep=False)]
    return dict(zip(alone["officer"], alone["branch"], strict=True))


@once
def everybody(tables: Tables, ctx: Context, span: Span, level: By) -> pd.Index[Any]:
    """The index that every figure of shape one has at this level.

    Officers: all in post in the span. Branches: all that are known. The bank: itself, even when nothing is known.
    """
    if level == "officer":
        return pd.MultiIndex.from_frame(officers(tables, ctx, span.first, span.last)[KEYS])
    places = branches(tables, ctx)
    if level == "branch":
        return pd.MultiIndex.from_frame(places[["bank", "branch"]])
    names = list(dict.fromkeys([*places["bank"], *([] if len(places) else [bank_name(tables, ctx)])]))
    found: pd.Index[Any] = pd.Index(names, name="bank", dtype="object")
    return found
