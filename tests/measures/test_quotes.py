"""Quotes as people write them are read or refused with a reason; costs likewise. Nothing is guessed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from pipeline.measures.pricing import Cost, Quote, Rejected, parse_cost, parse_quote


@pytest.mark.parametrize(
    ("text", "rate", "per"),
    [
        ("年利率4.35%", 0.0435, "year"), ("4.35％", 0.0435, "year"), ("年化 3.85 %（单利）", 0.0385, "year"),
        ("435BP", 0.0435, "year"), ("４３５个基点", 0.0435, "year"), ("百分之四", 0.04, "year"),
        ("月息6厘", 0.006, "month"), ("月息 1 分", 0.01, "month"), ("月息六厘", 0.006, "month"),
        ("月息1分2厘", 0.012, "month"), ("年息6厘", 0.06, "year"), ("年息4.8%", 0.048, "year"),
        ("月费率0.60%", 0.006, "month"), ("0.6%/月", 0.006, "month"), ("每期0.6%", 0.006, "period"),
        ("12期，月费率0.3%", 0.003, "month"), ("月利率5‰", 0.005, "month"), ("月息千分之六", 0.006, "month"),
        ("日息万二", 0.0002, "day"), ("日息万2", 0.0002, "day"), ("日利率万分之2.5", 0.00025, "day"),
        ("日利率0.02%", 0.0002, "day"), ("日息2‱", 0.0002, "day"), ("每万元每天2元", 0.0002, "day"),
        ("按月付息，年利率6%", 0.06, "year"), ("年利率5.4%，按日计息", 0.054, "year"),
        ("每月付息，年息6厘", 0.06, "year"),
        ("额度50万，年化4%，10分钟放款", 0.04, "year"), ("0.02%/天", 0.0002, "day"), ("每月0.6%", 0.006, "month"),
        ("借1万元1天利息2元", 0.0002, "day"), ("月息6厘（年化7.2%）", 0.006, "month"),
    ],
)  # fmt: skip
def test_what_a_quote_says(text: str, rate: float, per: str) -> None:
    found = parse_quote(text)
    assert isinstance(found, Quote)
    assert (found.low, found.high, found.per, found.start) == (approx(rate), approx(rate), per, False)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3.45%-4.5%", 0.0345, 0.045), ("3.45-4.5%", 0.0345, 0.045), ("年化利率3.45%～4.5%", 0.0345, 0.045),
        ("月息5-6厘", 0.005, 0.006), ("月息5厘至1分", 0.005, 0.01),
        ("3.45%至4.5%", 0.0345, 0.045), ("3.2%起", 0.032, 0.032), ("最低年化3.6%", 0.036, 0.036),
    ],
)  # fmt: skip
def test_a_range_is_marked_as_beginning_at_its_low_end(text: str, low: float, high: float) -> None:
    found = parse_quote(text)
    assert isinstance(found, Quote)
    assert (found.low, found.high, found.start) == (approx(low), approx(high), True)


@pytest.mark.parametrize(
    ("text", "tenor", "low", "high"),
    [
        ("LPR+15BP", "1Y", 0.0015, 0.0015), ("LPR加15个基点", "1Y", 0.0015, 0.0015), ("LPR", "1Y", 0, 0),
        ("5年期LPR-20BP", "5Y", -0.002, -0.002), ("1年期LPR+0.55%", "1Y", 0.0055, 0.0055),
        ("LPR(5Y)+10bp", "5Y", 0.001, 0.001), ("LPR+15BP~85BP", "1Y", 0.0015, 0.0085),
        ("LPR+15BP-LPR+85BP", "1Y", 0.0015, 0.0085),
    ],
)  # fmt: skip
def test_a_quote_on_the_lpr_keeps_its_spread_and_tenor(text: str, tenor: str, low: float, high: float) -> None:
    found = parse_quote(text)
    assert isinstance(found, Quote)
    assert (found.tenor, found.low, found.high) == (tenor, approx(low), approx(high))


@pytest.mark.parametrize(
    ("text", "basis", "per", "day_basis"),
    [
        ("2‱", "日利率", "day", 0), ("6厘", "月息", "month", 0), ("0.02%", "日利率，按365天", "day", 365),
        ("日息万二×360", "", "day", 360), ("日息万分之2.5(365天)", "", "day", 365),
    ],
)  # fmt: skip
def test_what_stands_beside_a_quote_may_name_its_period_and_days(
    text: str, basis: str, per: str, day_basis: int
) -> None:
    found = parse_quote(text, basis)
    assert isinstance(found, Quote)
    assert (found.per, found.day_basis) == (per, day_basis)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4.35", "MS202"), ("3.85", "MS202"), ("6厘", "MS203"), ("1分", "MS203"), ("2‱", "MS203"), ("5‰", "MS203"),
        ("面议", "MS205"), ("", "MS205"), ("LPR上浮10%", "MS205"), ("LPR+15", "MS205"), ("视资质", "MS205"),
        ("3.4% 4.5%", "MS206"), ("首年3.4%，次年4.5%", "MS206"), ("3.4%、3.6%、3.8%", "MS206"),
        ("年化5%起，6厘", "MS206"), ("月息6厘或7厘", "MS206"), ("日息万二到万三", "MS206"),
    ],
)  # fmt: skip
def test_a_quote_that_could_mean_several_things_is_refused(text: str, code: str) -> None:
    assert parse_quote(text) == Rejected(code)


NUMBERS = st.decimals(min_value="0.01", max_value="24", places=2)


@settings(max_examples=150)
@given(st.text(alphabet="年月日息利率万分之厘毫%‰‱BPLPR+-~0123456789.起至（）() 每期元", max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse_quote(text)
    assert isinstance(found, Quote | Rejected)
    if isinstance(found, Quote):
        assert found.low <= found.high
        assert re.search(r"\d|[一二三四五六七八九]|LPR", text, re.IGNORECASE)


@settings(max_examples=60)
@given(NUMBERS, NUMBERS)
def test_a_range_reads_like_its_ends(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found, first, last = (parse_quote(t) for t in (f"{low}%-{high}%", f"{low}%", f"{high}%"))
    assert isinstance(found, Quote)
    assert isinstance(first, Quote)
    assert isinstance(last, Quote)
    assert (found.low, found.high) == (first.low, last.high)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("1%", Cost(0.01)), ("0.5%/期", Cost(0.005)), ("200元", Cost(0, 200)), ("0.2万元", Cost(0, 2000)),
        ("2‰", Cost(0.002)),
        ("每月50元", Cost(0, 50, 1)), ("0.3%/月", Cost(0.003, 0, 1)), ("500元/年", Cost(0, 500, 12)),
        ("评估费500元+担保费1%", Cost(0.01, 500)), ("1.5%（一次性）", Cost(0.015)),
        ("每月账户费10元+每月短信费2元", Cost(0, 12, 1)), ("年费200元/年", Cost(0, 200, 12)),
        (None, Cost()), ("", Cost()), ("无", Cost()), ("免费", Cost()), ("—", Cost()), ("0", Cost()),
    ],
)  # fmt: skip
def test_what_a_cost_says(text: str | None, cost: Cost) -> None:
    found = parse_cost(text)
    assert found is not None
    assert (found.share, found.yuan, found.months) == (approx(cost.share), approx(cost.yuan), cost.months)


@pytest.mark.parametrize(
    "text", ["1%-2%", "1", "看情况", "约定", "1%~2%", "评估费500元+每月50元", "年费200元+每月10元"]
)
def test_a_cost_without_a_unit_or_a_time_of_its_own_or_with_a_range_is_not_guessed(text: str) -> None:
    assert parse_cost(text) is None
