"""Every figure keeps its contract, on no data at all and on a little, for every period."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from small_bank import WORDS, application, bank, context, deal, visits

from pipeline.calendar import Unit
from pipeline.measures import REGISTRY, compute
from pipeline.measures.figure import LEVELS
from pipeline.tables import Table, empty_tables

UNITS: tuple[Unit, ...] = ("day", "week", "month", "quarter")
NOTHING: dict[str, Table] = empty_tables(WORDS)
LITTLE = bank(activities=[*visits("李雷", 3), application("李雷", "李雷户16-0"), deal("李雷", "李雷户16-0")])


CASES: list[tuple[str, Unit]] = [("nothing", "week"), *(("little", unit) for unit in UNITS)]
CONTEXTS = {case: context(case[1]) for case in CASES}  # shared, so that what figures share is made once


@pytest.mark.parametrize("case", CASES, ids="-".join)
@pytest.mark.parametrize("name", REGISTRY)
def test_it_has_its_levels_index_and_columns(name: str, case: tuple[str, Unit]) -> None:
    tables = LITTLE if case[0] == "little" else NOTHING
    found, frames = REGISTRY[name], compute([name], tables, CONTEXTS[case])[name]
    assert set(frames) == set(found.by)
    for level, frame in frames.items():
        assert tuple(frame.columns) == found.fields
        assert tuple(frame.index.names) == LEVELS[level]
        assert found.shape == "many" or frame.index.is_unique
        texts = [frame[c] for c in frame.columns if frame[c].dtype == object]
        assert not any(isinstance(value, float) for column in texts for value in column), level


@pytest.mark.parametrize("name", REGISTRY)
def test_its_fields_are_in_the_vocabulary_and_its_source_rows_are_rows_of_tables(name: str) -> None:
    found = REGISTRY[name]
    assert set(found.fields) <= set(WORDS.fields)
    assert found.doc
    for table, rows in found.rows(LITTLE, CONTEXTS["little", "week"]).items():
        assert table in WORDS.tables
        assert set(rows.index) <= set(LITTLE[table].frame.index)
        assert pd.Index(["_sheet", "_row"]).isin(rows.columns).all()


def test_terms_are_one_to_one() -> None:
    terms: list[Any] = [f.term for f in REGISTRY.values()]
    assert len(terms) == len(set(terms))
    assert not set(terms) & set(WORDS.roots.values())
