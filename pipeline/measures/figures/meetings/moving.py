"""Activity records → which customers moved on in the period, for the evening's look at the pipeline."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.events import APPLICATION, DEAL, ENQUIRY, WITHDRAWAL
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.tables import Tables

_STAGES = (DEAL, APPLICATION, WITHDRAWAL, ENQUIRY)  # the furthest first
_MOVING = ("现场办理", "预约办理")  # results of a contact that lead on


def _moved(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    record = rows_of(tables, ctx, "activities")
    record = record[ctx.span.holds(record["date"]) & record["branch"].notna()]
    contact = record["event"] == ENQUIRY
    return {"activities": record[record["event"].isin(_STAGES) & (~contact | record["result"].isin(_MOVING))]}


@figure(
    term="客户进展表",
    needs=("activities",),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "officer", "event", "customer_no", "customer", "product", "amount", "count"),
        *("need", "result", "next_date"),
    ),
    rows=_moved,
)
def customers_moved(tables: Tables, ctx: Context) -> Frames:
    """Customers who moved on in the period: deals, applications, withdrawals, then contacts that lead to business;
    within each the largest amount first, what has none last."""
    record = _moved(tables, ctx)["activities"]
    order = {stage: place for place, stage in enumerate(_STAGES)}
    record = record.assign(_stage=record["event"].map(order), _large=-record["amount"])
    record = record.sort_values(["_stage", "_large", "date"], kind="stable")
    return {"branch": listed(record, "branch", "customers_moved")}
