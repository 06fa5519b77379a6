"""The public holidays of the `holidays` package → pipeline/holidays.toml: `make holidays`, after the yearly notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import holidays

FILE = Path(__file__).parents[2] / "pipeline" / "holidays.toml"
YEARS = range(2000, 2036)
_HEAD = """\
# Public holidays of China, written by `make holidays` from the `holidays` package (source: the State Council's yearly
# notice). rest: days off; work: weekend days that are worked. A year without worked ones is not announced yet.
"""


def written() -> str:
    """The file's text for these years."""
    return _HEAD + "".join(_year(year) for year in YEARS)


def _year(year: int) -> str:
    found = holidays.country_holidays("CN", years=year)
    swapped = found.weekend_workdays
    return f'\n[{year}]\nrest = "{_days(found, year)}"\nwork = "{_days(swapped, year)}"\n'


def _days(days: Iterable[date], year: int) -> str:
    return " ".join(f"{day:%m%d}" for day in sorted(days) if day.year == year)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8", newline="\n")
