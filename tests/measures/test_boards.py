"""Ranks, missed plans and weak performers: ties share a rank, and a rule names nobody among equals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest import approx
from small_bank import EAST, FRI, HAN, LI, MON, WANG, ZHAO, application, bank, context, figure, many, one, visits

from pipeline.calendar import Unit
from pipeline.measures import REGISTRY

LAST_MON = date(2026, 11, 9)
NEW = {"branch": EAST, "officer": "新人", "joined": date(2026, 9, 7)}
FIVE = [{"branch": EAST, "officer": name, "joined": date(2025, 1, 6)} for name in ("甲", "乙", "丙", "丁", "戊")]


def both_weeks(officer: str, count: int, applications: int = 0, last: int | None = None) -> list[dict[str, Any]]:
    """That many contacts on the Monday of this week and of the last, and applications of some of them."""
    rows: list[dict[str, Any]] = []
    for day, number in ((MON, count), (LAST_MON, count if last is None else last)):
        rows += visits(officer, number, day)
        rows += [application(officer, f"{officer}户{day.day}-{n}", day) for n in range(min(applications, number))]
    return rows


def named(rows: list[dict[str, Any]], roster: list[dict[str, Any]] | None = None, **more: Any) -> list[dict[str, Any]]:
    return many("weak_list", "branch", bank(roster=roster or FIVE, activities=rows, **more), EAST)


def test_ties_share_a_rank() -> None:
    counts = {"甲": 4, "乙": 3, "丙": 3, "丁": 1, "戊": 0}
    tables = bank(roster=FIVE, activities=[row for name, count in counts.items() for row in visits(name, count)])
    rows = many("officers", "branch", tables, EAST)
    assert [(row["officer"], row["rank_enquiries"]) for row in rows] == [
        ("甲", 1), ("乙", 2), ("丙", 2), ("丁", 4), ("戊", 5),
    ]  # fmt: skip
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    assert {row["rank_deals"] for row in rows} == {1}


def test_branches_rank_within_the_bank() -> None:
    tables = bank(activities=[*visits("李雷", 2), *visits("赵六", 3)])
    assert [(r["branch"], r["rank_enquiries"]) for r in many("branches", "bank", tables)] == [
        ("城东支行", 2), ("城西支行", 1),
    ]  # fmt: skip


def test_a_branch_of_equals_names_nobody() -> None:
    rows = [row for person in FIVE for row in both_weeks(person["officer"], 25, 5)]
    assert named(rows) == []
    assert named([]) == []


@pytest.mark.parametrize(
    ("this", "last", "weak"),
    [(5, 5, True), (6, 6, False), (5, 9, False), (9, 5, False), (0, 0, True)],
    ids=["both weeks", "exactly 60 % is not below", "this week only", "last week only", "nothing at all"],
)
def test_a_low_daily_mean_for_two_weeks_running(this: int, last: int, weak: bool) -> None:
    rows = [row for name in ("甲", "乙", "丙", "丁") for row in both_weeks(name, 10)]
    found = named([*rows, *both_weeks("戊", this, last=last)])
    assert [row["officer"] for row in found] == (["戊"] if weak else [])


@pytest.mark.parametrize(
    ("contacts", "applications", "weak"),
    [(20, 4, True), (20, 5, False), (19, 0, False)],
    ids=["10 points below, exactly", "5 points below", "too few contacts behind it"],
)
def test_a_low_conversion_needs_enough_behind_it(contacts: int, applications: int, weak: bool) -> None:
    rows = [row for name in ("甲", "乙", "丙", "丁") for row in both_weeks(name, 20, 6)]
    found = named([*rows, *both_weeks("戊", contacts, applications)])
    assert [row["officer"] for row in found] == (["戊"] if weak else [])
    assert not weak or "咨询转化率偏低：最近一周20.0%，比支行中位数30.0%低10.0个百分点" in found[0]["rule"]


def test_the_source_rows_of_a_weak_performer_are_those_of_both_weeks() -> None:
    tables = bank(roster=FIVE, activities=[row for name in ("甲", "乙", "戊") for row in both_weeks(name, 2)])
    days = REGISTRY["weak_list"].rows(tables, context())["activities"]["date"]
    assert {day.date() for day in days} == {MON, LAST_MON}


def test_newcomers_and_short_weeks_are_left_out() -> None:
    rows = [row for name in ("甲", "乙", "丙", "丁") for row in both_weeks(name, 10)]
    assert named(rows, [*FIVE[:4], NEW]) == []
    leave = [{"officer": "戊", "first_day": MON, "last_day": MON + timedelta(2)}]
    assert named(rows, leave=leave) == []


def test_a_mentor_is_the_rosters_else_the_best_who_is_neither_weak_nor_new() -> None:
    rows = [row for name, count in (("甲", 10), ("乙", 12), ("丙", 10), ("丁", 10)) for row in both_weeks(name, count)]
    assert [row["mentor"] for row in named([*rows, *both_weeks("新人", 30)], [*FIVE, NEW])] == ["乙"]
    own = [*FIVE[:4], {**FIVE[4], "mentor": "丙"}]
    assert [row["mentor"] for row in named(rows, own)] == ["丙"]
    gone = [*FIVE[:4], {**FIVE[4], "mentor": "已走"}]
    assert [row["mentor"] for row in named(rows, gone)] == ["乙"]


def test_who_missed_the_plan_and_what_follows() -> None:
    plan = {"period": "2026-W47", "enquiries": 10, "deals": 1}
    targets = [{**plan, "officer": name} for name in ("李雷", "韩梅", "赵六")]
    causes = [{"period": "2026-W47", "officer": "韩梅", "reason": "雨天", "follow_up": "督促"}]
    tables = bank(targets=targets, shortfalls=causes, activities=[*visits("李雷", 10), *visits("韩梅", 4)])
    rows = many("shortfall_list", "branch", tables, EAST)
    assert [(r["officer"], r["gap"], r["reason"], r["follow_up"]) for r in rows] == [
        ("李雷", 0, None, None), ("韩梅", 6, "雨天", "督促"),
    ]  # fmt: skip


def test_a_month_tells_the_newest_cause_recorded_of_its_weeks_where_it_has_none_of_its_own() -> None:
    plan = {"period": "2026-11", "enquiries": 100}
    weekly = [
        {"period": f"2026-W{week}", "officer": "李雷", "reason": why} for week, why in ((46, "雨天"), (47, "请假"))
    ]
    other = [{"period": "2026-W40", "officer": "韩梅", "reason": "上月的事"}]
    own = {"period": "2026-11", "officer": "李雷", "reason": "市场停业"}
    for causes, told in (([*weekly, *other], "2026年第47周：请假"), ([*weekly, own], "市场停业")):
        targets = [{**plan, "officer": name} for name in ("李雷", "韩梅")]
        tables = bank(targets=targets, shortfalls=causes, activities=visits("李雷", 1))
        rows = many("shortfall_list", "branch", tables, EAST, ctx=context("month", as_of=FRI))
        assert {row["officer"]: row["reason"] for row in rows} == {"李雷": told, "韩梅": None}


@pytest.mark.parametrize(
    ("unit", "done", "gap"),
    [
        pytest.param("month", 15, None, id="15 of November's 21 days are gone, and of its plan"),
        pytest.param("month", 14, 1, id="a visit behind the days gone"),
        pytest.param("quarter", 33, None, id="33 of the 39 days that have targets are gone: December has none yet"),
        pytest.param("quarter", 32, 1, id="a visit behind the days that have targets"),
    ],
)
def test_while_the_period_runs_only_who_is_behind_its_days_has_missed_the_plan(
    unit: Unit, done: int, gap: int | None
) -> None:
    plans = [{"period": f"2026-{month}", "officer": "李雷", "enquiries": days} for month, days in ((10, 18), (11, 21))]
    tables = bank(roster=[LI], targets=plans if unit == "quarter" else plans[1:], activities=visits("李雷", done, FRI))
    rows = many("shortfall_list", "branch", tables, EAST, ctx=context(unit, as_of=FRI))
    assert [row["gap"] for row in rows] == ([] if gap is None else [approx(gap)])


def test_standing_is_of_the_month_with_means_recomputed_from_sums() -> None:
    early = date(2026, 11, 3)
    rows = [*visits("李雷", 10, early), *visits("韩梅", 2, FRI), application("韩梅", "韩梅户20-0", FRI)]
    found = one("standing", "officer", bank(roster=[LI, HAN], activities=rows), EAST, "韩梅")
    assert (found["rank_enquiries"], found["rank_applications"], found["headcount"]) == (2, 1, 2)
    assert (found["mean_enquiries"], found["mean_daily"]) == (6, approx(12 / 30))
    assert found["mean_application_rate"] == approx(1 / 12)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        pytest.param({"interviews": [{"officer": "李雷", "date": MON, "interviewer": "周行"}]}, "", id="lately"),
        pytest.param(
            {"interviews": [{"officer": "李雷", "date": date(2026, 8, 1), "interviewer": "周行"}]},
            "距上次面谈111天，超过90天",
            id="too long ago",
        ),
        pytest.param({}, "尚无面谈记录", id="never"),
        pytest.param(
            {
                "interviews": [{"officer": "李雷", "date": MON, "interviewer": "周行"}],
                "targets": [{"officer": "李雷", "period": "2026-11", "enquiries": 1, "deals": 4}],
            },
            "本月成交达成率0.0%，序时进度71.4%",
            id="behind",
        ),
    ],
)
def test_why_an_interview_is_needed(tables: dict[str, Any], words: str) -> None:
    found = one("interview", "officer", bank(roster=[LI, HAN, WANG, ZHAO], **tables), EAST, "李雷")
    assert bool(found["needed"]) == bool(words)
    assert words in found["why"]
    assert found["interviewer"] == "周行"
    assert found["date"].date() == date(2026, 11, 23)


def test_interview_numbers_are_one_to_one() -> None:
    numbers = figure("interview", "officer", bank(), context())["interview_no"]
    assert numbers.is_unique
