"""What does not fit within a course is told with its cell."""

from __future__ import annotations

import pytest
from small_bank import WORDS, Row
from small_course import DAY, NAME, NINE, PEOPLE, SHEETS, UNITS, course, ctx

from pipeline.measures import findings
from pipeline.measures.courses.findings import course_findings
from pipeline.tables import Table, empty_tables, table_from_rows


def faults(tables: dict[str, Table]) -> list[tuple[str, str, str]]:
    """Code, cell and what was found of each finding of the courses."""
    return [(p.code, p.place.cell, p.found) for p in course_findings(tables, ctx())]


POINT = {"content": "一", "unit": "1"}
CHOICE = {"question": "问", "exercise_kind": "单选", "options": "A. 甲\nB. 乙", "answer_key": "B"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ({"course_points": [POINT, {"content": "二", "unit": "目标和计划"}]}, ("MS302", "C3", "目标和计划")),
        ({"course_exercises": [{**CHOICE, "unit": "第九单元"}]}, ("MS303", "C2", "第九单元")),
        ({"course_exercises": [{**CHOICE, "unit": "全课程"}]}, None),
        ({"course_timing": [{**DAY[0], "session": "第3天"}], "course_sessions": [NINE]}, ("MS304", "D2", "第3天")),
        ({"participants": [{**PEOPLE[0], "session": "第3天"}], "course_sessions": [NINE]}, ("MS304", "D2", "第3天")),
        ({"course_timing": DAY[:3]}, None),
        ({"course_timing": [{**DAY[1], "minutes": 50}]}, ("MS305", "D2", "60")),
        ({"course_timing": DAY[:3], "course_sessions": [{**NINE, "end": "10:30"}]}, ("MS306", "E2", "10:30")),
        ({"course_timing": DAY[:3], "course_sessions": [{**NINE, "end": "10:15"}]}, None),
        ({"course_timing": [DAY[2], {**DAY[0], "start": "09:30"}], "course_sessions": [{**NINE, "start": "09:00"}]},
         ("MS307", "E3", "09:30")),
        ({"course_timing": [DAY[2], {**DAY[0], "start": "09:05"}], "course_sessions": [{**NINE, "start": "09:00"}]},
         ("MS308", "E3", "09:05")),
        ({"course_exercises": [{**CHOICE, "options": None}]}, ("MS309", "E2", "—")),
        ({"course_exercises": [CHOICE, {**CHOICE, "answer_key": None}]}, ("MS310", "F3", "—")),
        ({"course_exercises": [{**CHOICE, "answer_key": "C"}]}, ("MS311", "F2", "C")),
        ({"course_exercises": [{**CHOICE, "answer_key": "看情况"}]}, ("MS311", "F2", "看情况")),
        ({"course_exercises": [{**CHOICE, "answer_key": "AB"}]}, ("MS312", "F2", "AB")),
        ({"course_exercises": [{**CHOICE, "exercise_kind": "多选", "answer_key": "a,b"}]}, None),
        ({"participants": [PEOPLE[1], {**PEOPLE[2], "participant": "钱七"}]}, ("MS313", "C3", "001")),
        ({"participants": [{"participant": n, "certificate_no": "Z1"} for n in "甲乙"]}, ("MS314", "I3", "Z1")),
        ({"course_feedback": SHEETS[1:]}, ("MS315", "F3", "9")),
        ({"course_feedback": [{"fb_overall": 13912345678}]}, ("MS315", "A2", "139****5678")),
        ({"course_feedback": SHEETS[:2], "participants": PEOPLE[:1]}, ("MS316", "3", "2")),
        ({"course_points": [{"content": "一", "point_kind": "图片", "unit": "1"}]}, ("MS319", "F2", "—")),
        ({"course_points": [{"content": "甲|乙\n1|2|3", "point_kind": "表格", "unit": "1"}]}, ("MS320", "A2", "甲|乙")),
        ({"course_points": [{"content": "甲|乙\n1|2", "point_kind": "表格", "unit": "1"}]}, None),
        ({"course_points": [POINT, *({"content": t, "point_kind": "表格", "unit": "1"} for t in ("甲|乙", "1|2|3"))]},
         ("MS320", "A3", "甲|乙")),
        ({"course_points": [{"content": "一", "picture": "a.png", "unit": "1"}]}, None),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_cell(
    rows: dict[str, list[Row]], found: tuple[str, str, str] | None
) -> None:
    tables = course(**{"course_units": UNITS, "course_points": [POINT], **rows})
    told = [fault for fault in faults(tables) if fault[0] != "MS318"]
    assert told == ([found] if found else [])


def test_a_course_nobody_registered_is_told_once_a_sheet_with_the_nearest() -> None:
    tables = course()
    tables["course_units"] = table_from_rows("course_units", [{"course": "时间管里", "unit": n} for n in "甲乙"], WORDS)
    (told,) = course_findings(tables, ctx())
    assert (told.code, told.place.cell, told.level) == ("MS301", "B2", "error")
    assert (told.values["near"], told.values["count"]) == (NAME, "2")


def test_units_without_points_are_told_one_by_one_or_the_whole_course_at_once() -> None:
    assert faults(course(course_units=UNITS)) == [("MS317", "A2", "第一单元 时间观念")]
    assert faults(course(course_units=UNITS, course_points=[POINT])) == [("MS318", "A3", "目标与计划")]


def test_beyond_thirty_of_a_kind_one_more_counts_the_rest() -> None:
    found = faults(course(course_exercises=[{**CHOICE, "answer_key": "C"}] * 33))
    assert len(found) == 31
    assert found[-1] == ("MS190", "F32", "3")


def test_a_folder_of_courses_alone_has_no_findings_of_a_branch() -> None:
    tables = {**empty_tables(WORDS), **course(course_units=UNITS, course_points=[POINT, {**POINT, "unit": "2"}])}
    nobody = {name: table for name, table in empty_tables(WORDS).items() if name in ("branches", "roster")}
    assert findings({**tables, **nobody}, ctx()) == []
