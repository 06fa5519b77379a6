"""Bytes of an .html template → a template that renders facts into bytes of a page, every value escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.office.markup import seen_address
from pipeline.office.tags.scan import Found, scan, unescaped
from pipeline.office.template import (
    Filters,
    Formats,
    Fragment,
    Names,
    Piece,
    Program,
    Tag,
    compile_program,
    write_value,
)
from pipeline.problems import Place, Problem, Stop, problem

_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|src|action)\s*=\s*["']?[^"'<>=]*$""", re.IGNORECASE)
_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_INDENT = re.compile(r"[ \t]*$")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass
class PageTemplate:
    """A compiled page."""

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
        """The page in UTF-8. Raises Stop with the problems of the template or of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        return self.program.render(facts).encode("utf-8")


def compile_page(
    data: bytes, *, name: str = "page.html", names: Names, formats: Formats, filters: Filters | None = None
) -> PageTemplate:
    """The page template in these bytes (UTF-8), compiled. Raises Stop when they are no UTF-8 text."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Stop(problem("WD110", Place(file=name))) from None
    problems: list[Problem] = []
    pieces = list(_pieces(text, name, problems))
    writers = {"text": _text_writer, "attribute": _attribute_writer, "address": _address_writer}
    program = compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)
    return PageTemplate(name, program, [*problems, *program.problems])


def _pieces(text: str, file: str, problems: list[Problem]) -> Iterator[Piece]:
    scripts = [match.span() for match in _SCRIPT.finditer(text)]
    found = scan(text)
    markup = _without_tags(text, found.tags)
    for at in found.unclosed:
        problems.append(problem("WD103", _place(text, at, file), text[at : at + 24], open="{_{"))
    at = 0
    for tag in found.tags:
        typed = text[tag.start : tag.end]
        place = _place(text, tag.start, file)
        if any(start < tag.start < end for start, end in scripts):
            problems.append(problem("WD111", place, typed))
        before, end = _around(text, at, tag)
        yield unescaped(before)
        at = end
        if tag.form != "#":
            yield Tag(tag.source, typed, place, tag.form == "%", _writer(markup[: tag.start]))
    yield unescaped(text[at:])


def _without_tags(text: str, tags: list[Found]) -> str:
    """The text with spaces where tags stand, so that a > in a tag closes no element."""
    chunks: list[str] = []
    at = 0
    for tag in tags:
        chunks += [text[at : tag.start], " " * (tag.end - tag.start)]
        at = tag.end
    return "".join(chunks) + text[at:]


def _writer(before: str) -> str:
    """Which writer fits after this markup: inside an element's tag an attribute's, else the text's."""
    opened = before.rfind("<")
    if before.rfind(">") > opened or opened < 0:
        return "text"
    return "address" if _ADDRESS.search(before, opened) else "attribute"


def _around(text: str, at: int, tag: Found) -> tuple[str, int]:
    """The text before a tag and where the text after it begins; a line that holds only a statement goes whole."""
    before = text[at : tag.start]
    indent = _INDENT.search(before)
    alone = text[tag.end : tag.end + 1] == "\n" and (before.rstrip(" \t").endswith("\n") or not before.strip(" \t"))
    if tag.form == "{" or not alone or indent is None:
        return before, tag.end
    return before[: indent.start()], tag.end + 1


def _place(text: str, at: int, file: str) -> Place:
    return Place(file=file, row=text.count("\n", 0, at) + 1)


_COMPUTED = frozenset({"number", "figure"})  # what an expression gives: in an attribute a length, so a blank is 0


def _text_writer(format: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if isinstance(value, Fragment):
            return value
        return escape(_CONTROL.sub("", write_value(value, format)))

    return write


def _attribute_writer(format: str) -> Callable[[Any], str]:
    """In attributes numbers carry no thousands separators, for they are lengths and coordinates."""
    text = _text_writer(format)

    def write(value: Any) -> str:
        if value is None and format in _COMPUTED:
            return "0"
        written = text(value)
        return written.replace(",", "") if isinstance(value, int | float) else written

    return write


def _address_writer(format: str) -> Callable[[Any], str]:
    """An address that would run code is not written."""
    text = _text_writer(format)

    def write(value: Any) -> str:
        written = text(value)
        return "#" if _ACTIVE.match(seen_address(written)) else written

    return write
