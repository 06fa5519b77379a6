"""Values in Word templates: where they stand, what survives, how tags are found however Word cut them up."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from office.tagging import NAMES
from office.word_paper import compiled, drawn, outline, rendered

from pipeline.office.template import Rich, Run
from pipeline.office.word import compile_document
from pipeline.office.word.writing.runs import run_properties
from pipeline.problems import Stop

BRANCH = {"branch": "城东"}


def split(*texts: str) -> str:
    """A paragraph of runs of their own formatting, with spelling marks between."""
    runs = [f'<w:r><w:rPr><w:sz w:val="{20 + i}"/></w:rPr><w:t>{text}</w:t></w:r>' for i, text in enumerate(texts)]
    mark = '<w:proofErr w:type="spellStart"/>'
    return f"<w:p>{mark.join(runs)}</w:p>"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{ 支行 }}支行", "城东支行"),
        ("｛｛支行｝｝", "城东"),
        ("{% if 支行 == “城东” %}是{% else %}否{% endif %}", "是"),
        ("{{r 支行 }}", "城东"),
        ("a{# 说明 #}b", "ab"),
        ("{_{ x }_} {_% if %_}", "{{ x }} {% if %}"),
        ("{% for x in [1, 2] %}{{ x }}，{% endfor %}", "1，2，"),
        ("{{ 1 < 2 and 3 > 2 }}", "是"),
        ("单个 { 花括号 }", "单个 { 花括号 }"),
    ],
)
def test_a_paragraph_is_written(typed, expected):
    assert outline(rendered([typed], BRANCH)) == [expected]


@pytest.mark.parametrize(
    "texts",
    [("{", "{ 支", "行 }", "} 好"), ("{{", " 支行 ", "}}", " 好"), ("{{ 支行", " }} 好"), ("{{ 支行 }} ", "好")],
)
def test_a_tag_that_word_cut_up_is_found(texts):
    assert outline(rendered([split(*texts)], BRANCH)) == ["城东 好"]


def test_a_value_takes_the_formatting_of_the_run_that_opens_its_tag():
    document = docx.Document(io.BytesIO(rendered([split("a", "{{ 支", "行 }}b")], BRANCH)))
    assert [(run.text, run.font.size.pt) for run in document.paragraphs[0].runs] == [
        ("a", 10),
        ("城东", 10.5),
        ("b", 11),
    ]


def test_a_tag_over_a_bookmark_and_a_tab_is_found():
    xml = (
        "<w:p><w:r><w:t>{{ </w:t></w:r><w:bookmarkStart w:id='7' w:name='b'/><w:r><w:tab/><w:t>支行 }}</w:t></w:r>"
        "<w:bookmarkEnd w:id='7'/></w:p>"
    )
    assert outline(rendered([xml], BRANCH)) == ["城东"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<b> 3<5 & \"x\" 'y'", "<b> 3<5 & \"x\" 'y'"),
        ("{{ 支行 }} {% x %}", "{{ 支行 }} {% x %}"),
        ("一\n二\t三", "一\n二\t三"),
        ("  两边空格  ", "  两边空格  "),
        ("控制\x00\x0b\x1f字符\ud800", "控制字符"),
        ("😀 \u200f右", "😀 \u200f右"),
        (None, ""),
        (date(2026, 3, 5), "2026年3月5日"),
        ("长" * 40000, "长" * 40000),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_value_survives(value, expected):
    assert outline(rendered(["[{{ x }}]"], {"x": value})) == [f"[{expected}]"]


def test_a_form_feed_is_a_page_break_and_a_bell_a_new_paragraph():
    template = ['<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>a{{ x }}</w:t></w:r></w:p>']
    data = rendered(template, {"x": "一\a二\f三"})
    paragraphs = [p for p in docx.Document(io.BytesIO(data)).paragraphs if p.text.strip()]
    assert [(p.text, p.alignment, p.runs[0].bold) for p in paragraphs] == [
        ("a一", 1, True),
        ("二", 1, True),
        ("三", 1, True),
    ]
    breaks = [p for p in docx.Document(io.BytesIO(data)).paragraphs if 'w:br w:type="page"' in p._p.xml]
    assert len(breaks) == 1


def test_rich_text_keeps_the_runs_look_and_adds_its_own():
    value = Rich((Run("逾期", bold=True, colour="C00000"), Run("，请跟进 & 回访")))
    data = rendered(["甲{{ x }}乙"], {"x": value})
    runs = [run for run in docx.Document(io.BytesIO(data)).paragraphs[0].runs if run.text]
    assert [(run.text, run.bold) for run in runs] == [
        ("甲", None),
        ("逾期", True),
        ("，请跟进 & 回访", None),
        ("乙", None),
    ]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", '<w:rPr><w:b/><w:i/><w:color w:val="FF0000"/></w:rPr>'),
        (
            '<w:rPr><w:rFonts w:ascii="x"/><w:strike/><w:color w:val="000000"/><w:sz w:val="9"/></w:rPr>',
            '<w:rPr><w:rFonts w:ascii="x"/><w:b/><w:i/><w:strike/><w:color w:val="FF0000"/><w:sz w:val="9"/></w:rPr>',
        ),
    ],
)
def test_run_properties_stay_in_the_order_of_the_schema(base, expected):
    assert run_properties(base, Run("x", bold=True, italic=True, colour="FF0000")) == expected


def test_whole_paragraphs_come_from_text_lists_and_macros():
    template = [
        "{%p macro m(x) %}",
        "宏{{ x }}",
        "{%p endmacro %}",
        "{{p 备注 }}",
        "{{p 空 }}",
        "{{p 多 }}",
        "{{p m(1) }}",
    ]
    facts = {"备注": "一\n二 & <", "空": None, "多": ["甲", Rich((Run("乙", bold=True),))]}
    assert outline(rendered(template, facts)) == ["一", "二 & <", "甲", "乙", "宏1"]


def test_a_macro_of_paragraphs_inside_a_line_is_a_problem():
    template = compiled(["{%p macro m(x) %}", "宏{{ x }}", "{%p endmacro %}", "甲{{ m(1) }}"])
    with pytest.raises(Stop) as stop:
        template.render({})
    (found,) = stop.value.problems
    assert (found.code, found.place.inside) == ("WD108", "paragraph 4")


def test_headers_footers_and_properties_are_filled_and_people_are_not_kept():
    data = rendered(
        ["正文"],
        BRANCH | {"as_of": date(2026, 11, 20)},
        header="{{ 支行 }}头",
        footer="脚{{ 支行 }}",
        title="{{ 支行 }}<周报>",
    )
    document = docx.Document(io.BytesIO(data))
    section = document.sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("城东头", "脚城东")
    properties = document.core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("城东<周报>", "", "")
    assert properties.created.date() == date(2026, 11, 20)


def test_the_same_facts_give_the_same_bytes_and_each_render_starts_anew():
    template = compiled(["{% set a = 支行 %}{{ a }}", [["{%tr for x in xs %}"], ["{{ x }}"], ["{%tr endfor %}"]]])
    one, other = {"branch": "甲", "xs": [1]}, {"branch": "乙", "xs": [1, 2]}
    first, second, third = (template.render(facts) for facts in (one, other, one))
    assert first == third != second


def test_parts_without_tags_pass_byte_for_byte():
    data = drawn(["{{ 支行 }}"], header="没有标签")
    out = compile_document(data, names=NAMES, formats={}).render(BRANCH)
    before, after = (zipfile.ZipFile(io.BytesIO(content)) for content in (data, out))
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert sorted(changed) == ["docProps/core.xml", "word/document.xml"]
