"""The tables of courses → rows with the bank, the course and the unit that each of them belongs to."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from pipeline.measures.figure import LEVELS, Context, once
from pipeline.tables import Tables

COURSE = list(LEVELS["course"])
WHOLE = frozenset({"全课程", "全课", "综合"})  # what a row of no unit may say, where a blank would mean the row above
_DIGITS = "零一二三四五六七八九"
_NUMERAL = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_PART = r"(?:单元|章|讲|课|模块|部分)"
_NUMBER_ALONE = re.compile(rf"第?{_NUMERAL}{_PART}?|{_PART}{_NUMERAL}")
_NUMBER_BEFORE = re.compile(rf"(?:第{_NUMERAL}{_PART}|{_PART}{_NUMERAL}|{_NUMERAL}[、.])[、.:\-]?(?=.)")


def alike(text: object) -> str:
    """A text by which two writings of one name are known as the same: NFKC, without spaces, in small letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).casefold()


@once
def courses(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every course once, in the order of the inputs: the fields of its table and ``bank``."""
    frame = tables["courses"].frame
    frame = frame.dropna(subset=["course"]).drop_duplicates("course")
    return frame.assign(bank=ctx.bank)


@once
def named(tables: Tables, ctx: Context, name: str) -> pd.DataFrame:
    """All rows of a table that say which course they belong to, with ``bank``.

    ``course`` is the title as the table of courses has it where the row gives it with other spaces or by the
    course's number; ``_known`` is false where no course is called so. The index stays the table's.
    """
    known = courses(tables, ctx)
    titles = {alike(no): title for no, title in zip(known["course_no"], known["course"], strict=True) if no}
    titles |= {alike(title): title for title in known["course"]}
    frame = tables[name].frame
    frame = frame[frame["course"].notna()]
    found = pd.Series([titles.get(alike(title)) for title in frame["course"]], frame.index, dtype="object")
    return frame.assign(bank=ctx.bank, course=found.where(found.notna(), frame["course"]), _known=found.notna())


def rows_in_courses(tables: Tables, ctx: Context, name: str) -> pd.DataFrame:
    """The rows of a table that count: those of a course that there is. The index stays the table's."""
    found = named(tables, ctx, name)
    return found[found["_known"]].drop(columns="_known")


def in_order(rows: pd.DataFrame, tables: Tables, ctx: Context, *then: str) -> pd.DataFrame:
    """The rows by course as the courses stand, then by these columns (blanks last), else as they stand."""
    place = {title: position for position, title in enumerate(courses(tables, ctx)["course"])}
    ordered = rows.assign(_course=rows["course"].map(place).astype("float64"))
    return ordered.sort_values(["_course", *then], kind="stable").drop(columns="_course")


@once
def units(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The units of each course in their order: bank, course, unit, unit_no, minutes, unit_goal, _sheet, _row.

    ``unit_no`` is the sheet's own number where each unit of the course has one of its own, else the position. A
    course without any row in the table of units has those that its points name.
    """
    own = rows_in_courses(tables, ctx, "course_units")
    others = _units_of_points(tables, ctx, set(own["course"]))
    found = pd.concat([own, others], ignore_index=True) if len(others) else own
    by_course = found.groupby("course", sort=False)["unit_no"]
    complete = (by_course.transform("count") == by_course.transform("size")) & (
        by_course.transform("nunique") == by_course.transform("size")
    )
    position = found.groupby("course", sort=False).cumcount() + 1.0
    return in_order(found.assign(unit_no=found["unit_no"].where(complete, position)), tables, ctx, "unit_no")


def _units_of_points(tables: Tables, ctx: Context, but: set[Any]) -> pd.DataFrame:
    """The units that the points of courses name, except for these courses."""
    rows = rows_in_courses(tables, ctx, "course_points")
    rows = rows[rows["unit"].notna() & ~rows["course"].isin(but)].drop_duplicates(["course", "unit"])
    rows = rows[["bank", "course", "unit", "_sheet", "_row"]].reset_index(drop=True)
    return rows.assign(unit_no=float("nan"), minutes=float("nan"), unit_goal=None, note=None)


@once
def in_units(tables: Tables, ctx: Context, name: str) -> pd.DataFrame:
    """The rows of a table with ``unit`` (its title) and ``unit_no``, both blank where a row belongs to no unit.

    A row names its unit by title or by number (2, 第二单元), or says 全课程. But for the timetable a blank means the
    unit of the row above. ``_stray`` marks rows whose unit there is not; ``_said`` is what they say.
    """
    rows = rows_in_courses(tables, ctx, name)
    said = rows["unit"]
    if name != "course_timing":
        said = rows.groupby(["course", "_sheet"], sort=False)["unit"].ffill()
    known = _unit_names(units(tables, ctx))
    pairs = list(zip(rows["course"], said, strict=True))
    found = {pair: _found(known, *pair) for pair in set(pairs) if isinstance(pair[1], str)}
    numbers = pd.Series([found.get(pair, (None, None))[1] for pair in pairs], rows.index, dtype="float64")
    titles = pd.Series([found.get(pair, (None, None))[0] for pair in pairs], rows.index, dtype="object")
    stray = said.notna() & titles.isna() & ~said.isin(WHOLE)
    return rows.assign(unit=titles, unit_no=numbers, _stray=stray, _said=said)


def _unit_names(known: pd.DataFrame) -> dict[tuple[str, str | int], tuple[str, float]]:
    """(course, name or number of a unit) → its title and number."""
    names: dict[tuple[str, str | int], tuple[str, float]] = {}
    for course, unit, number in zip(known["course"], known["unit"], known["unit_no"], strict=True):
        for name in (alike(unit), _bare(unit), int(number)):
            names.setdefault((course, name), (unit, number))
    return names


def _found(
    known: dict[tuple[str, str | int], tuple[str, float]], course: str, said: str
) -> tuple[str | None, float | None]:
    names: list[str | int] = [alike(said), _bare(said)]
    if alone := _NUMBER_ALONE.fullmatch(alike(said)):
        names.append(_number(alone[1] or alone[2]))
    return next((known[course, name] for name in names if (course, name) in known), (None, None))


def _bare(title: str) -> str:
    """A unit's title without the number before it: 第一单元 时间观念 → 时间观念."""
    return _NUMBER_BEFORE.sub("", alike(title), count=1)


def _number(numeral: str) -> int:
    """12 or 十二 → 12; 0 where the numeral is not well formed."""
    if numeral.isdecimal():
        return int(numeral)
    before, ten, after = numeral.partition("十")
    if len(before) > 1 or len(after) > 1 or after == "十":
        return 0
    tens = _DIGITS.index(before) if before else 1
    return tens * 10 + _DIGITS.index(after or "零") if ten else tens
