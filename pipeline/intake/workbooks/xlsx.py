"""Turns an .xlsx package into grids: looked through first, each sheet then read as it is inflated."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from lxml import etree

from pipeline.intake.workbooks.cell_kinds import CellKinds
from pipeline.intake.workbooks.grids import Grid, grid
from pipeline.intake.workbooks.parts import UNREADABLE, Parts, opened
from pipeline.intake.workbooks.pictures import picture_numbers
from pipeline.intake.workbooks.scan import check_members, check_sheets, workbook
from pipeline.intake.workbooks.shared_strings import shared_strings
from pipeline.intake.workbooks.sheet_xml import read_sheet
from pipeline.intake.workbooks.styles import cell_styles
from pipeline.problems import Place, Stop, problem


def read_xlsx(data: bytes, file: str) -> list[Grid]:
    """The worksheets of the package; raises Stop where it is damaged or not to be trusted."""
    package = opened(data, file)
    try:
        check_members(package, file, streamed=True)
        return _grids(package, file)
    except UNREADABLE as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
    except etree.LxmlError:
        raise Stop(problem("IN004", Place(file=file), "XML")) from None


def _grids(package: Parts, file: str) -> list[Grid]:
    book = workbook(package)
    check_sheets(book, file)
    strings = shared_strings(package.read(book.strings)) if book.strings else []
    kinds = CellKinds(strings, cell_styles(package), picture_numbers(package), book.from_1904)
    found = []
    for name, part, hidden in book.sheets:
        sheet = read_sheet(partial(package.stream, part), file, name, kinds)
        found.append(grid(file, replace(sheet, hidden=hidden)))
    return found
