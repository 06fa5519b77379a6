"""What does not fit within a course → problems with their cells: its units, minutes, answers, people and scores."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pandas as pd

from pipeline.measures.courses import alike, courses, in_units, named, rows_in_courses, units
from pipeline.measures.exercises import ONE, SEVERAL, chosen, exercises, offered
from pipeline.measures.figure import Context
from pipeline.measures.figures.course_feedback import OVERALL, SCORES, in_scale
from pipeline.measures.figures.courses import PICTURE, TABLE, blocks, unit_minutes
from pipeline.measures.timetable import clock, held, in_sessions, minute, sessions, timetable
from pipeline.privacy import mask_text
from pipeline.problems import Level, Problem, problem
from pipeline.tables import Tables

SHOWN = 30  # findings of one kind in one table that are told one by one
NEAR = 0.4
_IN_UNITS = ("course_points", "course_cases", "course_exercises", "course_timing")
_IN_SESSIONS = ("course_timing", "participants", "course_feedback")
Found = tuple[Any, object, Mapping[str, object]]  # index of the row, what stood there, what the texts are filled with


def course_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Every problem of the courses. Errors leave the row out: a course, or the unit of a point, that there is not.

    Warnings keep it: minutes that do not add up, a session's hours, sessions that there are not, answers that are no
    option, numbers given twice, scores outside 1–5, more sheets than participants, units without a point.
    """
    if not any(len(tables[name]) for name, spec in ctx.vocabulary.tables.items() if "course" in spec.from_book):
        return
    for check in (
        _strange_courses, _strange_units, _strange_sessions, _unit_minutes, _hours, _gaps, _answers, _numbers,
        _scores, _more_than_all, _empty_units, _uneven_tables,
    ):  # fmt: skip
        yield from check(tables, ctx)


def _told(
    tables: Tables, name: str, code: str, field: str, found: Iterable[Found],
    level: Level = "warning",
) -> Iterator[Problem]:  # fmt: skip
    """A problem for each (index, what was found, params); beyond thirty one more with the number of the rest."""
    every = iter(found)
    for index, text, params in islice(every, SHOWN):
        shown = text if isinstance(text, int) else mask_text(str(text)[:60])
        yield problem(code, tables[name].place(index, field), shown, level, **params)
    if rest := list(every):
        yield problem("MS190", tables[name].place(rest[0][0], field), len(rest), level, of=code)


def _near(said: object, known: Iterable[object]) -> dict[str, object]:
    names = {alike(name): str(name) for name in known}
    near = difflib.get_close_matches(alike(said), names, 1, NEAR)
    return {"near": names[near[0]] if near else "—", "known": "、".join(list(names.values())[:12]) or "—"}


def _strange_courses(tables: Tables, ctx: Context) -> Iterator[Problem]:
    titles = courses(tables, ctx)["course"]
    for name, spec in ctx.vocabulary.tables.items():
        if "course" in spec.from_book:
            rows = named(tables, ctx, name)
            groups = rows[~rows["_known"]].groupby(["_sheet", "course"], sort=False)
            found = (
                (group.index[0], title, {**_near(title, titles), "table": spec.term, "count": len(group)})
                for (_, title), group in groups
            )
            yield from _told(tables, name, "MS301", "course", found, "error")


def _strange_units(tables: Tables, ctx: Context) -> Iterator[Problem]:
    known = units(tables, ctx)
    by_course = {str(course): list(rows["unit"]) for course, rows in known.groupby("course")}
    for name in _IN_UNITS:
        rows = in_units(tables, ctx, name)
        groups = rows[rows["_stray"]].groupby(["_sheet", "course", "_said"], sort=False)
        left_out = name == "course_points"
        found = (
            (group.index[0], said, {**_near(said, by_course.get(str(course), [])), "count": len(group)})
            for (_, course, said), group in groups
        )
        yield from _told(
            tables, name, "MS302" if left_out else "MS303", "unit", found, "error" if left_out else "warning"
        )


def _strange_sessions(tables: Tables, ctx: Context) -> Iterator[Problem]:
    known = sessions(tables, ctx)
    by_course = {course: list(rows["session"]) for course, rows in known.groupby("course")}
    for name in _IN_SESSIONS:
        rows = in_sessions(rows_in_courses(tables, ctx, name), tables, ctx)
        strays = rows[rows["_stray"]]
        found = (
            (index, said, _near(said, by_course.get(course, ())))
            for index, course, said in zip(strays.index, strays["course"], strays["_said"], strict=True)
        )
        yield from _told(tables, name, "MS304", "session", found)


def _unit_minutes(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Units whose own minutes are not those that the timing gives them, where it gives them any."""
    own = rows_in_courses(tables, ctx, "course_units").dropna(subset=["minutes"])
    timed = unit_minutes(tables, ctx).reindex(pd.MultiIndex.from_frame(own[["course", "unit"]])).set_axis(own.index)
    odd = own[timed.notna() & (timed != own["minutes"])]
    found = (
        (index, f"{minutes:g}", {"unit": unit, "timed": f"{timed[index]:g}"})
        for index, unit, minutes in zip(odd.index, odd["unit"], odd["minutes"], strict=True)
    )
    yield from _told(tables, "course_units", "MS305", "minutes", found)


def _hours(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Sessions whose end is not that of their timetable."""
    rows = held(tables, ctx)
    rows = rows[rows["_declared"].astype("bool") & rows["end"].notna() & rows["_planned_end"].notna()]
    odd = rows[rows["end"] != rows["_planned_end"]]
    found = (
        (index, end, {"session": session, "planned": planned})
        for index, session, end, planned in zip(odd.index, odd["session"], odd["end"], odd["_planned_end"], strict=True)
    )
    yield from _told(tables, "course_sessions", "MS306", "end", found)


def _gaps(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Steps whose given start is not where the step before ended; each row of the sheet once."""
    steps = timetable(tables, ctx)
    odd = steps[steps["_gap"].notna() & (steps["_gap"] != 0)].drop_duplicates("_label_row")
    for code, rows in (("MS307", odd[odd["_gap"] > 0]), ("MS308", odd[odd["_gap"] < 0])):
        found = (
            (row, start, {"minutes": f"{abs(gap):g}", "planned": clock(minute(start) - gap)})
            for row, start, gap in zip(rows["_label_row"], rows["start"], rows["_gap"], strict=True)
        )
        yield from _told(tables, "course_timing", code, "start", found)


def _answers(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Choices whose answer is missing, is none of their options, or is one too many."""
    rows = exercises(tables, ctx)
    rows = rows[rows["exercise_kind"].isin((ONE, SEVERAL))].sort_index()
    found: dict[str, list[Found]] = {"MS309": [], "MS310": [], "MS311": [], "MS312": []}
    for index, kind, options, key in zip(
        rows.index, rows["exercise_kind"], rows["options"], rows["answer_key"], strict=True
    ):
        letters, answer = offered(options), chosen(key)
        code = _answer_fault(kind, letters, answer, isinstance(key, str))
        if code:
            shown = kind if code in ("MS309", "MS310") else key
            found[code].append((index, shown, {"kind": kind, "offered": "、".join(letters) or "—"}))
    for code, own in found.items():
        yield from _told(tables, "course_exercises", code, "options" if code == "MS309" else "answer_key", own)


def _answer_fault(kind: str, letters: list[str], answer: list[str], answered: bool) -> str:
    if not letters:
        return "MS309"
    if not answered:
        return "MS310"
    if not answer or not set(answer) <= set(letters):
        return "MS311"
    return "MS312" if kind == ONE and len(answer) > 1 else ""


def _numbers(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Numbers of participants (within a course) and of certificates (anywhere) that two people have."""
    rows = rows_in_courses(tables, ctx, "participants")
    for field, code, keys in (
        ("participant_no", "MS313", ["course", "participant_no"]),
        ("certificate_no", "MS314", ["certificate_no"]),
    ):
        given = rows[rows[field].notna()]
        double = given[given.duplicated(keys)]
        first = given.drop_duplicates(keys).reset_index().set_index(keys)["index"]
        found = (
            (index, str(row[field]), {"first": tables["participants"].place(first[_key(row, keys)], field)})
            for index, row in double.iterrows()
        )
        yield from _told(tables, "participants", code, field, found)


def _key(row: pd.Series[Any], keys: list[str]) -> Any:
    return tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]


def _scores(tables: Tables, ctx: Context) -> Iterator[Problem]:
    rows = rows_in_courses(tables, ctx, "course_feedback")
    for field in (*SCORES, OVERALL):
        odd = rows[rows[field].notna() & ~in_scale(rows[field])]
        term = ctx.vocabulary.fields[field].term
        found = ((index, f"{value:g}", {"term": term}) for index, value in odd[field].items())
        yield from _told(tables, "course_feedback", "MS315", field, found)


def _more_than_all(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Courses with more answered sheets than participants; told where there are participants at all."""
    sheets, people = (rows_in_courses(tables, ctx, name) for name in ("course_feedback", "participants"))
    counts = people.groupby("course").size()
    for course, rows in sheets.groupby("course", sort=False):
        if len(rows) > counts.get(course, len(rows)):
            extra = rows.index[int(counts[course])]
            params = {"course": str(course), "participants": int(counts[course])}
            yield problem("MS316", tables["course_feedback"].place(extra), len(rows), "warning", **params)


def _empty_units(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Units without any point, and courses without any at all (said once)."""
    own, points = rows_in_courses(tables, ctx, "course_units"), in_units(tables, ctx, "course_points")
    filled = set(zip(points["course"], points["unit"], strict=True))
    bare = own[~own["course"].isin(points["course"])].drop_duplicates("course")
    yield from _told(
        tables, "course_units", "MS317", "unit", ((index, course, {}) for index, course in bare["course"].items())
    )
    rest = own[own["course"].isin(points["course"])]
    pairs = zip(rest["course"], rest["unit"], strict=True)
    empty = zip(rest.index, pairs, strict=True)
    yield from _told(
        tables, "course_units", "MS318", "unit", ((index, pair[1], {}) for index, pair in empty if pair not in filled)
    )


def _uneven_tables(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Tables whose rows have not all as many cells as the first, and pictures without a file."""
    rows = blocks(tables, ctx)
    lone = rows[(rows["block"] == PICTURE) & rows["picture"].isna()]
    bare = ((label, content, {}) for label, content in zip(lone["_label"], lone["content"], strict=True))
    yield from _told(tables, "course_points", "MS319", "picture", bare)
    made = rows[rows["block"] == TABLE]
    odd: list[Found] = []
    for label, content in zip(made["_label"], made["content"], strict=True):
        lines = [line for line in str(content).splitlines() if line.strip()]
        widths = [line.count("|") + 1 for line in lines]
        if wrong := next((width for width in widths if width != widths[0]), 0):
            odd.append((label, lines[0], {"columns": widths[0], "cells": wrong}))
    yield from _told(tables, "course_points", "MS320", "content", odd)
