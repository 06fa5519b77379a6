"""Between the ledgers: what was entered twice, planned for nobody, dated astray, owed too much or by nobody known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from small_bank import EAST, LI, MON, WEST, WORDS, bank, context, deal, visit

from pipeline.language import describe
from pipeline.measures import findings
from pipeline.problems import Problem
from pipeline.tables import Source, Table, table_from_rows

LOAN = {
    "loan_no": "J1", "customer": "甲", "customer_no": "1", "officer": "李雷", "amount": 10.0, "balance": 6.0,
    "disbursed": date(2026, 3, 2), "product": "经营贷",
}  # fmt: skip
LATE = {"loan_no": "J1", "customer": "甲", "due_day": date(2026, 11, 1), "overdue_amount": 3_000.0}
CALL = {"date": MON, "loan_no": "J1", "officer": "李雷", "contact_way": "电话"}
TARGET = {"branch": EAST, "officer": "李雷", "period": "2026-09", "enquiries": 60, "approver": "周行"}
CHANNEL = {"channel_name": "快融咨询", "channel_kind": "贷款中介", "channel_status": "洽谈"}
VISIT = {"date": MON, "customer": "甲", "lead_talker": "李雷", "purpose": "回访"}
POINTS = {"date": "2026-11-16", "officer": "李雷", "points": 5.0}


def found(**tables: list[dict[str, Any]]) -> list[Problem]:
    return findings(bank(**tables), context())


@pytest.mark.parametrize(
    ("tables", "code", "table", "cell"),
    [
        (
            {"activities": [visit("李雷", "甲", customer_no="1"), visit("韩梅", "甲", customer_no="1")]},
            "MS122",
            "activities",
            ("customer", 3),
        ),
        (
            {"activities": [visit("李雷", "甲", phone="15400000001"), visit("赵六", "甲店", phone="15400000001")]},
            "MS122",
            "activities",
            ("customer", 3),
        ),
        ({"activities": [visit("李雷", "张家店"), visit("韩梅", "张家店")]}, "MS122", "activities", ("customer", 3)),
        ({"roster": [{**LI, "joined": date(2026, 10, 8)}], "targets": [TARGET]}, "MS123", "targets", ("period", 2)),
        ({"roster": [{**LI, "left": date(2026, 8, 31)}], "targets": [TARGET]}, "MS123", "targets", ("period", 2)),
        ({"loans": [{**LOAN, "balance": 10.5}]}, "MS130", "loans", ("balance", 2)),
        ({"loans": [LOAN], "overdue": [{**LATE, "loan_no": "J2"}]}, "MS131", "overdue", ("loan_no", 2)),
        ({"loans": [LOAN], "collection_contacts": [{**CALL, "loan_no": "J2"}]}, "MS131", "collection_contacts",
            ("loan_no", 2)),
        ({"loans": [LOAN], "overdue": [{**LATE, "overdue_amount": 90_000.0}]}, "MS132", "overdue",
            ("overdue_amount", 2)),
        (
            {"loans": [LOAN, {**LOAN, "loan_no": "J2", "overdue_days": 9}], "overdue": [LATE]},
            "MS133",
            "loans",
            ("overdue_days", 3),
        ),
        ({"loans": [LOAN], "holdings": [{"customer_no": "2", "product": "经营贷"}]}, "MS134", "holdings",
            ("product", 2)),
        ({"channels": [CHANNEL]}, "MS135", "channels", ("channel_kind", 2)),
        ({"visits": [{**VISIT, "channel": "贷款中介"}]}, "MS136", "visits", ("channel", 2)),
        ({"visits": [{**VISIT, "lead_talker": "李磊"}]}, "MS137", "visits", ("lead_talker", 2)),
        ({"visits": [{**VISIT, "observer": "李磊"}]}, "MS137", "visits", ("observer", 2)),
        ({"points_ledger": [{**POINTS, "officer": "李磊"}]}, "MS137", "points_ledger", ("officer", 2)),
    ],
)  # fmt: skip
def test_each_has_its_code_and_cell_and_keeps_the_row(
    tables: dict[str, Any], code: str, table: str, cell: tuple[str, int]
) -> None:
    [item] = found(**tables)
    assert (item.code, item.level) == (code, "warning")
    assert item.place == bank(**tables)[table].place(cell[1] - 2, cell[0])
    assert item.place.column > 0
    for lang in ("zh", "en"):
        texts = describe(item, lang)  # type: ignore[arg-type]
        assert "…" not in texts.what
        assert texts.fix


@pytest.mark.parametrize(
    "tables",
    [
        pytest.param(
            {"activities": [visit("李雷", "甲", partner="韩梅"), visit("韩梅", "甲")]}, id="joint work with a partner"
        ),
        pytest.param({"activities": [visit("李雷", "王老板"), visit("韩梅", "王老板")]}, id="a name that many bear"),
        pytest.param(
            {"activities": [visit("李雷", "甲店"), visit("赵六", "甲店")]}, id="one name in two branches"
        ),
        pytest.param(
            {
                "activities": [
                    visit("李雷", "甲", customer_no="1", partner="韩梅"),
                    deal("李雷", "甲", MON, customer_no="1", product="理财"),
                    deal("韩梅", "甲", MON, customer_no="1", product="信用卡"),
                ]
            },
            id="two products of two officers",
        ),
        pytest.param({"roster": [{**LI, "joined": date(2026, 9, 30)}], "targets": [TARGET]}, id="in post on one day"),
        pytest.param({"loans": [{**LOAN, "balance": 10.0}]}, id="nothing paid back yet"),
        pytest.param({"overdue": [LATE], "collection_contacts": [CALL]}, id="no loan ledger"),
        pytest.param({"loans": [{**LOAN, "overdue_days": 9}]}, id="no ledger of arrears"),
        pytest.param({"loans": [LOAN], "overdue": [{**LATE, "overdue_amount": 61_000.0}]}, id="arrears with interest"),
        pytest.param({"loans": [LOAN], "holdings": [{"customer_no": "2", "product": "信用卡"}]}, id="no loan product"),
        pytest.param({"channels": [{**CHANNEL, "channel_kind": "商圈"}]}, id="a channel the bank works with"),
    ],
)  # fmt: skip
def test_what_fits_is_not_told(tables: dict[str, Any]) -> None:
    assert found(**tables) == []


def test_a_contact_entered_twice_names_both_officers_and_hides_the_customer() -> None:
    [item] = found(
        activities=[visit("李雷", "张三丰", phone="15400000001"), visit("韩梅", "张三丰", phone="15400000001")]
    )
    assert (item.found, item.values["first"], item.values["officer"]) == ("张**", "李雷", "韩梅")


def test_a_loan_that_an_error_left_out_is_known_to_its_other_ledgers() -> None:
    tables = bank(loans=[LOAN], overdue=[{**LATE, "loan_no": "J2"}])
    loans = tables["loans"]
    spare = loans.left_out.reindex(columns=["branch", "loan_no"], index=[0]).assign(loan_no="J2")
    tables["loans"] = Table("loans", loans.frame, loans.sources, loans.extras, spare)
    assert findings(tables, context()) == []


def test_a_channel_of_a_rejected_kind_is_told_wherever_it_is_used() -> None:
    prospect = {"customer": "甲", "officer": "李雷", "stage": "线索", "channel_name": "快融咨询"}
    items = found(channels=[CHANNEL], prospects=[prospect])
    assert [item.code for item in items] == ["MS135", "MS136"]


def counts(days: list[date], sheet: str) -> list[Problem]:
    """The findings of daily counts on these days, on a sheet of that name."""
    rows = [{"officer": "李雷", "date": day, "enquiries": 1, "applications": 0, "deals": 0} for day in days]
    tables = bank()
    columns = {name: number for number, name in enumerate(WORDS.tables["daily_counts"].fields, 1)}
    source = Source("日报.xlsx", sheet, columns)
    tables["daily_counts"] = table_from_rows("daily_counts", rows, WORDS, source)
    return findings(tables, context())


DAYS = [MON + timedelta(n) for n in range(5)]


@pytest.mark.parametrize(
    ("days", "sheet", "told"),
    [
        ([*DAYS, date(2026, 10, 30)], "11月", [("MS124", 7)]),
        ([*DAYS, date(2026, 10, 30)], "2026年11月日报", [("MS124", 7)]),
        (DAYS, "2025年11月", [("MS124", row) for row in range(2, 7)]),
        ([*DAYS, date(2026, 10, 30)], "10-11月", []),
        ([*DAYS, date(2026, 10, 30)], "10月、11月", []),
        ([*DAYS, date(2026, 10, 30)], "日报", []),
        ([*DAYS * 5, date(2025, 11, 16)], "11月", [("MS125", 27)]),
        ([*DAYS * 5, date(2025, 11, 16)], "日报", [("MS125", 27)]),
        ([*DAYS, *[day - timedelta(365) for day in DAYS]], "日报", []),
    ],
)  # fmt: skip
def test_a_day_of_another_month_or_year_than_its_sheet_is_told(
    days: list[date], sheet: str, told: list[tuple[str, int]]
) -> None:
    items = [item for item in counts(days, sheet) if item.code in ("MS124", "MS125")]
    assert [(item.code, item.place.row) for item in items] == told


def test_a_visit_of_two_branches_with_one_number_is_one_customer() -> None:
    rows = [visit("李雷", "甲", customer_no="1"), visit("赵六", "甲", customer_no="1", branch=WEST)]
    assert [item.code for item in found(activities=rows)] == ["MS122"]
