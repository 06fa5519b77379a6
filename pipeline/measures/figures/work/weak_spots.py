"""The funnel, the weak performers and the leads → where a branch or the bank is behind, and who is paired with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.counts import MEASURES
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.boards import mentors, officer_board, weak_rows
from pipeline.measures.figures.work.funnel import NEEDS, funnel_of
from pipeline.measures.figures.work.leads import known_leads, lead_sums
from pipeline.measures.ratios import ATTAINED, PRECISE
from pipeline.tables import Tables

WIDE: tuple[By, ...] = ("bank", "branch")
BELOW: Mapping[By, By] = {"bank": "branch", "branch": "officer"}
RATES = {"application_rate": "change_application_rate", "deal_rate": "change_deal_rate"}
_BRANCH = ["bank", "branch"]
_TERMS = {name: term for term, name in MEASURES.items()}


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {**weak_rows(tables, ctx), "prospects": tables["prospects"].frame.loc[known_leads(tables, ctx).index]}


@figure(
    term="薄弱环节",
    needs=(*NEEDS, "prospects"),
    by=WIDE,
    shape="many",
    fields=("number", "kind", "subject", "what", "gap"),
    rows=_rows,
)
def weak_spots(tables: Tables, ctx: Context) -> Frames:
    """Where the work is behind, in words, the widest gap of each kind first; empty where nothing is.

    进度: a measure whose attainment is behind 序时进度. 转化: a conversion that fell since the last period. 支行 or
    人员: a branch, an officer (no newcomer) far behind in the amount of the deals. 重点帮扶. 准客户: leads whose next
    step is overdue. Thresholds: [analysis] in the settings. ``gap`` is in points, of leads a share.
    """
    return {level: listed(_spots(tables, ctx, level), level, weak_spots) for level in WIDE}


def _spots(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    rules = ctx.settings["analysis"]
    frame = funnel_of(tables, ctx, ctx.span, level)
    kinds = [
        _behind(frame, ctx, rules["behind"]),
        _fallen(frame, ctx, rules["rate_drop"]),
        _members(tables, ctx, level, rules),
        _weak(tables, ctx, level),
        _late_leads(tables, ctx, level),
    ]
    found = pd.concat([kind.assign(_kind=order) for order, kind in enumerate(kinds)])
    found = found.sort_values(["_kind", "gap"], ascending=[True, False], na_position="last", kind="stable")
    return found[found.groupby([*LEVELS[level], "kind"]).cumcount() < int(rules["spots"])]


def _spot(rows: pd.DataFrame, kind: str, subject: Any, what: Any, gap: pd.Series[Any]) -> pd.DataFrame:
    """Spots with the keys of ``rows``."""
    made = {"kind": kind, "subject": subject, "what": what, "gap": gap.to_numpy(dtype="float64")}
    return pd.DataFrame(made, rows.index, columns=list(made)).astype(
        {"kind": "object", "subject": "object", "what": "object"}
    )


def _behind(frame: pd.DataFrame, ctx: Context, least: float) -> pd.DataFrame:
    """Measures behind 序时进度."""
    found = []
    for name, (plan, attained) in ATTAINED.items():
        lag = _lag(frame, attained)
        rows = frame[lag >= least - PRECISE]
        unit = ctx.vocabulary.fields[name].unit
        said = [
            say("spot_behind", "zh", done=_number(r[name]), unit=unit, plan=_number(r[plan]),
                rate=_percent(r[attained]), points=_points(r["elapsed"] - r[attained]))
            for r in rows.to_dict("records")
        ]  # fmt: skip
        found.append(_spot(rows, "进度", _TERMS[name], said, lag[rows.index]))
    return pd.concat(found)


def _lag(frame: pd.DataFrame, attained: str) -> pd.Series[float]:
    """How far attainment is behind 序时进度, as a fraction; blank where the plan is not whole."""
    lag: pd.Series[float] = (frame["elapsed"] - frame[attained]).where(frame["plan_whole"])
    return lag


def _fallen(frame: pd.DataFrame, ctx: Context, least: float) -> pd.DataFrame:
    """Conversions that fell since the last period."""
    found = []
    for name, change in RATES.items():
        rows = frame[frame[change] <= -least + PRECISE]
        said = [
            say("spot_fallen", "zh", rate=_percent(r[name]), points=_points(-r[change]))
            for r in rows.to_dict("records")
        ]
        found.append(_spot(rows, "转化", ctx.vocabulary.fields[name].term, said, -rows[change]))
    return pd.concat(found)


def _members(tables: Tables, ctx: Context, level: By, rules: Mapping[str, Any]) -> pd.DataFrame:
    """Branches of the bank, officers of the branch, far behind in the amount of their deals."""
    below = BELOW[level]
    frame = officer_board(tables, ctx) if below == "officer" else funnel_of(tables, ctx, ctx.span, "branch")
    frame = frame.assign(_lag=_lag(frame, "attainment_amount"))
    lag = frame["_lag"]
    late = lag >= rules["member_behind"] - PRECISE
    rows = frame[late & ~frame["newcomer"] if below == "officer" else late].reset_index(below)
    said = [
        say("spot_member", "zh", rate=_percent(r["attainment_amount"]), done=_number(r["loan_amount"]),
            plan=_number(r["plan_amount"]), points=_points(r["_lag"]))
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return _spot(
        rows, "人员" if below == "officer" else "支行", rows[below], said, rows["elapsed"] - rows["attainment_amount"]
    )


def _weak(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    board = officer_board(tables, ctx)
    rows = board[board["weak"]].reset_index()
    whom = rows["officer"] if level == "branch" else rows["branch"] + " " + rows["officer"]
    rows = rows.set_index(list(LEVELS[level]))
    return _spot(rows, "重点帮扶", whom.to_numpy(), rows["rule"].to_numpy(), rows["daily_mean"] * float("nan"))


def _late_leads(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    frame = lead_sums(tables, ctx, level)
    rows = frame[frame["leads_overdue"] > 0]
    said = [
        say("spot_leads", "zh", open=_number(r["leads_open"]), late=_number(r["leads_overdue"]),
            stalled=_number(r["leads_stalled"]))
        for r in rows.to_dict("records")
    ]  # fmt: skip
    return _spot(rows, "准客户", "下一步超期", said, rows["leads_overdue"] / rows["leads_open"])


def _number(value: float) -> str:
    return rounded(value, 0 if float(value).is_integer() else 1)


def _percent(value: float) -> str:
    return f"{rounded(value * 100, 1)}%"


def _points(value: float) -> str:
    return rounded(value * 100, 1)


@figure(
    term="结对帮带",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "branch", "officer", "why", "newcomer", "weak", "mentor", "proposed", "daily_mean", "mentor_daily"),
        *("application_rate", "mentor_application_rate", "deals", "mentor_deals"),
    ),
    rows=_rows,
)
def mentor_pairs(tables: Tables, ctx: Context) -> Frames:
    """Newcomers and weak performers, each with a mentor and both their figures of the period.

    The mentor is the roster's; where it names none (or one who has left), the officer of the branch with the best
    daily mean who is neither weak nor new is proposed (拟排). Empty where there is nobody to help.
    """
    board = officer_board(tables, ctx)
    helped = board[board["weak"] | board["newcomer"]].reset_index()
    mentor = mentors(helped, board)
    proposed = mentor.notna() & (mentor != helped["mentor"])
    pair = helped.assign(mentor=mentor, proposed=proposed, why=[_why(r) for r in helped.to_dict("records")])
    theirs = board.reindex(pd.MultiIndex.from_frame(pair[[*_BRANCH, "mentor"]]))
    pair = pair.assign(
        mentor_daily=theirs["daily_mean"].to_numpy(),
        mentor_application_rate=theirs["application_rate"].to_numpy(),
        mentor_deals=theirs["deals"].to_numpy(),
    )
    return {level: listed(pair, level, mentor_pairs) for level in WIDE}


def _why(row: Mapping[Any, Any]) -> str:
    reasons = [say("pair_newcomer", "zh")] if row["newcomer"] else []
    return "；".join([*reasons, row["rule"]] if row["weak"] else reasons)
