"""KASH: rounds, items, dimensions, gaps with a colleague who could teach, common shortcomings, plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from pytest import approx
from small_bank import EAST, HAN, LI, WANG, WEST, ZHAO, bank, context, many, one

from pipeline.measures import findings

FEW = {"knowledge": ["行业知识", "谈资"], "attitude": ["执行力"], "skills": ["谈判"], "habits": []}
Row = dict[str, Any]


def score(
    who: str, item: str, own: float | None, given: float | None, period: str = "2026-11", dim: str = "知识"
) -> Row:
    return {
        "officer": who, "period": period, "dimension": dim, "kash_item": item, "self_score": own, "lead_score": given
    }  # fmt: skip


SCORES = [
    score("李雷", "行业知识", 5, 3),
    score("李雷", "谈资", 2, None),
    score("李雷", "谈判", 3, 2, dim="技巧"),
    score("李雷", "行业知识", 2, 2, "2026-09"),
    score("李雷", "谈判", 2, 1, "2026-06", dim="技巧"),
    score("韩梅", "行业知识", 4, 5),
    score("韩梅", "谈判", 3, 2, dim="技巧"),
    score("赵六", "谈判", 5, 5, dim="技巧"),
]


def november() -> Any:
    """A context of its own for each set of tables, for what was reckoned is kept in it."""
    return context("month", kash=FEW)


def items(who: str, ctx: Any = None, rows: list[Row] = SCORES) -> dict[str, Row]:
    found = many("kash_items", "officer", bank(kash_scores=rows), EAST, who, ctx=ctx or november())
    return {row["kash_item"]: row for row in found}


def test_every_item_of_the_settings_is_asked_in_their_order_scored_or_not() -> None:
    assert list(items("王五")) == ["行业知识", "谈资", "执行力", "谈判"]
    assert all(pd.isna(row["self_score"]) and not row["marked"] for row in items("王五").values())


def test_an_item_that_somebody_scored_beside_the_settings_stays_in_its_dimension() -> None:
    rows = [*SCORES, score("李雷", "算账", 3, 3)]
    assert list(items("李雷", rows=rows)) == ["行业知识", "谈资", "算账", "执行力", "谈判"]


def test_a_gap_is_the_superiors_less_the_own_and_marked_from_two_points() -> None:
    found = items("李雷")
    assert (found["行业知识"]["score_gap"], found["行业知识"]["marked"]) == (-2, True)
    assert (found["谈判"]["score_gap"], found["谈判"]["marked"]) == (-1, False)


def test_a_blank_is_not_a_nought() -> None:
    assert pd.isna(items("李雷")["谈资"]["score_gap"]) and not items("李雷")["谈资"]["marked"]
    [knowledge, *_] = many("kash_means", "officer", bank(kash_scores=SCORES), EAST, "李雷", ctx=november())
    assert (knowledge["self_mean"], knowledge["lead_mean"]) == (3.5, 3.0)
    assert (knowledge["answered_self"], knowledge["answered_lead"], knowledge["items_count"]) == (2, 1, 2)


def test_the_last_round_is_the_newest_before_this_one_for_each_officer() -> None:
    found = items("李雷")
    assert (found["行业知识"]["last_lead"], found["行业知识"]["lead_change"]) == (2, 1)
    assert pd.isna(found["谈判"]["last_lead"])  # scored in June, but the last round is September's
    assert pd.isna(items("韩梅")["行业知识"]["last_lead"])


def test_a_month_without_scores_shows_the_last_round_and_asks_again() -> None:
    december = context("month", date(2026, 12, 31), kash=FEW)
    info = one("kash_info", "officer", bank(kash_scores=SCORES), EAST, "李雷", ctx=december)
    assert (info["scored"], info["round_label"], info["last_round"]) == (False, None, "2026年11月")
    assert items("李雷", december)["行业知识"]["last_lead"] == 3


def test_scores_of_a_later_month_are_not_known_yet() -> None:
    september = context("month", date(2026, 9, 30), kash=FEW)
    info = one("kash_info", "officer", bank(kash_scores=SCORES), EAST, "李雷", ctx=september)
    assert (info["round_label"], info["last_round"], info["answered_lead"]) == ("2026年9月", "2026年6月", 1)


def test_strongest_and_weakest_are_told_only_where_they_differ() -> None:
    tables = bank(kash_scores=[*SCORES, score("王五", "谈判", 3, 3, dim="技巧"), score("王五", "谈资", 3, 3)])
    info = {who: one("kash_info", "officer", tables, EAST, who, ctx=november()) for who in ("李雷", "王五")}
    assert (info["李雷"]["strongest"], info["李雷"]["weakest"]) == ("知识", "技巧")
    assert (info["王五"]["strongest"], info["王五"]["weakest"]) == (None, None)


def test_dimensions_that_tie_are_named_together() -> None:
    rows = [
        score("李雷", "谈资", 3, 3), score("李雷", "执行力", 3, 3, dim="态度"), score("李雷", "谈判", 3, 5, dim="技巧")
    ]  # fmt: skip
    info = one("kash_info", "officer", bank(kash_scores=rows), EAST, "李雷", ctx=november())
    assert (info["strongest"], info["weakest"]) == ("技巧", "知识、态度")
    late = bank(kash_scores=[*rows, score("李雷", "守时", 3, 3, dim="习惯")])
    assert one("kash_info", "officer", late, EAST, "李雷", ctx=november())["weakest"] == "知识、态度等3项"


def test_a_week_in_november_has_novembers_round() -> None:
    assert items("李雷", context(kash=FEW))["行业知识"]["lead_score"] == 3


def test_the_branchs_mean_is_of_all_marks_that_superiors_gave() -> None:
    rows = many("kash_means", "officer", bank(kash_scores=SCORES), EAST, "王五", ctx=november())
    assert {row["dimension"]: row["branch_mean"] for row in rows}["知识"] == approx((3 + 5) / 2)


def test_gaps_are_low_or_seen_differently_the_lowest_first_with_the_ablest_colleague() -> None:
    rows = many("kash_gaps", "officer", bank(kash_scores=SCORES), EAST, "李雷", ctx=november())
    assert [(row["kash_item"], row["why"], row["marked"], row["mentor"]) for row in rows] == [
        ("谈判", "上级评 2 分", False, None),  # 赵六 is good at it, but in another branch
        ("行业知识", "自评高 2 分", True, "韩梅"),
    ]


def test_nobody_is_proposed_to_teach_himself() -> None:
    rows = [score("李雷", "谈资", 2, 4)]
    [row] = many("kash_gaps", "officer", bank(kash_scores=rows), EAST, "李雷", ctx=november())
    assert (row["why"], row["mentor"]) == ("自评低 2 分", None)


def test_gaps_are_of_the_newest_scores_even_where_the_month_has_none() -> None:
    december = context("month", date(2026, 12, 31), kash=FEW)
    assert len(many("kash_gaps", "branch", bank(kash_scores=SCORES), EAST, ctx=december)) == 3


def test_who_left_before_the_period_is_not_shown() -> None:
    gone = {**HAN, "left": date(2026, 10, 31)}
    tables = bank(kash_scores=SCORES, roster=[LI, gone, WANG, ZHAO])
    assert {row["officer"] for row in many("kash_gaps", "branch", tables, EAST, ctx=november())} == {"李雷"}


def test_a_shortcoming_is_common_from_two_people_on() -> None:
    rows = [*SCORES, score("王五", "谈资", 2, 1)]  # low as well, but alone
    [row] = many("kash_common", "branch", bank(kash_scores=rows), EAST, ctx=november())
    assert (row["kash_item"], row["people"], row["low_people"], row["names"]) == ("谈判", 2, 2, "李雷、韩梅")
    assert many("kash_common", "branch", bank(kash_scores=SCORES), WEST, ctx=november()) == []
    [whole] = many("kash_common", "bank", bank(kash_scores=SCORES), ctx=november())
    assert (whole["people"], whole["low_share"]) == (3, approx(2 / 3))


def test_a_plan_is_shown_with_the_newest_score_beside_its_target() -> None:
    plan = {"officer": "李雷", "learning_way": "演练", "last_day": date(2026, 11, 20)}
    plans = [
        {**plan, "period": "2026-09", "kash_item": "行业知识", "target_score": 3},
        {**plan, "period": "2026-09", "kash_item": "谈判", "target_score": 3},
        {**plan, "period": "2026-06", "kash_item": "执行力", "target_score": 5},
    ]
    rows = many("kash_plan", "officer", bank(kash_scores=SCORES, kash_plans=plans), EAST, "李雷", ctx=november())
    assert [(r["kash_item"], r["now_score"], r["reached_target"]) for r in rows] == [
        ("行业知识", 3, True), ("谈判", 2, False),
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["第三轮", None])
def test_a_period_that_is_none_is_no_round(word: str | None) -> None:
    rows = [score("李雷", "谈判", 1, 1, dim="技巧") | {"period": word}]
    info = one("kash_info", "officer", bank(kash_scores=rows), EAST, "李雷", ctx=november())
    assert (info["scored"], info["low_count"]) == (False, 0)


def test_a_score_off_the_scale_is_told_and_not_counted() -> None:
    rows = [score("李雷", "谈判", 30, 3, dim="技巧"), score("李雷", "谈资", 0, 5)]
    tables, ctx = bank(kash_scores=rows), november()
    told = [p for p in findings(tables, ctx) if p.code == "MS161"]
    assert [(p.found, p.place.row, p.level) for p in told] == [("30", 2, "warning"), ("0", 3, "warning")]
    found = items("李雷", rows=rows)
    assert pd.isna(found["谈判"]["self_score"]) and found["谈判"]["lead_score"] == 3


def test_an_item_that_the_settings_do_not_ask_for_is_told_once_with_a_near_one() -> None:
    rows = [score(who, "行业的知识", 3, 3) for who in ("李雷", "韩梅")]
    [told] = [p for p in findings(bank(kash_scores=rows), november()) if p.code == "MS162"]
    assert (told.found, told.values["near"]) == ("行业的知识", "行业知识")


def test_scores_of_somebody_whom_nobody_knows_are_told_and_left_out() -> None:
    tables = bank(kash_scores=[score("李磊", "谈判", 3, 3, dim="技巧")])
    [told] = findings(tables, november())
    assert (told.code, told.level, told.found) == ("MS101", "error", "李磊")


NO_ITEMS: Row = {dimension: [] for dimension in FEW}


def test_a_bank_that_asks_for_no_items_gets_empty_lists_and_no_error() -> None:
    tables = bank(kash_scores=[])
    for name in ("kash_items", "kash_means", "kash_gaps"):
        assert many(name, "officer", tables, EAST, "李雷", ctx=context("month", kash=NO_ITEMS)) == []
    info = one("kash_info", "officer", tables, EAST, "李雷", ctx=context("month", kash=NO_ITEMS))
    assert (info["scored"], info["items_count"], info["strongest"]) == (False, 0, None)
