"""The places of a territory → its markets, trades, districts and rivals, a calendar of demand, and its totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.competitors import NEEDS as PRICED
from pipeline.measures.figures.market.competitors import rivals
from pipeline.measures.figures.market.customers import WIDE, borrowers
from pipeline.measures.figures.market.territories import (
    BUSY,
    MONTH_FIELDS,
    NEEDS,
    SLACK,
    counted,
    open_leads,
    place_rows,
    places,
)
from pipeline.measures.market.seasons import coming
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

SUMS = ("households", "customers_ours", "new_borrowers", "need_total", "balance", "funding_gap")
_TOTALS = (
    *SUMS,
    *("penetration", "markets_count", "industries_count", "leads_open"),
    *("unplaced", "need_unknown", "stale_sources", "source_date"),
)
_CUT = ("number", *SUMS, "penetration", "share")


@figure(
    term="市场汇总",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(*_CUT, "market", "district", "industries_count", "leads_open", "rivals", "source", "source_date"),
    rows=place_rows,
)
def territory_markets(tables: Tables, ctx: Context) -> Frames:
    """The territory by market: sums, penetration, share of the gap, leads in hand; the largest gap first.

    Our customers are all those whose file names the market, also of a trade that the territory table does not list.
    """
    return {level: listed(_markets(tables, ctx, level), level, territory_markets) for level in WIDE}


def _markets(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "market"]
    found = _summed(tables, ctx, level, "market")
    ours = counted(tables, ctx, keys).reindex(found.index).fillna(0.0)
    found[list(ours.columns)] = ours
    found = _with_gap(found)
    found = found.assign(leads_open=open_leads(tables, ctx, keys, found.index))
    return _by_gap(found, level).reset_index("market")


@figure(
    term="行业汇总",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(*_CUT, "industry", "market", "busy_season", "season", "rivals"),
    rows=place_rows,
)
def territory_industries(tables: Tables, ctx: Context) -> Frames:
    """The territory by trade: sums, penetration, share of the gap, in which markets it is found and its season."""
    return {
        level: listed(_by_gap(_summed(tables, ctx, level, "industry"), level).reset_index("industry"), level,
                      territory_industries)
        for level in WIDE
    }  # fmt: skip


@figure(term="区域汇总", needs=NEEDS, by=WIDE, shape="many", fields=(*_CUT, "district", "market"), rows=place_rows)
def territory_districts(tables: Tables, ctx: Context) -> Frames:
    """The territory by district; nothing where the table names none."""
    return {
        level: listed(_by_gap(_summed(tables, ctx, level, "district"), level).reset_index("district"), level,
                      territory_districts)
        for level in WIDE
    }  # fmt: skip


def _summed(tables: Tables, ctx: Context, level: By, by: str) -> pd.DataFrame:
    """The places added up by one field: SUMS, and the words of their rows joined; indexed by the keys and it."""
    frame = places(tables, ctx).dropna(subset=[by])
    grouped = frame.groupby([*LEVELS[level], by], sort=False)
    sums = pd.DataFrame({name: grouped[name].sum(min_count=1) for name in SUMS})
    words = ("market", "industry", "district", "busy_season", "season", "rivals", "source")
    told = {name: grouped[name].agg(_joined) for name in words if name != by}
    return sums.assign(**told, source_date=grouped["source_date"].min(), industries_count=grouped["industry"].nunique())


def _with_gap(sums: pd.DataFrame) -> pd.DataFrame:
    """The gap anew from the sums: blank where no need is known."""
    return sums.assign(funding_gap=sums["need_total"] - sums["balance"])


def _by_gap(sums: pd.DataFrame, level: By) -> pd.DataFrame:
    """The sums with penetration and 占比 of the territory's gap, the largest gap first."""
    whole = sums.groupby(level=list(LEVELS[level]))["funding_gap"].transform("sum")
    shares = ratio(sums["funding_gap"], whole)
    sums = sums.assign(penetration=ratio(sums["customers_ours"], sums["households"]), share=shares)
    sums = sums.assign(industries_count=sums["industries_count"].astype("float64"))
    return sums.sort_values("funding_gap", ascending=False, kind="stable", na_position="last")


def _joined(texts: pd.Series[Any]) -> str | None:
    """The different words of several rows, in their order; a list within a row counts as its items."""
    return "、".join(dict.fromkeys(_items(texts))) or None


def _items(texts: Iterable[Any]) -> list[str]:
    """The items of texts such as 江城农商银行、恒信小贷."""
    known = [text for text in texts if isinstance(text, str)]
    return [item for text in known for item in text.replace("，", "、").replace(",", "、").split("、") if item]


@figure(
    term="辖区概况",
    needs=NEEDS,
    by=WIDE,
    shape="one",
    fields=_TOTALS,
    rows=place_rows,
)
def territory_totals(tables: Tables, ctx: Context) -> Frames:
    """The whole territory: sums, penetration, leads in hand, and how far the table can be trusted.

    未归入市场户: customers with a loan whose file names no market of the table. 来源过期行数: rows whose source is
    older than [territory] source_days. Blank where a branch has no territory table.
    """
    return {level: _totals(tables, ctx, level) for level in WIDE}


def _totals(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    index = everybody(tables, ctx, ctx.span, level)
    frame = places(tables, ctx)
    oldest = pd.Timestamp(ctx.as_of) - pd.Timedelta(days=int(ctx.settings["territory"]["source_days"]))
    flags = frame.assign(
        need_unknown=frame["typical_need"].isna().astype("float64"),
        stale_sources=(frame["source_date"] < oldest).astype("float64"),
    )
    grouped = flags.groupby(keys)
    found = pd.DataFrame({name: grouped[name].sum(min_count=1) for name in (*SUMS, "need_unknown", "stale_sources")})
    found = found.assign(
        markets_count=grouped["market"].nunique().astype("float64"),
        industries_count=grouped["industry"].nunique().astype("float64"),
        source_date=grouped["source_date"].min(),
    ).reindex(index)
    people = borrowers(tables, ctx)
    inside = pd.MultiIndex.from_frame(people[["branch", "market"]]).isin(
        pd.MultiIndex.from_frame(frame[["branch", "market"]])
    )
    every = people.groupby(keys).size().reindex(index).fillna(0.0).astype("float64")
    lost = people[~inside].groupby(keys).size().reindex(index).fillna(0.0).astype("float64")
    known = found["markets_count"].notna()
    found = found.assign(
        customers_ours=(every - lost).where(known),
        unplaced=lost.where(known),
        leads_open=open_leads(tables, ctx, keys, index),
    )
    ours = counted(tables, ctx, [*keys, "market"])
    listed_markets = pd.MultiIndex.from_frame(frame[[*keys, "market"]])
    held = ours[ours.index.isin(listed_markets)].groupby(level=keys)[["new_borrowers", "balance"]].sum()
    found[["new_borrowers", "balance"]] = held.reindex(index).fillna(0.0).where(known, axis=0)
    found = _with_gap(found)
    return found.assign(penetration=ratio(found["customers_ours"], found["households"]))[list(_TOTALS)]


@figure(
    term="资金需求月历",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "label", "busy_households", "slack_households", "busy_need"),
    rows=place_rows,
)
def season_calendar(tables: Tables, ctx: Context) -> Frames:
    """The twelve months from this one on: households in their busy and in their slack season, and the busy ones' need.

    Nothing where no season is known.
    """
    return {level: listed(_calendar(tables, ctx, level), level, season_calendar) for level in WIDE}


def _calendar(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    frame = places(tables, ctx)
    frame = frame[frame[list(MONTH_FIELDS)].notna().any(axis=1)]
    parts = []
    for month in coming(ctx.as_of.month):
        busy, slack = (frame[MONTH_FIELDS[month - 1]] == mark for mark in (BUSY, SLACK))
        wide = frame[keys].assign(
            busy_households=frame["households"].where(busy, 0.0),
            slack_households=frame["households"].where(slack, 0.0),
            busy_need=frame["need_total"].where(busy, 0.0),
        )
        sums = wide.groupby(keys, sort=False)[["busy_households", "slack_households", "busy_need"]].sum()
        parts.append(sums.assign(label=say("month_label", "zh", number=month)))
    return pd.concat(parts)


@once
def _present(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each rival that a place names, once a place: bank, branch, market, households, institution."""
    frame = places(tables, ctx)[["bank", "branch", "market", "households", "rivals"]]
    frame = frame.assign(institution=frame["rivals"].map(lambda text: _items([text]))).explode("institution")
    return frame.dropna(subset=["institution"])


def _rival_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {**place_rows(tables, ctx), "competitor_products": rivals(tables, ctx)}


@figure(
    term="辖区同业",
    needs=(*NEEDS, *PRICED),
    by=WIDE,
    shape="many",
    fields=("number", "institution", "market", "households", "product", "lowest_ear", "stale", "date", "answer"),
    rows=_rival_rows,
)
def territory_rivals(tables: Tables, ctx: Context) -> Frames:
    """Rivals present in the territory: in which markets, among how many households, their cheapest surveyed product.

    A quote that is out of date stands only where an institution has no other that compares, as in the report on rivals.
    Those among the most households first; product and rate are blank where nobody has surveyed the institution.
    """
    return {level: listed(_rivals(tables, ctx, level), level, territory_rivals) for level in WIDE}


def _rivals(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "institution"]
    grouped = _present(tables, ctx).groupby(keys, sort=False)
    found = pd.DataFrame({"market": grouped["market"].agg(_joined), "households": grouped["households"].sum()})
    offers = rivals(tables, ctx)
    offers = offers.assign(_blank=offers["ear"].isna()).sort_values(["_blank", "stale"], kind="stable")
    offers = offers.drop_duplicates("institution").set_index("institution")
    wanted = found.index.get_level_values("institution")
    told = offers[["product", "ear", "stale", "date", "answer"]].reindex(wanted).set_axis(found.index)
    told = told.assign(stale=told["stale"].fillna(False).astype(bool))
    found = found.join(told.rename(columns={"ear": "lowest_ear"}))
    return found.sort_values("households", ascending=False, kind="stable").reset_index("institution")
