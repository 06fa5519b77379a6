"""Turns the XML of a sheet, as it is inflated piece by piece, into rows of cells; it is never held as a whole.

What Excel, WPS, LibreOffice and the usual libraries write is read as it stands. XML that is written in another way is
written anew first (see ``canonical``), so there is one reader, and nothing that a check sees and the reader does not.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise, zip_longest
from math import isfinite
from typing import Any

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.canonical import canonical, column_number
from pipeline.intake.workbooks.grids import Merged, Sheet
from pipeline.intake.workbooks.number_formats import PLAIN, Shown, from_serial
from pipeline.intake.workbooks.parts import DTD, UTF16
from pipeline.intake.workbooks.shared_strings import joined, plain_text
from pipeline.problems import Place, Stop, problem

MAX_CELLS = 4_000_000
MAX_MERGES = 100_000
_ROOM = 1_000_000  # blanks between cells that a sheet may have in any case, and for each cell of it
_ROOM_FOR_EACH = 8
_DENSE = 1024  # columns that a grid has where they stand, also blank ones between others
_TEXT, _NUMBER = "text", "number"
_END_OF_ROW = b"</row>"
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^<>]*?)(?:/>|>(?:<v>([^<]*)</v></c>|(?!</c>)(.*?)</c>|</c>))', re.S
)
_BLANK_CELL = re.compile(rb"<c\b[^<>]*/>")
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]{0,300}?\sr="(\d+)"[^<>]{0,300}?\shidden="(?:1|true)"')
_VALUE = re.compile(rb"<v\b[^<>]*>([^<]*)</v>")
_ATTRIBUTE = re.compile(rb'\b(s|t|vm)="([^"]*)"')
_MERGED = re.compile(rb'<mergeCell\b[^<>]{0,300}?\sref="\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"')
_OTHER_CODE = re.compile(rb"encoding=[\"'](?!utf-8)", re.I)
Read = Callable[[bytes], Any]


class Odd(Exception):  # noqa: N818 - no error: the sheet is to be written anew
    """XML that the reader does not understand as it stands."""


class TooFar(Exception):  # noqa: N818
    """Cells so far apart that the blanks between them cost more than they do."""


def read_sheet(
    pieces: Callable[[], Iterable[bytes]],
    file: str,
    name: str,
    strings: Sequence[str],
    styles: Sequence[Shown],
    *,
    pictures: frozenset[str] = frozenset(),
    from_1904: bool = False,
) -> Sheet:
    """The sheet in these pieces of XML; ``pictures`` are the numbers of value metadata that stand for one in a cell.

    Error values and formulas without a stored value are Bad. Raises Stop where the sheet is too big or unsafe, an error
    of the package where it is damaged.
    """
    kinds = _Kinds(strings, styles, pictures, from_1904)
    for source, dense in ((pieces, _DENSE), (pieces, 0), (lambda: _anew(pieces), _DENSE), (lambda: _anew(pieces), 0)):
        try:
            return _Cells(file, name, kinds, dense).read(source())
        except (Odd, TooFar):
            continue
    raise Stop(problem("IN006", Place(file, name), "cells far apart", limit=f"{_ROOM} cells"))


def _anew(pieces: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """The sheet's XML, written the one way that is read."""
    xml = b"".join(pieces())
    yield canonical(xml.decode("utf-16").split("?>", 1)[-1].encode() if xml[:2] in UTF16 else xml)


class _Kinds(dict[bytes, Any]):
    """The attributes of a cell → how its value is read: a shared text, a number, or by a function of its bytes."""

    def __init__(
        self, strings: Sequence[str], styles: Sequence[Shown], pictures: frozenset[str], from_1904: bool
    ) -> None:
        self.strings, self.styles, self.pictures, self.from_1904 = strings, styles, pictures, from_1904
        self.units: dict[bytes, str] = {}  # those that the styles of numbers show
        self.said: dict[bytes, str] = {}  # texts within cells, each once

    def __missing__(self, attributes: bytes) -> Any:
        given = dict(_ATTRIBUTE.findall(attributes))
        number = int(given.get(b"s", b"0") or 0)
        style = self.styles[number] if number < len(self.styles) else PLAIN
        self[attributes] = kind = self._kind(given.get(b"t", b"n"), style, given.get(b"vm", b"").decode())
        if kind is _NUMBER and style.unit:
            self.units[attributes] = style.unit
        return kind

    def _kind(self, type_: bytes, style: Shown, metadata: str) -> Any:
        if type_ == b"s":
            return _TEXT
        if type_ in (b"str", b"inlineStr"):
            return self.text
        if type_ == b"b":
            return lambda value: value in (b"1", b"true")
        if type_ == b"e":
            picture = metadata in self.pictures
            return lambda value: "" if picture else Bad("IN202", value.decode("utf-8", "replace"))
        if type_ == b"d":
            return _iso
        return self._serials(style.kind) if style.kind else _NUMBER

    def _serials(self, kind: str) -> Read:
        known: dict[bytes, Any] = {}

        def read(value: bytes) -> Any:
            if value not in known:
                number = self.number(value)
                known[value] = from_serial(number, kind, self.from_1904) if isinstance(number, float) else number
            return known[value]

        return read

    @staticmethod
    def number(value: bytes) -> float | str:
        """The number, or what stands there where it is none."""
        try:
            number = float(value)
        except ValueError:
            return plain_text(value).strip()
        return number if isfinite(number) else plain_text(value)

    def text(self, value: bytes) -> str:
        """The text, one object for all cells that say the same."""
        if value not in self.said:
            self.said[value] = plain_text(value)
        return self.said[value]


def _iso(value: bytes) -> Any:
    try:
        moment = datetime.fromisoformat(value.decode("ascii").removesuffix("Z"))
    except ValueError:
        return value.decode("utf-8", "replace")
    return moment.replace(tzinfo=None) if any((moment.hour, moment.minute, moment.second)) else moment.date()


class _Cells:
    """One sheet being read: its rows so far, and where the next cell goes."""

    def __init__(self, file: str, name: str, kinds: _Kinds, dense: int) -> None:
        self.place, self.kinds, self.dense = Place(file, name), kinds, dense
        self.rows: list[list[Any]] = []
        self.numbers = array("i")
        self.hidden: set[int] = set()
        self.units: dict[int, dict[int, str]] = {}
        self.slots: dict[bytes, int] = {}  # a column's letters → its place in each row
        self.far: list[int] = []  # the columns beyond the dense ones, in the order in which they came
        self.cells = self.blanks = 0

    def read(self, pieces: Iterable[bytes]) -> Sheet:
        """The whole sheet; raises Odd or TooFar where it is to be read in another way."""
        rest = b""
        for block, begins in _blocks(pieces):
            start = block.find(b"<sheetData") if begins else 0
            if start < 0:
                raise Odd
            self._check(block, start)
            if block.endswith(_END_OF_ROW):
                self._take(block, start)
            else:
                rest = block
        data, end, after = rest.partition(b"</sheetData>")
        whole = rest.rstrip().endswith(b"</worksheet>") and (end or b"<sheetData/>" in data)
        if not whole or b"<c " in data.rpartition(b"<sheetData")[2]:
            raise Odd
        if (count := after.count(b"<mergeCell ")) > MAX_MERGES:
            self._refuse(count, "merged", MAX_MERGES)
        return self._sheet(list(_merged(after)))

    def _check(self, block: bytes, start: int) -> None:
        if b"<!" in block:
            if DTD.search(block):
                raise Stop(problem("IN007", self.place, "DTD"))
            raise Odd
        if block.find(b"<?", 5 if start else 0) >= 0 or (start and (block[:2] in UTF16 or _OTHER_CODE.search(block))):
            raise Odd

    def _found(self, block: bytes, start: int) -> list[tuple[bytes, ...]]:
        """The cells of a block of whole rows: letters, row, attributes, a plain value, or what else is inside."""
        last = block.rfind(b"</c>")
        if block.count(b"<c", max(last, start)) != len(_BLANK_CELL.findall(block, max(last, start))):
            raise Odd  # a cell without an end, which the search below would look for in vain
        found = _CELL.findall(block, start)
        if block.count(b"<c", start) != len(found):  # nothing else in a row begins with c
            raise Odd
        self.cells += len(found)
        if self.cells > MAX_CELLS:
            self._refuse(self.cells, "cells", MAX_CELLS)
        if b'hidden="' in block:
            self.hidden |= set(map(int, _HIDDEN_ROW.findall(block, start)))
        return found

    def _take(self, block: bytes, start: int) -> None:
        """Put the cells of a block of whole rows where they belong; all of a sheet's time is spent here."""
        kinds, strings, slots, units = self.kinds, self.kinds.strings, self.slots, self.kinds.units
        row, current, number = self.rows[-1] if self.rows else [], b"", 0
        for letters, digits, attributes, value, inside in self._found(block, start):
            kind = kinds[attributes]
            if not value:
                cell = self._inside(kind, inside, letters, digits) if inside else ""
                if cell == "":
                    continue
            elif kind is _TEXT:
                cell = strings[int(value)]
                if not cell:
                    continue
            elif kind is _NUMBER:
                try:
                    cell = float(value)
                except ValueError:
                    cell = kinds.number(value)
                else:
                    cell = cell if isfinite(cell) else kinds.number(value)
            else:
                cell = kind(value)
            if digits != current:
                current, number = digits, int(digits)
                row = self._row(number)
            try:
                at = slots[letters]
            except KeyError:
                at = self._slot(letters)
            if at == len(row):
                row.append(cell)
            else:
                self._put(row, at, cell)
            if units and attributes in units:
                self.units.setdefault(column_number(letters), {})[number] = units[attributes]

    def _inside(self, kind: Any, inside: bytes, letters: bytes, digits: bytes) -> Any:
        """A cell that holds more than a plain value: a formula, a text of its own."""
        if b"<is" in inside:
            return joined(inside)
        found = _VALUE.search(inside)
        value = found[1] if found else b""
        if kind is _TEXT:
            return self.kinds.strings[int(value)] if value else ""
        if value.strip():
            return self.kinds.number(value) if kind is _NUMBER else kind(value)
        # a formula that gives empty text has an empty value of the type of texts; DISPIMG is a picture of WPS
        if b"<f" not in inside or kind == self.kinds.text or b"DISPIMG(" in inside:
            return ""
        return Bad("IN203", f"={letters.decode()}{int(digits)}")

    def _row(self, number: int) -> list[Any]:
        """The row of that number, with one blank row before it where rows are left out."""
        last = self.numbers[-1] if self.numbers else 0
        if number == last:
            return self.rows[-1]
        if number > last + 1 and self.rows:
            self.rows.append([])
            self.numbers.append(last + 1)
        self.rows.append([])
        self.numbers.append(number)
        return self.rows[-1]

    def _slot(self, letters: bytes) -> int:
        column = column_number(letters)
        if column > self.dense:
            self.far.append(column)
        self.slots[letters] = slot = column - 1 if column <= self.dense else self.dense + len(self.far) - 1
        return slot

    def _put(self, row: list[Any], at: int, cell: Any) -> None:
        """Put a cell where blanks lie before it, or where another one was."""
        if at < len(row):
            row[at] = cell
            return
        self.blanks += at - len(row)
        if self.blanks > _ROOM + _ROOM_FOR_EACH * self.cells:
            raise TooFar
        row.extend([""] * (at - len(row)))
        row.append(cell)

    def _refuse(self, count: int, what: str, limit: int) -> None:
        raise Stop(problem("IN006", self.place, f"{count} {what}", limit=str(limit)))

    def _sheet(self, merged: list[Merged]) -> Sheet:
        rows, numbers = self._in_order()
        columns = self._close_up(rows) if self.far else range(1, max(map(len, rows), default=0) + 1)
        name = self.place.sheet
        return Sheet(name, rows, numbers, merged, False, {}, self.hidden, columns, self.units)

    def _in_order(self) -> tuple[list[list[Any]], Sequence[int]]:
        """The rows by their numbers, which is how everybody writes them; of two with one number the later."""
        numbers = self.numbers
        if all(one < other for one, other in pairwise(numbers)):
            whole = bool(numbers) and numbers[0] == 1 and numbers[-1] == len(numbers)
            return self.rows, range(1, len(numbers) + 1) if whole else list(numbers)
        by_number: dict[int, list[Any]] = {}
        for number, row in sorted(zip(numbers, self.rows, strict=True), key=lambda pair: pair[0]):
            pairs = zip_longest(row, by_number.get(number, ()), fillvalue="")
            by_number[number] = [old if new == "" else new for new, old in pairs]
        return list(by_number.values()), list(by_number)

    def _close_up(self, rows: list[list[Any]]) -> Sequence[int]:
        """Put the far columns behind the near ones; the numbers of all, the blank ones between them left out."""
        near = max((min(len(row), self.dense) for row in rows), default=0)
        order = sorted(range(len(self.far)), key=self.far.__getitem__)
        for i, row in enumerate(rows):
            if len(row) > self.dense:
                far = row[self.dense :]
                rows[i] = row[:near] + [far[at] if at < len(far) else "" for at in order]
        return [*range(1, near + 1), *(self.far[at] for at in order)]


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
