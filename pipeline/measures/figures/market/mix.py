"""Activity records with their channel, approach and means → what each brought, alone and in combination."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import at_level, in_reach, sums
from pipeline.measures.events import APPLICATION, DEAL, ENQUIRY
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import WIDE
from pipeline.measures.figures.work.deals import with_ways
from pipeline.measures.figures.work.funnel import WORK, last_span, work_rows
from pipeline.measures.people import everybody
from pipeline.measures.ratios import conversions, ratio
from pipeline.tables import Tables

NEEDS = ("activities",)
EVERY: tuple[By, ...] = ("bank", "branch", "officer")
WAYS = ["channel", "approach", "means"]
SUMS = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
_RATES = ("application_rate", "deal_rate", "overall_rate")
_LAST = ("last_enquiries", "change_enquiries", "change_overall_rate")
_CUT = ("number", *SUMS, *_RATES, "share", *_LAST, "mix_mark")


def mixed(tables: Tables, ctx: Context, span: Span, level: By, by: list[str]) -> pd.DataFrame:
    """SUMS of the span at this level by some of the ways, the unknown left out; indexed by the keys and them.

    A record without a way has that by which its customer first came, as everywhere in the house.
    """
    frame = at_level(with_ways(tables, ctx, span), level).dropna(subset=by)
    deal, event = frame["event"] == DEAL, frame["event"]
    counted = frame[[*LEVELS[level], *by]].assign(
        enquiries=(event == ENQUIRY).astype("float64"),
        applications=(event == APPLICATION).astype("float64"),
        deals=frame["count"].where(deal & frame["loan"], 0.0),
        loan_amount=frame["amount"].where(deal & frame["loan"], 0.0),
        cross_sold=frame["count"].where(deal & ~frame["loan"], 0.0),
    )
    return counted.groupby([*LEVELS[level], *by], sort=False)[list(SUMS)].sum()


@once
def cut(tables: Tables, ctx: Context, level: By, by: tuple[str, ...]) -> pd.DataFrame:
    """The mix by some ways, with conversions, 占比 of all contacts, the last period and how it stands to the mean.

    The most contacts first. The last period is cut at the same working day, as in the funnel.
    """
    keys = list(LEVELS[level])
    found = mixed(tables, ctx, ctx.span, level, list(by))
    found = found[found.sum(axis=1) > 0]
    before = mixed(tables, ctx, last_span(ctx, ctx.span), level, list(by))
    reaches = len(before) > 0 and in_reach(tables, ctx, last_span(ctx, ctx.span))
    last = before.reindex(found.index).fillna(0.0) if reaches else before.reindex(found.index)
    found = found.join(conversions(found)[list(_RATES)])
    whole = found.groupby(level=keys)[["enquiries", "deals"]].transform("sum")
    found = found.assign(
        share=ratio(found["enquiries"], whole["enquiries"]),
        last_enquiries=last["enquiries"],
        change_enquiries=ratio(found["enquiries"] - last["enquiries"], last["enquiries"]),
        change_overall_rate=found["overall_rate"] - conversions(last)["overall_rate"],
        mix_mark=_marks(found, ratio(whole["deals"], whole["enquiries"]), ctx),
    )
    return found.sort_values(["enquiries", "deals"], ascending=False, kind="stable").reset_index(list(by))


def _marks(found: pd.DataFrame, mean: pd.Series[float], ctx: Context) -> pd.Series[str]:
    """高于平均, 低于平均, 接近平均, or 样本少: 综合转化率 against the level's own, by [mix] in the settings."""
    settings = ctx.settings["mix"]
    rate = found["overall_rate"]
    few = found["enquiries"] < settings["min_enquiries"]
    kinds = [few | mean.isna(), rate >= mean * settings["higher"], rate <= mean * settings["lower"]]
    names = [say(f"mix_{name}", "zh") for name in ("few", "high", "low")]
    return pd.Series(np.select(kinds, names, say("mix_even", "zh")), found.index, dtype="object")


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    unit = with_ways(tables, ctx, ctx.span)
    rows = rows_of(tables, ctx, "activities")
    return {"activities": rows[rows.index.isin(unit["row"])]}


def _all_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {name: frame for name, frame in work_rows(tables, ctx, ctx.span).items() if name in WORK}


@figure(term="各渠道成效", needs=NEEDS, by=EVERY, shape="many", fields=("channel", *_CUT), rows=_rows)
def channel_mix(tables: Tables, ctx: Context) -> Frames:
    """What each 渠道 brought in the period: 咨询 → 申请 → 成交, amount, cross-sales; the most contacts first."""
    return {level: listed(cut(tables, ctx, level, ("channel",)), level, channel_mix) for level in EVERY}


@figure(term="通路成效", needs=NEEDS, by=EVERY, shape="many", fields=("approach", *_CUT), rows=_rows)
def approach_mix(tables: Tables, ctx: Context) -> Frames:
    """What each 通路 (way of reaching people) brought in the period."""
    return {level: listed(cut(tables, ctx, level, ("approach",)), level, approach_mix) for level in EVERY}


@figure(term="方式成效", needs=NEEDS, by=EVERY, shape="many", fields=("means", *_CUT), rows=_rows)
def means_mix(tables: Tables, ctx: Context) -> Frames:
    """What each 方式 (means of contact) brought in the period."""
    return {level: listed(cut(tables, ctx, level, ("means",)), level, means_mix) for level in EVERY}


@figure(term="通路方式表", needs=NEEDS, by=EVERY, shape="many", fields=("approach", "means", *_CUT), rows=_rows)
def approach_means(tables: Tables, ctx: Context) -> Frames:
    """通路 × 方式: each pair that was used in the period."""
    return {level: listed(cut(tables, ctx, level, ("approach", "means")), level, approach_means) for level in EVERY}


@figure(term="营销组合表", needs=NEEDS, by=EVERY, shape="many", fields=(*WAYS, *_CUT), rows=_rows)
def marketing_mix(tables: Tables, ctx: Context) -> Frames:
    """渠道 × 通路 × 方式: each combination that was used in the period, the most contacts first."""
    return {level: listed(cut(tables, ctx, level, tuple(WAYS)), level, marketing_mix) for level in EVERY}


@figure(
    term="营销组合概况",
    needs=(*NEEDS, "daily_counts", "adjustments", "joint_work"),
    by=EVERY,
    shape="one",
    fields=(*SUMS, *_RATES, "combos", "covered", "unlabelled", "rejected_contacts"),
    rows=_all_rows,
)
def mix_totals(tables: Tables, ctx: Context) -> Frames:
    """What the labelled activities add up to, and how much of all contacts they cover.

    覆盖率 = contacts with channel, approach and means / 咨询量 of the funnel, which also has daily counts and
    adjustments. 不予合作渠道接触: contacts through a channel that the bank rejects, which count nowhere else.
    """
    return {level: _totals(tables, ctx, level) for level in EVERY}


def _totals(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    index = everybody(tables, ctx, ctx.span, level)
    found = mixed(tables, ctx, ctx.span, level, WAYS)
    added = found.groupby(level=keys).sum().reindex(index).fillna(0.0)
    combos = (found["enquiries"] > 0).groupby(level=keys).sum().reindex(index).fillna(0.0).astype("float64")
    every = sums(tables, ctx, ctx.span, level)["enquiries"]
    rows = rows_of(tables, ctx, "activities")
    bad = rows[rows["channel"].isin(ctx.settings["measures"]["rejected_channels"]) & ctx.span.holds(rows["date"])]
    bad = bad[bad["event"] == ENQUIRY]
    return added.join(conversions(added)[list(_RATES)]).assign(
        combos=combos,
        covered=ratio(added["enquiries"], every),
        unlabelled=every - added["enquiries"],
        rejected_contacts=bad.groupby(keys).size().reindex(index).fillna(0.0).astype("float64"),
    )


def _campaign_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"campaigns": _held(tables, ctx)}


@once
def _held(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The campaigns held in the period."""
    rows = rows_of(tables, ctx, "campaigns")
    return rows[ctx.span.holds(rows["date"])]


@figure(
    term="活动投入产出",
    needs=("campaigns",),
    by=WIDE,
    shape="many",
    fields=(
        *("number", "approach", "sessions_count", "cost", "reached", "enquiries", "applications", "deals"),
        *("loan_amount", "cost_per_enquiry", "cost_per_deal"),
    ),
    rows=_campaign_rows,
)
def campaign_costs(tables: Tables, ctx: Context) -> Frames:
    """The campaigns of the period by 通路: what they cost and brought, and the yuan for a contact and for a deal."""
    return {level: listed(_costs(tables, ctx, level), level, campaign_costs) for level in WIDE}


def _costs(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    grouped = _held(tables, ctx).dropna(subset=["approach"]).groupby([*LEVELS[level], "approach"], sort=False)
    names = ("cost", "reached", "enquiries", "applications", "deals", "loan_amount")
    found = pd.DataFrame({name: grouped[name].sum(min_count=1) for name in names})
    found = found.assign(
        sessions_count=grouped.size().astype("float64"),
        cost_per_enquiry=ratio(found["cost"], found["enquiries"]),
        cost_per_deal=ratio(found["cost"], found["deals"]),
    )
    return found.sort_values("cost", ascending=False, kind="stable").reset_index("approach")
