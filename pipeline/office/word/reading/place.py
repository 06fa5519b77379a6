"""An element of a Word part → where a person finds it: paragraph n, or table 2 row 3 cell 1."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from pipeline.office.word.reading.xml import TBL, TC, TR, P
from pipeline.problems import Place


@dataclass
class Places:
    """Places in one part, counted before anything in it is moved."""

    file: str
    part: str
    root: etree._Element
    _table: dict[etree._Element, int] = field(default_factory=dict)
    _paragraph: dict[etree._Element, int] = field(default_factory=dict)
    _position: dict[etree._Element, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._table = {table: n for n, table in enumerate(self.root.iter(TBL), 1)}
        outside = (p for p in self.root.iter(P) if next(p.iterancestors(TC), None) is None)
        self._paragraph = {paragraph: n for n, paragraph in enumerate(outside, 1)}
        for name in (TR, TC):
            for element in self.root.iter(name):
                before = element.itersiblings(name, preceding=True)
                self._position[element] = 1 + sum(1 for _ in before)

    def of(self, paragraph: etree._Element) -> Place:
        """The place of a paragraph; the main text is not named, other parts are (header1, footnotes)."""
        words = [] if self.part == "document" else [self.part]
        cell = next(paragraph.iterancestors(TC), None)
        if cell is None:
            words += ["paragraph", str(self._paragraph.get(paragraph, 0))]
            return Place(file=self.file, inside=" ".join(words))
        for element, word, numbers in (
            (next(cell.iterancestors(TBL), None), "table", self._table),
            (next(cell.iterancestors(TR), None), "row", self._position),
            (cell, "cell", self._position),
        ):
            if element is not None:
                words += [word, str(numbers.get(element, 0))]
        return Place(file=self.file, inside=" ".join(words))

    def near(self, element: etree._Element) -> Place:
        """The place of anything else: of the paragraph around it, or of the first one in it or after it."""
        around = element if element.tag == P else next(element.iterancestors(P), None)
        paragraph = around if around is not None else next(element.iter(P), None)
        following = element.getnext()
        while paragraph is None and following is not None:
            paragraph = next(following.iter(P), None)
            following = following.getnext()
        return self.of(paragraph) if paragraph is not None else Place(file=self.file, inside=self.part)
