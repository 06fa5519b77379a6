"""The {%sheet b in branches, name b.name %} tag in a sheet's first row → its items and names, for given facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, Sheet, has_brace, string_text
from pipeline.office.excel.formulas.values import cell_at
from pipeline.office.excel.reading.cell_tags import tagged_text
from pipeline.office.excel.xml import S, parse
from pipeline.office.tags.scan import scan
from pipeline.office.template import (
    Filters,
    Formats,
    Names,
    Piece,
    Program,
    Record,
    Tag,
    compile_program,
    write_value,
)
from pipeline.problems import Place, Problem, Stop, problem

_FORM = re.compile(
    r"sheet\s+(?P<item>[^\W\d]\w*)\s+in\s+(?P<items>.+?)\s*[,，]\s*(?:name|名称)\s*[=＝:：]?\s*(?P<name>.+)", re.DOTALL
)
MOST_SHEETS = 400


@dataclass(frozen=True, slots=True)
class Repeat:
    """A sheet that is there once for each item: its tag, taken apart."""

    sheet: Sheet
    item: str
    items: str
    name: str
    typed: str
    place: Place

    def begin(self, number: int) -> Tag:
        """What the programs of the copy with this number begin with."""
        return Tag(f"set {self.item} = (({self.items})|list)[{number}]", place=self.place, statement=True)

    def program(self, names: Names, formats: Formats, filters: Filters | None) -> Program:
        """The program that gives the names of its copies, as records."""
        loop = Tag(f"for {self.item} in {self.items}", self.typed, self.place, statement=True, level="sheet")
        name = Record(0, (Tag(self.name, self.typed, self.place),))
        pieces: list[Piece] = [loop, name, replace(loop, source="endfor")]
        writers = {"text": lambda format: lambda value: write_value(value, format)}
        return compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)


def read_repeats(book: Book) -> tuple[list[Repeat], list[Problem]]:
    """The sheets with a tag of their own, and tags of this kind that cannot be read or stand elsewhere."""
    repeats: list[Repeat] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        if not sheet.grid or not _may_hold_tag(book, sheet):
            continue
        for cell in parse(book.package.text(sheet.part)).iter(f"{S}c"):
            for typed, source in _sheet_tags(book, cell):
                row, column = cell_at(cell.get("r", "")) or (0, 0)
                place = book.place(sheet.index, row, column)
                match = _FORM.fullmatch(source.strip())
                if match is None:
                    problems.append(problem("XL112", place, typed))
                elif row != 1 or any(repeat.sheet is sheet for repeat in repeats):
                    problems.append(problem("XL113", place, typed))
                else:
                    repeats.append(Repeat(sheet, match["item"], match["items"], match["name"], typed, place))
    return repeats, problems


def _may_hold_tag(book: Book, sheet: Sheet) -> bool:
    return any("sheet" in string_text(book.strings[i]) for i in book.tagged_strings) or has_brace(
        book.package.text(sheet.part)
    )


def _sheet_tags(book: Book, cell: etree._Element) -> list[tuple[str, str]]:
    """The sheet tags in a cell, as they were typed and what is in them."""
    holder = tagged_text(book, cell)
    if holder is None:
        return []
    text = string_text(holder)
    tags = [tag for tag in scan(text).tags if tag.form == "%" and not tag.scope]
    return [(text[t.start : t.end], t.source) for t in tags if t.source.split()[:1] == ["sheet"]]


def wished_names(programs: Sequence[tuple[Repeat, Program]], facts: Mapping[str, Any]) -> list[list[str]]:
    """For each repeat the names that its items ask for. Raises Stop with the problems of these facts."""
    found = []
    for repeat, program in programs:
        try:
            names = [write_value(value) for _, value in program.outputs(facts)]
        except TypeError as error:
            raise Stop(program.inspect(facts, None, error)) from None
        if len(names) > MOST_SHEETS:
            raise Stop(problem("XL206", repeat.place, len(names), most=MOST_SHEETS))
        found.append(names)
    return found
