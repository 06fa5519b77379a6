"""Turns a Chinese term into the ways that it is spelled in letters: 客户经理 → kehujingli, and its initials khjl."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import islice, product
from pathlib import Path

_MOST_WAYS = 8
_SHORTEST_INITIALS = 3  # je may be anything


@cache
def _readings() -> dict[str, list[str]]:
    """Character → its syllables."""
    text = (Path(__file__).parent / "pinyin.toml").read_text(encoding="utf-8")
    readings: dict[str, list[str]] = {}
    for syllable, characters in tomllib.loads(text).items():
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return readings


@cache
def spelled(term: str) -> tuple[str, ...]:
    """Every spelling of a term in small letters; none where a character's is not known."""
    known = _readings()
    syllables = [[char.lower()] if char.isascii() else known.get(char, []) for char in term]
    ways = ["".join(way) for way in islice(product(*syllables), _MOST_WAYS)]
    return tuple(ways) if not term.isascii() else ()


@cache
def initials(term: str) -> str:
    """The first letters of a term's syllables where they are long enough to mean something, else ''."""
    known = _readings()
    letters = [char.lower() if char.isascii() else next(iter(known.get(char, [""])))[:1] for char in term]
    return "".join(letters) if all(letters) and len(letters) >= _SHORTEST_INITIALS and not term.isascii() else ""
