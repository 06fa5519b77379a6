"""Campaigns and outings: what they brought and cost, when they are held, and what is still to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import BANK, EAST, FRI, THU, WED, WEST, bank, context, many, one

from pipeline.measures import REGISTRY, Context

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
