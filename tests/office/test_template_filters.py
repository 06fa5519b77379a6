"""The filters of the trade: capital amounts and dates, labels, masks, check boxes, lines and parts."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office.tagging import program, written

from pipeline.office.tags.filters.capital import capital_amount, capital_date, capital_number
from pipeline.office.tags.filters.filters import ALIASES, FILTERS
from pipeline.office.tags.filters.trade import DATE_STYLES, DATE_TERMS
from pipeline.problems import Stop

DAY = date(2026, 3, 5)


# The first six are the examples that the rules themselves give (正确填写票据和结算凭证的基本规定, 三), without 人民币.
@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.004", "零元整"),
        ("-0.004", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角"),
        ("0.005", "壹分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("15", "壹拾伍元整"),
        ("12300", "壹万贰仟叁佰元整"),
        ("100000", "壹拾万元整"),
        ("1000001", "壹佰万零壹元整"),
        ("10010.01", "壹万零壹拾元零壹分"),
        ("20050000", "贰仟零伍万元整"),
        ("100000000", "壹亿元整"),
        ("100008053", "壹亿零捌仟零伍拾叁元整"),
        ("4500002900", "肆拾伍亿零贰仟玖佰元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000200000000", "壹万零贰亿元整"),
        ("1002000050000", "壹万零贰拾亿零伍万元整"),
        ("-1234.56", "负壹仟贰佰叁拾肆元伍角陆分"),
        ("0.995", "壹元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_an_amount_in_capitals(amount, expected):
    assert capital_amount(Decimal(amount)) == expected


def value_of(text: str) -> int:
    """The number that capital characters say, read digit by digit."""
    total = group = digit = 0
    high = 0
    for char in text:
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            group += digit * 10 ** ("拾佰仟".index(char) + 1)
            digit = 0
        elif char == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif char == "亿":
            high, total, group, digit = (total + group + digit) * 10**8, 0, 0, 0
    return high + total + group + digit


@settings(max_examples=500)
@given(st.one_of(st.integers(0, 10**16 - 1), st.text("0013", min_size=1, max_size=16).map(int)))
def test_capitals_read_back_as_their_number_with_each_gap_marked_once(number):
    text = capital_number(number)
    assert value_of(text) == number
    assert "零零" not in text and (text == "零" or not text.endswith("零"))
    digits = str(number).rstrip("0")
    gaps = len(re.findall("0+(?=[1-9])", digits))
    assert text.count("零") <= max(gaps, number == 0)


@settings(max_examples=300)
@given(st.integers(1, 10**8 - 1))
def test_below_a_hundred_million_the_digits_are_those_of_cn2an_but_for_a_zero_after_ten_thousand(number):
    assert capital_number(number).replace("万零", "万") == cn2an.an2cn(number, "up").replace("万零", "万")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 5), "贰零贰陆年叁月零伍日"),
        (date(2026, 1, 10), "贰零贰陆年零壹月零壹拾日"),
        (date(2026, 2, 11), "贰零贰陆年零贰月壹拾壹日"),
        (date(2026, 10, 20), "贰零贰陆年零壹拾月零贰拾日"),
        (date(2026, 11, 25), "贰零贰陆年壹拾壹月贰拾伍日"),
        (date(2026, 12, 30), "贰零贰陆年壹拾贰月零叁拾日"),
        (date(2026, 12, 31), "贰零贰陆年壹拾贰月叁拾壹日"),
    ],
)
def test_a_date_in_capitals(day, expected):
    assert capital_date(day) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("长", "2026年3月5日"), ("短", "2026.3.5"), ("斜线", "2026/3/5"), ("iso", "2026-03-05"), ("月日", "3月5日"),
        ("年月", "2026年3月"), ("年", "2026年"), ("季度", "2026年第一季度"), ("旬", "3月上旬"), ("星期", "星期四"),
        ("全", "2026年3月5日（星期四）"), ("汉字", "二〇二六年三月五日"), ("大写", "贰零贰陆年叁月零伍日"),
    ],
)  # fmt: skip
def test_a_date_has_a_style(style, expected):
    assert written(f"{{{{ d|日期('{style}') }}}}", {"d": DAY}) == expected
    assert written(f"{{{{ d|date('{DATE_TERMS.get(style, style)}') }}}}", {"d": "2026-03-05"}) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (30, "三十"), (31, "三十一")],
)
def test_days_are_spelled_as_they_are_said(day, expected):
    assert written("{{ d|日期('汉字') }}", {"d": date(2026, 10, day)}) == f"二〇二六年十月{expected}日"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ 12300|大写 }}", "壹万贰仟叁佰元整"),
        ("{{ 12.5|大写('万元') }}", "壹拾贰万伍仟元整"),
        ("{{ x.amount|大写 }}", "贰万叁仟元整"),  # the field's type says 万元
        ("{{ x.amount|大写('元') }}", "贰元叁角"),
        ("{{ '1,409.50'|capital }}", "壹仟肆佰零玖元伍角"),
        ("{{ 空|大写 }}", "—"),
        ("{{ yes|勾选 }}{{ no|勾选 }}{{ 空|勾选 }}", "☑□□"),
        ("{{ 题型|勾选('单选') }}{{ 题型|checkbox('多选', '判断') }}", "☑□"),
        ("{{ ['甲', '乙']|勾选('乙') }}{{ ['甲', '乙']|勾选('丙') }}", "☑□"),
        ("{% for 行 in text|分行 %}[{{ 行 }}]{% endfor %}", "[一][二 三]"),
        ("{{ 空|分行|count }}{{ ''|lines|count }}", "00"),
        ("{% for 格 in '甲| 乙 ||丙'|拆分('|') %}[{{ 格 }}]{% endfor %}", "[甲][乙][][丙]"),
        ("{{ '张三、李四，王五; 赵六'|拆分|join('/') }}", "张三/李四/王五/赵六"),
        ("{{ ''|split('|')|count }}{{ 空|split|count }}", "00"),
        ("{{ '主持人'|等宽(5) }}|{{ ''|等宽(4) }}|{{ '单'|等宽(4) }}", "主　持　人||单"),
        ("{{ '张三丰'|掩码('姓名') }} {{ '13812341234'|掩码('手机') }}", "张** 138****1234"),
        (
            "{{ '6222020200112233445'|掩码('卡号') }} {{ '江城市东湖区一路2号'|掩码('地址') }}",
            "**** 3445 江城市东湖区***",
        ),
        ("{{ ['13812341234']|取('掩码')|first }}", "138****1234"),
        ("{{ t|日期('时间') }} {{ t|日期('短') }}", "09:30 2026.3.5"),
        ("{{ 空|日期('短') }}", ""),
    ],
)
def test_a_filter_writes(line, expected):
    facts = {
        "x": {"amount": 2.3},
        "空": None,
        "yes": True,
        "no": False,
        "题型": "单选",
        "text": " 一 \n\n 二 三\r\n",
        "t": datetime(2026, 3, 5, 9, 30),
    }
    assert written(line, facts) == expected


@pytest.mark.parametrize(
    ("line", "found", "near"),
    [
        ("{{ a|日期('星期几') }}", "星期几", "星期"),
        ("{{ a|掩码('手机号') }}", "手机号", "手机"),
        ("{{ a|mask('fone') }}", "fone", "phone"),
        ("{{ a|大写('百万元') }}", "百万元", "万元"),
    ],
)
def test_an_unknown_word_in_a_filter_is_found_before_any_render(line, found, near):
    (problem,) = program(line).problems
    assert (problem.code, problem.found, problem.values["near"]) == ("TL209", found, near)


def test_an_unknown_word_that_comes_with_the_facts_is_found_too():
    with pytest.raises(Stop) as stop:
        written("{{ a|掩码(b) }}", {"a": "张三丰", "b": "名"})
    assert [(p.code, p.found) for p in stop.value.problems] == [("TL209", "名")]


def test_a_filter_that_map_does_not_know_is_found_before_any_render():
    (problem,) = program("{{ a|map('没有') }}").problems
    assert (problem.code, problem.found) == ("TL102", "没有")


def test_every_chinese_name_stands_for_a_filter_and_every_term_for_a_style():
    assert set(ALIASES.values()) <= {*FILTERS, "map"}
    assert set(DATE_TERMS.values()) <= set(DATE_STYLES)
