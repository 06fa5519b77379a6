"""Tags in a tree → marks in its text, and the text with marks → pieces of a program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipeline.office.tags.blocks import Statement
from pipeline.office.tags.scan import Found
from pipeline.office.template import Piece, Tag

_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # noncharacters: XML may hold them, no text does
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")


class Marks:
    """The tags of one part, each with a mark that stands for it in the part's text."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def mark(self, piece: Piece) -> str:
        """The mark of a new piece."""
        self.pieces.append(piece)
        return f"{_OPEN}{len(self.pieces) - 1}{_SHUT}"

    def statement(self, source: str) -> str:
        """The mark of a statement of our own."""
        return self.mark(Tag(source, statement=True))

    def found(self, text: str | None) -> list[Piece]:
        """The pieces that a text has marks for."""
        return [self.pieces[int(mark)] for mark in _MARK.findall(text or "")]

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
        statements = (statement_of(piece) for piece in found)
        return sum(s.opens - s.word.startswith("end") for s in statements if s is not None)

    def within(self, texts: Iterable[str | None]) -> bool:
        """Whether there are tags in these texts, and every block that begins in them ends in them."""
        known = [text for text in texts if text]
        return any(map(_MARK.search, known)) and sum(map(self.opened, known)) == 0

    @property
    def loops(self) -> bool:
        """Whether anything may be written more than once."""
        words = (s.word for s in map(statement_of, self.pieces) if s is not None)
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
            statement = statement_of(piece)
            if statement is not None:
                loops += (statement.word in ("for", "macro")) - (statement.word in ("endfor", "endmacro"))
            yield piece


def statement_of(piece: Piece) -> Statement | None:
    """The statement that a piece is."""
    return Statement(0, piece.source.strip(), "") if isinstance(piece, Tag) and piece.statement else None


def put(texts: list[str], tag: Found, sentinel: str) -> None:
    """Replaces a tag's span, which may run over several texts, by its mark in the first."""
    start = 0
    for i, text in enumerate(texts):
        end = start + len(text)
        if start <= tag.start < end:
            texts[i] = text[: tag.start - start] + sentinel + text[tag.end - start :]
        elif tag.start < start < tag.end:
            texts[i] = text[tag.end - start :]
        start = end
