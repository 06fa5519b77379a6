"""A workspace → everything that is to be said of its inputs, settings and kinds, without making a figure or a paper."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import measures
from pipeline.batch.prepare import Request, asked_period, make_context, read_for
from pipeline.intake import Intake
from pipeline.kinds import load_kinds
from pipeline.measures import REGISTRY
from pipeline.problems import Problem
from pipeline.workspace import Workspace


@dataclass(frozen=True)
class Checked:
    """What was read and what was found."""

    space: Workspace
    intake: Intake
    problems: list[Problem]


def check(space: Workspace, request: Request) -> Checked:
    """Reads all inputs and looks at them for the request's period, or the newest week that has data.

    Raises Stop where there is no inputs folder, or the period makes no sense.
    """
    _, kind_problems = load_kinds(space, REGISTRY)
    reading, period, _ = read_for(space, asked_period(request), [], request.today)
    tables = reading.intake.tables
    findings = measures.findings(tables, make_context(space, reading, period))
    found = [*space.problems, *kind_problems, *reading.intake.problems, *findings]
    return Checked(space, reading.intake, found)
