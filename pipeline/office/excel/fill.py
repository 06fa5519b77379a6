"""A sheet's program and its output → where its rows stand, and then the sheet's XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from pipeline.office.excel.cells.columns import NONE, NUMBER, Columns
from pipeline.office.excel.moving.leaving import without_gone
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark, Now
from pipeline.office.excel.moving.rows import At, RowMap
from pipeline.office.excel.reading.sheet import SheetSource, Step
from pipeline.office.package import CORE
from pipeline.office.template import Program
from pipeline.problems import Place, Stop, problem

MOST_ROWS = 1_048_576
_MOST_REMEMBERED = 16
_TOGETHER = 128  # rows that are joined and deflated at a time: measured, larger texts cost more than they save
_LONGEST_SETTLED = 1 << 16  # characters of a sheet that are kept with its layout
_TEXT = -1  # stands for a text among the codes of an output


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch of a sheet whose text the template has: that of a template row that is now in this row, or (0, 0) what
    stands around the rows."""

    template: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """As Still, but the text is in these pieces of the output."""

    template: int
    row: int
    pieces: slice


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sheet: rows of one template row, one below the other, made of its values. ``begin``: how many of
    its rows came before."""

    template: int
    begin: int
    size: int


@dataclass
class Layout:
    """A sheet laid out: where its rows stand, its stretches in order, and template row → where its records are in the
    output. It follows from the codes of the output alone.

    ``kept``: it is for the next renders, too; ``settled``: its stretches, those that follow from it as finished text.
    """

    rows: RowMap
    parts: list[Still | Told | Run] = field(default_factory=list)
    records: dict[int, list[slice]] = field(default_factory=dict)
    settled: Sequence[bytes | Still | Told | Run] | None = None
    kept: bool = False


def codes_of(output: Iterable[Any]) -> tuple[int, ...]:
    """What an output consists of, its values and texts apart."""
    return tuple([piece[0] if type(piece) is tuple else _TEXT for piece in output])


@dataclass(frozen=True)
class Part:
    """A part that a render writes: its program, or what is always its output, and the marks in it."""

    name: str
    constant: Sequence[Any]
    program: Program | None
    marks: Sequence[Mark]

    @property
    def settled(self) -> bool:
        """Whether it is the same whenever all rows stand in the same places."""
        dated = self.name == CORE
        return self.program is None and not dated and all(mark.by_layout for mark in self.marks)

    def output(self, facts: Mapping[str, Any]) -> Sequence[Any]:
        """Its texts and records with the numbers of its marks; raises Stop with all its problems."""
        return self.constant if self.program is None else self.program.outputs(facts)


@dataclass(frozen=True)
class SheetPart(Part):
    """A worksheet that a render writes; ``anchored``: the blocks that leave a blank row when nothing came out."""

    source: SheetSource
    anchored: frozenset[int]
    place: Place

    def layout(self, codes: Sequence[int]) -> Layout:
        """The layout for the codes of an output. Raises Stop when there are too many rows."""
        worker = _Worker(self)
        worker.follow(codes)
        height = worker.rows.span_end(self.source.grid.height)
        if height > MOST_ROWS:
            raise Stop(problem("XL202", self.place, height))
        return worker.layout

    def columns(self, layout: Layout, output: Sequence[Any]) -> dict[int, Columns]:
        """Template row → the codes of its records, and their values column by column."""
        found = {}
        for template, places in layout.records.items():
            if self.source.forms[template].valued:
                found[template] = Columns(list(zip(*_records(output, places), strict=True)))
        return found

    def written(self, layout: Layout, output: Sequence[Any], now: Any) -> bytes | Iterator[bytes]:
        """The sheet's XML; in pieces where it is long."""
        return b"".join(self._short(layout, output, now)) if layout.kept else _joined(self._long(layout, output, now))

    def _short(self, layout: Layout, output: Sequence[Any], now: Any) -> list[bytes]:
        """The pieces of a sheet whose layout is kept."""
        columns = now.columns[self.name]
        made = {}
        for template, places in layout.records.items():
            form, numbers = self.source.forms[template], layout.rows.filled(template)
            made[template] = form.kept(columns.get(template, NONE), numbers, now, len(places) > 1)
        pieces: list[bytes] = []
        for part in self._parts(layout, now):
            if isinstance(part, bytes):
                pieces.append(part)
            elif isinstance(part, Run):
                pieces += made[part.template][part.begin : part.begin + part.size]
            else:
                pieces.append(self._row(part, output, now))
        return pieces

    def _long(self, layout: Layout, output: Sequence[Any], now: Any) -> Iterator[bytes]:
        """A sheet row by row."""
        columns = now.columns[self.name]
        made = {
            template: self.source.forms[template].rows(columns.get(template, NONE), layout.rows.filled(template), now)
            for template in layout.records
        }
        for part in layout.parts:
            if isinstance(part, Run):
                yield from islice(made[part.template], part.size)
            else:
                yield self._row(part, output, now)

    def _parts(self, layout: Layout, now: Now) -> Sequence[bytes | Still | Told | Run]:
        """The stretches of a sheet, what follows from its layout as finished text where it is worth keeping."""
        if layout.settled is None:
            settled = self._settled(layout.parts, now)
            short = sum(len(part) for part in settled if isinstance(part, bytes)) <= _LONGEST_SETTLED
            layout.settled = settled if short else layout.parts
        return layout.settled

    def _settled(self, parts: Iterable[Still | Told | Run], now: Now) -> list[bytes | Still | Told | Run]:
        found: list[bytes | Still | Told | Run] = []
        for settles, some in groupby(parts, self._settles):
            stretches = list(some)
            if settles:
                found.append(b"".join(self._row(part, (), now) for part in stretches if isinstance(part, Still)))
            else:
                found += stretches
        return found

    def _settles(self, part: Still | Told | Run) -> bool:
        """Whether a text follows from the layout alone: that of a row with a mark is a formula's."""
        return isinstance(part, Still) and (TEXT_MARK not in part.text or not (part.row or self.source.merging))

    def _row(self, part: Still | Told, output: Sequence[Any], now: Any) -> bytes:
        """A row whose text is known, or what stands around the rows."""
        text = part.text if isinstance(part, Still) else "".join(output[part.pieces])
        if not part.row:
            text = self._around(text, now) if TEXT_MARK in text else text
        else:
            if TEXT_MARK in text:
                text = _with_marks(text, self.marks, now, At(part.template, part.row))
            text = text.replace(NUMBER, str(part.row))
        return text.encode()

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
        self._told = (0, 0)  # the template row and the row whose text comes next

    def follow(self, codes: Sequence[int]) -> None:
        """All codes of an output in turn."""
        at, size = 0, len(codes)
        while at < size:
            code, end = codes[at], at + 1
            while end < size and codes[end] == code:
                end += 1
            if code == _TEXT:
                self.layout.parts.append(Told(*self._told, slice(at, end)))
            else:
                self._records(self._part.source.codes[code], slice(at, end))
            at = end

    def _records(self, steps: Sequence[Step], places: slice) -> None:
        """Tuples of one code in these places."""
        if len(steps) == 1 and steps[0].kind == "row" and self._in_block:
            self._rows(steps[0].index, places)
            return
        for at in range(places.start, places.stop):
            for step in steps:
                if step.kind == "row":
                    self._rows(step.index, slice(at, at + 1))
                else:
                    self._step(step)

    def _rows(self, template: int, places: slice) -> None:
        """Rows of one template row came out, one below the other."""
        size = places.stop - places.start
        if self._in_block:
            first = self._row + 1
            self.rows.numbers.setdefault(template, []).extend(range(first, first + size))
            self._row += size
        else:
            first = self._row = self.rows.outside(template)
        if template in self._part.source.forms:
            begin = len(self.rows.numbers[template]) - size if self._in_block else 0
            self.layout.records.setdefault(template, []).append(places)
            self.layout.parts.append(Run(template, begin, size))
        elif template in self._part.source.stills:
            text = self._part.source.stills[template]
            self.layout.parts += [Still(template, row, text) for row in range(first, first + size)]

    def _step(self, step: Step) -> None:
        """A row whose text follows, a loop's item, a block or its end, what stands around the rows."""
        if step.kind == "around":
            self.layout.parts.append(Still(0, 0, self._part.source.around[step.index]))
        elif step.kind == "told":
            self._told = step.index, self._advanced(step.index) if step.index else 0
        elif step.kind == "item":
            self.rows.starts[step.index].append(self._row + 1)
        elif step.kind == "begin":
            before = self.rows.plan.blocks[step.index].first - 1
            self._row = self.rows.outside(before) if before else 0
            self._begin, self._in_block = self._row + 1, True
        else:
            if self._row < self._begin and step.index in self._part.anchored:
                self._blank(step.index)
            self.rows.close_block(self._begin, self._row + 1)
            self._in_block = False

    def _advanced(self, template: int) -> int:
        """The row of the next row, which is of this template row."""
        if not self._in_block:
            self._row = self.rows.outside(template)
        else:
            self._row += 1
            self.rows.numbers.setdefault(template, []).append(self._row)
        return self._row

    def _blank(self, block: int) -> None:
        """A blank row for a block of which nothing came out."""
        template, text = self._part.source.blanks[block]
        row = self._advanced(template)
        self.layout.parts.append(Still(template, row, text))
        self.rows.blanks.add(row)
        for loop in self.rows.plan.loops_around(template):
            self.rows.starts[loop].append(row)


def _records(output: Sequence[Any], places: Sequence[slice]) -> Sequence[tuple[Any, ...]]:
    if len(places) == 1:
        return output[places[0]]
    return [record for place in places for record in output[place]]


def part_text(part: Part, output: Sequence[str], now: Now) -> str:
    """The text of a part that is no sheet, its marks written."""
    return _with_marks("".join(output), part.marks, now, None)


def _with_marks(text: str, marks: Sequence[Mark], now: Now, at: At | None) -> str:
    pieces = text.split(TEXT_MARK)
    pieces[1::2] = [marks[int(number)].written(now, at) for number in pieces[1::2]]
    return without_gone("".join(pieces))


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, many together."""
    while some := list(islice(pieces, _TOGETHER)):
        yield b"".join(some)
