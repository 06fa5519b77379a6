"""Sheets whose XML is written in an odd way, reaches very far or lies about itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from frugal import frugal
from packages import changed

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROW = ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", 5]


def prefixed(xml: bytes) -> bytes:
    """The sheet with a namespace prefix on every element."""
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")


def far(*cells: bytes) -> Callable[[bytes], bytes]:
    """An edit that adds the last row that a sheet can have."""
    row = b'<row r="1048576">' + b"".join(b'<c r="' + cell + b'"><v>1</v></c>' for cell in cells) + b"</row>"
    return lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>")


WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "a prefix": prefixed,
    "single quotes": lambda xml: xml.replace(b'"', b"'"),
    "other attributes first": lambda xml: xml.replace(b"<c r=", b'<c cm="0" r='),
    "line breaks": lambda xml: xml.replace(b"<c r=", b"<c\n  r="),
    "no references": lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml),
    "small letters": lambda xml: re.sub(rb'<c r="([A-Z]\d)"', lambda m: m[0].lower(), xml),
    "utf-16": lambda xml: xml.decode().encode("utf-16"),
    "a comment": lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- x -->"),
    "a byte order mark": lambda xml: b"\xef\xbb\xbf" + xml,
    "a wrong used range": lambda xml: xml.replace(b'ref="A1:F3"', b'ref="A1"'),
    "a far cell": far(b"XFD1048576"),
}


@pytest.mark.parametrize("edit", WRITINGS.values(), ids=WRITINGS)
def test_a_sheet_is_read_however_its_xml_is_written(edit: Callable[[bytes], bytes], write: Write, read: Read) -> None:
    path = write([HEAD, ROW, ["2026-11-17", *ROW[1:5], "#N/A"]])
    book = openpyxl.load_workbook(path)
    book.active["F3"].data_type = "e"
    book.save(path)
    changed(path, SHEET, edit)
    intake = read()
    table = intake.tables["activities"]
    assert table.frame["amount"].tolist()[0] == 5
    assert [str(place).rsplit(" ", 1)[1] for place in table.places("amount")] == ["F2", "F3"]
    assert [(p.code, p.place.cell) for p in intake.problems] == [("IN202", "F3")]


def test_two_cells_a_million_rows_apart_cost_nothing(write: Write, read: Read) -> None:
    changed(write([HEAD, ROW]), SHEET, far(b"A1048576", b"XFD1048576"))
    with frugal(1_500_000):
        intake = read()
    assert intake.tables["activities"].frame["customer"].tolist() == ["李四丰"]


def test_blank_rows_by_the_thousand_cost_little(write: Write, read: Read) -> None:
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (i, i) for i in range(3, 100_000))
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"))
    with frugal(1_500_000):
        assert len(read().tables["activities"]) == 1


def test_rows_far_apart_keep_their_own_numbers(write: Write, read: Read) -> None:
    cells = "".join(
        f'<c r="{c}900000" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in zip("ABCDEF", ROW, strict=True)
    )
    edit = f'<row r="900000">{cells}</row></sheetData>'.encode()
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", edit))
    assert [p.row for p in read().tables["activities"].places()] == [2, 900000]


def test_an_error_cell_far_away_is_not_lost(write: Write, read: Read) -> None:
    cells = "".join(
        f'<c r="{c}900000" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in zip("ABCDE", ROW, strict=False)
    )
    edit = f'<row r="900000">{cells}<c r="F900000" t="e"><v>#REF!</v></c></row></sheetData>'.encode()
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", edit))
    assert [(p.code, p.place.cell) for p in read().problems] == [("IN202", "F900000")]


def test_merged_ranges_hold_in_a_sparse_sheet(write: Write, read: Read) -> None:
    path = write([HEAD, ROW, [None, None, None, "赵六顺", "成交", 7]], merged=["A2:A3", "B2:B3", "C2:C3"])
    changed(path, SHEET, far(b"XFD1048576"))
    table = read().tables["activities"]
    assert table.frame["officer"].tolist() == ["张三", "张三"]
    assert table.frame["amount"].tolist() == [5, 7]


@pytest.mark.parametrize("ref", [b'r="E499999999999"', b'r="ZZZ9"', b"r='XFD1048576'", b'r="xfd1048576"', b'r="A0"'])
def test_a_cell_that_claims_to_be_far_away_does_not_stop_the_program(ref: bytes, write: Write, read: Read) -> None:
    changed(write([HEAD, ROW, ROW]), SHEET, lambda xml: xml.replace(b'r="E3"', ref))
    with frugal(1_500_000):
        read()


def test_a_million_merged_ranges_are_refused_at_once(write: Write, read: Read) -> None:
    many = b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 200_000 + b"</mergeCells>"
    changed(write([HEAD, ROW]), SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + many))
    with frugal():
        assert [p.code for p in read().problems] == ["IN006"]


def test_merged_ranges_that_lie_over_each_other_cost_little(write: Write, read: Read) -> None:
    many = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 50_000 + b"</mergeCells>"
    changed(write([HEAD, *[ROW] * 300]), SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + many))
    with frugal(6_000_000):
        read()
