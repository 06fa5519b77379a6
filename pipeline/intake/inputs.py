"""Reads a folder of messy workbooks into the tables of the trade, with every problem and a report of each file."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.calendar import Period
from pipeline.intake.assemble import assemble
from pipeline.intake.books import complete_from_books
from pipeline.intake.doubles import Copies, copy_problem
from pipeline.intake.files.reading import Reading, SheetReport, branches_of, look_at, read_file
from pipeline.intake.files.shelf import Shelf
from pipeline.intake.files.sources import COUNT, Found, Inputs
from pipeline.intake.files.versions import Versions, version_groups
from pipeline.intake.pictures import look_at_pictures
from pipeline.intake.questions import Question, file_questions, table_questions
from pipeline.intake.sheets.parts import Part
from pipeline.intake.sheets.recognise import Recogniser
from pipeline.problems import Problem
from pipeline.tables import Table
from pipeline.vocabulary import Vocabulary


@dataclass(frozen=True)
class FileReport:
    """One file of the inputs folder: its path below it, the SHA-256 of its bytes, its sheets.

    ``locked``: a password protects it, so nothing of what it holds may be written down anywhere.
    """

    file: str
    digest: str = ""
    sheets: tuple[SheetReport, ...] = ()
    locked: bool = False

    @property
    def recognised(self) -> bool:
        """Whether any table was found in it."""
        return any(sheet.table for sheet in self.sheets)


@dataclass(frozen=True)
class Intake:
    """All tables of the vocabulary, all problems in the order of files and cells, and what became of each file.

    ``questions`` are those of the problems that a person can settle once and for all.
    """

    tables: dict[str, Table]
    problems: list[Problem]
    files: list[FileReport]
    questions: list[Question] = field(default_factory=list)


def read_inputs(
    folder: Path,
    vocabulary: Vocabulary,
    *,
    period: Period | None = None,
    settings: Mapping[str, Any] | None = None,
    today: date | None = None,
    keep: Path | None = None,
) -> Intake:
    """Everything that the workbooks below ``folder`` say.

    ``period`` (or else ``today``) gives dates without a year their year. ``settings["intake"]["tables"]`` remembers
    which table an ambiguous sheet is: {"file" or "file/sheet": table or "ignore"}; ["intake"]["files"] which of several
    versions counts: {"file": "ignore" or "count"}. ``keep`` is a folder in which what was read is
    kept, so that a file that did not change need not be read again. Nothing is raised for bad input.
    """
    until = period.last if period else today
    own = (settings or {}).get("intake", {})
    inputs = Inputs(folder, own)
    with _quiet_collector():
        files = _read_files(inputs, Recogniser(vocabulary), until, own.get("tables", {}), keep)
    parts = [part for file in files for part in file.parts]
    homeless = complete_from_books(parts, vocabulary)
    made = assemble(parts, vocabulary)
    tables, blind = look_at_pictures(made.tables, folder, vocabulary)
    problems = [*inputs.problems, *(found for file in files for found in file.problems)]
    unsettled, copied = _versions(parts, made.copies, inputs)
    questions = [*table_questions(problems, vocabulary), *file_questions(unsettled)]
    problems += [*homeless, *made.problems, *copied, *(group.problem for group in unsettled), *blind]
    reports = [FileReport(file.source.name, file.source.digest, tuple(file.sheets), file.locked) for file in files]
    return Intake(tables, problems, reports, questions)


def _read_files(
    inputs: Inputs, known: Recogniser, until: date | None, remembered: Mapping[str, str], keep: Path | None
) -> list[Reading]:
    """Every file looked at, and then read with the branches that all of them name; what is kept is not read again."""
    shelf = Shelf(keep, known.vocabulary, remembered) if keep else None

    def look(source: Found) -> Reading:
        return look_at(source, inputs.passwords(source.name), known, until, remembered)

    files = [(shelf.taken(source, until) if shelf else None) or look(source) for source in inputs]
    branches = branches_of(files)
    for i, file in enumerate(files):
        if file.branches != branches:
            files[i] = fresh = file if file.branches is None else look(file.source)
            read_file(fresh, known.vocabulary, until, branches)
            if shelf:
                shelf.put(fresh, until)
    if shelf:
        shelf.tidy()
    return files


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Without the garbage collector, which would look through millions of cells again and again and find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _versions(parts: Sequence[Part], copies: Sequence[Copies], inputs: Inputs) -> tuple[list[Versions], list[Problem]]:
    """The groups of versions nobody has decided on, and a warning for rows that files outside them have in common."""
    rows_of: dict[str, Counter[str]] = {}
    for part in parts:
        rows_of.setdefault(part.source.file, Counter())[part.table] += len(part)
    groups = version_groups(rows_of, copies)
    unsettled = [group for group in groups if any(inputs.answer(name) not in COUNT for name in group.files)]
    told = [{*group.files} for group in unsettled]
    return unsettled, [copy_problem(c) for c in copies if not any({c.later, c.earlier} <= group for group in told)]


def newest_data_day(tables: Mapping[str, Table], today: date | None = None) -> date | None:
    """The newest day of activity events and daily counts, none after ``today``; None where there is none."""
    newest: list[date] = []
    for name in ("activities", "daily_counts"):
        if name in tables:
            days = tables[name].frame["date"].dropna()
            if today is not None:
                days = days[days <= pd.Timestamp(today)]
            if len(days):
                newest.append(days.max().date())
    return max(newest, default=None)
