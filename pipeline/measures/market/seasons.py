"""The words for a season, such as 9月-11月、12月至次年1月 or 春节前后 → the months they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

MONTHS = tuple(range(1, 13))
_RANGE = re.compile(r"(\d{1,2})月?(?:-|~|—|至|到)(?:次年|来年|翌年|下年)?(\d{1,2})月?")
_ONE = re.compile(r"(\d{1,2})月?")
_BETWEEN = re.compile(r"[、,;/和及与]|\s+")


def season_months(text: str | None, words: Mapping[str, str]) -> frozenset[int]:
    """The months of a season, 1 to 12; none where the words are not understood.

    ``words`` (the bank's settings) says what whole expressions mean: 全年 = "1月-12月". A range may run over the year's
    end: 12月-次年1月.
    """
    plain = re.sub(r"\s*([-~—至到])\s*", r"\1", unicodedata.normalize("NFKC", text or "")).strip()
    found: set[int] = set()
    for piece in filter(None, _BETWEEN.split(plain)):
        months = _piece(words.get(piece, piece)) or _piece_of_words(piece, words)
        if not months:
            return frozenset()
        found |= months
    return frozenset(found)


def _piece_of_words(piece: str, words: Mapping[str, str]) -> set[int]:
    """The months of several expressions that one word of the settings stands for."""
    parts = [_piece(part) for part in _BETWEEN.split(words.get(piece, "")) if part]
    return set().union(*parts) if all(parts) else set()


def _piece(piece: str) -> set[int]:
    if span := _RANGE.fullmatch(piece):
        first, last = int(span[1]), int(span[2])
        if first in MONTHS and last in MONTHS:
            return {(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)}
    elif (one := _ONE.fullmatch(piece)) and int(one[1]) in MONTHS:
        return {int(one[1])}
    return set()


def months_until(busy: frozenset[int], month: int) -> int | None:
    """In how many months the next busy one comes; 0 in a busy month, None where there is none."""
    return min(((each - month) % 12 for each in busy), default=None)


def coming(month: int) -> list[int]:
    """The twelve months from this one on."""
    return [(month - 1 + step) % 12 + 1 for step in range(12)]
