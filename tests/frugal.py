"""Holds a piece of work to a number of steps, which is the same on every machine, and to an end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

PATIENCE = 120  # seconds: no measure of speed, only what nobody takes for work any more


@contextmanager
def frugal(steps: int = 250_000) -> Iterator[None]:
    """Fail where more lines of the program's own code are run than that, or where it does not end.

    What is done once for each of a million cells shows in the lines, however fast it is; a search in C that never ends
    is stopped by the alarm. Reading a small workbook takes some 110,000 lines, the vocabulary's included.
    """
    count = 0

    def within(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return within

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return within if "pipeline" in frame.f_code.co_filename else None

    def hanging(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"no end after {PATIENCE} s")

    before = sys.gettrace()
    alarm = hasattr(signal, "SIGALRM")
    old = signal.signal(signal.SIGALRM, hanging) if alarm else None
    if alarm:
        signal.alarm(PATIENCE)
    sys.settrace(entered)
    try:
        yield
    finally:
        sys.settrace(before)
        if alarm:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, old)
    assert count <= steps, f"{count} lines were run"
