"""What works: the funnel of each channel, approach and means, and what stands out among them."""

from __future__ import annotations

from small_bank import (
    EAST,
    MON,
    TUE,
    WED,
    WEST,
    Row,
    application,
    bank,
    context,
    deal,
    many,
    one,
    visit,
    visits,
)


def reached(channel: str, approach: str = "微信", means: str = "上门") -> Row:
    return {"channel": channel, "approach": approach, "means": means}


def test_each_channel_has_its_own_funnel() -> None:
    tables = bank(activities=[
        *visits("李雷", 20, **reached("商圈")), *visits("韩梅", 10, **reached("社团")),
        application("李雷", "李雷户16-0", **reached("商圈")), deal("李雷", "李雷户16-0", **reached("商圈")),
    ])  # fmt: skip
    rows = many("channel_mix", "branch", tables, EAST, ctx=context("month"))
    assert [(r["channel"], r["enquiries"], r["applications"], r["deals"]) for r in rows] == [
        ("商圈", 20, 1, 1),
        ("社团", 10, 0, 0),
    ]
    assert (rows[0]["share"], rows[0]["overall_rate"], rows[0]["loan_amount"]) == (20 / 30, 1 / 20, 10)
    assert rows[1]["deal_rate"] != rows[1]["deal_rate"]  # no application: no rate


def test_a_record_without_a_channel_has_that_by_which_its_customer_first_came() -> None:
    tables = bank(activities=[
        visit("李雷", "甲", MON, **reached("社团")), visit("李雷", "甲", TUE, **reached("商圈")),
        visit("李雷", "甲", WED), application("李雷", "甲", WED), deal("李雷", "乙", WED),
    ])  # fmt: skip
    rows = {r["channel"]: r for r in many("channel_mix", "branch", tables, EAST, ctx=context("month"))}
    assert (rows["社团"]["enquiries"], rows["社团"]["applications"]) == (2, 1)
    assert (rows["商圈"]["enquiries"], rows["商圈"]["applications"]) == (1, 0)
    assert sum(r["deals"] for r in rows.values()) == 0  # nobody knows how 乙 was reached


def test_the_mix_and_the_channels_of_the_weekly_pack_count_alike() -> None:
    rows = [
        *visits("李雷", 3, **reached("商圈")),
        *visits("韩梅", 2),
        application("李雷", "李雷户16-0"),
        deal("李雷", "李雷户16-0"),
    ]
    tables, ctx = bank(activities=rows), context("month")
    [mixed] = many("marketing_mix", "branch", tables, EAST, ctx=ctx)
    known = [r for r in many("channels", "branch", tables, EAST, ctx=ctx) if r["approach"] is not None]
    counts = ("channel", "approach", "means", "enquiries", "applications", "deals", "loan_amount")
    assert [{name: mixed[name] for name in counts}] == [{name: r[name] for name in counts} for r in known]


def test_contacts_that_nobody_can_place_are_told_and_not_spread() -> None:
    tables = bank(activities=[visit("李雷", "甲", MON, **reached("社团")), visit("李雷", "乙", TUE)])
    total = one("mix_totals", "branch", tables, EAST, ctx=context("month"))
    assert (total["enquiries"], total["unlabelled"], total["covered"]) == (1, 1, 0.5)


def test_joint_work_counts_once_in_the_branch_and_for_both() -> None:
    tables = bank(activities=visits("李雷", 3, partner="韩梅", **reached("商圈")))
    assert [r["enquiries"] for r in many("channel_mix", "branch", tables, EAST, ctx=context("month"))] == [3]
    assert [r["enquiries"] for r in many("channel_mix", "officer", tables, EAST, "韩梅", ctx=context("month"))] == [3]


MARKS = {"mix": {"min_enquiries": 10, "higher": 1.2, "lower": 0.8}}


def test_what_stands_out_is_marked_and_what_is_rare_is_not_judged() -> None:
    rows = [
        *visits("李雷", 10, **reached("商圈")),
        *visits("韩梅", 10, **reached("社团")),
        *visits("王五", 9, **reached("协会商会")),
    ]
    rows += [deal("李雷", f"李雷户16-{n}", **reached("商圈")) for n in range(4)]
    rows += [deal("王五", "王五户16-0", **reached("协会商会"))]
    found = many("channel_mix", "branch", bank(activities=rows), EAST, ctx=context("month", **MARKS))
    assert {r["channel"]: r["mix_mark"] for r in found} == {
        "商圈": "高于平均",
        "社团": "低于平均",
        "协会商会": "样本少",
    }


def test_a_branch_of_equals_has_nothing_that_stands_out() -> None:
    rows = [*visits("李雷", 10, **reached("商圈")), *visits("韩梅", 10, **reached("社团"))]
    rows += [deal("李雷", "李雷户16-0", **reached("商圈")), deal("韩梅", "韩梅户16-0", **reached("社团"))]
    found = many("channel_mix", "branch", bank(activities=rows), EAST, ctx=context("month", **MARKS))
    assert {r["mix_mark"] for r in found} == {"接近平均"}


def test_a_little_above_or_below_the_mean_does_not_stand_out() -> None:
    rows = [*visits("李雷", 10, **reached("商圈")), *visits("韩梅", 20, **reached("社团"))]
    rows += [deal("李雷", f"李雷户16-{n}", **reached("商圈")) for n in range(2)]
    rows += [deal("韩梅", f"韩梅户16-{n}", **reached("社团")) for n in range(3)]  # 20 % and 15 % about a mean of 16.7 %
    found = many("channel_mix", "branch", bank(activities=rows), EAST, ctx=context("month", **MARKS))
    assert {r["mix_mark"] for r in found} == {"接近平均", "高于平均"}
    found = many(
        "channel_mix", "branch", bank(activities=rows), EAST, ctx=context("month", mix={**MARKS["mix"], "higher": 1.21})
    )
    assert {r["mix_mark"] for r in found} == {"接近平均"}


def test_combinations_add_up_to_their_channels() -> None:
    rows = [
        *visits("李雷", 3, **reached("商圈", "微信", "电销")),
        *visits("韩梅", 2, **reached("商圈", "路演", "上门")),
    ]
    tables = bank(activities=rows)
    assert [r["enquiries"] for r in many("marketing_mix", "branch", tables, EAST, ctx=context("month"))] == [3, 2]
    assert [r["enquiries"] for r in many("channel_mix", "branch", tables, EAST, ctx=context("month"))] == [5]
    assert one("mix_totals", "branch", tables, EAST, ctx=context("month"))["combos"] == 2


def test_a_branch_of_daily_counts_has_no_mix_but_says_how_much_is_not_seen() -> None:
    counts = {"officer": "赵六", "date": MON, "enquiries": 7.0, "applications": 1.0, "deals": 0.0}
    tables = bank(daily_counts=[counts])
    assert many("channel_mix", "branch", tables, WEST, ctx=context("month")) == []
    total = one("mix_totals", "branch", tables, WEST, ctx=context("month"))
    assert (total["enquiries"], total["unlabelled"], total["covered"]) == (0, 7, 0)


def test_contacts_through_a_rejected_channel_are_told_apart() -> None:
    tables = bank(activities=[visit("李雷", "甲", MON, **reached("贷款中介"))])
    total = one("mix_totals", "branch", tables, EAST, ctx=context("month"))
    assert (total["enquiries"], total["rejected_contacts"]) == (0, 1)


def test_campaigns_cost_so_much_a_contact() -> None:
    held = {"campaign": "开街", "date": MON, "branch": EAST, "approach": "路演"}
    tables = bank(
        campaigns=[{**held, "cost": 900.0, "enquiries": 30.0, "deals": 0.0}, {**held, "cost": 300.0, "enquiries": 10.0}]
    )
    [found] = many("campaign_costs", "branch", tables, EAST, ctx=context("month"))
    assert (found["sessions_count"], found["cost"], found["cost_per_enquiry"]) == (2, 1200, 30)
    assert found["cost_per_deal"] != found["cost_per_deal"]  # no deal: no price of one
