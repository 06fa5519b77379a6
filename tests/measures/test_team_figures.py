"""Who shares next, who goes out with whom, what a campaign brought, what was studied, which bulletin it is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import BANK, EAST, FRI, HAN, LI, MON, THU, TUE, WED, WEST, ZHAO, bank, context, many, one, visit

from pipeline.calendar import Unit
from pipeline.measures import REGISTRY, Context
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


# ---- campaigns

FIRST = {"branch": EAST, "campaign": "备货日", "date": date(2026, 10, 16), "approach": "批量"}
DONE = {"reached": 40, "enquiries": 20, "applications": 5, "deals": 2, "loan_amount": 50, "cost": 1000, "budget": 2000}


def quarter(**settings: Any) -> Context:
    """The fourth quarter as at Friday, a new one each time: a context remembers what it has reckoned."""
    return context("quarter", FRI, as_of=FRI, **settings)


def test_a_campaign_says_what_it_brought_against_its_aims_and_its_cost() -> None:
    plans = {"plan_reached": 50, "plan_enquiries": 16, "plan_deals": 0}
    tables = bank(campaigns=[{**FIRST, **DONE, **plans}])
    found = one("campaign_info", "campaign", tables, EAST, "备货日", ctx=quarter())
    assert (found["held"], found["weekday"], found["shared"]) == (True, "星期五", False)
    rates = ("enquiry_rate", "application_rate", "deal_rate", "budget_used", "cost_per_enquiry", "cost_per_deal")
    assert [found[name] for name in rates] == [0.5, 0.25, 0.4, 0.5, 50, 500]
    assert (found["attainment_reached"], found["attainment_enquiries"]) == (0.8, 1.25)
    assert pd.isna(found["attainment_deals"]) and pd.isna(found["attainment_amount"])


def test_a_campaign_without_results_has_no_rates() -> None:
    tables = bank(campaigns=[{**FIRST, "enquiries": 0, "cost": 500, "reached": 0}])
    found = one("campaign_info", "campaign", tables, EAST, "备货日", ctx=quarter())
    assert all(pd.isna(found[name]) for name in ("enquiry_rate", "cost_per_enquiry", "budget_used"))


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ({"date": FRI}, True),
        ({"date": THU, "last_day": date(2026, 11, 23)}, False),
        ({"date": date(2026, 12, 1)}, False),
    ],
)
def test_a_campaign_is_held_once_its_last_day_has_come(dates: dict[str, date], held: bool) -> None:
    found = one("campaign_info", "campaign", bank(campaigns=[{**FIRST, **dates}]), EAST, "备货日", ctx=quarter())
    assert bool(found["held"]) is held


def test_campaigns_of_one_name_are_told_apart_and_one_without_a_branch_is_the_banks() -> None:
    rows = [
        FIRST,
        {**FIRST, "date": date(2026, 11, 6)},
        {**FIRST, "date": date(2026, 11, 6)},
        {**FIRST, "branch": None, "owner": "赵六"},
        {**FIRST, "branch": None},
    ]
    frame = REGISTRY["campaign_info"].compute(bank(campaigns=rows), quarter())["campaign"]
    assert frame.index.is_unique
    assert {key[1:] for key in frame.index} == {
        (EAST, "备货日（10月16日）"),
        (EAST, "备货日（11月6日）"),
        (EAST, "备货日（11月6日）-2"),
        (WEST, "备货日"),
        (BANK, "备货日"),
    }


def test_totals_recompute_their_rates_from_sums_and_add_no_blanks() -> None:
    other = {**FIRST, "campaign": "路演", "approach": "路演", **DONE, "reached": 160, "enquiries": 20, "cost": None}
    planned = {**FIRST, "campaign": "以后", "date": date(2026, 12, 1)}
    tables = bank(campaigns=[{**FIRST, **DONE}, other, planned])
    found = one("campaign_totals", "branch", tables, EAST, ctx=quarter())
    assert (found["campaigns_count"], found["campaigns_held"], found["reached"]) == (3, 2, 200)
    assert (found["enquiry_rate"], found["cost_per_enquiry"]) == (approx(0.2), approx(25))
    nothing = one("campaign_totals", "branch", tables, WEST, ctx=quarter())
    assert nothing["campaigns_count"] == 0 and pd.isna(nothing["reached"]) and pd.isna(nothing["enquiry_rate"])
    bankwide = one("campaign_totals", "bank", tables, ctx=quarter())
    assert bankwide["campaigns_count"] == 3


def test_every_approach_is_listed_and_a_strange_one_only_where_it_was_used() -> None:
    tables = bank(campaigns=[{**FIRST, **DONE}, {**FIRST, "campaign": "集市", "approach": "赶集"}])
    used = {r["approach"]: r["campaigns_count"] for r in many("approach_use", "branch", tables, EAST, ctx=quarter())}
    assert used == {
        "路演": 0,
        "节日": 0,
        "事件": 0,
        "跨界": 0,
        "微信": 0,
        "兴趣": 0,
        "批量": 1,
        "渠道讲座": 0,
        "赶集": 1,
    }
    assert "赶集" not in [r["approach"] for r in many("approach_use", "branch", tables, WEST, ctx=quarter())]


def test_stages_set_a_campaigns_steps_beside_those_of_the_branch() -> None:
    other = {**FIRST, "campaign": "路演", "reached": 160, "enquiries": 20}
    found = many(
        "campaign_stages",
        "campaign",
        bank(campaigns=[{**FIRST, **DONE, "plan_reached": 50}, other]),
        EAST,
        "备货日",
        ctx=quarter(),
    )
    assert [r["label"][:2] for r in found] == ["触达", "咨询", "申请", "成交", "成交"]
    assert (found[0]["attained"], found[1]["step_rate"], found[1]["usual_rate"]) == (0.8, 0.5, 0.2)
    assert pd.isna(found[0]["step_rate"]) and pd.isna(found[4]["step_rate"])


def test_tasks_fall_on_working_days_before_and_after_the_campaign() -> None:
    tasks = {"campaigns": {"tasks": ["-7 名单", "-1 邀约", "0 登记", "+2 回访", "看不懂"]}}
    rows = [{**FIRST, "date": date(2026, 11, 16)}]  # a Monday; two days later is Wednesday
    found = many("campaign_tasks", "campaign", bank(campaigns=rows), EAST, "备货日", ctx=quarter(**tasks))
    assert [(r["due"].day, r["content"]) for r in found] == [(9, "名单"), (13, "邀约"), (16, "登记"), (18, "回访")]
    saturday = [{**FIRST, "date": date(2026, 11, 7), "last_day": date(2026, 11, 13)}]
    found = many("campaign_tasks", "campaign", bank(campaigns=saturday), EAST, "备货日", ctx=quarter(**tasks))
    assert [r["due"].day for r in found] == [30, 6, 7, 16]  # 31 October is a Saturday; two days after Friday is Monday


# ---- outings


def test_an_event_is_one_bulletin_with_all_its_photos_and_its_number_in_the_year() -> None:
    event = {"branch": EAST, "date": date(2026, 11, 7), "title": "球赛", "photo": "1.png", "story": "经过"}
    rows = [
        event,
        {**event, "photo": "2.png", "story": None, "caption": "合影"},
        {**event, "date": date(2026, 11, 14), "photo": None},
        {**event, "date": date(2026, 3, 7)},
        {**event, "date": date(2025, 12, 5), "title": "年会"},
    ]
    tables, ctx = bank(team_events=rows), context("month", FRI, as_of=THU)
    frame = REGISTRY["team_event_info"].compute(tables, ctx)["team_event"]
    assert [key[2] for key in frame.index] == ["球赛（11月7日）", "球赛（11月14日）"]
    assert (
        list(frame["issue"]) == [2, 3]
        and list(frame["photos_count"]) == [2, 0]
        and list(frame["story"]) == ["经过", "经过"]
    )
    photos = many("team_photos", "team_event", tables, EAST, "球赛（11月7日）", ctx=ctx)
    assert [(p["number"], p["photo"], p["caption"]) for p in photos] == [(1, "1.png", None), (2, "2.png", "合影")]
    assert many("team_photos", "team_event", tables, EAST, "球赛（11月14日）", ctx=ctx) == []


def test_an_event_yet_to_come_is_planned_and_not_held() -> None:
    rows = [{"branch": EAST, "date": FRI, "title": "爬山", "photo": None}]
    [found] = many("team_events_list", "branch", bank(team_events=rows), EAST, ctx=context("month", FRI, as_of=WED))
    assert (bool(found["held"]), found["title"]) == (False, "爬山")
