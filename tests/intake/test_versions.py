"""Versions of one file: known by their names and by the rows they share, asked about, never counted twice unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake import Intake
from pipeline.intake.files.versions import base_name

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROWS = [[f"2026-11-{day:02d}", "城东支行", "张三", f"客户{day}", "成交", day] for day in range(2, 12)]


@pytest.mark.parametrize(
    "name",
    [
        "日报(1).xlsx",
        "日报 (2).xlsx",
        "日报（1）.xlsx",
        "日报 - 副本.xlsx",
        "日报 - 副本 (2).xlsx",
        "日报副本.xls",
        "副本日报.xlsx",
        "复件 日报.xlsx",
        "日报 - Copy.xlsx",
        "Copy of 日报.xlsx",
        "日报 (张三的冲突副本 2026-11-20).xlsx",
        "日报 (冲突副本 2026-11-20).xlsx",
        "日报 (San Zhang's conflicted copy 2026-11-20).xlsx",
        "日报-DESKTOP-8A3F2K.xlsx",
        "日报最终版.xlsx",
        "日报_v2.xlsx",
        "日报（最终）(1).xlsx",
        "日报-备份.csv",
    ],
)
def test_a_version_is_known_by_its_name(name: str) -> None:
    assert base_name(f"城东/{name}") == "城东/日报"


@pytest.mark.parametrize(
    "name", ["日报11月.xlsx", "城东日报.xlsx", "日报(11月).xlsx", "日报2026-11-16.xlsx", "(1).xlsx"]
)
def test_another_file_is_no_version(name: str) -> None:
    assert base_name(name) != "日报"


def codes(intake: Intake) -> list[str]:
    return [p.code for p in intake.problems]


def test_a_corrected_version_is_asked_about_with_every_answer(write: Write, read: Read) -> None:
    write([HEAD, *ROWS], name="日报.xlsx")
    write([HEAD, *ROWS[:9], [*ROWS[9][:5], 99]], name="日报(1).xlsx")
    intake = read()
    (asked,) = intake.questions
    assert codes(intake) == ["IN016"]
    assert (asked.problem.values["first"], asked.problem.values["same"]) == ("日报.xlsx", "9")
    assert asked.section == ("intake", "files")
    assert [(a.what, a.label, dict(a.settings)) for a in asked.answers] == [
        ("one", "日报.xlsx", {"日报(1).xlsx": "ignore"}),
        ("one", "日报(1).xlsx", {"日报.xlsx": "ignore"}),
        ("all", "", {"日报.xlsx": "count", "日报(1).xlsx": "count"}),
    ]
    totals = []
    for answer in asked.answers:
        settled = read(settings={"intake": {"files": dict(answer.settings)}})
        assert settled.questions == []
        totals.append(settled.tables["activities"].frame["amount"].sum())
    assert totals == [65, 65 - 11 + 99, 65 + 99]


def test_rows_in_common_tell_a_version_whatever_its_name(write: Write, read: Read) -> None:
    write([HEAD, *ROWS], name="一.xlsx")
    write([HEAD, *ROWS[2:], ["2026-11-18", *ROWS[0][1:]]], name="二.xlsx")
    intake = read()
    assert codes(intake) == ["IN016"]
    assert intake.tables["activities"].frame["amount"].sum() == 65 + ROWS[0][5]


def test_a_few_rows_in_common_are_told_but_not_asked_about(write: Write, read: Read) -> None:
    write([HEAD, *ROWS], name="一.xlsx")
    write([HEAD, *ROWS[:2], *[["2026-10-01", *row[1:]] for row in ROWS[2:]]], name="二.xlsx")
    intake = read()
    assert (codes(intake), intake.questions) == (["IN403"], [])


def test_files_of_one_name_in_two_folders_are_no_versions(write: Write, read: Read) -> None:
    write([HEAD, *ROWS[:5]], name="城东/日报.xlsx")
    write([HEAD, *ROWS[5:]], name="城西/日报(1).xlsx")
    assert codes(read()) == []


def test_an_answer_that_means_nothing_is_told(write: Write, read: Read) -> None:
    write([HEAD, *ROWS], name="日报.xlsx")
    intake = read(settings={"intake": {"files": {"日报.xlsx": "maybe"}}})
    assert codes(intake) == ["IN018"]
    assert len(intake.tables["activities"]) == 10
