"""What does not fit between the tables is told with its cell; a row is left out only where nobody knows its officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_bank import EAST, FRI, LI, MON, TUE, WEST, application, bank, context, deal, visit, visits

from pipeline.calendar import Calendar
from pipeline.language import describe
from pipeline.measures import findings, left_out_rows
from pipeline.problems import Problem

COUNTS = {"officer": "李雷", "date": MON, "enquiries": 1, "applications": 0, "deals": 0}
ADJUSTED = {"date": MON, "officer": "李雷", "measure": "咨询量", "quantity": 1, "reason": "补"}
ACTION = {"action_no": "D1", "action": "a", "owner": "李雷", "due": FRI, "branch": EAST}
RIVAL = {"date": MON, "institution": "甲行", "product": "p", "method": "先息后本"}
CUSTOMER = {"customer_no": "1", "customer": "甲", "officer": "李雷"}


def found(ctx: Any = None, **tables: list[dict[str, Any]]) -> list[Problem]:
    return findings(bank(**tables), ctx or context())


@pytest.mark.parametrize(
    ("tables", "code", "level", "cell"),
    [
        ({"activities": [visit("李磊", "甲")]}, "MS101", "error", ("officer", 2)),
        ({"daily_counts": [{**COUNTS, "officer": "李磊"}]}, "MS101", "error", ("officer", 2)),
        (
            {"roster": [LI, {**LI, "branch": WEST}], "activities": [visit("李雷", "甲")]},
            "MS102",
            "error",
            ("officer", 2),
        ),
        ({"activities": [visit("李雷", "甲", branch="城动支行")]}, "MS103", "warning", ("branch", 2)),
        ({"activities": [visit("李雷", "甲", branch=WEST)]}, "MS104", "warning", ("officer", 2)),
        ({"roster": [{**LI, "joined": TUE}], "activities": [visit("李雷", "甲")]}, "MS105", "warning", ("date", 2)),
        (
            {"roster": [{**LI, "left": date(2026, 11, 13)}], "activities": [visit("李雷", "甲")]},
            "MS106",
            "warning",
            ("date", 2),
        ),
        ({"activities": [visit("李雷", "甲", partner="韩美")]}, "MS107", "warning", ("partner", 2)),
        ({"activities": [visit("李雷", "甲")], "daily_counts": [COUNTS]}, "MS111", "warning", ("date", 2)),
        ({"activities": [visit("李雷", "甲"), deal("李雷", "甲")]}, "MS112", "warning", ("customer", 3)),
        ({"activities": [application("李雷", "甲")]}, "MS113", "warning", ("customer", 2)),
        ({"activities": [visit("李雷", "甲", time="21:40")]}, "MS114", "warning", ("time", 2)),
        ({"activities": [visit("李雷", "甲", channel="贷款中介")]}, "MS115", "warning", ("channel", 2)),
        ({"adjustments": [ADJUSTED]}, "MS117", "warning", ("approver", 2)),
        ({"action_items": [{**ACTION, "status": "完成"}]}, "MS118", "warning", ("status", 2)),
        (
            {
                "roster": [LI, {**LI, "officer": "韩梅"}],
                "targets": [
                    {
                        "branch": LI["branch"],
                        "officer": "李雷",
                        "period": "2026-11",
                        "enquiries": 100,
                        "approver": "周行",
                    }
                ],
            },
            "MS121",
            "warning",
            ("officer", 3),
        ),
        (
            {"customers": [CUSTOMER], "holdings": [{"customer_no": "2", "product": "信用卡"}]},
            "MS119",
            "warning",
            ("customer_no", 2),
        ),
        ({"competitor_products": [{**RIVAL, "quote": "4%", "method": None}]}, "MS201", "warning", ("method", 2)),
        ({"competitor_products": [{**RIVAL, "quote": "4.35"}]}, "MS202", "warning", ("quote", 2)),
        ({"competitor_products": [{**RIVAL, "quote": "6厘"}]}, "MS203", "warning", ("quote", 2)),
        (
            {"our_products": [{"product": "快贷", "quote": "面议", "method": "等额本息"}]},
            "MS205",
            "warning",
            ("quote", 2),
        ),
        ({"competitor_products": [{**RIVAL, "quote": "LPR+9BP"}]}, "MS207", "warning", ("quote", 2)),
        (
            {"competitor_products": [{**RIVAL, "method": "随借随还", "quote": "日息万二"}]},
            "MS208",
            "warning",
            ("days_used", 2),
        ),
        (
            {"competitor_products": [{**RIVAL, "method": "气球贷", "quote": "年利率6%"}]},
            "MS209",
            "warning",
            ("quote_basis", 2),
        ),
        ({"competitor_products": [{**RIVAL, "quote": "月利率60%"}]}, "MS211", "warning", ("quote", 2)),
        (
            {"competitor_products": [{**RIVAL, "quote": "4%", "periodic_cost": "另议"}]},
            "MS210",
            "warning",
            ("periodic_cost", 2),
        ),
    ],
)
def test_each_finding_has_its_code_level_and_cell(
    tables: dict[str, Any], code: str, level: str, cell: tuple[str, int]
) -> None:
    [item] = found(**tables)
    assert (item.code, item.level) == (code, level)
    places = {bank(**tables)[name].place(cell[1] - 2, cell[0]) for name in tables if len(tables[name]) > cell[1] - 2}
    assert item.place in places
    assert item.place.column > 0
    for lang in ("zh", "en"):
        texts = describe(item, lang)  # type: ignore[arg-type]
        assert "…" not in texts.what
        assert texts.fix


def test_what_fits_is_not_told() -> None:
    work = [visit("李雷", "甲", time="09:00"), application("李雷", "甲"), deal("李雷", "甲")]
    assert found(activities=work, adjustments=[{**ADJUSTED, "approver": "周行"}], action_items=[ACTION]) == []


def test_an_unknown_officer_is_told_once_a_sheet_with_the_number_of_rows_and_near_names() -> None:
    [item] = found(activities=[*visits("李磊", 3), *visits("李雷", 1)])
    assert item.values["count"] == "3"
    assert item.values["near"].startswith("李雷")
    assert {name: len(rows) for name, rows in left_out_rows(bank(activities=visits("李磊", 3)), context()).items()} == {
        "activities": 3
    }


def test_customers_in_findings_are_masked() -> None:
    [item] = found(activities=[application("李雷", "张三丰")])
    assert item.found == "张**"


def test_more_than_thirty_of_a_kind_are_counted_not_listed() -> None:
    items = found(activities=[application("李雷", f"户{n}") for n in range(40)])
    assert len(items) == 31
    assert (items[-1].code, items[-1].found) == ("MS190", "10")


def test_a_limit_on_visits_in_a_half_day_is_off_until_it_is_set() -> None:
    rows = [visit("李雷", f"户{n}", time="09:30") for n in range(4)] + [visit("李雷", "户9", time="15:00")]
    assert found(activities=rows) == []
    items = found(context(measures={"half_day_limit": 3}), activities=rows)
    assert [(item.code, item.place.row) for item in items] == [("MS116", 5)]


def test_a_branch_that_only_the_settings_know_is_told() -> None:
    [item] = found(context(branch={EAST: {}, "城动支行": {}}))
    assert (item.code, item.level) == ("MS127", "warning")
    assert item.values["near"] in (EAST, WEST)
    assert "城动支行" in item.place.inside


def test_a_rule_that_there_is_not_is_told() -> None:
    [item] = found(context(measures={"qualified": ["has_custmer"]}))
    assert (item.code, item.values["near"]) == ("MS120", "has_customer")


@pytest.mark.parametrize(
    ("day", "own", "years"),
    [
        (FRI, {}, []),
        (date(2027, 2, 1), {}, ["2027"]),
        (date(2026, 12, 31), {}, ["2027"]),  # the week ends on 3 January
        (date(2027, 2, 1), {date(2027, 2, 6): True}, []),
    ],
)
def test_a_period_whose_holidays_nobody_knows_yet_is_provisional(
    day: date, own: dict[date, bool], years: list[str]
) -> None:
    ctx = replace(context("week", day), calendar=Calendar(own))
    assert [p.found for p in found(ctx) if p.code == "MS128"] == years
