"""Work of the last weeks → an officer's own weeks beside the branch's means, what came of contacts, what was sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.calendar import Period, period_of
from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import sums
from pipeline.measures.events import DEAL, ENQUIRY, events, units
from pipeline.measures.figure import Context, Frames, Span, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.evidence import in_data, newest_day, of_branches, recent
from pipeline.measures.figures.work.funnel import NEEDS, WORK, work_rows
from pipeline.measures.people import KEYS, everybody
from pipeline.measures.ratios import conversions
from pipeline.tables import Tables

_BRANCH = KEYS[:2]


def _trend_weeks(tables: Tables, ctx: Context) -> list[Period]:
    """The last weeks of the chart, the oldest first; those before the data are left out."""
    newest = period_of(newest_day(tables, ctx), "week")
    count = max(int(ctx.settings["interviews"]["trend_weeks"]), 1)
    weeks = [newest.previous(back) for back in range(count - 1, 0, -1)]
    return [*(week for week in weeks if in_data(tables, ctx, ctx.cut(week))), newest]


def _trend_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    first = _trend_weeks(tables, ctx)[0].first
    rows = work_rows(tables, ctx, Span(ctx.period, first, ctx.span.last))
    return {name: rows[name] for name in WORK}


@figure(
    term="本人走势",
    needs=NEEDS,
    by=("officer",),
    shape="many",
    fields=(
        *("label", "code", "enquiries", "mean_enquiries", "applications", "mean_applications"),
        *("deals", "mean_deals", "loan_amount", "application_rate", "deal_rate"),
    ),
    rows=_trend_rows,
)
def own_trend(tables: Tables, ctx: Context) -> Frames:
    """The last weeks that lie in the data (settings interviews.trend_weeks): own counts beside the branch's means.

    The means are those of all who are in post in the branch in that week.
    """
    index = everybody(tables, ctx, ctx.span, "officer")
    frames = []
    for order, week in enumerate(_trend_weeks(tables, ctx)):
        found = sums(tables, ctx, ctx.cut(week), "officer")
        means = (
            found.groupby(level=_BRANCH, sort=False)[["enquiries", "applications", "deals"]].mean().add_prefix("mean_")
        )
        wide = of_branches(means, index)
        label = say("week_label", "zh", number=week.first.isocalendar().week)
        frame = found.reindex(index).join(wide).assign(label=label, code=week.code, _order=order)
        frames.append(frame.join(conversions(frame)))
    return {"officer": listed(pd.concat(frames).sort_values("_order", kind="stable"), "officer", "own_trend")}


def _contacts(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The records of 咨询 of the last weeks, what came of each."""
    rows, span = events(tables, ctx), recent(tables, ctx)
    rows = rows.loc[(rows["event"] == ENQUIRY) & span.holds(rows["date"]), [*KEYS, "result"]]
    known = rows["result"].astype("object")
    return rows.assign(result=known.where(known.notna(), say("result_unknown", "zh")))


@figure(
    term="拜访成果表",
    needs=WORK,
    by=("officer",),
    shape="many",
    fields=("number", "result", "count", "share", "branch_share"),
    rows=lambda tables, ctx: {"activities": rows_of(tables, ctx, "activities").loc[_contacts(tables, ctx).index]},
)
def own_results(tables: Tables, ctx: Context) -> Frames:
    """What came of the contacts of the last weeks, the most frequent first, beside the branch's shares.

    Only where contacts are recorded one by one: daily counts do not say.
    """
    rows = _contacts(tables, ctx)
    own = rows.groupby([*KEYS, "result"]).size().rename("count").reset_index()
    whole = (
        rows.groupby([*_BRANCH, "result"]).size().groupby(level=_BRANCH).transform(lambda found: found / found.sum())
    )
    where = pd.MultiIndex.from_frame(own[[*_BRANCH, "result"]])
    frame = own.assign(
        share=own["count"] / own.groupby(KEYS)["count"].transform("sum"),
        branch_share=pd.Series(whole.reindex(where).to_numpy(), own.index, dtype="float64"),
        count=own["count"].astype("float64"),
    )
    return {"officer": listed(frame.sort_values("count", ascending=False, kind="stable"), "officer", "own_results")}


def _own_deals(tables: Tables, ctx: Context) -> pd.DataFrame:
    every, span = units(tables, ctx), recent(tables, ctx)
    return every[(every["event"] == DEAL) & ~every["joint"] & span.holds(every["date"])]


@figure(
    term="本人产品表",
    needs=WORK,
    by=("officer",),
    shape="many",
    fields=("number", "product", "kind", "count", "amount", "mean_deals"),
    rows=lambda tables, ctx: {"activities": rows_of(tables, ctx, "activities").loc[_own_deals(tables, ctx)["row"]]},
)
def own_products(tables: Tables, ctx: Context) -> Frames:
    """What an officer sold in the last weeks, loans before cross-sold products, beside the branch's mean per head."""
    deals = _own_deals(tables, ctx)
    kind = deals["loan"].map({True: say("kind_loan", "zh"), False: say("kind_cross", "zh")}).astype("object")
    product: pd.Series[Any] = rows_of(tables, ctx, "activities")["product"].reindex(deals["row"]).astype("object")
    product = product.where(product.notna(), say("product_unnamed", "zh"))
    rows = deals.assign(kind=kind, product=product.to_numpy(), _cross=~deals["loan"])
    where = ["_cross", "kind", "product"]
    frame = rows.groupby([*KEYS, *where])[["count", "amount"]].sum().reset_index()
    heads = everybody(tables, ctx, ctx.span, "officer").to_frame(index=False).groupby(_BRANCH).size()
    whole = rows.groupby([*_BRANCH, *where])["count"].sum()
    sold = whole.reindex(pd.MultiIndex.from_frame(frame[[*_BRANCH, *where]])).to_numpy()
    per_head = sold / heads.reindex(pd.MultiIndex.from_frame(frame[_BRANCH])).to_numpy()
    frame = frame.assign(mean_deals=per_head, amount=frame["amount"].mask(frame["_cross"]))
    frame = frame.sort_values(["_cross", "count", "product"], ascending=[True, False, True], kind="stable")
    return {"officer": listed(frame, "officer", "own_products")}
