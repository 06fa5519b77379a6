"""Repeated, chosen and nested rows, and everything that refers to rows moving with them."""

from __future__ import annotations

import pytest
from excel_drawing import book_of, cells_of, compiled, drawn, filled, found_in, part, repacked
from hypothesis import given, settings
from hypothesis import strategies as st

SHEET = "xl/worksheets/sheet1.xml"
LIST = {
    "A1": "姓名", "B1": "数",
    "A2": "{%tr for r in rows %}",
    "A3": "{{ r.name }}", "B3": "{{ r.n }}",
    "A4": "{%tr endfor %}",
    "A5": "合计", "B5": "=SUM(B3:B3)",
}  # fmt: skip


def facts(*numbers):
    return {"rows": [{"name": f"户{i}", "n": n} for i, n in enumerate(numbers, 1)]}


def prepared(act):
    """A template of LIST with something else on its sheet."""
    return drawn({"表": LIST}, lambda book, sheets: act(book, sheets["表"]))


@pytest.mark.parametrize("numbers", [(5,), (1, 2, 3), tuple(range(40))])
def test_the_row_repeats_and_the_tag_rows_vanish(numbers):
    cells = cells_of(filled(drawn({"表": LIST}), facts(*numbers)))
    n = len(numbers)
    assert [cells[f"B{row}"] for row in range(2, 2 + n)] == list(numbers)
    assert cells[f"A{n + 2}"] == "合计"
    assert cells[f"B{n + 2}"] == f"=SUM(B2:B{n + 1})"
    assert f"A{n + 3}" not in cells


def test_an_empty_list_leaves_one_blank_row_where_something_covers_it():
    out = filled(drawn({"表": LIST}), facts())
    assert cells_of(out) == {"A1": "姓名", "B1": "数", "A3": "合计", "B3": "=SUM(B2:B2)"}
    assert cells_of(out, values=True)["B3"] == 0


def test_an_empty_list_that_nothing_covers_leaves_nothing():
    cells = {key: value for key, value in LIST.items() if key != "B5"}
    assert cells_of(filled(drawn({"表": cells}), facts())) == {"A1": "姓名", "B1": "数", "A2": "合计"}


def test_rows_and_cells_are_numbered_in_order():
    out = filled(drawn({"表": {**LIST, "C9": 1, "A12": "末"}}), facts(1, 2, 3))
    rows = [int(n) for n in found_in(out, SHEET, r'<row r="(\d+)"')]
    assert rows == [1, 2, 3, 4, 5, 9, 12]
    assert found_in(out, SHEET, r'<row r="(\d+)"[^>]*><c r="[A-Z]+(\d+)"') == [(str(n), str(n)) for n in rows]
    assert cells_of(out)["A12"] == "末"


def test_several_blocks_follow_each_other():
    cells = {
        "A1": "{%tr for r in rows %}", "A2": "{{ r.n }}", "A3": "{%tr endfor %}", "A4": "=SUM(A2:A2)",
        "A6": "{%tr for r in rows %}", "A7": "{{ r.n * 10 }}", "A8": "{%tr endfor %}", "A9": "=SUM(A7:A7)+A4",
        "A10": "=SUM(A2:A7)",
    }  # fmt: skip
    out = filled(drawn({"表": cells}), facts(1, 2, 3))
    found = cells_of(out)
    assert [found.get(f"A{i}") for i in range(1, 11)] == [
        1, 2, 3, "=SUM(A1:A3)", None, 10, 20, 30, "=SUM(A6:A8)+A4", "=SUM(A1:A8)",
    ]  # fmt: skip
    values = cells_of(out, values=True)
    assert (values["A4"], values["A9"], values["A10"]) == (6, 66, 72)


@pytest.mark.parametrize(("late", "rows"), [(True, ["甲", "逾期", "乙"]), (False, ["甲", "正常", "乙"])])
def test_rows_are_chosen_by_conditions(late, rows):
    cells = {
        "A1": "甲", "A2": "{%tr if late %}", "A3": "逾期", "A4": "{%tr else %}", "A5": "正常", "A6": "{%tr endif %}",
        "A7": "乙",
    }  # fmt: skip
    assert list(cells_of(filled(drawn({"表": cells}), {"late": late})).values()) == rows


def test_several_tags_may_share_a_row():
    cells = {
        "A1": "{%tr for r in rows %}{%tr if r.n > 1 %}",
        "A2": "{{ r.n }}",
        "A3": "{%tr endif %}",
        "B3": "{%tr endfor %}",
    }
    assert cells_of(filled(drawn({"表": cells}), facts(1, 2, 3))) == {"A1": 2, "A2": 3}


GROUPS = {
    "A1": "{%tr for g in groups %}",
    "A2": "{{ g.name }}",
    "A3": "{%tr for r in g.rows %}",
    "A4": "{{ r.n }}", "B4": "=A4/A6", "C4": "=SUM(A$4:A4)", "D4": "=A2",
    "A5": "{%tr endfor %}",
    "A6": "=SUM(A4:A4)",
    "A7": "{%tr endfor %}",
    "A8": "=SUM(A4:A4)", "A9": "=SUM(A2:A6)",
}  # fmt: skip


def test_formulas_in_groups_stay_with_their_group():
    groups = [{"name": "城东", "rows": [{"n": 1}, {"n": 3}]}, {"name": "城西", "rows": [{"n": 5}]}]
    found = cells_of(filled(drawn({"表": GROUPS}), {"groups": groups}))
    assert found == {
        "A1": "城东",
        "A2": 1, "B2": "=A2/A4", "C2": "=SUM(A$2:A2)", "D2": "=A1",
        "A3": 3, "B3": "=A3/A4", "C3": "=SUM(A$2:A3)", "D3": "=A1",
        "A4": "=SUM(A2:A3)",
        "A5": "城西",
        "A6": 5, "B6": "=A6/A7", "C6": "=SUM(A$2:A3,A$6:A6)", "D6": "=A5",
        "A7": "=SUM(A6:A6)",
        "A8": "=SUM(A2:A3,A6:A6)", "A9": "=SUM(A1:A7)",
    }  # fmt: skip


def test_a_group_without_rows_does_not_disturb_the_others():
    groups = [{"name": "空", "rows": []}, {"name": "城西", "rows": [{"n": 5}]}]
    found = cells_of(filled(drawn({"表": GROUPS}), {"groups": groups}), values=True)
    assert found["A1"] == "空"
    assert found["A3"] == "城西"
    assert found["A4"] == 5
    assert found["A5"] == 5


def test_horizontal_merges_repeat_and_vertical_ones_span_their_group():
    def merge(book, sheets):
        sheets["表"].merge_range("B2:C2", "")
        sheets["表"].merge_range("E2:E6", "")
        sheets["表"].merge_range("G1:G9", "")
        sheets["表"].merge_range("A11:C11", "注")

    groups = [{"name": "东", "rows": [{"n": 1}, {"n": 3}]}, {"name": "西", "rows": [{"n": 5}]}]
    data = drawn({"表": {**GROUPS}}, merge)
    out = filled(data, {"groups": groups})
    found = found_in(out, SHEET, r'<mergeCell ref="([^"]*)"/>')
    assert found == ["B1:C1", "B5:C5", "E1:E4", "E5:E7", "G1:G9", "A11:C11"]


def test_merges_of_rows_that_did_not_come_out_leave_nothing_behind():
    cells = {key: value for key, value in LIST.items() if key != "B5"}
    data = drawn({"表": cells}, lambda book, sheets: sheets["表"].merge_range("C3:D3", ""))
    assert found_in(filled(data, facts(1)), SHEET, "<mergeCells>.*</mergeCells>")
    assert "mergeCell" not in part(filled(data, facts()), SHEET)


def test_ranges_over_the_sample_row_grow_and_those_below_move():
    def decorate(book, sheet):
        red = book.add_format({"font_color": "red"})
        sheet.conditional_format("B3", {"type": "formula", "criteria": "=$B3>$B$5", "format": red})
        sheet.conditional_format("A1:B5", {"type": "no_blanks", "format": red})
        sheet.data_validation("A3", {"validate": "list", "source": "=$A$9:$A$10"})
        sheet.data_validation("A5", {"validate": "any", "input_title": "合计"})
        sheet.autofilter("A1:B4")
        sheet.print_area("A1:B5")
        sheet.repeat_rows(0, 0)
        sheet.ignore_errors({"number_stored_as_text": "A3:A3 B9"})
        sheet.set_h_pagebreaks([5])
        sheet.write_url("A3", "internal:'表'!B5", string="{{ r.name }}")
        sheet.set_selection("B9")
        sheet.write("A9", "甲")

    out = filled(prepared(decorate), facts(1, 2, 3))
    sheet = book_of(out).worksheets[0]
    assert {str(c.sqref): c.rules[0].formula for c in sheet.conditional_formatting} == {
        "B2:B4": ["$B2>$B$5"],
        "A1:B5": ["LEN(TRIM(A1))>0"],
    }
    assert [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation] == [
        ("A2:A4", "$A$9:$A$10"),
        ("A5", None),
    ]
    assert sheet.auto_filter.ref == "A1:B4"
    assert sheet.print_area == "'表'!$A$1:$B$5"
    assert sheet.print_title_rows == "$1:$1"
    assert found_in(out, SHEET, r'ignoredError sqref="([^"]*)"') == ["A2:A4 B9"]
    assert found_in(out, SHEET, r'<brk id="(\d+)"') == ["5"]
    assert found_in(out, SHEET, r'<hyperlink ref="(\w+)" location="([^"]*)"') == [
        (f"A{row}", "表!B5") for row in (2, 3, 4)
    ]
    assert "{{" not in part(out, SHEET)
    assert found_in(out, SHEET, r'activeCell="(\w+)"') == ["B9"]
    assert found_in(out, SHEET, r'<dimension ref="([^"]*)"') == ["A1:B9"]


def test_validation_rows_below_the_list_stay_below_it():
    data = prepared(lambda book, sheet: sheet.data_validation("A3:A30", {"validate": "list", "source": ["甲"]}))
    sheet = book_of(filled(data, facts(*range(10)))).worksheets[0]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A2:A37"


def test_row_heights_stay_only_where_someone_set_them():
    def heights(book, sheet):
        sheet.set_row(2, 30)
        sheet.set_row(4, 45)

    out = filled(prepared(heights), facts(1, 2))
    assert found_in(out, SHEET, r'<row r="(\d)"[^>]* ht="(\d+)"') == [("2", "30"), ("3", "30"), ("4", "45")]


def test_frozen_panes_and_page_headers_stay_and_take_values():
    def page(book, sheet):
        sheet.freeze_panes(1, 1)
        sheet.set_header("&C{{ bank }} &D")
        sheet.set_footer("&L{{ as_of }}&R&P")

    data = prepared(page)
    out = filled(data, {**facts(1, 2), "bank": "江城 & 分行", "as_of": "2026-11-20"})
    assert found_in(out, SHEET, "<oddHeader>(.*?)</oddHeader>") == ["&amp;C江城 &amp;&amp; 分行 &amp;D"]
    assert found_in(out, SHEET, "<oddFooter>(.*?)</oddFooter>") == ["&amp;L2026-11-20&amp;R&amp;P"]
    assert found_in(out, SHEET, r'<pane [^>]*topLeftCell="(\w+)"') == ["B2"]


def test_twenty_thousand_rows_are_filled():
    out = filled(drawn({"表": LIST}), facts(*range(20_000)))
    assert cells_of(out, values=True)["B20002"] == sum(range(20_000))


COUNTED = {
    "A1": "{%tr for g in groups %}", "A2": "{{ g.name }}",
    "A3": "{%tr for n in g.rows %}", "A4": "{{ n }}", "B4": "=A4*2", "A5": "{%tr endfor %}",
    "A6": "{%tr if g.rows %}", "B7": "=SUM(A4:A4)", "C7": "=COUNT(A4:A4)", "A8": "{%tr endif %}",
    "A9": "{%tr endfor %}",
    "B10": "=SUM(B7:B7)", "C10": "=SUM(C7:C7)", "D10": "=COUNTA(A2:A2)-C10",
}  # fmt: skip
_GROUPS = st.lists(st.lists(st.integers(-99, 99), max_size=4), max_size=5)
_COUNTED = compiled(drawn({"表": COUNTED}))


@settings(max_examples=40)
@given(_GROUPS)
def test_sums_over_groups_of_any_size_are_those_of_their_rows(groups):
    out = _COUNTED.render({"groups": [{"name": f"组{i}", "rows": rows} for i, rows in enumerate(groups)]})
    cells, values = cells_of(out), cells_of(out, values=True)
    inside = [a for a, v in cells.items() if a[0] == "B" and str(v).startswith("=SUM(A")]
    assert [values[a] for a in inside] == [sum(rows) for rows in groups if rows]
    assert [values["C" + a[1:]] for a in inside] == [len(rows) for rows in groups if rows]
    last = max(int(a[1:]) for a in cells)
    assert values[f"B{last}"] == sum(map(sum, groups))
    assert values[f"C{last}"] == sum(map(len, groups))


def test_names_of_the_rows_are_reported_nested():
    assert compiled(drawn({"表": LIST})).names() == {"rows": {"[]": {"name": {}, "n": {}}}}


@pytest.mark.parametrize("as_table", [False, True])
def test_what_a_filter_of_the_sample_hid_is_shown_again(as_table):
    def hide(book, sheets):
        if as_table:
            sheets["表"].add_table("A1:A6", {"columns": [{"header": "甲"}]})
        else:
            sheets["表"].autofilter("A1:A6")
            sheets["表"].filter_column(0, "x == 1")
        for row in (4, 8):
            sheets["表"].set_row(row, None, None, {"hidden": True})

    cells = {
        "A1": "甲",
        "A2": "{%tr for r in rows %}",
        "A3": "{{ r }}",
        "A4": "{%tr endfor %}",
        "A5": 2,
        "A6": 3,
        "A9": 9,
    }
    data = drawn({"表": cells}, hide)
    if as_table:
        criteria = '<filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn>'
        changed = ('<autoFilter ref="A1:A6"/>', f'<autoFilter ref="A1:A6">{criteria}</autoFilter>')
        data = repacked(data, {"xl/tables/table1.xml": changed})
    assert found_in(filled(data, {"rows": [1, 2]}), SHEET, '<row r="(.)" hidden') == ["8"]
