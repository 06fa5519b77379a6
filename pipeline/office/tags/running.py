"""What generated code calls while it runs: steps and arithmetic, names that may be missing, the budget of loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import CodeType
from typing import Any

from jinja2.runtime import Context
from jinja2.utils import missing

from pipeline.office.tags.code import FUNCTION
from pipeline.office.tags.filters.filters import FILTERS, default
from pipeline.office.tags.inspect import ABSENT
from pipeline.office.tags.tree import METHODS
from pipeline.office.tags.values import (
    ARITHMETIC,
    LOOKUP_FAILURES,
    MOST_ITEMS,
    Namespace,
    UnknownRootError,
    compare,
    compare_chain,
    concatenated,
    limited_range,
    step,
    subscript,
)
from pipeline.office.tags.writers import Fragment
from pipeline.problems import Stop, problem

MOST_OUTPUT = 256 << 20


def root_of(code: CodeType, functions: Mapping[str, Any]) -> Callable[[Context], Iterable[str]]:
    """The function in a program's code, with what it calls."""
    namespace = dict(functions)
    exec(code, namespace)
    namespace.update(functions)  # the code begins by importing Jinja's own
    root: Callable[[Context], Iterable[str]] = namespace["root"]
    return root


CHUNK = 256


class Budget:
    """What one render may do: items that loops go over, characters that loops are sure to write, characters held in
    blocks (looked at when a loop begins and every CHUNK items), and characters written in the end."""

    def __init__(self) -> None:
        self._items = 0
        self._promised = 0
        self._held = 0
        self._written = 0
        self._counted: dict[int, int] = {}  # id of a block's texts → how many of them have been counted

    def loop(self, value: Any, size: int, texts: list[str] | None = None) -> Any:
        """What a loop goes over, if it may begin: ``size`` characters are sure to be written for each item."""
        if value is None or value is ABSENT:
            return ()
        if isinstance(value, str | int | float) or not hasattr(value, "__len__"):
            raise Stop(problem("TL204", None, type(value).__name__))
        self._items += len(value)
        self._promised += len(value) * size
        if self._items > MOST_ITEMS or self._promised > MOST_OUTPUT:
            raise Stop(problem("TL206", None, max(self._items, self._promised)))
        if texts:
            self.hold(texts)
        return value if texts is None or len(value) <= CHUNK else Watched(value, texts, self)

    def hold(self, texts: list[str]) -> None:
        """Counts what has been written to a block since it was looked at last."""
        before = self._counted.get(id(texts), 0)
        self._counted[id(texts)] = len(texts)
        self._held = _within(self._held + sum(map(len, texts[before:] if before <= len(texts) else texts)))

    def write(self, texts: list[str]) -> None:
        """Counts what is written in the end."""
        self._written = _within(self._written + sum(map(len, texts)))


def _within(written: int) -> int:
    if written > MOST_OUTPUT:
        raise Stop(problem("TL206", None, written))
    return written


class Watched:
    """A long list that a loop goes over inside a block, whose texts are counted now and then."""

    def __init__(self, items: Any, texts: list[str], budget: Budget) -> None:
        self._items = items
        self._texts = texts
        self._budget = budget

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        for at, item in enumerate(self._items, 1):
            yield item
            if at % CHUNK == 0:
                self._budget.hold(self._texts)


def parted(texts: Iterable[str], budget: Budget) -> Iterator[str]:
    """All that a program writes, CHUNK texts at a time, as long as its budget lasts."""
    rest = iter(texts)
    while written := list(islice(rest, CHUNK)):
        if len(written) == CHUNK:
            budget.write(written)
        yield "".join(written)


def gathered(texts: Iterable[str], budget: Budget) -> list[str]:
    """All that a program writes, as long as its budget lasts."""
    rest = iter(texts)
    written = list(islice(rest, CHUNK))
    if len(written) == CHUNK:
        budget.write(written)
        while more := list(islice(rest, CHUNK)):
            budget.write(more)
            written += more
    return written


def _concat(parts: Iterable[str]) -> Fragment:
    """What a macro or a set block wrote is finished text."""
    return Fragment("".join(parts))


def _undefined(hint: str = "", name: str = "") -> Any:
    if name:
        raise UnknownRootError(name)
    # loop.previtem of the first, loop.nextitem of the last: a blank


def _defined(evaluate: Callable[[], Any]) -> bool:
    try:
        evaluate()
    except LOOKUP_FAILURES:
        return False
    return True


def _default(evaluate: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
    try:
        value = evaluate()
    except LOOKUP_FAILURES:
        value = None
    return default(value, *args, **kwargs)


RUNNING: Mapping[str, Any] = {
    **ARITHMETIC,
    "_step": step,
    "_subscript": subscript,
    "_compare": compare,
    "_chain": compare_chain,
    "_concatenated": concatenated,
    "_default": _default,
    "Namespace": Namespace,
    FUNCTION + "range": limited_range,
    FUNCTION + "namespace": Namespace,
    **{FUNCTION + name: FILTERS[name] for name in METHODS},
    "_concat": _concat,
    "_undefined": _undefined,
    "_defined": _defined,
    "missing": missing,
}
