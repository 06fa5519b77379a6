"""A night at a head office: the weekly pack of 100 and of 1,000 branches from their workbooks, killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from authoring.scaled_bank import scaled_bank
from authoring.scaled_books import lay_books

ROOT = Path(__file__).parents[1]
BRANCHES, OFFICERS, PERIOD = (100, 1_000), 8, "2026-W47"
FIRST = date(2026, 10, 26)  # a month of events, up to the generator's last day
DONE = 0.5  # how far the run that is killed comes


@dataclass(frozen=True)
class Build:
    """What one run of the command line took: seconds by the clock, and the most megabytes it held."""

    seconds: float
    megabytes: float


def rows() -> list[dict[str, Any]]:
    """Documents a second and megabytes at each size, workbooks read anew and kept; what the run after a kill makes."""
    found = []
    for branches in BRANCHES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            tables = scaled_bank(branches, OFFICERS, first=FIRST)
            lay_books(tables, root / "inputs")
            (root / "inputs" / "坏了.xlsx").write_bytes(b"PK\x03\x04 broken")  # one bad file stops nobody
            found += _night(root, branches)
    return found


def _night(root: Path, branches: int) -> list[dict[str, Any]]:
    first = _build(root, 1)
    count = len(_documents(root))
    made = [
        _figure("documents", branches, count, "documents"),
        _figure("documents_per_second", branches, count / first.seconds, "documents/s"),
        _figure("memory", branches, first.megabytes, "MB"),
    ]
    _forget(root)
    two = _build(root, 2)
    made.append(_figure("documents_per_second_of_two", branches, count / two.seconds, "documents/s"))
    made.append(_figure("memory_of_two", branches, two.megabytes, "MB"))
    _forget(root)
    _kill_at(root, int(count * DONE))
    before = _documents(root)
    _build(root, 1)
    kept = sum(before[path] == stamp for path, stamp in _documents(root).items() if path in before)
    return [*made, _figure("kept_after_kill", branches, kept / max(len(before), 1), "of those made")]


def _build(root: Path, jobs: int) -> Build:
    started = time.perf_counter()
    run = _started(root, jobs)
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    return Build(time.perf_counter() - started, used.ru_maxrss / 1024)


def _kill_at(root: Path, until: int) -> None:
    """Run the pack; when so many documents lie there, kill -9."""
    run = _started(root, 1)
    while run.poll() is None and len(_documents(root)) < until:
        time.sleep(0.2)
    run.kill()
    run.wait()


def _started(root: Path, jobs: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "cli.py"), "build", "weekly", "--period", PERIOD, "--jobs", str(jobs)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, "--dir", str(root)], stdout=quiet, stderr=quiet)


def _documents(root: Path) -> dict[Path, int]:
    """Every finished document, and when it was written."""
    outputs = root / "outputs"
    found = (path for path in outputs.rglob("*.*") if path.is_file() and not path.name.startswith(".chenxi-"))
    return {path: path.stat().st_mtime_ns for path in found}


def _forget(root: Path) -> None:
    """Take away what was made; what was read stays, as from one night to the next."""
    for path in (*_documents(root), root / ".chenxi" / "ledger.sqlite"):
        path.unlink(missing_ok=True)


def _figure(name: str, size: int, value: float, unit: str) -> dict[str, Any]:
    return {"id": f"bank.{name}.{size}", "peer": "", "ours": round(value, 2), "unit": unit}
