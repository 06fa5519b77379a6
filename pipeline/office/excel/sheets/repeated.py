"""A workbook template with sheets per item → for given facts the template with all its sheets → the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.sheets.expand import Expanded, expand
from pipeline.office.excel.sheets.naming import sheet_names
from pipeline.office.excel.sheets.repeat import Repeat, wished_names
from pipeline.office.template import Program
from pipeline.problems import Place, Problem, Stop, problem

_MOST_KEPT = 16


class Fixed(Protocol):
    """A template whose sheets are all there."""

    @property
    def problems(self) -> Sequence[Problem]: ...

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]: ...

    def names(self) -> dict[str, Any]: ...

    def render(self, facts: Mapping[str, Any]) -> bytes: ...


@dataclass
class RepeatedTemplate:
    """A compiled template with sheets per item: ``sample`` has one of each. It is compiled anew for other names of
    sheets; the newest are kept."""

    name: str
    book: Book
    repeats: Sequence[tuple[Repeat, Program]]
    found: Sequence[Problem]
    compile: Callable[[Expanded], Fixed]
    controls: Sequence[str] = ()
    _kept: dict[tuple[tuple[str, ...], ...], Fixed] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    sample: Fixed = field(init=False)

    def __post_init__(self) -> None:
        names = [(repeat.sheet.name,) for repeat, _ in self.repeats]
        self.sample = self.compile(expand(self.book, [repeat for repeat, _ in self.repeats], names))

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is wrong with its tags and formulas."""
        own = [p for _, program in self.repeats for p in program.problems]
        return list(dict.fromkeys([*self.found, *own, *self.sample.problems]))

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places = dict(self.sample.places)
        for _, program in self.repeats:
            places.update(program.places)
        return places

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs = self.sample.names()
        for _, program in self.repeats:
            merge(needs, program.names())
        return needs

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The workbook's bytes. Raises Stop with the problems of the template, or all of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        chosen = self._chosen(facts)
        with self._lock:
            if chosen not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[chosen] = self.compile(expand(self.book, [repeat for repeat, _ in self.repeats], chosen))
            template = self._kept[chosen]
        return template.render(facts)

    def _chosen(self, facts: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """The names of the sheets for these facts."""
        wished = wished_names(self.repeats, facts)
        repeated = {repeat.sheet.index for repeat, _ in self.repeats}
        taken = [sheet.name for sheet in self.book.sheets if sheet.index not in repeated]
        if not taken and not any(wished):
            raise Stop(problem("XL205", self.repeats[0][0].place))
        chosen: list[tuple[str, ...]] = []
        for wishes in wished:
            chosen.append(tuple(sheet_names(wishes, taken)))
            taken += chosen[-1]
        return tuple(chosen)


def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Puts nested names into nested names."""
    for name, below in more.items():
        merge(into.setdefault(name, {}), below)
