"""Reads .xls and .xlsb in a process of its own that may take a minute and no more; its parent finds the error cells."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pipeline.intake.workbooks.foreign.biff8 import xls_marks
from pipeline.intake.workbooks.foreign.biff12 import xlsb_marks
from pipeline.intake.workbooks.grids import Sheet
from pipeline.problems import Place, Stop, problem

CHILD_SECONDS = 60
_CODES = {"locked": "IN003", "broken": "IN004"}


def read_apart(data: bytes, file: str, kind: str) -> list[Sheet]:
    """The sheets of an .xls or .xlsb file; raises Stop where it cannot be read, or not in time."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("child.py"))]
    marks = xlsb_marks(data, file) if kind == "xlsb" else xls_marks(data)
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=CHILD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Stop(problem("IN009", Place(file=file), f"{CHILD_SECONDS} s")) from None
    if done.returncode:
        raise Stop(problem("IN004", Place(file=file), f"exit {done.returncode}"))
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise Stop(problem(_CODES[answer["fault"]], Place(file=file), Path(file).suffix))
    sheets = [_sheet(sheet) for sheet in answer["sheets"]]
    for sheet in sheets:
        if own := marks.get(sheet.name):
            sheet.bad, sheet.hidden_rows, sheet.units = own.bad, own.hidden_rows, own.units
    return sheets


def _sheet(sheet: dict[str, Any]) -> Sheet:
    rows = [[_value(cell) if isinstance(cell, dict) else cell for cell in row] for row in sheet["rows"]]
    return Sheet(sheet["name"], rows, sheet["numbers"], sheet["merged"], sheet["hidden"])


def _value(cell: dict[str, Any]) -> object:
    ((kind, value),) = cell.items()
    if kind == "timedelta":
        return timedelta(seconds=value)
    return {"date": date, "datetime": datetime, "time": time}[kind].fromisoformat(value)  # type: ignore[attr-defined]
