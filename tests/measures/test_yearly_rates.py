"""Like for like: the check values of domain.md §5 to 0.01, whose costs count, and rivals ranked by 复利年化."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from small_bank import FRI, bank, context, many, one

from pipeline.measures.pricing import Cost, Terms, yearly_rate
from pipeline.measures.pricing.rates import METHODS, cash_flows, per_payment

CHECKS: list[tuple[str, float, Any, dict[str, Any], float, float]] = [
    ("等额本息", 0.06, "year", {}, 6.00, 6.17),
    ("等额本金", 0.06, "year", {}, 6.00, 6.17),
    ("先息后本", 0.06, "year", {}, 6.00, 6.17),
    ("按季付息到期还本", 0.06, "year", {}, 6.00, 6.14),
    ("到期一次还本付息", 0.06, "year", {}, 6.00, 6.00),
    ("等本等息", 0.006, "month", {"months": 12}, 13.03, 13.84),
    ("等本等息", 0.006, "month", {"months": 24}, 13.27, 14.10),
    ("等本等息", 0.006, "month", {"months": 36}, 13.17, 14.00),
    ("等本等息", 0.003, "month", {}, 6.58, 6.78),
    ("先息后本", 0.04, "year", {"upfront": Cost(0.01)}, 5.03, 5.14),
    ("等额本息", 0.045, "year", {"upfront": Cost(0.015)}, 7.33, 7.58),
    ("先息后本", 0.0002, "day", {"day_basis": 365}, 7.30, 7.55),
    ("先息后本", 0.006, "month", {}, 7.20, 7.44),
    ("等本等息", 0.006, "month", {}, 13.03, 13.84),
    ("随借随还", 0.0002, "day", {"days": 180}, 7.20, 7.33),
    ("气球贷", 0.06, "year", {"spread": 120}, 6.00, 6.17),
]


@pytest.mark.parametrize(("method", "rate", "per", "terms", "apr", "ear"), CHECKS)
def test_the_check_values(method: str, rate: float, per: Any, terms: dict[str, Any], apr: float, ear: float) -> None:
    found = yearly_rate(rate, per, Terms(method, **terms))
    assert found.apr * 100 == approx(apr, abs=0.0101)
    assert found.ear * 100 == approx(ear, abs=0.0101)
    assert round(found.apr * 100, 2) == apr


@settings(max_examples=60)
@given(st.sampled_from(sorted(METHODS)), st.floats(0.001, 0.36), st.sampled_from([6, 12, 24, 36]), st.floats(0, 0.03))
def test_principal_is_paid_back_to_the_cent_and_costs_only_make_a_loan_dearer(
    method: str, rate: float, months: int, upfront: float
) -> None:
    terms = Terms(method, months=months, days=months * 30, spread=120)
    flows = cash_flows(per_payment(rate, "year", terms), terms)
    owed, i = 100_000.0, per_payment(rate, "year", terms)
    if method != "等本等息":
        for flow in flows[1:]:
            owed += round(owed * i, 2) + flow
        assert owed == approx(0, abs=0.01 * months)
        assert yearly_rate(rate, "year", terms).apr == approx(rate, abs=2e-5)
    dearer = Terms(method, months=months, days=months * 30, spread=120, upfront=Cost(upfront))
    assert yearly_rate(rate, "year", dearer).ear >= yearly_rate(rate, "year", terms).ear - 1e-12


RIVAL = {"date": date(2026, 11, 2), "institution": "大江银行", "method": "先息后本"}
OURS = [{"product": "快贷", "quote": "5%", "method": "先息后本", "rival_group": "商户"},
        {"product": "稳贷", "quote": "4%", "method": "等额本息", "rival_group": "农户"}]  # fmt: skip
LPR = [
    {"date": date(2026, 10, 20), "lpr_tenor": "1Y", "lpr_rate": 0.03},
    {"date": date(2026, 11, 20), "lpr_tenor": "1Y", "lpr_rate": 0.02},
    {"date": date(2026, 10, 20), "lpr_tenor": "5Y", "lpr_rate": 0.035},
]


def rivals(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    products = [{"product": f"p{n}", **RIVAL, **row} for n, row in enumerate(rows)]
    return many("competitors", "bank", bank(competitor_products=products, our_products=OURS, lpr=LPR))


def test_rivals_are_ranked_by_compound_rate_and_those_without_one_come_last() -> None:
    rows = rivals({"quote": "6厘"}, {"quote": "月息6厘", "method": "等本等息"}, {"quote": "6%"}, {"quote": "年利率6%"})
    assert [(row["product"], row["rank"]) for row in rows[:3]] == [("p2", 1), ("p3", 1), ("p1", 3)]
    assert (rows[3]["product"], pd.isna(rows[3]["ear"])) == ("p0", True)
    assert "没有写明年、月或日" in rows[3]["basis"]
    assert [row["number"] for row in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("row", "apr"),
    [
        ({"upfront_cost": "1%", "cost_bearer": "借款人"}, 0.0503),
        ({"upfront_cost": "1%", "cost_bearer": None}, 0.0503),
        ({"upfront_cost": "1%", "cost_bearer": "银行"}, 0.04),
        ({"upfront_cost": "1000元", "cost_bearer": "借款人"}, 0.0503),
        ({"periodic_cost": "0.1%/期", "cost_bearer": "借款人"}, 0.052),
    ],
)
def test_only_costs_that_the_borrower_bears_count(row: dict[str, Any], apr: float) -> None:
    [found] = rivals({"quote": "4%", **row})
    assert found["apr"] == approx(apr, abs=1e-4)


def test_the_lpr_is_the_newest_on_or_before_the_survey_and_of_the_quotes_tenor() -> None:
    first, second, third = rivals(
        {"quote": "LPR+100BP"}, {"quote": "5年期LPR"}, {"quote": "LPR+9BP", "date": date(2026, 1, 1)}
    )
    by_product = {row["product"]: row for row in (first, second, third)}
    assert by_product["p0"]["apr"] == approx(0.04, abs=1e-5)
    assert "LPR 1Y 3.00%（2026-10-20）+100BP" in by_product["p0"]["basis"]
    assert by_product["p1"]["apr"] == approx(0.035, abs=1e-5)
    assert pd.isna(by_product["p2"]["ear"])


def test_daily_interest_says_how_many_days_a_year_has() -> None:
    plain, stated = rivals({"quote": "日息万二"}, {"quote": "日息万二", "quote_basis": "365天"})
    assert (plain["apr"], stated["apr"]) == (approx(0.072, abs=1e-5), approx(0.073, abs=1e-5))
    assert "日息按360天" in plain["basis"]
    assert "日息按365天" in stated["basis"]


@pytest.mark.parametrize(
    ("row", "compared"),
    [
        ({"method": "随借随还", "quote": "日息万二"}, False),
        ({"method": "随借随还", "quote": "日息万二", "days_used": 90}, True),
        ({"method": "气球贷", "quote": "5%"}, False),
        ({"method": "气球贷", "quote": "5%", "quote_basis": "按10年计算月供"}, True),
        ({"method": None, "quote": "5%"}, False),
        ({"quote": "月利率50%"}, False),
        ({"quote": "5%", "upfront_cost": "看情况"}, False),
    ],
)
def test_what_is_missing_is_not_made_up(row: dict[str, Any], compared: bool) -> None:
    [found] = rivals(row)
    assert pd.notna(found["ear"]) == compared


def test_each_rival_stands_against_ours_of_the_same_group_else_the_same_way_of_paying() -> None:
    rows = rivals({"quote": "4.5%", "rival_group": "农户"}, {"quote": "4.6%"}, {"quote": "4.7%", "method": "等额本金"})
    assert [row["our_product"] for row in rows] == ["稳贷", "快贷", "稳贷"]
    assert rows[1]["ear_gap"] == approx(rows[1]["ear"] - rows[1]["our_ear"])


def test_old_and_expired_quotes_are_stale_and_on_the_list_to_survey_again() -> None:
    rows = [
        {**RIVAL, "product": "老", "quote": "5%", "date": date(2026, 8, 21)},
        {**RIVAL, "product": "正好", "quote": "5%", "date": date(2026, 8, 22)},
        {**RIVAL, "product": "过期", "quote": "5%", "valid_to": date(2026, 11, 19)},
        {**RIVAL, "product": "将到期", "quote": "5%", "valid_to": date(2026, 11, 25), "branch": "城西支行"},
    ]
    tables = bank(competitor_products=rows)
    assert {row["product"] for row in many("competitors", "bank", tables) if row["stale"]} == {"老", "过期"}
    assert [row["product"] for row in many("survey_targets", "bank", tables)] == ["老", "过期", "将到期"]
    assert [row["product"] for row in many("survey_targets", "branch", tables, "城东支行")] == ["老", "过期"]
    assert one("competitor_summary", "bank", tables)["stale_count"] == 2


def test_only_the_newest_survey_of_a_product_counts_and_later_ones_are_not_known_yet() -> None:
    rows = [
        {**RIVAL, "product": "p", "quote": q, "date": d}
        for q, d in (("5%", date(2026, 10, 1)), ("6%", FRI), ("7%", date(2026, 12, 1)))
    ]
    [found] = many("competitors", "bank", bank(competitor_products=rows))
    assert found["quote"] == "6%"


def test_our_place_among_the_rivals() -> None:
    rows = [{**RIVAL, "product": str(n), "quote": f"{n}%"} for n in (3, 4, 6)]
    tables = bank(competitor_products=rows, our_products=OURS)
    assert [row["position"] for row in many("our_offer", "bank", tables)] == ["第3/4位", "第2/4位"]
    summary = one("competitor_summary", "bank", tables)
    assert (summary["quotes"], summary["compared"], summary["lowest_ear"]) == (3, 3, approx(0.0304, abs=1e-4))


def test_the_point_of_comparison_is_a_setting() -> None:
    rows = [{**RIVAL, "product": "p", "quote": "4%", "upfront_cost": "1000元"}]
    ctx = context(competitors={"amount": 200_000, "months": 24})
    [found] = many("competitors", "bank", bank(competitor_products=rows), ctx=ctx)
    assert found["apr"] == approx(0.0426, abs=1e-4)
    assert found["basis"].startswith("20万元、24个月")


@pytest.mark.parametrize("setting", ["months", "day_basis"])
def test_a_setting_of_nought_divides_nothing(setting: str) -> None:
    quotes = [
        {"product": "a", **RIVAL, "quote": "6%", "method": "到期一次还本付息"},
        {"product": "b", **RIVAL, "quote": "日息万二", "method": "随借随还", "days_used": 30},
    ]
    ctx = context(competitors={setting: 0})
    assert len(many("competitors", "bank", bank(competitor_products=quotes), ctx=ctx)) == 2
