"""A sheet of a template as it was drawn → what will go wrong with its tables and filters once it is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from pipeline.office.excel.book.book import Book, Table, string_text
from pipeline.office.excel.book.reference import Area, parse_area
from pipeline.office.excel.formulas.values import cell_at, static_value
from pipeline.office.excel.reading.cell_tags import tagged_text
from pipeline.office.excel.reading.sheet import SheetSource
from pipeline.office.excel.xml import S
from pipeline.office.tags.scan import scan
from pipeline.problems import Problem, problem

_TOTALS = re.compile(r"\b(?:SUM|SUBTOTAL|COUNTA?|AVERAGE|AGGREGATE)\(", re.IGNORECASE)
Cells = Mapping[tuple[int, int], etree._Element]


def lint(book: Book, sheet: int, root: etree._Element) -> Iterator[Problem]:
    """Problems and warnings; ``root`` is the sheet's XML before anything was marked in it."""
    cells = {at: cell for cell in root.iter(f"{S}c") if (at := cell_at(cell.get("r", ""))) is not None}
    yield from _merged(book, sheet, root.iter(f"{S}mergeCell"), cells)
    for table in book.tables:
        if table.sheet == sheet:
            yield from _table(book, table, cells)
            yield from _merged_in_table(book, table, root.iter(f"{S}mergeCell"), cells)
    filtered = root.find(f"{S}autoFilter")
    area = parse_area(filtered.get("ref", "")) if filtered is not None else None
    if area is not None:
        yield from _totals_within(book, sheet, area, cells)


def _table(book: Book, table: Table, cells: Cells) -> Iterator[Problem]:
    first, last = table.area.first, table.area.last
    place = book.place(table.sheet, first.row, first.column)
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        yield problem("XL120", place, twice[0], table=table.name)
    for (row, column), cell in sorted(cells.items()):
        holder = tagged_text(book, cell)
        tags = scan(string_text(holder)).tags if holder is not None else []
        if not tags or tags[0].scope:
            continue
        if table.header and row == first.row and first.column <= column <= last.column and holder is not None:
            yield problem("XL106", book.place(table.sheet, row, column), string_text(holder)[:40])
        beside = table.header and column == last.column + 1 and table.data[0] <= row <= table.data[1]
        header = cells.get((first.row, column))
        if beside and header is not None and static_value(book, header) is not None:
            yield problem("XL122", book.place(table.sheet, row, column), table.name, "warning")
    if not table.totals:
        yield from _totals_within(book, table.sheet, table.area, cells)


def _merged_in_table(book: Book, table: Table, merges: Iterator[etree._Element], cells: Cells) -> Iterator[Problem]:
    """Merged cells, and those that are to be merged, which no table may hold."""
    first, last = table.area.first, table.area.last
    for area in (parse_area(element.get("ref", "")) for element in merges):
        if area is None or area.first.row > last.row or area.last.row < first.row:
            continue
        if area.first.column <= last.column and area.last.column >= first.column:
            at = book.place(table.sheet, area.first.row, area.first.column)
            yield problem("XL124", at, area.text(), table=table.name)
    for (row, column), cell in sorted(cells.items()):
        holder = tagged_text(book, cell) if table.holds(table.sheet, row, column) else None
        text = string_text(holder) if holder is not None else ""
        if any(tag.source.split()[:1] == ["vm"] for tag in scan(text).tags):
            yield problem("XL124", book.place(table.sheet, row, column), text[:40], table=table.name)


def lint_repeated(book: Book, source: SheetSource) -> Iterator[Problem]:
    """Problems of tables of which more than the rows of data would repeat or vanish."""
    for table in book.tables:
        rows = ([table.area.first.row] if table.header else []) + ([table.area.last.row] if table.totals else [])
        if table.sheet == source.sheet.index and any(source.plan.block_of(row) >= 0 for row in rows):
            first = table.area.first
            yield problem("XL123", book.place(table.sheet, first.row, first.column), table.name)


def _merged(book: Book, sheet: int, merges: Iterator[etree._Element], cells: Cells) -> Iterator[Problem]:
    """A cell that is to be merged with those above it cannot be part of a merged range of its own."""
    for element in merges:
        area = parse_area(element.get("ref", ""))
        at = (area.first.row, area.first.column) if area is not None else (0, 0)
        holder = tagged_text(book, cells[at]) if at in cells else None
        text = string_text(holder) if holder is not None else ""
        tag = next((tag for tag in scan(text).tags if tag.source.split()[:1] == ["vm"]), None)
        if tag is not None:
            yield problem("XL119", book.place(sheet, *at), text[tag.start : tag.end])


def _totals_within(book: Book, sheet: int, area: Area, cells: Cells) -> Iterator[Problem]:
    """A row of totals as the last of a filtered range is sorted and filtered away with the rest."""
    last = area.last.row
    for column in range(area.first.column, area.last.column + 1):
        cell = cells.get((last, column))
        formula = cell.findtext(f"{S}f") if cell is not None else None
        if formula and last > area.first.row + 1 and _sums_above(formula, area):
            yield problem("XL121", book.place(sheet, last, column), formula[:40], "warning")
            return


def _sums_above(formula: str, area: Area) -> bool:
    """Whether a formula adds up rows of the range above it."""
    if not _TOTALS.search(formula):
        return False
    rows = [int(row) for row in re.findall(r"[A-Z]\$?(\d+)", formula)]
    return any(area.first.row < row < area.last.row for row in rows)
