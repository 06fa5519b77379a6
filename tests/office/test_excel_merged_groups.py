"""Cells that are merged while a value is equal."""

from __future__ import annotations

import pytest
from excel_drawing import cells_of, drawn, filled, found_in, part

from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names

SHEET = "xl/worksheets/sheet1.xml"
CELLS = {
    "A1": "{%tr for r in rows %}",
    "A2": "{% vm r.branch %}{{ r.branch }}", "B2": "{% vm r.team %}{{ r.team }}", "C2": "{{ r.n }}",
    "A3": "{%tr endfor %}",
    "C4": "=SUM(C2:C2)", "B4": "=COUNTA(A2:A2)",
}  # fmt: skip


def rows(*values):
    return {"rows": [{"branch": b, "team": t, "n": i} for i, (b, t) in enumerate(values, 1)]}


@pytest.mark.parametrize(
    ("values", "merges"),
    [
        ([("东", "一"), ("东", "一"), ("东", "二"), ("西", "二"), ("西", "三")], ["A1:A3", "A4:A5", "B1:B2"]),
        ([("东", "一"), ("西", "一")], []),
        ([("东", "一")] * 4, ["A1:A4", "B1:B4"]),
        ([("东", "一"), ("西", "一"), ("东", "一")], []),
        ([], []),
    ],
)
def test_equal_neighbours_are_merged_and_groups_do_not_run_across_their_group(values, merges):
    assert found_in(filled(drawn({"表": CELLS}), rows(*values)), SHEET, 'mergeCell ref="(.*?)"') == merges


def test_only_the_first_cell_of_a_group_holds_the_value():
    out = filled(drawn({"表": CELLS}), rows(("东", "一"), ("东", "一"), ("西", "一")))
    assert cells_of(out, values=True) == {
        "A1": "东",
        "B1": "一",
        "C1": 1,
        "C2": 2,
        "A3": "西",
        "B3": "一",
        "C3": 3,
        "B4": 2,
        "C4": 6,
    }


def test_merged_ranges_of_the_template_stay_beside_them():
    out = filled(drawn({"表": CELLS}, lambda b, s: s["表"].merge_range("E5:F6", "")), rows(("东", "一"), ("东", "二")))
    assert found_in(out, SHEET, 'mergeCell ref="(.*?)"') == ["E4:F5", "A1:A2"]


def test_nothing_is_left_of_an_empty_element():
    assert "mergeCells" not in part(filled(drawn({"表": CELLS}), rows(("东", "一"))), SHEET)


def test_without_a_value_all_rows_that_follow_each_other_are_merged():
    cells = {**CELLS, "A2": "{% vm %}{{ bank }}", "B2": "{{ r.team }}"}
    out = filled(drawn({"表": cells}), {**rows(("东", "一"), ("西", "二"), ("西", "三")), "bank": "江城"})
    assert found_in(out, SHEET, 'mergeCell ref="(.*?)"') == ["A1:A3"]


@pytest.mark.parametrize("cell", ["{% vm r.branch %}", "{% vm r.branch %}x {{ r.branch }}", "{% vm a %}{{ b }}{{ c }}"])
def test_forms_that_cannot_be_merged_are_named(cell):
    template = compile_workbook(drawn({"表": {**CELLS, "A2": cell}}), name="t.xlsx", names=Names({}, {}), formats={})
    assert {p.code for p in template.problems} == {"XL119"}


def test_it_must_stand_in_a_repeated_row():
    template = compile_workbook(
        drawn({"表": {"A1": "{% vm a %}{{ a }}"}}), name="t.xlsx", names=Names({}, {}), formats={}
    )
    assert {p.code for p in template.problems} == {"XL119"}
