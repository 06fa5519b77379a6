"""Every figure can be traced to the cells it came from; every code can be explained."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from commands.packs import ROOT, chenxi, workspace

from pipeline import workspace as spaces
from pipeline.batch import trace
from pipeline.batch.prepare import Reading, Request, make_context, read
from pipeline.calendar import Period
from pipeline.console import trace_lines
from pipeline.measures import REGISTRY, Context


@pytest.fixture(scope="module")
def space() -> spaces.Workspace:
    return spaces.load(ROOT)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "read", _reading)
    monkeypatch.setattr(trace, "make_context", _context)


@functools.cache
def _shared(root: Path, period: Period, today: date) -> Context:
    """One context for all figures of a period, so that what they share is computed once."""
    return make_context(spaces.load(root), _cached(root), period, today=today)


def _context(space: spaces.Workspace, reading: Reading, period: Period, today: date) -> Context:
    return _shared(space.root, period, today)


@functools.cache
def _cached(root: Path) -> Reading:
    return read(spaces.load(root))


def _reading(space: spaces.Workspace, period: object) -> Reading:
    return _cached(space.root)


BANK: tuple[dict[str, str], ...] = ({},)
BRANCHES = tuple({"branch": name} for name in ("城东", "城西", "高新", "临江"))


@pytest.mark.parametrize("asked", [BANK, BRANCHES], ids=["bank", "branch"])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_figure_has_values_and_source_cells(
    name: str, asked: tuple[dict[str, str], ...], space: spaces.Workspace
) -> None:
    """In the week, else in the quarter, and in the first of the branches that has something of it."""
    tried = (Request(period=period, only=only) for period in ("2026-W47", "2026-Q4") for only in asked)
    traces = (trace.trace(space, name, request) for request in tried)
    traced = next((found for found in traces if found.values or found.rows), None)
    if traced is None:
        assert not REGISTRY[name].needs
        return
    assert traced.figure.name == name
    assert all(row.place for row in traced.rows)
    assert "1541" not in repr([row.values for row in traced.rows])  # whole mobiles of the samples begin so


def test_a_figure_of_the_whole_bank_is_traced_whole_though_a_branch_is_named(space: spaces.Workspace) -> None:
    whole = trace.trace(space, "同业产品表", Request(period="2026-W47"))
    named = trace.trace(space, "同业产品表", Request(period="2026-W47", only={"branch": "城东"}))
    assert named.rows == whole.rows and named.rows and named.values == whole.values


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


def test_numbers_are_told_as_whole_as_the_papers_print_them(space: spaces.Workspace) -> None:
    told = trace.trace(space, "funnel", Request(period="2026-11", only={"branch": "城东"}))
    [values] = told.values
    assert values["loan_amount"] > 1000
    assert values["loan_amount"] % 1  # 1,115.50
    line = trace_lines(told, "zh")[1]
    assert f"成交金额={values['loan_amount']:,.1f}  " in line
    assert f"咨询转化率={round(values['application_rate'], 4)}  " in line


def test_a_code_and_a_figure_are_explained_in_words(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    assert "IN204" in chenxi("explain", "in204", "--lang", "zh", at=folder).stdout
    shown = chenxi("explain", "重点帮扶名单", "--for", "branch=城东", "--lang", "zh", at=folder)
    assert shown.returncode == 0
    assert "活动日志" in shown.stdout
