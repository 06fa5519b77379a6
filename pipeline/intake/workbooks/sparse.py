"""Turns a sheet whose few cells lie far apart into one where they lie close together, and remembers where they were."""

from __future__ import annotations

import io
import re
import zipfile

from pipeline.intake.workbooks.canonical import column_number
from pipeline.intake.workbooks.scan import SheetScan, sheet_xml
from pipeline.problems import column_letters

_ROWS = re.compile(rb'<row\b([^>]*?)\sr="(\d+)"([^>]*?)(?<!/)>(.*?)</row>', re.S)
_CELLS = re.compile(rb'<c\b([^>]*?)\sr="([A-Z]{1,3})\d+"([^>]*?)(?<!/)>(.*?)</c>', re.S)
_DATA = re.compile(rb"<sheetData\b.*</sheetData>", re.S)


def closed_up(data: bytes, sheet: SheetScan) -> tuple[bytes, list[int], list[int]]:
    """A package with the sheet's filled rows and columns numbered from 1, and the numbers that these had.

    Everything but the sheet's cells (styles, shared strings) stays, so the usual reader reads it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rows, columns, body = _renumbered(sheet_xml(package, sheet.part)[0])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for member in package.infolist():
                if member.filename != sheet.part:
                    made.writestr(member.filename, package.read(member))
            main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            made.writestr(sheet.part, b'<worksheet xmlns="' + main + b'">' + body + b"</worksheet>")
    return out.getvalue(), rows, columns


def _renumbered(xml: bytes) -> tuple[list[int], list[int], bytes]:
    found = _DATA.search(xml)
    filled = [
        (int(row[2]), cells)
        for row in _ROWS.finditer(found[0] if found else b"")
        if (cells := [cell for cell in _CELLS.finditer(row[4]) if b"<v>" in cell[4] or b"<is>" in cell[4]])
    ]
    columns = sorted({column_number(cell[2]) for _, cells in filled for cell in cells})
    letters = {number: column_letters(i).encode() for i, number in enumerate(columns, start=1)}
    parts = [b"<sheetData>"]
    for i, (_, cells) in enumerate(filled, start=1):
        parts.append(b'<row r="%d">' % i)
        parts += [
            b'<c%s r="%s%d"%s>%s</c>' % (cell[1], letters[column_number(cell[2])], i, cell[3], cell[4])
            for cell in cells
        ]
        parts.append(b"</row>")
    parts.append(b"</sheetData>")
    return [row for row, _ in filled], columns, b"".join(parts)
