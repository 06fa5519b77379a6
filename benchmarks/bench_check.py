"""`chenxi check` of the sample inputs, all of it, beside pandas.read_excel of the same workbooks, which only reads.

Each is a whole process, imports and all, as a clerk waits for it: the medians of turns taken in one another's company.
Ours reads every table, compares them with each other, and writes the list of problems and the marked copies.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TURNS = 5
_THEIRS = """
import pathlib, sys, pandas
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.xlsx")):
    pandas.read_excel(path, sheet_name=None, header=None, engine=sys.argv[2])
"""


def rows() -> list[dict[str, Any]]:
    """check.samples.{openpyxl,calamine}: their time / ours with nothing kept; .kept: openpyxl and our next check."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs"
        shutil.copytree(ROOT / "inputs", inputs)
        _ours(folder)  # whose modules are compiled from here on
        turns = [_turn(folder, inputs) for _ in range(TURNS)]
    cold, kept, openpyxl, calamine = (statistics.median(turn[i] for turn in turns) for i in range(4))
    return [
        _row("check.samples.openpyxl", "openpyxl", cold, openpyxl),
        _row("check.samples.calamine", "calamine", cold, calamine),
        _row("check.samples.kept", "openpyxl", kept, openpyxl),
    ]


def _turn(folder: str, inputs: Path) -> list[float]:
    """Seconds of a first check, of the next one, and of both the peers."""
    shutil.rmtree(Path(folder) / ".chenxi", ignore_errors=True)
    peers = ([sys.executable, "-c", _THEIRS, str(inputs), engine] for engine in ("openpyxl", "calamine"))
    return [_ours(folder), _ours(folder), *(_seconds(command, folder, {0}) for command in peers)]


def _ours(folder: str) -> float:
    return _seconds([sys.executable, "-m", "cli", "check"], folder, {0, 1})  # 1: something was found, as it should be


def _seconds(command: list[str], folder: str, fine: set[int]) -> float:
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**around, "PYTHONPATH": str(ROOT)}
    )
    seconds = time.perf_counter() - began
    if done.returncode not in fine:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return seconds


def _row(name: str, peer: str, ours: float, theirs: float) -> dict[str, Any]:
    return {"id": name, "peer": peer, "ours": ours, "theirs": theirs, "ratio": theirs / ours, "runs": TURNS}


if __name__ == "__main__":
    for result in rows():
        print(f"{result['id']}: {result['ratio']:.2f}x  ({result['ours']:.2f} | {result['theirs']:.2f})")
