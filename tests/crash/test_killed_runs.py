"""kill -9 in the midst of a build: nothing half-written bears its final name, and the next run completes the rest."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from commands.clerk_bank import lay_bank

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("CHENXI_CRASH"))
KILLS = 60 if LONG else 2
SECONDS = 180  # a build that takes longer hangs
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")


def started(root: Path) -> subprocess.Popen[bytes]:
    """A build of the weekly pack, with all its processes in a group of their own."""
    command = [sys.executable, str(ROOT / "cli.py"), "build", "weekly", "--dir", str(root), "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment, cwd=root, start_new_session=True)


def files(root: Path) -> dict[str, bytes]:
    """Every document by its path below outputs."""
    outputs = root / "outputs"
    return {str(path.relative_to(outputs)): path.read_bytes() for path in sorted(outputs.rglob("*")) if path.is_file()}


def kill_when(root: Path, due: Callable[[], bool]) -> None:
    """Start a build and kill it, and whatever it started, as soon as it is due or has ended."""
    run = started(root)
    until = time.monotonic() + SECONDS
    while run.poll() is None and not due():
        assert time.monotonic() < until, "the build hangs"
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def whole(path: Path) -> bool:
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as package:
            return package.testzip() is None
    return path.suffix != ".html" or path.read_bytes().rstrip().endswith(b"</html>")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build makes when nobody kills it."""
    root = lay_bank(tmp_path_factory.mktemp("whole"))
    assert started(root).wait(SECONDS) == 0
    return files(root)


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_build_leaves_whole_files_and_the_next_one_makes_the_rest(
    seed: int, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    root = lay_bank(tmp_path)
    inputs = {path: path.read_bytes() for path in (root / "inputs").rglob("*.xlsx")}
    chance = random.Random(seed)
    wanted = 1 + chance.randrange(len(undisturbed))  # so many documents are there, then a moment more
    pause = chance.choice([0.0, 0.001, 0.01, 0.05])

    def due() -> bool:
        made = [path for path in (root / "outputs").rglob("*") if path.is_file()] if (root / "outputs").is_dir() else []
        if len(made) >= wanted:
            time.sleep(pause)
        return len(made) >= wanted

    kill_when(root, due)
    names = undisturbed.keys()
    for name in files(root).keys() & names:
        assert whole(root / "outputs" / name), name
    assert started(root).wait(SECONDS) == 0
    assert files(root) == undisturbed
    assert {path: path.read_bytes() for path in inputs} == inputs


@pytest.mark.parametrize("seed", range(KILLS if LONG else 1))
def test_a_build_killed_at_any_moment_is_completed(seed: int, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    root = lay_bank(tmp_path)
    at = time.monotonic() + random.Random(1000 + seed).uniform(0.3, 4.0)
    kill_when(root, lambda: time.monotonic() > at)
    assert started(root).wait(SECONDS) == 0
    assert files(root) == undisturbed
