"""A formula over numbers of its own row → one Python function, to be mapped over the columns that it reads.

Its results are those of the formula's Node, only quicker; whatever this form does not have is left to the Node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, isfinite
from typing import Any, Literal

from pipeline.office.excel.formulas.functions import FormulaError, rounded, total

_COMPARISONS = {"=": "==", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_ARITHMETIC = frozenset("+-*/")
_ROUNDING = ("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC")


Kind = Literal["number", "truth", "cells", "any"]


@dataclass(frozen=True, slots=True)
class Source:
    """Python for a part of a formula: c7 is the number in column 7 of the row. ``kind``: what it gives; ``columns``:
    what it reads; ``otherwise``: Python for when it divides by zero (only a whole formula has it)."""

    text: str
    kind: Kind = "number"
    columns: frozenset[int] = frozenset()
    otherwise: str = ""


def constant(value: Any) -> Source:
    """A typed value."""
    return Source(repr(value), "number" if type(value) in (int, float) else "any")


def own_cell(column: int) -> Source:
    """The number in a cell of the formula's row."""
    return Source(f"c{column}", columns=frozenset((column,)))


def own_cells(first: int, last: int) -> Source:
    """The numbers in cells side by side, as a tuple for SUM."""
    columns = range(first, last + 1)
    return Source(f"({''.join(f'c{column}, ' for column in columns)})", "cells", frozenset(columns))


def negative(inside: Source | None) -> Source | None:
    """-x."""
    return _composed("number", "(-{})", inside) if _numbers(inside) else None


def percent(inside: Source | None) -> Source | None:
    """x%."""
    return _composed("number", "({} / 100)", inside) if _numbers(inside) else None


def operation(operator: str, left: Source | None, right: Source | None) -> Source | None:
    """Arithmetic and comparison of numbers."""
    if not _numbers(left, right):
        return None
    if operator in _ARITHMETIC:
        return _composed("number", f"({{}} {operator} {{}})", left, right)
    if operator in _COMPARISONS:
        return _composed("truth", f"(_shown({{}}) {_COMPARISONS[operator]} _shown({{}}))", left, right)
    return None


def condition(test: Source | None, then: Source | None, other: Source | None) -> Source | None:
    """IF(test, then, other), the test a comparison or a number."""
    if test is None or test.kind not in ("number", "truth") or "cells" in _kinds(then, other):
        return None
    return _composed("number" if _numbers(then, other) else "any", "({1} if {0} else {2})", test, then, other)


def with_fallback(first: Source | None, second: Source | None) -> Source | None:
    """IFERROR(first, second): over numbers the only error is a division by zero."""
    both = _composed("any", "", first, second)
    if both is None or first is None or second is None or "cells" in _kinds(first, second):
        return None
    return Source(first.text, "any", both.columns, second.text)


def call(name: str, arguments: Sequence[Source | None]) -> Source | None:
    """The few functions that are used row by row."""
    if name == "SUM" and _kinds(*arguments) == ["cells"]:
        return _composed("number", "_total({})", *arguments)
    if not _numbers(*arguments):
        return None
    if name in _ROUNDING and len(arguments) in (1, 2):
        return _composed("number", f"_rounded({name!r}, {', '.join('{}' for _ in arguments)})", *arguments)
    if name in ("ABS", "INT") and len(arguments) == 1:
        return _composed("number", "abs({})" if name == "ABS" else "_floor({})", *arguments)
    return None


def _kinds(*sources: Source | None) -> list[str]:
    return [source.kind if source is not None else "" for source in sources]


def _numbers(*sources: Source | None) -> bool:
    return all(kind == "number" for kind in _kinds(*sources))


def _composed(kind: Kind, form: str, *sources: Source | None) -> Source | None:
    found = [source for source in sources if source is not None and not source.otherwise]
    if len(found) != len(sources):
        return None
    columns = frozenset[int]().union(*(source.columns for source in found))
    return Source(form.format(*(source.text for source in found)), kind, columns)


def _shown(value: float) -> float:
    """A number as comparisons see it: 15 digits."""
    return float(f"{value:.15g}") if type(value) is float else value


_DIVIDED = FormulaError("#DIV/0!")
_NAMESPACE = {"_shown": _shown, "_rounded": rounded, "_total": total, "_floor": floor, "_DIVIDED": _DIVIDED}


@dataclass(frozen=True, slots=True)
class Batch:
    """The columns that a formula reads in its row, the function of these columns, and that of their numbers in one row,
    which knows what to do when it divides by zero."""

    columns: tuple[int, ...]
    whole: Callable[..., list[Any]]
    single: Callable[..., Any]

    def results(self, arguments: Sequence[Sequence[Any]], rows: int, numbers: bool = False) -> list[Any] | None:
        """The formula's values in so many rows; None where not all its cells hold numbers or nothing. ``numbers``: that
        they hold numbers is known."""
        columns = arguments if numbers else [clean for values in arguments if (clean := _clean(values)) is not None]
        if len(columns) < len(arguments):
            return None
        try:
            found = self._found(columns, rows)
            counted = found if _NUMBERS.issuperset(map(type, found)) else [v for v in found if type(v) is float]
            if not isfinite(sum(counted)):
                return None
            return [value or 0 if type(value) is float else value for value in found] if 0 in found else found
        except Exception:  # the Node knows how to say what is wrong, row by row
            return None

    def _found(self, columns: Sequence[Sequence[Any]], rows: int) -> list[Any]:
        if not columns:
            return [self.single()] * rows
        try:
            return self.whole(*columns)
        except ZeroDivisionError:
            return list(map(self.single, *columns))


_NUMBERS = frozenset((int, float))
_NUMBERS_AND_BLANKS = _NUMBERS | {type(None)}


def _clean(values: Sequence[Any]) -> Sequence[Any] | None:
    if _NUMBERS.issuperset(map(type, values)):
        return values
    known = _NUMBERS_AND_BLANKS.issuperset(map(type, values))
    return [0 if value is None else value for value in values] if known else None


def batch(source: Source | None) -> Batch | None:
    """The function of a whole formula."""
    if source is None or source.kind == "cells":
        return None
    columns = tuple(sorted(source.columns))
    names = ", ".join(f"c{column}" for column in columns)
    lines = [
        f"def single({names}):",
        f"    try: return {source.text}",
        "    except ZeroDivisionError: pass",
        f"    try: return {source.otherwise or '_DIVIDED'}",
        "    except ZeroDivisionError: return _DIVIDED",
        f"def whole({names}):",
        f"    return [{source.text} for {names} in {f'zip({names})' if len(columns) > 1 else names}]"
        if names
        else "    pass",
    ]
    namespace: dict[str, Any] = dict(_NAMESPACE)
    exec("\n".join(lines), namespace)
    return Batch(columns, namespace["whole"], namespace["single"])
