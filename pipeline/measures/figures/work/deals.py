"""Units and activity records → deals by product, the mix of channels that works, and the log."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import at_level, sums
from pipeline.measures.events import APPLICATION, DEAL, ENQUIRY, events, units
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import WORK, work_rows
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")
LOAN, CROSS = "贷款", "交叉销售"
_WAYS = ["channel", "approach", "means"]


def _work_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {name: frame for name, frame in work_rows(tables, ctx, ctx.span).items() if name in WORK}


@figure(
    term="产品成交",
    needs=WORK,
    by=WIDE,
    shape="many",
    fields=("number", "product", "kind", "count", "amount", "share"),
    rows=_work_rows,
)
def products(tables: Tables, ctx: Context) -> Frames:
    """Deals by product: loans in 笔 and 万元, cross-sold products in 件, side by side and never added.

    What daily counts, joint work and adjustments bring without naming a product stands in a row of its own, so
    that the rows of a kind add up to the funnel's figure. ``share`` is within the kind.
    """
    return {level: listed(_by_product(tables, ctx, level), level, "products") for level in WIDE}


def _by_product(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    every = units(tables, ctx)
    deals = at_level(every[(every["event"] == DEAL) & ctx.span.holds(every["date"])], level)
    kind = deals["loan"].map({True: LOAN, False: CROSS}).astype("object")
    product = rows_of(tables, ctx, "activities")["product"].reindex(deals["row"]).to_numpy()
    named = deals.assign(kind=kind, product=product)
    unnamed = say("product_unnamed", "zh")
    named["product"] = named["product"].astype("object").where(named["product"].notna(), unnamed)
    found = named.groupby([*keys, "kind", "product"])[["count", "amount"]].sum().reset_index(["kind", "product"])
    found = pd.concat([found, _unnamed(found, tables, ctx, level, unnamed)])
    found = found.groupby([*keys, "kind", "product"])[["count", "amount"]].sum().reset_index(["kind", "product"])
    found = found[(found["count"] != 0) | (found["amount"] != 0)]
    whole = found.groupby([*keys, "kind"])["count"].transform("sum")
    found = found.assign(share=ratio(found["count"], whole), _cross=found["kind"] == CROSS)
    found["amount"] = found["amount"].mask(found["_cross"])
    return found.sort_values(["_cross", "count", "product"], ascending=[True, False, True], kind="stable")


def _unnamed(found: pd.DataFrame, tables: Tables, ctx: Context, level: By, name: str) -> pd.DataFrame:
    """What the totals have beyond the named products, one row for each kind."""
    whole = sums(tables, ctx, ctx.span, level)
    made = []
    for kind, count, amount in ((LOAN, "deals", "loan_amount"), (CROSS, "cross_sold", None)):
        have = found[found["kind"] == kind].groupby(level=list(LEVELS[level]))[["count", "amount"]].sum()
        have = have.reindex(whole.index).fillna(0.0)
        rest = whole[count] - have["count"]
        money = whole[amount] - have["amount"] if amount else rest * 0.0
        made.append(pd.DataFrame({"kind": kind, "product": name, "count": rest, "amount": money.round(6)}))
    return pd.concat(made)


@figure(
    term="渠道成效",
    needs=("activities",),
    by=WIDE,
    shape="many",
    fields=("number", *_WAYS, "enquiries", "applications", "deals", "loan_amount", "application_rate"),
    rows=lambda tables, ctx: {"activities": work_rows(tables, ctx, ctx.span)["activities"]},
)
def channels(tables: Tables, ctx: Context) -> Frames:
    """Contacts, applications, deals and amount by channel × approach × means, the most enquiries first.

    An application or deal without a channel counts for the one by which its customer first came.
    """
    return {level: listed(_by_way(tables, ctx, level), level, "channels") for level in WIDE}


def _by_way(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], *_WAYS]
    unit = at_level(with_ways(tables, ctx, ctx.span), level)
    unit = unit.assign(channel=unit["channel"].where(unit["channel"].notna(), say("channel_unknown", "zh")))
    loan = (unit["event"] == DEAL) & unit["loan"]
    counted = unit[keys].assign(
        enquiries=(unit["event"] == ENQUIRY).astype("float64"),
        applications=(unit["event"] == APPLICATION).astype("float64"),
        deals=unit["count"].where(loan, 0.0),
        loan_amount=unit["amount"].where(loan, 0.0),
    )
    found = counted.groupby(keys, dropna=False)[["enquiries", "applications", "deals", "loan_amount"]].sum()
    found = found[(found != 0).any(axis=1)].reset_index(_WAYS)
    found = found.assign(application_rate=ratio(found["applications"], found["enquiries"]))
    return found.sort_values(["enquiries", "applications"], ascending=False, kind="stable")


@once
def with_ways(tables: Tables, ctx: Context, span: Span) -> pd.DataFrame:
    """The units of a span with channel, approach and means: the record's own, else the customer's first contact's.

    None where neither says.
    """
    record = events(tables, ctx)
    came = record.loc[(record["event"] == ENQUIRY) & record["channel"].notna(), ["who", "date", *_WAYS]]
    came = came.sort_values("date", kind="stable")
    first = came.drop_duplicates("who").set_index("who")[_WAYS]
    unit = units(tables, ctx)
    unit = unit[span.holds(unit["date"])]
    own = record[_WAYS].reindex(unit["row"]).set_axis(unit.index)
    theirs = first.reindex(unit["who"]).set_axis(unit.index)
    blank = own["channel"].isna()
    return unit.assign(**{name: own[name].where(~blank, theirs[name]).astype("object") for name in _WAYS})


def _log_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    record = rows_of(tables, ctx, "activities")
    return {"activities": record[ctx.to_date("quarter").holds(record["date"])]}


@figure(
    term="活动流水",
    needs=("activities",),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "date", "officer", "event", "customer_no", "customer", "phone", "product", "amount", "count"),
        *(*_WAYS, "result", "next_date", "note"),
    ),
    rows=_log_rows,
)
def log(tables: Tables, ctx: Context) -> Frames:
    """Every activity record of the quarter up to the period's end, by day; contacts that do not qualify included."""
    record = _log_rows(tables, ctx)["activities"]
    record = record[record["branch"].notna()]
    return {"branch": listed(_in_order(record), "branch", "log")}


def _in_order(record: pd.DataFrame) -> pd.DataFrame:
    """The records with each branch's by day; as they lie where they lie so, for a bank's quarter is a million rows."""
    before = record.groupby("branch", sort=False)["date"].shift()
    in_order = (before.isna() | (record["date"] >= before)).all()
    return record if in_order else record.sort_values("date", kind="stable")
