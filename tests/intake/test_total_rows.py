"""A 合计 row that disagrees with its rows is told with its cell and both numbers; one that agrees in any way is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.intake import Intake
from pipeline.language import describe
from pipeline.problems import Problem

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["支行", "客户经理", "日期", "咨询量", "申请量", "成交量", "成交金额"]


def day(branch: str, officer: str, *counts: Any, date: str = "2026-11-16") -> list[Any]:
    return [branch, officer, date, *counts]


A, B = day("城东支行", "张三", 3, 1, 1, 10.55), day("城东支行", "李四", 5, 2, 1, 20)
C = day("城西支行", "王五", 7, 0, 2, 8.25)


def total(label: str, *counts: Any) -> list[Any]:
    return [label, None, None, *counts]


def told(intake: Intake) -> list[Problem]:
    assert len(intake.tables["daily_counts"]) > 0
    return [item for item in intake.problems if item.code == "IN404"]


AGREE = {
    "of all": [A, B, C, total("合计", 15, 3, 4, 38.8)],
    "of the rows since the last": [A, B, total("小计", 8, 3, 2, 30.55), C, total("小计", 7, 0, 2, 8.25)],
    "of parts and all": [A, B, total("小计", 8, 3, 2, 30.55), C, total("合计", 15, 3, 4, 38.8)],
    "of each branch and at the end of all": [
        A, C, B,
        total("城东支行小计", 8, 3, 2, 30.55), total("城西支行小计", 7, 0, 2, 8.25), total("总计", 15, 3, 4, 38.8)
    ],
    "above its rows": [total("合计", 15, 3, 4, 38.8), A, B, C],
    "rounded": [A, B, C, total("合计", 15, 3, 4, 39)],
    "rounded to a tenth": [A, B, C, total("合计", "15次", 3, "4笔", "38.8万元")],
    "in part blank": [A, B, C, total("合计", 15, None, None, None)],
    "a mean": [A, B, C, total("平均", 5, 1, 1.33, 12.93)],
    "a mean called 合计": [A, B, C, total("合计", 5, 1, 1.3333, 12.9333)],
    "of earlier months too": [A, B, C, total("本年累计", 900, 300, 100, 4_000)],
    "a cell nobody can read": [A, B, day("城西支行", "王五", "七八个", 0, 2, 8.25), total("合计", 15, 3, 4, 38.8)],
}  # fmt: skip


@pytest.mark.parametrize("rows", AGREE.values(), ids=AGREE)
def test_a_total_that_agrees_is_not_told(rows: list[list[Any]], write: Write, read: Read) -> None:
    write([HEAD, *rows])
    assert told(read()) == []


def test_a_total_that_disagrees_is_told_with_its_cell_and_both_numbers(write: Write, read: Read) -> None:
    write([["活动量日报"], HEAD, A, B, C, total("合计", 16, 3, 4, 48.8)], name="日报.xlsx")
    found = [(str(p.place), p.level, p.found, p.values["sum"], p.values["gap"]) for p in told(read())]
    assert found == [
        ("日报.xlsx › Sheet1 › D6", "warning", "16", "15", "1"),
        ("日报.xlsx › Sheet1 › G6", "warning", "48.8", "38.8", "10"),
    ]


def test_a_wrong_part_is_told_against_its_own_rows(write: Write, read: Read) -> None:
    write([HEAD, A, B, total("小计", 9, 3, 2, 30.55), C, total("合计", 15, 3, 4, 38.8)])
    [item] = told(read())
    assert (item.place.cell, item.found, item.values["sum"], item.values["count"]) == ("D4", "9", "8", "2")
    assert "小计" in describe(item, "zh").what


def test_yuan_are_compared_as_they_are_read(write: Write, read: Read) -> None:
    head = [*HEAD[:-1], "成交金额（元）"]
    rows = [day("城东支行", "张三", 3, 1, 1, 105_500), day("城东支行", "李四", 5, 2, 1, 200_000)]
    write([head, *rows, total("合计", 8, 3, 2, 305_500)])
    assert told(read()) == []
    write([head, *rows, total("合计", 8, 3, 2, 306_500)], name="二.xlsx")
    assert [item.found for item in told(read())] == ["30.65"]


def test_a_total_of_what_a_filter_shows_agrees(write: Write, read: Read) -> None:
    path = write([HEAD, A, B, C, total("合计", 10, 1, 3, 18.8)])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    assert told(read()) == []


def test_a_log_may_add_up_one_kind_of_its_rows(write: Write, read: Read) -> None:
    head = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
    rows = [
        ["2026-11-16", "城东支行", "张三", "甲", "申请", 30],
        ["2026-11-17", "城东支行", "张三", "甲", "成交", 20],
        ["2026-11-17", "城东支行", "张三", "乙", "成交", 15],
    ]
    write([head, *rows, ["合计放款", None, None, None, None, 35]])
    write([head, *rows, ["合计", None, None, None, None, 35]], name="二.xlsx", sheet="一")
    assert [item for item in read().problems if item.code == "IN404"] == []
