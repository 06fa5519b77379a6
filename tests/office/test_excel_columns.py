"""Repeated and chosen columns, and everything that refers to columns moving with them."""

from __future__ import annotations

import pytest
from excel_drawing import book_of, cells_of, compiled, drawn, filled, found_in

from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names
from pipeline.problems import Stop, column_letters

SHEET = "xl/worksheets/sheet1.xml"
CELLS = {
    "A1": "姓名", "B1": "{%tc for m in months %}", "C1": "{{ m.label }}", "D1": "{%tc endfor %}",
    "E1": "合计", "F1": "占比",
    "A2": "{%tr for r in rows %}",
    "A3": "{{ r.name }}", "C3": "{{ r.by[m.key] }}", "E3": "=SUM(C3:C3)", "F3": "=E3/E$5",
    "A4": "{%tr endfor %}",
    "A5": "合计", "C5": "=SUM(C3:C3)", "E5": "=SUM(E3:E3)",
}  # fmt: skip
MONTHS = [{"label": "1月", "key": "a"}, {"label": "2月", "key": "b"}, {"label": "3月", "key": "c"}]
FACTS = {
    "months": MONTHS,
    "rows": [{"name": "甲", "by": {"a": 1, "b": 2, "c": 3}}, {"name": "乙", "by": {"a": 10, "b": 20, "c": 30}}],
}


def prepared(act, cells=CELLS, **sheets):
    return drawn({"表": cells, **sheets}, lambda book, made: act(book, made["表"]))


def test_a_column_comes_once_for_each_item_and_the_columns_of_tags_vanish():
    found = cells_of(filled(drawn({"表": CELLS}), FACTS))
    assert found == {
        "A1": "姓名", "B1": "1月", "C1": "2月", "D1": "3月", "E1": "合计", "F1": "占比",
        "A2": "甲", "B2": 1, "C2": 2, "D2": 3, "E2": "=SUM(B2:D2)", "F2": "=E2/E$4",
        "A3": "乙", "B3": 10, "C3": 20, "D3": 30, "E3": "=SUM(B3:D3)", "F3": "=E3/E$4",
        "A4": "合计", "B4": "=SUM(B2:B3)", "C4": "=SUM(C2:C3)", "D4": "=SUM(D2:D3)", "E4": "=SUM(E2:E3)",
    }  # fmt: skip


def test_stored_values_are_those_of_the_moved_formulas():
    values = cells_of(filled(drawn({"表": CELLS}), FACTS), values=True)
    assert (values["E2"], values["E3"], values["D4"], values["E4"], values["F3"]) == (6, 60, 33, 66, 60 / 66)


@pytest.mark.parametrize("n", [1, 2, 5, 30])
def test_any_number_of_items(n):
    months = [{"label": f"{i}", "key": f"k{i}"} for i in range(n)]
    facts = {"months": months, "rows": [{"name": "甲", "by": {m["key"]: i for i, m in enumerate(months)}}]}
    values = cells_of(filled(drawn({"表": CELLS}), facts), values=True)
    row = [values[f"{column_letters(2 + i)}2"] for i in range(n + 1)]
    assert row == [*range(n), sum(range(n))]


def test_of_no_items_nothing_is_left_and_nothing_breaks():
    found = cells_of(filled(drawn({"表": CELLS}), {**FACTS, "months": []}))
    assert [found[a] for a in ("A1", "B1", "C1", "A2")] == ["姓名", "合计", "占比", "甲"]
    assert not any("#REF" in str(value) for value in found.values())


def test_several_columns_repeat_together_and_formulas_stay_with_their_item():
    cells = {
        "A1": "{%tc for m in months %}", "B1": "{{ m.label }}", "C1": "倍", "D1": "{%tc endfor %}",
        "B2": "{{ loop_free }}", "B3": "{{ m.n }}", "C3": "=B3*2", "E3": "=SUM($C3:$C3)", "F3": "=C3",
    }  # fmt: skip
    months = [{"label": "甲", "n": 1}, {"label": "乙", "n": 5}]
    out = filled(drawn({"表": cells}), {"months": months, "loop_free": "x"})
    found = cells_of(out)
    assert found == {
        "A1": "甲", "B1": "倍", "C1": "乙", "D1": "倍", "A2": "x", "C2": "x",
        "A3": 1, "B3": "=A3*2", "C3": 5, "D3": "=C3*2", "E3": "=SUM($B3:$D3)", "F3": "=B3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("late", "cells"), [(True, {"A1": "甲", "B1": "逾期", "C1": "乙"}), (False, {"A1": "甲", "B1": "乙"})]
)
def test_columns_are_chosen_by_conditions(late, cells):
    template = {
        "A1": "甲",
        "B1": "{%tc if late %}",
        "C1": "逾期",
        "D1": "{%tc endif %}",
        "E1": "乙",
        "F2": "{{ late }}",
    }
    found = cells_of(filled(drawn({"表": template}), {"late": late}))
    assert {address: value for address, value in found.items() if address.endswith("1")} == cells


def decorate(book, sheet):
    red = book.add_format({"font_color": "red"})
    sheet.conditional_format("C3", {"type": "formula", "criteria": "=C3>$E3", "format": red})
    sheet.data_validation("E3", {"validate": "list", "source": "=$H$7:$H$8"})
    sheet.merge_range("C7:C8", "")
    sheet.merge_range("A9:F9", "")
    sheet.set_column("C:C", 20)
    sheet.set_column("E:E", 30)
    sheet.print_area("A1:F5")
    sheet.set_v_pagebreaks([5])
    sheet.freeze_panes(1, 4)
    sheet.autofilter("A1:F4")
    sheet.write_comment("E1", "批")
    book.define_name("全部", "=表!$C$3:$E$3")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=表!$C$5:$E$5"})
    sheet.insert_chart("H3", chart)
    sheet.insert_textbox("H9", "文", {"textlink": "=$E$5"})


def test_everything_that_refers_to_columns_moves():
    out = filled(prepared(decorate, 别={"A1": "=SUM(表!C3:E3)", "B1": "=SUM(表!C:C)"}), FACTS)
    sheet = book_of(out).worksheets[0]
    rules = {str(c.sqref): c.rules[0].formula for c in sheet.conditional_formatting}
    assert rules == {"B2:D3": ["B2>$E2"]}
    assert [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation] == [("E2:E3", "$H$6:$H$7")]
    assert found_in(out, SHEET, 'mergeCell ref="(.*?)"') == ["B6:B7", "C6:C7", "D6:D7", "A8:F8"]
    widths = found_in(out, SHEET, '<col min="(.)" max="." width="([0-9.]+)"')
    assert [(column, round(float(width))) for column, width in widths] == [("2", 21), ("3", 21), ("4", 21), ("5", 31)]
    assert sheet.print_area == "'表'!$A$1:$F$4"
    assert found_in(out, SHEET, '<colBreaks.*?<brk id="(.*?)"') == ["5"]
    assert found_in(out, SHEET, 'xSplit="(.*?)"') == ["4"]
    assert sheet.auto_filter.ref == "A1:F3"
    assert found_in(out, "xl/comments1.xml", 'ref="(.*?)"') == ["E1"]
    assert found_in(out, "xl/workbook.xml", 'name="全部">(.*?)<') == ["表!$B$2:$E$3"]
    assert found_in(out, "xl/charts/chart1.xml", "<c:f>(.*?)<") == ["表!$B$4:$E$4"]
    assert found_in(out, "xl/drawings/drawing1.xml", 'textlink="(.*?)"') == ["$E$4"]
    assert found_in(out, "xl/drawings/drawing1.xml", "<xdr:from><xdr:col>(.*?)<") == ["7", "7"]
    assert cells_of(out, "别") == {"A1": "=SUM(表!B2:E3)", "B1": "=SUM(表!B:D)"}


def test_columns_and_sheets_go_together():
    cells = {"A1": "{%sheet b in branches, name b.name %}", "A2": "{{ b.name }}", "B2": "{%tc for m in b.months %}",
             "C2": "{{ m }}", "D2": "{%tc endfor %}", "E2": "=SUM(C2:C2)"}  # fmt: skip
    facts = {"branches": [{"name": "东", "months": [1, 2]}, {"name": "西", "months": [5]}]}
    template = compiled(drawn({"表": cells}))
    out = template.render(facts)
    assert cells_of(out, "东", values=True) == {"A1": "东", "B1": 1, "C1": 2, "D1": 3}
    assert cells_of(out, "西", values=True) == {"A1": "西", "B1": 5, "C1": 5}
    assert template.names() == {"branches": {"[]": {"name": {}, "months": {"[]": {}}}}}


def test_names_are_reported_nested():
    assert compiled(drawn({"表": CELLS})).names() == {
        "months": {"[]": {"label": {}, "key": {}}},
        "rows": {"[]": {"name": {}, "by": {}}},
    }


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"B1": "{%tc for m in months %}", "C1": "x"}, {"TL104"}),
        ({"B1": "{%tc endfor %}", "C1": "x"}, {"TL105"}),
        ({**CELLS, "B7": "注"}, {"XL117"}),
        ({**CELLS, "B1": "{%tc for m in months if m %}"}, {"XL103"}),
        (
            {"A1": "{%tc for a in x %}{%tc for b in y %}", "B1": "{{ b }}", "C1": "{%tc endfor %}{%tc endfor %}"},
            {"XL103"},
        ),
        ({"A1": "{%tc set x = 1 %}", "B1": "{{ x }}"}, {"XL103"}),
    ],
)
def test_faults_are_named(cells, codes):
    template = compile_workbook(drawn({"表": cells}), name="t.xlsx", names=Names({}, {}), formats={})
    assert {p.code for p in template.problems} >= codes
    with pytest.raises(Stop):
        template.render(FACTS)


def test_a_table_over_repeated_columns_is_refused():
    def table(book, sheet):
        sheet.add_table("A6:F8", {"columns": [{"header": h} for h in "甲乙丙丁戊己"]})

    template = compile_workbook(prepared(table), name="t.xlsx", names=Names({}, {}), formats={})
    assert "XL118" in {p.code for p in template.problems}


def test_tags_in_the_words_of_the_trade():
    names = Names({"支行表": "branches", "月份": "months"}, {"支行": "branch", "明细": "rows", "咨询量": "enquiries"})
    cells = {
        "A1": "{%sheet 行 in 支行表，名称 行.支行 %}", "A2": "{{ 行.支行 }}",
        "B2": "｛%tc for 月 in 月份 %｝", "C2": "{{ 月 }}", "D2": "{%tc endfor %}",
        "A3": "{%tr for 人 in 行.明细 %}", "A4": "{{ loop.index }}",
        "C4": "{{ 人.咨询量[月] }}（{{ 月 }}）", "A5": "{%tr endfor %}",
    }  # fmt: skip
    facts = {"months": ["1月", "2月"], "branches": [{"branch": "城东", "rows": [{"enquiries": {"1月": 3, "2月": 5}}]}]}
    out = filled(drawn({"样": cells}), facts, names=names)
    assert cells_of(out, "城东") == {
        "A1": "城东",
        "B1": "1月",
        "C1": "2月",
        "A2": 1,
        "B2": "3（1月）",
        "C2": "5（2月）",
    }
