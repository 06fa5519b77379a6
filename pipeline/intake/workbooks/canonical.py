"""Writes a sheet's XML the one way that the scan and the reader understand alike: <c r="A1" …> in rows of its own.

XML may be written in many ways (prefixes, single quotes, another order of attributes, no references at all).
What Excel, WPS, LibreOffice and the usual libraries write is canonical already and goes by untouched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipeline.problems import column_letters

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_CANONICAL = re.compile(rb'<c r="([A-Z]{1,3})[1-9]\d{0,6}"')
_MERGES = re.compile(rb"<mergeCells\b.*?</mergeCells>", re.S)
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.I)
_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Canonical(NamedTuple):
    """A sheet in its canonical form; whether it had to be written anew for that; the letters of each cell's column."""

    xml: bytes
    odd: bool
    letters: list[bytes]


def canonical(xml: bytes) -> Canonical:
    """The sheet in its canonical form, which is the sheet itself where it has that form already."""
    first, last = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    letters = _CANONICAL.findall(xml, max(first, 0))
    odd = (
        first < 0
        or b"<!--" in xml
        or b"<![CDATA[" in xml
        or xml.find(b"<?", 5) >= 0  # an instruction may hold what looks like an element
        or xml.count(b"<c", first, max(last, first)) != len(letters)  # nothing else in a row begins with c
    )
    if not odd:
        return Canonical(xml, False, letters)
    written = _rewritten(xml)
    return Canonical(written, True, _CANONICAL.findall(written))


def column_number(letters: bytes | str) -> int:
    """A column's number from 1: AB → 28."""
    number = 0
    for char in (letters if isinstance(letters, bytes) else letters.encode()).upper():
        number = number * 26 + char - 64
    return number


def _rewritten(xml: bytes) -> bytes:
    out = [b'<worksheet xmlns="', _NAMESPACE, b'"><sheetData>']
    last = 0
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    for _, row in etree.iterparse(io.BytesIO(xml), events=("end",), tag="{*}row", **options):
        given = str(row.get("r") or "")
        last = int(given) if given.isdecimal() and len(given) < 8 else last + 1
        if last <= MAX_ROW:
            cells = b"".join(_cells(row, last))
            out.append(b'<row r="%d">%s</row>' % (last, cells))
        row.clear()
    merges = _MERGES.search(xml)
    return b"".join([*out, b"</sheetData>", merges[0] if merges else b"", b"</worksheet>"])


def _cells(row: etree._Element, number: int) -> Iterator[bytes]:
    column = 0
    for cell in row.iterchildren("{*}c"):
        ref = _REF.fullmatch(str(cell.get("r") or ""))
        column = column_number(ref[1]) if ref else column + 1
        if column > MAX_COLUMN:
            continue
        made = etree.Element("c", r=f"{column_letters(column)}{number}")
        for name in ("s", "t"):
            if cell.get(name) is not None:
                made.set(name, str(cell.get(name)))
        for child in cell.iterchildren("{*}f", "{*}v"):
            etree.SubElement(made, etree.QName(child).localname).text = child.text or ""
        for inline in cell.iterchildren("{*}is"):
            text = "".join(part.text or "" for part in inline.iter("{*}t"))
            etree.SubElement(etree.SubElement(made, "is"), "t").text = text
        yield etree.tostring(made, encoding="utf-8")
