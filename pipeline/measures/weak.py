"""Two weeks of counts → who needs help first (重点帮扶), and the rule that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.calendar import period_of
from pipeline.language import rounded, say
from pipeline.measures.counts import sums
from pipeline.measures.figure import Context, Span, once
from pipeline.measures.people import KEYS, officers, person_days
from pipeline.measures.ratios import PRECISE, conversions, ratio
from pipeline.tables import Tables

RULES = ("daily_mean", "application_rate", "deal_rate")
_BRANCH = ["bank", "branch"]


@once
def weak(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The weak performers, indexed by officer: ``rule`` says in plain words why.

    For each of the last weeks (settings weak.weeks) the same rule must hold: the daily mean below a share of the
    branch's median, or a conversion some points below it with enough behind it. Newcomers, and officers with too
    few working days in one of the weeks, are never named; nor is anybody of a branch of equals.
    """
    weeks = judged_weeks(ctx)
    judged = [_judged(tables, ctx, week) for week in weeks]
    if not judged or len(judged) < ctx.settings["weak"]["weeks"]:
        return pd.DataFrame({"rule": pd.Series(dtype="object")}, index=_no_officers())
    newest = judged[0]
    held = {name: _always([frame[f"{name}_low"] for frame in judged], newest.index) for name in RULES}
    named = pd.DataFrame(held).any(axis=1)
    flags = pd.DataFrame(held)[named].to_dict("records")
    rows = newest[named].to_dict("records")
    texts = [_text(row, [name for name in RULES if flag[name]], ctx) for row, flag in zip(rows, flags, strict=True)]
    return pd.DataFrame({"rule": pd.Series(texts, newest.index[named], dtype="object")})


def _no_officers() -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([pd.Series([], dtype="object")] * 3, names=KEYS)


def _always(flags: list[pd.Series[Any]], index: pd.Index[Any]) -> pd.Series[bool]:
    """Whether a rule held in every week."""
    return pd.DataFrame({i: flag.reindex(index) for i, flag in enumerate(flags)}).eq(True).all(axis=1)


def judged_weeks(ctx: Context) -> list[Span]:
    """The last weeks with enough working days, the newest first; a holiday week is stepped over."""
    rules = ctx.settings["weak"]
    newest = period_of(ctx.span.last, "week")
    spans = (ctx.cut(newest.previous(back)) for back in range(int(rules["weeks"]) + 4))
    long_enough = [s for s in spans if ctx.calendar.count(s.first, s.last) >= rules["min_workdays"]]
    return long_enough[: int(rules["weeks"])]


def _judged(tables: Tables, ctx: Context, week: Span) -> pd.DataFrame:
    """The officers that one week may judge: their figures, the branch's medians, and whether each rule holds."""
    rules = ctx.settings["weak"]
    frame: pd.DataFrame = sums(tables, ctx, week, "officer").join(person_days(tables, ctx, week.first, week.last))
    staff = officers(tables, ctx, week.first, week.last).set_index(KEYS)
    frame = frame[~staff["newcomer"] & (frame["workdays"] >= rules["min_workdays"])]
    frame = frame.assign(daily_mean=ratio(frame["enquiries"], frame["workdays"])).join(conversions(frame))
    for name in RULES:
        frame[f"{name}_median"] = frame[name].groupby(level=_BRANCH).transform("median")
    low = frame["daily_mean_median"] * rules["daily_share"]
    return frame.assign(
        daily_mean_low=frame["daily_mean"] < low - PRECISE,
        application_rate_low=_lags(frame, "application_rate", rules) & (frame["enquiries"] >= rules["min_enquiries"]),
        deal_rate_low=_lags(frame, "deal_rate", rules) & (frame["applications"] >= rules["min_applications"]),
    )


def _lags(frame: pd.DataFrame, name: str, rules: Any) -> pd.Series[bool]:
    low: pd.Series[bool] = frame[f"{name}_median"] - frame[name] >= rules["rate_gap"] - PRECISE
    return low


def _text(row: Mapping[Any, Any], rules: list[str], ctx: Context) -> str:
    """The rules that held, with the newest week's numbers, as documents print them (Chinese)."""
    settings = ctx.settings["weak"]
    said = []
    for name in rules:
        value, median = float(row[name]), float(row[f"{name}_median"])
        if name == "daily_mean":
            words = {"value": rounded(value, 1), "median": rounded(median, 1)}
            words["share"] = rounded(float(settings["daily_share"]) * 100, 0)
        else:
            words = {"value": rounded(value * 100, 1), "median": rounded(median * 100, 1)}
            words["points"] = rounded((median - value) * 100, 1)
        said.append(say(f"weak_{name}", "zh", weeks=settings["weeks"], **words))
    return "；".join(said)
