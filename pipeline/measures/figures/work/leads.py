"""The register of prospects → every lead with its age and its next step, how many there are, and at which stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pipeline.language import say
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import LEVELS, By, Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import everybody
from pipeline.measures.ratios import ratio
from pipeline.tables import Tables

WON, LOST = "成交", "放弃"
CLOSED = (WON, LOST)  # the stages at which nothing more is to be done for a lead
NEEDS = ("prospects",)
HELD: tuple[By, ...] = ("branch", "officer")
EVERY: tuple[By, ...] = ("bank", "branch", "officer")
TOTALS = (
    *("leads_open", "leads_new", "leads_due", "leads_overdue", "leads_stalled"),
    *("leads_won", "leads_lost", "need_total"),
)
_RED, _YELLOW, _BLUE, _NONE = "红", "黄", "蓝", ""
_URGENCY = {light: place for place, light in enumerate((_RED, _YELLOW, _BLUE, _NONE))}


def stages(ctx: Context) -> list[str]:
    """The stages in their order: the open ones, then 成交 and 放弃."""
    known = [*ctx.vocabulary.fields["stage"].choices]
    return [*(stage for stage in known if stage not in CLOSED), WON, LOST]


@once
def known_leads(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The prospects met by the day of the data, with bank, branch, lead_open, age_days, steps_overdue, stalled, why.

    A lead that nobody moves is stalled: its next step is long overdue, or it has none and is older than its stage
    allows ([leads] in the settings). Days are calendar days up to ``as_of``; a closed lead is neither overdue nor
    stalled. Stages are those of the register as it stands. Where it has the day of the stage (阶段日期), a stage
    reached later than ``as_of`` counts for nothing: the lead was still in hand, at a stage that nobody wrote down.
    """
    frame = rows_of(tables, ctx, "prospects")
    today = pd.Timestamp(ctx.as_of)
    frame = frame[frame["first_contact"].isna() | (frame["first_contact"] <= today)]
    frame = frame.assign(stage=frame["stage"].where(~(frame["stage_date"] > today), None))
    is_open = ~frame["stage"].isin(CLOSED)
    age = (today - frame["first_contact"]).dt.days.astype("float64")
    late = (today - frame["next_date"]).dt.days.astype("float64")
    late = late.where(is_open & (late > 0))
    limit = _limits(frame["stage"], ctx)
    long_overdue = late > ctx.settings["leads"]["overdue_days"]
    left_alone = is_open & frame["next_date"].isna() & (age > limit)
    found = frame.assign(lead_open=is_open, age_days=age, steps_overdue=late, stalled=long_overdue | left_alone)
    return found.assign(light=_lights(found, ctx), why=_reasons(found, left_alone))


def _limits(stage: pd.Series[Any], ctx: Context) -> pd.Series[float]:
    """How many days after the first contact each lead may stand at its stage without a next step."""
    days = list(ctx.settings["leads"]["stage_days"])
    names = stages(ctx)[:-2]
    limit = {name: float(days[min(at, len(days) - 1)]) for at, name in enumerate(names)}
    return stage.map(limit).astype("float64")


def _lights(frame: pd.DataFrame, ctx: Context) -> pd.Series[Any]:
    """红: the next step is overdue; 黄: stalled, or no next step; 蓝: the next step is near."""
    near = pd.Timestamp(ctx.as_of) + pd.Timedelta(days=int(ctx.settings["leads"]["blue_days"]))
    coming = frame["next_date"].le(near)
    nothing = frame["stalled"] | frame["next_date"].isna()
    open_lead = frame["lead_open"]
    kinds = [open_lead & frame["steps_overdue"].notna(), open_lead & nothing, open_lead & coming]
    return pd.Series(np.select(kinds, [_RED, _YELLOW, _BLUE], _NONE), frame.index, dtype="object")


def _reasons(frame: pd.DataFrame, left_alone: pd.Series[bool]) -> pd.Series[Any]:
    """Why a lead wants attention, in the words that documents print; None where it does not."""
    late = frame["steps_overdue"].map(lambda days: say("lead_overdue", "zh", days=int(days)), na_action="ignore")
    alone = frame["age_days"][left_alone].map(lambda days: say("lead_left_alone", "zh", days=int(days)))
    alone = alone.reindex(frame.index)
    unplanned = pd.Series(say("lead_unplanned", "zh"), frame.index, dtype="object")
    unplanned = unplanned.where(frame["lead_open"] & frame["next_date"].isna())
    return late.astype("object").fillna(alone.astype("object")).fillna(unplanned)


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    found = known_leads(tables, ctx)
    return {"prospects": rows_of(tables, ctx, "prospects").loc[found.index]}


@figure(
    term="准客户进程",
    needs=NEEDS,
    by=HELD,
    shape="many",
    fields=(
        *("number", "prospect_no", "customer", "phone", "officer", "stage", "stage_date", "lead_open", "first_contact"),
        *("age_days", "need", "product", "channel_name", "market", "industry", "source", "next_step", "next_date"),
        *("steps_overdue", "stalled", "light", "why", "reject_reason", "note"),
    ),
    rows=_rows,
)
def leads(tables: Tables, ctx: Context) -> Frames:
    """Every lead: those in hand before the closed ones, the most urgent first.

    Red lights (the longest overdue first) come before yellow, yellow before blue; then the step that comes first and
    the larger need. 在库天数 are calendar days since the first contact; 步骤超期天数 is blank where nothing is overdue.
    """
    found = known_leads(tables, ctx)
    found = found.assign(_closed=~found["lead_open"], _light=found["light"].map(_URGENCY), _quiet=~found["stalled"])
    order = ["_closed", "_light", "steps_overdue", "_quiet", "next_date", "need"]
    found = found.sort_values(
        order, ascending=[True, True, False, True, True, False], na_position="last", kind="stable"
    )
    return {level: listed(found.dropna(subset=list(LEVELS[level])), level, leads) for level in HELD}


@figure(term="准客户汇总", needs=NEEDS, by=EVERY, shape="one", fields=TOTALS, rows=_rows)
def lead_totals(tables: Tables, ctx: Context) -> Frames:
    """How many leads are in hand, new in the period, due soon, overdue, stalled, won and lost; their need in 万元.

    Blank where a branch keeps no register of prospects. 需求合计 is that of the leads in hand.
    """
    return {level: lead_sums(tables, ctx, level) for level in EVERY}


@once
def lead_sums(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """TOTALS for everybody at this level; blank where a branch keeps no register."""
    found = known_leads(tables, ctx)
    is_open = found["lead_open"]
    counted = found[list(LEVELS[level])].assign(
        leads_open=is_open,
        leads_new=ctx.span.holds(found["first_contact"]),
        leads_due=found["light"] == _BLUE,
        leads_overdue=found["steps_overdue"].notna(),
        leads_stalled=found["stalled"],
        leads_won=found["stage"] == WON,
        leads_lost=found["stage"] == LOST,
        need_total=found["need"].where(is_open).fillna(0.0),
    )
    counted = counted.astype(dict.fromkeys(TOTALS, "float64"))
    index = everybody(tables, ctx, ctx.span, level)
    sums = counted.groupby(list(LEVELS[level]))[list(TOTALS)].sum().reindex(index)
    keeps = index.get_level_values(-1 if level == "bank" else "branch").isin(
        found["bank" if level == "bank" else "branch"]
    )
    return sums.fillna(0.0).where(pd.Series(keeps, index), np.nan)


@figure(
    term="准客户阶段表",
    needs=NEEDS,
    by=EVERY,
    shape="many",
    fields=("stage", "count", "need_total", "share", "age_days", "steps_overdue"),
    rows=_rows,
)
def lead_stages(tables: Tables, ctx: Context) -> Frames:
    """A row for each stage, also where nobody stands at it: leads, their need, their share of those at a stage.

    在库天数 is the mean of the stage's leads; 步骤超期天数 that of the longest overdue. Nothing without leads.
    """
    return {level: listed(_by_stage(tables, ctx, level), level, lead_stages) for level in EVERY}


def _by_stage(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    found = known_leads(tables, ctx).dropna(subset=[*keys, "stage"])
    order = pd.DataFrame({"stage": stages(ctx)})
    grid = pd.MultiIndex.from_frame(found[keys].drop_duplicates().merge(order, how="cross"))
    grouped = found.groupby([*keys, "stage"])
    rows = pd.DataFrame(
        {
            "count": grouped.size(),
            "need_total": grouped["need"].sum(),
            "age_days": grouped["age_days"].mean(),
            "steps_overdue": grouped["steps_overdue"].max(),
        }
    ).reindex(grid)
    rows[["count", "need_total"]] = rows[["count", "need_total"]].astype("float64").fillna(0.0)
    rows = rows.reset_index("stage")
    return rows.assign(share=ratio(rows["count"], rows.groupby(level=keys)["count"].transform("sum")))
