"""Turns traditional characters into the simplified ones of the vocabulary: 客戶經理 → 客户经理."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _table() -> dict[int, str]:
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    first, second = (name.replace("\n", "") for name in (lists["traditional"], lists["simplified"]))
    return {ord(a): b for a, b in zip(first, second, strict=True)}


def simplified(text: str) -> str:
    """The text with each traditional character replaced; itself where it has none."""
    return text if text.isascii() else text.translate(_table())
