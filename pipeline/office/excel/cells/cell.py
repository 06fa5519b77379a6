"""A value → the cell that holds it: typed where the cell has one tag alone, text where it has more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from math import isfinite
from typing import Any

from pipeline.office.excel.cells.rich import Font, runs
from pipeline.office.excel.xml import escaped
from pipeline.office.tags.values import plain
from pipeline.office.template import Fragment, Rich, Writer, write_value
from pipeline.problems import Place, Stop, problem

LONGEST = 32_767
EXACT = 10**15  # Excel keeps 15 digits; longer numbers are ids, and ids are text
_SAFE = LONGEST // 2  # Excel counts UTF-16 units
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|\A[=+\-@]|_x")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile(r"<[^>]*>")
_TEXT = ' t="inlineStr"><is><t xml:space="preserve">'
_SHUT = "</t></is></c>"
_EPOCH = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was

Kept = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Style:
    """A cell's style as an attribute ( s="3"), and its variants: for text that could be taken for a formula,
    for dates and for moments (the same where the cell has a date format); and its font."""

    own: str = ""
    quoted: str = ""
    dated: str = ""
    moment: str = ""
    is_date: bool = False
    font: Font = field(default_factory=dict)


def epoch_day(epoch_1904: bool) -> int:
    """The ordinal of the day that Excel counts as 0."""
    return _EPOCH + (1462 if epoch_1904 else 0)


def serial(value: date | time, epoch_1904: bool = False) -> float | int:
    """The number by which Excel knows a day or a moment. Raises Stop where it has none."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    day = value.date() if isinstance(value, datetime) else value
    if day < FIRST_DAY:
        raise Stop(problem("XL203", None, f"{day:%Y-%m-%d}"))
    days = day.toordinal() - epoch_day(epoch_1904)
    if not isinstance(value, datetime):
        return days
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return days + seconds / 86_400 if seconds else days


_ROUGH = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def held_text(text: str) -> str:
    """A text as a cell holds it: lines end in one sign, what XML cannot hold is gone."""
    return _ROUGH.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) if _ROUGH.search(text) else text


def xml_text(text: str) -> str:
    """Text as a cell's XML holds it; what looks like Excel's own escapes (_x000A_) stays what it is."""
    text = held_text(text)
    return _ESCAPE.sub("_x005F_", escaped(text)) if "_x" in text else escaped(text)


_BETWEEN = "¦"  # stands between the texts of a column; where one of them holds it, each is written by itself
_TWICE, _BEFORE_BLANK, _AFTER_BLANK = _BETWEEN * 2, f"{_BETWEEN} ", f" {_BETWEEN}"


def joined_texts(columns: Sequence[Sequence[str]]) -> tuple[str, bool] | None:
    """The texts of columns, a sign around each, and whether one may begin or end with a blank; None where one of them
    needs a cell of another kind. Of questions that mean the same, those about a single sign come first: they cost a
    tenth."""
    joined = f"{_BETWEEN}{_BETWEEN.join(map(_BETWEEN.join, columns))}{_BETWEEN}"
    if joined.count(_BETWEEN) != sum(map(len, columns)) + 1 or _TWICE in joined or ("_" in joined and "_x" in joined):
        return None
    printable = joined.isprintable()
    if not printable and _ROUGH.search(joined):
        return None
    for sign in _LOOKS_LIKE_FORMULA:
        if sign in joined and _BETWEEN + sign in joined:
            return None
    if len(joined) > _SAFE and max(map(len, joined.split(_BETWEEN))) > _SAFE:
        return None
    spaced = not printable or (" " in joined and (_BEFORE_BLANK in joined or _AFTER_BLANK in joined))
    return joined, spaced


def split_texts(joined: str) -> list[bytes]:
    """The texts of columns as cells hold them."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if sign in joined:
            joined = joined.replace(sign, written)
    return joined.encode().split(_BETWEEN.encode())[1:-1]


def check_length(text: str, place: Place | None = None) -> None:
    """Raises Stop for a text that no cell holds."""
    if len(text) > _SAFE and (units := len(text.encode("utf-16-le", "surrogatepass")) // 2) > LONGEST:
        raise Stop(problem("XL201", place or Place(), units))


def value_writer(style: Style, epoch_1904: bool, keep: Kept | None = None) -> Writer:
    """Writes what follows <c r="D7" for a cell with one tag alone: number, text, date, yes or no, nothing.

    ``keep`` is also given each value as formulas see it (a date is its number).
    """
    empty, text_open, number_open = f"{style.own}/>", style.own + _TEXT, f"{style.own}><v>"
    special = _SPECIAL.search
    dated_open, epoch = f"{style.dated}><v>", epoch_day(epoch_1904)

    def write(value: Any) -> str:
        kind = type(value)
        if kind is str:
            if (not value.isalnum() and special(value)) or len(value) > _SAFE:
                check_length(value)
                value = held_text(value)
                if not value:
                    return empty
                opened = style.quoted if value.startswith(_LOOKS_LIKE_FORMULA) else style.own
                return f"{opened}{_TEXT}{xml_text(value)}{_SHUT}"
            return f"{text_open}{value}{_SHUT}" if value else empty
        if kind is int and -EXACT < value < EXACT:
            return f"{number_open}{value}</v></c>"
        if kind is float and isfinite(value):
            return f"{number_open}{value!r}</v></c>"
        if value is None:
            return empty
        if kind is date and value >= FIRST_DAY:
            return f"{dated_open}{value.toordinal() - epoch}</v></c>"
        return _rare(value, style, epoch_1904, write)

    if keep is None:
        return write

    def write_and_keep(value: Any) -> str:
        kind = type(value)
        if (kind is int and -EXACT < value < EXACT) or (kind is float and isfinite(value)):
            keep(value)
            return f"{number_open}{value!r}</v></c>"
        text = write(value)
        keep(as_formulas_see(value, epoch_1904))
        return text

    return write_and_keep


def _rare(value: Any, style: Style, epoch_1904: bool, write: Writer) -> str:
    if isinstance(value, Fragment):
        return write(unescape(value))
    if isinstance(value, bool):
        return f'{style.own} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date | time) and plain(value) is not None:
        own = style.dated if type(value) is date else style.moment
        return f"{own}><v>{serial(value, epoch_1904)!r}</v></c>"
    if isinstance(value, Rich):
        check_length(str(value))
        inside = runs(value, style.font, xml_text)
        opened = style.quoted if str(value).startswith(_LOOKS_LIKE_FORMULA) else style.own
        return f'{opened} t="inlineStr"><is>{inside}</is></c>' if inside else f"{style.own}/>"
    if isinstance(value, list | tuple | dict):
        write_value(value)  # says why it cannot be written
    other = as_formulas_see(value, epoch_1904)
    if other is None or (isinstance(other, float) and not isfinite(other)):
        return f"{style.own}/>"
    return write(other)


def as_formulas_see(value: Any, epoch_1904: bool) -> Any:
    """The value as a formula meets it in a cell: int, float, bool, str or None."""
    if type(value) in (int, float, str) or value is None:
        if type(value) is int and not -EXACT < value < EXACT:
            return str(value)
        value = held_text(value) if type(value) is str else value
        return None if value == "" or value != value else value
    value = plain(value)
    if hasattr(value, "dtype") and hasattr(value, "item"):
        return as_formulas_see(value.item(), epoch_1904)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time):
        return serial(value, epoch_1904)
    if isinstance(value, bool) or value is None:
        return value
    return str(value) if isinstance(value, str | Rich) else write_value(value)


def text_writer(format: str) -> Writer:
    """Writes a value into a cell's text, beside other text."""

    def write(value: Any) -> str:
        if isinstance(value, Fragment):
            return value
        return xml_text(value if type(value) is str else write_value(value, format))

    return write


@dataclass
class LateWriter:
    """Turns a value into text that stands beside other text and is not yet XML; for a type that is known later."""

    format: str = ""

    def write(self, value: Any) -> str:
        """The text."""
        return unescape(value) if isinstance(value, Fragment) else write_value(value, self.format)


def captured_writer(style: Style, rich: bool, keep: Kept | None = None) -> Writer:
    """Writes what follows <c r="D7" for a cell whose text was put together by the program itself.

    ``rich``: the text comes with its runs.
    """

    def write(value: Any) -> str:
        text = unescape(_MARKUP.sub("", value) if rich else value)  # its pieces are already as cells hold them
        check_length(text)
        if keep is not None:
            keep(text or None)
        if not text:
            return f"{style.own}/>"
        opened = style.quoted if text.startswith(_LOOKS_LIKE_FORMULA) else style.own
        if rich:
            return f'{opened} t="inlineStr"><is>{value}</is></c>'
        return f"{opened}{_TEXT}{value}{_SHUT}"

    return write
