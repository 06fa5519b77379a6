"""Parts that only Excel itself writes: form controls, pivot sources, charts with levels and labels from cells."""

from __future__ import annotations

import pytest
from excel_drawing import drawn

from pipeline.office.excel.book.book import read_book
from pipeline.office.excel.book.reference import parse_formula
from pipeline.office.excel.formulas.functions import UnknownError
from pipeline.office.excel.moving.marks import Now, Standing, written
from pipeline.office.excel.moving.moves import Mover
from pipeline.office.excel.moving.plan import plan_rows
from pipeline.office.excel.moving.rows import RowMap
from pipeline.office.excel.parts import drawings
from pipeline.office.excel.parts.package_parts import recalculating, without_authors_path
from pipeline.office.excel.xml import MAIN, Marks, document, parse
from pipeline.office.package import read_package
from pipeline.office.template import Tag

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@pytest.fixture
def book():
    return read_book(read_package(drawn({"表": {"A1": 1}, "别": {"A1": 1}}), name="x.xlsx"))


@pytest.fixture
def now():
    """Row 4 between tag rows 3 and 5 came out three times."""
    loop = {3: [Tag("for r in rows", statement=True)], 5: [Tag("endfor", statement=True)]}
    rows = RowMap(plan_rows(loop))
    rows.numbers[4] = [3, 4, 5]
    rows.close_block(3, 6)
    return Now({"表": 0, "别": 1}, Standing({0: rows}))


def moved(text, book, now, move, home=0):
    """The root's markup after a move, as it is written now."""
    marks = Marks()
    root = parse(text)
    move(root, Mover(book, home, marks))
    return written(marks.split(document(root)), now)


def test_form_controls_stay_linked_to_their_cells(book, now):
    text = f'<formControlPr xmlns="{MAIN}" objectType="Drop" fmlaLink="$B$9" fmlaRange="表!$A$4:$A$4" val="1"/>'
    out = moved(text, book, now, drawings.control)
    assert 'fmlaLink="$B$9"' in out
    assert 'fmlaRange="表!$A$3:$A$5"' in out


@pytest.mark.parametrize(("attributes", "rows"), [("", ["7", "9"]), ('moveWithCells="1"', ["8", "10"])])
def test_form_controls_move_when_they_are_to(book, now, attributes, rows):
    xdr = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    now.maps[0].numbers[4].append(6)
    now.maps[0]._ends[0] = 7
    corners = "<from><xdr:row>7</xdr:row></from><to><xdr:row>9</xdr:row></to>"
    out = moved(
        f'<worksheet xmlns="{MAIN}" {xdr}><anchor {attributes}>{corners}</anchor></worksheet>',
        book,
        now,
        lambda root, mover: mover.worksheet(root),
    )
    assert [part.split("<")[0] for part in out.split("<xdr:row>")[1:]] == rows


def test_pivot_tables_read_all_rows_and_are_refreshed(book, now):
    text = f'<pivotCacheDefinition xmlns="{MAIN}"><worksheetSource ref="A2:C4" sheet="表"/></pivotCacheDefinition>'
    out = moved(text, book, now, lambda root, mover: drawings.pivot_source(root, book, mover.marks))
    assert '<worksheetSource ref="A2:C5" sheet="表"/>' in out
    assert 'refreshOnLoad="1"' in out


class FixedValues:
    """Values by column letter."""

    def __init__(self, columns):
        self.columns = columns

    def area(self, area, home, at, subtotals=True):
        if area.first.column not in self.columns:
            raise UnknownError
        return self.columns[area.first.column]


def test_a_chart_with_levels_remembers_the_innermost_first(now):
    now.values = FixedValues({1: ["东", None, "西"], 2: ["张", "李", "王"]})
    data = drawings.ChartData(parse_formula("表!$A$4:$B$4"), "multiLvlStr", "c:", "")
    out = data.written(now, None)
    assert out.startswith('<c:f>表!$A$3:$B$5</c:f><c:multiLvlStrCache><c:ptCount val="3"/><c:lvl>')
    assert out.index("张") < out.index("东")
    assert out.count("<c:pt ") == 5


def test_labels_from_cells_move_and_forget_what_they_showed(book, now):
    c15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
    text = (
        f'<c:chart xmlns:c="{CHART}" {c15}><c15:datalabelsRange><c15:f>表!$C$4</c15:f>'
        '<c15:dlblRangeCache><c:ptCount val="1"/></c15:dlblRangeCache></c15:datalabelsRange></c:chart>'
    )
    out = moved(text, book, now, lambda root, mover: drawings.chart(book, root, mover))
    assert "<c15:f>表!$C$3:$C$5</c15:f>" in out
    assert "Cache" not in out


def test_the_authors_folder_is_taken_out_and_nothing_else():
    kept = "<mc:AlternateContent><keep/></mc:AlternateContent>"
    path = '<mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\王\\"/></mc:Choice>'
    text = f'<a/><mc:AlternateContent xmlns:mc="m">{path}</mc:AlternateContent><b/>{kept}'
    assert without_authors_path(f"{kept}{text}") == f"{kept}<a/><b/>{kept}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<sheets/></workbook>", '<sheets/><calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="1" fullCalcOnLoad="0"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ("<calcPr></calcPr><extLst/>", '<calcPr fullCalcOnLoad="1"/><extLst/>'),
        ("<sheets/><pivotCaches/></workbook>", '<sheets/><calcPr fullCalcOnLoad="1"/><pivotCaches/></workbook>'),
    ],
)
def test_the_order_to_compute_stands_where_the_schema_wants_it(before, after):
    assert recalculating(before) == after
