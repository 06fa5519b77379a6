"""What does not fit between the tables → problems with their cells: odd work, odd registers, unreadable quotes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pandas as pd

from pipeline.measures.assign import STRICT, assigned, near_names, rows_of
from pipeline.measures.counts import counted_days
from pipeline.measures.courses.findings import course_findings
from pipeline.measures.events import APPLICATION, DEAL, ENQUIRY, QUALIFYING, events, partner_branches
from pipeline.measures.figure import Context
from pipeline.measures.figures.meetings.actions import DONE_WORDS
from pipeline.measures.ledger_findings import ledger_findings
from pipeline.measures.market.findings import market_findings
from pipeline.measures.people import KEYS, branches, in_post, looked_up, roster
from pipeline.measures.plans import officer_plans
from pipeline.measures.pricing.offers import OfferTable, priced
from pipeline.measures.scores import score_findings
from pipeline.measures.screening import screening_findings
from pipeline.measures.team.findings import team_findings
from pipeline.measures.telling import each
from pipeline.measures.work_findings import work_findings
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Tables
from pipeline.workspace import SETTINGS

_WORK = ("activities", "daily_counts", "adjustments", "joint_work")
_OFFERS: tuple[OfferTable, ...] = ("competitor_products", "our_products")


def findings(tables: Tables, ctx: Context) -> list[Problem]:
    """Every cross-table problem, each with its cell.

    Errors: rows of officers that nobody knows (left out of all figures). Warnings keep the row: work outside the
    time in post or of the day, a deal without an application and an application without a contact in the quarter so
    far, days kept twice, registers that lack a person, and quotes that cannot be compared.
    """
    found = [problem for name in STRICT for problem in assigned(tables, ctx, name).problems]
    for check in (
        _rules,
        _branches_of_settings,
        _provisional,
        _outside_post,
        _partners,
        _kept_twice,
        _leaps,
        _hours,
        _channels,
        _half_days,
        _registers,
        _unplanned,
        _quotes,
        work_findings,
        ledger_findings,
        course_findings,
        screening_findings,
        score_findings,
        team_findings,
        market_findings,
    ):
        found += check(tables, ctx)
    return found


def _rules(_: Tables, ctx: Context) -> Iterator[Problem]:
    """Rules of 有效客户 in the settings that there are not."""
    settings = ctx.settings["measures"]
    for rule in settings["qualified"]:
        if rule not in QUALIFYING:
            near = difflib.get_close_matches(rule, QUALIFYING, 1) or QUALIFYING[:1]
            place = Place(file=SETTINGS, inside="measures.qualified")
            yield problem("MS120", place, rule, "warning", near=near[0], known="、".join(QUALIFYING))


def _branches_of_settings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Branches that the settings name and nobody else does; where no branch is known nothing is said."""
    known = [str(name) for name in branches(tables, ctx)["branch"]]
    for name in ctx.settings.get("branch", {}) if known else ():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.3)
            place = Place(file=SETTINGS, inside=f'branch."{name}"')
            yield problem("MS127", place, name, "warning", near=near[0] if near else "—", known="、".join(known))


def _provisional(_: Tables, ctx: Context) -> Iterator[Problem]:
    """Years of the period whose public holidays are not announced yet (暂定)."""
    for year in dict.fromkeys((ctx.period.first.year, ctx.period.last.year)):
        if ctx.calendar.is_provisional(year):
            yield problem("MS128", Place(file=SETTINGS, inside="holidays"), year, "warning")


def _outside_post(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Work dated before an officer joined or after leaving."""
    staff = roster(tables, ctx)[["branch", "officer", "joined", "left"]]
    for name in _WORK:
        rows = rows_of(tables, ctx, name)
        dated = rows[["branch", "officer", "date"]].merge(staff, "left", ["branch", "officer"]).set_axis(rows.index)
        early, late = dated["date"] < dated["joined"], dated["date"] > dated["left"]
        yield from each(tables, ctx, name, dated[early], "MS105", "date", officer="officer", day="joined")
        yield from each(tables, ctx, name, dated[late], "MS106", "date", officer="officer", day="left")


def _partners(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Colleagues who took part and whom the roster does not know."""
    staff = roster(tables, ctx)
    for name in ("activities", "joint_work"):
        rows = rows_of(tables, ctx, name)
        rows = rows[rows["partner"].notna()]
        unknown = rows[partner_branches(rows["branch"], rows["partner"], tables, ctx).isna()]
        near = [
            near_names(str(who), staff, str(at)) for who, at in zip(unknown["partner"], unknown["branch"], strict=True)
        ]
        unknown = unknown.assign(_near=pd.Series(near, unknown.index, dtype="object"))
        yield from each(tables, ctx, name, unknown, "MS107", "partner", near="_near")


def _kept_twice(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Daily counts of a day for which the officer has activity records too."""
    days = counted_days(tables, ctx)
    yield from each(tables, ctx, "daily_counts", days[days["doubled"]], "MS111", "date", officer="officer")


def _leaps(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Loan deals without an application, and applications without a contact, in the quarter so far."""
    record = events(tables, ctx)
    now = ctx.to_date("quarter").holds(record["date"])
    deals = record[now & (record["event"] == DEAL) & record["loan"]]
    yield from each(tables, ctx, "activities", deals[~_follows(deals, record, APPLICATION)], "MS112", "customer")
    papers = record[now & (record["event"] == APPLICATION)]
    yield from each(tables, ctx, "activities", papers[~_follows(papers, record, ENQUIRY)], "MS113", "customer")


def _follows(later: pd.DataFrame, record: pd.DataFrame, event: str) -> pd.Series[bool]:
    """Whether the customer of each record has an event of that kind on the same day or before."""
    first = record.loc[record["event"] == event, ["who", "date"]].groupby("who")["date"].min()
    return looked_up(later["who"], first) <= later["date"]


def _hours(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Visits outside the hours of the settings."""
    settings = ctx.settings["measures"]
    record = events(tables, ctx)
    record = record.loc[record["time"].notna() & (record["event"] == ENQUIRY), ["time"]]
    times = record["time"].astype("str")
    odd = record[(times < settings["visit_from"]) | (times > settings["visit_to"])]
    yield from each(
        tables, ctx, "activities", odd, "MS114", "time", begin=settings["visit_from"], end=settings["visit_to"]
    )


def _channels(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Contacts through channels that the bank does not work with; they are no 有效客户."""
    record = events(tables, ctx)
    odd = record[record["channel"].isin(ctx.settings["measures"]["rejected_channels"])]
    yield from each(tables, ctx, "activities", odd, "MS115", "channel")


def _half_days(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """More visits in a half-day than the settings allow; off while the limit is 0."""
    limit = int(ctx.settings["measures"]["half_day_limit"])
    if limit <= 0:
        return
    record = events(tables, ctx)
    record = record.loc[(record["event"] == ENQUIRY) & record["time"].notna(), [*KEYS, "date", "time"]]
    afternoon = record["time"].astype("str") >= "12:00"
    keys = [record["branch"], record["officer"], record["date"], afternoon]
    number = record.groupby(keys).cumcount() + 1
    over = record[number == limit + 1]
    yield from each(tables, ctx, "activities", over, "MS116", "date", officer="officer", limit=limit)


def _registers(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Adjustments nobody approved, action items called done that nobody closed, products of unknown customers."""
    changes = rows_of(tables, ctx, "adjustments")
    yield from each(
        tables, ctx, "adjustments", changes[changes["approver"].isna()], "MS117", "approver", officer="officer"
    )
    items = rows_of(tables, ctx, "action_items")
    called_done = items["status"].isin(DONE_WORDS)
    unclosed = items[called_done & (items["closed"].isna() | items["reviewer"].isna())]
    yield from each(tables, ctx, "action_items", unclosed, "MS118", "status", action_no="action_no")
    held, known = rows_of(tables, ctx, "holdings"), tables["customers"].frame["customer_no"]
    if len(known):
        strangers = held[~held["customer_no"].isin(known)]
        yield from each(tables, ctx, "holdings", strangers, "MS119", "customer_no")


def _unplanned(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Officers in post without a target where colleagues of their branch have one: it flatters the attainment."""
    plans = officer_plans(tables, ctx, ctx.period)
    planned = plans[plans["plan_enquiries"].notna()]
    staff = roster(tables, ctx)
    staff = staff[in_post(staff, ctx.period.first, ctx.period.last) & staff["branch"].isin(planned["branch"])]
    pairs = ["branch", "officer"]
    bare = staff[~pd.MultiIndex.from_frame(staff[pairs]).isin(pd.MultiIndex.from_frame(planned[pairs]))]
    bare = bare[bare.index.isin(tables["roster"].frame.index)]  # else activity records stand in for the roster
    yield from each(tables, ctx, "roster", bare, "MS121", "officer", period=ctx.period.label)


def _quotes(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Quotes that cannot be compared, each at the cell that is to blame."""
    for name in _OFFERS:
        frame = tables[name].frame.join(priced(tables, ctx, name))
        for code, rows in frame[frame["_code"] != ""].groupby("_code"):
            for field, group in rows.groupby("_field"):
                yield from each(tables, ctx, name, group, str(code), str(field), product="product", quote="quote")
