"""Meetings, attendance and the roster → what stands at the head of each sort of minutes, and who should come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipeline.language import say, weekday
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed, names_of
from pipeline.measures.figures.meetings.held import (
    held,
    later,
    minutes_between,
    next_meeting,
    of_sort,
    proposed,
    registered,
)
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
_INFO = (
    *("meeting_no", "meeting", "date", "weekday", "start", "end", "minutes", "off_range"),
    *("venue", "host", "recorder", "observers", "next_meeting"),
)
_ATTENDANCE = ("expected", "present", *_NAMES)
# the sort of meeting, as in [meetings] of the settings → its two figures and their terms
SORTS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "weekly": (("meeting_info", "会议信息"), ("attendance", "出勤")),
    "morning": (("morning_info", "早会信息"), ("morning_attendance", "早会出勤")),
    "evening": (("evening_info", "夕会信息"), ("evening_attendance", "夕会出勤")),
    "monthly": (("monthly_info", "月例会信息"), ("monthly_attendance", "月例会出勤")),
}


def _register(sort: str) -> None:
    """Registers the two figures of one sort of meeting."""
    (info, info_term), (came, came_term) = SORTS[sort]

    def info_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
        return {"meetings": registered(tables, ctx, sort), "branches": rows_of(tables, ctx, "branches")}

    def info_of(tables: Tables, ctx: Context) -> Frames:
        return {"branch": listed(_information(tables, ctx, sort), "branch", info)}

    def came_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
        rows = {"attendance": _attended(tables, ctx, sort), "roster": on_the_day(tables, ctx, sort)}
        return {**info_rows(tables, ctx), **rows, "leave": _away(tables, ctx, sort)}

    def came_of(tables: Tables, ctx: Context) -> Frames:
        return {"branch": listed(_attendance(tables, ctx, sort), "branch", came)}

    named = _called(info_of, info, f"The {sort} meeting of the period: as registered, else as settings propose it.")
    figure(term=info_term, needs=("meetings", "branches"), by=("branch",), shape="one", fields=_INFO, rows=info_rows)(
        named
    )
    told = f"""Who should come to the {sort} meeting, who came, and the names of the others; names joined by 、.

    Before the meeting only 应到 and those on leave are known; 实到 is blank. Late comers are present too.
    """
    figure(
        term=came_term,
        needs=("meetings", "attendance", "roster", "leave"),
        by=("branch",),
        shape="one",
        fields=_ATTENDANCE,
        rows=came_rows,
    )(_called(came_of, came, told))


def _called(made: Callable[[Tables, Context], Frames], name: str, told: str) -> Callable[[Tables, Context], Frames]:
    """The function under the name and the words by which the catalogue knows it."""
    made.__name__, made.__doc__ = name, told
    return made


def _information(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """_INFO of each branch's meeting of that sort."""
    found = held(tables, ctx, sort).reset_index()
    made = [_one_meeting(row, ctx, sort) for row in found.to_dict("records")]
    fields = ("meeting_no", "weekday", "start", "end", "minutes", "off_range", "next_meeting")
    frame = found.assign(**{name: [row[name] for row in made] for name in fields})
    frame["minutes"] = frame["minutes"].astype("float64")
    frame["next_meeting"] = frame["next_meeting"].astype("datetime64[ns]")
    frame["off_range"] = frame["off_range"].astype("bool")
    return frame.set_index(_KEYS)


def _one_meeting(row: Mapping[Any, Any], ctx: Context, sort: str) -> dict[str, Any]:
    """What one meeting's row implies: its number, weekday, end, length and the next meeting."""
    plan = proposed(ctx, sort)
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
        "next_meeting": own_next or next_meeting(day, ctx, sort),
    }


def _attended(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """Attendance of each branch's meeting of that sort."""
    seen = rows_of(tables, ctx, "attendance")
    days = looked_up(seen["branch"], held(tables, ctx, sort)["date"])
    there: pd.DataFrame = seen[of_sort(seen["meeting"], ctx, sort) & (seen["date"] == days)]
    return there


def _away(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """The leave that covers the day of the branch's meeting."""
    leave = leave_rows(tables, ctx)
    on = looked_up(leave["branch"], held(tables, ctx, sort)["date"])
    return leave[(leave["first_day"] <= on) & (leave["last_day"] >= on)]


@once
def on_the_day(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """Who is in post on the day of the branch's meeting, in the roster's order, and ``away`` with the kind of leave."""
    staff: pd.DataFrame = roster(tables, ctx)
    day = looked_up(staff["branch"], held(tables, ctx, sort)["date"])
    staff = staff[(staff["joined"].isna() | (staff["joined"] <= day)) & (staff["left"].isna() | (staff["left"] >= day))]
    leave = _away(tables, ctx, sort).drop_duplicates(["branch", "officer"])
    word = say("on_leave", "zh")
    kinds = leave.assign(away=leave["leave_kind"].astype("object").where(leave["leave_kind"].notna(), word))
    found = staff[["branch", "officer"]].merge(kinds[["branch", "officer", "away"]], "left", ["branch", "officer"])
    return staff.assign(away=found["away"].to_numpy())


def _attendance(tables: Tables, ctx: Context, sort: str) -> pd.DataFrame:
    """_ATTENDANCE of each branch's meeting of that sort."""
    index = pd.MultiIndex.from_frame(branches(tables, ctx)[_KEYS])
    staff, seen = on_the_day(tables, ctx, sort), _attended(tables, ctx, sort)
    frame = pd.DataFrame(index=index)
    frame["expected"] = staff.groupby(_KEYS).size().reindex(index).fillna(0.0).astype("float64")
    counted = seen.groupby(_KEYS).size().reindex(index)
    came = seen[seen["presence"].isin(_NAMES["names_present"])].groupby(_KEYS).size().reindex(index).fillna(0.0)
    frame["present"] = came.astype("float64").where(counted.notna())
    for name, words in _NAMES.items():
        frame[name] = names_of(seen[seen["presence"].isin(words)], index)
    planned = names_of(staff[staff["away"].notna()], index)
    frame["names_leave"] = frame["names_leave"].where(counted.notna(), planned)
    return frame


for _sort in SORTS:
    _register(_sort)


def _main_sort(ctx: Context) -> str:
    """The sort of meeting that such a period is known by."""
    return {"day": "morning", "month": "monthly"}.get(ctx.period.unit, "weekly")


@figure(
    term="在岗名单",
    needs=("roster", "leave", "meetings"),
    by=("branch",),
    shape="many",
    fields=("number", "officer", "branch", "post", "note"),
    rows=lambda tables, ctx: {"roster": on_the_day(tables, ctx, _main_sort(ctx))},
)
def roster_list(tables: Tables, ctx: Context) -> Frames:
    """Everybody in post on the day of the period's meeting (of a day the morning's, of a month the monthly one, else
    the weekly one); the note says who is on leave that day.
    """
    staff = on_the_day(tables, ctx, _main_sort(ctx))
    staff = staff.assign(note=staff["away"])
    return {"branch": listed(staff.set_index(_KEYS, drop=False).drop(columns="bank"), "branch", "roster_list")}
