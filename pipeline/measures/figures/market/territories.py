"""The territory table, customers and loans → each market and trade: penetration, funding gap, season, why go there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.market.customers import WIDE, borrowers, files
from pipeline.measures.figures.work.leads import known_leads
from pipeline.measures.loans import lent
from pipeline.measures.market.seasons import MONTHS, months_until, season_months
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

NEEDS = ("territories", "customers", "loans", "prospects")
PLACE = ["branch", "market", "industry"]
MONTH_FIELDS = tuple(f"month_{month}" for month in MONTHS)
BUSY, SLACK = "旺", "淡"


@once
def places(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each market and industry of a branch once: the table's row, our customers, need, balance, gap and season there.

    资金缺口 = 目标户数 × 户均需求 - 我行贷款余额, blank where either of the first two is not known and never cut at 0.
    """
    frame = rows_of(tables, ctx, "territories").dropna(subset=PLACE).drop_duplicates(PLACE, keep="last")
    ours = counted(tables, ctx, PLACE).reindex(pd.MultiIndex.from_frame(frame[PLACE])).fillna(0.0)
    frame = frame.join(ours.set_index(frame.index))
    need = frame["households"] * frame["typical_need"]
    words = ctx.settings["territory"]["season_words"]
    busy, slack = ([season_months(text, words) for text in frame[name]] for name in ("busy_season", "slack_season"))
    month = ctx.as_of.month
    seasons = [_season(b, s, month, ctx) for b, s in zip(busy, slack, strict=True)]
    strip = {
        name: _column([_mark(month, *both) for both in zip(busy, slack, strict=True)], frame)
        for month, name in zip(MONTHS, MONTH_FIELDS, strict=True)
    }
    return frame.assign(
        penetration=ratio(frame["customers_ours"], frame["households"]),
        need_total=need,
        funding_gap=need - frame["balance"],
        season=_column(seasons, frame),
        _until=_column([months_until(b, month) for b in busy], frame),
        **strip,
    )


def _mark(month: int, busy: frozenset[int], slack: frozenset[int]) -> str | None:
    return BUSY if month in busy else SLACK if month in slack else None


def _column(values: list[Any], frame: pd.DataFrame) -> pd.Series[Any]:
    """Values as a column of the frame, blanks as None."""
    return pd.Series(values, frame.index, dtype="object")


def _season(busy: frozenset[int], slack: frozenset[int], month: int, ctx: Context) -> str | None:
    """What season it is there this month, in the words that documents print; None where the table does not say."""
    until = months_until(busy, month)
    if until == 0:
        return say("season_busy", "zh")
    if until is not None and until <= ctx.settings["territory"]["ahead_months"]:
        return say("season_soon", "zh", months=until)
    if month in slack:
        return say("season_slack", "zh")
    return say("season_even", "zh") if until is not None else None


@once
def placed(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Our loans up to now, each with the market, industry and number of the customer it was lent to."""
    loans = lent(tables, ctx)
    people = files(tables, ctx)
    alone = people.drop_duplicates(["branch", "customer"], keep=False).set_index(["branch", "customer"])["customer_no"]
    by_name = alone.reindex(pd.MultiIndex.from_frame(loans[["branch", "customer"]])).to_numpy(dtype="object")
    number = loans["customer_no"].where(loans["customer_no"].notna(), pd.Series(by_name, loans.index))
    home = people.set_index("customer_no")[PLACE].reindex(number).set_axis(loans.index)
    return loans.assign(customer_no=number, market=home["market"], industry=home["industry"], _home=home["branch"])


def _new_borrowers(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The files of customers whose first loan with us was disbursed in the period."""
    first = placed(tables, ctx).groupby("customer_no")["disbursed"].min()
    new = first.index[ctx.span.holds(first)]
    people = files(tables, ctx)
    return people[people["customer_no"].isin(new)]


def counted(tables: Tables, ctx: Context, keys: list[str]) -> pd.DataFrame:
    """customers_ours, new_borrowers and balance by these fields of our customers' files."""
    loans = placed(tables, ctx)
    owed = loans[loans["balance"] > 0].drop(columns="branch").rename(columns={"_home": "branch"})
    counts = {
        "customers_ours": borrowers(tables, ctx).groupby(keys).size(),
        "new_borrowers": _new_borrowers(tables, ctx).groupby(keys).size(),
        "balance": owed.groupby(keys)["balance"].sum(),
    }
    return pd.DataFrame(counts).astype("float64").fillna(0.0)


def place_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    """The rows behind the figures of a territory."""
    leads = known_leads(tables, ctx)
    return {
        "territories": rows_of(tables, ctx, "territories").loc[places(tables, ctx).index],
        "customers": borrowers(tables, ctx),
        "loans": rows_of(tables, ctx, "loans").loc[placed(tables, ctx).index],
        "prospects": rows_of(tables, ctx, "prospects").loc[leads.index[leads["lead_open"]]],
    }


def open_leads(tables: Tables, ctx: Context, keys: list[str], index: pd.Index[Any]) -> pd.Series[Any]:
    """准客户 in hand by these fields."""
    leads = known_leads(tables, ctx)
    return leads[leads["lead_open"]].groupby(keys).size().reindex(index).fillna(0.0).astype("float64")


@figure(
    term="辖区市场分析",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "branch", "market", "district", "industry", "households", "source", "source_date"),
        *("customers_ours", "penetration", "new_borrowers", "typical_need", "need_total", "balance", "funding_gap"),
        *("busy_season", "slack_season", "season", "rivals", "next_step", "focus", "why", "note"),
        *MONTH_FIELDS,
    ),
    rows=place_rows,
)
def territory_list(tables: Tables, ctx: Context) -> Frames:
    """Each market and industry of the territory, the largest funding gap first, with why to go there.

    我行客户数 are customers with a loan balance whose file names that market and industry. 重点: the first few
    ([territory] focus) of those with a gap whose busy season is on or near.
    """
    return {level: listed(_ranked(tables, ctx, level), level, territory_list) for level in WIDE}


@once
def _ranked(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """The places by gap, with ``focus`` and ``why``."""
    keys = list(LEVELS[level])
    frame = places(tables, ctx)
    frame = frame.sort_values("funding_gap", ascending=False, kind="stable", na_position="last")
    settings = ctx.settings["territory"]
    near = pd.to_numeric(frame["_until"], errors="coerce") <= settings["ahead_months"]
    wanted = near & (frame["funding_gap"] > 0)
    place = wanted.astype("int64").groupby([frame[key] for key in keys]).cumsum()
    focus = wanted & (place <= settings["focus"])
    sums = frame.groupby(keys)[["customers_ours", "households"]].transform("sum")
    mean = ratio(sums["customers_ours"], sums["households"])
    rank = frame.groupby(keys)["funding_gap"].rank(method="min", ascending=False)
    frame = frame.assign(focus=focus, _behind=mean - frame["penetration"], _rank=rank)
    return frame.assign(why=pd.Series([_why(row) for row in frame.to_dict("records")], frame.index, dtype="object"))


def _why(row: Mapping[Any, Any]) -> str | None:
    """What speaks for going there: the gap and its place, the season, a penetration below the mean, nobody there."""
    parts: list[str] = []
    if row["_rank"] == row["_rank"] and row["funding_gap"] > 0:
        parts.append(say("place_gap", "zh", gap=rounded(row["funding_gap"], 0), rank=int(row["_rank"])))
    if row["season"]:
        parts.append(str(row["season"]))
    if row["customers_ours"] == 0 and row["households"] > 0:
        parts.append(say("place_empty", "zh"))
    elif row["_behind"] > 0:
        parts.append(say("place_behind", "zh", points=rounded(row["_behind"] * 100, 1)))
    return "；".join(parts) or None
