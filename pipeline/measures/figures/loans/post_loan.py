"""Post-loan checks and loans → what was due and done in the quarter, and the overdue share of the balance."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure
from pipeline.measures.figures.work.funnel import EVERY
from pipeline.measures.loans import lent
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

_LATE = 30  # PAR 30: more than 30 days late


def _checks(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Checks that fell due in the quarter up to now, with ``_done`` and ``_on_time``.

    Now is ``as_of``: what falls due on the weekend after it is not due yet, whichever period's paper asks.
    """
    checks = rows_of(tables, ctx, "post_loan_checks")
    checks = checks[ctx.to_date("quarter").holds(checks["due"]) & (checks["due"] <= pd.Timestamp(ctx.as_of))]
    done = checks["done"] <= ctx.span.end
    return checks.assign(_done=done, _on_time=done & (checks["done"] <= checks["due"]))


def _loans(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Loans lent by now that have a balance, with ``_overdue`` and ``_risk`` (over 30 days late, or restructured)."""
    loans = lent(tables, ctx)
    loans = loans[loans["balance"] > 0]
    late = loans["overdue_days"].fillna(0)
    return loans.assign(_overdue=late > 0, _risk=(late > _LATE) | loans["restructured"].fillna(False).astype(bool))


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"post_loan_checks": _checks(tables, ctx), "loans": _loans(tables, ctx)}


@figure(
    term="贷后履职",
    needs=("post_loan_checks", "loans"),
    by=EVERY,
    shape="one",
    fields=(
        *("checks_due", "checks_done", "checks_on_time", "on_time_rate"),
        *("overdue_loans", "overdue_balance", "balance", "par30"),
    ),
    rows=_rows,
)
def post_loan(tables: Tables, ctx: Context) -> Frames:
    """Checks due and done in the quarter up to now; overdue loans; PAR 30 by balance, restructured loans included."""
    return {level: _post_loan(tables, ctx, level) for level in EVERY}


def _post_loan(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    index = everybody(tables, ctx, ctx.span, level)
    checks = _checks(tables, ctx).groupby(keys)[["due", "_done", "_on_time"]]
    counted = checks.agg({"due": "count", "_done": "sum", "_on_time": "sum"}).reindex(index).fillna(0.0)
    counted = counted.astype("float64").set_axis(["checks_due", "checks_done", "checks_on_time"], axis=1)
    loans = _loans(tables, ctx)
    money = loans[keys].assign(
        overdue_loans=loans["_overdue"].astype("float64"),
        overdue_balance=loans["balance"].where(loans["_overdue"], 0.0),
        balance=loans["balance"],
        risk=loans["balance"].where(loans["_risk"], 0.0),
    )
    sums = money.groupby(keys).sum().reindex(index).fillna(0.0)
    counted.insert(3, "on_time_rate", ratio(counted["checks_on_time"], counted["checks_due"]))
    return counted.join(sums.assign(par30=ratio(sums["risk"], sums["balance"])).drop(columns="risk"))
