"""Roster, interviews, plans and results → who should be talked to, why, and what was agreed last time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.work.funnel import NEEDS, funnel_of, work_rows
from pipeline.measures.people import KEYS, branches, everybody, looked_up, officers, whole_months
from pipeline.measures.ratios import PRECISE
from pipeline.measures.weak import weak
from pipeline.tables import Tables

_HALF = 0.5  # 序时进度过半


def _staff(tables: Tables, ctx: Context) -> pd.DataFrame:
    return officers(tables, ctx, ctx.span.first, ctx.span.last)


def _roster_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    names = pd.MultiIndex.from_frame(_staff(tables, ctx)[KEYS[1:]])
    frame = rows_of(tables, ctx, "roster")
    return {"roster": frame[pd.MultiIndex.from_frame(frame[KEYS[1:]]).isin(names)]}


@figure(
    term="人员概况",
    needs=("roster",),
    by=("officer",),
    shape="one",
    fields=("staff_no", "post", "level", "joined", "months_in_post", "mentor", "newcomer"),
    rows=_roster_rows,
)
def officer_profile(tables: Tables, ctx: Context) -> Frames:
    """What the roster says of an officer, and the whole months since joining, as at ``as_of``."""
    staff = _staff(tables, ctx)
    months = whole_months(staff["joined"], ctx.as_of)
    return {"officer": listed(staff.assign(months_in_post=months), "officer", "officer_profile")}


@once
def last_interviews(tables: Tables, ctx: Context) -> pd.Series[Any]:
    """The day of each officer's last interview up to now, indexed by officer."""
    held = rows_of(tables, ctx, "interviews")
    held = held[held["date"] <= ctx.span.end]
    return held.groupby(KEYS)["date"].max()


def _interview_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    held = rows_of(tables, ctx, "interviews")
    return {**work_rows(tables, ctx, ctx.to_date("month")), "interviews": held[held["date"] <= ctx.span.end]}


@figure(
    term="面谈安排",
    needs=(*NEEDS, "interviews", "branches"),
    by=("officer",),
    shape="one",
    fields=("needed", "why", "interview_no", "interview_kind", "interviewer", "date", "last_interview"),
    rows=_interview_rows,
)
def interview(tables: Tables, ctx: Context) -> Frames:
    """Whether an interview is needed and why, and a proposal: number, kind, the branch's host, the next working day.

    Needed (each a setting): named as weak; the last one, or joining the bank, too long ago; 成交达成率 of the month
    low when more than half of its working days are gone.
    """
    index = everybody(tables, ctx, ctx.span, "officer")
    reasons = _reasons(tables, ctx, index)
    why = ["；".join(text for text in texts if text) for texts in reasons.itertuples(index=False)]
    frame = pd.DataFrame({"why": pd.Series(why, index, dtype="object")})
    frame["needed"] = frame["why"] != ""
    improving = (reasons["weak"] != "") | (reasons["behind"] != "")
    frame["interview_kind"] = improving.map({True: "改进", False: "常规"}).astype("object")
    day = ctx.calendar.after(ctx.as_of)
    frame["date"] = pd.Series(pd.Timestamp(day), index, dtype="datetime64[ns]")
    frame["last_interview"] = last_interviews(tables, ctx).reindex(index)
    flat = frame.reset_index()
    hosts = branches(tables, ctx).set_index("branch")["host"]
    numbers = flat.groupby(["bank", "branch"], sort=False).cumcount() + 1
    numbered = [f"{b}-面谈-{day:%Y%m%d}-{n:02d}" for b, n in zip(flat["branch"], numbers, strict=True)]
    flat = flat.assign(interviewer=looked_up(flat["branch"], hosts), interview_no=pd.Series(numbered, dtype="object"))
    return {"officer": listed(flat, "officer", "interview")}


def _reasons(tables: Tables, ctx: Context, index: pd.Index[Any]) -> pd.DataFrame:
    """The reasons for an interview, one column each: a text as documents print it, or empty."""
    settings = ctx.settings["interviews"]
    frame = pd.DataFrame("", index, ["weak", "long_ago", "behind"], dtype="object")
    if settings["weak"]:
        rules = weak(tables, ctx)["rule"].reindex(index)
        said = rules.map(lambda rule: say("why_weak", "zh", rule=rule), na_action="ignore").astype("object")
        frame["weak"] = said.where(said.notna(), "")
    frame["long_ago"] = _long_ago(tables, ctx, index, int(settings["every_days"]))
    month = funnel_of(tables, ctx, ctx.to_date("month"), "officer").reindex(index)
    behind = (month["attainment_deals"] < settings["attainment_below"] - PRECISE) & (month["elapsed"] > _HALF)
    texts = [
        say("why_behind", "zh", share=rounded(share * 100, 1), elapsed=rounded(gone * 100, 1)) if low else ""
        for share, gone, low in zip(month["attainment_deals"], month["elapsed"], behind, strict=True)
    ]
    frame["behind"] = pd.Series(texts, index, dtype="object")
    return frame


def _long_ago(tables: Tables, ctx: Context, index: pd.Index[Any], limit: int) -> pd.Series[Any]:
    """Why an interview is due by the calendar: the last was, or the officer joined and had none, too long ago."""
    last = last_interviews(tables, ctx).reindex(index)
    joined = _staff(tables, ctx).set_index(KEYS)["joined"].reindex(index)
    today = pd.Timestamp(ctx.as_of)
    since, since_joined = (today - last).dt.days, (today - joined).dt.days

    def why(days: float, days_in_post: float) -> str:
        if days > limit:
            return say("why_long_ago", "zh", days=int(days), limit=limit)
        return say("why_never", "zh", days=int(days_in_post)) if pd.isna(days) and days_in_post > limit else ""

    texts = [why(*days) for days in zip(since, since_joined, strict=True)]
    return pd.Series(texts, index, dtype="object")


def newest_plans(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The items of each officer's newest plan; items without a date where no plan of theirs is dated."""
    plans = rows_of(tables, ctx, "improvement_plans")
    plans = plans[plans["date"].isna() | (plans["date"] <= ctx.span.end)]
    newest = plans.groupby(KEYS)["date"].transform("max")
    return plans[(plans["date"] == newest) | newest.isna()]


@figure(
    term="上次计划",
    needs=("improvement_plans",),
    by=("officer",),
    shape="many",
    fields=("number", "plan_item", "measure_taken", "standard", "due", "supporter", "check_by", "outcome"),
    rows=lambda tables, ctx: {"improvement_plans": newest_plans(tables, ctx)},
)
def last_plan(tables: Tables, ctx: Context) -> Frames:
    """The improvement plan of the last interview, item by item, with how it was kept."""
    return {"officer": listed(newest_plans(tables, ctx), "officer", "last_plan")}
