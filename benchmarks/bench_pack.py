"""The weekly pack of 200 branches × 15 officers, from tables to bytes: documents a second, and where the time goes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from authoring.scaled_bank import scaled_bank

from pipeline import measures, vocabulary, workspace
from pipeline.batch.build import add_templates, job, make_press
from pipeline.batch.plan import Planned, plan
from pipeline.batch.prepare import Request, Run
from pipeline.batch.runners import Job, render_all
from pipeline.calendar import Calendar, period_of
from pipeline.facts import FactSource
from pipeline.intake import Intake
from pipeline.kinds import load_kinds
from pipeline.measures import REGISTRY, Context

BRANCHES, OFFICERS, RUNS = 200, 15, 3
KINDS = ("weekly-minutes", "sign-in-sheet", "interview-form", "competitor-survey-form", "activity-tracker")


def rows() -> list[dict[str, Any]]:
    """pack.documents_per_second (one process) and pack.facts_share (figures and facts / rendering; aim ≤ 1)."""
    tables = scaled_bank(BRANCHES, OFFICERS)
    times = [_once(tables) for _ in range(RUNS)]
    count = times[0][0]
    seconds = statistics.median(sum(t[1:]) for t in times)
    share = statistics.median((t[1] + t[2]) / t[3] for t in times)
    return [
        _row("pack.documents_per_second", count / seconds, "documents/s"),
        _row("pack.facts_share", share, "of rendering"),
        _row("pack.measures_seconds", statistics.median(t[1] for t in times), "s"),
        _row("pack.documents", count, "documents"),
    ]


def _row(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"id": name, "peer": "", "ours": value, "theirs": None, "ratio": None, "runs": RUNS, "unit": unit}


def _once(tables: Any) -> tuple[int, float, float, float]:
    """Documents, and the seconds of figures, of facts, of planning and rendering (compiling included)."""
    space = workspace.load(Path(__file__).parents[1])
    found, _ = load_kinds(space, REGISTRY)
    kinds = [found[name] for name in KINDS]
    words = vocabulary.shipped()
    day = date(2026, 11, 20)
    context = Context(period_of(day, "week"), space.settings, Calendar(), words, day, "江城分行")
    began = time.perf_counter()
    names = dict.fromkeys(["funnel", *(f for kind in kinds for f in kind.needed_figures())])
    frames = measures.compute(names, tables, context)
    computed = time.perf_counter()
    shapes = {name: REGISTRY[name].shape for name in frames}
    source = FactSource(frames, shapes, tables, context)
    run = Run(space, Request(), Intake(tables, [], []), context, source, kinds, "", [])
    planned = [item for item in plan(run, kinds) if isinstance(item, Planned)]
    press = make_press(run)
    add_templates(press, planned)
    facts = _Watch()
    size = sum(len(data or b"") for data, _ in render_all(press, facts.of(map(job, planned)), len(planned), 1))
    rendered = time.perf_counter() - computed - facts.seconds
    assert size > 1000 * len(planned)
    return len(planned), computed - began, facts.seconds, rendered


class _Watch:
    """How long it takes to make things that are made one by one, while others wait for them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def of(self, made: Iterator[Job]) -> Iterator[Job]:
        """The things themselves."""
        while True:
            began = time.perf_counter()
            thing = next(made, None)
            self.seconds += time.perf_counter() - began
            if thing is None:
                return
            yield thing
