"""Opens a zipped workbook and gives the bytes of its parts, which must be exactly what the directory promises."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from isal import isal_zlib

from pipeline.problems import Place, Stop, problem

_INFLATER_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]
# What goes wrong when a package is damaged, whoever reads it.
DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error,
    zlib.error, _INFLATER_ERROR,
)  # fmt: skip
_STORED, _DEFLATED = 0, 8
_NAMES = struct.Struct("<HH")


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
        member = self.members[name]
        names, extra = _NAMES.unpack_from(self.data, member.header_offset + 26)
        start = member.header_offset + 30 + names + extra
        raw = self.data[start : start + member.compress_size]
        if member.compress_type == _DEFLATED:
            inflater = isal_zlib.decompressobj(-15)
            content = bytes(inflater.decompress(raw, member.file_size + 1))
            if not inflater.eof and len(content) == member.file_size:
                content += bytes(inflater.decompress(inflater.unconsumed_tail, 1))
        elif member.compress_type == _STORED:
            content = raw
        else:
            raise NotImplementedError(member.compress_type)
        if len(content) != member.file_size or isal_zlib.crc32(content) != member.CRC:
            raise zipfile.BadZipFile(name)
        return content


def opened(data: bytes, file: str) -> Parts:
    """The package in the bytes; raises Stop where it is none."""
    try:
        return Parts(data)
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
