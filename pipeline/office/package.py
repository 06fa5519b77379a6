"""Bytes of an Office file → its members, and changed members → the bytes of a new file, always the same bytes.

A write copies the compressed bytes of everything that did not change. Order, dates and headers are fixed:
the unchanged members first (as the template has them, [Content_Types].xml before all), then the changed ones.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from isal import igzip_lib, isal_zlib

from pipeline.problems import Place, Stop, problem

MOST_BYTES = 64 << 20
MOST_MEMBERS = 4_000
MOST_INFLATED = 256 << 20
HIGHEST_RATIO = 250
RATIO_COUNTS_FROM = 8 << 20  # small members of repeated XML compress well without being a bomb
CONTENT_TYPES = "[Content_Types].xml"
_STORED, _DEFLATED = 0, 8
_COMPRESSED = (".png", ".jpeg", ".jpg")
_SMALL = 16_384  # up to here level 2 takes four times as long as level 0, and saves a few hundred bytes
_DATE = 0x21  # 1980-01-01, the first day that zip knows
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHI")  # up to the offset of the local header
_END = struct.Struct("<4sHHHHIIH")
_OLE = b"\xd0\xcf\x11\xe0"
_UNSAFE_XML = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


@dataclass  # not frozen: one is made for each part that is written
class Member:
    """One member: its name and its compressed bytes as they stood in the file. ``head``: its local header, which these
    follow; ``listing``: what stands before and after its offset in the directory."""

    name: str
    raw: bytes
    method: int
    crc: int
    size: int
    head: bytes = field(init=False, repr=False, compare=False)
    listing: tuple[bytes, bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        name, flags = _encoded(self.name)
        fields = (20, flags, self.method, 0, _DATE, self.crc, len(self.raw), self.size, len(name), 0)
        self.head = _LOCAL.pack(b"PK\x03\x04", *fields) + name
        self.listing = _CENTRAL.pack(b"PK\x01\x02", 20, *fields, 0, 0, 0, 0), name

    @cached_property
    def data(self) -> bytes:
        """The uncompressed bytes."""
        return zlib.decompress(self.raw, -15) if self.method == _DEFLATED else self.raw


@lru_cache(1 << 10)
def _encoded(name: str) -> tuple[bytes, int]:
    return name.encode("utf-8"), 0 if name.isascii() else 0x800


Content = bytes | str | Iterable[str | bytes] | Member


def packed(name: str, content: Content) -> Member:
    """New content as a member, deflated (isal, level 2; level 0 where there is little to gain), but for pictures, which
    are; a text that comes in pieces is never held whole."""
    if isinstance(content, Member):
        return content
    if not isinstance(content, str | bytes):
        return _streamed(name, content)
    data = content.encode("utf-8") if isinstance(content, str) else content
    if name.endswith(_COMPRESSED):
        return Member(name, data, _STORED, isal_zlib.crc32(data), len(data))
    raw = igzip_lib.compress(data, 2 if len(data) > _SMALL else 0, igzip_lib.COMP_DEFLATE)
    return Member(name, raw, _DEFLATED, isal_zlib.crc32(data), len(data))


def _streamed(name: str, pieces: Iterable[str | bytes]) -> Member:
    deflater = isal_zlib.compressobj(2, isal_zlib.DEFLATED, -15)
    chunks: list[bytes] = []
    crc = size = 0
    for piece in pieces:
        data = piece.encode("utf-8") if isinstance(piece, str) else piece
        crc, size = isal_zlib.crc32(data, crc), size + len(data)
        chunks.append(deflater.compress(data))
    chunks.append(deflater.flush())
    return Member(name, b"".join(chunks), _DEFLATED, crc, size)


@dataclass(frozen=True)
class _Static:
    """The part of a written file that is the same for every write that changes the same members."""

    first: tuple[str, ...]
    locals: bytes
    members: tuple[Member, ...]
    central: bytes
    order: tuple[str, ...]


@dataclass
class Package:
    """The members of an Office file by name, in its order."""

    members: dict[str, Member]
    name: str = ""
    _static: dict[tuple[frozenset[str], frozenset[str]], _Static] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """The text of an XML member; UTF-8 and UTF-16 are understood. Raises Stop when it is neither."""
        data = self.members[name].data
        coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            raise Stop(problem("WD002", Place(file=self.name, inside=name))) from None

    def write(self, changed: Mapping[str, Content], removed: Iterable[str] = ()) -> bytes:
        """The file with these members changed or added and those removed. Equal input gives equal bytes."""
        static = self._kept(frozenset(changed), frozenset(removed))
        members = [packed(name, changed[name]) for name in static.order]
        if static.first:
            members = [*(packed(name, changed[name]) for name in static.first), *static.members, *members]
            return _file(b"", b"", members, len(members))
        return _file(static.locals, static.central, members, len(static.members) + len(members))

    def _kept(self, changed: frozenset[str], removed: frozenset[str]) -> _Static:
        key = (changed, removed)
        if key not in self._static:
            self._static[key] = self._plan(changed, removed)
        return self._static[key]

    def _plan(self, changed: frozenset[str], removed: frozenset[str]) -> _Static:
        names = sorted(self.members, key=lambda name: name != CONTENT_TYPES)  # stable: else the file's order
        kept = tuple(self.members[n] for n in names if n not in changed and n not in removed)
        first = (CONTENT_TYPES,) if CONTENT_TYPES in changed else ()
        order = [n for n in names if n in changed and n not in first]
        order += sorted(changed - self.members.keys() - set(first))
        chunks, entries = _appended(kept, 0)
        return _Static(first, b"".join(chunks), kept, b"".join(entries), tuple(order))


def _appended(members: Iterable[Member], offset: int) -> tuple[list[bytes], list[bytes]]:
    """The bytes of members from an offset on, and their entries in the directory."""
    chunks: list[bytes] = []
    entries: list[bytes] = []
    for member in members:
        head, raw = member.head, member.raw
        before, name = member.listing
        chunks += (head, raw)
        entries += (before, offset.to_bytes(4, "little"), name)
        offset += len(head) + len(raw)
    return chunks, entries


def _file(locals: bytes, central: bytes, members: Iterable[Member], count: int) -> bytes:
    """A file of ``count`` members: those whose bytes and entries are known, and then these."""
    chunks, entries = _appended(members, len(locals))
    directory = central + b"".join(entries)
    offset = len(locals) + sum(map(len, chunks))
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((locals, *chunks, directory, end))


def read_file(path: Path) -> Package:
    """The package in a file on disk; raises Stop like read_package, and when the file cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(problem("WD001", Place(file=path.name), error.strerror or "OSError")) from None
    return read_package(data, name=path.name)


def read_package(data: bytes, *, name: str = "") -> Package:
    """The members of an Office file; raises Stop when it is none, is locked, or is not safe to open."""
    place = Place(file=name)
    if data[:4] == _OLE:
        raise Stop(problem("WD003", place))
    if len(data) > MOST_BYTES:
        raise Stop(problem("WD004", place, f"{len(data) >> 20} MB", most=f"{MOST_BYTES >> 20} MB"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), place)
            members = [_member(archive, info, data) for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise Stop(problem("WD002", place)) from None
    for member in members:
        _check_xml(member, place)
    return Package({m.name: m for m in members}, name)


def _check_directory(infos: list[zipfile.ZipInfo], place: Place) -> None:
    if len(infos) > MOST_MEMBERS:
        raise Stop(problem("WD004", place, len(infos), most=MOST_MEMBERS))
    if sum(info.file_size for info in infos) > MOST_INFLATED:
        raise Stop(problem("WD004", place, "zip", most=f"{MOST_INFLATED >> 20} MB"))
    seen: set[str] = set()
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        folded = _plain_name(info).casefold()
        if folded in seen or "\\" in folded or folded.startswith("/") or ".." in folded.split("/"):
            raise Stop(problem("WD005", place, info.filename))
        seen.add(folded)
        bomb = info.file_size > RATIO_COUNTS_FROM and info.file_size > HIGHEST_RATIO * info.compress_size
        if bomb or info.header_offset < end:
            raise Stop(problem("WD005", place, info.filename))
        end = info.header_offset + info.compress_size
        if info.flag_bits & 1 or info.compress_type not in (_STORED, _DEFLATED):
            raise Stop(problem("WD003", place))


def _plain_name(info: zipfile.ZipInfo) -> str:
    """A member's name; XlsxWriter writes some from the root (/xl/richData/…), which Excel takes as the same."""
    return info.filename.removeprefix("/") if info.filename.startswith("/xl/") else info.filename


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> Member:
    """The member with its raw bytes; reading it through zipfile proves size and checksum."""
    content = archive.read(info)
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    raw = data[start : start + info.compress_size]
    member = Member(_plain_name(info), raw, info.compress_type, info.CRC, info.file_size)
    member.__dict__["data"] = content
    return member


def _check_xml(member: Member, place: Place) -> None:
    if member.name.endswith((".xml", ".rels", ".vml")) and any(mark in member.data for mark in _UNSAFE_XML):
        raise Stop(problem("WD006", place, member.name))


def content_digest(data: bytes) -> str:
    """A sha256 over the names and uncompressed bytes of an Office file's members, whatever deflater packed it.

    Bytes that are no zip are hashed as they are.
    """
    digest = hashlib.sha256()
    if not data.startswith(b"PK\x03\x04"):
        digest.update(data)
        return digest.hexdigest()
    for name, member in sorted(read_package(data).members.items()):
        digest.update(f"{name}\0{member.size}\0".encode())
        digest.update(member.data)
    return digest.hexdigest()


CORE = "docProps/core.xml"
APP = "docProps/app.xml"
STAMP = "1980-01-01T00:00:00Z"
_PEOPLE = re.compile(r"(<(?:\w+:)?(?:creator|lastModifiedBy)(?:\s[^>]*)?>)[^<{｛]*(</)")
_MOMENTS = re.compile(r"(<dcterms:(?:created|modified)(?:\s[^>]*)?>)[^<]*(</)")
_COUNTED = re.compile(r"<(?:\w+:)?(?:lastPrinted|revision)(?:\s[^>]*)?>[^<]*</[^>]*>")
_COMPANY = re.compile(r"(<(?:\w+:)?(?:Company|Manager|HyperlinkBase)>)[^<{｛]*(</)")
_TEMPLATE = re.compile(r"(<(?:\w+:)?Template>)[^<]*[\\/]([^<\\/]*</)")
_MINUTES = re.compile(r"(<(?:\w+:)?TotalTime>)[^<]*(</)")


def scrubbed(package: Package, stamp: str = STAMP) -> dict[str, str]:
    """The property parts without people's names, local paths, counters and clock times, ready for write();
    what holds a tag is not a person's name and stays.

    ``stamp`` stands where the created and modified moments were.
    """
    changed: dict[str, str] = {}
    if CORE in package.members:
        text = _MOMENTS.sub(rf"\g<1>{stamp}\g<2>", _COUNTED.sub("", package.text(CORE)))
        changed[CORE] = _PEOPLE.sub(r"\1\2", text)
    if APP in package.members:
        text = _TEMPLATE.sub(r"\1\2", _COMPANY.sub(r"\1\2", package.text(APP)))
        changed[APP] = _MINUTES.sub(r"\g<1>0\g<2>", text)
    return changed


def stamp_of(facts: Mapping[str, object]) -> str:
    """The moment that core properties show: the facts' ``as_of`` day, else a fixed one; never the clock."""
    day = facts.get("as_of")
    return f"{day:%Y-%m-%d}T00:00:00Z" if isinstance(day, date) else STAMP
