"""Ranges of a part (bookmarks, comments, permissions) that its blocks would tear or repeat → neither of their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.office.template import Piece, Tag
from pipeline.office.word.reading.marks import statement_of

_END = re.compile(r'<w:(bookmark|commentRange|perm)(Start|End)\b[^>]*?\bw:id="(-?\d+)"[^>]*/>')
_REPEATED = ("for", "macro", "set")
_Path = tuple[tuple[str, int, int], ...]  # the blocks around a place: word, place of the first tag, branch


def whole_ranges(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the ranges that begin and end in the same branch of the same blocks, and are written once."""
    ends: dict[tuple[str, str], list[tuple[str, _Path]]] = {}
    for piece, path in _paths(pieces):
        for kind, end, number in _END.findall(piece):
            ends.setdefault((kind, number), []).append((end, path))
    torn = {key for key, found in ends.items() if _is_torn(found)}
    if not torn:
        return list(pieces)
    return [
        _END.sub(lambda end: "" if (end[1], end[3]) in torn else end[0], p) if isinstance(p, str) else p for p in pieces
    ]


def _is_torn(ends: list[tuple[str, _Path]]) -> bool:
    starts = sum(end == "Start" for end, _ in ends)
    paths = {path for _, path in ends}
    return starts * 2 != len(ends) or len(paths) > 1 or any(word in _REPEATED for path in paths for word, *_ in path)


def _paths(pieces: Sequence[Piece]) -> Iterator[tuple[str, _Path]]:
    """Each text with the blocks around it. What the engine itself collects with set is written where it stood."""
    path: list[tuple[str, int, int]] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, str):
            yield piece, tuple(path)
            continue
        statement = statement_of(piece)
        if statement is None or (statement.word in ("set", "endset") and isinstance(piece, Tag) and not piece.typed):
            continue
        if statement.opens:
            path.append((statement.word, at, 0))
        elif statement.word.startswith("end") and path:
            path.pop()
        elif statement.word in ("else", "elif") and path:
            word, opened, branch = path[-1]
            path[-1] = (word, opened, branch + 1)
