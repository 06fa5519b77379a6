"""Bytes of an .html template → a template that renders facts into bytes of a page, every value escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from pipeline.office.markup import seen_address
from pipeline.office.plain_text import CONTROL, TextTemplate, decoded, pieces, place_of
from pipeline.office.tags.scan import scan
from pipeline.office.template import Filters, Formats, Fragment, Names, compile_program, write_value
from pipeline.problems import Problem, problem

_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|src|action)\s*=\s*["']?[^"'<>=]*$""", re.IGNORECASE)
_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


def compile_page(
    data: bytes, *, name: str = "page.html", names: Names, formats: Formats, filters: Filters | None = None
) -> TextTemplate:
    """The page template in these bytes (UTF-8), compiled. Raises Stop when they are no UTF-8 text."""
    text = decoded(data, name)
    problems = list(_in_scripts(text, name))
    writers = {"text": _text_writer, "attribute": _attribute_writer, "address": _address_writer}
    found = list(pieces(text, name, problems, _writer))
    program = compile_program(found, names=names, formats=formats, filters=filters, writers=writers)
    return TextTemplate(name, program, [*problems, *program.problems])


def _in_scripts(text: str, file: str) -> Iterator[Problem]:
    """Tags in scripts: data are not written into code."""
    scripts = [match.span() for match in _SCRIPT.finditer(text)]
    for tag in scan(text).tags:
        if any(start < tag.start < end for start, end in scripts):
            yield problem("WD111", place_of(text, tag.start, file), text[tag.start : tag.end])


def _writer(before: str) -> str:
    """Which writer fits after this markup: inside an element's tag an attribute's, else the text's."""
    opened = before.rfind("<")
    if before.rfind(">") > opened or opened < 0:
        return "text"
    return "address" if _ADDRESS.search(before, opened) else "attribute"


_COMPUTED = frozenset({"number", "figure"})  # what an expression gives: in an attribute a length, so a blank is 0


def _text_writer(format: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if isinstance(value, Fragment):
            return value
        return escape(CONTROL.sub("", write_value(value, format)))

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
