"""What does not fit within the content of a course → problems with their cells: minutes, answers, points, tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.measures.courses.exercises import ONE, SEVERAL, chosen, exercises, offered
from pipeline.measures.courses.timetable import clock, held, minute, timetable
from pipeline.measures.courses.units import in_units, rows_in_courses
from pipeline.measures.figure import Context
from pipeline.measures.figures.training.courses import PICTURE, TABLE, blocks, unit_minutes
from pipeline.measures.telling import each
from pipeline.problems import Problem
from pipeline.tables import Tables


def content_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Warnings, all of which keep their rows: minutes and hours that do not add up, answers that are no option, units
    and courses without a point, pictures without a file, tables whose rows differ in their number of cells."""
    for check in (_unit_minutes, _hours, _gaps, _answers, _empty_units, _pictures, _uneven_tables):
        yield from check(tables, ctx)


def _unit_minutes(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Units whose own minutes are not those that the timing gives them, where it gives them any."""
    own = rows_in_courses(tables, ctx, "course_units").dropna(subset=["minutes"])
    timed = unit_minutes(tables, ctx).reindex(pd.MultiIndex.from_frame(own[["course", "unit"]])).to_numpy("float64")
    own = own.assign(_timed=timed)
    odd = own[own["_timed"].notna() & (own["_timed"] != own["minutes"])]
    yield from each(tables, ctx, "course_units", odd, "MS305", "minutes", unit="unit", timed="_timed")


def _hours(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Sessions whose end is not that of their timetable."""
    rows = held(tables, ctx)
    rows = rows[rows["_declared"].astype("bool") & rows["end"].notna() & rows["_planned_end"].notna()]
    odd = rows[rows["end"] != rows["_planned_end"]]
    yield from each(tables, ctx, "course_sessions", odd, "MS306", "end", session="session", planned="_planned_end")


def _gaps(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Steps whose given start is not where the step before ended; each row of the sheet once."""
    steps = timetable(tables, ctx)
    odd = steps[steps["_gap"].notna() & (steps["_gap"] != 0)].drop_duplicates("_label_row").set_index("_label_row")
    ends = [clock(minute(start) - gap) for start, gap in zip(odd["start"], odd["_gap"], strict=True)]
    odd = odd.assign(_planned=pd.Series(ends, odd.index, dtype="object"), _minutes=odd["_gap"].abs())
    for code, rows in (("MS307", odd[odd["_gap"] > 0]), ("MS308", odd[odd["_gap"] < 0])):
        yield from each(tables, ctx, "course_timing", rows, code, "start", minutes="_minutes", planned="_planned")


def _answers(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Choices without options or answer, whose answer is none of the options, or is one too many."""
    rows = exercises(tables, ctx)
    rows = rows[rows["exercise_kind"].isin((ONE, SEVERAL))].sort_index()
    columns = (rows[name] for name in ("exercise_kind", "options", "answer_key"))
    faults = [_answer_fault(*cells) for cells in zip(*columns, strict=True)]
    letters = ["、".join(offered(options)) for options in rows["options"]]
    rows = rows.assign(
        _fault=pd.Series(faults, rows.index, dtype="object"), _letters=pd.Series(letters, rows.index, dtype="object")
    )
    for code in ("MS309", "MS310", "MS311", "MS312"):
        field = "options" if code == "MS309" else "answer_key"
        odd = rows[rows["_fault"] == code]
        yield from each(tables, ctx, "course_exercises", odd, code, field, kind="exercise_kind", offered="_letters")


def _answer_fault(kind: str, options: object, key: object) -> str:
    letters, answer = offered(options), chosen(key)
    if not letters:
        return "MS309"
    if not isinstance(key, str):
        return "MS310"
    if not answer or not set(answer) <= set(letters):
        return "MS311"
    return "MS312" if kind == ONE and len(answer) > 1 else ""


def _empty_units(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Courses with units and no point at all (said once), and single units without one."""
    own, points = rows_in_courses(tables, ctx, "course_units"), in_units(tables, ctx, "course_points")
    told = own["course"].isin(points["course"])
    bare = own[~told].drop_duplicates("course")
    yield from each(tables, ctx, "course_units", bare, "MS317", "unit", course="course")
    filled = pd.MultiIndex.from_frame(points[["course", "unit"]])
    empty = own[told & ~pd.MultiIndex.from_frame(own[["course", "unit"]]).isin(filled)]
    yield from each(tables, ctx, "course_units", empty, "MS318", "unit")


def _pictures(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Points that are said to be a picture and name no file."""
    rows = blocks(tables, ctx).set_index("_label")
    lone = rows[(rows["block"] == PICTURE) & rows["picture"].isna()]
    yield from each(tables, ctx, "course_points", lone, "MS319", "picture", caption="content")


def _uneven_tables(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Tables whose rows have not all as many cells as the first."""
    rows = blocks(tables, ctx).set_index("_label")
    rows = rows[rows["block"] == TABLE]
    lines = [[line for line in str(content).splitlines() if line.strip()] for content in rows["content"]]
    widths = [[line.count("|") + 1 for line in table] for table in lines]
    other = [next((width for width in table if width != table[0]), 0) for table in widths]
    first = pd.Series([table[0] if table else "" for table in lines], rows.index, dtype="object")
    columns = pd.Series([table[0] if table else 0 for table in widths], rows.index, dtype="float64")
    rows = rows.assign(content=first, _columns=columns, _cells=pd.Series(other, rows.index, dtype="float64"))
    odd = rows[rows["_cells"] > 0]
    yield from each(tables, ctx, "course_points", odd, "MS320", "content", columns="_columns", cells="_cells")
