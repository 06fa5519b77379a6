"""Clients: who is out of sight, what each channel brings, visits, and the files of customers and prospects."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from small_bank import BANK, EAST, FRI, HAN, LI, MON, TUE, WANG, WED, WEST, bank, context, figure, many, one, visit

Row = dict[str, Any]
LONG_AGO = date(2026, 1, 5)


def customer(number: str, **more: Any) -> Row:
    return {"customer_no": number, "customer": f"户{number}", "officer": "李雷", "tier": "B", "added": LONG_AGO, **more}


def seen(number: str, day: date, **more: Any) -> Row:
    return visit("李雷", f"户{number}", day, customer_no=number, **more)


def due(tables: dict[str, Any], **settings: Any) -> dict[str, Row]:
    ctx = context(care=settings) if settings else None
    return {row["customer_no"]: row for row in many("care_list", "branch", tables, EAST, ctx=ctx)}


@pytest.mark.parametrize(
    ("tier", "last", "over", "why"),
    [
        ("A", date(2026, 10, 20), 1, "31天未联系（每30天一次）"),
        ("A", date(2026, 10, 21), None, "还有0天到联系期限"),  # 30 days: the limit itself is kept
        ("A", date(2026, 10, 28), None, "还有7天到联系期限"),
        ("A", date(2026, 10, 29), None, None),
        ("B", date(2026, 9, 20), 1, "61天未联系（每60天一次）"),
        ("C", date(2026, 9, 20), None, None),
        ("钻石", date(2026, 9, 20), 1, "61天未联系（每60天一次）"),  # a tier that the settings do not name
        (None, date(2026, 9, 20), 1, "61天未联系（每60天一次）"),
    ],
)
def test_a_customer_is_due_by_the_limit_of_the_tier(
    tier: str | None, last: date, over: int | None, why: str | None
) -> None:
    found = due(bank(customers=[customer("1", tier=tier)], activities=[seen("1", last)]))
    if why is None:
        assert not found
        return
    row = found["1"]
    assert (row["why"], row["last_contact"].date()) == (why, last)
    assert row["days_over"] == over if over else pd.isna(row["days_over"])


def test_whoever_was_never_seen_is_counted_from_the_day_of_the_file() -> None:
    people = [customer("1", added=date(2026, 9, 1)), customer("2", added=None), customer("3", added=MON)]
    found = due(bank(customers=people))
    assert found["1"]["why"] == "建档80天，没有联系记录"
    assert pd.isna(found["1"]["last_contact"])
    assert found["2"]["why"] == "没有联系记录，也没有建档日期"
    assert "3" not in found


def test_every_kind_of_contact_counts_and_the_newest_wins() -> None:
    people = [customer(number) for number in ("1", "2", "3", "4")]
    checks = [{"loan_no": "J2", "officer": "李雷", "due": MON, "done": TUE}]
    loans = [{"loan_no": "J2", "customer": "户2", "customer_no": "2", "officer": "李雷", "amount": 5, "balance": 0}]
    visits = [{"branch": EAST, "date": WED, "customer": "户3", "lead_talker": "韩梅", "purpose": "回访"}]
    written = [
        {"customer_no": "4", "contact_day": FRI, "result": "继续跟进"},
        {"customer_no": "1", "contact_day": None},
    ]
    tables = bank(
        customers=people, activities=[seen("1", MON), seen("1", LONG_AGO)], post_loan_checks=checks, loans=loans,
        visits=visits, care_log=written,
    )  # fmt: skip
    rows = {row["customer_no"]: row["last_contact"].date() for row in many("care_all", "branch", tables, EAST)}
    assert rows == {"1": MON, "2": TUE, "3": WED, "4": FRI}


def test_a_visit_without_a_number_is_the_only_customer_of_that_name() -> None:
    twins = [customer("1", customer="王强"), customer("2", customer="王强"), customer("3", customer="李四")]
    calls = [visit("韩梅", "王强", MON), visit("韩梅", "李四", MON)]
    tables = bank(customers=twins, activities=calls)
    last = {row["customer_no"]: row["last_contact"] for row in many("care_all", "branch", tables, EAST)}
    assert pd.isna(last["1"]) and pd.isna(last["2"])
    assert last["3"].date() == MON


def test_what_happens_after_the_day_of_the_data_is_not_known_yet() -> None:
    tables = bank(customers=[customer("1")], activities=[seen("1", date(2026, 11, 27))])
    assert pd.isna(due(tables)["1"]["last_contact"])


@pytest.mark.parametrize(
    ("agreed", "why"),
    [
        (WED, "约定11月18日联系，已过2天"),
        (FRI, "约定11月20日联系"),
        (date(2026, 11, 27), "约定11月27日联系"),
        (date(2026, 11, 28), ""),
    ],
)
def test_a_day_that_was_agreed_on_puts_a_customer_on_the_list(agreed: date, why: str) -> None:
    found = due(bank(customers=[customer("1")], activities=[seen("1", MON, next_date=agreed)]))
    assert (found["1"]["why"] if found else "") == why


def test_what_to_speak_of_is_repayment_then_renewal_then_the_first_product_that_is_missing() -> None:
    people = [customer(number) for number in ("1", "2", "3", "4")]
    loan = {"officer": "李雷", "amount": 10, "disbursed": LONG_AGO, "balance": 8}
    loans = [
        {**loan, "loan_no": "a", "customer": "户1", "customer_no": "1", "overdue_days": 3, "due": date(2026, 12, 1)},
        {**loan, "loan_no": "b", "customer": "户2", "customer_no": "2", "due": date(2026, 12, 1)},
        {**loan, "loan_no": "c", "customer": "户3", "customer_no": "3", "due": date(2027, 12, 1)},
    ]
    every = ("聚合码", "信用卡", "个人养老金", "理财")
    held = [{"customer_no": "3", "product": "聚合码"}, *({"customer_no": "4", "product": name} for name in every)]
    found = due(bank(customers=people, loans=loans, holdings=held))
    offers = {number: row["offer"] for number, row in found.items()}
    assert offers == {"1": "先谈还款安排，不营销", "2": "谈续贷，备好近半年流水", "3": "可谈：信用卡", "4": None}
    assert found["2"]["why"].endswith("贷款11天后到期")


def test_the_longest_out_of_sight_comes_first_and_those_without_an_officer_are_named() -> None:
    gone = {**HAN, "left": date(2026, 10, 31)}
    people = [customer("1", tier="A"), customer("2", tier="C"), customer("3", officer="韩梅", added=MON)]
    calls = [seen("1", date(2026, 10, 1)), seen("2", date(2026, 6, 1))]
    tables = bank(roster=[LI, gone, WANG], customers=people, activities=calls)
    rows = many("care_list", "branch", tables, EAST)
    assert [(row["number"], row["customer_no"]) for row in rows] == [(1, "2"), (2, "1"), (3, "3")]
    assert rows[2]["why"] == "管户客户经理不在岗，请指定接管人"
    total = one("care_totals", "branch", tables, EAST)
    assert [total[name] for name in ("customers", "care_due", "care_over", "care_never", "care_orphans")] == [
        3,
        3,
        2,
        1,
        1,
    ]
    assert total["care_rate"] == pytest.approx(1 / 3)


def test_a_branch_without_customers_has_no_share() -> None:
    total = one("care_totals", "branch", bank(customers=[customer("1")]), WEST)
    assert (total["customers"], total["care_due"]) == (0, 0)
    assert pd.isna(total["care_rate"])


def test_the_limits_are_the_banks_own() -> None:
    tables = bank(customers=[customer("1", tier="V")], activities=[seen("1", MON)])
    assert not due(tables)
    assert due(tables, tiers=[{"tier": "V", "days": 3}])["1"]["days_over"] == 1


# ---- channels
CHANNEL = {"branch": EAST, "channel_name": "东门市场管理处", "channel_kind": "专业市场", "channel_status": "签约"}


def held(**more: Any) -> Row:
    return {
        "campaign": "备货日",
        "date": MON,
        "approach": "批量",
        "branch": EAST,
        "channel_name": "东门市场管理处",
        **more,
    }


def channels(tables: dict[str, Any]) -> dict[str, Row]:
    return {row["channel_name"]: row for row in many("channel_list", "branch", tables, EAST)}


def test_a_channel_brings_what_its_campaigns_brought_and_its_rates_are_worked_out_anew() -> None:
    campaigns = [
        held(reached=30, enquiries=10, applications=4, deals=1, loan_amount=20, cost=900),
        held(reached=10, enquiries=5, applications=2, deals=2, loan_amount=30, cost=600),
        held(enquiries=100, date=date(2026, 11, 27)),  # not held yet
        held(enquiries=50, channel_name=None),
    ]
    found = channels(bank(channels=[CHANNEL], campaigns=campaigns))["东门市场管理处"]
    brought = [
        found[name] for name in ("campaign_count", "reached", "enquiries", "applications", "deals", "loan_amount")
    ]
    assert brought == [2, 40, 15, 6, 3, 50]
    assert (found["application_rate"], found["deal_rate"], found["cost_per_deal"]) == (0.4, 0.5, 500)
    assert found["campaign_reached"] == 40


def test_a_channel_without_campaigns_has_no_rates() -> None:
    found = channels(bank(channels=[{**CHANNEL, "reached": 7}]))["东门市场管理处"]
    assert (found["enquiries"], found["reached"]) == (0, 7)
    assert pd.isna(found["campaign_reached"])  # the ledger's 7 were not reached at campaigns
    assert all(pd.isna(found[name]) for name in ("application_rate", "deal_rate", "cost_per_deal", "penetration"))


def test_penetration_is_that_of_the_market_our_borrowers_over_its_households() -> None:
    people = [
        customer(number, market=market) for number, market in (("1", "东门市场"), ("2", "东门市场"), ("3", "南街"))
    ]
    loan = {"officer": "李雷", "amount": 10, "disbursed": LONG_AGO, "balance": 8}
    loans = [{**loan, "loan_no": n, "customer": f"户{n}", "customer_no": n} for n in ("1", "3")]
    rows = [{**CHANNEL, "merchants": 50}, {**CHANNEL, "channel_name": "个协", "merchants": 9, "market": "南街"}]
    homes = [("东门市场", "餐饮", 40), ("东门市场", "建材", 60), ("北街", "建材", 5)]
    lands = [{"branch": EAST, "market": where, "industry": what, "households": n} for where, what, n in homes]
    found = channels(bank(channels=rows, customers=people, loans=loans, territories=lands))
    east = found["东门市场管理处"]
    assert (east["market"], east["households"], east["penetration"]) == ("东门市场", 100, 0.01)
    assert found["个协"]["customers_ours"] == 1 and pd.isna(found["个协"]["penetration"])  # 9 merchants are not 南街


@pytest.mark.parametrize(
    ("status", "last", "light", "why"),
    [
        ("签约", FRI, "绿", None),
        ("签约", date(2026, 10, 21), "绿", None),
        ("签约", date(2026, 10, 20), "红", "31天未维护（每30天一次）"),
        ("停滞", FRI, "黄", "渠道状态：停滞"),
        ("线索", None, "红", "渠道状态：线索；没有维护记录"),
    ],
)
def test_a_channel_that_is_not_kept_up_wants_a_talk(
    status: str, last: date | None, light: str, why: str | None
) -> None:
    tables = bank(channels=[{**CHANNEL, "channel_status": status, "last_visit": last}])
    found = figure("channel_info", "channel", tables).loc[(BANK, EAST, "东门市场管理处")]
    assert (found["upkeep_light"], found["why"], found["talk_wanted"]) == (light, why, why is not None)


def test_an_intermediary_is_rejected_and_counts_nowhere() -> None:
    broker = {**CHANNEL, "channel_name": "某咨询", "channel_kind": "贷款中介", "merchants": 99}
    tables = bank(channels=[CHANNEL, broker], campaigns=[held(channel_name="某咨询", enquiries=40)])
    assert [*channels(tables)] == ["东门市场管理处"]
    assert [row["channel_name"] for row in many("channels_rejected", "branch", tables, EAST)] == ["某咨询"]
    total = one("channel_totals", "branch", tables, EAST)
    assert [total[name] for name in ("channels_count", "channels_rejected_count", "enquiries", "merchants")] == [
        1,
        1,
        0,
        0,
    ]
    assert (BANK, EAST, "某咨询") not in figure("channel_info", "channel", tables).index


# ---- visits
CALL = {"branch": EAST, "date": MON, "customer": "户1", "lead_talker": "李雷", "purpose": "回访"}


def test_each_visit_has_a_number_of_its_own() -> None:
    rows = [CALL, CALL, {**CALL, "date": TUE, "visit_no": "A1"}, {**CALL, "date": WED, "visit_no": "A1"}]
    found = [row["visit_no"] for row in many("visit_list", "branch", bank(visits=rows), EAST)]
    assert found == ["BF20261116-01", "BF20261116-02", "A1", "BF20261118-01"]
    rows = [CALL, {**CALL, "visit_no": "BF20261116-01"}, CALL]
    found = [row["visit_no"] for row in many("visit_list", "branch", bank(visits=rows), EAST)]
    assert found == ["BF20261116-02", "BF20261116-01", "BF20261116-03"]


def test_visits_of_the_period_and_planned_ones_of_the_next() -> None:
    days = (date(2026, 11, 13), MON, date(2026, 11, 25), date(2026, 12, 2))
    rows = many("visit_list", "branch", bank(visits=[{**CALL, "date": day} for day in days]), EAST)
    assert [(row["date"].date(), row["planned_visit"], row["weekday"]) for row in rows] == [
        (MON, False, "星期一"), (date(2026, 11, 25), True, "星期三"),
    ]  # fmt: skip


def test_a_visit_without_a_branch_belongs_to_that_of_its_leader() -> None:
    rows = many("visit_list", "branch", bank(visits=[{**CALL, "branch": None, "lead_talker": "赵六"}]), WEST)
    assert [(row["lead_talker"], row["squad_size"]) for row in rows] == [("赵六", 1)]


def test_a_visit_knows_what_was_before_it_and_not_itself() -> None:
    calls = [seen("1", date(2026, 11, 3), result="继续跟进"), seen("1", TUE, result="放款")]
    tables = bank(customers=[customer("1", industry="餐饮")], activities=calls, visits=[{**CALL, "result": "预约办理"}])
    [found] = [dict(row) for _, row in figure("visit_info", "visit", tables).iterrows()]
    assert (found["last_contact"].date(), found["last_result"]) == (date(2026, 11, 3), "继续跟进")
    assert (found["industry"], found["customer_no"], found["result"]) == ("餐饮", "1", "预约办理")
    assert len(figure("visit_history", "visit", tables)) == 1


def test_a_visit_to_a_prospect_knows_the_register_and_earlier_contacts() -> None:
    lead = {"prospect_no": "Z1", "customer": "新户", "officer": "李雷", "stage": "接触", "industry": "物流"}
    calls = [visit("李雷", "新户", date(2026, 11, 3), result="继续跟进")]
    tables = bank(prospects=[lead], activities=calls, visits=[{**CALL, "customer": "新户"}])
    [found] = [dict(row) for _, row in figure("visit_info", "visit", tables).iterrows()]
    assert (found["customer_no"], found["industry"], found["last_result"]) == ("Z1", "物流", "继续跟进")
    assert len(figure("customer_contacts", "customer", tables)) == 2  # the call and the visit


def test_a_prospect_of_a_customers_name_takes_none_of_the_customers_contacts() -> None:
    lead = {"prospect_no": "Z1", "customer": "户1", "officer": "李雷", "stage": "接触"}
    tables = bank(customers=[customer("1")], prospects=[lead], activities=[visit("韩梅", "户1", MON)])
    assert figure("customer_contacts", "customer", tables).index.get_level_values("customer_no").tolist() == ["1"]


# ---- files
WHOLE = {"phone": "15400000001", "id_no": "1", "address": "a", "industry": "b", "market": "c", "target_group": "d"}


def files(tables: dict[str, Any], **settings: Any) -> dict[str, Row]:
    frame = figure("customer_file", "customer", tables, context("month", files=settings))
    return {key[-1]: dict(row) for key, row in zip(frame.index, frame.to_dict("records"), strict=True)}


def test_a_file_is_wanted_where_something_is_missing() -> None:
    people = [
        customer("1", **WHOLE, complete=True),
        customer("2", **{**WHOLE, "phone": None, "market": None}),
        customer("3", **WHOLE, complete=False),
    ]
    found = files(bank(customers=people))
    assert [(n, found[n]["file_wanted"], found[n]["why"]) for n in "123"] == [
        ("1", False, None), ("2", True, "待补：手机、市场"), ("3", True, "档案标为不完整"),
    ]  # fmt: skip


def test_a_new_and_complete_file_is_wanted_only_where_the_settings_say_so() -> None:
    tables = bank(customers=[customer("1", **{**WHOLE, "added": MON})])
    assert not files(tables)["1"]["file_wanted"]
    assert files(tables, every_new=True)["1"]["why"] == "本期新建档"


def test_a_prospect_has_a_file_until_the_telephone_number_is_that_of_a_customer() -> None:
    lead = {"officer": "李雷", "stage": "面谈", "first_contact": MON}
    leads = [
        {**lead, "prospect_no": "Z1", "customer": "新户", "need": 20},
        {**lead, "prospect_no": "Z2", "customer": "户1", "phone": "15400000001"},
        {**lead, "prospect_no": "Z3", "customer": "远户", "stage": "线索"},
    ]
    found = files(bank(customers=[customer("1", **WHOLE, complete=True)], prospects=leads))
    assert [*found] == ["1", "Z1", "Z3"]
    assert (found["Z1"]["why"], found["Z1"]["need"], found["Z1"]["is_prospect"]) == ("准客户已到面谈阶段", 20, True)
    assert not found["Z3"]["file_wanted"]


def test_the_loans_of_a_file_in_sum_and_one_by_one() -> None:
    loan = {"customer": "户1", "customer_no": "1", "officer": "李雷"}
    loans = [
        {**loan, "loan_no": "a", "amount": 30, "balance": 10, "disbursed": LONG_AGO, "due": date(2027, 1, 5)},
        {**loan, "loan_no": "b", "amount": 10, "balance": 10, "disbursed": MON, "due": date(2026, 12, 5)},
        {**loan, "loan_no": "c", "amount": 10, "balance": 0, "disbursed": LONG_AGO, "due": date(2026, 11, 30)},
    ]
    tables = bank(customers=[customer("1")], loans=loans)
    row = files(tables)["1"]
    assert (row["loans_count"], row["loans_amount"], row["balance"], row["repaid_share"]) == (3, 50, 20, 0.6)
    assert row["next_due"].date() == date(2026, 12, 5)
    assert figure("customer_loans", "customer", tables)["loan_no"].tolist() == ["b", "a", "c"]
