"""Renders planned files: here when they are few, in parallel processes when they are many."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.kinds import Kind, Provided, compile_template
from pipeline.office import Template
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.vocabulary import Vocabulary

CHUNK = 40  # documents sent to a process at once, some milliseconds of work, or fewer that have so many rows
CHUNK_ROWS = 5_000  # a row takes a kilobyte here, on its way and there
AHEAD = 2  # chunks made for each process: one it works on, one that lies ready
MANY = 400  # documents from which starting processes pays

Job = tuple[str, Mapping[str, Any]]  # template id, facts
Result = tuple[bytes | None, tuple[Problem, ...]]


@dataclass(frozen=True)
class FigureShape:
    """The part of a figure that templates depend on; plain data, so that it travels to a process."""

    term: str
    fields: tuple[str, ...]
    shape: Any


@dataclass
class Press:
    """Compiles each template once and renders with it; ``kinds`` maps a template id to its kind and path."""

    kinds: Mapping[str, tuple[Kind, Path]]
    figures: Mapping[str, Provided]
    vocabulary: Vocabulary
    faces: Mapping[str, str] = field(default_factory=dict)
    compiled: dict[str, tuple[Template | None, list[Problem]]] = field(default_factory=dict)

    def template(self, name: str) -> tuple[Template | None, list[Problem]]:
        """The compiled template, or None, and what is wrong with it."""
        if name not in self.compiled:
            kind, path = self.kinds[name]
            self.compiled[name] = compile_template(path, kind, self.figures, self.vocabulary, self.faces)
        return self.compiled[name]

    def render(self, job: Job) -> Result:
        """The document's bytes, or None and why not."""
        name, values = job
        template, _ = self.template(name)
        if template is None:
            kind, path = self.kinds[name]
            return None, (problem("BT110", Place(file=f"{kind.name}/{path.name}"), kind.name),)
        try:
            return template.render(values), ()
        except Stop as stop:
            return None, stop.problems


_press: Press | None = None  # of a rendering process, set by _start


def _start(press: Press) -> None:
    global _press
    _press = press


def _render_chunk(jobs: list[Job]) -> list[Result]:
    assert _press is not None
    return [_press.render(job) for job in jobs]


def render_all(press: Press, jobs: Iterable[Job], total: int, processes: int = 0) -> Iterator[Result]:
    """The result of each job, in order; ``processes`` 0 chooses by the number of jobs and cores."""
    count = processes or (os.cpu_count() or 1 if total >= MANY else 1)
    if count == 1:
        yield from map(press.render, jobs)
        return
    yield from _in_parallel(press, iter(jobs), count)


def _in_parallel(press: Press, jobs: Iterator[Job], count: int) -> Iterator[Result]:
    bare = Press(press.kinds, press.figures, press.vocabulary, press.faces)
    chunks = _chunks(jobs)
    waiting: deque[tuple[list[Job], Future[list[Result]]]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _start, (bare,)) as pool:
        while True:
            while len(waiting) < count * AHEAD and (chunk := next(chunks, None)):
                waiting.append((chunk, _submit(pool, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:  # a process was killed: do its share here, so that nothing is lost
                yield from map(press.render, chunk)


def _chunks(jobs: Iterator[Job]) -> Iterator[list[Job]]:
    """The jobs in lots for one process each: as many as it should hold at once, and one at least."""
    chunk: list[Job] = []
    rows = 0
    for job in jobs:
        chunk.append(job)
        rows += sum(len(value) for value in job[1].values() if isinstance(value, list))
        if len(chunk) == CHUNK or rows >= CHUNK_ROWS:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def _submit(pool: ProcessPoolExecutor, chunk: list[Job]) -> Future[list[Result]]:
    try:
        return pool.submit(_render_chunk, chunk)
    except BrokenProcessPool as broken:
        failed: Future[list[Result]] = Future()
        failed.set_exception(broken)
        return failed
