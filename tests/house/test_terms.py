"""The vocabulary's files: a subject each, and none takes a name from another."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[2] / "pipeline" / "terms").glob("*.toml"))


@pytest.mark.parametrize("section", ["field", "table", "root", "level"])
def test_no_name_stands_in_two_files(section: str) -> None:
    names = Counter(name for file in FILES for name in tomllib.loads(file.read_text(encoding="utf-8")).get(section, {}))
    assert names
    assert [name for name, count in names.items() if count > 1] == []
