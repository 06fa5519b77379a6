"""The shipped public holidays are those of the `holidays` package, which is asked itself for years further away."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest
from authoring import public_holidays

from pipeline.calendar import Calendar


def test_the_shipped_file_is_what_the_package_says() -> None:
    assert public_holidays.FILE.read_text(encoding="utf-8") == public_holidays.written(), "run: make holidays"


@pytest.mark.parametrize("year", [1996, 2006, 2020, 2025, 2026, 2027, 2035, 2036, 2061])
def test_a_day_is_worked_where_the_package_says_so(year: int) -> None:
    package, calendar = holidays.country_holidays("CN", years=year), Calendar()
    for day in (date(year, 1, 1) + timedelta(i) for i in range(365)):
        assert calendar.is_workday(day) == package.is_working_day(day), day


def test_2026_is_announced_and_2027_is_not() -> None:
    assert [Calendar().is_provisional(year) for year in (2026, 2027, 2061)] == [False, True, True]


def test_a_usual_year_needs_no_package() -> None:
    script = (
        "import sys, datetime; from pipeline.calendar import Calendar; "
        "Calendar().is_workday(datetime.date(2026, 10, 1)); print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
