"""A plain value and its field's type → the text that stands on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from math import floor, isinf
from typing import Any

from pipeline.language import DASH, chinese_date, chinese_moment, rounded


class Fragment(str):
    """Finished markup of a template's own part (a macro, a set block): written as it is, never escaped."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with its character formatting."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = ""  # RRGGBB
    size: float = 0  # points; 0: as its place
    underline: bool = False
    link: str = ""  # an address


@dataclass(frozen=True, slots=True)
class Rich:
    """Text in several formats, as a value: Rich((Run("逾期 3 户", bold=True), Run("，请跟进")))."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)


class UnwritableError(TypeError):
    """A value that no writer can put on paper: a list, a dict, an object."""


_NO_DECIMALS = 1e15  # from here on a float has none to round


@lru_cache(1 << 14)
def decimals(value: float, places: int) -> str:
    """Rounded half-up with thousands separators. Only values near a half take the slow road through Decimal."""
    if isinf(value):
        return DASH
    if abs(value) >= _NO_DECIMALS:
        return f"{value:,.{places}f}"
    scaled = value * 10**places
    if abs(scaled) > 1e8 or abs(scaled - floor(scaled) - 0.5) < 1e-6:
        return rounded(value, places)
    text = f"{value:,.{places}f}"
    return text[1:] if text[0] == "-" and not text.strip("-0.,") else text


def _trimmed(value: float, places: int) -> str:
    if isinstance(value, int):
        return format(value, ",")
    text = decimals(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: float, places: int) -> str:
    text = decimals(value, places)
    return f"+{text}" if text.strip("-0.,") and text[0] != "-" and text != DASH else text


_Writer = Callable[[Any], str]
# A share of 0.4535 is 45.349999… times a hundred: Decimal first, or a half would be lost.
_NUMBERS: dict[str, _Writer] = {
    "count": lambda v: _trimmed(v, 2),
    "number": lambda v: _trimmed(v, 2),
    "figure": lambda v: _untyped(v),
    "score": lambda v: _trimmed(v, 1),
    "days": lambda v: _trimmed(v, 1),
    "rate": lambda v: _percent(v, 1),
    "rate2": lambda v: _percent(v, 2),
    "wan": lambda v: decimals(v, 2),
    "money": lambda v: decimals(v, 2),
    "pp": lambda v: _signed(_hundredfold(v), 1),
    "pp2": lambda v: _signed(_hundredfold(v), 2),
}
NUMERIC = frozenset(_NUMBERS)


def _hundredfold(value: float) -> float:
    return round(value * 100, 10)


def _percent(value: float, places: int) -> str:
    text = decimals(_hundredfold(value), places)
    return text if text == DASH else text + "%"


def write_value(value: Any, format: str = "") -> str:
    """The text of a value by its field's type: rate 0.4537 → 45.4%, money and wan with 2 decimals, count and
    number with thousands, pp 0.1234 → +12.3, a date → 2026年3月5日, a bool → 是/否.

    None and NaN are — where the type is a number, else nothing. Without a type an int stands as it is.
    Raises UnwritableError for lists, dicts and strangers: their repr never reaches paper.
    """
    if isinstance(value, str):
        return value if type(value) is str else str.__str__(value)  # whatever its class says of itself
    if value is None:
        return DASH if format in _NUMBERS else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return _write_number(value, format)
    return _write_other(value, format)


def _write_number(value: float | Decimal, format: str) -> str:
    if value.is_nan() if isinstance(value, Decimal) else value != value:
        return DASH if format in _NUMBERS else ""
    number = value if isinstance(value, int) else float(value)
    return number_writer(format)(number)


def _write_other(value: Any, format: str) -> str:
    blank = DASH if format in _NUMBERS else ""
    if type(value).__name__ in ("NaTType", "NAType"):
        return blank
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return chinese_date(value) if format == "date" or midnight else chinese_moment(value)
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Rich):
        return str(value)
    if hasattr(value, "dtype") and hasattr(value, "item"):  # a numpy scalar
        return write_value(value.item(), format)
    raise UnwritableError(type(value).__name__)


def number_writer(format: str) -> Callable[[float], str]:
    """What write_value does with ints and floats (NaN aside) of this type, without its questions."""
    return _NUMBERS.get(format, _untyped)


def _untyped(value: float) -> str:
    return str(value) if isinstance(value, int) else _trimmed(value, 2).replace(",", "")
