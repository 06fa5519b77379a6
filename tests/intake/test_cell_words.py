"""Names, codes, choices, yes and no."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.intake.cells.columns import read_column, reader
from pipeline.intake.cells.dates import When
from pipeline.intake.cells.readings import Bad
from pipeline.vocabulary import shipped


def one(field: str, cell: object) -> tuple[object, str, str]:
    column = read_column([cell], reader(shipped().fields[field], "", When()))
    heard = column.heard.get(0)
    return column.values[0], heard.fault if heard else "", heard.repair if heard else ""


@pytest.mark.parametrize(
    ("field", "cell", "value", "repair"),
    [
        ("officer", "张三", "张三", ""),
        ("officer", " 张三　", "张三", ""),
        ("officer", "张 三", "张三", "IN301"),
        ("officer", "张　　三", "张三", "IN301"),
        ("officer", "张三经理", "张三", "IN302"),
        ("officer", "张三丰客户经理", "张三丰", "IN302"),
        ("officer", "张三（城东）", "张三", "IN302"),
        ("officer", "无", None, ""),
        ("customer", "城东 五金 商行", "城东 五金 商行", ""),
        ("customer", "王经理", "王经理", ""),  # a customer's own words stay
        ("event", "咨询", "咨询", ""),
        ("event", " 进 件", "申请", ""),
        ("event", "放款", "成交", ""),
        ("lpr_tenor", "１年期", "1Y", ""),
        ("complete", "√", True, ""),
        ("complete", "×", False, ""),
        ("complete", "Y", True, ""),
        ("complete", 1.0, True, ""),
        ("complete", True, True, ""),
        ("complete", "否", False, ""),
        ("complete", "", None, ""),
        ("phone", "199-0000-1234", "19900001234", ""),
        ("phone", 19900001234.0, "19900001234", ""),
        ("phone", "199 0000 1234", "19900001234", ""),
        ("customer_no", 1234567.0, "1234567", ""),
        ("customer_no", "００１２３", "00123", ""),
        ("id_no", "'11010119900307123X", "11010119900307123X", ""),
        ("note", 5.0, "5", ""),
        ("note", date(2026, 3, 5), "2026-03-05", ""),
        ("note", "  好 的 ", "好 的", ""),
    ],
)
def test_a_word_is_read_as_what_it_means(field: str, cell: object, value: object, repair: str) -> None:
    assert one(field, cell) == (value, "", repair)


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("event", "办证", "IN208"),
        ("complete", "也许", "IN209"),
        ("id_no", 1.1010119900307123e17, "IN212"),
        ("card_no", "6.22202E+18", "IN212"),
        ("amount", Bad("IN202", "#N/A"), "IN202"),
        ("amount", "#DIV/0!", "IN202"),
        ("amount", Bad("IN203", "=F5"), "IN203"),
        ("note", Bad("IN202", "#REF!"), "IN202"),
    ],
)
def test_what_cannot_be_read_is_a_fault(field: str, cell: object, code: str) -> None:
    assert one(field, cell) == (None, code, "")


def test_one_and_true_in_a_column_stay_apart() -> None:
    column = read_column([True, 1.0], reader(shipped().fields["amount"], "", When()))
    assert [*column.values] == [None, 1.0]


@pytest.mark.parametrize(("cell", "nearest"), [("放款成功了", "成交"), ("申请中了", "申请"), ("Q7", "—")])
def test_the_nearest_choice_is_offered_only_where_one_is_near(cell: str, nearest: str) -> None:
    item = shipped().fields["event"]
    assert reader(item, "", When())(cell).detail == nearest
