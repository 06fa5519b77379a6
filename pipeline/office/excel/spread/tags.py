"""The {%tc %} tags of a sheet, column by column → for given facts, its columns in order with their items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, Sheet, has_brace, string_text
from pipeline.office.excel.formulas.values import cell_at
from pipeline.office.excel.reading.cell_tags import tagged_text
from pipeline.office.excel.spread.columns import Column, ColumnMap
from pipeline.office.excel.xml import S, parse
from pipeline.office.tags.scan import scan
from pipeline.office.template import Filters, Formats, Names, Piece, Program, Record, Tag, compile_program, write_value
from pipeline.problems import Problem, problem

_LOOP = re.compile(r"for\s+(?P<item>[^\W\d]\w*)\s+in\s+(?P<items>.+)", re.DOTALL)
_WORDS = ("for", "endfor", "if", "elif", "else", "endif")
MOST_COLUMNS = 16_384


@dataclass
class Spread:
    """A sheet with repeated columns: the tags of its columns of tags; column → its loop, (item, items) of each loop."""

    sheet: Sheet
    tags: dict[int, list[Tag]]
    loop_of: dict[int, int] = field(default_factory=dict)
    loops: list[tuple[str, str]] = field(default_factory=list)

    def program(self, begin: Sequence[Tag], names: Names, formats: Formats, filters: Filters | None) -> Program:
        """The program that gives the sheet's columns in order, as records of the column and its item's number."""
        pieces: list[Piece] = list(begin)
        for column in range(1, max(self.tags) + 1):
            if column in self.tags:
                pieces += self.tags[column]
            else:
                in_loop = self.loop_of.get(column, -1) >= 0
                pieces.append(Record(column, (Tag("loop.index0" if in_loop else "-1"),)))
        writers = {"text": lambda format: lambda value: write_value(value, format)}
        return compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)

    def columns(self, program: Program, facts: Mapping[str, Any]) -> tuple[Column, ...]:
        """The columns in order up to the last column of tags."""
        return tuple(Column(column, item) for column, item in program.outputs(facts))

    def mapped(self, columns: Sequence[Column]) -> ColumnMap:
        """Where the columns of the template then stand."""
        return ColumnMap(max(self.tags), columns, self.loop_of)

    def begins(self, columns: Sequence[Column]) -> list[Tag]:
        """What gives the items their names: 月__2 is the third item of a loop over 月."""
        used = sorted({(self.loop_of[c.template], c.item) for c in columns if c.item >= 0})
        return [
            Tag(f"set {alias(self.loops[loop][0], item)} = (({self.loops[loop][1]})|list)[{item}]", statement=True)
            for loop, item in used
        ]

    def aliases(self, columns: Sequence[Column]) -> dict[int, tuple[str, str]]:
        """Column of the filled sheet → the name that its tags use for the item, and the one they are to use."""
        return {
            at: (name, alias(name, column.item))
            for at, column in enumerate(columns, 1)
            if column.item >= 0
            for name in (self.loops[self.loop_of[column.template]][0],)
        }


def alias(name: str, item: int) -> str:
    """The name of one item."""
    return f"{name}__{item}"


def read_spreads(book: Book) -> tuple[list[Spread], list[Problem]]:
    """The sheets with {%tc %} tags, and what is wrong with these."""
    spreads: list[Spread] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if not sheet.grid or not _may_hold_tag(book, sheet):
            continue
        cells = list(parse(book.package.text(sheet.part)).iter(f"{S}c"))
        tags: dict[int, list[Tag]] = {}
        for cell in cells:
            for tag in _column_tags(book, sheet, cell):
                tags.setdefault(tag.place.column, []).append(tag)
        if tags:
            spread = Spread(sheet, tags)
            problems += [*_read_loops(spread), *_beside(book, sheet, cells, tags), *_in_tables(book, spread)]
            spreads.append(spread)
    return spreads, problems


def _may_hold_tag(book: Book, sheet: Sheet) -> bool:
    return any("tc" in string_text(book.strings[i]) for i in book.tagged_strings) or has_brace(
        book.package.text(sheet.part)
    )


def _column_tags(book: Book, sheet: Sheet, cell: etree._Element) -> list[Tag]:
    holder = tagged_text(book, cell)
    if holder is None:
        return []
    text = string_text(holder)
    place = book.place(sheet.index, *(cell_at(cell.get("r", "")) or (0, 0)))
    return [
        Tag(found.source.strip(), text[found.start : found.end], place, True, level="column")
        for found in scan(text).tags
        if found.scope == "tc" and found.form == "%"
    ]


def _read_loops(spread: Spread) -> list[Problem]:
    """Notes the loops; one within another cannot be followed, nor one that leaves items out."""
    problems: list[Problem] = []
    opened: list[int] = []
    for column in range(1, max(spread.tags) + 1):
        for tag in spread.tags.get(column, ()):
            word = tag.source.split()[:1]
            match = _LOOP.fullmatch(tag.source)
            if (word and word[0] not in _WORDS) or (
                word == ["for"] and (opened or match is None or _leaves_out(match["items"]))
            ):
                problems.append(problem("XL103", tag.place, tag.typed))
            if match is not None:
                opened.append(len(spread.loops))
                spread.loops.append((match["item"], match["items"]))
            elif word == ["endfor"] and opened:
                opened.pop()
        if column not in spread.tags:
            spread.loop_of[column] = opened[-1] if opened else -1
    return problems


def _leaves_out(items: str) -> bool:
    return re.search(r"\sif\s", items) is not None


def _beside(
    book: Book, sheet: Sheet, cells: Sequence[etree._Element], tags: Mapping[int, Sequence[Tag]]
) -> list[Problem]:
    """What stands in a column of tags beside them, and would vanish."""
    problems = []
    for cell in cells:
        row, column = cell_at(cell.get("r", "")) or (0, 0)
        if column not in tags:
            continue
        holder = tagged_text(book, cell)
        text = string_text(holder) if holder is not None else cell.findtext(f"{S}v") or ""
        for found in reversed(scan(text).tags if holder is not None else []):
            text = text[: found.start] + text[found.end :] if found.scope == "tc" else text
        if holder is None and cell.get("t") == "s" and text.isdecimal():
            text = string_text(book.strings[int(text)])
        if text.strip() or cell.find(f"{S}f") is not None:
            typed = tags[column][0].typed
            problems.append(
                problem("XL117", book.place(sheet.index, row, column), typed, text=text.strip()[:24] or "=")
            )
    return problems


def _in_tables(book: Book, spread: Spread) -> list[Problem]:
    """A table's columns have names that a render cannot make up."""
    tagged = [*spread.tags, *(column for column, loop in spread.loop_of.items() if loop >= 0)]
    return [
        problem("XL118", book.place(table.sheet, table.area.first.row, table.area.first.column), table.name)
        for table in book.tables
        if table.sheet == spread.sheet.index
        and any(table.area.first.column <= column <= table.area.last.column for column in tagged)
    ]
