"""The reference pages are those that the code gives now (`make docs` writes them)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    import json

    code = "import json; from authoring import reference; print(json.dumps(reference.pages()))"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["commands.md", "problems.md", "vocabulary.md", "figures.md", "kinds.md"])
def test_a_reference_page_is_up_to_date(name: str, pages: dict[str, str]) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == pages[name], "run make docs"
