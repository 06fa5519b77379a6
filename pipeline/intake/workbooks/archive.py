"""Turns a zipped folder into the workbooks in it, their names read in whatever code the zipping program wrote them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.intake.workbooks.parts import DAMAGED
from pipeline.intake.workbooks.sniff import ARCHIVES, SUFFIXES
from pipeline.problems import Place, Problem, Stop, problem

MAX_MEMBERS = 5_000
MAX_WORKBOOKS = 500
MAX_INFLATED = 400_000_000
MAX_RATIO = 400
MAX_SCRAMBLED = 30_000_000  # the old zip cipher is undone byte by byte
_UTF8 = 0x800
_SCRAMBLED = 0x1


@dataclass(frozen=True)
class Member:
    """One workbook in the archive: its name below it, and its bytes, or the problem why there are none."""

    name: str
    data: bytes = b""
    problem: Problem | None = None


def workbooks_in(data: bytes, file: str, passwords: Sequence[str] = ()) -> Iterator[Member]:
    """Each workbook of a zipped folder; raises Stop where the archive is damaged or too big to be trusted.

    An archive within the archive is not opened; that is told.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as wrong:
        raise Stop(problem("IN004", Place(file=file), type(wrong).__name__)) from None
    with package:
        members = [(shown_name(info), info) for info in package.infolist() if not info.is_dir()]
        wanted = [(name, info) for name, info in members if _is_wanted(name)]
        _check(package.infolist(), [info for _, info in wanted], file)
        for name, info in sorted(wanted, key=lambda pair: pair[0]):
            if PurePosixPath(name).suffix.lower() in ARCHIVES:
                yield Member(name, problem=problem("IN017", Place(file=f"{file}/{name}"), name))
            else:
                yield _member(package, info, f"{file}/{name}", name, passwords)


def shown_name(info: zipfile.ZipInfo) -> str:
    """The member's name as its writer meant it, as a path that cannot leave the archive.

    Without the flag for UTF-8 Python reads names as cp437; Chinese Windows writes GBK, macOS and WinRAR UTF-8.
    """
    name = info.filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        for code in ("utf-8", "gb18030"):
            try:
                name = raw.decode(code)
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "?"


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    aside = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return not aside and path.suffix.lower() in SUFFIXES | ARCHIVES


def _check(everything: Sequence[zipfile.ZipInfo], wanted: Sequence[zipfile.ZipInfo], file: str) -> None:
    inflated = sum(info.file_size for info in wanted)
    for found, limit, what in (
        (len(everything), MAX_MEMBERS, "members"),
        (len(wanted), MAX_WORKBOOKS, "workbooks"),
        (inflated // 1_000_000, MAX_INFLATED // 1_000_000, "MB"),
    ):
        if found > limit:
            raise Stop(problem("IN006", Place(file=file), f"{found} {what}", limit=f"{limit} {what}"))


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, name: str, passwords: Sequence[str]) -> Member:
    if info.file_size > 5_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        size = f"{info.file_size // 1_000_000} MB"
        return Member(name, problem=problem("IN006", Place(file=place), size, limit=f"1:{MAX_RATIO}"))
    try:
        if info.flag_bits & _SCRAMBLED:
            return _unscrambled(package, info, place, name, passwords)
        return Member(name, package.read(info))
    except DAMAGED as wrong:
        return Member(name, problem=problem("IN004", Place(file=place), type(wrong).__name__))


def _unscrambled(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, name: str, passwords: Sequence[str]
) -> Member:
    """A member under a password, opened with the first of those given that fits."""
    keys = [password.encode(code, "replace") for password in passwords for code in ("utf-8", "gb18030")]
    for key in dict.fromkeys(keys) if info.file_size <= MAX_SCRAMBLED else ():
        try:
            return Member(name, package.read(info, pwd=key))
        except DAMAGED:
            continue
    return Member(name, problem=problem("IN015" if passwords else "IN003", Place(file=place), len(passwords)))
