"""The papers of a course: drawn as outlined, valid, whole with full and with empty facts."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authoring import draw
from authoring.course_papers import KINDS, PAPERS, document_xml, lines, paper
from authoring.sample_facts_course import COURSE_FIGURES, OF_LEVEL
from authoring.sample_papers import facts, nothing, one_blank_row, shape_of, template
from authoring.validator import validator
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from pipeline import vocabulary
from pipeline.kinds import read_kind, unknown_names
from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them
from pipeline.measures.figure import REGISTRY
from pipeline.office import Names, content_digest

OUTLINES = Path(__file__).parent / "outlines"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def emptied(name: str, how: Callable[[Any], Any]) -> dict[str, Any]:
    """The paper's figures with nothing in them."""
    kind, own = PAPERS[name]
    return {figure: how(value) for figure, value in facts(kind, **own).items() if figure in COURSE_FIGURES}


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_template_is_what_is_drawn_twice_over(kind: str, tmp_path: Path) -> None:
    shipped = (draw.TEMPLATES / kind / f"{kind}.docx").read_bytes()
    drawn = []
    for turn in ("1", "2"):
        (tmp_path / turn).mkdir()
        draw.module_of(kind).draw(tmp_path / turn)
        drawn.append((tmp_path / turn / f"{kind}.docx").read_bytes())
    assert drawn[0] == drawn[1]
    assert content_digest(shipped) == content_digest(drawn[0]), "run: make templates"


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_compiles_and_needs_only_what_its_kind_provides(kind: str) -> None:
    read = read_kind(kind, draw.TEMPLATES / kind, REGISTRY)
    words = vocabulary.shipped()
    names = Names(roots={**words.root_terms, **{f.term: n for n, f in REGISTRY.items()}}, fields=words.field_terms)
    assert list(template(kind).problems) == []
    provided = shape_of(facts(kind))
    assert set(read.figures) == {name for name in provided if name in COURSE_FIGURES}
    assert [p.found for p in unknown_names(template(kind), provided, names)] == []


@pytest.mark.parametrize("figure", COURSE_FIGURES)
def test_the_sample_facts_have_the_fields_of_the_figures(figure: str) -> None:
    level = REGISTRY[figure].by[0]
    value = OF_LEVEL[level](figure)[figure]
    first = value[0] if isinstance(value, list) else value
    assert set(first) == set(REGISTRY[figure].fields)
    assert REGISTRY[figure].term == COURSE_FIGURES[figure]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_declared_in_forty_lines(kind: str) -> None:
    assert len((draw.TEMPLATES / kind / "kind.toml").read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_reads_as_its_outline(name: str) -> None:
    """CHENXI_REFRESH=1 writes the outlines anew; look at the difference before it is kept."""
    file = OUTLINES / f"{name}.txt"
    now = lines(name)
    if os.environ.get("CHENXI_REFRESH"):
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert paper(name) == paper(name)


@pytest.mark.parametrize("how", [None, nothing, one_blank_row])
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_unwritten_reaches_paper(name: str, how: Callable[[Any], Any] | None) -> None:
    data = paper(name, **(emptied(name, how) if how else {}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml")]
        words = " ".join(archive.read(n).decode() for n in parts)
    assert not re.search(r"\{\{|\{%|>None<|\bnan\b|\bNaT\b|00:00:00", words)
    for table in Document(io.BytesIO(data)).tables:
        assert table.rows and all(cell.paragraphs for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("how", [None, nothing, one_blank_row])
@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_is_valid(name: str, how: Callable[[Any], Any] | None, tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    file.write_bytes(paper(name, **(emptied(name, how) if how else {})))
    assert validator()(file) == []


@pytest.mark.parametrize("name", PAPERS)
def test_the_document_names_its_course_and_no_person(name: str) -> None:
    properties = Document(io.BytesIO(paper(name))).core_properties
    assert "小微客户经理的时间管理" in properties.title
    assert (properties.author, properties.last_modified_by, properties.language) == ("", "", "zh-CN")


@pytest.mark.parametrize("name", PAPERS)
def test_drawings_and_bookmarks_have_numbers_of_their_own(name: str) -> None:
    root = etree.fromstring(document_xml(paper(name)).encode())
    for numbers in (
        [d.get("id") for d in root.iter(qn("wp:docPr"))],
        [b.get(f"{W}id") for b in root.iter(f"{W}bookmarkStart")],
        [b.get(f"{W}name") for b in root.iter(f"{W}bookmarkStart")],
    ):
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("name", [n for n in PAPERS if not n.startswith("course-certificate")])
def test_a_course_without_a_logo_shows_none(name: str) -> None:
    kind, own = PAPERS[name]
    given = facts(kind, **own)
    drawings = document_xml(paper(name)).count("<wp:docPr")
    without = paper(name, course_info=given["course_info"] | {"logo": None})
    assert document_xml(without).count("<wp:docPr") == drawings - 1
