"""Spreadsheet XML → elements, and elements with marks in them → the pieces between the marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from pipeline.office import markup

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S = f"{{{MAIN}}}"
R = f"{{{RELATIONS}}}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # noncharacters: XML may hold them, no text does
_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_DECLARED = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_NOT_HERE = str.maketrans("", "", "\a\f")  # what Word's texts use as signs, and XML cannot hold
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


def escaped(text: str) -> str:
    """Text as XML holds it; what XML cannot hold at all is dropped."""
    return markup.escaped(text.translate(_NOT_HERE) if "\a" in text or "\f" in text else text)


def parse(text: str) -> etree._Element:
    """The root element of a part, without the characters that marks are made of. What its declaration says of its
    coding no longer holds: it is text."""
    text = _DECLARED.sub("", text, count=1)
    if _OPEN in text or _SHUT in text:
        text = text.replace(_OPEN, "").replace(_SHUT, "")
    return etree.fromstring(text.encode("utf-8"), _PARSER)


def document(root: etree._Element) -> str:
    """A part's text with its declaration."""
    return DECLARATION + etree.tostring(root, encoding="unicode")


def inner(element: etree._Element) -> str:
    """An element's markup within its part, without the namespace declarations that the part's root has."""
    return _NAMESPACES.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def declarations(element: etree._Element) -> str:
    """The namespaces that only an element itself declares, as some programs have it, as markup."""
    parent = element.getparent()
    around = parent.nsmap if parent is not None else {}
    own = [(prefix, uri) for prefix, uri in element.nsmap.items() if around.get(prefix) != uri]
    return "".join(f' xmlns{f":{prefix}" if prefix else ""}="{quoted_attribute(uri)}"' for prefix, uri in own)


def attributes(element: etree._Element, without: tuple[str, ...] = ()) -> str:
    """An element's attributes as markup, in its order, prefixes as the part has them."""
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items()}
    parts = [declarations(element)]
    for name, value in element.attrib.items():
        if name in without:
            continue
        uri, _, local = str(name)[1:].rpartition("}") if str(name).startswith("{") else ("", "", str(name))
        label = f"{prefixes[uri]}:{local}" if uri else local
        parts.append(f' {label}="{quoted_attribute(str(value))}"')
    return "".join(parts)


def quoted_attribute(value: str) -> str:
    """Text as an attribute holds it."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return value.replace("\n", "&#10;").replace("\t", "&#9;")


class Marks:
    """Things that are put into XML as marks, to be found again in its text."""

    def __init__(self) -> None:
        self.things: list[Any] = []

    def put(self, thing: Any) -> str:
        """The mark of a thing, to stand in a text or an attribute."""
        self.things.append(thing)
        return f"{_OPEN}{len(self.things) - 1}{_SHUT}"

    def holds(self, text: str) -> bool:
        """Whether there is a mark in a text."""
        return _OPEN in text

    def split(self, text: str) -> Sequence[Any]:
        """The texts and things of some markup in turn, beginning and ending with a text."""
        return [self.things[int(chunk)] if i % 2 else chunk for i, chunk in enumerate(_MARK.split(text))]
