"""The worksheet functions and operators whose results we store, as Excel defines them over cell values.

Values are int, float, bool, str, None (an empty cell); an error is raised as FormulaError and kept in cells as such.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any

Values = Sequence[Any]
Once = Callable[[Values, Callable[[Values], Any]], Any]
_NUMBER = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *")

_NEARLY_NUMBER = re.compile(r"[-+\s]*[\d.,:/%年月日-]*\d[\d.,:/%年月日-]*")  # 80%, 1,234, 2026-11-20


class FormulaError(Exception):
    """An error value: #DIV/0!, #VALUE! …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownError(Exception):
    """A value that this engine does not compute; Excel will."""


def number(value: Any) -> float | int:
    """A value in arithmetic: an empty cell is 0, text that reads as a number is that number."""
    kind = type(value)
    if kind is float or kind is int:
        return value  # type: ignore[no-any-return]
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, FormulaError):
        raise value
    if _NUMBER.fullmatch(value):
        return float(value)
    if any(char.isdigit() for char in value):  # 1,234 or 80% or a date: Excel may read it
        raise UnknownError
    raise FormulaError("#VALUE!")


def text(value: Any) -> str:
    """A value beside &: numbers as General shows them, up to 15 digits."""
    if isinstance(value, FormulaError):
        raise value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        shown = f"{value:.15g}"
        if "e" in shown:
            raise UnknownError
        return shown
    return str(value)


def truth(value: Any) -> bool:
    """A value as a condition."""
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise FormulaError("#VALUE!")
    return bool(number(value))


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise FormulaError("#DIV/0!")
    return left / right


def _power(left: float, right: float) -> float:
    try:
        result: float | complex = left**right
    except (OverflowError, ZeroDivisionError):
        raise FormulaError("#NUM!") from None
    if isinstance(result, complex):
        raise FormulaError("#NUM!")
    return result


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": add, "-": sub, "*": mul, "/": _divide, "^": _power,
}  # fmt: skip
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


def compare(operator: str, left: Any, right: Any) -> bool:
    """A comparison: numbers before texts before TRUE/FALSE, texts without regard to case, empty as 0 or ""."""
    return COMPARISONS[operator](_ranked(left, right), _ranked(right, left))


def _ranked(value: Any, other: Any) -> tuple[int, Any]:
    if isinstance(value, FormulaError):
        raise value
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, float):
        value = float(f"{value:.15g}")  # 0.1+0.2=0.3 is TRUE in Excel
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


# ranges: only their numbers count

_NUMERIC = {int, float}


def numbers(values: Values) -> Sequence[float]:
    """The numbers among the cells of a range; an error among them is the result."""
    kinds = set(map(type, values))
    if kinds <= _NUMERIC:
        return values
    if FormulaError in kinds:
        raise next(value for value in values if isinstance(value, FormulaError))
    return [value for value in values if type(value) in _NUMERIC]


def total(values: Values) -> float:
    """SUM."""
    kinds = set(map(type, values))
    if not kinds <= _NUMERIC:
        values = numbers(values)
        kinds = set(map(type, values))
    return math.fsum(values) if float in kinds else sum(values)


def average(values: Values) -> float:
    """AVERAGE; of no numbers #DIV/0!."""
    found = numbers(values)
    return _divide(math.fsum(found), len(found))


def lowest(values: Values) -> float:
    """MIN; of no numbers 0."""
    return min(numbers(values), default=0)


def highest(values: Values) -> float:
    """MAX; of no numbers 0."""
    return max(numbers(values), default=0)


def count(values: Values) -> int:
    """COUNT: the numbers."""
    return sum(1 for value in values if type(value) in (int, float))


def count_all(values: Values) -> int:
    """COUNTA: the cells that are not empty."""
    return sum(1 for value in values if value is not None)


def count_blank(values: Values) -> int:
    """COUNTBLANK: empty cells and empty texts."""
    return sum(1 for value in values if value is None or value == "")


def product(values: Values) -> float:
    """PRODUCT; of no numbers 0."""
    found = numbers(values)
    return math.prod(found) if found else 0


def median(values: Values) -> float:
    """MEDIAN; of no numbers #NUM!."""
    found: list[float] = sorted(numbers(values))
    if not found:
        raise FormulaError("#NUM!")
    half = len(found) // 2
    middle: float = found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
    return middle


AGGREGATES: dict[str, Callable[[Values], Any]] = {
    "SUM": total, "AVERAGE": average, "MIN": lowest, "MAX": highest, "COUNT": count, "COUNTA": count_all,
    "COUNTBLANK": count_blank, "PRODUCT": product, "MEDIAN": median,
}  # fmt: skip
SUBTOTALS = {1: average, 2: count, 3: count_all, 4: highest, 5: lowest, 6: product, 9: total}


# criteria: COUNTIF and its family

_CRITERION = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)


def criterion(wanted: Any) -> Callable[[Any], bool]:
    """The test that a criterion means: 5, ">=0.8", "城东*", "<>"."""
    if isinstance(wanted, FormulaError):
        raise UnknownError
    if not isinstance(wanted, str):
        target = number(wanted)
        return lambda value: type(value) in (int, float) and value == target
    match = _CRITERION.fullmatch(wanted)
    assert match is not None
    operator, operand = match[1] or "=", match[2]
    if not _NUMBER.fullmatch(operand):
        return _text_criterion(operator, operand)
    limit = float(operand)
    holds = COMPARISONS[operator]
    if operator == "<>":
        return lambda value: type(value) not in (int, float) or value != limit
    return lambda value: type(value) in (int, float) and holds(value, limit)


def _text_criterion(operator: str, operand: str) -> Callable[[Any], bool]:
    if operator not in ("=", "<>") or _NEARLY_NUMBER.fullmatch(operand):
        raise UnknownError
    if not operand:
        blank = operator == "="
        return lambda value: (value is None) == blank
    pattern = re.sub(r"~(.)|(\*)|(\?)|(.)", _wildcard, operand, flags=re.DOTALL)
    match = re.compile(pattern, re.IGNORECASE | re.DOTALL).fullmatch
    if operator == "=":
        return lambda value: isinstance(value, str) and match(value) is not None
    return lambda value: not (isinstance(value, str) and match(value) is not None)


def _wildcard(found: re.Match[str]) -> str:
    escaped, star, mark, plain = found.groups()
    return ".*" if star else "." if mark else re.escape(escaped or plain)


def chosen(pairs: Sequence[tuple[Values, Any]], once: Once) -> Sequence[int]:
    """The positions at which every (range, criterion) pair holds. ``once``: keeps what is made of a range."""
    if len({len(values) for values, _ in pairs}) != 1:
        raise FormulaError("#VALUE!")
    keys = [(values, _plain(wanted)) for values, wanted in pairs]
    found: list[Sequence[int]] = [once(values, positions).get(key, ()) for values, key in keys if key is not None]
    if len(pairs) == 1 and found:
        return found[0]
    candidates = min(found, key=len) if found else range(len(pairs[0][0]))
    tests = [(values, criterion(wanted)) for values, wanted in pairs]
    return [i for i in candidates if all(test(values[i]) for values, test in tests)]


def positions(values: Values) -> Mapping[Any, Sequence[int]]:
    """Number, or text in small letters → where it stands in a range."""
    found: dict[Any, list[int]] = {}
    for i, value in enumerate(values):
        if type(value) in _NUMERIC:
            found.setdefault(value, []).append(i)
        elif isinstance(value, str):
            found.setdefault(value.lower(), []).append(i)
    return found


def _plain(wanted: Any) -> Any:
    """The number or text that a criterion asks for, if it asks for nothing but what is equal to it; else None."""
    if isinstance(wanted, FormulaError):
        raise UnknownError
    if not isinstance(wanted, str):
        return number(wanted)
    special = not wanted or wanted[0] in "<>=" or any(sign in wanted for sign in "*?~")
    if special or _NUMBER.fullmatch(wanted) or _NEARLY_NUMBER.fullmatch(wanted):
        return None
    return wanted.lower()


# rounding, as Excel does it: on the decimal digits that one sees

_MODES = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN, "TRUNC": ROUND_DOWN}


def rounded(mode: str, value: float, places: float = 0) -> float:
    """ROUND, ROUNDUP, ROUNDDOWN, TRUNC: half away from zero, on the 15 digits that Excel keeps."""
    if not math.isfinite(value) or abs(places) > 20:
        raise UnknownError
    shown = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-int(places)), _MODES[mode])
    return int(shown) if shown == shown.to_integral_value() else float(shown)


def in_order(values: Values) -> Sequence[float]:
    """The numbers of a range, the smallest first."""
    return sorted(numbers(values))


def rank(value: float, ordered: Sequence[float], ascending: bool = False) -> int:
    """RANK and RANK.EQ among numbers that are in order; a value that is not among them is #N/A."""
    first, last = bisect_left(ordered, value), bisect_right(ordered, value)
    if first == last:
        raise FormulaError("#N/A")
    return 1 + (first if ascending else len(ordered) - last)


SCALARS: dict[str, Callable[..., Any]] = {
    "ABS": lambda v: abs(number(v)),
    "INT": lambda v: math.floor(number(v)),
    "MOD": lambda a, b: number(a) - number(b) * math.floor(_divide(number(a), number(b))),
    "NOT": lambda v: not truth(v),
    "LEN": lambda v: len(text(v)),
    "ISBLANK": lambda v: v is None,
    "ISNUMBER": lambda v: type(v) in (int, float),
    "ISTEXT": lambda v: isinstance(v, str),
    "N": lambda v: number(v) if not isinstance(v, str) else 0,
    "CONCATENATE": lambda *parts: "".join(map(text, parts)),
    **{mode: (lambda v, p=0, m=mode: rounded(m, number(v), number(p))) for mode in _MODES},
}
