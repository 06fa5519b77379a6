"""The tag language: what is refused, what is missing, and how it is said."""

from __future__ import annotations

import pytest
from office.tagging import NAMES, program, written

from pipeline.language import catalogue, describe
from pipeline.office.tags import running
from pipeline.office.template import Tag, compile_program
from pipeline.problems import Stop

FACTS = {"officers": [{"officer": "张三", "enquiries": 1}], "branch": "城东", "funnel": {"enquiries": 2}}


def codes(line: str) -> list[tuple[str, str]]:
    """Codes and findings at compile time."""
    return [(p.code, p.found) for p in program(line).problems]


def failures(line: str, facts: dict[str, object] = FACTS) -> list[tuple[str, str, str]]:
    """Codes, findings and nearest names when rendering."""
    with pytest.raises(Stop) as stop:
        written(line, facts)
    return [(p.code, p.found, p.values.get("near", "")) for p in stop.value.problems]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ a|safe }}", ("TL102", "safe")),
        ("{{ a|attr('x') }}", ("TL102", "attr")),
        ("{{ a|pprint }}", ("TL102", "pprint")),
        ("{{ 9 ** 9 }}", ("TL103", "**")),
        ("{{ a.items(1) }}", ("TL109", "items()")),
        ("{{ ''.format(a) }}", ("TL109", "format()")),
        ("{{ cycler(1) }}", ("TL109", "cycler()")),
        ("{{ _x }}", ("TL103", "_x")),
        ("{{ a is foo }}", ("TL107", "foo")),
        ("{% for a in b %}{{ loop.foo }}{% endfor %}", ("TL108", "foo")),
        ("{{ loop.index }}", ("TL111", "loop")),
        ("{% include 'x' %}", ("TL110", "include")),
        ("{% import 'x' as y %}", ("TL110", "import")),
        ("{% extends 'x' %}", ("TL110", "extends")),
        ("{% autoescape false %}", ("TL110", "autoescape")),
        ("{% do x %}", ("TL110", "do")),
        ("{% raw %}", ("TL110", "raw")),
        ("{% for a in b recursive %}{% endfor %}", ("TL103", "recursive")),
        ("{% set a.b = 1 %}", ("TL118", "a.b")),
        ("{% if a %}", ("TL104", "if")),
        ("{% endfor %}", ("TL105", "endfor")),
        ("{% if a %}{% endfor %}{% endif %}", ("TL105", "endfor")),
        ("{% for a in b %}{% elif %}{% endfor %}", ("TL105", "elif")),
        ("{{ }}", ("TL112", "{{ }}")),
        ("{% set a = %}", ("TL112", "{% set a = %}")),
        ("{{ 1 + }}", ("TL112", "{{ 1 + }}")),
        ("{{ a. }}", ("TL112", "{{ a. }}")),
        ("{{ a| }}", ("TL112", "{{ a| }}")),
        ("{{ (1 }}", ("TL113", "{{ (1 }}")),
        ("{{ a) }}", ("TL113", "{{ a) }}")),
        ("{{ (a] }}", ("TL113", "{{ (a] }}")),
        ("{{ 'a }}", ("TL114", "{{ 'a }}")),
        ("{{ a“ }}", ("TL114", "{{ a“ }}")),
        ("{{ a ? b }}", ("TL115", "{{ a ? b }}")),
        ("{{ a b }}", ("TL116", "{{ a b }}")),
        ("{% if a = 1 %}{% endif %}", ("TL116", "{% if a = 1 %}")),
        ("{{ a|money(1 2) }}", ("TL116", "{{ a|money(1 2) }}")),
        ("{% for x b %}{% endfor %}", ("TL117", "{% for x b %}")),
        ("{% set 1 = 2 %}", ("TL101", "{% set 1 = 2 %}")),
        ("{{ '\\x' }}", ("TL101", "{{ '\\x' }}")),
    ],
)
def test_it_is_refused(line, expected):
    assert expected in codes(line)


def test_all_problems_of_a_program_are_found_at_once():
    found = codes("{{ a b }}{{ a|nofilter }}{{ 2**2 }}{% for x in y %}{% endif %}{{ (1 }}")
    assert [code for code, _ in found] == ["TL116", "TL102", "TL103", "TL113", "TL105", "TL104"]


def test_an_unclosed_block_names_its_opener():
    (found,) = program("x{% for 人 in 客户经理表 %}y").problems
    assert (found.place.tag, found.values["end"]) == ("{% for 人 in 客户经理表 %}", "endfor")


def test_a_block_that_ends_on_another_level_is_a_problem():
    tags = [
        Tag("if a", "{%tr if a %}", statement=True, level="row 1"),
        Tag("endif", "{%p endif %}", statement=True, level="paragraph 1"),
    ]
    (found,) = compile_program(tags, names=NAMES, formats={}, writers={}).problems
    assert found.code == "TL106"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ 支 }}", [("TL201", "支", "支行")]),
        ("{{ brnch }}", [("TL201", "brnch", "支行")]),
        ("{{ 漏斗.咨询 }}", [("TL202", "咨询", "咨询量")]),
        ("{{ 漏斗.a.b }}", [("TL202", "a", "—")]),
        ("{{ 漏斗.咨询量.计划 }}", [("TL207", "计划", "")]),
        ("{{ 漏斗 }}", [("TL205", "dict", "")]),
        ("{{ 客户经理表 }}", [("TL205", "list", "")]),
        ("{% for x in 支行 %}{% endfor %}", [("TL204", "str", "")]),
        ("{% for x in 3 %}{% endfor %}", [("TL204", "int", "")]),
        ("{{ 客户经理表|sum(attribute='咨询') }}", [("TL202", "咨询", "咨询量")]),
        ("{{ 'x' * 99 }}", [("TL203", "{{ 'x' * 99 }}", "")]),
        ("{{ '%s' % 1 }}", [("TL203", "{{ '%s' % 1 }}", "")]),
        ("{{ 漏斗.咨询量|percent(1, 2) }}", [("TL208", "{{ 漏斗.咨询量|percent(1, 2) }}", "")]),
        ("{{ 支行|money }}", [("TL203", "{{ 支行|money }}", "")]),
        ("{% for i in range(9999999) %}{% endfor %}", [("TL206", "9999999", "")]),
        ("{{ range(99999999999)|list|count }}", [("TL206", "99999999999", "")]),
        (
            "{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}",
            [("TL206", "2002000", "")],
        ),
    ],
)
def test_facts_that_do_not_fit_are_said(line, expected):
    assert failures(line) == expected


def test_every_missing_name_of_a_render_is_found_once():
    line = (
        "{{ 甲 }}{% if 乙 > 3 %}{% endif %}{% for x in 丙 %}{{ x.y }}{% endfor %}"
        "{% for 人 in 客户经理表 %}{{ 人.丁 }}{% endfor %}"
    )
    officers = {"officers": [{"officer": "a"}, {"officer": "b"}]}
    assert [found for _, found, _ in failures(line, officers)] == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize(
    "line",
    [
        "{% set y = 没有 %}{{ y }}{{ y + 1 }}{{ y > 1 }}{{ y|upper }}{{ y.z }}",
        "{% macro m(a) %}{{ a }}{{ a * 2 }}{% endmacro %}{{ m(没有) }}",
        "{% for x in [没有] %}{{ x }}{{ x ~ 1 }}{% endfor %}",
    ],
)
def test_what_comes_of_a_missing_name_is_not_told_again(line):
    assert [found for _, found, _ in failures(line)] == ["没有"]


def test_a_missing_name_has_its_place_and_tag():
    with pytest.raises(Stop) as stop:
        written("四个字文{{ 支 }}", FACTS)
    place = stop.value.problems[0].place
    assert (place.file, place.row, place.tag) == ("t", 5, "{{ 支 }}")


def test_text_that_doubles_itself_is_stopped():
    doubling = "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40
    assert failures(doubling)[0][0] == "TL206"


@pytest.mark.parametrize(
    "line",
    [
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40,
        "{% set a = [1] %}" + "{% set a = a + a %}" * 40,
        "{% set a = 99 %}" + "{% set a = a * a %}" * 40,
        "{% for i in range(1000) %}{{ range(19000)|sum }}{% endfor %}",
        "{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}",
        "{% for i in range(9999) %}{{ '&'|center(1000) }}{% endfor %}",
        "{% set b %}{% for i in range(9999) %}{{ '&'|center(1000) }}{% endfor %}{% endset %}",
        "{% set b %}{% for i in range(99) %}{% for i in range(99) %}{{ i|center(999) }}{% endfor %}{% endfor %}"
        "{% endset %}",
        "{% set ns = namespace(a='x') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
        "{{ 'x'|replace('', 'y' ~ 'z'|center(1000))|replace('', 'aaaaaaaa')|replace('', 'x'|center(1000)) }}",
    ],
)
def test_a_program_cannot_fill_the_memory_or_run_for_ever(line, monkeypatch):
    monkeypatch.setattr(running, "MOST_ITEMS", 20_000)
    monkeypatch.setattr(running, "MOST_OUTPUT", 4 << 20)
    assert failures(line)[0][0] == "TL206"


def test_a_macro_that_calls_itself_is_stopped():
    assert failures("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")[0][0] == "TL203"


def test_a_block_of_the_engines_own_is_never_blamed():
    tags = [Tag("set own", statement=True), Tag("if a", "{% if a %}", statement=True), Tag("endset", statement=True)]
    found = compile_program(tags, names=NAMES, formats={}, writers={}).problems
    assert [(p.code, p.place.tag) for p in found] == [("TL104", "{% if a %}")]


def test_a_program_with_problems_does_not_render():
    with pytest.raises(Stop):
        program("{{ a|nofilter }}").render({})


def test_every_code_of_the_language_has_texts():
    for code in [f"TL10{n}" for n in range(1, 10)] + ["TL110", "TL111"] + [f"TL20{n}" for n in range(1, 9)]:
        assert catalogue()[code]["zh"].fix and catalogue()[code]["en"].fix


def test_a_problem_reads_as_a_sentence():
    (found,) = program("{{ a|百份比 }}").problems
    assert describe(found, "zh").fix.startswith("改成“百分比”")
