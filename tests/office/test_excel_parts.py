"""What stands beside the cells: tables, charts, drawings, names, comments, properties, and all that stays as it is."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from excel_drawing import book_of, cells_of, compiled, drawn, filled, found_in, part, parts
from openpyxl.comments import Comment
from openpyxl.workbook.protection import WorkbookProtection

SHEET = "xl/worksheets/sheet1.xml"
CHART = "xl/charts/chart1.xml"
LOG = {
    "A3": "{%tr for r in rows %}",
    "A4": "{{ r.name }}", "B4": "{{ r.n }}",
    "A5": "{%tr endfor %}",
}  # fmt: skip
FACTS = {"rows": [{"name": "张", "n": 1}, {"name": "李 & 王", "n": 2}, {"name": "赵", "n": None}]}


def table(**options):
    """Draws a table 流水 over the tag rows and the sample row."""

    def act(book, sheets):
        columns = [{"header": "姓名"}, {"header": "数"}, {"header": "倍", **options.pop("column", {})}]
        sheets["表"].add_table("A2:C5", {"name": "流水", "columns": columns, **options})

    return act


def with_table(extra=(), **options):
    """A template of LOG in a table, and other cells."""
    return drawn({"表": {**LOG, **dict(extra)}}, table(**options))


def test_a_table_grows_with_its_rows_and_its_filter_with_it():
    out = filled(with_table(), FACTS)
    found = book_of(out).worksheets[0].tables["流水"]
    assert (found.ref, found.autoFilter.ref) == ("A2:C5", "A2:C5")
    assert [column.name for column in found.tableColumns] == ["姓名", "数", "倍"]


def test_an_empty_list_leaves_a_table_one_blank_row():
    out = filled(with_table({"A6": "注"}), {"rows": []})
    assert book_of(out).worksheets[0].tables["流水"].ref == "A2:C3"
    assert cells_of(out) == {"A2": "姓名", "B2": "数", "C2": "倍", "A4": "注"}


def test_a_tables_own_formulas_and_those_that_name_its_columns_are_computed():
    extra = {
        "C4": "=流水[[#This Row],[数]]*2",
        "E1": "=SUM(流水[数])",
        "E2": "=SUM(流水[[数]:[倍]])",
        "E8": "=COUNTA(流水[姓名])",
    }
    out = filled(with_table(extra), FACTS)
    found = cells_of(out, values=True)
    assert [found.get(f"C{row}") for row in (3, 4, 5)] == [2, 4, 0]
    assert (found["E1"], found["E2"], found["E8"]) == (3, 9, 3)
    assert cells_of(out)["C5"] == "=流水[[#This Row],[数]]*2"


def test_a_total_row_stays_the_last_and_out_of_the_filter():
    def totals(book, sheets):
        columns = [{"header": "姓名", "total_string": "合计"}, {"header": "数", "total_function": "sum"}]
        sheets["表"].add_table("A2:B6", {"name": "流水", "columns": columns, "total_row": True})

    out = filled(drawn({"表": LOG}, totals), FACTS)
    found = book_of(out).worksheets[0].tables["流水"]
    assert (found.ref, found.autoFilter.ref) == ("A2:B6", "A2:B5")
    assert cells_of(out)["B6"] == "=SUBTOTAL(109,[数])"
    assert cells_of(out, values=True)["B6"] == 3


def test_criteria_of_the_samples_filter_are_cleared():
    def criteria(book, sheets):
        sheets["表"].autofilter("A2:B5")
        sheets["表"].filter_column("A", "x == 张")

    out = filled(drawn({"表": LOG}, criteria), FACTS)
    assert found_in(out, SHEET, "<autoFilter[^>]*/?>") == ['<autoFilter ref="A2:B5"/>']
    assert "filterColumn" not in part(out, SHEET)


def chart(kind="column", rows="4", sheet="表", **options):
    """Draws a chart over the sample row."""

    def act(book, sheets):
        made = book.add_chart({"type": kind})
        series = {"categories": f"={sheet}!$A${rows}:$A${rows}", "values": f"={sheet}!$B${rows}:$B${rows}"}
        made.add_series({**series, "name": "=表!$B$2", **options})
        made.set_title({"name": "{{ title }} 走势"})
        sheets["表"].insert_chart("D8", made)

    return act


def test_a_chart_covers_all_rows_and_remembers_their_points():
    out = filled(drawn({"表": {**LOG, "B2": "数"}}, chart()), {**FACTS, "title": "甲 & 乙"})
    text = part(out, CHART)
    assert re.findall("<c:f>(.*?)</c:f>", text) == ["表!$B$2", "表!$A$3:$A$5", "表!$B$3:$B$5"]
    categories = text[text.index("<c:cat>") : text.index("</c:cat>")]
    values = text[text.index("<c:val>") : text.index("</c:val>")]
    assert re.findall('ptCount val="(\\d+)"', categories + values) == ["3", "3"]
    assert re.findall('idx="(\\d)"><c:v>(.*?)</c:v>', categories) == [("0", "张"), ("1", "李 &amp; 王"), ("2", "赵")]
    assert re.findall('idx="(\\d)"><c:v>(.*?)</c:v>', values) == [("0", "1"), ("1", "2")]
    assert "<a:t>甲 &amp; 乙 走势</a:t>" in text


def test_a_chart_over_an_empty_list_keeps_one_blank_row():
    out = filled(drawn({"表": LOG}, chart()), {"rows": [], "title": ""})
    assert found_in(out, CHART, "<c:val>.*?<c:f>(.*?)</c:f>") == ["表!$B$3:$B$3"]
    assert found_in(out, CHART, '<c:val>.*?ptCount val="(\\d)"/></c:numCache>') == ["1"]


def test_a_chart_follows_formulas_and_forgets_what_it_cannot_know():
    known = filled(drawn({"表": {**LOG, "B4": "=LEN(A4)"}}, chart()), {**FACTS, "title": ""})
    assert re.findall("<c:v>(.*?)</c:v>", found_in(known, CHART, "<c:val>(.*?)</c:val>")[0]) == ["1", "5", "1"]
    unknown = filled(drawn({"表": {**LOG, "B4": "=TODAY()"}}, chart()), {**FACTS, "title": ""})
    assert found_in(unknown, CHART, "<c:val><c:numRef>(.*?)</c:numRef>") == ["<c:f>表!$B$3:$B$5</c:f>"]


@pytest.mark.parametrize(
    ("position", "shifts"),
    [(1, (2, 4)), (2, (2, 2)), (3, (0, 0))],
)
def test_drawings_move_and_size_move_only_or_stay(position, shifts):
    def act(book, sheets):
        made = book.add_chart({"type": "line"})
        made.add_series({"values": "=表!$F$1:$F$2"})
        sheets["表"].insert_chart("D8", made, {"object_position": position})

    cells = {**LOG, "A15": "{%tr for r in rows %}", "A16": "x", "A17": "{%tr endfor %}"}
    facts = {"rows": FACTS["rows"] + FACTS["rows"][:2]}
    out = filled(drawn({"表": cells}, act), facts)
    before, after = (
        [int(row) for row in found_in(data, "xl/drawings/drawing1.xml", r"<xdr:row>(\d+)</xdr:row>")]
        for data in (drawn({"表": cells}, act), out)
    )
    assert tuple(a - b for a, b in zip(after, before, strict=True)) == shifts


def test_names_move_and_one_over_the_sample_cell_stands_for_all():
    def names(book, sheets):
        book.define_name("姓名单", "=表!$A$4")
        book.define_name("合计格", "=表!$B$9")
        book.define_name("表!本表", "=表!$A$4:$B$4")
        book.define_name("税率", "=0.06")

    cells = {**LOG, "B9": "=SUM(B4:B4)", "D1": "=COUNTA(姓名单)", "D2": "=合计格*2"}
    out = filled(drawn({"表": cells}, names), FACTS)
    found = {name: item.attr_text for name, item in book_of(out).defined_names.items()}
    assert found == {"姓名单": "表!$A$3:$A$5", "合计格": "表!$B$9", "税率": "0.06"}
    assert book_of(out).worksheets[0].defined_names["本表"].attr_text == "表!$A$3:$B$5"
    values = cells_of(out, values=True)
    assert (values["D1"], values["D2"]) == (3, 6)


def test_sparklines_come_with_each_row():
    def sparks(book, sheets):
        sheets["表"].add_sparkline("F4", {"range": "表!B4:E4"})
        sheets["表"].add_sparkline("F9", {"range": "表!B4:B4"})

    out = filled(drawn({"表": LOG}, sparks), FACTS)
    found = found_in(out, SHEET, "<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>")
    rows = [(f"表!B{row}:E{row}", f"F{row}") for row in (3, 4, 5)]
    assert sorted(found) == sorted([*rows, ("表!B3:B5", "F9")])


def test_drop_downs_and_data_bars_of_the_newer_kind_grow():
    def act(book, sheets):
        sheets["表"].data_validation("A4", {"validate": "list", "source": "=选项!$A$1:$A$3"})
        sheets["表"].conditional_format("B4:B4", {"type": "data_bar", "data_bar_2010": True})

    out = filled(drawn({"表": LOG, "选项": {"A1": "甲"}}, act), FACTS)
    assert found_in(out, SHEET, "<xm:sqref>(.*?)</xm:sqref>") == ["B3:B5"]
    assert found_in(out, SHEET, 'dataValidation [^>]*sqref="([^"]*)"') == ["A3:A5"]


def test_comments_go_with_their_cells():
    def comments(book, sheets):
        sheets["表"].write_comment("B4", "样本")
        sheets["表"].write_comment("B9", "下面")

    out = filled(drawn({"表": {**LOG, "B9": 1}}, comments), {"rows": FACTS["rows"] * 2})
    assert found_in(out, "xl/comments1.xml", r'<comment ref="(\w+)"') == ["B3", "B12"]
    assert found_in(out, "xl/drawings/vmlDrawing1.vml", r"<x:Row>(\d+)</x:Row>") == ["2", "11"]
    sheet = book_of(out).worksheets[0]
    assert isinstance(sheet["B12"].comment, Comment)


def test_everything_without_tags_and_references_stays_byte_for_byte():
    def act(book, sheets):
        sheets["别处"].insert_textbox("B2", "说明")
        sheets["别处"].protect("secret")
        sheets["别处"].add_table("A1:B3", {"name": "静"})

    data = drawn({"表": {"A1": "{{ v }}"}, "别处": {"D1": "=1+1", "D2": "字"}}, act)
    before, after = parts(data), parts(filled(data, {"v": 1}))
    assert set(before) == set(after)
    changed = {name for name in before if before[name] != after[name]}
    assert SHEET in changed
    strings = "xl/sharedStrings.xml"
    assert changed <= {SHEET, strings, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml", "docProps/app.xml"}
    assert after[strings].count(b"<si>") == before[strings].count(b"<si>")
    assert b"{{" not in after[strings]  # the tag's own text does not travel


def test_protection_passes_through():
    book = openpyxl.load_workbook(io.BytesIO(drawn({"表": {"A1": "{{ v }}"}})))
    book.security = WorkbookProtection(workbookPassword="abc", lockStructure=True)
    book.worksheets[0].protection.set_password("x")
    buffer = io.BytesIO()
    book.save(buffer)
    out = book_of(filled(buffer.getvalue(), {"v": 1}))
    assert out.security.lockStructure
    assert out.worksheets[0].protection.sheet


def test_people_and_their_folders_are_taken_out_and_the_date_is_the_facts():
    def author(book, sheets):
        book.set_properties({"author": "王会计", "company": "江城", "title": "{{ v }} 台账"})

    data = drawn({"表": {"A1": "{{ v }}"}}, author)
    out = filled(data, {"v": "城东", "as_of": date(2026, 11, 20)})
    everything = b"".join(parts(out).values()).decode("utf-8", "replace")
    assert "王会计" not in everything
    properties = book_of(out).properties
    assert properties.title == "城东 台账"
    assert properties.created == datetime(2026, 11, 20)


def test_one_template_fills_many_workbooks():
    template = compiled(with_table({"E1": "=SUM(流水[数])"}))
    sums = [cells_of(template.render({"rows": FACTS["rows"][:n]}), values=True)["E1"] for n in (2, 0, 1)]
    assert sums == [3, 0, 1]
