"""Looks at a file's first bytes and says what it really is, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from pipeline.intake.workbooks.foreign.biff8 import is_locked, workbook_stream
from pipeline.intake.workbooks.parts import DAMAGED

Content = Literal["xlsx", "xlsb", "ods", "xls", "text", "html", "xml", "locked", "empty", "other", "broken"]

SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".csv", ".tsv", ".et", ".ett"}
)
ARCHIVES = frozenset({".zip"})
KNOWN_BUT_UNREAD = frozenset({".numbers", ".rar", ".7z"})
# may hold a table
PAPERS = frozenset({".txt", ".doc", ".docx", ".wps", ".pdf", ".htm", ".html", ".mht", ".xml", ".dbf"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|style|div)\b", re.I | re.S)
_PAGE = re.compile(rb"<html\b", re.I)
_MANIFEST = "META-INF/manifest.xml"
_LONGEST = 1_000_000  # bytes of a manifest


def content_of(data: bytes) -> Content:
    """What the bytes are: a kind of workbook, text (.csv), or the reason why no reader will take them."""
    if not data.strip(b"\x00 \t\r\n"):
        return "empty"
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data or is_locked(workbook_stream(data))
        return "locked" if locked else "xls"
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):  # a bare BIFF stream
        return "xls"
    head = _head(data)
    if _HTML.match(head):
        return "html"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in head and not _PAGE.search(head):
        return "xml"
    if head.lstrip().startswith((b"<?xml", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8")):
        return "html" if re.search(rb"<html|<table", head, re.I) else "other"
    return "other" if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"


def _head(data: bytes) -> bytes:
    """The first bytes as ASCII-compatible text without a byte order mark."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:4098].decode(encoding, "replace").encode()
    return data[:4096].removeprefix(b"\xef\xbb\xbf")


def _zipped(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if any(info.flag_bits & 1 for info in package.infolist()):
                return "locked"
            kind = _beginning(package, "mimetype") if "mimetype" in names else b""
            if b"opendocument.spreadsheet" in kind:
                said = _beginning(package, _MANIFEST) if _MANIFEST in names else b""
                return "locked" if b"encryption-data" in said else "ods"
    except DAMAGED:
        return "broken"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsx" if "[Content_Types].xml" in names and any(n.endswith("workbook.xml") for n in names) else "other"


def _beginning(package: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part, as many as a real one has at most, and not what a bomb inflates to."""
    with package.open(name) as part:
        return part.read(_LONGEST)
