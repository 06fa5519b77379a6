"""The ledger of channels, campaigns and prospects → what each channel brings and how well it is kept up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import WIDE, borrowers, files
from pipeline.measures.figures.market.territories import places
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

_BROUGHT = ("enquiries", "applications", "deals", "loan_amount")
_IDLE = "停滞"
_NEEDS = ("channels", "campaigns", "prospects", "customers", "loans", "territories")
_FIELDS = (
    *("channel_name", "channel_kind", "channel_status", "market", "merchants", "key_person", "phone", "officer"),
    *("first_contact", "need", "fee_rate", "fee", "sessions_held", "campaign_count", "reached", "campaign_reached"),
    *(*_BROUGHT, "cost"),
    *("cost_per_deal", "application_rate", "deal_rate", "households", "customers_ours", "penetration", "leads_count"),
    *("last_visit", "days_since", "upkeep_light", "next_step", "note", "talk_wanted", "why"),
)
_TOTALS = (
    *("channels_count", "channels_active", "channels_stale", "channels_rejected_count", "merchants", "sessions_held"),
    *("reached", *_BROUGHT, "application_rate", "deal_rate", "leads_count"),
)


def _rejected(frame: pd.DataFrame, ctx: Context) -> pd.Series[bool]:
    return frame["channel_kind"].isin(list(ctx.settings["measures"]["rejected_channels"]))


def _ledger(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The channels that have a branch and a name, each once."""
    frame = rows_of(tables, ctx, "channels").dropna(subset=["channel_name", "branch"])
    return frame.drop_duplicates(["branch", "channel_name"], keep="last")


@once
def channels(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every channel that the bank works with, with _FIELDS: what its campaigns brought so far, and its upkeep.

    活动触达, enquiries, applications, deals and amounts are those of the campaigns that name the channel; 触达人数 is
    the ledger's own figure, else theirs. Penetration is that of the channel's market: our borrowers there over the
    households of the territory table, for nothing says which borrowers are among the channel's own merchants.
    """
    frame = _ledger(tables, ctx)
    frame = frame[~_rejected(frame, ctx)]
    keys = pd.MultiIndex.from_frame(frame[["branch", "channel_name"]])
    brought = _brought(tables, ctx).reindex(keys).set_axis(frame.index)
    since = (pd.Timestamp(ctx.as_of) - frame["last_visit"]).dt.days.astype("float64")
    market = _markets(frame, tables, ctx)
    ours = _ours(frame["branch"], market, tables, ctx)
    homes = _households(frame["branch"], market, tables, ctx)
    leads = _leads(tables, ctx).groupby(["branch", "channel_name"]).size().reindex(keys)
    found = frame.assign(
        market=market,
        reached=frame["reached"].where(frame["reached"].notna(), brought["reached"]),
        campaign_count=brought["campaign_count"].fillna(0.0),
        campaign_reached=brought["reached"],
        **{name: brought[name].fillna(0.0) for name in (*_BROUGHT, "cost")},
        customers_ours=ours,
        households=homes,
        penetration=ratio(ours, homes),
        leads_count=pd.Series(leads.to_numpy(), frame.index).fillna(0.0),
        days_since=since.clip(lower=0),
    )
    found = found.assign(
        application_rate=ratio(found["applications"], found["enquiries"]),
        deal_rate=ratio(found["deals"], found["applications"]),
        cost_per_deal=ratio(found["cost"], found["deals"]),
        upkeep_light=_lights(found, ctx),
    )
    why = _reasons(found, ctx)
    order = ["bank", "branch", "enquiries", "merchants"]
    found = found.assign(why=why.where(why != "", None), talk_wanted=(why != "").astype(bool))
    return found.sort_values(order, ascending=[True, True, False, False], kind="stable")


def _brought(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The sums of each channel's campaigns up to now, by branch and channel."""
    rows = _campaigns(tables, ctx)
    by = rows.groupby(["branch", "channel_name"])
    return by[["reached", *_BROUGHT, "cost"]].sum(min_count=1).assign(campaign_count=by.size().astype("float64"))


def _campaigns(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = rows_of(tables, ctx, "campaigns")
    return rows[rows["channel_name"].notna() & rows["branch"].notna() & (rows["date"] <= ctx.span.end)]


def _leads(tables: Tables, ctx: Context) -> pd.DataFrame:
    rows = rows_of(tables, ctx, "prospects")
    return rows[rows["channel_name"].notna() & ~(rows["first_contact"] > ctx.span.end)]


def _markets(frame: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The market of each channel: its own, else the longest of the branch's markets that its name holds."""
    told = [found[["branch", "market"]].dropna() for found in (files(tables, ctx), places(tables, ctx))]
    known: dict[Any, list[str]] = {
        branch: sorted(names.unique(), key=len, reverse=True)
        for branch, names in pd.concat(told).groupby("branch")["market"]
    }
    found = [
        own if isinstance(own, str) else next((m for m in known.get(branch, ()) if m in name), None)
        for own, branch, name in zip(frame["market"], frame["branch"], frame["channel_name"], strict=True)
    ]
    return pd.Series(found, frame.index, dtype="object")


def _ours(branch: pd.Series[Any], market: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[float]:
    """Our borrowers in each market; blank where the market is not known."""
    counts = borrowers(tables, ctx).groupby(["branch", "market"]).size().astype("float64")
    found = pd.Series(counts.reindex(pd.MultiIndex.from_arrays([branch, market])).to_numpy(), branch.index)
    return found.fillna(0.0).where(market.notna())


def _households(branch: pd.Series[Any], market: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[float]:
    """The households of each market by the territory table; blank where it does not list the market."""
    counts = places(tables, ctx).groupby(["branch", "market"])["households"].sum(min_count=1)
    found = counts.reindex(pd.MultiIndex.from_arrays([branch, market])).to_numpy(dtype="float64")
    return pd.Series(found, branch.index)


def _lights(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """红: upkeep longer ago than the settings allow, or never; 黄: at a standstill; 绿: kept up."""
    late = ~(frame["days_since"] <= float(ctx.settings["channels"]["upkeep_days"]))
    light = pd.Series("绿", frame.index, dtype="object").mask(frame["channel_status"] == _IDLE, "黄")
    return light.mask(late, "红")


def _reasons(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """Why a channel should be talked to; empty where there is no reason."""
    settings = ctx.settings["channels"]
    talk, limit = list(settings["talk_at"]), int(settings["upkeep_days"])
    said = []
    for status, days, light in zip(frame["channel_status"], frame["days_since"], frame["upkeep_light"], strict=True):
        reasons = [say("channel_stage", "zh", status=status)] if status in talk else []
        if light == "红":
            known = days == days
            reasons.append(
                say("channel_late", "zh", days=int(days), limit=limit) if known else say("channel_new", "zh")
            )
        said.append("；".join(reasons))
    return pd.Series(said, frame.index, dtype="object")


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {
        "channels": rows_of(tables, ctx, "channels").loc[_ledger(tables, ctx).index],
        "campaigns": _campaigns(tables, ctx),
        "prospects": _leads(tables, ctx),
        "customers": borrowers(tables, ctx),
        "territories": rows_of(tables, ctx, "territories").loc[places(tables, ctx).index],
    }


@figure(term="渠道概况", needs=_NEEDS, by=("channel",), shape="one", fields=_FIELDS, rows=_rows)
def channel_info(tables: Tables, ctx: Context) -> Frames:
    """One channel: who, how many merchants, stage and upkeep, what it brought, and why it should be talked to."""
    return {"channel": listed(channels(tables, ctx), "channel", "channel_info")}


@figure(
    term="渠道明细表",
    needs=_NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "branch", *_FIELDS),
    rows=_rows,
)
def channel_list(tables: Tables, ctx: Context) -> Frames:
    """Every channel that the bank works with, those that brought most enquiries first."""
    return {level: listed(channels(tables, ctx), level, "channel_list") for level in WIDE}


@figure(term="渠道汇总", needs=_NEEDS, by=WIDE, shape="one", fields=_TOTALS, rows=_rows)
def channel_totals(tables: Tables, ctx: Context) -> Frames:
    """Channels in the ledger, those at work, those to be seen to, those rejected; what all of them brought."""
    frame, every = channels(tables, ctx), _ledger(tables, ctx)
    active = list(ctx.settings["channels"]["active"])
    sums = ["merchants", "sessions_held", "reached", *_BROUGHT, "leads_count"]
    counted = frame.assign(
        channels_count=1.0,
        channels_active=frame["channel_status"].isin(active).astype("float64"),
        channels_stale=(frame["upkeep_light"] != "绿").astype("float64"),
    )
    found: dict[By, pd.DataFrame] = {}
    for level in WIDE:
        index, keys = everybody(tables, ctx, ctx.span, level), list(LEVELS[level])
        columns = ["channels_count", "channels_active", "channels_stale", *sums]
        total = counted.groupby(keys)[columns].sum().reindex(index).fillna(0.0)
        rejected = every[_rejected(every, ctx)].groupby(keys).size().reindex(index).fillna(0.0)
        found[level] = total.assign(
            channels_rejected_count=rejected.astype("float64"),
            application_rate=ratio(total["applications"], total["enquiries"]),
            deal_rate=ratio(total["deals"], total["applications"]),
        )[list(_TOTALS)]
    return found


@figure(
    term="不合作渠道",
    needs=("channels",),
    by=("branch",),
    shape="many",
    fields=("number", "channel_name", "channel_kind", "officer", "first_contact", "channel_status", "note"),
    rows=lambda tables, ctx: {"channels": _ledger(tables, ctx)},
)
def channels_rejected(tables: Tables, ctx: Context) -> Frames:
    """Channels of a kind that the bank does not work with (贷款中介): listed to be ended, never counted."""
    frame = _ledger(tables, ctx)
    return {"branch": listed(frame[_rejected(frame, ctx)], "branch", channels_rejected)}


@figure(
    term="渠道活动",
    needs=("channels", "campaigns"),
    by=("channel",),
    shape="many",
    fields=("number", "date", "campaign", "approach", "means", "reached", *_BROUGHT, "cost", "review"),
    rows=_rows,
)
def channel_campaigns(tables: Tables, ctx: Context) -> Frames:
    """What was done together with a channel so far, the newest first."""
    rows = _campaigns(tables, ctx).sort_values("date", ascending=False, kind="stable")
    return {"channel": listed(rows, "channel", channel_campaigns)}


@figure(
    term="渠道准客户表",
    needs=("channels", "prospects"),
    by=("channel",),
    shape="many",
    fields=("number", "prospect_no", "customer", "officer", "stage", "need", "next_step", "next_date"),
    rows=_rows,
)
def channel_leads(tables: Tables, ctx: Context) -> Frames:
    """The prospects that came through a channel, those with a next step first."""
    rows = _leads(tables, ctx).dropna(subset=["branch"]).sort_values("next_date", kind="stable", na_position="last")
    return {"channel": listed(rows, "channel", channel_leads)}
