"""Rows made column by column: the values are those of the slow way, long sheets are never held whole, and all at once
is as good as one by one."""

from __future__ import annotations

import gc
import random
import tracemalloc

import pytest
from excel_drawing import cells_of, compiled, drawn, filled

from pipeline.office.excel.formulas import values
from pipeline.office.excel.rows.row_form import CHUNK

FORMULAS = [
    "=A2+B2*C2-2", "=A2/B2", '=IFERROR(A2/B2,"—")', "=IFERROR(A2/B2,B2/A2)", "=IF(A2>B2,A2,B2)",
    '=IF(A2>=B2,"达标","未达标")',
    "=IF(A2,1,0)", "=ROUND(A2/3,2)", "=ROUNDUP(C2,1)+ROUNDDOWN(C2,-1)", "=SUM(A2:C2)", "=-A2%",
    "=ABS(B2)+INT(C2)", "=A2=B2", "=A2<>C2",
    "=0.1+0.2=0.3", "=SUM(A2:C2)/SUM(B2:C2)", "=1/0", "=A2^2", "=MAX(A2:C2)", "=D2*2", '=A2&"户"', "=(A2+B2)*(A2-B2)",
]  # fmt: skip


def rows(rng, count):
    pools = [(0, 1, 2, -3, 7), (0, 0.5, -2.25, 4, None), (0.1 + 0.2, 0.3, 1e15 / 7, -1e-7, 12345.675)]
    return [dict(zip("abc", map(rng.choice, pools), strict=True)) for _ in range(count)]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_has_the_same_values_column_by_column_and_row_by_row(formula):
    cells = {
        "A1": "{%tr for r in rows %}", "A2": "{{ r.a }}", "B2": "{{ r.b }}", "C2": "{{ r.c }}", "D2": "=A2*3",
        "E2": formula,
        "A3": "{%tr endfor %}", "E4": "=COUNT(E2:E2)",
    }  # fmt: skip
    facts = {"rows": rows(random.Random(7), 60)}
    quick = cells_of(filled(drawn({"表": cells}), facts), values=True)
    cells["F2"] = "{{ r.a }}{{ r.b }}"  # a row with such a cell is written row by row
    facts["rows"].append({"a": "字", "b": 1, "c": 1})  # and a column with a text is computed row by row
    slow = cells_of(filled(drawn({"表": cells}), facts), values=True)
    assert {a: v for a, v in quick.items() if a[1:] != "61"} == {
        a: v for a, v in slow.items() if a[0] != "F" and int(a[1:]) <= 60
    }


LIST = {
    "A1": "{%tr for n in ns %}",
    "A2": "{{ n }}",
    "B2": "=A2*2",
    "A3": "{%tr endfor %}",
    "A4": "=SUM(A2:A2)",
    "B4": "=SUM(B2:B2)",
}


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_chunks_join_without_a_seam(size):
    found = cells_of(filled(drawn({"表": LIST}), {"ns": list(range(size))}), values=True)
    assert [found[f"A{i}"] for i in range(1, size + 1)] == list(range(size))
    assert (found[f"A{size + 1}"], found[f"B{size + 1}"]) == (size * (size - 1) // 2, size * (size - 1))


def test_a_long_sheet_is_written_in_pieces_of_bounded_size():
    wide = {**LIST, **{f"{column}2": "{{ n }}" for column in "CDEFGHIJKLMN"}}
    template = compiled(drawn({"表": wide}))
    row = len('<c r="A10000"><v>10000</v></c>') * 13

    def peak(size):
        facts = {"ns": list(range(size))}
        template.render(facts)
        gc.collect()
        tracemalloc.start()
        data = template.render(facts)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most - len(data)

    more = peak(8 * CHUNK) - peak(2 * CHUNK)
    assert more < 6 * CHUNK * row * 1.3  # held whole, the rows' text and its bytes would come on top of their values


def test_groups_and_rows_of_two_kinds_come_out_in_order():
    cells = {
        "A1": "{%tr for g in groups %}", "A2": "{{ g.name }}", "A3": "{%tr for n in g.ns %}", "A4": "{{ n }}",
        "A5": "{{ n * 10 }}",
        "A6": "{%tr endfor %}", "A7": "=SUM(A4:A4)", "A8": "{%tr endfor %}",
    }  # fmt: skip
    groups = [{"name": f"组{i}", "ns": list(range(i))} for i in range(4)]
    found = list(cells_of(filled(drawn({"表": cells}), {"groups": groups}), values=True).values())
    expected = []
    for group in groups:
        expected += [group["name"], *(value for n in group["ns"] for value in (n, n * 10)), sum(group["ns"])]
    assert found == expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [("{_{ n }_}", "{{ n }}"), ("字{# 注 #}", "字"), ("第 {{ n }} 户{# 注 #}", "第 1 户"), ("{{ n }}{{ n }}", "11")],
)
def test_texts_in_repeated_rows_are_those_of_other_rows(cell, text):
    cells = {"A1": "{%tr for n in ns %}", "A2": "{{ n }}", "B2": cell, "A3": "{%tr endfor %}"}
    assert cells_of(filled(drawn({"表": cells}), {"ns": [1]})) == {"A1": 1, "B1": text}


WHOLE_LISTS = {
    "=COUNTIF(A$2:A$2,A2)": lambda rows, i: sum(row["a"] == rows[i]["a"] for row in rows),
    '=COUNTIF(A$2:A$2,A2&"*")': lambda rows, i: sum(row["a"].startswith(rows[i]["a"]) for row in rows),
    "=SUMIFS(B$2:B$2,A$2:A$2,A2,B$2:B$2,B2)": lambda rows, i: sum(row["b"] for row in rows if row == rows[i]),
    "=RANK(B2,B$2:B$2)": lambda rows, i: 1 + sum(row["b"] > rows[i]["b"] for row in rows),
    "=RANK(B2,B$2:B$2,1)": lambda rows, i: 1 + sum(row["b"] < rows[i]["b"] for row in rows),
    "=VLOOKUP(A2,A$2:B$2,2,FALSE)": lambda rows, i: next(row["b"] for row in rows if row["a"] == rows[i]["a"]),
    "=INDEX(B$2:B$2,MATCH(B2,B$2:B$2,0))": lambda rows, i: rows[i]["b"],
    "=B2/SUM(B$2:B$2)": lambda rows, i: rows[i]["b"] / sum(row["b"] for row in rows),
    "=SUM(B$2:B2)": lambda rows, i: sum(row["b"] for row in rows[: i + 1]),
}


def whole_list(formula, rows):
    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r.a }}", "B2": "{{ r.b }}", "C2": formula, "A3": "{%tr endfor %}"}
    found = cells_of(filled(drawn({"表": cells}), {"rows": rows}), values=True)
    return [found.get(f"C{i}") for i in range(1, len(rows) + 1)]


@pytest.mark.parametrize("formula", WHOLE_LISTS)
def test_formulas_over_the_whole_list_in_each_row_are_computed(formula):
    rows = [{"a": f"户{i % 13}", "b": 1 + i % 7} for i in range(90)]
    assert whole_list(formula, rows) == pytest.approx([WHOLE_LISTS[formula](rows, i) for i in range(len(rows))])


@pytest.mark.parametrize(
    "formula", [formula for formula in WHOLE_LISTS if "*" not in formula and formula != "=SUM(B$2:B2)"]
)
def test_they_do_not_take_longer_for_each_row_of_a_longer_list(formula, monkeypatch):
    """Each makes something of the list once; over again for each row it would be beyond what a render may look at."""
    monkeypatch.setattr(values, "_MOST_LOOKED_AT", 0)
    rows = [{"a": f"户{i}", "b": i} for i in range(1, 6_000)]
    assert None not in whole_list(formula, rows)


def test_what_looks_at_more_and_more_cells_is_left_to_excel_in_the_end(monkeypatch):
    monkeypatch.setattr(values, "_MOST_LOOKED_AT", 1_000)
    found = whole_list("=SUM(B$2:B2)", [{"a": "户", "b": 1}] * 60)
    assert found[:44] == list(range(1, 45)) and found[44:] == [None] * 16
