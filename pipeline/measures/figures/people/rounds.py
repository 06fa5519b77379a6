"""Rows that name a period → the rounds of each officer: the newest in the period, and the one before it."""

from __future__ import annotations

import pandas as pd

from pipeline.calendar import coded_period
from pipeline.measures.figure import Context
from pipeline.measures.people import KEYS


def rounds(rows: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Scored rows up to the period's end, with ``_now`` and ``_last``: of the officer's newest round that touches the
    period, of the one before it. ``_round`` is the round's first day; a row that is no round's is left out."""
    found = {code: coded_period(str(code)) for code in rows["period"].dropna().unique()}
    first = rows["period"].map({c: pd.Timestamp(p.first) for c, p in found.items() if p}).astype("datetime64[ns]")
    last = rows["period"].map({c: pd.Timestamp(p.last) for c, p in found.items() if p}).astype("datetime64[ns]")
    label = rows["period"].map({c: p.label for c, p in found.items() if p}).astype("object")
    rows = rows.assign(_round=first, _label=label)[first <= ctx.span.end]
    touching = rows["_round"].where(last.reindex(rows.index) >= pd.Timestamp(ctx.period.first))
    keys = [rows[key] for key in KEYS]
    now = touching.groupby(keys).transform("max")
    before = rows["_round"].where(now.isna() | (rows["_round"] < now)).groupby(keys).transform("max")
    return rows.assign(_now=rows["_round"] == now, _last=rows["_round"] == before)
