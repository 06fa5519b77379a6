"""One worksheet of a template → the pieces of its program, its blocks and loops, and its cells.

In a program's output \\x01 and a code begin each row, block and loop item; \\x00 stands for the row's number,
and a number between two \\x02 for a mark. Values cannot hold these characters. A repeated row of plain cells is a
tuple of its code and its values instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from pipeline.office.excel.book import Book, Sheet
from pipeline.office.excel.cell_tags import (
    CellReader,
    CellWriters,
    TaggedCell,
    TextBeside,
    beside_control,
    control_tags,
    refused,
)
from pipeline.office.excel.cells import LateWriter
from pipeline.office.excel.columns import NUMBER, RowForm, TextCell, ValueCell
from pipeline.office.excel.formulas.cell import FormulaCell, Formulas
from pipeline.office.excel.formulas.values import Grid, cell_at, static_value
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark
from pipeline.office.excel.moving.plan import Plan, plan_rows
from pipeline.office.excel.xml import Marks, S, attributes, document, inner
from pipeline.office.template import Piece, Record, Tag
from pipeline.problems import Place, Problem, column_letters, problem

ROW = "\x01"
FIRST_CODE = 0x10000
_DATA = re.compile(r"(<sheetData\b[^>]*?)(/>|>.*</sheetData>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Code:
    """What a code at the beginning of a segment means: a row, the start of a loop's item, of a block, its end,
    or the end of the rows. ``index``: the template row, the loop or the block."""

    kind: str
    index: int = 0


@dataclass
class SheetSource:
    """A sheet on its way from XML to pieces. The reader fills everything but ``root``."""

    sheet: Sheet
    root: etree._Element
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    grid: Grid = field(default_factory=Grid)
    blanks: dict[int, tuple[int, str]] = field(default_factory=dict)  # block → its blank row (template row, XML)
    formulas: list[FormulaCell] = field(default_factory=list)
    merging: set[int] = field(default_factory=set)  # template rows with cells that are merged in groups
    forms: dict[int, RowForm] = field(default_factory=dict)  # template row → how all its rows are made at once


class SheetReader:
    """Reads the rows of one sheet."""

    def __init__(
        self, book: Book, source: SheetSource, writers: CellWriters, aliases: Mapping[int, tuple[str, str]]
    ) -> None:
        self._book = book
        self._source = source
        self._sheet = source.sheet.index
        self.problems: list[Problem] = []
        self._loops = 0
        self._cells = CellReader(book, self._sheet, writers, aliases)
        self._formulas = Formulas(book, self._sheet)
        data = source.root.find(f"{S}sheetData")
        self._rows = _numbered(data) if data is not None else {}
        self._control = self._control_rows()
        source.plan = plan_rows(self._control)

    def _control_rows(self) -> dict[int, list[Tag]]:
        """Rows that hold a {%tr %} tag, with their statements; what else they hold is a problem."""
        control = {}
        for number, row in self._rows.items():
            tags = control_tags(self._book, self._sheet, row)
            if tags is not None:
                control[number] = tags
                self.problems += beside_control(self._book, self._sheet, row)
                self.problems += refused(tags)
        return control

    # pieces

    def read(self, marks: Marks) -> None:
        """Fills the source. ``marks``: those in the parts before and after the rows."""
        before, after = _around_rows(document(self._source.root))
        self._literal(marks.split(before))
        for kind, number in self._order():
            if kind == "row":
                self._row(number)
            else:
                self._begin_or_end(kind, number)
        self._code("end")
        self._literal(marks.split(after))
        self._source.formulas = self._formulas.cells
        self.problems += [*self._cells.problems, *self._formulas.problems]

    def _literal(self, pieces: Sequence[Any]) -> None:
        for piece in pieces:
            if isinstance(piece, str | Tag):
                self._add(piece)
            else:
                self._mark(piece)

    def _order(self) -> Iterator[tuple[str, int]]:
        """Rows, and beginnings and ends of blocks, in order; inside blocks also rows that the XML leaves out."""
        plan = self._source.plan
        numbers = set(self._rows).union(*(range(b.first, b.last + 1) for b in plan.blocks))
        begins = {block.first: i for i, block in enumerate(plan.blocks)}
        ends = {block.last: i for i, block in enumerate(plan.blocks)}
        for number in sorted(numbers):
            if number in begins:
                yield "begin", begins[number]
            yield "row", number
            if number in ends:
                yield "close", ends[number]

    def _begin_or_end(self, kind: str, block: int) -> None:
        self._code(kind, block)
        if kind == "close":
            plan = self._source.plan
            first, last = plan.blocks[block].first, plan.blocks[block].last
            rows = [n for n in range(first, last + 1) if n not in self._control and n in self._rows]
            rows = sorted(rows, key=lambda n: plan.loop_of.get(n, -1) < 0)  # stable: a loop's own row first
            if rows:
                self._source.blanks[block] = (rows[0], self._blank(rows[0]))

    def _code(self, kind: str, index: int = 0) -> None:
        self._source.pieces.append(ROW + chr(FIRST_CODE + len(self._source.codes)))
        self._source.codes.append(Code(kind, index))

    def _add(self, piece: Piece) -> None:
        self._source.pieces.append(piece)

    def _mark(self, mark: Mark) -> None:
        self._source.marks.append(mark)
        self._add(f"{TEXT_MARK}{len(self._source.marks) - 1}{TEXT_MARK}")

    def _row(self, number: int) -> None:
        if number in self._control:
            self._control_row(number)
            return
        row = self._rows.get(number)
        if row is None:
            self._code("row", number)
            return
        repeated = self._source.plan.loop_of.get(number, -1) >= 0
        cells = [self._cell(number, cell) for cell in row.iterchildren(f"{S}c")]
        start = f'<row r="{NUMBER}"{_row_attributes(row, repeated)}'
        if repeated and cells and all(map(_is_plain, cells)):
            self._record(number, start, cells)
            return
        self._code("row", number)
        if not cells:
            self._add(start + "/>")
            return
        self._add(start + ">")
        for cell in cells:
            if isinstance(cell, TaggedCell):
                self._source.pieces += cell.pieces
                if cell.merge is not None:
                    self.problems.append(problem("XL119", cell.merge.place, cell.merge.typed))
            elif isinstance(cell, FormulaCell):
                self._mark(cell)
            else:
                self._add(cell)
        self._add("</row>")

    def _record(self, number: int, start: str, cells: Sequence[str | TaggedCell | FormulaCell]) -> None:
        """A repeated row that is made column by column: its program gives only its values."""
        form: list[str | ValueCell | TextCell | FormulaCell] = [f"{start}>"]
        tags: list[Tag] = []
        for cell in cells:
            if not isinstance(cell, TaggedCell):
                form.append(cell)
            elif cell.beside is not None:
                form.append(_text_cell(cell, cell.beside, tags))
            else:
                form.append(_value_cell(cell, tags))
                if cell.merge is not None:
                    self._source.merging.add(number)
        form.append("</row>")
        self._source.forms[number] = RowForm(self._sheet, number, form, self._book.epoch_1904)
        self._source.pieces.append(Record(len(self._source.codes), tuple(tags)))
        self._source.codes.append(Code("row", number))

    def _control_row(self, number: int) -> None:
        for tag in self._control[number]:
            self._add(tag)
            if tag.source.split()[:1] == ["for"]:
                if self._loops not in self._source.plan.row_of:
                    self._code("item", self._loops)
                self._loops += 1

    def _cell(self, number: int, cell: etree._Element) -> str | TaggedCell | FormulaCell:
        """A cell: its text, its tags, or its formula; its value is noted in the grid."""
        _, column = cell_at(cell.get("r", "")) or (number, 0)
        grid = self._source.grid
        if cell.find(f"{S}f") is not None:
            formula = self._formulas.read(cell, number, column)
            if formula is None:
                return ""
            grid.put(number, column, formula.computed)
            return formula
        tagged = self._cells.read(cell, number, column)
        if tagged is not None:
            grid.put(number, column, tagged.value)
            return tagged
        grid.put(number, column, static_value(self._book, cell))
        inside = "".join(inner(child) for child in cell)
        start = f'<c r="{_letters(cell)}{NUMBER}"{attributes(cell, ("r",))}'
        return f"{start}>{inside}</c>" if inside else f"{start}/>"

    def _blank(self, number: int) -> str:
        """A row with its formats and nothing in it."""
        row = self._rows[number]
        cells = "".join(
            f'<c r="{_letters(c)}{NUMBER}"{attributes(c, ("r", "t", "cm", "vm"))}/>' for c in row.iterchildren(f"{S}c")
        )
        return f'<row r="{NUMBER}"{_row_attributes(row, True)}>{cells}</row>'


def _numbered(data: etree._Element) -> dict[int, etree._Element]:
    """Row number → row; rows and cells that do not say where they stand follow the one before."""
    rows = {}
    number = 0
    for row in data.iterchildren(f"{S}row"):
        number = int(row.get("r", number + 1))
        rows[number] = row
        column = 0
        for cell in row.iterchildren(f"{S}c"):
            at = cell_at(cell.get("r", ""))
            column = at[1] if at else column + 1
            cell.set("r", f"{column_letters(column)}{number}")
    return rows


def _value_cell(cell: TaggedCell, tags: list[Tag]) -> ValueCell:
    """A cell with one value, its tags put among those of its row's record."""
    opened, tag = cell.pieces
    assert isinstance(tag, Tag) and isinstance(opened, str) and cell.single is not None
    tags.append(tag)
    index = len(tags)
    if cell.merge is not None:
        tags.append(cell.merge)
    return ValueCell(opened, cell.single, tag.place.column, index, len(tags) if cell.merge is not None else 0)


def _text_cell(cell: TaggedCell, beside: TextBeside, tags: list[Tag]) -> TextCell:
    """A cell with values beside text, its tags put among those of its row's record."""
    opened = cell.pieces[0]
    assert isinstance(opened, str)
    parts: list[str | tuple[int, LateWriter]] = []
    place = Place()
    for part in beside.parts:
        if not isinstance(part, str):
            tag, late = part
            place = place if place.file else replace(tag.place, tag=tag.typed)
            tags.append(tag)
            parts.append((len(tags), late))
        elif part:
            parts.append(part)
    return TextCell(opened, beside.style, place.column, parts, place)


def _is_plain(cell: str | TaggedCell | FormulaCell) -> bool:
    """Whether a cell can be written with its whole column: a fixed text, one value, a formula."""
    if isinstance(cell, TaggedCell):
        return cell.single is not None or cell.beside is not None
    return isinstance(cell, str) or cell.array is None


def _around_rows(text: str) -> tuple[str, str]:
    """A sheet's XML before its first row and after its last."""
    data = _DATA.search(text)
    if data is None:
        return text, ""
    return f"{text[: data.start()]}{data[1]}>", f"</sheetData>{text[data.end() :]}"


def _row_attributes(row: etree._Element, repeated: bool) -> str:
    """A repeated row keeps its height only if someone set it."""
    set_by_hand = row.get("customHeight", "0") in ("1", "true")
    return attributes(row, ("r", "spans") if set_by_hand or not repeated else ("r", "spans", "ht"))


def _letters(cell: etree._Element) -> str:
    return cell.get("r", "").rstrip("0123456789")
