"""Figures of the sample that no weekly paper prints whole: penetration, holdings, arrears and checks, 户数."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from commands.plain_books import BRANCHES, book, events, staff
from commands.plain_measures import BANK, MONDAY, SUNDAY, checks, loans, members, ratio

from pipeline import measures, workspace
from pipeline.batch.prepare import Request, prepare

FIGURES = ("target_group_list", "product_holding", "holding", "post_loan", "funnel")
LEVELS = {BANK: "bank", **dict.fromkeys(BRANCHES, "branch")}


@pytest.fixture(scope="module")
def frames() -> dict[str, Any]:
    run = prepare(workspace.load(Path(__file__).parents[2]), Request(names=("pack-index",), period="2026-W47"))
    return measures.compute(FIGURES, run.intake.tables, run.context)


def rows_for(frames: dict[str, Any], figure: str, who: str) -> list[dict[str, Any]]:
    """The figure's rows for the bank, a branch or an officer."""
    level = LEVELS.get(who, "officer")
    frame = frames[figure][level].reset_index()
    return frame[frame[level] == who].to_dict("records")


def files(who: str) -> dict[str, str]:
    """Customer number → target group, each number once."""
    branches = BRANCHES if who == BANK else (who,)
    return {row[0]: row[9] for branch in reversed(branches) for row in reversed(book("客户台账")[branch][1:])}


def borrowers() -> set[str]:
    """Numbers of the customers who owe us something."""
    rows = book("贷款台账")["贷款台账"][1:]
    return {row[2] for row in rows if row[2] and row[7] != "#N/A" and row[7] > 0}


@pytest.mark.parametrize("who", [BANK, *BRANCHES])
def test_penetration_is_customers_with_our_loan_of_the_whole_group(frames: dict[str, Any], who: str) -> None:
    groups = [row for row in book("客户台账")["目标客群表"][1:] if who in (BANK, row[0])]
    ours = Counter(group for number, group in files(who).items() if number in borrowers())
    found = {r["target_group"]: r for r in rows_for(frames, "target_group_list", who)}
    assert list(found) == [row[1] for row in groups]
    for _, group, households, source, day in groups:
        row = found[group]
        assert (row["customers_ours"], row["households"], row["source"]) == (ours[group], households, source)
        assert row["penetration"] == pytest.approx(ours[group] / households)
        assert row["source_date"].date() == day.date()


@pytest.mark.parametrize("who", [BANK, *BRANCHES])
def test_product_penetration_is_holders_of_all_customers(frames: dict[str, Any], who: str) -> None:
    known = files(who)
    held = {(row[0], row[1]) for row in book("客户台账")["产品持有"][1:] if row[0] in known}
    holders = Counter(product for _, product in held)
    found = {r["product"]: r for r in rows_for(frames, "product_holding", who)}
    assert {name: row["holders"] for name, row in found.items()} == holders
    assert all(row["penetration"] == pytest.approx(holders[n] / len(known)) for n, row in found.items())
    [whole] = rows_for(frames, "holding", who)
    assert whole["customers"] == len(known)
    assert whole["products_per_customer"] == pytest.approx(len(held) / len(known))


@pytest.mark.parametrize("who", [BANK, *BRANCHES, *(p.name for p in staff())])
def test_arrears_go_by_balance_and_checks_by_their_due_day(frames: dict[str, Any], who: str) -> None:
    names = set(members(who))
    mine = [x for x in loans() if x.officer in names]
    risky = sum((x.balance for x in mine if x.late > 30 or x.restructured), Fraction(0))
    due, kept, in_time = (sum(counts) for counts in zip(*map(checks, names), strict=True))
    par, share = ratio(risky, sum((x.balance for x in mine), Fraction(0))), ratio(Fraction(in_time), Fraction(due))
    [row] = rows_for(frames, "post_loan", who)
    assert (row["checks_due"], row["checks_done"], row["checks_on_time"]) == (due, kept, in_time)
    assert row["overdue_loans"] == sum(x.late > 0 for x in mine)
    assert row["par30"] == pytest.approx(float(par), nan_ok=True) if par is not None else row["par30"] != row["par30"]
    assert (
        row["on_time_rate"] == pytest.approx(float(share))
        if share is not None
        else row["on_time_rate"] != row["on_time_rate"]
    )


@pytest.mark.parametrize("branch", BRANCHES)
def test_customers_are_counted_once_a_period_and_never_mixed_with_daily_counts(
    frames: dict[str, Any], branch: str
) -> None:
    week = [e for e in events() if e.branch == branch and e.measure == "咨询量" and MONDAY <= e.day <= SUNDAY]
    wanted = float("nan") if branch == "临江支行" else len({e.customer for e in week})
    [row], [bank] = rows_for(frames, "funnel", branch), rows_for(frames, "funnel", BANK)
    assert row["customers"] == pytest.approx(wanted, nan_ok=True)
    assert bank["customers"] != bank["customers"]  # 临江支行 keeps daily counts
