"""Exercises and cases: what the trainer's copy has and the participants' has not."""

from __future__ import annotations

import pytest
from authoring.course_papers import document_xml, lines, paper
from authoring.draw_course_exercises import BRACKETS
from authoring.sample_papers import declaration, facts, settings

from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them


def secrets(kind: str) -> list[str]:
    """What only the trainer's copy may hold."""
    given = facts(kind)
    if kind == "course-exercises":
        rows = given["course_exercises_list"]
        return [text for row in rows for text in (row["answer_key"], row["explanation"]) if len(text) > 3]
    return [row["analysis"] for row in given["course_cases_list"]]


@pytest.mark.parametrize(
    ("kind", "trainers"),
    [("course-exercises", "course-exercises-answers"), ("course-cases", "course-cases-analysis")],
)
def test_answers_are_in_the_trainers_copy_and_nowhere_in_the_other(kind: str, trainers: str) -> None:
    hidden = secrets(kind)
    assert len(hidden) >= 3
    plain, whole = lines(kind), lines(trainers)
    assert [text for text in hidden if text in plain] == []
    assert [text for text in hidden if text not in whole] == []
    assert "（学员版）" in plain and "（讲师版）" in whole


@pytest.mark.parametrize("kind", ["course-exercises", "course-cases"])
def test_both_copies_come_from_one_template(kind: str) -> None:
    files = declaration(kind)["file"]
    assert [f["settings"]["answers"] for f in files] == [False, True]
    assert len({f["template"] for f in files}) == 1 and len({f["output"] for f in files}) == 2


def test_questions_to_tick_have_brackets_and_the_others_lines() -> None:
    rows = facts("course-exercises")["course_exercises_list"]
    ticked = sum(row["exercise_kind"] in ("单选", "多选", "判断") for row in rows)
    text, xml = lines("course-exercises"), document_xml(paper("course-exercises"))
    assert text.count(BRACKETS) == ticked == 3
    assert xml.count('"NoteLine"') == (len(rows) - ticked) * settings("course-exercises")["answer_lines"]
    assert "共 6 题，共 100 分。" in text
    assert BRACKETS not in lines("course-exercises-answers")


def test_an_answer_that_was_not_written_is_said_to_be_missing() -> None:
    rows = [{**row, "answer_key": None} for row in facts("course-exercises")["course_exercises_list"]]
    text = lines("course-exercises-answers", course_exercises_list=rows)
    assert text.count("答案　未填写") == len(rows)


def test_rows_left_out_are_told_to_the_trainer_alone() -> None:
    assert "未计入 2 条" in lines("course-exercises-answers", left_out=2)
    assert "未计入" not in lines("course-exercises", left_out=2)
