"""Lines of the settings that say a day, a task or a meeting → a problem for each that is not understood."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pipeline.measures.figure import Context
from pipeline.measures.team.campaigns import task_list
from pipeline.measures.team.festivals import entries
from pipeline.measures.team.rota import meetings_with_sharers
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Tables
from pipeline.workspace import SETTINGS


def team_findings(_: Tables, ctx: Context) -> Iterator[Problem]:
    """What stands in campaigns.days, campaigns.tasks and study.rota and cannot be read; the rest counts."""
    for line in entries(ctx)[1]:
        yield problem("MS151", Place(file=SETTINGS, inside="campaigns.days"), line, "warning")
    for line in task_list(ctx)[1]:
        yield problem("MS152", Place(file=SETTINGS, inside="campaigns.tasks"), line, "warning")
    kinds = list(ctx.vocabulary.fields["topic_kind"].choices)
    for meeting, kind in meetings_with_sharers(ctx):
        if kind not in kinds:
            near = difflib.get_close_matches(kind, kinds, 1, 0.3) or kinds[:1]
            place = Place(file=SETTINGS, inside="study.rota")
            yield problem("MS153", place, f"{meeting} {kind}", "warning", near=near[0], known="、".join(kinds))
