"""The tables of a course → its cover, its units and what its handout, cases and exercises are printed from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.measures.courses.exercises import exercises
from pipeline.measures.courses.participants import participants
from pipeline.measures.courses.timetable import held, plan
from pipeline.measures.courses.units import courses, in_order, in_units, rows_in_courses, units
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.tables import Tables

_INFO = ("course", "course_no", "audience", "goals", "intro", "client", "logo", "trainer", "version_date")
_COUNTS = ("units_count", "cases_count", "exercises_count", "participants_count", "sessions_count")
TABLE, POINT, PICTURE = "表格", "要点", "图片"


def counted(rows: pd.DataFrame, of: pd.Series[Any], by: str = "course") -> pd.Series[Any]:
    """How many rows each key of ``of`` has, 0 where none."""
    found: pd.Series[Any] = rows.groupby(by).size().reindex(of).fillna(0).set_axis(of.index).astype("float64")
    return found


@once
def course_length(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Minutes of each course, indexed by course: ``minutes`` in all, ``teaching_minutes`` without breaks and meals.

    Of its timing, or where it has none of its units; blank where neither says.
    """
    steps, known = plan(tables, ctx), units(tables, ctx)
    own = known.groupby("course")["minutes"].sum(min_count=1)
    titles = courses(tables, ctx)["course"]
    whole = steps.groupby("course")["minutes"].sum(min_count=1)
    taught = steps[steps["teaching"].astype("bool")].groupby("course")["minutes"].sum(min_count=1)
    timed = titles.isin(steps["course"]).to_numpy()
    return pd.DataFrame(
        {
            name: found.reindex(titles).where(timed, own.reindex(titles)).astype("float64")
            for name, found in (("minutes", whole), ("teaching_minutes", taught))
        },
        index=pd.Index(titles, name="course"),
    )


@figure(
    term="课程信息",
    needs=("courses", "course_units", "course_timing", "course_sessions", "participants"),
    by=("course",),
    shape="one",
    fields=(*_INFO, "for_staff", "minutes", "teaching_minutes", *_COUNTS, "first_day", "last_day"),
    rows=lambda tables, ctx: {"courses": courses(tables, ctx)},
)
def course_info(tables: Tables, ctx: Context) -> Frames:
    """What stands on a course's cover, and how much of everything it has; days and trainer from its sessions.

    ``for_staff``: it is for the bank's own people, since its audience names none of the settings' outsiders.
    """
    found, sessions = courses(tables, ctx), held(tables, ctx)
    days = sessions.groupby("course")["date"].agg(["min", "max"]).reindex(found["course"]).set_axis(found.index)
    lecturers = sessions.dropna(subset=["trainer"]).groupby("course")["trainer"].agg(lambda s: "、".join(s.unique()))
    of_sessions = found["course"].map(lecturers).astype("object")
    length = course_length(tables, ctx).reindex(found["course"]).set_axis(found.index)
    found = found.assign(
        **{name: counted(rows, found["course"]) for name, rows in _counted_rows(tables, ctx).items()},
        for_staff=_for_staff(found["audience"], ctx),
        minutes=length["minutes"],
        teaching_minutes=length["teaching_minutes"],
        first_day=days["min"].astype("datetime64[ns]"),
        last_day=days["max"].astype("datetime64[ns]"),
        trainer=found["trainer"].where(found["trainer"].notna(), of_sessions),
    )
    return {"course": listed(found, "course", "course_info")}


def _for_staff(audience: pd.Series[Any], ctx: Context) -> pd.Series[bool]:
    """Which audiences are the bank's own people; a blank one is."""
    words = ctx.settings["courses"]["outsiders"]
    said = audience.fillna("").astype("str")
    return ~pd.Series([any(word in text for word in words) for text in said], said.index, dtype="bool")


def _counted_rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    return {
        "units_count": units(tables, ctx),
        "cases_count": rows_in_courses(tables, ctx, "course_cases"),
        "exercises_count": rows_in_courses(tables, ctx, "course_exercises"),
        "participants_count": participants(tables, ctx),
        "sessions_count": held(tables, ctx),
    }


@figure(
    term="课程单元表",
    needs=("courses", "course_units", "course_timing", "course_cases", "course_exercises"),
    by=("course",),
    shape="many",
    fields=("number", "unit", "unit_goal", "minutes", "cases_count", "exercises_count"),
    rows=lambda tables, ctx: {"course_units": rows_in_courses(tables, ctx, "course_units")},
)
def course_units(tables: Tables, ctx: Context) -> Frames:
    """The units of a course in order; minutes as the unit says, else those of its steps in the timing."""
    found = units(tables, ctx).reset_index(drop=True)
    pairs = pd.MultiIndex.from_frame(found[["course", "unit"]])
    timed = unit_minutes(tables, ctx).reindex(pairs).set_axis(found.index)
    counts = {
        name: in_units(tables, ctx, table).groupby(["course", "unit"]).size().reindex(pairs, fill_value=0).to_numpy()
        for name, table in (("cases_count", "course_cases"), ("exercises_count", "course_exercises"))
    }
    found = found.assign(minutes=found["minutes"].where(found["minutes"].notna(), timed), **counts)
    return {"course": listed(found, "course", "course_units").assign(number=found["unit_no"].to_numpy())}


@once
def unit_minutes(tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The minutes that the timing gives each unit, breaks left out; indexed by course and unit."""
    steps = plan(tables, ctx)
    taught = steps[steps["teaching"].astype("bool") & steps["unit"].notna()]
    minutes: pd.Series[Any] = taught.groupby(["course", "unit"])["minutes"].sum()
    return minutes


@once
def points(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The points of each course by unit, in the sheet's order: ``section`` and ``point_kind`` filled in.

    A blank section means that of the row above within the unit; a blank kind is 要点, or 图片 where there is a picture
    only. Rows of a unit that there is not are left out, and so are pictures that are missing.
    """
    rows = in_units(tables, ctx, "course_points")
    rows = in_order(rows[~rows["_stray"]].assign(_row_order=range(sum(~rows["_stray"]))), tables, ctx, "unit_no")
    rows["section"] = rows.groupby(["course", "unit_no"], dropna=False, sort=False)["section"].ffill()
    kind = rows["point_kind"].where(rows["point_kind"].notna(), rows["picture"].notna().map({True: PICTURE}))
    return rows.assign(point_kind=kind.where(kind.notna(), POINT).astype("object"))


@figure(
    term="课程内容",
    needs=("courses", "course_units", "course_points"),
    by=("course",),
    shape="many",
    fields=("unit_no", "unit", "section", "first_of_section", "block", "content", "picture"),
    rows=lambda tables, ctx: {"course_points": rows_in_courses(tables, ctx, "course_points")},
)
def course_content(tables: Tables, ctx: Context) -> Frames:
    """The handout's text, block by block: 要点 说明 提示 图片 记录, and 表格 with a line for each row, cells split by |

    Rows of kind 表格 that follow each other in a section are one table; a cell of several lines is one by itself.
    """
    return {"course": listed(blocks(tables, ctx), "course", "course_content")}


@once
def blocks(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The points with rows of one table joined: ``block``, ``content``, ``first_of_section``, and ``_label``, the
    index that the first row of each has in its table."""
    rows = points(tables, ctx)
    rows = rows.assign(_label=rows.index).reset_index(drop=True)
    place = rows[["course", "unit_no", "section"]].fillna({"unit_no": 0.0, "section": ""})
    new_place = (place != place.shift()).any(axis=1)
    line = (rows["point_kind"] == TABLE) & ~rows["content"].str.contains("\n", na=False)
    joined = line & line.shift(fill_value=False) & ~new_place
    made = rows[~joined].assign(content=_texts(rows["content"], joined), block=rows["point_kind"])
    return made.assign(first_of_section=new_place & made["section"].notna())


def _texts(contents: pd.Series[Any], joined: pd.Series[bool]) -> list[str]:
    """The contents, each that is joined as a further line of the one before."""
    texts: list[str] = []
    for content, goes_on in zip(contents, joined, strict=True):
        if goes_on:
            texts[-1] += f"\n{content}"
        else:
            texts.append(content)
    return texts


@figure(
    term="课程案例表",
    needs=("courses", "course_units", "course_cases"),
    by=("course",),
    shape="many",
    fields=("number", "unit_no", "unit", "title", "story", "discussion", "analysis", "source"),
    rows=lambda tables, ctx: {"course_cases": rows_in_courses(tables, ctx, "course_cases")},
)
def course_cases_list(tables: Tables, ctx: Context) -> Frames:
    """The cases of a course by unit; those of no unit come last."""
    return {"course": listed(in_order(in_units(tables, ctx, "course_cases"), tables, ctx, "unit_no"), "course",
                             "course_cases_list")}  # fmt: skip


@figure(
    term="课程练习表",
    needs=("courses", "course_units", "course_exercises"),
    by=("course",),
    shape="many",
    fields=("number", "unit_no", "unit", "exercise_kind", "question", "options", "answer_key", "explanation", "points"),
    rows=lambda tables, ctx: {"course_exercises": rows_in_courses(tables, ctx, "course_exercises")},
)
def course_exercises_list(tables: Tables, ctx: Context) -> Frames:
    """The exercises of a course by unit, numbered through, with their answers; a blank kind is read from the rest."""
    return {"course": listed(exercises(tables, ctx), "course", "course_exercises_list")}


@figure(
    term="课程资料表",
    needs=("courses", "course_sources"),
    by=("course",),
    shape="many",
    fields=("number", "title", "publisher", "source_date", "note"),
    rows=lambda tables, ctx: {"course_sources": rows_in_courses(tables, ctx, "course_sources")},
)
def course_sources_list(tables: Tables, ctx: Context) -> Frames:
    """What a course was written from, and what there is to read further."""
    rows = in_order(rows_in_courses(tables, ctx, "course_sources"), tables, ctx)
    return {"course": listed(rows, "course", "course_sources_list")}
