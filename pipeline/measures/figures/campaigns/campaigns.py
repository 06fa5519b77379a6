"""The register of campaigns → each campaign's plan and what it brought, the branch's list, totals and ways used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from pipeline.language import weekday
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.measures.team.campaigns import RESULTS, campaigns, task_list, yields
from pipeline.measures.team.register import of_period
from pipeline.tables import Tables

NEEDS = ("campaigns", "branches", "roster")
WIDE: tuple[By, ...] = ("bank", "branch")
_PLAN = {
    "attainment_reached": ("reached", "plan_reached"),
    "attainment_enquiries": ("enquiries", "plan_enquiries"),
    "attainment_applications": ("applications", "plan_applications"),
    "attainment_deals": ("deals", "plan_deals"),
    "attainment_amount": ("loan_amount", "plan_amount"),
}
_YIELDS = ("enquiry_rate", "application_rate", "deal_rate", "budget_used", "cost_per_enquiry", "cost_per_deal")
_AIMS = tuple(plan for _, plan in _PLAN.values())
_SUMS = (*_AIMS, *RESULTS, "budget", "cost")


def _period_campaigns(tables: Tables, ctx: Context) -> pd.DataFrame:
    return of_period(campaigns(tables, ctx), ctx)


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {"campaigns": _period_campaigns(tables, ctx)}


def _with_yields(frame: pd.DataFrame) -> pd.DataFrame:
    attained = {name: ratio(frame[done], frame[plan]) for name, (done, plan) in _PLAN.items()}
    return frame.assign(**attained, **yields(frame))


@figure(
    term="活动信息",
    needs=NEEDS,
    by=("campaign",),
    shape="one",
    fields=(
        *("campaign_no", "date", "weekday", "last_day", "owner", "helpers", "approach", "means", "channel_name"),
        *("venue", "target_group", "purpose", "budget", "gifts", "script", "risk_note", "held", "shared"),
        *(*_AIMS, *RESULTS, "cost", "review", "note", *_PLAN, *_YIELDS),
    ),
    rows=_rows,
)
def campaign_info(tables: Tables, ctx: Context) -> Frames:
    """Each campaign of the period: what the register says, ``held`` once its last day has come, what it brought.

    Rates run along the funnel of the campaign itself; costs for each enquiry and deal are blank where there is none.
    """
    found = _with_yields(_period_campaigns(tables, ctx))
    found = found.assign(weekday=found["date"].map(weekday).astype("object"), held=found["held"].astype("bool"))
    return {"campaign": listed(found, "campaign", campaign_info)}


@figure(
    term="营销活动表",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *(
            "number",
            "branch",
            "campaign_no",
            "campaign",
            "date",
            "weekday",
            "last_day",
            "days_long",
            "owner",
            "helpers",
        ),
        *("approach", "means", "channel_name", "venue", "target_group", "purpose", "budget", "gifts", "script"),
        *("risk_note", "held", "shared", *_AIMS, *RESULTS, "cost", "review", "note", *_YIELDS),
    ),
    rows=_rows,
)
def campaigns_list(tables: Tables, ctx: Context) -> Frames:
    """The campaigns of the period by day, held or still to come, each with its budget and what it brought."""
    found = _with_yields(_period_campaigns(tables, ctx))
    length = (found["last_day"] - found["date"]).dt.days.clip(lower=0).fillna(0) + 1
    found = found.assign(
        weekday=found["date"].map(weekday).astype("object"),
        held=found["held"].astype("bool"),
        days_long=length.astype("float64"),
    )
    return {level: listed(found, level, campaigns_list) for level in WIDE}


@figure(
    term="营销活动汇总",
    needs=NEEDS,
    by=WIDE,
    shape="one",
    fields=("campaigns_count", "campaigns_held", *_SUMS, *_PLAN, *_YIELDS),
    rows=_rows,
)
def campaign_totals(tables: Tables, ctx: Context) -> Frames:
    """How many campaigns the period has, how many are held, and sums; ratios are recomputed from the sums."""
    found = _period_campaigns(tables, ctx)
    return {level: _totals(found, everybody(tables, ctx, ctx.span, level), level) for level in WIDE}


def _totals(found: pd.DataFrame, index: pd.Index[Any], level: By) -> pd.DataFrame:
    groups = found.groupby(list(LEVELS[level]))
    counts = {
        "campaigns_count": groups.size().reindex(index).fillna(0.0).astype("float64"),
        "campaigns_held": groups["held"].sum().reindex(index).fillna(0.0).astype("float64"),
    }
    sums = groups[list(_SUMS)].sum(min_count=1).reindex(index).astype("float64")
    return _with_yields(sums.assign(**counts))[["campaigns_count", "campaigns_held", *_SUMS, *_PLAN, *_YIELDS]]


@figure(
    term="通路使用表",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "approach", "campaigns_count", "campaigns_held", *RESULTS, "budget", "cost", *_YIELDS),
    rows=_rows,
)
def approach_use(tables: Tables, ctx: Context) -> Frames:
    """The settings' approaches in their order, then any other that was used: campaigns, results and cost of each."""
    found = _period_campaigns(tables, ctx)
    return {level: listed(_used(found, tables, ctx, level), level, approach_use) for level in WIDE}


def _used(found: pd.DataFrame, tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    known = list(ctx.settings["campaigns"]["approaches"])
    names = [*known, *sorted(set(found["approach"].dropna()) - set(known))]
    places = everybody(tables, ctx, ctx.span, level).to_frame(index=False)
    index = pd.MultiIndex.from_frame(places.merge(pd.DataFrame({"approach": names}), how="cross"))
    groups = found.groupby([*keys, "approach"])
    frame = groups[[*RESULTS, "budget", "cost"]].sum(min_count=1).reindex(index).astype("float64")
    sizes = {"campaigns_count": groups.size(), "campaigns_held": groups["held"].sum()}
    frame = frame.assign(**{name: size.reindex(index).fillna(0.0).astype("float64") for name, size in sizes.items()})
    frame = frame.reset_index("approach")
    named = set(zip(*(found[key] for key in (*keys, "approach")), strict=True))  # an odd approach only where it is used
    used = [
        (*(k if isinstance(k, tuple) else (k,)), a) in named
        for k, a in zip(frame.index, frame["approach"], strict=True)
    ]
    frame = frame[frame["approach"].isin(known) | pd.Series(used, frame.index)]
    return frame.assign(**yields(frame))


_STAGES = (
    ("reached", "plan_reached", "触达人数（人）"),
    ("enquiries", "plan_enquiries", "咨询量（次）"),
    ("applications", "plan_applications", "申请量（笔）"),
    ("deals", "plan_deals", "成交量（笔）"),
    ("loan_amount", "plan_amount", "成交金额（万元）"),
)
_FUNNEL = 4  # of which each stage is a share of the one before


@figure(
    term="活动成效",
    needs=NEEDS,
    by=("campaign",),
    shape="many",
    fields=("number", "label", "aim", "completed", "attained", "step_rate", "usual_rate"),
    rows=_rows,
)
def campaign_stages(tables: Tables, ctx: Context) -> Frames:
    """Each campaign's aims and what it brought, stage by stage: attainment, the share of the stage before, and that
    share over all campaigns of the branch in the period.
    """
    found = _period_campaigns(tables, ctx)
    keys = list(LEVELS["campaign"])
    sums = found.groupby(keys[:2])[list(RESULTS)].sum(min_count=1)
    usual = sums.reindex(pd.MultiIndex.from_frame(found[keys[:2]])).set_axis(found.index)
    parts = []
    for place, (done, plan, label) in enumerate(_STAGES):
        before = _STAGES[place - 1][0] if 0 < place < _FUNNEL else None
        own, all_of = (
            ratio(f[done], f[before]) if before else pd.Series(float("nan"), found.index) for f in (found, usual)
        )
        told = found[keys].assign(label=label, aim=found[plan], completed=found[done], _at=place)
        parts.append(told.assign(attained=ratio(found[done], found[plan]), step_rate=own, usual_rate=all_of))
    stages = pd.concat(parts)
    stages = stages.assign(label=stages["label"].astype("object"))
    return {"campaign": listed(stages.sort_values([*keys, "_at"], kind="stable"), "campaign", campaign_stages)}


@figure(
    term="筹备分工",
    needs=NEEDS,
    by=("campaign",),
    shape="many",
    fields=("number", "due", "content"),
    rows=_rows,
)
def campaign_tasks(tables: Tables, ctx: Context) -> Frames:
    """What each campaign needs done by which day, by the settings' list: a day of rest gives way to the one before,
    after the campaign to the one after.
    """
    found = _period_campaigns(tables, ctx)
    parts = [
        found.assign(due=_due(found, days, ctx), content=text, _at=place)
        for place, (days, text) in enumerate(task_list(ctx)[0])
    ]
    tasks = pd.concat(parts) if parts else found.assign(due=found["date"], content=None, _at=0)[:0]
    tasks = tasks.assign(content=tasks["content"].astype("object")).sort_values(["date", "due", "_at"], kind="stable")
    return {"campaign": listed(tasks, "campaign", campaign_tasks)}


def _due(found: pd.DataFrame, days: int, ctx: Context) -> pd.Series[Any]:
    """The working day that lies so many days from each campaign's first day, or last day where it is over."""
    of = found["date"] if days <= 0 else found["last_day"].where(found["last_day"].notna(), found["date"])
    wanted = [day.date() + timedelta(days) for day in of]
    worked = [ctx.calendar.after(day - timedelta(1)) if days > 0 else ctx.calendar.on_or_before(day) for day in wanted]
    own = [day.date() if days == 0 else near for day, near in zip(of, worked, strict=True)]  # the day itself stays
    return pd.Series(own, found.index).astype("datetime64[ns]")
