"""How far an officer has come, what marked the way, and what has a day: growth, story, own dates, own markets."""
# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from small_bank import EAST, FRI, HAN, LI, MON, THU, TUE, WANG, WED, WEST, ZHAO, bank, context, figure, many, one

Row = dict[str, Any]
STAGES = [
    {"officer": "李雷", "date": date(2025, 3, 1), "growth_stage": "理念转变", "evidence": "主动约客户"},
    {"officer": "李雷", "date": date(2026, 2, 2), "growth_stage": "知识积累", "evidence": "讲清两个产品"},
    {"officer": "李雷", "date": date(2026, 10, 9), "growth_stage": "知识积累", "evidence": "讲清三个产品"},
    {"officer": "李雷", "date": date(2027, 1, 4), "growth_stage": "技能磨练", "evidence": "还没到"},
]
QUARTER_SCORES = [
    {"officer": "李雷", "period": "2026-Q4", "growth_skill": "沟通", "self_score": 5, "lead_score": 3},
    {"officer": "李雷", "period": "2026-Q4", "growth_skill": "观人", "self_score": 2, "lead_score": 2},
    {"officer": "李雷", "period": "2026-Q3", "growth_skill": "沟通", "self_score": 3, "lead_score": 2},
    {"officer": "韩梅", "period": "2026-Q4", "growth_skill": "沟通", "lead_score": 5},
]


def quarter() -> Any:
    return context("quarter", as_of=FRI)


def test_the_stages_stand_in_their_order_with_the_first_day_and_the_newest_fact() -> None:
    rows = many("growth_stages", "officer", bank(growth_stages=STAGES), EAST, "李雷", ctx=quarter())
    assert [(row["growth_stage"], row["arrived"], row["stage_now"]) for row in rows] == [
        ("理念转变", True, False), ("知识积累", True, True), ("技能磨练", False, False), ("习惯与文化", False, False),
    ]  # fmt: skip
    assert (rows[1]["date"].date(), rows[1]["evidence"]) == (date(2026, 2, 2), "讲清三个产品")


def test_the_present_stage_is_that_of_the_newest_record_even_if_it_is_a_step_back() -> None:
    back = [*STAGES[:3], {"officer": "李雷", "date": FRI, "growth_stage": "理念转变"}]
    info = one("growth_info", "officer", bank(growth_stages=back), EAST, "李雷", ctx=quarter())
    assert (info["growth_stage"], info["stage_since"].date()) == ("理念转变", date(2025, 3, 1))
    assert info["evidence"] == "主动约客户"  # a fact of that stage, not of the one before the step back


def test_nobody_without_a_record_has_a_stage() -> None:
    info = one("growth_info", "officer", bank(growth_stages=STAGES), EAST, "韩梅", ctx=quarter())
    assert info["growth_stage"] is None and pd.isna(info["stage_since"]) and not info["scored"]
    rows = many("growth_stages", "officer", bank(), EAST, "韩梅", ctx=quarter())
    assert len(rows) == 4 and not any(row["arrived"] for row in rows)


def test_seven_skills_are_asked_with_the_last_round_and_the_branchs_mean() -> None:
    rows = many("growth_skills", "officer", bank(growth_skills=QUARTER_SCORES), EAST, "李雷", ctx=quarter())
    assert len(rows) == 7
    first = rows[0]
    assert [first[k] for k in ("growth_skill", "score_gap", "marked", "last_lead", "lead_change", "branch_mean")] == [
        "沟通", -2, True, 2, 1, 4,
    ]  # fmt: skip
    info = one("growth_info", "officer", bank(growth_skills=QUARTER_SCORES), EAST, "李雷", ctx=quarter())
    assert (info["strongest"], info["weakest"], info["last_round"]) == ("沟通", "观人", "2026年第3季度")


def test_colleagues_with_the_same_interest_are_of_the_same_branch() -> None:
    liked = [("李雷", "羽毛球"), ("韩梅", "羽毛球"), ("王五", "钓鱼"), ("赵六", "羽毛球")]
    tables = bank(skills=[{"officer": who, "interest": what, "skill": "主持"} for who, what in liked])
    info = {who: one("growth_info", "officer", tables, EAST, who, ctx=quarter()) for who in ("李雷", "韩梅", "王五")}
    assert [info[who]["same_interest"] for who in info] == ["韩梅", "李雷", None]
    assert one("growth_info", "officer", tables, WEST, "赵六", ctx=quarter())["same_interest"] is None


def test_the_story_is_told_by_day_and_ends_with_the_period() -> None:
    tables = bank(
        growth_stages=STAGES,
        interviews=[{"officer": "李雷", "date": TUE, "interviewer": "周行", "interview_kind": "改进"}],
        topics=[{"date": THU, "topic_kind": "小课题", "title": "三个数", "sharer": "李雷"}],
        cases=[{"date": FRI, "branch": EAST, "officer": "李雷", "case_kind": "成功", "title": "三户", "story": "s"}],
    )
    rows = many("growth_story", "officer", tables, EAST, "李雷", ctx=quarter())
    assert [(row["kind"], row["title"]) for row in rows] == [
        ("入职", "到岗"), ("成长阶段", "理念转变：主动约客户"), ("成长阶段", "知识积累：讲清两个产品"),
        ("成长阶段", "知识积累：讲清三个产品"), ("绩效面谈", "改进面谈，面谈人周行"), ("学习分享", "三个数"), ("案例", "三户"),
    ]  # fmt: skip


DATED: dict[str, list[Row]] = {
    "post_loan_checks": [
        {"loan_no": "J1", "officer": "李雷", "due": WED, "customer": "甲"},
        {"loan_no": "J2", "officer": "李雷", "due": WED, "customer": "乙", "done": THU},
        {"loan_no": "J3", "officer": "李雷", "due": date(2026, 11, 27), "customer": "丙", "check_kind": "现场"},
        {"loan_no": "J4", "officer": "李雷", "due": date(2026, 12, 1), "customer": "丁"},
    ],
    "action_items": [
        {"action_no": "D1", "action": "回访", "owner": "李雷", "due": date(2026, 11, 24)},
        {"action_no": "D2", "action": "了结", "owner": "李雷", "due": TUE, "closed": TUE, "reviewer": "周行"},
    ],
    "prospects": [
        {"prospect_no": "Z1", "customer": "戊", "officer": "李雷", "stage": "面谈", "next_date": TUE, "next_step": "上门"},
        {"prospect_no": "Z2", "customer": "己", "officer": "李雷", "stage": "放弃", "next_date": TUE},
    ],
    "loans": [
        {"loan_no": "J9", "customer": "庚", "officer": "李雷", "amount": 10, "balance": 8.5, "disbursed": MON, "due": date(2026, 11, 26)},
        {"loan_no": "J8", "customer": "辛", "officer": "李雷", "amount": 10, "balance": 0, "disbursed": MON, "due": date(2026, 11, 26)},
    ],
    "leave": [{"officer": "李雷", "first_day": date(2026, 11, 25), "last_day": date(2026, 11, 25), "leave_kind": "年假"}],
}  # fmt: skip


def test_own_dates_begin_with_what_is_past_and_end_with_the_next_week() -> None:
    rows = many("own_dates", "officer", bank(**DATED), EAST, "李雷", ctx=context())
    assert [(row["date"].day, row["plan_kind"], row["title"]) for row in rows] == [
        (17, "准客户跟进", "戊（Z1）上门"),
        (18, "贷后检查", "甲（J1）"),
        (24, "督办事项", "回访"),
        (25, "请假", "年假"),
        (26, "贷款到期", "庚（J9）余额 8.50 万元，提前谈续贷"),
        (27, "贷后检查", "丙（J3）现场"),
    ]
    assert [None if pd.isna(row["days_over"]) else row["days_over"] for row in rows] == [3, 2, None, None, None, None]


def test_duties_are_counted_by_kind_with_those_past_their_day() -> None:
    rows = many("own_duties", "officer", bank(**DATED), EAST, "李雷", ctx=context())
    assert {row["plan_kind"]: (row["count"], row["overdue_count"]) for row in rows}["贷后检查"] == (2, 1)
    assert many("own_duties", "officer", bank(**DATED), EAST, "韩梅", ctx=context()) == []


def test_the_title_of_a_date_is_masked_as_free_text() -> None:
    frame = figure("own_dates", "officer", bank(**DATED), context())
    assert frame["title"].dtype == object  # facts mask such columns by pattern and by the customers' names


def test_plans_and_study_stay_until_they_are_done() -> None:
    day = date(2026, 11, 2)
    plans = [
        {
            "officer": "李雷",
            "date": MON,
            "plan_item": "多走访",
            "measure_taken": "每天六户",
            "due": day,
            "outcome": word,
        }
        for word in ("已完成", "部分完成")
    ]
    study = [
        {"officer": "李雷", "period": "2026-09", "kash_item": "谈判", "learning_way": "演练", "last_day": day}
    ]  # fmt: skip
    rows = many("own_dates", "officer", bank(improvement_plans=plans, kash_plans=study), EAST, "李雷", ctx=context())
    assert [row["title"] for row in rows] == ["多走访：每天六户", "谈判：演练"]


def test_markets_are_of_customers_and_open_prospects() -> None:
    customers = [
        {"customer_no": n, "customer": n, "officer": "李雷", "market": m}
        for n, m in (("1", "建材"), ("2", "建材"), ("3", "餐饮"))
    ]
    lead = {"customer": "x", "officer": "李雷", "market": "物流"}
    prospects = [{**lead, "prospect_no": "1", "stage": "线索"}, {**lead, "prospect_no": "2", "stage": "成交"}]
    rows = many("own_markets", "officer", bank(customers=customers, prospects=prospects), EAST, "李雷", ctx=context())
    assert [(row["market"], row["customers"], row["leads_open"]) for row in rows] == [
        ("建材", 2, 0), ("餐饮", 1, 0), ("物流", 0, 1),
    ]  # fmt: skip


def test_who_is_not_in_post_has_no_dates() -> None:
    gone = {**LI, "left": date(2026, 10, 31)}
    tables = bank(**DATED, roster=[gone, HAN, WANG, ZHAO])
    assert len(figure("own_dates", "officer", tables, context())) == 0
