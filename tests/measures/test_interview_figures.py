"""A round of interviews counted, promises of help, and the facts beside the four judgements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from pytest import approx
from small_bank import (
    EAST,
    FRI,
    HAN,
    LI,
    MON,
    THU,
    TUE,
    WANG,
    WED,
    WEST,
    ZHAO,
    application,
    bank,
    context,
    deal,
    many,
    one,
    visit,
    visits,
)

Row = dict[str, Any]
TALK = {"interviewer": "周行", "interview_kind": "常规"}
JUDGED = ("judged_activity", "judged_products", "judged_selling", "judged_mindset")


def talk(who: str, day: date, cause: str | None = None, *scores: float | None, **more: Any) -> Row:
    return {**TALK, "officer": who, "date": day, "cause": cause, **dict(zip(JUDGED, scores, strict=False)), **more}


TALKS = [
    talk("李雷", date(2026, 11, 3), "态度", 1, 1, 1, 1),
    talk("李雷", TUE, "知识K、技巧", 4, 2, 3, None, officer_view="有异议", interview_kind="改进"),
    talk("韩梅", WED, "S，客户", 5, 4, 2, 5, officer_view="同意"),
    talk("赵六", WED, None, 3, 3, 3, 3),
    talk("王五", date(2026, 10, 20), "习惯", 2, 2, 2, 2),
]


def plan(who: str, day: date, due: date, **more: Any) -> Row:
    return {"officer": who, "date": day, "plan_item": f"{who}的事", "measure_taken": "m", "due": due, **more}


PLANS = [
    plan("李雷", TUE, date(2026, 12, 4), supporter="周行", help_promised="陪访"),
    plan("韩梅", WED, THU, supporter="周行", outcome="部分完成"),
    plan("韩梅", WED, THU, supporter="李雷", outcome="已完成"),
    plan("王五", date(2026, 10, 20), date(2026, 11, 10), outcome="未完成"),
    plan("王五", date(2026, 10, 20), date(2026, 11, 10), outcome="已完成"),
]


def month() -> Any:
    return context("month", as_of=FRI)


def test_a_round_counts_people_once_and_talks_each() -> None:
    found = one("interview_round", "branch", bank(interviews=TALKS, improvement_plans=PLANS), EAST, ctx=month())
    assert [found[k] for k in ("people", "interviewed", "interviews_held", "cover_rate")] == [3, 2, 3, approx(2 / 3)]
    assert [found[k] for k in ("held_regular", "held_improving", "held_growing", "disagreed")] == [2, 1, 0, 1]
    assert [found[k] for k in ("plans_count", "plans_done", "plans_part", "plans_missed", "plans_running")] == [
        3, 1, 1, 0, 1,
    ]  # fmt: skip
    assert found["helpers_count"] == 2


def test_the_bank_has_the_sum_of_its_branches() -> None:
    found = one("interview_round", "bank", bank(interviews=TALKS), ctx=month())
    assert (found["people"], found["interviewed"], found["interviews_held"]) == (4, 3, 4)


def test_a_branch_without_talks_has_noughts_and_no_rate_of_its_own_making() -> None:
    found = one("interview_round", "branch", bank(interviews=TALKS[:3]), WEST, ctx=month())
    assert (found["interviewed"], found["interviews_held"], found["cover_rate"]) == (0, 0, 0)


def test_the_list_has_everybody_in_post_with_the_newest_talk_of_the_period() -> None:
    rows = many("interview_list", "branch", bank(interviews=TALKS, improvement_plans=PLANS), EAST, ctx=month())
    assert [row["officer"] for row in rows] == ["李雷", "韩梅", "王五"]
    li, _, wang = rows
    assert (li["date"].date(), li["judged_products"], li["plans_count"]) == (TUE, 2, 1)
    assert pd.isna(wang["date"]) and wang["last_interview"].date() == date(2026, 10, 20)


def test_who_is_still_due_is_told_with_the_reason_and_a_talk_in_the_period_settles_it() -> None:
    late = [talk("王五", date(2026, 6, 1)), talk("李雷", date(2026, 6, 1)), talk("李雷", TUE), talk("韩梅", TUE)]
    rows = many("interview_list", "branch", bank(interviews=late), EAST, ctx=month())
    assert {row["officer"]: row["needed"] for row in rows} == {"李雷": False, "韩梅": False, "王五": True}
    assert "距上次面谈172天" in rows[2]["why"]
    assert one("interview_round", "branch", bank(interviews=late), EAST, ctx=month())["needed_left"] == 1


def test_causes_are_of_the_newest_talks_and_k_and_s_are_words() -> None:
    rows = many("interview_causes", "branch", bank(interviews=TALKS), EAST, ctx=month())
    assert [(row["cause"], row["people"], row["share"], row["names"]) for row in rows] == [
        ("技巧", 2, 1.0, "李雷、韩梅"), ("知识", 1, 0.5, "李雷"), ("客户", 1, 0.5, "韩梅"),
    ]  # fmt: skip


def test_judgements_leave_blanks_out_and_name_who_is_low() -> None:
    rows = many("interview_judgements", "branch", bank(interviews=TALKS), EAST, ctx=month())
    assert [row["measure_name"] for row in rows] == ["活动量", "产品熟悉度", "销售技巧", "心态"]
    assert [(row["people"], row["mean_score"], row["low_people"], row["names"]) for row in rows] == [
        (2, 4.5, 0, None), (2, 3.0, 1, "李雷"), (2, 2.5, 1, "韩梅"), (1, 5.0, 0, None),
    ]  # fmt: skip
    assert [rows[0][f"count_{n}"] for n in range(1, 6)] == [0, 0, 0, 1, 1]


def test_help_is_listed_by_day_with_what_is_past_its_day() -> None:
    rows = many("help_list", "branch", bank(improvement_plans=PLANS), EAST, ctx=month())
    assert [(row["officer"], row["supporter"]) for row in rows] == [
        ("李雷", "周行"),
        ("韩梅", "周行"),
        ("韩梅", "李雷"),
    ]
    assert [None if pd.isna(row["days_over"]) else row["days_over"] for row in rows] == [None, 1, None]


def test_plans_of_earlier_rounds_stay_until_they_are_done() -> None:
    [row] = many("plans_left", "branch", bank(improvement_plans=PLANS), EAST, ctx=month())
    assert (row["officer"], row["outcome"], row["days_over"]) == ("王五", "未完成", 10)


def test_helpers_are_counted_by_people_first() -> None:
    rows = many("helpers", "branch", bank(improvement_plans=PLANS), EAST, ctx=month())
    assert [(row["supporter"], row["people"], row["plans_count"], row["names"]) for row in rows] == [
        ("周行", 2, 2, "李雷、韩梅"), ("李雷", 1, 1, "韩梅"),
    ]  # fmt: skip


# ---- the facts beside the judgements

FOUR_WEEKS_AGO = MON - timedelta(21)  # the first day of the last four weeks


def facts(who: str, **tables: list[Row]) -> list[Row]:
    return many("evidence", "officer", bank(**tables), EAST, who, ctx=context())


def test_the_facts_are_of_four_weeks_and_the_four_before() -> None:
    work = [*visits("李雷", 2, MON - timedelta(28)), *visits("李雷", 3, FOUR_WEEKS_AGO), *visits("李雷", 5, FRI)]
    own, before, branch = facts("李雷", activities=work)
    assert (own["first"].date(), own["last"].date(), before["last"].date()) == (
        FOUR_WEEKS_AGO, FRI, FOUR_WEEKS_AGO - timedelta(1),
    )  # fmt: skip
    assert (own["workdays"], own["daily_mean"], own["blank_days"]) == (20, 8 / 20, 18)
    assert (before["workdays"], before["daily_mean"], before["blank_days"]) == (5, 2 / 5, 4)  # as far as the data reach
    assert branch["daily_mean"] == approx(8 / 60)


def test_before_the_first_day_of_the_data_nothing_is_known() -> None:
    _, before, _ = facts("李雷", activities=visits("李雷", 3))
    assert all(pd.isna(before[name]) for name in ("workdays", "daily_mean", "blank_days", "application_rate"))


def test_days_on_leave_are_not_blank_days() -> None:
    away = [{"officer": "李雷", "first_day": TUE, "last_day": THU}]
    own, *_ = facts("李雷", activities=[visit("李雷", "甲", FRI), visit("韩梅", "乙", FOUR_WEEKS_AGO)], leave=away)
    assert (own["workdays"], own["leave_days"], own["blank_days"]) == (17, 3, 16)


def test_a_record_is_whole_with_a_phone_and_a_result() -> None:
    whole = {"phone": "15400000001", "result": "继续跟进"}
    work = [visit("李雷", "甲", **whole), visit("李雷", "乙", phone="15400000002"), visit("韩梅", "丙")]
    own, _, branch = facts("李雷", activities=work)
    assert (own["record_rate"], branch["record_rate"]) == (0.5, approx(1 / 3))


def test_products_are_counted_by_kind_and_blank_where_days_are_only_counted() -> None:
    work = [
        visit("李雷", "甲"), application("李雷", "甲"), deal("李雷", "甲"), deal("李雷", "甲", product="快抵贷"),
        deal("李雷", "甲", product="信用卡", amount=None, count=3),
    ]  # fmt: skip
    counts = [{"officer": "韩梅", "date": MON, "enquiries": 4, "applications": 2, "deals": 1, "cross_sold": 0}]
    own, *_ = facts("李雷", activities=work, daily_counts=counts)
    assert (own["loan_kinds"], own["cross_kinds"], own["cross_per_deal"]) == (2, 1, 1.5)
    counted, *_ = facts("韩梅", activities=work, daily_counts=counts)
    assert pd.isna(counted["loan_kinds"]) and counted["cross_kinds"] == 0


def test_joint_work_counts_for_everybody_who_took_part() -> None:
    joint = [{"officer": "李雷", "partner": "韩梅", "date": MON, "measure": "咨询量", "quantity": 2}]
    tables: dict[str, Any] = {"activities": [visit("李雷", "甲", partner="王五")], "joint_work": joint}
    assert [facts(who, **tables)[0]["joint_times"] for who in ("李雷", "韩梅", "王五")] == [2, 1, 1]


def test_the_trend_leaves_weeks_before_the_data_out_and_shows_the_branchs_mean() -> None:
    work = [*visits("李雷", 6, MON - timedelta(7)), *visits("李雷", 3), *visits("韩梅", 9)]
    rows = many("own_trend", "officer", bank(activities=work), EAST, "李雷", ctx=context())
    assert [(row["label"], row["enquiries"], row["mean_enquiries"]) for row in rows] == [
        ("第46周", 6, 2), ("第47周", 3, 4),
    ]  # fmt: skip


def test_in_a_month_the_trend_ends_with_the_data() -> None:
    rows = many("own_trend", "officer", bank(activities=visits("李雷", 3)), EAST, "李雷", ctx=context("month"))
    assert [row["label"] for row in rows] == ["第47周"]


def test_what_came_of_contacts_has_shares_and_a_word_for_nothing_written() -> None:
    work = [visit("李雷", "甲", result="继续跟进"), visit("李雷", "乙"), visit("韩梅", "丙", result="继续跟进")]
    work += [visit("李雷", "丁", result="继续跟进"), visit("李雷", "戊", result="继续跟进")]
    rows = many("own_results", "officer", bank(activities=work), EAST, "李雷", ctx=context())
    assert [(row["result"], row["count"], row["share"], row["branch_share"]) for row in rows] == [
        ("继续跟进", 3, 0.75, 0.8), ("未记录", 1, 0.25, approx(0.2)),
    ]  # fmt: skip


def test_own_products_stand_beside_the_branchs_mean_per_head() -> None:
    work = [
        deal("李雷", "甲"),
        deal("韩梅", "乙"),
        deal("韩梅", "乙"),
        deal("李雷", "甲", product="信用卡", amount=None),
    ]
    rows = many("own_products", "officer", bank(activities=work), EAST, "李雷", ctx=context())
    assert [(row["product"], row["kind"], row["count"], row["mean_deals"]) for row in rows] == [
        ("经营贷", "贷款", 1, 1), ("信用卡", "交叉销售", 1, approx(1 / 3)),
    ]  # fmt: skip
    assert pd.isna(rows[1]["amount"])


def test_conduct_counts_lateness_topics_causes_and_outcomes() -> None:
    came = [{"date": MON, "meeting": "周例会", "officer": "李雷", "presence": p} for p in ("迟到", "缺席", "实到")]
    causes = [
        {"period": "2026-W46", "officer": "李雷", "reason": "请假", "follow_up": "督促"},
        {"period": "2026-W47", "officer": "李雷", "reason": "请假", "follow_up": "督促"},
        {"period": "2026-W30", "officer": "李雷", "reason": "旧事", "follow_up": "督促"},
    ]
    topics = [{"date": date(2026, 10, 12), "topic_kind": "小课题", "title": "t", "sharer": "李雷"}]
    tables = bank(attendance=came, shortfalls=causes, topics=topics, improvement_plans=PLANS)
    found = one("conduct", "officer", tables, EAST, "李雷", ctx=context())
    assert [found[k] for k in ("late_times", "absent_times", "shares_given", "plans_count")] == [1, 1, 1, 1]
    assert found["reason"] == "请假"
    other = one("conduct", "officer", tables, EAST, "王五", ctx=context())
    assert [other[k] for k in ("late_times", "plans_count", "plans_done", "plans_missed")] == [0, 2, 1, 1]


def test_where_nobody_keeps_attendance_lateness_is_not_nought_but_unknown() -> None:
    found = one("conduct", "officer", bank(), EAST, "李雷", ctx=context())
    assert pd.isna(found["late_times"]) and pd.isna(found["shares_given"])


def test_an_officer_who_came_this_week_has_facts_of_this_week() -> None:
    fresh = {**HAN, "joined": WED}
    tables = bank(activities=[*visits("韩梅", 6, THU), visit("李雷", "甲", FRI)], roster=[LI, fresh, WANG, ZHAO])
    own, *_ = many("evidence", "officer", tables, EAST, "韩梅", ctx=context())
    assert (own["workdays"], own["daily_mean"], own["blank_days"]) == (2, 3.0, 1)  # the data begin on Thursday
