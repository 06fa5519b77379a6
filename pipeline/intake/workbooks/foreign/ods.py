"""Turns the content of an .ods file into sheets: values, repeated and merged cells, error cells, what is hidden."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from lxml import etree

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.foreign.ods_styles import TAGS, Units
from pipeline.intake.workbooks.grids import Merged, Sheet
from pipeline.intake.workbooks.parts import DAMAGED, Parts
from pipeline.intake.workbooks.scan import check_members
from pipeline.intake.workbooks.sheet_xml import MAX_CELLS
from pipeline.problems import Place, Stop, column_letters, problem

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ERROR = re.compile(r"#\S{1,12}|Err:\d+")
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def read_ods(data: bytes, file: str) -> list[Sheet]:
    """The sheets of the file in its order; raises Stop where it is damaged or too big."""
    try:
        package = Parts(data)
        check_members(package, file, sheets="content.xml")
        units = Units()
        for style in _styles(package.read("styles.xml") if "styles.xml" in package else b""):
            units.add(style)
        return list(_sheets(package.read("content.xml"), file, units))
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
    except etree.LxmlError:
        raise Stop(problem("IN004", Place(file=file), "XML")) from None


def _styles(xml: bytes) -> Iterator[etree._Element]:
    """The styles that the whole file shares."""
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    for _, element in etree.iterparse(io.BytesIO(xml), events=("end",), tag=TAGS, **options) if xml else ():
        yield element


def _sheets(content: bytes, file: str, units: Units) -> Iterator[Sheet]:
    """The tables as they end, each row forgotten once it is read."""
    hidden_styles: set[str] = set()
    work: _Table | None = None
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    tags = [_TABLE + name for name in ("table", "table-column", "table-row")] + list(TAGS)
    for event, element in etree.iterparse(io.BytesIO(content), events=("start", "end"), tag=tags, **options):
        if event == "start":
            if element.tag == _TABLE + "table" and work is None:
                work = _Table(file, str(element.get(_TABLE + "name") or ""), units)
                work.hidden = str(element.get(_TABLE + "style-name")) in hidden_styles
        elif element.tag in TAGS:
            units.add(element)
            shown = next(element.iter(_STYLE + "table-properties"), None)
            if shown is not None and shown.get(_TABLE + "display") == "false":
                hidden_styles.add(str(element.get(_STYLE + "name")))
        elif element.tag == _TABLE + "table-column" and work:
            work.column(element)
        elif element.tag == _TABLE + "table-row" and work:
            work.row(element)
            _forget(element)
        elif work and element.tag == _TABLE + "table":
            yield work.sheet()
            work = None


def _forget(element: etree._Element) -> None:
    """Free a row and those before it, so that a long sheet needs no more memory than its values."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Table:
    """One table being read row by row."""

    def __init__(self, file: str, name: str, styles: Units) -> None:
        self.file, self.name, self.styles, self.hidden = file, name, styles, False
        self.column_ends: list[int] = []  # the last columns that a style holds for
        self.column_styles: list[str | None] = []
        self.units: dict[int, dict[int, str]] = {}
        self.rows: list[list[Any]] = []
        self.merged: list[Merged] = []
        self.numbers: list[int] = []
        self.hidden_rows: set[int] = set()
        self.last = 0  # the number of the row that was read last
        self.cells = 0

    def column(self, element: etree._Element) -> None:
        """Note the style of the cells of one or more columns that have none of their own."""
        last = self.column_ends[-1] if self.column_ends else 0
        self.column_ends.append(last + _repeated(element, "number-columns-repeated", _LAST_COLUMN))
        self.column_styles.append(element.get(_TABLE + "default-cell-style-name"))

    def row(self, element: etree._Element) -> None:
        """Read one row element, which may stand for many equal rows."""
        times = _repeated(element, "number-rows-repeated", _LAST_ROW)
        first, self.last = self.last + 1, self.last + times
        cells = self._cells(element, first)
        if cells and self.last <= _LAST_ROW:
            self._count(times * len(cells))
            self.rows += [[*cells] for _ in range(times)]
            self.numbers += range(first, first + times)
            for column, unit in self._units(element, cells) if self.styles else ():
                self.units.setdefault(column, {}).update(dict.fromkeys(range(first, first + times), unit))
            if element.get(_TABLE + "visibility") in ("collapse", "filter"):
                self.hidden_rows |= set(range(first, first + times))

    def _cells(self, row: etree._Element, number: int) -> list[Any]:
        """The row's cells up to its last filled one; a covered cell is blank, a merge is noted."""
        cells: list[Any] = []
        blank = 0
        for cell in row.iterchildren(_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            times = _repeated(cell, "number-columns-repeated", _LAST_COLUMN)
            value = self._value(cell, number, len(cells) + blank + 1)
            if value == "" or value is None:
                blank += times
                continue
            if len(cells) + blank + times > _LAST_COLUMN:
                raise ValueError("columns")
            cells += [""] * blank + [value] * times
            blank = 0
            self._note_merge(cell, number - 1, len(cells) - times)
        return cells

    def _units(self, row: etree._Element, cells: list[Any]) -> Iterator[tuple[int, str]]:
        """Column and unit of the row's numbers whose style shows one."""
        column = 0
        for cell in row.iterchildren(_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            times = _repeated(cell, "number-columns-repeated", _LAST_COLUMN)
            for at in range(column, min(column + times, len(cells))):
                if isinstance(cells[at], float):
                    style = cell.get(_TABLE + "style-name") or self._default(row, at + 1)
                    if unit := self.styles.unit(style):
                        yield at + 1, unit
            column += times

    def _default(self, row: etree._Element, column: int) -> str | None:
        """The style of a cell that names none: that of its row, else of its column."""
        own = row.get(_TABLE + "default-cell-style-name")
        at = bisect_left(self.column_ends, column)
        return own or (self.column_styles[at] if at < len(self.column_styles) else None)

    def _note_merge(self, cell: etree._Element, row: int, column: int) -> None:
        down = _repeated(cell, "number-rows-spanned", _LAST_ROW)
        across = _repeated(cell, "number-columns-spanned", _LAST_COLUMN)
        if down > 1 or across > 1:
            self.merged.append(((row, column), (row + down - 1, column + across - 1)))

    def _value(self, cell: etree._Element, row: int, column: int) -> Any:
        """The cell's value; an error or a formula without a stored value is Bad."""
        kind = cell.get(_OFFICE + "value-type") or ""
        formula = cell.get(_TABLE + "formula")
        if formula and (cell.get(_CALC + "value-type") == "error" or kind in ("", "string")):
            text = _shown(cell)
            if cell.get(_CALC + "value-type") == "error" or _ERROR.fullmatch(text):
                return Bad("IN202", text if text.startswith("#") else "#VALUE!")
            if not kind:
                return Bad("IN203", f"={column_letters(column)}{row}")
        return _typed(cell, kind) if kind else ""

    def _count(self, more: int) -> None:
        self.cells += more
        if self.cells > MAX_CELLS:
            raise Stop(problem("IN006", Place(self.file, self.name), f"{self.cells} cells", limit=str(MAX_CELLS)))

    def sheet(self) -> Sheet:
        """The table as it was read."""
        return Sheet(
            self.name, self.rows, self.numbers, self.merged, self.hidden, {}, self.hidden_rows, None, self.units
        )


def _repeated(element: etree._Element, name: str, most: int) -> int:
    text = element.get(_TABLE + name) or "1"
    return min(int(text), most) if text.isdecimal() and int(text) else 1


def _typed(cell: etree._Element, kind: str) -> Any:
    value = cell.get(_OFFICE + "value")
    if kind in ("float", "currency", "percentage") and value is not None:
        return float(value)
    if kind == "date":
        text = cell.get(_OFFICE + "date-value") or ""
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text) if text else _shown(cell)
    if kind == "time":
        found = _CLOCK.fullmatch(cell.get(_OFFICE + "time-value") or "")
        return time(int(found[1]) % 24, int(found[2]), int(found[3])) if found else _shown(cell)
    if kind == "boolean":
        return cell.get(_OFFICE + "boolean-value") == "true"
    return _shown(cell)


def _shown(cell: etree._Element) -> str:
    """The cell's text, its paragraphs on lines of their own; notes and their authors are none of it."""
    return "\n".join("".join(_pieces(part)) for part in cell.iterchildren(_TEXT + "p"))


def _pieces(part: etree._Element) -> Iterator[str]:
    yield part.text or ""
    for child in part.iterchildren():
        if child.tag == _TEXT + "s":
            yield " " * _spaces(child)
        elif child.tag in (_TEXT + "line-break", _TEXT + "tab"):
            yield "\n" if child.tag.endswith("line-break") else "\t"
        elif child.tag != _TEXT + "ruby-text" and isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def _spaces(element: etree._Element) -> int:
    text = element.get(_TEXT + "c") or "1"
    return min(int(text), 1000) if text.isdecimal() else 1
