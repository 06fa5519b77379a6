"""Rows that hold the name of a group alone, its people below: a branch is theirs, another group is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "姓名", "咨询", "申请", "成交"]
DAY = "2026-11-16"
EAST, WEST, SOUTH = [DAY, "张三", 5, 1, 0], [DAY, "李四", 6, 2, 1], [DAY, "王五", 3, 1, 0]
SHEETS: dict[str, tuple[list[Sequence[Any]], list[str], list[str | None], list[str]]] = {
    "in the column of names": (
        [HEAD, [None, "城东支行"], EAST, [None, "城西支行"], WEST],
        [],
        ["城东支行", "城西支行"],
        [],
    ),
    "in the first column": ([HEAD, ["城东支行："], EAST, ["城西支行"], WEST], [], ["城东支行", "城西支行"], []),
    "merged over the table": (
        [HEAD, ["城东支行"], EAST, ["城西支行"], WEST],
        ["A2:E2", "A4:E4"],
        ["城东支行", "城西支行"],
        [],
    ),
    "nearer than the title": (
        [["高新支行日报"], HEAD, SOUTH, ["城东支行"], EAST],
        [],
        ["高新支行", "城东支行"],
        [],
    ),
    "ended by a total": (
        [["高新支行日报"], HEAD, ["城东支行"], EAST, [None, "小计", 5, 1, 0], SOUTH],
        [],
        ["城东支行", "高新支行"],
        [],
    ),
    "of their own branch first": (
        [["支行", *HEAD], [None, "城东支行"], ["城西支行", *WEST], [None, *EAST]],
        [],
        ["城西支行", "城东支行"],
        [],
    ),
    "teams": ([HEAD, ["团队一"], EAST, ["城西组"], WEST], [], [None, None], ["IN222"]),
    "teams merged over the table": (
        [HEAD, ["团队一"], EAST, ["团队二"], WEST],
        ["A2:E2", "A4:E4"],
        [None, None],
        ["IN222"],
    ),
    "a branch at the foot names nobody": ([HEAD, EAST, ["城东支行"]], [], [None], []),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_group_names_the_branch_of_the_people_below_it(name: str, write: Write, read: Read) -> None:
    rows, merged, branches, codes = SHEETS[name]
    write(rows, merged=merged)
    intake = read()
    frame = intake.tables["daily_counts"].frame
    assert [branch if isinstance(branch, str) else None for branch in frame["branch"]] == branches
    assert len(frame) == len(branches) and frame["enquiries"].notna().all()
    assert [problem.code for problem in intake.problems] == codes


def test_a_group_over_days_across_the_page_is_told_once(write: Write, read: Read) -> None:
    days = [["姓名", "11月16日", None, None, "11月17日", None, None], [None, *HEAD[2:], *HEAD[2:]]]
    write([*days, ["团队一"], ["张三", 5, 1, 0, 4, 1, 0], ["城东支行"], ["李四", 6, 2, 1, 3, 0, 0]])
    intake = read()
    frame = intake.tables["daily_counts"].frame
    found = {(row.officer, row.date.day, row.branch) for row in frame.itertuples() if isinstance(row.branch, str)}
    assert found == {("李四", 16, "城东支行"), ("李四", 17, "城东支行")} and len(frame) == 4
    assert [problem.code for problem in intake.problems] == ["IN222"]


@pytest.mark.parametrize("header", ["离职日期", "离职时间"])
def test_a_day_may_be_called_a_time(header: str, write: Write, read: Read) -> None:
    write([["姓名", "支行", "入职时间", header], ["张三", "城东支行", "2024-03-01", "2026-10-08"]])
    frame = read().tables["roster"].frame
    assert [str(day.date()) for day in frame["left"]] == ["2026-10-08"]
