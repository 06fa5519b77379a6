"""A workbook template with repeated columns → for given facts the template with its columns, and then the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from pipeline.office.excel.book.book import Book, read_book
from pipeline.office.excel.sheets.repeated import Fixed, merge
from pipeline.office.excel.spread.columns import Column
from pipeline.office.excel.spread.shift import Shift
from pipeline.office.excel.spread.tags import MOST_COLUMNS, Spread
from pipeline.office.template import Program, Tag
from pipeline.problems import Place, Problem, Stop, problem

_MOST_KEPT = 16
Begins = Mapping[str, Sequence[Tag]]
Aliases = Mapping[str, Mapping[int, tuple[str, str]]]


@dataclass
class SpreadTemplate:
    """A compiled template with columns per item: ``sample`` has one of each. It is compiled anew where there are
    others; the newest are kept."""

    name: str
    book: Book
    begins: Begins
    spreads: Sequence[tuple[Spread, Program]]
    found: Sequence[Problem]
    compile: Callable[[Book, Begins, Aliases], Fixed]
    controls: Sequence[str] = ()
    _kept: dict[tuple[tuple[Column, ...], ...], Fixed] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    sample: Fixed = field(init=False)

    def __post_init__(self) -> None:
        self.sample = self._compiled([_one_of_each(spread) for spread, _ in self.spreads])

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is wrong with its tags and formulas."""
        own = [p for _, program in self.spreads for p in program.problems]
        return list(dict.fromkeys([*self.found, *own, *self.sample.problems]))

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places = dict(self.sample.places)
        for _, program in self.spreads:
            places.update(program.places)
        return places

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs = self.sample.names()
        for _, program in self.spreads:
            merge(needs, program.names())
        return needs

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The workbook's bytes. Raises Stop with the problems of the template, or all of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        chosen = tuple(spread.columns(program, facts) for spread, program in self.spreads)
        for (spread, _), columns in zip(self.spreads, chosen, strict=True):
            if len(columns) > MOST_COLUMNS:
                raise Stop(problem("XL207", self.book.place(spread.sheet.index), len(columns)))
        with self._lock:
            if chosen not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[chosen] = self._compiled(chosen)
            template = self._kept[chosen]
        return template.render(facts)

    def _compiled(self, chosen: Sequence[Sequence[Column]]) -> Fixed:
        book, begins = self.book, {part: tuple(tags) for part, tags in self.begins.items()}
        aliases: dict[str, Mapping[int, tuple[str, str]]] = {}
        for (spread, _), columns in zip(self.spreads, chosen, strict=True):
            part = spread.sheet.part
            book = read_book(Shift(book, spread.sheet.index, spread.mapped(columns)).package())
            begins[part] = (*begins.get(part, ()), *spread.begins(columns))
            aliases[part] = spread.aliases(columns)
        return self.compile(book, begins, aliases)


def _one_of_each(spread: Spread) -> list[Column]:
    """The columns of a sheet whose loops have one item each, and all of whose conditions hold."""
    columns = [column for column in range(1, max(spread.tags) + 1) if column not in spread.tags]
    return [Column(column, 0 if spread.loop_of.get(column, -1) >= 0 else -1) for column in columns]
