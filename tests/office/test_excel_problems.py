"""What is wrong with a workbook template is said at once, with its place, and never as a traceback."""

from __future__ import annotations

import io

import docx
import pytest
from excel_drawing import DATE, compiled, drawn, repacked

from pipeline import language
from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names
from pipeline.problems import Stop

NAMES = Names({"支行": "branch", "客户经理": "officers"}, {"咨询量": "enquiries"})
LOOP = {"A2": "{%tr for r in rows %}", "A3": "{{ r.n }}", "A4": "{%tr endfor %}"}


def problems_of(cells, prepare=None, formats=None, sheet="3月"):
    template = compile_workbook(drawn({sheet: cells}, prepare), name="台账.xlsx", names=NAMES, formats=formats or {})
    return [(p.code, str(p.place)) for p in template.problems]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"C4": "{{ branch"}, [("XL104", "台账.xlsx › 3月 › C4")]),
        ({"C4": "branch }} x"}, [("XL104", "台账.xlsx › 3月 › C4")]),
        ({"C4": "{{ 1 + }}"}, [("TL112", "台账.xlsx › 3月 › C4 › {{ 1 + }}")]),
        ({"C4": "{% if branch %}x"}, [("TL104", "台账.xlsx › 3月 › C4 › {% if branch %}")]),
        ({"C4": "{{ branch|nofilter }}"}, [("TL102", "台账.xlsx › 3月 › C4 › {{ branch|nofilter }}")]),
        ({"A1": "{%tr for r in rows %}", "A2": "x"}, [("TL104", "台账.xlsx › 3月 › A1 › {%tr for r in rows %}")]),
        ({"A1": "{%tr endfor %}"}, [("TL105", "台账.xlsx › 3月 › A1 › {%tr endfor %}")]),
        ({**LOOP, "D2": "合计"}, [("XL102", "台账.xlsx › 3月 › D2")]),
        ({**LOOP, "D4": "=A3"}, [("XL102", "台账.xlsx › 3月 › D4")]),
        ({"B2": "{%tc for x in y %}"}, [("TL104", "台账.xlsx › 3月 › B2 › {%tc for x in y %}")]),
        ({"A1": "{%sheet b in branches, name b.name %}"}, []),
        ({"A1": "{%sheet b of branches %}"}, [("XL112", "台账.xlsx › 3月 › A1")]),
        ({"A2": "{%sheet b in branches, name b.name %}"}, [("XL113", "台账.xlsx › 3月 › A2")]),
        ({"A1": "{%tr macro m() %}", "A2": "x", "A3": "{%tr endmacro %}"}, [("XL103", "台账.xlsx › 3月 › A1")]),
        ({"A1": "{{ day }}"}, [("XL105", "台账.xlsx › 3月 › A1")]),
        ({"A1": ("{{ day }}", DATE)}, []),
        ({"A1": ("{{ day }}", '[$-804]yyyy"年"m"月"')}, []),
        ({"A1": ("{{ day }}", '0.00"d"')}, [("XL105", "台账.xlsx › 3月 › A1")]),
        ({"A1": "截至 {{ day }}"}, []),
        ({"A1": "=IF(A2,\"{{ branch }}\",1)", "A2": "{{ branch }}"}, [("XL107", "台账.xlsx › 3月 › A1")]),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_cell(cells, expected):
    found = problems_of(cells, formats={"day": "date"})
    assert [f for f in found if f in expected] == expected
    assert len(found) == len(expected) or any(code == "XL103" for code, _ in found)


def test_a_tag_in_a_sheets_name_is_refused():
    assert problems_of({"A1": 1}, sheet="{{ branch }}") == [("XL110", "台账.xlsx › {{ branch }}")]


def test_all_faults_of_all_sheets_are_found_at_once():
    sheets = {"甲": {"A1": "{{ branch|no }}", "B1": "{{ x"}, "乙": {"C3": "{{ 2 + }}"}}
    template = compile_workbook(drawn(sheets), name="台账.xlsx", names=NAMES, formats={})
    assert sorted(p.place.sheet + p.place.cell for p in template.problems) == ["乙C3", "甲A1", "甲B1"]
    with pytest.raises(Stop):
        template.render({})


def test_a_misspelt_name_is_found_with_the_nearest():
    template = compiled(drawn({"3月": {"C4": "{{ 支航 }}"}}), names=NAMES)
    with pytest.raises(Stop) as stop:
        template.render({"branch": "城东", "officers": []})
    (found,) = stop.value.problems
    assert (found.code, found.values["near"]) == ("TL201", "支行")
    assert str(found.place) == "台账.xlsx › 3月 › C4 › {{ 支航 }}"


def test_a_misspelt_field_in_a_repeated_row_is_found():
    cells = {"A1": "{%tr for 人 in 客户经理 %}", "A2": "{{ 人.咨洵量 }}", "A3": "{%tr endfor %}"}
    template = compiled(drawn({"3月": cells}), names=NAMES)
    with pytest.raises(Stop) as stop:
        template.render({"officers": [{"enquiries": 1}, {"enquiries": 2}]})
    assert [(p.code, p.place.cell, p.values["near"]) for p in stop.value.problems] == [("TL202", "A2", "咨询量")]


def test_a_tag_in_a_tables_header_is_refused():
    def table(book, sheets):
        columns = [{"header": "姓名"}, {"header": "数"}]
        sheets["3月"].add_table("A1:B4", {"columns": columns})
        sheets["3月"].write("A1", "{{ branch }}")

    assert ("XL106", "台账.xlsx › 3月 › A1") in problems_of(LOOP, table)


@pytest.mark.parametrize("where", ["validation", "format"])
def test_a_tag_where_nothing_reads_it_is_refused(where):
    def act(book, sheets):
        if where == "validation":
            sheets["3月"].data_validation("B1", {"validate": "list", "source": ["{{ a }}", "b"]})
        else:
            rule = {"type": "formula", "criteria": '=A1="{{ a }}"', "format": book.add_format({"bold": True})}
            sheets["3月"].conditional_format("B1", rule)

    assert problems_of({"A1": "{{ branch }}"}, act) == [("XL110", "台账.xlsx › 3月")]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "WD002"), (b"<html>", "WD002"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, "WD003")]
)
def test_what_is_no_workbook_is_said_so(data, code):
    with pytest.raises(Stop) as stop:
        compile_workbook(data, name="x.xlsx", names=NAMES, formats={})
    assert [p.code for p in stop.value.problems] == [code]


def test_a_word_document_is_no_workbook():
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with pytest.raises(Stop) as stop:
        compile_workbook(buffer.getvalue(), name="x.xlsx", names=NAMES, formats={})
    assert [p.code for p in stop.value.problems] == ["XL101"]


def test_too_many_rows_are_a_problem():
    cells = {**LOOP, "A1048576": "末"}
    with pytest.raises(Stop) as stop:
        compiled(drawn({"3月": cells})).render({"rows": [{"n": i} for i in range(9)]})
    assert [p.code for p in stop.value.problems] == ["XL202"]


def test_every_problem_has_its_texts_in_both_languages():
    for code, texts in language.catalogue().items():
        if code.startswith("XL"):
            assert all(texts[lang].what and texts[lang].fix for lang in ("zh", "en")), code


def table_of(area, headers, **options):
    columns = [{"header": header} for header in headers]
    return lambda book, sheets: sheets["3月"].add_table(area, {"name": "流水", "columns": columns, **options})


@pytest.mark.parametrize(
    ("cells", "prepare", "expected"),
    [
        ({**LOOP, "B3": "{{ r.m }}", "B1": "乙"}, table_of("A1:A4", ["甲"]), [("XL122", "B3")]),
        ({**LOOP, "C3": "{{ r.m }}", "C1": "乙"}, table_of("A1:A4", ["甲"]), []),
        ({**LOOP, "A5": "=SUM(A3:A3)"}, table_of("A1:A5", ["甲"]), [("XL121", "A5")]),
        ({**LOOP, "A5": "=SUM(A3:A3)"}, table_of("A1:A4", ["甲"]), []),
        ({**LOOP, "A5": "=SUM(A3:A3)"}, lambda b, s: s["3月"].autofilter("A1:B5"), [("XL121", "A5")]),
        ({**LOOP, "A5": "=SUM(A3:A3)"}, lambda b, s: s["3月"].autofilter("A1:B4"), []),
        ({**LOOP, "A5": "=A9"}, lambda b, s: s["3月"].autofilter("A1:B5"), []),
    ],
)
def test_tables_and_filters_that_will_go_wrong_are_warned_of(cells, prepare, expected):
    template = compile_workbook(drawn({"3月": cells}, prepare), name="台账.xlsx", names=NAMES, formats={})
    assert [(p.code, p.place.cell, p.level) for p in template.problems] == [(c, a, "warning") for c, a in expected]


def test_two_columns_of_one_name_are_an_error():
    data = drawn({"3月": {**LOOP, "A1": "x"}}, table_of("A1:B4", ["Sum", "sUm2"]))
    broken = repacked(data, {"xl/tables/table1.xml": ('name="sUm2"', 'name="sUM"')})
    template = compile_workbook(broken, name="台账.xlsx", names=NAMES, formats={})
    assert [(p.code, p.level) for p in template.problems] == [("XL120", "error")]


def linked(address):
    return lambda book, sheets: sheets["3月"].write_url("C3", address, string="看")


@pytest.mark.parametrize(
    ("cells", "prepare", "expected"),
    [
        ({**LOOP, "A1": "{%tr if a %}", "A5": "{%tr endif %}"}, table_of("A3:A3", ["甲"], header_row=False), []),
        ({"A1": "{%tr if a %}", "A4": "{%tr endif %}"}, table_of("A2:A3", ["甲"]), [("XL123", "A2")]),
        ({**LOOP, "A3": "x"}, table_of("A1:A3", ["甲"], total_row=True), [("XL123", "A1")]),
        (LOOP, lambda b, s: s["3月"].merge_range("A3:B3", "{% vm r.n %}{{ r.n }}"), [("XL119", "A3")]),
        ({**LOOP, "A3": "{% vm r.n %}{{ r.n }}"}, table_of("A1:A4", ["甲"]), [("XL124", "A3")]),
        (LOOP, linked("https://example.com/{{ r.n }}"), [("XL110", "")]),
        (LOOP, linked("internal:3月!{{ r.n }}"), [("XL110", "")]),
        (LOOP, linked("https://example.com/"), []),
    ],
)  # fmt: skip
def test_what_excel_would_have_to_repair_is_refused(cells, prepare, expected):
    template = compile_workbook(drawn({"3月": cells}, prepare), name="台账.xlsx", names=NAMES, formats={})
    assert [(p.code, p.place.cell) for p in template.problems if p.level == "error"] == expected


def test_a_table_holds_no_merged_cells():
    data = drawn({"3月": {**LOOP, "D9": 1}}, table_of("A1:B4", ["甲", "乙"]))
    merges = '</sheetData><mergeCells count="2"><mergeCell ref="B4:C4"/><mergeCell ref="C1:D1"/></mergeCells>'
    template = compile_workbook(
        repacked(data, {"xl/worksheets/sheet1.xml": ("</sheetData>", merges)}),
        name="台账.xlsx",
        names=NAMES,
        formats={},
    )
    assert [(p.code, p.place.cell, p.found) for p in template.problems] == [("XL124", "B4", "B4:C4")]
