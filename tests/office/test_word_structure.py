"""Paragraph, row and cell tags of Word templates, what must not become empty, and what is said of mistakes."""

from __future__ import annotations

import pytest
from office.tagging import FORMATS, NAMES
from office.word_paper import compiled, drawn, invalid, outline, rendered

from pipeline.language import describe
from pipeline.office.package import read_package
from pipeline.office.word import compile_document
from pipeline.problems import Stop, problem

OFFICERS = [{"officer": "张三", "enquiries": 12, "rate": 0.5}, {"officer": "李四", "enquiries": None, "rate": 0.25}]
FACTS = {"officers": OFFICERS, "branch": "城东", "yes": True, "no": False, "none": []}
ROWS = [["{%tr for 人 in 客户经理表 %}", ""], ["{{ 人.姓名 }}", "{{ 人.咨询量 }}"], ["{%tr endfor %}", ""]]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (["{%p if yes %}", "甲", "{%p else %}", "乙", "{%p endif %}"], ["甲"]),
        (["{%p if no %}", "甲", "{%p elif yes %}", "乙", "{%p endif %}"], ["乙"]),
        (["{%p for 人 in 客户经理表 %}", "{{ 人.姓名 }}", "{%p endfor %}", "完"], ["张三", "李四", "完"]),
        (["{%p if yes %}{%p if no %}", "甲", "{%p endif %}{%p endif %}", "完"], ["完"]),
        (["前{% if no %}甲", "乙{% endif %}后"], ["前后"]),
        (["{#p 说明 #}", "甲"], ["甲"]),
        ([[["姓名", "咨询量"], *ROWS]], [[["姓名", "咨询量"], ["张三", "12"], ["李四", "—"]]]),
        ([ROWS], [[["张三", "12"], ["李四", "—"]]]),
        (["前", [["{%tr for 人 in none %}"], ["{{ 人.姓名 }}"], ["{%tr endfor %}"]], "后"], ["前", "后"]),
        ([[["{%tr if no %}"], ["甲"], ["{%tr else %}"], ["乙"], ["{%tr endif %}"]]], [[["乙"]]]),
        ([[["{#tr 说明 #}"], ["甲"]]], [[["甲"]]]),
        (
            [[["项目", "{%tc for 人 in 客户经理表 %}", "{{ 人.姓名 }}", "{%tc endfor %}", "尾"]]],
            [[["项目", "张三", "李四", "尾"]]],
        ),
        ([[["{%p if no %}¶甲¶{%p endif %}"]]], [[[""]]]),
        ([[["{%p for 人 in 客户经理表 %}¶{{ 人.姓名 }}¶{%p endfor %}"]]], [[["张三\n李四"]]]),
        ([[["{{ 支行 }}{% if no %}甲{% endif %}"]]], [[["城东"]]]),
    ],
)
def test_a_template_becomes(template, expected):
    assert outline(rendered(template, FACTS)) == expected


def test_a_table_inside_a_cell_counts_for_itself():
    texts = ("{%tr for 人 in 客户经理表 %}", "{{ 人.姓名 }}", "{%tr endfor %}")
    rows = "".join(f"<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>" for text in texts)
    inner = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl><w:p/>"
    outer = (
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>"
        f"{inner}</w:tc></w:tr></w:tbl>"
    )
    data = rendered([outer], FACTS)
    assert "张三" in str(outline_xml(data)) and outline_xml(data).count("<w:tr>") == 3


def outline_xml(data: bytes) -> str:
    """The main part's XML."""
    return read_package(data).text("word/document.xml")


def test_columns_and_cells_agree_after_a_cell_loop():
    template = [[["项目", "{%tc for 人 in 客户经理表 %}", "{{ 人.姓名 }}", "{%tc endfor %}"]]]
    xml = outline_xml(rendered(template, {"officers": OFFICERS * 2}))
    assert xml.count("<w:gridCol") == xml.count("<w:tc>") == 5


def test_marks_that_must_be_unique_are_not_repeated_by_loops():
    paragraph = (
        '<w:p w14:paraId="00000001"><w:bookmarkStart w:id="1" w:name="b"/><w:r><w:t>{{ 人.姓名 }}</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/><w:commentRangeStart w:id="3"/><w:commentRangeEnd w:id="3"/>'
        '<w:r><w:commentReference w:id="3"/></w:r></w:p>'
    ).replace("<w:p ", '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ')
    template = drawn(["{%p for 人 in 客户经理表 %}", "标记", "{%p endfor %}"])
    package = read_package(template)
    body = package.text("word/document.xml")
    start = body.index("<w:p>", body.index("{%p for"))
    end = body.index("</w:p>", start) + 6
    changed = package.write({"word/document.xml": body[:start] + paragraph + body[end:]})
    out = compile_document(changed, names=NAMES, formats=FORMATS).render(FACTS)
    assert invalid(out) == [] and "bookmark" not in outline_xml(out) and "paraId" not in outline_xml(out)
    assert "comment" not in outline_xml(out)


@pytest.mark.parametrize(
    ("template", "code", "inside", "tag"),
    [
        (["甲", "旁边 {%p if yes %}", "{%p endif %}"], "WD101", "paragraph 2", "{%p if yes %}"),
        (
            [[["{%tr for 人 in 客户经理表 %}", "旁边"], ["", ""], ["{%tr endfor %}", ""]]],
            "WD101",
            "table 1 row 1 cell 1",
            "{%tr for 人 in 客户经理表 %}",
        ),
        (["{{ 支行"], "WD103", "paragraph 1", "{{ 支行"),
        (["支行 }}"], "WD104", "paragraph 1", "}}"),
        (["{%tr for x in 客户经理表 %}"], "WD106", "paragraph 1", "{%tr for x in 客户经理表 %}"),
        (["{%- if yes -%}", "{% endif %}"], "WD107", "paragraph 1", "{%- if yes -%}"),
        (
            ["甲", [["姓名"], ["{%tr for 人 in 客户经理表 %}"], ["{{ 人.姓名 }}"]]],
            "TL104",
            "table 1 row 2 cell 1",
            "{%tr for 人 in 客户经理表 %}",
        ),
        (["{%p if yes %}", "{% endif %}"], "TL106", "paragraph 2", "{% endif %}"),
        ([[["{%tr if yes %}"], ["甲"]], [["乙"], ["{%tr endif %}"]]], "TL106", "table 2 row 2 cell 1", "{%tr endif %}"),
        (["{{ 支行|没有 }}"], "TL102", "paragraph 1", "{{ 支行|没有 }}"),
    ],
)
def test_a_mistake_is_said_with_its_place(template, code, inside, tag):
    found = [(p.code, p.place.file, p.place.inside, p.place.tag) for p in compiled(template).problems]
    assert (code, "周例会.docx", inside, tag) in found


def test_all_mistakes_of_a_template_are_found_at_once_in_all_its_parts():
    template = compiled(["{{ a|x }}", "{{ b|y }}", "{{ c"], header="{{ d|z }}")
    assert sorted(p.code for p in template.problems) == ["TL102", "TL102", "TL102", "WD103"]
    assert {p.place.inside for p in template.problems} >= {"header1 paragraph 1"}
    with pytest.raises(Stop):
        template.render({})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("{%p if yes %}¶甲", [("TL104", "{%p if yes %}")]),
        ("甲¶{%p endif %}", [("TL105", "{%p endif %}")]),
        ("{%tr for 人 in 客户经理表 %}", [("TL104", "{%tr for 人 in 客户经理表 %}")]),
    ],
)
def test_what_the_engine_added_is_never_blamed(cell, expected):
    assert [(p.code, p.place.tag) for p in compiled([[[cell]]]).problems] == expected


def test_names_that_are_missing_are_said_for_all_parts_with_their_nearest():
    template = compiled(["{{ 支 }}", [["{{ 漏斗.咨询 }}"]]], header="{{ 没有 }}")
    with pytest.raises(Stop) as stop:
        template.render({"branch": "城东", "funnel": {"enquiries": 1}})
    found = {(p.code, p.place.inside, p.found, p.values["near"]) for p in stop.value.problems}
    assert ("TL201", "paragraph 1", "支", "支行") in found
    assert ("TL202", "table 1 row 1 cell 1", "咨询", "咨询量") in found
    assert ("TL201", "header1 paragraph 1", "没有", "—") in found


def test_a_template_says_which_names_it_needs():
    template = compiled(["{{ 支行 }}", [*[["姓名", "数"]], *ROWS]], header="{{ 漏斗.转化率 }}")
    assert template.names() == {
        "branch": {},
        "officers": {"[]": {"officer": {}, "enquiries": {}}},
        "funnel": {"rate": {}},
    }
    assert template.places[("officers", "[]", "enquiries")].inside == "table 1 row 3 cell 2"


def test_a_file_that_is_no_word_document_is_refused():
    for data, code in ((b"PK\x03\x04 no", "WD002"), (b"\xd0\xcf\x11\xe0....", "WD003"), (b"<html>", "WD002")):
        with pytest.raises(Stop) as stop:
            compile_document(data, name="x.docx", names=NAMES, formats={})
        assert stop.value.problems[0].code == code


@pytest.mark.parametrize(
    "code",
    [
        *[f"WD00{n}" for n in range(1, 7)],
        *[f"WD10{n}" for n in range(1, 10)],
        "WD110",
        "WD111",
        "WD120",
        "WD121",
        "WD122",
    ],
)
def test_every_code_has_a_fix_in_both_languages(code):
    for lang in ("zh", "en"):
        texts = describe(problem(code), lang)
        assert texts.what and texts.fix
