"""A bank's million records are held once: what keeps every row keeps the columns, and one text serves all its rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_bank import EAST, FRI, MON, TUE, WED, WEST, bank, context, figure, many

from pipeline.measures.assign import rows_of
from pipeline.measures.events import events

HELD = ("customer", "phone", "product", "amount", "note")  # of many columns, those that no measure fills in


def visit(officer: str, day: Any = MON, branch: str = EAST, **more: Any) -> dict[str, Any]:
    return {"date": day, "officer": officer, "branch": branch, "customer": "甲", "event": "咨询", "phone": "1", **more}


RECORDS = [visit("李雷"), visit("赵六", TUE, WEST), visit("韩梅", TUE), visit("赵六", WED, WEST), visit("李雷", FRI)]


def same_columns(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Those of HELD whose values lie at one place in memory."""
    return [c for c in HELD if c in one.columns and np.shares_memory(one[c].to_numpy(), other[c].to_numpy())]


def test_records_that_all_count_are_not_copied_on_their_way_to_the_figures() -> None:
    tables, ctx = bank(activities=RECORDS), context()
    frame = tables["activities"].frame
    assert same_columns(rows_of(tables, ctx, "activities"), frame) == list(HELD)
    assert same_columns(events(tables, ctx), frame) == ["customer", "phone", "product", "note"]


def test_the_log_is_the_records_themselves_where_each_branch_has_them_by_day() -> None:
    tables = bank(activities=RECORDS)
    log = figure("log", "branch", tables)
    assert same_columns(log, tables["activities"].frame) == list(HELD)
    assert [(row["number"], row["officer"]) for row in many("log", "branch", tables, WEST)] == [
        (1, "赵六"),
        (2, "赵六"),
    ]


def test_the_log_of_a_branch_is_by_day_however_its_records_lie() -> None:
    tables = bank(activities=RECORDS[::-1])
    rows = many("log", "branch", tables, EAST)
    assert [(row["number"], row["officer"], row["date"].day) for row in rows] == [
        (1, "李雷", MON.day), (2, "韩梅", TUE.day), (3, "李雷", FRI.day),
    ]  # fmt: skip


@pytest.mark.parametrize("stranger", [visit("无此人"), {**visit("李雷"), "date": None}])
def test_a_row_that_does_not_count_is_left_out(stranger: dict[str, Any]) -> None:
    tables, ctx = bank(activities=[*RECORDS, stranger]), context()
    assert len(events(tables, ctx)) == len(RECORDS)
    assert figure("funnel", "bank", tables, ctx)["enquiries"].tolist() == [len(RECORDS)]


def test_what_is_shared_cannot_be_changed_by_one_who_has_it() -> None:
    tables, ctx = bank(activities=RECORDS), context()
    kept = rows_of(tables, ctx, "activities")
    kept["customer"] = "别人"
    assert set(tables["activities"].frame["customer"]) == {"甲"}


def test_the_rules_that_a_contact_fails_are_named_together() -> None:
    rows = [
        visit("李雷", customer=None, channel="贷款中介"),
        visit("李雷", phone=None),
        visit("李雷", result="继续跟进"),
    ]
    rules = ["has_customer", "has_phone", "not_rejected_channel", "has_result"]
    tables, ctx = bank(activities=rows), context(measures={"qualified": rules})
    assert events(tables, ctx)["failed"].tolist() == [
        "has_customer、not_rejected_channel、has_result", "has_phone、has_result", "",
    ]  # fmt: skip
