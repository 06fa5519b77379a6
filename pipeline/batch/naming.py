"""Output patterns and keys → paths that Windows, Linux and a clerk can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.problems import Place, Stop, problem

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
LONGEST = 200  # characters below outputs/: leaves room for the folder within Windows' 260
_BYTES = 240  # of one name: Linux file systems hold 255


def plain_name(text: str) -> str:
    """A file or folder name that every system takes: 城东/支行 → 城东_支行, CON → CON_."""
    name = _FORBIDDEN.sub("_", text).strip().rstrip(". ")
    if _RESERVED.match(name):
        name = re.sub(r"^([^.]+)", r"\1_", name)
    return name or "_"


def output_path(pattern: str, values: Mapping[str, str]) -> PurePosixPath:
    """The path below outputs/ that a kind's pattern gives for these values; raises Stop where it is too long."""
    filled = pattern.format_map({name: plain_name(value) for name, value in values.items()})
    path = PurePosixPath(*(plain_name(part) for part in PurePosixPath(filled).parts if part not in ("..", "/")))
    if len(str(path)) > LONGEST:
        raise Stop(problem("BT104", Place(file=_short(str(path))), len(str(path)), limit=LONGEST))
    for part in path.parts:
        if len(part.encode()) > _BYTES:
            raise Stop(problem("BT104", Place(file=_short(part)), len(part), limit=_BYTES // 3))
    return path


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:40]}…{name[-16:]}"


def beside(path: PurePosixPath, number: int = 1) -> PurePosixPath:
    """Where a new document goes when a person edited the old one: 周例会纪要（新）.docx, （新2） …"""
    return path.with_name(f"{path.stem}（新{number if number > 1 else ''}）{path.suffix}")
