"""The exercises of courses → each with its unit, its kind, the letters it offers and those of its answer."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.measures.courses.units import alike, in_order, in_units
from pipeline.measures.figure import Context, once
from pipeline.tables import Tables

ONE, SEVERAL, JUDGE = "单选", "多选", "判断"
_OPTION = re.compile(r"\s*([A-Ha-h])\s*[.、．:：)）]")
_LETTERS = re.compile(r"[A-Ha-h](?:[、,，;；/\s和与]*[A-Ha-h])*[.。]?")
_JUDGEMENTS = frozenset({"对", "错", "正确", "错误", "√", "×", "✓", "✗", "是", "否"})


@once
def exercises(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The exercises of each course by unit, in the sheet's order; those of no unit come last.

    Where the kind is blank it is read from the rest: options make it 单选, or 多选 where the answer has several
    letters; an answer 对 or 错 makes it 判断.
    """
    rows = in_order(in_units(tables, ctx, "course_exercises"), tables, ctx, "unit_no")
    kinds = [
        kind if isinstance(kind, str) else _kind(options, answer)
        for kind, options, answer in zip(rows["exercise_kind"], rows["options"], rows["answer_key"], strict=True)
    ]
    return rows.assign(exercise_kind=pd.Series(kinds, rows.index, dtype="object"))


def _kind(options: object, answer: object) -> str | None:
    if offered(options):
        return SEVERAL if len(chosen(answer)) > 1 else ONE
    return JUDGE if alike(answer).rstrip("。.") in _JUDGEMENTS else None


def offered(options: object) -> list[str]:
    """The letters that options begin with: A. 四象限 ⏎ B. 番茄钟 → [A, B]."""
    lines = options.splitlines() if isinstance(options, str) else []
    return [found[1].upper() for line in lines if (found := _OPTION.match(line))]


def chosen(answer: object) -> list[str]:
    """The letters of an answer: AC, A、C → [A, C]; none where it is anything else."""
    text = answer.strip() if isinstance(answer, str) else ""
    return [letter.upper() for letter in re.findall("[A-Ha-h]", text)] if _LETTERS.fullmatch(text) else []
