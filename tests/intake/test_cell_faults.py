"""Faults in cells: what is left out, what is told, and what is hidden in the telling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline.intake import Intake, newest_data_day, read_inputs
from pipeline.language import catalogue, describe
from pipeline.problems import Problem
from pipeline.tables import dtype, empty_frame
from pipeline.vocabulary import read as read_vocabulary
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额", "手机"]
GOOD = ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", 5, "19900001234"]


def told(intake: Intake) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.place.cell, p.level, p.found) for p in intake.problems]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (0, "2026-02-30", ("IN206", "A3", "error", "2026-02-30")),
        (0, None, ("IN201", "A3", "error", "")),
        (3, "—", ("IN201", "D3", "error", "—")),
        (4, "办证", ("IN208", "E3", "error", "办证")),
        (5, "若干", ("IN204", "F3", "warning", "若干")),
        (5, "3笔", ("IN213", "F3", "warning", "3笔")),
        (6, 1.23456789012345e17, ("IN212", "G3", "warning", "1234****5000")),
    ],
)
def test_a_required_fault_leaves_its_row_out_and_an_optional_one_its_cell(
    column: int, cell: object, expected: tuple[str, str, str, str], write: Write, read: Read
) -> None:
    bad = [*GOOD]
    bad[column] = cell
    write([HEAD, GOOD, bad])
    intake = read()
    table = intake.tables["activities"]
    found = told(intake)
    assert [item[:3] for item in found] == [expected[:3]]
    if column != 6:
        assert found[0][3] == expected[3]
    left_out = expected[2] == "error"
    assert len(table) == (1 if left_out else 2)
    assert table.left_out[["branch", "code", "_row"]].to_numpy().tolist() == (
        [["城东支行", expected[0], 3]] if left_out else []
    )


def test_people_are_masked_in_what_is_told(write: Write, read: Read) -> None:
    write([HEAD, GOOD, [*GOOD[:3], "李 四 丰", *GOOD[4:]], [*GOOD[:5], "电话19900001234", GOOD[6]]])
    intake = read()
    text = " ".join(f"{p.found} {dict(p.params)}" for p in intake.problems)
    assert {p.code for p in intake.problems} == {"IN301", "IN204"}
    assert "李四丰" not in text and "李 四 丰" not in text and "19900001234" not in text


def test_an_error_cell_and_a_formula_without_value_are_faults_and_never_blanks(write: Write, read: Read) -> None:
    path = write([HEAD, GOOD, GOOD, GOOD, GOOD])
    book = openpyxl.load_workbook(path)
    ws = book.active
    ws["A3"], ws["F4"], ws["F5"] = "#N/A", "=1/0", "#DIV/0!"
    ws["A3"].data_type = ws["F5"].data_type = "e"
    book.save(path)
    assert told(read()) == [
        ("IN202", "A3", "error", "#N/A"),
        ("IN203", "F4", "warning", "=F4"),
        ("IN202", "F5", "warning", "#DIV/0!"),
    ]


def test_many_faults_of_a_kind_are_told_thirty_times_and_then_counted(write: Write, read: Read) -> None:
    write([HEAD, *[[*GOOD[:5], f"若干{i}", GOOD[6]] for i in range(50)]])
    problems = read().problems
    assert len(problems) == 31
    assert (problems[-1].code, problems[-1].found, problems[-1].values["of"]) == ("IN402", "20", "IN204")


def test_a_double_key_keeps_the_first_row(write: Write, read: Read) -> None:
    head = ["客户编号", "客户", "客户经理"]
    write([head, ["C1", "李四丰", "张三"], ["C2", "赵六顺", "张三"], ["C1", "钱七发", "王五"]])
    intake = read()
    assert intake.tables["customers"].frame["customer"].tolist() == ["李四丰", "赵六顺"]
    assert told(intake) == [("IN401", "A4", "warning", "C1")]
    assert "A2" in dict(intake.problems[0].params)["first"]


def test_a_row_left_out_counts_for_the_officers_branch(write: Write, read: Read) -> None:
    write([["支行", "姓名", "入职日期"], ["城西支行", "张三", "2020-01-01"]], name="名册.xlsx")
    write([["日期", "客户经理", "客户", "活动类型"], ["没有", "张三", "李四丰", "咨询"]], name="日志.xlsx")
    assert read().tables["activities"].left_out["branch"].tolist() == ["城西支行"]


def test_money_without_a_unit_that_looks_like_yuan_is_questioned(write: Write, read: Read) -> None:
    write([HEAD, [*GOOD[:5], 120000, GOOD[6]], [*GOOD[:5], 50000, GOOD[6]]])
    assert [p.code for p in read().problems] == ["IN215"]


def test_negative_and_broken_counts_are_questioned(write: Write, read: Read) -> None:
    write([["日期", "姓名", "咨询", "申请", "成交"], ["2026-11-16", "张三", -1, 1.5, 0]])
    assert told(read()) == [("IN216", "C2", "warning", "-1"), ("IN216", "D2", "warning", "1.5")]


def test_a_plan_may_be_broken_but_not_negative(write: Write, read: Read) -> None:
    write([["月份", "姓名", "咨询任务", "成交任务"], ["202611", "张三", 62.5, 20.67], ["202611", "王五", 60, -1]])
    intake = read()
    assert told(intake) == [("IN216", "D3", "warning", "-1")]
    assert intake.tables["targets"].frame["period"].tolist() == ["2026-11"] * 2


def test_a_banks_own_alias_and_table_are_known_without_python(write: Write, tmp_path: Path) -> None:
    own = {
        "field": {"officer": {"aliases": ["小伙伴"]}, "token": {"term": "纪念章", "type": "text"}},
        "table": {"gifts": {"term": "礼品登记", "required": ["date", "officer", "token"]}},
    }
    write([["日期", "小伙伴", "纪念章"], ["2026-11-16", "张三", "雨伞"]])
    table = read_inputs(tmp_path, read_vocabulary(own, shipped())).tables["gifts"]
    assert table.frame[["officer", "token"]].to_numpy().tolist() == [["张三", "雨伞"]]


def test_every_table_is_always_there_and_typed(read: Read, write: Write) -> None:
    write([HEAD, GOOD])
    intake = read()
    vocabulary = shipped()
    assert intake.tables.keys() == vocabulary.tables.keys()
    for name, table in intake.tables.items():
        assert table.frame.dtypes.to_dict() == empty_frame(vocabulary.tables[name], vocabulary).dtypes.to_dict(), name
        assert "branch" in table.left_out
    assert dtype("wan") == str(intake.tables["activities"].frame["amount"].dtype)


def test_the_newest_day_with_data_is_not_in_the_future(write: Write, read: Read) -> None:
    write([HEAD, GOOD, ["2026-12-31", *GOOD[1:]]])
    tables = read().tables
    assert newest_data_day(tables, date(2026, 11, 20)) == date(2026, 11, 16)
    assert newest_data_day(tables) == date(2026, 12, 31)
    assert newest_data_day({}) is None


def test_every_code_says_what_to_do_in_both_languages() -> None:
    codes = [code for code in catalogue() if code.startswith("IN")]
    assert len(codes) > 40
    for code in codes:
        for lang in ("zh", "en"):
            texts = describe(Problem(code), lang)  # type: ignore[arg-type]
            assert texts.what and texts.fix
