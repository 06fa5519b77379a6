"""Growth records, scores of the seven skills and the register of interests → how far an officer has come."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure, once
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.kash import asked
from pipeline.measures.figures.people.rounds import rounds
from pipeline.measures.people import KEYS, everybody
from pipeline.measures.ratios import PRECISE
from pipeline.measures.scores import ends, scored_rows
from pipeline.tables import Tables

_BRANCH = KEYS[:2]


@once
def _stages(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The records of growth stages up to the period's end, by day."""
    rows = rows_of(tables, ctx, "growth_stages")
    return rows[(rows["date"] <= ctx.span.end) & rows["growth_stage"].notna()].sort_values("date", kind="stable")


@once
def _skills(tables: Tables, ctx: Context) -> pd.DataFrame:
    """The scores of the seven skills up to the period's end; see ``rounds``."""
    return rounds(scored_rows(tables, ctx, "growth_skills").dropna(subset=[*KEYS, "growth_skill"]), ctx)


@figure(
    term="成长阶段表",
    needs=("growth_stages", "roster"),
    by=("officer",),
    shape="many",
    fields=("number", "growth_stage", "date", "evidence", "next_step", "assessor", "arrived", "stage_now"),
    rows=lambda tables, ctx: {"growth_stages": _stages(tables, ctx)},
)
def growth_stages(tables: Tables, ctx: Context) -> Frames:
    """The four stages in their order: since when (the first record), the newest fact that shows it, which is present.

    The present stage is that of the newest record. A stage that nobody recorded is not reached.
    """
    names = list(ctx.vocabulary.fields["growth_stage"].choices)
    rows = _stages(tables, ctx)
    where = [*KEYS, "growth_stage"]
    found = _stage_facts(rows)
    index = everybody(tables, ctx, ctx.span, "officer")
    frame = asked(index, pd.DataFrame({"growth_stage": names})).merge(found.reset_index(), "left", where)
    now = rows.groupby(KEYS)["growth_stage"].last().reindex(pd.MultiIndex.from_frame(frame[KEYS])).to_numpy()
    frame = frame.assign(arrived=frame["date"].notna(), stage_now=frame["growth_stage"].to_numpy() == now)
    return {"officer": listed(frame, "officer", "growth_stages")}


def _stage_facts(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each officer and stage the day of the first record, and the newest words on it of any of its records."""
    words = {name: (name, "last") for name in ("evidence", "next_step", "assessor")}
    return rows.groupby([*KEYS, "growth_stage"], sort=False).agg(date=("date", "first"), **words)


@once
def _scored_skills(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Everybody's seven skills with the scores of this round and the last, and the branch's mean of the superiors'."""
    rows, where = _skills(tables, ctx), [*KEYS, "growth_skill"]
    now = rows[rows["_now"]].drop_duplicates(where, keep="last")[[*where, "self_score", "lead_score"]]
    last = rows[rows["_last"]].drop_duplicates(where, keep="last")[[*where, "lead_score"]]
    skills = pd.DataFrame({"growth_skill": list(ctx.vocabulary.fields["growth_skill"].choices)})
    frame = asked(everybody(tables, ctx, ctx.span, "officer"), skills).merge(now, "left", where)
    frame = frame.merge(last.rename(columns={"lead_score": "last_lead"}), "left", where)
    gap = frame["lead_score"] - frame["self_score"]
    return frame.assign(
        score_gap=gap,
        marked=gap.abs() >= ctx.settings["kash"]["gap"] - PRECISE,
        lead_change=frame["lead_score"] - frame["last_lead"],
        branch_mean=frame.groupby([*_BRANCH, "growth_skill"], sort=False)["lead_score"].transform("mean"),
    )


def _skill_rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    rows = _skills(tables, ctx)
    return {"growth_skills": rows[rows["_now"] | rows["_last"]]}


@figure(
    term="成长技能表",
    needs=("growth_skills", "roster"),
    by=("officer",),
    shape="many",
    fields=(
        *("number", "growth_skill", "self_score", "lead_score", "score_gap", "marked", "last_lead", "lead_change"),
        "branch_mean",
    ),
    rows=_skill_rows,
)
def growth_skills(tables: Tables, ctx: Context) -> Frames:
    """The seven skills in their order: scores of the newest round in the period, and of the round before it."""
    return {"officer": listed(_scored_skills(tables, ctx), "officer", "growth_skills")}


@figure(
    term="成长概况",
    needs=("growth_stages", "growth_skills", "skills", "roster"),
    by=("officer",),
    shape="one",
    fields=(
        *("growth_stage", "stage_since", "evidence", "next_step", "assessor", "scored", "round_label", "last_round"),
        *("strongest", "weakest", "interest", "skill", "same_interest"),
    ),
    rows=lambda tables, ctx: {
        "growth_stages": _stages(tables, ctx),
        **_skill_rows(tables, ctx),
        "skills": rows_of(tables, ctx, "skills"),
    },
)
def growth_info(tables: Tables, ctx: Context) -> Frames:
    """The present stage and its facts, the best and the weakest skill by the superior, interests and who shares them.

    最强 and 最弱 name all that tie; they are blank where all skills are scored alike or none is.
    """
    index = everybody(tables, ctx, ctx.span, "officer")
    rows = _stages(tables, ctx)
    stage = rows.drop_duplicates(KEYS, keep="last").set_index(KEYS)["growth_stage"].reindex(index)
    where = pd.MultiIndex.from_arrays([*(index.get_level_values(k) for k in KEYS), stage])
    facts = _stage_facts(rows).rename(columns={"date": "stage_since"})
    frame = facts.reindex(where).set_axis(index).assign(growth_stage=stage)
    skills = _skills(tables, ctx)
    labels = {
        name: skills[skills[mark]].groupby(KEYS)["_label"].first().reindex(index)
        for name, mark in (("round_label", "_now"), ("last_round", "_last"))
    }
    frame = frame.join(pd.DataFrame(labels)).join(_interests(tables, ctx))
    frame = frame.join(ends(_scored_skills(tables, ctx), "growth_skill", "lead_score").reindex(index))
    return {"officer": listed(frame.assign(scored=frame["round_label"].notna()), "officer", "growth_info")}


@once
def _interests(tables: Tables, ctx: Context) -> pd.DataFrame:
    """interest, skill and same_interest (colleagues of the branch with the same interest) of everybody in post."""
    index = everybody(tables, ctx, ctx.span, "officer")
    rows = rows_of(tables, ctx, "skills").dropna(subset=KEYS).drop_duplicates(KEYS, keep="last").set_index(KEYS)
    frame = rows[["interest", "skill"]].reindex(index)
    shared = frame["interest"].dropna().reset_index()
    pairs = shared.merge(shared, on=[*_BRANCH, "interest"], suffixes=("", "_other"))
    pairs = pairs[pairs["officer"] != pairs["officer_other"]]
    return frame.assign(
        same_interest=pairs.groupby(KEYS)["officer_other"].agg("、".join).reindex(index).astype("object")
    )
