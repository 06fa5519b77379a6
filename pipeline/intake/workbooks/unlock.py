"""Opens a workbook that is protected with a password, with the first of the given ones that fits."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from pipeline.problems import Place, Stop, problem

VARIABLE = "CHENXI_PASSWORD"
MOST_SPINS = 1_000_000  # Excel hashes a password 100,000 times; a file that asks for billions only wants to be slow
_SPINS = re.compile(rb'spinCount="(\d+)"')
_WRONG = (DecryptionError, FileFormatError, InvalidKeyError, ParseError, ValueError, KeyError, IndexError, TypeError)
_BROKEN = (
    AssertionError, OSError, AttributeError, struct.error, zlib.error, zipfile.BadZipFile, RecursionError,
    OverflowError,
)  # fmt: skip


def known_passwords(settings: Mapping[str, Any], file: str) -> list[str]:
    """The passwords to try on a file: its own ([intake.password]), the environment's, the bank's ([intake])."""
    own = settings.get("password", {})
    named = [own[name] for name in (file, file.rsplit("/", 1)[-1]) if name in own]
    listed = settings.get("passwords", ())
    return list(dict.fromkeys(str(word) for word in (*named, os.environ.get(VARIABLE, ""), *listed) if word))


def unlocked(data: bytes, file: str, passwords: Sequence[str]) -> bytes:
    """The workbook within; raises Stop where no password was given (IN003) or none fits (IN015)."""
    if not passwords:
        raise Stop(problem("IN003", Place(file=file)))
    if _too_slow(data):
        raise Stop(problem("IN007", Place(file=file), "spinCount"))
    for password in passwords:
        try:
            book = msoffcrypto.OfficeFile(io.BytesIO(data))
            checked = {"verify_password": True} if book.format == "ooxml" else {}  # the old formats always check
            book.load_key(password=password, **checked)
            out = io.BytesIO()
            book.decrypt(out)
        except (*_WRONG, *_BROKEN):
            continue
        return out.getvalue()
    raise Stop(problem("IN015", Place(file=file), len(passwords)))


def _too_slow(data: bytes) -> bool:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            info = container.openstream("EncryptionInfo").read() if container.exists("EncryptionInfo") else b""
    except _BROKEN:
        return False
    return any(int(spins) > MOST_SPINS for spins in _SPINS.findall(info))
