"""WordprocessingML names, and elements as the text that a program writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
P, R, T, TBL, TR, TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
PPR, RPR, SECTPR = f"{W}pPr", f"{W}rPr", f"{W}sectPr"
_DROPPED = {f"{W}{name}" for name in ("proofErr", "lastRenderedPageBreak")}
_DECLARATION = re.compile(r' xmlns(?::([\w.-]+))?="([^"]*)"')
_RSID = re.compile(r"^\{[^}]*\}(?:rsid\w*)$")
_PROLOG = re.compile(r"\s*<\?xml\b[^>]*\?>")  # what it says of the encoding was true of the bytes
_MARKS = re.compile("[\ufdd0\ufdd1]|&#(?:0*6497[67]|x0*fdd[01]);", re.IGNORECASE)  # what Marks stand for tags with
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def parse(text: str) -> etree._Element:
    """The tree of an XML part. Raises etree.XMLSyntaxError."""
    return etree.fromstring(_MARKS.sub("", _PROLOG.sub("", text, 1)).encode("utf-8"), _PARSER)


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


def unwrap(element: etree._Element) -> None:
    """Puts an element's content in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    remove(element)


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


def put_before(element: etree._Element, text: str) -> None:
    """Puts text before an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


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


# CT_PPr as far as we put something in: what stands before numPr, then up to ind.
_BEFORE = {
    "pageBreakBefore": ("pStyle", "keepNext", "keepLines"),
    "numPr": ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"),
    "ind": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
        "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
        "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing",
    ),
}  # fmt: skip


def paragraph_properties(paragraph: etree._Element) -> etree._Element:
    """The properties of a paragraph, which gets some if it has none."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = etree.Element(PPR)
        properties.tail, paragraph.text = paragraph.text, None
        paragraph.insert(0, properties)
    return properties


def put_property(properties: etree._Element, element: etree._Element) -> None:
    """Puts an element into a paragraph's properties where the schema has it."""
    before = _BEFORE[str(element.tag).removeprefix(W)]
    at = sum(1 for child in properties if str(child.tag).removeprefix(W) in before)
    properties.insert(at, element)


def parent_tag(element: etree._Element) -> object:
    """The name of the element around one."""
    parent = element.getparent()
    return parent.tag if parent is not None else None


def ancestor(element: etree._Element, tag: str) -> etree._Element | None:
    """The nearest enclosing element of that name."""
    return next(element.iterancestors(tag), None)


def whole_number(element: etree._Element, name: str) -> int:
    """The whole number in an attribute of this name, with w: or without; 0 for what is none."""
    try:
        return int(float(element.get(f"{W}{name}", element.get(name, "0"))))
    except (ValueError, OverflowError):
        return 0


def markup(element: etree._Element | None, declared: Mapping[str | None, str] | None = None) -> str:
    """An element's XML as it reads inside a part whose root declares these namespaces (None: inside its own part);
    of None: nothing."""
    if element is None:
        return ""
    known = element.getroottree().getroot().nsmap if declared is None else declared
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return _DECLARATION.sub(lambda found: "" if known.get(found[1]) == found[2] else found[0], text)
