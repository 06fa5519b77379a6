"""A course reckoned by hand: its units, its clock, its participants and what they thought of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from small_bank import BANK, WORDS, Row, context
from small_course import DAY, NAME, NINE, PEOPLE, SHEETS, UNITS, columns, course, ctx, many, one

from pipeline.measures import REGISTRY, compute
from pipeline.measures.figure import LEVELS
from pipeline.measures.figures.training.course_feedback import half_up
from pipeline.tables import Table, table_from_rows

# ---------------------------------------------------------------- units and content


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("第一单元 时间观念", 1),
        ("第一单元时间观念", 1),
        ("时间观念", 1),
        ("1", 1),
        ("第一单元", 1),
        ("单元二", 2),
        ("二", 2),
        ("2.目标与计划", 2),
        ("目标与计划", 2),
        ("第三单元", None),
        ("目标", None),
    ],
)
def test_a_row_names_its_unit_by_title_or_by_number(said: str, number: int | None) -> None:
    tables = course(course_units=UNITS, course_exercises=[{"question": "问", "unit": said}])
    (row,) = many(tables, "course_exercises_list")
    assert row["unit_no"] == number
    assert row["unit"] == (UNITS[number - 1]["unit"] if number else None)


def test_units_stand_in_the_order_of_their_own_numbers_where_each_has_one() -> None:
    tables = course(course_units=[{"unit": "乙", "unit_no": 2}, {"unit": "甲", "unit_no": 1}])
    assert columns(many(tables, "course_units"), "number", "unit") == [(1, "甲"), (2, "乙")]
    half = course(course_units=[{"unit": "乙", "unit_no": 2}, {"unit": "甲"}])
    assert columns(many(half, "course_units"), "number", "unit") == [(1, "乙"), (2, "甲")]


def test_without_a_sheet_of_units_the_points_name_them() -> None:
    tables = course(course_points=[{"unit": "甲", "content": "1"}, {"content": "2"}, {"unit": "乙", "content": "3"}])
    assert columns(many(tables, "course_units"), "number", "unit") == [(1, "甲"), (2, "乙")]
    assert columns(many(tables, "course_content"), "unit", "content") == [("甲", "1"), ("甲", "2"), ("乙", "3")]


def test_content_stands_by_unit_with_blanks_as_above_and_tables_joined() -> None:
    tables = course(
        course_units=UNITS,
        course_points=[
            {"unit": "2", "content": "第二单元的话", "point_kind": "说明"},
            {"unit": "1", "section": "甲节", "content": "要点一"},
            {"content": "表头|乙", "point_kind": "表格"},
            {"content": "1|2", "point_kind": "表格"},
            {"content": "另一张|表\n3|4", "point_kind": "表格"},
            {"content": "再一张", "point_kind": "表格", "section": "乙节"},
            {"content": "同表", "point_kind": "表格"},
            {"content": "图注", "picture": "a.png"},
        ],
    )
    rows = many(tables, "course_content")
    assert columns(rows, "unit_no", "section", "first_of_section", "block", "content") == [
        (1, "甲节", True, "要点", "要点一"),
        (1, "甲节", False, "表格", "表头|乙\n1|2"),
        (1, "甲节", False, "表格", "另一张|表\n3|4"),
        (1, "乙节", True, "表格", "再一张\n同表"),
        (1, "乙节", False, "图片", "图注"),
        (2, None, False, "说明", "第二单元的话"),
    ]
    assert [row["picture"] for row in rows] == [None] * 4 + ["a.png", None]


def test_cases_and_exercises_are_numbered_through_and_counted_by_unit() -> None:
    tables = course(
        course_units=UNITS,
        course_exercises=[{"question": "乙", "unit": "2"}, {"question": "甲", "unit": "1"}, {"question": "甲二"}],
        course_cases=[{"title": "总", "story": "…"}, {"title": "案", "story": "…", "unit": "2"}],
    )
    exercises = many(tables, "course_exercises_list")
    assert columns(exercises, "number", "unit_no", "question") == [(1, 1, "甲"), (2, 1, "甲二"), (3, 2, "乙")]
    assert columns(many(tables, "course_cases_list"), "unit_no", "title") == [(2, "案"), (None, "总")]
    assert columns(many(tables, "course_units"), "cases_count", "exercises_count") == [(0, 2), (1, 1)]
    assert one(tables, "course_info")["cases_count"] == 2


# ---------------------------------------------------------------- the clock


def test_a_step_begins_where_the_last_one_ended_or_when_its_row_says() -> None:
    tables = course(course_units=UNITS, course_timing=DAY, course_sessions=[NINE])
    rows = many(tables, "course_timetable")
    assert columns(rows, "number", "start", "end", "step_kind", "trainer") == [
        (1, "08:45", "09:00", "开场", "周老师"),
        (2, "09:00", "10:00", "授课", "周老师"),
        (3, "10:00", "10:15", "休息", None),
        (4, "10:15", "11:30", "授课", "周老师"),
        (5, "11:30", "12:30", "用餐", None),
        (6, "13:30", "14:15", "演练", "周老师"),
    ]
    assert {(row["session"], row["date"], row["venue"]) for row in rows} == {
        ("第一天", pd.Timestamp(2026, 11, 24), "三楼")
    }
    info = one(tables, "course_info")
    assert (info["minutes"], info["teaching_minutes"]) == (270, 195)
    assert (info["first_day"], info["trainer"], info["sessions_count"]) == (pd.Timestamp(2026, 11, 24), "周老师", 1)


def test_without_any_start_the_clock_stays_blank_and_the_minutes_count() -> None:
    tables = course(course_units=UNITS, course_timing=DAY[:5])
    assert {(row["start"], row["end"], row["session"]) for row in many(tables, "course_timetable")} == {(None,) * 3}
    assert one(tables, "course_info")["minutes"] == 225


def test_a_plan_without_sessions_holds_for_each_and_one_with_them_for_its_own() -> None:
    again = {**NINE, "session": "第二期", "date": date(2026, 12, 1), "start": "14:00"}
    tables = course(course_timing=DAY[:2], course_sessions=[again, NINE])
    assert columns(many(tables, "course_timetable"), "session", "start") == [
        *(("第一天", "08:45"), ("第一天", "09:00")),
        *(("第二期", "14:00"), ("第二期", "14:15")),
    ]
    assert one(tables, "course_info")["minutes"] == 75  # the plan once, not once a session
    steps = [{**DAY[0], "session": "第一天"}, DAY[1], {**DAY[3], "session": "第二 期"}]
    tables = course(course_timing=steps, course_sessions=[again, NINE])
    assert columns(many(tables, "course_timetable"), "session", "step", "start") == [
        *(("第一天", "签到", "08:45"), ("第一天", "时间观念", "09:00")),
        ("第二期", "目标与计划", "14:00"),
    ]


def test_a_session_has_the_hours_of_its_timetable_and_past_midnight_goes_on() -> None:
    late = [{"step": "夜训", "minutes": 90, "start": "23:00"}]
    tables = course(course_timing=late, course_sessions=[{**NINE, "start": None}])
    (row,) = many(tables, "course_sessions_list")
    assert (row["start"], row["end"], row["weekday"]) == ("23:00", "00:30", "星期二")
    assert one(tables, "session_info", "session", "第一天")["course"] == NAME


def test_a_unit_without_minutes_has_those_of_its_steps() -> None:
    tables = course(course_units=[UNITS[0], {"unit": "目标与计划"}], course_timing=DAY)
    assert columns(many(tables, "course_units"), "unit", "minutes") == [("第一单元 时间观念", 60), ("目标与计划", 120)]
    assert one(course(course_units=UNITS), "course_info")["minutes"] == 150  # no timing: the units'


# ---------------------------------------------------------------- who comes


def test_numbers_that_are_missing_or_taken_are_given_by_position() -> None:
    rows = many(course(participants=PEOPLE), "participant_list")
    assert columns(rows, "number", "participant_no") == [(1, "002"), (2, "001"), (3, "003"), (4, "004")]


def test_who_passed_gets_a_certificate_with_hours_and_a_number_of_its_own() -> None:
    tables = course(participants=PEOPLE, course_sessions=[NINE], course_timing=DAY)
    rows = many(tables, "certificates")
    assert columns(rows, "number", "participant", "certificate_no") == [
        (1, "李四", "KC01-2026-001"),
        (2, "赵六", "KC01-2026-004"),
    ]
    assert {row["hours"] for row in rows} == {4.5}  # 195 minutes are 4.33 lessons
    assert many(tables, "certificates", "participant", "002") == []
    assert one(tables, "certificates", "participant", "004")["participant"] == "赵六"
    assert one(tables, "participant_info", "participant", "003")["passed"] is False


@pytest.mark.parametrize(
    ("of_course", "number"),
    [
        ({"course_no": None}, "001"),
        ({"course_no": None, "version_date": date(2025, 3, 1)}, "2025-001"),
        ({}, "KC01-001"),
    ],
)
def test_a_certificate_is_numbered_by_what_is_known(of_course: Row, number: str) -> None:
    tables = course(courses=[of_course], participants=[{"participant": "张三"}])
    assert one(tables, "certificates")["certificate_no"] == number


def test_a_certificate_is_that_of_the_session_one_took_part_in() -> None:
    second = {**NINE, "session": "第二期", "date": date(2027, 1, 5), "trainer": "吴老师"}
    people = [
        {"participant": "张三"},
        {"participant": "李四", "session": "第一天"},
        {"participant": "王五", "session": "第二期"},
    ]
    timing = [{**DAY[1], "session": "第一天"}, {**DAY[3], "session": "第二期"}]
    tables = course(participants=people, course_sessions=[NINE, second], course_timing=timing)
    days = {"first_day": pd.Timestamp(2026, 11, 24), "last_day": pd.Timestamp(2027, 1, 5)}
    rows = many(tables, "certificates")
    assert columns(rows, "first_day", "last_day", "hours", "trainer") == [
        (days["first_day"], days["last_day"], 3.0, "周老师、吴老师"),  # 135 minutes
        (days["first_day"], days["first_day"], 1.5, "周老师"),  # 60 minutes are 1.33 lessons
        (days["last_day"], days["last_day"], 1.5, "吴老师"),  # 75 minutes are 1.67 lessons
    ]
    assert [row["certificate_no"] for row in rows] == ["KC01-2027-001", "KC01-2026-002", "KC01-2027-003"]


def test_a_plan_for_every_session_gives_each_participant_the_whole_of_it() -> None:
    second = {**NINE, "session": "第二期", "date": date(2026, 11, 25)}
    people = [{"participant": "李四", "session": "第二期"}]
    tables = course(participants=people, course_sessions=[NINE, second], course_timing=DAY)
    assert one(tables, "certificates")["hours"] == 4.5


def test_who_names_no_session_takes_part_in_each() -> None:
    second = {**NINE, "session": "第二天", "date": date(2026, 11, 25)}
    people = [{"participant": "张三"}, {"participant": "李四", "session": "第二天"}]
    tables = course(participants=people, course_sessions=[NINE, second])
    assert columns(many(tables, "participant_list", "session", "第一天"), "participant") == [("张三",)]
    both = many(tables, "participant_list", "session", "第二天")
    assert columns(both, "number", "participant", "session") == [(1, "张三", "第二天"), (2, "李四", "第二天")]
    assert columns(many(tables, "course_sessions_list"), "session", "participants_count") == [
        ("第一天", 1),
        ("第二天", 2),
    ]


def test_participants_without_any_session_have_one_for_the_whole_course() -> None:
    tables = course(participants=[{"participant": "张三"}])
    assert columns(many(tables, "course_sessions_list"), "session", "date") == [("全程", None)]
    assert one(tables, "session_info", "session", "全程")["participants_count"] == 1


# ---------------------------------------------------------------- what they thought


def with_extras(tables: dict[str, Table], **extras: list[str | None]) -> dict[str, Table]:
    feedback = replace(tables["course_feedback"], extras=pd.DataFrame(extras, dtype="object"))
    return {**tables, "course_feedback": feedback}


def test_scores_have_a_mean_a_share_and_a_count_for_each_mark() -> None:
    tables = with_extras(course(course_feedback=SHEETS), 场地=["5", "4分", None], 姓氏=["张", "5", None])
    rows = many(tables, "feedback_scores")
    assert columns(rows, "number", "measure_name", "mean_score", "answers", "share_high") == [
        (1, "内容实用", 3.67, 3, pytest.approx(2 / 3)),
        (2, "讲解清楚", 4, 2, 1),
        (3, "场地", 4.5, 2, 1),
        (4, "总体满意", 4, 3, pytest.approx(2 / 3)),
    ]
    assert columns(rows[:1], *(f"count_{k}" for k in range(1, 6))) == [(0, 1, 0, 1, 1)]
    assert [row["topic"] for row in many(tables, "feedback_comments")].count("姓氏") == 2


def test_equal_comments_count_once_by_topic_and_nothing_is_no_comment() -> None:
    rows = many(course(course_feedback=SHEETS), "feedback_comments")
    assert columns(rows, "topic", "comment", "people") == [
        ("最大收获", "学会了列清单。", 2),
        ("最大收获", "番茄钟", 1),
        ("还想学什么", "谈判", 1),
    ]


def test_the_total_names_the_best_and_the_poorest_unless_all_are_equal() -> None:
    people = [{"participant": name} for name in "甲乙丙丁"]
    found = one(course(course_feedback=SHEETS, participants=people), "feedback_total")
    assert (found["sheets"], found["participants_count"], found["response_rate"]) == (3, 4, 0.75)
    assert (found["overall_mean"], found["highest"], found["lowest"]) == (4, "讲解清楚", "内容实用")
    equal = one(course(course_feedback=[{"fb_overall": 5, "fb_useful": 4, "fb_pace": 4}]), "feedback_total")
    assert (equal["highest"], equal["lowest"], equal["response_rate"]) == (None, None, None)


@pytest.mark.parametrize(("value", "rounded"), [(4.125, 4.13), (4.135, 4.14), (3.6666666, 3.67), (4.0, 4.0)])
def test_means_round_half_up(value: float, rounded: float) -> None:
    assert half_up(value) == rounded


# ---------------------------------------------------------------- several courses


def test_each_course_has_its_own_and_may_be_named_by_its_number() -> None:
    other_name = "贷后管理"
    other = {"course": other_name, "course_no": "KC02"}
    tables = course(others=[other], course_units=UNITS)
    units = [{"course": NAME, **UNITS[0]}, {"course": "KC02", "unit": "首检"}, {"course": "没有的课", "unit": "丢"}]
    tables["course_units"] = table_from_rows("course_units", units, WORDS)
    assert columns(many(tables, "course_units", title=other_name), "number", "unit") == [(1, "首检")]
    assert columns(many(tables, "course_units"), "number", "unit") == [(1, "第一单元 时间观念")]
    assert len(compute(["course_units"], tables, ctx())["course_units"]["course"]) == 2


def test_nothing_depends_on_the_period_or_the_day() -> None:
    tables = course(course_units=UNITS, course_timing=DAY, course_sessions=[NINE], participants=PEOPLE,
                    course_feedback=SHEETS)  # fmt: skip
    names = [name for name, found in REGISTRY.items() if "courses" in found.needs]
    assert len(names) == 15
    early = replace(context("month", date(2020, 1, 2), date(2020, 1, 2)), bank=BANK)
    for name in names:
        for level in REGISTRY[name].by:
            now, then = (compute([name], tables, c)[name][level] for c in (ctx(), early))
            assert now.equals(then)
            assert tuple(now.index.names) == LEVELS[level]
            assert tuple(now.columns) == REGISTRY[name].fields


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"options": "A. 甲\nB. 乙", "answer_key": "B"}, "单选"),
        ({"options": "A、甲\nB、乙", "answer_key": "A、B"}, "多选"),
        ({"answer_key": "错。"}, "判断"),
        ({"answer_key": "因为"}, None),
        ({"answer_key": "对", "exercise_kind": "简答"}, "简答"),
    ],
)
def test_a_blank_kind_of_exercise_is_read_from_the_rest(row: Row, kind: str | None) -> None:
    (found,) = many(course(course_exercises=[{"question": "问", **row}]), "course_exercises_list")
    assert found["exercise_kind"] == kind


@pytest.mark.parametrize(
    ("audience", "staff"),
    [
        ("小微客户经理、支行团队长", True),
        (None, True),
        ("市场、街区的个体工商户和小店老板", False),
        ("社区居民", False),
    ],
)
def test_a_course_is_for_the_banks_own_people_unless_its_audience_names_others(
    audience: str | None, staff: bool
) -> None:
    tables = course(courses=[{"audience": audience}])
    assert one(tables, "course_info")["for_staff"] == staff
