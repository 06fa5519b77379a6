"""Customers, prospects and loans in somebody's charge → the markets that he works in, the fullest first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.leads import CLOSED
from pipeline.measures.people import KEYS
from pipeline.tables import Tables


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    customers, prospects = rows_of(tables, ctx, "customers"), rows_of(tables, ctx, "prospects")
    return {
        "customers": customers[customers["market"].notna() & customers["officer"].notna()],
        "prospects": prospects[
            prospects["market"].notna() & prospects["officer"].notna() & ~prospects["stage"].isin(CLOSED)
        ],
    }


@figure(
    term="本人市场表",
    needs=("customers", "prospects", "roster"),
    by=("officer",),
    shape="many",
    fields=("number", "market", "customers", "leads_open"),
    rows=_rows,
)
def own_markets(tables: Tables, ctx: Context) -> Frames:
    """The markets of the customers and of the open prospects in an officer's charge, the fullest first."""
    where, rows = [*KEYS, "market"], _rows(tables, ctx)
    counts = {
        "customers": rows["customers"].drop_duplicates([*where, "customer_no"]).groupby(where).size(),
        "leads_open": rows["prospects"].groupby(where).size(),
    }
    frame = pd.DataFrame(counts).fillna(0.0).astype("float64").rename_axis(index=where).reset_index()
    frame = frame.sort_values(["customers", "leads_open", "market"], ascending=[False, False, True], kind="stable")
    return {"officer": listed(frame, "officer", "own_markets")}
