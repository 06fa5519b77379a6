"""Tells which files are versions of one workbook: 日报(1).xlsx, 日报 - 副本.xlsx, a conflict copy of a cloud drive."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.intake.doubles import Copies
from pipeline.problems import Place, Problem, problem

# What a second version has in its name beside that of the first. Each is tried again until none is left.
_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*\(\d{1,2}\)$",  # browsers, WeChat, Windows
        r"\s*[-_ ]?\s*(?:副本|复件|copy)\s*\d*$|^(?:副本|复件|copy of)\s*",  # Explorer, WPS, Finder
        r"\s*[-_(]?[^()]*(?:冲突|conflict)[^()]*\)?$",  # 坚果云, OneDrive, Dropbox, WPS
        r"-(?:desktop|laptop|pc|win|mac(?:book)?)[-\w]*$",  # OneDrive puts the computer's name behind
        r"\s*[-_ (]*(?:(?:最终|最新|新|旧|修改|修订|更新)版?|终稿|定稿|备份|bak|old|new|final|v\d[\d.]*)\)?$",
    )
)
SAME_SHARE = 0.5  # of the smaller file's rows: two files that share as many hold the same data
SAME_ROWS = 5


def base_name(name: str) -> str:
    """A file's path without suffix and without the marks of a version: 城东/日报 - 副本(2).xlsx → 城东/日报."""
    path = PurePosixPath(name)
    stem = unicodedata.normalize("NFKC", path.stem).strip()
    while True:
        shorter = stem
        for mark in _MARKS:
            shorter = mark.sub("", shorter).strip() or shorter
        if shorter == stem:
            return (path.parent / stem).as_posix()
        stem = shorter


@dataclass(frozen=True)
class Versions:
    """Files that are versions of one workbook, the one with the plainest name first, and the rows they share."""

    files: tuple[str, ...]
    same: int

    @property
    def problem(self) -> Problem:
        """The question which of them counts, as a warning at the second file."""
        first, *others = self.files
        return problem("IN016", Place(file=others[0]), "、".join(others), "warning", first=first, same=self.same)


def version_groups(rows_of: Mapping[str, Mapping[str, int]], copies: Sequence[Copies]) -> list[Versions]:
    """The files that are versions of one another: by name and a table in common, or by the rows that they share.

    ``rows_of``: file → table → its number of rows; ``copies``: the rows that two files have in common.
    """
    by_base: dict[str, list[str]] = {}
    for name in rows_of:
        by_base.setdefault(base_name(name), []).append(name)
    pairs = [
        (a, b) for names in by_base.values() for a in names for b in names if rows_of[a].keys() & rows_of[b].keys()
    ]
    shared: Counter[tuple[str, str]] = Counter()
    for found in copies:
        shared[found.later, found.earlier] += found.count
    for (later, earlier), count in shared.items():
        smaller = min(sum(rows_of[name].values()) for name in (later, earlier))
        if count >= max(SAME_ROWS, SAME_SHARE * smaller):
            pairs.append((later, earlier))
    return [
        Versions(tuple(sorted(group, key=lambda n: (len(n), n))), sum(c for p, c in shared.items() if group >= {*p}))
        for group in _joined(pairs)
    ]


def _joined(pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """The groups of two and more that the pairs make, in a fixed order."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = groups.get(one, {one}) | groups.get(other, {other})
        groups |= dict.fromkeys(merged, merged)
    return sorted({frozenset(group) for group in groups.values() if len(group) > 1}, key=sorted)
