"""Reads a folder of messy workbooks into the tables of the trade, with every problem and a report of each file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.calendar import Period
from pipeline.intake.assemble import assemble
from pipeline.intake.body import Body
from pipeline.intake.cells.columns import read_column
from pipeline.intake.cells.readings import is_blank
from pipeline.intake.cells.words import read_text
from pipeline.intake.layout import Block, find_blocks
from pipeline.intake.parts import Part, read_block
from pipeline.intake.recognise import Recogniser
from pipeline.intake.workbooks.grids import Grid, read_grids
from pipeline.intake.workbooks.sniff import KNOWN_BUT_UNREAD, SUFFIXES
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.tables import Table
from pipeline.vocabulary import Vocabulary

MAX_BYTES = 100_000_000
_FIRST = ("roster", "activities", "daily_counts", "targets")  # what a branch has, if it has anything
_NAMING = ("branches", "roster", "target_groups")  # the tables that tell which branches there are


@dataclass(frozen=True)
class SheetReport:
    """What became of one table on one sheet; ``table`` is empty where none was recognised."""

    sheet: str
    table: str = ""
    header_row: int = 0
    rows: int = 0
    left_out: int = 0
    totals: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class FileReport:
    """One file of the inputs folder: its path below it, the SHA-256 of its bytes, and its sheets."""

    file: str
    digest: str = ""
    sheets: tuple[SheetReport, ...] = ()

    @property
    def recognised(self) -> bool:
        """Whether any table was found in it."""
        return any(sheet.table for sheet in self.sheets)


@dataclass(frozen=True)
class Intake:
    """All tables of the vocabulary, all problems in the order of files and cells, and what became of each file."""

    tables: dict[str, Table]
    problems: list[Problem]
    files: list[FileReport]


@dataclass
class _File:
    """A file on its way: its blocks are found first, for they tell the branches by whose names others are read."""

    name: str
    digest: str
    problems: list[Problem] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)


def read_inputs(
    folder: Path,
    vocabulary: Vocabulary,
    *,
    period: Period | None = None,
    settings: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Intake:
    """Everything that the workbooks below ``folder`` say.

    ``period`` (or else ``today``) gives dates without a year their year. ``settings["intake"]["tables"]`` remembers
    which table an ambiguous sheet is: {"file" or "file/sheet": table}. Nothing is raised for bad input.
    """
    until = period.last if period else today
    remembered = (settings or {}).get("intake", {}).get("tables", {})
    known = Recogniser(vocabulary)
    problems: list[Problem] = []
    files = [_found(*file, known, until, remembered) for file in _bytes_of(folder, problems)]
    branches = _branches(files)
    parts: list[Part] = []
    for file in files:
        parts += _read_file(file, vocabulary, until, branches)
    tables, double = assemble(parts, vocabulary)
    for file in files:
        problems += file.problems
    reports = [FileReport(file.name, file.digest, tuple(file.sheets)) for file in files]
    return Intake(tables, problems + double, reports)


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


def input_files(folder: Path) -> list[Path]:
    """The workbooks below a folder in a fixed order, without lock files and hidden ones."""
    if not folder.is_dir():
        return []
    files = (
        path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES | KNOWN_BUT_UNREAD and path.is_file()
    )
    return sorted((path for path in files if not _is_aside(path.relative_to(folder))), key=lambda path: path.as_posix())


def _is_aside(path: Path) -> bool:
    """Lock files of Excel (~$日报.xlsx), LibreOffice (.~lock.日报.xlsx#) and anything hidden."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)


def _bytes_of(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Name below the folder and bytes of each file that is to be read; the same bytes once only."""
    seen: dict[str, str] = {}
    paths = input_files(folder)
    if not paths:
        problems.append(problem("IN014", found=folder.name))
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in KNOWN_BUT_UNREAD:
            problems.append(problem("IN012", Place(file=name), path.suffix))
            continue
        try:
            if path.stat().st_size > MAX_BYTES:
                size = f"{path.stat().st_size // 1_000_000} MB"
                problems.append(problem("IN006", Place(file=name), size, limit=f"{MAX_BYTES // 1_000_000} MB"))
                continue
            data = path.read_bytes()
        except OSError as wrong:
            problems.append(problem("IN013", Place(file=name), wrong.strerror or type(wrong).__name__))
            continue
        digest = hashlib.sha256(data).hexdigest()
        if data and digest in seen:
            problems.append(problem("IN010", Place(file=name), name, "warning", first=seen[digest]))
            continue
        seen[digest] = name
        yield name, data


def _found(name: str, data: bytes, known: Recogniser, until: date | None, remembered: Mapping[str, str]) -> _File:
    """A file with its blocks found but not yet read."""
    file = _File(name, hashlib.sha256(data).hexdigest())
    try:
        file.grids, file.problems = read_grids(data, name)
    except Stop as stop:
        file.problems = list(stop.problems)
        return file
    unclear: list[Problem] = []
    for grid in file.grids:
        blocks, problems = find_blocks(grid, known, until, remembered)
        if grid.hidden:
            file.problems += [problem("IN103", Place(name, grid.sheet), grid.sheet, "warning") for _ in blocks[:1]]
            file.sheets.append(SheetReport(grid.sheet, hidden=True))
            continue
        file.blocks += blocks
        unclear += problems
        if not blocks:
            file.sheets.append(SheetReport(grid.sheet))
    file.problems += unclear
    if not file.blocks and all(p.level == "repair" for p in file.problems):
        file.problems.append(_nothing_in(file, known))
    return file


def _nothing_in(file: _File, known: Recogniser) -> Problem:
    """Why a file without any header that we know is of no use."""
    filled = any(not is_blank(cell) for grid in file.grids for row in grid.rows for cell in row)
    tables = "、".join(spec.term for spec in known.vocabulary.tables.values() if spec.name in _FIRST)
    return problem("IN106" if filled else "IN001", Place(file=file.name), tables=tables)


def _branches(files: Sequence[_File]) -> frozenset[str]:
    """The branches that the tables of branches, officers and target groups name."""
    names: set[str] = set()
    for table in _NAMING:
        for block in (b for file in files for b in file.blocks if b.match.spec.name == table):
            column = block.columns.get("branch")
            if column is not None:
                cells = [row[column] for row in block.grid.rows[block.first : block.last + 1]]
                names |= {str(value) for value in read_column(cells, read_text).values if value}
        if names:
            break
    return frozenset(names)


def _read_file(file: _File, vocabulary: Vocabulary, until: date | None, branches: frozenset[str]) -> list[Part]:
    parts: list[Part] = []
    for block in file.blocks:
        made, body = read_block(block, vocabulary, until, branches)
        parts += made
        for part in made:
            file.problems += part.problems
        file.sheets.append(_sheet_report(block, made, body))
    return parts


def _sheet_report(block: Block, parts: Sequence[Part], body: Body) -> SheetReport:
    return SheetReport(
        block.grid.sheet,
        block.match.spec.name,
        block.grid.numbers[block.first - 1],
        sum(len(part.frame) for part in parts),
        sum(len(part.left_out) for part in parts),
        len(body.totals),
    )
