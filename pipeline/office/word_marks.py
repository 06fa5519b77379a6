"""Tags in a tree → marks in its text, and the text with marks → pieces of a program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.office.tags.blocks import Statement
from pipeline.office.template import Call, Piece, Tag

_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # noncharacters: XML may hold them, no text does
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")


class Marks:
    """The tags of one part, each with a mark that stands for it in the part's text."""

    def __init__(self) -> None:
        self.pieces: list[Tag | Call] = []

    def mark(self, piece: Tag | Call) -> str:
        """The mark of a new piece."""
        self.pieces.append(piece)
        return f"{_OPEN}{len(self.pieces) - 1}{_SHUT}"

    def statement(self, source: str) -> str:
        """The mark of a statement of our own."""
        return self.mark(Tag(source, statement=True))

    def again(self, text: str) -> str:
        """Text with new marks for the same pieces."""
        return _MARK.sub(lambda found: self.mark(self.pieces[int(found[1])]), text)

    @staticmethod
    def shown(text: str) -> str:
        """Text as a message shows it."""
        return _MARK.sub("{…}", text)

    def opened(self, text: str | None) -> int:
        """How many more blocks the statements in a text open than they close."""
        found = (self.pieces[int(mark)] for mark in _MARK.findall(text or ""))
        statements = (_statement(piece) for piece in found)
        return sum(s.opens - s.word.startswith("end") for s in statements if s is not None)

    @property
    def loops(self) -> bool:
        """Whether anything may be written more than once."""
        words = (s.word for s in map(_statement, self.pieces) if s is not None)
        return any(word in ("for", "macro") for word in words)

    def split(self, text: str, cleaned: Callable[[str, bool], str]) -> Iterator[Piece]:
        """Text and pieces in turn; ``cleaned(text, repeated)`` goes over each text, and knows if it is in a loop."""
        loops = 0
        for i, chunk in enumerate(_MARK.split(text)):
            if i % 2 == 0:
                if chunk:
                    yield cleaned(chunk, loops > 0)
                continue
            piece = self.pieces[int(chunk)]
            statement = _statement(piece)
            if statement is not None:
                loops += (statement.word in ("for", "macro")) - (statement.word in ("endfor", "endmacro"))
            yield piece


def _statement(piece: Tag | Call) -> Statement | None:
    return Statement(0, piece.source.strip(), "") if isinstance(piece, Tag) and piece.statement else None
