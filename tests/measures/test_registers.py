"""Registers and ledgers: meetings, attendance, actions, plans, post-loan checks, holdings, target groups."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import EAST, FRI, HAN, LI, MON, THU, TUE, WANG, WED, WEST, bank, context, many, one, visit

from pipeline.calendar import Unit

MEETING = {"branch": EAST, "meeting": "周例会"}


def test_a_registered_meeting_is_shown_and_the_last_of_the_period_wins() -> None:
    rows = [
        {**MEETING, "date": TUE, "host": "甲"},
        {**MEETING, "date": THU, "host": "乙", "start": "16:00", "end": "17:30", "meeting_no": "Z1"},
        {**MEETING, "date": FRI, "host": "丙", "meeting": "月例会"},
    ]
    found = one("meeting_info", "branch", bank(meetings=rows), EAST)
    assert (found["date"].date(), found["weekday"], found["host"], found["meeting_no"]) == (THU, "星期四", "乙", "Z1")
    assert (found["minutes"], found["off_range"]) == (90, True)


def test_a_meeting_that_nobody_registered_is_proposed() -> None:
    found = one("meeting_info", "branch", bank(), EAST)
    assert (found["date"].date(), found["start"], found["end"], found["host"]) == (FRI, "17:00", "17:45", "周行")
    assert found["meeting_no"] == "城东支行-周例会-20261120-01"
    assert (found["next_meeting"].date(), found["off_range"]) == (date(2026, 11, 27), False)


@pytest.mark.parametrize("start", ["17：00", "", "25:00"])
def test_a_start_that_is_no_time_leaves_the_end_open(start: str) -> None:
    ctx = context()
    plan = {**ctx.settings["meetings"]["weekly"], "start": start}
    found = one("meeting_info", "branch", bank(), EAST, ctx=context(meetings={"weekly": plan}))
    assert found["end"] is None
    assert not found["off_range"]


def test_attendance_before_the_meeting_knows_only_who_should_come_and_who_is_on_leave() -> None:
    leave = [{"officer": "韩梅", "first_day": FRI, "last_day": FRI, "leave_kind": "年假"}]
    found = one("attendance", "branch", bank(leave=leave), EAST)
    assert (found["expected"], found["names_leave"], found["names_absent"]) == (3, "韩梅", "")
    assert pd.isna(found["present"])
    assert [(r["officer"], r["note"]) for r in many("roster_list", "branch", bank(leave=leave), EAST)] == [
        ("李雷", None), ("韩梅", "年假"), ("王五", None),
    ]  # fmt: skip


def test_attendance_after_the_meeting_counts_late_comers_as_present() -> None:
    seen = [
        {**MEETING, "date": FRI, "officer": o, "presence": p}
        for o, p in (("李雷", "实到"), ("韩梅", "迟到"), ("王五", "公出"))
    ]
    found = one("attendance", "branch", bank(attendance=seen), EAST)
    assert (found["present"], found["names_present"], found["names_late"]) == (2, "李雷、韩梅", "韩梅")
    assert found["names_away"] == "王五"


@pytest.mark.parametrize(
    ("more", "light"),
    [
        ({"due": date(2026, 11, 30)}, ""),
        ({"due": date(2026, 11, 23)}, "蓝"),
        ({"due": FRI}, "蓝"),
        ({"due": THU}, "红"),
        ({"due": date(2026, 12, 30), "extensions": 2}, "黄"),
        ({"due": date(2026, 11, 25), "progress": None}, "黄"),
        ({"due": date(2026, 12, 30), "progress": None}, ""),
        ({"due": THU, "closed": THU}, "红"),
        ({"due": THU, "closed": THU, "reviewer": "周行"}, None),
        ({"due": THU, "status": "完成"}, "红"),
    ],
)
def test_lights_of_action_items(more: dict[str, Any], light: str | None) -> None:
    item = {"action_no": "D1", "action": "回访", "owner": "李雷", "opened": MON, "progress": "进行中", **more}
    item["opened"] = date(2026, 11, 2)
    rows = many("open_items", "branch", bank(action_items=[item]), EAST)
    assert [row["light"] for row in rows] == ([] if light is None else [light])


def test_the_newest_plan_is_shown_item_by_item() -> None:
    old, new = date(2026, 8, 3), date(2026, 10, 12)
    plan = {"officer": "李雷", "measure_taken": "m", "due": FRI}
    rows = [{**plan, "date": day, "plan_item": item} for day, item in ((old, "甲"), (new, "乙"), (new, "丙"))]
    found = many("last_plan", "officer", bank(improvement_plans=rows), EAST, "李雷")
    assert [(r["number"], r["plan_item"]) for r in found] == [(1, "乙"), (2, "丙")]


def test_months_in_post_are_whole_months() -> None:
    roster = [{**LI, "joined": date(2026, 8, 20)}, {**HAN, "joined": date(2026, 8, 21)}, WANG]  # FRI is the 20th
    tables = bank(roster=roster)
    months = [one("officer_profile", "officer", tables, EAST, name)["months_in_post"] for name in ("李雷", "韩梅")]
    assert months == [3, 2]


def test_post_loan_checks_and_overdue_by_balance() -> None:
    checks = [
        {"loan_no": "1", "officer": "李雷", "due": MON, "done": MON},
        {"loan_no": "2", "officer": "李雷", "due": MON, "done": WED},
        {"loan_no": "3", "officer": "李雷", "due": TUE},
        {"loan_no": "4", "officer": "李雷", "due": date(2026, 12, 1)},
    ]
    loan = {"customer": "甲", "officer": "李雷", "amount": 50, "disbursed": date(2026, 1, 5)}
    late = [(60, 0, False), (20, 31, False), (10, 30, False), (10, 0, True), (0, 99, False)]
    loans = [
        {**loan, "loan_no": str(n), "balance": b, "overdue_days": d, "restructured": r}
        for n, (b, d, r) in enumerate(late)
    ]
    loans.append({**loan, "loan_no": "6", "balance": 50, "disbursed": date(2026, 11, 23)})  # lent after the week
    found = one("post_loan", "branch", bank(post_loan_checks=checks, loans=loans), EAST)
    assert [found[k] for k in ("checks_due", "checks_done", "checks_on_time")] == [3, 2, 1]
    assert found["on_time_rate"] == approx(1 / 3)
    assert (found["balance"], found["overdue_loans"], found["overdue_balance"]) == (100, 2, 30)
    assert found["par30"] == approx(0.3)


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter"])
def test_a_check_that_falls_due_on_the_weekend_ahead_is_not_due_in_any_paper(unit: Unit) -> None:
    check = {"officer": "李雷", "loan_no": "1"}
    rows = [{**check, "due": FRI, "done": FRI}, {**check, "due": date(2026, 11, 21)}]
    found = one("post_loan", "officer", bank(post_loan_checks=rows), EAST, "李雷", ctx=context(unit, as_of=FRI))
    assert (found["checks_due"], found["on_time_rate"]) == (1, 1)


CUSTOMERS = [
    {"customer_no": n, "customer": f"户{n}", "officer": "李雷", "target_group": "建材", "added": day, "complete": whole}
    for n, day, whole in (("1", MON, True), ("2", TUE, False), ("3", date(2026, 1, 5), True), ("4", None, None))
]


def test_penetration_per_product_and_products_per_customer() -> None:
    held = [("1", "信用卡"), ("1", "信用卡"), ("1", "聚合码"), ("2", "信用卡"), ("99", "信用卡")]
    rows = [{"customer_no": n, "product": p} for n, p in held]
    tables = bank(customers=CUSTOMERS, holdings=rows)
    listed = many("product_holding", "branch", tables, EAST)
    assert [(row["product"], row["holders"], row["penetration"]) for row in listed] == [
        ("信用卡", 2, 0.5), ("聚合码", 1, 0.25),
    ]  # fmt: skip
    found = one("holding", "branch", tables, EAST)
    assert (found["customers"], found["products_per_customer"], found["new_customers"]) == (4, 0.75, 1)
    assert pd.isna(one("holding", "branch", tables, WEST)["products_per_customer"])


def test_penetration_of_a_target_group_with_its_source() -> None:
    loan = {"officer": "李雷", "amount": 10, "disbursed": MON}
    loans = [
        {**loan, "loan_no": "a", "customer": "户1", "customer_no": "1", "balance": 5},
        {**loan, "loan_no": "b", "customer": "户2", "balance": 5},
        {**loan, "loan_no": "c", "customer": "户3", "customer_no": "3", "balance": 0},
    ]
    groups = [
        {"branch": EAST, "target_group": "建材", "households": 40, "source": "名册", "source_date": MON},
        {"branch": WEST, "target_group": "建材", "households": 60, "source": "街道", "source_date": date(2026, 9, 1)},
    ]
    tables = bank(customers=CUSTOMERS, loans=loans, target_groups=groups)
    [row] = many("target_group_list", "branch", tables, EAST)
    assert (row["households"], row["customers_ours"], row["penetration"]) == (40, 2, 0.05)
    [whole] = many("target_group_list", "bank", tables)
    assert (whole["penetration"], whole["source"]) == (0.02, "名册、街道")
    assert whole["source_date"].date() == date(2026, 9, 1)


def test_cases_of_the_period_and_the_log_of_the_quarter() -> None:
    case = {"branch": EAST, "title": "t", "story": "s"}
    cases = [
        {**case, "date": d, "case_kind": k} for d, k in ((MON, "成功"), (TUE, "风险"), (date(2026, 11, 2), "成功"))
    ]
    tables = bank(cases=cases, activities=[visit("李雷", "甲", d) for d in (FRI, date(2026, 10, 9), date(2026, 9, 30))])
    assert len(many("success_cases", "branch", tables, EAST)) == len(many("risk_cases", "branch", tables, EAST)) == 1
    assert [row["date"].date() for row in many("log", "branch", tables, EAST)] == [date(2026, 10, 9), FRI]
