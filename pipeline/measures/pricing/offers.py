"""The tables of rivals' and of our own products → each row's yearly rate at one point, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.figure import Context, once
from pipeline.measures.pricing.costs import Cost, parse_cost
from pipeline.measures.pricing.quotes import Quote, Rejected, parse_quote
from pipeline.measures.pricing.rates import METHODS, Terms, YearlyRate, yearly_rate
from pipeline.tables import Table, Tables

NO_METHOD, NO_LPR, NO_DAYS, NO_SPREAD, BAD_COST, ODD_RATE = "MS201", "MS207", "MS208", "MS209", "MS210", "MS211"
HIGHEST = 1.0  # a yearly rate above 100 % is a slip of the pen
OfferTable = Literal["competitor_products", "our_products"]
_SPREAD = re.compile(r"按(\d+)(个月|期|年)")
_FIELDS = {NO_METHOD: "method", NO_DAYS: "days_used", NO_SPREAD: "quote_basis"}


@dataclass(frozen=True, slots=True)
class Priced:
    """What came of one row: its yearly rate, or the code that says why there is none and the field to look at."""

    basis: str
    rate: YearlyRate | None = None
    low_end: bool = False
    code: str = ""
    field: str = "quote"


@dataclass(frozen=True, slots=True)
class Lpr:
    """One value of the LPR with its day and tenor."""

    rate: float
    tenor: str
    day: pd.Timestamp


@once
def priced(tables: Tables, ctx: Context, name: OfferTable) -> pd.DataFrame:
    """apr, ear, low_end, basis, _code and _field for each row of the table, by its index.

    ``basis`` says in Chinese at which point the row was compared, or why it could not be.
    """
    table = tables[name]
    made = [_price(row, tables, ctx) for row in _records(table, ctx)]
    return pd.DataFrame(
        {
            "apr": pd.Series([m.rate.apr if m.rate else float("nan") for m in made], dtype="float64"),
            "ear": pd.Series([m.rate.ear if m.rate else float("nan") for m in made], dtype="float64"),
            "low_end": pd.Series([m.low_end for m in made], dtype="bool"),
            "basis": pd.Series([m.basis for m in made], dtype="object"),
            "_code": pd.Series([m.code for m in made], dtype="object"),
            "_field": pd.Series([m.field for m in made], dtype="object"),
        }
    ).set_axis(table.frame.index)


def _records(table: Table, ctx: Context) -> list[dict[str, Any]]:
    """The rows as dicts, blanks as None; our own products are priced as at today."""
    frame = table.frame.astype("object").where(table.frame.notna(), None)
    day = pd.Timestamp(ctx.as_of)
    rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    return [{**row, "_day": row.get("date") or day} for row in rows]


def _price(row: Mapping[str, Any], tables: Tables, ctx: Context) -> Priced:
    quote = parse_quote(row["quote"] or "", row["quote_basis"] or "")
    if isinstance(quote, Rejected):
        return _refused(quote.code)
    if row["method"] not in METHODS:
        return _refused(NO_METHOD)
    lpr = newest_lpr(tables["lpr"].frame, quote.tenor, row["_day"]) if quote.tenor else None
    if quote.tenor and lpr is None:
        return _refused(NO_LPR)
    terms = _terms(row, quote, ctx)
    if isinstance(terms, str):
        return _refused(terms, {"upfront": "upfront_cost", "periodic": "periodic_cost"}.get(terms, ""))
    nominal = quote.low + (lpr.rate if lpr else 0.0)
    rate = yearly_rate(nominal, quote.per, terms)
    if not -1e-9 <= rate.ear <= HIGHEST or nominal < 0:
        return _refused(ODD_RATE)
    return Priced(_basis(row, quote, lpr, nominal, terms), rate, quote.start)


def _refused(code: str, field: str = "") -> Priced:
    code = BAD_COST if field else code
    return Priced(say(f"unpriced_{code.lower()}", "zh"), code=code, field=field or _FIELDS.get(code, "quote"))


def newest_lpr(frame: pd.DataFrame, tenor: str, day: pd.Timestamp) -> Lpr | None:
    """The newest LPR of that tenor on or before the day."""
    known = frame[(frame["lpr_tenor"] == tenor) & (frame["date"] <= day) & frame["lpr_rate"].notna()]
    if known.empty:
        return None
    newest = known.sort_values("date", kind="stable").iloc[-1]
    return Lpr(float(newest["lpr_rate"]), tenor, newest["date"])


def _terms(row: Mapping[str, Any], quote: Quote, ctx: Context) -> Terms | str:
    """The terms at the point of comparison; a code, or which cost is not understood, where there are none."""
    settings = ctx.settings["competitors"]
    costs: dict[str, Cost] = {}
    for name in ("upfront", "periodic"):
        cost = parse_cost(row[f"{name}_cost"]) if row["cost_bearer"] in (None, "借款人") else Cost()
        if cost is None:
            return name
        costs[name] = cost
    longest = row["term_months"]
    point = max(int(settings["months"]), 1)
    months = int(min(point, longest)) if longest and longest >= 1 else point
    days = float(row["days_used"] or (0 if "institution" in row else settings["days_used"]))
    if row["method"] == "随借随还" and days <= 0:
        return NO_DAYS
    spread = amortised_over(f"{row['quote_basis'] or ''} {row['note'] or ''}")
    if row["method"] == "气球贷" and spread < months:
        return NO_SPREAD
    basis = quote.day_basis or max(int(settings["day_basis"]), 1)
    return Terms(str(row["method"]), float(settings["amount"]), months, basis, days, spread, **costs)


def amortised_over(text: str) -> int:
    """The months over which a balloon loan's instalments are reckoned: 按120期, 按10年; 0 where it is not said."""
    found = _SPREAD.search(text)
    return int(found[1]) * (12 if found[2] == "年" else 1) if found else 0


def _basis(row: Mapping[str, Any], quote: Quote, lpr: Lpr | None, nominal: float, terms: Terms) -> str:
    """At which point a row was compared, as documents print it."""
    length = f"{terms.days:.0f}天" if terms.method == "随借随还" else f"{terms.months}个月"
    parts = [say("basis_point", "zh", amount=rounded(terms.amount / 10_000, 0), length=length, method=terms.method)]
    if lpr:
        points = rounded(abs(quote.low) * 10_000, 0)
        sign = "-" if quote.low < 0 else "+"
        day = f"{lpr.day:%Y-%m-%d}"
        parts.append(
            say("basis_lpr", "zh", tenor=lpr.tenor, day=day, lpr=rounded(lpr.rate * 100, 2), spread=f"{sign}{points}")
        )
    if quote.per == "day":
        parts.append(say("basis_days", "zh", days=terms.day_basis))
    if quote.start:
        parts.append(say("basis_start", "zh", rate=rounded(nominal * 100, 4 if quote.per == "day" else 2)))
    costs = [t for t in (row["upfront_cost"], row["periodic_cost"]) if parse_cost(t) not in (Cost(), None)]
    if costs and row["cost_bearer"] not in (None, "借款人"):
        parts.append(say("basis_costs_out", "zh", bearer=row["cost_bearer"]))
    elif costs:
        parts.append(say("basis_costs_in", "zh", costs="、".join(costs)))
    return "；".join(parts)
