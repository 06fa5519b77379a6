"""The survey of what customers need → how many answered, and what they answered to each question."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import WIDE
from pipeline.measures.people import everybody
from pipeline.measures.pricing import Rejected, parse_quote
from pipeline.measures.pricing.offers import newest_lpr
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

NEEDS = ("demand_survey",)
QUESTIONS = ("use_of_funds", "need", "term_months", "bearable_cost", "funding_now", "valued_most", "complaint",
             "wanted_product")  # fmt: skip
_A_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0}
_NEW, _OLD = "新", "存量"
_TOTALS = (
    *("sheets", "sheets_new", "sheets_old", "last_sheets", "groups_count", "need_total", "need_mean"),
    *("need_median", "term_mean", "bearable_median", "bearable_read"),
)


@once
def sheets(tables: Tables, ctx: Context, span: Span) -> pd.DataFrame:
    """The answers of a span with bank, branch and ``bearable``: what the customer can bear, as a yearly rate."""
    rows = rows_of(tables, ctx, "demand_survey")
    rows = rows[span.holds(rows["date"])]
    return rows.assign(bearable=bearable(rows["bearable_cost"], rows["date"], tables, ctx))


def bearable(texts: pd.Series[Any], days: pd.Series[Any], tables: Tables, ctx: Context) -> pd.Series[float]:
    """The yearly rate, simple, that the words mean: of a range its high end; blank where no rate can be read.

    年利率6%以内 → 6 %, 月息5厘 → 6 %, LPR+100BP at the LPR of that day; 越低越好 and 6厘 are not guessed at.
    """
    day_basis = int(ctx.settings["competitors"]["day_basis"])
    found = []
    for text, day in zip(texts, days, strict=True):
        quote = parse_quote(text) if isinstance(text, str) else None
        if quote is None or isinstance(quote, Rejected) or quote.per == "period":
            found.append(float("nan"))
            continue
        lpr = newest_lpr(tables["lpr"].frame, quote.tenor, day) if quote.tenor else None
        if quote.tenor and lpr is None:
            found.append(float("nan"))
            continue
        found.append(quote.high * _A_YEAR.get(quote.per, day_basis) + (lpr.rate if lpr else 0.0))
    return pd.Series(found, texts.index, dtype="float64")


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"demand_survey": sheets(tables, ctx, ctx.span)}


@figure(
    term="需求概况",
    needs=NEEDS,
    by=WIDE,
    shape="one",
    fields=_TOTALS,
    rows=_rows,
)
def demand_totals(tables: Tables, ctx: Context) -> Frames:
    """How many sheets of the survey came back, from whom, and what they need on average; 0 sheets, then blanks."""
    return {level: _totals(tables, ctx, level) for level in WIDE}


def _totals(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    index = everybody(tables, ctx, ctx.span, level)
    frame = sheets(tables, ctx, ctx.span)
    grouped = flagged(frame).groupby(keys)
    counts = grouped[["sheets", "sheets_new", "sheets_old", "bearable_read"]].sum()
    before = sheets(tables, ctx, ctx.cut(ctx.last_period)).groupby(keys).size()
    counts = counts.assign(groups_count=grouped["target_group"].nunique()).reindex(index).fillna(0.0)
    return counts.astype("float64").assign(
        last_sheets=before.reindex(index).astype("float64"), **means(grouped).reindex(index)
    )[list(_TOTALS)]


def flagged(frame: pd.DataFrame) -> pd.DataFrame:
    """The sheets with a 1 in each count that they belong to."""
    flags = {
        "sheets": pd.Series(1.0, frame.index),
        "sheets_new": (frame["visit_nature"] == _NEW).astype("float64"),
        "sheets_old": (frame["visit_nature"] == _OLD).astype("float64"),
        "bearable_read": frame["bearable"].notna().astype("float64"),
    }
    return frame.assign(**flags)


def means(grouped: Any) -> pd.DataFrame:
    """What groups of sheets need: total, mean and median amount, mean term, median of what they can bear."""
    return pd.DataFrame(
        {
            "need_total": grouped["need"].sum(min_count=1),
            "need_mean": grouped["need"].mean(),
            "need_median": grouped["need"].median(),
            "term_mean": grouped["term_months"].mean(),
            "bearable_median": grouped["bearable"].median(),
        }
    )


@figure(
    term="需求分布",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("question", "number", "options", "sheets", "answers", "share", "share_new", "share_old"),
        *("need_mean", "last_share", "change_share"),
    ),
    rows=_rows,
)
def demand_answers(tables: Tables, ctx: Context) -> Frames:
    """Each question's answers, the most given first; amounts, terms and costs in the bands of [demand].

    占比 is of the sheets that answered the question (回答数); a sheet may name several things, so shares of one
    question may add up to more than 100 %. 准客户占比 and 存量占比 are of the sheets of those customers.
    The last period's share is given where at least demand.few_sheets answered then.
    """
    return {level: _with_last(tables, ctx, level) for level in WIDE}


def _with_last(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = [*LEVELS[level], "question", "options"]
    found = _answered(tables, ctx, level, ctx.span)
    before = _answered(tables, ctx, level, ctx.cut(ctx.last_period))
    before = before[before["answers"] >= ctx.settings["demand"]["few_sheets"]]  # a share of four sheets is no measure
    asked = before.reset_index().drop_duplicates(keys[:-1]).set_index(keys[:-1])["answers"]
    last = before["share"].reindex(found.index)
    given = pd.MultiIndex.from_frame(found.index.to_frame()[keys[:-1]]).isin(asked.index)
    found["last_share"] = last.mask(last.isna() & given, 0.0)
    found["change_share"] = found["share"] - found["last_share"]
    found = found.reset_index(["question", "options"])
    order = {ctx.vocabulary.fields[name].term: at for at, name in enumerate(QUESTIONS)}
    found = found.assign(_question=found["question"].map(order), _order=found["_order"].where(found["_order"] >= 0))
    by = ["_question", "_order", "sheets"]
    found = found.sort_values(by, ascending=[True, True, False], kind="stable", na_position="first")
    number = found.groupby([*(found.index.get_level_values(k) for k in LEVELS[level]), "question"]).cumcount() + 1
    return listed(found, level, "demand_answers").assign(number=number.to_numpy())


def _answered(tables: Tables, ctx: Context, level: By, span: Span) -> pd.DataFrame:
    """sheets, answers, shares and need_mean, indexed by the level's keys, question and options."""
    keys = list(LEVELS[level])
    frame = sheets(tables, ctx, span)
    given = pd.concat([_given(frame, name, ctx) for name in QUESTIONS])
    given = given.dropna(subset=["options", *keys])
    sums = given.groupby([*keys, "question", "options"], sort=False).agg(
        sheets=("_new", "size"), _news=("_new", "sum"), _olds=("_old", "sum"), need_mean=("need", "mean"),
        _order=("_order", "first"),
    )  # fmt: skip
    once_each = given.drop_duplicates(["_sheet_of", "question"])
    whole = once_each.groupby([*keys, "question"]).agg(
        answers=("_new", "size"), _all_new=("_new", "sum"), _all_old=("_old", "sum")
    )
    sums = sums.astype({"sheets": "float64"}).join(whole.astype("float64"))
    return sums.assign(
        share=ratio(sums["sheets"], sums["answers"]),
        share_new=ratio(sums["_news"], sums["_all_new"]),
        share_old=ratio(sums["_olds"], sums["_all_old"]),
    )


def _given(frame: pd.DataFrame, name: str, ctx: Context) -> pd.DataFrame:
    """A row for each answer to a question: question, options, whose it is; ``_order``: its band's place, else -1."""
    rows = frame[["bank", "branch", "need"]].assign(
        question=ctx.vocabulary.fields[name].term,
        _sheet_of=frame.index,
        _new=(frame["visit_nature"] == _NEW).astype("float64"),
        _old=(frame["visit_nature"] == _OLD).astype("float64"),
        _order=-1.0,
    )
    settings = ctx.settings["demand"]
    if name in ("need", "term_months", "bearable_cost"):
        values = frame["bearable"] if name == "bearable_cost" else frame[name]
        return rows.assign(**_banded(values, list(settings[f"{name}_bands"]), name))
    return rows.assign(options=frame[name].map(things)).explode("options")


def things(text: Any) -> list[str]:
    """The things that one answer names, each once: 放款快、额度高; none of a blank."""
    if not isinstance(text, str):
        return []
    for sign in "，,；;/":
        text = text.replace(sign, "、")
    return list(dict.fromkeys(part.strip() for part in text.split("、") if part.strip()))


def _banded(values: pd.Series[float], bands: list[float], name: str) -> dict[str, pd.Series[Any]]:
    """The band of each value, its upper end included: 10万元以内, 10—30万元, 30万元以上; as text and as its place."""
    ends = [f"{end * 100 if name == 'bearable_cost' else end:g}" for end in bands]
    unit = say({"need": "band_wan", "term_months": "band_months", "bearable_cost": "band_rate"}[name], "zh")
    names = [say("band_first", "zh", to=ends[0], unit=unit)]
    names += [say("band_middle", "zh", low=low, to=to, unit=unit) for low, to in pairwise(ends)]
    names.append(say("band_last", "zh", low=ends[-1], unit=unit))
    place = pd.Series(np.searchsorted(np.array(bands) + 1e-9, values.fillna(0.0).to_numpy()), values.index)
    known = values.notna()
    options = place.map(dict(enumerate(names))).astype("object").where(known)
    return {"options": options, "_order": place.astype("float64")}
