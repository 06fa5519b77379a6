"""One build of the weekly pack for all tests of a process."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.packs import chenxi, workspace


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs folder of the weekly pack from the sample inputs."""
    folder = workspace(tmp_path_factory.mktemp("pack"))
    done = chenxi("build", "weekly", "--lang", "en", at=folder)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "2026年第47周" in done.stderr
    return folder / "outputs"
