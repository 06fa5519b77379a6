"""The house's drawing library: what it draws is valid by construction, or it refuses to draw it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from authoring.house import Draft, Page, docx
from authoring.house_table import Column, band, cell, each, heads, item, kept, merged, row, sentence, table
from authoring.house_text import label, para, repeated, run, tick, when
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from pipeline.workspace import defaults

PAGE = Page()


def drawn(*body: str) -> bytes:
    return docx(Draft("试画", body, PAGE))


def the_table(xml: str) -> Table:
    return Document(io.BytesIO(drawn(xml, para("")))).tables[0]


@pytest.mark.parametrize(
    ("text", "padded", "width"),
    [
        ("编号", "编　　号", 4),
        ("主持人", "主\u2002持\u2002人", 4),
        ("起止时间", "起止时间", 4),
        ("列", "列", 4),
        ("记录人签字", "记录人签字", 4),
    ],
)
def test_labels_are_padded_to_equal_width(text: str, padded: str, width: int) -> None:
    assert label(text) == padded
    if 1 < len(text) <= width:
        assert sum(0.5 if char == "\u2002" else 1 for char in padded) == width


def test_rows_of_different_widths_share_one_grid() -> None:
    xml = table([row(cell("a", 30), cell("b")), row(cell("c", 50), cell("d", 50)), row(cell("e"))], 100)
    drawing = the_table(xml)
    assert len(drawing.columns) == 3
    for drawn_row in drawing.rows:
        spans = [cell_xml.grid_span for cell_xml in drawn_row._tr.tc_lst]
        assert sum(spans) == 3
    assert sum(int(column.get(qn("w:w"))) for column in drawing._tbl.tblGrid) == round(100 * 1440 / 25.4)


@pytest.mark.parametrize(
    "cells", [(cell("a", 30), cell("b", 60)), (cell("a", 100), cell("b")), (cell("a", 70), cell("b", 40))]
)
def test_cells_that_do_not_add_up_are_refused(cells: tuple) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match="100 mm"):
        table([row(*cells)], 100)


def test_rows_do_not_split_and_heads_repeat() -> None:
    columns = (Column("姓名", 40, "{{ 人.客户经理 }}"), Column("金额"))
    rows = the_table(table([band("一、名单"), heads(columns), item(columns)], 100)).rows
    assert all(r._tr.trPr.find(qn("w:cantSplit")) is not None for r in rows)
    assert [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in rows] == [True, True, False]


def test_a_loop_is_a_row_before_and_a_row_after_with_its_sentence_for_nothing() -> None:
    rows = the_table(table(each("人 in 名单", row(cell("{{ 人 }}")), otherwise=sentence("没有人。")), 80)).rows
    assert [r.cells[0].text for r in rows] == [
        "{%tr for 人 in 名单 %}",
        "{{ 人 }}",
        "{%tr else %}",
        "没有人。",
        "{%tr endfor %}",
    ]


def test_paragraph_loops_conditions_and_boxes_read_as_tags() -> None:
    text = [p.text for p in Document(io.BytesIO(drawn(*repeated("例 in 案例", para("{{ 例 }}"))))).paragraphs]
    assert text == ["{%p for 例 in 案例 %}", "{{ 例 }}", "{%p endfor %}"]
    assert when("x", "有", "无") == "{% if x %}有{% else %}无{% endif %}"
    assert tick("x") == "{% if x %}☑{% else %}□{% endif %}"


def test_a_merged_head_continues_downwards() -> None:
    pair = (Column("姓名", 40), Column("数"))
    drawing = the_table(table([merged(heads(pair), "restart"), merged(heads(pair), "continue")], 100))
    assert drawing.cell(0, 0)._tc is drawing.cell(1, 0)._tc
    assert drawing.cell(0, 1)._tc is not drawing.cell(1, 1)._tc


def test_kept_rows_stay_with_the_next_once() -> None:
    (only,) = kept(kept([row(cell("a"), cell("b", 20))]))
    assert [c.body.count("<w:keepNext/>") for c in only.cells] == [1, 1]


@pytest.mark.parametrize("text", ["a & b < c", "换\n行", "制\t表", "两端 空格 ", ""])
def test_text_survives_as_it_is(text: str) -> None:
    (paragraph,) = Document(io.BytesIO(drawn(para(run(text))))).paragraphs
    assert paragraph.text == text


def test_every_run_knows_its_chinese_and_its_latin_face() -> None:
    with zipfile.ZipFile(io.BytesIO(drawn(para("x")))) as archive:
        styles = archive.read("word/styles.xml").decode()
    faces = re.findall(r'<w:rFonts w:ascii="([^"]+)" w:hAnsi="[^"]+" w:eastAsia="([^"]+)"', styles)
    everywhere = {"宋体", "黑体", "仿宋", "楷体"}
    shown = {defaults()["fonts"].get(east, east).split()[0] for _, east in faces}
    assert shown <= everywhere, "a face that not every Chinese Windows has, and the font map does not replace"
    assert {latin for latin, _ in faces} == {"Times New Roman", "Arial"}
    assert 'w:eastAsia="zh-CN"' in styles


def test_the_zip_holds_no_clock_and_begins_with_the_content_types() -> None:
    with zipfile.ZipFile(io.BytesIO(drawn(para("x")))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
