"""A sheet for each item: copies with all that belongs to them, under names that Excel takes."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from excel_drawing import book_of, cells_of, compiled, drawn, filled, part, parts
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipeline.office.excel import compile_workbook
from pipeline.office.excel.sheets.naming import LONGEST_NAME, sheet_names
from pipeline.office.template import Names
from pipeline.problems import Stop

TAG = "{%sheet b in branches, name b.name %}"
CELLS = {
    "A1": TAG,
    "A2": "{{ b.name }} 台账",
    "A3": "姓名", "B3": "数",
    "A4": "{%tr for r in b.rows %}",
    "A5": "{{ r.n }}", "B5": "{{ r.n * 2 }}",
    "A6": "{%tr endfor %}",
    "A7": "合计", "B7": "=SUM(B5:B5)", "C7": "='样表'!B7*2",
}  # fmt: skip
EAST = {"name": "城东", "rows": [{"n": 1}, {"n": 2}]}
WEST = {"name": "城西", "rows": [{"n": 5}]}


def names_of(data):
    return book_of(data).sheetnames


def test_each_item_has_a_sheet_in_the_place_of_the_first():
    out = filled(drawn({"首页": {"A1": "说明"}, "样表": CELLS, "末页": {"A1": "{{ bank }}"}}),
                 {"branches": [EAST, WEST], "bank": "江城"})  # fmt: skip
    assert names_of(out) == ["首页", "城东", "城西", "末页"]
    east = cells_of(out, "城东", values=True)
    assert east == {
        "A1": "城东 台账",
        "A2": "姓名",
        "B2": "数",
        "A3": 1,
        "B3": 2,
        "A4": 2,
        "B4": 4,
        "A5": "合计",
        "B5": 6,
        "C5": 12,
    }
    assert cells_of(out, "城西")["C4"] == "=城西!B4*2"
    assert cells_of(out, "末页") == {"A1": "江城"}


def decorated(book, sheets):
    sheet = sheets["样表"]
    sheet.add_table("A3:B6", {"name": "流水", "columns": [{"header": "姓名"}, {"header": "数"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=样表!$B$5:$B$5", "categories": "=样表!$A$5:$A$5"})
    chart.set_title({"name": "{{ b.name }}走势"})
    sheet.insert_chart("E9", chart)
    sheet.write_comment("A3", "看 {{ b.name }}")
    sheet.write_formula("D2", "=SUM(流水[数])")
    sheet.data_validation("A5", {"validate": "list", "source": "=$A$20:$A$21"})
    sheet.conditional_format(
        "B5", {"type": "formula", "criteria": "=B5>样表!$B$7", "format": book.add_format({"bold": 1})}
    )
    sheet.print_area("A1:D7")
    sheet.repeat_rows(2)
    sheet.set_header("&C{{ b.name }}")
    book.define_name("合计数", "=样表!$B$7")
    book.define_name("样表!本表", "=样表!$A$5")
    sheet.add_sparkline("E5", {"range": "样表!A5:B5"})
    sheet.activate()


@pytest.fixture(scope="module")
def decorated_book():
    return filled(
        drawn({"样表": CELLS, "甲": {"A1": 1}}, decorated), {"branches": [EAST, WEST, {**EAST, "name": "城南"}]}
    )


def test_copies_have_tables_of_their_own(decorated_book):
    book = book_of(decorated_book)
    tables = [
        (sheet.title, table.displayName, table.ref, table.id) for sheet in book for table in sheet.tables.values()
    ]
    assert [(s, n, r) for s, n, r, _ in tables] == [
        ("城东", "流水", "A2:B4"), ("城西", "流水_2", "A2:B3"), ("城南", "流水_3", "A2:B4"),
    ]  # fmt: skip
    assert len({identity for *_, identity in tables}) == 3
    assert cells_of(decorated_book, "城西")["D1"] == "=SUM(流水_2[数])"
    assert cells_of(decorated_book, "城西", values=True)["D1"] == 10


def test_copies_have_charts_of_their_own_over_their_own_rows(decorated_book):
    charts = [name for name in parts(decorated_book) if re.fullmatch(r"xl/charts/chart\d+.xml", name)]
    found = sorted(re.findall("<c:f>(.*?)</c:f>", part(decorated_book, name))[-1] for name in charts)
    assert found == sorted(["城东!$B$3:$B$4", "城西!$B$3:$B$3", "城南!$B$3:$B$4"])
    titles = {re.search("<a:t>(.*?)</a:t>", part(decorated_book, name))[1] for name in charts}
    assert titles == {"城东走势", "城西走势", "城南走势"}


def test_what_else_belongs_to_a_sheet_is_copied_with_it(decorated_book):
    book = book_of(decorated_book)
    assert [book[name]["A2"].comment.text for name in ("城东", "城西", "城南")] == ["看 城东", "看 城西", "看 城南"]
    assert [book[n].oddHeader.center.text for n in ("城东", "城西")] == ["城东", "城西"]
    assert [book[n].print_area for n in ("城东", "城西")] == ["'城东'!$A$1:$D$5", "'城西'!$A$1:$D$4"]
    assert [book[n].print_title_rows for n in ("城东", "城西")] == ["$2:$2", "$2:$2"]
    rules = [next(iter(book[n].conditional_formatting)).rules[0].formula[0] for n in ("城东", "城西")]
    assert rules == ["B3>城东!$B$5", "B3>城西!$B$4"]
    assert [n for n in book.sheetnames if book[n].sheet_view.tabSelected] == ["城东"]


def test_names_are_each_copys_own(decorated_book):
    names = re.findall(r"<definedName ([^>]*)>([^<]*)</definedName>", part(decorated_book, "xl/workbook.xml"))
    found = {
        (re.search('name="([^"]*)"', a)[1], (re.search('localSheetId="([^"]*)"', a) or [0, ""])[1]): text
        for a, text in names
    }
    assert found[("合计数", "")] == "城东!$B$5"
    assert found[("合计数", "1")] == "城西!$B$4"
    assert found[("本表", "0")] == "城东!$A$3:$A$4"
    assert found[("本表", "2")] == "城南!$A$3:$A$4"


def test_every_part_is_typed_and_every_relationship_leads_somewhere(decorated_book):
    found = parts(decorated_book)
    types = etree.fromstring(found["[Content_Types].xml"])
    overrides = [e.get("PartName").lstrip("/") for e in types if e.get("PartName")]
    assert Counter(overrides).most_common(1)[0][1] == 1
    assert set(overrides) <= set(found)
    defaults = {e.get("Extension") for e in types if e.get("Extension")}
    assert all(name in overrides or name.rsplit(".", 1)[-1] in defaults for name in found)
    for name in found:
        if name.endswith(".rels"):
            folder = name.split("_rels/")[0]
            for entry in etree.fromstring(found[name]):
                target = entry.get("Target")
                if entry.get("TargetMode") != "External" and not target.startswith("#"):
                    path = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
                    assert path in found, (name, target)


def _joined(folder, target):
    parts_of = [p for p in folder.split("/") if p]
    for step in target.split("/"):
        parts_of = parts_of[:-1] if step == ".." else [*parts_of, step]
    return "/".join(parts_of)


def test_shapes_of_comments_have_numbers_of_their_own(decorated_book):
    texts = [text.decode() for name, text in parts(decorated_book).items() if name.endswith(".vml")]
    shapes = [shape for text in texts for shape in re.findall(r'<v:shape id="([^"]*)"', text)]
    assert len(texts) == 3
    assert len(set(shapes)) == len(shapes) == 3


def test_an_empty_list_takes_the_sheet_away_with_its_tags():
    out = filled(drawn({"样表": CELLS, "甲": {"A1": 1}}, decorated), {"branches": []})
    assert names_of(out) == ["甲"]
    assert not any(b"{{" in data or b"{%" in data for data in parts(out).values())


def test_a_workbook_of_no_sheets_is_a_problem():
    with pytest.raises(Stop) as stop:
        filled(drawn({"样表": CELLS}), {"branches": []})
    assert [p.code for p in stop.value.problems] == ["XL205"]


def test_two_renders_with_other_items_do_not_disturb_each_other():
    template = compiled(drawn({"样表": CELLS}))
    first = template.render({"branches": [EAST, WEST]})
    template.render({"branches": [WEST]})
    assert template.render({"branches": [EAST, WEST]}) == first


def test_the_names_that_it_needs_are_reported():
    assert compiled(drawn({"样表": CELLS})).names() == {"branches": {"[]": {"name": {}, "rows": {"[]": {"n": {}}}}}}


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({"汇总": {"A1": "=样表!B7"}}, "XL114"),
        ({"汇总": {"A1": "=SUM('样表'!B:B)", "B1": "样表"}}, "XL114"),
        ({"汇总": {"A1": "样表!B7"}}, None),
    ],
)
def test_formulas_elsewhere_that_refer_to_a_repeated_sheet_are_refused(others, code):
    template = compile_workbook(drawn({"样表": CELLS, **others}), name="t.xlsx", names=Names({}, {}), formats={})
    assert [p.code for p in template.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("wishes", "names"),
    [
        (["城东"], ["城东"]),
        (["城东", "城东", "城东"], ["城东", "城东 (2)", "城东 (3)"]),
        (["Ab", "aB"], ["Ab", "aB (2)"]),
        (["一/二:三*四?五[六]七\\八"], ["一_二_三_四_五_六_七_八"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 27 + " (2)"]),
        (["", " ", "'"], ["表", "表 (2)", "表 (3)"]),
        (["History"], ["History (2)"]),
        (["'引号'"], ["引号"]),
        (["😀" * 20], ["😀" * 15]),
        (["首页"], ["首页 (2)"]),
    ],
)
def test_names_follow_excels_rules(wishes, names):
    assert sheet_names(wishes, ["首页"]) == names


@given(st.lists(st.text(max_size=50), max_size=12))
def test_names_are_always_ones_that_excel_takes(wishes):
    names = sheet_names(wishes)
    assert len({name.casefold() for name in names}) == len(wishes)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_NAME
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
