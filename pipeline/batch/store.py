"""The only door to outputs/: a document appears whole under its name or not at all, and no person's edit is lost."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.batch.ledger import Ledger
from pipeline.batch.naming import beside
from pipeline.problems import Place, Problem, problem

Action = Literal["made", "same", "kept", "failed"]
Standing = Literal["new", "ours", "edited"]
_RETRIES = (0.05, 0.2, 0.5)  # seconds; a virus scanner or a sync client holds a file only briefly


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is ready to be written: its path below outputs/, whose it is, and its bytes."""

    path: PurePosixPath
    kind: str
    key: Mapping[str, str]
    title: str
    data: bytes | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document. ``kept``: a person's file stands, the new one lies at ``path`` beside it."""

    action: Action
    path: PurePosixPath
    kind: str
    key: Mapping[str, str]
    title: str
    problems: tuple[Problem, ...] = ()


_UNFINISHED = ".chenxi-"  # how the name of a file begins that is being written


class Store:
    """Writes documents below ``root`` and remembers them in the ledger."""

    def __init__(self, root: Path, ledger: Ledger, period: str) -> None:
        self._root = root
        self._ledger = ledger
        self._period = period
        self._swept: set[Path] = set()

    def commit(self, documents: Iterable[Document]) -> list[Outcome]:
        """What became of each document, in order; a failure of one does not touch the others."""
        targets = [(document, *self._target(document)) for document in documents]
        self._sweep({(self._root / path).parent for _, path, _ in targets})
        writes = [(d, path) for d, path, action in targets if action in ("made", "kept") and d.data is not None]
        self._ledger.intend(
            (str(path), d.kind, "/".join(d.key.values()), self._period, _digest(d.data or b"")) for d, path in writes
        )
        outcomes: list[Outcome] = []
        done: list[str] = []
        for document, path, action in targets:
            problems = document.problems
            if action in ("made", "kept") and document.data is not None:
                wrong = self._write(path, document.data)
                action, problems = ("failed", (*problems, wrong)) if wrong else (action, problems)
                if not wrong:
                    done.append(str(path))
            if action == "kept":
                problems = (*problems, problem("BT102", Place(file=str(document.path)), path.name, "warning"))
            outcomes.append(Outcome(action, path, document.kind, document.key, document.title, problems))
        self._ledger.written(done)
        return outcomes

    def withdraw(self, kind: str, keep: Collection[PurePosixPath]) -> None:
        """Take away what we wrote of this kind and is not to be kept, unless somebody edited it since."""
        for name in self._ledger.paths(kind):
            path = PurePosixPath(name)
            if path not in keep and self.standing(path) == "ours":
                with suppress(OSError):  # open elsewhere: next time
                    (self._root / path).unlink()

    def standing(self, path: PurePosixPath) -> Standing:
        """Whether a file of that name is not there, is as we wrote it, or was edited or made by a person."""
        data = self._read(path)
        if data is None:
            return "new"
        return "ours" if _digest(data) in self._ledger.digests(str(path)) else "edited"

    def _target(self, document: Document) -> tuple[PurePosixPath, Action]:
        if document.data is None:
            return document.path, "failed"
        number = 0
        path = document.path
        while True:
            held = self._read(path)
            if held == document.data:
                return path, "kept" if number else "same"
            if held is None or _digest(held) in self._ledger.digests(str(path)):
                return path, "kept" if number else "made"
            number += 1
            path = beside(document.path, number)

    def _sweep(self, folders: set[Path]) -> None:
        """Take away what a killed run left half-written; this run holds the lock, so nobody is writing it."""
        for folder in folders - self._swept:
            for left in folder.glob(f"{_UNFINISHED}*.tmp"):
                with suppress(OSError):
                    left.unlink()
        self._swept |= folders

    def _read(self, path: PurePosixPath) -> bytes | None:
        try:
            return (self._root / path).read_bytes()
        except OSError:
            return None

    def _write(self, path: PurePosixPath, data: bytes) -> Problem | None:
        target = self._root / path
        place = Place(file=str(path))
        if holder := _open_elsewhere(target):
            return problem("BT101", place, holder)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, data)
        except PermissionError:
            return problem("BT101", place, target.name)
        except OSError as wrong:
            code = "BT105" if wrong.errno in (errno.ENOSPC, errno.EDQUOT) else "BT103"
            return problem(code, place, wrong.strerror or str(wrong))
        return None


def _open_elsewhere(target: Path) -> str:
    """The name of the lock file that Office or WPS (~$) or LibreOffice (.~lock) keeps beside an open document."""
    name = target.name
    for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
        if len(lock) > len("~$.docx") and (target.parent / lock).exists():
            return lock
    return ""


def _replace(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=_UNFINISHED, suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o644)
        for wait in (*_RETRIES, None):
            try:
                Path(temporary).replace(target)
                return
            except PermissionError:
                if wait is None:
                    raise
                time.sleep(wait)
    finally:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
