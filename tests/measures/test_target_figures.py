"""A branch's target split over its officers: exact to the last, by capacity, results and leave."""

from __future__ import annotations

from datetime import date
from math import isnan
from typing import Any

import pytest
from pytest import approx
from small_bank import EAST, FRI, HAN, LI, WANG, WEST, ZHAO, bank, context, deal, many, one

from pipeline.measures import Context, findings
from pipeline.tables import Source, table_from_rows
from pipeline.vocabulary import shipped

Row = dict[str, Any]
TARGET = {"branch": EAST, "period": "2026-12", "enquiries": 100.0, "deals": 10.0, "loan_amount": 100.5}
SENIOR = {**LI, "level": "高级"}


def month() -> Context:
    """November up to its 20th; a new one each time, for it remembers what was reckoned."""
    return context("month", as_of=FRI)


def split(**tables: Any) -> dict[str, Row]:
    rows = many("target_split", "branch", bank(**{"branch_targets": [TARGET], **tables}), EAST, ctx=month())
    return {row["officer"]: row for row in rows}


def target(**tables: Any) -> Row:
    return one("branch_target", "branch", bank(**tables), EAST, ctx=month())


def test_it_is_the_next_month_that_is_split() -> None:
    row = target(branch_targets=[TARGET])
    assert (row["label"], row["code"], row["workdays"], row["headcount"]) == ("2026年12月", "2026-12", 23, 3)
    assert (row["assigned"], row["planned"], row["enquiries"]) == (True, False, 100)


def test_the_period_itself_is_split_where_the_settings_say_so() -> None:
    ctx = context("month", as_of=FRI, targets={"split": "this"})
    assert one("branch_target", "branch", bank(), EAST, ctx=ctx)["code"] == "2026-11"


def test_equals_have_equal_parts_which_add_up_to_the_target() -> None:
    rows = split()
    assert [rows[name]["share"] for name in ("李雷", "韩梅", "王五")] == approx([1 / 3] * 3)
    assert [row["enquiries"] for row in rows.values()] == [33, 34, 33]
    assert [row["deals"] for row in rows.values()] == [3, 4, 3]
    assert [row["loan_amount"] for row in rows.values()] == [34, 33, 33.5]
    assert [row["number"] for row in rows.values()] == [1, 2, 3]


@pytest.mark.parametrize("whole", [0.0, 1.0, 2.0, 7.0, 100.5, 1234.56])
def test_the_parts_of_any_target_add_up_to_it(whole: float) -> None:
    staff = [SENIOR, {**HAN, "level": "见习"}, {**WANG, "level": "初级"}, ZHAO]
    rows = split(roster=staff, branch_targets=[{**TARGET, "enquiries": whole}])
    assert sum(row["enquiries"] for row in rows.values()) == approx(whole)
    assert all(row["enquiries"] >= 0 for row in rows.values())


def test_capacity_results_and_leave_weigh() -> None:
    """李雷: 高级 (1.2), 30 万元. 韩梅: no level (1.0), 10 万元. 王五: 1.0, no deal, on leave for 3 of 23 days."""
    leave = [{"officer": "王五", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 3)}]
    deals = [deal("李雷", "甲", FRI, amount=30.0), deal("韩梅", "乙", FRI)]
    rows = split(roster=[SENIOR, HAN, WANG, ZHAO], activities=deals, leave=leave)
    able, done = 3.2 / 3, (30 + 10 + 0) / 3  # the day of the deals is the first and only one of the data
    weights = [
        (0.5 * 1.2 / able + 0.5 * 30 / done) * 23,
        (0.5 * 1.0 / able + 0.5 * 10 / done) * 23,
        (0.5 * 1.0 / able + 0.5 * 0 / done) * 20,
    ]
    assert [row["daily_amount"] for row in rows.values()] == [30, 10, 0]
    assert [row["weight"] for row in rows.values()] == approx(weights)
    assert [row["share"] for row in rows.values()] == approx([weight / sum(weights) for weight in weights])
    assert (rows["王五"]["leave_days"], rows["王五"]["workdays"]) == (3, 20)


def test_who_has_no_results_yet_is_weighed_by_capacity_alone() -> None:
    new = {"branch": EAST, "officer": "新人", "joined": date(2026, 11, 30), "level": "高级"}
    rows = split(roster=[LI, new, ZHAO], activities=[deal("李雷", "甲", FRI)])
    assert isnan(rows["新人"]["daily_amount"])
    assert (rows["新人"]["newcomer"], rows["新人"]["capacity"]) == (True, 0.5)
    assert rows["新人"]["weight"] == approx(0.5 / 0.75 * 23)


def test_who_is_away_for_all_of_the_month_or_has_left_gets_nothing() -> None:
    leave = [{"officer": "王五", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 31)}]
    rows = split(roster=[LI, {**HAN, "left": date(2026, 11, 30)}, WANG, ZHAO], leave=leave)
    assert list(rows) == ["李雷", "王五"]
    assert [rows[name]["loan_amount"] for name in rows] == [100.5, 0]


def test_without_a_registered_target_the_last_plan_is_carried_on_by_working_days() -> None:
    own = [{"branch": EAST, "officer": "李雷", "period": "2026-11", "enquiries": 100.0}]
    row = target(targets=own)
    assert (row["assigned"], row["enquiries"]) == (False, 110)  # 100 × 23 / 21 = 109.5
    assert isnan(target()["enquiries"])
    assert all(isnan(row["enquiries"]) for row in split(branch_targets=[]).values())


def test_targets_that_officers_have_already_stand_beside_the_proposal() -> None:
    own = [{"branch": EAST, "officer": "李雷", "period": "2026-12", "enquiries": 41.0}]
    assert target(branch_targets=[TARGET], targets=own)["planned"]
    rows = split(targets=own)
    assert (rows["李雷"]["plan_enquiries"], rows["李雷"]["enquiries"]) == (41, 33)
    assert isnan(rows["韩梅"]["plan_enquiries"])


def test_a_branch_knows_only_its_own_target() -> None:
    assert isnan(one("branch_target", "branch", bank(branch_targets=[TARGET]), WEST, ctx=month())["enquiries"])


@pytest.mark.parametrize(("approver", "told"), [("周行", 0), (None, 1)])
def test_targets_that_nobody_signed_are_told_once_for_each_sheet(approver: str | None, told: int) -> None:
    rows: list[Row] = [
        {"branch": EAST, "officer": name, "period": "2026-12", "enquiries": 9.0, "approver": approver}
        for name in ("李雷", "韩梅")
    ]
    asking = Source("任务.xlsx", "任务计划", {"period": 1, "officer": 2, "approver": 9})
    tables = {**bank(), "targets": table_from_rows("targets", rows, shipped(), asking)}
    found = [p for p in findings(tables, month()) if p.code == "MS126"]
    assert [(str(p.place), p.values["count"]) for p in found] == [("任务.xlsx › 任务计划 › I2", "2")] * told
    silent = Source("任务.xlsx", "任务计划", {"period": 1, "officer": 2})
    unasked = {**bank(), "targets": table_from_rows("targets", rows, shipped(), silent)}
    assert not [p for p in findings(unasked, month()) if p.code == "MS126"]
