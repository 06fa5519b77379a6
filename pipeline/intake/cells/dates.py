"""Turns 2026年3月5日, 3/5, 20260305 or a serial number into a day, 9点半 into a time, 202502 into a period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.calendar import Period, parse_period, period_of
from pipeline.intake.cells.readings import BLANK, Reading, compact, means_nothing, plain
from pipeline.intake.cells.traditional import simplified

EPOCH = date(1899, 12, 30)  # Excel's day 0 from March 1900 on
FIRST, LAST = date(1930, 1, 1), date(2099, 12, 31)
_SERIAL = (10_959, 73_050)  # 1930-01-01 … 2099-12-31
# Days that may lie well after the period: for these a missing year is the one that brings them nearest.
MONTH_WILL_DO = frozenset({"joined", "added"})  # 入职日期 2020年3月 is read as its first day
AHEAD = frozenset({"due", "valid_to", "next_date", "first_day", "last_day", "next_meeting"})
_TAIL = r"(?:[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?)?(?:[T,]?(?:上午|下午)?\d{1,2}[:点时].*)?"
_FULL = re.compile(rf"(\d{{4}}|\d{{2}}(?=[年.]))[年./\-](\d{{1,2}})[月./\-](\d{{1,2}})[日号]?{_TAIL}")
_WITH_TIME = re.compile(r"(?<=\d) (?=\d{1,2}:)")
_YEAR_MONTH = re.compile(r"(\d{4})[年./\-](\d{1,2})月?")
_SHORT = re.compile(rf"(\d{{1,2}})[月./\-](\d{{1,2}})[日号]?{_TAIL}")
_DAY = re.compile(rf"(\d{{1,2}})[日号]{_TAIL}")
_TIME = re.compile(
    r"(上午|早上|中午|下午|晚上|am|pm)?(\d{1,2})(?:[:点时](?:(\d{1,2})分?|(半))?(?::\d{1,2}(?:\.\d+)?)?|)(am|pm)?", re.I
)
_SPAN = re.compile(
    r"(?:(\d{4})[年./\-])?(\d{1,2})[月./](\d{1,2})[日号]?[-~至到—–](?:(\d{4})[年./\-])?(?:(\d{1,2})[月./])?(\d{1,2})[日号]?"
)
_WEEK = re.compile(r"(?:(\d{4})年?)?(?:第|w)?(\d{1,2})周?", re.I)
_MONTH = re.compile(r"(\d{1,2})月?份?")


@dataclass(frozen=True, slots=True)
class When:
    """What a sheet's surroundings say of time: the year (and month) in its titles, and the period that is built."""

    year: int | None = None
    month: int | None = None
    until: date | None = None

    def day(self, month: int, day: int, ahead: bool) -> date | None:
        """The day of that month and day in the year that is meant; None where nothing tells the year."""
        if self.year is not None:
            return date(self.year, month, day)
        if self.until is None:
            return None
        near = [made for year in (1, 0, -1) if (made := _made(self.until.year + year, month, day))]
        if not near:
            raise ValueError((month, day))
        if ahead:
            return min(near, key=lambda found: abs(found - self.until))  # type: ignore[operator]
        past = [found for found in near if found <= self.until + timedelta(31)]
        return max(past) if past else min(near)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_reader(when: When, name: str = "") -> Callable[[object], Reading]:
    """A reader of days for the field ``name``; a missing year comes from ``when`` (a repair) or is a fault."""
    ahead, month_will_do = name in AHEAD, name in MONTH_WILL_DO

    def read(value: object) -> Reading:
        try:
            if month_will_do and isinstance(value, str) and (found := _YEAR_MONTH.fullmatch(compact(value))):
                first = date(int(found[1]), int(found[2]), 1)
                return Reading(first, repair="IN309", detail=first.isoformat())
            return _plausible(_day(value, when, ahead))
        except ValueError:  # 2月30日
            return Reading(fault="IN206")

    return read


def _plausible(found: Reading) -> Reading:
    if found.value is not None and not FIRST <= found.value <= LAST:
        return Reading(fault="IN214")
    return found


def _day(value: object, when: When, ahead: bool) -> Reading:
    if isinstance(value, datetime):
        return Reading(value.date())
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, bool | time | timedelta):
        return Reading(fault="IN205")
    if isinstance(value, int | float):
        return _numbered(float(value), when, ahead)
    text = _WITH_TIME.sub("T", simplified(plain(value))).replace(" ", "")
    if means_nothing(text):
        return BLANK
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{8}", text):
        return _numbered(float(text), when, ahead)
    if found := _FULL.fullmatch(text):
        short = len(found[1]) == 2
        day = date(int(found[1]) + (2000 if short else 0), int(found[2]), int(found[3]))
        return Reading(day, repair="IN304" if short else "")
    return _yearless(text, when, ahead)


def _numbered(number: float, when: When, ahead: bool) -> Reading:
    """A number in a column of days: yyyymmdd, a serial, or 3.15 typed for the 15th of March."""
    if 19_000_000 <= number < 100_000_000 and number.is_integer():
        digits = f"{int(number):08d}"
        return Reading(date(int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])))
    if _SERIAL[0] <= number <= _SERIAL[1]:
        return Reading(EPOCH + timedelta(int(number)))
    text = repr(number)
    if 1 <= number < 13 and re.fullmatch(r"\d{1,2}\.(?:\d{2}|[4-9])", text):  # 11.1 may have been 11.10
        return _yearless(text, when, ahead)
    return Reading(fault="IN205")


def _yearless(text: str, when: When, ahead: bool) -> Reading:
    if found := _SHORT.fullmatch(text):
        month, day = int(found[1]), int(found[2])
    elif (found := _DAY.fullmatch(text)) and when.month:
        month, day = when.month, int(found[1])
    else:
        return Reading(fault="IN205")
    date(2000, month, day)  # no such day in any year: IN206
    meant = when.day(month, day, ahead)
    return Reading(fault="IN207") if meant is None else Reading(meant, repair="IN304", detail=meant.isoformat())


def read_time(value: object) -> Reading:
    """A time of day as text HH:MM: 9:30, 9点半, 下午3点, 0930, a day with a time, a fraction of a day."""
    if isinstance(value, datetime | time):
        return Reading(f"{value:%H:%M}")
    if isinstance(value, bool | date | timedelta):
        return Reading(fault="IN210")
    if isinstance(value, int | float):
        return (
            _clock(*divmod(round(value % 1 * 1440), 60))
            if 0 <= value < 1 or 20_000 < value < 80_000
            else Reading(fault="IN210")
        )
    text = compact(value)
    if means_nothing(text):
        return BLANK
    if re.fullmatch(r"\d{4}", text):
        text = f"{text[:2]}:{text[2:]}"
    text = re.sub(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?T?", "", text)
    text = re.split(r"[-~—–至到]", text, maxsplit=1)[0]  # 9:00-9:30: the time it began
    found = _TIME.fullmatch(text)
    if not found or text.isdigit():
        return Reading(fault="IN210")
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or 0)
    half = (found[1] or found[5] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    return _clock(hour, minute)


def _clock(hour: int, minute: int) -> Reading:
    return Reading(f"{hour:02d}:{minute:02d}") if hour < 24 and minute < 60 else Reading(fault="IN210")


def period_reader(when: When) -> Callable[[object], Reading]:
    """A reader of periods that gives their codes (2026-11, 2026-W47): 202611, 11月, 第47周, 11.16-11.22, a day."""

    def read(value: object) -> Reading:
        if isinstance(value, datetime | date):  # Excel makes the 1st of the month of 2026-11
            return Reading(period_of(value.date() if isinstance(value, datetime) else value, "month").code)
        if isinstance(value, bool | time | timedelta):
            return Reading(fault="IN211")
        text = simplified(compact(int(value) if isinstance(value, float) and value.is_integer() else value))
        if means_nothing(text):
            return BLANK
        try:
            return _period(text, when)
        except ValueError:
            return Reading(fault="IN211")

    return read


def _period(text: str, when: When) -> Reading:
    if found := _SPAN.fullmatch(text):
        return _span(found, when)
    if re.fullmatch(r"\d{5}", text):
        return Reading(period_of(EPOCH + timedelta(int(text)), "month").code)
    written = parse_period(text, date(1, 1, 1)) if re.match(r"\d{4}", text) else None
    if written:
        return Reading(written.code)
    year = when.year or (when.until.year if when.until else None)
    week, month = _WEEK.fullmatch(text), _MONTH.fullmatch(text)
    if month and 1 <= int(month[1]) <= 12 and (text.isdigit() or "月" in text):
        made = parse_period(f"{year}-{int(month[1]):02d}", date(1, 1, 1)) if year else None
    elif week and ("周" in text or text[:1].lower() == "w"):
        year = int(week[1]) if week[1] else year
        made = parse_period(f"{year}-W{int(week[2]):02d}", date(1, 1, 1)) if year else None
    else:
        return Reading(fault="IN211")
    if made is None:
        return Reading(fault="IN207" if not year else "IN211")
    return Reading(made.code, repair="IN304", detail=made.code)


def _span(found: re.Match[str], when: When) -> Reading:
    """A first and a last day: the week or the month that they make, nothing else."""
    month, day = int(found[2]), int(found[3])
    first = date(int(found[1]), month, day) if found[1] else when.day(month, day, ahead=False)
    if first is None:
        return Reading(fault="IN207")
    end = int(found[5] or month)
    last = date(int(found[4] or first.year + (end < month)), end, int(found[6]))
    whole = period_of(first, "month")
    made: Period | None = None
    if (whole.first, whole.last) == (first, last):
        made = whole
    elif 0 <= (last - first).days <= 6 and last in period_of(first, "week"):
        made = period_of(first, "week")
    if made is None:
        return Reading(fault="IN211")
    return Reading(made.code, repair="" if found[1] else "IN304", detail=made.code)
