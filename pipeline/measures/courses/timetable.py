"""The timing of a course and its sessions → who teaches what from when to when, by the clock."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.courses.units import alike, courses, in_order, in_units, rows_in_courses
from pipeline.measures.figure import Context, once
from pipeline.tables import Tables

BREAKS = ("休息", "用餐")
TEACHING = "授课"
_DAY = 24 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def minute(clock: object) -> float:
    """HH:MM as minutes after midnight; NaN where it is not of that form."""
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    return float(int(found[1]) * 60 + int(found[2])) if found else float("nan")


def clock(minutes: float) -> str | None:
    """Minutes after midnight as HH:MM; None for NaN."""
    if minutes != minutes:
        return None
    hours, rest = divmod(int(minutes) % _DAY, 60)
    return f"{hours:02d}:{rest:02d}"


def _clocks(minutes: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series([clock(value) for value in minutes], minutes.index, dtype="object")


@once
def sessions(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The sessions of each course, by date: the fields of their table, ``bank``, ``_declared``.

    A course without any row in that table has the sessions that its timing names, without a date; one that has
    participants and names no session at all has a single one, 全程.
    """
    own = rows_in_courses(tables, ctx, "course_sessions").assign(_declared=True)
    timing = rows_in_courses(tables, ctx, "course_timing").dropna(subset=["session"])
    people = rows_in_courses(tables, ctx, "participants")
    whole = people.assign(session=people["session"].fillna(say("whole_course", "zh")))
    found = [own]
    for more in (timing, whole):
        told = {title for frame in found for title in frame["course"]}
        rows = more[~more["course"].isin(told)].drop_duplicates(["course", "session"])
        rows = rows[["bank", "course", "session", "_sheet", "_row"]].reset_index(drop=True).assign(_declared=False)
        found += [rows] if len(rows) else []
    joined = own if len(found) == 1 else pd.concat(found, ignore_index=True).astype(own.dtypes)
    return in_order(joined, tables, ctx, "date")


def in_sessions(rows: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rows with ``session`` as the sessions of their course are called; ``_stray`` where there is no such one."""
    known = sessions(tables, ctx)
    names = {(c, alike(s)): s for c, s in zip(known["course"], known["session"], strict=True)}
    said = rows["session"]
    found = [names.get((c, alike(s))) for c, s in zip(rows["course"], said, strict=True)]
    session = pd.Series(found, rows.index, dtype="object")
    return rows.assign(session=session.where(said.notna(), None), _stray=said.notna() & session.isna(), _said=said)


@once
def plan(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The timing of each course as it was planned, once: its rows with unit, unit_no, ``step_kind`` and ``teaching``.

    A blank session means that of the row above, in a plan that names any. A blank kind is read from the step's name
    (茶歇 → 休息), else it is 授课 where the row has a unit. Everything but breaks and meals is teaching.
    """
    rows = in_units(tables, ctx, "course_timing")
    by_course = rows.groupby(["course", "_sheet"], sort=False)["session"]
    rows = rows.assign(session=by_course.transform(lambda s: s.ffill().bfill()) if len(rows) else rows["session"])
    words = {word: kind for kind, more in ctx.vocabulary.fields["step_kind"].choices.items() for word in (kind, *more)}
    kinds = [
        kind if isinstance(kind, str) else _kind(str(step), unit, words)
        for kind, step, unit in zip(rows["step_kind"], rows["step"], rows["unit"], strict=True)
    ]
    kind = pd.Series(kinds, rows.index, dtype="object")
    return rows.assign(step_kind=kind, teaching=~kind.isin(BREAKS))


def _kind(step: str, unit: object, words: dict[str, str]) -> str | None:
    named = next((kind for word, kind in words.items() if word in step), None)
    return named or (TEACHING if isinstance(unit, str) else None)


@once
def timetable(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every step of every session with the clock: the plan's columns, date, venue, trainer, ``start`` and ``end``.

    A plan that names no session holds for each session of its course. A step begins where the last one ended, or
    when its own row says; the first at the session's start. ``_gap`` is the minutes between the end of the step
    before and a start that was given (negative where they overlap).
    """
    known, steps = sessions(tables, ctx), plan(tables, ctx)
    known = known.assign(_order=range(len(known)))
    steps = steps.assign(_label=_session_names(steps, known), _label_row=steps.index)
    general, own = steps[steps["session"].isna()], steps[steps["session"].notna()]
    held = known[["course", "session", "date", "venue", "trainer", "start", "_order"]]
    declared = held[known["_declared"]]
    general = general.drop(columns="session").merge(declared, "left", "course", suffixes=("", "_of_session"))
    own = own.assign(session=own["_label"]).merge(held, "left", ["course", "session"], suffixes=("", "_of_session"))
    made = pd.concat([frame for frame in (general, own) if len(frame)] or [own], ignore_index=True)
    lecturer = made["trainer"].notna() | ~made["teaching"].astype("bool")  # nobody teaches a break
    made = made.assign(trainer=made["trainer"].where(lecturer, made["trainer_of_session"]))
    return by_the_clock(in_order(made, tables, ctx, "_order").reset_index(drop=True))


def _session_names(steps: pd.DataFrame, known: pd.DataFrame) -> pd.Series[Any]:
    names = {(c, alike(s)): s for c, s in zip(known["course"], known["session"], strict=True)}
    pairs = zip(steps["course"], steps["session"], strict=True)
    return pd.Series([names.get((c, alike(s)), s) for c, s in pairs], steps.index, dtype="object")


def by_the_clock(steps: pd.DataFrame) -> pd.DataFrame:
    """Steps in order, with their session's ``start_of_session`` and their own ``start`` where one is given, with
    ``start``, ``end`` as HH:MM and ``_gap``; blank before the first start that is known."""
    given = steps["start"].map(minute).astype("float64")
    keys = [steps["course"], steps["session"].fillna("")]
    first = steps.groupby(keys, sort=False).cumcount() == 0
    given = given.where(given.notna() | ~first, steps["start_of_session"].map(minute).astype("float64"))
    run = given.notna().groupby(keys, sort=False).cumsum()
    runs = [*keys, run]
    base = given.groupby(runs, sort=False).transform("first")
    length = steps["minutes"].fillna(0.0)
    end = base + length.groupby(runs, sort=False).cumsum()
    before = end.groupby(keys, sort=False).shift()
    return steps.assign(start=_clocks(end - length), end=_clocks(end), _gap=(given - before).where(~first))


@once
def held(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The sessions with the start and end that their own row gives, or else the timetable; ``_planned_end`` is the
    timetable's."""
    found, steps = sessions(tables, ctx), timetable(tables, ctx)
    by_session = steps.groupby(["course", "session"], sort=False)
    keys = pd.MultiIndex.from_frame(found[["course", "session"]])
    start = by_session["start"].first().reindex(keys).set_axis(found.index).astype("object")
    end = by_session["end"].last().reindex(keys).set_axis(found.index).astype("object")
    default = found["course"].map(courses(tables, ctx).set_index("course")["trainer"]).astype("object")
    return found.assign(
        start=found["start"].where(found["start"].notna(), start),
        end=found["end"].where(found["end"].notna(), end),
        trainer=found["trainer"].where(found["trainer"].notna(), default),
        _planned_end=end,
    )
