"""Opens a zipped workbook and gives the bytes of its parts, which must be exactly what the directory promises."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from isal import isal_zlib

from pipeline.problems import Place, Stop, problem

_INFLATER_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]
# What goes wrong when a package is damaged, whoever reads it.
DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error,
    zlib.error, _INFLATER_ERROR,
)  # fmt: skip
UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED, IndexError)  # a text by a number that there is not
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
_STORED, _DEFLATED = 0, 8
_NAMES = struct.Struct("<HH")
_STEP = 32_768  # packed bytes that are inflated at a time


class Parts:
    """The parts of a package by name.

    A reader of its own trusts the directory, or the stream, or the checksum; a part in which these differ could show
    the scan one thing and the reader another, so it counts as damaged.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.members = {info.filename: info for info in package.infolist() if not info.is_dir()}
            if len({name.casefold() for name in self.members}) < sum(not m.is_dir() for m in package.infolist()):
                raise zipfile.BadZipFile("two parts of one name")

    def __contains__(self, name: object) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """The part's bytes; raises one of DAMAGED where it is missing, longer or shorter than said, or changed."""
        return b"".join(self.stream(name, whole=True))

    def stream(self, name: str, *, whole: bool = False) -> Iterator[bytes]:
        """The part's bytes piece by piece; what ``read`` raises comes at the end, when all of it has been seen."""
        member = self.members[name]
        names, extra = _NAMES.unpack_from(self.data, member.header_offset + 26)
        start = member.header_offset + 30 + names + extra
        raw = memoryview(self.data)[start : start + member.compress_size]
        if member.compress_type not in (_STORED, _DEFLATED):
            raise NotImplementedError(member.compress_type)
        inflater = isal_zlib.decompressobj(-15) if member.compress_type == _DEFLATED else None
        step = max(len(raw), 1) if whole else _STEP
        length = crc = 0
        for first in range(0, max(len(raw), 1), step):
            piece = bytes(raw[first : first + step])
            if inflater:
                piece = bytes(inflater.decompress(piece, member.file_size - length + 1))
            length += len(piece)
            crc = isal_zlib.crc32(piece, crc)
            if length > member.file_size:
                break
            yield piece
        if inflater and not inflater.eof and length == member.file_size:
            length += len(inflater.decompress(inflater.unconsumed_tail, 1))
        if length != member.file_size or crc != member.CRC:
            raise zipfile.BadZipFile(name)


def opened(data: bytes, file: str) -> Parts:
    """The package in the bytes; raises Stop where it is none."""
    try:
        return Parts(data)
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
