"""Meetings, attendance, the roster and the action register → the papers of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from pipeline.language import say, weekday
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.people import branches, leave_rows, looked_up, roster
from pipeline.tables import Tables

_KEYS = ["bank", "branch"]
_NAMES = {
    "names_present": ("实到", "迟到"),
    "names_leave": ("请假",),
    "names_late": ("迟到",),
    "names_away": ("公出",),
    "names_absent": ("缺席",),
}


def _meeting_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    meetings = rows_of(tables, ctx, "meetings")
    held = (meetings["meeting"] == ctx.settings["meetings"]["weekly"]["name"]) & _of_period(meetings["date"], ctx)
    return {"meetings": meetings[held]}


def _of_period(days: pd.Series[Any], ctx: Context) -> pd.Series[bool]:
    """Which days lie in the whole period: a meeting may be planned for a day that is yet to come."""
    return (days >= pd.Timestamp(ctx.period.first)) & (days <= pd.Timestamp(ctx.period.last))


@once
def weekly_meetings(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The weekly meeting of each branch, indexed by branch: the last that is registered in the period, else the
    one that would be held on its last working day, led by the branch's host.
    """
    plan = ctx.settings["meetings"]["weekly"]
    planned = _meeting_rows(tables, ctx)["meetings"].sort_values("date", kind="stable")
    planned = planned.drop_duplicates("branch", keep="last").set_index("branch")
    places = branches(tables, ctx).set_index("branch")
    found = planned.reindex(places.index)
    day = pd.Timestamp(ctx.calendar.on_or_before(ctx.period.last))
    found = found.assign(bank=places["bank"], registered=found["date"].notna())
    found["date"] = found["date"].fillna(day)
    found["meeting"] = plan["name"]
    found["host"] = found["host"].astype("object").where(found["host"].notna(), places["host"])
    found["venue"] = found["venue"].astype("object").where(found["venue"].notna(), plan["venue"])
    return found


@figure(
    term="会议信息",
    needs=("meetings", "branches"),
    by=("branch",),
    shape="one",
    fields=(
        *("meeting_no", "meeting", "date", "weekday", "start", "end", "minutes", "off_range"),
        *("venue", "host", "recorder", "observers", "next_meeting"),
    ),
    rows=_meeting_rows,
)
def meeting_info(tables: Tables, ctx: Context) -> Frames:
    """The weekly meeting of the period: as registered, else as settings propose it on the last working day."""
    found = weekly_meetings(tables, ctx).reset_index()
    made = [_one_meeting(row, ctx) for row in found.to_dict("records")]
    fields = ("meeting_no", "weekday", "start", "end", "minutes", "off_range", "next_meeting")
    frame = found.assign(**{name: [row[name] for row in made] for name in fields})
    frame["minutes"] = frame["minutes"].astype("float64")
    frame["next_meeting"] = frame["next_meeting"].astype("datetime64[ns]")
    frame["off_range"] = frame["off_range"].astype("bool")
    return {"branch": listed(frame.set_index(_KEYS), "branch", "meeting_info")}


def _one_meeting(row: Mapping[Any, Any], ctx: Context) -> dict[str, Any]:
    """What one meeting's row implies: its number, weekday, end, length and the next meeting."""
    plan = ctx.settings["meetings"]["weekly"]
    day = row["date"].date()
    start = row["start"] if isinstance(row["start"], str) else plan["start"]
    end = row["end"] if isinstance(row["end"], str) else later(start, int(plan["length"]))
    length = minutes_between(start, end) if end else None
    shortest, longest = plan["minutes"]
    own_number = row["meeting_no"] if isinstance(row["meeting_no"], str) else None
    own_next = None if pd.isna(row["next_meeting"]) else row["next_meeting"]
    return {
        "meeting_no": own_number or f"{row['branch']}-{row['meeting']}-{day:%Y%m%d}-01",
        "weekday": weekday(day),
        "start": start,
        "end": end,
        "minutes": length,
        "off_range": length is not None and not shortest <= length <= longest,
        "next_meeting": own_next or next_meeting(day, ctx),
    }


def next_meeting(day: date, ctx: Context) -> pd.Timestamp:
    """The same weekday a week later, or the last working day before it."""
    return pd.Timestamp(ctx.calendar.on_or_before(day + timedelta(7)))


def later(start: str, minutes: int) -> str | None:
    """HH:MM so many minutes later; None where the start is not of that form."""
    try:
        return f"{datetime.strptime(start, '%H:%M') + timedelta(minutes=minutes):%H:%M}"
    except ValueError:
        return None


def minutes_between(start: str, end: str) -> int | None:
    """The minutes from HH:MM to HH:MM on one day; None where the end comes first or a time is not of that form."""
    try:
        length = datetime.strptime(end, "%H:%M") - datetime.strptime(start, "%H:%M")
    except ValueError:
        return None
    minutes = int(length.total_seconds() // 60)
    return minutes if minutes > 0 else None


def _present_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    seen = _attended(tables, ctx)
    return {**_meeting_rows(tables, ctx), "attendance": seen, "roster": _on_the_day(tables, ctx)}


def _attended(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Attendance of each branch's weekly meeting."""
    seen = rows_of(tables, ctx, "attendance")
    days = weekly_meetings(tables, ctx)["date"]
    weekly = seen["meeting"] == ctx.settings["meetings"]["weekly"]["name"]
    there: pd.DataFrame = seen[weekly & (seen["date"] == looked_up(seen["branch"], days))]
    return there


@once
def _on_the_day(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Who is in post on the day of the branch's meeting, in the roster's order, and ``away`` with the kind of leave."""
    staff: pd.DataFrame = roster(tables, ctx)
    day = looked_up(staff["branch"], weekly_meetings(tables, ctx)["date"])
    staff = staff[(staff["joined"].isna() | (staff["joined"] <= day)) & (staff["left"].isna() | (staff["left"] >= day))]
    leave = leave_rows(tables, ctx)
    on = looked_up(leave["branch"], weekly_meetings(tables, ctx)["date"])
    leave = leave[(leave["first_day"] <= on) & (leave["last_day"] >= on)].drop_duplicates(["branch", "officer"])
    word = say("on_leave", "zh")
    kinds = leave.assign(away=leave["leave_kind"].astype("object").where(leave["leave_kind"].notna(), word))
    found = staff[["branch", "officer"]].merge(kinds[["branch", "officer", "away"]], "left", ["branch", "officer"])
    return staff.assign(away=found["away"].to_numpy())


@figure(
    term="出勤",
    needs=("meetings", "attendance", "roster", "leave"),
    by=("branch",),
    shape="one",
    fields=("expected", "present", *_NAMES),
    rows=_present_rows,
)
def attendance(tables: Tables, ctx: Context) -> Frames:
    """Who should come to the weekly meeting, who came, and the names of the others; names joined by 、.

    Before the meeting only 应到 and those on leave are known; 实到 is blank. Late comers are present too.
    """
    index = pd.MultiIndex.from_frame(branches(tables, ctx)[_KEYS])
    staff, seen = _on_the_day(tables, ctx), _attended(tables, ctx)
    frame = pd.DataFrame(index=index)
    frame["expected"] = staff.groupby(_KEYS).size().reindex(index).fillna(0.0).astype("float64")
    counted = seen.groupby(_KEYS).size().reindex(index)
    came = seen[seen["presence"].isin(_NAMES["names_present"])].groupby(_KEYS).size().reindex(index).fillna(0.0)
    frame["present"] = came.astype("float64").where(counted.notna())
    for name, words in _NAMES.items():
        frame[name] = _joined(seen[seen["presence"].isin(words)], index)
    planned = _joined(staff[staff["away"].notna()], index)
    frame["names_leave"] = frame["names_leave"].where(counted.notna(), planned)
    return {"branch": listed(frame, "branch", "attendance")}


def _joined(people: pd.DataFrame, index: pd.Index[Any]) -> pd.Series[Any]:
    """Each branch's names in one text; empty where there are none."""
    texts = people.groupby(_KEYS, sort=False)["officer"].agg("、".join).reindex(index).astype("object")
    return texts.where(texts.notna(), "")


@figure(
    term="在岗名单",
    needs=("roster", "leave", "meetings"),
    by=("branch",),
    shape="many",
    fields=("number", "officer", "branch", "post", "note"),
    rows=lambda tables, ctx: {"roster": _on_the_day(tables, ctx)},
)
def roster_list(tables: Tables, ctx: Context) -> Frames:
    """Everybody in post on the day of the weekly meeting; the note says who is on leave that day."""
    staff = _on_the_day(tables, ctx)
    staff = staff.assign(note=staff["away"])
    return {"branch": listed(staff.set_index(_KEYS, drop=False).drop(columns="bank"), "branch", "roster_list")}
