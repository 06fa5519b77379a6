"""Turns the code of a number format into what it makes of a number: a day, a length of time, an amount in a unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

_DAY, _LENGTH = "day", "length"
# The formats that a file need not spell out (ECMA-376 part 1, 18.8.30); 27–36 and 50–58 are days in Chinese Excel.
_DAYS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
_LENGTHS = frozenset([46])
_PERCENTS = frozenset([9, 10])
_CURRENCIES = frozenset([5, 6, 7, 8, 42, 44])  # those of the machine: ¥ in a Chinese Excel
YUAN_SIGN = "¥"  # the unit of a number that is shown as money of ours: yuan, unless its heading names a unit
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_TIME_SIGNS = re.compile(r"[ymdhs]", re.I)
_UNIT = re.compile(r"亿元?|百万元|万元?|千元|元|%|‰|[笔次件户人天]")
_THOUSANDS = re.compile(r"[0#?],+(?![0#?])")  # a comma behind the digits: shown in thousands
_SHIFTED = re.compile(r"[!\\\\]\.\d|\"\.\"\d")  # a point that is only drawn: 0!.0000 shows yuan in 万元
_MONEY = frozenset(["亿", "亿元", "百万元", "万", "万元", "千元", "元"])
_SIGN = re.compile(r"[¥￥]|CNY|RMB", re.I)
_FIRST = datetime(1899, 12, 30)
_FEBRUARY_29 = 60  # Excel counts a 29 February 1900 that was none; days before it are one off
_MOST = 2_958_466  # the day after 9999-12-31


class Shown(NamedTuple):
    """How a format shows a number: as a ``day`` (with or without a time), a ``length`` of time, or with a ``unit``."""

    kind: str = ""
    unit: str = ""


PLAIN = Shown()


@lru_cache(maxsize=2000)
def shown(number: int, code: str | None) -> Shown:
    """What a format makes of a number, by its own code or, where it has none, by its number."""
    if code is None:
        kind = _DAY if number in _DAYS else _LENGTH if number in _LENGTHS else ""
        return Shown(kind, "%" if number in _PERCENTS else YUAN_SIGN if number in _CURRENCIES else "")
    first = code.split(";")[0]
    bare = _QUOTED.sub("", first)
    if any(_ELAPSED.fullmatch(inside) for inside in _BRACKETS.findall(bare)):
        return Shown(_LENGTH)
    bare = _BRACKETS.sub("", bare)
    if _TIME_SIGNS.search(bare.replace("General", "")):
        return Shown(_DAY)
    found = _UNIT.search(first)
    money = found is None or found[0] in _MONEY
    if money and (_SHIFTED.search(first) or (found and _THOUSANDS.search(bare))):  # 0!.0,"万" shows 12,345 as 1.2万
        return Shown(unit="元")
    return Shown(unit=found[0] if found else YUAN_SIGN if _SIGN.search(first) else "")


def formats_of(codes: Mapping[int, str], styles: list[int]) -> list[Shown]:
    """What each cell style shows, from the number of its format; ``codes`` are the formats that the file spells out."""
    return [shown(number, codes.get(number)) for number in styles]


def from_serial(number: float, kind: str, from_1904: bool = False) -> date | datetime | time | timedelta | float:
    """The day, the time (a number below 1), or the length of time that a number stands for; itself if it is none."""
    if not 0 <= number < _MOST:
        return number
    if kind == _LENGTH:
        return timedelta(seconds=round(number * 86_400))
    days = int(number)
    seconds = round((number - days) * 86_400)
    if number < 1:
        return (datetime.min + timedelta(seconds=min(seconds, 86_399))).time()
    if from_1904:
        days += 1462
    elif days < _FEBRUARY_29:
        days += 1
    moment = _FIRST + timedelta(days, seconds)
    return moment if seconds else moment.date()
