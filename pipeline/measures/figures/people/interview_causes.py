"""Interviews of a period → the causes they name and the four judgements they make, counted over people."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.measures.figure import LEVELS, By, Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.interview_round import NEEDS, WIDE, held, held_rows
from pipeline.measures.people import KEYS
from pipeline.measures.ratios import PRECISE, ratio
from pipeline.measures.scores import JUDGED
from pipeline.tables import Tables


@figure(
    term="面谈原因表",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=("number", "cause", "people", "share", "names"),
    rows=held_rows,
)
def interview_causes(tables: Tables, ctx: Context) -> Frames:
    """The causes that the newest interviews of the period name, the most frequent first, and who has them.

    ``share`` is of those whose talk names a cause; one person may have several, so shares add to more than the whole.
    """
    rows = held(tables, ctx)
    rows = rows[rows["_newest"] & rows["cause"].notna()]
    rows = rows.assign(_causes=pd.Series([_causes(t, ctx) for t in rows["cause"]], rows.index, dtype="object"))
    return {level: _counted(rows, level) for level in WIDE}


def _causes(text: str, ctx: Context) -> list[str]:
    """The causes that a cell names: 知识K，习惯 → 知识 and 习惯; what is no dimension of KASH stays as typed."""
    words = (word.strip() for word in re.split("[、，,；;/\\s]", text))
    known = ctx.vocabulary.fields["dimension"].choices
    letters = {other: name for name, others in known.items() for other in (*others, *(name + o for o in others))}
    return list(dict.fromkeys(letters.get(word, word) for word in words if word))


def _counted(rows: pd.DataFrame, level: By) -> pd.DataFrame:
    keys = list(LEVELS[level])
    whole = rows.groupby(keys).size()
    each = rows[[*dict.fromkeys([*keys, "officer"]), "_causes"]].explode("_causes").rename(columns={"_causes": "cause"})
    each = each[each["cause"].notna()]
    frame = (
        each.groupby([*keys, "cause"], sort=False)["officer"].agg(people="size", names="、".join).reset_index("cause")
    )
    people = frame["people"].astype("float64")
    frame = frame.assign(people=people, share=ratio(people, whole.reindex(frame.index).astype("float64")))
    return listed(frame.sort_values("people", ascending=False, kind="stable"), level, "interview_causes")


@figure(
    term="四项判断表",
    needs=NEEDS,
    by=WIDE,
    shape="many",
    fields=(
        *("number", "measure_name", "people", "mean_score", *(f"count_{score}" for score in range(1, 6))),
        *("low_people", "names"),
    ),
    rows=held_rows,
)
def interview_judgements(tables: Tables, ctx: Context) -> Frames:
    """活动量 产品熟悉度 销售技巧 心态 as the newest interviews judge them: mean, how many of each score, who is low.

    Low is settings interviews.low and less. A blank is not a nought.
    """
    rows = held(tables, ctx)
    rows = rows[rows["_newest"]]
    long = pd.concat([_judged(rows, name, order, ctx) for order, name in enumerate(JUDGED)])
    return {level: _judgements(long, tables, ctx, level) for level in WIDE}


def _judged(rows: pd.DataFrame, name: str, order: int, ctx: Context) -> pd.DataFrame:
    term = ctx.vocabulary.fields[name].term.removesuffix("判断")
    given = rows[rows[name].notna()]
    low = given[name] <= ctx.settings["interviews"]["low"] + PRECISE
    counts = {f"count_{score}": (given[name].round() == score).astype("float64") for score in range(1, 6)}
    return given[KEYS].assign(measure_name=term, _order=order, _score=given[name], _low=low, **counts)


def _judgements(long: pd.DataFrame, tables: Tables, ctx: Context, level: By) -> pd.DataFrame:
    where = [*LEVELS[level], "_order", "measure_name"]
    counts = [f"count_{score}" for score in range(1, 6)]
    frame = long.groupby(where, sort=False).agg(
        people=("_score", "size"),
        mean_score=("_score", "mean"),
        low_people=("_low", "sum"),
        **{c: (c, "sum") for c in counts},
    )
    low = long[long["_low"].astype(bool)]
    frame["names"] = low.groupby(where, sort=False)["officer"].agg("、".join).reindex(frame.index).astype("object")
    frame = frame.astype({"people": "float64", "low_people": "float64"}).reset_index(["_order", "measure_name"])
    return listed(frame.sort_values("_order", kind="stable"), level, "interview_judgements")
