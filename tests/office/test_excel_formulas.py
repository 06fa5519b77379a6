"""Formulas: how their references move, and which of their values are stored."""

from __future__ import annotations

import io
import zipfile

import pytest
from excel_drawing import book_of, cells_of, drawn, filled, found_in, part, repacked
from hypothesis import given
from hypothesis import strategies as st

from pipeline.office.excel import compile_workbook
from pipeline.office.excel.book.reference import parse_area, parse_formula
from pipeline.office.template import Names

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("formula", "shifted"),
    [
        ("SUM(D5:D5)+LOG10(A1)", "SUM(D7:D7)+LOG10(A3)"),
        ('"D5 & A1"&A1', '"D5 & A1"&A3'),
        ("'a b''c'!$A$1+'a b''c'!A1", "'a b''c'!$A$1+'a b''c'!A3"),
        ("表!A1:B2", "表!A3:B4"),
        ("$A1+A$1", "$A3+A$1"),
        ("A:A+$3:4", "A:A+$3:6"),
        ("台账[金额]*台账[[#This Row],[数 A1]]", "台账[金额]*台账[[#This Row],[数 A1]]"),
        ("[1]Sheet!A1+Jan:Mar!A1", "[1]Sheet!A1+Jan:Mar!A1"),
        ("{1,2;3,4}+TRUE+1E5+_xlfn.IFS(A1,1)", "{1,2;3,4}+TRUE+1E5+_xlfn.IFS(A3,1)"),
        ("A1048575", "#REF!"),
        ("利率*A1", "利率*A3"),
        ('IF(A1 >= 3,,"")', 'IF(A3 >= 3,,"")'),
    ],
)
def test_only_relative_references_move_with_a_copy(formula, shifted):
    assert parse_formula(formula).shifted(2, 0).text == shifted


@pytest.mark.parametrize("text", ["A1", "$B$2:C30", "'3月'!A1", "'it''s'!$A:$B", "Data!1:9", "XFD1048576"])
def test_a_reference_is_written_as_it_was_read(text):
    area = parse_area(text)
    assert area is not None
    assert area.text() == text


@given(st.text(alphabet="ABC$12:!'\"+(), 表[]#", max_size=24))
def test_any_text_is_read_and_unmoved_stays_as_it_is(text):
    assert parse_formula(text).moved(lambda area: area.text()).casefold().count("$") == text.count("$")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:A6)", 10.5), ("=AVERAGE(A1:A3)", 2), ("=COUNT(A1:A6)", 4), ("=COUNTA(A1:A6)", 6),
        ("=COUNTBLANK(A1:A7)", 1), ("=MIN(A1:A6)", 1), ("=MAX(A1:A6,9)", 9), ("=SUBTOTAL(9,A1:A3)", 6),
        ("=SUBTOTAL(103,A1:A3)", 3), ("=SUM(A9:A10)", 0), ("=MEDIAN(A1:A3)", 2),
        ("=A1+A2*A3^2", 19), ("=-A2^2", 4), ("=(A1+A2)*A3", 9), ("=50%", 0.5), ("=A3-A2-A1", 0), ("=10/4", 2.5),
        ("=A1/0", "#DIV/0!"), ('=IFERROR(A1/0,"—")', "—"), ("=IFERROR(A1/A2,0)", 0.5), ("=A4+1", "#VALUE!"),
        ('=IF(A1>0,"有","无")', "有"), ("=IF(A1>A2,1)", False), ("=IF(A5,A2,A3)", 2), ("=IF(A7=0,1,2)", 1),
        ('=A4="YES"', True), ("=A4<>A4", False), ('=A1&"/"&A6', "1/4.5"), ('="甲"&A7&TRUE', "甲TRUE"),
        ("=ROUND(2.675,2)", 2.68), ("=ROUND(-2.5,0)", -3), ("=ROUNDUP(1.01,1)", 1.1), ("=ROUNDDOWN(1.99,1)", 1.9),
        ("=ABS(-3)", 3), ("=INT(-1.5)", -2), ("=MOD(-3,2)", 1), ("=AND(A1>0,A2>0)", True), ("=OR(A1>1,FALSE)", False),
        ("=NOT(A5)", False), ('=COUNTIF(A1:A6,">=2")', 3), ('=COUNTIF(A1:A6,"y*")', 1), ('=COUNTIF(A1:A6,"<>yes")', 5),
        ('=SUMIF(A1:A3,">1")', 5), ('=SUMIF(A1:A3,">1",B1:B3)', 50), ('=SUMIFS(B1:B3,A1:A3,">1",B1:B3,"<30")', 20),
        ("=RANK(A2,A1:A3)", 2), ("=RANK(A2,A1:A3,1)", 2), ("=COUNTIFS(A1:A3,A2,B1:B3,20)", 1),
        ("=SUM(1,TRUE,A1)", 3), ("=1=1", True), ("=0.1+0.2=0.3", True),
        ("=VLOOKUP(2,A1:B3,2,FALSE)", 20), ('=VLOOKUP("YES",A4:B4,1,0)', "yes"), ("=VLOOKUP(9,A1:B3,2,0)", "#N/A"),
        ('=IFERROR(VLOOKUP("2",A1:B3,2,0),"无")', "无"), ("=VLOOKUP(1,A1:B3,5,0)", "#REF!"), ("=MATCH(3,A1:A3,0)", 3),
        ("=INDEX(B1:B3,2)", 20), ("=INDEX(A1:B3,3,2)", 30), ("=INDEX(A1:B1,2)", 10), ("=INDEX(A1:B3,4,1)", "#REF!"),
        ("=INDEX(B:B,MATCH(2,A:A,0))", 20), ("=VLOOKUP(4.5,A1:B7,2,0)", 0),
        ("=SUM(B1,VLOOKUP(3,A:B,2,0))", 40),
        ('=IF(A7="","空",1)', "空"), ('="3"+1', 4), ('=LEN("四个汉字")', 4), ("=ISBLANK(A7)", True),
    ],
)  # fmt: skip
def test_values_are_stored_as_excel_computes_them(formula, value):
    cells = {"A1": 1, "A2": 2, "A3": 3, "A4": "yes", "A5": True, "A6": 4.5, "B1": 10, "B2": 20, "B3": "{{ thirty }}"}
    out = filled(drawn({"表": {**cells, "D1": formula}}), {"thirty": 30})
    stored = cells_of(out, values=True).get("D1")
    assert (stored, type(stored)) == (value, type(value)) or stored == pytest.approx(value)


@pytest.mark.parametrize(
    "formula",
    [
        "=VLOOKUP(1,A1:B3,2)",
        '=VLOOKUP("a*",A1:B3,2,FALSE)',
        "=MATCH(1,A1:A3)",
        "=INDEX(A1:B3,0,1)",
        "=TODAY()",
        "=A1:A3*2",
        '="1,234"+1',
        '=COUNTIF(A1:A1,">80%")',
        '=INDIRECT("A1")',
        "=D1",
        "=D2",
        "=[1]Sheet!A1+1",
        "=利率*2",
    ],
)
def test_a_value_that_only_excel_can_compute_is_left_out(formula):
    out = filled(drawn({"表": {"A1": "{{ v }}", "D1": formula, "D2": "=D1+1"}}), {"v": 1})
    assert found_in(out, SHEET, r'<c r="D\d"[^>]*><f>[^<]*</f>(<v>)?') == ["", ""]


@pytest.mark.parametrize(
    ("formula", "value"),
    [("XLOOKUP(2,A1:A2,B1:B2)", 20), ('XLOOKUP(9,A1:A2,B1:B2,"无")', "无"), ("XLOOKUP(9,A1:A2,B1:B2)", "#N/A")],
)
def test_functions_of_newer_versions_have_a_prefix_in_the_file(formula, value):
    """XlsxWriter would make an array formula of it, Excel does not."""
    data = drawn({"表": {"A1": "{{ v }}", "A2": 2, "B1": 10, "B2": 20, "D1": "=ABS(1)"}})
    out = filled(repacked(data, {SHEET: ("ABS(1)", f"_xlfn.{formula}")}), {"v": 1})
    assert cells_of(out, values=True)["D1"] == value


def test_excel_is_told_to_compute_everything_and_the_chain_goes():
    data = drawn({"表": {"A1": "{{ v }}", "A2": "=A1"}})
    chained = _with_calculation_chain(data)
    out = filled(chained, {"v": 1})
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
    assert "calcChain" not in part(out, "[Content_Types].xml") + part(out, "xl/_rels/workbook.xml.rels")
    assert found_in(out, "xl/workbook.xml", r"<calcPr[^>]*>") == ['<calcPr calcId="124519" fullCalcOnLoad="1"/>']
    assert book_of(out).calculation.fullCalcOnLoad


def _with_calculation_chain(data: bytes) -> bytes:
    """As Excel saves it."""
    additions = {
        "[Content_Types].xml": (
            "</Types>",
            '<Override PartName="/xl/calcChain.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            '<Relationship Id="rId99" Target="calcChain.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"/></Relationships>',
        ),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            target.writestr(name, text.replace(*additions[name]) if name in additions else text)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        target.writestr("xl/calcChain.xml", f'<calcChain xmlns="{main}"><c r="A2" i="1"/></calcChain>')
    return buffer.getvalue()


def test_shared_formulas_become_plain_ones():
    data = drawn({"表": {**LIST, "B4": "=A6+1", "B5": "=A7+1", "A6": 6, "A7": 7}})
    text = part(data, SHEET).replace("<f>A6+1</f>", '<f t="shared" ref="B4:B5" si="0">A6+1</f>')
    shared = text.replace("<f>A7+1</f>", '<f t="shared" si="0"/>')
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, shared if name == SHEET else source.read(name))
    found = cells_of(filled(buffer.getvalue(), {"rows": [1, 2]}))
    assert (found["B3"], found["B4"]) == ("=A5+1", "=A6+1")


def test_array_formulas_keep_their_kind_and_move():
    def arrays(book, sheets):
        sheets["表"].write_array_formula("B6:B6", "{=SUM(A2:A2*2)}")
        sheets["表"].write_dynamic_array_formula("C6", "=SORT(A2:A2)")

    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}"}
    out = filled(drawn({"表": cells}, arrays), {"rows": [1, 2, 3, 4]})
    assert found_in(out, SHEET, r'<c r="B7"><f t="array" ref="(\w+)">([^<]*)</f></c>') == [("B7", "SUM(A1:A4*2)")]
    assert found_in(out, SHEET, r'<c r="C7" cm="1"><f t="array" ref="(\w+)">([^<]*)</f></c>') == [
        ("C7", "_xlfn._xlws.SORT(A1:A4)")
    ]


LIST = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}", "A4": "=SUM(A2:A2)"}


def test_formulas_of_other_sheets_follow_and_sheets_without_them_stay_as_they_are():
    sheets = {
        "3月 台账": LIST,
        "总览": {"A1": "='3月 台账'!A4", "A2": "=SUM('3月 台账'!A2:A2)", "A3": "='3月 台账'!A2", "A4": "=A1*2"},
        "更远": {"A1": "=总览!A2+1"},
        "无关": {"A1": 1, "B1": "=A1+1"},
    }
    data = drawn(sheets)
    out = filled(data, {"rows": [1, 2, 3]})
    assert cells_of(out, "总览") == {
        "A1": "='3月 台账'!A4", "A2": "=SUM('3月 台账'!A1:A3)", "A3": "='3月 台账'!A1", "A4": "=A1*2",
    }  # fmt: skip
    assert cells_of(out, "总览", values=True) == {"A1": 6, "A2": 6, "A3": 1, "A4": 12}
    assert cells_of(out, "更远", values=True) == {"A1": 7}
    assert part(out, "xl/worksheets/sheet4.xml") == part(data, "xl/worksheets/sheet4.xml")


def test_a_reference_through_several_sheets_is_refused():
    data = drawn({"一月": LIST, "二月": {"A1": 1}, "合计": {"A1": "=SUM(一月:二月!A4)"}})
    problems = compile_workbook(data, name="x.xlsx", names=Names({}, {}), formats={}).problems
    assert [(p.code, str(p.place)) for p in problems] == [("XL108", "x.xlsx › 合计 › A1")]


def test_running_totals_and_long_columns_are_computed():
    cells = {**LIST, "B2": "=A2*2", "C2": "=SUM(A$2:A2)", "B4": "=SUM(B2:B2)", "C4": "=A2"}
    found = cells_of(filled(drawn({"表": cells}), {"rows": list(range(1, 301))}), values=True)
    assert found["C300"] == sum(range(1, 301)) == found["A301"]
    assert found["B301"] == 2 * found["A301"]


def test_a_reference_to_the_row_of_a_loops_tag_is_to_the_row_above_or_below():
    cells = {"A1": "起", **{f"{a[0]}{int(a[1]) + 1}": v for a, v in LIST.items()}, "B3": "=A3+N(B2)", "C3": "=A4"}
    cells["A5"] = "=SUM(A3:A3)"
    out = filled(drawn({"表": cells}), {"rows": [1, 2, 3]})
    found = cells_of(out)
    assert [found[f"B{row}"] for row in (2, 3, 4)] == ["=A2+N(B1)", "=A3+N(B2)", "=A4+N(B3)"]
    assert [found[f"C{row}"] for row in (2, 3, 4)] == ["=A3", "=A4", "=A5"]
    assert [cells_of(out, values=True)[f"B{row}"] for row in (2, 3, 4)] == [1, 3, 6]


def test_formulas_on_sheets_that_stay_as_they_are_are_computed_where_others_read_them():
    others = {"参数": {"A1": 3, "B1": "=更远!A1+A1"}, "更远": {"A1": "=2^2"}}
    sheets = {"表": {"A1": "{{ v }}", "B1": "=A1*参数!B1"}, **others}
    assert cells_of(filled(drawn(sheets), {"v": 10}), "表", values=True)["B1"] == 70


def test_text_results_are_escaped():
    out = filled(drawn({"表": {"A1": "{{ v }}", "B1": '=A1&"<&>"'}}), {"v": "a&b"})
    assert cells_of(out, values=True)["B1"] == "a&b<&>"
    assert cells_of(out)["B1"] == '=A1&"<&>"'


def test_cells_that_an_array_formula_fills_keep_nothing_of_the_template():
    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}", "C6": "=SUM(B6:B7)"}

    def array(book, sheets):
        sheets["表"].write_array_formula("B6:B7", "{=A2:A3*2}", None, 4)
        sheets["表"].write_number("B7", 4)

    out = filled(drawn({"表": cells}, array), {"rows": [5, 6]})
    values = cells_of(out, values=True)
    assert "B6" not in values and "B7" not in values and "C6" not in values  # Excel fills them, and then the sum


def test_what_leaves_out_hidden_rows_is_left_to_excel():
    cells = {
        "A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}", "B5": "=SUBTOTAL(109,A2:A2)",
        "B6": "=SUBTOTAL(9,A2:A2)", "B7": "=SUBTOTAL(103,B5:B6)",
    }  # fmt: skip
    shown = [drawn({"表": cells}, lambda b, s, h=h: s["表"].set_row(1, None, None, {"hidden": h})) for h in (0, 1)]
    values = [cells_of(filled(data, {"rows": [5, 6]}), values=True) for data in shown]
    assert [("B4" in found, found["B5"]) for found in values] == [(True, 11), (False, 11)]
