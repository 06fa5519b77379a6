"""Rivals over time by hand: what a survey changed, the trend, where each of ours stands, what a form brings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_bank import EAST, MON, Row, bank, context, many, one


def quote(institution: str, text: str, day: date = MON, **more: Any) -> Row:
    return {"institution": institution, "product": "经营贷", "quote": text, "method": "先息后本", "date": day,
            "term_months": 12.0, **more}  # fmt: skip


AUGUST = date(2026, 8, 14)


@pytest.mark.parametrize(
    ("before", "now", "move", "changes"),
    [
        (None, {"text": "6%"}, "新增", None),
        ({"text": "6%"}, {"text": "5.8%"}, "下调", None),
        ({"text": "6%"}, {"text": "6.2%"}, "上调", None),
        ({"text": "6%"}, {"text": "6%"}, "未变", None),
        ({"text": "6%", "turnaround": 5.0}, {"text": "6%", "turnaround": 3.0}, "条件变化", "放款时效 5→3"),
        ({"text": "6%"}, {"text": "年利率6%", "amount_high": 50.0}, "条件变化", "额度上限 —→50"),
        ({"text": "6%"}, {"text": "6%", "upfront_cost": "1%"}, "上调", "一次性费用 —→1%"),
        ({"text": "6%"}, {"text": "6厘"}, "未能比较", None),
    ],
)  # fmt: skip
def test_a_survey_is_held_against_the_one_before(before: Row | None, now: Row, move: str, changes: str | None) -> None:
    rows = [quote("甲银行", now.pop("text"), **now)]
    if before is not None:
        rows.append(quote("甲银行", before.pop("text"), AUGUST, **before))
    [found] = many("rival_moves", "bank", bank(competitor_products=rows), ctx=context("month"))
    assert (found["move"], found["changes"]) == (move, changes)


def test_only_what_was_surveyed_in_the_period_has_moved() -> None:
    tables = bank(competitor_products=[quote("甲银行", "6%", AUGUST), quote("乙银行", "5%", date(2026, 10, 9))])
    assert many("rival_moves", "bank", tables, ctx=context("month")) == []
    assert one("move_totals", "bank", tables, ctx=context("month"))["surveyed"] == 0


def test_moves_are_counted_and_the_largest_fall_comes_first() -> None:
    said = {"甲": ("6%", "5.9%"), "乙": ("6%", "5%"), "丙": ("6%", "7%")}
    rows = [quote(name, before, AUGUST) for name, (before, _) in said.items()]
    rows += [quote(name, now) for name, (_, now) in said.items()]
    tables = bank(competitor_products=[*rows, quote("丁", "4%")])
    found = many("rival_moves", "bank", tables, ctx=context("month"))
    assert [(r["institution"], r["move"]) for r in found] == [
        ("丁", "新增"),
        ("乙", "下调"),
        ("甲", "下调"),
        ("丙", "上调"),
    ]
    total = one("move_totals", "bank", tables, ctx=context("month"))
    assert (total["surveyed"], total["moves_new"], total["moves_down"], total["moves_up"]) == (4, 1, 2, 1)


def test_the_table_of_rivals_knows_the_survey_before() -> None:
    [found] = many(
        "competitors",
        "bank",
        bank(competitor_products=[quote("甲", "6%", AUGUST), quote("甲", "5%")]),
        ctx=context("month"),
    )
    assert (found["surveys"], found["last_quote"], found["quote"]) == (2, "6%", "5%")
    assert found["ear_change"] == pytest.approx(0.0512 - 0.0617, abs=1e-4)


def test_the_trend_shows_what_was_in_force_at_the_end_of_each_month() -> None:
    rows = [
        quote("甲", "6%", date(2026, 7, 1)),
        quote("乙", "5%", date(2026, 10, 9)),
        quote("丙", "4%", date(2026, 9, 1), valid_to=date(2026, 9, 20)),
    ]
    trend = many(
        "rival_trend", "bank", bank(competitor_products=rows), ctx=context("month", competitors={"trend_months": 5})
    )
    assert [r["label"] for r in trend] == ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    assert [r["quotes"] for r in trend] == [
        1,
        1,
        0,
        1,
        1,
    ]  # the first is out of date from October on, the third expired
    assert trend[3]["lowest_ear"] == trend[3]["median_ear"] == pytest.approx(0.0512, abs=5e-5)


def test_each_of_ours_is_held_against_its_group_else_its_way_of_paying_back_else_all() -> None:
    own = {"quote": "6%", "method": "先息后本", "turnaround": 4.0, "term_months": 12.0}
    ours = [{**own, "product": "甲", "rival_group": "农户"}, {**own, "product": "乙", "rival_group": "司机"},
            {**own, "product": "丙", "rival_group": "学生", "method": "等额本金"}]  # fmt: skip
    rivals = [
        quote("一", "5%", rival_group="农户", turnaround=6.0),
        quote("二", "7%", rival_group="农户", turnaround=2.0),
        quote("三", "8%"),
        quote("四", "1%", date(2026, 1, 5)),
    ]
    found = many("our_position", "bank", bank(our_products=ours, competitor_products=rivals), ctx=context("month"))
    assert [(r["compared_with"], r["rivals_count"], r["cheaper_count"]) for r in found] == [
        ("同客群", 2, 1),
        ("同还款方式", 3, 1),
        ("全部同业", 3, 1),
    ]
    assert (found[0]["dearer_count"], found[0]["faster_count"], found[0]["cheapest"]) == (1, 1, "一经营贷")
    assert found[0]["gap_lowest"] == pytest.approx(0.0617 - 0.0512, abs=1e-4)


def test_a_product_of_ours_without_rivals_or_rate_says_so() -> None:
    ours = [
        {"product": "甲", "quote": "6%", "method": "先息后本"},
        {"product": "乙", "quote": "6厘", "method": "先息后本"},
    ]
    found = many("our_position", "bank", bank(our_products=ours), ctx=context("month"))
    assert [r["stand"] for r in found] == ["没有可比的有效报价"] * 2
    assert found[0]["rivals_count"] == 0 and found[0]["lowest_ear"] != found[0]["lowest_ear"]


def test_the_form_brings_what_was_heard_the_last_time() -> None:
    old = quote("甲银行", "6%", date(2026, 6, 1), amount_high=50.0, valid_to=date(2026, 12, 1), surveyor="李雷")
    tables = bank(competitor_products=[old, quote("乙银行", "5%")])
    told = {r["label"]: r["last_answer"] for r in many("survey_last", "branch", tables, EAST, ctx=context("month"))}
    assert told == {
        "机构名": "甲银行",
        "产品": "经营贷",
        "报价原文": "6%",
        "还款方式": "先息后本",
        "额度上限": "50",
        "期限": "12",
        "有效期至": "2026年12月1日",
    }
    [target] = many("survey_targets", "branch", tables, EAST, ctx=context("month"))
    assert (target["institution"], target["quote"]) == ("甲银行", "6%")
