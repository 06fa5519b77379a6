"""Plans, working days, rates and comparisons: recomputed in totals, blank over nothing, never clipped."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import (
    EAST,
    FRI,
    HAN,
    LI,
    MON,
    TUE,
    WED,
    WEST,
    ZHAO,
    application,
    bank,
    context,
    deal,
    many,
    one,
    visits,
)

APPLIED = [application("李雷", f"李雷户16-{n}") for n in range(3)]
NOVEMBER = 21  # working days, domain.md §2


def test_a_total_recomputes_its_rates_from_sums() -> None:
    rows = [*visits("李雷", 10), *APPLIED, *visits("韩梅", 2), application("韩梅", "韩梅户16-0")]
    tables = bank(activities=rows)
    rates = [one("funnel", "officer", tables, EAST, name)["application_rate"] for name in ("李雷", "韩梅")]
    assert rates == approx([0.3, 0.5])
    assert one("funnel", "branch", tables, EAST)["application_rate"] == approx(4 / 12)
    assert one("funnel", "bank", tables)["application_rate"] == approx(4 / 12)


def test_nothing_below_the_line_is_blank_and_more_than_all_is_flagged_not_clipped() -> None:
    tables = bank(activities=[*visits("李雷", 1), *APPLIED])
    assert pd.isna(one("funnel", "branch", tables, WEST)["application_rate"])
    found = one("funnel", "branch", tables, EAST)
    assert found["application_rate"] == approx(3.0)
    assert found["over_full"]
    assert found["deal_rate"] == 0.0
    assert pd.isna(one("funnel", "branch", bank(activities=APPLIED), EAST)["application_rate"])
    assert pd.isna(found["attainment_deals"])


@pytest.mark.parametrize(
    ("targets", "plan"),
    [
        pytest.param([("2026-11", 42)], 42 * 5 / NOVEMBER, id="a month's share by working days"),
        pytest.param([("2026-W47", 9), ("2026-11", 42)], 9, id="the week's own comes first"),
        pytest.param([("2026-Q4", 60)], 60 * 5 / 62, id="a quarter's share"),
        pytest.param([("2026-10", 42)], None, id="another month"),
    ],
)
def test_the_plan_of_a_week(targets: list[tuple[str, float]], plan: float | None) -> None:
    rows = [{"officer": "李雷", "period": code, "enquiries": number} for code, number in targets]
    found = one("funnel", "branch", bank(targets=rows), EAST)["plan_enquiries"]
    assert pd.isna(found) if plan is None else found == approx(plan)


def test_a_week_of_two_months_takes_days_of_each_from_its_own() -> None:
    rows = [
        {"officer": "李雷", "period": "2026-11", "enquiries": 21},
        {"officer": "李雷", "period": "2026-12", "enquiries": 46},
    ]
    found = one("funnel", "branch", bank(targets=rows), EAST, ctx=context(day=date(2026, 12, 1)))
    assert found["plan_enquiries"] == approx(21 * 1 / NOVEMBER + 46 * 4 / 23)


def test_attainment_and_progress() -> None:
    target = {"officer": "李雷", "period": "2026-W47", "enquiries": 5, "deals": 1}
    tables = bank(targets=[target], activities=[*visits("李雷", 12), deal("李雷", "甲"), deal("李雷", "乙")])
    found = one("funnel", "officer", tables, EAST, "李雷")
    assert (found["attainment_enquiries"], found["attainment_deals"]) == (approx(2.4), 2.0)
    assert (found["elapsed"], found["ahead"]) == (1.0, 1.0)
    wednesday = one("funnel", "officer", tables, EAST, "李雷", ctx=context(as_of=WED))
    assert wednesday["elapsed"] == approx(0.6)


def test_as_of_cuts_what_is_counted_but_not_the_plan() -> None:
    rows = [*visits("李雷", 2, MON), *visits("李雷", 3, FRI)]
    tables = bank(activities=rows, targets=[{"officer": "李雷", "period": "2026-W47", "enquiries": 10}])
    found = one("funnel", "branch", tables, EAST, ctx=context(as_of=WED))
    assert (found["enquiries"], found["workdays"], found["plan_enquiries"]) == (2, 3, 10)


@pytest.mark.parametrize(
    ("person", "leave", "expected"),
    [
        pytest.param({}, [], (5, 0), id="the whole week"),
        pytest.param({}, [(TUE, WED)], (3, 2), id="two days of leave"),
        pytest.param({}, [(TUE, WED), (WED, WED)], (3, 2), id="overlapping leave counts once"),
        pytest.param({}, [(date(2026, 11, 14), date(2026, 11, 30))], (0, 5), id="leave beyond the week"),
        pytest.param({"joined": WED}, [(MON, WED)], (2, 1), id="joined on Wednesday, leave before does not count"),
        pytest.param({"left": TUE}, [], (2, 0), id="left after Tuesday"),
    ],
)
def test_working_days_are_those_in_post_minus_leave(
    person: dict[str, Any], leave: list[tuple[date, date]], expected: tuple[int, int]
) -> None:
    rows = [{"officer": "李雷", "first_day": first, "last_day": last} for first, last in leave]
    tables = bank(roster=[{**LI, **person}, HAN], leave=rows)
    found = one("funnel", "officer", tables, EAST, "李雷")
    assert (found["workdays"], found["leave_days"]) == expected
    branch = one("funnel", "branch", tables, EAST)
    assert branch["workdays"] == 5


@pytest.mark.parametrize(
    ("unit", "day", "days"),
    [("week", FRI, 5), ("month", date(2026, 10, 31), 18), ("month", date(2026, 11, 30), 21)],
)
def test_working_days_know_the_holidays_and_make_up_days(unit: Any, day: date, days: int) -> None:
    assert one("funnel", "bank", bank(), ctx=context(unit, day))["workdays"] == days


def test_the_daily_mean_of_a_branch_is_per_person_day() -> None:
    leave = [{"officer": "韩梅", "first_day": MON, "last_day": FRI}]
    tables = bank(roster=[LI, HAN], leave=leave, activities=visits("李雷", 10))
    assert one("funnel", "branch", tables, EAST)["daily_mean"] == approx(2.0)
    assert pd.isna(one("funnel", "officer", tables, EAST, "韩梅")["daily_mean"])


def test_headcount_is_the_average_in_post_and_newcomers_are_counted_apart() -> None:
    joiner = {**HAN, "joined": WED}
    tables = bank(roster=[LI, joiner], activities=[deal("李雷", "甲", amount=32.0)])
    found = one("funnel", "branch", tables, EAST)
    assert (found["headcount"], found["newcomers"]) == (approx(1.6), 1)
    assert found["amount_per_head"] == approx(20.0)


def test_the_last_period_is_blank_before_the_data_begin_and_compared_where_there_is_one() -> None:
    this, last = visits("李雷", 6), visits("李雷", 4, date(2026, 11, 9))
    found = one("funnel", "branch", bank(activities=[*this, *last]), EAST)
    assert (found["last_enquiries"], found["change_enquiries"]) == (4, approx(0.5))
    assert pd.isna(one("funnel", "branch", bank(activities=this), EAST)["last_enquiries"])


@pytest.mark.parametrize(("first", "compared"), [(9, True), (10, True), (11, False), (13, False)])
def test_what_is_half_before_the_data_is_not_compared_with(first: int, compared: bool) -> None:
    rows = [*visits("李雷", 6), *visits("李雷", 4, date(2026, 11, first))]
    found = one("funnel", "branch", bank(activities=rows), EAST)
    assert pd.notna(found["change_enquiries"]) is compared


def test_a_month_so_far_is_compared_with_last_month_up_to_the_same_working_day() -> None:
    early, late = visits("李雷", 4, date(2026, 10, 9)), visits("李雷", 9, date(2026, 10, 30))
    found = one("month_funnel", "branch", bank(activities=[*early, *late, *visits("李雷", 8)]), EAST)
    assert found["elapsed"] == approx(15 / NOVEMBER)
    assert (found["enquiries"], found["last_enquiries"]) == (8, 4)


def test_the_cohort_rate_follows_those_first_met_in_the_period() -> None:
    old = visits("李雷", 1, date(2026, 11, 9))
    rows = [*old, *visits("李雷", 4), application("李雷", "李雷户16-0"), application("李雷", "李雷户9-0")]
    assert one("funnel", "branch", bank(activities=rows), EAST)["cohort_rate"] == approx(0.25)


def test_turnaround_counts_working_days_from_application_to_disbursal() -> None:
    loan = {"customer": "甲", "officer": "李雷", "amount": 10, "balance": 10}
    rows = [
        {**loan, "loan_no": "1", "applied": date(2026, 11, 13), "disbursed": MON},
        {**loan, "loan_no": "2", "applied": MON, "disbursed": FRI},
        {**loan, "loan_no": "3", "applied": MON, "disbursed": date(2026, 11, 30)},
    ]
    found = one("funnel", "branch", bank(loans=rows), EAST)
    assert (found["turnaround_mean"], found["turnaround_median"]) == (2.5, 2.5)


def test_enquiries_needed_run_the_funnel_backwards() -> None:
    rows = [*visits("李雷", 10), *APPLIED[:2], deal("李雷", "李雷户16-0")]
    target = {"officer": "李雷", "period": "2026-W47", "enquiries": 10, "deals": 3}
    found = one("funnel", "branch", bank(activities=rows, targets=[target]), EAST)
    assert found["enquiries_needed"] == approx(3 / (0.2 * 0.5))


def test_weeks_of_the_quarter_run_up_to_the_periods_end() -> None:
    rows = many("weeks", "branch", bank(activities=visits("李雷", 3)), EAST)
    assert [row["code"] for row in rows][0::6] == ["2026-W41", "2026-W47"]  # W40: its working days lie in September
    assert rows[-1]["enquiries"] == 3
    trend = many("trend", "officer", bank(activities=visits("赵六", 3)), WEST, ZHAO["officer"])
    assert [(row["label"], row["enquiries"]) for row in trend] == [
        ("第44周", 0), ("第45周", 0), ("第46周", 0), ("第47周", 3),
    ]  # fmt: skip
