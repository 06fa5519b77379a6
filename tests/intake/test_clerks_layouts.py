"""Layouts that branches really have: on their side, stacked, beside each other, a sheet for each day or person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]
Rows = Sequence[Sequence[Any]]
COUNTS = ["咨询", "申请", "成交"]
DAY = "2026-11-16"
PLAN = {"咨询": 60, "申请": 20, "成交": 6}


def told(intake: Intake) -> list[str]:
    return [problem.code for problem in intake.problems]


def counts(intake: Intake) -> list[tuple[Any, ...]]:
    frame = intake.tables["daily_counts"].frame
    columns = (frame["date"].dt.day, *(frame[name] for name in ("officer", "enquiries", "applications", "deals")))
    return sorted(zip(*columns, strict=True))


TWO = [(16, "张三", 5, 1, 0), (16, "李四", 6, 2, 1)]
SHEETS: dict[str, tuple[dict[str, Rows], list[str]]] = {
    "officers across the page": (
        {"日报": [["日期：2026-11-16"], ["客户经理", "张三", "李四"], *zip(COUNTS, (5, 1, 0), (6, 2, 1), strict=True)]},
        [],
    ),
    "officers across without a word for them": (
        {"日报": [["日期：2026-11-16"], ["项目", "张三", "李四"], *zip(COUNTS, (5, 1, 0), (6, 2, 1), strict=True)]},
        [],
    ),
    "officers across with a total": (
        {
            "日报": [
                ["日期：2026-11-16"],
                ["姓名", "张三", "李四", "合计"],
                *zip(COUNTS, (5, 1, 0), (6, 2, 1), (11, 3, 1), strict=True),
            ]
        },
        [],
    ),
    "a day's sheet with officers across": (
        {"11.16": [["姓名", "张三", "李四"], *zip(COUNTS, (5, 1, 0), (6, 2, 1), strict=True)]},
        ["IN304", "IN314"],
    ),
    "a table stacked below for each officer": (
        {
            "周": [
                ["客户经理：张三"], ["日期", *COUNTS], [DAY, 5, 1, 0], [],
                ["客户经理：李四"], ["日期", *COUNTS], [DAY, 6, 2, 1],
            ]
        },
        [],
    ),
    "a table beside the other for each officer": (
        {
            "周": [
                ["客户经理：张三", None, None, None, None, "客户经理：李四"],
                ["日期", *COUNTS, None, "日期", *COUNTS],
                [DAY, 5, 1, 0, None, DAY, 6, 2, 1],
            ]
        },
        [],
    ),
    "tables beside each other without a gap": (
        {"周": [["日期", "姓名", *COUNTS] * 2, [DAY, "张三", 5, 1, 0, DAY, "李四", 6, 2, 1]]},
        [],
    ),
    "a sheet for each officer": (
        {"张三": [["日期", *COUNTS], [DAY, 5, 1, 0]], "李四": [["日期", *COUNTS], [DAY, 6, 2, 1]]},
        ["IN314", "IN314"],
    ),
    "a sheet for a day": ({"11.16": [["姓名", *COUNTS], ["张三", 5, 1, 0], ["李四", 6, 2, 1]]}, ["IN304", "IN314"]),
    "a day in the title": (
        {"日报": [["活动量日报（2026年11月16日）"], ["姓名", *COUNTS], ["张三", 5, 1, 0], ["李四", 6, 2, 1]]},
        ["IN314"],
    ),
    "numbers in circles and headers in two languages": (
        {"日报": [["①日期 Date", "②姓名/Officer", "③咨询", "④申请", "⑤成交"], *([DAY, *row[1:]] for row in TWO)]},
        [],
    ),
    "planned beside done": (
        {
            "日报": [
                ["日期", "姓名", "咨询目标", "咨询完成", "申请计划", "实际申请", "计划成交", "成交完成数"],
                [DAY, "张三", 9, 5, 9, 1, 9, 0],
                [DAY, "李四", 9, 6, 9, 2, 9, 1],
            ]
        },
        [],
    ),
    "planned beside done below each measure": (
        {
            "日报": [
                ["日期", "姓名", "咨询", None, "申请", None, "成交", None],
                [None, None, *["计划", "实际"] * 3],
                [DAY, "张三", 9, 5, 9, 1, 9, 0],
                [DAY, "李四", 9, 6, 9, 2, 9, 1],
            ]
        },
        [],
    ),
    "running totals before today's": (
        {
            "日报": [
                ["日期", "姓名", "本月累计", None, None, "当日", None, None],
                [None, None, *COUNTS, *COUNTS],
                [DAY, "张三", 90, 90, 90, 5, 1, 0],
                [DAY, "李四", 90, 90, 90, 6, 2, 1],
            ]
        },
        [],
    ),
    "rows that name nobody": (
        {
            "日报": [
                ["日期", "姓名", *COUNTS],
                [DAY, "张三", 5, 1, 0],
                [DAY, "李四", 6, 2, 1],
                *([DAY, who, 11, 3, 1] for who in ("全行", "城东支行", "汇总", "团队合计（2人）", "李四 汇总")),
                *([DAY, who, 1, 1, 1] for who in ("人均", "排名", "完成率", "环比", "计划")),
            ]
        },
        [],
    ),
    "pasted as text": (
        {"日报": [["日期,客户经理,咨询,申请,成交"], ["2026-11-16,张三,5,1,0"], ["2026-11-16,李四,6,2,1"]]},
        ["IN318"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sheets", "codes"), SHEETS.values(), ids=SHEETS)
def test_a_layout_gives_the_counts_of_two_officers(
    sheets: dict[str, Rows], codes: list[str], write: Write, read: Read
) -> None:
    for name, rows in sheets.items():
        write(rows, sheet=name)
    intake = read()
    assert counts(intake) == TWO
    assert sorted(told(intake)) == codes


UNCLEAR: dict[str, tuple[dict[str, Rows], str, str]] = {
    "a week's numbers that may be planned or done": (
        {"周报": [["周次", "姓名", *COUNTS], ["11.16-11.22", "张三", 30, 5, 1]]}, "IN116", "1",
    ),
    "a month's report and the day it is of": (
        {"月报": [["报送日期：2026-11-30"], ["姓名", *COUNTS], ["张三", 60, 20, 5]]}, "IN101", "2",
    ),
    "counts up to a day": (
        {"统计": [["截至2026年11月16日统计"], ["姓名", *COUNTS], ["张三", 60, 20, 5]]}, "IN101", "2",
    ),
    "two officers whose counts are one": (
        {"日报": [["日期", "姓名", *COUNTS], [DAY, "张三、李四", 5, 1, 0]]}, "IN218", "B2",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sheets", "code", "cell"), UNCLEAR.values(), ids=UNCLEAR)
def test_what_may_mean_two_things_is_told_and_not_read(
    sheets: dict[str, Rows], code: str, cell: str, write: Write, read: Read
) -> None:
    for name, rows in sheets.items():
        write(rows, sheet=name)
    intake = read()
    assert [(p.code, p.place.cell, p.level) for p in intake.problems] == [(code, cell, "error")]
    assert all(len(table) == 0 for table in intake.tables.values())


@pytest.mark.parametrize(
    "rows",
    [
        [["2026年11月任务"], ["周期", "姓名", *COUNTS], ["2026-11", "张三", 30, 5, 1]],
        [["周期", "姓名", "咨询任务", "申请任务", "成交任务"], ["2026-11", "张三", 30, 5, 1]],
    ],
    ids=["in the title", "in the headers"],
)
def test_a_plan_that_is_called_one_is_read(rows: Rows, write: Write, read: Read) -> None:
    write(rows)
    intake = read()
    assert told(intake) == []
    assert intake.tables["targets"].frame[["enquiries", "applications", "deals"]].to_numpy().tolist() == [[30, 5, 1]]


@pytest.mark.parametrize(
    ("rows", "sheet"),
    [
        ([["2026年11月任务分解"], ["姓名", *COUNTS], ["张三", 60, 20, 6], ["李四", 60, 20, 6]], "分解"),
        ([["姓名", *COUNTS], ["张三", 60, 20, 6], ["李四", 60, 20, 6]], "11月任务"),
        ([["2026年11月任务"], ["项目", "张三", "李四", "合计"], *([n, v, v, 2 * v] for n, v in PLAN.items())], "分解"),
    ],
    ids=["in the title", "in the sheet's name", "officers across"],
)
def test_the_month_of_a_plan_may_stand_in_its_title(rows: Rows, sheet: str, write: Write, read: Read) -> None:
    write(rows, sheet=sheet)
    intake = read()
    frame = intake.tables["targets"].frame
    assert frame[["period", "officer", "enquiries", "deals"]].to_numpy().tolist() == [
        ["2026-11", "张三", 60, 6], ["2026-11", "李四", 60, 6],
    ]  # fmt: skip
    assert told(intake)[0] == "IN314"


def test_a_faulty_table_below_one_on_its_side_is_told(write: Write, read: Read) -> None:
    form = [["会议", "早会"], ["日期", DAY], ["主持人", "张三"], ["地点", "三楼"]]
    write([*form, [], ["姓名", "会议", "出勤"], ["张三", "早会", "实到"]])
    intake = read()
    assert len(intake.tables["meetings"]) == 1
    assert told(intake) == ["IN101"]


def test_an_answer_settles_whether_numbers_are_planned(write: Write, read: Read) -> None:
    write([["周次", "姓名", *COUNTS], ["11.16-11.22", "张三", 30, 5, 1]], sheet="周报")
    (question,) = read().questions
    chosen = next(answer for answer in question.answers if answer.what == "one")
    intake = read(settings={"intake": {"tables": dict(chosen.settings)}})
    assert len(intake.tables["targets"]) == 1


LOG = {
    "日期": [DAY, "2026-11-17", "2026-11-17"],
    "客户经理": ["张三", "张三", "李四"],
    "客户": ["王强", "赵六", "孙八"],
    "活动类型": ["咨询", "申请", "成交"],
    "金额（元）": [None, None, 125000],
}


def test_a_log_on_its_side_is_read_and_knows_its_cells(write: Write, read: Read) -> None:
    write([["城东支行活动记录"], *([label, *values] for label, values in LOG.items())], formats={"D6": "#,##0"})
    intake = read()
    table = intake.tables["activities"]
    assert [(p.code, p.place.cell) for p in intake.problems] == [("IN310", "A6")]
    assert table.frame[["officer", "customer", "event"]].to_numpy().tolist() == [
        ["张三", "王强", "咨询"], ["张三", "赵六", "申请"], ["李四", "孙八", "成交"],
    ]  # fmt: skip
    assert table.frame["amount"].tolist()[2] == 12.5
    assert [place.cell for place in table.places("customer")] == ["B4", "C4", "D4"]
    assert set(table.frame["branch"]) == {"城东支行"}
    assert len(intake.tables["daily_counts"]) == 0


def test_a_fault_on_a_table_on_its_side_is_told_at_its_cell(write: Write, read: Read) -> None:
    write([[label, *(["没有", *values[1:]] if label == "日期" else values)] for label, values in LOG.items()])
    assert [(p.code, p.place.cell) for p in read().problems if p.level == "error"] == [("IN205", "B1")]


def test_a_table_below_one_on_its_side_is_found_too(write: Write, read: Read) -> None:
    leave = [["姓名", "请假开始", "请假结束"], ["张三", "2026-11-18", "2026-11-19"]]
    write([*([label, *values] for label, values in LOG.items()), [], ["请假登记"], *leave])
    tables = read().tables
    assert (len(tables["activities"]), len(tables["leave"])) == (3, 1)


def test_a_sheet_that_reads_both_ways_is_asked_about(write: Write, read: Read) -> None:
    log = [[label, *values] for label, values in [*LOG.items()][:3]]
    rows = [*log, ["活动类型", "咨询", "申请", "成交", "撤回"]]
    write([*rows, ["本周", 5, 1, 0, 0]])
    intake = read()
    assert [(p.code, p.place.cell, p.level) for p in intake.problems] == [("IN117", "A1", "error")]
    assert all(len(table) == 0 for table in intake.tables.values())


def test_a_copied_sheet_counts_once(write: Write, read: Read) -> None:
    rows = [["日期", "客户经理", "客户", "活动类型"], [DAY, "张三", "王强", "咨询"], [DAY, "张三", "赵六", "申请"]]
    write(rows, sheet="日志")
    write([*rows, [DAY, "李四", "孙八", "咨询"]], sheet="日志 (2)")
    intake = read()
    assert intake.tables["activities"].frame["customer"].tolist() == ["王强", "赵六", "孙八"]
    assert [(p.code, p.place.sheet, p.found) for p in intake.problems] == [("IN403", "日志 (2)", "2")]


def test_one_row_that_two_sheets_have_in_common_counts_twice(write: Write, read: Read) -> None:
    head, row = ["日期", "客户经理", "客户", "活动类型"], [DAY, "张三", "王强", "咨询"]
    write([head, row, [DAY, "张三", "赵六", "咨询"], [DAY, "张三", "周七", "咨询"]], sheet="上午")
    write([head, row, [DAY, "张三", "孙八", "咨询"], [DAY, "张三", "吴九", "咨询"]], sheet="下午")
    assert len(read().tables["activities"]) == 6


def test_days_of_the_stacked_tables_are_their_own(write: Write, read: Read) -> None:
    write(
        [
            ["2026年11月16日"],
            ["姓名", *COUNTS],
            ["张三", 5, 1, 0],
            [],
            ["2026年11月17日"],
            ["姓名", *COUNTS],
            ["张三", 6, 2, 1],
        ]
    )
    assert [row[:3] for row in counts(read())] == [(16, "张三", 5), (17, "张三", 6)]


@pytest.mark.parametrize("name", ["申请", "成交", "金额", "方案", "江城支行"])
def test_a_sheet_that_is_named_after_no_person_names_no_officer(name: str, write: Write, read: Read) -> None:
    write([["日期", *COUNTS], [DAY, 5, 1, 0]], sheet=name)
    assert told(read()) == ["IN101"]


def test_running_totals_by_day_are_questioned(write: Write, read: Read) -> None:
    write([["本月累计活动量"], ["日期", "姓名", *COUNTS], [DAY, "张三", 5, 1, 0]])
    assert told(read()) == ["IN221"]


def test_the_day_that_a_sheet_is_named_after_takes_the_year_of_the_period(write: Write, read: Read) -> None:
    write([["姓名", *COUNTS], ["张三", 5, 1, 0]], sheet="11月16日（周一）")
    assert read().tables["daily_counts"].frame["date"].dt.date.tolist() == [date(2026, 11, 16)]
