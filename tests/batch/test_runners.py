"""Rendering holds the facts of a bounded number of documents at once, here or in processes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import runners
from pipeline.batch.runners import AHEAD, CHUNK, CHUNK_ROWS, Job, Press, Result, render_all
from pipeline.kinds import Kind, KindFile
from pipeline.vocabulary import shipped

PROCESSES = 2


class Echo(Press):
    """A press that gives back what it was to print."""

    def __init__(self) -> None:
        super().__init__({}, {}, None)  # type: ignore[arg-type]

    def render(self, job: Job) -> Result:
        return job[0].encode(), ()


class Here:
    """A pool that works at once and in this process; ``broken`` lots of it die with their process."""

    broken: frozenset[int] = frozenset()

    def __init__(self, *_: Any) -> None:
        self.lots = 0

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def submit(self, _: Any, chunk: list[Job]) -> Future[list[Result]]:
        done: Future[list[Result]] = Future()
        self.lots += 1
        if self.lots in self.broken:
            done.set_exception(BrokenProcessPool())
        else:
            done.set_result([Echo().render(job) for job in chunk])
        return done


class Counted:
    """Jobs with so many rows of facts each, and how many were ever made beyond the results that had come back."""

    def __init__(self, total: int, rows: int = 0) -> None:
        self.total, self.rows = total, rows
        self.made = self.back = self.most = 0

    def __iter__(self) -> Iterator[Job]:
        for number in range(self.total):
            self.made += 1
            self.most = max(self.most, self.made - self.back)
            yield str(number), {"log": [{}] * self.rows}


def run(jobs: Counted, processes: int) -> list[bytes | None]:
    found = []
    for data, _ in render_all(Echo(), jobs, jobs.total, processes):
        jobs.back += 1
        found.append(data)
    return found


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> type[Here]:
    here = type("Here", (Here,), {})
    monkeypatch.setattr(runners, "ProcessPoolExecutor", here)
    return here


def test_in_one_process_one_documents_facts_are_held_at_a_time() -> None:
    jobs = Counted(100)
    assert run(jobs, 1) == [str(n).encode() for n in range(100)]
    assert jobs.most == 1


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        (0, CHUNK * (PROCESSES * AHEAD + 1)),
        (CHUNK_ROWS // 10, 10 * (PROCESSES * AHEAD + 1)),
        (CHUNK_ROWS * 3, PROCESSES * AHEAD + 1),
    ],
)
def test_in_processes_lots_are_made_as_they_are_needed_and_small_where_facts_are_large(
    rows: int, held: int, pool: type[Here]
) -> None:
    jobs = Counted(500, rows)
    assert run(jobs, PROCESSES) == [str(n).encode() for n in range(500)]
    assert jobs.most <= held


def test_what_a_killed_process_had_in_hand_is_made_here(pool: type[Here]) -> None:
    pool.broken = frozenset({2, 3})
    assert run(Counted(5 * CHUNK), PROCESSES) == [str(n).encode() for n in range(5 * CHUNK)]


def test_real_processes_give_the_results_in_order() -> None:
    found = [problems[0].code for _, problems in render_all(missing_templates(), iter(Counted(3)), 3, PROCESSES)]
    assert found == ["BT110"] * 3


def missing_templates() -> Press:
    """A press whose templates could not be compiled: what travels to a process, and back, is plain data."""
    kind = Kind("k", Path("k"), {"zh": "k", "en": "k"}, ("branch",), (KindFile("none.docx", "o"),))
    return Press({str(n): (kind, Path("none.docx")) for n in range(3)}, {}, shipped())
