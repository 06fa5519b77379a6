"""The market by hand: penetration and gaps, seasons, what works in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_bank import (
    EAST,
    FRI,
    MON,
    WEST,
    Row,
    bank,
    context,
    many,
    one,
)

from pipeline.measures.market.findings import market_findings
from pipeline.measures.market.seasons import coming, months_until, season_months

WORDS = {"全年": "1月-12月", "春节前后": "1月-2月", "开学季": "2月、9月"}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("9月-11月", {9, 10, 11}),
        ("9-11月", {9, 10, 11}),
        ("12月-次年2月", {12, 1, 2}),
        ("12月至1月", {12, 1}),
        ("3月—5月、9月～10月", {3, 4, 5, 9, 10}),
        ("５月，10月", {5, 10}),
        ("7月", {7}),
        ("全年", set(range(1, 13))),
        ("春节前后、10月", {1, 2, 10}),
        ("开学季", {2, 9}),
        ("看行情", set()),
        ("9月-13月", set()),
        ("9月、看行情", set()),
        (None, set()),
    ],
)
def test_the_words_for_a_season_mean_months(text: str | None, months: set[int]) -> None:
    assert season_months(text, WORDS) == months


def test_the_next_busy_month_may_lie_in_the_next_year() -> None:
    assert months_until(frozenset({1, 2}), 11) == 2
    assert months_until(frozenset({11}), 11) == 0
    assert months_until(frozenset(), 11) is None
    assert coming(11) == [11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


# ---- territory


def customer(number: str, market: str | None = "建材市场", trade: str = "建材", **more: Any) -> Row:
    return {"customer_no": number, "customer": f"户{number}", "officer": "李雷", "branch": EAST, "market": market,
            "industry": trade, "target_group": "建材商户", **more}  # fmt: skip


def loan(number: str, balance: float, day: date = date(2026, 11, 2), **more: Any) -> Row:
    return {"loan_no": f"J{number}{day:%m%d}", "customer": f"户{number}", "customer_no": number, "officer": "李雷",
            "branch": EAST, "amount": 20.0, "balance": balance, "disbursed": day, **more}  # fmt: skip


def place(market: str = "建材市场", trade: str = "建材", **more: Any) -> Row:
    return {
        "branch": EAST,
        "market": market,
        "industry": trade,
        "households": 100.0,
        "typical_need": 20.0,
        "district": "东区",
        "busy_season": "9月-11月",
        "slack_season": "1月-2月",
        "source_date": date(2026, 9, 30),
        **more,
    }


def territory(*places: Row, customers: list[Row] | None = None, loans: list[Row] | None = None, **tables: Any) -> Any:
    people = [customer("1"), customer("2"), customer("3")] if customers is None else customers
    owed = [loan("1", 15.0), loan("2", 5.0, date(2026, 9, 1)), loan("3", 0.0)] if loans is None else loans
    return bank(territories=list(places or [place()]), customers=people, loans=owed, **tables)


def test_the_gap_is_need_less_what_we_lend() -> None:
    [found] = many("territory_list", "branch", territory(), EAST, ctx=context("quarter", as_of=FRI))
    assert (found["customers_ours"], found["penetration"]) == (2, 0.02)  # a loan paid back is none
    assert (found["need_total"], found["balance"], found["funding_gap"]) == (2000, 20, 1980)
    assert found["new_borrowers"] == 2  # the first loans of 1 and 3 were disbursed this quarter


@pytest.mark.parametrize("unknown", ["typical_need", "households"])
def test_a_gap_that_cannot_be_known_is_blank_and_counted(unknown: str) -> None:
    tables = territory(place(), place(trade="五金", **{unknown: None}))
    rows = many("territory_list", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    assert [row["industry"] for row in rows] == ["建材", "五金"]
    assert rows[1]["funding_gap"] != rows[1]["funding_gap"]
    total = one("territory_totals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    assert total["need_unknown"] == (unknown == "typical_need")
    assert total["funding_gap"] == 1980


def test_more_lent_than_needed_is_no_gap_but_is_not_cut_off() -> None:
    [found] = many(
        "territory_list",
        "branch",
        territory(place(households=1.0, typical_need=5.0)),
        EAST,
        ctx=context("quarter", as_of=FRI),
    )
    assert found["funding_gap"] == -15
    assert not found["focus"]
    assert "资金缺口" not in (found["why"] or "")


def test_households_of_nought_have_no_penetration() -> None:
    [found] = many(
        "territory_list", "branch", territory(place(households=0.0)), EAST, ctx=context("quarter", as_of=FRI)
    )
    assert found["penetration"] != found["penetration"]


def test_a_market_has_customers_of_trades_that_the_table_lacks_and_a_place_has_not() -> None:
    tables = territory(customers=[customer("1"), customer("2", trade="餐饮"), customer("3")])
    assert many("territory_list", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))[0]["customers_ours"] == 1
    [market] = many("territory_markets", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    assert (market["customers_ours"], market["balance"]) == (2, 20)
    assert one("territory_totals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))["customers_ours"] == 2


def test_borrowers_without_a_known_market_are_told() -> None:
    tables = territory(customers=[customer("1"), customer("2", market=None), customer("3")])
    total = one("territory_totals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    assert (total["unplaced"], total["customers_ours"]) == (1, 1)


def test_markets_trades_and_districts_add_up_to_the_territory() -> None:
    places = (place(), place(trade="五金", households=50.0, typical_need=10.0), place("菜场", "农产", district="西区"))
    tables = territory(*places)
    total = one("territory_totals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    for name in ("territory_markets", "territory_industries", "territory_districts"):
        rows = many(name, "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
        assert sum(row["funding_gap"] for row in rows) == total["funding_gap"] == 2000 + 500 + 2000 - 20
        assert sum(row["share"] for row in rows) == pytest.approx(1)
        assert rows == sorted(rows, key=lambda row: -row["funding_gap"])


@pytest.mark.parametrize(
    ("busy", "slack", "season"),
    [
        ("9月-11月", "1月-2月", "正值旺季"),
        ("12月-次年1月", "3月", "1个月后进入旺季"),
        ("1月", "3月", "2个月后进入旺季"),
        ("3月", "11月", "淡季"),
        ("3月", "7月", "平季"),
        ("看行情", None, None),
    ],
)
def test_what_season_it_is_in_november(busy: str, slack: str | None, season: str | None) -> None:
    tables = territory(place(busy_season=busy, slack_season=slack))
    assert many("territory_list", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))[0]["season"] == season


def test_the_first_places_to_go_are_in_season_and_have_the_largest_gaps() -> None:
    places = [
        place("甲", busy_season="3月", households=500.0),  # the largest gap, out of season
        place("乙", busy_season="11月", households=300.0),
        place("丙", busy_season="12月", households=200.0),
        place("丁", busy_season="11月", households=100.0),
        place("戊", busy_season="11月", households=50.0),
    ]
    rows = many(
        "territory_list", "branch", territory(*places), EAST, ctx=context("quarter", as_of=FRI, territory={"focus": 2})
    )
    assert [row["market"] for row in rows] == ["甲", "乙", "丙", "丁", "戊"]
    assert [row["market"] for row in rows if row["focus"]] == ["乙", "丙"]
    assert rows[1]["why"] == "资金缺口6,000万元，居辖区第2；正值旺季；还没有我行贷款户"


def test_the_strip_marks_busy_and_slack_months() -> None:
    [found] = many("territory_list", "branch", territory(), EAST, ctx=context("quarter", as_of=FRI))
    assert "".join(found[f"month_{n}"] or "·" for n in range(1, 13)) == "淡淡······旺旺旺·"


def test_the_calendar_begins_with_this_month() -> None:
    rows = many(
        "season_calendar",
        "branch",
        territory(place(), place("菜场", busy_season="12月")),
        EAST,
        ctx=context("quarter", as_of=FRI),
    )
    assert [row["label"] for row in rows][:3] == ["11月", "12月", "1月"]
    assert [row["busy_households"] for row in rows][:3] == [100, 100, 0]
    assert [row["slack_households"] for row in rows][:3] == [0, 0, 200]
    assert rows[0]["busy_need"] == 2000


def test_a_branch_without_a_territory_table_has_blanks_and_no_lists() -> None:
    tables = territory()
    total = one("territory_totals", "branch", tables, WEST, ctx=context("quarter", as_of=FRI))
    assert all(total[name] != total[name] for name in ("households", "penetration", "funding_gap", "unplaced"))
    assert many("territory_list", "branch", tables, WEST, ctx=context("quarter", as_of=FRI)) == []


def test_old_sources_are_counted() -> None:
    tables = territory(place(), place(trade="五金", source_date=date(2025, 1, 1)))
    assert one("territory_totals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))["stale_sources"] == 1


def test_rivals_present_stand_with_their_cheapest_surveyed_product() -> None:
    tables = territory(
        place(rivals="甲银行、乙小贷"),
        place("菜场", rivals="甲银行"),
        competitor_products=[quote("甲银行", "6%"), quote("甲银行", "5%", product="低息贷")],
    )
    rows = many("territory_rivals", "branch", tables, EAST, ctx=context("quarter", as_of=FRI))
    assert [(r["institution"], r["market"], r["households"], r["product"]) for r in rows] == [
        ("甲银行", "建材市场、菜场", 200, "低息贷"),
        ("乙小贷", "建材市场", 100, None),
    ]
    assert rows[0]["lowest_ear"] == pytest.approx(0.0512, abs=5e-5)


def test_a_quote_out_of_date_does_not_stand_before_one_that_holds() -> None:
    old = quote("甲银行", "4%", product="旧价", date=date(2026, 6, 1))
    new = quote("甲银行", "6%", product="现价")
    shown = [
        many("territory_rivals", "branch", territory(place(rivals="甲银行"), competitor_products=quotes), EAST, ctx=ctx)
        for quotes, ctx in ((q, context("quarter", as_of=FRI)) for q in ([old, new], [old]))
    ]
    assert [(row["product"], row["stale"]) for [row] in shown] == [("现价", False), ("旧价", True)]


def quote(institution: str, text: str, day: date = MON, **more: Any) -> Row:
    return {"institution": institution, "product": "经营贷", "quote": text, "method": "先息后本", "date": day,
            "term_months": 12.0, **more}  # fmt: skip


def found(*places: Row, **territory_settings: Any) -> list[tuple[str, str, Any]]:
    """Code, what was found and the row of each finding about seasons."""
    ctx = context("quarter", as_of=FRI, territory=territory_settings) if territory_settings else context("quarter")
    told = market_findings(bank(territories=list(places)), ctx)
    return [(p.code, str(p.found), p.place.row) for p in told]


def test_a_season_without_months_is_told_with_its_cell() -> None:
    rows = (
        place(),
        place(trade="五金", busy_season="看行情"),
        place(trade="木材", slack_season="13月"),
        place(trade="茶", busy_season=None),
    )
    assert found(*rows) == [("MS171", "看行情", 3), ("MS171", "13月", 4)]


def test_a_word_of_the_settings_without_months_is_told() -> None:
    assert found(place(), season_words={"年底": "11月-12月", "淡场": "没生意"}) == [("MS172", "淡场 = 没生意", 0)]
