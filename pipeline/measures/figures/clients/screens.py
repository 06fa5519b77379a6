"""Profiles and the models of the settings → this period's screening of customers and of prospects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.clients.contacts import SOURCES, contact_rows, held_rows
from pipeline.measures.figures.clients.profiles import customer_profiles, prospect_profiles
from pipeline.measures.figures.clients.rounds import CUSTOMERS, PROSPECTS, picks, round_no
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import files
from pipeline.measures.people import everybody
from pipeline.measures.screening.models import Model, Of, exclusions_of, models_of
from pipeline.measures.screening.picking import Picked, pick
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("branch", "officer")
NEEDS_CUSTOMERS = (
    *("customers", "prospects", "loans", "holdings", "roster", "risk_signals", "screen_rounds"),
    *SOURCES,
)
NEEDS_PROSPECTS = ("prospects", "customers", "channels", "roster", "screen_rounds")
_OUTCOME = (
    *("segment", "screen_model", "model_version", "screen_points", "why", "offer", "also_fits"),
    *("picked_before", "round_no", "date", "follow_day", "follow_result"),
)
_TOTALS = ("round_no", "pool", "excluded", "matched", "picked", "over_cap")
_MODEL = (
    *("number", "screen_model", "segment", "model_version", "rules_must", "rules_points", "least_points"),
    *("offer", "matched", "picked", "over_cap"),
)
_PROFILES: Mapping[Of, Callable[[Tables, Context], pd.DataFrame]] = {
    "customers": customer_profiles,
    "prospects": prospect_profiles,
}
_SIZE: Mapping[Of, str] = {"customers": "loans_amount", "prospects": "need"}
_NAMES: Mapping[Of, str] = {"customers": CUSTOMERS, "prospects": PROSPECTS}
_NUMBERS: Mapping[Of, str] = {"customers": "customer_no", "prospects": "prospect_no"}


@once
def screened(tables: Tables, ctx: Context, of: Of) -> Picked:
    """This period's screening; ``chosen`` has the round's number and day, and what was written into it since."""
    pool = _PROFILES[of](tables, ctx).dropna(subset=["branch"])
    cap = int(ctx.settings["screening"]["cap"])
    found = pick(pool, models_of(ctx, of), exclusions_of(ctx, of), cap, _SIZE[of])
    written = rows_of(tables, ctx, "screen_rounds")
    written = written[written["round_no"] == round_no(ctx, _NAMES[of])].dropna(subset=[_NUMBERS[of]])
    written = written.drop_duplicates(_NUMBERS[of], keep="last").set_index(_NUMBERS[of])
    own = written[["follow_day", "follow_result"]].reindex(found.chosen[_NUMBERS[of]]).set_axis(found.chosen.index)
    day = pd.Series(pd.Timestamp(ctx.as_of), found.chosen.index, dtype="datetime64[ns]")
    number = pd.Series(round_no(ctx, _NAMES[of]), found.chosen.index, dtype="object")
    chosen = found.chosen.assign(round_no=number, date=day, **{name: own[name] for name in own.columns})
    return Picked(chosen, found.excluded, found.fits)


def _list(tables: Tables, ctx: Context, of: Of, name: str) -> Frames:
    chosen = screened(tables, ctx, of).chosen
    order = [*LEVELS["branch"], "officer"]
    chosen = chosen[chosen["picked"]].assign(_place=range(int(chosen["picked"].sum())))
    chosen = chosen.sort_values([*order, "_place"], kind="stable", na_position="last")
    return {level: listed(chosen.dropna(subset=list(LEVELS[level])), level, name) for level in WIDE}


def _totals(tables: Tables, ctx: Context, of: Of) -> Frames:
    found = screened(tables, ctx, of)
    pool = _PROFILES[of](tables, ctx)
    chosen = found.chosen
    parts = {
        "pool": pool,
        "excluded": found.excluded,
        "matched": chosen,
        "picked": chosen[chosen["picked"]],
        "over_cap": chosen[~chosen["picked"]],
    }
    frames: dict[By, pd.DataFrame] = {}
    for level in WIDE:
        index, keys = everybody(tables, ctx, ctx.span, level), list(LEVELS[level])
        counts = {name: part.groupby(keys).size().reindex(index).fillna(0.0) for name, part in parts.items()}
        number = pd.Series(round_no(ctx, _NAMES[of]), index, dtype="object")
        frames[level] = pd.DataFrame(counts).astype("float64").assign(round_no=number)[list(_TOTALS)]
    return frames


def _models(tables: Tables, ctx: Context, of: Of, name: str) -> Frames:
    """The models beside how many of the branch each fits, and how many it picked."""
    found, models = screened(tables, ctx, of), models_of(ctx, of)
    rows = pd.DataFrame([_told(model) for model in models], columns=list(_MODEL[1:8]))
    places = everybody(tables, ctx, ctx.span, "branch").to_frame(index=False)
    grid = places.merge(rows, how="cross")
    keys = ["bank", "branch", "screen_model"]
    chosen = found.chosen
    pool = _PROFILES[of](tables, ctx)
    fits = found.fits.join(pool[["bank", "branch"]]).melt(["bank", "branch"], var_name="screen_model")
    counts = {
        "matched": fits[fits["value"].astype(bool)].groupby(keys).size(),
        "picked": chosen[chosen["picked"]].groupby(keys).size(),
        "over_cap": chosen[~chosen["picked"]].groupby(keys).size(),
    }
    wanted = pd.MultiIndex.from_frame(grid[keys])
    counted = {name: count.reindex(wanted).fillna(0.0).to_numpy(dtype="float64") for name, count in counts.items()}
    return {"branch": listed(grid.assign(**counted), "branch", name)}


def _told(model: Model) -> tuple[object, ...]:
    must, points = ("；".join(rule.text for rule in rules) for rules in (model.must, model.points))
    return (model.id, model.name, model.version, must, points, model.least, model.offer)


def _excluded(tables: Tables, ctx: Context, of: Of, name: str) -> Frames:
    found = screened(tables, ctx, of).excluded
    return {"branch": listed(found.sort_values(["excluded_by", "officer"], kind="stable"), "branch", name)}


def _customer_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return _rows_of(tables, ctx, files(tables, ctx)["customer_no"])


def _picked_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    chosen = screened(tables, ctx, "customers").chosen
    return _rows_of(tables, ctx, chosen.loc[chosen["picked"], "customer_no"])


def _rows_of(tables: Tables, ctx: Context, numbers: pd.Series[Any]) -> dict[str, pd.DataFrame]:
    """The rows that tell of these customers, and the earlier rounds in which they were picked."""
    found = {name: rows_of(tables, ctx, name) for name in ("loans", "risk_signals")}
    found |= {"customers": files(tables, ctx), "holdings": held_rows(tables, ctx)}
    found["screen_rounds"] = rows_of(tables, ctx, "screen_rounds").loc[picks(tables, ctx).index]
    rows = {name: frame[frame["customer_no"].isin(numbers)] for name, frame in found.items()}
    return {**rows, **contact_rows(tables, ctx, numbers)}


def _prospect_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = prospect_profiles(tables, ctx)
    return {
        "prospects": rows_of(tables, ctx, "prospects").loc[found.index],
        "screen_rounds": rows_of(tables, ctx, "screen_rounds").loc[picks(tables, ctx).index],
    }


@figure(
    term="客户筛选名单",
    needs=NEEDS_CUSTOMERS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "officer", "customer_no", "customer", "tier", "market", "industry", "phone", "balance"),
        *("days_to_due", "products_held", "days_since", *_OUTCOME),
    ),
    rows=_picked_rows,
)
def customer_screen(tables: Tables, ctx: Context) -> Frames:
    """The customers picked this period, by officer, the most points first; with why, and what was picked before."""
    return _list(tables, ctx, "customers", "customer_screen")


@figure(term="客户筛选概况", needs=NEEDS_CUSTOMERS, by=WIDE, shape="one", fields=_TOTALS, rows=_customer_rows)
def customer_screen_totals(tables: Tables, ctx: Context) -> Frames:
    """Customers on file, excluded, fitting a model, picked, and fitting beyond the cap of their officer."""
    return _totals(tables, ctx, "customers")


@figure(term="客户筛选模型", needs=NEEDS_CUSTOMERS, by=("branch",), shape="many", fields=_MODEL, rows=_customer_rows)
def customer_models(tables: Tables, ctx: Context) -> Frames:
    """The models of customers as the settings have them, with how many each fits and picked in the branch."""
    return _models(tables, ctx, "customers", "customer_models")


@figure(
    term="客户排除名单",
    needs=NEEDS_CUSTOMERS,
    by=("branch",),
    shape="many",
    fields=("number", "officer", "customer_no", "customer", "tier", "balance", "excluded_by"),
    rows=_customer_rows,
)
def customer_excluded(tables: Tables, ctx: Context) -> Frames:
    """The customers whom a hard exclusion keeps out, with the first one that does."""
    return _excluded(tables, ctx, "customers", "customer_excluded")


@figure(
    term="准客户筛选名单",
    needs=NEEDS_PROSPECTS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "officer", "prospect_no", "customer", "stage", "market", "industry", "phone", "need", "source"),
        *("channel_name", "age_days", "next_date", *_OUTCOME),
    ),
    rows=_prospect_rows,
)
def prospect_screen(tables: Tables, ctx: Context) -> Frames:
    """The prospects picked this period, by officer, the most points first; with why."""
    return _list(tables, ctx, "prospects", "prospect_screen")


@figure(term="准客户筛选概况", needs=NEEDS_PROSPECTS, by=WIDE, shape="one", fields=_TOTALS, rows=_prospect_rows)
def prospect_screen_totals(tables: Tables, ctx: Context) -> Frames:
    """Prospects on the register, excluded, fitting a model, picked, and fitting beyond the cap of their officer."""
    return _totals(tables, ctx, "prospects")


@figure(term="准客户筛选模型", needs=NEEDS_PROSPECTS, by=("branch",), shape="many", fields=_MODEL, rows=_prospect_rows)
def prospect_models(tables: Tables, ctx: Context) -> Frames:
    """The models of prospects (一圈 一链 一平台 一渠道), with how many each fits and picked in the branch."""
    return _models(tables, ctx, "prospects", "prospect_models")


@figure(
    term="准客户排除名单",
    needs=NEEDS_PROSPECTS,
    by=("branch",),
    shape="many",
    fields=("number", "officer", "prospect_no", "customer", "stage", "need", "excluded_by"),
    rows=_prospect_rows,
)
def prospect_excluded(tables: Tables, ctx: Context) -> Frames:
    """The prospects whom a hard exclusion keeps out, with the first one that does."""
    return _excluded(tables, ctx, "prospects", "prospect_excluded")
