# ruff: noqa: E501 - a line an entry
"""Everything in a workbook that holds a reference: each entry moves with its rows, or the template is refused.

The list is that of docs/concepts/excel-templates.md. Row 4 of the template comes out five times, in rows 3 to 7,
so that row 9 is then row 11.
"""

from __future__ import annotations

import re

import pytest
from excel_drawing import compiled, drawn, part, repacked

from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names

SHEET, OTHER, BOOK, DRAWING = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/drawings/drawing1.xml",
)
CELLS = {
    "A2": "姓名", "B2": "数",
    "A3": "{%tr for r in rows %}", "A4": "{{ r.name }}", "B4": "{{ r.n }}", "A5": "{%tr endfor %}",
    "A9": "末", "B9": 7,
}  # fmt: skip
FACTS = {"rows": [{"name": f"户{i}", "n": i} for i in range(1, 6)]}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(prepare=None, cells=CELLS, changes=None, added=None, other=None):
    sheets = {"表": cells, "别": other or {"A1": 1}}
    return repacked(drawn(sheets, (lambda b, s: prepare(b, s["表"])) if prepare else None), changes, added)


def after_data(xml, end="</sheetData>"):
    return {SHEET: (end, end + xml)}


def before_data(xml):
    return {SHEET: ("<sheetData>", xml + "<sheetData>")}


def at_end(xml):
    return {SHEET: ("</worksheet>", f'<extLst><ext uri="{{0}}" {X14}>{xml}</ext></extLst></worksheet>')}


def rel(source, kind, target, identity="rId77"):
    """A part with one relationship."""
    name = re.sub(r"([^/]+)$", r"_rels/\1.rels", source)
    return {
        name: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="{identity}" Type="{RELS}/{kind}" Target="{target}"/></Relationships>'
    }


def table(b, s):
    columns = [{"header": "姓名"}, {"header": "数", "total_function": "sum"}, {"header": "倍", "formula": "=B$9*2"}]
    s.add_table("A2:C6", {"name": "流水", "columns": columns, "total_row": True})


def chart(b, s):
    made = b.add_chart({"type": "line"})
    made.add_series({"categories": "=表!$A$4:$A$4", "values": "=表!$B$4:$B$4", "name": "=表!$A$9"})
    s.insert_chart("E9", made)


def box(position):
    return lambda b, s: s.insert_textbox("E9", "文", {"object_position": position, "height": 40, "textlink": "=$A$9"})


MOVES = {
    "dimension": (book(), SHEET, 'dimension ref="(.*?)"', ["A2:B11"]),
    "selection": (book(lambda b, s: s.set_selection("B9")), SHEET, 'activeCell="(.*?)" sqref="(.*?)"', [("B11", "B11")]),
    "pane": (book(lambda b, s: s.freeze_panes(8, 0)), SHEET, 'ySplit="(.*?)" topLeftCell="(.*?)"', [("10", "A11")]),
    "top of the window": (book(lambda b, s: s.set_top_left_cell("A9")), SHEET, 'topLeftCell="(.*?)"', ["A11"]),
    "rows and cells": (book(), SHEET, '<row r="11"[^>]*><c r="(.*?)"', ["A11"]),
    "array formulas": (book(lambda b, s: s.write_array_formula("D9:D10", "=B9:B10*2")), SHEET, 't="array" ref="(.*?)">(.*?)<', [("D11:D12", "B11:B12*2")]),
    "formulas of the sheet": (book(cells={**CELLS, "D9": "=SUM(B4:B4)+B9"}), SHEET, "<f>(.*?)</f>", ["SUM(B3:B7)+B11"]),
    "formulas of other sheets": (book(other={"A1": "=SUM(表!B4:B4)+表!B9"}), OTHER, "<f>(.*?)</f>", ["SUM(表!B3:B7)+表!B11"]),
    "protected ranges": (book(changes=after_data('<protectedRanges><protectedRange sqref="B4 B9" name="r"/></protectedRanges>')),
                         SHEET, 'protectedRange sqref="(.*?)"', ["B3:B7 B11"]),
    "filters": (book(lambda b, s: s.autofilter("A2:B5")), SHEET, 'autoFilter ref="(.*?)"', ["A2:B7"]),
    "sort states": (book(changes=after_data('<sortState ref="A4:B9"><sortCondition ref="B4:B9"/></sortState>')), SHEET,
                    'sort(?:State|Condition) ref="(.*?)"', ["A3:B11", "B3:B11"]),
    "merged cells": (book(lambda b, s: s.merge_range("C9:D9", "")), SHEET, 'mergeCell ref="(.*?)"', ["C11:D11"]),
    "conditional formats": (book(lambda b, s: s.conditional_format("B4", {"type": "formula", "criteria": "=B4>$B$9", "format": b.add_format({"bold": 1})})),
                            SHEET, 'conditionalFormatting sqref="(.*?)".*?<formula>(.*?)<', [("B3:B7", "B3&gt;$B$11")]),
    "bounds of colour scales": (book(lambda b, s: s.conditional_format("B4", {"type": "2_color_scale", "min_type": "formula", "min_value": "=$B$9"})),
                                SHEET, 'cfvo type="formula" val="(.*?)"', ["$B$11"]),
    "validations": (book(lambda b, s: s.data_validation("B4", {"validate": "list", "source": "=$A$9:$A$10"})), SHEET,
                    'dataValidation [^>]*sqref="(.*?)".*?<formula1>(.*?)<', [("B3:B7", "$A$11:$A$12")]),
    "links": (book(lambda b, s: s.write_url("D9", "internal:'表'!B9")), SHEET, 'hyperlink ref="(.*?)" location="(.*?)"', [("D11", "表!B11")]),
    "page breaks": (book(lambda b, s: s.set_h_pagebreaks([9])), SHEET, 'brk id="(.*?)"', ["11"]),
    "ignored errors": (book(lambda b, s: s.ignore_errors({"number_stored_as_text": "B4 B9"})), SHEET, 'ignoredError sqref="(.*?)"', ["B3:B7 B11"]),
    "cell watches": (book(changes=after_data('<cellWatches><cellWatch r="B9"/></cellWatches>')), SHEET, 'cellWatch r="(.*?)"', ["B11"]),
    "x14 conditional formats": (book(changes=at_end('<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression"><xm:f>别!$A$1&lt;$B$9</xm:f></x14:cfRule><xm:sqref>B4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>')),
                                SHEET, "<xm:(?:f|sqref)>(.*?)<", ["别!$A$1&lt;$B$11", "B3:B7"]),
    "x14 validations": (book(changes=at_end('<x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>表!$A$9:$A$10</xm:f></x14:formula1><xm:sqref>B4</xm:sqref></x14:dataValidation></x14:dataValidations>')),
                        SHEET, "<xm:(?:f|sqref)>(.*?)<", ["表!$A$11:$A$12", "B3:B7"]),
    "x14 protected ranges": (book(changes=at_end('<x14:protectedRanges><x14:protectedRange name="r"><xm:sqref>B9</xm:sqref></x14:protectedRange></x14:protectedRanges>')),
                             SHEET, "<xm:sqref>(.*?)<", ["B11"]),
    "sparklines": (book(lambda b, s: s.add_sparkline("D9", {"range": "表!A9:B9"})), SHEET, "<xm:(?:f|sqref)>(.*?)<", ["表!A11:B11", "D11"]),
    "dates of sparklines": (book(lambda b, s: s.add_sparkline("D9", {"range": "表!A9:B9", "date_axis": "表!A9:B9"})), SHEET, "<xm:f>(.*?)<", ["表!A11:B11"] * 2),
    "form controls": (book(changes=after_data(f'<controls xmlns:r="{RELS}"><control shapeId="1" r:id="rId9" name="c"><controlPr linkedCell="$B$9" listFillRange="$A$9:$A$10"/></control></controls>')),
                      SHEET, 'linkedCell="(.*?)" listFillRange="(.*?)"', [("$B$11", "$A$11:$A$12")]),
    "tables": (book(table), "xl/tables/table1.xml", ' ref="(.*?)"', ["A2:C8", "A2:C7"]),
    "formulas of table columns": (book(table), "xl/tables/table1.xml", "<calculatedColumnFormula>(.*?)<", ["B$11*2"]),
    "boxes that move and size": (book(box(1)), DRAWING, "<xdr:row>(.*?)<", ["10", "12"]),
    "boxes that move": (book(box(2)), DRAWING, "<xdr:row>(.*?)<", ["10", "12"]),
    "boxes that stay": (book(box(3)), DRAWING, "<xdr:row>(.*?)<", ["8", "10"]),
    "boxes that show a cell": (book(box(1)), DRAWING, 'textlink="(.*?)"', ["$A$11"]),
    "charts": (book(chart), "xl/charts/chart1.xml", "<c:f>(.*?)<", ["表!$A$11", "表!$A$3:$A$7", "表!$B$3:$B$7"]),
    "points of charts": (book(chart), "xl/charts/chart1.xml", "<c:v>(.*?)<", ["末", *(f"户{i}" for i in range(1, 6)), *map(str, range(1, 6))]),
    "comments": (book(lambda b, s: s.write_comment("A9", "批")), "xl/comments1.xml", 'comment ref="(.*?)"', ["A11"]),
    "boxes of comments": (book(lambda b, s: s.write_comment("A9", "批")), "xl/drawings/vmlDrawing1.vml", "<x:Row>(.*?)<", ["10"]),
    "threaded comments": (book(added={"xl/threadedComments/t1.xml": '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A9" id="{1}"/></ThreadedComments>',
                                      **rel(SHEET, "threadedComment", "../threadedComments/t1.xml")}),
                          "xl/threadedComments/t1.xml", 'ref="(.*?)"', ["A11"]),
    "pivot sources": (book(added={"xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource ref="A2:B5" sheet="表"/></cacheSource></pivotCacheDefinition>'}),
                      "xl/pivotCache/pivotCacheDefinition1.xml", ' ref="(.*?)"', ["A2:B7"]),
    "pivot sources of several ranges": (book(added={"xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="consolidation"><consolidation><rangeSets><rangeSet ref="A2:B5" sheet="表"/></rangeSets></consolidation></cacheSource></pivotCacheDefinition>'}),
                                        "xl/pivotCache/pivotCacheDefinition1.xml", ' ref="(.*?)"', ["A2:B7"]),
    "names": (book(lambda b, s: (b.define_name("户", "=表!$A$4"), b.define_name("末", "=表!$A$9"))), BOOK, "<definedName [^>]*>(.*?)<", ["表!$A$3:$A$7", "表!$A$11"]),
    "print areas and titles": (book(lambda b, s: (s.print_area("A1:B9"), s.repeat_rows(8))), BOOK, "<definedName [^>]*>(.*?)<", ["表!$A$1:$B$11", "表!$11:$11"]),
    "links of shapes": (book(lambda b, s: s.insert_textbox("E9", "文", {"url": "internal:'表'!B9"})), "xl/drawings/_rels/drawing1.xml.rels", 'Target="(.*?)"', ["#表!B11"]),
}  # fmt: skip


@pytest.mark.parametrize("entry", MOVES)
def test_it_moves(entry):
    data, where, pattern, expected = MOVES[entry]
    assert re.findall(pattern, part(compiled(data).render(FACTS), where), re.DOTALL) == expected


PIVOT = {
    "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}"><location ref="A9:B12"/></pivotTableDefinition>',
    **rel(SHEET, "pivotTable", "../pivotTables/pivotTable1.xml"),
}
QUERY = {"xl/queryTables/q1.xml": "<queryTable/>", **rel("xl/tables/table1.xml", "queryTable", "../queryTables/q1.xml")}
REFUSED = {
    "references through sheets": (book(cells={**CELLS, "D9": "=SUM(表:别!B9)"}), "XL108"),
    "names through sheets": (book(lambda b, s: b.define_name("总", "=SUM(表:别!$B$9)")), "XL108"),
    "conditional formats through sheets": (
        book(lambda b, s: s.conditional_format("B9", {"type": "formula", "criteria": "=SUM(表:别!B9)>1", "format": b.add_format()})), "XL108"),
    "what-if tables": (book(cells={**CELLS, "D9": "=B9"}, changes={SHEET: ("<f>B9</f>", '<f t="dataTable" ref="D9:D10" dt2D="0" r1="B9"/>')}), "XL109"),
    "scenarios": (book(changes=after_data('<scenarios><scenario name="s"><inputCells r="B9" val="1"/></scenario></scenarios>')), "XL116"),
    "smart tags": (book(changes=after_data('<smartTags><cellSmartTags r="B9"/></smartTags>')), "XL116"),
    "web publishing": (book(changes=after_data('<webPublishItems count="1"><webPublishItem sourceRef="B9"/></webPublishItems>')), "XL116"),
    "data consolidation": (book(changes={OTHER: ("</sheetData>", '</sheetData><dataConsolidate><dataRefs><dataRef ref="A4:B9" sheet="表"/></dataRefs></dataConsolidate>')}), "XL116"),
    "pivot tables below the rows": (book(added=PIVOT), "XL116"),
    "query tables": (book(table, added=QUERY), "XL116"),
    "cells mapped to XML": (book(added={"xl/tables/tableSingleCells1.xml": "<singleXmlCells/>", **rel(SHEET, "tableSingleCells", "../tables/tableSingleCells1.xml")}), "XL116"),
    "sheet views": (book(added={"xl/namedSheetViews/n1.xml": "<namedSheetViews/>", **rel(SHEET, "namedSheetView", "../namedSheetViews/n1.xml")}), "XL116"),
    "data model": (book(added={"xl/model/item.data": "x"}), "XL116"),
    "revisions of a shared workbook": (book(added={"xl/revisions/revisionHeaders.xml": "<headers/>"}), "XL116"),
    "real-time data": (book(added={"xl/volatileDependencies.xml": "<volTypes/>"}), "XL116"),
    "bindings of add-ins": (book(added={"xl/webextensions/webextension1.xml": "<x/>"}), "XL116"),
    "charts of newer kinds": (book(added={"xl/charts/chartEx1.xml": '<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"><cx:f>表!$B$4:$B$9</cx:f></cx:chartSpace>'}), "XL111"),
}  # fmt: skip


@pytest.mark.parametrize("entry", REFUSED)
def test_it_is_refused(entry):
    data, code = REFUSED[entry]
    template = compile_workbook(data, name="台账.xlsx", names=Names({}, {}), formats={})
    assert {p.code for p in template.problems} == {code}


def test_rare_guests_may_stay_where_no_rows_move():
    template = compile_workbook(
        book(cells={"A1": "{{ bank }}"}, changes=after_data("<scenarios/>"), added={**PIVOT, "xl/model/item.data": "x"}),
        name="t.xlsx", names=Names({}, {}), formats={},
    )  # fmt: skip
    assert not template.problems


def test_a_pivot_table_above_the_rows_may_stay():
    above = {name: text.replace("A9:B12", "D1:E2") for name, text in PIVOT.items()}
    assert not compile_workbook(book(added=above), name="t.xlsx", names=Names({}, {}), formats={}).problems
