"""The schemas of Office Open XML as a function: a file → what is wrong with its parts; they lie beside the repo."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[3] / "shared" / "tools" / "validate_ooxml.py"
Results = list[tuple[str, str, list[str]]]  # part, status, errors


@cache
def tool() -> Callable[..., Results] | None:
    """The tool's validate_file, or None where it is not here."""
    if not TOOL.is_file():
        return None
    spec = importlib.util.spec_from_file_location("validate_ooxml", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Results] = module.validate_file
    return found


def validator() -> Callable[[Path], list[tuple[str, list[str]]]]:
    """A function from a file to its invalid parts with their errors; skips the test where the tool is not here."""
    check = tool()
    if check is None:
        pytest.skip("the OOXML schemas are not here")
    return lambda file: [(part, errors) for part, status, errors in check(str(file)) if status.startswith("INVALID")]
