"""Looks through an .xlsx package before any reader does: its limits, its sheets, the cells a reader would blank."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.canonical import Canonical, canonical, column_number
from pipeline.intake.workbooks.parts import DAMAGED, Parts
from pipeline.intake.workbooks.pictures import picture_numbers
from pipeline.problems import Place, Problem, Stop, column_letters, problem

MAX_MEMBERS = 5_000
MAX_INFLATED = 600_000_000
MAX_RATIO = 400  # a real sheet of equal rows packs about 100:1; a bomb 1,000:1
MAX_CELLS = 4_000_000
MAX_MERGES = 100_000
MAX_TEXT = 40_000_000  # shared strings, comments: whatever is not a sheet
_SPARSE_AREA = 1_000_000  # above this a used range must be filled to a fair part
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\sr="(\d+)"[^>]*?\shidden="(?:1|true)"')
_ROWS = re.compile(rb'<c r="[A-Z]+(\d+)"')
_ROW_NUMBERS = re.compile(rb'<row\b[^>]*?\sr="(\d+)"')
_ERROR = re.compile(rb'<c\b([^>]*?\st="e"[^>]*)>(?:\s*<f\b[^>]*?(?:/>|>[^<]*</f>))?\s*<v>([^<]*)</v>')
_UNSTORED = re.compile(rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_REF = re.compile(rb'\sr="([A-Z]{1,3})(\d+)"')
_VALUE_METADATA = re.compile(rb'\svm="(\d+)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class SheetScan:
    """What a sheet's XML says: its part, whether people see it, how far it reaches and its unreadable cells."""

    name: str
    part: str
    hidden: bool
    rows: int = 0
    columns: int = 0
    cells: int = 0
    odd: bool = False
    bad: Mapping[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()

    @property
    def sparse(self) -> bool:
        """Whether the reader is to be given it closed up: it would waste memory, or see what the scan did not."""
        area = self.rows * self.columns
        return self.odd or (area > _SPARSE_AREA and area > 8 * max(self.cells, 1))


def scan(package: Parts, file: str) -> list[SheetScan]:
    """Every worksheet of the package in the workbook's order; raises Stop where the package is not to be trusted."""
    try:
        check_members(package, file)
        pictures = picture_numbers(package)
        return [_scan_sheet(package, *sheet, file, pictures) for sheet in _sheets(package, file)]
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
    except etree.LxmlError:
        raise Stop(problem("IN004", Place(file=file), "XML")) from None


def check_members(package: Parts, file: str, sheets: str = "/worksheets/") -> None:
    """Raise Stop where the package has too many parts, too big ones, or one with a DTD.

    ``sheets``: what the names of those parts have in them that hold cells and may be bigger than all others.
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
        content = package.read(member.filename)
        if DTD.search(content.replace(b"\x00", b"") if content[:2] in _UTF16 else content):
            raise Stop(problem("IN007", Place(file=file), member.filename))


def _too_big(file: str, found: str, limit: str) -> Problem:
    return problem("IN006", Place(file=file), found, limit=limit)


def _sheets(package: Parts, file: str) -> Iterator[tuple[str, str, bool]]:
    """Name, part and hidden of each worksheet, by the workbook's own relationships."""
    main = next(
        (n for n in ("xl/workbook.xml", *package.members) if n.endswith("workbook.xml") and n in package),
        "",
    )
    folder, name = posixpath.split(main)
    targets = {
        str(relation.get("Id")): _part(folder, str(relation.get("Target")))
        for relation in _parse(package.read(f"{folder}/_rels/{name}.rels"))
        if str(relation.get("Type")).endswith("/worksheet")
    }
    for sheet in _parse(package.read(main)).iter("{*}sheet"):
        part = targets.get(str(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)))
        if part in package:
            yield str(sheet.get("name")), str(part), sheet.get("state") in ("hidden", "veryHidden")


def _part(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _parse(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def sheet_xml(package: Parts, part: str) -> Canonical:
    """A sheet's XML in its canonical form."""
    xml = package.read(part)
    if xml[:2] in _UTF16:
        return canonical(xml.decode("utf-16").split("?>", 1)[-1].encode())._replace(odd=True)
    return canonical(xml)


def _scan_sheet(package: Parts, name: str, part: str, hidden: bool, file: str, pictures: Collection[str]) -> SheetScan:
    xml, odd, letters = sheet_xml(package, part)
    cells = len(letters)
    for what, count, limit in (("cells", cells, MAX_CELLS), ("merged", xml.count(b"<mergeCell "), MAX_MERGES)):
        if count > limit:
            raise Stop(problem("IN006", Place(file, name), f"{count} {what}", limit=str(limit)))
    rows = _last_row(xml, cells)
    columns = max(map(column_number, set(letters)), default=0)
    hidden_rows = frozenset(map(int, _HIDDEN_ROW.findall(xml))) if b'hidden="' in xml else frozenset()
    bad = dict(_bad_cells(xml, pictures))
    return SheetScan(name, part, hidden, rows, columns, cells, odd, bad, hidden_rows)


def _last_row(xml: bytes, cells: int) -> int:
    """The last row that the sheet reaches: as its rows say, unless a cell in one of them claims a much later one."""
    many = xml.count(b"<row") > cells  # most of them blank: the cells are quicker to look through
    last = 0 if many else max(map(int, _ROW_NUMBERS.findall(xml)), default=0)
    if re.search(rb'<c r="[A-Z]+\d{%d}' % (len(str(last)) + (last > 0)), xml):
        last = max(map(int, set(_ROWS.findall(xml))), default=0)
    return last


def _bad_cells(xml: bytes, pictures: Collection[str]) -> Iterator[tuple[tuple[int, int], Bad]]:
    """Row and column of each error cell and each formula that has no stored value; a picture in a cell is neither."""
    if b't="e"' in xml:
        for found in _ERROR.finditer(xml):
            shown = _VALUE_METADATA.search(found[1]) if pictures else None
            if (ref := _REF.search(found[1])) and not (shown and shown[1].decode() in pictures):
                yield (int(ref[2]), column_number(ref[1])), Bad("IN202", found[2].decode("utf-8", "replace"))
    if b"<f" in xml:
        for found in _UNSTORED.finditer(xml):
            ref = _REF.search(found[1])
            # a formula that gives empty text has an empty <v> of type str; DISPIMG is a picture of WPS
            if ref and b't="str"' not in found[1] and b"DISPIMG(" not in found[0]:
                cell = f"{column_letters(column_number(ref[1]))}{int(ref[2])}"
                yield (int(ref[2]), column_number(ref[1])), Bad("IN203", f"={cell}")
