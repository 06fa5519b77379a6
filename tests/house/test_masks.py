"""Personal data does not get out: by field, by pattern, by name."""

from __future__ import annotations

import pytest

from pipeline.privacy import Names, mask_code, mask_text, mask_value


@pytest.mark.parametrize(
    ("value", "privacy", "shown"),
    [
        ("13812341234", "phone", "138****1234"),
        ("138-1234-1234", "phone", "138****1234"),
        ("110101199003071234", "id", "1101**********1234"),
        ("张三丰", "customer", "张**"),
        ("鑫源五金店", "customer", "鑫**"),
        ("6222021234567890123", "card", "**** 0123"),
        ("江城市城东区解放路12号3单元", "address", "江城市城东区***"),
        ("解放路12号", "address", "解放***"),
        ("李雷", "staff", "李雷"),
        ("", "phone", ""),
        (None, "id", ""),
        ("1234", "phone", "****"),
        ("87654321", "phone", "****4321"),
        ("027-87654321", "phone", "027****4321"),
        ("110101900307123", "id", "1101*******7123"),
        ("E12345678", "id", "E1*****78"),
        ("1234567", "id", "*******"),
    ],
)
def test_a_value_is_masked_as_its_field_declares(value: object, privacy: str, shown: str) -> None:
    assert mask_value(value, privacy) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812341234，晚上再打", "电话138****1234，晚上再打"),
        ("+86 138-1234-1234", "138****1234"),
        ("身份证110101199003071234已核", "身份证1101**********1234已核"),
        ("卡号6222 0212 3456 7890 123", "卡号**** 0123"),
        ("座机027-87654321", "座机027-****4321"),
        ("借据20261120001金额120000元", "借据20261120001金额120000元"),
        ("2026年11月20日共1,234,567.00元", "2026年11月20日共1,234,567.00元"),
    ],
)
def test_numbers_of_a_person_are_masked_in_free_text_and_others_stay(text: str, shown: str) -> None:
    assert mask_text(text) == shown


def test_known_customers_are_masked_in_free_text_but_not_staff_of_the_same_name() -> None:
    names = Names.of({"王小明", "李雷", "王小"}, staff={"李雷"})
    assert names.mask("李雷走访王小明和王小，电话13812341234") == "李雷走访王**和王**，电话138****1234"


def test_a_phone_used_as_a_customer_number_is_masked_and_a_real_number_is_not() -> None:
    assert mask_code("13812341234") == "138****1234"
    assert mask_code("KH20261120001") == "KH20261120001"
