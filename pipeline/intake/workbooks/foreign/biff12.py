"""Turns the record parts of an .xlsb file into its sheets' error cells, hidden rows and units (see [MS-XLSB] 2.4)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence

from pipeline.intake.workbooks.foreign.marks import Marks
from pipeline.intake.workbooks.number_formats import Shown, formats_of
from pipeline.intake.workbooks.parts import DAMAGED, Parts
from pipeline.intake.workbooks.scan import check_members
from pipeline.problems import Place, Stop, problem

_ROW, _ERROR, _FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_ERROR, _BUNDLE, _CALCULATION = 0, 3, 8, 9, 11, 156, 157
_NUMBERS = frozenset([2, 5, 9])  # a short one, a long one, a formula's
_FORMAT, _STYLE, _CELL_STYLES, _CELL_STYLES_END = 44, 47, 617, 618
_ROW_HIDDEN = 0x10
_MOST_RECORDS = 50_000_000
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')


def xlsb_marks(data: bytes, file: str) -> dict[str, Marks]:
    """Sheet name → what its reader does not tell; raises Stop where the package is too big to be trusted."""
    try:
        package = Parts(data)
        check_members(package, file)
        targets = _targets(package.read("xl/_rels/workbook.bin.rels"))
        book = package.read("xl/workbook.bin")
        sheets, calculated = list(_sheets(book)), _is_calculated(book)
        styles = _styles(package.read("xl/styles.bin")) if "xl/styles.bin" in package else []
        found = ((name, targets[relation]) for name, relation in sheets if relation in targets)
        return {name: _sheet(package.read(part), styles, calculated) for name, part in found}
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None


def _targets(xml: bytes) -> dict[str, str]:
    """Relation id → the part that it leads to."""
    found = (dict(_ATTRIBUTE.findall(tag)) for tag in _RELATION.findall(xml))
    pairs = ((r.get(b"Id", b"").decode(), r.get(b"Target", b"").decode()) for r in found)
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in pairs}


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record; both numbers are written in seven bits a byte."""
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 2 > len(part):
            return
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (part[at] & 0x7F) << 7, at + 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= len(part):
                return
            byte, at = part[at], at + 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, at, length
        at += length


def _sheets(part: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation id of each sheet of the workbook."""
    for kind, at, _ in _records(part):
        if kind == _BUNDLE:
            relation, behind = _text(part, at + 8)
            yield _text(part, behind)[0], relation


def _is_calculated(part: bytes) -> bool:
    """Whether a spreadsheet program has calculated the workbook: it notes its own number, and libraries do not."""
    return any(k == _CALCULATION and n >= 4 and part[at : at + 4] != bytes(4) for k, at, n in _records(part))


def _text(part: bytes, at: int) -> tuple[str, int]:
    """A string with its length before it, and where the next field begins."""
    (count,) = struct.unpack_from("<I", part, at)
    count = 0 if count == 0xFFFFFFFF else min(count, 1024)
    return part[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace"), at + 4 + 2 * count


def _styles(part: bytes) -> list[Shown]:
    """What a cell of each style shows."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    of_cells = False
    for kind, at, length in _records(part):
        if kind == _FORMAT and length >= 6:
            codes[struct.unpack_from("<H", part, at)[0]] = _text(part, at + 2)[0]
        elif kind in (_CELL_STYLES, _CELL_STYLES_END):
            of_cells = kind == _CELL_STYLES
        elif kind == _STYLE and of_cells and length >= 4:
            formats.append(struct.unpack_from("<2xH", part, at)[0])
    return formats_of(codes, formats)


def _sheet(part: bytes, styles: Sequence[Shown], calculated: bool) -> Marks:
    marks, row = Marks(styles), 0
    for kind, at, length in _records(part):
        if kind == _ROW and length >= 12:
            (row,) = struct.unpack_from("<I", part, at)
            marks.hidden_rows |= {row + 1} if part[at + 11 : at + 12] and part[at + 11] & _ROW_HIDDEN else set()
        elif kind in (_ERROR, _FORMULA_ERROR) and length >= 9:
            column, code = struct.unpack_from("<I4xB", part, at)
            if row < 1_048_576 and column < 16_384:
                marks.error(row, column, code)
        elif kind in _NUMBERS and length >= 8:
            column, style = struct.unpack_from("<II", part, at)
            if row < 1_048_576 and column < 16_384:
                marks.number(row, column, style & 0xFFFFFF)
        if kind in (_FORMULA_TEXT, _FORMULA_NUMBER) and length >= 12:
            (column,) = struct.unpack_from("<I", part, at)
            length_or_value = part[at + 8 : at + (12 if kind == _FORMULA_TEXT else 16)]
            if row < 1_048_576 and column < 16_384:
                marks.formula(row, column, not any(length_or_value), asked=False)
    marks.close(calculated)
    return marks
