"""Corners of Word files: text boxes, content controls, footnotes, hyperlinks, field codes; and text nobody meant."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from office.tagging import FORMATS, NAMES, pieces, written
from office.word_paper import compiled, drawn, invalid, outline, rendered

from pipeline.office.package import CONTENT_TYPES, read_package
from pipeline.office.tags.names import plain_source
from pipeline.office.tags.scan import scan
from pipeline.office.template import Tag
from pipeline.office.word import compile_document
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


def noted(kind: str, inside: str) -> bytes:
    """A template with a part of notes or comments."""
    package = read_package(drawn(["正文"]))
    root = f"{kind}s"
    text = f'<w:{root} xmlns:w="{W}">{inside}</w:{root}>'
    mime = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{root}+xml"
    types = package.text(CONTENT_TYPES).replace(
        "</Types>", f'<Override PartName="/word/{root}.xml" ContentType="{mime}"/></Types>'
    )
    return package.write({f"word/{root}.xml": text, CONTENT_TYPES: types})


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
def test_a_note_is_filled_once_and_its_value_is_data(kind):
    paragraph = "<w:p><w:r><w:t>注 {{ x }}</w:t></w:r></w:p>"
    author = ' w:author="{{ x }}"' if kind == "comment" else ""
    data = noted(kind, f'<w:{kind} w:id="1"{author}>{paragraph}</w:{kind}>')
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"x": '{{ 支行 }} & < "'})
    xml = xml_of(out, f"word/{kind}s.xml")
    assert '注 {{ 支行 }} &amp; &lt; "' in xml
    assert ('w:author="{{ 支行 }} &amp; &lt; &quot;"' in xml) == (kind == "comment")


def test_the_terms_of_a_formula_and_the_string_of_a_watermark_are_filled():
    formula = (
        '<w:p xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><m:oMath><m:r><m:t>{{ 支</m:t></m:r><m:r><m:t>行 }}+1</m:t></m:r>'
        "</m:oMath>"
        '<w:r><w:pict><v:shape><v:textpath string="{{ 支行 }}"/></v:shape></w:pict></w:r></w:p>'
    )
    package = read_package(drawn(["前"]))
    body = package.text("word/document.xml")
    at = body.rindex("<w:p>")
    data = package.write({"word/document.xml": body[:at] + formula + body[at:]})
    xml = xml_of(compile_document(data, names=NAMES, formats=FORMATS).render({"branch": "a<b"}))
    assert "<m:t>a&lt;b</m:t></m:r><m:r><m:t>+1</m:t>" in xml
    assert 'string="a&lt;b"' in xml


def linked(address: str) -> bytes:
    """A template with an external hyperlink."""
    document = docx.Document()
    relation = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = document.add_paragraph()._p.makeelement(qn("w:hyperlink"), {qn("r:id"): relation})
    document.paragraphs[-1]._p.append(link)
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


def test_a_tag_in_the_code_of_a_field_that_opens_files_is_said():
    field = "<w:p><w:r><w:instrText>INCLUDETEXT {{ x }}</w:instrText></w:r></w:p>"
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


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_whatever_is_typed_gives_text_or_problems(line):
    try:
        assert isinstance(written(line, FACTS), str)
    except Stop as stop:
        assert stop.problems and all(p.code.startswith("TL") for p in stop.problems)


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_tags_lie_in_their_text_in_order(text):
    found = scan(text)
    spans = [(tag.start, tag.end) for tag in found.tags]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_a_literal_keeps_its_text(text):
    quoted = "“" + text.replace("\\", "").replace("”", "").replace('"', "").replace("\n", " ") + "”"
    expected = quoted[1:-1]
    source = plain_source(f"{quoted}")
    assert source == f'"{expected}"'
    assert [p for p in pieces("{{ 1 }}") if isinstance(p, Tag)]


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_value_in_any_attribute_leaves_a_whole_document(text):
    out = ATTRIBUTES.render({"x": text})
    root = etree.fromstring(xml_of(out).encode())
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    (tag,) = root.iter(f"{{{W}}}tag")
    if not re.search(r"[\t\r\n]", plain):
        assert tag.get(f"{{{W}}}val") == plain
    (code,) = root.iter(f"{{{W}}}instrText")
    assert code.text.startswith(' QUOTE "')
    assert code.text.endswith('" ')
    assert not re.search(r'(?<!\\)(?:\\\\)*"', code.text[8:-2])
    assert len(list(root.iter(f"{{{W}}}p"))) == 3


ATTRIBUTES = compiled(
    [
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' QUOTE "{{ x }}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        '<w:p><w:sdt><w:sdtPr><w:tag w:val="{{ x }}"/></w:sdtPr><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent>'
        "</w:sdt></w:p>",
        '<w:p><w:bookmarkStart w:id="1" w:name="{{ x }}"/><w:bookmarkEnd w:id="1"/></w:p>',
    ]
)
