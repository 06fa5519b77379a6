"""Tags that shape the table cell they stand in (colspan, cellbg, vm, hm) → the cell's properties as a program writes
them.

``{% colspan n %}`` lets the cell span n columns, ``{% cellbg c %}`` colours it (RRGGBB; of a blank it stays as drawn),
``{% vm %}`` merges it over the rows of its loop, ``{% hm %}`` over the columns of its loop. ``{% vm 支行 %}`` merges it
with the cell above while the value is equal: groups come out merged, however many rows they have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.office.tags.writers import UnwritableError, write_value
from pipeline.office.template import Call, Tag, Writer
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.xml import (
    TBL,
    TC,
    TR,
    P,
    W,
    ancestor,
    markup,
    put_before,
    remove,
    whole_number,
    wrap_children,
)
from pipeline.office.word.writing.additions import WRITING

WORDS = ("colspan", "hm", "vm", "cellbg")  # in the order in which their properties are put in
_ORDER = (
    "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
    "tcFitText", "vAlign", "hideMark",
)  # fmt: skip
_COLOUR = re.compile("#?([0-9A-Fa-f]{6}|auto)")


@dataclass(frozen=True, slots=True)
class CellTag:
    """A tag of one of these words and the cell it shapes."""

    cell: etree._Element
    word: str
    tag: Tag


class Cells:
    """The cell tags of one part."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._tags: list[CellTag] = []
        self._merging: dict[etree._Element, int] = {}
        self.writers: dict[str, Callable[[str], Writer]] = {"columns": _columns_writer}

    def add(self, cell: etree._Element, word: str, tag: Tag) -> None:
        """Notes a tag; ``tag`` holds what follows the word. Of two with the same word in a cell the first counts."""
        if not any(entry.cell is cell and entry.word == word for entry in self._tags):
            self._tags.append(CellTag(cell, word, tag))

    def apply(self) -> None:
        """Puts the properties into the cells, in the order of the schema."""
        act = {"colspan": self._span_given, "hm": self._merge_columns, "vm": self._merge_rows, "cellbg": self._colour}
        for entry in sorted(self._tags, key=lambda entry: WORDS.index(entry.word)):
            if ancestor(entry.cell, TBL) is not None:  # else its row, or it itself, made room for a tag
                act[entry.word](entry)

    def _span_given(self, entry: CellTag) -> None:
        self._span(entry.cell, Tag(entry.tag.source, entry.tag.typed, entry.tag.place, writer="columns"))

    def _span(self, cell: etree._Element, tag: Tag) -> None:
        self._put(cell, "gridSpan", "", _element("gridSpan", self._marks.mark(tag)))

    def _merge_columns(self, entry: CellTag) -> None:
        """Only the first pass of the loop writes the cell, as wide as all of them."""
        cell, tag = entry.cell, entry.tag
        width = _properties(cell).find(f"{W}tcW")
        if width is not None and width.get(f"{W}type") == "dxa":
            one = whole_number(width, "w")
            width.set(f"{W}w", self._marks.mark(Tag(f"{one} * loop.length", tag.typed, tag.place, writer="columns")))
        self._span(cell, Tag("loop.length", tag.typed, tag.place, writer="columns"))
        before = self._marks.mark(Tag("if loop.first", tag.typed, tag.place, statement=True, level=f"cell {id(cell)}"))
        put_before(cell, before)
        after = self._marks.mark(Tag("endif", tag.typed, tag.place, statement=True, level=f"cell {id(cell)}"))
        cell.tail = after + (cell.tail or "")

    def _merge_rows(self, entry: CellTag) -> None:
        """The cell begins a merge, or is the empty continuation of the one above."""
        cell, tag = entry.cell, entry.tag
        begins = f"begins__{len(self._marks.pieces)}"
        if tag.source.strip():
            value = Tag(tag.source, tag.typed, tag.place, writer=self._merge_writer(cell))
            noted = self._marks.statement(f"set {begins}") + self._marks.mark(value) + self._marks.statement("endset")
        else:
            noted = self._marks.mark(Tag(f"set {begins} = loop.first", tag.typed, tag.place, statement=True))
        start, going_on = _element("vMerge", "restart"), _element("vMerge")
        start.tail, going_on.tail = self._marks.statement("else"), self._marks.statement("endif")
        self._put(cell, "vMerge", noted + self._marks.statement(f"if {begins}"), start, going_on)
        wrap_children(cell, 1, self._marks.statement(f"if {begins}"), self._marks.statement("else"))
        empty = etree.SubElement(cell, P)
        empty.tail = self._marks.statement("endif")

    def _merge_writer(self, cell: etree._Element) -> str:
        """The writer that asks whether a value begins a merge in the column of this cell."""
        table = ancestor(cell, TBL)
        assert table is not None
        number = self._merging.setdefault(table, len(self._merging))
        if f"table {number}" not in self.writers:
            self._count_rows(table, number)
            self.writers[f"table {number}"] = _columns_writer
        column = column_of(cell)

        def writer(format: str) -> Writer:
            return lambda value: "1" if WRITING.get().merges.merge(number, column, value) else ""

        self.writers[f"merge {number} {column}"] = writer
        return f"merge {number} {column}"

    def _count_rows(self, table: etree._Element, number: int) -> None:
        table.text = self._marks.mark(Call("row", (number, 1))) + (table.text or "")
        for row in table.iter(TR):
            if ancestor(row, TBL) is table:
                row.text = self._marks.mark(Call("row", (number, 0))) + (row.text or "")

    def _colour(self, entry: CellTag) -> None:
        drawn = _properties(entry.cell).find(f"{W}shd")
        name = f"colour {len(self.writers)}"
        self.writers[name] = _colour_writer(markup(drawn))
        tag = entry.tag
        self._put(entry.cell, "shd", self._marks.mark(Tag(tag.source, tag.typed, tag.place, writer=name)))

    def _put(self, cell: etree._Element, name: str, text: str, *elements: etree._Element) -> None:
        """Puts text and elements where a cell's property of that name stands by the schema; the drawn one goes."""
        properties = _properties(cell)
        for old in properties.findall(f"{W}{name}"):
            remove(old)
        before = [child for child in properties if _position(child) < _ORDER.index(name)]
        if before:
            before[-1].tail = (before[-1].tail or "") + text
        else:
            properties.text = (properties.text or "") + text
        for offset, element in enumerate(elements):
            properties.insert(len(before) + offset, element)


def column_of(cell: etree._Element) -> int:
    """The column of the grid that a cell begins in, from 0."""
    return sum(span_of(other) for other in cell.itersiblings(TC, preceding=True))


def span_of(cell: etree._Element) -> int:
    """How many columns of the grid a cell was drawn over."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return max(whole_number(span, "val"), 1) if span is not None else 1


def _element(name: str, value: str = "") -> etree._Element:
    element = etree.Element(f"{W}{name}")
    if value:
        element.set(f"{W}val", value)
    return element


def _position(child: etree._Element) -> int:
    name = str(child.tag).rpartition("}")[2]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _properties(cell: etree._Element) -> etree._Element:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        properties.tail, cell.text = cell.text, None
        cell.insert(0, properties)
    return properties


def _columns_writer(format: str) -> Writer:
    """Writes a number of columns, one at least."""

    def write(value: Any) -> str:
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        if value is None:
            return "1"
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise UnwritableError(type(value).__name__)
        return str(max(int(value), 1))

    return write


def _colour_writer(drawn: str) -> Callable[[str], Writer]:
    """Writes the shading of a cell in a colour; of a blank, the shading as it was drawn."""

    def writer(format: str) -> Writer:
        def write(value: Any) -> str:
            text = write_value(value).strip()
            if not text:
                return drawn
            colour = _COLOUR.fullmatch(text)
            if colour is None:
                raise UnwritableError(text)
            return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour[1]}"/>'

        return write

    return writer
