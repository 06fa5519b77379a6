"""Every row of the dialect, written by docxtpl and by us from the same template and the same facts."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docxtpl import DocxTemplate, InlineImage, RichText
from office.conformance.cases import CASES, Case
from office.conformance.draft import shape
from office.word_paper import invalid

from pipeline.office import Picture
from pipeline.office.template import Names, Rich
from pipeline.office.word import compile_document
from pipeline.problems import Stop

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "word-dialect.md"
EQUAL = [case for case in CASES if not case.differs]
DIFFERENT = [case for case in CASES if case.differs]


def _name(case: Case) -> str:
    return f"{CASES.index(case)}: {case.row} {case.differs}".strip()


def ours(case: Case) -> bytes:
    """Our document. Raises Stop with what is wrong with the template or the facts."""
    return compile_document(case.template(), name="case.docx", names=Names(), formats={}).render(case.values())


def theirs(case: Case) -> bytes:
    """Docxtpl's document, its values escaped, as its users may ask for."""
    peer = DocxTemplate(io.BytesIO(case.template()))
    peer.render({name: _peers(value, peer) for name, value in case.values().items()}, autoescape=True)
    stream = io.BytesIO()
    peer.save(stream)
    return stream.getvalue()


def _peers(value: Any, peer: DocxTemplate) -> Any:
    """A value of ours as docxtpl's users give it."""
    if isinstance(value, Picture):
        return InlineImage(peer, io.BytesIO(value.data))
    if not isinstance(value, Rich):
        return value
    text = RichText()
    for run in value.runs:
        text.add(run.text, bold=run.bold, italic=run.italic, color=run.colour or None)
    return text


@pytest.mark.parametrize("case", EQUAL, ids=_name)
def test_both_engines_write_the_same(case):
    document = ours(case)
    assert shape(document) == shape(theirs(case))
    assert invalid(document, whole=False) == []


@pytest.mark.parametrize("case", DIFFERENT, ids=_name)
def test_ours_differs_and_is_right(case):
    if case.expected == ():
        with pytest.raises(Stop) as stop:
            ours(case)
        assert all(problem.place.inside and problem.place.tag for problem in stop.value.problems)
        return
    document = ours(case)
    assert invalid(document, whole=False) == []
    if case.expected is not None:
        assert shape(document)["document"] == list(case.expected)
    assert shape(document) != _theirs_or_failure(case)


def _theirs_or_failure(case: Case) -> object:
    try:
        return shape(theirs(case))
    except Exception as error:  # whatever the peer may raise: it wrote nothing
        return error


@cache
def _table(heading: str) -> list[list[str]]:
    section = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(heading))
    rows = re.findall(r"^\| (.*) \|$", text, flags=re.MULTILINE)[1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)] for row in rows]


def test_every_difference_is_listed_with_its_reason_and_shown_by_a_case():
    rows = _table("Where it differs from docxtpl")
    assert {row[0] for row in rows} == {case.differs for case in DIFFERENT}
    assert all(len(row) == 4 and all(row) for row in rows)


def test_every_row_of_the_dialect_has_a_case():
    tags = " ".join(row[0] for row in _table("Tags"))
    for row in ("{{ x }}", "{%p %}", "{%tr %}", "{%tc %}", "{%r %}", "{{r }}", "{%- -%}", "{% colspan %}", "{# #}"):
        assert row in tags
        assert any(case.row == row for case in CASES)
