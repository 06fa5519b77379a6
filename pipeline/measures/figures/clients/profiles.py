"""Files, loans, products, contacts, signals and earlier rounds → what a screening rule may ask of each person."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.figures.clients.cared import borrowing, cared
from pipeline.measures.figures.clients.rounds import CUSTOMERS, PROSPECTS, earlier_picks
from pipeline.measures.figures.market.customers import files
from pipeline.measures.people import looked_up, whole_months
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

_LEVELS = ("黄", "橙", "红")  # of risk signals, the least first


@once
def customer_profiles(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every customer on file with the fields that rules of customers may speak of; indexed like the table."""
    frame = cared(tables, ctx)
    numbers = frame["customer_no"]
    today = pd.Timestamp(ctx.as_of)
    lent = borrowing(tables, ctx).reindex(numbers).set_axis(frame.index)
    balance = lent["balance"].fillna(0.0)
    settled = lent["loans"].notna() & (balance <= 0)
    picks = earlier_picks(tables, ctx, CUSTOMERS).reindex(numbers).set_axis(frame.index)
    return frame.assign(
        age_on_file=_days(today, frame["added"]),
        loans_count=lent["loans"].fillna(0.0),
        loans_amount=lent["amount"].fillna(0.0),
        balance=balance,
        repaid_share=ratio(lent["amount"] - balance, lent["amount"]).where(balance > 0),
        days_to_due=-_days(today, lent["due"]),
        months_lent=whole_months(lent["disbursed"], ctx.as_of).where(balance > 0),
        days_settled=_days(today, lent["ended"]).clip(lower=0).where(settled),
        risk_level=looked_up(numbers, _risks(tables, ctx)).astype("object"),
        products_held=frame["held"].map("、".join),
        products_count=frame["held"].map(len).astype("float64"),
        last_result=frame["result"],
        picked_before=picks["picked_before"].fillna(0.0),
        days_since_pick=_days(today, picks["date"]),
    )


@once
def prospect_profiles(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every prospect on the register with the fields that rules of prospects may speak of; indexed like the table."""
    frame = rows_of(tables, ctx, "prospects")
    frame = frame[frame["prospect_no"].notna() & ~(frame["first_contact"] > ctx.span.end)]
    frame = frame.drop_duplicates("prospect_no")
    today = pd.Timestamp(ctx.as_of)
    picks = earlier_picks(tables, ctx, PROSPECTS).reindex(frame["prospect_no"]).set_axis(frame.index)
    channels = rows_of(tables, ctx, "channels").dropna(subset=["channel_name"])
    channels = channels.drop_duplicates(["branch", "channel_name"]).set_index(["branch", "channel_name"])
    own = channels.reindex(pd.MultiIndex.from_frame(frame[["branch", "channel_name"]])).set_axis(frame.index)
    late = _days(today, frame["next_date"])
    return frame.assign(
        channel_kind=own["channel_kind"].astype("object"),
        channel_status=own["channel_status"].astype("object"),
        age_days=_days(today, frame["first_contact"]),
        steps_overdue=late.where(late > 0),
        market_customers=_neighbours(frame, "market", tables, ctx),
        trade_customers=_neighbours(frame, "industry", tables, ctx),
        on_file=pd.Series(_on_file(frame, tables, ctx), frame.index, dtype="object"),
        picked_before=picks["picked_before"].fillna(0.0),
        days_since_pick=_days(today, picks["date"]),
    )


def _days(today: pd.Timestamp, since: pd.Series[Any]) -> pd.Series[Any]:
    days: pd.Series[Any] = (today - since).dt.days.astype("float64")
    return days


def _risks(tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The highest level among each customer's risk signals that nobody has dealt with yet."""
    signals = rows_of(tables, ctx, "risk_signals")
    open_now = (signals["date"] <= ctx.span.end) & ~(signals["done"] <= ctx.span.end)
    signals = signals[open_now & signals["customer_no"].notna()]
    rank = signals["risk_level"].map({level: number for number, level in enumerate(_LEVELS)})
    worst = rank.groupby(signals["customer_no"]).max().dropna()
    return worst.map(lambda number: _LEVELS[int(number)]).astype("object")


def _neighbours(frame: pd.DataFrame, field: str, tables: Tables, ctx: Context) -> pd.Series[float]:
    """How many customers on file the branch has in the same market, or trade."""
    known = files(tables, ctx).groupby(["branch", field]).size().astype("float64")
    wanted = pd.MultiIndex.from_frame(frame[["branch", field]])
    return pd.Series(known.reindex(wanted).to_numpy(), frame.index).fillna(0.0)


def _on_file(frame: pd.DataFrame, tables: Tables, ctx: Context) -> list[bool]:
    """Whether a prospect is a customer already: the same telephone number stands on a file."""
    known = set(files(tables, ctx)["phone"].dropna())
    return [phone in known for phone in frame["phone"]]
