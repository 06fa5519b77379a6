"""Turns the record stream of an .xls file into its sheets' error cells and hidden rows (see [MS-XLS] 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from pipeline.intake.workbooks.foreign.marks import Marks

_BOF, _EOF, _BOUNDSHEET, _ROW, _BOOLERR, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0208, 0x0205, 0x0006
_FILEPASS = 0x002F
_ROW_HIDDEN = 0x20
_IS_ERROR = (2, 0xFFFF)  # a formula's result that is no number begins with its kind and ends with FF FF


def xls_marks(data: bytes) -> dict[str, Marks]:
    """Sheet name → its error cells and hidden rows; nothing where the stream is damaged (its reader says so)."""
    try:
        stream = workbook_stream(data)
        return {name: _sheet(stream, at) for name, at in _sheets(stream)}
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
            text = stream[at + 8 : at + length]
            yield (text[: 2 * count].decode("utf-16-le") if wide & 1 else text[:count].decode("latin-1")), start


def _sheet(stream: bytes, start: int) -> Marks:
    marks, depth = Marks(), 0
    for kind, at, length in _records(stream, start):
        if kind in (_BOF, _EOF):
            depth += 1 if kind == _BOF else -1
            if depth <= 0:
                break
        elif depth > 1:  # a chart within the sheet
            continue
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            marks.hidden_rows |= {row + 1} if flags & _ROW_HIDDEN else set()
        elif kind == _BOOLERR and length >= 8:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", stream, at)
            if is_error:
                marks.error(row, column, code)
        elif kind == _FORMULA and length >= 14:
            row, column, what, code, rest = struct.unpack_from("<HH2xBxB3xH", stream, at)
            if (what, rest) == _IS_ERROR:
                marks.error(row, column, code)
    return marks
