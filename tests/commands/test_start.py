"""The command line starts light: --help needs Click and our sentences, not pandas or the engines."""

from __future__ import annotations

import subprocess
import sys

from commands.packs import ROOT

HEAVY = {"pandas", "numpy", "jinja2", "lxml", "openpyxl", "rich", "holidays", "pipeline.batch", "pipeline.kinds"}


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, cli; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert HEAVY & set(done.stdout.split()) == set()
