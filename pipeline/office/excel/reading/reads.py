"""Formulas and charts of a workbook → the cells that they read, so that a render keeps the values of these."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.book.reference import Area, Formula
from pipeline.office.excel.formulas.cell import FormulaCell, static_cells
from pipeline.office.excel.formulas.values import Grid
from pipeline.office.excel.reading.sheet import SheetSource
from pipeline.office.excel.xml import parse


def areas_of(cell: FormulaCell, book: Book) -> list[Area]:
    """The areas that a formula reads: its references, and those of the names in it."""
    areas = []
    at = cell.computed
    for part in cell.formula.parts:
        if isinstance(part, Area):
            areas.append(part)
        elif "(" not in part:
            found = book.reference(part, at.sheet, at.row, at.column)
            areas += [found[0]] if found is not None else []
    return areas


def read_grids(
    book: Book, sources: Sequence[SheetSource], charted: Sequence[Formula]
) -> tuple[dict[int, Grid], set[tuple[int, int]]]:
    """The cells of the sheets that change, and of those that formulas and charts read; and which (sheet, column)s
    these read."""
    grids = {source.sheet.index: source.grid for source in sources}
    needed: set[tuple[int, int]] = set()
    waiting = [(-1, area) for formula in charted for area in formula.areas]
    waiting += [pair for source in sources for pair in _read(book, source.formulas)]
    for home, area in waiting:  # it grows: formulas on sheets that are read, read others
        sheet = book.by_name.get(area.sheet.casefold(), -1) if area.sheet else home
        if sheet < 0 or not book.sheets[sheet].grid:
            continue
        if sheet not in grids:
            root = parse(book.package.text(book.sheets[sheet].part))
            grids[sheet], formulas = static_cells(book, sheet, root)
            waiting += _read(book, formulas)
        for column in grids[sheet].columns:
            if not area.first.column or area.first.column <= column <= area.last.column:
                needed.add((sheet, column))
    return grids, needed


def _read(book: Book, cells: Sequence[FormulaCell]) -> list[tuple[int, Area]]:
    """Every (home sheet, area) that these cells read."""
    return [(cell.computed.sheet, area) for cell in cells for area in areas_of(cell, book)]
