"""Sums → ratios: the one place where a rate is made, so that a total recomputes it from its own sums."""

from __future__ import annotations

from typing import Any

import pandas as pd

ATTAINED = {
    "enquiries": ("plan_enquiries", "attainment_enquiries"),
    "applications": ("plan_applications", "attainment_applications"),
    "deals": ("plan_deals", "attainment_deals"),
    "loan_amount": ("plan_amount", "attainment_amount"),
    "cross_sold": ("plan_cross_sold", "attainment_cross_sold"),
}
CHANGED = {
    "enquiries": ("last_enquiries", "change_enquiries"),
    "applications": ("last_applications", "change_applications"),
    "deals": ("last_deals", "change_deals"),
    "loan_amount": ("last_amount", "change_amount"),
    "cross_sold": ("last_cross_sold", "change_cross_sold"),
}
PRECISE = 1e-9  # what floating point may lose: 0.30 - 0.20 is a gap of 0.10


def ratio(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    """part / whole as a fraction; blank where the whole is zero, negative or blank. Never clipped."""
    return part / whole.where(whole > 0)


def conversions(sums: pd.DataFrame) -> pd.DataFrame:
    """application_rate, deal_rate, overall_rate and over_full (a rate above 100 %, which lag can cause)."""
    rates = pd.DataFrame(
        {
            "application_rate": ratio(sums["applications"], sums["enquiries"]),
            "deal_rate": ratio(sums["deals"], sums["applications"]),
            "overall_rate": ratio(sums["deals"], sums["enquiries"]),
        }
    )
    return rates.assign(over_full=(rates > 1 + PRECISE).any(axis=1))


def attainments(sums: pd.DataFrame) -> pd.DataFrame:
    """计划达成率 of each measure that has a plan: actual / plan as a fraction."""
    return pd.DataFrame({out: ratio(sums[name], sums[plan]) for name, (plan, out) in ATTAINED.items()})


def changes(sums: pd.DataFrame) -> pd.DataFrame:
    """环比 of each count: the change on the last period as a fraction of it."""
    return pd.DataFrame({out: ratio(sums[name] - sums[last], sums[last]) for name, (last, out) in CHANGED.items()})


def ranks(values: pd.Series[Any], keys: list[str]) -> pd.Series[Any]:
    """Ranks within each group of the index, the highest first; ties share a rank (1, 2, 2, 4)."""
    return values.groupby(level=keys).rank(method="min", ascending=False)
