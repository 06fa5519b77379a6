"""The tag language: what a line of text and tags becomes with facts in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office.conformance.draft import drafted, shape
from office.tagging import FORMATS, NAMES, WRITERS, pieces, program, written

from pipeline import office
from pipeline.language import rounded
from pipeline.office.tags.writers import decimals
from pipeline.office.template import Call, Listed, Tag, compile_program, write_value
from pipeline.problems import Stop

OFFICERS = [
    {"officer": "张三", "enquiries": 1234, "rate": 0.4535, "group": "甲", "date": date(2026, 3, 5), "plan": 40},
    {"officer": "李四", "enquiries": None, "rate": float("nan"), "group": "乙", "date": None, "plan": 0},
    {"officer": "王五", "enquiries": 7, "rate": 0.1, "group": "甲", "date": date(2026, 11, 20), "plan": 10},
]
FACTS = {"officers": OFFICERS, "branch": "城东", "funnel": {"enquiries": 12, "rate": 1 / 3}, "last_plan": None, "n": 5}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ 支行 }}支行", "城东支行"),
        ("{{branch}}", "城东"),
        ("{{ 漏斗.咨询量 }} {{ funnel.rate }}", "12 33.3%"),
        ("{{ 漏斗['咨询量'] }}", "12"),
        ("{% for 人 in 客户经理表 %}{{ 人.姓名 }}:{{ 人.咨询量 }};{% endfor %}", "张三:1,234;李四:—;王五:7;"),
        ("{% for 人 in 客户经理表 %}{{ 人.转化率 }} {% endfor %}", "45.4% — 10.0% "),
        ("{% for 人 in 客户经理表 %}[{{ 人.日期 }}]{% endfor %}", "[2026年3月5日][][2026年11月20日]"),
        ("{% for x in 客户经理表 if x.组 == '甲' %}{{ loop.index }}/{{ loop.length }} {% endfor %}", "1/2 2/2 "),
        ("{% for x in [] %}a{% else %}无{% endfor %}", "无"),
        ("{% if 漏斗.咨询量 > 10 %}多{% elif n %}中{% else %}少{% endif %}", "多"),
        ("{% if 上次.目标 %}有{% else %}无{% endif %}{{ 上次.目标.咨询量 }}", "无—"),
        ("{% set 总 = 客户经理表|sum(attribute='咨询量') %}{{ 总 }}", "1,241"),
        ("{% set b %}<{{ 支行 }}>{% endset %}{{ b }}{{ b }}", "<城东><城东>"),
        ("{% macro 行(x, y='-') %}[{{ x }}{{ y }}]{% endmacro %}{{ 行(支行) }}{{ 行(1, y=2) }}", "[城东-][12]"),
        ("{{ 客户经理表|map(attribute='姓名')|join('、') }}", "张三、李四、王五"),
        ("{{ (客户经理表|sort(attribute='咨询量')|first).姓名 }}", "王五"),
        ("{{ (客户经理表|sort(attribute='咨询量', reverse=true)|last).姓名 }}", "李四"),
        ("{{ 客户经理表|selectattr('咨询量', '>', 10)|count }}", "1"),
        ("{{ 客户经理表|rejectattr('咨询量')|map(attribute='姓名')|first }}", "李四"),
        ("{% for g, 行 in 客户经理表|groupby('组') %}{{ g }}{{ 行|length }}{% endfor %}", "乙1甲2"),
        ("{% for k, v in 漏斗.items() %}{{ k }}{% endfor %}{{ 漏斗.keys()|list|count }}", "enquiriesrate2"),
        ("{{ 没有|default('缺') }}{{ 漏斗.没有|d('缺') }}{{ 没有.再没有|默认('缺') }}{{ 支行.无|d }}", "缺缺缺"),
        ("{% for i in [1, 2] %}{{ loop.previtem or '-' }}{{ loop.nextitem or '-' }}{% endfor %}", "-21-"),
        (
            "{% set 计 = namespace(数=0) %}"
            "{% for 人 in 客户经理表 %}{% set 计.数 = 计.数 + (人.咨询量 or 0) %}{% endfor %}{{ 计.数 }}",
            "1241",
        ),
        ("{{ 客户经理表|排序('组,咨询量')|取(attribute='姓名')|join }}", "王五张三李四"),
        ("{{ ['b', 'A', 'c']|sort|join }}{{ [1, 3, 2]|sort(true)|join }}", "Abc321"),
        (
            "{{ [1, 2, 3]|select('odd')|join }}{{ [0, 1]|reject|join }}{{ [1, 2, 4]|select('divisibleby', 2)|join }}",
            "13024",
        ),
        ("{{ 'abc def ghij'|truncate(6) }} {{ '拜访沿街商户'|截断(4) }}", "abc... 拜访沿…"),
        (
            "{{ 'o\\'neil mc-x'|title }}{{ 'aB'|capitalize }}{{ 'ab cd'|wordcount }}{{ 5|string ~ '1' }}",
            "O'neil Mc-XAb251",
        ),
        (
            "{% for 组 in [1, 2, 3, 4, 5]|slice(2) %}{{ 组|join }};{% endfor %}"
            "{{ {'b': 1, 'a': 2}|dictsort|map('first')|join }}",
            "123;45;ab",
        ),
        ("{{ '<b>'|e }}{{ 'a b'|urlencode }}{{ '1.5'|float + 1 }}", "&lt;b&gt;a%20b2.5"),
        ("{% for g in 客户经理表|分组('组') %}{{ g.grouper }}{{ g.list[0].姓名 }}{% endfor %}", "甲张三乙李四"),
        ("{{ 客户经理表[0].咨询量 }} {{ 客户经理表[9].咨询量 }}", "1,234 —"),
        ("{% for x in 客户经理表[:2] %}{{ x.姓名 }}{% endfor %}", "张三李四"),
        ("{{ n + 1 }} {{ n / 2 }} {{ n // 2 }} {{ n % 2 }} {{ n / 0 }} {{ -n }}", "6 2.5 2 1 — -5"),
        ("{{ 漏斗.转化率 - 漏斗.转化率 }}", "0.0%"),
        ("{{ 上次.目标 + 1 }}", "—"),
        ("{{ '甲' + '乙' }}{{ 支行 ~ 漏斗.转化率 ~ 1 }}", "甲乙城东33.3%1"),
        ("{{ 漏斗.转化率|percent(2) }} {{ 漏斗.转化率|百分比 }}", "33.33% 33.3%"),
        ("{{ 1234.565|money }} {{ 0.125|百分点 }} {{ 2.345|round(2) }}", "1,234.57 +12.5 2.35"),
        ("{{ 客户经理表[0].日期|date('weekday') }} {{ 客户经理表[0].日期|日期('短') }}", "星期四 2026.3.5"),
        ("{{ '主持人'|pad(5) }}|{{ '地点'|等宽(4) }}|{{ '长长的标签'|pad(3) }}", "主　持　人|地　　点|长长的标签"),
        ("{{ '13812341234'|mask }} {{ '张三丰'|掩码 }}", "138****1234 张**"),
        ("{{ 上次.目标|default('无') }}{{ 漏斗.咨询量|d(1) }}", "无12"),
        ("{{ '有' if 漏斗.咨询量 else '无' }}{{ '有' if 上次 }}", "有"),
        ("{% if 没有 is defined %}a{% else %}b{% endif %}{{ 'c' if 支行 is defined }}", "bc"),
        ("{% if 漏斗.没有 is defined %}a{% endif %}{% if 上次 is none %}空{% endif %}", "空"),
        ("{% for i in range(3) %}{{ loop.cycle('a', 'b') }}{% endfor %}", "aba"),
        ("{% for x in 客户经理表 %}{% if loop.changed(x.组) %}[{{ x.组 }}]{% endif %}{% endfor %}", "[甲][乙][甲]"),
        ("{{ 1 < n <= 5 }}{{ 'a' in ['a'] }}{{ 9 not in [1] }}", "是是是"),
        ("{% for k, v in 漏斗|items %}{{ k }}{% endfor %}", "enquiriesrate"),
        ("{% for 行 in 客户经理表|batch(2) %}{{ 行|length }}{% endfor %}", "21"),
        ("{# 说明 {{ x }} #}a", "a"),
        ("｛｛ 支行 ｝｝｛％ if n ％｝好｛％ endif ％｝", "城东好"),
        ("{{ “甲”　if　n　＞　3　else　‘乙’ }}", "甲"),
        ("{{ “说“无”字” if n else '' }}".replace("说“无”字", "说'无'字"), "说'无'字"),
        ("{{ '}}' }}{{ '%}' }}", "}}%}"),
    ],
)
def test_a_line_is_written_as(line, expected):
    assert written(line, FACTS) == expected


def test_values_are_data_whatever_they_hold():
    assert written("{{ a }}", {"a": "{{ 支行 }} <b> {% x %}"}) == "{{ 支行 }} &lt;b&gt; {% x %}"


def test_attributes_are_items_and_never_methods():
    assert written("{{ x.items }} {{ x.values }}", {"x": {"items": "一", "values": "二"}}) == "一 二"
    with pytest.raises(Stop) as stop:
        written("{{ x.items }}", {"x": {}})
    assert stop.value.problems[0].code == "TL202"


def test_what_a_macro_wrote_is_escaped_once():
    assert written("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a&b') }}", {}) == "<a&amp;b>"


@pytest.mark.parametrize(
    "line", ["{{ 人 is defined }}{{ 坏 }}", "{{ 没有|default(1) }}{{ 坏 }}", "{{ 漏斗.没有|d }}{{ 坏 }}"]
)
def test_what_may_be_missing_is_not_blamed_for_what_is(line):
    with pytest.raises(Stop) as stop:
        written(line, FACTS)
    assert [p.found for p in stop.value.problems] == ["坏"]


FUNCTIONS = {
    "twice": lambda value: value * 2,
    "upper": lambda text: text.upper(),
    "strftime": lambda day, form: f"{day:{form}}",
}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ twice(n) }} {{ n|twice }} {{ n.twice() }}", "10 10 10"),
        ("{{ 'ab'.upper() }} {{ 客户经理表[0].日期.strftime('%d') }}", "AB 05"),
        ("{{ twice('<') }}", "&lt;&lt;"),
        ("{% for x in twice([1]) %}{{ loop.index }}{% endfor %}", "12"),
    ],
)
def test_listed_functions_may_be_called(line, expected):
    compiled = compile_program(pieces(line), names=NAMES, formats=FORMATS, filters=Listed(FUNCTIONS), writers=WRITERS)
    assert not compiled.problems
    assert compiled.render(FACTS) == expected


@pytest.mark.parametrize(
    "line", ["{{ other(n) }}", "{{ n.other() }}", "{{ n.__class__() }}", "{{ twice.__class__(n) }}"]
)
def test_others_may_not_be_called_even_then(line):
    compiled = compile_program(pieces(line), names=NAMES, formats=FORMATS, filters=Listed(FUNCTIONS), writers=WRITERS)
    assert "TL109" in [p.code for p in compiled.problems]


def test_functions_are_filters_only_unless_listed():
    compiled = compile_program(pieces("{{ twice(n) }}"), names=NAMES, formats={}, filters=FUNCTIONS, writers=WRITERS)
    assert [p.code for p in compiled.problems] == ["TL109"]


def test_a_program_starts_anew_each_time():
    compiled = program("{% set a = n %}{{ a }}")
    assert [compiled.render({"n": i}) for i in (1, 2, 1)] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (0.4537, "rate", "45.4%"),
        (0.4535, "rate", "45.4%"),  # half-up, though 45.35 is a little less in binary
        (0.00005, "rate2", "0.01%"),
        (1234.5, "wan", "1,234.50"),
        (2.675, "money", "2.68"),
        (1234, "count", "1,234"),
        (9.6, "count", "9.6"),
        (1234.5, "number", "1,234.5"),
        (0.1 + 0.2, "number", "0.3"),
        (0.1234, "pp", "+12.3"),
        (-0.0004, "pp", "0.0"),
        (-0.02, "pp", "-2.0"),
        (2026, "", "2026"),
        (0.5, "", "0.5"),
        (None, "count", "—"),
        (None, "date", ""),
        (None, "", ""),
        (float("nan"), "rate", "—"),
        (float("inf"), "rate", "—"),
        (float("nan"), "", ""),
        (True, "bool", "是"),
        (date(2026, 3, 5), "date", "2026年3月5日"),
        (datetime(2026, 3, 5, 9, 30), "", "2026年3月5日 09:30"),
        (datetime(2026, 3, 5), "", "2026年3月5日"),
        (Decimal("1.005"), "money", "1.01"),
        (pd.Timestamp("2026-03-05"), "date", "2026年3月5日"),
        (pd.NaT, "date", ""),
        (pd.NA, "count", "—"),
        (np.int64(1234), "count", "1,234"),
        (np.float64("nan"), "wan", "—"),
    ],
)
def test_a_value_is_written_by_its_type(value, format, expected):
    assert write_value(value, format) == expected


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("{{ 支行 }}{{ 漏斗.咨询量 }}", {"branch": {}, "funnel": {"enquiries": {}}}),
        ("{% for 人 in 客户经理表 %}{{ 人.姓名 }}{% endfor %}", {"officers": {"[]": {"officer": {}}}}),
        ("{% for 支行 in 客户经理表 %}{{ 支行.姓名 }}{% endfor %}", {"officers": {"[]": {"officer": {}}}}),
        ("{{ 客户经理表|sum(attribute='咨询量') }}", {"officers": {"[]": {"enquiries": {}}}}),
        ("{{ (客户经理表|sort(attribute='组')|first).姓名 }}", {"officers": {"[]": {"group": {}, "officer": {}}}}),
        (
            "{% for g, rs in 客户经理表|groupby('组') %}{% for r in rs %}{{ r.姓名 }}{% endfor %}{% endfor %}",
            {"officers": {"[]": {"group": {}, "officer": {}}}},
        ),
        ("{{ 客户经理表[-1].姓名 }}", {"officers": {"[]": {"officer": {}}}}),
        ("{{ 客户经理表[n - 1].组 }}", {"officers": {"[]": {"group": {}}}, "n": {}}),
        ("{% set x = 漏斗 %}{{ x.转化率 }}", {"funnel": {"rate": {}}}),
        ("{% if 甲 is defined %}{% endif %}", {}),
        ("{% macro m(x) %}{{ x.y }}{% endmacro %}{{ m(漏斗) }}", {"funnel": {"y": {}}}),
        (
            "{% macro m(x, z) %}{{ z.咨询量 }}{{ m(x, z) }}{% endmacro %}{{ m(1, z=漏斗) }}",
            {"funnel": {"enquiries": {}}},
        ),
        ("{{ 漏斗.items() }}{{ 没有|default(支行) }}", {"funnel": {}, "没有": {}, "branch": {}}),
    ],
)
def test_a_program_says_which_names_it_needs(line, needs):
    assert program(line).names() == needs


def test_a_needed_name_has_the_place_that_first_needs_it():
    compiled = program("a{{ 支行 }}{{ 漏斗.咨询量 }}{{ 漏斗.咨询量 }}")
    assert compiled.places[("funnel", "enquiries")].row == 10


def test_calls_and_writers_of_a_render_are_used():
    tags = ["<r>", Call("row", (7,)), Tag("for 人 in 客户经理表", statement=True), Tag("人.咨询量", writer="cell")]
    tags += [Tag("endfor", statement=True), "</r>"]
    compiled = compile_program(tags, names=NAMES, formats=FORMATS, writers=WRITERS)
    assert not compiled.problems
    seen = []
    calls = {"row": lambda n: f"#{n}", "cell": lambda value, format: seen.append((value, format)) or "c"}
    assert compiled.render(FACTS, calls) == "<r>#7ccc</r>"
    assert seen == [(1234, "count"), (None, "count"), (7, "count")]


def test_pieces_of_text_may_hold_anything():
    text = "\x07 0 \x07 {{ %} \x01 '\"\\ \n"
    assert (
        compile_program([text, Tag("1"), text], names=NAMES, formats={}, writers=WRITERS).render({})
        == text + "1" + text
    )


def test_pieces_cut_a_line():
    assert [type(piece).__name__ for piece in pieces("a{{ b }}c")] == ["str", "Tag", "str"]


@settings(max_examples=300)
@given(st.integers(-(10**13), 10**13), st.integers(0, 3), st.integers(0, 4))
def test_the_fast_rounding_agrees_with_decimal(digits, places, decimals_in):
    value = digits / 10**decimals_in
    assert decimals(value, places) == rounded(value, places)


def test_a_template_without_a_name_is_known_by_its_bytes():
    page = office.compile(b"<p>{{ x }}</p>")
    assert page.render({"x": 1}) == b"<p>1</p>"
    document = office.compile(drafted(["{{ twice(x) }}"]), filters=FUNCTIONS, calls="listed")
    assert shape(document.render({"x": 4}))["document"] == ["¶ 8"]
    assert office.compile(drafted(["{{ twice(x) }}"]), filters=FUNCTIONS).problems[0].code == "TL109"
