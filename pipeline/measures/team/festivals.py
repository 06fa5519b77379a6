"""The settings' list of days (农历 08-15 中秋节, 节气 清明 清明节, 公历 01-01 元旦) → days of a stretch of time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipeline.measures.figure import Context

SOLAR, LUNAR, TERM = "公历", "农历", "节气"
TERMS = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至"),
    *("小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)
_LEAP = 2024  # a year that has a 29 February
EVE = "除夕"  # the last day of the lunar year: the 29th or the 30th


@dataclass(frozen=True)
class Entry:
    """One line of the list: a calendar, a day of it, the day's name, and the branch that alone keeps it."""

    calendar: str
    day: str
    name: str
    branch: str = ""


@dataclass(frozen=True)
class Festival:
    """A day that comes every year, in one year."""

    day: date
    name: str
    branch: str = ""


def entries(ctx: Context) -> tuple[list[Entry], list[str]]:
    """The lines of ``campaigns.days`` that are understood, and the others as they stand."""
    read = {line: _entry(line) for line in ctx.settings["campaigns"]["days"]}
    return [entry for entry in read.values() if entry], [line for line, entry in read.items() if not entry]


def _entry(line: str) -> Entry | None:
    """公历 03-15 消费者权益日 · 农历 08-15 中秋节 · 农历 除夕 · 节气 清明 清明节 · 公历 04-18 建材节 城东支行."""
    parts = line.split()
    if len(parts) == 2 and parts[0] in (LUNAR, TERM):
        parts.append(parts[1])
    return Entry(*parts) if 3 <= len(parts) <= 4 and _is_day(parts[0], parts[1]) else None


def _is_day(calendar: str, text: str) -> bool:
    """Whether a calendar may have a day of that name; told without lunar_python, for every check asks."""
    numbers = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if calendar == TERM or not numbers:
        return text in TERMS if calendar == TERM else (calendar, text) == (LUNAR, EVE)
    month, day = int(numbers[1]), int(numbers[2])
    longest = {SOLAR: monthrange(_LEAP, month)[1], LUNAR: 30}.get(calendar, 0) if 1 <= month <= 12 else 0
    return 1 <= day <= longest


def festivals(ctx: Context, first: date, last: date) -> list[Festival]:
    """The days of the settings' list from first to last, by day; each with its branch, or none for all branches."""
    found = [
        Festival(day, entry.name, entry.branch)
        for entry in entries(ctx)[0]
        for year in range(first.year, last.year + 1)
        for day in _days_in(year, entry)
        if first <= day <= last
    ]
    return sorted(found, key=lambda festival: festival.day)


def _days_in(year: int, entry: Entry) -> Iterator[date]:
    """The days of this year that an entry means: the twelfth lunar month of a year lies mostly in the next."""
    for lunar_year in (year - 1, year) if entry.calendar == LUNAR else (year,):
        try:
            day = day_in(lunar_year, entry.calendar, entry.day)
        except ValueError:  # 29 February
            continue
        if day and day.year == year:
            yield day


@cache
def day_in(year: int, calendar: str, text: str) -> date | None:
    """The day that a text names in a year of its calendar; None or ValueError where there is none."""
    if calendar == TERM:
        return _term(year, text)
    if calendar == LUNAR and text == EVE:
        return _lunar(year + 1, 1, 1) - timedelta(1)
    numbers = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if not numbers or calendar not in (SOLAR, LUNAR):
        return None
    month, day = int(numbers[1]), int(numbers[2])
    if calendar == SOLAR:
        return date(year, month, day)
    return _lunar(year, month, day) if 1 <= month <= 12 and 1 <= day <= 30 else None


def _lunar(year: int, month: int, day: int) -> date:
    """The day of a lunar date, of the month that is no leap month; a 30th that a month lacks is its 29th.

    lunar_python is imported here: its 17 ms are for those alone who print a festival.
    """
    from lunar_python import Lunar, LunarMonth

    length = LunarMonth.fromYm(year, month).getDayCount()
    solar = Lunar.fromYmd(year, month, min(day, length)).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _term(year: int, name: str) -> date | None:
    """The day of a solar term (节气) in a year of our calendar."""
    from lunar_python import Solar

    for near in (year, year + 1):  # a table runs from winter solstice to the spring after next
        if found := Solar.fromYmd(near, 6, 1).getLunar().getJieQiTable().get(name):
            day = date(found.getYear(), found.getMonth(), found.getDay())
            if day.year == year:
                return day
    return None
