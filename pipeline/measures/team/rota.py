"""The register of topics, the roster and leave → who shares what at which meeting, proposed where nobody is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipeline.calendar import Unit, period_of
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, once
from pipeline.measures.people import branches, home_branches, leave_rows, roster
from pipeline.measures.team.meeting_names import called, how_often
from pipeline.tables import Tables

SHORT = "小课题"
_WEEK = 7
_LONGER: tuple[Unit, ...] = ("week", "month")
_NEVER, _FAR_OFF = pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 12, 31)
_FIELDS = ("date", "meeting", "topic_kind", "title", "sharer", "policy_no", "story", "note")


@once
def topics(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The register of topics with bank and branch, by day.

    A row without a branch belongs to its sharer's; one that names no sharer either is for every branch. The same topic
    of the same meeting counts once, though the register and a calendar that came back may both have it.
    """
    frame = rows_of(tables, ctx, "topics")
    frame = frame[frame["date"].notna()].assign(meeting=called(frame["meeting"], ctx))
    home = frame["sharer"].map(home_branches(tables, ctx)).astype("object")
    found = with_every_branch(frame.assign(branch=frame["branch"].where(frame["branch"].notna(), home)), tables, ctx)
    found = found.assign(_at=range(len(found)), _blanks=found[["sharer", "story"]].isna().sum(axis=1))
    found = found.sort_values("_blanks", kind="stable").drop_duplicates(["branch", "date", "meeting", "title"])
    return found.sort_values("_at").drop(columns=["_at", "_blanks"])


def with_every_branch(frame: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """The rows with their bank; a row without a branch stands once for each branch; by day."""
    places = branches(tables, ctx)[["bank", "branch"]]
    own, shared = frame[frame["branch"].notna()], frame[frame["branch"].isna()]
    banks = own["branch"].map(places.drop_duplicates("branch").set_index("branch")["bank"]).astype("object")
    own = own.assign(bank=banks.where(banks.notna(), own["bank"]))
    spread = [shared.assign(bank=bank, branch=branch) for bank, branch in places.itertuples(index=False)]
    found = pd.concat([own, *(part for part in spread if len(part))]) if len(shared) else own
    return found.sort_values("date", kind="stable")


def meetings_with_sharers(ctx: Context) -> list[tuple[str, str]]:
    """The meetings at which somebody shares each time, each with the kind of topic: ("夕会", "小课题")."""
    pairs = (line.split() for line in ctx.settings["study"]["rota"])
    return [(words[0], words[1] if len(words) > 1 else SHORT) for words in pairs if words]


@once
def rota(tables: Tables, ctx: Context) -> pd.DataFrame:
    """What is shared on each day of the period: the register's rows, and a proposal for each meeting without one.

    Columns bank, branch, date, meeting, topic_kind, title, sharer, policy_no, story, note, ``registered``, and
    ``proposed``: the sharer is the program's proposal. A proposal depends on the register and the quarter's first
    day, never on the period that is asked for: the month's calendar and the day's minutes name the same person.
    """
    first, last = ctx.period.first, ctx.period.last
    rows = [row for branch in _branches(tables, ctx) for row in _of_branch(branch, tables, ctx, first, last)]
    frame = pd.DataFrame(rows, columns=["bank", "branch", *_FIELDS, "registered", "proposed"])
    frame["date"] = frame["date"].astype("datetime64[ns]")
    order = {name: place for place, (name, _) in enumerate(meetings_with_sharers(ctx))}
    return frame.assign(_at=frame["meeting"].map(order)).sort_values(["date", "_at"], kind="stable")


@dataclass
class _Branch:
    """A branch's people and topics; whoever and whatever was not called on for longest comes first in its queue."""

    bank: str
    name: str
    staff: dict[str, tuple[date, date]]
    away: set[tuple[str, date]]
    known: dict[date, list[dict[str, Any]]]
    soon: dict[date, set[str]]
    sharers: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def begin(self, day: date, titles: list[str]) -> None:
        """Queue up as on this day: what the register has of the days before moves to the end."""
        self.sharers, self.titles = list(self.staff), list(titles)
        for earlier in sorted(known for known in self.known if known < day):
            for row in self.known[earlier]:
                self.note(row)

    def note(self, row: dict[str, Any]) -> None:
        """Whoever shared and what was told go to the end of their queues."""
        for queue, name in ((self.sharers, row["sharer"]), (self.titles, row["title"])):
            if name in queue:
                queue.remove(name)
                queue.append(name)

    def next_sharer(self, day: date, busy: set[str]) -> str | None:
        """The first in the queue of those at work that day who share neither then nor in the week after."""
        able = (n for n in self.sharers if self.staff[n][0] <= day <= self.staff[n][1] and (n, day) not in self.away)
        soon, second, third = self.soon.get(day, set()), None, None
        for name in able:
            if name not in busy and name not in soon:
                return name
            second = second or (name if name not in busy else None)
            third = third or name
        return second or third


def _branches(tables: Tables, ctx: Context) -> Iterator[_Branch]:
    staff, found = roster(tables, ctx), topics(tables, ctx)
    months = 0 if ctx.settings["study"]["newcomers"] else int(ctx.settings["measures"]["newcomer_months"])
    bounds = staff.assign(
        joined=(staff["joined"].fillna(_NEVER) + pd.DateOffset(months=months)).dt.date,
        left=staff["left"].fillna(_FAR_OFF).dt.date,
    )
    people: dict[str, dict[str, tuple[date, date]]] = defaultdict(dict)
    for branch, name, came, left in bounds[["branch", "officer", "joined", "left"]].itertuples(index=False):
        people[branch][name] = (came, left)
    known: dict[str, dict[date, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    soon: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for branch, *values in found[["branch", *_FIELDS]].itertuples(index=False):
        row: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
        day = row["date"].date()
        known[branch][day].append({**row, "date": day, "registered": True})
        if isinstance(row["sharer"], str):
            for ahead in range(_WEEK):
                soon[branch][day - timedelta(ahead)].add(row["sharer"])
    away = _away(tables, ctx)
    for bank, branch in branches(tables, ctx)[["bank", "branch"]].itertuples(index=False):
        yield _Branch(bank, branch, people[branch], away.get(branch, set()), known[branch], soon[branch])


def _away(tables: Tables, ctx: Context) -> dict[str, set[tuple[str, date]]]:
    """Branch → the days on which its people are on leave, within the quarters that the period touches."""
    first, last = period_of(ctx.period.first, "quarter").first, ctx.period.last
    found: dict[str, set[tuple[str, date]]] = defaultdict(set)
    for branch, name, start, end in leave_rows(tables, ctx)[["branch", "officer", "first_day", "last_day"]].itertuples(
        index=False
    ):
        day, stop = max(start.date(), first), min(end.date(), last)
        while day <= stop:
            found[branch].add((name, day))
            day += timedelta(1)
    return found


def _of_branch(branch: _Branch, tables: Tables, ctx: Context, first: date, last: date) -> Iterator[dict[str, Any]]:
    """The branch's rows from first to last; the rota is followed from the first day of each quarter."""
    quarter = period_of(first, "quarter")
    while quarter.first <= last:
        branch.begin(quarter.first, ctx.settings["study"]["micro_topics"])
        for row in _through(branch, tables, ctx, quarter.first, min(quarter.last, last)):
            if row["date"] >= first:
                yield {"bank": branch.bank, "branch": branch.name, **row}
        quarter = quarter.next()


def _through(branch: _Branch, tables: Tables, ctx: Context, first: date, last: date) -> Iterator[dict[str, Any]]:
    """Every day's rows: the register's with a proposed sharer where it names none, then the meetings without one."""
    propose = bool(ctx.settings["study"]["propose"])
    meetings = slots(tables, ctx, first, last) if propose else {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(offset)
        rows = [dict(row) for row in branch.known.get(day, ())]
        busy = {row["sharer"] for row in rows if isinstance(row["sharer"], str)}
        taken = {row["meeting"] for row in rows}
        rows += [_slot(day, *meeting) for meeting in meetings.get(day, ()) if meeting[0] not in taken]
        for row in rows:
            yield _completed(branch, row, busy, propose)


@once
def slots(tables: Tables, ctx: Context, first: date, last: date) -> dict[date, list[tuple[str, str]]]:
    """Working day → the meetings of the settings' rota on it, with their kind of topic.

    A weekly or monthly meeting is on the last working day of its week or month; what no setting knows comes every day.
    """
    often = how_often(ctx)
    found: dict[date, list[tuple[str, str]]] = {}
    for day in ctx.calendar.workdays(first, last):
        ends = {"day": True} | {unit: ctx.calendar.on_or_before(period_of(day, unit).last) == day for unit in _LONGER}
        found[day] = [pair for pair in meetings_with_sharers(ctx) if ends.get(often.get(pair[0], "day"), True)]
    return found


def _slot(day: date, meeting: str, kind: str) -> dict[str, Any]:
    return {**dict.fromkeys(_FIELDS), "date": day, "meeting": meeting, "topic_kind": kind, "registered": False}


def _completed(branch: _Branch, row: dict[str, Any], busy: set[str], propose: bool) -> dict[str, Any]:
    """The row with a sharer and, for a short topic, a title from the settings' list, those longest unheard first."""
    lacks = propose and not isinstance(row["sharer"], str)
    if lacks:
        row["sharer"] = branch.next_sharer(row["date"], busy)
    if row["topic_kind"] == SHORT and not isinstance(row["title"], str):
        row["title"] = next(iter(branch.titles), None)
    if isinstance(row["sharer"], str):
        busy.add(row["sharer"])
    branch.note(row)
    return {**row, "proposed": lacks and row["sharer"] is not None}
