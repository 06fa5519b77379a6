"""Mutated workbooks are read or refused: no traceback, no hang, no more memory than a workbook may have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LONG = bool(os.environ.get("CHENXI_FUZZ"))
FILES = 10_000 if LONG else 200
IN_A_PROCESS = 500 if LONG else 200
MEGABYTES = 512
FOUND: tuple[int, ...] = (5129, 5415)  # seeds that once broke the intake
ROOT = Path(__file__).parents[2]


def read(first: int, count: int) -> list[dict[str, object]]:
    """What the process that reads these seeds had to say, its last line the sum of it."""
    command = [sys.executable, "-m", "fuzz.fuzz_intake", str(first), str(count)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT / "tests" / "intake"), str(ROOT))),
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False, timeout=3600)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines and "read" in lines[-1], f"the process died after {lines[-1:]}: {done.stderr[-2000:]}"
    return lines


@pytest.mark.parametrize("first", range(0, FILES, IN_A_PROCESS))
def test_a_mutated_workbook_is_read_or_refused(first: int) -> None:
    *wrong, summed = read(first, IN_A_PROCESS)
    assert wrong == []
    assert int(str(summed["peak"])) < MEGABYTES


@pytest.mark.parametrize("seed", FOUND)
def test_what_once_broke_the_intake_is_mended(seed: int) -> None:
    assert read(seed, 1)[:-1] == []
