"""The text of a page or a calendar file → the pieces of a program: texts, and tags with their places and writers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.office.tags.scan import Found, scan, unescaped
from pipeline.office.template import Piece, Program, Tag
from pipeline.problems import Place, Problem, Stop, problem

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INDENT = re.compile(r"[ \t]*\Z")


@dataclass
class TextTemplate:
    """A compiled template whose document is plain text in UTF-8."""

    name: str
    program: Program
    problems: Sequence[Problem]
    controls: Sequence[str] = ()

    def names(self) -> dict[str, Any]:
        """The code names that it needs of the facts, nested, items of lists under "[]"."""
        return self.program.names()

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        return self.program.places

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The document in UTF-8. Raises Stop with the problems of the template or of these facts."""
        return self.written(facts).encode("utf-8")

    def written(self, facts: Mapping[str, Any]) -> str:
        """Its text. Raises Stop with the problems of the template or of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        return self.program.render(facts)


def decoded(data: bytes, name: str) -> str:
    """The text of these bytes, its lines ended by \n; raises Stop (WD110) when they are no UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Stop(problem("WD110", Place(file=name))) from None


def pieces(text: str, file: str, problems: list[Problem], writer: Callable[[str], str]) -> Iterator[Piece]:
    """The texts and tags of the file in their order; ``writer`` tells from what stands before a tag (tags in it
    blanked) what writes its value. What begins like a tag and never ends is added to the problems."""
    found = scan(text)
    blanked = _without_tags(text, found.tags)
    for at in found.unclosed:
        problems.append(problem("WD103", place_of(text, at, file), text[at : at + 24], open="{_{"))
    at = 0
    for tag in found.tags:
        before, end = _around(text, at, tag)
        yield unescaped(before)
        at = end
        if tag.form != "#":
            typed = text[tag.start : tag.end]
            yield Tag(tag.source, typed, place_of(text, tag.start, file), tag.form == "%", writer(blanked[: tag.start]))
    yield unescaped(text[at:])


def place_of(text: str, at: int, file: str) -> Place:
    """The line of the file in which this character stands."""
    return Place(file=file, row=text.count("\n", 0, at) + 1)


def _without_tags(text: str, tags: list[Found]) -> str:
    """The text with spaces where tags stand, so that a > in a tag closes no element."""
    chunks: list[str] = []
    at = 0
    for tag in tags:
        chunks += [text[at : tag.start], " " * (tag.end - tag.start)]
        at = tag.end
    return "".join(chunks) + text[at:]


def _around(text: str, at: int, tag: Found) -> tuple[str, int]:
    """The text before a tag and where the text after it begins; a line that holds only a statement goes whole."""
    before = text[at : tag.start]
    indent = _INDENT.search(before)
    alone = text[tag.end : tag.end + 1] == "\n" and (before.rstrip(" \t").endswith("\n") or not before.strip(" \t"))
    if tag.form == "{" or not alone or indent is None:
        return before, tag.end
    return before[: indent.start()], tag.end + 1
