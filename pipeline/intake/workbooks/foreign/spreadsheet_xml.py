"""Turns an XML spreadsheet of Excel 2003, as many core systems export it under the name of .xls, into sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.grids import Merged, Sheet
from pipeline.intake.workbooks.parts import DTD
from pipeline.intake.workbooks.sheet_xml import MAX_CELLS
from pipeline.problems import Place, Stop, column_letters, problem

_NAME = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def read_spreadsheet_xml(data: bytes, file: str) -> list[Sheet]:
    """The worksheets in their order; raises Stop where the XML is broken, unsafe or too big."""
    if DTD.search(data[:4096].replace(b"\x00", b"")):
        raise Stop(problem("IN007", Place(file=file), "DTD"))
    try:
        return list(_sheets(data, file))
    except etree.LxmlError:
        raise Stop(problem("IN004", Place(file=file), "XML")) from None


def _sheets(data: bytes, file: str) -> Iterator[Sheet]:
    work: _Table | None = None
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    tags = [_NAME + "Worksheet", _NAME + "Row", _EXCEL + "Visible"]
    for event, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), tag=tags, **options):
        if event == "start":
            if element.tag == _NAME + "Worksheet":
                work = _Table(file, str(element.get(_NAME + "Name") or ""))
        elif work is None:
            continue
        elif element.tag == _NAME + "Row":
            work.row(element)
            element.clear()
        elif element.tag == _EXCEL + "Visible":
            work.hidden = str(element.text or "").startswith("Sheet")
        else:
            yield Sheet(work.name, work.rows, work.numbers, work.merged, work.hidden, hidden_rows=work.hidden_rows)
            work = None


class _Table:
    """One worksheet being read row by row."""

    def __init__(self, file: str, name: str) -> None:
        self.file, self.name, self.hidden = file, name, False
        self.rows: list[list[Any]] = []
        self.numbers: list[int] = []
        self.merged: list[Merged] = []
        self.hidden_rows: set[int] = set()
        self.last = 0
        self.cells = 0

    def row(self, element: etree._Element) -> None:
        """Read one row; rows and cells that are left out are told by the index of the next one."""
        number = _index(element, self.last + 1, _LAST_ROW)
        self.last = number + _count(element, "Span")
        cells: list[Any] = []
        next_column = 1
        for cell in element.iterchildren(_NAME + "Cell"):
            column = _index(cell, next_column, _LAST_COLUMN)
            across, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
            next_column = column + 1 + across
            if column > _LAST_COLUMN:
                break
            value = _value(cell, number, column)
            if across or down:
                self.merged.append(((number - 1, column - 1), (number - 1 + down, column - 1 + across)))
            if value != "" and column > len(cells):
                cells += [""] * (column - len(cells) - 1) + [value]
        if not cells or number > _LAST_ROW:
            return
        self.cells += len(cells)
        if self.cells > MAX_CELLS:
            raise Stop(problem("IN006", Place(self.file, self.name), f"{self.cells} cells", limit=str(MAX_CELLS)))
        self.rows.append(cells)
        self.numbers.append(number)
        if element.get(_NAME + "Hidden") == "1":
            self.hidden_rows.add(number)


def _index(element: etree._Element, otherwise: int, last: int) -> int:
    """Where a row or cell stands: its own index, never before the one that is due."""
    text = element.get(_NAME + "Index") or ""
    return max(min(int(text), last + 1), otherwise) if text.isdecimal() and len(text) < 9 else otherwise


def _count(element: etree._Element, name: str) -> int:
    text = element.get(_NAME + name) or "0"
    return min(int(text), _LAST_ROW) if text.isdecimal() and len(text) < 9 else 0


def _value(cell: etree._Element, row: int, column: int) -> Any:
    data = next(cell.iterchildren(_NAME + "Data"), None)
    if data is None:
        return Bad("IN203", f"={column_letters(column)}{row}") if cell.get(_NAME + "Formula") else ""
    text, kind = "".join(map(str, data.itertext())), data.get(_NAME + "Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    if kind == "Error":
        return Bad("IN202", text)
    return text == "1" if kind == "Boolean" else text
