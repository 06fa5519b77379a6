"""What counts, for whom and once: contacts, applications, deals, joint work, adjustments, daily counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from small_bank import (
    EAST,
    FRI,
    LI,
    MON,
    THU,
    TUE,
    WED,
    WEST,
    application,
    bank,
    context,
    deal,
    many,
    one,
    visit,
    visits,
)

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("rows", "enquiries", "customers"),
    [
        pytest.param([visit("李雷", "甲"), visit("李雷", "甲")], 1, 1, id="twice a day is once"),
        pytest.param([visit("李雷", "甲", MON), visit("李雷", "甲", TUE)], 2, 1, id="two days are two, one customer"),
        pytest.param([visit("李雷", "甲", SUNDAY)], 1, 1, id="a rest day counts too"),
        pytest.param(
            [visit("李雷", "甲", customer_no="1"), visit("李雷", "甲")], 1, 1, id="by number where it is known"
        ),
        pytest.param(
            [visit("李雷", "甲", customer_no="1"), visit("李雷", "甲", customer_no="2")], 2, 2, id="namesakes"
        ),
        pytest.param([visit("李雷", None)], 0, 0, id="nobody is no contact"),
        pytest.param([visit("李雷", "甲", channel="贷款中介")], 0, 0, id="intermediaries are excluded"),
        pytest.param([visit("李雷", "甲", date(2026, 11, 15))], 0, 0, id="another week"),
    ],
)
def test_contacts(rows: list[dict[str, Any]], enquiries: int, customers: int) -> None:
    found = one("funnel", "officer", bank(activities=rows), EAST, "李雷")
    assert (found["enquiries"], found["customers"]) == (enquiries, customers)


def test_rules_of_a_qualified_contact_are_switched_in_the_settings() -> None:
    rows = [visit("李雷", "甲", phone="13800000000"), visit("李雷", "乙")]
    ctx = context(measures={"qualified": ["has_phone"]})
    assert one("funnel", "branch", bank(activities=rows), EAST, ctx=ctx)["enquiries"] == 1


def test_an_application_counts_once_and_withdrawals_stand_apart() -> None:
    rows = [
        application("李雷", "甲", MON, application_no="A1"),
        application("李雷", "甲", WED, application_no="A1"),
        application("韩梅", "甲", WED, application_no="A1"),
        application("李雷", "乙", MON),
        application("李雷", "乙", MON),
        {**application("李雷", "乙", THU), "event": "撤回"},
    ]
    tables = bank(activities=rows)
    found = one("funnel", "officer", tables, EAST, "李雷")
    assert (found["applications"], found["withdrawn"]) == (2, 1)
    assert one("funnel", "branch", tables, EAST)["applications"] == 2
    assert one("funnel", "officer", tables, EAST, "韩梅")["applications"] == 1


def test_loans_and_cross_sold_products_are_never_added() -> None:
    rows = [
        deal("李雷", "甲", amount=30.0),
        deal("李雷", "乙", product=None, amount=5.0),
        deal("李雷", "丙", product="快抵通", amount=7.0),
        deal("李雷", "丁", product="信用卡", amount=None, count=2),
    ]
    tables = bank(activities=rows, our_products=[{"product": "快抵通", "quote": "4%", "method": "等额本息"}])
    found = one("funnel", "branch", tables, EAST)
    assert (found["deals"], found["loan_amount"], found["cross_sold"]) == (3, 42, 2)
    listed = many("products", "branch", tables, EAST)
    assert {(row["product"], row["kind"], row["count"]) for row in listed} == {
        ("经营贷", "贷款", 1), ("未注明产品", "贷款", 1), ("快抵通", "贷款", 1), ("信用卡", "交叉销售", 2),
    }  # fmt: skip


def test_completed_is_reported_plus_joint_plus_adjusted() -> None:
    tables = bank(
        activities=visits("李雷", 5),
        joint_work=[{"date": TUE, "officer": "李雷", "partner": "韩梅", "measure": "咨询量", "quantity": 2}],
        adjustments=[{"date": FRI, "officer": "李雷", "measure": "咨询量", "quantity": -1, "reason": "重复"}],
    )
    [row] = [r for r in many("breakdown", "officer", tables, EAST, "李雷") if r["measure"] == "咨询量"]
    assert [row[k] for k in ("reported", "joint", "adjusted", "completed")] == [5, 2, -1, 6]


@pytest.mark.parametrize(
    ("partner", "east", "west", "all_of_it"),
    [("韩梅", 1, 0, 1), ("赵六", 1, 1, 1), ("李雷", 1, 0, 1), ("不在册", 1, 0, 1)],
)
@pytest.mark.parametrize("registered", [True, False], ids=["registered", "named on the visit"])
def test_joint_work_counts_once_in_each_total_and_for_everybody_who_took_part(
    partner: str, east: int, west: int, all_of_it: int, registered: bool
) -> None:
    work = {"date": MON, "officer": "李雷", "partner": partner, "measure": "咨询量", "quantity": 1}
    tables = bank(joint_work=[work]) if registered else bank(activities=[visit("李雷", "甲", partner=partner)])
    assert one("funnel", "branch", tables, EAST)["enquiries"] == east
    assert one("funnel", "branch", tables, WEST)["enquiries"] == west
    assert one("funnel", "bank", tables)["enquiries"] == all_of_it
    assert one("funnel", "officer", tables, EAST, "李雷")["enquiries"] == 1
    if partner in ("韩梅", "赵六"):
        home = EAST if partner == "韩梅" else WEST
        assert one("funnel", "officer", tables, home, partner)["enquiries"] == 1


def test_a_partner_who_records_the_same_visit_is_counted_once() -> None:
    rows = [visit("李雷", "甲", partner="韩梅", customer_no="1"), visit("韩梅", "甲", customer_no="1")]
    tables = bank(activities=rows)
    assert one("funnel", "branch", tables, EAST)["enquiries"] == 1
    assert one("funnel", "officer", tables, EAST, "韩梅")["enquiries"] == 1


@pytest.mark.parametrize("named", ["韩梅", "both"])
@pytest.mark.parametrize("make", [visit, application, deal])
def test_what_both_wrote_down_counts_once_where_only_the_name_is_known(make: Any, named: str) -> None:
    rows = [
        make("李雷", "甲", MON, partner="韩梅"),
        make("韩梅", "甲", MON, partner="李雷" if named == "both" else None),
    ]
    name = {visit: "enquiries", application: "applications", deal: "deals"}[make]
    tables = bank(activities=rows)
    assert one("funnel", "branch", tables, EAST)[name] == 1
    assert [one("funnel", "officer", tables, EAST, who)[name] for who in ("李雷", "韩梅")] == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"date": TUE}, id="another day"),
        pytest.param({"customer": "乙"}, id="another customer"),
        pytest.param({"customer_no": "2"}, id="a namesake"),
        pytest.param({"event": "成交", "product": "信用卡"}, id="another event"),
    ],
)
def test_what_the_partner_did_alone_counts_beside_what_both_did(other: dict[str, Any]) -> None:
    rows = [visit("李雷", "甲", partner="韩梅", customer_no="1"), {**visit("韩梅", "甲"), **other}]
    found = one("funnel", "officer", bank(activities=rows), EAST, "韩梅")
    assert found["enquiries"] + found["cross_sold"] == 2


def test_customers_are_unknown_wherever_daily_counts_are_kept() -> None:
    counts = {"officer": "赵六", "date": MON, "enquiries": 7, "applications": 2, "deals": 1, "loan_amount": 20}
    tables = bank(activities=visits("李雷", 2), daily_counts=[counts])
    assert one("funnel", "branch", tables, EAST)["customers"] == 2
    assert pd.isna(one("funnel", "branch", tables, WEST)["customers"])
    found = one("funnel", "bank", tables)
    assert pd.isna(found["customers"])
    assert (found["enquiries"], found["applications"], found["loan_amount"]) == (9, 2, 20)


def test_events_win_over_daily_counts_of_the_same_officer_and_day() -> None:
    counts = {"officer": "李雷", "applications": 0, "deals": 0}
    daily = [{**counts, "date": MON, "enquiries": 9}, {**counts, "date": TUE, "enquiries": 4}]
    tables = bank(activities=visits("李雷", 2), daily_counts=daily)
    assert one("funnel", "branch", tables, EAST)["enquiries"] == 6


def test_rows_of_unknown_officers_are_left_out_and_rows_without_a_branch_go_home() -> None:
    tables = bank(activities=[*visits("李雷", 2), *visits("李磊", 3), *visits("赵六", 1)])
    assert one("funnel", "bank", tables)["enquiries"] == 3
    assert one("funnel", "branch", tables, WEST)["enquiries"] == 1


def test_officers_of_one_name_in_two_branches_stay_apart() -> None:
    other = {**LI, "branch": WEST}
    rows = [*visits("李雷", 2, branch=EAST), *visits("李雷", 3, branch=WEST), *visits("李雷", 4, TUE)]
    tables = bank(roster=[LI, other], activities=rows)
    assert one("funnel", "officer", tables, EAST, "李雷")["enquiries"] == 2
    assert one("funnel", "officer", tables, WEST, "李雷")["enquiries"] == 3


def test_without_a_roster_those_who_worked_are_the_officers() -> None:
    tables = bank(roster=[], branches=[], activities=visits("李雷", 2, branch=EAST))
    ctx = context(bank={"name": "江城分行"})
    assert one("funnel", "officer", tables, EAST, "李雷", ctx=ctx)["enquiries"] == 2


def test_the_rows_of_days_add_up_to_the_week_and_every_working_day_is_there() -> None:
    tables = bank(activities=[*visits("李雷", 2, MON), *visits("韩梅", 3, FRI), *visits("李雷", 1, SUNDAY)])
    rows = many("days", "branch", tables, EAST)
    assert [row["weekday"] for row in rows] == ["星期一", "星期二", "星期三", "星期四", "星期五", "星期日"]
    assert [row["enquiries"] for row in rows] == [2, 0, 0, 0, 3, 1]
    each = many("officer_days", "branch", tables, EAST)
    assert len(each) == 3 * 5 + 1
    assert sum(row["enquiries"] for row in each) == one("funnel", "branch", tables, EAST)["enquiries"] == 6


def test_a_deal_without_a_channel_counts_for_the_one_its_customer_came_by() -> None:
    rows = [
        visit("李雷", "甲", channel="商圈", approach="路演", means="上门"),
        application("李雷", "甲"),
        deal("李雷", "甲", amount=8.0),
        visit("李雷", "乙"),
    ]
    first, second = many("channels", "branch", bank(activities=rows), EAST)
    keys = ("channel", "means", "enquiries", "applications", "deals", "loan_amount", "application_rate")
    assert [first[key] for key in keys] == ["商圈", "上门", 1, 1, 1, 8.0, 1.0]
    assert [second[key] for key in keys[:3]] == ["未注明", None, 1]
