"""Courses in workbooks: a form for the course itself, sheets that leave the course to their book, pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.intake import Intake, read_inputs
from pipeline.tables import Table
from pipeline.vocabulary import read as read_vocabulary
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
NAME = "时间管理"
FORM = [["课程表"], ["课程", NAME], ["授课对象", "客户经理"], ["讲师", "周老师"]]


def column(table: Table, name: str) -> list[Any]:
    return [None if value != value else value for value in table.frame[name]]


def told(intake: Intake, *but: str) -> list[tuple[str, str]]:
    return [(p.code, str(p.place)) for p in intake.problems if p.code not in but]


# ---------------------------------------------------------------- a form


@pytest.mark.parametrize(
    "rows",
    [
        [["课程", NAME], ["课程编号", "KC01"], ["授课对象", "客户经理"]],
        [["课程资料卡"], [], ["课程：", NAME], ["课程编号", "KC01"], [], ["授课对象", "客户经理"], ["制表：张三"]],
        [["课程", NAME, "课程编号", "KC01"], ["授课对象", "客户经理"]],
        [["", "课程名称", NAME, "（填全称）"], ["", "课程编号", "KC01"], ["", "培训对象", "客户经理"]],
        [["课程", NAME], ["课程编号", "KC01"], ["课时费", "800"], ["授课对象", "客户经理"]],
        [["课程", "课程编号", "授课对象"], [NAME, "KC01", "客户经理"]],  # no form: a table of one row
    ],
)
def test_a_course_is_read_from_a_form_or_a_row(rows: Sequence[Sequence[Any]], write: Write, read: Read) -> None:
    write(rows)
    intake = read()
    (row,) = intake.tables["courses"].frame.to_dict("records")
    assert (row["course"], row["course_no"], row["audience"]) == (NAME, "KC01", "客户经理")
    assert not intake.problems


def test_a_label_that_goes_over_several_rows_has_a_value_of_several_lines(write: Write, read: Read) -> None:
    rows = [["课程", NAME], ["课程目标", "会列清单"], ["", "会定目标"], ["课程简介", "一天"], ["课程简介", "课"]]
    write(rows, merged=["A4:A5"])
    table = read().tables["courses"]
    assert column(table, "goals") == ["会列清单\n会定目标"]
    assert column(table, "intro") == ["一天\n课"]


def test_every_value_of_a_form_has_its_own_cell(write: Write, read: Read) -> None:
    write([*FORM, ["版本日期", "2026年13月1日"], ["课程标号", "KC01"]])
    intake = read()
    table = intake.tables["courses"]
    assert table.place(0, "course").cell == "B2"
    assert table.place(0, "audience").cell == "B3"
    assert told(intake) == [("IN105", "表.xlsx › Sheet1 › A6"), ("IN206", "表.xlsx › Sheet1 › B5")]


def test_a_form_without_its_title_is_told_and_left_out(write: Write, read: Read) -> None:
    write([["课程", ""], ["授课对象", "客户经理"], ["讲师", "周老师"]])
    intake = read()
    assert len(intake.tables["courses"]) == 0
    assert told(intake) == [("IN201", "表.xlsx › Sheet1 › A1")]


def test_tables_below_a_form_are_read_with_their_own_places(write: Write, read: Read) -> None:
    write([*FORM, [], ["单元", "时长（分钟）"], ["时间观念", "60分钟"], ["目标", "很久"]])
    intake = read()
    assert column(intake.tables["course_units"], "minutes") == [60, None]
    assert column(intake.tables["course_units"], "course") == [NAME] * 2
    assert told(intake) == [("IN204", "表.xlsx › Sheet1 › B8")]


# ---------------------------------------------------------------- which course


POINTS = [["单元", "内容"], ["时间观念", "列清单"]]


def test_a_book_with_one_course_gives_it_to_all_its_sheets(write: Write, read: Read) -> None:
    write(FORM, sheet="课程")
    write(POINTS, sheet="要点")
    write([["学员", "单位"], ["张三", "城东支行"]], sheet="名单")
    write([["课程", "授课对象", "讲师"], ["另一门", "商户", "吴老师"]], name="另一门.xlsx")
    tables = read().tables
    assert column(tables["course_points"], "course") == [NAME]
    assert column(tables["participants"], "course") == [NAME]


@pytest.mark.parametrize(
    ("name", "sheet", "rows"),
    [
        ("学员.xlsx", "Sheet1", [["课程", "学员", "单位"], [NAME, "张三", "甲"]]),
        ("学员.xlsx", "Sheet1", [[f"课程：{NAME}"], ["学员", "单位"], ["张三", "甲"]]),
        ("学员.xlsx", "课程学员", [["课程", "贷后"], ["学员", "单位"], ["张三", "甲"]]),
        (f"课程学员-{NAME}.xlsx", "Sheet1", [["学员", "单位"], ["张三", "甲"]]),
        (f"{NAME}/课程学员.xlsx", "Sheet1", [["学员", "单位"], ["张三", "甲"]]),
        ("课程/甲/学员.xlsx", "Sheet1", [["学员", "单位"], ["张三", "甲"]]),
    ],
)
def test_a_sheet_elsewhere_says_its_course_or_lies_with_it(
    name: str, sheet: str, rows: Sequence[Sequence[Any]], write: Write, read: Read
) -> None:
    write(FORM, name="课程/甲/课程.xlsx")
    write([["课程", "授课对象", "讲师"], ["贷后", "商户", "吴老师"]], name="课程/乙/课程.xlsx")
    write(rows, name=name, sheet=sheet)
    wanted = "贷后" if sheet == "课程学员" else NAME
    assert column(read().tables["participants"], "course") == [wanted]


def test_rows_that_nothing_gives_a_course_are_told(write: Write, read: Read) -> None:
    write(FORM, name="课程/甲.xlsx")
    write([["课程", "授课对象", "讲师"], ["贷后", "商户", "吴老师"]], name="课程/乙.xlsx")
    write([["学员", "单位"], ["张三", "甲"], ["李四", "乙"]], name="课程学员.xlsx")
    intake = read()
    (problem,) = (p for p in intake.problems if p.code == "IN107")
    assert (str(problem.place), problem.found) == ("课程学员.xlsx › Sheet1 › 2", "2")
    assert problem.values["known"] == f"贷后、{NAME}"
    assert column(intake.tables["participants"], "course") == [None, None]


@pytest.mark.parametrize(
    ("rows", "table"),
    [
        ([["姓名", "支行", "岗位", "入职日期"], ["张三", "城东支行", "客户经理", "2025-01-06"]], "roster"),
        ([["标题", "备注"], ["放款流程", "见内网"]], ""),
        ([["姓名", "岗位"], ["张三", "客户经理"]], ""),
    ],
)
def test_a_book_that_speaks_of_no_course_has_no_tables_of_one(
    rows: Sequence[Sequence[Any]], table: str, write: Write, read: Read
) -> None:
    write(rows, name="名册.xlsx")
    found = [name for name, made in read().tables.items() if len(made)]
    assert found == ([table] if table else [])


def test_a_bank_may_have_forms_and_books_of_its_own(write: Write, read: Read, tmp_path: Path) -> None:
    own = {
        "field": {"drill": {"term": "演练名"}, "drill_head": {"term": "指挥"}, "drill_task": {"term": "演练任务"}},
        "table": {
            "drills": {
                "term": "演练",
                "key": ["drill"],
                "required": ["drill"],
                "optional": ["drill_head"],
                "form": True,
            },
            "drill_tasks": {
                "term": "演练任务表",
                "required": ["drill_task"],
                "optional": ["drill", "note"],
                "from_book": ["drill"],
            },
        },
    }
    write([["演练名", "防抢"], ["指挥", "周行"]], sheet="演练")
    write([["演练任务", "备注"], ["报警", ""]], sheet="任务")
    tables = read_inputs(tmp_path, read_vocabulary(own, shipped())).tables
    assert column(tables["drills"], "drill_head") == ["周行"]
    assert column(tables["drill_tasks"], "drill") == ["防抢"]


# ---------------------------------------------------------------- cells


def test_a_timetable_is_read_without_its_total(write: Write, read: Read) -> None:
    write(FORM, sheet="课程")
    rows = [
        ["环节", "时长（分钟）", "开始时间", "类型"],
        ["签到", 15, dt.time(8, 45), "签到"],
        ["讲课", "1小时", "", "主讲"],
    ]
    write([*rows, ["合计", 75]], sheet="时间安排")
    intake = read()
    timing = intake.tables["course_timing"]
    assert column(timing, "step") == ["签到", "讲课"]
    assert column(timing, "start") == ["08:45", None]
    assert column(timing, "step_kind") == ["开场", "授课"]


@pytest.mark.parametrize(("cell", "passed"), [("合格", True), ("未通过", False), ("是", True), ("", None)])
def test_whether_somebody_passed_is_said_in_many_ways(cell: str, passed: bool | None, write: Write, read: Read) -> None:
    write(FORM, sheet="课程")
    write([["学员", "学号", "是否合格"], ["张三", "001", cell]], sheet="学员")
    (found,) = read().tables["participants"].frame["passed"].astype("object").fillna("blank")
    assert found == ("blank" if passed is None else passed)


# ---------------------------------------------------------------- pictures


@pytest.fixture
def draw(tmp_path: Path) -> Callable[[str], None]:
    def make(name: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 3), "white").save(path)

    return make


@pytest.mark.parametrize(
    ("cell", "path", "code"),
    [
        ("流程.png", "课程/流程.png", ""),
        ("图/流程.png", "课程/图/流程.png", ""),
        ("图\\流程.png", "课程/图/流程.png", ""),
        ("../流程.png", "流程.png", ""),
        ("流城.png", "课程/流城.png", "IN108"),
        ("假.png", "课程/假.png", "IN113"),
        ("../../流程.png", None, "IN114"),
        ("/etc/passwd", None, "IN114"),
    ],
)
def test_a_cell_names_a_picture_beside_its_workbook(
    cell: str, path: str | None, code: str, tmp_path: Path, write: Write, read: Read, draw: Callable[[str], None]
) -> None:
    for name in ("流程.png", "课程/流程.png", "课程/图/流程.png"):
        draw(name)
    (tmp_path / "课程/假.png").write_bytes(b"GIF89a")
    write([*FORM, ["标志", cell]], name="课程/课.xlsx")
    intake = read()
    found = intake.tables["courses"]
    (row,) = found.frame.to_dict("records")
    assert (row["logo"] or None) == path
    assert row["course"] == NAME
    assert told(intake) == ([(code, "课程/课.xlsx › Sheet1 › B5")] if code else [])
    assert all(p.level == "warning" for p in intake.problems)
    if code == "IN108":
        assert intake.problems[0].values["near"] == "流程.png"


def test_a_feedback_sheet_without_the_overall_score_still_counts(write: Write, read: Read) -> None:
    write(FORM, sheet="课程")
    write(
        [["内容实用", "总体满意", "最大收获"], [5, None, "会列清单"], [4, "五分", None], [None, None, None]],
        sheet="反馈",
    )
    intake = read()
    table = intake.tables["course_feedback"]
    assert (column(table, "fb_useful"), column(table, "fb_overall")) == ([5, 4], [None, 5])
    assert (told(intake), table.left_out.get(None, 0)) == ([], 0)


def test_an_overall_score_that_is_no_number_is_told_and_its_sheet_counts(write: Write, read: Read) -> None:
    write(FORM, sheet="课程")
    write([["内容实用", "总体满意", "最大收获"], [5, "还行", "会列清单"]], sheet="反馈")
    intake = read()
    assert column(intake.tables["course_feedback"], "fb_useful") == [5]
    assert [(p.code, p.level, str(p.place)) for p in intake.problems] == [("IN204", "warning", "表.xlsx › 反馈 › B2")]
