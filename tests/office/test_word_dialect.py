"""The rest of the dialect: merged paragraphs, cells that span and merge, tracked changes, tags in attributes."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from office.tagging import FORMATS, NAMES
from office.word_paper import compiled, drawn, invalid, outline, rendered

from pipeline.office.package import read_package
from pipeline.office.template import Rich, Run
from pipeline.office.word import compile_document
from pipeline.problems import Stop

OFFICERS = [
    {"officer": "张三", "group": "甲", "enquiries": 3},
    {"officer": "李四", "group": "甲", "enquiries": 3},
    {"officer": "王五", "group": "乙", "enquiries": 3},
]
FACTS = {"officers": OFFICERS, "branch": "城东", "yes": True, "no": False, "none": []}
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def xml_of(data: bytes, part: str = "word/document.xml") -> str:
    """A part's XML."""
    return read_package(data).text(part)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (["我住", "{%- if yes -%}", "城里", "{%- else -%}", "乡下", "{%- endif -%}", "，很好"], ["我住城里，很好"]),
        (["甲", "{%- if no %}乙{% endif %}", "丙"], ["甲", "丙"]),
        (["{% if yes -%}", "", "甲", "{%- endif %}", "乙"], ["甲", "乙"]),
        (["a {{ 支行", "}} b", "c"], ["a 城东 b", "c"]),
        (["{% for 人 in", "客户经理表 %}{{ 人.姓名 }}、{% endfor %}"], ["张三、李四、王五、"]),
        (["甲{{- 支行 -}}乙"], ["甲城东乙"]),
    ],
)
def test_paragraphs_become_one(template, expected):
    assert outline(rendered(template, FACTS)) == expected


@pytest.mark.parametrize("template", [["{{ 支行", [["表"]], "}}"], ["{{ 支行", "好", "{{ 支行 }}"]])
def test_a_tag_that_never_ends_takes_nothing_in(template):
    assert [p.code for p in compiled(template).problems][:1] == ["WD103"]


def spans(data: bytes) -> list[list[tuple[str, str, str, str]]]:
    """Each cell of the first table: its text, its span, its vertical merge and its colour."""
    document = docx.Document(io.BytesIO(data))

    def value(cell: Any, name: str) -> str:
        found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
        return "" if found is None else found.get(qn("w:val"), "go on") if name != "w:shd" else found.get(qn("w:fill"))

    return [
        [
            (
                "".join(t.text for t in cell.iter(qn("w:t"))),
                value(cell, "w:gridSpan"),
                value(cell, "w:vMerge"),
                value(cell, "w:shd"),
            )
            for cell in row.iter(qn("w:tc"))
        ]
        for row in document.element.body.iter(qn("w:tr"))
    ]


def test_a_cell_spans_as_many_columns_as_its_tag_says():
    data = rendered([[["{% colspan 宽%}合计"], ["1"]]], {"宽": 3})
    assert spans(data)[0] == [("合计", "3", "", "")]


@pytest.mark.parametrize(("colour", "fill"), [("FF0000", "FF0000"), ("#00ff00", "00ff00"), (None, ""), ("", "")])
def test_a_cell_takes_its_colour_from_its_tag(colour, fill):
    assert spans(rendered([[["{% cellbg c %}甲"]]], {"c": colour}))[0] == [("甲", "", "", fill)]


def test_a_colour_that_is_none_is_a_problem():
    with pytest.raises(Stop) as stop:
        compiled([[["{% cellbg c %}甲"]]]).render({"c": '"/><w:evil'})
    assert [(p.code, p.place.inside) for p in stop.value.problems] == [("TL205", "table 1 row 1 cell 1")]


def test_a_column_merges_over_the_rows_of_its_loop():
    table = [["{%tr for 人 in 客户经理表 %}", ""], ["{% vm %}全部", "{{ 人.姓名 }}"], ["{%tr endfor %}", ""]]
    merged = [(row[0][0], row[0][2]) for row in spans(rendered([table], FACTS))]
    assert merged == [("全部", "restart"), ("", "go on"), ("", "go on")]


def test_a_cell_merges_over_the_columns_of_its_loop():
    table = [
        ["项", "{%tc for 人 in 客户经理表 %}", "{% hm %}客户经理", "{%tc endfor %}"],
        ["项", "{%tc for 人 in 客户经理表 %}", "{{ 人.姓名 }}", "{%tc endfor %}"],
    ]
    head, row = spans(rendered([table], FACTS))
    assert head == [("项", "", "", ""), ("客户经理", "3", "", "")]
    assert [cell[0] for cell in row] == ["项", "张三", "李四", "王五"]


def test_equal_values_merge_and_groups_do_not_run_into_each_other():
    table = [
        ["{%tr for 人 in 客户经理表 %}", "", ""],
        ["{% vm 人.组 %}{{ 人.组 }}", "{% vm 人.咨询量 %}{{ 人.咨询量 }}", "{{ 人.姓名 }}"],
        ["{%tr endfor %}", "", ""],
    ]
    rows = [[cell[:3:2] for cell in row[:2]] for row in spans(rendered([["甲"], table], FACTS))[-3:]]
    assert rows == [
        [("甲", "restart"), ("3", "restart")],
        [("", "go on"), ("", "go on")],
        [("乙", "restart"), ("3", "restart")],
    ]


def test_a_row_between_or_another_table_ends_a_merge():
    table = [
        ["{%tr for 人 in 客户经理表 %}"],
        ["{% vm 人.咨询量 %}{{ 人.咨询量 }}"],
        ["{%tr if 人.姓名 == '李四' %}"],
        ["小计"],
        ["{%tr endif %}"],
        ["{%tr endfor %}"],
    ]
    template = ["{%p for x in [1, 2] %}", table, "{%p endfor %}"]
    merged = [row[0][2] for row in spans(rendered(template, FACTS))]
    assert merged == ["restart", "go on", "", "restart"] * 2


@pytest.mark.parametrize("typed", ["{% vm %}", "{% hm %}", "{% colspan 2 %}", "{% cellbg c %}"])
def test_cell_tags_outside_a_table_are_said(typed):
    assert [(p.code, p.place.tag) for p in compiled([f"甲{typed}"]).problems] == [("WD106", typed)]


def test_a_merge_outside_a_loop_is_said():
    assert [p.code for p in compiled([[["{% vm %}甲"]]]).problems] == ["TL111"]


def test_properties_of_a_cell_keep_the_order_of_the_schema():
    cell = (
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr>"
        '<w:tcW w:w="900" w:type="dxa"/>'
        '<w:gridSpan w:val="9"/><w:shd w:val="clear" w:fill="EEEEEE"/><w:noWrap/><w:vAlign w:val="center"/></w:tcPr>'
        "<w:p><w:r><w:t>{% cellbg c %}{% vm 支行 %}{% colspan 2 %}甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    data = rendered([cell], {**FACTS, "c": "00FF00"})
    xml = xml_of(data)
    names = [
        name
        for name in ("tcW", "gridSpan", "vMerge", "shd", "noWrap", "vAlign")
        if f"<w:{name} " in xml or f"<w:{name}/" in xml
    ]
    places = [xml.index(f"<w:{name}") for name in ("tcW", "gridSpan", "vMerge", "shd ", "noWrap", "vAlign")]
    assert places == sorted(places)
    assert len(names) == 6
    assert spans(data)[0] == [("甲", "2", "restart", "00FF00")]


def test_tracked_changes_are_accepted_and_name_nobody():
    who = 'w:id="1" w:author="王经理" w:date="2026-01-01T00:00:00Z"'
    paragraph = (
        f'<w:p><w:pPr><w:jc w:val="center"/><w:pPrChange {who}><w:pPr/></w:pPrChange></w:pPr>'
        f"<w:r><w:t>{{{{ 支</w:t></w:r><w:del {who}><w:r><w:delText>错</w:delText></w:r></w:del>"
        f"<w:ins {who}><w:r><w:t>行 }}}}</w:t></w:r></w:ins><w:ins {who}><w:r><w:t>支行</w:t></w:r></w:ins></w:p>"
    )
    data = rendered([paragraph], FACTS)
    assert outline(data) == ["城东支行"]
    assert not {word for word in ("王经理", "w:del", "w:ins", "Change") if word in xml_of(data)}


def test_a_paragraph_whose_end_was_deleted_joins_the_next():
    who = 'w:id="1" w:author="王" w:date="2026-01-01T00:00:00Z"'
    first = f"<w:p><w:pPr><w:rPr><w:del {who}/></w:rPr></w:pPr><w:r><w:t>{{{{ 支</w:t></w:r></w:p>"
    assert outline(rendered([first, "<w:p><w:r><w:t>行 }}好</w:t></w:r></w:p>"], FACTS)) == ["城东好"]


def control(tag: str, inner: str, more: str = "") -> str:
    """A content control in a paragraph."""
    return (
        f'<w:p><w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="77"/>{more}</w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{inner}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )


def test_a_template_lists_its_content_controls_as_typed():
    template = compiled([control("goal_{{ loop.index }}", "x"), control("free", "y"), "{{ 支行 }}"])
    assert template.controls == ["goal_{{ loop.index }}", "free"]
    assert compiled([control("free", "y")]).controls == ["free"]


def test_content_controls_in_a_loop_have_names_and_numbers_of_their_own():
    template = ["{%p for 人 in 客户经理表 %}", control("goal_{{ loop.index }}", "{{ 人.姓名 }}"), "{%p endfor %}"]
    xml = xml_of(rendered(template, FACTS))
    assert [xml.count(f'<w:tag w:val="goal_{n}"/>') for n in (1, 2, 3)] == [1, 1, 1]
    assert [xml.count(f'<w:id w:val="{n}"/>') for n in (77, 78, 79, 80)] == [0, 1, 1, 1]


def test_a_filled_control_is_no_placeholder_and_not_bound():
    more = '<w:showingPlcHdr/><w:dataBinding w:xpath="/x" w:storeItemID="{0}"/>'
    xml = xml_of(rendered([control("a", "{{ 支行 }}", more)], FACTS))
    assert "showingPlcHdr" not in xml
    assert "dataBinding" not in xml


@pytest.mark.parametrize(
    ("value", "checked", "sign"), [(True, "1", "☒"), (False, "0", "☐"), (None, "0", "☐"), (1, "1", "☒")]
)
def test_a_check_box_follows_its_tag(value, checked, sign):
    box = (
        f'<w:p {W14}><w:sdt><w:sdtPr><w:tag w:val="{{{{ 已办 }}}}"/><w14:checkbox><w14:checked w14:val="0"/>'
        '<w14:checkedState w14:val="2612" w14:font="宋体"/><w14:uncheckedState w14:val="2610" w14:font="宋体"/>'
        "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>已办</w:t></w:r></w:p>"
    )
    template = raw(box)
    xml = xml_of(template.render({"已办": value}))
    assert f'<w14:checked w14:val="{checked}"/>' in xml
    assert f">{sign}</w:t>" in xml
    assert "{{" not in xml
    assert template.names() == {"已办": {}}


def raw(paragraph: str) -> Any:
    """The compiled template with this paragraph (its namespaces declared) before the last one."""
    package = read_package(drawn(["前", "后"]))
    body = package.text("word/document.xml")
    at = body.rindex("<w:p>")
    return compile_document(
        package.write({"word/document.xml": body[:at] + paragraph + body[at:]}), names=NAMES, formats=FORMATS
    )


def field(code: str, result: str = "") -> str:
    """A complex field in a paragraph."""
    codes = "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in code.split("¦"))
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"<w:p>{char('begin')}{codes}{char('separate')}<w:r><w:t>{result}</w:t></w:r>{char('end')}</w:p>"


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        (' HYPERLINK "https://a.example/{{ x }}" ', "张 三", 'HYPERLINK "https://a.example/张 三" '),
        (' HYPERLINK "{¦{ x ¦}}" ', "javascript:alert(1)", 'HYPERLINK "#" '),
        (' QUOTE "{{ x }}" ', 'a" \\* Upper', 'QUOTE "a\\&quot; \\\\* Upper" '),
        (' DISPLAYBARCODE "{{ x }}" QR ', "<&>", 'DISPLAYBARCODE "&lt;&amp;&gt;" QR '),
    ],
)
def test_a_tag_in_a_field_code_is_filled_and_stays_inside_its_quotes(code, value, expected):
    xml = xml_of(rendered([field(code, "{{ x }}")], {"x": value}))
    assert expected in xml.replace('</w:instrText></w:r><w:r><w:instrText xml:space="preserve">', "")


@pytest.mark.parametrize("code", ['INCLUDETEXT "{{ x }}"', "DDEAUTO {{ x }}", "{{ x }}", 'DATABASE \\d "{{ x }}"'])
def test_a_field_that_could_read_files_takes_no_tags(code):
    assert [(p.code, p.place.tag) for p in compiled([field(code)]).problems] == [("WD112", "{{ x }}")]


def test_simple_fields_bookmarks_and_links_to_them_are_filled():
    paragraph = (
        '<w:p><w:bookmarkStart w:id="5" w:name="u_{{ 人.姓名 }} x"/><w:r><w:t>{{ 人.姓名 }}</w:t></w:r>'
        '<w:bookmarkEnd w:id="5"/>'
        '<w:hyperlink w:anchor="u_{{ 人.姓名 }} x"><w:r><w:t>→</w:t></w:r></w:hyperlink>'
        '<w:fldSimple w:instr=" SEQ {{ 人.组 }} "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    )
    xml = xml_of(rendered(["{%p for 人 in 客户经理表 %}", paragraph, "{%p endfor %}"], FACTS))
    assert [xml.count(f'<w:bookmarkStart w:id="{n}"') for n in (5, 6, 7, 8)] == [0, 1, 1, 1]
    assert [xml.count(f'<w:bookmarkEnd w:id="{n}"') for n in (5, 6, 7, 8)] == [0, 1, 1, 1]
    assert 'w:name="u_张三 x"' in xml or 'w:name="u_张三_x"' in xml
    assert xml.count('w:instr=" SEQ 甲 "') == 2


def test_a_link_in_a_loop_leads_where_each_pass_says():
    document = docx.Document()
    document.add_paragraph("{%p for 人 in 客户经理表 %}")
    relation = document.part.relate_to(
        "https://b.example/%7B%7B%20人.姓名%20%7D%7D", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = document.add_paragraph()._p.makeelement(qn("w:hyperlink"), {qn("r:id"): relation})
    document.paragraphs[-1]._p.append(link)
    document.add_paragraph("{%p endfor %}")
    stream = io.BytesIO()
    document.save(stream)
    data = compile_document(stream.getvalue(), names=NAMES, formats=FORMATS).render(FACTS)
    rels = xml_of(data, "word/_rels/document.xml.rels")
    assert [rels.count(f'Target="https://b.example/{name}"') for name in ("张三", "李四", "王五")] == [1, 1, 1]
    assert "{" not in rels
    assert "%7B" not in rels
    assert invalid(data) == []


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (Run("甲", bold=True, size=16), '<w:rPr><w:b/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>'),
        (Run("甲", colour="#FF0000", underline=True), '<w:rPr><w:color w:val="FF0000"/><w:u w:val="single"/></w:rPr>'),
        (Run("甲", link="https://b.example/?a=1&b=2"), '<w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr>'),
    ],
)
@pytest.mark.parametrize("typed", ["见 {{r x }}。", "{{p x }}", [["{{r x }}"]]])
def test_rich_text_is_written_with_its_own_formatting(run, expected, typed):
    data = rendered([typed], {"x": Rich((run, Run("乙\n丙")))})
    assert expected in xml_of(data)
    assert invalid(data) == []
    if run.link:
        assert 'Target="https://b.example/?a=1&amp;b=2"' in xml_of(data, "word/_rels/document.xml.rels")


def test_rich_links_that_run_code_lead_nowhere():
    data = rendered(["{{r x }}"], {"x": Rich((Run("甲", link=" JavaScript:alert(1)"),))})
    assert 'Target="#"' in xml_of(data, "word/_rels/document.xml.rels")


def test_a_text_box_is_evaluated_once_and_written_in_both_forms():
    box = "<w:txbxContent><w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p></w:txbxContent>"
    shape = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box.replace('x }}', 'old }}')}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert xml_of(raw(shape).render({"x": "城东"})).count("城东") == 2
    assert raw(shape).names() == {"x": {}}
    assert [p.code for p in raw(shape.replace("{{ x }}", "{{ x|没有 }}")).problems] == ["TL102"]
