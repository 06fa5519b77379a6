"""Numbers as people type them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.cells.numbers import number_reader
from pipeline.language import rounded


@pytest.mark.parametrize(
    ("kind", "unit", "cell", "value"),
    [
        ("count", "", 3.0, 3),
        ("count", "", "3", 3),
        ("count", "", " １２ ", 12),
        ("count", "", "1,200", 1200),
        ("count", "", "１，２００", 1200),
        ("count", "", "3笔", 3),
        ("count", "", "1w", 10000),
        ("count", "", "三", 3),
        ("score", "", "五分", 5),
        ("count", "", "两人", 2),
        ("count", "", "—", None),
        ("count", "", "/", None),
        ("count", "", "无", None),
        ("number", "", "(1,200)", -1200),
        ("number", "", "-0.5", -0.5),
        ("number", "", "−2", -2),
        ("number", "", "1.5E3", 1500),
        ("days", "", "35天", 35),
        # money in 万元: the cell's own unit, else the header's, else 万元
        ("wan", "", 5.0, 5),
        ("wan", "元", 50000.0, 5),
        ("wan", "元", "50,000", 5),
        ("wan", "万元", "1.2", 1.2),
        ("wan", "万", "1.2万", 1.2),
        ("wan", "万", "1w", 1),
        ("wan", "万", "3.5亿", 35000),
        ("wan", "万", "120万元", 120),
        ("wan", "万", "500元", 0.05),
        ("wan", "元", "120万元", 120),
        ("wan", "", "¥500元", 0.05),
        ("wan", "千元", 50.0, 5),
        ("money", "", "1.2万", 12000),
        ("money", "万元", 1.2, 12000),
        # rates are fractions
        ("rate", "", "45%", 0.45),
        ("rate", "", "45.5％", 0.455),
        ("rate", "", 0.45, 0.45),
        ("rate", "%", 4.35, 0.0435),
        ("rate", "", "3‰", 0.003),
        ("rate", "", 0.0, 0),
    ],
)
def test_a_number_is_read_in_its_fields_own_unit(kind: str, unit: str, cell: object, value: float | None) -> None:
    found = number_reader(kind, unit)(cell)
    assert (found.value, found.fault, found.repair) == (value, "", "")


@pytest.mark.parametrize(
    ("unit", "cell", "minutes"),
    [
        ("", 60, 60),
        ("", "90 分钟", 90),
        ("", "1小时", 60),
        ("", "1.5 小时", 90),
        ("", "两个小时", 120),
        ("小时", 1.5, 90),
        ("小时", "45分钟", 45),
        ("分钟", "1小时", 60),
    ],
)
def test_hours_are_minutes_where_a_field_is_kept_in_them(unit: str, cell: object, minutes: float) -> None:
    found = number_reader("count", unit, "分钟")(cell)
    assert (found.value, found.fault) == (minutes, "")


def test_a_numeral_with_a_units_word_is_no_money() -> None:
    assert number_reader("wan", "")("三期").fault == "IN213"


@pytest.mark.parametrize(
    ("kind", "cell", "value", "code"),
    [
        ("wan", "约300", 300, "IN303"),
        ("wan", "300左右", 300, "IN303"),
        ("count", "10多", 10, "IN303"),
        ("rate", 3.1, 0.031, "IN306"),
        ("rate", "3.1", 0.031, "IN306"),
    ],
)
def test_a_guess_that_changes_the_meaning_is_told(kind: str, cell: object, value: float, code: str) -> None:
    found = number_reader(kind, "")(cell)
    assert (found.value, found.repair) == (value, code)


@pytest.mark.parametrize(
    ("kind", "unit", "cell", "code"),
    [
        ("count", "", "十来个", "IN204"),
        ("count", "", "1,2", "IN204"),
        ("count", "", "12,34", "IN204"),
        ("count", "", "3-5", "IN204"),
        ("count", "", "1.2.3", "IN204"),
        ("count", "", True, "IN204"),
        ("count", "", "3万元", "IN213"),
        ("count", "", "3%", "IN213"),
        ("wan", "", "3笔", "IN213"),
        ("wan", "美元", 3.0, "IN213"),
        ("rate", "", "3元", "IN213"),
        ("count", "", float("inf"), "IN204"),
        ("count", "", "9" * 400, "IN204"),
    ],
)
def test_what_is_no_number_is_a_fault_and_never_a_guess(kind: str, unit: str, cell: object, code: str) -> None:
    found = number_reader(kind, unit)(cell)
    assert (found.value, found.fault) == (None, code)


@given(st.decimals(-99_999_999, 99_999_999, places=2), st.sampled_from(["plain", "thousands", "wide", "brackets"]))
def test_a_number_survives_every_way_of_writing_it(number: object, style: str) -> None:
    text = {
        "plain": f"{number:f}",
        "thousands": rounded(number, 2),  # type: ignore[arg-type]
        "wide": f"{number:f}".translate({ord("0") + i: 0xFF10 + i for i in range(10)}),
        "brackets": f"({abs(number):,.2f})",  # type: ignore[arg-type]
    }[style]
    expected = -abs(float(number)) if style == "brackets" else float(number)  # type: ignore[arg-type]
    assert number_reader("number", "")(text).value == expected


@given(st.text() | st.floats() | st.integers() | st.booleans() | st.none())
def test_no_cell_breaks_the_reader_and_no_value_is_nan(cell: object) -> None:
    for kind in ("count", "wan", "money", "rate"):
        found = number_reader(kind, "")(cell)
        assert found.value is None or math.isfinite(found.value)
        assert not (found.fault and found.value is not None)
