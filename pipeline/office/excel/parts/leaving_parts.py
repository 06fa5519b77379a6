"""Drawings that go with their rows → the relationships, parts and content types that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, rels_of
from pipeline.office.excel.moving.leaving import Edge, Span, edges, surround
from pipeline.office.excel.moving.moves import Mover
from pipeline.office.excel.moving.plan import Plan
from pipeline.office.excel.xml import Marks, R, document, parse


@dataclass
class LeavingParts:
    """What a workbook holds only for drawings that a condition may take away."""

    book: Book
    _drawings: dict[tuple[str, str], Edge] = field(default_factory=dict)  # (drawing, relationship) → its rows
    _plans: dict[int, Plan] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything that may go."""
        return bool(self._drawings)

    def note(self, part: str, root: etree._Element, going: Mapping[etree._Element, Span], mover: Mover) -> None:
        """Remembers what the anchors of a drawing that go are related to, unless another of them stays with it."""
        staying = {name for anchor in root if anchor not in going for name in _relations(anchor)}
        rows: dict[str, list[Span]] = {}
        for anchor, span in going.items():
            for name in set(_relations(anchor)) - staying:
                rows.setdefault(name, []).append(span)
        self._drawings.update(((part, name), Edge(mover.home, tuple(spans))) for name, spans in rows.items())
        self._plans[mover.home] = mover.plan

    @cached_property
    def parts(self) -> Mapping[str, Edge]:
        """Part → the rows with which it goes. Asked for when all drawings have been noted."""
        found: dict[str, Edge] = {}
        for (drawing, name), edge in self._drawings.items():
            for part in self._below([t for i, _, t in self.book.relations(drawing) if i == name]):
                spans = found[part].spans if part in found else ()
                found[part] = Edge(edge.home, (*spans, *edge.spans))
        while shared := {part for part in found if self._is_needed(part, found)}:
            found = {part: edge for part, edge in found.items() if part not in shared}
        return found

    def _below(self, parts: Sequence[str]) -> list[str]:
        """These parts and all that they are related to."""
        found: list[str] = []
        rest = [*parts]
        while rest:
            part = rest.pop()
            if part in self.book.package.members and part not in found:
                found.append(part)
                rest += [target for _, _, target in self.book.relations(part)]
        return found

    @cached_property
    def _referrers(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Part → the (part, relationship)s that lead to it."""
        found: dict[str, list[tuple[str, str]]] = {}
        for source in self.book.package.members:
            for name, _, target in self.book.relations(source):
                found.setdefault(target, []).append((source, name))
        return found

    def _is_needed(self, part: str, going: Mapping[str, Edge]) -> bool:
        """Whether something that stays leads to a part, or something on another sheet."""
        for source, name in self._referrers.get(part, ()):
            edge = self._drawings.get((source, name)) or going.get(source)
            if edge is None or edge.home != going[part].home:
                return True
        return False

    def goes_with(self, part: str, sheet: int, first: int, last: int) -> bool:
        """Whether a chart goes whenever these rows of a sheet go."""
        edge = self.parts.get(part)
        if edge is None or edge.home != sheet:
            return False
        plan = self._plans[sheet]
        blocks = {plan.block_of(row) for span in ((first, last), *edge.spans) for row in span}
        return len(blocks) == 1

    def relations(self, part: str, root: etree._Element, marks: Marks) -> None:
        """Marks around the relationships of a drawing that go."""
        for entry in list(root):
            edge = self._drawings.get((part, entry.get("Id", "")))
            if edge is not None:
                surround(entry, *edges(marks, edge.home, edge.spans))

    def types(self, text: str) -> Sequence[Any]:
        """The content types with marks around those of parts that go."""
        root, marks = parse(text), Marks()
        for entry in list(root):
            edge = self.parts.get(entry.get("PartName", "").lstrip("/"))
            if edge is not None:
                surround(entry, *edges(marks, edge.home, edge.spans))
        return marks.split(document(root))

    def gone(self, now: Any) -> list[str]:
        """The parts that are gone."""
        names = [part for part, edge in self.parts.items() if edge.gone(now)]
        return [name for part in names for name in (part, rels_of(part)) if name in self.book.package.members]

    def gone_frames(self, now: Any) -> set[str]:
        """The relationships of drawings that are gone."""
        return {name for (_, name), edge in self._drawings.items() if edge.gone(now)}


def _relations(anchor: etree._Element) -> Iterator[str]:
    """The relationships that an anchor names."""
    for element in anchor.iter(etree.Element):
        yield from (str(value) for name, value in element.attrib.items() if str(name).startswith(R))
