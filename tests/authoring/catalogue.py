"""The sample inputs → the facts of each kind's papers, as a build makes them; and the same facts changed, for tests."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from authoring.outline import outline
from openpyxl import load_workbook

from pipeline import facts, intake, measures, vocabulary, workspace
from pipeline.batch.pictures import picture_shelf
from pipeline.batch.prepare import Reading, listed_days, make_context
from pipeline.calendar import Calendar, Period, parse_period
from pipeline.facts import Facts, FactSource
from pipeline.kinds import Kind, compile_template, load_kinds
from pipeline.measures import REGISTRY
from pipeline.office import Template
from pipeline.problems import Problem
from pipeline.tables import Table
from pipeline.vocabulary import shipped

ROOT = Path(__file__).parents[2]
BRANCH = "城东支行"  # whose papers are shown, where a kind has branches
AS_OF = date(2026, 11, 20)  # the last working day that the samples tell of
PERIODS: Mapping[str, str] = {"day": "2026-11-20", "week": "2026-W47", "month": "2026-11", "quarter": "2026-Q4"}
INDEX = {"documents": [], "problems": []}  # what a kind that is made last gets beside its figures


@dataclass(frozen=True, eq=False)
class Paper:
    """One template of one part of a kind, in its shortest period: what a test looks at."""

    kind: Kind
    unit: str
    template: str

    @property
    def name(self) -> str:
        """What it is called in tests and outlines: the kind, and the level where the kind has several."""
        parts = list(self.kind_as_declared.parts())
        stem = self.kind.name if len(parts) == 1 else f"{self.kind.name}-{_part(self.kind, parts)}"
        return stem if len({Path(f.template).suffix for f in self.kind.files}) == 1 else f"{stem}{self.suffix}"

    @property
    def suffix(self) -> str:
        """The suffix of its file."""
        return Path(self.template).suffix

    @property
    def kind_as_declared(self) -> Kind:
        """The kind with all its parts."""
        return kinds()[self.kind.name]


def _part(kind: Kind, parts: list[Kind]) -> str:
    levels = [part.level for part in parts]
    return kind.level if len(set(levels)) == len(levels) else str(parts.index(kind) + 1)


@cache
def space() -> workspace.Workspace:
    """The checkout, as a workspace."""
    return workspace.load(ROOT)


@cache
def loaded() -> tuple[dict[str, Kind], list[Problem]]:
    """Every shipped kind that can be read, by name, and the problems of the others."""
    return load_kinds(space(), REGISTRY)


def kinds() -> dict[str, Kind]:
    """Every shipped kind, by name."""
    return loaded()[0]


def papers() -> list[Paper]:
    """Every paper of every kind."""
    return [
        Paper(part, next((u for u in PERIODS if u in part.period), "week"), file.template)
        for kind in kinds().values()
        for part in kind.parts()
        for file in {f.template: f for f in part.files}.values()
    ]


@cache
def reading() -> Reading:
    """The sample inputs, read."""
    words = shipped()
    found = intake.read_inputs(ROOT / "inputs", words, settings=space().settings)
    return Reading(words, Calendar(listed_days(found.tables)), found)


def period(unit: str) -> Period:
    """The newest period of that unit in the samples."""
    found = parse_period(PERIODS[unit], AS_OF)
    assert found
    return found


@cache
def source(unit: str) -> FactSource:
    """Every figure that a kind of this unit needs, from the samples."""
    data = reading()
    context = make_context(space(), data, period(unit), AS_OF)
    wanted = [kind for kind in kinds().values() if unit in kind.period or not kind.period]
    levels = [shipped().levels[part.level].roster for kind in wanted for part in kind.parts()]
    names = dict.fromkeys([*(f for kind in wanted for f in kind.needed_figures()), *filter(None, levels)])
    frames = measures.compute(names, data.intake.tables, context)
    shapes = {name: REGISTRY[name].shape for name in frames}
    return FactSource(frames, shapes, data.intake.tables, context, picture_shelf(space()))


@cache
def sample(paper: Paper) -> Facts:
    """The facts of the paper that is shown: of the branch shown where there is one, else the first there is."""
    made = list(_made(paper.kind, paper.unit))
    assert made, f"the samples make no {paper.kind.name}"
    return next((found for key, found in made if key.get("branch") == BRANCH), made[0][1])


def _made(kind: Kind, unit: str) -> Iterator[tuple[Mapping[str, str], Facts]]:
    extra = INDEX if kind.last else None
    made = list(facts.build(kind, source(unit), space(), extra=extra))
    return iter(made or list(facts.build(kind, source(unit), space(), extra=extra, everyone=True)))


@cache
def compiled(kind: str, template: str) -> tuple[Template | None, tuple[Problem, ...]]:
    """The shipped template, compiled and checked against what its kind provides."""
    found = kinds()[kind]
    template_, problems = compile_template(
        found.folder / template, found, REGISTRY, vocabulary.shipped(), space().faces
    )
    return template_, tuple(problems)


def rendered(paper: Paper, given: Facts | None = None) -> bytes:
    """The paper's bytes, from the sample facts or from these."""
    template, problems = compiled(paper.kind.name, paper.template)
    assert template is not None, problems
    return template.render(sample(paper) if given is None else given)


# the same facts, changed


def figures_of(given: Facts) -> dict[str, Any]:
    """The figures among the facts."""
    return {name: value for name, value in given.items() if name in REGISTRY}


def with_figures(given: Facts, change: Callable[[Any], Any]) -> Facts:
    """The facts with every figure changed."""
    return {**given, **{name: change(value) for name, value in figures_of(given).items()}}


def nothing(value: Any) -> Any:
    """A figure with no rows, or of one row with nothing in it."""
    return dict.fromkeys(value) if isinstance(value, dict) else []


def blank(value: Any) -> Any:
    """A figure with one row, and nothing in it."""
    return [dict.fromkeys(value[0])] if isinstance(value, list) and value else nothing(value)


def times(count: int) -> Callable[[Any], Any]:
    """A figure of so many rows, those it has over and over, numbered anew."""

    def change(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            return value
        rows = [dict(value[at % len(value)]) for at in range(count)]
        return [{**row, **({"number": at} if "number" in row else {})} for at, row in enumerate(rows, 1)]

    return change


def lengthened(value: Any) -> Any:
    """A figure whose names and texts are three times as long."""
    if isinstance(value, dict):
        return {name: _longer(name, found) for name, found in value.items()}
    return [lengthened(row) for row in value]


def _longer(name: str, value: Any) -> Any:
    known = shipped().fields.get(name)
    free = known is not None and known.type in ("text", "name")
    return value * 3 if free and isinstance(value, str) and len(value) < 60 else value


VARIANTS: Mapping[str, Callable[[Facts], Facts]] = {
    "sample": lambda given: given,
    "nothing": lambda given: with_figures(given, nothing),
    "blank": lambda given: with_figures(given, blank),
    "one": lambda given: with_figures(given, times(1)),
    "sixty": lambda given: with_figures(given, times(60)),
    "long": lambda given: with_figures(given, lengthened),
}


@cache
def one_branch() -> Mapping[str, Table]:
    """The sample tables with the rows of the branch shown and of no branch, the activities of two weeks."""
    found = {}
    for name, table in reading().intake.tables.items():
        frame = table.frame
        if "branch" in frame and name != "branches":
            frame = frame[frame["branch"].isna() | (frame["branch"] == BRANCH)]
        if name == "activities":
            frame = frame[frame["date"] >= "2026-11-09"]
        found[name] = replace(table, frame=frame)
    return found


def without_table(name: str, figures: Sequence[str], unit: str = "week") -> None:
    """Compute these figures for one branch with this table empty; raises what they raise."""
    tables = one_branch()
    tables = {**tables, name: replace(tables[name], frame=tables[name].frame.iloc[:0])}
    measures.compute(figures, tables, make_context(space(), reading(), period(unit), AS_OF))


# what a document says


def words(data: bytes, suffix: str) -> str:
    """All text of a document, markup taken away, for what must not stand in it."""
    if suffix in (".html", ".ics"):
        return data.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [n for n in archive.namelist() if n.endswith((".xml", ".rels"))]
        text = "\n".join(re.sub(r"(<[^>]+>|\s)+", "\n", archive.read(n).decode("utf-8")) for n in parts)
    return re.sub(r"\b\d{4}-\d\d-\d\dT00:00:00Z", "", text)  # the properties' days, which have a clock by their form


def readable(data: bytes, suffix: str) -> str:
    """The document as lines that a person compares."""
    if suffix == ".docx":
        return outline(data)
    return sheets(data) if suffix == ".xlsx" else data.decode("utf-8").replace("\r\n", "\n")


def sheets(data: bytes, rows: int = 40) -> str:
    """A workbook's sheets, a line for each of their first rows that hold something."""
    book = load_workbook(io.BytesIO(data), data_only=False)
    lines: list[str] = []
    for sheet in book.worksheets:
        lines.append(f"# {sheet.title} {sheet.dimensions}" + ("" if sheet.sheet_state == "visible" else " (hidden)"))
        filled = [row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]
        for row in filled[:rows]:
            cells = " | ".join("" if cell.value is None else str(cell.value).replace("\n", " ⏎ ") for cell in row)
            lines.append(f"{row[0].row} {cells.rstrip(' |')}")
        if len(filled) > rows:
            lines.append(f"… {len(filled) - rows} rows more")
    return "\n".join(lines) + "\n"
