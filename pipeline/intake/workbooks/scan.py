"""Looks through a package before anything in it is read: its limits, its sheets and what they share."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from pipeline.intake.workbooks.parts import DTD, UTF16, Parts
from pipeline.problems import Place, Problem, Stop, problem

MAX_SHEETS = 1_000
MAX_MEMBERS = 5_000
MAX_INFLATED = 600_000_000
MAX_RATIO = 400  # a real sheet of equal rows packs about 100:1; a bomb 1,000:1
MAX_TEXT = 40_000_000  # shared strings, comments: whatever is not a sheet
SHEETS = "/worksheets/"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class SheetPart(NamedTuple):
    """A worksheet of a workbook: its name, the part that holds it, whether people see it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """A workbook's sheets in their order, the part of its texts ('' for none), whether its days count from 1904."""

    sheets: Collection[SheetPart]
    strings: str
    from_1904: bool


def check_members(package: Parts, file: str, sheets: str = SHEETS, streamed: bool = False) -> None:
    """Raise Stop where the package has too many parts, too big ones, or one with a DTD.

    ``sheets``: what the names of those parts have in them that hold cells and may be bigger than all others;
    ``streamed``: their reader looks for a DTD itself.
    """
    members = list(package.members.values())
    if len(members) > MAX_MEMBERS:
        raise Stop(_too_big(file, f"{len(members)} parts", str(MAX_MEMBERS)))
    if (inflated := sum(m.file_size for m in members)) > MAX_INFLATED:
        raise Stop(_too_big(file, f"{inflated // 1_000_000} MB", f"{MAX_INFLATED // 1_000_000} MB"))
    texts = [member for member in members if member.filename.endswith((".xml", ".rels", ".vml"))]
    for member in texts:
        packed = member.file_size > 5_000_000 and member.file_size > MAX_RATIO * max(member.compress_size, 1)
        if packed or (member.file_size > MAX_TEXT and sheets not in member.filename):
            size = f"{member.filename} {member.file_size // 1_000_000} MB"
            raise Stop(_too_big(file, size, f"{MAX_TEXT // 1_000_000} MB"))
    for member in texts:
        if streamed and sheets in member.filename:
            continue
        content = package.read(member.filename)
        if DTD.search(content.replace(b"\x00", b"") if content[:2] in UTF16 else content):
            raise Stop(problem("IN007", Place(file=file), member.filename))


def check_sheets(book: Book, file: str) -> None:
    """Raise Stop where there are more sheets than people make: each may name the same part, and costs a read."""
    if len(book.sheets) > MAX_SHEETS:
        raise Stop(_too_big(file, f"{len(book.sheets)} sheets", str(MAX_SHEETS)))


def _too_big(file: str, found: str, limit: str) -> Problem:
    return problem("IN006", Place(file=file), found, limit=limit)


def workbook(package: Parts) -> Book:
    """What the workbook part says, and its own relationships."""
    main = next((n for n in ("xl/workbook.xml", *package.members) if n.endswith("workbook.xml") and n in package), "")
    folder, name = posixpath.split(main)
    targets: dict[str, str] = {}
    strings = ""
    for relation in _parse(package.read(f"{folder}/_rels/{name}.rels")):
        kind, part = str(relation.get("Type")), _part(folder, str(relation.get("Target")))
        if kind.endswith("/worksheet"):
            targets[str(relation.get("Id"))] = part
        elif kind.endswith("/sharedStrings") and part in package:
            strings = part
    root = _parse(package.read(main))
    sheets = []
    for sheet in root.iter("{*}sheet"):
        part = targets.get(str(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)), "")
        if part in package:
            sheets.append(SheetPart(str(sheet.get("name")), part, sheet.get("state") in ("hidden", "veryHidden")))
    settings = next(root.iter("{*}workbookPr"), None)
    return Book(sheets, strings, settings is not None and settings.get("date1904") in ("1", "true"))


def _part(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
