"""A template's body in another document: styles by name, lists, pictures and links that come along."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from lxml import etree
from office.tagging import FORMATS, NAMES
from office.word_paper import compiled, drawn, image, invalid, outline

from pipeline.office import Rich, Run, picture
from pipeline.office.package import read_package
from pipeline.office.word import SubDocument, WordTemplate, compile_document
from pipeline.problems import Stop

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def inner() -> WordTemplate:
    """A template with a style of its own, a style of the same name, a list, a picture, a table and tags."""
    document = docx.Document()
    own = document.styles.add_style("附件正文", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Normal"]
    own.font.bold = True
    document.add_paragraph("{{ 支行 }}附件", style="附件正文")
    document.add_heading("标题", 1)
    document.add_paragraph("第一条", style="List Number")
    listed = document.add_paragraph("第二条")
    listed._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1
    document.add_paragraph().add_run().add_picture(io.BytesIO(image(30, 20, "grey")))
    document.add_table(1, 1, "Table Grid").cell(0, 0).text = "{{ 支行 }}"
    document.add_paragraph("{{ logo }}")
    document.add_paragraph("{{r link }}")
    stream = io.BytesIO()
    document.save(stream)
    return compile_document(stream.getvalue(), name="附件.docx", names=NAMES, formats=FORMATS)


FACTS = {
    "branch": "城东",
    "logo": picture(image(10, 10, "red"), "标志"),
    "link": Rich((Run("看", link="https://b.example/"),)),
}


def test_a_sub_document_stands_in_the_place_of_its_tag():
    data = compiled(["前", "{{p 附件 }}", "后"]).render({"附件": SubDocument(inner(), FACTS)})
    texts = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs]
    assert [t for t in texts if t] == ["前", "城东附件", "标题", "第一条", "第二条", "看", "后"]
    assert invalid(data) == []


def test_styles_agree_by_name_or_come_along():
    data = compiled(["{{p 附件 }}"]).render({"附件": SubDocument(inner(), FACTS)})
    document = docx.Document(io.BytesIO(data))
    styles = {p.text: p.style for p in document.paragraphs}
    assert styles["城东附件"].name == "附件正文"
    assert styles["城东附件"].font.bold
    assert styles["城东附件"].base_style.name == "Normal"
    assert styles["标题"].name == "Heading 1"
    assert len([s for s in document.styles if s.name == "Heading 1"]) == 1


def test_lists_pictures_and_links_come_along_and_begin_anew_each_time():
    sub = SubDocument(inner(), FACTS)
    data = compiled(["{%p for s in subs %}", "{{p s }}", "{%p endfor %}"], header="{{ 支行 }}").render(
        {"subs": [sub, sub], "branch": "x"}
    )
    assert invalid(data) == []
    package = read_package(data)
    root = etree.fromstring(package.text("word/document.xml").encode())
    numbers = [n.get(f"{W}val") for n in root.iter(f"{W}numId")]
    assert len(numbers) == len(set(numbers)) == 4
    known = {n.get(f"{W}numId") for n in etree.fromstring(package.text("word/numbering.xml").encode()).iter(f"{W}num")}
    assert set(numbers) <= known
    drawings = root.xpath("//*[local-name()='docPr']/@id")
    assert len(drawings) == len(set(drawings)) == 4
    targets = package.text("word/_rels/document.xml.rels")
    assert targets.count("https://b.example/") == 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [name for name in archive.namelist() if "/media/" in name]
    assert len(media) == 3
    assert "word/media/cx1.png" in media


def test_a_sub_document_may_stand_in_a_header_and_in_a_cell():
    sub = SubDocument(compiled(["{{ 支行 }}{{ logo }}"]), FACTS)
    data = compiled([[["{{p s }}"]]], header="{{p s }}").render({"s": sub})
    assert invalid(data) == []
    assert "城东" in read_package(data).text("word/header1.xml")
    assert outline(data) == [[["城东"]]]


def test_a_template_without_tags_may_be_one():
    data = compiled(["{{p s }}"]).render({"s": SubDocument(compiled(["正文", [["格"]]]))})
    assert outline(data) == ["正文", [["格"]]]


def test_the_problems_of_a_sub_document_are_those_of_the_document():
    with pytest.raises(Stop) as stop:
        compiled(["{{p s }}"]).render({"s": SubDocument(compiled(["{{ 支行 }}"]), {})})
    assert [(p.code, p.found) for p in stop.value.problems] == [("TL201", "支行")]


def test_a_sub_document_inside_a_line_and_one_with_notes_are_problems():
    with pytest.raises(Stop) as stop:
        compiled(["见 {{ s }}"]).render({"s": SubDocument(compiled(["甲"]))})
    assert [p.code for p in stop.value.problems] == ["WD108"]
    noted = drawn(['<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'])
    with pytest.raises(Stop) as stop:
        compiled(["{{p s }}"]).render({"s": SubDocument(compile_document(noted, names=NAMES, formats={}))})
    assert [p.code for p in stop.value.problems] == ["WD140"]


def test_a_sub_document_in_a_document_without_lists_brings_the_part_for_them():
    package = read_package(drawn(["{{p s }}"]))
    types = package.text("[Content_Types].xml")
    start = types.index('<Override PartName="/word/numbering.xml"')
    types = types[:start] + types[types.index("/>", start) + 2 :]
    root = etree.fromstring(package.members["word/_rels/document.xml.rels"].data)
    for entry in [e for e in root if e.get("Target") == "numbering.xml"]:
        root.remove(entry)
    styles = etree.fromstring(package.members["word/styles.xml"].data)
    for listed in list(styles.iter(f"{W}numPr")):
        listed.getparent().remove(listed)
    bare = package.write(
        {
            "[Content_Types].xml": types,
            "word/_rels/document.xml.rels": etree.tostring(root),
            "word/styles.xml": etree.tostring(styles),
        },
        removed=["word/numbering.xml"],
    )
    template = compile_document(bare, names=NAMES, formats=FORMATS)
    data = template.render({"s": SubDocument(inner(), FACTS)})
    assert invalid(data) == []
    assert "numbering.xml" in read_package(data).text("word/_rels/document.xml.rels")


def test_a_sub_document_may_hold_another():
    middle = SubDocument(
        compiled(["中 {{ 支行 }}", "{{p 里 }}"]), {"branch": "城西", "里": SubDocument(inner(), FACTS)}
    )
    data = compiled(["外", "{{p s }}", "{{p s }}"]).render({"s": middle})
    assert invalid(data) == []
    document = docx.Document(io.BytesIO(data))
    styles = {p.text: p.style for p in document.paragraphs}
    assert styles["城东附件"].name == "附件正文"
    assert [p.text for p in document.paragraphs if p.text][:3] == ["外", "中 城西", "城东附件"]
    root = document.element
    numbers = [n.get(f"{W}val") for n in root.iter(f"{W}numId")]
    assert len(numbers) == len(set(numbers)) == 4
    drawings = root.xpath("//*[local-name()='docPr']/@id")
    assert len(drawings) == len(set(drawings)) == 4
