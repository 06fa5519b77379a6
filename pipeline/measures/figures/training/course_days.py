"""The timing, sessions and participants of courses → schedules, sign-in lists and certificates."""

from __future__ import annotations

import pandas as pd

from pipeline.language import weekday
from pipeline.measures.courses.participants import in_each_session, participants
from pipeline.measures.courses.timetable import held, timetable
from pipeline.measures.courses.units import rows_in_courses
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.training.courses import course_info, course_length
from pipeline.tables import Tables

_SESSION = ("session", "date", "weekday", "start", "end", "venue", "trainer", "participants_count")


@figure(
    term="课程安排",
    needs=("courses", "course_units", "course_timing", "course_sessions"),
    by=("course",),
    shape="many",
    fields=(
        *("number", "session", "date", "start", "end", "minutes", "step", "step_kind", "unit"),
        *("materials", "trainer", "venue"),
    ),
    rows=lambda tables, ctx: {"course_timing": rows_in_courses(tables, ctx, "course_timing")},
)
def course_timetable(tables: Tables, ctx: Context) -> Frames:
    """Every step of every session by the clock: a step begins where the last one ended, or when its row says.

    A plan that names no session holds for each of the course's. Without any start the clock stays blank.
    """
    return {"course": listed(timetable(tables, ctx), "course", "course_timetable")}


@once
def _sessions(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = held(tables, ctx)
    there = in_each_session(participants(tables, ctx), tables, ctx).groupby(["course", "session"]).size()
    count = there.reindex(pd.MultiIndex.from_frame(found[["course", "session"]])).fillna(0).to_numpy("float64")
    days = [None if day is pd.NaT else weekday(day.date()) for day in found["date"]]
    return found.assign(participants_count=count, weekday=pd.Series(days, found.index, dtype="object"))


def _session_rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    return {"course_sessions": rows_in_courses(tables, ctx, "course_sessions")}


@figure(
    term="课程场次表",
    needs=("courses", "course_sessions", "course_timing", "participants"),
    by=("course",),
    shape="many",
    fields=("number", *_SESSION),
    rows=_session_rows,
)
def course_sessions_list(tables: Tables, ctx: Context) -> Frames:
    """The sessions of a course by date; start and end from the timetable where their own row gives none."""
    return {"course": listed(_sessions(tables, ctx), "course", "course_sessions_list")}


@figure(
    term="场次信息",
    needs=("courses", "course_sessions", "course_timing", "participants"),
    by=("session",),
    shape="one",
    fields=("course", *_SESSION),
    rows=_session_rows,
)
def session_info(tables: Tables, ctx: Context) -> Frames:
    """One session: when, where, who teaches, how many are expected."""
    return {"session": listed(_sessions(tables, ctx), "session", "session_info")}


def _people_rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    return {"participants": rows_in_courses(tables, ctx, "participants")}


@figure(
    term="学员名单",
    needs=("courses", "course_sessions", "participants"),
    by=("course", "session"),
    shape="many",
    fields=("number", "participant_no", "participant", "company", "post", "session"),
    rows=_people_rows,
)
def participant_list(tables: Tables, ctx: Context) -> Frames:
    """Who takes part, in the sheet's order; one who has no session takes part in each."""
    rows = participants(tables, ctx)
    return {
        "course": listed(rows, "course", "participant_list"),
        "session": listed(in_each_session(rows, tables, ctx), "session", "participant_list"),
    }


@figure(
    term="学员信息",
    needs=("courses", "course_sessions", "participants"),
    by=("participant",),
    shape="one",
    fields=("participant_no", "participant", "company", "post", "session", "score", "passed", "certificate_no"),
    rows=_people_rows,
)
def participant_info(tables: Tables, ctx: Context) -> Frames:
    """One participant: number, name, where from, score, whether passed, the certificate's number."""
    return {"participant": listed(participants(tables, ctx), "participant", "participant_info")}


@figure(
    term="结业证书",
    needs=("courses", "course_sessions", "course_timing", "course_units", "participants"),
    by=("course", "participant"),
    shape="many",
    fields=(
        "number",
        "certificate_no",
        "participant",
        "company",
        "course",
        "hours",
        "first_day",
        "last_day",
        "trainer",
    ),
    rows=_people_rows,
)
def certificates(tables: Tables, ctx: Context) -> Frames:
    """The certificates of those who passed, in the sheet's order. Days, trainer and ``hours`` are those of the session
    that one takes part in, or of the whole course; hours are teaching minutes in lessons, half-up to half a lesson."""
    rows = participants(tables, ctx)
    rows = rows[rows["passed"]]
    whole = _of_course(tables, ctx).reindex(rows["course"]).set_axis(rows.index)
    attended = pd.MultiIndex.from_frame(rows[["course", "session"]])
    own = _of_session(tables, ctx).reindex(attended).set_axis(rows.index)
    rows = rows.assign(**{name: own[name].where(own[name].notna(), whole[name]) for name in _ATTENDED})
    return {level: listed(rows, level, "certificates") for level in ("course", "participant")}


_ATTENDED = ("hours", "first_day", "last_day", "trainer")


@once
def _of_course(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What the certificates of one whole course share, indexed by course: hours, first_day, last_day, trainer."""
    info = course_info(tables, ctx)["course"].reset_index(drop=True).set_index("course")
    return info.assign(hours=_lessons(course_length(tables, ctx)["teaching_minutes"], ctx))


@once
def _of_session(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What the certificates of one session share, indexed by course and session: the same."""
    found, steps = held(tables, ctx).set_index(["course", "session"]), timetable(tables, ctx)
    taught = steps[steps["teaching"].astype("bool")].groupby(["course", "session"])["minutes"].sum(min_count=1)
    hours = _lessons(taught.reindex(found.index).astype("float64"), ctx)
    return found.assign(hours=hours, first_day=found["date"], last_day=found["date"])


def _lessons(minutes: pd.Series[float], ctx: Context) -> pd.Series[float]:
    lessons = minutes / float(ctx.settings["courses"]["lesson_minutes"])
    return ((lessons * 2 + 0.5) // 1) / 2
