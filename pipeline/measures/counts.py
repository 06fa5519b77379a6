"""Units, daily counts, joint work and adjustments → one frame of counts a day, and its sums at every level."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.events import APPLICATION, DEAL, ENQUIRY, WITHDRAWAL, events, partner_branches, units
from pipeline.measures.figure import LEVELS, By, Context, Span, once
from pipeline.measures.people import KEYS, banks_of, everybody
from pipeline.tables import Tables

SUMS = ("enquiries", "applications", "withdrawn", "deals", "loan_amount", "cross_sold")
COUNTS = ("customers", *SUMS)
PARTS = ("reported", "joint", "adjusted")
MEASURES = {
    "咨询量": "enquiries",
    "申请量": "applications",
    "成交量": "deals",
    "成交金额": "loan_amount",
    "交叉销售": "cross_sold",
}
_LACKING = 0.2  # the share of a span's working days before the data with which it may still be compared
_FLAGS = ["at_branch", "at_bank"]
_COLUMNS = [*KEYS, "date", "part", *_FLAGS]


@once
def daily(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The whole bank's counts: bank, branch, officer, date, part (reported, joint, adjusted), at_branch, at_bank, SUMS.

    完成数 of an officer is the sum of all his rows; of a branch, of the rows with ``at_branch``; of the bank, of those
    with ``at_bank``: joint work counts once in each total and for everybody who took part.
    """
    parts = [_from_units(tables, ctx), _from_daily_counts(tables, ctx), _joint(tables, ctx), _adjusted(tables, ctx)]
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return frame.groupby(_COLUMNS, sort=False, as_index=False)[list(SUMS)].sum()


def _from_units(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Units summed by _COLUMNS, each measure from its own rows: most units are contacts and have no sums."""
    unit = units(tables, ctx)
    keys = [*KEYS, "date", "joint", *_FLAGS]
    number = unit.groupby(keys, sort=False).ngroup()
    unit = unit[number.notna()]  # what has no officer counts for nobody
    number = number.dropna().astype("int64")
    found = unit.loc[~number.duplicated(), keys].reset_index(drop=True)
    deal = unit["event"] == DEAL

    def total(column: str, rows: pd.Series[bool]) -> pd.Series[Any]:
        return unit.loc[rows, column].groupby(number[rows]).sum().reindex(found.index).fillna(0.0)

    def many(event: str) -> np.ndarray[Any, Any]:
        return np.bincount(number[unit["event"] == event], minlength=len(found)).astype("float64")

    return found.drop(columns="joint").assign(
        part=np.where(found["joint"], "joint", "reported"),
        enquiries=many(ENQUIRY),
        applications=many(APPLICATION),
        withdrawn=many(WITHDRAWAL),
        deals=total("count", deal & unit["loan"]),
        loan_amount=total("amount", deal & unit["loan"]),
        cross_sold=total("count", deal & ~unit["loan"]),
    )


@once
def counted_days(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The daily counts that are used, with ``doubled`` for those left aside because the officer has events that day."""
    frame = rows_of(tables, ctx, "daily_counts").dropna(subset=["date"])
    known = events(tables, ctx)[["branch", "officer", "date"]].drop_duplicates()
    both = pd.MultiIndex.from_frame(frame[["branch", "officer", "date"]]).isin(pd.MultiIndex.from_frame(known))
    return frame.assign(doubled=both)


def _from_daily_counts(tables: Tables, ctx: Context) -> pd.DataFrame:
    frame = counted_days(tables, ctx)
    frame = frame[~frame["doubled"]]
    counts = frame[list(SUMS)].fillna(0.0)
    return frame[[*KEYS, "date"]].assign(part="reported", at_branch=True, at_bank=True).join(counts)


def _joint(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Registered joint work: a row for the officer, and one for the partner."""
    frame = rows_of(tables, ctx, "joint_work").dropna(subset=["date", "measure", "quantity"])
    first = frame.assign(at_branch=True, at_bank=True)
    branch = partner_branches(frame["branch"], frame["partner"], tables, ctx)
    second = frame.assign(officer=frame["partner"], branch=branch, at_branch=branch != frame["branch"], at_bank=False)
    second = second[branch.notna() & (frame["partner"] != frame["officer"])]
    second = second.assign(bank=banks_of(second["branch"], tables, ctx))
    return _spread(pd.concat([first, second]), "joint")


def _adjusted(tables: Tables, ctx: Context) -> pd.DataFrame:
    frame = rows_of(tables, ctx, "adjustments").dropna(subset=["date", "measure", "quantity"])
    return _spread(frame.assign(at_branch=True, at_bank=True), "adjusted")


def _spread(frame: pd.DataFrame, part: str) -> pd.DataFrame:
    """Rows of (measure, quantity) with one column for each measure."""
    wide = {name: frame["quantity"].where(frame["measure"] == term, 0.0) for term, name in MEASURES.items()}
    return frame[[*KEYS, "date", *_FLAGS]].assign(part=part, withdrawn=0.0, **wide)


def at_level(frame: pd.DataFrame, level: By) -> pd.DataFrame:
    """The rows of a frame of counts or units that count at this level."""
    return frame if level == "officer" else frame[frame["at_branch" if level == "branch" else "at_bank"]]


def summed(frame: pd.DataFrame, level: By, *more: str) -> pd.DataFrame:
    """Counts summed by the level's keys and further columns."""
    keys = [*LEVELS[level], *more]
    return at_level(frame, level).groupby(keys, sort=False)[list(SUMS)].sum()


@once
def sums(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """SUMS in the span for everybody at this level; 0 where nothing was done."""
    frame = daily(tables, ctx)
    return summed(frame[span.holds(frame["date"])], level).reindex(everybody(tables, ctx, span, level)).fillna(0.0)


@once
def totals(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """COUNTS in the span for everybody at this level: SUMS and 户数, which is blank where it is not known."""
    found = sums(tables, ctx, span, level)
    return found.assign(customers=customers(tables, ctx, span, level).reindex(found.index))[list(COUNTS)]


def customers(tables: Tables, ctx: Context, span: Span, level: By) -> pd.Series[Any]:
    """户数: distinct qualified customers over the span; blank wherever a part of it is kept as daily counts."""
    keys = list(LEVELS[level])
    unit = units(tables, ctx)
    seen = unit.loc[(unit["event"] == ENQUIRY) & span.holds(unit["date"]), [*keys, "who"]]
    found = seen.drop_duplicates().groupby(keys).size().astype("float64")
    found = found.reindex(everybody(tables, ctx, span, level)).fillna(0.0)
    kept = counted_days(tables, ctx)
    kept = kept[span.holds(kept["date"]) & ~kept["doubled"]]
    without = kept[keys].drop_duplicates()
    names = pd.MultiIndex.from_frame(without) if len(keys) > 1 else pd.Index(without["bank"])
    return found.mask(found.index.isin(names))


def in_reach(tables: Tables, ctx: Context, span: Span) -> bool:
    """Whether the data reach back over a span, so that others may be compared with it: no more than a fifth of its
    working days lie before their first day."""
    days = daily(tables, ctx)["date"]
    if not len(days) or days.min() > span.end:
        return False
    before = ctx.calendar.count(span.first, days.min().date() - timedelta(1))
    return before <= ctx.calendar.count(span.first, span.last) * _LACKING
