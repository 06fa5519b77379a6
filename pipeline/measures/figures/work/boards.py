"""The funnel of everybody → tables of officers and branches, who missed the plan, who needs help first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.calendar import parse_period
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, Span, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import FUNNEL, NEEDS, funnel_of, productivity, work_rows
from pipeline.measures.people import KEYS, in_post, roster
from pipeline.measures.people import officers as officers_in_post
from pipeline.measures.plans import plan_reach
from pipeline.measures.ratios import PRECISE, ranks, ratio
from pipeline.measures.weak import judged_weeks, weak
from pipeline.tables import Tables

RANKED = ("enquiries", "applications", "deals")
STANDING = (
    *(f"rank_{name}" for name in RANKED),
    *("headcount", "mean_enquiries", "mean_applications", "mean_deals"),
    *("mean_daily", "mean_application_rate", "mean_deal_rate"),
)
_BRANCH = ["bank", "branch"]


@once
def officer_board(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Everybody in post in the period, in the roster's order, with FUNNEL, ranks within the branch, weak and rule."""
    frame = funnel_of(tables, ctx, ctx.span, "officer")
    staff = officers_in_post(tables, ctx, ctx.span.first, ctx.span.last).set_index(KEYS)
    named = weak(tables, ctx)["rule"].reindex(frame.index)
    return frame.join(staff[["post", "mentor", "newcomer", "joined"]]).assign(
        weak=named.notna(),
        rule=named.astype("object").where(named.notna(), None),
        **{f"rank_{name}": ranks(frame[name], _BRANCH) for name in RANKED},
    )


def _period_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    staff = roster(tables, ctx)
    return {**work_rows(tables, ctx, ctx.span), "roster": staff[in_post(staff, ctx.span.first, ctx.span.last)]}


@figure(
    term="客户经理表",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("number", "officer", "post", "mentor", "newcomer", *FUNNEL),
        *(f"rank_{name}" for name in RANKED),
        *("weak", "rule"),
    ),
    rows=_period_rows,
)
def officers(tables: Tables, ctx: Context) -> Frames:
    """A row for each officer in post in the period, newcomers included, with the funnel and ranks in the branch."""
    return {"branch": listed(officer_board(tables, ctx).reset_index("officer"), "branch", officers)}


@figure(
    term="支行表",
    needs=NEEDS,
    by=("bank",),
    shape="many",
    fields=("number", "branch", *FUNNEL, "headcount", "amount_per_head", "rank_enquiries", "rank_deals"),
    rows=_period_rows,
)
def branches(tables: Tables, ctx: Context) -> Frames:
    """A row for each branch with its funnel, productivity per head, and rank within the bank."""
    frame = funnel_of(tables, ctx, ctx.span, "branch")
    frame = frame.join(productivity(tables, ctx, "branch")[["headcount", "amount_per_head"]])
    frame = frame.assign(**{f"rank_{name}": ranks(frame[name], ["bank"]) for name in ("enquiries", "deals")})
    return {"bank": listed(frame.reset_index("branch"), "bank", branches)}


def _shortfall_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {**_period_rows(tables, ctx), "shortfalls": _causes(tables, ctx)}


def _causes(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The causes recorded of the period, else of the newest shorter one within it, whose name the reason then bears."""
    causes = rows_of(tables, ctx, "shortfalls")
    codes = causes["period"].astype("object")
    found = {code: parse_period(str(code), ctx.as_of) for code in codes.dropna().unique()}
    whole = ctx.period
    inside = [code for code, one in found.items() if one and whole.first <= one.first and one.last <= whole.last]
    causes = causes[codes.isin(inside)]
    own = causes["period"] == whole.code
    said = causes["period"].map({code: f"{one.label}：" for code, one in found.items() if one}) + causes["reason"]
    causes = causes.assign(reason=causes["reason"].where(own, said), _own=own)
    return causes.sort_values(["_own", "period"], ascending=False, kind="stable").drop(columns="_own")


@figure(
    term="未达标名单",
    needs=(*NEEDS, "shortfalls"),
    by=("branch",),
    shape="many",
    fields=(
        *("number", "officer", "enquiries", "plan_enquiries", "attainment_enquiries"),
        *("deals", "plan_deals", "attainment_deals", "gap", "reason", "follow_up", "measure_taken"),
    ),
    rows=_shortfall_rows,
)
def shortfall_list(tables: Tables, ctx: Context) -> Frames:
    """Officers whose 咨询 or 成交 stayed below plan, with the recorded cause and what follows from it.

    While the period runs, below the part of the plan that the working days gone by ask for: on the 20th nobody has
    missed the month's. ``gap`` is the enquiries that are missing; 0 where only the deals stayed behind.
    """
    board = officer_board(tables, ctx)
    asked = _asked(board, tables, ctx)
    missed = [board[f"attainment_{name}"] < asked - PRECISE for name in ("enquiries", "deals")]
    board = board.assign(_asked=asked)[missed[0] | missed[1]].reset_index()
    causes = _causes(tables, ctx).drop_duplicates(["branch", "officer"])
    told = board.merge(causes[["branch", "officer", "reason", "follow_up", "measure_taken"]], "left", KEYS[1:])
    told["gap"] = (told["plan_enquiries"] * told["_asked"] - told["enquiries"]).clip(lower=0)
    return {"branch": listed(told.set_index(_BRANCH), "branch", shortfall_list)}


def _asked(board: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The share of each one's plan that is due by now: the days gone by of those that the targets reach over."""
    reach = plan_reach(tables, ctx, ctx.period, "officer").reindex(board.index)
    return ratio(board["elapsed"], reach).clip(upper=1).fillna(1.0)


def weak_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    """The period's rows, and those of the weeks before it that the rule looks at."""
    first = min([ctx.span.first, *(week.first for week in judged_weeks(ctx))])
    return {**_period_rows(tables, ctx), **work_rows(tables, ctx, Span(ctx.period, first, ctx.span.last))}


@figure(
    term="重点帮扶名单",
    needs=NEEDS,
    by=("bank", "branch"),
    shape="many",
    fields=(
        *("number", "branch", "officer", "rule", "mentor", "daily_mean", "mean_daily"),
        *("application_rate", "mean_application_rate"),
    ),
    rows=weak_rows,
)
def weak_list(tables: Tables, ctx: Context) -> Frames:
    """Who needs help first, with the rule that named them, the branch's means and a mentor.

    The mentor is the roster's; where it names none (or one who has left), the officer of the branch with the best
    daily mean who is neither weak nor new.
    """
    board = officer_board(tables, ctx)
    means = branch_means(board)
    rows = board[board["weak"]].join(means[["mean_daily", "mean_application_rate"]]).reset_index()
    rows = rows.assign(mentor=mentors(rows, board))
    return {
        "bank": listed(rows.set_index("bank"), "bank", weak_list),
        "branch": listed(rows.set_index(_BRANCH, drop=False).drop(columns="bank"), "branch", weak_list),
    }


def branch_means(board: pd.DataFrame) -> pd.DataFrame:
    """Means over a branch's officers in post; rates recomputed from the sums, the daily mean per person-day."""
    sums = board.groupby(level=_BRANCH, sort=False)[["enquiries", "applications", "deals", "workdays"]].sum()
    counted = board.groupby(level=_BRANCH, sort=False).size().astype("float64")
    return pd.DataFrame(
        {
            "headcount": counted,
            "mean_enquiries": sums["enquiries"] / counted,
            "mean_applications": sums["applications"] / counted,
            "mean_deals": sums["deals"] / counted,
            "mean_daily": ratio(sums["enquiries"], sums["workdays"]),
            "mean_application_rate": ratio(sums["applications"], sums["enquiries"]),
            "mean_deal_rate": ratio(sums["deals"], sums["applications"]),
        }
    )


def mentors(rows: pd.DataFrame, board: pd.DataFrame) -> pd.Series[Any]:
    """For each row the roster's mentor where the board has that colleague, else the best of the branch."""
    there = pd.MultiIndex.from_frame(rows[[*_BRANCH, "mentor"]]).isin(board.index)
    able = best(board).reindex(pd.MultiIndex.from_frame(rows[_BRANCH])).to_numpy()
    return rows["mentor"].astype("object").where(there, pd.Series(able, rows.index, dtype="object"))


def best(board: pd.DataFrame) -> pd.Series[Any]:
    """The officer of each branch with the best daily mean who is neither weak nor a newcomer."""
    able = board[~board["weak"] & ~board["newcomer"] & board["daily_mean"].notna()]
    able = able.sort_values("daily_mean", ascending=False, kind="stable").reset_index("officer")
    return able[~able.index.duplicated()]["officer"]


def _month_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, ctx.to_date("month"))


@figure(
    term="本人位置",
    needs=NEEDS,
    by=("officer",),
    shape="one",
    fields=STANDING,
    rows=_month_rows,
)
def standing(tables: Tables, ctx: Context) -> Frames:
    """Where an officer stands in the branch, month to date: ranks, and the means of all in post."""
    month = funnel_of(tables, ctx, ctx.to_date("month"), "officer")
    month = month.reindex(funnel_of(tables, ctx, ctx.span, "officer").index)
    frame = month[[]].assign(**{f"rank_{name}": ranks(month[name], _BRANCH) for name in RANKED})
    return {"officer": frame.join(branch_means(month))[list(STANDING)]}
