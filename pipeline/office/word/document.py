"""Bytes of a Word template → a template that renders facts into bytes of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pipeline.office.package import CORE, STAMP, Content, Package, packed, stamp_of
from pipeline.office.template import Program
from pipeline.office.word.writing.additions import MAIN, WRITING, Additions, Ground
from pipeline.office.word.writing.placeholders import Placeholder, drop_unused
from pipeline.problems import Place, Problem, Stop


@dataclass
class WordTemplate:
    """A compiled Word template. One may be rendered any number of times, each time from the start. ``controls``: the
    names of its content controls in order, as typed, for the check of a form."""

    name: str
    package: Package
    programs: Mapping[str, Program]
    problems: Sequence[Problem]
    ground: Ground
    controls: Sequence[str] = ()
    placeholders: Sequence[Placeholder] = ()
    counting: frozenset[str] = frozenset()  # the parts whose programs call for numbers

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs: dict[str, Any] = {}
        for program in self.programs.values():
            _merge(needs, program.names())
        return needs

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places: dict[tuple[str, ...], Place] = {}
        for program in self.programs.values():
            places = {**program.places, **places}
        return places

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The document's bytes. Raises Stop with the problems of the template, or of all its parts with these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        additions = Additions(self.ground)
        writing = WRITING.set(additions)
        try:
            changed = self._written(facts, additions)
        finally:
            WRITING.reset(writing)
        if CORE in changed:
            changed[CORE] = str(changed[CORE]).replace(STAMP, stamp_of(facts))
        unused = drop_unused(self.package, self.placeholders, changed) if self.placeholders else ()
        return self.package.write(additions.laid_over(changed), unused)

    def body(self, facts: Mapping[str, Any], additions: Additions) -> str:
        """The main part's text with these facts, for a document that takes it in. Raises Stop like render."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        program = self.programs.get(MAIN)
        return self.package.text(MAIN) if program is None else program.render(facts, additions.calls())

    def _written(self, facts: Mapping[str, Any], additions: Additions) -> dict[str, Content]:
        """Part names → their text with the facts."""
        changed: dict[str, Content] = {}
        problems: list[Problem] = []
        calls = additions.calls()
        for part, program in self.programs.items():
            try:
                changed[part] = self._content(part, program, facts, calls if part in self.counting else None)
            except Stop as stop:
                problems += stop.problems
        if problems:
            raise Stop(problems)
        return changed

    def _content(
        self, part: str, program: Program, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None
    ) -> Content:
        """A part's text; a long one is packed while it is being written."""
        if self.placeholders:
            return program.render(facts, calls)
        texts = program.texts(facts, calls)
        first, second = next(texts, ""), next(texts, None)
        return first if second is None else packed(part, chain((first, second), texts))


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, below in more.items():
        _merge(into.setdefault(name, {}), below)
