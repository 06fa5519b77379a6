"""What the meetings of a day, a week and a month start from: which meeting, what was done, what is to be done."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import (
    EAST,
    FRI,
    LI,
    MON,
    THU,
    TUE,
    WED,
    WEST,
    ZHAO,
    Row,
    application,
    bank,
    context,
    deal,
    many,
    one,
    visit,
    visits,
)

from pipeline.calendar import Unit

SAT = date(2026, 11, 21)


def today() -> Any:
    """Friday 20 November; 7 working days are left of its month, of 21. A context keeps what it made: one a bank."""
    return context("day")


def board(ctx: Any = None, **tables: list[Row]) -> dict[str, Row]:
    """The day board of 城东支行, by officer."""
    return {row["officer"]: row for row in many("day_board", "branch", bank(**tables), EAST, ctx=ctx or today())}


# ---------------------------------------------------------------- which meeting


@pytest.mark.parametrize(
    ("figure", "unit", "wanted"),
    [
        ("morning_info", "day", ("早会", FRI, "08:30", "08:50", date(2026, 11, 23))),
        ("evening_info", "day", ("夕会", FRI, "17:30", "17:55", date(2026, 11, 23))),
        ("meeting_info", "week", ("周例会", FRI, "17:00", "17:45", date(2026, 11, 27))),
        ("monthly_info", "month", ("月例会", date(2026, 11, 30), "14:30", "16:10", date(2026, 12, 31))),
    ],
)
def test_a_meeting_that_nobody_registered_is_proposed_for_its_day(figure: str, unit: Unit, wanted: Any) -> None:
    found = one(figure, "branch", bank(), EAST, ctx=context(unit))
    seen = (found["meeting"], found["date"].date(), found["start"], found["end"], found["next_meeting"].date())
    assert seen == wanted
    assert found["meeting_no"] == f"{EAST}-{wanted[0]}-{wanted[1]:%Y%m%d}-01"
    assert not found["off_range"]


def test_the_next_day_is_a_working_day() -> None:
    before_holidays = context("day", date(2026, 9, 30))
    found = one("morning_info", "branch", bank(), EAST, ctx=before_holidays)
    assert found["next_meeting"].date() == date(2026, 10, 8)


def test_each_sort_of_meeting_is_its_own_and_known_by_its_other_names() -> None:
    rows = [
        {"branch": EAST, "meeting": "晨会", "date": FRI, "host": "甲", "start": "08:00", "end": "08:20"},
        {"branch": EAST, "meeting": "夕会", "date": FRI, "host": "乙", "start": "17:30", "end": "18:10"},
        {"branch": EAST, "meeting": "晨会", "date": THU, "host": "丙"},
    ]
    tables = bank(meetings=rows)
    morning, evening = (one(f"{sort}_info", "branch", tables, EAST, ctx=today()) for sort in ("morning", "evening"))
    assert (morning["host"], morning["meeting"], morning["minutes"], morning["off_range"]) == ("甲", "早会", 20, False)
    assert (evening["host"], evening["minutes"], evening["off_range"]) == ("乙", 40, True)
    assert one("morning_info", "branch", tables, WEST, ctx=today())["host"] == "吴行"


def test_who_came_is_counted_for_each_meeting_by_itself() -> None:
    seen = [
        {"branch": EAST, "date": FRI, "meeting": meeting, "officer": officer, "presence": presence}
        for meeting, officer, presence in (("早会", "李雷", "实到"), ("晨会", "韩梅", "迟到"), ("夕会", "李雷", "公出"))
    ]
    tables = bank(attendance=seen)
    morning = one("morning_attendance", "branch", tables, EAST, ctx=today())
    evening = one("evening_attendance", "branch", tables, EAST, ctx=today())
    assert (morning["expected"], morning["present"], morning["names_late"]) == (3, 2, "韩梅")
    assert (evening["present"], evening["names_away"]) == (0, "李雷")
    assert pd.isna(one("monthly_attendance", "branch", tables, EAST, ctx=context("month"))["present"])


def test_who_came_on_another_day_is_not_counted() -> None:
    seen = [
        {"branch": EAST, "date": day, "meeting": "周例会", "officer": officer, "presence": "实到"}
        for day, officer in ((TUE, "李雷"), (TUE, "韩梅"), (FRI, "王五"))
    ]
    assert one("attendance", "branch", bank(attendance=seen), EAST)["names_present"] == "王五"


# ---------------------------------------------------------------- the day's targets

PLAN = {"officer": "李雷", "period": "2026-11", "enquiries": 42, "applications": 7, "deals": 2}


def test_a_days_target_is_what_the_month_lacks_spread_over_the_days_left() -> None:
    row = board(targets=[PLAN], activities=[*visits("李雷", 6, MON), *visits("李雷", 4, FRI), deal("李雷", "甲", WED)])[
        "李雷"
    ]
    assert (row["left_enquiries"], row["left_deals"], row["days_left"]) == (36, 1, 7)  # of 42 and 2, before Friday
    assert (row["day_enquiries"], row["day_applications"]) == (5, 1)  # 36 / 7 = 5.14, visits are whole; 7 / 7
    assert row["day_deals"] == approx(1 / 7)
    assert (row["enquiries"], row["gap"], row["target_met"], row["attainment_enquiries"]) == (4, 1, False, 0.8)


def test_a_days_target_may_be_the_months_plan_spread_evenly() -> None:
    ctx = context("day", today={"catch_up": False})
    assert board(ctx, targets=[PLAN], activities=visits("李雷", 6, MON))["李雷"]["day_enquiries"] == 2  # 42 / 21


@pytest.mark.parametrize(("done", "aim"), [(42, 0), (50, 0), (41, 1), (35, 1), (32, 1), (31, 2)])
def test_a_little_left_is_one_visit_and_nothing_left_is_none(done: int, aim: int) -> None:
    row = board(targets=[PLAN], activities=visits("李雷", done, MON))["李雷"]
    assert row["day_enquiries"] == aim
    assert row["target_met"] == (aim == 0)


def test_leave_is_taken_out_of_the_days_left_and_of_the_day() -> None:
    leave = [
        {"officer": "李雷", "first_day": date(2026, 11, 23), "last_day": date(2026, 11, 27), "leave_kind": "年假"},
        {"officer": "韩梅", "first_day": FRI, "last_day": FRI},
    ]
    found = board(targets=[PLAN, {**PLAN, "officer": "韩梅"}], leave=leave)
    assert (found["李雷"]["days_left"], found["李雷"]["day_enquiries"], found["李雷"]["note"]) == (2, 21, None)
    assert (found["韩梅"]["days_left"], found["韩梅"]["note"]) == (6, "请假")
    assert pd.isna(found["韩梅"]["day_enquiries"])
    assert not found["韩梅"]["target_met"]


def test_nobody_has_a_target_without_a_plan_or_on_a_rest_day() -> None:
    assert pd.isna(board()["李雷"]["day_enquiries"])
    assert pd.isna(board(context("day", SAT), targets=[PLAN])["李雷"]["day_enquiries"])
    assert board(roster=[ZHAO]) == {}


def test_the_days_causes_stand_beside_its_shortfalls() -> None:
    told = {"officer": "李雷", "reason": "下雨", "follow_up": "督促"}
    rows = [{**told, "period": "2026-11-20"}, {**told, "officer": "韩梅", "period": "2026-W47"}]
    found = board(targets=[PLAN], shortfalls=rows)
    assert (found["李雷"]["reason"], found["李雷"]["follow_up"]) == ("下雨", "督促")
    assert found["韩梅"]["reason"] is None


@pytest.mark.parametrize(
    ("day", "last"),
    [(FRI, THU), (MON, date(2026, 11, 13)), (date(2026, 10, 12), date(2026, 10, 10)), (SAT, FRI)],
)
def test_the_last_working_day_passes_over_rest_days_but_not_over_a_saturday_worked(day: date, last: date) -> None:
    ctx = context("day", day)
    tables = bank(activities=[*visits("李雷", 3, last), *visits("赵六", 2, last), *visits("李雷", 5, day)])
    found = one("last_day", "branch", tables, EAST, ctx=ctx)
    assert (found["date"].date(), found["enquiries"]) == (last, 3)
    assert one("last_day", "bank", tables, ctx=ctx)["enquiries"] == 5
    assert board(ctx, activities=visits("李雷", 3, last))["李雷"]["last_enquiries"] == 3


def test_who_was_on_leave_has_no_figures_of_the_last_working_day_unless_he_worked() -> None:
    leave = [{"officer": name, "first_day": THU, "last_day": THU} for name in ("李雷", "韩梅")]
    found = board(context("day", FRI), leave=leave, activities=visits("韩梅", 2, THU))
    assert [found[name]["last_enquiries"] for name in ("韩梅", "王五")] == [2, 0]
    assert all(math.isnan(found["李雷"][f"last_{name}"]) for name in ("enquiries", "deals", "amount", "cross_sold"))


# ---------------------------------------------------------------- what is to be seen to


def kinds(ctx: Any = None, **tables: list[Row]) -> list[tuple[str, str, float | None]]:
    """The day's duties of 城东支行: officer, kind and days overdue."""
    found = many("duties", "branch", bank(**tables), EAST, ctx=ctx or today())
    return [(r["officer"], r["kind"], None if pd.isna(r["days_over"]) else r["days_over"]) for r in found]


def test_duties_come_from_five_ledgers_the_longest_overdue_first() -> None:
    tables = {
        "post_loan_checks": [{"loan_no": "1", "officer": "李雷", "due": date(2026, 11, 23), "check_kind": "现场"}],
        "prospects": [{"customer": "甲", "officer": "韩梅", "stage": "接触", "next_date": TUE, "next_step": "看经营"}],
        "activities": [visit("王五", "乙", MON, next_date=FRI, result="预约办理")],
        "visits": [{"date": MON, "customer": "丙", "lead_talker": "李雷", "purpose": "送对账单", "next_date": FRI}],
        "action_items": [{"action_no": "D1", "action": "路演", "owner": "韩梅", "due": WED, "opened": MON}],
    }
    assert kinds(**tables) == [
        ("韩梅", "准客户跟进", 3), ("韩梅", "督办事项", 2), ("王五", "约定回访", None), ("李雷", "预约拜访", None),
        ("李雷", "贷后检查", None),
    ]  # fmt: skip
    own = many("duties", "officer", bank(**tables), EAST, "韩梅", ctx=today())
    assert [(row["number"], row["title"]) for row in own] == [(1, "看经营"), (2, "路演")]


@pytest.mark.parametrize(
    "tables",
    [
        {"post_loan_checks": [{"loan_no": "1", "officer": "李雷", "due": MON, "done": TUE}]},
        {"post_loan_checks": [{"loan_no": "1", "officer": "李雷", "due": date(2026, 11, 24)}]},
        {"prospects": [{"customer": "甲", "officer": "李雷", "stage": "成交", "next_date": TUE}]},
        {"prospects": [{"customer": "甲", "officer": "李雷", "stage": "接触", "next_date": date(2026, 11, 23)}]},
        {"activities": [visit("李雷", "乙", MON, next_date=FRI), visit("李雷", "乙", THU)]},
        {"activities": [visit("李雷", "乙", MON, next_date=THU)]},
        {
            "action_items": [
                {"action_no": "D1", "action": "a", "owner": "李雷", "due": MON, "closed": TUE, "reviewer": "周行"}
            ]
        },
        {"action_items": [{"action_no": "D1", "action": "a", "owner": "李雷", "due": date(2026, 11, 24)}]},
    ],
    ids=["done", "not yet", "won", "later", "seen since", "yesterday's promise", "closed", "far"],
)
def test_what_is_done_or_not_yet_due_is_no_duty(tables: dict[str, list[Row]]) -> None:
    assert kinds(**tables) == []


def test_settings_say_how_far_duties_look_ahead_and_back() -> None:
    check = [{"loan_no": "1", "officer": "李雷", "due": date(2026, 11, 27)}]
    assert kinds(context("day", today={"checks_ahead": 7}), post_loan_checks=check) == [("李雷", "贷后检查", None)]
    promise = [visit("李雷", "乙", MON, next_date=THU)]
    assert kinds(context("day", today={"promised_back": 1}), activities=promise) == [("李雷", "约定回访", 1)]


# ---------------------------------------------------------------- role play, points, customers, cases


def test_the_role_play_goes_round_and_passes_over_who_is_on_leave() -> None:
    parts = ("role_officer", "role_customer", "observer")

    def cast(day: date, **tables: list[Row]) -> list[str | None]:
        found = one("role_play", "branch", bank(**tables), EAST, ctx=context("day", day))
        return [found[part] for part in parts]

    assert cast(THU) != cast(FRI)
    assert set(cast(FRI)) == {"李雷", "韩梅", "王五"}
    away = [{"officer": "韩梅", "first_day": FRI, "last_day": FRI}]
    assert cast(FRI, leave=away)[2] is None
    assert set(cast(FRI, leave=away)[:2]) == {"李雷", "王五"}
    assert cast(FRI, roster=[LI]) == ["李雷", None, None]
    assert cast(FRI, roster=[ZHAO]) == [None, None, None]


def test_the_turn_counts_working_days_so_that_scenes_follow_each_other() -> None:
    turns = [
        one("role_play", "branch", bank(), EAST, ctx=context("day", day))["turn"] for day in (FRI, date(2026, 11, 23))
    ]
    assert turns[1] == turns[0] + 1


def test_customers_who_moved_on_are_listed_by_how_far_and_how_much() -> None:
    record = [
        visit("李雷", "丁", FRI, result="继续跟进"),
        visit("李雷", "丙", FRI, result="预约办理"),
        application("李雷", "乙", FRI, amount=30.0),
        deal("李雷", "甲", FRI, amount=10.0),
        deal("韩梅", "戊", FRI, amount=25.0),
        deal("李雷", "己", THU),
    ]
    found = many("customers_moved", "branch", bank(activities=record), EAST, ctx=today())
    assert [(row["number"], row["customer"]) for row in found] == [(1, "戊"), (2, "甲"), (3, "乙"), (4, "丙")]


def test_recent_cases_are_of_the_last_days_and_points_of_the_period() -> None:
    case = {"branch": EAST, "title": "t", "story": "s", "case_kind": "成功"}
    tables = bank(
        cases=[{**case, "date": day} for day in (MON, TUE, FRI)],
        points_ledger=[{"date": d, "officer": "李雷", "rule_name": "分享", "points_change": 2} for d in (THU, FRI)],
    )
    days = [row["date"].date() for row in many("recent_cases", "branch", tables, EAST, ctx=today())]
    assert days == [FRI, TUE]
    assert [row["points_change"] for row in many("points_list", "branch", tables, EAST, ctx=today())] == [2]


# ---------------------------------------------------------------- the action register


def action(number: int, **more: Any) -> Row:
    item = {"action_no": f"D{number}", "action": "a", "owner": "李雷", "opened": date(2026, 11, 2), "progress": "在办"}
    return {**item, "due": date(2026, 12, 30), **more}


REGISTER = [
    action(1, due=THU),  # red
    action(2, extensions=2),  # yellow
    action(3, due=date(2026, 11, 23), opened=MON),  # blue, new
    action(4, status="销号"),  # said to be done
    action(5, due=WED, closed=TUE, reviewer="周行"),  # settled in time
    action(6, due=MON, closed=WED, reviewer="周行"),  # settled late
    action(7, closed=date(2026, 11, 10), reviewer="周行"),  # settled before the week
    action(8, closed=THU),  # nobody reviewed it
    action(9, closed=date(2026, 11, 24), reviewer="周行", status="已办结"),  # after the week
    action(10, opened=date(2026, 11, 23)),  # not opened yet
    action(11, owner="赵六", due=date(2026, 11, 25), progress=None),  # 城西支行's by its owner; idle
]


def test_the_register_in_figures() -> None:
    tables = bank(action_items=REGISTER)
    found = one("action_summary", "branch", tables, EAST)
    assert {name: found[name] for name in ("actions_open", "actions_red", "actions_yellow", "actions_blue")} == {
        "actions_open": 6, "actions_red": 1, "actions_yellow": 1, "actions_blue": 1,
    }  # fmt: skip
    assert (found["actions_awaiting"], found["actions_carried"], found["actions_new"]) == (2, 5, 1)
    assert (found["actions_settled"], found["actions_on_time"], found["on_time_rate"]) == (2, 1, 0.5)
    west, whole = one("action_summary", "branch", tables, WEST), one("action_summary", "bank", tables)
    assert (west["actions_open"], west["actions_yellow"]) == (1, 1)
    assert pd.isna(west["on_time_rate"])
    assert (whole["actions_open"], whole["on_time_rate"]) == (7, 0.5)


def test_the_register_lists_what_is_open_and_then_what_was_settled() -> None:
    found = many("action_list", "branch", bank(action_items=REGISTER), EAST)
    assert [row["action_no"] for row in found] == ["D1", "D3", "D2", "D4", "D8", "D9", "D6", "D5", "D7"]
    assert [row["settled"] for row in found] == [False] * 6 + [True] * 3
    assert [row["action_no"] for row in found if row["carried"]] == ["D1", "D2", "D4", "D8", "D9"]
    assert [row["action_no"] for row in found if row["awaiting"]] == ["D4", "D8"]
    assert {row["light"] for row in found if row["settled"]} == {""}


def test_who_owes_most_comes_first() -> None:
    rows = [*REGISTER, action(12, owner="韩梅", due=TUE), action(13, owner="韩梅", due=MON), action(14, owner=None)]
    found = many("action_owners", "branch", bank(action_items=rows), EAST)
    assert [(r["owner"], r["actions_open"], r["actions_red"], r["days_over"]) for r in found] == [
        ("韩梅", 2, 2, 4), ("李雷", 6, 1, 1),
    ]  # fmt: skip
    assert found[1]["actions_settled"] == 2


def test_an_officers_open_items_are_those_that_the_officer_owns() -> None:
    rows = [action(1), action(2, owner="韩梅"), action(3, owner="赵六")]
    tables = bank(action_items=rows)
    assert [row["action_no"] for row in many("open_items", "officer", tables, EAST, "韩梅")] == ["D2"]
    assert [row["action_no"] for row in many("open_items", "officer", tables, WEST, "赵六")] == ["D3"]


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter"])
def test_a_bank_without_people_or_records_has_empty_lists_and_noughts(unit: Unit) -> None:
    nobody, ctx = bank(roster=[]), context(unit)
    for name in ("day_board", "duties", "action_list", "action_owners", "points_list", "customers_moved"):
        assert many(name, "branch", nobody, EAST, ctx=ctx) == []
    found = one("action_summary", "branch", nobody, EAST, ctx=ctx)
    assert found["actions_open"] == 0
    assert pd.isna(found["on_time_rate"])
    assert one("role_play", "branch", nobody, EAST, ctx=ctx)["role_officer"] is None
