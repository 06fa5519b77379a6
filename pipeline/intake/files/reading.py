"""Turns one file into the parts of tables that are in it: its sheets are looked at first, and then read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.intake.cells.columns import read_column
from pipeline.intake.cells.readings import is_blank
from pipeline.intake.cells.words import read_text
from pipeline.intake.files.sources import IGNORE, Found
from pipeline.intake.markdown import course as markdown
from pipeline.intake.sheets.body import Body
from pipeline.intake.sheets.forms import take_form
from pipeline.intake.sheets.layout import Block
from pipeline.intake.sheets.parts import Part, read_block
from pipeline.intake.sheets.pasted import unpasted
from pipeline.intake.sheets.recognise import Recogniser
from pipeline.intake.sheets.turned import find_tables
from pipeline.intake.workbooks.grids import Grid
from pipeline.intake.workbooks.readers import read_grids
from pipeline.intake.workbooks.sniff import content_of
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.vocabulary import Vocabulary

_FIRST = ("roster", "activities", "daily_counts", "targets")  # what a branch has, if it has anything
_NAMING = ("branches", "roster", "target_groups")  # the tables that tell which branches there are
_YEARLESS = frozenset({"IN207", "IN304"})


@dataclass(frozen=True)
class SheetReport:
    """What became of one table on one sheet; ``table`` is empty where none was recognised or nobody wants it."""

    sheet: str
    table: str = ""
    header_row: int = 0
    rows: int = 0
    left_out: int = 0
    totals: int = 0
    hidden: bool = False
    ignored: bool = False


@dataclass
class Reading:
    """A file on its way: its blocks are found first, for they tell the branches by whose names others are read.

    ``named`` are the branches that it names, by table; ``branches`` those that it was read with, None before that;
    ``dated``: a day without a year was completed (or was not) by the period that is built.
    """

    source: Found
    locked: bool = False
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    branches: frozenset[str] | None = None
    dated: bool = False


def look_at(
    source: Found, passwords: Sequence[str], known: Recogniser, until: date | None, remembered: Mapping[str, str]
) -> Reading:
    """A file with its blocks found but not yet read; ``remembered``: what [intake.tables] says of its sheets."""
    file = Reading(source)
    try:
        if source.name.lower().endswith(markdown.SUFFIX):
            file.blocks, file.problems = markdown.read_course(source.data, source.name, known.vocabulary)
            return file
        file.locked = content_of(source.data) == "locked"
        grids, file.problems = read_grids(source.data, source.name, passwords)
    except Stop as stop:
        file.problems = list(stop.problems)
        return file
    file.source = replace(source, data=b"")  # the name and the digest are all that is asked for from here on
    _find_blocks(file, grids, known.within(source.name, grids), until, remembered)
    ignored = any(sheet.ignored for sheet in file.sheets)
    if not file.blocks and not ignored and all(p.level == "repair" for p in file.problems):
        file.problems.append(_nothing_in(source.name, grids, known))
    file.named = {table: names for table in _NAMING if (names := sorted(_names_in(file.blocks, table)))}
    return file


def _find_blocks(
    file: Reading, grids: Sequence[Grid], known: Recogniser, until: date | None, remembered: Mapping[str, str]
) -> None:
    """The blocks of all sheets that are to be read, with what is to be said of the others."""
    name = file.source.name
    unclear: list[Problem] = []
    for grid in grids:
        if remembered.get(f"{name}/{grid.sheet}", remembered.get(name)) in IGNORE:
            file.sheets.append(SheetReport(grid.sheet, ignored=True))
            continue
        grid, split = unpasted(grid, known)
        forms, strange, rest = take_form(grid, known)
        blocks, problems = find_tables(rest, known, until, remembered)
        blocks, problems = [*forms, *blocks], [*split, *strange, *problems]
        if grid.hidden:
            file.problems += [problem("IN103", Place(name, grid.sheet), grid.sheet, "warning") for _ in blocks[:1]]
            file.sheets.append(SheetReport(grid.sheet, hidden=True))
            continue
        file.blocks += blocks
        unclear += problems
        if not blocks:
            file.sheets.append(SheetReport(grid.sheet))
    file.problems += unclear


def _nothing_in(name: str, grids: Sequence[Grid], known: Recogniser) -> Problem:
    """Why a file without any header that we know is of no use."""
    filled = any(not is_blank(cell) for grid in grids for row in grid.rows for cell in row)
    tables = "、".join(spec.term for spec in known.vocabulary.tables.values() if spec.name in _FIRST)
    return problem("IN106" if filled else "IN001", Place(file=name), tables=tables)


def _names_in(blocks: Sequence[Block], table: str) -> set[str]:
    """The branches that the blocks of one table name."""
    names: set[str] = set()
    for block in (block for block in blocks if block.match.spec.name == table):
        column = block.columns.get("branch")
        if column is not None:
            names |= {str(value) for value in read_column(block.cells(column), read_text).values if value}
    return names


def branches_of(files: Iterable[Reading]) -> frozenset[str]:
    """The branches there are: those of the table of branches, else of the roster, else of the target groups."""
    named = [file.named for file in files]
    for table in _NAMING:
        if names := {name for own in named for name in own.get(table, ())}:
            return frozenset(names)
    return frozenset()


def read_file(file: Reading, vocabulary: Vocabulary, until: date | None, branches: frozenset[str]) -> None:
    """Read the blocks of a file that was looked at: its parts, their problems, and what became of each sheet."""
    for block in file.blocks:
        made, body = read_block(block, vocabulary, until, branches)
        file.parts += made
        for part in made:
            file.problems += part.problems
        file.sheets.append(_sheet_report(block, made, body))
    file.branches = branches
    file.dated = any(p.code in _YEARLESS for p in file.problems) or any(block.days for block in file.blocks)
    file.blocks = []


def _sheet_report(block: Block, parts: Sequence[Part], body: Body) -> SheetReport:
    return SheetReport(
        block.grid.sheet,
        block.match.spec.name,
        block.grid.place(block.first - 1).row,
        sum(map(len, parts)),
        sum(len(part.left_out) for part in parts),
        len(body.totals),
    )
