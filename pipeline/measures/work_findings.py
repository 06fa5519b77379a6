"""What does not fit within the work itself → problems: entered twice, planned for nobody, dated in another month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from pipeline.calendar import coded_period
from pipeline.measures.assign import rows_of
from pipeline.measures.events import DEAL, ENQUIRY, events
from pipeline.measures.figure import Context
from pipeline.measures.people import roster
from pipeline.measures.telling import each
from pipeline.problems import Problem
from pipeline.tables import Tables

_DATED = ("activities", "daily_counts", "visits", "collection_contacts")
_FAR_DAYS, _FAR_SHARE = 300, 0.05  # a day so far from its sheet's middle, on so few rows, has a wrong year
_MONTH = re.compile(r"(?:(20\d\d)[年.-]?)?(?<!\d)(1[0-2]|0?[1-9])月")
_SEVERAL = re.compile(r"(?<!\d)\d{1,2}月?份?[~—至到、-]\d")  # 10-11月
_NOBODY = re.compile(r".?(?:某+|\*+|先生|女士|小姐|老板|老师|师傅|经理|总|哥|姐)")  # a name that many bear


def work_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Warnings, the rows are kept: one contact or deal entered by two officers, targets of people who are not in post
    then, targets that nobody has signed off, days that are not of the month which their sheet is named after, years far
    from those around them.
    """
    yield from _entered_twice(tables, ctx)
    yield from _planned_for_nobody(tables, ctx)
    yield from _unsigned(tables, ctx)
    yield from _dates(tables, ctx)


def _entered_twice(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """The same customer, day and event from two officers, neither of whom names a partner, in the quarter so far."""
    record = events(tables, ctx)
    alone = record["partner"].isna() & record["event"].isin([ENQUIRY, DEAL])
    sold, _ = pd.factorize(record["product"].where(record["event"] == DEAL))
    what = pd.DataFrame(
        {"_same": _identity(record), "date": record["date"], "event": record["event"].cat.codes, "_sold": sold},
        record.index,
    )
    what = what[alone & ctx.to_date("quarter").holds(record["date"]) & (what["_same"] >= 0)]
    what = what[what.duplicated(keep=False)]
    record = record.loc[what.index].astype({"event": "object"})
    who = record["officer"].groupby([what[name] for name in what.columns], sort=False)
    record = record.assign(_first=who.transform("first"))
    again = record[record["officer"] != record["_first"]]
    told: dict[str, Any] = {"officer": "officer", "first": "_first", "event": "event", "day": "date"}
    yield from each(tables, ctx, "activities", again, "MS122", "customer", **told)


def _identity(record: pd.DataFrame) -> np.ndarray[Any, Any]:
    """A number for a customer across officers: by the number, else the phone, else the name within its branch.

    -1 where nothing tells who it is. Numbers, not texts: a bank's quarter is a million rows.
    """
    numbers, known = pd.factorize(record["customer_no"])
    phones, lines = pd.factorize(record["phone"])
    branches, _ = pd.factorize(record["branch"])
    names, people = pd.factorize(record["customer"])
    somebody = np.array([_NOBODY.fullmatch(name) is None for name in people], dtype=bool)
    named = (names >= 0) & np.append(somebody, False)[names]
    by_name = len(known) + len(lines) + (branches + 1) * len(people) + names
    return np.select([numbers >= 0, phones >= 0, named], [numbers, len(known) + phones, by_name], -1)


def _planned_for_nobody(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Targets for a period that begins after their officer left or ends before the officer joined."""
    rows = rows_of(tables, ctx, "targets")
    spans = {code: coded_period(code) for code in rows["period"].dropna().unique()}
    rows = rows[rows["period"].isin([code for code, span in spans.items() if span])]
    staff = roster(tables, ctx)[["branch", "officer", "joined", "left"]]
    dated = rows.merge(staff, "left", ["branch", "officer"]).set_axis(rows.index)
    first = pd.to_datetime(dated["period"].map({code: span.first for code, span in spans.items() if span}))
    last = pd.to_datetime(dated["period"].map({code: span.last for code, span in spans.items() if span}))
    absent = dated[(dated["joined"] > last) | (dated["left"] < first)]
    who: dict[str, Any] = {"officer": "officer", "joined": "joined", "left": "left"}
    yield from each(tables, ctx, "targets", absent, "MS123", "period", **who)


def _unsigned(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """The first target of each sheet that asks who approved it and whose targets nobody did."""
    table = tables["targets"]
    asked = [number for number, source in enumerate(table.sources) if "approver" in source.columns]
    rows = table.frame[table.frame["_sheet"].isin(asked) & table.frame["approver"].isna()]
    count = rows.groupby("_sheet")["period"].transform("size")
    first = rows.assign(_count=count.astype("float64")).drop_duplicates("_sheet")
    yield from each(tables, ctx, "targets", first, "MS126", "approver", period="period", count="_count")


def _dates(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Days of another year than all around them, then days outside the month that the sheet is named after."""
    for name in _DATED:
        table = tables[name]
        rows = table.frame.loc[table.frame["date"].notna(), ["date", "_sheet"]]
        if rows.empty:
            continue
        rows = rows.assign(_middle=rows.groupby("_sheet")["date"].transform("median"))
        rows["_named"] = rows["_sheet"].map({number: source.sheet for number, source in enumerate(table.sources)})
        far = (rows["date"] - rows["_middle"]).abs() > pd.Timedelta(days=_FAR_DAYS)
        lone = far & (far.groupby(rows["_sheet"]).transform("mean") <= _FAR_SHARE)
        yield from each(tables, ctx, name, rows[lone], "MS125", "date", middle="_middle")
        sheets = {number: _named_month(source.sheet) for number, source in enumerate(table.sources)}
        months = rows["_sheet"].map({number: month for number, (_, month) in sheets.items() if month})
        years = rows["_sheet"].map({number: year for number, (year, _) in sheets.items() if year})
        other_month = months.notna() & (rows["date"].dt.month != months)
        other_year = years.notna() & (rows["date"].dt.year != years)
        astray = rows[(other_month | other_year) & ~lone]
        yield from each(tables, ctx, name, astray, "MS124", "date", sheet="_named")


def _named_month(sheet: str) -> tuple[int | None, int | None]:
    """The year and month that a sheet is named after, None where its name says none or several."""
    found = _MONTH.findall(sheet)
    if len(found) != 1 or _SEVERAL.search(sheet):
        return None, None
    year, month = found[0]
    return int(year) if year else None, int(month)
