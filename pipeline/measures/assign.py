"""Gives every row its bank and branch, and leaves out the rows of officers that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.measures.figure import Context, once
from pipeline.measures.people import banks_of, branches, home_branches, roster
from pipeline.problems import Level, Problem, problem
from pipeline.tables import Table, Tables

# Rows of these tables count for an officer, so an unknown officer's row is left out. In the others (customers,
# loans, checks) the person in charge may have left long ago and the row still counts for its branch.
STRICT = (
    "activities",
    "daily_counts",
    "targets",
    "adjustments",
    "joint_work",
    "leave",
    "shortfalls",
    "interviews",
    "improvement_plans",
    "attendance",
    "kash_scores",
    "kash_plans",
    "growth_stages",
    "growth_skills",
    "skills",
)
NEAR = 0.34  # how much of a short Chinese name must agree: one of two characters does


@dataclass(frozen=True)
class Assigned:
    """The rows of a table that count, with bank, branch and officer, and what is wrong with the others."""

    rows: pd.DataFrame
    left_out: pd.DataFrame
    problems: tuple[Problem, ...]


def rows_of(tables: Tables, ctx: Context, name: str) -> pd.DataFrame:
    """The rows of a table that count: its columns, ``branch`` filled in, and ``bank``; the index stays the table's."""
    return assigned(tables, ctx, name).rows


@once
def assigned(tables: Tables, ctx: Context, name: str) -> Assigned:
    """The rows of a table with bank and branch: the row's own branch, else that of its officer in the roster."""
    table = tables[name]
    frame = table.frame
    if frame.empty:
        nothing = pd.Series(None, index=frame.index, dtype="object")
        return Assigned(frame.assign(branch=nothing, bank=nothing), frame[:0], ())
    if "officer" not in frame.columns:
        branch = frame["branch"] if "branch" in frame.columns else pd.Series(None, index=frame.index, dtype="object")
        rows = frame.assign(branch=branch, bank=banks_of(branch, tables, ctx))
        return Assigned(rows, frame[:0], ())
    marks = _marks(frame, tables, ctx)
    rows = frame.assign(branch=marks["branch"], bank=banks_of(marks["branch"], tables, ctx))
    bad = marks["code"].isin(("MS101", "MS102")) & (name in STRICT)
    found = _problems(table, frame, marks, tables, ctx) if name in STRICT else iter(())
    return Assigned(rows[~bad], rows[bad], tuple(found))


def _marks(frame: pd.DataFrame, tables: Tables, ctx: Context) -> pd.DataFrame:
    """For each row the branch it counts for and the code of what is odd about it ('' for most)."""
    judged = _judgements(tables, ctx)
    found = [judged[pair] for pair in zip(frame["officer"], frame["branch"], strict=True)]
    return pd.DataFrame(found, frame.index, ["branch", "code"], dtype="object")


class _Judgements(dict[tuple[Any, Any], tuple[Any, str]]):
    """An officer and the branch of a row → the branch that it counts for, and the code of what is odd about it.

    A bank has few of these pairs and many rows.
    """

    def __init__(self, tables: Tables, ctx: Context) -> None:
        super().__init__()
        staff = roster(tables, ctx)
        self.home = home_branches(tables, ctx)
        self.places = set(branches(tables, ctx)["branch"])
        self.staff = set(staff["officer"])
        self.pairs = set(zip(staff["branch"], staff["officer"], strict=True))

    def __missing__(self, pair: tuple[Any, Any]) -> tuple[Any, str]:
        officer, own = (said if isinstance(said, str) else None for said in pair)
        strange = own is not None and bool(self.places) and own not in self.places
        branch = self.home.get(officer or "") if own is None or strange else own
        code = ""
        if officer is not None and officer not in self.staff:
            code = "MS101"
        elif officer is not None and branch is None:
            code = "MS102"
        elif strange:
            code = "MS103"
        elif officer is not None and (branch, officer) not in self.pairs:
            code = "MS104"
        self[pair] = found = branch, code
        return found


@once
def _judgements(tables: Tables, ctx: Context) -> _Judgements:
    """What is said of each officer with each branch, as far as it was asked."""
    return _Judgements(tables, ctx)


def _problems(
    table: Table, frame: pd.DataFrame, marks: pd.DataFrame, tables: Tables, ctx: Context
) -> Iterator[Problem]:
    """One problem for each officer, branch and sheet, at the first cell, with the number of rows."""
    marked = marks["code"] != ""
    if not marked.any():
        return
    odd = frame.loc[marked, ["officer", "branch", "_sheet"]].assign(code=marks["code"])
    staff = roster(tables, ctx)
    term = ctx.vocabulary.tables[table.name].term
    for (code, _, officer, branch), group in odd.groupby(
        ["code", "_sheet", "officer", "branch"], dropna=False, sort=False
    ):
        level: Level = "error" if code in ("MS101", "MS102") else "warning"
        field = "branch" if code == "MS103" else "officer"
        homes = staff.loc[staff["officer"] == officer, "branch"]
        yield problem(
            str(code), table.place(group.index[0], field), branch if field == "branch" else officer, level,
            table=term, count=len(group), officer=officer, branch=_text(branch),
            near=near_names(str(officer), staff, _text(branch)), home="、".join(homes) or "—",
        )  # fmt: skip


def near_names(name: str, staff: pd.DataFrame, branch: str = "") -> str:
    """Up to three officers whose names look like this one, those of the same branch first."""
    own = [str(n) for n in staff.loc[staff["branch"] == branch, "officer"]]
    others = [str(n) for n in staff["officer"]]
    near = difflib.get_close_matches(name, own, 3, NEAR) or difflib.get_close_matches(name, others, 3, NEAR)
    return "、".join(dict.fromkeys(near)) or "—"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "—"


def left_out_rows(tables: Tables, ctx: Context) -> dict[str, pd.DataFrame]:
    """Rows that no figure counts because their officer is unknown, by table."""
    found = {name: assigned(tables, ctx, name).left_out for name in STRICT}
    return {name: frame for name, frame in found.items() if len(frame)}
