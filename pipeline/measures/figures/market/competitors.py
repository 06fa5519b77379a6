"""Priced products → rivals and our own like for like, ranked by 复利年化, and what to survey again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import bank_name
from pipeline.measures.pricing.offers import priced
from pipeline.tables import Table, Tables

NEEDS = ("competitor_products", "our_products", "lpr")
SAME = ["institution", "product"]
_PRINTED = 4  # decimals of a rate that documents print (0.01 %): what looks equal ranks equal


BEFORE = {"date": "last_survey", "quote": "last_quote", "method": "last_method", "ear": "last_ear"}


@once
def surveys(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every survey of a rival's product up to now, in the order of days, with its yearly rate.

    BEFORE are those of the product's survey before; ``ear_change`` is the change since then, ``surveys`` which survey
    of the product it is.
    """
    table = tables["competitor_products"]
    frame = table.frame.join(priced(tables, ctx, "competitor_products")).assign(extra=_extras(table))
    frame = frame[frame["date"].isna() | (frame["date"] <= ctx.span.end)]
    frame = frame.sort_values("date", kind="stable", na_position="first").assign(bank=bank_name(tables, ctx))
    products = frame.groupby(SAME, dropna=False)
    before = products[list(BEFORE)].shift().rename(columns=BEFORE)
    count = (products.cumcount() + 1).astype("float64")
    return frame.join(before).assign(surveys=count, ear_change=frame["ear"] - before["last_ear"])


@once
def rivals(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The newest survey of each rival's product up to now (see ``surveys``), with days_old, stale and rank."""
    frame = surveys(tables, ctx)
    frame = frame.drop_duplicates(SAME, keep="last").sort_index()
    today = pd.Timestamp(ctx.as_of)
    old = (today - frame["date"]).dt.days.astype("float64").clip(lower=0)
    stale = (old > ctx.settings["competitors"]["stale_days"]) | (frame["valid_to"] < today)
    return frame.assign(days_old=old, stale=stale, rank=frame["ear"].round(_PRINTED).rank(method="min")).sort_values(
        "ear", kind="stable", na_position="last"
    )


def _extras(table: Table) -> pd.Series[Any]:
    """The columns that a branch added, in one text: 名称：值；…"""
    extras = table.extras.reindex(table.frame.index)
    texts = [
        "；".join(f"{name}：{value}" for name, value in row.items() if isinstance(value, str) and value)
        for row in extras.to_dict("records")
    ]
    return pd.Series([text or None for text in texts], table.frame.index, dtype="object")


@once
def ours(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Our products with their yearly rate and 价格位次 among the rivals that could be compared."""
    frame = tables["our_products"].frame.join(priced(tables, ctx, "our_products"))
    frame = frame[frame["valid_to"].isna() | (frame["valid_to"] >= pd.Timestamp(ctx.as_of))]
    theirs = rivals(tables, ctx)["ear"].dropna().round(_PRINTED).sort_values().to_numpy()
    places = theirs.searchsorted(frame["ear"].round(_PRINTED).to_numpy(), side="left") + 1
    texts = [
        say("position", "zh", place=int(place), of=len(theirs) + 1) if ear == ear else None
        for place, ear in zip(places, frame["ear"], strict=True)
    ]
    return frame.assign(bank=bank_name(tables, ctx), position=pd.Series(texts, frame.index, dtype="object"))


@once
def matched(tables: Tables, ctx: Context) -> pd.DataFrame:
    """For each rival row our product that stands against it: of the same group, else of the same way of paying back,
    else our cheapest; columns our_product, our_ear.
    """
    mine = ours(tables, ctx)
    mine = mine[mine["ear"].notna()].sort_values("ear", kind="stable")
    frame = rivals(tables, ctx)
    found = pd.Series(float("nan"), frame.index)
    for key in ("rival_group", "method"):
        best = mine[mine[key].notna()].drop_duplicates(key).reset_index(names="_at").set_index(key)["_at"]
        found = found.where(found.notna(), best.reindex(frame[key]).set_axis(frame.index))
    cheapest = float(mine.index[0]) if len(mine) else float("nan")
    found = found.fillna(cheapest)
    return mine[["product", "ear"]].reindex(found).set_axis(frame.index).set_axis(["our_product", "our_ear"], axis=1)


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"competitor_products": rivals(tables, ctx), "our_products": ours(tables, ctx), "lpr": tables["lpr"].frame}


@figure(
    term="同业产品表",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=(
        *("number", "rank", "institution", "institution_kind", "product", "rival_group", "amount_low", "amount_high"),
        *("term_months", "quote", "method", "upfront_cost", "periodic_cost", "cost_bearer", "apr", "ear", "basis"),
        *("low_end", "stale", "days_old", "our_product", "our_ear", "ear_gap", "threshold", "security", "papers"),
        *("turnaround", "prepayment", "revolving", "marketing", "strengths", "weaknesses", "answer", "date", "source"),
        *("trust", "valid_to", "extra", "last_survey", "last_quote", "last_ear", "ear_change", "surveys"),
    ),
    rows=_rows,
)
def competitors(tables: Tables, ctx: Context) -> Frames:
    """Rivals' products by 复利年化, the cheapest first, each against one of ours; those without a rate last.

    A range is compared at its low end (起). ``basis`` says how a row was reckoned, or why it could not be. ``ear_gap``
    is theirs minus ours. Of several surveys of one product the newest counts.
    """
    frame = rivals(tables, ctx).join(matched(tables, ctx))
    frame = frame.assign(ear_gap=frame["ear"] - frame["our_ear"])
    return {"bank": listed(frame.set_index("bank"), "bank", "competitors")}


@figure(
    term="我行产品表",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=(
        *("number", "product", "rival_group", "amount_low", "amount_high", "term_months", "quote", "method"),
        *("apr", "ear", "basis", "position", "security", "turnaround"),
    ),
    rows=_rows,
)
def our_offer(tables: Tables, ctx: Context) -> Frames:
    """Our products, reckoned like the rivals', each with its place among them."""
    return {"bank": listed(ours(tables, ctx).set_index("bank"), "bank", "our_offer")}


@figure(
    term="同业概况",
    needs=NEEDS,
    by=("bank",),
    shape="one",
    fields=("quotes", "compared", "stale_count", "unread_count", "lowest_ear", "median_ear"),
    rows=_rows,
)
def competitor_summary(tables: Tables, ctx: Context) -> Frames:
    """How many quotes there are, how many could be compared or are stale; lowest and median EAR of those not stale."""
    frame = rivals(tables, ctx)
    compared = int(frame["ear"].notna().sum())
    fresh = frame.loc[~frame["stale"].astype(bool), "ear"]
    row = {
        "quotes": float(len(frame)),
        "compared": float(compared),
        "stale_count": float(frame["stale"].sum()),
        "unread_count": float(len(frame) - compared),
        "lowest_ear": fresh.min(),
        "median_ear": fresh.median(),
    }
    index = pd.Index([bank_name(tables, ctx)], name="bank", dtype="object")
    return {"bank": pd.DataFrame([row], index)}
