"""Days, times and periods as people type them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.cells.dates import When, date_reader, period_reader, read_time

NOVEMBER = When(month=11, until=date(2026, 11, 22))


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 5),
        datetime(2026, 3, 5, 9, 30),
        46086.0,
        46086.4,
        "46086",
        20260305.0,
        "20260305",
        "2026年3月5日",
        "2026年03月05日",
        "２０２６年３月５日",
        "2026.3.5",
        "2026/3/5",
        "2026-03-05",
        "2026-3-5 09:30:00",
        "2026年3月5日 星期四",
        "2026年3月5日（周四）",
        " 2026 年 3 月 5 日 ",
    ],
)
def test_a_full_date_is_read_without_a_word(cell: object) -> None:
    found = date_reader(When())(cell)
    assert (found.value, found.fault, found.repair) == (date(2026, 3, 5), "", "")


@pytest.mark.parametrize("cell", ["11月5日", "11/5", "11.5", "11-5", "11月5号", "5日", "5号", 11.05, "11月5日 周四"])
def test_a_missing_year_or_month_comes_from_the_surroundings_and_is_told(cell: object) -> None:
    found = date_reader(NOVEMBER)(cell)
    assert (found.value, found.repair) == (date(2026, 11, 5), "IN304")


@pytest.mark.parametrize(
    ("name", "until", "cell", "day"),
    [
        ("date", date(2026, 11, 22), "12/30", date(2025, 12, 30)),  # an event cannot lie a month ahead
        ("date", date(2026, 1, 4), "12/30", date(2025, 12, 30)),
        ("date", date(2026, 11, 22), "12/1", date(2026, 12, 1)),
        ("due", date(2026, 11, 22), "1/15", date(2027, 1, 15)),  # a due day may
        ("due", date(2026, 11, 22), "9/15", date(2026, 9, 15)),
    ],
)
def test_the_year_is_the_one_that_makes_sense_for_the_period(name: str, until: date, cell: str, day: date) -> None:
    assert date_reader(When(until=until), name)(cell).value == day


def test_a_year_in_the_title_wins_over_the_period() -> None:
    assert date_reader(When(year=2025, until=date(2026, 11, 22)))("11月5日").value == date(2025, 11, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026年2月30日", "IN206"),
        ("2月30日", "IN206"),
        ("2026-13-01", "IN206"),
        (20261301.0, "IN206"),
        ("1026-03-05", "IN214"),
        ("昨天", "IN205"),
        ("3/5/2026", "IN205"),  # day and month could be either
        (11.1, "IN205"),  # 11.1 or 11.10
        (5.0, "IN205"),
        (True, "IN205"),
        (time(9, 30), "IN205"),
    ],
)
def test_a_day_that_is_none_or_not_sure_is_a_fault(cell: object, code: str) -> None:
    found = date_reader(NOVEMBER)(cell)
    assert (found.value, found.fault) == (None, code)


def test_without_any_hint_a_missing_year_is_a_fault() -> None:
    assert date_reader(When())("11月5日").fault == "IN207"


def test_a_month_will_do_where_nobody_needs_the_day() -> None:
    found = date_reader(When(), "joined")("2020年3月")
    assert (found.value, found.repair) == (date(2020, 3, 1), "IN309")
    assert date_reader(When(), "due")("2020年3月").fault == "IN205"


@given(st.dates(date(1931, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_every_way_of_writing_it(day: date) -> None:
    ways: list[object] = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        float((day - date(1899, 12, 30)).days),
        day.isoformat(),
    ]
    assert [date_reader(When())(way).value for way in ways] == [day] * len(ways)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("9:30", "09:30"),
        ("09:30:15", "09:30"),
        ("9点半", "09:30"),
        ("9点", "09:00"),
        ("9时5分", "09:05"),
        ("下午3:05", "15:05"),
        ("下午３点", "15:00"),
        ("3pm", "15:00"),
        ("0930", "09:30"),
        ("9:30-10:15", "09:30"),
        (time(9, 30), "09:30"),
        (datetime(2026, 3, 5, 9, 30), "09:30"),
        (0.3958333, "09:30"),
        ("—", None),
    ],
)
def test_a_time_is_hours_and_minutes(cell: object, value: str | None) -> None:
    found = read_time(cell)
    assert (found.value, found.fault) == (value, "")


@pytest.mark.parametrize("cell", ["25:00", "9:75", "上午", "9", 9.0, timedelta(1), True])
def test_what_is_no_time_is_a_fault(cell: object) -> None:
    assert read_time(cell).fault == "IN210"


@pytest.mark.parametrize(
    ("cell", "code", "repair"),
    [
        ("202611", "2026-11", ""),
        (202611.0, "2026-11", ""),
        ("2026-11", "2026-11", ""),
        ("2026年11月", "2026-11", ""),
        ("2026年11月份", "2026-11", ""),
        (date(2026, 11, 1), "2026-11", ""),
        ("2026-W47", "2026-W47", ""),
        ("2026年第47周", "2026-W47", ""),
        ("2026Q4", "2026-Q4", ""),
        ("2026.11.16-2026.11.22", "2026-W47", ""),
        ("11月", "2026-11", "IN304"),
        ("11", "2026-11", "IN304"),
        ("第47周", "2026-W47", "IN304"),
        ("11.16-11.22", "2026-W47", "IN304"),
        ("11.16-22", "2026-W47", "IN304"),
        ("11月1日-11月30日", "2026-11", "IN304"),
    ],
)
def test_a_period_becomes_its_code(cell: object, code: str, repair: str) -> None:
    found = period_reader(NOVEMBER)(cell)
    assert (found.value, found.fault, found.repair) == (code, "", repair)


@pytest.mark.parametrize("cell", ["13月", "第60周", "11.16-12.22", "下旬", True])
def test_what_is_no_period_is_a_fault(cell: object) -> None:
    assert period_reader(NOVEMBER)(cell).fault == "IN211"


@given(
    st.text() | st.floats(allow_nan=False) | st.integers() | st.booleans() | st.dates() | st.times() | st.timedeltas()
)
def test_no_cell_breaks_a_reader(cell: object) -> None:
    for read in (date_reader(NOVEMBER), date_reader(When(), "joined"), read_time, period_reader(NOVEMBER)):
        found = read(cell)
        assert not (found.fault and found.value is not None)
