"""Turns the XML of a sheet, as it is inflated piece by piece, into rows of cells; it is never held as a whole.

What Excel, WPS, LibreOffice and the usual libraries write is read as it stands. XML that is written in another way is
written anew first (see ``canonical``), so there is one reader, and nothing that a check sees and the reader does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from pipeline.intake.cells.coded import BLANK_CODE
from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.canonical import canonical, column_number
from pipeline.intake.workbooks.cell_kinds import CellKinds, Codes
from pipeline.intake.workbooks.grids import Merged, Sheet
from pipeline.intake.workbooks.parts import DTD, UTF16
from pipeline.intake.workbooks.shared_strings import joined
from pipeline.intake.workbooks.sheet_cells import SheetCells
from pipeline.problems import Place, Stop, column_letters, problem

MAX_CELLS = 4_000_000
MAX_MERGES = 100_000
_END_OF_ROW = b"</row>"
_AT_ONCE = 2_000  # rows that are taken apart at a time
_FEWEST = 8  # rows for which it pays to know their form
_WIDEST = 64  # columns of a row that is read as a whole
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^<>]*?)(?:/>|>(?:<v>([^<]*)</v></c>|(?!</c>)(.*?)</c>|</c>))', re.S
)
_LETTERS = re.compile(rb'<c r="([A-Z]{1,3})\d')
_BLANK_CELL = re.compile(rb"<c\b[^<>]*/>")
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]{0,300}?\sr="(\d+)"[^<>]{0,300}?\shidden="(?:1|true)"')
_VALUE = re.compile(rb"<v\b[^<>]*>([^<]*)</v>")
_MERGED = re.compile(rb'<mergeCell\b[^<>]{0,300}?\sref="\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"')
_OTHER_CODE = re.compile(rb"encoding=[\"'](?!utf-8)", re.I)


class Odd(Exception):  # noqa: N818 - no error: the sheet is to be written anew
    """XML that the reader does not understand as it stands."""


def read_sheet(pieces: Callable[[], Iterable[bytes]], file: str, name: str, kinds: CellKinds) -> Sheet:
    """The sheet in these pieces of XML, whose cells are of ``kinds``.

    Error values and formulas without a stored value are Bad. Raises Stop where the sheet is too big or unsafe, an error
    of the package where it is damaged.
    """
    try:
        return _Reader(file, name, kinds).read(pieces())
    except Odd:
        return _Reader(file, name, kinds).read(_anew(pieces))


def _anew(pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """The sheet's XML, written the one way that is read."""
    xml = b"".join(pieces())
    yield canonical(xml.decode("utf-16").split("?>", 1)[-1].encode() if xml[:2] in UTF16 else xml)


@cache
def _plain_row(width: int) -> re.Pattern[bytes]:
    """A row of as many columns whose cells hold a value and no more: its number, then of each attributes and value."""
    formula = rb"(?:<f\b[^<>]*+(?:/>|>[^<]*+</f>)(?=<v>\s*+[^\s<]))?+"  # with a stored value
    value = formula + rb'(?:<v>|(?<=t="inlineStr">)<is><t(?: xml:space="preserve")?+>)'
    cell = rb'(?:<c r="%s\1"([^<>]*+)>(?:' + value + rb"([^<]*+)(?:</v>|</t></is>)</c>|</c>)?+)?+"
    cells = (cell % column_letters(column).encode() for column in range(1, width + 1))
    return re.compile(rb'(?:<row\b[^<>]*/>)*+<row r="([1-9]\d{0,6})"[^<>]*+>' + b"".join(cells))


class _Reader:
    """One sheet being read."""

    def __init__(self, file: str, name: str, kinds: CellKinds) -> None:
        self.place, self.kinds = Place(file, name), kinds
        self.cells = SheetCells(self.place, kinds.words)
        self.hidden: set[int] = set()
        self.form: re.Pattern[bytes] | None = None  # of the rows that are read as a whole
        self.count = 0

    def read(self, pieces: Iterable[bytes]) -> Sheet:
        """The whole sheet; raises Odd where it is to be written anew."""
        rest = b""
        for block, begins in _blocks(pieces):
            start = block.find(b"<sheetData") if begins else 0
            if start < 0:
                raise Odd
            if begins:
                self._check_head(block[:start])
            if block.endswith(_END_OF_ROW):
                self._take(block[block.find(b">", start) + 1 if begins else 0 :])
            else:
                rest = block[start:]
        self._check(rest)
        data, end, after = rest.partition(b"</sheetData>")
        whole = rest.rstrip().endswith(b"</worksheet>") and (end or b"<sheetData/>" in data)
        if not whole or b"<c " in data.rpartition(b"<sheetData")[2]:
            raise Odd
        if (count := after.count(b"<mergeCell ")) > MAX_MERGES:
            self._refuse(count, "merged", MAX_MERGES)
        return self.cells.sheet(list(_merged(after)), self.hidden)

    def _check_head(self, head: bytes) -> None:
        if head[:2] in UTF16 or _OTHER_CODE.search(head):
            raise Odd
        self._check(head[5:])  # behind <?xml

    def _check(self, xml: bytes) -> None:
        """Look for what is neither an element nor text."""
        if b"<!" in xml:
            if DTD.search(xml):
                raise Stop(problem("IN007", self.place, "DTD"))
            raise Odd
        if b"<?" in xml:
            raise Odd

    def _take(self, block: bytes) -> None:
        """Put the cells of a block of whole rows where they belong."""
        if b'hidden="' in block:
            self.hidden |= set(map(int, _HIDDEN_ROW.findall(block)))
        rows = block.split(_END_OF_ROW)[:-1]
        for first in range(0, len(rows), _AT_ONCE):
            self._take_rows(rows[first : first + _AT_ONCE])

    def _take_rows(self, rows: Sequence[bytes]) -> None:
        """Rows of plain cells are read whole, and a column of them at once; the others cell by cell."""
        if self.form is None and len(rows) >= _FEWEST:
            self.form = _plain_row(_width(rows[:_FEWEST]))
        found = [self.form.fullmatch(row) for row in rows] if self.form else [None] * len(rows)
        if whole := [match.groups(b"") for match in found if match]:
            self._count(self.cells.take_rows(whole, self.kinds))
        others = [row for row, match in zip(rows, found, strict=True) if not match]
        self._take_cells(_END_OF_ROW.join([*others, b""]))
        if len(others) > len(whole):
            self.form = None  # the next ones may have another

    def _take_cells(self, rows: bytes) -> None:
        kinds = self.kinds
        for letters, digits, attributes, value, inside in self._found(rows):
            codes = kinds[attributes]
            code = self._inside(codes, inside, letters, digits) if inside else codes[value]
            if code != BLANK_CODE:
                self.cells.put(int(digits), letters, code, kinds.units.get(attributes, ""))

    def _found(self, rows: bytes) -> list[tuple[bytes, ...]]:
        """The cells of whole rows: letters, row, attributes, a plain value, or what else is inside."""
        self._check(rows)
        last = max(rows.rfind(b"</c>"), 0)
        if rows.count(b"<c", last) != len(_BLANK_CELL.findall(rows, last)):
            raise Odd  # a cell without an end, which the search below would look for in vain
        found = _CELL.findall(rows)
        if rows.count(b"<c") != len(found):  # nothing else in a row begins with c
            raise Odd
        self._count(len(found))
        return found

    def _count(self, cells: int) -> None:
        self.count += cells
        if self.count > MAX_CELLS:
            self._refuse(self.count, "cells", MAX_CELLS)

    def _inside(self, codes: Codes, inside: bytes, letters: bytes, digits: bytes) -> int:
        """A cell that holds more than a plain value: a formula, a text of its own."""
        if b"<is" in inside:
            return self.kinds.said(inside, joined)
        found = _VALUE.search(inside)
        value = found[1] if found else b""
        if value.strip():
            return codes[value]
        # a formula that gives empty text has an empty value of the type of texts; DISPIMG is a picture of WPS
        if b"<f" not in inside or codes.of_texts or b"DISPIMG(" in inside:
            return BLANK_CODE
        return self.kinds.new(Bad("IN203", f"={letters.decode()}{int(digits)}"))

    def _refuse(self, count: int, what: str, limit: int) -> None:
        raise Stop(problem("IN006", self.place, f"{count} {what}", limit=str(limit)))


def _width(rows: Sequence[bytes]) -> int:
    """The columns of a form that these rows have: so many that few forms do for all sheets."""
    letters = {letters for row in rows for letters in _LETTERS.findall(row)}
    widest = max(map(column_number, letters), default=1)
    return min(-(-widest // 4) * 4, _WIDEST)


def _blocks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The bytes cut behind rows, and whether a block is the first; the last one holds what comes after all rows."""
    waiting: list[bytes] = []
    first = True
    for piece in pieces:
        head = waiting[-1][-5:] if waiting else b""  # the end of a row may be cut in two
        cut = (head + piece).rfind(_END_OF_ROW)
        if cut < 0:
            waiting.append(piece)
            continue
        cut += len(_END_OF_ROW) - len(head)
        yield b"".join((*waiting, piece[:cut])), first
        waiting, first = [piece[cut:]], False
    yield b"".join(waiting), first


def _merged(xml: bytes) -> Iterator[Merged]:
    for left, top, right, bottom in _MERGED.findall(xml):
        first = int(top) - 1, column_number(left) - 1
        last = (int(bottom) - 1, column_number(right) - 1) if right else first
        if first != last and first[0] <= last[0] and first[1] <= last[1]:
            yield first, last
