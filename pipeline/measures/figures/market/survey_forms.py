"""The surveys of rivals and the table's fields → what to survey again, what a form asks, what was heard before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import chinese_date, say
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.competitors import NEEDS, matched, rivals
from pipeline.measures.figures.market.customers import WIDE
from pipeline.measures.people import bank_name, branches
from pipeline.tables import Tables
from pipeline.vocabulary import Field

_EXPIRES_SOON = 14  # days before a quote's last day when it is put on the list again
_HINTS = {"date": "hint_date", "wan": "hint_wan", "quote": "hint_quote", "count": "hint_count", "number": "hint_number"}
_ANEW = (
    "survey_no",
    "branch",
    "date",
    "surveyor",
    "source",
    "trust",
    "attachment",
)  # never copied from the last survey


def _fields(ctx: Context) -> list[Field]:
    spec = ctx.vocabulary.tables["competitor_products"]
    return [ctx.vocabulary.fields[name] for name in spec.fields]


@once
def _extras(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The cells of columns that a branch added to its survey: branch, label, last_answer, by row of the table."""
    table = tables["competitor_products"]
    extras = table.extras.reindex(table.frame.index)
    long = extras.assign(_at=extras.index).melt(id_vars="_at", var_name="label", value_name="last_answer")
    filled = long["last_answer"].map(lambda cell: isinstance(cell, str) and bool(cell)).astype(bool)
    long = long[filled].set_index("_at")
    return long.assign(branch=table.frame["branch"].reindex(long.index))


@figure(
    term="调研字段",
    needs=("competitor_products",),
    by=WIDE,
    shape="many",
    fields=("number", "label", "required", "choices", "hint", "basis"),
    rows=lambda tables, ctx: {
        "competitor_products": tables["competitor_products"].frame.loc[_extras(tables, ctx).index.unique()]
    },
)
def survey_fields(tables: Tables, ctx: Context) -> Frames:
    """The fields of the competitor survey, with their choices, how to fill them in, and the unit (``basis``).

    A branch has its own columns behind them, which it once added to its survey.
    """
    spec = ctx.vocabulary.tables["competitor_products"]
    rows = [
        {
            "label": item.term,
            "required": item.name in spec.required,
            "choices": "、".join(item.choices) or None,
            "hint": say(_HINTS[item.type], "zh") if item.type in _HINTS else None,
            "basis": item.unit or None,
        }
        for item in _fields(ctx)
    ]
    frame = pd.DataFrame(rows)
    places = branches(tables, ctx)[["bank", "branch"]]
    own = _extras(tables, ctx)[["branch", "label"]].drop_duplicates().merge(places, on="branch")
    own = own.assign(required=False, choices=None, hint=say("hint_own", "zh"), basis=None)
    each = places.merge(frame, how="cross")
    each = pd.concat([each, own]) if len(own) else each
    return {
        "bank": listed(frame.assign(bank=bank_name(tables, ctx)).set_index("bank"), "bank", "survey_fields"),
        "branch": listed(each.sort_values("branch", kind="stable"), "branch", "survey_fields"),
    }


@once
def _due(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Rivals' products that should be surveyed again, the oldest first, with why."""
    frame = rivals(tables, ctx)
    frame = frame.assign(_left=(frame["valid_to"] - pd.Timestamp(ctx.as_of)).dt.days)
    limit = int(ctx.settings["competitors"]["stale_days"])
    texts = [_why_again(row, limit) for row in frame.to_dict("records")]
    frame = frame.assign(why=pd.Series(texts, frame.index, dtype="object"))
    return frame[frame["why"].notna()].sort_values("date", kind="stable")


def _why_again(row: Mapping[Any, Any], limit: int) -> str | None:
    """Why a product should be surveyed again: its quote is too old, ran or soon runs out, or could not be read."""
    if row["days_old"] > limit:
        return say("survey_old", "zh", days=int(row["days_old"]), limit=limit)
    if row["_left"] <= _EXPIRES_SOON:
        name = "survey_expired" if row["_left"] < 0 else "survey_expires"
        return say(name, "zh", day=chinese_date(row["valid_to"].date()))
    return say("survey_unread", "zh", reason=row["basis"]) if row["_code"] else None


@once
def _targets(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """What is due at this level, with its number: a branch has what it surveyed, and what no branch claims."""
    due = _due(tables, ctx).join(matched(tables, ctx))
    places = branches(tables, ctx)[["bank", "branch"]]
    if level == "branch":
        own = due[due["branch"].isin(places["branch"])].drop(columns="bank").reset_index(names="_at")
        free = due[~due["branch"].isin(places["branch"])].drop(columns=["bank", "branch"]).reset_index(names="_at")
        parts = [part for part in (own.merge(places, on="branch"), free.merge(places, how="cross")) if len(part)]
        due = pd.concat(parts) if parts else own.merge(places, on="branch")
        due = due.sort_values("date", kind="stable")
    else:
        due = due.reset_index(names="_at")
    keys = list(LEVELS[level])
    return due.assign(number=due.groupby(keys).cumcount() + 1).reset_index(drop=True)


def _due_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"competitor_products": _due(tables, ctx)}


@figure(
    term="待调研同业",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "institution", "institution_kind", "product", "date", "days_old", "why", "quote", "method", "ear"),
        *("our_product", "our_ear"),
    ),
    rows=_due_rows,
)
def survey_targets(tables: Tables, ctx: Context) -> Frames:
    """Products to be surveyed again, and why: stale, expired or expiring quotes, and those that could not be read.

    A branch gets the ones it surveyed, and those that no branch claims; the oldest first. Quote, method and rate are
    those of the last survey.
    """
    return {level: listed(_targets(tables, ctx, level), level, "survey_targets") for level in WIDE}


@figure(
    term="上次调研内容",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "institution", "product", "label", "last_answer"),
    rows=_due_rows,
)
def survey_last(tables: Tables, ctx: Context) -> Frames:
    """What the last survey said of each product to be surveyed again: a row for each field that was filled in.

    序号 is that of 待调研同业. Who asked when and where from is left out: that is written anew each time.
    """
    told = _told(tables, ctx)
    return {level: _last(tables, ctx, level, told) for level in WIDE}


def _told(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Every filled cell of what is due, as people would write it: _at (the row of the table), label, last_answer."""
    due = _due(tables, ctx)
    parts = [
        pd.DataFrame({"_at": due.index, "label": item.term, "last_answer": [_written(cell) for cell in due[item.name]]})
        for item in _fields(ctx)
        if item.name not in _ANEW
    ]
    own = _extras(tables, ctx)
    own = own[own.index.isin(due.index)]
    parts.append(pd.DataFrame({"_at": own.index, "label": own["label"], "last_answer": own["last_answer"]}))
    return pd.concat([part for part in parts if len(part)] or parts[:1]).dropna(subset=["last_answer"])


def _last(tables: Tables, ctx: Context, level: By, told: pd.DataFrame) -> pd.DataFrame:
    keys = list(LEVELS[level])
    due = _targets(tables, ctx, level)[[*keys, "_at", "number", "institution", "product"]]
    rows = due.merge(told, on="_at").sort_values([*keys, "number"], kind="stable")
    number = rows["number"].to_numpy()
    return listed(rows, level, "survey_last").assign(number=number)


def _written(value: Any) -> str | None:
    """A cell as a person would write it; None for a blank."""
    if isinstance(value, str):
        return value or None
    if value is None or value is pd.NaT or value != value:
        return None
    return chinese_date(value.date()) if isinstance(value, pd.Timestamp) else f"{value:g}"
