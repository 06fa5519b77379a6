"""The roster, leave and areas → who goes out together on the visit day, in which role and where, and who stays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.calendar import period_of
from pipeline.measures.figure import Context, once
from pipeline.measures.people import in_post, is_new, leave_rows, roster
from pipeline.measures.plans import officer_plans
from pipeline.measures.team.areas import AREA, areas
from pipeline.measures.team.fixed_days import visit_days
from pipeline.tables import Tables

_KEYS = ["bank", "branch"]
_LARGEST = 3  # 主聊, 辅聊, 观察记录


def visit_day(ctx: Context) -> date | None:
    """The visit day of the week that the settings plan for, counted from the period's last week; None without one."""
    ahead = int(ctx.settings["visit_day"]["weeks_ahead"])
    week = period_of(ctx.period.last, "week").previous(-ahead)
    return next(iter(visit_days(ctx, week.first, week.last)), None)


@once
def at_work(tables: Tables, ctx: Context, day: date | None) -> pd.DataFrame:
    """Everybody in post on the day, in the roster's order: ``newcomer``, ``away`` (a kind of leave or None)."""
    staff: pd.DataFrame = roster(tables, ctx)
    if day is None:
        return staff[:0].assign(newcomer=pd.Series(dtype="bool"), away=pd.Series(dtype="object"))
    staff = staff[in_post(staff, day, day)]
    leave = leave_rows(tables, ctx)
    leave = leave[(leave["first_day"] <= pd.Timestamp(day)) & (leave["last_day"] >= pd.Timestamp(day))]
    kinds = leave.drop_duplicates(["branch", "officer"]).set_index(["branch", "officer"])["leave_kind"].fillna("请假")
    away = kinds.reindex(pd.MultiIndex.from_frame(staff[["branch", "officer"]])).to_numpy(dtype="object")
    months = int(ctx.settings["measures"]["newcomer_months"])
    found = staff.assign(newcomer=is_new(staff["joined"], day, months), away=pd.Series(away, staff.index))
    return found.assign(away=found["away"].where(found["away"].notna(), None))


class Person(NamedTuple):
    """Somebody who is at work on the visit day."""

    officer: str
    joined: pd.Timestamp
    newcomer: bool
    mentor: str | None


@dataclass(frozen=True)
class Crew:
    """Who of a branch stays on duty, and who goes out with whom: the leader first, the observer last."""

    duty: list[str]
    teams: list[list[str]]


@once
def crews(tables: Tables, ctx: Context, day: date | None) -> dict[tuple[str, str], Crew]:
    """The crew on that day of each branch that has people, by bank and branch; nobody's where there is no day."""
    staff = at_work(tables, ctx, day)
    there = staff[staff["away"].isna()]
    by_branch: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for bank, branch, *person in there[[*_KEYS, *Person._fields]].itertuples(index=False):
        by_branch[bank, branch].append(Person(*person))
    found = {}
    for key, people in by_branch.items():
        duty = _on_duty(people, ctx, day)
        going = [person for person in people if person.officer not in duty]
        found[key] = Crew(duty, _teams(going, int(ctx.settings["visit_day"]["squad"])))
    return found


def _on_duty(people: list[Person], ctx: Context, day: date | None) -> list[str]:
    """Who stays on duty: those who are no newcomers in turn, week by week; two at least always go out."""
    able = [person.officer for person in people if not person.newcomer] or [person.officer for person in people]
    number = min(int(ctx.settings["visit_day"]["duty"]), max(len(people) - 2, 0), len(able))
    start = (day or ctx.as_of).toordinal() // 7 * number
    return [able[(start + step) % len(able)] for step in range(number)]


def _teams(people: list[Person], size: int) -> list[list[str]]:
    """Teams of two or three, none of one alone where it can be helped: leaders first, the newest as observers."""
    count = len(people)
    teams = max(1, min(ceil(count / min(max(size, 2), _LARGEST)), count // 2)) if count else 0
    served = sorted(people, key=lambda person: (pd.isna(person.joined), person.joined))
    made = [[leader.officer] for leader in served[:teams]]
    room = [count // teams + (place < count % teams) for place in range(teams)]
    places = {team[0]: place for place, team in enumerate(made)}
    for person in reversed(served[teams:]):
        open_teams = [place for place, team in enumerate(made) if len(team) < room[place]]
        own = places.get(person.mentor or "")
        chosen = own if own in open_teams else min(open_teams, key=lambda place: len(made[place]))
        made[chosen].append(person.officer)
    return [[team[0], *reversed(team[1:])] for team in made]  # whoever came last was taken first: the observer


@once
def squads(tables: Tables, ctx: Context) -> pd.DataFrame:
    """A row for each squad: bank, branch, place (from 1), lead_talker, second_talker, observer, squad_size,
    households_aim, enquiries_aim, and the columns of its area.

    The longest-serving lead; a newcomer goes with the mentor where there is room. Areas go to the squads in the
    order in which they want walking, from the first again where there are more squads than areas.
    """
    rows = [
        (*key, float(place), *(*names, None, None)[:_LARGEST], float(len(names)), names)
        for key, crew in crews(tables, ctx, visit_day(ctx)).items()
        for place, names in enumerate(crew.teams, 1)
    ]
    columns = [*_KEYS, "place", "lead_talker", "second_talker", "observer", "squad_size", "members"]
    found = pd.DataFrame(rows, columns=columns).astype({"place": "float64", "squad_size": "float64"})
    households = float(ctx.settings["visit_day"]["households"])
    found = found.assign(
        households_aim=pd.Series(households, found.index, dtype="float64"),
        enquiries_aim=_aims(found, tables, ctx),
    )
    return _placed(found.drop(columns="members"), areas(tables, ctx))


def _aims(found: pd.DataFrame, tables: Tables, ctx: Context) -> pd.Series[float]:
    """The enquiries that the week's plan asks of a squad's people for one working day, rounded up; blank without."""
    week = period_of(visit_day(ctx) or ctx.period.last, "week")
    plans = officer_plans(tables, ctx, week)[["branch", "officer", "plan_enquiries"]]
    people = found["members"].explode().to_frame("officer").assign(branch=found["branch"]).reset_index(names="_squad")
    planned = people.merge(plans, on=["branch", "officer"]).groupby("_squad")["plan_enquiries"].sum(min_count=1)
    days = ctx.calendar.count(week.first, week.last)
    daily = planned.reindex(found.index).astype("float64") / (days or float("nan"))
    return pd.Series(np.ceil(daily.round(9)), found.index)


def _placed(found: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The squads with the area of each."""
    known = known.assign(_turn=known.groupby("branch", sort=False).cumcount())
    sizes = found["branch"].map(known.groupby("branch").size()).astype("float64")
    turn = (found["place"] - 1) % sizes
    placed = found.assign(_turn=turn).merge(known[["branch", "_turn", *AREA]], "left", ["branch", "_turn"])
    return placed.drop(columns="_turn")
