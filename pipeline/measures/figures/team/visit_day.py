"""The visit day's squads → the plan that a branch goes out with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.language import say, weekday
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed, names_of
from pipeline.measures.people import everybody
from pipeline.measures.team.areas import AREA, areas, open_leads
from pipeline.measures.team.squads import at_work, crews, squads, visit_day
from pipeline.tables import Tables

NEEDS = ("roster", "leave", "branches", "territories", "customers", "prospects", "activities", "visits", "targets")
_KEYS = ["bank", "branch"]


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    staff = at_work(tables, ctx, visit_day(ctx))
    territories = tables["territories"].frame
    return {"roster": staff, "territories": territories.assign(bank=ctx.bank)}


@figure(
    term="拜访日安排",
    needs=NEEDS,
    by=("branch",),
    shape="one",
    fields=(
        *("date", "weekday", "week", "people", "squads_count", "names_out", "names_duty", "names_leave"),
        *("households_aim", "enquiries_aim"),
    ),
    rows=_rows,
)
def visit_plan(tables: Tables, ctx: Context) -> Frames:
    """The next visit day: when, how many squads, who goes, who stays, who is on leave, and the aims of all squads.

    Settings [visit_day]: weekday, how many weeks ahead, size of a squad, how many stay, households for each squad.
    """
    index, day = everybody(tables, ctx, ctx.span, "branch"), visit_day(ctx)
    staff, found = at_work(tables, ctx, visit_day(ctx)), squads(tables, ctx)
    stay = {key: "、".join(crew.duty) for key, crew in crews(tables, ctx, day).items()}
    duty = pd.Series([stay.get(key, "") for key in index], index, dtype="object")
    groups = found.groupby(_KEYS)
    frame = pd.DataFrame(
        {
            "date": pd.Series(pd.Timestamp(day) if day else pd.NaT, index, dtype="datetime64[ns]"),
            "people": groups["squad_size"].sum().reindex(index).fillna(0.0).astype("float64"),
            "squads_count": groups.size().reindex(index).fillna(0.0).astype("float64"),
            "names_out": _out(found, index),
            "names_duty": duty,
            "names_leave": names_of(staff[staff["away"].notna()], index),
            "households_aim": groups["households_aim"].sum(min_count=1).reindex(index).astype("float64"),
            "enquiries_aim": groups["enquiries_aim"].sum(min_count=1).reindex(index).astype("float64"),
        },
        index=index,
    )
    words = {
        "weekday": weekday(day) if day else None,
        "week": say("week_label", "zh", number=day.isocalendar().week) if day else None,
    }
    frame = frame.assign(**{name: pd.Series(word, index, dtype="object") for name, word in words.items()})
    return {"branch": listed(frame, "branch", visit_plan)}


def _out(found: pd.DataFrame, index: pd.Index[Any]) -> pd.Series[Any]:
    roles = found[[*_KEYS, "place", "lead_talker", "second_talker", "observer"]].melt([*_KEYS, "place"])
    names = roles.dropna(subset=["value"]).sort_values("place", kind="stable").rename(columns={"value": "officer"})
    return names_of(names, index)


def _squads(tables: Tables, ctx: Context) -> pd.DataFrame:
    found = squads(tables, ctx)
    return found.assign(squad=[squad_name(int(place)) for place in found["place"]])


def squad_name(place: int) -> str:
    """第一组, 第十二组; beyond a hundred in figures."""
    tens, ones = divmod(place, 10)
    if place >= 100:
        return f"第{place}组"
    digits = " 一二三四五六七八九"
    words = f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"
    return f"第{words}组"


@figure(
    term="拜访编组",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("number", "squad", "lead_talker", "second_talker", "observer", "squad_size"),
        *(*AREA, "households_aim", "enquiries_aim"),
    ),
    rows=_rows,
)
def visit_squads(tables: Tables, ctx: Context) -> Frames:
    """The squads of the next visit day with their roles, their area and its figures, and what they should reach.

    Of two the second also keeps the record: ``observer`` is blank. ``enquiries_aim`` is what the week's plan asks of
    these people for one working day, rounded up.
    """
    found = _squads(tables, ctx)
    return {"branch": listed(found.assign(squad=found["squad"].astype("object")), "branch", visit_squads)}


@figure(
    term="拜访重点名单",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=(
        *("number", "squad", "area", "prospect_no", "customer", "officer", "industry", "stage", "need", "product"),
        *("next_date", "next_step", "steps_overdue"),
    ),
    rows=lambda tables, ctx: {**_rows(tables, ctx), "prospects": open_leads(tables, ctx)},
)
def visit_leads(tables: Tables, ctx: Context) -> Frames:
    """The open leads in each squad's area, by squad: overdue next steps first, then the nearest next step.

    Where two squads share an area its leads are dealt out between them in turn.
    """
    found = _squads(tables, ctx)[["branch", "area", "squad", "place"]].dropna(subset=["area"])
    leads = open_leads(tables, ctx).rename(columns={"market": "area"})
    leads = leads.sort_values(
        ["steps_overdue", "next_date", "prospect_no"], ascending=[False, True, True], kind="stable"
    )
    sharing = found.groupby(["branch", "area"])["squad"].transform("size")
    turn = found.groupby(["branch", "area"]).cumcount()
    found = found.assign(_of=sharing, _turn=turn)
    leads = leads.assign(_at=leads.groupby(["branch", "area"]).cumcount())
    joined = leads.merge(found, on=["branch", "area"])
    joined = joined[joined["_at"] % joined["_of"] == joined["_turn"]]
    joined = joined.sort_values(["place", "_at"], kind="stable")
    return {"branch": listed(joined.assign(squad=joined["squad"].astype("object")), "branch", visit_leads)}


@figure(
    term="辖区待走区域",
    needs=NEEDS,
    by=("branch",),
    shape="many",
    fields=("number", *AREA),
    rows=_rows,
)
def visit_areas(tables: Tables, ctx: Context) -> Frames:
    """All areas of a branch in the order in which they want walking: fewest contacts of late first."""
    return {"branch": listed(areas(tables, ctx), "branch", visit_areas)}
