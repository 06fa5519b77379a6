"""Every figure can be traced to the cells it came from; every code can be explained."""

from __future__ import annotations

import functools
from pathlib import Path

import openpyxl
import pytest
from commands.packs import ROOT, chenxi, workspace

from pipeline import workspace as spaces
from pipeline.batch import trace
from pipeline.batch.prepare import Request
from pipeline.measures import REGISTRY


@pytest.fixture(scope="module")
def space() -> spaces.Workspace:
    return spaces.load(ROOT)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "read", _reading)


@functools.cache
def _cached(root: Path) -> object:
    from pipeline.batch.prepare import read

    return read(spaces.load(root))


def _reading(space: spaces.Workspace, period: object) -> object:
    return _cached(space.root)


@pytest.mark.parametrize("only", [{}, {"branch": "城东"}], ids=["bank", "branch"])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_figure_has_values_and_source_cells(name: str, only: dict[str, str], space: spaces.Workspace) -> None:
    traced = trace.trace(space, name, Request(period="2026-W47", only=only))
    assert traced.figure.name == name
    if traced.figure.needs and name not in ("leave",):
        assert traced.values or traced.rows
    assert all(row.place for row in traced.rows)
    assert "1541" not in repr([row.values for row in traced.rows])  # whole mobiles of the samples begin so


def test_the_cells_named_hold_what_is_said(space: spaces.Workspace) -> None:
    traced = trace.trace(space, "漏斗", Request(period="2026-W47", only={"branch": "城东"}))
    row = next(row for row in traced.rows if row.table == "活动记录")
    file, sheet, number = row.place.split(" › ")
    book = openpyxl.load_workbook(ROOT / "inputs" / file)
    cells = [str(cell.value).replace(" ", "") for cell in book[sheet][int(number)]]
    assert row.values["officer"] in cells


def test_customers_named_in_a_story_are_masked_on_the_screen_too(space: spaces.Workspace) -> None:
    rows = [
        row
        for name in ("success_cases", "risk_cases")
        for row in trace.trace(space, name, Request(period="2026-W47")).rows
    ]
    tables = _reading(space, None).intake.tables  # type: ignore[attr-defined]
    names = {name for name in tables["customers"].frame["customer"].dropna() if len(name) > 1}
    raw = repr(tables["cases"].frame["story"].tolist())
    assert any(name in raw for name in names)  # else this could not fail
    assert [name for name in names if name in repr([row.values for row in rows])] == []


def test_a_code_and_a_figure_are_explained_in_words(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    assert "IN204" in chenxi("explain", "in204", "--lang", "zh", at=folder).stdout
    shown = chenxi("explain", "重点帮扶名单", "--for", "branch=城东", "--lang", "zh", at=folder)
    assert shown.returncode == 0
    assert "活动日志" in shown.stdout
