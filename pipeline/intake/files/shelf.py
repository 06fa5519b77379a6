"""Keeps what was read of each file, so that one that did not change need not be read again.

A kept reading counts for the same bytes, name, vocabulary, answers and program, and (where a day without a year was
completed) for the same period. Whatever cannot be read back is read from the workbook, as if it were not there. What a
password protects is never kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.intake.files.packed import packed, unpacked
from pipeline.intake.files.reading import Reading
from pipeline.intake.files.sources import Found
from pipeline.vocabulary import Vocabulary

MOST_BYTES = 200_000_000
MOST_FILES = 500
_SUFFIX = ".parsed"
_PROGRAM = ("intake", "calendar.py", "tables.py", "vocabulary.py", "privacy.py", "problems.py")


class Shelf:
    """The folder of kept readings, for one vocabulary and one set of answers."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, remembered: Mapping[str, str]) -> None:
        self.folder = folder
        answers = json.dumps(dict(remembered), sort_keys=True, ensure_ascii=False)
        words = repr((vocabulary.fields, vocabulary.tables))
        self._base = f"{_program()}\0{hashlib.sha256(words.encode()).hexdigest()}\0{answers}"

    def taken(self, source: Found, until: date | None) -> Reading | None:
        """What was read of the file when it was last the same, None where nothing is kept or it does not count."""
        try:
            path = self._path(source, until)
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return unpacked(data, source)

    def put(self, file: Reading, until: date | None) -> None:
        """Keep what was read of a file; where the disk does not take it, nothing is kept."""
        if file.locked or not file.sheets:  # a file that could not be opened is tried again
            return
        try:
            data = packed(file)
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self._named(file.source, f"for {until}" if file.dated else "")
            new = path.with_suffix(f".{os.getpid()}")
            new.touch(mode=0o600)
            new.write_bytes(data)
            new.replace(path)
        except (OSError, TypeError, ValueError):  # a full disk; a cell that is no plain value
            return

    def _path(self, source: Found, until: date | None) -> Path:
        """The file kept for any period where there is one, else the one for this period."""
        plain = self._named(source, "")
        return plain if plain.is_file() else self._named(source, f"for {until}")

    def _named(self, source: Found, period: str) -> Path:
        key = f"{self._base}\0{source.digest}\0{source.name}\0{period}"
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}{_SUFFIX}"

    def tidy(self) -> None:
        """Remove what was used longest ago beyond the limits, and what a killed run left behind."""
        try:
            kept = [(path, path.stat()) for path in self.folder.iterdir() if path.is_file()]
        except OSError:
            return
        total = 0
        kept.sort(key=lambda pair: pair[1].st_mtime, reverse=True)
        for number, (path, status) in enumerate(kept, start=1):
            total += status.st_size
            if path.suffix != _SUFFIX or number > MOST_FILES or total > MOST_BYTES:
                path.unlink(missing_ok=True)


@cache
def _program() -> str:
    """A digest of the program that reads: its own text, for a version number is forgotten."""
    root = Path(__file__).parents[2]
    paths = (path for name in _PROGRAM for path in ((root / name).rglob("*") if "." not in name else [root / name]))
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.suffix in (".py", ".toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
