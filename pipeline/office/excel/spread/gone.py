"""Parts of a sheet of which some columns are not there → the same without what stood wholly in these columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from pipeline.office.excel.book.book import Book, rels_of
from pipeline.office.excel.book.reference import parse_area
from pipeline.office.excel.xml import XDR, XM, R, S, document, parse
from pipeline.office.package import CONTENT_TYPES, Member, Package, packed

IsGone = Callable[[int, int], bool]  # from the first to the last column

_WITH_RANGES = (
    "conditionalFormatting", "dataValidation", "protectedRange", "ignoredError", "hyperlink", "mergeCell", "comment",
    "threadedComment",
)  # fmt: skip
_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_COLUMN = re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")
_KEPT = ("commentList",)  # may be empty, but has to be there


def remove_gone(root: etree._Element, is_gone: IsGone) -> None:
    """Removes what stands in columns that are gone: rules, links, comments, drawings."""
    for element in [*_ranged(root), *_anchored(root)]:
        if is_gone(*element[1:]):
            _remove(element[0])


def _ranged(root: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    for element in root.iter(etree.Element):
        text = ""
        if element.tag == f"{XM}sqref":
            text, holder = element.text or "", element.getparent()
        elif etree.QName(element).localname in _WITH_RANGES:
            text, holder = element.get("ref") or element.get("sqref") or "", element
        areas = [parse_area(word) for word in text.split()]
        found = [area for area in areas if area is not None and area.first.column]
        if found and len(found) == len(areas) and holder is not None:
            yield holder, min(area.first.column for area in found), max(area.last.column for area in found)


def _anchored(root: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    for anchor in root.iter(f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor"):
        columns = [int(text) for corner in list(anchor)[:2] if (text := corner.findtext(f"{XDR}col", "")).isdecimal()]
        if anchor.get("editAs") != "absolute" and columns:
            at_edge = len(columns) > 1 and columns[1] > columns[0] and list(anchor)[1].findtext(f"{XDR}colOff") == "0"
            yield anchor, columns[0] + 1, columns[-1] + 1 - at_edge


def _remove(element: etree._Element | None) -> None:
    """Removes an element, and what holds nothing but it."""
    parent = element.getparent() if element is not None else None
    if element is None or parent is None:
        return
    parent.remove(element)
    for counted in {"count", "manualBreakCount"} & set(map(str, parent.attrib)):
        del parent.attrib[counted]
    name = etree.QName(parent).localname
    if not len(parent) and parent.getparent() is not None and name not in _KEPT:
        _remove(parent if name != "sparklines" else parent.getparent())  # whose group has only colours beside them


def without_shapes(text: str, is_gone: IsGone) -> str:
    """VML without the boxes of comments that are gone."""

    def shape(match: re.Match[str]) -> str:
        found = _COLUMN.search(match[0])
        column = int(found[1]) + 1 if found else 0
        return "" if column and is_gone(column, column) else match[0]

    return _SHAPE.sub(shape, text)


def without_orphans(package: Package, drawings: Iterable[str]) -> Package:
    """The package without what these drawings no longer show, unless something else is related to it."""
    members = dict(package.members)
    for part in drawings:
        used = {str(value) for e in parse(package.text(part)).iter(etree.Element) for value in _relations_of(e)}
        rels = rels_of(part)
        if rels not in members:
            continue
        root = parse(package.text(rels))
        unused = [entry for entry in root if entry.get("Id") not in used]
        for entry in unused:
            root.remove(entry)
        if unused:
            members[rels] = packed(rels, document(root))
    before = _reachable(package.members, package.name)
    gone = before - _reachable(members, package.name)
    return Package(_without(members, gone), package.name)


def _relations_of(element: etree._Element) -> list[str]:
    return [str(value) for name, value in element.attrib.items() if str(name).startswith(R)]


def _reachable(members: dict[str, Member], name: str) -> set[str]:
    """The parts that some other part is related to."""
    book = Book(Package(members, name), etree.Element(f"{S}workbook"), [])
    found: set[str] = set()
    rest = [part for part in members if part.startswith("xl/drawings/") and part.endswith(".xml")]
    while rest:
        below = {target for _, _, target in book.relations(rest.pop())} - found
        found |= below
        rest += below
    return found


def _without(members: dict[str, Member], gone: set[str]) -> dict[str, Member]:
    if not gone:
        return members
    types = parse(members[CONTENT_TYPES].data.decode("utf-8-sig"))
    for entry in [e for e in types if e.get("PartName", "").lstrip("/") in gone]:
        types.remove(entry)
    left = {name: member for name, member in members.items() if name not in gone | set(map(rels_of, gone))}
    return {**left, CONTENT_TYPES: packed(CONTENT_TYPES, document(types))}
