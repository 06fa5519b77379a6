"""A worksheet's tree and its marks → the same tree with red cells and a column of problems, or without those."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from lxml import etree

from pipeline.intake.marking.marks import AUTHOR, HEADER
from pipeline.intake.marking.xml import Element, address, cells, insert, main, row_and_column, rows

RULE = f'N("{AUTHOR}")=0'  # always true, and nobody else's: the red of a mark is a rule, so no cell loses its style
_LAST_COLUMN = 16_384
_WIDTH = "60"


def unmark(sheet: Element, header_strings: Collection[str]) -> None:
    """Take away what an earlier run put into the sheet; ``header_strings``: shared strings that are our header."""
    for block in sheet.findall(main("conditionalFormatting")):
        for rule in block.findall(main("cfRule")):
            if rule.findtext(main("formula")) == RULE:
                block.remove(rule)
                _shift(sheet, -1)
        if not len(block):
            sheet.remove(block)
    column = next((c for _, row in rows(sheet) for c, cell in cells(row) if _is_header(cell, header_strings)), 0)
    if not column:
        return
    for _, row in rows(sheet):
        for at, cell in list(cells(row)):
            if at == column:
                row.remove(cell)
    _drop_filter(sheet, column)
    _drop_width(sheet, column)


def _is_header(cell: Element, header_strings: Collection[str]) -> bool:
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext()) == HEADER
    return cell.get("t") == "s" and cell.findtext(main("v")) in header_strings


def _drop_filter(sheet: Element, column: int) -> None:
    found = sheet.find(main("autoFilter"))
    if found is not None and row_and_column(found.get("ref", "").split(":")[-1])[1] == column:
        sheet.remove(found)


def _drop_width(sheet: Element, column: int) -> None:
    widths = sheet.find(main("cols"))
    for width in widths.findall(main("col")) if widths is not None else ():
        if width.get("min") == width.get("max") == str(column):
            widths.remove(width)
    if widths is not None and not len(widths):
        sheet.remove(widths)


def redden(sheet: Element, places: Iterable[tuple[int, int]], dxf: int) -> None:
    """Show these cells by the differential style ``dxf``; it comes before every other rule."""
    _shift(sheet, 1)
    block = etree.Element(main("conditionalFormatting"), sqref=" ".join(address(*cell) for cell in sorted(places)))
    rule = etree.SubElement(block, main("cfRule"), type="expression", dxfId=str(dxf), priority="1")
    etree.SubElement(rule, main("formula")).text = RULE
    insert(sheet, block)


def _shift(sheet: Element, by: int) -> None:
    """Move the order in which all rules of the sheet count."""
    for rule in sheet.iter(main("cfRule")):
        rule.set("priority", str(max(int(rule.get("priority", "1")) + by, 1)))


def add_column(sheet: Element, texts: Mapping[int, str], header_row: int) -> None:
    """Write the rows' problems right of everything that is filled, with a header and a filter where there is none."""
    filled = {number: column for number, row in rows(sheet) if (column := _last_filled(row))}
    column = max(filled.values(), default=0) + 1
    if column > _LAST_COLUMN:
        return
    wanted = {**({header_row: HEADER} if header_row else {}), **texts}
    for number, row in _rows_at(sheet, sorted(wanted)):
        _write(row, number, column, wanted[number])
    last = max([*filled, *wanted])
    if header_row and sheet.find(main("autoFilter")) is None and sheet.find(main("tableParts")) is None:
        insert(sheet, etree.Element(main("autoFilter"), ref=f"A{header_row}:{address(last, column)}"))
    _widen(sheet, column)
    dimension = sheet.find(main("dimension"))
    if dimension is not None:
        dimension.set("ref", f"A1:{address(last, column)}")


def _last_filled(row: Element) -> int:
    """The column of the row's last cell that holds anything; 0 where none does. Cells stand in the order of columns."""
    for cell in row.iterchildren(main("c"), reversed=True):
        if len(cell):
            column = row_and_column(cell.get("r", ""))[1]
            return column or next(at for at, other in cells(row) if other is cell)
    return 0


def _rows_at(sheet: Element, numbers: list[int]) -> Iterable[tuple[int, Element]]:
    """The rows of these numbers (ascending), made where the sheet has none."""
    data = sheet.find(main("sheetData"))
    known = dict(rows(sheet))
    for number in numbers:
        if number not in known:
            new = etree.Element(main("row"), r=str(number))
            after = max((other for other in known if other < number), default=0)
            data.insert(data.index(known[after]) + 1 if after else 0, new)
            known[number] = new
        known[number].attrib.pop("spans", None)
        yield number, known[number]


def _write(row: Element, number: int, column: int, text: str) -> None:
    for at, cell in list(cells(row)):
        if at == column:
            row.remove(cell)  # a styled blank
    cell = etree.Element(main("c"), r=address(number, column), t="inlineStr")
    words = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    before = [other for at, other in cells(row) if at < column]
    row.insert(row.index(before[-1]) + 1 if before else 0, cell)


def _widen(sheet: Element, column: int) -> None:
    """Give the column room, unless a width that reaches over it is set already."""
    widths = sheet.find(main("cols"))
    if widths is None:
        widths = etree.Element(main("cols"))
        insert(sheet, widths)
    ranges = [(int(w.get("min", "0")), int(w.get("max", "0"))) for w in widths]
    if not any(first <= column <= last for first, last in ranges):
        new = etree.Element(main("col"), min=str(column), max=str(column), width=_WIDTH, customWidth="1")
        widths.insert(sum(last < column for _, last in ranges), new)
    elif not len(widths):
        sheet.remove(widths)
