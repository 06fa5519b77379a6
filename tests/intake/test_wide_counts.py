"""Daily counts with the days across the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]
NAMES = ["咨询", "申请", "成交"]


def counts(intake: Intake) -> list[tuple[object, ...]]:
    frame = intake.tables["daily_counts"].frame
    days = frame["date"].dt.date
    return list(zip(days, frame["officer"], frame["enquiries"], frame["applications"], frame["deals"], strict=True))


EXPECTED = [
    (date(2026, 11, 16), "张三", 8, 2, 1),
    (date(2026, 11, 16), "李四", 6, 1, 0),
    (date(2026, 11, 17), "张三", 9, 0, 0),
]
BODY = [["张三", 8, 2, 1, 9, 0, 0], ["李四", 6, 1, 0, None, None, None]]
SINGLES = [["张三", 8, 9, 2, 0, 1, 0], ["李四", 6, None, 1, None, 0, None]]


@pytest.mark.parametrize(
    "days",
    [
        ("11月16日", "11月17日"),
        ("2026年11月16日 周一", "2026年11月17日 周二"),
        ("11/16", "11/17"),
        (datetime(2026, 11, 16), datetime(2026, 11, 17)),
    ],
)
@pytest.mark.parametrize("merged", [True, False])
def test_days_over_measures(days: tuple[object, object], merged: bool, write: Write, read: Read) -> None:
    head = ["姓名", days[0], None, None, days[1], None, None]
    total = ["合计", 14, 3, 1, 9, 0, 0]
    areas = ["A2:A3", "B2:D2", "E2:G2"] if merged else []
    write([["临江支行活动量日报"], head, [None, *NAMES, *NAMES], *BODY, total], merged=areas)
    intake = read()
    assert counts(intake) == EXPECTED
    assert intake.problems == []
    assert set(intake.tables["daily_counts"].frame["branch"]) == {"临江支行"}


@pytest.mark.parametrize("days", [("16日", "17日"), (16, 17), ("11月16日", "11月17日")])
def test_measures_over_days(days: tuple[object, object], write: Write, read: Read) -> None:
    head = ["姓名", "咨询", None, "申请", None, "成交", None]
    write([["临江支行2026年11月日报"], head, [None, *days * 3], *SINGLES], merged=["B2:C2", "D2:E2", "F2:G2"])
    assert counts(read()) == EXPECTED


def test_each_count_knows_its_own_cell(write: Write, read: Read) -> None:
    write([["姓名", "11月16日", None, None, "11月17日", None, None], [None, *NAMES, *NAMES], *BODY])
    table = read().tables["daily_counts"]
    assert [str(p).rsplit(" ", 1)[1] for p in table.places("applications")] == ["C3", "C4", "F3"]


def test_a_blank_beside_other_counts_is_nought_and_told(write: Write, read: Read) -> None:
    write([["日期", "姓名", *NAMES], ["2026-11-16", "张三", 8, None, "—"], ["2026-11-17", "张三", None, None, None]])
    intake = read()
    assert counts(intake) == [(date(2026, 11, 16), "张三", 8, 0, 0)]
    assert sorted(p.code for p in intake.problems) == ["IN305", "IN305", "IN308"]


def test_a_fault_in_one_day_leaves_only_that_day_out(write: Write, read: Read) -> None:
    write(
        [
            ["姓名", "11月16日", None, None, "11月17日", None, None],
            [None, *NAMES, *NAMES],
            ["张三", "很多", 2, 1, 9, 0, 0],
        ]
    )
    intake = read()
    assert counts(intake) == [EXPECTED[2]]
    assert [(p.code, p.place.cell, p.found) for p in intake.problems] == [("IN204", "B3", "很多")]
