"""Figures become one plain dict per document: raw, masked, and with the wider figure where there is no own one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import facts, tables, vocabulary, workspace
from pipeline.calendar import Calendar, period_of
from pipeline.facts import FactSource
from pipeline.kinds import Kind, KindFile
from pipeline.measures.figure import Context

WORDS = vocabulary.shipped()
BANK, EAST, WEST = "江城分行", "城东支行", "城西支行"


def frame(level: str, rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    names = {"bank": ["bank"], "branch": ["bank", "branch"], "officer": ["bank", "branch", "officer"]}[level]
    return pd.DataFrame(rows, columns=[*names, *columns]).set_index(names)


FRAMES: dict[str, Any] = {
    "funnel": {
        "branch": frame(
            "branch", [(BANK, EAST, 12.0, 0.4537), (BANK, WEST, float("nan"), float("inf"))], ["enquiries", "deal_rate"]
        ),
        "officer": frame(
            "officer", [(BANK, EAST, "李雷", 7.0, None), (BANK, EAST, "韩梅", 5.0, 0.5)], ["enquiries", "deal_rate"]
        ),
    },
    "log": {
        "branch": frame(
            "branch",
            [
                (BANK, EAST, "李雷", "张三丰", "13912345678", "张三丰来电13912345678", pd.Timestamp("2026-11-20")),
                (BANK, EAST, "韩梅", None, None, None, pd.NaT),
            ],
            ["officer", "customer", "phone", "note", "date"],
        )
    },
    "interview": {"officer": frame("officer", [(BANK, EAST, "李雷", True), (BANK, EAST, "韩梅", False)], ["needed"])},
}


def source(**settings: Any) -> FactSource:
    every = dict(tables.empty_tables(WORDS))
    customers = [{"customer_no": "1", "customer": "张三丰", "officer": "李雷"}]
    every["customers"] = tables.table_from_rows("customers", customers, WORDS)
    context = Context(
        period_of(date(2026, 11, 20), "week"),
        {**workspace.defaults(), **settings},
        Calendar(),
        WORDS,
        date(2026, 11, 20),
        BANK,
    )
    shapes = {"funnel": "one", "log": "many", "interview": "one"}
    return FactSource(FRAMES, shapes, every, context)


def kind(level: str, **more: Any) -> Kind:
    return Kind(
        "k", Path("k"), {"zh": "k", "en": "k"}, (level,), (KindFile("t", "o"),), figures=("funnel", "log"), **more
    )


def built(level: str, tmp_path: Path, **more: Any) -> dict[facts.Key, facts.Facts]:
    found = facts.build(kind(level, **more), source(), workspace.load(tmp_path))
    return {tuple(key.values()): values for key, values in found}


def test_facts_are_raw_and_plain(tmp_path: Path) -> None:
    found = built("branch", tmp_path)
    assert found[(BANK, EAST)]["funnel"] == {"enquiries": 12, "deal_rate": 0.4537}
    assert found[(BANK, WEST)]["funnel"] == {"enquiries": None, "deal_rate": None}
    assert found[(BANK, EAST)]["log"][0]["date"] == date(2026, 11, 20)
    assert found[(BANK, EAST)]["period"]["code"] == "2026-W47"
    assert found[(BANK, EAST)]["period"]["workdays"] == 5

    def leaves(value: Any) -> Any:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from leaves(item)
        else:
            yield type(value)

    assert set(leaves(found)) <= {str, int, float, bool, date, datetime, type(None)}


def test_customers_are_masked_in_their_fields_and_in_free_text_and_staff_are_not(tmp_path: Path) -> None:
    [first, second] = built("branch", tmp_path)[(BANK, EAST)]["log"]
    assert (first["officer"], first["customer"], first["phone"]) == ("李雷", "张**", "139****5678")
    assert first["note"] == "张**来电139****5678"
    assert second["customer"] is None


def test_a_kind_that_declares_a_field_shows_it(tmp_path: Path) -> None:
    [first, _] = built("branch", tmp_path, unmasked=("phone",))[(BANK, EAST)]["log"]
    assert (first["customer"], first["phone"]) == ("张**", "13912345678")


def test_an_officers_document_has_the_officers_figures_and_the_branchs_where_there_are_no_own(tmp_path: Path) -> None:
    found = built("officer", tmp_path)
    assert found[(BANK, EAST, "李雷")]["funnel"]["enquiries"] == 7
    assert len(found[(BANK, EAST, "李雷")]["log"]) == 2
    assert found[(BANK, EAST, "李雷")]["key"] == f"{BANK}-{EAST}-李雷"


def test_a_branch_without_rows_gets_an_empty_list(tmp_path: Path) -> None:
    assert built("branch", tmp_path)[(BANK, WEST)]["log"] == []


@pytest.mark.parametrize(("everyone", "names"), [(False, ["李雷"]), (True, ["李雷", "韩梅"])])
def test_when_decides_who_gets_one_and_everyone_overrides(tmp_path: Path, everyone: bool, names: list[str]) -> None:
    wanted = kind("officer", when="interview.needed")
    found = facts.build(wanted, source(), workspace.load(tmp_path), everyone=everyone)
    assert [key["officer"] for key, _ in found] == names


def test_settings_of_the_kind_are_overridden_by_the_bank_and_the_branch(tmp_path: Path) -> None:
    (tmp_path / "chenxi.toml").write_text(f'[kind.k]\na = 2\n[branch."{WEST}".kind.k]\na = 3', encoding="utf-8")
    found = built("branch", tmp_path, settings={"a": 1, "b": 1})
    assert found[(BANK, EAST)]["settings"] == {"a": 2, "b": 1}
    assert found[(BANK, WEST)]["settings"] == {"a": 3, "b": 1}
