"""Turns the record stream of an .xls file into its sheets' error cells, hidden rows and units (see [MS-XLS] 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

import olefile

from pipeline.intake.workbooks.foreign.marks import Marks
from pipeline.intake.workbooks.number_formats import Shown, formats_of

_BOF, _EOF, _BOUNDSHEET, _ROW, _BOOLERR, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0208, 0x0205, 0x0006
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
_FORMAT, _XF = 0x041E, 0x00E0
_FILEPASS = 0x002F
_RECALC_ID, _UNCALCED = 0x01C1, 0x005E
_CALC_ON_LOAD = 0x02
_ROW_HIDDEN = 0x20
_NO_TEXT = (3, 0xFFFF)  # a formula's result that is an empty text
_IS_ERROR = (2, 0xFFFF)  # a formula's result that is no number begins with its kind and ends with FF FF


def xls_marks(data: bytes) -> dict[str, Marks]:
    """Sheet name → what its reader does not tell; nothing where the stream is damaged (its reader says so)."""
    try:
        stream = workbook_stream(data)
        styles = _styles(stream)
        made_by_program = _is_calculated(stream)
        sheets = {name: _sheet(stream, at, styles) for name, at in _sheets(stream)}
        for marks in sheets.values():
            marks.close(made_by_program)
        return sheets
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def workbook_stream(data: bytes) -> bytes:
    """The record stream of a workbook within its container, or the bytes themselves; empty where there is none."""
    if not data.startswith(olefile.MAGIC):
        return data
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), "")
            return container.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, RecursionError):
        return b""


def is_locked(stream: bytes) -> bool:
    """Whether the stream is encrypted: a FILEPASS record stands among its first ones."""
    try:
        return any(kind == _FILEPASS for kind, _, _ in _records(stream, 0, 8))
    except struct.error:
        return False


def _records(stream: bytes, at: int, most: int = 50_000_000) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record from ``at`` on, up to the end of the stream."""
    for _ in range(most):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Name and start of each sheet, from the globals at the head of the stream."""
    for kind, at, length in _records(stream, 0):
        if kind == _EOF:
            return
        if kind == _BOUNDSHEET:
            start, _, _, count, wide = struct.unpack_from("<IBBBB", stream, at)
            yield _text(stream[at + 8 : at + length], count, wide), start


def _text(raw: bytes, count: int, wide: int) -> str:
    """So many characters, in two bytes each or in one."""
    return raw[: 2 * count].decode("utf-16-le") if wide & 1 else raw[:count].decode("latin-1")


def _styles(stream: bytes) -> list[Shown]:
    """What a cell of each style shows, from the formats and styles at the head of the stream."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _FORMAT and length >= 5:
            number, count, wide = struct.unpack_from("<HHB", stream, at)
            codes[number] = _text(stream[at + 5 : at + length], count, wide)
        elif kind == _XF and length >= 4:
            formats.append(struct.unpack_from("<2xH", stream, at)[0])
    return formats_of(codes, formats)


def _is_calculated(stream: bytes) -> bool:
    """Whether a spreadsheet program has calculated the workbook: each notes its own number, and libraries do not."""
    for kind, _, _ in _records(stream, 0):
        if kind in (_RECALC_ID, _EOF):
            return kind == _RECALC_ID
    return False


def _sheet(stream: bytes, start: int, styles: Sequence[Shown]) -> Marks:
    marks, depth, fresh = Marks(styles), 0, False
    for kind, at, length in _records(stream, start):
        if kind in (_BOF, _EOF):
            depth += 1 if kind == _BOF else -1
            if depth <= 0:
                break
        elif depth > 1:  # a chart within the sheet
            continue
        elif kind == _UNCALCED:
            fresh = True
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            marks.hidden_rows |= {row + 1} if flags & _ROW_HIDDEN else set()
        elif kind == _BOOLERR and length >= 8:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", stream, at)
            if is_error:
                marks.error(row, column, code)
        elif kind == _FORMULA and length >= 14:
            row, column, style, what, code, rest = struct.unpack_from("<HHHBxB3xH", stream, at)
            nothing = (what, rest) == _NO_TEXT or stream[at + 6 : at + 14] == bytes(8)
            asked = fresh or (length >= 16 and bool(stream[at + 14] & _CALC_ON_LOAD))
            marks.formula(row, column, nothing, asked)
            if (what, rest) == _IS_ERROR:
                marks.error(row, column, code)
            elif rest != _IS_ERROR[1]:
                marks.number(row, column, style)
        elif kind in (_NUMBER, _RK) and length >= 10:
            marks.number(*struct.unpack_from("<HHH", stream, at))
        elif kind == _MULRK and length >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            for offset in range((length - 6) // 6):
                marks.number(row, column + offset, struct.unpack_from("<H", stream, at + 4 + 6 * offset)[0])
    return marks
