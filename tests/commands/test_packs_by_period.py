"""Packs for a day, a month and a quarter: which period they take, and up to which day they say their data reach."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from authoring.catalogue import ROOT, kinds, reading

from pipeline import workspace
from pipeline.batch.prepare import Request, make_context, no_data, prepare, read_for
from pipeline.calendar import parse_period
from pipeline.workspace import Workspace, defaults

TODAY = date(2026, 11, 24)  # four days after the samples' newest data


@pytest.fixture(scope="module")
def space() -> Workspace:
    return workspace.load(ROOT)


PACKS = (("daily", "2026-11-20"), ("weekly", "2026-W47"), ("monthly", "2026-11"), ("quarterly", "2026-Q4"))


@pytest.mark.parametrize(("pack", "code"), PACKS)
def test_a_pack_without_a_period_is_made_for_the_newest_of_its_own_unit(
    pack: str, code: str, space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.batch.prepare.read", lambda *_: reading())
    wanted = [kinds()[name] for name in defaults()["packs"][pack]]
    _, period, because = read_for(space, None, wanted, TODAY)
    assert (period.code, because) == (code, "2026-11-20")


@pytest.mark.parametrize(("pack", "code"), PACKS)
def test_every_kind_of_a_pack_can_be_made_for_the_packs_period(pack: str, code: str) -> None:
    period = parse_period(code, TODAY)
    assert period is not None
    assert [n for n in defaults()["packs"][pack] if period.unit not in kinds()[n].period] == []


@pytest.mark.parametrize(
    ("code", "as_of"),
    [
        ("2026-W47", date(2026, 11, 20)),
        ("2026-W46", date(2026, 11, 13)),
        ("2026-10", date(2026, 10, 30)),  # over: its last working day, though there are newer data
        ("2026-11", date(2026, 11, 20)),  # not over: no further than the data
        ("2026-Q4", date(2026, 11, 20)),
        ("2026-11-23", date(2026, 11, 20)),  # tomorrow's papers say how old their figures are
        ("2026-12", date(2026, 11, 20)),
    ],
)
def test_data_reach_no_further_than_there_are_data(code: str, as_of: date, space: Workspace) -> None:
    period = parse_period(code, TODAY)
    assert period is not None
    assert make_context(space, reading(), period, today=TODAY).as_of == as_of


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("2026-11-20", []),
        ("2026-11-21", []),
        ("2026-11-23", []),  # Monday's morning meeting looks at Friday
        ("2026-11-24", ["BT113"]),
        ("2026-11", []),
        ("2026-12", ["BT113"]),
    ],
)
def test_a_period_without_data_is_told_but_for_the_morning_after(code: str, codes: list[str]) -> None:
    period = parse_period(code, TODAY)
    assert period is not None
    assert [p.code for p in no_data(reading(), period)] == codes


def test_two_packs_of_different_units_make_what_fits_and_tell_the_rest(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.batch.prepare.read", lambda *_: reading())
    run = prepare(space, Request(names=("morning-minutes", "sign-in-sheet"), period="2026-W47", today=TODAY))
    assert [kind.name for kind in run.kinds] == ["sign-in-sheet"]
    assert [p.found for p in run.problems if p.code == "BT109"] == ["morning-minutes"]


def test_every_pack_lists_kinds_that_there_are_and_ends_with_the_index() -> None:
    packs = {name: listed for name, listed in defaults()["packs"].items() if name != "course"}
    assert set(packs) == {"daily", "weekly", "monthly", "quarterly"}
    assert all(listed[-1] == "pack-index" and set(listed) <= set(kinds()) for listed in packs.values())


def test_days_without_a_year_anywhere_are_the_newest_by_today(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (tmp_path / "chenxi.toml").write_text("", encoding="utf-8")
    (inputs / "名册.csv").write_text("支行,姓名,入职日期\n城东支行,张三,2020-03-01\n", encoding="utf-8")
    (inputs / "日报.csv").write_text("日期,姓名,咨询,申请,成交\n11月16日,张三,5,1,0\n", encoding="utf-8")
    read, period, _ = read_for(workspace.load(tmp_path), None, [], TODAY)
    assert period.code == "2026-W47"
    assert read.intake.tables["daily_counts"].frame["date"].dt.date.tolist() == [date(2026, 11, 16)]
