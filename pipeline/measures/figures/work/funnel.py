"""Counts, plans and working days → the funnel of officer, branch and bank, with last period and attainment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipeline.calendar import Period, period_of
from pipeline.measures.assign import rows_of
from pipeline.measures.counts import COUNTS, MEASURES, PARTS, at_level, daily, in_reach, sums, totals
from pipeline.measures.events import APPLICATION, ENQUIRY, units
from pipeline.measures.figure import LEVELS, By, Context, Frames, Span, figure, once
from pipeline.measures.people import KEYS, everybody, officers, person_days, work_days
from pipeline.measures.plans import BEARING, plan, plan_covers, target_rows, unsplit_rows
from pipeline.measures.ratios import ATTAINED, CHANGED, attainments, changes, conversions, ratio
from pipeline.tables import Tables

FUNNEL = (
    *COUNTS,
    *("workdays", "leave_days", "daily_mean"),
    *("application_rate", "deal_rate", "overall_rate", "over_full", "cohort_rate"),
    *(plan_name for plan_name, _ in ATTAINED.values()),
    *(attained for _, attained in ATTAINED.values()),
    *("elapsed", "plan_whole", "ahead"),
    *(last for last, _ in CHANGED.values()),
    *(change for _, change in CHANGED.values()),
    *("change_application_rate", "change_deal_rate"),
)
PEOPLE = (
    *("headcount", "newcomers", "amount_per_head", "enquiries_per_head", "deals_per_head"),
    *("turnaround_mean", "turnaround_median", "enquiries_needed", "new_customers"),
)
NEEDS = ("activities", "daily_counts", "targets", "branch_targets", "roster", "leave", "adjustments", "joint_work")
WORK = ("activities", "daily_counts", "adjustments", "joint_work")  # the tables whose rows are counted by day
EVERY: tuple[By, ...] = ("bank", "branch", "officer")


def work_rows(tables: Tables, ctx: Context, span: Span) -> dict[str, pd.DataFrame]:
    """The rows of work, leave and targets behind the counts of a span."""
    rows = {name: rows_of(tables, ctx, name) for name in WORK}
    rows = {name: frame[span.holds(frame["date"])] for name, frame in rows.items()}
    leave = rows_of(tables, ctx, "leave")
    rows["leave"] = leave[(leave["first_day"] <= span.end) & (leave["last_day"] >= span.start)]
    rows["targets"] = target_rows(tables, ctx, span.period).drop(columns=BEARING)
    rows["branch_targets"] = unsplit_rows(tables, ctx, span.period).drop(columns=BEARING)
    return rows


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    rows = work_rows(tables, ctx, ctx.span)
    loans, files = rows_of(tables, ctx, "loans"), new_files(tables, ctx)
    return {**rows, "loans": loans[ctx.span.holds(loans["disbursed"]) & loans["applied"].notna()], "customers": files}


@figure(term="漏斗", needs=(*NEEDS, "loans", "customers"), by=EVERY, shape="one", fields=(*FUNNEL, *PEOPLE), rows=_rows)
def funnel(tables: Tables, ctx: Context) -> Frames:
    """咨询 → 申请 → 成交 of the period, with both conversions, plan, attainment, last period and productivity."""
    return {level: funnel_of(tables, ctx, ctx.span, level).join(productivity(tables, ctx, level)) for level in EVERY}


def _month_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return work_rows(tables, ctx, ctx.to_date("month"))


@figure(term="本月累计", needs=NEEDS, by=EVERY, shape="one", fields=FUNNEL, rows=_month_rows)
def month_funnel(tables: Tables, ctx: Context) -> Frames:
    """The funnel of the month so far, beside the whole month's plan; last month up to the same working day."""
    month = ctx.to_date("month")
    return {
        level: funnel_of(tables, ctx, month, level).reindex(everybody(tables, ctx, ctx.span, level)).pipe(flagged)
        for level in EVERY
    }


def flagged(frame: pd.DataFrame) -> pd.DataFrame:
    """An officer of the period who is in no way part of the month is not over full, and has no whole plan."""
    return frame.assign(**{name: frame[name].eq(True) for name in ("over_full", "plan_whole")})


def _day_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    return {name: frame for name, frame in work_rows(tables, ctx, ctx.span).items() if name in WORK}


@figure(term="口径分解", needs=WORK, by=EVERY, shape="many", fields=("measure", *PARTS, "completed"), rows=_day_rows)
def breakdown(tables: Tables, ctx: Context) -> Frames:
    """完成数 = 报表数 + 协同数 + 调整数, one row a measure."""
    return {level: broken_down(tables, ctx, level) for level in EVERY}


@once
def broken_down(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """A row a measure for everybody at this level: measure, reported, joint, adjusted and their sum, completed."""
    keys = list(LEVELS[level])
    frame = at_level(daily(tables, ctx), level)
    frame = frame[ctx.span.holds(frame["date"])]
    index = everybody(tables, ctx, ctx.span, level)
    made = []
    for term, name in MEASURES.items():
        wide = pd.DataFrame(
            {part: frame[frame["part"] == part].groupby(keys)[name].sum().reindex(index) for part in PARTS}
        ).fillna(0.0)
        wide.insert(0, "measure", term)
        made.append(wide.assign(completed=wide[list(PARTS)].sum(axis=1), _order=range(len(wide))))
    return pd.concat(made).sort_values("_order", kind="stable").drop(columns="_order")


@once
def funnel_of(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """FUNNEL for everybody at this level, for any span."""
    frame = totals(tables, ctx, span, level).join(workdays(tables, ctx, span, level))
    frame["daily_mean"] = ratio(frame["enquiries"], frame["_person_days"])
    frame = frame.join(conversions(frame))
    frame["cohort_rate"] = _cohort(tables, ctx, span, level)
    frame = frame.join(plan(tables, ctx, span.period, level))
    frame = frame.join(attainments(frame))
    elapsed = ctx.calendar.elapsed(span.period, ctx.as_of)
    frame["elapsed"] = float("nan") if elapsed is None else elapsed
    frame["plan_whole"] = plan_covers(tables, ctx, span.period, level).reindex(frame.index).eq(True)
    frame["ahead"] = (frame["attainment_deals"] - frame["elapsed"]).where(frame["plan_whole"])
    frame = frame.join(_last(tables, ctx, span, level))
    frame = frame.join(changes(frame))
    before = conversions(frame[[last for last, _ in CHANGED.values()]].set_axis(list(CHANGED), axis=1))
    frame["change_application_rate"] = frame["application_rate"] - before["application_rate"]
    frame["change_deal_rate"] = frame["deal_rate"] - before["deal_rate"]
    return frame[list(FUNNEL)]


def workdays(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """workdays, leave_days and _person_days: an officer's own days; above, the calendar's days and the sums."""
    own = person_days(tables, ctx, span.first, span.last)
    index = everybody(tables, ctx, span, level)
    if level == "officer":
        return own[["workdays", "leave_days"]].assign(_person_days=own["workdays"]).reindex(index)
    sums = own.groupby(level=list(LEVELS[level]), sort=False)[["workdays", "leave_days"]].sum()
    sums = sums.rename(columns={"workdays": "_person_days"}).reindex(index).fillna(0.0)
    sums.insert(0, "workdays", float(ctx.calendar.count(span.first, span.last)))
    return sums


def _last(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """The counts of the last period, cut at the same working day; blank where the data do not reach back so far."""
    before = last_span(ctx, span)
    found = sums(tables, ctx, before, level)
    found = found.reindex(everybody(tables, ctx, span, level))
    frame = found[list(CHANGED)].rename(columns={name: last for name, (last, _) in CHANGED.items()})
    return frame if in_reach(tables, ctx, before) else frame * float("nan")


def last_span(ctx: Context, span: Span) -> Span:
    """The last period, up to the working day that is as far into it as the span is into its own.

    Before a day comes the last working day: Monday's figures are compared with Friday's.
    """
    if span.period.unit == "day":
        before = ctx.calendar.on_or_before(span.first - timedelta(1))
        return Span(period_of(before, "day"), before, before)
    return as_far(ctx, span, span.period.previous())


def as_far(ctx: Context, span: Span, other: Period) -> Span:
    """Another period, up to the working day that is as far into it as the span is into its own."""
    if span.last >= span.period.last:
        return Span(other, other.first, other.last)
    days = ctx.calendar.workdays(other.first, other.last)
    gone = ctx.calendar.count(span.first, span.last)
    return Span(other, other.first, days[gone - 1] if 0 < gone <= len(days) else other.last)


@once
def _first_contacts(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Each customer's first contact, with the day of the first application after it (blank where none)."""
    unit = units(tables, ctx)
    own = ~unit["joint"]
    first = unit.loc[own & (unit["event"] == ENQUIRY), [*KEYS, "date", "who"]]
    first = first.sort_values("date", kind="stable").drop_duplicates("who")
    applied = unit.loc[own & (unit["event"] == APPLICATION), ["who", "date"]].rename(columns={"date": "applied_on"})
    both = first[["who", "date"]].merge(applied, on="who")
    soonest = both[both["applied_on"] >= both["date"]].groupby("who")["applied_on"].min()
    return first.assign(applied_on=soonest.reindex(first["who"]).to_numpy())


def _cohort(tables: Tables, ctx: Context, span: Span, level: By) -> pd.Series[Any]:
    """Of the customers first contacted in the span, the share that applied by its last known day."""
    first = _first_contacts(tables, ctx)
    first = first[span.holds(first["date"])]
    applied = (first["applied_on"] <= pd.Timestamp(max(ctx.as_of, ctx.through))).astype("float64")
    keys = [first[key] for key in LEVELS[level]]
    return applied.groupby(keys).mean().reindex(everybody(tables, ctx, span, level))


@once
def productivity(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """PEOPLE of the period: per head of the average number in post, turnaround, enquiries needed, new customers."""
    span = ctx.span
    frame = funnel_of(tables, ctx, span, level)
    people = _headcount(tables, ctx, span, level)
    per_head = {
        "amount_per_head": ratio(frame["loan_amount"], people["headcount"]),
        "enquiries_per_head": ratio(frame["enquiries"], people["headcount"]),
        "deals_per_head": ratio(frame["deals"], people["headcount"]),
    }
    needed = ratio(frame["plan_deals"], frame["application_rate"] * frame["deal_rate"])
    files = new_files(tables, ctx)
    added = files.groupby([files[key] for key in LEVELS[level]]).size().reindex(frame.index).fillna(0.0)
    made = people.assign(**per_head).join(_turnaround(tables, ctx, level).reindex(frame.index))
    return made.assign(enquiries_needed=needed, new_customers=added.astype("float64"))[list(PEOPLE)]


def _headcount(tables: Tables, ctx: Context, span: Span, level: By) -> pd.DataFrame:
    """The average number in post over the span's working days, and how many of them are newcomers."""
    staff = officers(tables, ctx, span.first, span.last)
    days = person_days(tables, ctx, span.first, span.last)["days_in_post"].to_numpy()
    total = ctx.calendar.count(span.first, span.last)
    frame = staff.assign(headcount=days / total if total else 1.0, newcomers=staff["newcomer"].astype("float64"))
    found = frame.groupby(list(LEVELS[level]), sort=False)[["headcount", "newcomers"]].sum()
    return found.reindex(everybody(tables, ctx, span, level)).fillna(0.0)


def _turnaround(tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    """Mean and median working days 申请→放款 of the loans disbursed in the period; the day of application is day 0."""
    loans = rows_of(tables, ctx, "loans")
    loans = loans[ctx.span.holds(loans["disbursed"]) & (loans["applied"] <= loans["disbursed"])]
    keys = [loans[key] for key in LEVELS[level]]
    first: date = loans["applied"].min().date() if len(loans) else ctx.span.first
    days = work_days(ctx, first, ctx.span.last)
    gone = days.searchsorted(loans["disbursed"].to_numpy(), "right") - days.searchsorted(
        loans["applied"].to_numpy(), "right"
    )
    taken = pd.Series(gone, loans.index, dtype="float64").groupby(keys)
    return pd.DataFrame({"turnaround_mean": taken.mean(), "turnaround_median": taken.median()})


def new_files(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Customers whose file was added in the period and is complete (新增客户数据)."""
    files = rows_of(tables, ctx, "customers")
    return files[ctx.span.holds(files["added"]) & files["complete"].fillna(False).astype(bool)]
