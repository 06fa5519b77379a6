"""The answered feedback sheets of courses → mean scores, shares, and the comments grouped by topic."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from pipeline.measures.courses.participants import participants
from pipeline.measures.courses.units import alike, in_order, rows_in_courses
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.training.courses import counted
from pipeline.tables import Tables

SCORES = ("fb_useful", "fb_clear", "fb_cases", "fb_pace", "fb_service")
OVERALL = "fb_overall"
TEXTS = ("fb_gain", "fb_improve", "fb_next")
LOWEST, HIGHEST = 1, 5
_HIGH = 4  # from here on a score counts as satisfied
_NOTHING = frozenset({"无", "没有", "暂无", "没", "无意见", "none", "no"})
_NUMBER = re.compile(r"([1-5](?:\.\d)?)分?")
_COUNTS = tuple(f"count_{score}" for score in range(LOWEST, HIGHEST + 1))


def in_scale(values: pd.Series[Any]) -> pd.Series[bool]:
    """Which of these are scores from 1 to 5."""
    return values.between(LOWEST, HIGHEST)


@once
def answered(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every answered sheet of a course, its own columns beside the known ones as ``extra:heading``."""
    rows = rows_in_courses(tables, ctx, "course_feedback")
    extras = tables["course_feedback"].extras.reindex(rows.index).add_prefix("extra:")
    return in_order(pd.concat([rows, extras.astype("object")], axis=1), tables, ctx)


@once
def _long(tables: Tables, ctx: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All answers one by one, course by course, question by question: the scores and the comments.

    Columns: bank, course, ``asked`` (the question) and ``value``. A column that the branch added is a score where all
    its answers in a course are numbers from 1 to 5, else a comment. The overall score stands last.
    """
    rows, terms = answered(tables, ctx), ctx.vocabulary.fields
    extras = [column for column in rows.columns if str(column).startswith("extra:")]
    scores: list[pd.DataFrame] = []
    comments: list[pd.DataFrame] = []
    for _, sheet in rows.groupby("course", sort=False):
        own = {column: _as_scores(sheet[column]) for column in extras}
        numbers = {terms[name].term: sheet[name].where(in_scale(sheet[name])) for name in SCORES}
        numbers |= {name.removeprefix("extra:"): found for name, found in own.items() if found is not None}
        numbers |= {terms[OVERALL].term: sheet[OVERALL].where(in_scale(sheet[OVERALL]))}
        texts = {terms[name].term: sheet[name] for name in TEXTS}
        texts |= {name.removeprefix("extra:"): sheet[name] for name, found in own.items() if found is None}
        for told, into in ((numbers, scores), (texts, comments)):
            into += [sheet[["bank", "course"]].assign(asked=name, value=values) for name, values in told.items()]
    return _stacked(scores, "float64"), _stacked(comments, "object")


def _stacked(frames: list[pd.DataFrame], dtype: str) -> pd.DataFrame:
    empty = pd.DataFrame({"bank": [], "course": [], "asked": [], "value": []}, dtype="object")
    found = pd.concat(frames, ignore_index=True) if frames else empty
    return found.astype({"value": dtype}).dropna(subset=["value"])


def _as_scores(cells: pd.Series[Any]) -> pd.Series[Any] | None:
    """Added answers as numbers, where each of them is one from 1 to 5 (4, 4分); None where any is something else."""
    found = [_NUMBER.fullmatch(alike(cell)) if isinstance(cell, str) else None for cell in cells]
    filled = [isinstance(cell, str) for cell in cells]
    if not any(filled) or any(full and hit is None for full, hit in zip(filled, found, strict=True)):
        return None
    numbers = pd.Series([float(hit[1]) if hit else None for hit in found], cells.index, dtype="float64")
    return numbers.where(in_scale(numbers))


def half_up(value: float, places: int = 2) -> float:
    """A mean rounded half-up, as people do: 4.125 → 4.13."""
    if value != value:
        return value
    return float(Decimal(repr(round(value, 10))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    return {"course_feedback": rows_in_courses(tables, ctx, "course_feedback")}


@once
def _measures(tables: Tables, ctx: Context) -> pd.DataFrame:
    """One row for each question with a score: bank, course, measure_name, answers, mean_score, share_high, counts."""
    scores, _ = _long(tables, ctx)
    nearest = (scores["value"] + 0.5) // 1
    marks = {name: (nearest == k).astype("float64") for k, name in enumerate(_COUNTS, start=LOWEST)}
    groups = scores.assign(high=(scores["value"] >= _HIGH).astype("float64"), **marks).groupby(
        ["bank", "course", "asked"], sort=False
    )
    found = groups.agg(
        mean_score=("value", "mean"),
        answers=("value", "size"),
        share_high=("high", "mean"),
        **{name: (name, "sum") for name in _COUNTS},
    ).reset_index()
    return found.assign(mean_score=found["mean_score"].map(half_up).astype("float64"), measure_name=found["asked"])


@figure(
    term="反馈评分",
    needs=("courses", "course_feedback"),
    by=("course",),
    shape="many",
    fields=("number", "measure_name", "mean_score", "answers", "share_high", *_COUNTS),
    rows=_rows,
)
def feedback_scores(tables: Tables, ctx: Context) -> Frames:
    """Each scored question: the mean (two decimals, half-up), how many answered, the share of 4 and 5, and how many
    gave each score. Scores outside 1–5 count as no answer; questions nobody answered are left out."""
    return {"course": listed(_measures(tables, ctx), "course", "feedback_scores")}


@figure(
    term="反馈意见",
    needs=("courses", "course_feedback"),
    by=("course",),
    shape="many",
    fields=("topic", "comment", "people"),
    rows=_rows,
)
def feedback_comments(tables: Tables, ctx: Context) -> Frames:
    """What people wrote, by topic; equal comments once, with how many wrote it, the most frequent first."""
    _, found = _long(tables, ctx)
    plain = found["value"].map(lambda text: alike(text).strip("。.,;!?、~"))
    found = found.assign(_plain=plain)[(plain != "") & ~plain.isin(_NOTHING)]
    keys = ["bank", "course", "asked", "_plain"]
    order = found.groupby(["course", "asked"], sort=False).ngroup()
    counted = found.assign(_order=order, people=1.0).groupby(keys, sort=False)
    once_each = counted.agg(comment=("value", "first"), people=("people", "sum"), _order=("_order", "first"))
    made = once_each.reset_index().rename(columns={"asked": "topic"})
    made = made.sort_values(["_order", "people"], ascending=[True, False], kind="stable")
    return {"course": listed(made, "course", "feedback_comments")}


@figure(
    term="反馈汇总",
    needs=("courses", "course_feedback", "participants"),
    by=("course",),
    shape="one",
    fields=("sheets", "participants_count", "response_rate", "overall_mean", "highest", "lowest"),
    rows=_rows,
)
def feedback_total(tables: Tables, ctx: Context) -> Frames:
    """Sheets that came back and their share of the participants, the mean overall score, and the best and the poorest
    of the other questions (several joined by 、; neither where all are equal). Blank where nothing came back."""
    from_course = answered(tables, ctx)[["bank", "course"]].drop_duplicates().reset_index(drop=True)
    sheets = counted(answered(tables, ctx), from_course["course"])
    people = counted(participants(tables, ctx), from_course["course"])
    found, overall = _measures(tables, ctx), ctx.vocabulary.fields[OVERALL].term
    mean = found[found["asked"] == overall].set_index("course")["mean_score"].reindex(from_course["course"])
    best = {course: _extremes(rows) for course, rows in found[found["asked"] != overall].groupby("course")}
    ends = [best.get(course, (None, None)) for course in from_course["course"]]
    made = from_course.assign(
        sheets=sheets,
        participants_count=people,
        response_rate=sheets / people.where(people > 0),
        overall_mean=mean.to_numpy("float64"),
        highest=pd.Series([high for high, _ in ends], from_course.index, dtype="object"),
        lowest=pd.Series([low for _, low in ends], from_course.index, dtype="object"),
    )
    return {"course": listed(made, "course", "feedback_total")}


def _extremes(rows: pd.DataFrame) -> tuple[str | None, str | None]:
    means = rows["mean_score"]
    if means.min() == means.max():
        return None, None
    high, low = (rows.loc[means == end, "measure_name"] for end in (means.max(), means.min()))
    return "、".join(high), "、".join(low)
