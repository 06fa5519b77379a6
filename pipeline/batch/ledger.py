"""What was made: a small SQLite file in .chenxi/ with the digest of every document that this program wrote.

It tells a file that we wrote from one that a person edited since. A digest is noted before its file is replaced
(``pending``), so that a run killed in between never mistakes its own file for a person's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from pipeline.problems import Place, Stop, problem
from pipeline.workspace import Workspace

_SCHEMA = """
create table if not exists documents (
    path text primary key, kind text not null, key text not null, period text not null,
    digest text not null default '', pending text not null default ''
) without rowid
"""


@contextmanager
def held(space: Workspace) -> Iterator[None]:
    """The workspace, for this run alone; raises Stop (BT108) where another run holds it."""
    from filelock import FileLock, Timeout  # for runs that write; it loads a network's worth of modules

    lock = FileLock(space.state / "lock", timeout=0)
    try:
        space.state.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise Stop(problem("BT108")) from None
    except OSError as wrong:
        raise Stop(problem("BT103", Place(file=str(space.state)), wrong.strerror or str(wrong))) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def opened(file: Path | None) -> Iterator[Ledger]:
    """The ledger at this path; raises Stop (BT111) where it cannot be opened, read or written."""
    try:
        with Ledger(file) as ledger:
            yield ledger
    except (sqlite3.Error, FileExistsError, NotADirectoryError, PermissionError) as wrong:
        raise Stop(problem("BT111", Place(file=".chenxi/ledger.sqlite"), str(wrong))) from None


class Ledger:
    """The documents written so far; used as a context manager, in one process."""

    def __init__(self, file: Path | None) -> None:
        """Opens or makes the ledger at this path; None is one in memory, of a workspace that has made nothing yet."""
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file or ":memory:", isolation_level=None)
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.execute(_SCHEMA)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def digests(self, path: str) -> frozenset[str]:
        """The digests this program gave, or was about to give, the file at this path; empty where it never did."""
        row = self._db.execute("select digest, pending from documents where path = ?", (path,)).fetchone()
        return frozenset(filter(None, row)) if row else frozenset()

    def paths(self, kind: str) -> list[str]:
        """The paths of all files of this kind that were ever written."""
        return [path for (path,) in self._db.execute("select path from documents where kind = ?", (kind,))]

    def intend(self, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Note what is about to be written: (path, kind, key, period, digest)."""
        self._db.execute("begin immediate")
        self._db.executemany(
            "insert into documents (path, kind, key, period, pending) values (?, ?, ?, ?, ?) "
            "on conflict (path) do update set kind = excluded.kind, key = excluded.key, "
            "period = excluded.period, pending = excluded.pending",
            rows,
        )
        self._db.execute("commit")

    def written(self, paths: Iterable[str]) -> None:
        """The files at these paths now hold what was intended."""
        self._db.execute("begin immediate")
        self._db.executemany(
            "update documents set digest = pending, pending = '' where path = ? and pending != ''",
            [(path,) for path in paths],
        )
        self._db.execute("commit")
