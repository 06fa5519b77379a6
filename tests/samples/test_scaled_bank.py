"""The bank for benchmarks: typed like intake's tables, the same each time, and without a fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from authoring.scaled_bank import scaled_bank

from pipeline.calendar import Calendar, parse_period
from pipeline.measures import REGISTRY, Context, compute
from pipeline.measures.findings import findings
from pipeline.tables import Tables, empty_frame
from pipeline.vocabulary import shipped
from pipeline.workspace import load


@pytest.fixture(scope="module")
def tables() -> Tables:
    return scaled_bank(3, 5)


@pytest.fixture(scope="module")
def context() -> Context:
    week = parse_period("2026-W47", date(2026, 11, 20))
    assert week is not None
    settings = load(Path(__file__).parents[2]).settings
    return Context(week, settings, Calendar(), shipped(), date(2026, 11, 20))


def test_every_table_is_there_and_typed(tables: Tables) -> None:
    assert tables.keys() == shipped().tables.keys()
    for name, table in tables.items():
        wanted = empty_frame(shipped().tables[name], shipped()).dtypes
        assert table.frame.dtypes.to_dict() == wanted.to_dict(), name


def test_it_is_the_same_each_time(tables: Tables) -> None:
    again = scaled_bank(3, 5)
    for name in tables:
        pd.testing.assert_frame_equal(tables[name].frame, again[name].frame)


def test_it_grows_as_asked(tables: Tables) -> None:
    assert len(tables["roster"]) == 15
    assert tables["roster"].frame["branch"].nunique() == 3
    assert 15 * 33 * 6 < len(tables["activities"]) < 15 * 33 * 12


def test_measures_have_nothing_to_say_against_it(tables: Tables, context: Context) -> None:
    assert findings(tables, context) == []


def test_every_figure_can_be_made_of_it(tables: Tables, context: Context) -> None:
    frames = compute(REGISTRY, tables, context)
    assert frames["funnel"]["bank"]["deals"].gt(0).all()
    assert len(frames["funnel"]["officer"]) == 15
