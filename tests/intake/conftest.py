"""Workbooks written as clerks keep them, and a folder that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.calendar import parse_period
from pipeline.intake import Intake, read_inputs
from pipeline.vocabulary import shipped

WEEK = parse_period("2026-W47", date(2026, 11, 20))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as one sheet of a workbook (``merged`` ranges, number ``formats`` by cell) below the inputs folder."""

    def make(
        rows: Iterable[Sequence[Any]],
        name: str = "表.xlsx",
        sheet: str = "Sheet1",
        merged: Sequence[str] = (),
        formats: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
        ws = book.create_sheet(sheet) if path.exists() else book.active
        ws.title = sheet
        for row in rows:
            ws.append(list(row))
        for area in merged:
            ws.merge_cells(area)
        for cell, code in (formats or {}).items():
            ws[cell].number_format = code
        book.save(path)
        return path

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Intake]:
    """Read the inputs folder for week 2026-W47."""

    def run(**options: Any) -> Intake:
        return read_inputs(tmp_path, shipped(), **{"period": WEEK, **options})

    return run
