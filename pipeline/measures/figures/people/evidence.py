"""Work of the last weeks → the facts beside the four judgements of an interview: own, before, and the branch's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipeline.calendar import period_of
from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import daily, sums
from pipeline.measures.events import DEAL, ENQUIRY, events, partner_branches, units
from pipeline.measures.figure import Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import NEEDS, WORK, work_rows
from pipeline.measures.people import KEYS, everybody, person_days, work_days
from pipeline.measures.ratios import conversions, ratio
from pipeline.tables import Tables

_BRANCH = KEYS[:2]
FACTS = (
    *("workdays", "leave_days", "daily_mean", "blank_days", "record_rate", "application_rate", "deal_rate"),
    *("loan_kinds", "cross_kinds", "cross_per_deal", "joint_times"),
)


def newest_day(tables: Tables, ctx: Context) -> date:
    """The last day of the period that has data; its last day that has gone by where it has none."""
    days = daily(tables, ctx)["date"]
    days = days[days <= ctx.span.end]
    return days.max().date() if len(days) else ctx.span.last


def recent(tables: Tables, ctx: Context) -> Span:
    """The last weeks up to the newest day: as many as settings interviews.evidence_weeks."""
    weeks, last = int(ctx.settings["interviews"]["evidence_weeks"]), newest_day(tables, ctx)
    return Span(ctx.period, period_of(last, "week").previous(weeks - 1).first, last)


def earlier(tables: Tables, ctx: Context) -> Span:
    """As many weeks before those."""
    first = recent(tables, ctx).first
    weeks = int(ctx.settings["interviews"]["evidence_weeks"])
    return Span(ctx.period, first - timedelta(7 * weeks), first - timedelta(1))


def in_data(tables: Tables, ctx: Context, span: Span) -> Span | None:
    """The part of a span that lies behind the first day of the data; none where all of it lies before."""
    days = daily(tables, ctx)["date"]
    if not len(days) or days.min() > span.end:
        return None
    return Span(span.period, max(span.first, days.min().date()), span.last)


@once
def _sums(tables: Tables, ctx: Context, span: Span) -> pd.DataFrame:
    """What the facts are made of, for everybody in post: blank where the data do not reach back so far."""
    index = everybody(tables, ctx, ctx.span, "officer")
    known = in_data(tables, ctx, span)
    parts = _parts(tables, ctx, known or span)
    frame = pd.concat([part.reindex(index) for part in parts], axis=1)
    frame = frame.fillna(0.0).where((frame["workdays"] > 0) & (known is not None))
    return frame.assign(**{kinds: _named(frame[kinds], frame[sold]) for kinds, sold in _SOLD.items()})


_SOLD = {"loan_kinds": "deals", "cross_kinds": "cross_sold"}


def _named(kinds: pd.Series[Any], sold: pd.Series[Any]) -> pd.Series[Any]:
    """The number of kinds; blank where something was sold and nothing says what, as daily counts do."""
    return kinds.mask((kinds == 0) & (sold > 0))


def _parts(tables: Tables, ctx: Context, span: Span) -> list[pd.DataFrame]:
    own = person_days(tables, ctx, span.first, span.last)[["workdays", "leave_days"]]
    counts = sums(tables, ctx, span, "officer")
    return [counts, own, _records(tables, ctx, span), _variety(tables, ctx, span), _blank_days(tables, ctx, span, own)]


def _records(tables: Tables, ctx: Context, span: Span) -> pd.DataFrame:
    """contacts: records of 咨询; recorded: those that have a phone and say what came of it."""
    rows = events(tables, ctx)
    rows = rows.loc[(rows["event"] == ENQUIRY) & span.holds(rows["date"]), [*KEYS, "phone", "result"]]
    whole = (rows["phone"].notna() & rows["result"].notna()).astype("float64")
    return rows[KEYS].assign(contacts=1.0, recorded=whole).groupby(KEYS)[["contacts", "recorded"]].sum()


def _variety(tables: Tables, ctx: Context, span: Span) -> pd.DataFrame:
    """How many kinds of loans and of other products somebody sold, and how often two worked together."""
    every = units(tables, ctx)
    every = every[span.holds(every["date"])]
    deals = every[(every["event"] == DEAL) & ~every["joint"]]
    deals = deals.assign(product=rows_of(tables, ctx, "activities")["product"].reindex(deals["row"]).to_numpy())
    loans, others = deals[deals["loan"]], deals[~deals["loan"]]
    registered = rows_of(tables, ctx, "joint_work")
    registered = registered[span.holds(registered["date"])]
    away = partner_branches(registered["branch"], registered["partner"], tables, ctx)
    both = pd.concat(
        [
            registered[KEYS],
            registered[KEYS].assign(officer=registered["partner"], branch=away),
            every.loc[every["together"], KEYS],
        ]
    )
    return pd.DataFrame(
        {
            "loan_kinds": loans.groupby(KEYS)["product"].nunique(),
            "cross_kinds": others.groupby(KEYS)["product"].nunique(),
            "joint_times": both.groupby(KEYS).size(),
        }
    ).astype("float64")


def _blank_days(tables: Tables, ctx: Context, span: Span, own: pd.DataFrame) -> pd.DataFrame:
    """Working days in post and not on leave on which nobody was asked."""
    rows = daily(tables, ctx)
    seen = rows[span.holds(rows["date"]) & (rows["enquiries"] > 0)]
    seen = seen[seen["date"].isin(work_days(ctx, span.first, span.last))]
    days = seen.drop_duplicates([*KEYS, "date"]).groupby(KEYS).size().reindex(own.index).fillna(0.0)
    return pd.DataFrame({"blank_days": (own["workdays"] - days).clip(lower=0)})


def _facts(frame: pd.DataFrame) -> pd.DataFrame:
    """FACTS from sums and counts."""
    made = frame.assign(
        daily_mean=ratio(frame["enquiries"], frame["workdays"]),
        record_rate=ratio(frame["recorded"], frame["contacts"]),
        cross_per_deal=ratio(frame["cross_sold"], frame["deals"]),
    )
    return made.join(conversions(frame))[list(FACTS)]


def _branch_means(frame: pd.DataFrame) -> pd.DataFrame:
    """The same per head of those who worked in the span; ratios from the branch's sums."""
    means = frame.groupby(level=_BRANCH, sort=False).mean()
    return of_branches(means, frame.index)


def of_branches(values: pd.DataFrame, index: pd.Index[Any]) -> pd.DataFrame:
    """The branch's values for each officer of the index."""
    where = pd.MultiIndex.from_frame(index.to_frame(index=False)[_BRANCH])
    return values.reindex(where).set_axis(index)


def _recent_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    rows = work_rows(tables, ctx, Span(ctx.period, earlier(tables, ctx).first, recent(tables, ctx).last))
    return {name: rows[name] for name in (*WORK, "leave")}


@figure(
    term="面谈事实表",
    needs=NEEDS,
    by=("officer",),
    shape="many",
    fields=("number", "label", "first", "last", *FACTS),
    rows=_recent_rows,
)
def evidence(tables: Tables, ctx: Context) -> Frames:
    """Three rows: the last weeks, as many weeks before them, and what the branch does per head in the last weeks.

    Blank where the data do not reach back so far or nobody worked. 无咨询天数: working days without one. 记录完整率:
    records of 咨询 with a phone and a result. Products and the means are those of one's own work, joint work apart.
    """
    now, before = _sums(tables, ctx, recent(tables, ctx)), _sums(tables, ctx, earlier(tables, ctx))
    told = (
        ("evidence_own", recent(tables, ctx), now),
        ("evidence_before", earlier(tables, ctx), before),
        ("evidence_branch", recent(tables, ctx), _branch_means(now)),
    )
    weeks = int(ctx.settings["interviews"]["evidence_weeks"])
    frames = [
        _facts(frame).assign(
            label=say(name, "zh", weeks=weeks),
            first=pd.Timestamp(span.first),
            last=pd.Timestamp(span.last),
            _order=order,
        )
        for order, (name, span, frame) in enumerate(told)
    ]
    return {"officer": listed(pd.concat(frames).sort_values("_order", kind="stable"), "officer", "evidence")}
