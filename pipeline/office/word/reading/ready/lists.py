"""Numbered lists in loops → lists that begin with their first number in each pass that writes a list of its own.

A loop that writes one paragraph of a list in each pass *is* the list: its numbers go on. A loop whose pass writes
several, or has a loop in it that writes them, holds a list in each pass: there the numbers begin anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from pipeline.office.template import Call, Piece
from pipeline.office.word.reading.marks import Marks, statement_of
from pipeline.office.word.reading.xml import PPR, P, W, paragraph_properties, put_property, replace_with_text
from pipeline.office.word.writing.additions import Ground
from pipeline.office.word.writing.styles import StyleList

_VAL = f"{W}val"
_NUMBER, _STYLED = "list", "by style"


class RestartingLists:
    """The lists of one part."""

    def __init__(self, ground: Ground, marks: Marks) -> None:
        self._ground = ground
        self._numbering = ground.numbering
        self._marks = marks
        self._levels: dict[str, str] = {}

    def mark(self, root: etree._Element) -> None:
        """Puts marks for the numbers of lists that count, if anything is written more than once."""
        if not self._marks.loops:
            return
        for paragraph in root.iter(P):
            by_style = self._ground.styles.list_of(paragraph)
            if by_style is not None:
                self._mark_styled(paragraph, by_style)
            properties = paragraph.find(f"{PPR}/{W}numPr")
            number = properties.find(f"{W}numId") if properties is not None else None
            if properties is None or number is None:
                continue
            level = properties.find(f"{W}ilvl")
            name, depth = str(number.get(_VAL)), str(level.get(_VAL)) if level is not None else "0"
            if self._numbering.counts(name, depth):
                number.set(_VAL, self._mark(name, depth))

    def _mark(self, name: str, level: str, *more: str) -> str:
        self._levels[name] = min(self._levels.get(name, level), level)
        return self._marks.mark(Call(_NUMBER, (name, level, *more)))

    def _mark_styled(self, paragraph: etree._Element, by_style: StyleList) -> None:
        """A paragraph that its style puts into a list is put there itself only if the list begins anew somewhere."""
        if not self._numbering.counts(by_style.number, by_style.level):
            return
        properties = paragraph_properties(paragraph)
        by_style.indent(properties)
        place = etree.Element(f"{W}numPr")
        put_property(properties, place)
        replace_with_text(place, self._mark(by_style.number, by_style.level, _STYLED))

    def restarted(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with a call at the beginning of each pass in which a list begins anew; a list that never does
        keeps its number."""
        if not self._levels:
            return pieces
        starts: dict[int, set[str]] = {}
        _Loops(self._levels).read(pieces, starts)
        again = {name for names in starts.values() for name in names}
        out: list[Piece] = []
        for at, piece in enumerate(pieces):
            if isinstance(piece, Call) and piece.name == _NUMBER:
                out += _number(piece, str(piece.args[0]) in again)
            else:
                out.append(piece)
            out += [Call("list_again", (name, self._levels[name])) for name in sorted(starts.get(at, ()))]
        return out


def _number(call: Call, again: bool) -> list[Piece]:
    """The number of a list that begins anew somewhere, or of one that does not."""
    name, level = str(call.args[0]), str(call.args[1])
    if call.args[-1] != _STYLED:
        return [Call(_NUMBER, (name,)) if again else name]
    if not again:
        return []
    return [f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="', Call(_NUMBER, (name,)), '"/></w:numPr>']


@dataclass
class _Block:
    """A block that is being read: the place of its first tag, and how often each list has stood directly in it or in
    a loop in it; the branches of a choice count as one."""

    word: str
    at: int
    counts: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    inner: set[str] = field(default_factory=set)

    def branch(self) -> None:
        """Begins the next branch of a choice."""
        self.most = {name: max(self.most.get(name, 0), self.counts.get(name, 0)) for name in self.most | self.counts}
        self.counts = {}


class _Loops:
    def __init__(self, levels: dict[str, str]) -> None:
        self._levels = levels
        self._open: list[_Block] = []

    def read(self, pieces: list[Piece], starts: dict[int, set[str]]) -> None:
        """Notes for each loop, by the index of its tag, the lists that begin anew in its passes."""
        for at, piece in enumerate(pieces):
            if isinstance(piece, Call) and piece.name == _NUMBER and piece.args[1] == self._levels[str(piece.args[0])]:
                self._count(str(piece.args[0]), 1)
            statement = statement_of(piece)
            if statement is None:
                continue
            if statement.word in ("for", "if"):
                self._open.append(_Block(statement.word, at))
            elif statement.word in ("else", "elif") and self._open:
                self._open[-1].branch()
            elif statement.word in ("endfor", "endif") and self._open:
                self._close(self._open.pop(), starts)

    def _count(self, name: str, times: int) -> None:
        if self._open:
            counts = self._open[-1].counts
            counts[name] = counts.get(name, 0) + times

    def _close(self, block: _Block, starts: dict[int, set[str]]) -> None:
        block.branch()
        parent = self._open[-1] if self._open else None
        if block.word == "for":
            begun = {name for name, times in block.most.items() if times > 1} | block.inner
            if begun:
                starts[block.at] = begun
        if parent is not None and block.word == "for":
            parent.inner |= block.most.keys() | block.inner
        elif parent is not None:
            parent.inner |= block.inner
            for name, times in block.most.items():
                self._count(name, times)
