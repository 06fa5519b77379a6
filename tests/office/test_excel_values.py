"""Values in cells: their types, their texts, what must never become a formula."""

from __future__ import annotations

import io
import math
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from excel_drawing import DATE, calamine_rows, cells_of, compiled, drawn, filled, found_in, parts

from pipeline.office.template import Rich, Run
from pipeline.problems import Stop

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (7, 7),
        (-3, -3),
        (0.4537, 0.4537),
        (0.1 + 0.2, 0.1 + 0.2),
        (Decimal("12.50"), 12.5),
        (True, True),
        (False, False),
        ("城东 & <支行>", "城东 & <支行>"),
        ("", None),
        (None, None),
        (math.nan, None),
        (math.inf, None),
        ("两\n行", "两\n行"),
        ("  空格  ", "  空格  "),
        ("=1+1", "=1+1"),
        ("+86 10", "+86 10"),
        ("-", "-"),
        ("@someone", "@someone"),
        ("\t制表", "\t制表"),
        ("110101199003078515", "110101199003078515"),
        (110101199003078515, "110101199003078515"),
        ("{{ branch }} {% if %}", "{{ branch }} {% if %}"),
        ("a\x00b\x02c", "abc"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_a_lone_tag_keeps_the_type_of_its_value(value, read):
    out = filled(drawn({"表": {"B2": "{{ v }}", "A1": "题"}}), {"v": value})
    cells = cells_of(out)
    found = cells.get("B2")
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text_and_is_marked_so(text):
    out = filled(drawn({"表": {"A1": "{{ v }}"}}), {"v": text})
    assert "<f>" not in parts(out)[SHEET].decode()
    assert cells_of(out)["A1"] == text
    style = int(found_in(out, SHEET, r'<c r="A1" s="(\d+)"')[0])
    formats = found_in(out, "xl/styles.xml", r"<cellXfs.*?</cellXfs>")[0]
    assert 'quotePrefix="1"' in formats.split("<xf ")[style + 1]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (date(2026, 11, 20), 46346),
        (datetime(2026, 11, 20, 12, 0), 46346.5),
        (date(1900, 3, 1), 61),
        (time(6, 0), 0.25),
    ],
)
def test_days_and_moments_are_numbers_with_a_date_format(value, number):
    out = filled(drawn({"表": {"A1": ("{{ v }}", DATE)}}), {"v": value})
    assert found_in(out, SHEET, r"<v>([^<]*)</v>") == [str(number)]
    read = cells_of(out)["A1"]
    assert read == (datetime(value.year, value.month, value.day) if type(value) is date else value)


def test_a_date_whose_field_is_not_known_as_one_gets_a_date_format():
    out = filled(drawn({"表": {"A1": "{{ v }}"}}), {"v": date(2026, 11, 20)})
    assert cells_of(out)["A1"] == datetime(2026, 11, 20)


def test_what_looks_like_an_escape_of_excel_is_escaped():
    out = filled(drawn({"表": {"A1": "{{ v }}"}}), {"v": "_x0041_ & _xyz_"})
    assert found_in(out, SHEET, "<t [^>]*>([^<]*)") == ["_x005F_x0041_ &amp; _xyz_"]


def test_workbooks_that_count_from_1904_are_respected():
    data = drawn({"表": {"A1": ("{{ v }}", DATE)}}, date_1904=True)
    out = filled(data, {"v": date(2026, 11, 20)})
    assert found_in(out, SHEET, r"<v>([^<]*)</v>") == [str(46346 - 1462)]
    assert cells_of(out)["A1"] == datetime(2026, 11, 20)


@pytest.mark.parametrize(
    ("template", "facts", "text"),
    [
        ("{{ a }} 台账", {"a": "城东"}, "城东 台账"),
        ("共 {{ a }} 户，{{ b }}", {"a": 3, "b": 0.5}, "共 3 户，50.0%"),
        ("{% if a %}有{% else %}无{% endif %}逾期", {"a": 0}, "无逾期"),
        ("{% if a %}有{% endif %}", {"a": 0}, None),
        ("{% for x in a %}{{ x }}、{% endfor %}", {"a": ["甲", "乙"]}, "甲、乙、"),
        ("{{ a }}{# 说明 #}!", {"a": "&"}, "&!"),
        ("{_{ a }_}", {}, "{{ a }}"),
        ("｛｛ a ｝｝ 号", {"a": 3}, "3 号"),
        (("={{ a }}", "text"), {"a": "1+1"}, "=1+1"),
        ("{% set x = a + 1 %}{{ x }}.", {"a": 1}, "2."),
    ],
)
def test_tags_beside_text_make_text(template, facts, text):
    out = filled(drawn({"表": {"A1": template, "B1": 1}}), facts, formats={"b": "rate"})
    assert cells_of(out).get("A1") == text


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{% if a %}{{ a }}{% else %}{{ b }}{% endif %}", 7),
        ("{% if b %}{{ b }}{% elif a %}{{ a }}{% endif %}", 7),
        ("{% if b %}{{ a }}{% endif %}", None),
        (" {{ a }} ", 7),
        ("{{ a if a else b }}", 7),
        ("{{ a / 2 }}{# half #}", 3.5),
    ],
)
def test_one_value_of_several_keeps_its_type(template, value):
    out = filled(drawn({"表": {"A1": template, "B1": "=A1+1"}}), {"a": 7, "b": None})
    assert cells_of(out).get("A1") == value
    assert cells_of(out, values=True)["B1"] == (value or 0) + 1


def test_rich_text_keeps_its_runs_around_the_values():
    def prepare(book, sheets):
        bold = book.add_format({"bold": True})
        sheets["表"].write_rich_string("A1", "逾期 ", bold, "{{ n", " }} 户", bold, "，{{ who }}")

    out = filled(drawn({"表": {}}, prepare), {"n": 3, "who": "<张>"})
    assert cells_of(out)["A1"] == "逾期 3 户，<张>"
    bold = found_in(out, SHEET, r"<r><rPr><b/>.*?</rPr><t[^>]*>([^<]*)</t>")
    assert bold == ["3", "，&lt;张&gt;"]


def test_a_value_stands_in_every_cell_that_shares_its_text():
    out = filled(drawn({"表": {"A1": "{{ v }}", "A2": "{{ v }}", "A3": "字"}}), {"v": 1})
    assert cells_of(out) == {"A1": 1, "A2": 1, "A3": "字"}


def test_calamine_reads_the_same_values():
    cells = {"A1": "{{ a }}", "B1": "{{ b }}", "C1": ("{{ c }}", DATE), "D1": "{{ d }}"}
    out = filled(drawn({"表": cells}), {"a": "字", "b": 1.5, "c": date(2026, 11, 20), "d": True})
    assert calamine_rows(out, "表") == [["字", 1.5, date(2026, 11, 20), True]]


def test_a_text_longer_than_a_cell_is_a_problem_with_its_place():
    template = compiled(drawn({"表": {"C4": "{{ v }}"}}))
    assert len(template.render({"v": "字" * 32_767})) > 0
    with pytest.raises(Stop) as stop:
        template.render({"v": "字" * 32_768})
    (found,) = stop.value.problems
    assert (found.code, str(found.place)) == ("XL201", "台账.xlsx › 表 › C4 › {{ v }}")


@pytest.mark.parametrize("template", ["{{ v }}", "x{{ v }}"])
def test_a_list_in_a_cell_is_a_problem(template):
    with pytest.raises(Stop) as stop:
        filled(drawn({"表": {"A1": template}}), {"v": [1]})
    assert [p.code for p in stop.value.problems] == ["TL205"]


def test_every_render_begins_anew_and_gives_the_same_bytes():
    template = compiled(drawn({"表": {"A1": "{{ v }}", "A2": "=A1*2"}}))
    first = template.render({"v": 1})
    assert template.render({"v": 5}) != first
    assert template.render({"v": 1}) == first


def test_a_text_in_several_formats_keeps_them_and_the_font_of_its_cell():
    def prepare(book, sheets):
        style = book.add_format({"font_name": "宋体", "font_size": 14, "italic": True})
        sheets["表"].write_string("A2", "{{ r }}", style)

    value = Rich((Run("=逾期 3 户", bold=True, colour="c00000"), Run("，请<跟进>", size=9), Run("")))
    cells = {"A1": "{%tr for r in rows %}", "A3": "{%tr endfor %}", "B4": "=LEN(A2)"}
    out = filled(drawn({"表": cells}, prepare), {"rows": [value, Rich(())]})
    read = openpyxl.load_workbook(io.BytesIO(out), rich_text=True).worksheets[0]["A1"].value
    assert [(block.text, block.font.b, block.font.i, block.font.rFont, block.font.sz) for block in read] == [
        ("=逾期 3 户", True, True, "宋体", 14),
        ("，请<跟进>", False, True, "宋体", 9),
    ]
    assert read[0].font.color.rgb == "FFC00000"
    assert cells_of(out).get("A2") is None


def test_repeated_rows_keep_their_level_of_the_outline():
    def outline(book, sheets):
        sheets["表"].set_row(1, None, None, {"level": 2, "collapsed": True})

    cells = {"A1": "{%tr for r in rows %}", "A2": "{{ r }}", "A3": "{%tr endfor %}"}
    out = filled(drawn({"表": cells}, outline), {"rows": [1, 2, 3]})
    assert found_in(out, SHEET, r'<row r="(\d)"[^>]*outlineLevel="(\d)"') == [("1", "2"), ("2", "2"), ("3", "2")]


@pytest.mark.parametrize(
    ("value", "code"), [([1], "TL205"), ("字" * 32_768, "XL201"), (date(1900, 1, 1), "XL203"), ({"a": 1}, "TL205")]
)
@pytest.mark.parametrize("cell", ["{{ r.v }}", "值 {{ r.v }}", "{{ r.v }}{{ r.n }}"])
def test_a_fault_in_a_column_is_named_with_its_cell_and_nothing_else(value, code, cell):
    if isinstance(value, date) and cell != "{{ r.v }}":
        pytest.skip("in a text any date may stand")
    rows = {"A1": "{%tr for r in rows %}", "A3": "{%tr endfor %}"}
    sheets = {
        "甲": {"A1": "{{ sound }}"},
        "乙": {**rows, "A2": "{{ r.n }}", "B2": cell},
        "丙": {**rows, "A2": "{{ r.n }}"},
    }
    with pytest.raises(Stop) as stop:
        filled(drawn(sheets), {"sound": 1, "rows": [{"n": 1, "v": "好"}, {"n": 2, "v": value}]})
    (found,) = stop.value.problems
    assert (found.code, found.place.sheet, found.place.cell) == (code, "乙", "B2")
