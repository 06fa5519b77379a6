"""Turns what intake cannot decide into questions: what is asked, and what each answer puts in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.intake.files.versions import Versions
from pipeline.problems import Problem
from pipeline.vocabulary import Vocabulary

TABLES, FILES = ("intake", "tables"), ("intake", "files")


@dataclass(frozen=True)
class Answer:
    """One answer: ``label`` is the table or the file that it names (empty for ``none`` and ``all`` of them).

    ``settings`` are the keys and values that it adds to the question's section of chenxi.toml.
    """

    what: str  # one | all | none
    label: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """Something that only a person knows. ``problem`` says it in words; ``section`` is where its answer is kept."""

    problem: Problem
    section: tuple[str, str]
    answers: tuple[Answer, ...] = field(default=())


def table_questions(problems: Sequence[Problem], vocabulary: Vocabulary) -> list[Question]:
    """A question for each sheet that may be several tables (IN102), or one whose counts may be done or planned."""
    codes = {spec.term: name for name, spec in vocabulary.tables.items()}
    questions = []
    for found in (p for p in problems if p.code in ("IN102", "IN116")):
        key = f"{found.place.file}/{found.place.sheet}" if found.place.sheet else found.place.file
        terms = found.values["tables"].split("、")
        answers = [Answer("one", term, {key: codes[term]}) for term in terms if term in codes]
        questions.append(Question(found, TABLES, (*answers, Answer("none", "", {key: "ignore"}))))
    return questions


def file_questions(groups: Sequence[Versions]) -> list[Question]:
    """A question for each group of files that are versions of one workbook (IN016)."""
    return [Question(group.problem, FILES, tuple(_file_answers(group.files))) for group in groups]


def _file_answers(files: Sequence[str]) -> list[Answer]:
    only = [Answer("one", name, {other: "ignore" for other in files if other != name}) for name in files]
    return [*only, Answer("all", "", dict.fromkeys(files, "count"))]
