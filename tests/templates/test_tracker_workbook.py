"""The activity tracker, filled: other programs read the very figures, and it goes on working when people type in it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from authoring.draw_tracker import FILE, SHEETS, draw
from authoring.sample_facts import Facts
from authoring.sample_facts_tracker import bare_tracker, tracker
from authoring.shipped import TEMPLATES, rendered, template
from authoring.tracker_entry import DROP_DOWNS, LISTS, LOG, SPARE
from authoring.validator import TOOL
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<![A-Za-z])(?:None|nan|NaT)(?![A-Za-z])")
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
UPRIGHT = ("总览", "漏斗", "人日明细", "选项")
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # data bars of 2010
SCALED = ("逐日", "漏斗")  # at a scale of their own, where a page is broken by hand
LEADING = 5  # rows above the first officer and the first event


@cache
def filled(log_rows: int = 60) -> bytes:
    return rendered("activity-tracker", tracker(log_rows))


@cache
def bare() -> bytes:
    return rendered("activity-tracker", bare_tracker())


def values(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def formulas(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def grid(sheet: Worksheet, where: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet[where]]


def test_the_template_uses_only_names_that_the_kind_provides() -> None:
    assert template("activity-tracker")[1] == []


def test_drawing_gives_the_shipped_bytes(tmp_path: Path) -> None:
    draw(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (TEMPLATES / "activity-tracker" / FILE).read_bytes()


def test_the_same_facts_give_the_same_bytes() -> None:
    assert rendered("activity-tracker", tracker(60)) == filled()


@pytest.mark.parametrize("data", [filled, bare])
def test_no_tag_is_left_and_every_program_sees_the_same_sheets(data: object) -> None:
    made = data()  # type: ignore[operator]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        for name in package.namelist():
            if name.endswith(".xml") and not name.startswith("docProps") and name != "xl/sharedStrings.xml":
                assert not LEFTOVER.search(re.sub(r"<[^>]+>", "\n", package.read(name).decode())), name
    assert values(made).sheetnames == list(SHEETS)
    assert CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names == list(SHEETS)


def test_raw_facts_stand_in_the_log_with_their_types() -> None:
    rows = tracker(60)["log"]
    fields = "number date officer event customer_no customer phone product amount count channel approach means result"
    sheet = values(filled())["活动流水"]
    shown = grid(sheet, f"A{LEADING + 1}:P{LEADING + 60}")
    for cells, fact in zip(shown, rows, strict=True):
        for cell, field in zip(cells, fields.split(), strict=False):
            assert _plain(cell) == fact[field]
    assert shown[1][15] == "=下周二带上流水"
    assert sheet.cell(LEADING + 2, 16).data_type == "s"


def _plain(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def test_stored_ratios_and_totals_equal_the_figures() -> None:
    facts = tracker(60)
    sheet = values(filled())["客户经理"]
    people = facts["officers"]
    for row, person in enumerate(people, LEADING + 1):
        attained = [sheet.cell(row, column).value for column in (6, 10, 14, 18)]
        names = ("enquiries", "applications", "deals", "amount")
        assert attained == pytest.approx([person[f"attainment_{name}"] for name in names])
        rates = [sheet.cell(row, column).value for column in (20, 21)]
        assert rates == pytest.approx([person["application_rate"], person["deal_rate"]])
    summed, twice, branch = (sheet.cell(LEADING + len(people) + n, 5).value for n in (1, 2, 3))
    assert summed == sum(person["enquiries"] for person in people)
    assert (twice, branch) == (branch - summed, facts["funnel"]["enquiries"])
    assert twice == -4


def test_the_overview_compares_with_plan_elapsed_time_and_last_week() -> None:
    facts = tracker(60)
    sheet = values(filled())["总览"]
    week, month = facts["funnel"], facts["month_funnel"]
    name, unit, plan, actual, attained, elapsed, ahead, last, change = (cell.value for cell in sheet[8])
    assert (name, unit, plan, actual, last) == ("成交量", "笔", week["plan_deals"], week["deals"], week["last_deals"])
    assert (attained, change) == pytest.approx((week["attainment_deals"], week["change_deals"]))
    assert ahead == pytest.approx((attained - elapsed) * 100)
    assert sheet["F14"].value == pytest.approx(month["elapsed"])
    assert sheet["H14"].value == pytest.approx(month["plan_enquiries"] - month["enquiries"])
    assert sheet["A50"].value == "韩承泽" and sheet["I50"].value == "顾明远"


def test_a_day_by_officer_table_shows_each_mans_days_and_leaves_days_off_blank() -> None:
    facts = tracker(60)
    sheet = values(filled())["逐日"]
    heads = [str(cell.value) for cell in sheet[row_of(sheet, "客户经理")]]
    assert heads[1] == "周一\n11月16日" and heads[7] == "周日\n11月22日"
    for row in sheet.iter_rows(min_row=row_of(sheet, "客户经理") + 1, max_col=9, values_only=True):
        if row[0] == "各人合计":
            break
        mine = {r["date"]: r["enquiries"] for r in facts["officer_days"] if r["officer"] == row[0]}
        days = [mine.get(date(2026, 11, 16 + n)) for n in range(7)]
        assert list(row[1:8]) == days
        assert row[8] == sum(day or 0 for day in days)


def row_of(sheet: Worksheet, text: str) -> int:
    return next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == text)


@pytest.mark.parametrize("rows", [0, 1, 60])
def test_tables_hold_just_their_rows_and_an_empty_one_keeps_a_blank_row(rows: int) -> None:
    sheet = formulas(filled(rows))["活动流水"]
    found = sheet.tables["流水"]
    assert range_boundaries(found.ref) == (1, LEADING, len(LOG), LEADING + max(rows, 1))
    assert [column.name for column in found.tableColumns] == [cell.value for cell in sheet[LEADING]]
    assert [column.name for column in found.tableColumns] == [column.head for column in LOG]


@pytest.mark.parametrize("rows", [0, 60])
def test_drop_downs_reach_beyond_the_log_so_that_people_can_type_on(rows: int) -> None:
    book = formulas(filled(rows))
    rules = {rule.formula1: rule for rule in book["活动流水"].data_validations.dataValidation if rule.type == "list"}
    for column, name, _ in DROP_DOWNS:
        area = range_boundaries(str(rules[name].sqref))
        assert area[0] == area[2] == column + 1
        assert area[1] == LEADING + 1
        assert area[3] >= LEADING + rows + SPARE


def test_every_drop_down_offers_the_list_of_its_name() -> None:
    facts = tracker(60)
    book = formulas(filled())
    offered = {}
    for head, name, _, _ in LISTS:
        sheet, area = book.defined_names[name].attr_text.split("!")
        offered[head] = [row[0] for row in grid(book[sheet.strip("'")], area.replace("$", ""))]
    assert offered["客户经理"] == [person["officer"] for person in facts["officers"]]
    for head, key in (("活动类型", "events"), ("渠道", "channels"), ("成果", "results")):
        assert offered[head] == facts["settings"][key]
    sold = [row["product"] for row in facts["products"]]
    assert offered["产品"] == list(dict.fromkeys([*sold, *facts["settings"]["products"]]))


def test_charts_show_every_officer_and_every_week_with_their_values_stored() -> None:
    facts = tracker(60)
    found = _charts(filled())
    people = next(points for title, points in found if title == "各客户经理的咨询量：计划与实际")
    assert people["实际"] == [person["enquiries"] for person in facts["officers"]]
    weeks = next(points for title, points in found if title == "每周活动量")
    assert weeks["成交量"] == [week["deals"] for week in facts["weeks"]]
    rates = next(points for title, points in found if title == "每周转化率")
    assert rates["申请→成交"] == pytest.approx([week["deal_rate"] for week in facts["weeks"]])


def _charts(data: bytes) -> list[tuple[str, dict[str, list[float]]]]:
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(n for n in package.namelist() if n.startswith("xl/charts/chart")):
            tree = etree.fromstring(package.read(name))
            title = "".join(tree.xpath("//c:title//*[local-name()='t']/text()", namespaces=CHART))
            series = {}
            for item in tree.xpath("//c:ser", namespaces=CHART):
                label = "".join(item.xpath("c:tx//c:v/text()", namespaces=CHART))
                series[label] = [float(v) for v in item.xpath("c:val//c:pt/c:v/text()", namespaces=CHART)]
            found.append((title, series))
    return found


def test_colours_cover_every_officer() -> None:
    last = LEADING + len(tracker(60)["officers"])
    ranges = [range_boundaries(str(area.sqref)) for area in formulas(filled())["客户经理"].conditional_formatting]
    assert ranges
    assert {(area[1], area[3]) for area in ranges} == {(LEADING + 1, last)}


@pytest.mark.parametrize("name", list(SHEETS))
def test_every_sheet_prints_on_a4_one_page_wide_with_its_heading_on_each_page(name: str) -> None:
    sheet = formulas(filled())[name]
    setup = sheet.page_setup
    assert setup.paperSize == 9
    assert setup.orientation == ("portrait" if name in UPRIGHT else "landscape")
    if name in SCALED:  # narrower than the paper all the same
        columns = [column for column in sheet.column_dimensions.values() if not column.hidden]
        inches = sum((column.width * 7 + 5) * (column.max - column.min + 1) for column in columns) / 96
        paper = 210 if name in UPRIGHT else 297
        assert inches * setup.scale / 100 <= paper / 25.4 - sheet.page_margins.left - sheet.page_margins.right
    else:
        assert setup.fitToWidth in (None, 1)  # one is what the format means by nothing
        assert setup.fitToHeight == (None if name == "总览" else 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows.startswith("$1:")
    assert sheet.freeze_panes
    assert "内部资料 注意保密" in sheet.oddFooter.left.text
    assert "数据截至2026年11月20日" in sheet["A3"].value or name == "选项"


def test_of_the_log_only_this_week_is_printed() -> None:
    facts = tracker(60)
    early = [{**row, "date": row["date"] - timedelta(7)} for row in facts["log"][:20]]
    sheet = formulas(rendered("activity-tracker", {**facts, "log": [*early, *facts["log"][20:]]}))["活动流水"]
    assert sheet.print_area == f"'活动流水'!$A${LEADING + 21}:$P${LEADING + 60}"
    assert sheet.tables["流水"].ref == f"A{LEADING}:P{LEADING + 60}"
    none_yet = formulas(rendered("activity-tracker", {**facts, "log": early}))["活动流水"]
    assert none_yet.print_area == f"'活动流水'!$A${LEADING + 21}:$P${LEADING + 21}"


def test_a_lean_branch_prints_dashes_and_no_error() -> None:
    for sheet in values(bare()).worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert not [value for value in row if isinstance(value, str) and value.startswith("#")], sheet.title
    assert values(bare())["总览"]["E7"].value == "—"


def test_a_log_of_six_thousand_rows_is_written_whole() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(filled(6000))).get_sheet_by_name("活动流水")
    assert sheet.height == LEADING + 6000
    assert sheet.to_python()[-1][0] == 6000


@pytest.mark.skipif(not TOOL.exists(), reason="the schema validator lies beside the project, in ../shared/tools")
@pytest.mark.parametrize("data", [filled, bare])
def test_the_workbook_is_valid_by_the_published_schemas(tmp_path: Path, data: object) -> None:
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(data())  # type: ignore[operator]
    baseline = TEMPLATES / "activity-tracker" / FILE
    command = [sys.executable, str(TOOL), str(path), "--baseline", str(baseline)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "with an invalid part 0, unreadable 0" in done.stdout, done.stdout


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_recalculates_to_the_stored_values(tmp_path: Path) -> None:
    (tmp_path / "tracker.xlsx").write_bytes(filled())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "tracker.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    ours, theirs = values(filled()), values((tmp_path / "out" / "tracker.xlsx").read_bytes())
    compared = 0
    for sheet in formulas(filled()).worksheets:
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                mine, other = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
                assert mine is not None, (sheet.title, cell.coordinate, cell.value)
                assert other == (pytest.approx(mine) if isinstance(mine, int | float) else mine), cell.coordinate
                compared += 1
    assert compared > 150


def test_the_sample_facts_hold_every_name_that_the_template_needs() -> None:
    facts: Facts = tracker(1)
    made, _ = template("activity-tracker")
    assert made is not None
    for root, below in made.names().items():
        item = facts[root][0] if isinstance(facts[root], list) else facts[root]
        wanted = below.get("[]", below)
        assert not isinstance(item, dict) or set(wanted) <= set(item), root
