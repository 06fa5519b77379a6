"""The parts of a workbook that hold no cells → the same, ready to be filled: no stale values, nobody's folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.office.excel.xml import MAIN, document, parse
from pipeline.office.package import CONTENT_TYPES, Member, Package, packed

_AUTHORS_PATH = re.compile(
    r"<mc:AlternateContent\b(?:(?!</mc:AlternateContent>).)*?<x15ac:absPath\b.*?</mc:AlternateContent>"
    r"|<x15ac:absPath\b[^>]*?(?:/>|>.*?</x15ac:absPath>)",
    re.DOTALL,
)
_CALCULATION = re.compile(r"<calcPr\b([^>]*?)/?>(?:</calcPr>)?")
_ON_LOAD = re.compile(r'\s(?:fullCalcOnLoad|calcCompleted|forceFullCalc)="[^"]*"')
_AFTER_CALCULATION = re.compile(
    "<(?:oleSize|customWorkbookViews|pivotCaches|smartTagPr|smartTagTypes|webPublishing|fileRecoveryPr|webPublishObjects|extLst)\\b|</workbook>"
)


_PREFIXED = re.compile(rb'<(\w+):\w+\b[^>]*?\sxmlns:\1="' + re.escape(MAIN.encode()) + rb'"')
_BEGINNING = 4_096  # bytes in which the root of a part begins


def without_prefixes(package: Package) -> Package:
    """The package with every part whose elements have a prefix (x:row, as some programs write them) in plain form."""
    changed: dict[str, Member] = {}
    for name, member in package.members.items():
        if name.startswith("xl/") and name.endswith(".xml") and _PREFIXED.search(member.data[:_BEGINNING]):
            text = package.text(name)
            found = _PREFIXED.search(text.encode("utf-8"))
            prefix = found[1].decode() if found is not None else ""
            text = re.sub(f"<(/?){prefix}:", r"<\1", text).replace(f'xmlns:{prefix}="{MAIN}"', f'xmlns="{MAIN}"', 1)
            changed[name] = packed(name, text)
    return replace(package, members={**package.members, **changed}) if changed else package


def without_authors_path(text: str) -> str:
    """The workbook part without the folder that its author saved it in."""
    return _AUTHORS_PATH.sub("", text)


def recalculating(text: str) -> str:
    """The workbook part with the order to compute everything when it is opened."""
    order = ' fullCalcOnLoad="1"'
    found = _CALCULATION.search(text)
    if found:
        return text[: found.start()] + f"<calcPr{_ON_LOAD.sub('', found[1])}{order}/>" + text[found.end() :]
    place = _AFTER_CALCULATION.search(text)
    at = place.start() if place else len(text)
    return f"{text[:at]}<calcPr{order}/>{text[at:]}"


def without_parts(package: Package, removed: Sequence[str]) -> dict[str, str]:
    """Content types and the workbook's relationships without the calculation chain and its parts."""
    changed = {}
    types = parse(package.text(CONTENT_TYPES))
    for entry in list(types):
        if entry.get("PartName", "").lstrip("/") in removed:
            types.remove(entry)
    changed[CONTENT_TYPES] = document(types)
    rels = "xl/_rels/workbook.xml.rels"
    root = parse(package.text(rels))
    for entry in list(root):
        if entry.get("Type", "").endswith("/calcChain"):
            root.remove(entry)
    changed[rels] = document(root)
    return changed


def with_defaults(text: str, types: Mapping[str, str]) -> str:
    """Content types with one for each of these endings."""
    root = parse(text)
    known = {entry.get("Extension", "").lower() for entry in root}
    for ending, content_type in types.items():
        if ending not in known:
            entry = root.makeelement(root.tag[: root.tag.index("}") + 1] + "Default", None, None)
            entry.set("Extension", ending)
            entry.set("ContentType", content_type)
            root.insert(0, entry)
    return document(root)
