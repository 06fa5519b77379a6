"""The sheets of the demand survey → what each group needs, which of our products fit, what was said, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.competitors import NEEDS as PRICED
from pipeline.measures.figures.market.competitors import ours, rivals
from pipeline.measures.figures.market.customers import WIDE, files
from pipeline.measures.figures.market.demand import NEEDS, flagged, means, sheets, things
from pipeline.measures.figures.market.rival_history import against
from pipeline.measures.ratios import PRECISE
from pipeline.tables import Tables


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"demand_survey": sheets(tables, ctx, ctx.span)}


def _product_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {**_rows(tables, ctx), "our_products": ours(tables, ctx), "competitor_products": rivals(tables, ctx)}


def _plan_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    groups, people = rows_of(tables, ctx, "target_groups"), files(tables, ctx)
    return {**_rows(tables, ctx), "target_groups": groups, "customers": people}


@figure(
    term="客群需求",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "target_group", "sheets", "sheets_new", "sheets_old", "need_mean", "need_median", "term_mean"),
        *("bearable_median", "top_use", "top_valued", "top_complaint", "top_product"),
    ),
    rows=_rows,
)
def demand_groups(tables: Tables, ctx: Context) -> Frames:
    """What each 目标客群 needs: means, and the answer given most to each question; the most sheets first.

    Sheets without a group stand last, as 未注明客群.
    """
    return {level: listed(_by_group(tables, ctx, level), level, demand_groups) for level in WIDE}


_TOP = {"use_of_funds": "top_use", "valued_most": "top_valued", "complaint": "top_complaint",
        "wanted_product": "top_product"}  # fmt: skip


def _by_group(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "target_group"]
    nameless = say("no_group", "zh")
    frame = flagged(sheets(tables, ctx, ctx.span))
    group = frame["target_group"].astype("object").fillna(nameless)
    frame = frame.assign(target_group=group).dropna(subset=keys)
    grouped = frame.groupby(keys, sort=False)
    found = grouped[["sheets", "sheets_new", "sheets_old"]].sum().join(means(grouped))
    for name, top in _TOP.items():
        given = frame.assign(options=frame[name].map(things)).explode("options")
        given = given[given["options"] != ctx.settings["demand"]["satisfied"]]  # no complaint
        counts = given.dropna(subset=["options"]).groupby([*keys, "options"], sort=False).size().reset_index(name="n")
        most = counts.sort_values("n", ascending=False, kind="stable").drop_duplicates(keys).set_index(keys)["options"]
        found[top] = most.reindex(found.index).astype("object")
    found = found.reset_index("target_group")
    found = found.assign(_last=found["target_group"] == nameless)
    return found.sort_values(["_last", "sheets"], ascending=[True, False], kind="stable")


@figure(
    term="意向产品对照",
    needs=(*NEEDS, *PRICED),
    by=WIDE,
    shape="many",
    fields=(
        *("number", "product", "sheets", "need_total", "need_mean", "bearable_median", "bearable_read", "offered"),
        *("apr", "ear", "affordable", "lowest_ear"),
    ),
    rows=_product_rows,
)
def demand_fit(tables: Tables, ctx: Context) -> Frames:
    """What customers want to take out, against what we ask for it: 可承受占比 is the share that can bear our 单利年化.

    What people say they can bear is a nominal yearly rate, so it is held against ours of the same kind.
    ``lowest_ear``: the lowest of the rivals that stand against the product.
    """
    return {level: listed(_fit(tables, ctx, level), level, demand_fit) for level in WIDE}


def _fit(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "product"]
    frame = sheets(tables, ctx, ctx.span).dropna(subset=["wanted_product"])
    frame = frame.assign(product=frame["wanted_product"].map(things).astype("object")).explode("product")
    mine = ours(tables, ctx).drop_duplicates("product").set_index("product")
    price = mine["apr"].reindex(frame["product"]).set_axis(frame.index)
    can = (frame["bearable"] >= price - PRECISE).astype("float64").where(frame["bearable"].notna() & price.notna())
    frame = frame.assign(sheets=1.0, bearable_read=frame["bearable"].notna().astype("float64"), affordable=can)
    grouped = frame.groupby(keys, sort=False)
    found = (
        grouped[["sheets", "bearable_read"]].sum().join(means(grouped)).assign(affordable=grouped["affordable"].mean())
    )
    found = found.sort_values("sheets", ascending=False, kind="stable").reset_index("product")
    rate = mine[["apr", "ear"]].reindex(found["product"]).set_axis(found.index)
    pairs = against(mine, rivals(tables, ctx))
    lowest = pairs.groupby("_at")["ear"].min().reindex(found["product"])
    return found.assign(
        apr=rate["apr"],
        ear=rate["ear"],
        offered=found["product"].isin(mine.index),
        lowest_ear=lowest.to_numpy(dtype="float64"),
    )


@figure(
    term="需求原话",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "date", "officer", "target_group", "visit_nature", "comment"),
    rows=_rows,
)
def demand_voices(tables: Tables, ctx: Context) -> Frames:
    """What customers said in their own words: the notes of the sheets, the newest first."""
    frame = sheets(tables, ctx, ctx.span)
    frame = frame[frame["note"].notna()].assign(comment=frame["note"])
    frame = frame.sort_values("date", ascending=False, kind="stable")
    return {level: listed(frame.dropna(subset=list(LEVELS[level])), level, demand_voices) for level in WIDE}


@figure(
    term="需求调研安排",
    needs=("target_groups", "customers", *NEEDS),
    by=WIDE,
    shape="many",
    fields=("number", "target_group", "households", "planned_sheets", "sheets", "sheets_left", "officer"),
    rows=_plan_rows,
)
def demand_plan(tables: Tables, ctx: Context) -> Frames:
    """How many customers of each group are to be asked in the period, how many have been, and who knows the group best.

    Each group of 目标客群表 gets [demand] per_group sheets. The officer is the one with most customers of the group.
    """
    return {level: listed(_plan(tables, ctx, level), level, demand_plan) for level in WIDE}


def _plan(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "target_group"]
    groups = rows_of(tables, ctx, "target_groups").dropna(subset=keys)
    found = groups.groupby(keys, sort=False)["households"].sum(min_count=1).to_frame()
    done = sheets(tables, ctx, ctx.span).groupby(keys).size().reindex(found.index).fillna(0.0).astype("float64")
    people = files(tables, ctx).dropna(subset=["officer", *keys])
    most = (
        people.groupby([*keys, "officer"]).size().reset_index(name="n").sort_values("n", ascending=False, kind="stable")
    )
    who = most.drop_duplicates(keys).set_index(keys)["officer"].reindex(found.index).astype("object")
    planned = float(ctx.settings["demand"]["per_group"])
    left = (planned - done).clip(lower=0.0)
    found = found.assign(planned_sheets=planned, sheets=done, sheets_left=left, officer=who)
    return found.reset_index("target_group")
