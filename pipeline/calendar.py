"""Words for time, such as 2026-W47, 2026年11月 or 上周, to periods; and the Chinese working calendar.

Public holidays come from holidays.toml, written from the `holidays` package (source: the State Council's yearly
notice); a bank's own table wins. A year whose notice is not out yet is provisional (暂定).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days with a code: 2026-11-20, 2026-W47, 2026-11, 2026-Q4 or 2026."""

    first: date
    last: date
    unit: Unit

    @property
    def code(self) -> str:
        """The code in ISO 8601 style (quarters as 2026-Q4)."""
        day = self.first
        if self.unit == "day":
            return day.isoformat()
        if self.unit == "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        if self.unit == "month":
            return f"{day:%Y-%m}"
        return f"{day.year}-Q{(day.month + 2) // 3}" if self.unit == "quarter" else str(day.year)

    @property
    def label(self) -> str:
        """What documents print: 2026年第47周, 2026年11月, 2026年第4季度, 2026年3月5日."""
        day = self.first
        if self.unit == "day":
            return f"{day.year}年{day.month}月{day.day}日"
        if self.unit == "week":
            year, week, _ = day.isocalendar()
            return f"{year}年第{week}周"
        if self.unit == "month":
            return f"{day.year}年{day.month}月"
        return f"{day.year}年第{(day.month + 2) // 3}季度" if self.unit == "quarter" else f"{day.year}年"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def previous(self, count: int = 1) -> Period:
        """The period of the same unit that many before this one (negative: after)."""
        if self.unit in ("day", "week"):
            days = (1 if self.unit == "day" else 7) * count
            return period_of(self.first - timedelta(days), self.unit)
        months = {"month": 1, "quarter": 3, "year": 12}[self.unit] * count
        index = self.first.year * 12 + self.first.month - 1 - months
        return period_of(date(index // 12, index % 12 + 1, 1), self.unit)

    def next(self) -> Period:
        """The period after this one."""
        return self.previous(-1)

    def last_year(self) -> Period:
        """The same period a year ago (weeks by their ISO number, the last one where 53 is missing; of 29 February the
        28th)."""
        if self.unit == "day":
            leap_day = (self.first.month, self.first.day) == (2, 29)
            return period_of((self.first - timedelta(leap_day)).replace(year=self.first.year - 1), "day")
        if self.unit != "week":
            return self.previous({"month": 12, "quarter": 4, "year": 1}[self.unit])
        year, week, _ = self.first.isocalendar()
        weeks = date(year - 1, 12, 28).isocalendar().week
        return period_of(date.fromisocalendar(year - 1, min(week, weeks), 1), "week")


def period_of(day: date, unit: Unit) -> Period:
    """The period of that unit which holds this day; weeks run Monday to Sunday (ISO 8601)."""
    if unit == "day":
        return Period(day, day, unit)
    if unit == "week":
        first = day - timedelta(day.weekday())
        return Period(first, first + timedelta(6), unit)
    span = {"month": 1, "quarter": 3, "year": 12}[unit]
    month = (day.month - 1) // span * span + 1
    after = day.year * 12 + month - 1 + span
    return Period(date(day.year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(1), unit)


_WORDS: Mapping[str, tuple[Unit, int]] = {
    **dict.fromkeys(("今天", "今日", "当日", "today"), ("day", 0)),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), ("day", 1)),
    **dict.fromkeys(("明天", "明日", "次日", "tomorrow"), ("day", -1)),
    **dict.fromkeys(("本周", "这周", "this-week"), ("week", 0)),
    **dict.fromkeys(("上周", "last-week"), ("week", 1)),
    **dict.fromkeys(("下周", "next-week"), ("week", -1)),
    **dict.fromkeys(("本月", "这个月", "this-month"), ("month", 0)),
    **dict.fromkeys(("上月", "上个月", "last-month"), ("month", 1)),
    **dict.fromkeys(("本季度", "本季", "this-quarter"), ("quarter", 0)),
    **dict.fromkeys(("上季度", "上季", "last-quarter"), ("quarter", 1)),
    **dict.fromkeys(("今年", "本年", "this-year"), ("year", 0)),
}
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}


def parse_period(text: str, today: date) -> Period | None:
    """The period a person means, or None: 2026-W47, 2026年第47周, 2026-11, 202611, 2026年11月, 2026Q4, 上周 …"""
    word = _plain(text)
    if relative := _WORDS.get(word.lower()):
        return period_of(today, relative[0]).previous(relative[1])
    return coded_period(word)


def coded_period(code: str) -> Period | None:
    """The period of a code such as 2026-W47, or of its Chinese writings; None for what depends on today (上周)."""
    try:
        return _written_period(_plain(code))
    except (ValueError, OverflowError):  # month 13, week 60, 30 February, the last week of 9999
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().replace(" ", "")


def _written_period(word: str) -> Period | None:
    if m := re.fullmatch(r"(\d{4})(?:-?[Ww](\d{1,2})|年第?(\d{1,2})周)", word):
        return period_of(date.fromisocalendar(int(m[1]), int(m[2] or m[3]), 1), "week")
    if m := re.fullmatch(r"(\d{4})(?:-?[Qq]([1-4])|年第?([1-4一二三四])季度?)", word):
        return period_of(date(int(m[1]), _QUARTERS[m[2] or m[3]] * 3, 1), "quarter")
    if m := re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?份?", word):
        return period_of(date(int(m[1]), int(m[2]), 1), "month")
    if m := re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})[日号]?", word):
        return period_of(date(int(m[1]), int(m[2]), int(m[3])), "day")
    if m := re.fullmatch(r"(\d{4})年?", word):
        return period_of(date(int(m[1]), 1, 1), "year")
    return None


@dataclass(frozen=True, slots=True)
class _Public:
    """A year's days off, its working weekend days, and whether its notice is out."""

    rest: frozenset[date]
    work: frozenset[date]

    @property
    def announced(self) -> bool:
        return bool(self.work)


@cache
def _public(year: int) -> _Public:
    days = _shipped().get(str(year))
    if days is None:
        return _computed(year)
    rest, work = (
        frozenset(date(year, int(day[:2]), int(day[2:])) for day in days[kind].split()) for kind in ("rest", "work")
    )
    return _Public(rest, work)


@cache
def _shipped() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((Path(__file__).parent / "holidays.toml").read_text(encoding="utf-8"))


def _computed(year: int) -> _Public:
    """A year that is not in the file: the package knows the lunar festivals of any, but takes long to load."""
    import holidays

    found = holidays.country_holidays("CN", years=year)
    return _Public(
        frozenset(day for day in found if day.year == year),
        frozenset(day for day in found.weekend_workdays if day.year == year),
    )


@dataclass(frozen=True)
class Calendar:
    """Working days of the Chinese calendar, with make-up days (调休); ``own`` maps a day to work or rest."""

    own: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        if day in self.own:
            return self.own[day]
        public = _public(day.year)
        return day in public.work or (day.weekday() < 5 and day not in public.rest)

    def is_provisional(self, year: int) -> bool:
        """Whether the year's holidays are not announced yet (暂定)."""
        return not _public(year).announced and not any(day.year == year for day in self.own)

    def workdays(self, first: date, last: date) -> list[date]:
        """The working days from first to last, both included."""
        days = ((first + timedelta(i)) for i in range((last - first).days + 1))
        return [day for day in days if self.is_workday(day)]

    def count(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both included; 0 where last is before first."""
        return len(self.workdays(first, last))

    def elapsed(self, period: Period, as_of: date) -> float | None:
        """序时进度: working days gone by the end of ``as_of`` / working days of the period, as a fraction."""
        days = self.workdays(period.first, period.last)
        return bisect_right(days, as_of) / len(days) if days else None

    def between(self, starts: Iterable[date], ends: Iterable[date]) -> list[int]:
        """Working days after each start up to each end (申请→放款: the day itself does not count)."""
        pairs = list(zip(starts, ends, strict=True))
        if not pairs:
            return []
        days = self.workdays(min(a for a, _ in pairs), max(b for _, b in pairs))
        return [max(0, bisect_right(days, b) - bisect_right(days, a)) for a, b in pairs]

    def on_or_before(self, day: date) -> date:
        """The last working day up to that day."""
        days = self.workdays(day - timedelta(20), day)
        return days[-1] if days else day

    def after(self, day: date, count: int = 1) -> date:
        """The working day that many after a day."""
        days = self.workdays(day + timedelta(1), day + timedelta(count * 3 + 20))
        return days[min(count, len(days)) - 1]
