"""Templates as other programs save them, or as nobody would but the format allows: they fill as those of Excel do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from drawn_twice import Drawing
from excel_cases import CASES, FACTS, ROWS
from excel_drawing import book_of, cells_of, compiled, drawn
from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETS = re.compile(r"xl/worksheets/[^/]*\.xml")


def rewritten(data: bytes, change: Callable[[str, str], str | bytes], where: str = r".*\.(xml|rels)") -> bytes:
    """The workbook with the texts of some parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(name, content.decode()) if re.fullmatch(where, name) else content)
    return buffer.getvalue()


def saved_by_openpyxl(data):
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(buffer)
    return buffer.getvalue()


def with_prefixes(data):
    """As programs write them that put a name before every element: <x:row>."""

    def change(name, text):
        text = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        return re.sub(r"<(/?)(?=[a-zA-Z]+[\s/>])", r"<\1x:", text)

    return rewritten(data, change, r"xl/(workbook|sharedStrings|styles|worksheets/[^/]*|tables/[^/]*)\.xml")


def as_wps_does(data):
    own = f'xmlns="{MAIN}"'
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="etc"'
    more = f'{compatible} xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    return rewritten(data, lambda name, text: text.replace(own, f"{own} {more}", 1), r"xl/work.*\.xml")


def in_utf_16(data):
    def change(name, text):
        return text.replace("UTF-8", "UTF-16").encode("utf-16")

    return rewritten(data, change, r"xl/(sharedStrings|worksheets/[^/]*)\.xml")


def with_byte_order_marks(data):
    return rewritten(data, lambda name, text: b"\xef\xbb\xbf" + text.encode(), r".*\.xml")


def with_targets_from_the_root(data):
    def change(name, text):
        return text.replace('Target="worksheets/', 'Target="/xl/worksheets/').replace('Target="../', 'Target="/xl/')

    return rewritten(data, change, r".*\.rels")


def indented(data):
    def change(name, text):
        root = etree.fromstring(text.encode())
        return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")

    return rewritten(data, change, r"(?!.*sharedStrings).*\.xml")


def with_comments(data):
    def change(name, text):
        return text.replace("<sheetData>", '<!-- <row r="1"/> --><sheetData><?app x?>')

    return rewritten(data, change, SHEETS.pattern)


def with_texts_in_cdata(data):
    return rewritten(
        data, lambda name, text: re.sub(r"<t>([^<&]*)</t>", r"<t><![CDATA[\1]]></t>", text), r"xl/sharedStrings\.xml"
    )


def with_texts_in_their_cells(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    strings = ["".join(etree.tostring(child, encoding="unicode") for child in entry) for entry in root]

    def change(name, text):
        return re.sub(r' t="s"><v>(\d+)</v>', lambda m: f' t="inlineStr"><is>{strings[int(m[1])]}</is>', text)

    return rewritten(data, change, SHEETS.pattern)


FORMS = [
    saved_by_openpyxl, with_prefixes, as_wps_does, in_utf_16, with_byte_order_marks, with_targets_from_the_root,
    indented, with_comments, with_texts_in_cdata, with_texts_in_their_cells,
]  # fmt: skip
NAMES = [
    "a_total_below", "a_table", "two_lists_on_a_sheet", "formulas_of_another_sheet", "conditions_that_stop",
    "merged_cells_in_each_row", "print_set_up",
]  # fmt: skip


def shown(data):
    """Cells, merged ranges, tables, ranges of conditions and print areas of all sheets."""
    return {
        sheet.title: (
            cells_of(data, sheet.title),
            sorted(map(str, sheet.merged_cells.ranges)),
            dict(sheet.tables.items()),
            sorted(str(ranges.sqref) for ranges in sheet.conditional_formatting),
            sheet.print_area,
            sheet.print_title_rows,
        )
        for sheet in book_of(data).worksheets
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_form_of_a_template_makes_no_difference(form):
    for name in NAMES:
        drawing = Drawing(ROWS, True)
        CASES[name](drawing)
        data = drawing.data()
        assert shown(compiled(form(data)).render(FACTS)) == shown(compiled(data).render(FACTS)), name


def test_links_saved_by_openpyxl_keep_the_namespace_that_only_they_declare():
    def link(book, sheets):
        sheets["表"].write_url("B2", "https://example.com/", None, "外")

    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}"}
    out = compiled(saved_by_openpyxl(drawn({"表": cells}, link))).render({"rows": [1, 2]})
    sheet = book_of(out).worksheets[0]
    assert [sheet[cell].hyperlink.target for cell in ("B1", "B2")] == ["https://example.com/"] * 2
