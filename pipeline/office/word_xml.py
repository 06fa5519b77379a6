"""WordprocessingML names, and elements as the text that a program writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
P, R, T, TBL, TR, TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
PPR, RPR, SECTPR = f"{W}pPr", f"{W}rPr", f"{W}sectPr"
_DROPPED = {f"{W}{name}" for name in ("proofErr", "lastRenderedPageBreak")}
_DECLARATION = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')
_RSID = re.compile(r"^\{[^}]*\}(?:rsid\w*)$")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def parse(text: str) -> etree._Element:
    """The tree of an XML part. Raises etree.XMLSyntaxError."""
    return etree.fromstring(text.encode("utf-8"), _PARSER)


def clean(root: etree._Element) -> None:
    """Drops spelling marks, old page breaks and revision-save ids: they split tags and mean nothing in a copy."""
    for element in list(root.iter(*_DROPPED)):
        remove(element)
    for element in root.iter(TBL, TR):
        for part in (element, *element):
            text = part.text if part is element else part.tail
            if text and not text.strip():  # indentation: would make an emptied table look filled
                _set_text(part, part is element)
    for element in root.iter(etree.Element):
        for name in [key for key in element.attrib if _RSID.match(str(key))]:
            del element.attrib[name]


def _set_text(element: etree._Element, inside: bool) -> None:
    if inside:
        element.text = None
    else:
        element.tail = None


def remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def replace_with_text(element: etree._Element, text: str) -> None:
    """Puts text where an element stood."""
    element.tail = text + (element.tail or "")
    remove(element)


def wrap_children(parent: etree._Element, first: int, before: str, after: str) -> None:
    """Puts text before the child number ``first`` and after the last child."""
    if first:
        previous = parent[first - 1]
        previous.tail = before + (previous.tail or "")
    else:
        parent.text = before + (parent.text or "")
    if len(parent) and first < len(parent):
        parent[-1].tail = (parent[-1].tail or "") + after
    elif first:
        parent[first - 1].tail = (parent[first - 1].tail or "") + after
    else:
        parent.text = (parent.text or "") + after


def own(paragraph: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these names in a paragraph, without those of paragraphs in its text boxes."""
    for child in paragraph:
        if child.tag == P or not isinstance(child.tag, str):
            continue
        if child.tag in tags:
            yield child
        else:
            yield from own(child, *tags)


def ancestor(element: etree._Element, tag: str) -> etree._Element | None:
    """The nearest enclosing element of that name."""
    return next(element.iterancestors(tag), None)


def markup(element: etree._Element | None) -> str:
    """An element's XML without namespace declarations, as it reads inside its part; of None: nothing."""
    if element is None:
        return ""
    tail, element.tail = element.tail, None
    text = etree.tostring(element, encoding="unicode")
    element.tail = tail
    return _DECLARATION.sub("", text)
