"""The reader of .xlsx sheets gives what calamine and openpyxl give, and hostile XML costs it no more than other XML."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from frugal import frugal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from packages import changed_bytes

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks import sheet_xml
from pipeline.intake.workbooks.parts import DAMAGED
from pipeline.intake.workbooks.readers import read_grids
from pipeline.intake.workbooks.shared_strings import shared_strings
from pipeline.problems import Stop

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
# Number formats by what calamine, too, makes of them; those from 27 and 50 on are days in Chinese Excel only.
CODES = (
    "General", "0", "0.00", "#,##0.00", "0%", "@", "yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"',
    "[$-804]yyyy年m月d日;@", "m/d", "h:mm", "h:mm:ss", "yyyy-mm-dd hh:mm", "[h]:mm", "[mm]:ss", "mm:ss.0",
    '"上午/下午"h"时"', "[Red]0.00",
    '0.00"万元"', "0.00E+00", '0!.0,"万"', "_ * #,##0_ ", '[DBNum1]yyyy"年"', "[>=1]0;[Red]0", "aaaa",
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["张 三", "a\nb", " 边 ", "<&>\"'", "&amp;", "_x000D_", "x_x0041_", "=1+1", "😀", "　", "--"]
)
CELLS = TEXTS | st.floats(-1e9, 1e9) | st.integers(-5, 60_000) | st.booleans() | st.none()


def by_calamine(data: bytes) -> list[list[Any]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return trimmed(book.get_sheet_by_index(0).to_python(skip_empty_area=False))


def by_us(data: bytes) -> list[list[Any]]:
    [grid] = read_grids(data, "表.xlsx")[0]
    made: list[list[Any]] = [[] for _ in range(max(grid.numbers, default=0))]
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        made[number - 1] = row
    return trimmed(made)


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    made = [list(row) for row in rows]
    for row in made:
        while row and row[-1] == "":
            row.pop()
    while made and not made[-1]:
        made.pop()
    return made


def stored(rows: list[list[Any]], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, **options}) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
    return out.getvalue()


pytestmark = pytest.mark.usefixtures("road")


@pytest.fixture(params=[1, 10**9], ids=["row by row", "cell by cell"])
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both roads that a row may take, whatever the number of rows."""
    monkeypatch.setattr(sheet_xml, "_FEWEST", request.param)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.booleans())
def test_any_cells_are_read_as_calamine_reads_them(rows: list[list[Any]], inline: bool) -> None:
    data = stored(rows, constant_memory=inline)
    assert by_us(data) == by_calamine(data)


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_a_number_format_makes_of_a_number_what_it_makes_for_calamine(code: str, from_1904: bool) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": from_1904}) as book:
        sheet, shown = book.add_worksheet(), book.add_format({"num_format": code})
        for i, number in enumerate((0.25, 1.0, 59.0, 61.0, 46_342.0, 46_342.395833333336, 45_000.999988425925)):
            sheet.write_number(i, 0, number, shown)
    assert by_us(out.getvalue()) == by_calamine(out.getvalue())


@pytest.mark.parametrize("number", [*range(23), *range(27, 37), *range(45, 50), *range(50, 59)])
def test_a_format_that_is_built_in_is_known_by_its_number(number: int) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_number(0, 0, 46_342.5, book.add_format({"num_format": number}))
    [[cell]] = by_us(out.getvalue())
    days = number in range(14, 23) or number in (45, 47) or number >= 50 or 27 <= number <= 36
    assert cell == (timedelta(46_342.5) if number == 46 else datetime(2026, 11, 16, 12) if days else 46_342.5), (
        "27–36 and 50–58 are days in Chinese Excel"
    )


def test_rich_text_is_joined_and_what_is_read_aloud_is_not() -> None:
    runs = "<si><r><t>张</t></r><r><rPr/><t xml:space='preserve'> 三</t></r><rPh sb='0' eb='1'><t>zhang</t></rPh></si>"
    texts = f'<sst>{runs}<si><t/></si><si/><si><t xml:space="preserve">a&#10;b&lt;</t></si></sst>'.encode()
    assert shared_strings(texts) == ["张 三", "", "", "a\nb<"]
    prefixed = b'<x:sst xmlns:x="urn:x"><x:si><x:t>a</x:t><x:rPh><x:t>b</x:t></x:rPh></x:si></x:sst>'
    assert shared_strings(prefixed) == ["a"]


def test_openpyxl_agrees_about_what_it_wrote() -> None:
    book = openpyxl.Workbook()
    rows = [
        ["日期", "金额", "有", "注"],
        [date(2026, 11, 16), 12.5, True, "<a>&b"],
        [datetime(2026, 1, 2, 9, 30), -1, False, None],
    ]
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    rows[2].pop()
    assert by_us(out.getvalue()) == rows


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A1"><v>NaN</v></c>', "NaN"),
        (b'<c r="A1"><v>1e999</v></c>', "1e999"),
        (b'<c r="A1"><v>abc</v></c>', "abc"),
        (b'<c r="A1" t="d"><v>2026-11-16T00:00:00Z</v></c>', date(2026, 11, 16)),
        (b'<c r="A1" t="e"><v>#N/A</v></c>', Bad("IN202", "#N/A")),
        (b'<c r="A1"><f>1+1</f></c>', Bad("IN203", "=A1")),
        (b'<c r="A1"><f>1+1</f><v></v></c>', Bad("IN203", "=A1")),
        (b'<c r="A1" t="str"><f>""</f><v></v></c>', None),
        (b'<c r="A1" s="999"><v>5</v></c>', 5.0),
        (b'<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    ],
)
def test_odd_cells(cell: bytes, value: object) -> None:
    data = changed_bytes(stored([["x"]]), SHEET, lambda xml: xml.replace(b'<c r="A1" t="s"><v>0</v></c>', cell))
    assert by_us(data) == ([[value]] if value is not None else [])


def test_two_rows_of_one_number_and_rows_out_of_order_are_put_right() -> None:
    cells = ((3, b"A3"), (1, b"A1"), (3, b"B3"))
    rows = b"".join(b'<row r="%d"><c r="%s"><v>%d</v></c></row>' % (row, at, i) for i, (row, at) in enumerate(cells))
    old = re.compile(b"<row.*</row>", re.S)
    data = changed_bytes(stored([["x"]]), SHEET, lambda xml: old.sub(rows, xml))
    assert by_us(data) == [[1.0], [], [0.0, 2.0]]


MANY = 300_000
HOSTILE = {
    "cells without an end": (SHEET, b'<row r="1">' + b'<c r="A1"><x>' * MANY + b"</row>"),
    "cells without an end, and one with": (
        SHEET,
        b'<row r="1"><c r="A1"><v>1</v></c>' + b'<c r="A1"><x/>' * MANY + b"</row>",
    ),
    "tags without an end": (SHEET, b'<row r="1">' + b'<c r="A1" ' * MANY + b"</row>"),
    "attributes without an end": (SHEET, b"<row " + b' r="1"' * MANY + b' hidden="1"></row>'),
    "merges without an end": (SHEET, b"</sheetData><mergeCells>" + b"<mergeCell" * MANY + b"</mergeCells><sheetData>"),
    "texts without an end": (STRINGS, b"<si>" * MANY),
    "readings without an end": (STRINGS, b"<si>" + b"<rPh" * MANY + b"</si>"),
    "readings that end before they begin": (STRINGS, b"<si>" + b"</rPh>" * MANY + b"<rPh>" * MANY + b"</si>"),
}


@pytest.mark.parametrize(("part", "xml"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_costs_no_more_than_other_xml(part: str, xml: bytes) -> None:
    mark = b"</sheetData>" if part == SHEET else b"</sst>"
    data = changed_bytes(stored([["x"]]), part, lambda old: old.replace(mark, xml + mark))
    with frugal(600_000):
        try:
            read_grids(data, "表.xlsx")
        except (Stop, *DAMAGED, etree.LxmlError):
            pass
