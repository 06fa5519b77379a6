"""Every kind alike: its template fits, its papers are whole with much, little and no data, valid, masked, the same."""

from __future__ import annotations

import io
import os
import re
import statistics
from pathlib import Path

import icalendar
import openpyxl
import pytest
from authoring import catalogue
from authoring.catalogue import VARIANTS, Paper, compiled, figures_of, kinds, papers, rendered, sample
from authoring.contact_sheet import AREAS
from authoring.draw import TEMPLATES
from authoring.validator import validator
from docx import Document

from pipeline.measures import REGISTRY

OUTLINES = Path(__file__).parent / "outlines" / "samples"
PAPERS = papers()
OLDER = {"course-", "action-plan", "self-assessment", "sign-in-sheet", "pack-index"}  # their own tests have outlines
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<![A-Za-z])(?:None|nan|NaT)(?![A-Za-z])|00:00:00")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of data bars of 2010
every_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
every_kind = pytest.mark.parametrize("kind", sorted(kinds()))


def test_every_declaration_reads() -> None:
    assert catalogue.loaded()[1] == []


@every_paper
def test_the_template_needs_only_what_its_kind_provides(paper: Paper) -> None:
    assert compiled(paper.kind.name, paper.template)[1] == ()


@every_kind
def test_a_kind_is_a_folder_without_code(kind: str) -> None:
    files = list(kinds()[kind].folder.iterdir())
    assert {f.name for f in files} == {"kind.toml", *(f.template for f in kinds()[kind].files)}


def test_most_kinds_are_declared_in_forty_lines() -> None:
    lengths = [len((TEMPLATES / kind / "kind.toml").read_text(encoding="utf-8").splitlines()) for kind in kinds()]
    assert statistics.median(lengths) <= 40


@every_paper
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_paper_is_whole_with_much_little_and_no_data(paper: Paper, variant: str) -> None:
    data = rendered(paper, VARIANTS[variant](sample(paper)))
    _open(data, paper.suffix)
    assert LEFTOVER.findall(catalogue.words(data, paper.suffix)) == []


def _open(data: bytes, suffix: str) -> None:
    """Opens it with the library of its format, which raises where it cannot."""
    if suffix == ".docx":
        tables = Document(io.BytesIO(data)).tables
        assert all(table.rows and all(cell.paragraphs for row in table.rows for cell in row.cells) for table in tables)
    elif suffix == ".xlsx":
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    elif suffix == ".ics":
        assert icalendar.Calendar.from_ical(data)


@every_paper
@pytest.mark.parametrize("variant", ["sample", "nothing", "sixty"])
def test_the_paper_is_valid(paper: Paper, variant: str, tmp_path: Path) -> None:
    if paper.suffix not in (".docx", ".xlsx"):
        pytest.skip("only Office files have schemas")
    file = tmp_path / f"paper{paper.suffix}"
    file.write_bytes(rendered(paper, VARIANTS[variant](sample(paper))))
    assert validator()(file) == []


@every_paper
def test_the_same_facts_give_the_same_bytes(paper: Paper) -> None:
    assert rendered(paper) == rendered(paper)


@every_paper
def test_no_customer_can_be_known_from_a_paper_that_is_masked(paper: Paper) -> None:
    if paper.kind.unmasked:
        pytest.skip(f"shows {', '.join(paper.kind.unmasked)} on purpose")
    text = catalogue.words(rendered(paper), paper.suffix)
    assert PHONE.findall(text) == []
    assert _customers() & set(re.split(r"\W+", text)) == set()


def _customers() -> set[str]:
    """The names of customers that no officer, no rival and no table head bears."""
    tables = catalogue.reading().intake.tables
    fields = catalogue.shipped().fields
    named: dict[str, set[str]] = {"customer": set(), "staff": set()}
    for table in tables.values():
        for column in table.frame.columns:
            privacy = fields[column].privacy if column in fields else ""
            if privacy in named:
                named[privacy] |= {str(v) for v in table.frame[column].dropna().unique() if len(str(v)) > 1}
    return {name for name in named["customer"] if re.fullmatch(r"\w{2,4}", name)} - named["staff"]


@every_paper
def test_the_paper_reads_as_its_outline(paper: Paper) -> None:
    """CHENXI_REFRESH=1 writes the outlines anew; look at the difference before it is kept."""
    if paper.kind.name.startswith(tuple(OLDER)):
        pytest.skip("its own tests have an outline")
    file = OUTLINES / f"{paper.name}.txt"
    now = catalogue.readable(rendered(paper), paper.suffix)
    if os.environ.get("CHENXI_REFRESH"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


FIGURES = sorted({name for paper in PAPERS for name in paper.kind.figures})


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_can_be_traced_to_rows_of_workbooks(name: str) -> None:
    unit = next(u for u in ("month", "week", "day", "quarter") if name in catalogue.source(u).frames)
    source = catalogue.source(unit)
    frames = (frame.drop(columns="label", errors="ignore") for frame in source.frames[name].values())
    told = any(frame.notna().any(axis=None) for frame in frames)
    if not REGISTRY[name].needs or not told:
        pytest.skip("made of settings alone" if not REGISTRY[name].needs else "the samples have nothing of it")
    rows = REGISTRY[name].rows(source.tables, source.context)
    found = [(table, index) for table, frame in rows.items() for index in frame.index[:1]]
    assert found
    assert all(source.tables[table].place(index).row for table, index in found)


LONG = bool(os.environ.get("CHENXI_FUZZ"))
ALWAYS = {"branches", "roster", "leave", "activities", "daily_counts", "targets", "adjustments", "joint_work"}


@pytest.mark.parametrize(
    "table", sorted({t for name in FIGURES for t in REGISTRY[name].needs if LONG or t not in ALWAYS})
)
def test_a_table_that_nobody_keeps_leaves_the_figures_whole(table: str) -> None:
    catalogue.without_table(table, [name for name in FIGURES if table in REGISTRY[name].needs])


def test_every_kind_stands_on_one_contact_sheet() -> None:
    shown = [kind for _, names in AREAS.values() for kind in names]
    assert sorted(shown) == sorted(kinds().keys() - {"pack-index"})


def test_variants_change_what_they_say() -> None:
    given = next(sample(paper) for paper in PAPERS if paper.kind.name == "weekly-minutes")
    many = [name for name, value in figures_of(given).items() if isinstance(value, list) and value]
    assert {len(VARIANTS["sixty"](given)[name]) for name in many} == {60}
    assert {len(VARIANTS["one"](given)[name]) for name in many} == {1}
