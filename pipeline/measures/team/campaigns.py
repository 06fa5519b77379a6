"""The register of campaigns → each campaign once, with its branch, a name of its own, and whether it is over."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.ratios import ratio
from pipeline.measures.team.register import at_home, told_apart
from pipeline.tables import Tables

RESULTS = ("reached", "enquiries", "applications", "deals", "loan_amount")


@once
def campaigns(tables: Tables, ctx: Context) -> pd.DataFrame:
    """All campaigns by day: the register's columns with bank, branch, ``campaign`` unique in its branch, ``held``.

    A row without a branch belongs to its owner's; where that is unknown too it is the whole bank's (``shared``).
    ``held``: its last day has come.
    """
    frame = rows_of(tables, ctx, "campaigns")
    frame = frame[frame["date"].notna() & frame["campaign"].notna()]
    frame = told_apart(at_home(frame, tables, ctx), "campaign").sort_values(["date", "campaign"], kind="stable")
    number = frame.groupby(["branch", "campaign"]).cumcount()
    more = frame["campaign"] + "-" + (number + 1).astype("str")
    end = frame["last_day"].where(frame["last_day"].notna(), frame["date"])
    return frame.assign(campaign=frame["campaign"].where(number == 0, more), held=end <= ctx.span.end)


def yields(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """What a campaign brought against what it took: rates along its own funnel, share of the budget, cost for each."""
    return {
        "enquiry_rate": ratio(frame["enquiries"], frame["reached"]),
        "application_rate": ratio(frame["applications"], frame["enquiries"]),
        "deal_rate": ratio(frame["deals"], frame["applications"]),
        "budget_used": ratio(frame["cost"], frame["budget"]),
        "cost_per_enquiry": ratio(frame["cost"], frame["enquiries"]),
        "cost_per_deal": ratio(frame["cost"], frame["deals"]),
    }


def task_list(ctx: Context) -> tuple[list[tuple[int, str]], list[str]]:
    """The lines of ``campaigns.tasks`` as (days from the campaign, what is to be done), and those not understood."""
    read = {line: re.fullmatch(r"\s*([+-]?\d{1,3})\s+(\S.*?)\s*", line) for line in ctx.settings["campaigns"]["tasks"]}
    known = [(int(found[1]), found[2]) for found in read.values() if found]
    return known, [line for line, found in read.items() if not found]
