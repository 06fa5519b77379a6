"""Words for time and the Chinese working calendar; the check values are domain.md §2's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calendar import UNITS, Calendar, coded_period, parse_period, period_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-W47", "2026-W47"),
        ("2026年第47周", "2026-W47"),
        ("２０２６-Ｗ４７", "2026-W47"),
        ("本周", "2026-W48"),
        ("上周", "2026-W47"),
        ("2026年11月", "2026-11"),
        ("2026年11", "2026-11"),
        ("202611", "2026-11"),
        ("2026-11", "2026-11"),
        ("上个月", "2026-10"),
        ("2026Q4", "2026-Q4"),
        ("2026年四季度", "2026-Q4"),
        ("本季度", "2026-Q4"),
        ("2026-11-20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("昨天", "2026-11-23"),
        ("2026年", "2026"),
    ],
)
def test_it_understands_the_ways_people_write_a_period(text: str, code: str) -> None:
    period = parse_period(text, TODAY)
    assert period is not None
    assert period.code == code


@pytest.mark.parametrize(
    "text", ["", "某周", "2026-13", "2026-W54", "2026-02-30", "11月", "前周", "2026年第3", "2026年三"]
)
def test_it_does_not_guess_what_is_no_period(text: str) -> None:
    assert parse_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("code", "ago"),
    [
        ("2026-11-20", "2025-11-20"),
        ("2028-03-05", "2027-03-05"),
        ("2028-02-29", "2027-02-28"),
        ("2026-W53", "2025-W52"),
        ("2026-11", "2025-11"),
        ("2026-Q4", "2025-Q4"),
    ],
)
def test_a_year_ago_is_the_same_day_week_or_month(code: str, ago: str) -> None:
    period = coded_period(code)
    assert period is not None
    assert period.last_year().code == ago


def test_a_code_never_depends_on_today() -> None:
    assert coded_period("上周") is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(UNITS))
def test_a_period_holds_its_day_and_its_code_reads_back(day: date, unit: str) -> None:
    period = period_of(day, unit)  # type: ignore[arg-type]
    assert day in period
    assert parse_period(period.code, TODAY) == period
    assert period.next().previous() == period
    assert (period.next().first - period.last).days == 1


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), 5),
        (date(2026, 10, 1), date(2026, 10, 31), 18),
        (date(2026, 11, 1), date(2026, 11, 30), 21),
        (date(2026, 10, 10), date(2026, 10, 10), 1),  # a Saturday worked for the holiday
        (date(2026, 11, 22), date(2026, 11, 16), 0),
    ],
)
def test_working_days_follow_the_yearly_notice(first: date, last: date, days: int) -> None:
    assert Calendar().count(first, last) == days


def test_a_year_without_a_notice_is_provisional_until_the_bank_enters_its_own_days() -> None:
    assert not Calendar().is_provisional(2026)
    assert Calendar().is_provisional(2027)
    own = Calendar({date(2027, 2, 14): True})
    assert not own.is_provisional(2027)
    assert own.is_workday(date(2027, 2, 14))  # a Sunday


def test_the_elapsed_share_counts_working_days() -> None:
    week = period_of(date(2026, 11, 20), "week")
    assert Calendar().elapsed(week, date(2026, 11, 18)) == pytest.approx(0.6)
    holiday = period_of(date(2026, 10, 1), "day")
    assert Calendar().elapsed(holiday, date(2026, 10, 1)) is None


def test_turnaround_counts_working_days_after_the_first() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert Calendar().between([friday, friday], [monday, friday]) == [1, 0]
    assert Calendar().between([], []) == []
