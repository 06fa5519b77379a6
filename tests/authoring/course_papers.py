"""The papers of a course for their tests: each kind once for every copy that it is made in."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from authoring.outline import outline
from authoring.sample_facts_course import course_facts
from authoring.sample_papers import facts, settings, template

KINDS = ("course-handout", "course-exercises", "course-cases", "course-certificate")


def _trainers(kind: str) -> dict[str, Any]:
    return {"settings": {**settings(kind), "answers": True}}


PAPERS: dict[str, tuple[str, dict[str, Any]]] = {
    "course-handout": ("course-handout", {}),
    "course-exercises": ("course-exercises", {}),
    "course-exercises-answers": ("course-exercises", _trainers("course-exercises")),
    "course-cases": ("course-cases", {}),
    "course-cases-analysis": ("course-cases", _trainers("course-cases")),
    "course-certificate": ("course-certificate", {}),
    "course-certificate-all": ("course-certificate", course_facts("course_info", "certificates")),
}


def paper(name: str, **changes: Any) -> bytes:
    """The copy of that name from its sample facts, some root names changed."""
    kind, own = PAPERS[name]
    return template(kind).render(facts(kind, **{**own, **changes}))


def lines(name: str, **changes: Any) -> str:
    """Its outline."""
    return outline(paper(name, **changes))


def document_xml(data: bytes) -> str:
    """The markup of its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()
