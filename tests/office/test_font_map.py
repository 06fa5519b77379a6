"""The font map: faces that a machine lacks are replaced in styles, runs, cells and charts, and nothing else changes."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl.styles import Font

from pipeline import office
from pipeline.office import Names
from pipeline.office.faces import in_faces

MAP = {"方正小标宋简体": "宋体 加粗", "仿宋_GB2312": "仿宋", "A&B": "黑体"}


def word(*faces: str) -> bytes:
    document = Document()
    for face in faces:
        run = document.add_paragraph().add_run("{{ 支行 }}")
        run.font.name = face
        run._r.rPr.rFonts.set(qn("w:eastAsia"), face)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sheet(face: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"].value, book.active["A1"].font = "{{ 支行 }}", Font(name=face, bold=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shown(data: bytes) -> list[tuple[str, bool | None]]:
    runs = [paragraph.runs[0] for paragraph in Document(io.BytesIO(data)).paragraphs]
    return [(run._r.rPr.rFonts.get(qn("w:eastAsia")), run.bold) for run in runs]


def test_a_face_gives_way_to_its_stand_in_with_its_weight() -> None:
    template = office.compile(
        word("方正小标宋简体", "仿宋_GB2312", "楷体", "A&B"),
        name="会.docx",
        names=Names(roots={"支行": "branch"}),
        faces=MAP,
    )
    made = template.render({"branch": "城东"})
    assert shown(made) == [("宋体", True), ("仿宋", None), ("楷体", None), ("黑体", None)]
    assert [p.text for p in Document(io.BytesIO(made)).paragraphs] == ["城东"] * 4


def test_a_weight_that_is_said_stays() -> None:
    document = Document(io.BytesIO(word("方正小标宋简体", "仿宋_GB2312")))
    for paragraph, bold in zip(document.paragraphs, (False, True), strict=True):
        paragraph.runs[0].bold = bold
    buffer = io.BytesIO()
    document.save(buffer)
    assert shown(in_faces(buffer.getvalue(), "会.docx", MAP)) == [("宋体", False), ("仿宋", True)]


def test_a_cell_takes_the_stand_in_and_keeps_its_look() -> None:
    template = office.compile(sheet("仿宋_GB2312"), name="表.xlsx", names=Names(roots={"支行": "branch"}), faces=MAP)
    cell = openpyxl.load_workbook(io.BytesIO(template.render({"branch": "城东"}))).active["A1"]
    assert (cell.font.name, cell.font.bold, cell.value) == ("仿宋", True, "城东")


@pytest.mark.parametrize(
    "faces", [{}, {"微软雅黑": "宋体"}, {"方正小标宋简体": "方正小标宋简体"}, {"方正小标宋简体": ""}]
)
def test_a_map_that_says_nothing_of_it_leaves_the_template_as_it_is(faces: dict[str, str]) -> None:
    data = word("方正小标宋简体")
    assert in_faces(data, "会.docx", faces) is data


def test_only_parts_that_name_the_face_change() -> None:
    before = word("仿宋_GB2312")
    after = in_faces(before, "会.docx", MAP)
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert [n for n in old.namelist() if old.read(n) != new.read(n)] == ["word/document.xml"]


def test_a_name_in_the_text_is_no_face() -> None:
    document = Document(io.BytesIO(word("宋体")))
    document.add_paragraph('标题用"方正小标宋简体"，正文用仿宋_GB2312')
    buffer = io.BytesIO()
    document.save(buffer)
    assert Document(io.BytesIO(in_faces(buffer.getvalue(), "会.docx", MAP))).paragraphs[1].text.endswith("仿宋_GB2312")
