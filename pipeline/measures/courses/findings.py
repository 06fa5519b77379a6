"""What does not fit between the tables of a course → problems with their cells: names, people, answers given."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.measures.courses.content_findings import content_findings
from pipeline.measures.courses.timetable import in_sessions, sessions
from pipeline.measures.courses.units import alike, courses, in_units, named, rows_in_courses, units
from pipeline.measures.figure import Context
from pipeline.measures.figures.training.course_feedback import OVERALL, SCORES, in_scale
from pipeline.measures.telling import each
from pipeline.problems import Problem, problem
from pipeline.tables import Tables

_NEAR = 0.4  # how much of a name must agree for it to be offered
_NEARBY: Mapping[str, Any] = {"near": "_near", "known": "_names", "count": "_count"}  # params ← columns
_LISTED = 12  # names that are offered at most
_IN_UNITS = ("course_points", "course_cases", "course_exercises", "course_timing")
_IN_SESSIONS = ("course_timing", "participants", "course_feedback")


def course_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Every problem of the courses. Errors leave the row out: a course, or the unit of a point, that there is not.

    Warnings keep it: sessions that there are not, numbers given twice, scores outside 1–5, more sheets than
    participants, and what ``content_findings`` says of minutes, answers and points.
    """
    if any(len(tables[name]) for name, spec in ctx.vocabulary.tables.items() if "course" in spec.from_book):
        for check in (_courses, _units, _sessions, content_findings, _numbers, _scores, _more_than_all):
            yield from check(tables, ctx)


def _courses(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Courses that nobody registered, once a sheet."""
    titles = list(courses(tables, ctx)["course"])
    for name, spec in ctx.vocabulary.tables.items():
        if "course" in spec.from_book:
            rows = named(tables, ctx, name)
            if rows["_known"].all():
                continue
            odd = _with_near(_once_each(rows[~rows["_known"]], "course"), "course", {None: titles})
            yield from each(tables, ctx, name, odd, "MS301", "course", level="error", table=spec.term, **_NEARBY)


def _once_each(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The first row of each name on a sheet, with ``_count``, the number of its rows."""
    groups = ["_sheet", *keys]
    count = rows.groupby(groups)["_row"].transform("size").astype("float64")
    return rows.assign(_count=count).drop_duplicates(groups)


def _with_near(rows: pd.DataFrame, said: str, known: Mapping[Any, list[str]]) -> pd.DataFrame:
    """The rows with ``_near``, the known name that looks most like what they say, and ``_names``, all of them.

    ``known`` are the names by course, or for all courses under None.
    """
    offered = [known.get(course, known.get(None, [])) for course in rows["course"]]
    near = [_nearest(text, names) for text, names in zip(rows[said], offered, strict=True)]
    texts = ["、".join(names[:_LISTED]) for names in offered]
    made = pd.DataFrame({"_near": near, "_names": texts}, rows.index, dtype="object")
    return pd.concat([rows, made], axis=1)


def _nearest(said: object, known: Iterable[str]) -> str:
    names = {alike(name): name for name in known}
    near = difflib.get_close_matches(alike(said), names, 1, _NEAR)
    return names[near[0]] if near else ""


def _by_course(known: pd.DataFrame, name: str) -> dict[Any, list[str]]:
    return {course: [str(text) for text in rows[name]] for course, rows in known.groupby("course")}


def _units(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Units that there are not: points of one are left out, the rest counts without a unit."""
    known = _by_course(units(tables, ctx), "unit")
    for name in _IN_UNITS:
        rows = in_units(tables, ctx, name)
        if not rows["_stray"].any():
            continue
        strays = rows.assign(unit=rows["_said"])[rows["_stray"]]
        odd = _with_near(_once_each(strays, "course", "unit"), "unit", known)
        if name == "course_points":
            yield from each(tables, ctx, name, odd, "MS302", "unit", level="error", **_NEARBY)
        else:
            yield from each(tables, ctx, name, odd, "MS303", "unit", **_NEARBY)


def _sessions(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Sessions that there are not."""
    known = _by_course(sessions(tables, ctx), "session")
    for name in _IN_SESSIONS:
        rows = in_sessions(rows_in_courses(tables, ctx, name), tables, ctx)
        if not rows["_stray"].any():
            continue
        odd = _with_near(rows.assign(session=rows["_said"])[rows["_stray"]], "session", known)
        yield from each(tables, ctx, name, odd, "MS304", "session", near="_near", known="_names")


def _numbers(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Numbers of participants (within a course) and of certificates (anywhere) that two people have."""
    rows = rows_in_courses(tables, ctx, "participants")
    for field, code, keys in (
        ("participant_no", "MS313", ["course", "participant_no"]),
        ("certificate_no", "MS314", ["certificate_no"]),
    ):
        given = rows[rows[field].notna()]
        first = given.assign(_label=given.index).groupby(keys)["_label"].transform("first")
        double = given[given.duplicated(keys)]
        places = [str(tables["participants"].place(label, field)) for label in first[double.index]]
        double = double.assign(_first=pd.Series(places, double.index, dtype="object"))
        yield from each(tables, ctx, "participants", double, code, field, first="_first")


def _scores(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Scores outside 1–5, which count as no answer."""
    rows = rows_in_courses(tables, ctx, "course_feedback")
    for field in (*SCORES, OVERALL):
        odd = rows[rows[field].notna() & ~in_scale(rows[field])]
        term = ctx.vocabulary.fields[field].term
        yield from each(tables, ctx, "course_feedback", odd, "MS315", field, term=term)


def _more_than_all(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Courses with more answered sheets than participants; told where there are participants at all."""
    sheets, people = (rows_in_courses(tables, ctx, name) for name in ("course_feedback", "participants"))
    counts = people.groupby("course").size()
    for course, rows in sheets.groupby("course", sort=False):
        if len(rows) > counts.get(course, len(rows)):
            beyond = tables["course_feedback"].place(rows.index[int(counts[course])])
            params = {"course": course, "participants": int(counts[course])}
            yield problem("MS316", beyond, len(rows), "warning", **params)
