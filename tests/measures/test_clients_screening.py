"""Screening: rules in the trade's words, exclusions, points and the cap; what became of earlier rounds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_bank import EAST, LI, MON, TUE, WED, WORDS, bank, context, figure, many, one, visit

from pipeline.measures import findings
from pipeline.measures.screening import Rule, read_rule
from pipeline.measures.screening.models import SPOKEN, fields_of
from pipeline.problems import Place, Problem

Row = dict[str, Any]
FIELDS = fields_of("customers", WORDS)
FRAME = pd.DataFrame(
    {
        "balance": [10.0, 0.0, None],
        "repaid_share": [0.5, 0.4999999999999, None],
        "tier": ["A", "B", None],
        "complete": pd.array([True, False, None], dtype="boolean"),
        "products_held": ["聚合码、信用卡", "理财", ""],
    }
)


def rule(text: str) -> Rule:
    read = read_rule(text, FIELDS, Place())
    assert isinstance(read, Rule), read
    return read


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("余额 > 0", [True, False, False]),
        ("余额≥10", [True, False, False]),
        ("余额 <= 0万元", [False, True, False]),
        ("余额 = 10", [True, False, False]),
        ("余额 ≠ 10", [False, True, False]),
        ("已还比例 >= 50%：20", [True, True, False]),  # half a hair below one half is one half
        ("已还比例 < 0.5", [False, False, False]),
        ("客户层级 = A", [True, False, False]),
        ("客户层级 属于 A、C", [True, False, False]),
        ("客户层级 不属于 A", [False, True, True]),
        ("资料完整 = 是", [True, False, False]),
        ("资料完整 = 否", [False, True, False]),
        ("资料完整 != 否", [True, False, True]),
        ("持有产品 包含 信用卡", [True, False, False]),
        ("持有产品 不含 信用卡、聚合码：15分", [False, True, True]),
        ("余额 ＞ ０", [True, False, False]),  # typed with a Chinese keyboard
    ],
)
def test_for_whom_a_rule_holds(text: str, holds: list[bool]) -> None:
    assert rule(text).holds(FRAME).tolist() == holds


@pytest.mark.parametrize(("text", "points"), [("余额 > 0", 0), ("余额 > 0：20", 20), ("余额 > 0: 7.5 分", 7.5)])
def test_a_rule_may_give_points(text: str, points: float) -> None:
    assert rule(text).points == points


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("余额 > 0", ["余额10.00万元", "余额0.00万元", "余额未登记"]),
        ("已还比例 >= 50%：20", ["已还比例50.0%（+20）", "已还比例50.0%（+20）", "已还比例未登记（+20）"]),
        ("客户层级 = A", ["客户层级：A", "客户层级：B", "客户层级未登记"]),
        ("资料完整 = 是", ["资料完整", "资料完整：否", "资料完整未登记"]),
        ("持有产品 不含 信用卡", ["持有产品不含信用卡"] * 3),
    ],
)
def test_a_rule_is_told_with_the_value_that_was_found(text: str, said: list[str]) -> None:
    assert rule(text).told(FRAME) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("余额大于零", "MS141"),
        ("余额 > 很多", "MS141"),
        ("客户层级 > A", "MS141"),
        ("资料完整 > 是", "MS141"),
        ("资料完整 = 也许", "MS141"),
        ("余额 属于 1、2", "MS141"),
        ("余额 > 0：多", "MS141"),
        ("", "MS141"),
        ("年龄 > 60", "MS142"),
        ("__class__ = 1", "MS142"),
    ],
)
def test_what_is_no_rule_is_a_problem(text: str, code: str) -> None:
    read = read_rule(text, FIELDS, Place(file="chenxi.toml"))
    assert isinstance(read, Problem)
    assert (read.code, read.place.file) == (code, "chenxi.toml")


def test_the_guide_names_every_field_that_rules_may_speak_of() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "筛选客户.md").read_text(encoding="utf-8")
    for of, opening in (("customers", "存量客户可用的项目："), ("prospects", "准客户可用的项目：")):
        listed = guide.split(opening)[1].split("。")[0].replace("\n", "")
        assert {re.sub("（.*?）", "", word) for word in listed.split("、")} == set(fields_of(of, WORDS))  # type: ignore[arg-type]


def test_every_field_that_rules_may_speak_of_is_a_column_of_the_profile() -> None:
    tables = bank(customers=[{"customer_no": "1", "customer": "户1", "officer": "李雷"}])
    shown = set(figure("customer_screen", "branch", tables).columns)
    assert {WORDS.fields[name].term for name in SPOKEN["customers"]} == set(FIELDS)
    for of in SPOKEN:  # each as the only exclusion: a column that is not there would raise
        for term, field in fields_of(of, WORDS).items():
            texts = [f"{term} = 是"] if field.type == "bool" else [f"{term} != 1"]
            name = "exclude" if of == "customers" else "prospect_exclude"
            ctx = context("month", screening={name: texts})
            figure("customer_screen" if of == "customers" else "prospect_screen", "branch", tables, ctx)
    assert shown


MODEL = {
    "id": "M1",
    "name": "甲",
    "version": "1",
    "of": "customers",
    "must": [],
    "points": [],
    "least": 0,
    "offer": "谈",
}
HIGH = {**MODEL, "points": ["客户层级 = A：30", "客户层级 = B：10"], "least": 10}
LOW = {**MODEL, "id": "M2", "name": "乙", "must": ["余额 > 0"], "points": ["客户层级 属于 A、B：20"], "offer": "问"}


def customers(*tiers: str, **more: Any) -> list[Row]:
    return [
        {"customer_no": f"{n}", "customer": f"户{n}", "officer": "李雷", "tier": t, **more}
        for n, t in enumerate(tiers, 1)
    ]


def screened(tables: dict[str, Any], *models: Row, unit: Any = "month", **settings: Any) -> list[Row]:
    ctx = context(unit, screening={"models": list(models), "exclude": [], **settings})
    return many("customer_screen", "branch", tables, EAST, ctx=ctx)


def test_each_is_picked_once_by_the_model_that_gives_most_points_with_why() -> None:
    loan = {"loan_no": "a", "customer": "户2", "customer_no": "2", "officer": "李雷", "amount": 9, "balance": 5}
    found = screened(bank(customers=customers("A", "B", "C"), loans=[loan]), HIGH, LOW)
    assert [(r["customer_no"], r["screen_model"], r["screen_points"], r["why"], r["also_fits"]) for r in found] == [
        ("1", "M1", 30, "客户层级：A（+30）", None),
        ("2", "M2", 20, "余额5.00万元；客户层级：B（+20）", "甲"),
    ]  # fmt: skip


def test_of_equal_points_the_first_model_of_the_settings() -> None:
    other = {**HIGH, "id": "M9"}
    assert screened(bank(customers=customers("A")), HIGH, other)[0]["screen_model"] == "M1"
    assert screened(bank(customers=customers("A")), other, HIGH)[0]["screen_model"] == "M9"


def test_the_cap_keeps_the_best_of_each_officer() -> None:
    people = [*customers("B", "A", "B"), {"customer_no": "9", "customer": "户9", "officer": "韩梅", "tier": "B"}]
    tables = bank(customers=people)
    assert [row["customer_no"] for row in screened(tables, HIGH, cap=1)] == ["2", "9"]
    assert len(screened(tables, HIGH, cap=0)) == 4
    ctx = context("month", screening={"models": [HIGH], "exclude": [], "cap": 1})
    total = one("customer_screen_totals", "branch", tables, EAST, ctx=ctx)
    assert [total[name] for name in ("pool", "excluded", "matched", "picked", "over_cap")] == [4, 0, 4, 2, 2]
    [model] = many("customer_models", "branch", tables, EAST, ctx=ctx)
    assert (model["matched"], model["picked"], model["over_cap"]) == (4, 2, 2)


@pytest.mark.parametrize(
    ("rules", "kept", "why"),
    [
        (["黑名单 = 是"], ["2", "3"], {"1": "黑名单"}),
        (["同意联系 = 否"], ["1", "3"], {"2": "同意联系：否"}),
        (["同意联系 != 是"], ["1"], {"2": "同意联系：否", "3": "同意联系未登记"}),
        (["黑名单 = 是", "客户层级 = A"], [], {"1": "黑名单", "2": "客户层级：A", "3": "客户层级：A"}),
    ],
)
def test_hard_exclusions_come_before_any_points(rules: list[str], kept: list[str], why: dict[str, str]) -> None:
    first, second, third = customers("A", "A", "A")
    people = [{**first, "blacklisted": True, "consent": True}, {**second, "consent": False}, third]
    tables, settings = bank(customers=people), {"models": [HIGH], "exclude": rules}
    ctx = context("month", screening=settings)
    assert [row["customer_no"] for row in many("customer_screen", "branch", tables, EAST, ctx=ctx)] == kept
    rows = many("customer_excluded", "branch", tables, EAST, ctx=ctx)
    assert {row["customer_no"]: row["excluded_by"] for row in rows} == why


def test_a_model_with_a_wrong_rule_is_told_and_left_out() -> None:
    wrong = {**HIGH, "must": ["年龄 < 60"]}
    tables = bank(customers=customers("A"))
    ctx = context("month", screening={"models": [wrong, {**LOW, "id": "M1"}], "exclude": ["胡说"]})
    assert many("customer_screen", "branch", tables, EAST, ctx=ctx) == []
    told = [(p.code, p.place.inside) for p in findings(tables, ctx) if p.code.startswith("MS14")]
    assert told == [
        ("MS141", "screening.exclude"), ("MS142", "screening.models[1].must"), ("MS143", "screening.models[2].id"),
    ]  # fmt: skip


def test_of_two_models_with_one_id_the_first_counts() -> None:
    ctx = context("month", screening={"models": [HIGH, {**LOW, "id": HIGH["id"]}], "exclude": []})
    tables = bank(customers=customers("A", "B"))
    assert {row["segment"] for row in many("customer_screen", "branch", tables, EAST, ctx=ctx)} == {HIGH["name"]}
    assert [row["segment"] for row in many("customer_models", "branch", tables, EAST, ctx=ctx)] == [HIGH["name"]]


def test_the_shipped_models_and_exclusions_are_understood() -> None:
    assert [p for p in findings(bank(), context("month")) if p.code.startswith("MS14")] == []


def test_the_shipped_models_name_their_segments() -> None:
    models = many("customer_models", "branch", bank(), EAST, ctx=context("month"))
    assert [model["segment"] for model in models] == ["续贷", "提额", "唤醒", "挽回", "交叉", "转介绍"]
    models = many("prospect_models", "branch", bank(), EAST, ctx=context("month"))
    assert [model["segment"] for model in models] == ["一圈", "一链", "一平台", "一渠道"]


@pytest.mark.parametrize(
    ("loan", "held", "segment"),
    [
        ({"balance": 5, "disbursed": date(2026, 1, 5), "due": date(2026, 12, 20)}, 2, "续贷"),
        ({"balance": 5, "disbursed": date(2026, 1, 5), "due": date(2027, 12, 20)}, 2, "提额"),
        ({"balance": 0, "disbursed": date(2025, 1, 5), "due": date(2026, 9, 20)}, 2, "挽回"),
        ({"balance": 9.9, "disbursed": date(2026, 9, 5), "due": date(2027, 12, 20)}, 0, "交叉"),
        ({"balance": 9.9, "disbursed": date(2026, 9, 5), "due": date(2027, 12, 20)}, 3, "转介绍"),
        (None, 1, "唤醒"),
    ],
)
def test_the_shipped_models_pick_whom_they_mean(loan: Row | None, held: int, segment: str) -> None:
    people = customers("A", added=date(2025, 1, 5), complete=True)
    own = {"loan_no": "a", "customer": "户1", "customer_no": "1", "officer": "李雷", "product": "贷", "amount": 10}
    loans = [{**own, **loan}] if loan else []
    products = [{"customer_no": "1", "product": f"品{n}", "opened": date(2026, 1, 5)} for n in range(held)]
    tables = bank(customers=people, loans=loans, holdings=products)
    [row] = many("customer_screen", "branch", tables, EAST, ctx=context("month"))
    assert row["segment"] == segment


# ---- rounds
PICK = {
    "branch": EAST,
    "officer": "李雷",
    "round_no": "2026-10-客户",
    "date": date(2026, 10, 30),
    "screen_model": "M1",
    "segment": "甲",
}


def fates(**tables: list[Row]) -> dict[str, str]:
    rows = many("screen_outcomes", "branch", bank(**tables), EAST, ctx=context("month"))
    return {row["customer_no"] or row["prospect_no"]: row["fate"] for row in rows}


def test_what_became_of_those_who_were_picked() -> None:
    picks = [{**PICK, "customer_no": str(n)} for n in range(1, 8)]
    picks[4] |= {"follow_result": "继续跟进"}
    picks[5] |= {"follow_result": "联系不上"}
    calls = [
        visit("李雷", "户1", MON, customer_no="1"),
        visit("李雷", "户2", MON, customer_no="2", event="申请"),
        visit("李雷", "户3", TUE, customer_no="3", event="成交", product="经营贷", amount=10),
        visit("李雷", "户4", date(2026, 10, 29), customer_no="4"),  # before the round
    ]
    people = customers(*"AAAAAAA")
    assert fates(screen_rounds=picks, customers=people, activities=calls) == {
        "1": "已联系", "2": "已申请", "3": "成交", "4": "未跟进",
        "5": "已联系（继续跟进）", "6": "联系不上", "7": "未跟进",
    }  # fmt: skip


def test_another_product_is_no_loan_and_no_application() -> None:
    picks = [{**PICK, "customer_no": str(n)} for n in (1, 2, 3)]
    picks[1] |= {"follow_result": "已办理"}
    picks[2] |= {"follow_result": "已办理"}
    sold = [visit("李雷", f"户{n}", TUE, customer_no=str(n), event="成交", product="信用卡", count=1) for n in (1, 2)]
    tables = bank(screen_rounds=picks, customers=customers("A", "A", "A"), activities=sold)
    [row] = many("screen_history", "branch", tables, EAST, ctx=context("month"))
    assert [row[f"{name}_count"] for name in ("reached", "applied", "won", "cross")] == [3, 1, 1, 2]
    assert pd.isna(row["loan_amount"])  # the third is a loan by the officer's word alone: how much, nobody says
    told = fates(screen_rounds=picks, customers=customers("A", "A", "A"), activities=sold)
    assert told == {"1": "另办产品", "2": "另办产品", "3": "成交"}


def test_only_the_days_after_a_round_count_for_it() -> None:
    early = {**PICK, "round_no": "2026-08-客户", "date": date(2026, 8, 31), "customer_no": "1"}
    calls = [visit("李雷", "户1", MON, customer_no="1", event="成交", amount=10, product="经营贷")]
    assert fates(screen_rounds=[early], customers=customers("A"), activities=calls) == {"1": "未跟进"}


def test_a_prospects_stage_tells_what_became_of_it() -> None:
    picks = [{**PICK, "prospect_no": number, "round_no": "2026-10-准客户"} for number in ("Z1", "Z2", "Z3")]
    lead = {"officer": "李雷", "first_contact": date(2026, 10, 1)}
    leads = [
        {**lead, "prospect_no": f"Z{n}", "customer": f"新{n}", "stage": s}
        for n, s in ((1, "成交"), (2, "申请"), (3, "接触"))
    ]
    assert fates(screen_rounds=picks, prospects=leads) == {"Z1": "成交", "Z2": "已申请", "Z3": "未跟进（接触）"}


def test_a_call_on_a_prospect_after_the_round_is_a_follow_up() -> None:
    pick = {**PICK, "prospect_no": "Z1", "round_no": "2026-10-准客户"}
    lead = {"officer": "李雷", "prospect_no": "Z1", "customer": "新1", "stage": "接触"}
    calls = [visit("李雷", "新1", MON)]
    assert fates(screen_rounds=[pick], prospects=[lead], activities=calls) == {"Z1": "已联系（接触）"}


def test_a_round_in_sum_by_model() -> None:
    picks = [{**PICK, "customer_no": str(n), "screen_model": "M1" if n < 3 else "M2"} for n in (1, 2, 3)]
    loan = {"loan_no": "a", "customer": "户1", "customer_no": "1", "officer": "李雷", "amount": 12, "balance": 12}
    tables = bank(
        screen_rounds=picks,
        customers=customers("A", "A", "A"),
        loans=[{**loan, "disbursed": TUE}],
        activities=[visit("李雷", "户1", TUE, customer_no="1", event="成交", product="经营贷", amount=12)],
    )
    rows = many("screen_history", "branch", tables, EAST, ctx=context("month"))
    told = [
        (r["screen_model"], r["picked"], r["reached_count"], r["won_count"], r["loan_amount"], r["win_rate"])
        for r in rows
    ]
    assert told == [("M1", 2, 1, 1, 12, 0.5), ("M2", 1, 0, 0, 0, 0)]


def test_a_round_that_is_handed_in_twice_counts_once_with_its_answers() -> None:
    filled = {**PICK, "customer_no": "1", "follow_result": "暂不需要"}
    tables = {"customers": customers("A")}
    assert fates(screen_rounds=[filled, {**PICK, "customer_no": "1"}], **tables) == {"1": "已联系（暂不需要）"}
    assert fates(screen_rounds=[{**PICK, "customer_no": "1"}, filled], **tables) == {"1": "已联系（暂不需要）"}


def test_whoever_was_picked_lately_is_not_picked_again() -> None:
    settings = {"exclude": ["距上次入选 < 60"]}
    recent = bank(customers=customers("A"), screen_rounds=[{**PICK, "customer_no": "1"}])
    assert screened(recent, HIGH, **settings) == []
    long_ago = bank(customers=customers("A"), screen_rounds=[{**PICK, "customer_no": "1", "date": date(2026, 9, 1)}])
    assert screened(long_ago, HIGH, **settings)[0]["picked_before"] == 1


def test_this_months_own_round_is_no_earlier_one_and_its_answers_are_kept() -> None:
    own = {
        **PICK,
        "round_no": "2026-11-客户",
        "date": MON,
        "customer_no": "1",
        "follow_day": WED,
        "follow_result": "已办理",
    }
    tables = bank(customers=customers("A"), screen_rounds=[own])
    [row] = screened(tables, HIGH, exclude=["距上次入选 < 60"])
    assert (row["follow_result"], row["follow_day"].date(), row["picked_before"]) == ("已办理", WED, 0)
    assert many("screen_outcomes", "branch", tables, EAST, ctx=context("month")) == []


def test_prospects_who_are_customers_already_and_those_of_intermediaries_are_kept_out() -> None:
    lead = {
        "officer": "李雷",
        "stage": "线索",
        "first_contact": date(2026, 11, 2),
        "source": "老客户转介绍",
        "need": 30,
    }
    leads = [
        {**lead, "prospect_no": "Z1", "customer": "新户"},
        {**lead, "prospect_no": "Z2", "customer": "户1", "phone": "15400000001"},
        {**lead, "prospect_no": "Z3", "customer": "中户", "channel_name": "某咨询"},
        {**lead, "prospect_no": "Z4", "customer": "弃户", "stage": "放弃"},
    ]
    broker = {"branch": EAST, "channel_name": "某咨询", "channel_kind": "贷款中介", "channel_status": "线索"}
    people = customers("A", phone="15400000001")
    tables = bank(roster=[LI], customers=people, prospects=leads, channels=[broker])
    ctx = context("month")
    assert [r["prospect_no"] for r in many("prospect_screen", "branch", tables, EAST, ctx=ctx)] == ["Z1"]
    rows = many("prospect_excluded", "branch", tables, EAST, ctx=ctx)
    assert {r["prospect_no"]: r["excluded_by"] for r in rows} == {
        "Z2": "已建档", "Z3": "渠道类别：贷款中介", "Z4": "准客户阶段：放弃",
    }  # fmt: skip
