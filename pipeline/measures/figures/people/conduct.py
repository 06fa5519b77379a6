"""Attendance, topics, plans and causes of shortfalls → how somebody took part, as facts without a judgement."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.calendar import coded_period
from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context, Frames, figure
from pipeline.measures.figures.listing import listed
from pipeline.measures.figures.people.evidence import recent
from pipeline.measures.figures.people.interviews import newest_plans
from pipeline.measures.figures.people.promises import DONE, MISSED, PART
from pipeline.measures.figures.people.story import shared_topics
from pipeline.measures.people import KEYS, everybody
from pipeline.tables import Tables

_LATE, _ABSENT = "迟到", "缺席"


def _rows(tables: Tables, ctx: Context) -> Mapping[str, pd.DataFrame]:
    came, topics = rows_of(tables, ctx, "attendance"), shared_topics(tables, ctx)
    return {
        "attendance": came[recent(tables, ctx).holds(came["date"])],
        "topics": topics[ctx.to_date("quarter").holds(topics["date"]) & topics["officer"].notna()],
        "improvement_plans": newest_plans(tables, ctx),
        "shortfalls": _shortfalls(tables, ctx),
    }


def _shortfalls(tables: Tables, ctx: Context) -> pd.DataFrame:
    """Recorded causes of periods that touch the last weeks."""
    rows, span = rows_of(tables, ctx, "shortfalls"), recent(tables, ctx)
    found = {code: coded_period(str(code)) for code in rows["period"].dropna().unique()}
    near = {code for code, p in found.items() if p and p.last >= span.first and p.first <= span.last}
    return rows[rows["period"].isin(near) & rows["reason"].notna()]


@figure(
    term="协作与守时",
    needs=("attendance", "topics", "improvement_plans", "shortfalls", "roster"),
    by=("officer",),
    shape="one",
    fields=(
        *("late_times", "absent_times", "shares_given", "reason"),
        *("plans_count", "plans_done", "plans_part", "plans_missed"),
    ),
    rows=_rows,
)
def conduct(tables: Tables, ctx: Context) -> Frames:
    """How somebody took part: late for or away from meetings of the last weeks, things shared in the quarter.

    Also the causes recorded for missed targets, and how the lines of the newest plan were kept.

    Blank, not nought, where nobody keeps attendance or topics.
    """
    rows, index = _rows(tables, ctx), everybody(tables, ctx, ctx.span, "officer")
    came, plans = rows["attendance"], rows["improvement_plans"]
    causes = rows["shortfalls"].groupby(KEYS)["reason"].agg(lambda texts: "；".join(dict.fromkeys(texts)))

    def counted(found: pd.DataFrame, kept: bool = True) -> pd.Series[float]:
        """The rows of everybody; nought for those without, blank where the register is not kept."""
        sizes = found.groupby(KEYS).size().reindex(index).astype("float64").fillna(0.0)
        return sizes if kept else sizes * float("nan")

    kept = len(came) > 0
    frame = pd.DataFrame(
        {
            "late_times": counted(came[came["presence"] == _LATE], kept),
            "absent_times": counted(came[came["presence"] == _ABSENT], kept),
            "shares_given": counted(rows["topics"], len(rows_of(tables, ctx, "topics")) > 0),
            "reason": causes.reindex(index).astype("object"),
            "plans_count": counted(plans),
            "plans_done": counted(plans[plans["outcome"] == DONE]),
            "plans_part": counted(plans[plans["outcome"] == PART]),
            "plans_missed": counted(plans[plans["outcome"] == MISSED]),
        },
        index=index,
    )
    return {"officer": listed(frame, "officer", "conduct")}
