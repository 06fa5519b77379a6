"""Steps into facts, arithmetic and comparison: what the generated code calls, with blanks that stay blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from operator import add, floordiv, mod, sub, truediv
from typing import Any

from pipeline.office.tags.writers import write_value

LONGEST_TEXT = 1 << 20
MOST_ITEMS = 2_000_000
MOST_DECIMALS = 10
_MOST_BITS = 512


class MissingNameError(LookupError):
    """A name that is not there: the name, and those that are."""

    def __init__(self, name: str, known: object = ()) -> None:
        super().__init__(name)
        self.name = name
        self.known = tuple(known) if isinstance(known, dict | list | tuple) else ()


class NoFieldsError(TypeError):
    """A step into a value that has no fields, as 咨询量.计划 where 咨询量 is a number."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name)
        self.name = name
        self.kind = kind


class UnknownRootError(LookupError):
    """The fast form of a program met a root name that is not there."""


LOOKUP_FAILURES = (UnknownRootError, MissingNameError, NoFieldsError, KeyError)


class TooLongError(ValueError):
    """A text that has outgrown the longest a value may be."""


class UnknownWordError(ValueError):
    """A word in a filter's brackets that it does not know: the word, and those that it does."""

    def __init__(self, word: str, known: Iterable[str]) -> None:
        super().__init__(word)
        self.word = str(word)
        self.known = tuple(known)


def within(size: int) -> bool:
    """True, unless a text of this size has outgrown the longest that a value may be."""
    if size > LONGEST_TEXT:
        raise TooLongError(size)
    return True


def places_of(places: int) -> int:
    """A number of decimals that somebody can have meant."""
    return min(max(int(places), 0), MOST_DECIMALS)


class Namespace(dict[str, Any]):
    """Values that a template may set inside a loop and read after it: {% set ns.total = ns.total + 1 %}."""


def step(value: Any, name: Any) -> Any:
    """``value.name``: an item of a dict, never a Python attribute. Of a blank (None) every field is blank."""
    if isinstance(value, dict):
        try:
            return value[name]
        except KeyError:
            raise MissingNameError(str(name), list(dict.keys(value))) from None
    if value is None:
        return None
    raise NoFieldsError(str(name), type(value).__name__)


def subscript(value: Any, key: Any) -> Any:
    """``value[key]``: an item of a dict, a list, a tuple or a text; beyond the end of a list a blank."""
    if isinstance(value, list | tuple | str | range):
        try:
            return value[key]
        except IndexError:
            return None
    return step(value, key)


def plain(value: Any) -> Any:
    """The value, with NaN, NaT and NA turned into None."""
    if isinstance(value, str | int | list | dict) or value is None:
        return value
    if isinstance(value, Decimal):
        return None if value.is_nan() else value
    if type(value).__name__ in ("NAType", "NaTType") or value != value:
        return None
    return value


_NUMBER = (int, float)


def _times(left: Any, right: Any) -> Any:
    """A product of whole numbers stays one that a paper could show: repeated squaring would fill the memory."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > _MOST_BITS:
        raise TooLongError(left.bit_length() + right.bit_length())
    return left * right


def _counted(value: Any) -> Any:
    """The int or float that a Decimal or a numpy number is."""
    if isinstance(value, Decimal):
        return float(value)
    number = value.item() if hasattr(value, "dtype") and hasattr(value, "item") else value
    if not isinstance(number, _NUMBER):
        raise TypeError(type(value).__name__)
    return number


def _arithmetic(act: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Numbers only (and days of dates); a blank on either side or a zero below gives a blank."""

    def compute(left: Any, right: Any) -> Any:
        left, right = plain(left), plain(right)
        if left is None or right is None:
            return None
        if not (isinstance(left, _NUMBER) and isinstance(right, _NUMBER)):
            left, right = _counted(left), _counted(right)
        try:
            return act(left, right)
        except ZeroDivisionError:
            return None

    return compute


def _plus(left: Any, right: Any) -> Any:
    """+ also puts texts and lists together and moves a date by days."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right if within(len(left) + len(right)) else ""
    if isinstance(left, list) and isinstance(right, list):
        if len(left) + len(right) > MOST_ITEMS:
            raise TooLongError(len(left) + len(right))
        return left + right
    if hasattr(left, "toordinal") and isinstance(right, int):
        return left + timedelta(days=right)
    return _ADD(left, right)


def _minus(left: Any, right: Any) -> Any:
    """- also gives the days between two dates and moves a date back by days."""
    if hasattr(left, "toordinal") and hasattr(right, "toordinal"):
        return left.toordinal() - right.toordinal()
    if hasattr(left, "toordinal") and isinstance(right, int):
        return left - timedelta(days=right)
    return _SUBTRACT(left, right)


_ADD, _SUBTRACT = _arithmetic(add), _arithmetic(sub)
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "_add": _plus,
    "_sub": _minus,
    "_mul": _arithmetic(_times),
    "_div": _arithmetic(truediv),
    "_floor": _arithmetic(floordiv),
    "_mod": _arithmetic(mod),
}


def compare(left: Any, operator: str, right: Any) -> bool:
    """A comparison; of a blank with anything in size: false, and nothing is in a blank."""
    left, right = plain(left), plain(right)
    if operator == "eq":
        return bool(left == right)
    if operator == "ne":
        return bool(left != right)
    if operator in ("in", "notin"):
        return (right is not None and left in right) == (operator == "in")
    if left is None or right is None:
        return False
    return bool(_ORDER[operator](left, right))


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda a, b: a > b,
    "gteq": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lteq": lambda a, b: a <= b,
}


def compare_chain(left: Any, *rest: tuple[str, Any]) -> bool:
    """1 < x <= 5: every link holds."""
    for operator, right in rest:
        if not compare(left, operator, right):
            return False
        left = right
    return True


def concatenated(*parts: tuple[Any, str]) -> str:
    """a ~ b ~ c: the texts of the values, each by its type."""
    text = "".join(write_value(value, format) for value, format in parts)
    if len(text) > LONGEST_TEXT:
        raise TooLongError(len(text))
    return text


def limited_range(*bounds: int) -> range:
    """range(), as far as a render may go."""
    numbers = range(*bounds)
    if len(numbers) > MOST_ITEMS:
        raise TooLongError(len(numbers))
    return numbers
