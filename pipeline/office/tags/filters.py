"""The filters of the tag language: plain values in, plain values out; blanks (None) stay blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pipeline.language import DASH, chinese_date, weekday
from pipeline.office.tags.values import LONGEST_TEXT, TooLongError, compare, plain, step
from pipeline.office.tags.writers import decimals, write_value
from pipeline.privacy import mask_value

MOST_DECIMALS = 10
MOST_FILL = 1000  # cells of a row


class Group(dict[str, Any]):
    """One group of groupby: {"grouper": value, "list": rows}; unpacks as (value, rows) in a for."""

    def __iter__(self) -> Iterator[Any]:
        return iter((self["grouper"], self["list"]))


def _at(item: Any, attribute: str | None) -> Any:
    return item if attribute is None else _path(item, attribute)


def _path(item: Any, attribute: str) -> Any:
    for name in attribute.split("."):
        item = step(item, name)
    return item


def _rows(value: Any) -> list[Any]:
    return [] if value is None else list(value)


def default(value: Any, other: Any = "", falsy: bool = False) -> Any:
    """The value, or ``other`` where it is blank (None; with ``falsy`` also "", 0 and empty lists)."""
    value = plain(value)
    return other if value is None or (falsy and not value) else value


def length(value: Any) -> int:
    """How many items a list has, how many characters a text has; of a blank: 0."""
    return 0 if value is None else len(value)


def join(value: Any, between: str = "", attribute: str | None = None) -> str:
    """The items' texts, blanks left out, with ``between`` between them."""
    texts = [text for text in (write_value(_at(item, attribute)) for item in _rows(value)) if text]
    return between.join(texts) if within(sum(map(len, texts)) + len(between) * len(texts)) else ""


def total(value: Any, attribute: str | None = None, start: Any = 0) -> Any:
    """The sum of the items; blanks are passed over, and if all are blank so is the sum."""
    items = [plain(_at(item, attribute)) for item in _rows(value)]
    known = [item for item in items if item is not None]
    return None if items and not known else sum(known, start)


def each(value: Any, name: str | None = None, *args: Any, attribute: str | None = None) -> list[Any]:
    """One field of each item (attribute="…"), or each item through the filter called ``name``."""
    if name is not None:
        apply = FILTERS[ALIASES.get(name, name)]
        return [apply(item, *args) for item in _rows(value)]
    return [_at(item, attribute) for item in _rows(value)]


def sort(value: Any, attribute: str | None = None, reverse: bool = False) -> list[Any]:
    """The items in order, blanks last whichever way; equal ones keep their order."""
    rows = _rows(value)
    blank = [row for row in rows if plain(_at(row, attribute)) is None]
    known = [row for row in rows if plain(_at(row, attribute)) is not None]
    return sorted(known, key=lambda row: _at(row, attribute), reverse=reverse) + blank


def select(value: Any, attribute: str, test: str = "true", other: Any = None) -> list[Any]:
    """The items whose field passes: selectattr("超期"), selectattr("咨询量", ">", 3)."""
    return [row for row in _rows(value) if _passes(_path(row, attribute), test, other)]


def reject(value: Any, attribute: str, test: str = "true", other: Any = None) -> list[Any]:
    """The items whose field does not pass."""
    return [row for row in _rows(value) if not _passes(_path(row, attribute), test, other)]


_TESTS: Mapping[str, str] = {
    "==": "eq", "equalto": "eq", "!=": "ne", ">": "gt", "greaterthan": "gt", ">=": "gteq", "ge": "gteq",
    "<": "lt", "lessthan": "lt", "<=": "lteq", "le": "lteq", "in": "in",
}  # fmt: skip


def _passes(value: Any, test: str, other: Any) -> bool:
    if test == "true":
        return bool(plain(value))
    if test == "none":
        return plain(value) is None
    return compare(value, _TESTS.get(test, test), other)


def groupby(value: Any, attribute: str) -> list[Group]:
    """The items by equal field, groups in the order they first appear."""
    groups: dict[Any, list[Any]] = {}
    for row in _rows(value):
        groups.setdefault(plain(_path(row, attribute)), []).append(row)
    return [Group(grouper=key, list=rows) for key, rows in groups.items()]


def unique(value: Any, attribute: str | None = None) -> list[Any]:
    """The first item of each kind."""
    seen: set[Any] = set()
    kept = []
    for row in _rows(value):
        key = _at(row, attribute)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def first(value: Any) -> Any:
    """The first item; of an empty list a blank."""
    return next(iter(_rows(value)), None)


def last(value: Any) -> Any:
    """The last item; of an empty list a blank."""
    return next(reversed(_rows(value)), None)


def smallest(value: Any, attribute: str | None = None) -> Any:
    """The smallest item, blanks passed over."""
    rows = [row for row in _rows(value) if plain(_at(row, attribute)) is not None]
    return min(rows, key=lambda row: _at(row, attribute), default=None)


def largest(value: Any, attribute: str | None = None) -> Any:
    """The largest item, blanks passed over."""
    rows = [row for row in _rows(value) if plain(_at(row, attribute)) is not None]
    return max(rows, key=lambda row: _at(row, attribute), default=None)


def half_up(value: Any, places: int = 0) -> Any:
    """The number rounded half-up."""
    value = plain(value)
    if value is None:
        return None
    number = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places_of(places)), ROUND_HALF_UP)
    return float(number) if places > 0 else int(number)


def whole(value: Any, other: Any = None) -> Any:
    """The whole number in a value, cut off; what is none gives ``other``."""
    try:
        return int(float(str(value).replace(",", "")))
    except (ValueError, OverflowError):
        return other


def within(size: int) -> bool:
    """True, unless a text of this size has outgrown the longest that a value may be."""
    if size > LONGEST_TEXT:
        raise TooLongError(size)
    return True


def places_of(places: int) -> int:
    """A number of decimals that somebody can have meant."""
    return min(max(int(places), 0), MOST_DECIMALS)


def replaced(value: Any, old: str, new: str) -> str:
    """The text with every ``old`` become ``new``."""
    text = write_value(value)
    return text.replace(old, new) if within(len(text) + text.count(old) * len(new)) else ""


def _text(act: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: act(write_value(value))


def truncate(value: Any, most: int = 20, end: str = "…") -> str:
    """The text cut to ``most`` characters, ``end`` included."""
    text = write_value(value)
    return text if len(text) <= most else text[: max(most - len(end), 0)] + end


def batch(value: Any, size: int, fill: Any = None) -> list[list[Any]]:
    """The items in lists of ``size``; the last one filled up with ``fill`` if given."""
    rows = _rows(value)
    parts = [rows[i : i + size] for i in range(0, len(rows), max(size, 1))]
    if parts and fill is not None:
        parts[-1] += [fill] * (min(size, MOST_FILL) - len(parts[-1]))
    return parts


def turned(value: Any) -> Any:
    """The items, or the characters of a text, from last to first."""
    return value[::-1] if isinstance(value, str) else _rows(value)[::-1]


# The trade's own


def money(value: Any, places: int = 2) -> str:
    """1234.5 → 1,234.50; a blank → —."""
    value = plain(value)
    return DASH if value is None else decimals(float(value), places_of(places))


def percent(value: Any, places: int = 1) -> str:
    """0.4537 → 45.4%; a blank → —."""
    value = plain(value)
    return DASH if value is None else decimals(round(value * 100, 10), places_of(places)) + "%"


def points(value: Any, places: int = 1) -> str:
    """0.1234 → +12.3 percentage points."""
    return write_value(value, "pp2" if places == 2 else "pp")


_STYLES: Mapping[str, Callable[[date], str]] = {
    "long": chinese_date,
    "short": lambda day: f"{day.year}.{day.month}.{day.day}",
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "md": lambda day: f"{day.month}月{day.day}日",
    "ym": lambda day: f"{day.year}年{day.month}月",
    "weekday": weekday,
    "time": lambda day: f"{day:%H:%M}",
}
_STYLE_TERMS = {"长": "long", "短": "short", "月日": "md", "年月": "ym", "星期": "weekday", "时间": "time"}


def day(value: Any, style: str = "long") -> str:
    """A date as 2026年3月5日 (long), 2026.3.5 (short), 2026-03-05 (iso), 3月5日 (md), 2026年3月 (ym), 星期四."""
    value = plain(value)
    if value is None or value == "":
        return ""
    moment = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    return _STYLES[_STYLE_TERMS.get(style, style)](moment)


def pad(value: Any, width: int) -> str:
    """A label spread to ``width`` characters with full-width spaces: 主持人, 5 → 主　持　人."""
    text = write_value(value)
    gaps = len(text) - 1
    if gaps < 1 or width <= len(text):
        return text
    each_gap, more = divmod(min(width, 100) - len(text), gaps)
    spaces = ["　" * (each_gap + (i < more)) for i in range(gaps)] + [""]
    return "".join(char + space for char, space in zip(text, spaces, strict=True))


def mask(value: Any, level: str = "") -> str:
    """The value as somebody else's data is shown: phones, ids, cards by their length, else as a name."""
    text = write_value(value)
    digits = sum(char.isdigit() for char in text)
    guess = {11: "phone", 15: "id", 17: "id", 18: "id"}.get(digits, "card" if digits > 11 else "customer")
    return mask_value(text, level or guess)  # type: ignore[arg-type]


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default, "d": default, "length": length, "count": length, "join": join, "sum": total, "map": each,
    "sort": sort, "selectattr": select, "rejectattr": reject, "groupby": groupby, "unique": unique,
    "first": first, "last": last, "min": smallest, "max": largest, "round": half_up, "int": whole,
    "abs": lambda value: None if plain(value) is None else abs(value),
    "upper": _text(str.upper), "lower": _text(str.lower), "trim": _text(str.strip),
    "replace": replaced, "truncate": truncate,
    "list": _rows, "reverse": turned, "batch": batch,
    "items": lambda value: [list(pair) for pair in (value or {}).items()],
    "keys": lambda value: list((value or {}).keys()), "values": lambda value: list((value or {}).values()),
    "money": money, "wan": money, "percent": percent, "points": points, "date": day, "pad": pad, "mask": mask,
}  # fmt: skip
ALIASES: Mapping[str, str] = {
    "默认": "default", "个数": "count", "连接": "join", "合计": "sum", "取": "map", "排序": "sort",
    "筛选": "selectattr", "排除": "rejectattr", "分组": "groupby", "去重": "unique", "首个": "first",
    "末个": "last", "最小": "min", "最大": "max", "四舍五入": "round", "取整": "int", "绝对值": "abs",
    "替换": "replace", "截断": "truncate", "倒序": "reverse", "分批": "batch", "千分位": "money",
    "万元": "wan", "百分比": "percent", "百分点": "points", "日期": "date", "等宽": "pad", "掩码": "mask",
}  # fmt: skip
