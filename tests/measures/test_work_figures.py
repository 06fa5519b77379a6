"""Leads, progress, periods, weak spots and pairs, on a bank small enough to reckon by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan
from typing import Any

import pytest
from pytest import approx
from small_bank import (
    BANK,
    EAST,
    FRI,
    HAN,
    LI,
    MON,
    THU,
    WANG,
    WEST,
    ZHAO,
    application,
    bank,
    context,
    deal,
    figure,
    many,
    one,
    visits,
)

Row = dict[str, Any]
OCTOBER = date(2026, 10, 12)


def lead(number: int, stage: str = "接触", met: int = 10, step: int | None = 5, **more: Any) -> Row:
    """A lead of 李雷: met so many days before Friday, its next step so many days after it (negative: before)."""
    return {
        "prospect_no": f"Z{number}", "branch": EAST, "officer": "李雷", "customer": f"户{number}", "stage": stage,
        "need": 10.0, "first_contact": FRI - timedelta(met), **more,
        "next_date": None if step is None else FRI + timedelta(step),
    }  # fmt: skip


def leads(*rows: Row, **settings: Any) -> list[Row]:
    ctx = context(**settings) if settings else None
    return many("leads", "branch", bank(prospects=list(rows)), EAST, ctx=ctx)


# leads


@pytest.mark.parametrize(
    ("stage", "met", "step", "expected"),
    [
        ("接触", 10, 5, (10, None, False, "", None)),
        ("接触", 10, 3, (10, None, False, "蓝", None)),
        ("接触", 10, 0, (10, None, False, "蓝", None)),
        ("接触", 10, -1, (10, 1, False, "红", "下一步已超期1天")),
        ("接触", 10, -7, (10, 7, False, "红", "下一步已超期7天")),
        ("接触", 10, -8, (10, 8, True, "红", "下一步已超期8天")),
        ("接触", 30, None, (30, None, False, "黄", "没有下一步日期")),
        ("接触", 31, None, (31, None, True, "黄", "在库31天，没有下一步日期")),
        ("线索", 16, None, (16, None, True, "黄", "在库16天，没有下一步日期")),
        ("线索", 16, 4, (16, None, False, "", None)),
        ("成交", 99, -9, (99, None, False, "", None)),
        ("放弃", 99, None, (99, None, False, "", None)),
    ],
)
def test_a_lead_has_its_age_its_overdue_step_and_a_light(
    stage: str, met: int, step: int | None, expected: tuple[Any, ...]
) -> None:
    [row] = leads(lead(1, stage, met, step))
    overdue = None if isnan(row["steps_overdue"]) else row["steps_overdue"]
    assert (row["age_days"], overdue, row["stalled"], row["light"], row["why"]) == expected


def test_the_most_urgent_leads_come_first_and_closed_ones_last() -> None:
    rows = leads(
        lead(1, "成交"),
        lead(2, step=2),
        lead(3, met=20, step=None),
        lead(4, step=-2),
        lead(5, step=-9),
        lead(6, step=9),
    )
    assert [row["prospect_no"] for row in rows] == ["Z5", "Z4", "Z3", "Z2", "Z6", "Z1"]
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5, 6]


def test_a_lead_met_after_the_day_of_the_data_is_not_known_yet() -> None:
    tables = bank(prospects=[lead(1, met=0), lead(2, met=-1)])
    assert [row["prospect_no"] for row in many("leads", "branch", tables, EAST)] == ["Z1"]


def test_a_stage_reached_later_than_the_day_of_the_data_is_not_known_yet() -> None:
    won = lead(1, "成交", stage_date=FRI + timedelta(3))
    [row] = leads(won)
    assert (row["stage"], row["lead_open"]) == (None, True)
    today = many("leads", "branch", bank(prospects=[{**won, "stage_date": FRI}]), EAST)
    assert [(row["stage"], row["lead_open"]) for row in today] == [("成交", False)]
    counted = one("lead_totals", "branch", bank(prospects=[won, lead(2, "放弃")]), EAST)
    assert [counted[f"leads_{name}"] for name in ("open", "won", "lost")] == [1, 0, 1]


def test_the_limits_of_stages_are_settings() -> None:
    [row] = leads(lead(1, met=12, step=None), leads={"stage_days": [5, 11, 15, 20]})
    assert row["stalled"]


def test_totals_count_leads_and_a_branch_without_a_register_has_none() -> None:
    rows = [lead(1, met=2), lead(2, step=-9), lead(3, "成交"), lead(4, "放弃"), lead(5, step=1, officer="韩梅")]
    tables = bank(prospects=rows)
    counted = one("lead_totals", "branch", tables, EAST)
    names = ("open", "new", "due", "overdue", "stalled", "won", "lost")
    assert [counted[f"leads_{name}"] for name in names] == [3, 1, 1, 1, 1, 1, 1]
    assert counted["need_total"] == 30
    assert one("lead_totals", "officer", tables, EAST, "王五")["leads_open"] == 0
    assert isnan(one("lead_totals", "branch", tables, WEST)["leads_open"])
    assert one("lead_totals", "bank", tables)["leads_open"] == 3


def test_every_stage_has_a_row_and_shares_add_up() -> None:
    rows = many("lead_stages", "branch", bank(prospects=[lead(1), lead(2), lead(3, "线索"), lead(4, "成交")]), EAST)
    assert [(r["stage"], r["count"], r["share"]) for r in rows] == [
        ("线索", 1, 0.25), ("接触", 2, 0.5), ("面谈", 0, 0), ("申请", 0, 0), ("成交", 1, 0.25), ("放弃", 0, 0),
    ]  # fmt: skip
    assert many("lead_stages", "branch", bank(), EAST) == []


# progress


def month_plan(officer: str, period: str = "2026-11", **plan: float) -> Row:
    return {"branch": EAST, "officer": officer, "period": period, "enquiries": 105.0, **plan}


def test_a_measure_is_made_up_and_adds_up_over_the_month() -> None:
    tables = bank(
        activities=[*visits("李雷", 4, MON), *visits("李雷", 3, THU), *visits("李雷", 2, FRI)],
        adjustments=[{"date": FRI, "officer": "李雷", "measure": "咨询量", "quantity": -1.0, "reason": "误登"}],
        joint_work=[{"date": FRI, "officer": "李雷", "partner": "韩梅", "measure": "咨询量", "quantity": 5.0}],
        targets=[month_plan("李雷")],
    )
    ctx = context("day", FRI)
    row = many("progress", "officer", tables, EAST, "李雷", ctx=ctx)[0]
    assert (row["measure"], row["counted_in"]) == ("咨询量", "次")
    assert (row["reported"], row["joint"], row["adjusted"], row["completed"]) == (2, 5, -1, 6)
    assert (row["last_done"], row["done_before"], row["done_to_date"]) == (3, 7, 13)
    assert row["attained"] == approx(13 / 105)
    assert row["elapsed"] == approx(15 / 21)
    assert row["ahead"] == approx(13 / 105 - 15 / 21)
    assert (row["still_open"], row["days_left"], row["needed_daily"]) == (92, 6, approx(92 / 6))


def test_before_a_monday_comes_the_friday() -> None:
    friday = MON - timedelta(3)
    tables = bank(activities=[*visits("李雷", 4, friday), *visits("李雷", 1, MON)])
    row = many("progress", "officer", tables, EAST, "李雷", ctx=context("day", MON))[0]
    assert (row["last_done"], row["completed"]) == (4, 1)
    assert one("funnel", "officer", tables, EAST, "李雷", ctx=context("day", MON))["last_enquiries"] == 4


def test_the_first_day_of_a_month_has_nothing_before_it() -> None:
    first = date(2026, 11, 2)
    row = many("progress", "branch", bank(activities=visits("李雷", 3, first)), EAST, ctx=context("day", first))[0]
    assert (row["done_before"], row["done_to_date"]) == (0, 3)
    assert isnan(row["plan_to_date"])
    assert isnan(row["attained"])
    assert isnan(row["needed_daily"])


def test_the_board_numbers_people_and_has_five_rows_for_each() -> None:
    rows = many("progress_board", "branch", bank(activities=visits("韩梅", 2)), EAST)
    assert [(r["number"], r["officer"]) for r in rows[::5]] == [(1, "李雷"), (2, "韩梅"), (3, "王五")]
    assert len(rows) == 15
    assert [r["completed"] for r in rows if r["officer"] == "韩梅"] == [2, 0, 0, 0, 0]
    branches = many("progress_board", "bank", bank())
    assert [(r["branch"], r["officer"]) for r in branches[::5]] == [(EAST, None), (WEST, None)]


def test_registrations_tell_reasons_and_partners() -> None:
    first, second = {"officer": "李雷", "measure": "咨询量"}, {"date": MON, "officer": "韩梅"}
    tables = bank(
        adjustments=[
            {**first, "date": FRI, "quantity": -1.0, "reason": "误登", "approver": "周行"},
            {**first, "date": date(2026, 10, 1), "quantity": 9.0, "reason": "早"},
        ],
        joint_work=[{**second, "partner": "李雷", "measure": "成交量", "quantity": 1.0, "note": "陪访"}],
    )
    rows = many("registrations", "branch", tables, EAST)
    shown = [
        (r["number"], r["kind"], r["officer"], r["partner"], r["quantity"], r["reason"], r["approver"]) for r in rows
    ]
    assert shown == [(1, "协同", "韩梅", "李雷", 1, "陪访", None), (2, "调整", "李雷", None, -1, "误登", "周行")]


# plans of branches, and plans that do not reach far enough


def branch_plan(period: str, enquiries: float, branch: str = EAST) -> Row:
    return {"branch": branch, "period": period, "enquiries": enquiries, "deals": enquiries / 10}


def test_a_branch_that_has_not_split_its_target_is_measured_against_it_whole() -> None:
    tables = bank(activities=visits("李雷", 30), branch_targets=[branch_plan("2026-11", 210.0)])
    row = one("month_funnel", "branch", tables, EAST)
    assert (row["plan_enquiries"], row["attainment_enquiries"]) == (210, approx(30 / 210))
    assert isnan(one("month_funnel", "officer", tables, EAST, "李雷")["plan_enquiries"])
    split = bank(branch_targets=[branch_plan("2026-11", 210.0)], targets=[month_plan("李雷"), month_plan("韩梅")])
    assert one("month_funnel", "branch", split, EAST)["plan_enquiries"] == 210


def test_months_that_are_split_and_months_that_are_not_add_up_to_a_quarter() -> None:
    tables = bank(
        targets=[month_plan("李雷", "2026-10"), month_plan("李雷")], branch_targets=[branch_plan("2026-12", 130.0)]
    )
    row = one("quarter_funnel", "branch", tables, EAST)
    assert (row["plan_enquiries"], row["plan_whole"]) == (340, True)
    assert one("quarter_funnel", "officer", tables, EAST, "李雷")["plan_enquiries"] == 210
    assert not one("quarter_funnel", "officer", tables, EAST, "李雷")["plan_whole"]


@pytest.mark.parametrize(
    ("months", "plan"),
    [((10, 11, 12), 3 * 105), ((10, 11), 2 * 105 + 620 * 23 / 62), ((), 620)],  # 18 + 21 + 23 working days
)
def test_a_quarters_target_stands_only_for_the_months_that_are_not_split(months: tuple[int, ...], plan: float) -> None:
    own = [month_plan("李雷", f"2026-{month}") for month in months]
    tables = bank(targets=own, branch_targets=[branch_plan("2026-Q4", 620.0)])
    row = one("quarter_funnel", "branch", tables, EAST)
    assert (row["plan_enquiries"], row["plan_whole"]) == (approx(plan), True)
    this_month = one("month_funnel", "branch", tables, EAST)["plan_enquiries"]
    assert this_month == approx(105 if months else 620 * 21 / 62)


def test_a_plan_that_ends_before_the_quarter_does_is_not_held_against_its_days() -> None:
    targets = [month_plan("李雷", "2026-10", deals=10.0), month_plan("李雷", deals=10.0)]
    tables = bank(activities=[deal("李雷", "甲")], targets=targets)
    row = one("quarter_funnel", "branch", tables, EAST)
    assert row["attainment_deals"] == approx(1 / 20)
    assert isnan(row["ahead"])
    [deals] = [r for r in many("progress", "branch", tables, EAST, ctx=context("quarter")) if r["measure"] == "成交量"]
    assert deals["attained"] == approx(1 / 20)
    assert isnan(deals["ahead"])


def test_the_bank_has_a_whole_plan_where_all_its_branches_have() -> None:
    targets = [branch_plan(f"2026-{month}", 100.0) for month in (10, 11, 12)]
    whole = bank(branch_targets=[*targets, *({**row, "branch": WEST} for row in targets)])
    partial = bank(branch_targets=[*targets, branch_plan("2026-10", 100.0, WEST)])
    assert one("quarter_funnel", "bank", whole)["plan_whole"]
    assert not one("quarter_funnel", "bank", partial)["plan_whole"]


# periods


def test_periods_begin_where_the_data_begin() -> None:
    tables = bank(activities=[*visits("李雷", 2, OCTOBER), *visits("李雷", 3)])
    rows = many("periods", "branch", tables, EAST, ctx=context("month"))
    assert [(r["label"], r["enquiries"]) for r in rows] == [("10月", 2), ("11月", 3)]
    assert [r["label"] for r in many("periods", "branch", bank(), EAST, ctx=context("quarter"))] == ["第4季度"]


def test_the_number_of_periods_is_a_setting() -> None:
    old = bank(activities=visits("李雷", 1, date(2026, 1, 5)))
    found = many("periods", "bank", old, ctx=context("month", analysis={"trend_periods": 3}))
    assert [r["label"] for r in found] == ["9月", "10月", "11月"]


def test_the_months_of_the_quarter_have_their_own_plans() -> None:
    tables = bank(activities=visits("李雷", 3), targets=[month_plan("李雷", "2026-10"), month_plan("李雷")])
    rows = many("months", "branch", tables, EAST)
    assert [(r["label"], r["plan_enquiries"], r["enquiries"]) for r in rows] == [("10月", 105, 0), ("11月", 105, 3)]


def test_a_year_ago_is_cut_at_the_same_working_day_and_blank_without_data() -> None:
    before = [*visits("李雷", 2, date(2025, 11, 3)), *visits("李雷", 5, date(2025, 11, 28))]
    tables = bank(activities=[*before, *visits("李雷", 3)])
    row = one("year_ago", "branch", tables, EAST, ctx=context("month", as_of=FRI))
    assert (row["label"], row["ago_enquiries"], row["yoy_enquiries"]) == ("2025年11月", 2, 0.5)
    none = one("year_ago", "branch", bank(activities=visits("李雷", 3)), EAST, ctx=context("month", as_of=FRI))
    assert isnan(none["ago_enquiries"])
    assert isnan(none["yoy_enquiries"])


# weak spots


def spots(tables: Any, *key: str, **settings: Any) -> list[tuple[str, str]]:
    level = "branch" if key else "bank"
    rows = many("weak_spots", level, tables, *key, ctx=context("month", as_of=FRI, **settings))
    return [(row["kind"], row["subject"]) for row in rows]


def test_a_measure_is_a_weak_spot_from_five_points_behind_the_calendar() -> None:
    def tables(done: int) -> Any:  # the plan is 100; 15 of 21 days are gone: 71.4 %
        return bank(activities=visits("李雷", done), targets=[{**month_plan("李雷"), "enquiries": 100.0}])

    assert ("进度", "咨询量") not in spots(tables(67), EAST)
    assert ("进度", "咨询量") in spots(tables(66), EAST)
    assert ("进度", "咨询量") not in spots(tables(66), EAST, analysis={"behind": 0.10})


def test_a_rate_that_fell_is_a_weak_spot() -> None:
    def month(count: int, applied: int, day: date) -> list[Row]:
        return [
            *visits("李雷", count, day),
            *(application("李雷", f"李雷户{day.day}-{n}", day) for n in range(applied)),
        ]

    fell = bank(activities=[*month(50, 10, OCTOBER), *month(50, 8, MON)])
    same = bank(activities=[*month(50, 10, OCTOBER), *month(50, 9, MON)])
    assert ("转化", "咨询转化率") in spots(fell, EAST)
    assert ("转化", "咨询转化率") not in spots(same, EAST)


def test_members_far_behind_are_named_but_newcomers_are_not() -> None:
    new = {"branch": EAST, "officer": "新人", "joined": date(2026, 10, 12)}
    targets = [month_plan(name, loan_amount=100.0) for name in ("李雷", "韩梅", "新人")]
    tables = bank(
        roster=[LI, HAN, WANG, ZHAO, new],
        activities=[deal("李雷", "甲", amount=60.0), deal("韩梅", "乙")],
        targets=targets,
    )
    assert [subject for kind, subject in spots(tables, EAST) if kind == "人员"] == ["韩梅"]
    assert ("支行", EAST) in spots(tables)


def test_where_nothing_is_behind_there_is_no_weak_spot() -> None:
    assert spots(bank(), EAST) == []
    assert spots(bank()) == []


def test_a_late_step_of_a_lead_is_a_weak_spot() -> None:
    rows = many("weak_spots", "branch", bank(prospects=[lead(1, step=-9), lead(2)]), EAST)
    assert [(r["kind"], r["what"], r["gap"]) for r in rows] == [
        ("准客户", "在跟2户，其中1户的下一步已超期，1户停滞", 0.5)
    ]


def test_newcomers_and_the_weak_are_paired_with_their_mentor_or_the_best() -> None:
    new = {"branch": EAST, "officer": "新人", "joined": date(2026, 10, 12), "mentor": "韩梅"}
    lone = {"branch": EAST, "officer": "小白", "joined": date(2026, 10, 12), "mentor": "已走"}
    staff = [LI, HAN, WANG, ZHAO, new, lone]
    tables = bank(roster=staff, activities=[*visits("李雷", 9), *visits("韩梅", 5), *visits("新人", 1)])
    rows = many("mentor_pairs", "branch", tables, EAST)
    assert [(r["officer"], r["mentor"], r["proposed"], r["why"]) for r in rows] == [
        ("新人", "韩梅", False, "新人"),
        ("小白", "李雷", True, "新人"),
    ]
    assert (rows[0]["daily_mean"], rows[0]["mentor_daily"]) == (approx(0.2), approx(1.0))
    assert many("mentor_pairs", "branch", bank(), EAST) == []


def test_every_figure_says_where_it_comes_from() -> None:
    from pipeline.measures import REGISTRY

    tables = bank(activities=visits("李雷", 3), targets=[month_plan("李雷")], prospects=[lead(1)])
    for name in (
        "leads",
        "lead_totals",
        "progress",
        "quarter_funnel",
        "periods",
        "months",
        "weak_spots",
        "mentor_pairs",
    ):
        rows = REGISTRY[name].rows(tables, context())
        assert any(len(frame) for frame in rows.values()), name
        assert all({"_sheet", "_row"} <= set(frame.columns) for frame in rows.values()), name
    assert figure("leads", "officer", tables).index[0] == (BANK, EAST, "李雷")
