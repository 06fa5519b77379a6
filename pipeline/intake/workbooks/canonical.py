"""Writes a sheet's XML the one way that the reader understands: <c r="A1" …> in rows of its own.

XML may be written in many ways (prefixes, single quotes, another order of attributes, no references at all).
What Excel, WPS, LibreOffice and the usual libraries write is canonical already and needs no writing anew.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from pipeline.problems import column_letters

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.I)
_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def canonical(xml: bytes) -> bytes:
    """The rows and merged ranges of a sheet in their canonical form; raises an error of lxml where it is broken."""
    out = [b'<worksheet xmlns="', _NAMESPACE, b'"><sheetData>']
    merges = []
    last = 0
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    for _, found in etree.iterparse(io.BytesIO(xml), events=("end",), tag=("{*}row", "{*}mergeCell"), **options):
        if etree.QName(found).localname == "mergeCell":
            merges.append(_element("mergeCell", ref=str(found.get("ref") or "")))
            continue
        given = str(found.get("r") or "")
        last = int(given) if given.isdecimal() and len(given) < 8 else last + 1
        if last <= MAX_ROW:
            hidden = b' hidden="1"' if found.get("hidden") in ("1", "true") else b""
            out.append(b'<row r="%d"%s>%s</row>' % (last, hidden, b"".join(_cells(found, last))))
        found.clear()
    return b"".join([*out, b"</sheetData><mergeCells>", *merges, b"</mergeCells></worksheet>"])


def column_number(letters: bytes | str) -> int:
    """A column's number from 1: AB → 28."""
    number = 0
    for char in (letters if isinstance(letters, bytes) else letters.encode()).upper():
        number = number * 26 + char - 64
    return number


def _cells(row: etree._Element, number: int) -> Iterator[bytes]:
    column = 0
    for cell in row.iterchildren("{*}c"):
        ref = _REF.fullmatch(str(cell.get("r") or ""))
        column = column_number(ref[1]) if ref else column + 1
        if column > MAX_COLUMN:
            continue
        made = etree.Element("c", r=f"{column_letters(column)}{number}")
        for name in ("s", "t", "vm"):
            if cell.get(name) is not None:
                made.set(name, str(cell.get(name)))
        for child in cell.iterchildren("{*}f", "{*}v"):
            etree.SubElement(made, etree.QName(child).localname).text = child.text or ""
        for inline in cell.iterchildren("{*}is"):
            parts = (part for part in inline.iter("{*}t") if not any(True for _ in part.iterancestors("{*}rPh")))
            text = "".join(part.text or "" for part in parts)
            etree.SubElement(etree.SubElement(made, "is"), "t").text = text
        yield etree.tostring(made, encoding="utf-8")


def _element(name: str, **attributes: str) -> bytes:
    return bytes(etree.tostring(etree.Element(name, attributes), encoding="utf-8"))
