"""The command line run as a clerk runs it, and workspaces to run it in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def chenxi(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    """The command with these words, in the workspace at this folder."""
    command = [sys.executable, str(ROOT / "cli.py"), *words, "--dir", str(at)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=at)


def workspace(folder: Path) -> Path:
    """A workspace with the sample inputs."""
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    return folder
