"""Workbook packages made and changed part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def changed(path: Path, part: str, edit: Callable[[bytes], bytes]) -> None:
    """Edit one part of a workbook in place."""
    path.write_bytes(changed_bytes(path.read_bytes(), part, edit))


def changed_bytes(data: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part edited."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = edit(parts[part])
    return package(**parts)
