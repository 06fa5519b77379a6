"""Tags in a workbook outside its cells (headers, footers, chart titles, text boxes, properties) → marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import has_brace
from pipeline.office.excel.xml import A, Marks, S, escaped
from pipeline.office.tags.scan import scan, unescaped
from pipeline.office.template import Tag, Writer, write_value
from pipeline.problems import Place, Problem, problem

_PAGE_ENDS = tuple(f"{S}{which}{end}" for which in ("odd", "even", "first") for end in ("Header", "Footer"))
_TEXTS = (f"{A}t", f"{S}t", *_PAGE_ENDS)
_PROPERTY = re.compile(r"(?<=>)([^<]*[{｛][^<]*)(?=<)")


def plain_writer(format: str) -> Writer:
    """Writes a value as text."""
    return lambda value: escaped(write_value(value, format))


def header_writer(format: str) -> Writer:
    """Writes a value into a page header or footer, where & begins a code."""
    return lambda value: escaped(write_value(value, format).replace("&", "&&"))


WRITERS = {"plain": plain_writer, "header": header_writer}


def mark_texts(root: etree._Element, marks: Marks, place: Place, problems: list[Problem]) -> None:
    """Tags in page headers and footers, text boxes, chart titles and comments as marks."""
    for element in root.iter(*_TEXTS):
        in_cell = element.tag == f"{S}t" and next(element.iterancestors(f"{S}c"), None) is not None
        if has_brace(element.text or "") and not in_cell:
            writer = "header" if element.tag in _PAGE_ENDS else "plain"
            pieces = list(_tagged(element.text or "", writer, place, problems))
            if any(isinstance(piece, Tag) for piece in pieces):
                element.text = "".join(p if isinstance(p, str) else marks.put(p) for p in pieces)


def property_pieces(text: str, place: Place, problems: list[Problem]) -> list[Any]:
    """The core properties as texts and tags."""
    pieces: list[Any] = []
    for i, chunk in enumerate(_PROPERTY.split(text)):
        if i % 2 == 0:
            pieces.append(chunk)
        else:
            tagged = _tagged(unescape(chunk), "plain", place, problems)
            pieces += [escaped(piece) if isinstance(piece, str) else piece for piece in tagged]
    return pieces


def _tagged(text: str, writer: str, place: Place, problems: list[Problem]) -> Iterator[str | Tag]:
    found = scan(text)
    problems += [problem("XL104", place, text[at : at + 24]) for at in (*found.unclosed, *found.stray)]
    at = 0
    for tag in found.tags:
        yield unescaped(text[at : tag.start])
        typed = text[tag.start : tag.end]
        if tag.scope:
            problems.append(problem("XL103", place, typed))
        elif tag.form != "#":
            yield Tag(tag.source, typed, place, tag.form == "%", writer, f"text {place}")
        at = tag.end
    yield unescaped(text[at:])
