"""The rows that a Markdown file says, each with its line, and the blocks that they are read as like a sheet's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.intake.sheets.headings import Heading, header_key
from pipeline.intake.sheets.layout import Block
from pipeline.intake.sheets.recognise import Match
from pipeline.intake.sheets.surroundings import Surroundings
from pipeline.intake.workbooks.grids import Grid
from pipeline.problems import Place
from pipeline.vocabulary import TableSpec, Vocabulary


@dataclass
class Row:
    """One row of a table: the line it begins in (from 1), its values as they were written, and the line of each."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, text: str, line: int = 0) -> None:
        """Append a line of text to a field, which begins in this line of the file (0: where the row does)."""
        if text:
            before = self.values.get(name)
            self.values[name] = f"{before}\n{text}" if before else text
            self.lines.setdefault(name, line or self.line)


Rows = dict[str, list[Row]]


@dataclass
class LineGrid(Grid):
    """Rows of a text file as a grid: a place in it is a line, without a column; ``lines`` are those of each cell."""

    lines: Sequence[Sequence[int]] = ()

    def place(self, row: int, column: int = -1) -> Place:
        """The line of a value; without a column, that in which the row begins."""
        return Place(self.file, row=self.lines[row][column] if column >= 0 else self.numbers[row])


def block_of(file: str, spec: TableSpec, rows: Sequence[Row], vocabulary: Vocabulary) -> Block:
    """These rows of one table as a block whose every row is data."""
    names = [name for name in spec.fields if any(name in row.values for row in rows)]
    terms = [vocabulary.fields[name].term for name in names]
    cells: list[list[Any]] = [terms, *([row.values.get(name, "") for name in names] for row in rows)]
    numbers = [0, *(row.line for row in rows)]
    lines = [[row.lines.get(name, row.line) for name in names] for row in rows]
    grid = LineGrid(file, "", cells, numbers, [0] * len(names), lines=[[0] * len(names), *lines])
    missing = tuple(name for name in spec.required if name not in names)
    match = Match(spec, {name: i for i, name in enumerate(names)}, {}, missing)
    headings = [Heading(term, (header_key(term)[0],), "") for term in terms]
    return Block(grid, match, headings, 0, 1, len(rows), Surroundings(file), listed=True)


def blocks_of(file: str, rows: Rows, vocabulary: Vocabulary) -> list[Block]:
    """A block for each table that has rows, in the vocabulary's order."""
    return [block_of(file, spec, rows[name], vocabulary) for name, spec in vocabulary.tables.items() if rows.get(name)]


def labels_of(vocabulary: Vocabulary, table: str, but: Iterable[str] = ()) -> dict[str, str]:
    """Header key → field of the table: what people may call each of its fields; terms win over aliases."""
    fields = [vocabulary.fields[name] for name in vocabulary.tables[table].fields if name not in but]
    aliases = {header_key(alias)[0]: item.name for item in reversed(fields) for alias in reversed(item.headers)}
    return {**aliases, **{header_key(item.term)[0]: item.name for item in fields}}
