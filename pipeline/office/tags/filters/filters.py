"""The filters of the tag language: plain values in, plain values out; blanks (None) stay blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import isinf
from typing import Any

from pipeline.office.tags.filters.texts import TEXT_ALIASES, TEXTS
from pipeline.office.tags.filters.trade import TRADE, TRADE_ALIASES
from pipeline.office.tags.values import LOOKUP_FAILURES, UnknownWordError, compare, places_of, plain, step, within
from pipeline.office.tags.writers import write_value

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


def mapping(filters: Mapping[str, Callable[..., Any]]) -> Callable[..., list[Any]]:
    """The filter map, which knows these filters by their names."""

    def each(value: Any, name: str | None = None, *args: Any, attribute: str | None = None) -> list[Any]:
        """One field of each item (attribute="…"), or each item through the filter called ``name``."""
        if name is None:
            return [_at(item, attribute) for item in _rows(value)]
        apply = filters[ALIASES.get(name, name)]
        return [apply(item, *args) for item in _rows(value)]

    return each


def sort(
    value: Any, attribute: str | bool | None = None, reverse: bool = False, case_sensitive: bool = False
) -> list[Any]:
    """The items in order, blanks last whichever way; equal ones keep their order. Several fields: "组,咨询量"."""
    field = None if isinstance(attribute, bool) else attribute
    reverse = attribute if isinstance(attribute, bool) else reverse  # Jinja's first argument is reverse
    rows = _rows(value)
    keys = [_key(row, field, case_sensitive) for row in rows]
    known = [i for i, key in enumerate(keys) if None not in key]
    blank = [row for row, key in zip(rows, keys, strict=True) if None in key]
    return [rows[i] for i in sorted(known, key=keys.__getitem__, reverse=reverse)] + blank


def _key(row: Any, attribute: str | None, case_sensitive: bool = False) -> tuple[Any, ...]:
    """What a row is sorted by: its fields, texts in lower case."""
    values = [plain(_at(row, name)) for name in (attribute or "").split(",")] if attribute else [plain(row)]
    return tuple(v.lower() if isinstance(v, str) and not case_sensitive else v for v in values)


def selecting(by_field: bool, keep: bool) -> Callable[..., list[Any]]:
    """The filters select, reject, selectattr("超期"), selectattr("咨询量", ">", 3) and rejectattr."""

    def pick(value: Any, *words: Any) -> list[Any]:
        """The items that pass the test (or do not), or whose field does."""
        attribute, tests = (words[0], words[1:]) if by_field else (None, words)
        test, *others = tests or ("true",)
        if test in ("defined", "undefined"):
            return [row for row in _rows(value) if (_has(row, attribute) is (test == "defined")) is keep]
        return [row for row in _rows(value) if _passes(_at(row, attribute), test, *others) is keep]

    return pick


def _has(row: Any, attribute: str | None) -> bool:
    try:
        _at(row, attribute)
    except LOOKUP_FAILURES:
        return False
    return True


_COMPARED: Mapping[str, str] = {
    "==": "eq", "eq": "eq", "equalto": "eq", "!=": "ne", "ne": "ne", ">": "gt", "gt": "gt", "greaterthan": "gt",
    ">=": "gteq", "ge": "gteq", "<": "lt", "lt": "lt", "lessthan": "lt", "<=": "lteq", "le": "lteq", "in": "in",
}  # fmt: skip
_TESTS: Mapping[str, Callable[..., bool]] = {
    "true": lambda value: bool(value), "false": lambda value: not value, "none": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float), "even": lambda value: value % 2 == 0,
    "odd": lambda value: value % 2 == 1, "divisibleby": lambda value, by: value % by == 0,
}  # fmt: skip


def _passes(value: Any, test: str, *others: Any) -> bool:
    if test in _COMPARED:
        return compare(value, _COMPARED[test], *others)
    if test not in _TESTS:
        raise UnknownWordError(test, (*_COMPARED, *_TESTS))
    return bool(_TESTS[test](plain(value), *others))


def groupby(value: Any, attribute: str, default: Any = None) -> list[Group]:
    """The items by equal field, groups in the order of the field; blanks last. (分组 keeps the rows' order.)"""
    filled = [
        group if group["grouper"] is not None else Group(group, grouper=default) for group in grouped(value, attribute)
    ]
    return sort(filled, "grouper", case_sensitive=True)


def grouped(value: Any, attribute: str) -> list[Group]:
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
    number = fraction(value)
    return other if number is None or isinf(number) else int(number)


def fraction(value: Any, other: Any = None) -> Any:
    """The number in a value; what is none gives ``other``."""
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return other


def sliced(value: Any, count: int, fill: Any = None) -> list[list[Any]]:
    """The items dealt out to ``count`` lists, the longer ones first; shorter ones filled up if ``fill`` is given."""
    rows = _rows(value)
    each, longer = divmod(len(rows), max(count, 1))
    parts = []
    for i in range(min(count, MOST_FILL)):
        start = i * each + min(i, longer)
        part = rows[start : start + each + (i < longer)]
        parts.append([*part, fill] if fill is not None and longer and i >= longer else part)
    return parts


def dictsort(value: Any, case_sensitive: bool = False, by: str = "key", reverse: bool = False) -> list[list[Any]]:
    """The pairs of a dict in the order of their keys or values."""
    at = 1 if by == "value" else 0
    pairs = [list(pair) for pair in (value or {}).items()]
    return sorted(pairs, key=lambda pair: _key(pair[at], None, case_sensitive), reverse=reverse)


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


FILTERS: dict[str, Callable[..., Any]] = {
    "default": default, "d": default, "length": length, "count": length, "join": join, "sum": total, "sort": sort,
    "select": selecting(False, True), "reject": selecting(False, False),
    "selectattr": selecting(True, True), "rejectattr": selecting(True, False),
    "groupby": groupby, "grouped": grouped, "unique": unique, "first": first, "last": last, "min": smallest,
    "max": largest, "round": half_up, "int": whole, "float": fraction,
    "abs": lambda value: None if plain(value) is None else abs(value),
    "list": _rows, "reverse": turned, "batch": batch, "slice": sliced, "dictsort": dictsort,
    "items": lambda value: [list(pair) for pair in (value or {}).items()],
    "keys": lambda value: list((value or {}).keys()), "values": lambda value: list((value or {}).values()),
    **TEXTS, **TRADE,
}  # fmt: skip
ALIASES: Mapping[str, str] = {
    "默认": "default", "个数": "count", "连接": "join", "合计": "sum", "取": "map", "排序": "sort",
    "筛选": "selectattr", "排除": "rejectattr", "分组": "grouped", "去重": "unique", "首个": "first",
    "末个": "last", "最小": "min", "最大": "max", "四舍五入": "round", "取整": "int", "绝对值": "abs",
    "倒序": "reverse", "分批": "batch", **TEXT_ALIASES, **TRADE_ALIASES,
}  # fmt: skip
