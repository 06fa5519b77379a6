"""Names and order of SpreadsheetML elements, as marking needs them; bytes of a part ↔ its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from pipeline.problems import column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# The children of a worksheet in the schema's order, as far as anything is inserted before them.
_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
_PLACE = {name: position for position, name in enumerate(_ORDER)}
_CELL = re.compile(r"([A-Z]+)(\d+)$")
Element = Any  # lxml's own class has no public name that stubs agree on


def parsed(data: bytes) -> Element:
    """The root element; entities are not resolved, the network is not asked."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def written(root: Element) -> bytes:
    """The bytes of a part, with the declaration that Office writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def main(name: str) -> str:
    """An element's name in the main namespace."""
    return f"{{{MAIN}}}{name}"


def insert(sheet: Element, child: Element) -> None:
    """Put a child of a worksheet where the schema wants it, behind its equals."""
    position = _PLACE[etree.QName(child).localname]
    for index, other in enumerate(sheet):
        name = etree.QName(other).localname if isinstance(other.tag, str) else ""
        if _PLACE.get(name, -1) > position:
            sheet.insert(index, child)
            return
    sheet.append(child)


def address(row: int, column: int) -> str:
    """(3, 2) → B3."""
    return f"{column_letters(column)}{row}"


def row_and_column(reference: str) -> tuple[int, int]:
    """B3 → (3, 2); (0, 0) for what is no cell."""
    found = _CELL.match(reference)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def cells(row: Element) -> Iterable[tuple[int, Element]]:
    """A row's cells with their column; cells without a reference follow the one before them."""
    column = 0
    for cell in row.iterchildren(main("c")):
        column = row_and_column(cell.get("r", ""))[1] or column + 1
        yield column, cell


def rows(sheet: Element) -> Iterable[tuple[int, Element]]:
    """The rows of a sheet with their number."""
    number = 0
    data = sheet.find(main("sheetData"))
    for row in data.iterchildren(main("row")) if data is not None else ():
        number = int(row.get("r") or number + 1)
        yield number, row
