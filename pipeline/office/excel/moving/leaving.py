"""What stands wholly in rows that a condition may take away → marks around it, and a text without it.

A condition ({%tr if %} … {%tr endif %}) that does not hold takes its rows away with all that stands in them: drawings,
comments, rules. Such an element keeps its place in the XML, between two marks, because there may be tags in it; if it
goes, these are signs that no value can hold, and ``without_gone`` leaves out what is between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lxml import etree

from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import Marks

_OPEN, _SHUT = "\x0e", "\x0f"
_GONE = re.compile(f"{_OPEN}[^{_OPEN}{_SHUT}]*{_SHUT}")

Span = tuple[int, int]  # the first and the last template row


@dataclass(frozen=True, slots=True)
class Edge:
    """Stands before or after something in these rows of a sheet: a sign where none of them came out."""

    by_layout: ClassVar[bool] = True
    home: int
    spans: tuple[Span, ...]
    sign: str = _OPEN

    def written(self, now: Any, at: At | None) -> str:
        """The sign, or nothing."""
        return self.sign if self.gone(now) else ""

    def gone(self, now: Any) -> bool:
        """Whether none of the rows came out."""
        rows = now.maps.get(self.home)
        return rows is not None and not any(rows.runs(first, last) for first, last in self.spans)


def without_gone(text: str) -> str:
    """A text without what is between the signs."""
    while _OPEN in text:
        text = _GONE.sub("", text)
    return text


def edges(marks: Marks, home: int, spans: Iterable[Span]) -> tuple[str, str]:
    """The marks for before and after something in these rows."""
    found = tuple(spans)
    return marks.put(Edge(home, found)), marks.put(Edge(home, found, _SHUT))


def surround(element: etree._Element, before: str, after: str) -> None:
    """Puts marks before and after an element."""
    parent, previous = element.getparent(), element.getprevious()
    assert parent is not None
    element.tail = after + (element.tail or "")
    if previous is not None:
        previous.tail = (previous.tail or "") + before
    else:
        parent.text = (parent.text or "") + before


@dataclass
class Leaving:
    """The elements of a part that go with their rows. One whose children all go goes with the last of them."""

    home: int
    marks: Marks
    _children: dict[etree._Element, list[tuple[Span, ...]]] = field(default_factory=dict)

    def put(self, element: etree._Element, spans: tuple[Span, ...], alone: bool = False) -> None:
        """Puts marks around an element in these rows. ``alone``: what it stands in stays."""
        parent = element.getparent()
        if parent is None:
            return
        surround(element, *edges(self.marks, self.home, spans))
        if not alone:
            self._children.setdefault(parent, []).append(spans)

    def close(self, without: tuple[str, ...] = ("count", "manualBreakCount")) -> None:
        """Puts marks around what would be left empty. Counts of what may go are left out."""
        while self._children:
            parent = max(self._children, key=lambda element: sum(1 for _ in element.iterancestors()))
            spans = self._children.pop(parent)
            for name in set(without) & set(map(str, parent.attrib)):
                del parent.attrib[name]
            if parent.getparent() is not None and len(spans) == len(parent):
                self.put(parent, tuple(span for own in spans for span in own))
