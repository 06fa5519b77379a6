"""The rows of a figure are made for the keys that are asked for, looked up again while they are remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import tables, vocabulary, workspace
from pipeline.calendar import Calendar, period_of
from pipeline.facts import FactSource, Papers, plain_rows, source
from pipeline.facts.rows import positions_by_key
from pipeline.kinds import Kind, KindFile
from pipeline.measures.figure import Context

WORDS = vocabulary.shipped()
BRANCHES, OFFICERS, ROWS = 4, 3, 5
BANK = "江城分行"


def bank() -> FactSource:
    """A log of rows for each branch, and a figure of one row for each officer."""
    log = [(BANK, f"第{b}支行", f"{n}", "13912345678") for n in range(ROWS) for b in range(BRANCHES)]  # as files lie
    people = [(BANK, f"第{b}支行", f"张{n}", n / 2) for b in range(BRANCHES) for n in range(OFFICERS)]
    frames = {
        "log": {
            "branch": pd.DataFrame(log, columns=["bank", "branch", "note", "phone"]).set_index(["bank", "branch"]),
        },
        "funnel": {
            "officer": pd.DataFrame(people, columns=["bank", "branch", "officer", "deals"]).set_index(
                ["bank", "branch", "officer"]
            ),
            "branch": pd.DataFrame(
                [(BANK, f"第{b}支行", float(b)) for b in range(BRANCHES)], columns=["bank", "branch", "deals"]
            ).set_index(["bank", "branch"]),
        },
    }
    day = date(2026, 11, 20)
    context = Context(period_of(day, "week"), workspace.defaults(), Calendar(), WORDS, day, BANK)
    return FactSource(frames, {"log": "many", "funnel": "one"}, tables.empty_tables(WORDS), context)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were made each time that some were."""
    counts: list[int] = []
    make = source.KeyedRows.of

    def counted(self: Any, key: Any) -> Any:
        rows = make(self, key)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(source.KeyedRows, "of", counted)
    return counts


def papers(one_per: str, figures: tuple[str, ...], tmp_path: Path) -> Papers:
    kind = Kind("k", Path("k"), {"zh": "k", "en": "k"}, (one_per,), (KindFile("t", "o"),), figures=figures)
    roster = {"branch": "funnel", "officer": "funnel"}
    held = bank()
    levels = {name: replace(WORDS.levels[name], roster=roster[name]) for name in roster}
    held.context = replace(held.context, vocabulary=replace(WORDS, levels={**WORDS.levels, **levels}))
    return Papers(kind, held, workspace.load(tmp_path))


def test_listing_the_documents_makes_no_rows(made: list[int], tmp_path: Path) -> None:
    assert len(list(papers("officer", ("log", "funnel"), tmp_path))) == BRANCHES * OFFICERS
    assert made == []


def test_only_the_rows_of_the_branch_asked_for_are_made(made: list[int], tmp_path: Path) -> None:
    of_branch = papers("branch", ("log",), tmp_path)
    second = list(of_branch)[1]
    assert [row["note"] for row in of_branch.facts(second)["log"]] == [f"{n}" for n in range(ROWS)]
    assert made == [ROWS]


def test_the_officers_of_a_branch_share_the_rows_made_for_it(made: list[int], tmp_path: Path) -> None:
    of_officer = papers("officer", ("log",), tmp_path)
    for key in of_officer:
        of_officer.facts(key)
    assert made == [ROWS] * BRANCHES


def test_no_more_rows_are_remembered_than_the_limit(
    made: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(source, "KEPT", 2 * ROWS + 2)  # two branches, each with a key of its own
    of_branch = papers("branch", ("log",), tmp_path)
    keys = list(of_branch)
    for key in [*keys, keys[-1], keys[-2], keys[0]]:
        of_branch.facts(key)
    assert made == [ROWS] * (BRANCHES + 1)


def test_rows_of_a_key_stand_in_the_frames_order_wherever_they_lie() -> None:
    index = pd.MultiIndex.from_tuples([("a", "x"), ("b", "x"), ("a", "x"), ("a", None), ("b", "x")])
    found = {key: list(map(int, at)) for key, at in positions_by_key(index).items()}
    assert found == {("a", "x"): [0, 2], ("b", "x"): [1, 4]}


def test_an_empty_frame_has_no_keys() -> None:
    assert positions_by_key(pd.Index([], name="bank")) == {}


@pytest.mark.parametrize(
    ("values", "plain"),
    [
        (pd.Series([1.0, 0.5, float("nan"), float("inf"), 1e300]), [1, 0.5, None, None, 1e300]),
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([True, False]), [True, False]),
        (pd.Series([True, None], dtype="boolean"), [True, None]),
        (pd.Series([1, None], dtype="Int64"), [1, None]),
        (pd.Series(["甲", None, float("nan"), 2.0], dtype="object"), ["甲", None, None, 2]),
        (pd.Series(pd.to_datetime(["2026-11-20", None])), [date(2026, 11, 20), None]),
        (pd.Series(["甲", "乙"], dtype="category"), ["甲", "乙"]),
        (pd.Series([pd.Timestamp("2026-11-20")], dtype="object"), [date(2026, 11, 20)]),
    ],
)
def test_values_are_plain_whatever_pandas_holds_them_in(values: pd.Series[Any], plain: list[Any]) -> None:
    rows = plain_rows(values.to_frame("a"), {})
    assert [row["a"] for row in rows] == plain
    assert [type(row["a"]) for row in rows] == [type(value) for value in plain]
