"""A sheet whose sample was filtered → the same with all rows shown: the criteria go, and what they hid comes back."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.book.reference import Area, parse_area
from pipeline.office.excel.xml import S, parse


def show_filtered(book: Book, sheet: int, root: etree._Element) -> None:
    """Shows the rows that the filters of a sheet and of its tables hide."""
    areas = list(_filtered(book, sheet, root))
    for row in root.iter(f"{S}row") if areas else ():
        number = int(row.get("r", "0"))
        if any(area.first.row < number <= area.last.row for area in areas):
            row.attrib.pop("hidden", "")


def _filtered(book: Book, sheet: int, root: etree._Element) -> Iterator[Area]:
    """The ranges with criteria."""
    tables = (parse(book.package.text(table.part)) for table in book.tables if table.sheet == sheet)
    for part in (root, *tables):
        for filter_ in part.iter(f"{S}autoFilter"):
            area = parse_area(filter_.get("ref", ""))
            if area is not None and filter_.find(f"{S}filterColumn") is not None:
                yield area
