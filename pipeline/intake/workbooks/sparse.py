"""Turns a sheet whose few cells lie far apart into one where they lie close together, and remembers where they were."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.intake.workbooks.canonical import column_number
from pipeline.intake.workbooks.parts import Parts
from pipeline.intake.workbooks.scan import SheetScan, sheet_xml
from pipeline.problems import column_letters

_ROWS = re.compile(rb'<row\b([^>]*?)\sr="(\d+)"([^>]*?)(?<!/)>(.*?)</row>', re.S)
_CELLS = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?<!/)>(.*?)</c>', re.S)
_MERGED = re.compile(rb'<mergeCell\b[^>]*?\sref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_DATA = re.compile(rb"<sheetData\b.*</sheetData>", re.S)
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def closed_up(package: Parts, sheet: SheetScan) -> tuple[bytes, list[int], list[int]]:
    """A package with the sheet's filled rows and columns numbered from 1, and the numbers that these had.

    Everything but the sheet's cells (styles, shared strings) stays, so the usual reader reads it.
    """
    xml = sheet_xml(package, sheet.part).xml
    rows, columns, body = _renumbered(xml, sheet.bad)
    merges = b"".join(_merges(xml, rows, columns))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in package.members:
            if name != sheet.part and name.endswith((".xml", ".rels")):
                made.writestr(name, package.read(name))
        made.writestr(sheet.part, b"".join((_HEAD, body, merges, b"</worksheet>")))
    return out.getvalue(), rows, columns


def _renumbered(xml: bytes, bad: Mapping[tuple[int, int], Any]) -> tuple[list[int], list[int], bytes]:
    """The numbers of the rows and columns that hold anything, and the cells under their new ones."""
    found = _DATA.search(xml)
    filled: dict[int, list[tuple[int, re.Match[bytes]]]] = {row: [] for row, _ in bad}
    for row in _ROWS.finditer(found[0] if found else b""):
        cells = [(column_number(c[1]), c) for c in _CELLS.finditer(row[4]) if b"<v" in c[3] or b"<is" in c[3]]
        if cells:
            filled.setdefault(int(row[2]), []).extend(cells)
    columns = sorted({column for cells in filled.values() for column, _ in cells} | {column for _, column in bad})
    letters = {number: column_letters(i).encode() for i, number in enumerate(columns, start=1)}
    parts = [b"<sheetData>"]
    for i, row_number in enumerate(sorted(filled), start=1):
        parts.append(b'<row r="%d">' % i)
        parts += [b'<c r="%s%d"%s>%s</c>' % (letters[at], i, c[2], c[3]) for at, c in filled[row_number]]
        parts.append(b"</row>")
    parts.append(b"</sheetData>")
    return sorted(filled), columns, b"".join(parts)


def _merges(xml: bytes, rows: Sequence[int], columns: Sequence[int]) -> Iterator[bytes]:
    """The merged ranges by the new numbers, as far as they still span more than one cell."""
    areas = []
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = bisect_left(rows, int(top)) + 1, bisect_right(rows, int(bottom))
        start, end = bisect_left(columns, column_number(left)) + 1, bisect_right(columns, column_number(right))
        if first <= last and start <= end and (first, start) != (last, end):
            areas.append(f'<mergeCell ref="{column_letters(start)}{first}:{column_letters(end)}{last}"/>'.encode())
    if areas:
        yield from (b"<mergeCells>", *areas, b"</mergeCells>")
