"""The figures of meetings against the sample workbooks, read with openpyxl and reckoned with fractions."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

import pytest
from authoring.catalogue import AS_OF, reading, space
from commands.plain_books import BRANCHES, book, days_between, month_plans, people
from commands.plain_measures import BANK, MONTH, done, members

from pipeline import measures
from pipeline.batch.prepare import make_context
from pipeline.calendar import Unit, period_of

THURSDAY, LAST = date(2026, 11, 19), date(2026, 11, 30)
AIMS = {"申请量": "day_applications", "成交量": "day_deals"}


@cache
def frames(unit: Unit) -> Any:
    """Figures of the newest day or week of the samples."""
    context = make_context(space(), reading(), period_of(AS_OF, unit), AS_OF)
    names = ("day_board", "last_day", "action_summary", "action_owners")
    return measures.compute(names, reading().intake.tables, context)


def lacking(name: str, measure: str) -> Fraction | None:
    """What the month's plan lacked before the day."""
    plans = month_plans(11).get(name)
    return None if plans is None else max(plans[measure] - done(name, measure, (MONTH[0], THURSDAY)), Fraction(0))


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_days_targets_are_what_the_month_lacks_over_the_days_left(branch: str) -> None:
    found = frames("day")["day_board"]["branch"].loc[(BANK, branch)].set_index("officer")
    assert list(found.index) == members(branch)
    for name, row in found.iterrows():
        left = [day for day in days_between(AS_OF, LAST) if day not in people()[str(name)].away]
        assert row["days_left"] == len(left)
        short = lacking(str(name), "咨询量")
        if short is None or AS_OF not in left:
            assert row["day_enquiries"] != row["day_enquiries"], name  # blank
            continue
        aim = Fraction(short, len(left))
        assert row["day_enquiries"] == (floor(aim + Fraction(1, 2)) or int(aim > 0)), name
        for measure, field in AIMS.items():
            wanted = lacking(str(name), measure)
            assert wanted is not None
            assert row[field] == pytest.approx(float(wanted / len(left))), name


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_last_working_day_is_thursday_counted_again(branch: str) -> None:
    row = frames("day")["last_day"]["branch"].loc[(BANK, branch)]
    assert row["date"].date() == THURSDAY
    for measure, field in (("咨询量", "enquiries"), ("申请量", "applications"), ("成交量", "deals")):
        assert row[field] == done(branch, measure, (THURSDAY, THURSDAY))


def register(branch: str) -> list[dict[str, Any]]:
    """The branch's rows of the register."""
    _, heads, *rows = book("督办台账")["督办台账"]
    return [found for row in rows if (found := dict(zip(heads, row, strict=False)))["支行"] == branch]


def _is_open(row: dict[str, Any]) -> bool:
    return not (row["办结日期"] and row["审核人"])


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_register_is_counted_as_by_hand(branch: str) -> None:
    rows, monday = register(branch), datetime(2026, 11, 16)
    row = frames("week")["action_summary"]["branch"].loc[(BANK, branch)]
    settled = [r for r in rows if not _is_open(r) and r["办结日期"] >= monday]
    assert row["actions_open"] == sum(map(_is_open, rows))
    assert row["actions_carried"] == sum(_is_open(r) and r["立项日期"] < monday for r in rows)
    assert row["actions_red"] == sum(_is_open(r) and r["完成期限"].date() < AS_OF for r in rows)
    assert row["actions_new"] == sum(r["立项日期"] >= monday for r in rows)
    assert (row["actions_settled"], row["actions_on_time"]) == (
        len(settled),
        sum(r["办结日期"] <= r["完成期限"] for r in settled),
    )
    owners = frames("week")["action_owners"]["branch"]
    mine = owners[[key == (BANK, branch) for key in owners.index]]
    counted = Counter(r["负责人"] for r in rows if _is_open(r))
    assert {o: n for o, n in zip(mine["owner"], mine["actions_open"], strict=True) if n} == dict(counted)
