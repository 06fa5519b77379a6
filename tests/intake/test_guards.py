"""Files that would cost a reader its memory or its patience: refused, or read, in a second."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from frugal import frugal
from msoffcrypto.format.ooxml import OOXMLFile
from packages import changed, package

from pipeline.intake import Intake, read_inputs
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROW = ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", 5]
SHEET = "xl/worksheets/sheet1.xml"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def codes(intake: Intake) -> list[str]:
    return [p.code for p in intake.problems]


def with_part(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)


def test_a_comment_of_two_hundred_megabytes_is_refused(write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/comments1.xml", "w") as part:
        part.write(b"<comments><commentList><comment><text><t>")
        for _ in range(200):
            part.write(b"x" * 1_000_000)
        part.write(b"</t></text></comment></commentList></comments>")
    assert path.stat().st_size < 220_000
    with frugal():
        assert codes(read()) == ["IN006"]


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet9.xml", "docProps/app.xml"])
def test_a_thousand_to_one_is_refused(part: str, write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    with_part(path, part, b" " * 20_000_000) if "app" not in part else changed(path, part, lambda _: b" " * 20_000_000)
    with frugal():
        assert codes(read()) == ["IN006"]


@pytest.mark.parametrize("said", [1, 2_000])
def test_a_part_that_lies_about_its_size_is_refused_before_it_grows(said: int, write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    real = b"<x/>" + b" " * 60_000_000
    with_part(path, "xl/sharedStrings.xml", real)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 16 : at + 20] = zlib.crc32(real[:said]).to_bytes(4, "little")
    data[at + 24 : at + 28] = said.to_bytes(4, "little")
    path.write_bytes(bytes(data))
    with frugal():
        assert codes(read()) == ["IN004"]


def test_a_million_merged_cells_are_refused(write: Write, read: Read) -> None:
    many = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (i, i) for i in range(1, 1_000_000))
    block = b"<mergeCells>" + many + b"</mergeCells>"
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + block))
    with frugal():
        assert codes(read()) == ["IN006"]


def test_a_used_range_of_a_million_rows_costs_nothing(write: Write, read: Read) -> None:
    edit = lambda xml: xml.replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')  # noqa: E731
    changed(write([HEAD, ROW]), SHEET, edit)
    with frugal():
        assert len(read().tables["activities"]) == 1


def test_a_million_rows_that_are_only_formatted_cost_little(write: Write, read: Read) -> None:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % i for i in range(3, 1_048_577))
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    with frugal():
        assert len(read().tables["activities"]) == 1


def test_a_dtd_behind_a_long_comment_is_found(write: Write, read: Read) -> None:
    prolog = b"<!--" + b"x" * 10_000 + b'--><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    changed(write([HEAD, ROW]), "xl/workbook.xml", lambda xml: re.sub(rb"(<\?xml.*?\?>)?", prolog, xml, count=1))
    assert codes(read()) == ["IN007"]


def test_xml_that_is_nested_without_end_is_refused(write: Write, read: Read) -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    changed(write([HEAD, ROW]), "xl/workbook.xml", lambda xml: xml.replace(b"<sheets>", deep + b"<sheets>"))
    with frugal():
        assert codes(read()) == ["IN004"]


def ods(body: str) -> bytes:
    content = (
        f"<office:document-content {NAMES}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return package(mimetype=ODS.encode(), **{"content.xml": content.encode()})


def ods_row(*cells: object, attributes: str = "") -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row {attributes}>{made}</table:table-row>"


REPEATED = {
    "blank rows": ("<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>", []),
    "filled rows": (ods_row(*ROW, attributes="table:number-rows-repeated='1048000'"), ["IN006"]),
    "filled cells": (
        "<table:table-row><table:table-cell office:value-type='string' table:number-columns-repeated='16384'>"
        "<text:p>x</text:p></table:table-cell></table:table-row>" * 300,
        ["IN006"],
    ),
    "a merge over all": (
        "<table:table-row><table:table-cell office:value-type='string' table:number-columns-spanned='16384' "
        "table:number-rows-spanned='1048576'><text:p>x</text:p></table:table-cell></table:table-row>",
        ["IN205", "IN208", "IN204"],
    ),
}


@pytest.mark.parametrize(("more", "expected"), REPEATED.values(), ids=REPEATED)
def test_what_an_ods_says_many_times_costs_nothing(more: str, expected: list[str], tmp_path: Path, read: Read) -> None:
    rows = ods_row(*HEAD) + ods_row(*ROW) + more
    (tmp_path / "表.ods").write_bytes(ods(f'<table:table table:name="日志">{rows}</table:table>'))
    with frugal():
        intake = read()
    assert codes(intake) == expected
    assert len(intake.tables["activities"]) == (0 if expected == ["IN006"] else 1)


def test_an_ods_that_is_nested_without_end_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "表.ods").write_bytes(ods("<text:p>" * 50_000 + "</text:p>" * 50_000))
    assert codes(read()) == ["IN004"]


def test_a_text_file_of_commas_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "表.csv").write_bytes(b"," * 1_000_000 + b"\n" + b"a,b\n" * 50_000)
    with frugal(5_000_000):
        assert codes(read()) == ["IN006"]


def test_a_web_page_that_is_nested_without_end_is_told(tmp_path: Path, read: Read) -> None:
    (tmp_path / "表.xls").write_bytes(b"<html>" + b"<table><tr><td>" * 30_000)
    with frugal():
        assert codes(read())[-1] in ("IN001", "IN002", "IN106")


def test_spans_without_end_cost_nothing(tmp_path: Path, read: Read) -> None:
    head = "".join(f"<td>{name}</td>" for name in HEAD)
    wide = "<tr>" + "<td rowspan='999999' colspan='999999'>x</td>" * 50 + "</tr>"
    (tmp_path / "表.xls").write_text(f"<html><table><tr>{head}</tr>{wide * 50}</table>", encoding="utf-8")
    with frugal(9_000_000):
        read()


def test_a_password_that_takes_for_ever_is_not_tried(write: Write, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = write([HEAD, ROW]), io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("x", out)
    path.write_bytes(out.getvalue())
    settings = {"intake": {"passwords": ["x"]}}
    assert codes(read(settings=settings)) == []
    monkeypatch.setattr("pipeline.intake.workbooks.unlock.MOST_SPINS", 99_999)  # Excel's own number is 100,000
    assert codes(read(settings=settings)) == ["IN007"]


def test_a_workbook_that_names_one_part_a_hundred_thousand_times_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "表.xlsx")
    with zipfile.ZipFile(tmp_path / "表.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    named = re.search(rb"<sheet [^>]*/>", parts["xl/workbook.xml"])
    assert named
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(named[0], named[0] * 100_000)
    with zipfile.ZipFile(tmp_path / "表.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert [p.code for p in read_inputs(tmp_path, shipped()).problems] == ["IN006"]
