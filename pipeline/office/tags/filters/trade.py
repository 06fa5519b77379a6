"""The filters of the trade: money, shares, dates, labels, masks and check boxes as Chinese papers write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from pipeline.language import DASH, chinese_date, weekday
from pipeline.office.tags.filters.capital import capital_amount, capital_date, spelled_date
from pipeline.office.tags.values import UnknownWordError, places_of, plain
from pipeline.office.tags.writers import decimals, write_value
from pipeline.privacy import mask_value

T = TypeVar("T")
TICKED, OPEN_BOX = "☑", "□"
_SEPARATORS = re.compile("[、，,；;\n]")
_WIDEST = 100


def money(value: Any, places: int = 2) -> str:
    """1234.5 → 1,234.50; a blank → —."""
    value = plain(value)
    return DASH if value is None else decimals(float(value), places_of(places))


def capital(value: Any, unit: str = "元") -> str:
    """The amount in capital characters: 12300 → 壹万贰仟叁佰元整; a blank → —. ``unit``: 元 or 万元, in which the
    value is counted (a field of the type wan says so itself)."""
    value = plain(value)
    factor = _word(unit, _UNITS)
    return DASH if value is None else capital_amount(Decimal(str(value).replace(",", "")) * factor)


_UNITS: Mapping[str, int] = {"元": 1, "yuan": 1, "万元": 10_000, "万": 10_000, "wan": 10_000}


def percent(value: Any, places: int = 1) -> str:
    """0.4537 → 45.4%; a blank → —."""
    value = plain(value)
    return DASH if value is None else decimals(round(value * 100, 10), places_of(places)) + "%"


def points(value: Any, places: int = 1) -> str:
    """0.1234 → +12.3 percentage points."""
    return write_value(value, "pp2" if places == 2 else "pp")


DATE_STYLES: Mapping[str, Callable[[date], str]] = {
    "long": chinese_date,
    "short": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slash": lambda day: f"{day.year}/{day.month}/{day.day}",
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "md": lambda day: f"{day.month}月{day.day}日",
    "ym": lambda day: f"{day.year}年{day.month}月",
    "year": lambda day: f"{day.year}年",
    "quarter": lambda day: f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度",
    "part": lambda day: f"{day.month}月{'上中下'[min((day.day - 1) // 10, 2)]}旬",
    "weekday": weekday,
    "full": lambda day: f"{chinese_date(day)}（{weekday(day)}）",
    "spelled": spelled_date,
    "capital": capital_date,
    "time": lambda day: f"{day:%H:%M}",
    "basic": lambda day: f"{day:%Y%m%d}",
}
DATE_TERMS: Mapping[str, str] = {
    "长": "long", "短": "short", "斜线": "slash", "月日": "md", "年月": "ym", "年": "year", "季度": "quarter",
    "旬": "part", "星期": "weekday", "全": "full", "汉字": "spelled", "大写": "capital", "时间": "time",
    "紧凑": "basic",
}  # fmt: skip


def day(value: Any, style: str = "long") -> str:
    """A date in one of the styles: 2026年3月5日 (long), 2026.3.5 (short), 2026/3/5 (slash), 2026-03-05 (iso), 3月5日
    (md), 2026年3月 (ym), 2026年 (year), 2026年第一季度 (quarter), 3月上旬 (part), 星期四 (weekday), the long one with
    its weekday (full), 二〇二六年三月五日 (spelled), 贰零贰陆年叁月零伍日 (capital), 09:30 (time),
    20260305 (basic, as calendar files have it)."""
    value = plain(value)
    write = _word(DATE_TERMS.get(style, style), DATE_STYLES)
    if value is None or value == "":
        return ""
    return write(value if isinstance(value, date) else datetime.fromisoformat(str(value)))


def pad(value: Any, width: int) -> str:
    """A label spread to ``width`` characters with full-width spaces: 主持人, 5 → 主　持　人."""
    text = write_value(value)
    gaps = len(text) - 1
    if gaps < 1 or width <= len(text):
        return text
    each_gap, more = divmod(min(width, _WIDEST) - len(text), gaps)
    spaces = ["　" * (each_gap + (i < more)) for i in range(gaps)] + [""]
    return "".join(char + space for char, space in zip(text, spaces, strict=True))


MASKS: Mapping[str, str] = {
    "customer": "customer", "phone": "phone", "id": "id", "card": "card", "address": "address",
    "姓名": "customer", "手机": "phone", "证件": "id", "卡号": "card", "地址": "address",
}  # fmt: skip


def mask(value: Any, level: str = "") -> str:
    """The value as somebody else's data is shown: phones, ids, cards by their length, else as a name."""
    text = write_value(value)
    digits = sum(char.isdigit() for char in text)
    guess = {11: "phone", 15: "id", 17: "id", 18: "id"}.get(digits, "card" if digits > 11 else "customer")
    return mask_value(text, _word(level, MASKS) if level else guess)  # type: ignore[arg-type]


def checkbox(value: Any, *options: Any) -> str:
    """☑ for what is true (with ``options``: for what is one of them, or a list that holds one), else □."""
    value = plain(value)
    if not options:
        return TICKED if value else OPEN_BOX
    held = value if isinstance(value, list) else [value]
    return TICKED if any(option in held for option in options) else OPEN_BOX


def lines(value: Any) -> list[str]:
    """The lines of a text that hold something, without the spaces around them."""
    return _filled(write_value(value).splitlines())


def split(value: Any, separator: str = "") -> list[str]:
    """The parts of a text between separators (without one: between commas, semicolons, 、 and lines), trimmed. An
    empty part between two others stays, as an empty cell of a row does."""
    text = write_value(value)
    if not text.strip():
        return []
    return [part.strip() for part in text.split(separator)] if separator else _filled(_SEPARATORS.split(text))


def _filled(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def _word(word: str, known: Mapping[str, T]) -> T:
    if word not in known:
        raise UnknownWordError(word, known)
    return known[word]


TRADE: Mapping[str, Callable[..., Any]] = {
    "money": money, "wan": money, "capital": capital, "percent": percent, "points": points, "date": day, "pad": pad,
    "mask": mask, "checkbox": checkbox, "lines": lines, "split": split,
}  # fmt: skip
TRADE_ALIASES: Mapping[str, str] = {
    "千分位": "money", "万元": "wan", "大写": "capital", "百分比": "percent", "百分点": "points", "日期": "date",
    "等宽": "pad", "掩码": "mask", "勾选": "checkbox", "分行": "lines", "拆分": "split",
}  # fmt: skip
FIRST_WORDS: Mapping[str, tuple[str, ...]] = {
    "date": (*DATE_TERMS, *DATE_STYLES), "mask": tuple(MASKS), "capital": tuple(_UNITS),
}  # fmt: skip
