"""Territories, leads and contacts → the areas of a branch, those that were walked least of late first."""

from __future__ import annotations

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.figures.work.leads import known_leads
from pipeline.tables import Tables

_AREA = ["branch", "market"]
_TOLD = ("industry", "busy_season", "rivals", "next_step")
AREA = ("area", "households", *_TOLD, "leads_in_area", "recent_contacts", "last_walked")
_RECENT = 28  # days: four weeks, as the field name says


@once
def areas(tables: Tables, ctx: Context) -> pd.DataFrame:
    """A row for each area: bank, branch, area, households, industry, busy_season, rivals, next_step, leads_in_area,
    recent_contacts (of the last four weeks), last_walked. What an area is like is told of its largest trade.

    The areas are the markets of the table of territories; a branch that has none there gets the markets of its
    customers and leads. In the order in which they want walking: fewest recent contacts for each household, most leads.
    """
    known = rows_of(tables, ctx, "territories")
    known = known[known["market"].notna() & known["branch"].notna()]
    known = known.sort_values("households", ascending=False, kind="stable", na_position="last")
    groups = known.groupby(["bank", *_AREA], sort=False)
    found = groups["households"].sum(min_count=1).to_frame().join(groups[list(_TOLD)].first()).reset_index()
    found = pd.concat([found, _other_markets(tables, ctx, set(known["branch"]))], ignore_index=True)
    at = pd.MultiIndex.from_frame(found[_AREA])
    leads = open_leads(tables, ctx).groupby(_AREA).size().reindex(at).fillna(0.0)
    met = _contacts(tables, ctx)
    recent = met[met["date"] > ctx.span.end - pd.Timedelta(days=_RECENT)].groupby(_AREA).size().reindex(at).fillna(0.0)
    found = found.assign(
        area=found["market"],
        leads_in_area=leads.to_numpy(dtype="float64"),
        recent_contacts=recent.to_numpy(dtype="float64"),
        last_walked=met.groupby(_AREA)["date"].max().reindex(at).to_numpy(dtype="datetime64[ns]"),
    )
    found = found.assign(_density=found["recent_contacts"] / found["households"].fillna(1.0).clip(lower=1.0))
    order = ["_density", "leads_in_area", "households"]
    return found.sort_values(order, ascending=[True, False, False], kind="stable").drop(columns="_density")


def open_leads(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The leads that are neither won nor lost, and stand in a market."""
    leads = known_leads(tables, ctx)
    return leads[leads["lead_open"] & leads["market"].notna()]


def _other_markets(tables: Tables, ctx: Context, told: set[str]) -> pd.DataFrame:
    """The markets in which the customers and leads of the other branches are."""
    rows = [rows_of(tables, ctx, name)[["bank", *_AREA]] for name in ("customers", "prospects")]
    found = pd.concat(rows).dropna().drop_duplicates()
    return found[~found["branch"].isin(told)]


def _contacts(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every contact up to now whose customer stands in a known market: branch, market, date."""
    people = [rows_of(tables, ctx, name) for name in ("customers", "prospects")]
    by_name = pd.concat([p[[*_AREA, "customer"]] for p in people]).dropna().drop_duplicates(["branch", "customer"])
    by_number = people[0][["customer_no", "market"]].dropna().drop_duplicates("customer_no")
    met = pd.concat([rows_of(tables, ctx, name)[["branch", "customer_no", "customer", "date"]] for name in _MET])
    met = met[met["date"] <= ctx.span.end]
    numbered = met.merge(by_number, on="customer_no")
    named = met[~met["customer_no"].isin(by_number["customer_no"])].merge(by_name, on=["branch", "customer"])
    return pd.concat([numbered, named])[[*_AREA, "date"]].dropna()


_MET = ("activities", "visits")
