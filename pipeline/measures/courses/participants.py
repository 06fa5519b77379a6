"""The sheet of participants → each with a number of their own, whether they passed, and their certificate's number."""

from __future__ import annotations

from itertools import count
from typing import Any

import pandas as pd

from pipeline.measures.courses.timetable import in_sessions, sessions
from pipeline.measures.courses.units import courses, in_order, rows_in_courses
from pipeline.measures.figure import Context, once
from pipeline.tables import Tables

_DIGITS = 3  # 001, 002 …


@once
def participants(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The participants of each course in the sheet's order: their fields, with ``passed`` true or false.

    A missing participant_no is the position in the sheet (001, 002 …), and so is one that another already has. One
    who has no session takes part in each. ``passed`` where blank: the score is high enough, or there is none. A
    missing certificate_no is course_no-year-participant_no, the year that of the own or the last session, or of the
    version.
    """
    rows = in_order(in_sessions(rows_in_courses(tables, ctx, "participants"), tables, ctx), tables, ctx)
    numbers: list[str] = []
    for _, group in rows.groupby("course", sort=False):
        numbers += _numbered(list(group["participant_no"]))
    enough = (rows["score"].isna() | (rows["score"] >= float(ctx.settings["courses"]["pass_score"]))).astype("boolean")
    rows = rows.assign(participant_no=pd.Series(numbers, rows.index, dtype="object"))
    rows = rows.assign(passed=rows["passed"].fillna(enough).astype("bool"))
    own = rows["certificate_no"]
    return rows.assign(certificate_no=own.where(own.notna(), _certificate_numbers(rows, tables, ctx)))


def _numbered(given: list[Any]) -> list[str]:
    """The numbers that were given, the first of equal ones; the others by position, or the next that is free."""
    taken: set[str] = set()
    mine = [bool(isinstance(no, str) and no not in taken and not taken.add(no)) for no in given]  # type: ignore[func-returns-value]
    numbers: list[str] = []
    for position, (no, keeps) in enumerate(zip(given, mine, strict=True), start=1):
        if not keeps:
            no = next(text for text in (f"{n:0{_DIGITS}d}" for n in count(position)) if text not in taken)
            taken.add(no)
        numbers.append(no)
    return numbers


def _certificate_numbers(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[Any]:
    known = courses(tables, ctx).set_index("course").reindex(rows["course"])
    held = sessions(tables, ctx)[["course", "session", "date"]]
    own = held.set_index(["course", "session"])["date"].reindex(pd.MultiIndex.from_frame(rows[["course", "session"]]))
    last = held.groupby("course")["date"].max().reindex(rows["course"])
    years = own.set_axis(rows.index).fillna(last.set_axis(rows.index))
    years = years.fillna(known["version_date"].set_axis(rows.index)).dt.year
    texts = [
        "-".join([*([head] if isinstance(head, str) else []), *([f"{year:.0f}"] if year == year else []), no])
        for head, year, no in zip(known["course_no"], years, rows["participant_no"], strict=True)
    ]
    return pd.Series(texts, rows.index, dtype="object")


def in_each_session(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The participants once for each session they take part in, in the sessions' order."""
    held = sessions(tables, ctx)[["course", "session"]]
    every = rows[rows["session"].isna() & ~rows["_stray"]].drop(columns="session").merge(held, "inner", "course")
    some = rows[rows["session"].notna()]
    joined = pd.concat([frame for frame in (some, every) if len(frame)] or [some], ignore_index=True)
    order = {pair: position for position, pair in enumerate(zip(held["course"], held["session"], strict=True))}
    place = [order[pair] for pair in zip(joined["course"], joined["session"], strict=True)]
    return joined.assign(_place=place).sort_values(["_place", "_sheet", "_row"], kind="stable").drop(columns="_place")
