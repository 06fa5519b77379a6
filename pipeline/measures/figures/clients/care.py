"""Customers and their last contacts → who is due to be seen, how long it has been, why, and what to offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import chinese_date, say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.clients.cared import cared
from pipeline.measures.figures.clients.contacts import SOURCES, contact_rows, held_rows
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import files
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

CARED: tuple[By, ...] = ("branch", "officer")
_COUNTS = ("customers", "care_due", "care_over", "care_never", "care_seen", "care_orphans")
NEEDS = ("customers", "prospects", "loans", "holdings", "roster", *SOURCES)


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return _rows_of(tables, ctx, files(tables, ctx)["customer_no"])


def _due_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return _rows_of(tables, ctx, _due(tables, ctx)["customer_no"])


def _rows_of(tables: Tables, ctx: Context, numbers: pd.Series[Any]) -> dict[str, pd.DataFrame]:
    """The rows that tell of these customers."""
    found = {
        "customers": files(tables, ctx),
        "loans": rows_of(tables, ctx, "loans"),
        "holdings": held_rows(tables, ctx),
    }
    rows = {name: frame[frame["customer_no"].isin(numbers)] for name, frame in found.items()}
    return {**rows, **contact_rows(tables, ctx, numbers)}


@once
def _due(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The customers who are due, with ``why`` and ``offer``, the longest out of sight first."""
    frame = cared(tables, ctx)
    frame = frame.assign(why=_why(frame, ctx), offer=_offers(frame, ctx))
    frame = frame[frame["why"] != ""]
    return frame.sort_values(["days_over", "promised", "loan_due", "care_left"], ascending=[False, True, True, True])


def _why(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """Why each customer is due, the reasons joined by ；; empty for those who are not."""
    settings = ctx.settings["care"]
    today, ahead, before = pd.Timestamp(ctx.as_of), int(settings["ahead_days"]), int(settings["loan_due_days"])
    to_due = (frame["loan_due"] - today).dt.days
    late = (today - frame["promised"]).dt.days
    said = []
    for over, since, left, limit, never, promise, days, ends, alone in zip(
        frame["days_over"], frame["days_since"], frame["care_left"], frame["limit_days"],
        frame["last_contact"].isna(), frame["promised"], late, to_due, frame["orphan"], strict=True,
    ):  # fmt: skip
        reasons = []
        if alone:
            reasons.append(say("care_nobody", "zh"))
        if since != since:
            reasons.append(say("care_unknown", "zh"))
        elif over == over:
            reasons.append(say("care_never" if never else "care_over", "zh", days=int(since), limit=int(limit)))
        elif left <= ahead:
            reasons.append(say("care_soon", "zh", days=int(left)))
        if promise is not pd.NaT:
            name = "care_promised" if days > 0 else "care_agreed"
            reasons.append(say(name, "zh", day=_day(promise), days=int(days)))
        if 0 <= ends <= before:
            reasons.append(say("care_loan_due", "zh", days=int(ends)))
        said.append("；".join(reasons))
    return pd.Series(said, frame.index, dtype="object")


def _day(moment: pd.Timestamp) -> str:
    return chinese_date(moment.date()).split("年")[-1]


def _offers(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """What to speak about: repayment before all else, renewal near the end of a loan, else the first product of the
    settings' list that the customer does not hold.
    """
    settings = ctx.settings["care"]
    today, before = pd.Timestamp(ctx.as_of), int(settings["loan_due_days"])
    ends = (frame["loan_due"] - today).dt.days

    def offer(overdue: float, left: float, own: tuple[str, ...]) -> str | None:
        if overdue > 0:
            return say("offer_repay", "zh")
        if 0 <= left <= before:
            return say("offer_renew", "zh")
        return next((say("offer_product", "zh", product=p) for p in settings["offers"] if p not in own), None)

    texts = [offer(*cells) for cells in zip(frame["overdue_days"], ends, frame["held"], strict=True)]
    return pd.Series(texts, frame.index, dtype="object")


@figure(
    term="客户维护清单",
    needs=NEEDS,
    by=CARED,
    shape="many",
    fields=(
        *("number", "customer_no", "customer", "tier", "last_contact", "days_since", "limit_days", "days_over"),
        *("why", "offer", "officer", "market", "phone", "balance", "result", "next_date"),
    ),
    rows=_due_rows,
)
def care_list(tables: Tables, ctx: Context) -> Frames:
    """Customers who are due: out of sight longer than their tier allows or nearly so, a day that was agreed on, a loan
    that ends soon, or without an officer in post; those longest over their limit first.
    """
    due = _due(tables, ctx)
    return {level: listed(due.dropna(subset=list(LEVELS[level])), level, care_list) for level in CARED}


@figure(
    term="客户维护概况",
    needs=NEEDS,
    by=CARED,
    shape="one",
    fields=(*_COUNTS, "care_rate"),
    rows=_rows,
)
def care_totals(tables: Tables, ctx: Context) -> Frames:
    """Customers on file, those due, over their limit, never contacted, seen in the period; the share within limits."""
    frame, due = cared(tables, ctx), _due(tables, ctx)
    flags = frame.assign(
        customers=1.0,
        care_due=frame.index.isin(due.index).astype("float64"),
        care_over=frame["days_over"].notna().astype("float64"),
        care_never=frame["last_contact"].isna().astype("float64"),
        care_seen=ctx.span.holds(frame["last_contact"]).astype("float64"),
        care_orphans=frame["orphan"].astype("float64"),
    )
    found: dict[By, pd.DataFrame] = {}
    for level in CARED:
        index = everybody(tables, ctx, ctx.span, level)
        sums = flags.groupby(list(LEVELS[level]))[list(_COUNTS)].sum().reindex(index).fillna(0.0)
        found[level] = sums.assign(care_rate=ratio(sums["customers"] - sums["care_over"], sums["customers"]))
    return found


@figure(
    term="客户维护总表",
    needs=NEEDS,
    by=CARED,
    shape="many",
    fields=(
        *("number", "customer_no", "customer", "tier", "officer", "market", "industry", "balance"),
        *("last_contact", "days_since", "limit_days", "care_left", "products_held", "care_light"),
    ),
    rows=_rows,
)
def care_all(tables: Tables, ctx: Context) -> Frames:
    """Every customer on file with the days that are left until the next contact: 红 over the limit, 黄 nearly, 绿 else.

    Those with the fewest days left first, so that nobody is out of sight.
    """
    frame = cared(tables, ctx)
    ahead = int(ctx.settings["care"]["ahead_days"])
    light = pd.Series("绿", frame.index, dtype="object")
    light = light.mask(frame["care_left"] <= ahead, "黄").mask(
        frame["days_over"].notna() | frame["care_left"].isna(), "红"
    )
    frame = frame.assign(care_light=light, products_held=frame["held"].map("、".join).replace("", None))
    frame = frame.sort_values("care_left", kind="stable", na_position="first")
    return {level: listed(frame.dropna(subset=list(LEVELS[level])), level, care_all) for level in CARED}
