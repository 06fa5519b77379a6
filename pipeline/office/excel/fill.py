"""A sheet's program and its output → where its rows stand, and then the sheet's XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from pipeline.office.excel.columns import NUMBER, Columns
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark, Now
from pipeline.office.excel.moving.rows import At, RowMap
from pipeline.office.excel.sheet import FIRST_CODE, ROW, Code, SheetSource
from pipeline.office.template import (
    Call,
    Filters,
    Formats,
    Names,
    Piece,
    Program,
    Record,
    Tag,
    Writers,
    compile_program,
)
from pipeline.problems import Place, Stop, problem

MOST_ROWS = 1_048_576
_MOST_REMEMBERED = 16
_TOGETHER = 128  # rows that are joined and deflated at a time: measured, larger texts cost more than they save


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a sheet: the text of a template row that is now in this row (0: no row)."""

    template: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sheet: so many rows, one below the other, of one template row, made from its records."""

    template: int
    size: int


@dataclass
class Layout:
    """A sheet laid out: its stretches in order, where its rows stand, template row → the records of its rows,
    and the same by columns.

    ``signature``: what came out and how often; two layouts with the same one have their rows in the same places.
    """

    rows: RowMap
    signature: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Segment | Run] = field(default_factory=list)
    records: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Mapping[int, Columns]:
        """Template row → the codes of its records, and their values column by column."""
        return {template: Columns(list(zip(*records, strict=True))) for template, records in self.records.items()}


@dataclass(frozen=True)
class Part:
    """A part that a render writes: its text or its program, and the marks in it."""

    name: str
    text: str
    program: Program | None
    marks: Sequence[Mark]

    @property
    def settled(self) -> bool:
        """Whether it is the same whenever all rows stand in the same places."""
        return self.program is None and all(mark.by_layout for mark in self.marks)

    def output(self, facts: Mapping[str, Any]) -> Sequence[Any]:
        """Its texts and records with the numbers of its marks; raises Stop with all its problems."""
        return (self.text,) if self.program is None else self.program.outputs(facts)


@dataclass(frozen=True)
class SheetPart(Part):
    """A worksheet that a render writes; ``anchored``: the blocks that leave a blank row when nothing came out."""

    source: SheetSource
    anchored: frozenset[int]
    place: Place

    def layout(self, output: Iterable[Any]) -> Layout:
        """The output with the row that each of its pieces has become. Raises Stop when there are too many rows."""
        worker = _Worker(self)
        for kind, pieces in groupby(output, type):
            if kind is tuple:
                for code, records in groupby(pieces, itemgetter(0)):
                    worker.records(code, list(records))
            else:
                worker.texts("".join(pieces))
        height = worker.rows.span_end(self.source.grid.height)
        if height > MOST_ROWS:
            raise Stop(problem("XL202", self.place, height))
        return worker.layout

    def written(self, layout: Layout, now: Now) -> str | Iterator[str]:
        """The sheet's XML; in pieces where it is long."""
        pieces = self._written(layout, now)
        long = sum(map(len, layout.records.values())) > _TOGETHER
        return _joined(pieces) if long else "".join(pieces)

    def _written(self, layout: Layout, now: Now) -> Iterator[str]:
        """Row by row."""
        forms = self.source.forms
        runs = Counter(part.template for part in layout.parts if isinstance(part, Run))
        made = {
            template: forms[template].rows(columns, layout.rows.filled(template), now, runs[template] > 1)
            for template, columns in layout.columns.items()
        }
        for part in layout.parts:
            if isinstance(part, Segment):
                yield self._segment(part, now)
            else:
                yield from islice(made[part.template], part.size)

    def _segment(self, segment: Segment, now: Now) -> str:
        text, row = segment.text, segment.row
        if not row:
            return self._around(text, now) if TEXT_MARK in text else text
        if TEXT_MARK in text:
            text = _with_marks(text, self.marks, now, At(segment.template, row))
        return text.replace(NUMBER, str(row))

    def _around(self, text: str, now: Now) -> str:
        """What stands before or after the rows."""
        if self.source.merging:
            return _with_marks(text, self.marks, now, None)
        known = now.standing.texts
        key = self.name, text
        if key not in known:
            if len(known) >= _MOST_REMEMBERED:  # page headers may differ from document to document
                known.clear()
            known[key] = _with_marks(text, self.marks, now, None)
        return known[key]


class _Worker:
    """Follows the codes of an output and counts rows."""

    def __init__(self, part: SheetPart) -> None:
        self.rows = RowMap(part.source.plan)
        self.layout = Layout(self.rows)
        self._part = part
        self._in_block = False
        self._row = 0
        self._begin = 1  # the first row of the block

    def texts(self, text: str) -> None:
        """Text with codes in it; what stands before its first code is no row's."""
        head, *rest = text.split(ROW)
        codes = self._part.source.codes
        if head:
            self.layout.parts.append(Segment(0, 0, head))
        for piece in rest:
            number = ord(piece[0]) - FIRST_CODE
            self.layout.signature.append((number, 1))
            code = codes[number]
            if code.kind == "row":
                self._text_row(code.index, piece[1:])
            else:
                self._boundary(code, piece[1:])

    def records(self, code: int, records: list[tuple[Any, ...]]) -> None:
        """Rows of one template row came out, one below the other."""
        template, size = self._part.source.codes[code].index, len(records)
        self.layout.signature.append((code, size))
        self.layout.records.setdefault(template, []).extend(records)
        self.rows.numbers.setdefault(template, []).extend(range(self._row + 1, self._row + size + 1))
        self._row += size
        self.layout.parts.append(Run(template, size))

    def _text_row(self, template: int, text: str) -> None:
        if not self._in_block:
            self._row = self.rows.outside(template)
        else:
            self._row += 1
            self.rows.numbers.setdefault(template, []).append(self._row)
        if text:
            self.layout.parts.append(Segment(template, self._row, text))

    def _boundary(self, code: Code, text: str) -> None:
        """A loop's item, a block or the sheet's end began."""
        if code.kind == "item":
            self.rows.starts[code.index].append(self._row + 1)
        elif code.kind == "begin":
            before = self.rows.plan.blocks[code.index].first - 1
            self._row = self.rows.outside(before) if before else 0
            self._begin, self._in_block = self._row + 1, True
        elif code.kind == "close":
            if self._row < self._begin and code.index in self._part.anchored:
                self._blank(code.index)
            self.rows.close_block(self._begin, self._row + 1)
            self._in_block = False
        else:
            self.layout.parts.append(Segment(0, 0, text))

    def _blank(self, block: int) -> None:
        """A blank row for a block of which nothing came out."""
        template, text = self._part.source.blanks[block]
        self._text_row(template, text)
        self.rows.blanks.add(self._row)
        for loop in self.rows.plan.loops_around(template):
            self.rows.starts[loop].append(self._row)


def part_text(part: Part, output: Sequence[str], now: Now) -> str:
    """The text of a part that is no sheet, its marks written."""
    return _with_marks("".join(output), part.marks, now, None)


def _with_marks(text: str, marks: Sequence[Mark], now: Now, at: At | None) -> str:
    pieces = text.split(TEXT_MARK)
    pieces[1::2] = [marks[int(number)].written(now, at) for number in pieces[1::2]]
    return "".join(pieces)


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, many together."""
    while some := list(islice(pieces, _TOGETHER)):
        yield "".join(some)


def make_program(
    pieces: Sequence[Piece], *, names: Names, formats: Formats, filters: Filters | None, writers: Writers
) -> tuple[str, Program | None]:
    """The text of pieces without tags, or the program of pieces with some."""
    if not any(isinstance(piece, Tag | Call | Record) for piece in pieces):
        return "".join(piece for piece in pieces if isinstance(piece, str)), None
    return "", compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)
