"""Writes small .xlsb workbooks, which nothing else at hand can write: parts made of records ([MS-XLSB] 2.1.4)."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence

from packages import package

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
FORMATS = {"": 0, "0%": 9, '0.00"万元"': 164, '#,##0"元"': 165}  # the styles that cells may have
TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(data)
    while True:
        length += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + length + data


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(column: int, value: object) -> bytes:
    """A text, a number, an error (an exception that names it) or, as a tuple, a number and its number format."""
    style = list(FORMATS).index(value[1]) if isinstance(value, tuple) else 0
    value = value[0] if isinstance(value, tuple) else value
    head = struct.pack("<II", column, style)
    if isinstance(value, ValueError):
        return record(3, head + bytes([ERRORS[str(value)]]))
    if isinstance(value, str):
        return record(6, head + text(value))
    return record(5, head + struct.pack("<d", float(str(value))))


def count(records: Sequence[bytes]) -> bytes:
    return struct.pack("<I", len(records))


def styles() -> bytes:
    own = [(number, code) for code, number in FORMATS.items() if number >= 164]
    formats = [record(44, struct.pack("<H", number) + text(code)) for number, code in own]
    kinds = [record(47, struct.pack("<HH12x", 0, number)) for number in FORMATS.values()]
    decoy = record(47, struct.pack("<HH12x", 0xFFFF, 9))  # a style that cells' styles are derived from
    return b"".join(
        [record(278), record(615, count(formats)), *formats, record(616),
         record(626, count([decoy])), decoy, record(627), record(617, count(kinds)), *kinds, record(618), record(279)]
    )  # fmt: skip


def sheet(rows: Sequence[Sequence[object]], hidden: Collection[int]) -> bytes:
    width = max(map(len, rows))
    out = [record(129), record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)), record(145)]
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 in hidden else 0
        out.append(record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0)))
        out += [cell(column, value) for column, value in enumerate(row) if value is not None]
    return b"".join([*out, record(146), record(130)])


def xlsb(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Collection[int] = ()) -> bytes:
    """A workbook with these sheets; the numbers of ``hidden`` rows count for each of them."""
    names = list(sheets)
    bundles = b"".join(
        record(156, struct.pack("<II", 0, i) + text(f"rId{i}") + text(name)) for i, name in enumerate(names, start=1)
    )
    links = f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.bin"/>' + "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.bin"/>'
        for i in range(1, len(names) + 1)
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(root).encode(),
        "xl/workbook.bin": record(131) + record(143) + bundles + record(144) + record(132),
        "xl/styles.bin": styles(),
        "xl/_rels/workbook.bin.rels": RELATIONS.format(links).encode(),
    }
    parts |= {f"xl/worksheets/sheet{i}.bin": sheet(rows, hidden) for i, rows in enumerate(sheets.values(), start=1)}
    return package(**parts)
