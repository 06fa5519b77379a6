"""Who shares next, what was studied, who goes out with whom on a visit day, and where."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from small_bank import EAST, FRI, HAN, LI, MON, THU, TUE, WED, WEST, ZHAO, bank, context, many, one, visit

from pipeline.calendar import Unit
from pipeline.measures import REGISTRY
from pipeline.measures.figures.team.visit_day import squad_name

EVENING = {"study": {"rota": ["夕会 小课题"], "micro_topics": ["甲题", "乙题"]}}
Rows = list[dict[str, Any]]


def topic(day: date, title: str | None = "题", sharer: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"branch": EAST, "date": day, "topic_kind": "小课题", "title": title, "sharer": sharer, "meeting": "夕会"}
    return {**row, **more}


def shared(tables: Any, unit: Unit = "week", branch: str = EAST, **settings: Any) -> list[tuple[int, Any, Any, bool]]:
    ctx = context(unit, FRI, **{**EVENING, **settings})
    rows = many("topic_rota", "branch", tables, branch, ctx=ctx)
    return [(r["date"].day, r["title"], r["sharer"], r["proposed"]) for r in rows]


# ---- the rota


def test_the_rota_goes_on_from_the_quarters_first_day_and_passes_over_whoever_is_away() -> None:
    leave = [{"officer": "韩梅", "first_day": WED, "last_day": WED}]
    found = shared(bank(leave=leave))
    names = [name for _, _, name, _ in found]
    assert len(found) == 5 and all(proposed for *_, proposed in found)
    assert set(names) == {"李雷", "韩梅", "王五"} and names[2] != "韩梅"
    assert all(a != b for a, b in pairwise(names))
    assert {title for _, title, _, _ in found} == {"甲题", "乙题"}


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter"])
def test_the_same_day_has_the_same_sharer_in_every_period(unit: Unit) -> None:
    rows = [topic(date(2026, 11, 9), sharer="王五"), topic(TUE, sharer="李雷")]
    friday = [row for row in shared(bank(topics=rows), unit) if row[0] == 20][-1]
    assert friday == [row for row in shared(bank(topics=rows), "week") if row[0] == 20][-1]


def test_a_named_sharer_stays_and_is_not_called_on_in_the_days_before() -> None:
    found = shared(bank(topics=[topic(THU, "丙题", "李雷")]))
    assert found[3] == (19, "丙题", "李雷", False)
    assert "李雷" not in [name for _, _, name, _ in found[:3]]


def test_a_topic_without_a_sharer_gets_one_and_keeps_its_title() -> None:
    found = shared(bank(topics=[topic(MON, "丙题", story="要点")]))
    assert found[0][1] == "丙题" and found[0][2] in ("李雷", "韩梅", "王五") and found[0][3]


@pytest.mark.parametrize("here", ["李雷", "韩梅", "王五"])
def test_whoever_is_on_leave_is_not_called_on(here: str) -> None:
    leave = [{"officer": name, "first_day": WED, "last_day": WED} for name in ("李雷", "韩梅", "王五") if name != here]
    assert [name for day, _, name, _ in shared(bank(leave=leave)) if day == 18] == [here]


def test_a_weekly_meeting_has_one_sharer_a_week_and_a_monthly_one_a_month() -> None:
    rota = {"study": {"rota": ["周例会 案例分享", "月例会 政策"]}}
    rows = many("topic_rota", "branch", bank(), EAST, ctx=context("month", FRI, **rota))
    found = [(r["date"].day, r["meeting"]) for r in rows]
    assert found == [(6, "周例会"), (13, "周例会"), (20, "周例会"), (27, "周例会"), (30, "月例会")]


def test_a_meeting_is_known_by_what_else_people_call_it() -> None:
    found = shared(bank(topics=[topic(MON, "丙题", "李雷", meeting="晚会")]))
    assert [row for row in found if row[0] == 16] == [(16, "丙题", "李雷", False)]


def test_a_policy_for_all_branches_stands_in_each_with_a_sharer_of_its_own() -> None:
    rows = [{"date": MON, "topic_kind": "政策", "title": "新规", "meeting": "早会"}]
    east, west = (shared(bank(topics=rows), branch=name, study={"rota": []}) for name in (EAST, WEST))
    assert [(row[1], row[3]) for row in (*east, *west)] == [("新规", True)] * 2
    assert west[0][2] == "赵六"


def test_without_proposals_only_the_register_is_shown() -> None:
    found = shared(bank(topics=[topic(MON, "丙题")]), study={**EVENING["study"], "propose": False})
    assert found == [(16, "丙题", None, False)]


def test_newcomers_are_left_out_of_the_rota_where_the_settings_say_so() -> None:
    roster = [LI, {**HAN, "joined": date(2026, 10, 12)}, ZHAO]
    found = shared(bank(roster=roster), study={**EVENING["study"], "newcomers": False})
    assert {name for _, _, name, _ in found} == {"李雷"}


def test_a_calendar_that_came_back_does_not_double_its_topics() -> None:
    rows = [topic(MON, "丙题"), topic(MON, "丙题", "李雷", story="要点")]
    assert shared(bank(topics=rows))[0] == (16, "丙题", "李雷", False)
    assert one("study_totals", "branch", bank(topics=rows), EAST)["total"] == 1


def test_a_branch_without_people_has_slots_without_a_name() -> None:
    assert [row[2:] for row in shared(bank(roster=[ZHAO]))] == [(None, False)] * 5


def test_what_was_studied_is_the_register_up_to_now_without_guesses() -> None:
    rows = [topic(MON, "甲", "李雷"), topic(TUE, "乙"), topic(FRI, "丙", "李雷", topic_kind="政策")]
    tables, ctx = bank(topics=rows), context(as_of=THU, **EVENING)
    found = many("study_done", "branch", tables, EAST, ctx=ctx)
    assert [(r["title"], r["sharer"]) for r in found] == [("甲", "李雷"), ("乙", None)]
    totals = one("study_totals", "branch", tables, EAST, ctx=ctx)
    assert [totals[k] for k in REGISTRY["study_totals"].fields] == [2, 0, 2, 0, 1, 3]
    people = {r["officer"]: r for r in many("study_people", "branch", tables, EAST, ctx=ctx)}
    assert (people["李雷"]["shared_count"], people["李雷"]["last_shared"].date()) == (1, MON)
    assert people["李雷"]["next_share"].date() == FRI and pd.isna(people["韩梅"]["last_shared"])
    assert sum(r["turns"] for r in people.values()) == 5


# ---- the visit day


def crew(*names: str, **newest: Any) -> Rows:
    """People of the branch, the longest-serving first."""
    return [
        {**LI, "officer": n, "joined": date(2010, 1, 4) + timedelta(90 * at), **newest.get(n, {})}
        for at, n in enumerate(names)
    ]


def squads(roster: Rows, leave: Rows = [], **settings: Any) -> list[tuple[str | None, ...]]:  # noqa: B006
    ctx = context(visit_day={"duty": 0, **settings})
    found = many("visit_squads", "branch", bank(roster=roster, leave=leave), EAST, ctx=ctx)
    return [(r["lead_talker"], r["second_talker"], r["observer"]) for r in found]


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [
        (0, 3, []),
        (1, 3, [1]),
        (2, 3, [2]),
        (3, 3, [3]),
        (4, 3, [2, 2]),
        (5, 3, [3, 2]),
        (7, 3, [3, 2, 2]),
        (3, 2, [3]),
        (6, 2, [2, 2, 2]),
        (60, 3, [3] * 20),
    ],
)
def test_squads_are_even_and_nobody_goes_alone(people: int, size: int, sizes: list[int]) -> None:
    found = squads(crew(*(f"人{n:02d}" for n in range(people))) or [ZHAO], squad=size)
    assert [sum(name is not None for name in squad) for squad in found] == sizes
    names = [name for squad in found for name in squad if name]
    assert len(names) == len(set(names)) == people


@pytest.mark.parametrize(
    ("place", "name"),
    [(1, "第一组"), (10, "第十组"), (11, "第十一组"), (20, "第二十组"), (35, "第三十五组"), (100, "第100组")],
)
def test_squads_are_named_by_their_place(place: int, name: str) -> None:
    assert squad_name(place) == name


def test_the_longest_serving_lead_and_a_newcomer_goes_with_the_mentor_as_observer() -> None:
    new = {"joined": date(2026, 10, 12), "mentor": "乙"}
    found = squads(crew("甲", "乙", "丙", "丁", "戊", "新", 新=new))
    assert found == [("甲", "丁", "戊"), ("乙", "丙", "新")]


def test_whoever_is_on_leave_stays_out_and_somebody_stays_on_duty_in_turn() -> None:
    leave = [
        {
            "branch": EAST,
            "officer": "丙",
            "first_day": date(2026, 11, 25),
            "last_day": date(2026, 11, 25),
            "leave_kind": "年假",
        }
    ]
    tables = bank(roster=crew("甲", "乙", "丙", "丁"), leave=leave)
    found = one("visit_plan", "branch", tables, EAST, ctx=context(visit_day={"duty": 1}))
    assert (found["date"].date(), found["weekday"], found["week"]) == (date(2026, 11, 25), "星期三", "第48周")
    assert (found["names_leave"], found["people"], found["squads_count"]) == ("丙", 2, 1)
    later = one("visit_plan", "branch", tables, EAST, ctx=context(day=date(2026, 11, 27), visit_day={"duty": 1}))
    assert {found["names_duty"], later["names_duty"]} < {"甲", "乙", "丁"} | {"丙"}
    assert found["names_duty"] != later["names_duty"]
    assert set(found["names_out"].split("、")) | {found["names_duty"]} == {"甲", "乙", "丁"}


def test_two_go_out_before_anybody_stays() -> None:
    found = one("visit_plan", "branch", bank(roster=crew("甲", "乙")), EAST, ctx=context(visit_day={"duty": 2}))
    assert (found["names_duty"], found["people"]) == ("", 2)


def test_without_a_visit_day_there_is_no_plan() -> None:
    ctx = context(visit_day={"weekday": 0})
    found = one("visit_plan", "branch", bank(), EAST, ctx=ctx)
    assert pd.isna(found["date"]) and found["squads_count"] == 0 and found["names_out"] == ""
    assert many("visit_squads", "branch", bank(), EAST, ctx=ctx) == []


TERRITORY = {"branch": EAST, "industry": "建材", "households": 100}


def test_areas_that_were_walked_least_come_first_and_squads_aim_at_their_days_plan() -> None:
    tables = bank(
        territories=[
            {**TERRITORY, "market": "甲街"},
            {**TERRITORY, "market": "乙街"},
            {**TERRITORY, "market": "乙街", "industry": "餐饮"},
        ],
        customers=[{"customer_no": "1", "customer": "张三", "officer": "李雷", "branch": EAST, "market": "甲街"}],
        activities=[visit("李雷", "张三", TUE, customer_no="1")],
        prospects=[
            {
                "prospect_no": f"Z{n}",
                "customer": f"客{n}",
                "officer": "李雷",
                "stage": s,
                "market": "乙街",
                "next_date": d,
            }
            for n, (s, d) in enumerate([("线索", FRI), ("成交", None), ("接触", MON)])
        ],
        targets=[{"officer": name, "period": "2026-11", "enquiries": 105} for name in ("李雷", "韩梅")],
    )
    found = many("visit_areas", "branch", tables, EAST)
    assert [(r["area"], r["households"], r["leads_in_area"], r["recent_contacts"]) for r in found] == [
        ("乙街", 200, 2, 0),
        ("甲街", 100, 0, 1),
    ]
    assert found[1]["last_walked"].date() == TUE
    [squad] = many("visit_squads", "branch", tables, EAST, ctx=context(visit_day={"duty": 0}))
    assert (squad["area"], squad["enquiries_aim"], squad["households_aim"]) == ("乙街", 10, 12)  # 2 × 105 / 21 days
    leads = many("visit_leads", "branch", tables, EAST, ctx=context(visit_day={"duty": 0}))
    assert [(r["squad"], r["prospect_no"]) for r in leads] == [("第一组", "Z2"), ("第一组", "Z0")]  # overdue first


def test_squads_that_share_an_area_share_its_leads() -> None:
    prospects = [
        {"prospect_no": f"Z{n}", "customer": f"客{n}", "officer": "甲", "stage": "线索", "market": "甲街"}
        for n in range(3)
    ]
    tables = bank(
        roster=crew("甲", "乙", "丙", "丁"), prospects=prospects, territories=[{**TERRITORY, "market": "甲街"}]
    )
    found = many("visit_leads", "branch", tables, EAST, ctx=context(visit_day={"duty": 0, "squad": 2}))
    assert [(r["squad"], r["prospect_no"]) for r in found] == [("第一组", "Z0"), ("第一组", "Z2"), ("第二组", "Z1")]


def test_a_branch_without_territories_walks_where_its_customers_and_leads_are() -> None:
    customers = [{"customer_no": "1", "customer": "张三", "officer": "李雷", "branch": EAST, "market": "丙街"}]
    assert [r["area"] for r in many("visit_areas", "branch", bank(customers=customers), EAST)] == ["丙街"]
