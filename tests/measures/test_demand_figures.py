"""What customers need, by hand: rates in people's words, answers and their shares, groups, prices, whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_bank import BRANCHES, EAST, HAN, LI, MON, WANG, WEST, ZHAO, Row, bank, context, figure, many, one


def customer(number: str, market: str | None = "建材市场", trade: str = "建材", **more: Any) -> Row:
    return {"customer_no": number, "customer": f"户{number}", "officer": "李雷", "branch": EAST, "market": market,
            "industry": trade, "target_group": "建材商户", **more}  # fmt: skip


def sheet(use: str | None = "进货备货", **more: Any) -> Row:
    return {
        "date": MON,
        "branch": EAST,
        "customer": "甲",
        "use_of_funds": use,
        "valued_most": "放款快",
        "visit_nature": "新",
        **more,
    }


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("年利率6%以内", 0.06),
        ("月息5厘", 0.06),
        ("不超过月息6厘", 0.072),
        ("年息5-6%", 0.06),
        ("日息万二", 0.072),
        ("LPR+100BP", 0.04),
        ("越低越好", None),
        ("6厘", None),
        (None, None),
    ],
)
def test_what_customers_can_bear_is_read_as_a_yearly_rate_and_never_guessed(
    words: str | None, rate: float | None
) -> None:
    lpr = [{"date": date(2026, 10, 20), "lpr_tenor": "1Y", "lpr_rate": 0.03}]
    found = one(
        "demand_totals",
        "branch",
        bank(demand_survey=[sheet(bearable_cost=words)], lpr=lpr),
        EAST,
        ctx=context("quarter"),
    )
    assert found["bearable_read"] == (rate is not None)
    assert (
        found["bearable_median"] == pytest.approx(rate, nan_ok=True)
        if rate
        else found["bearable_median"] != found["bearable_median"]
    )


def answers(tables: Any, question: str, ctx: Any = None) -> dict[str, Row]:
    rows = many("demand_answers", "branch", tables, EAST, ctx=ctx or context("quarter"))
    return {row["options"]: row for row in rows if row["question"] == question}


def test_shares_are_of_those_who_answered_and_a_sheet_may_name_several_things() -> None:
    rows = [
        sheet("进货备货、装修改造"),
        sheet("进货备货", visit_nature="存量"),
        sheet(None),
        sheet("装修改造，装修改造"),
    ]
    found = answers(bank(demand_survey=rows), "资金用途")
    assert {name: (row["sheets"], row["answers"], row["share"]) for name, row in found.items()} == {
        "进货备货": (2, 3, 2 / 3),
        "装修改造": (2, 3, 2 / 3),
    }
    assert (found["进货备货"]["share_new"], found["进货备货"]["share_old"]) == (0.5, 1)


def test_amounts_and_terms_fall_into_the_bands_of_the_settings() -> None:
    rows = [sheet(need=value, term_months=12.0) for value in (10.0, 10.5, 30.0, 200.0)]
    tables = bank(demand_survey=rows)
    assert {name: row["sheets"] for name, row in answers(tables, "需求金额").items()} == {
        "10万元以内": 1,
        "10—30万元": 2,
        "100万元以上": 1,
    }
    assert list(answers(tables, "期限")) == ["6—12个月"]


def test_the_last_quarter_stands_beside_this_one() -> None:
    before = {"date": date(2026, 8, 3)}
    tables = bank(
        demand_survey=[sheet("进货备货"), sheet("装修改造"), sheet("进货备货", **before), sheet("买设备", **before)]
    )
    found = answers(tables, "资金用途", ctx=context("quarter", demand={"few_sheets": 2}))
    assert (found["进货备货"]["last_share"], found["进货备货"]["change_share"]) == (0.5, 0)
    assert found["装修改造"]["last_share"] == 0  # asked, and nobody said it
    few = answers(tables, "资金用途")["进货备货"]
    assert few["share"] == 0.5 and few["last_share"] != few["last_share"]  # two sheets are no measure
    assert one("demand_totals", "branch", tables, EAST, ctx=context("quarter"))["last_sheets"] == 2


def test_where_nobody_was_asked_before_there_is_no_change() -> None:
    found = answers(bank(demand_survey=[sheet("进货备货")]), "资金用途")["进货备货"]
    assert found["last_share"] != found["last_share"] and found["change_share"] != found["change_share"]


def test_groups_have_their_own_first_answers_and_those_without_a_group_come_last() -> None:
    eating = (("装修改造", 10.0), ("装修改造", 20.0), ("进货备货", 60.0))
    rows = [sheet(), sheet(), *(sheet(use, target_group="餐饮", need=need) for use, need in eating)]
    found = many("demand_groups", "branch", bank(demand_survey=rows), EAST, ctx=context("quarter"))
    assert [(r["target_group"], r["sheets"], r["top_use"]) for r in found] == [
        ("餐饮", 3, "装修改造"),
        ("未注明客群", 2, "进货备货"),
    ]
    assert (found[0]["need_mean"], found[0]["need_median"]) == (30, 20)


def test_who_can_bear_our_price_is_a_share_of_those_who_named_one() -> None:
    ours = [{"product": "循环易贷", "quote": "5.4%", "method": "先息后本"}]
    costs = ("年利率6%以内", "月息4厘", "越低越好")
    rows = [sheet(bearable_cost=cost, wanted_product="循环易贷") for cost in costs] + [sheet(wanted_product="设备分期")]
    found = many("demand_fit", "branch", bank(our_products=ours, demand_survey=rows), EAST, ctx=context("quarter"))
    assert [(r["product"], r["sheets"], r["bearable_read"], r["offered"]) for r in found] == [
        ("循环易贷", 3, 2, True),
        ("设备分期", 1, 0, False),
    ]
    assert found[0]["affordable"] == 0.5
    assert found[1]["affordable"] != found[1]["affordable"]


def test_each_group_is_asked_so_many_times_and_nobody_too_often() -> None:
    groups = [{"branch": EAST, "target_group": name, "households": 100.0} for name in ("餐饮", "建材商户")]
    tables = bank(
        target_groups=groups,
        customers=[customer("1"), customer("2", officer="韩梅"), customer("3", officer="韩梅")],
        demand_survey=[sheet(target_group="建材商户") for _ in range(3)],
    )
    found = many("demand_plan", "branch", tables, EAST, ctx=context("quarter", demand={"per_group": 2}))
    assert [(r["target_group"], r["sheets"], r["sheets_left"], r["officer"]) for r in found] == [
        ("餐饮", 0, 2, None),
        ("建材商户", 3, 0, "韩梅"),
    ]


def test_nobody_asked_is_nought_sheets_and_blanks() -> None:
    found = one("demand_totals", "branch", bank(), WEST, ctx=context("quarter"))
    assert (found["sheets"], found["groups_count"]) == (0, 0)
    assert found["need_mean"] != found["need_mean"]


def test_the_bank_adds_up_its_branches() -> None:
    rows = [sheet(), sheet(branch=WEST, customer="乙")]
    tables = bank(branches=BRANCHES, roster=[LI, HAN, WANG, ZHAO], demand_survey=rows)
    assert float(figure("demand_totals", "bank", tables, context("quarter"))["sheets"].iloc[0]) == 2
