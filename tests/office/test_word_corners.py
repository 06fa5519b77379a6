"""Corners of Word files: text boxes, content controls, footnotes, hyperlinks, field codes; and text nobody meant."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st
from office.tagging import FORMATS, NAMES, pieces, written
from office.word_paper import compiled, drawn, invalid, outline, rendered

from pipeline.office.package import CONTENT_TYPES, read_package
from pipeline.office.tags.names import plain_source
from pipeline.office.template import Tag
from pipeline.office.word import compile_document
from pipeline.office.word_scan import scan
from pipeline.problems import Stop

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FACTS = {"branch": "城东", "officers": [{"officer": "张三"}, {"officer": "李四"}]}


def xml_of(data: bytes, part: str = "word/document.xml") -> str:
    """A part's XML."""
    return read_package(data).text(part)


def test_a_text_box_is_filled_in_both_its_forms():
    inside = (
        "<w:txbxContent><w:p><w:r><w:t>{%p for 人 in 客户经理表 %}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>{{ 人.姓名 }}</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p></w:txbxContent>"
    )
    box = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{inside}</v:textbox></v:shape>'
    paragraph = f"<w:p><w:r><w:t>框外 {{{{ 支行 }}}}</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r></w:p>"
    data = rendered([paragraph], FACTS)
    assert "框外 城东" in xml_of(data) and xml_of(data).index("张三") < xml_of(data).index("李四")
    assert "{{" not in xml_of(data)


def test_a_content_control_keeps_its_frame():
    control = (
        '<w:sdt><w:sdtPr><w:alias w:val="支行"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{{ 支行 }}</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    )
    xml = xml_of(rendered([control], FACTS))
    assert '<w:alias w:val="支行"/>' in xml and "城东" in xml


def test_a_footnote_is_filled_once_and_its_value_is_data():
    package = read_package(drawn(["正文"]))
    paragraph = "<w:p><w:r><w:t>注 {{ x }}</w:t></w:r></w:p>"
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{paragraph}</w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = package.text(CONTENT_TYPES).replace(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    )
    data = package.write({"word/footnotes.xml": note, CONTENT_TYPES: types})
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"x": "{{ 支行 }} & <"})
    assert "注 {{ 支行 }} &amp; &lt;" in xml_of(out, "word/footnotes.xml")


def linked(address: str) -> bytes:
    """A template with an external hyperlink."""
    document = docx.Document()
    document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("address", "value", "expected"),
    [
        ("https://bank.example/%7B%7B%20x%20%7D%7D", "a b&c", 'Target="https://bank.example/a%20b&amp;c"'),
        ("{{ x }}", "javascript:alert(1)", 'Target="#"'),
        ("https://bank.example/a%20b", "", 'Target="https://bank.example/a%20b"'),
    ],
)
def test_the_address_of_a_hyperlink_is_filled(address, value, expected):
    out = compile_document(linked(address), names=NAMES, formats=FORMATS).render({"x": value})
    assert expected in xml_of(out, "word/_rels/document.xml.rels")
    assert invalid(out) == []


def test_a_tag_in_a_field_code_is_said():
    field = "<w:p><w:r><w:instrText>HYPERLINK {{ x }}</w:instrText></w:r></w:p>"
    assert [(p.code, p.place.tag) for p in compiled([field]).problems] == [("WD112", "{{ x }}")]


def test_drawings_in_a_loop_get_numbers_of_their_own():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="1" cy="1"/><wp:docPr id="3" name="x"/></wp:inline></w:drawing></w:r>'
    )
    body = f"<w:p><w:r><w:t>{{{{ 人.姓名 }}}}</w:t></w:r>{drawing}</w:p>"
    template = compiled(["{%p for 人 in 客户经理表 %}", "位", "{%p endfor %}"])
    assert not template.problems
    package = read_package(drawn(["{%p for 人 in 客户经理表 %}", "位", "{%p endfor %}"]))
    xml = package.text("word/document.xml")
    start = xml.index("<w:p>", xml.index("{%p for"))
    changed = xml[:start] + body + xml[xml.index("</w:p>", start) + 6 :]
    data = package.write({"word/document.xml": changed})
    out = xml_of(compile_document(data, names=NAMES, formats=FORMATS).render(FACTS))
    assert 'docPr id="4"' in out and 'docPr id="5"' in out and out.count("docPr") == 2


def test_a_thousand_rows_and_their_text_are_all_there():
    table = [["{%tr for 行 in 多 %}", ""], ["{{ loop.index }}", "{{ 行.x }}"], ["{%tr endfor %}", ""]]
    data = compiled([table]).render({"多": [{"x": f"<{n}>"} for n in range(1000)]})
    ((*_, last),) = outline(data)
    assert last == ["1000", "<999>"]


def test_a_broken_document_is_a_problem():
    data = read_package(drawn(["{{ 支行 }}"])).write({"word/document.xml": "<w:document><{{"})
    with pytest.raises(Stop) as stop:
        compile_document(data, name="坏.docx", names=NAMES, formats={})
    assert (stop.value.problems[0].code, stop.value.problems[0].place.file) == ("WD002", "坏.docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None


WORDS = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "｛｛",
            "｝｝",
            "{%p",
            "{%tr",
            "{_{",
            "'",
            '"',
            "“",
            "”",
            "：",
            "（",
            "）",
        ),
        *("if", "else", "endif", "for", "in", "endfor", "set", "macro", "endmacro", "and", "not", "is", "none", "loop"),
        *(
            "支行",
            "客户经理表",
            "人",
            "姓名",
            "x",
            "index",
            "1",
            "2.5",
            ".",
            "|",
            "count",
            "default",
            "(",
            ")",
            "[",
            "]",
        ),
        *("+", "-", "*", "/", "%", "~", "**", "=", "==", "<", ",", ":", "\n", "\\"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_whatever_is_typed_gives_text_or_problems(line):
    try:
        assert isinstance(written(line, FACTS), str)
    except Stop as stop:
        assert stop.problems and all(p.code.startswith("TL") for p in stop.problems)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_tags_lie_in_their_text_in_order(text):
    found = scan(text)
    spans = [(tag.start, tag.end) for tag in found.tags]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_a_literal_keeps_its_text(text):
    quoted = "“" + text.replace("\\", "").replace("”", "").replace('"', "").replace("\n", " ") + "”"
    expected = quoted[1:-1]
    source = plain_source(f"{quoted}")
    assert source == f'"{expected}"'
    assert [p for p in pieces("{{ 1 }}") if isinstance(p, Tag)]
