"""The loan ledger, which has one row a loan as it stands → the loans that had been lent by the day of the data."""

from __future__ import annotations

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.tables import Tables


@once
def lent(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The loans with bank and branch that were disbursed by the span's end, or on a day that the ledger does not say.

    Balances and days overdue are the ledger's own, as at the day it was drawn.
    """
    loans = rows_of(tables, ctx, "loans")
    return loans[~(loans["disbursed"] > ctx.span.end)]
