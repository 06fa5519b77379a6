"""One worksheet of a template → the pieces of its program, its blocks and loops, and its cells.

A program's output are tuples: a code, which stands for steps (rows, blocks, loop items), and the values of the last of
its rows. Only what cannot be written from values alone comes as texts behind its code. In all texts \\x00 stands for
the row's number, and a number between two \\x02 for a mark. Values cannot hold these characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, Sheet
from pipeline.office.excel.cells.cell import LateWriter
from pipeline.office.excel.cells.columns import NUMBER, TextCell, ValueCell
from pipeline.office.excel.formulas.cell import FormulaCell, Formulas
from pipeline.office.excel.formulas.values import UNKNOWN, Grid, cell_at, static_value
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark
from pipeline.office.excel.moving.plan import Plan, plan_rows
from pipeline.office.excel.reading.cell_tags import (
    CellReader,
    CellWriters,
    TaggedCell,
    TextBeside,
    beside_control,
    control_tags,
    refused,
)
from pipeline.office.excel.rows.row_form import RowForm
from pipeline.office.excel.xml import Marks, S, attributes, document, inner
from pipeline.office.template import Piece, Record, Tag
from pipeline.problems import Place, Problem, column_letters, problem

_DATA = re.compile(r"(<sheetData\b[^>]*?)(/>|>.*</sheetData>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """What a code stands for: a row, one whose text follows ("told"), the start of a loop's item, of a block ("begin"),
    its end ("close"), or what stands around the rows. ``index``: the template row (0: the text that follows stands
    around the rows), the loop, the block, or which of the texts around."""

    kind: str
    index: int = 0


@dataclass
class SheetSource:
    """A sheet on its way from XML to pieces. The reader fills everything but ``root``."""

    sheet: Sheet
    root: etree._Element
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    codes: list[tuple[Step, ...]] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    stills: dict[int, str] = field(default_factory=dict)  # template row → its XML, where no value is written in it
    plan: Plan = field(default_factory=Plan)
    grid: Grid = field(default_factory=Grid)
    blanks: dict[int, tuple[int, str]] = field(default_factory=dict)  # block → its blank row (template row, XML)
    formulas: list[FormulaCell] = field(default_factory=list)
    merging: set[int] = field(default_factory=set)  # template rows with cells that are merged in groups
    forms: dict[int, RowForm] = field(default_factory=dict)  # template row → how all its rows are made of their values

    @property
    def fixed_codes(self) -> int:
        """About how many codes come out where nothing is repeated: one for each, and for some a text."""
        return 2 * len(self.codes)


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
        self._steps: list[Step] = []  # since the last code
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
        self._around(marks.split(before))
        for kind, number in self._order():
            if kind == "row":
                self._row(number)
            else:
                self._begin_or_end(kind, number)
        self._around(marks.split(after))
        self._code()
        self._source.formulas = self._formulas.cells
        self.problems += [*self._cells.problems, *self._formulas.problems]

    def _around(self, pieces: Sequence[Any]) -> None:
        """What stands before or after the rows."""
        pieces = [piece if isinstance(piece, str | Tag) else self._marked(piece) for piece in pieces]
        if any(isinstance(piece, Tag) for piece in pieces):
            self._told(0, pieces)
        else:
            self._step("around", len(self._source.around))
            self._source.around.append("".join(pieces))

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
        self._step(kind, block)
        if kind == "close":
            plan = self._source.plan
            first, last = plan.blocks[block].first, plan.blocks[block].last
            rows = [n for n in range(first, last + 1) if n not in self._control and n in self._rows]
            rows = sorted(rows, key=lambda n: plan.loop_of.get(n, -1) < 0)  # stable: a loop's own row first
            if rows:
                self._source.blanks[block] = (rows[0], self._blank(rows[0]))

    def _step(self, kind: str, index: int) -> None:
        self._steps.append(Step(kind, index))

    def _code(self, tags: Sequence[Tag] = ()) -> None:
        """The code for the steps since the last one, with the values of the last of them."""
        if self._steps:
            self._source.pieces.append(Record(len(self._source.codes), tuple(tags)))
            self._source.codes.append(tuple(self._steps))
            self._steps = []

    def _told(self, row: int, pieces: Sequence[Piece]) -> None:
        """A row, or what stands around them, whose text the program puts together."""
        self._step("told", row)
        self._code()
        self._source.pieces += pieces

    def _marked(self, mark: Mark) -> str:
        self._source.marks.append(mark)
        return f"{TEXT_MARK}{len(self._source.marks) - 1}{TEXT_MARK}"

    def _row(self, number: int) -> None:
        if number in self._control:
            self._control_row(number)
            return
        row = self._rows.get(number)
        if row is None:
            self._step("row", number)
            return
        if row.get("hidden") in ("1", "true"):
            self._source.grid.hidden.add(number)
        repeated = self._source.plan.loop_of.get(number, -1) >= 0
        cells = [self._cell(number, cell) for cell in row.iterchildren(f"{S}c")]
        start = f'<row r="{NUMBER}"{_row_attributes(row, repeated)}'
        plain = all(map(_is_plain, cells))
        for cell in cells:
            if isinstance(cell, TaggedCell) and cell.merge is not None and not (plain and repeated):
                self.problems.append(problem("XL119", cell.merge.place, cell.merge.typed))
        kinds = set(map(type, cells))
        if plain and (kinds - {str} if repeated else FormulaCell in kinds and TaggedCell not in kinds):
            self._form(number, start, cells)
        else:
            self._text_row(number, start, cells)

    def _text_row(self, number: int, start: str, cells: Sequence[str | TaggedCell | FormulaCell]) -> None:
        """A row that is always the same, or one whose text the program puts together."""
        pieces: list[Piece] = [f"{start}>" if cells else f"{start}/>"]
        for cell in cells:
            if isinstance(cell, TaggedCell):
                pieces += cell.pieces
            else:
                pieces.append(self._marked(cell) if isinstance(cell, FormulaCell) else cell)
        pieces += ["</row>"] if cells else []
        if any(isinstance(piece, Tag) for piece in pieces):
            self._told(number, pieces)
        else:
            self._source.stills[number] = "".join(piece for piece in pieces if isinstance(piece, str))
            self._step("row", number)

    def _form(self, number: int, start: str, cells: Sequence[str | TaggedCell | FormulaCell]) -> None:
        """A row that is made of its values, all its rows at once: the program gives only these."""
        form: list[str | ValueCell | TextCell | FormulaCell] = [f"{start}>"]
        tags: list[Tag] = []
        for cell in cells:
            if not isinstance(cell, TaggedCell):
                form.append(cell)
            elif cell.beside is not None:
                form.append(_text_cell(cell, cell.beside, tags))
            else:
                form.append(_value_cell(cell, tags, self._book.epoch_1904))
                if cell.merge is not None:
                    self._source.merging.add(number)
        form.append("</row>")
        self._source.forms[number] = RowForm(self._sheet, number, form)
        self._step("row", number)
        if tags:
            self._code(tags)

    def _control_row(self, number: int) -> None:
        for tag in self._control[number]:
            self._code()
            self._source.pieces.append(tag)
            if tag.source.split()[:1] == ["for"]:
                if self._loops not in self._source.plan.row_of:
                    self._step("item", self._loops)
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
        if self._formulas.covers(number, column):  # what is stored here is what the formula gave in the template
            grid.put(number, column, UNKNOWN)
            return f'<c r="{_letters(cell)}{NUMBER}"{attributes(cell, ("r", "t"))}/>'
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


def _value_cell(cell: TaggedCell, tags: list[Tag], epoch_1904: bool) -> ValueCell:
    """A cell with one value, its tags put among those of its row's record."""
    opened, tag = cell.pieces
    assert isinstance(tag, Tag) and isinstance(opened, str) and cell.single is not None
    tags.append(tag)
    index = len(tags)
    if cell.merge is not None:
        tags.append(cell.merge)
    merge = len(tags) if cell.merge is not None else 0
    return ValueCell(opened, cell.single, tag.place.column, index, merge, epoch_1904)


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
