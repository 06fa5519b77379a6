"""Rows as clerks lay them out → the bytes of workbooks, the same bytes every time, and the places of planted faults."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

STAMP = (2026, 11, 20, 17, 0, 0)
_FONT = "宋体"
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="DDE6EE")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TEXT = Alignment(vertical="center", wrap_text=True)
_WIDEST = 46
_LINE_HEIGHT, _HIGHEST = 13.5, 400  # points; a row cannot be higher than 409
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def columns(text: str) -> list[Any]:
    """A header row from its words: 日期 客户经理 金额."""
    return list(text.split())


@dataclass(frozen=True)
class Wrong:
    """A cell that is wrong on purpose: what stands in it, and the name of the fault."""

    value: Any
    fault: str


@dataclass(frozen=True)
class Shown:
    """A cell with a number format of its own."""

    value: Any
    format: str


@dataclass(frozen=True)
class Merged:
    """A cell that goes on over so many columns and rows."""

    value: Any
    columns: int = 1
    rows: int = 1


@dataclass
class Book:
    """One workbook below ``inputs/``. ``faults``: name of the fault → (file, sheet, cell)."""

    file: str
    faults: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.creator = ""

    def sheet(
        self,
        name: str,
        rows: Iterable[Sequence[Any]],
        *,
        header: Sequence[int] = (1,),
        titles: Sequence[int] = (),
        dates: str = "yyyy/m/d",
        freeze: str = "",
        tall: bool = False,
    ) -> None:
        """A sheet of these rows; ``header`` and ``titles`` are row numbers, ``dates`` the format of its days.

        ``tall``: each row is as high as its longest text needs, which programs do not all find out by themselves.
        """
        ws = self._book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    self._put(ws, number, column, value, dates)
        _dress(ws, set(header), set(titles))
        if tall:
            _stretch(ws, set(titles))
        if freeze:
            ws.freeze_panes = freeze

    def _put(self, ws: Worksheet, row: int, column: int, value: Any, dates: str) -> None:
        cell = ws.cell(row, column)
        if isinstance(value, Merged):
            last_row, last_column = row + value.rows - 1, column + value.columns - 1
            ws.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
            value = value.value
        if isinstance(value, Wrong):
            self.faults[value.fault] = (self.file, ws.title, cell.coordinate)
            value = value.value
        if isinstance(value, Shown):
            cell.number_format, value = value.format, value.value
        cell.value = value
        if isinstance(value, date | datetime) and cell.number_format in ("General", "yyyy-mm-dd"):
            cell.number_format = dates

    def data(self) -> bytes:
        """The workbook's bytes, its clock stopped."""
        stream = io.BytesIO()
        self._book.save(stream)
        return _stopped(stream.getvalue())


def _dress(ws: Worksheet, header: set[int], titles: set[int]) -> None:
    """Fonts, lines and widths as in any office. A look is made once and its index copied: that is much faster."""
    widths: dict[int, int] = {}
    looks: dict[tuple[bool, str], StyleArray] = {}
    for row in ws.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell) or cell.value is None:
                continue
            if cell.row in titles:
                cell.font, cell.alignment = Font(name="黑体", size=14), _MIDDLE
                continue
            look = (cell.row in header, cell.number_format)
            if look not in looks:
                looks[look] = _look(cell, *look)
            cell._style = looks[look]
            widths[cell.column] = max(widths.get(cell.column, 6), _width(cell.value))
    for column, width in widths.items():
        ws.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)


def _stretch(ws: Worksheet, titles: set[int]) -> None:
    """Row heights for texts that wrap."""
    widths = {letter: dimension.width for letter, dimension in ws.column_dimensions.items()}
    for row in ws.iter_rows():
        texts = [(widths[c.column_letter], c.value) for c in row if isinstance(c.value, str) and c.row not in titles]
        lines = max((sum(_wrapped(line, width) for line in text.split("\n")) for width, text in texts), default=1)
        if lines > 1:
            ws.row_dimensions[row[0].row].height = min(lines * _LINE_HEIGHT + 3, _HIGHEST)


def _wrapped(line: str, width: float) -> int:
    """Into how many lines a text falls in a column of this width."""
    return max(1, -(-_width(line) // int(width - 1)))


def _look(cell: Cell, head: bool, number_format: str) -> StyleArray:
    cell.border, cell.font = _BOX, Font(name=_FONT, size=10, bold=head)
    cell.alignment = _MIDDLE if head else _TEXT
    if head:
        cell.fill = _HEAD
    cell.number_format = number_format
    return cell._style


def _width(value: object) -> int:
    if isinstance(value, date):
        return 11
    return max(sum(2 if ord(char) > 255 else 1 for char in line) for line in str(value).split("\n"))


def _stopped(data: bytes) -> bytes:
    """The same package with fixed dates, inside and out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _CLOCK.sub(rb"\g<1>2026-11-20T17:00:00Z", body)
            member = zipfile.ZipInfo(name, STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            new.writestr(member, body, compresslevel=9)
    return stream.getvalue()
