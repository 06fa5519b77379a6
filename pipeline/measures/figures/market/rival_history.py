"""Surveys of rivals' products over time → what changed since the last one, the trend, and where each of ours stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipeline.calendar import Period, period_of
from pipeline.language import rounded, say
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.competitors import NEEDS, SAME, matched, ours, rivals, surveys
from pipeline.measures.people import bank_name
from pipeline.measures.pricing.offers import priced
from pipeline.measures.ratios import PRECISE
from pipeline.tables import Tables

_TERMS = ("amount_low", "amount_high", "term_months", "turnaround", "method", "upfront_cost", "periodic_cost",
          "cost_bearer", "threshold", "security", "prepayment", "revolving")  # fmt: skip
_ORDER = ("move_new", "move_down", "move_up", "move_terms", "move_none", "move_unread")


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"competitor_products": surveys(tables, ctx)}


@figure(
    term="同业报价沿革",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=(
        *("number", "institution", "product", "surveys", "date", "surveyor", "source", "trust", "quote", "method"),
        *("apr", "ear", "ear_change", "basis"),
    ),
    rows=_rows,
)
def rival_history(tables: Tables, ctx: Context) -> Frames:
    """Every survey of every rival's product up to now, the newest of each product first, with its change."""
    frame = surveys(tables, ctx).sort_values([*SAME, "surveys"], ascending=[True, True, False], kind="stable")
    return {"bank": listed(frame.set_index("bank"), "bank", "rival_history")}


@once
def moved(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rivals surveyed in the period with ``move`` (新增, 下调, 上调, 条件变化, 未变, 未能比较) and ``changes``."""
    frame = rivals(tables, ctx)
    frame = frame[ctx.span.holds(frame["date"])]
    every = surveys(tables, ctx)
    before = every.groupby(SAME, dropna=False)[list(_TERMS)].shift().reindex(frame.index)
    texts = [
        _changes(now, old, ctx)
        for now, old in zip(frame[list(_TERMS)].to_dict("records"), before.to_dict("records"), strict=True)
    ]
    first = frame["surveys"] == 1
    changes = pd.Series(texts, frame.index, dtype="object").where(~first)
    change = frame["ear_change"]
    kinds = [first, change < -PRECISE, change > PRECISE, changes.notna(), change.notna()]
    place = pd.Series(np.select(kinds, range(len(kinds)), len(kinds)), frame.index)
    names = place.map({at: say(name, "zh") for at, name in enumerate(_ORDER)}).astype("object")
    frame = frame.assign(move=names, changes=changes, _place=place, _size=change.abs())
    return frame.sort_values(["_place", "_size", "ear"], ascending=[True, False, True], kind="stable")


def _changes(now: Mapping[Any, Any], old: Mapping[Any, Any], ctx: Context) -> str | None:
    """What else changed since the last survey: 额度上限 50→100；放款时效 5→3."""
    parts = [
        say("term_changed", "zh", term=ctx.vocabulary.fields[name].term, old=_told(old[name]), new=_told(now[name]))
        for name in _TERMS
        if not _blank(now[name]) and now[name] != old[name] and not (_blank(old[name]) and now[name] == "")
    ]
    return "；".join(parts) or None


def _blank(value: Any) -> bool:
    return value is None or value != value


def _told(value: Any) -> str:
    if _blank(value):
        return "—"
    return f"{value:g}" if isinstance(value, float) else str(value)


@figure(
    term="同业变动",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=(
        *("number", "move", "institution", "product", "last_survey", "date", "last_quote", "quote", "last_ear", "ear"),
        *("ear_change", "changes", "our_product", "our_ear", "ear_gap", "answer"),
    ),
    rows=_rows,
)
def rival_moves(tables: Tables, ctx: Context) -> Frames:
    """What the surveys of the period brought against the one before: new, cheaper, dearer, other terms, nothing."""
    frame = moved(tables, ctx).join(matched(tables, ctx))
    frame = frame.assign(ear_gap=frame["ear"] - frame["our_ear"])
    return {"bank": listed(frame.set_index("bank"), "bank", "rival_moves")}


@figure(
    term="同业变动概况",
    needs=NEEDS,
    by=("bank",),
    shape="one",
    fields=("surveyed", "moves_new", "moves_down", "moves_up", "moves_terms", "moves_none"),
    rows=_rows,
)
def move_totals(tables: Tables, ctx: Context) -> Frames:
    """How many products were surveyed in the period, and how many are new, cheaper, dearer, changed or as before."""
    frame = moved(tables, ctx)
    row = {"surveyed": float(len(frame))}
    names = ("moves_new", "moves_down", "moves_up", "moves_terms", "moves_none")
    row |= {name: float((frame["_place"] == at).sum()) for at, name in enumerate(names)}
    return {"bank": pd.DataFrame([row], pd.Index([bank_name(tables, ctx)], name="bank", dtype="object"))}


def _months(ctx: Context) -> list[Period]:
    """The months of the trend, the newest last: the one of the last day that has gone by, and those before it."""
    month = period_of(ctx.span.last, "month")
    found = [month]
    for _ in range(int(ctx.settings["competitors"]["trend_months"]) - 1):
        month = month.previous()
        found.append(month)
    return found[::-1]


def _label(month: Period) -> str:
    return f"{month.first:%Y-%m}"


@once
def _known_at(tables: Tables, ctx: Context, day: date) -> pd.DataFrame:
    """The newest survey of each product on that day, those out of date by then left out."""
    today = pd.Timestamp(day)
    frame = surveys(tables, ctx)
    frame = frame[frame["date"] <= today].drop_duplicates(SAME, keep="last")
    old = (today - frame["date"]).dt.days > ctx.settings["competitors"]["stale_days"]
    known: pd.DataFrame = frame[~old & ~(frame["valid_to"] < today)]
    return known


def _ours_at(tables: Tables, ctx: Context, day: date) -> float:
    """Our lowest 复利年化 on that day, by the LPR of that day."""
    then = replace(ctx, as_of=day, memo={})
    return float(priced(tables, then, "our_products")["ear"].min())


@figure(
    term="同业价格走势",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=("number", "label", "quotes", "lowest_ear", "median_ear", "our_lowest_ear"),
    rows=lambda tables, ctx: {"competitor_products": surveys(tables, ctx), "our_products": ours(tables, ctx)},
)
def rival_trend(tables: Tables, ctx: Context) -> Frames:
    """The last months: lowest and median 复利年化 of the quotes then in force, and our own lowest.

    A month is seen from its last day, the newest from today. Ours are today's products at the LPR of the day.
    """
    rows = []
    for month in _months(ctx):
        day = min(month.last, ctx.span.last)
        ears = _known_at(tables, ctx, day)["ear"].dropna()
        rows.append(
            {
                "label": _label(month),
                "quotes": float(len(ears)),
                "lowest_ear": ears.min(),
                "median_ear": ears.median(),
                "our_lowest_ear": _ours_at(tables, ctx, day),
            }
        )
    frame = pd.DataFrame(rows).assign(bank=bank_name(tables, ctx))
    return {"bank": listed(frame.set_index("bank"), "bank", "rival_trend")}


@figure(
    term="同业月度价格",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=("institution", "product", "label", "ear"),
    rows=_rows,
)
def rival_months(tables: Tables, ctx: Context) -> Frames:
    """Each product's 复利年化 at the end of each of the last months, blank where no quote was in force then.

    Products in the order of 同业产品表, months from the oldest on; only products that had a rate in one of them.
    """
    parts = [
        _known_at(tables, ctx, min(month.last, ctx.span.last)).set_index(SAME)["ear"].rename(_label(month))
        for month in _months(ctx)
    ]
    wide = pd.concat(parts, axis=1).reindex(pd.MultiIndex.from_frame(rivals(tables, ctx)[SAME]))
    wide = wide.dropna(how="all").astype("float64").reset_index()
    long = wide.assign(_at=range(len(wide))).melt(id_vars=[*SAME, "_at"], var_name="label", value_name="ear")
    long = long.sort_values("_at", kind="stable").assign(bank=bank_name(tables, ctx))
    return {"bank": listed(long.set_index("bank"), "bank", "rival_months")}


def _position_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"our_products": ours(tables, ctx), "competitor_products": rivals(tables, ctx)}


@figure(
    term="我行产品对比",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=(
        *("number", "product", "rival_group", "quote", "method", "apr", "ear", "compared_with", "rivals_count"),
        *("cheaper_count", "dearer_count", "lowest_ear", "median_ear", "gap_lowest", "gap_median", "cheapest"),
        *("turnaround", "turnaround_rivals", "faster_count", "amount_high", "amount_rivals", "stand"),
    ),
    rows=_position_rows,
)
def our_position(tables: Tables, ctx: Context) -> Frames:
    """Each of our products against the rivals that stand against it: how many are cheaper, the gaps, speed and amount.

    Against it stand those of the same 客群, where there are none those paid back the same way, else all. Only quotes
    that are not out of date and could be compared. ``gap_*``: ours minus theirs, above 0 ours is dearer.
    ``faster_count``: how many of them pay out later than we.
    """
    mine = ours(tables, ctx)
    pairs = against(mine, rivals(tables, ctx))
    groups = pairs.groupby("_at")
    first = pairs.sort_values("ear", kind="stable").drop_duplicates("_at").set_index("_at")
    cheaper = (pairs["ear"] < pairs["_ear"] - PRECISE).astype("float64").groupby(pairs["_at"]).sum()
    slower = (pairs["turnaround"] > pairs["_turnaround"]).astype("float64").groupby(pairs["_at"]).sum()
    found = mine.assign(
        compared_with=first["_with"].reindex(mine.index).astype("object"),
        rivals_count=groups.size().reindex(mine.index).fillna(0.0).astype("float64"),
        cheaper_count=cheaper.reindex(mine.index).fillna(0.0),
        faster_count=slower.reindex(mine.index).fillna(0.0),
        lowest_ear=groups["ear"].min().reindex(mine.index),
        median_ear=groups["ear"].median().reindex(mine.index),
        turnaround_rivals=groups["turnaround"].median().reindex(mine.index),
        amount_rivals=groups["amount_high"].median().reindex(mine.index),
        cheapest=(first["institution"] + first["product"]).reindex(mine.index).astype("object"),
    )
    found = found.assign(
        dearer_count=found["rivals_count"] - found["cheaper_count"],
        gap_lowest=found["ear"] - found["lowest_ear"],
        gap_median=found["ear"] - found["median_ear"],
    )
    stands = [_stand(row) for row in found.to_dict("records")]
    found = found.assign(stand=pd.Series(stands, found.index, dtype="object"))
    return {"bank": listed(found.set_index("bank"), "bank", "our_position")}


def against(mine: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Each of our products that has a rate (``_at``, its row's label) with each rival it is compared with, and why."""
    theirs = theirs[~theirs["stale"].astype(bool) & theirs["ear"].notna()]
    own = mine.loc[mine["ear"].notna(), ["ear", "turnaround", "rival_group", "method"]].add_prefix("_")
    pairs = own.reset_index(names="_at").merge(theirs, how="cross")
    near = np.select([pairs["_rival_group"] == pairs["rival_group"], pairs["_method"] == pairs["method"]], [0, 1], 2)
    pairs = pairs.assign(_near=near)
    pairs = pairs[pairs["_near"] == pairs.groupby("_at")["_near"].transform("min")]
    words = {0: say("against_group", "zh"), 1: say("against_method", "zh"), 2: say("against_all", "zh")}
    return pairs.assign(_with=pairs["_near"].map(words).astype("object"))


def _stand(row: Mapping[Any, Any]) -> str:
    """Where the product stands, in the words that documents print: price, speed and amount against its rivals."""
    count = int(row["rivals_count"])
    if count == 0 or _blank(row["ear"]):
        return say("stand_alone", "zh")
    parts = [say("stand_price", "zh", cheaper=int(row["cheaper_count"]), of=count)]
    if not _blank(row["turnaround"]):
        parts.append(say("stand_speed", "zh", faster=int(row["faster_count"]), of=count))
    if not _blank(row["amount_high"]) and not _blank(row["amount_rivals"]):
        parts.append(
            say("stand_amount", "zh", ours=rounded(row["amount_high"], 0), theirs=rounded(row["amount_rivals"], 0))
        )
    return "；".join(parts)
