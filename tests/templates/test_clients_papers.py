"""What makes the papers of clients good: lists that are filled in and read back, reasons, three roles, whole names."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring import catalogue
from authoring.catalogue import Paper, nothing, rendered, sample, with_figures
from authoring.outline import outline
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from pipeline import facts, intake, workspace
from pipeline.facts import Facts
from pipeline.tables import Table
from pipeline.vocabulary import shipped

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported")  # openpyxl, of data bars of 2010
INPUTS = catalogue.ROOT / "inputs"
BOOKS = ("customer-care-list", "customer-screen", "prospect-screen", "channel-ledger")
HEAD = 6  # the row of the headings of each list that people fill in


@cache
def paper(kind: str, template: str = "") -> Paper:
    """The paper of a kind; of the one with two, that of this template."""
    return next(p for p in catalogue.papers() if p.kind.name == kind and template in p.template)


def book(kind: str, given: Facts | None = None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(rendered(paper(kind), given)))


def every(kind: str) -> dict[str, Facts]:
    """The facts of all papers of a kind, by key."""
    found = paper(kind)
    made = facts.build(found.kind, catalogue.source(found.unit), catalogue.space(), everyone=True)
    return {given["key"]: given for _, given in made}


def read_back(
    tmp_path: Path, kind: str, fill: Callable[[Any, dict[str, int]], None]
) -> tuple[Mapping[str, Table], list[str]]:
    """The tables that intake reads of the workbook, its first sheet filled in; and the problems."""
    made = book(kind)
    sheet = made.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[HEAD]}
    fill(sheet, columns)
    (tmp_path / "inputs").mkdir()
    made.save(tmp_path / "inputs" / f"{kind}.xlsx")
    found = intake.read_inputs(tmp_path / "inputs", shipped(), settings=workspace.defaults())
    return found.tables, [p.code for p in found.problems]


def full(tables: Mapping[str, Table]) -> dict[str, int]:
    return {name: len(table.frame) for name, table in tables.items() if len(table.frame)}


def test_a_care_list_that_is_filled_in_is_read_back_as_contacts_and_nothing_else(tmp_path: Path) -> None:
    rows = sample(paper("customer-care-list"))["care_list"]
    assert rows

    def fill(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(HEAD + 1, at["联系日期"], date(2026, 11, 23))
        sheet.cell(HEAD + 1, at["成果"], "继续跟进")
        sheet.cell(HEAD + 1, at["下次日期"], date(2026, 12, 7))

    tables, problems = read_back(tmp_path, "customer-care-list", fill)
    assert (full(tables), problems) == ({"care_log": len(rows)}, [])
    first = tables["care_log"].frame.iloc[0]
    assert (first["customer_no"], first["customer"]) == (rows[0]["customer_no"], rows[0]["customer"])
    assert (first["contact_day"].date(), first["result"]) == (date(2026, 11, 23), "继续跟进")
    assert tables["care_log"].frame["contact_day"].notna().sum() == 1


@pytest.mark.parametrize(("kind", "number"), [("customer-screen", "customer_no"), ("prospect-screen", "prospect_no")])
def test_a_screening_is_read_back_as_a_round_and_nothing_else(tmp_path: Path, kind: str, number: str) -> None:
    rows = sample(paper(kind))[kind.replace("-", "_")]
    assert rows

    def fill(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(HEAD + 1, at["跟进日期"], date(2026, 11, 24))
        sheet.cell(HEAD + 1, at["跟进结果"], "已办理")

    tables, problems = read_back(tmp_path, kind, fill)
    assert (full(tables), problems) == ({"screen_rounds": len(rows)}, [])
    frame = tables["screen_rounds"].frame
    assert frame[number].tolist() == [row[number] for row in rows]
    assert set(frame["round_no"]) == {rows[0]["round_no"]}
    for name in ("screen_model", "segment", "why", "officer"):
        assert frame[name].tolist() == [row[name] for row in rows]
    assert frame["screen_points"].tolist() == [row["screen_points"] for row in rows]
    assert (frame.iloc[0]["follow_day"].date(), frame.iloc[0]["follow_result"]) == (date(2026, 11, 24), "已办理")


def test_a_ledger_of_channels_is_read_back_as_it_was(tmp_path: Path) -> None:
    rows = sample(paper("channel-ledger"))["channel_list"]

    def fill(sheet: Any, at: dict[str, int]) -> None:
        row = HEAD + 1 + len(rows)
        for name, value in (("渠道名称", "新街商圈"), ("渠道类别", "商圈"), ("渠道状态", "线索"), ("商户数量", 60)):
            sheet.cell(row, at[name], value)

    tables, problems = read_back(tmp_path, "channel-ledger", fill)
    assert (full(tables), problems) == ({"channels": len(rows) + 1}, [])
    frame = tables["channels"].frame
    assert frame["channel_name"].tolist() == [*(row["channel_name"] for row in rows), "新街商圈"]
    for name in ("key_person", "phone", "officer", "channel_status", "next_step"):
        assert frame[name].tolist()[: len(rows)] == [row[name] for row in rows]


def test_what_channels_brought_is_that_of_their_campaigns_alone() -> None:
    rows = sample(paper("channel-ledger"))["channel_list"]
    assert any(row["reached"] != row["campaign_reached"] for row in rows)  # the ledger counts years of its own
    sheet = book("channel-ledger")["渠道成效"]
    heads = {cell.value: cell.column for cell in sheet[6]}
    shown = [sheet.cell(7 + at, heads["触达\n（人）"]).value for at in range(len(rows))]
    assert shown == [row["campaign_reached"] for row in rows]


@pytest.mark.parametrize("kind", BOOKS)
def test_a_workbook_prints_on_a4_and_keeps_its_heads_in_sight(kind: str) -> None:
    for sheet in book(kind).worksheets:
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows and sheet.freeze_panes
        assert "内部资料 注意保密" in sheet.oddFooter.left.text


@pytest.mark.parametrize(
    "kind", [*BOOKS, "campaign-calendar", "competitor-table", "territory-profile", "training-calendar"]
)
def test_letters_of_ten_points_are_printed_at_eight_or_more(kind: str) -> None:
    file = next(catalogue.kinds()[kind].folder.glob("*.xlsx"))
    for sheet in openpyxl.load_workbook(file).worksheets:
        setup, edges = sheet.page_setup, sheet.page_margins
        if not sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert setup.scale >= 80, sheet.title
            continue
        shown = sheet.print_area.replace("$", "").rpartition("!")[2] if sheet.print_area else sheet.dimensions
        last = range_boundaries(shown)[2]
        digits = [d.width for d in sheet.column_dimensions.values() for at in range(d.min, d.max + 1) if at <= last]
        wide = sum(0.75 * int(7 * width + 0.5) for width in digits)  # points: a digit has seven pixels
        paper = (297 if setup.orientation == "landscape" else 210) / 25.4 - edges.left - edges.right
        assert 72 * paper / wide >= 0.79, sheet.title


@pytest.mark.parametrize(
    ("kind", "heads"),
    [
        ("customer-care-list", ("联系日期", "方式", "成果", "下次日期")),
        ("customer-screen", ("跟进日期", "跟进结果")),
        ("prospect-screen", ("跟进日期", "跟进结果")),
        ("channel-ledger", ("渠道类别", "渠道状态", "客户经理", "最近维护", "商户数量")),
    ],
)
def test_what_people_fill_in_is_checked_and_the_list_is_an_excel_table(kind: str, heads: tuple[str, ...]) -> None:
    sheet = book(kind).worksheets[0]
    letters = {cell.value: cell.column_letter for cell in sheet[HEAD]}
    checked = {
        str(area).split(":")[0].rstrip("0123456789")
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    assert {letters[head] for head in heads} <= checked
    assert sheet.tables


@pytest.mark.parametrize("kind", ("customer-screen", "prospect-screen"))
def test_what_only_the_program_needs_is_not_printed(kind: str) -> None:
    sheet = book(kind).worksheets[0]
    [area] = str(sheet.print_area).replace("$", "").split("!")[-1:]
    last = area.split(":")[1].rstrip("0123456789")
    heads = {cell.column_letter: cell.value for cell in sheet[HEAD]}
    assert heads[last] == "备注"
    assert [head for letter, head in heads.items() if letter > last] == [
        "同时符合",
        "筛选批次",
        "日期",
        "筛选模型",
        "模型版本",
    ]


@pytest.mark.parametrize("kind", ("customer-screen", "prospect-screen"))
def test_every_name_of_a_screening_says_why_and_no_officer_has_more_than_the_cap(kind: str) -> None:
    given = every(kind)
    assert given
    for branch in given.values():
        rows = branch[kind.replace("-", "_")]
        assert all(row["why"] and row["offer"] for row in rows)
        assert max(Counter(row["officer"] for row in rows).values(), default=0) <= branch["rules"]["screening"]["cap"]
        out = {
            row.get("customer_no") or row.get("prospect_no")
            for row in branch[kind.replace("screen", "excluded").replace("-", "_")]
        }
        assert not out & {row.get("customer_no") or row.get("prospect_no") for row in rows}


def test_the_models_stand_in_the_workbook_as_the_settings_have_them() -> None:
    texts = [str(cell.value) for row in book("customer-screen")["筛选模型"].iter_rows() for cell in row if cell.value]
    for model in workspace.defaults()["screening"]["models"]:
        if model["of"] == "customers":
            assert {model["id"], model["version"], model["offer"], "；".join(model["points"])} <= set(texts)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("customer-care-list", "名下还没有登记客户"),
        ("customer-screen", "还没有登记客户，先把台账放进"),
        ("prospect-screen", "还没有登记准客户，先把台账放进"),
        ("channel-ledger", "还没有登记渠道"),
    ],
)
def test_a_workbook_without_data_says_so(kind: str, sentence: str) -> None:
    made = book(kind, with_figures(sample(paper(kind)), nothing))
    assert any(sentence in str(cell.value) for row in made.worksheets[0].iter_rows() for cell in row)


def told(kind: str, given: Facts | None = None, template: str = "") -> str:
    return outline(rendered(paper(kind, template), given))


def test_a_credit_file_shows_the_person_and_hides_the_numbers_that_nobody_needs() -> None:
    given = sample(paper("credit-file-form"))
    text, file = told("credit-file-form", given), given["customer_file"]
    assert file["customer"] in text and file["phone"] in text and file["address"] in text
    assert "*" not in file["customer"] + file["phone"] + file["address"]
    assert file["id_no"].count("*") == 10


def test_a_prospects_file_tells_of_the_process_and_a_customers_of_loans() -> None:
    files = every("credit-file-form")
    prospect = next(given for given in files.values() if given["customer_file"]["is_prospect"])
    customer = next(given for given in files.values() if given["customer_loans"])
    assert "三、准客户进程" in told("credit-file-form", prospect)
    assert "三、在本行的贷款" not in told("credit-file-form", prospect)
    text = told("credit-file-form", customer)
    assert "三、在本行的贷款" in text and "三、准客户进程" not in text
    assert all(loan["loan_no"] in text for loan in customer["customer_loans"])


def test_judgements_of_a_credit_file_stay_empty() -> None:
    text = told("credit-file-form")
    for item in sample(paper("credit-file-form"))["settings"]["judged"]:
        assert f"│ {item} | □ | □ | □ | □ | □ | \n" in text


def test_a_visit_has_three_roles_and_its_ticks() -> None:
    given = sample(paper("visit-record-form", "form"))
    visit, text = given["visit_info"], told("visit-record-form", given, "form")
    for role, who in (("主　聊", "lead_talker"), ("辅　聊", "second_talker")):
        assert f"│ {role} | {visit[who]} |" in text
    assert f"☑{visit['visit_nature']}" in text and f"☑{visit['half_day']}" in text
    assert (f"☑{visit['result']}" in text) == bool(visit["result"])
    assert visit["customer"] in text and "*" not in visit["customer"]


def test_there_are_as_many_blank_forms_as_the_settings_say() -> None:
    blank = paper("visit-record-form", "blank")
    for count in (1, 3):
        given = {**sample(blank), "settings": {**sample(blank)["settings"], "blank_forms": count}}
        assert told("visit-record-form", given, "blank").count("拜 访 记 录 表") == count


def test_a_talk_goes_through_the_points_of_the_settings_and_says_why_it_is_held() -> None:
    given = sample(paper("channel-talk-sheet"))
    text = told("channel-talk-sheet", given)
    assert given["channel_info"]["why"] in text
    assert all(point["topic"] in text for point in given["settings"]["points"])
    assert given["channel_info"]["key_person"] in text


# ---- against the workbooks themselves, read plainly


def plain(file: str, sheet: str, header: int = 1) -> list[dict[str, Any]]:
    rows = [*openpyxl.load_workbook(INPUTS / file, data_only=True)[sheet].iter_rows(values_only=True)]
    heads = rows[header - 1]
    return [dict(zip(heads, row, strict=True)) for row in rows[header:] if any(v is not None for v in row)]


def test_what_channels_brought_is_what_the_register_of_campaigns_adds_up_to() -> None:
    rows = plain("分行/渠道与营销活动.xlsx", "营销活动台账", 2)
    summed: Counter[str] = Counter()
    for row in rows:
        if row["渠道名称"] and row["日期"] <= datetime(2026, 11, 20):
            summed[row["渠道名称"]] += row["咨询量"] or 0
    known = {row["渠道名称"] for row in plain("分行/渠道与营销活动.xlsx", "渠道台账")}
    shown = {
        r["channel_name"]: r["enquiries"] for given in every("channel-ledger").values() for r in given["channel_list"]
    }
    assert shown == {name: summed[name] for name in known}


def test_the_renewals_are_the_loans_that_end_soon() -> None:
    today = catalogue.AS_OF
    loans = [row for row in plain("分行/贷款台账.xlsx", "贷款台账") if isinstance(row["客户号"], str)]
    balances: Counter[str] = Counter()
    late, ends, unread = set(), {}, set()
    for loan in loans:
        left = loan["贷款余额\n（万元）"]
        if not isinstance(left, int | float):
            unread.add(loan["客户号"])
            continue
        balances[loan["客户号"]] += left
        if left > 0:
            ends[loan["客户号"]] = min(ends.get(loan["客户号"], date.max), loan["到期日"].date())
            late |= {loan["客户号"]} if loan["逾期天数"] else set()
    wanted = {no for no, day in ends.items() if 0 <= (day - today).days <= 90 and no not in late | unread}
    picked = {
        row["customer_no"]: row
        for given in every("customer-screen").values()
        for row in [*given["customer_screen"], *given["customer_excluded"]]
    }
    renewed = {no for no, row in picked.items() if "续贷" in (row.get("segment") or "") + (row.get("also_fits") or "")}
    assert renewed <= wanted
    assert {no for no in wanted - renewed if no in picked and "excluded_by" not in picked[no]} == set()
