"""A sheet's program and its output → where its rows stand, and then the sheet's XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.office.excel.moving.marks import TEXT_MARK, Mark, Now
from pipeline.office.excel.moving.rows import At, RowMap
from pipeline.office.excel.sheet import FIRST_CODE, NUMBER, ROW, Code, SheetSource
from pipeline.office.template import Call, Filters, Formats, Names, Piece, Program, Tag, Writers, compile_program
from pipeline.problems import Place, Stop, problem

Segment = tuple[int, int, str]  # template row, row now (0: no row), text
MOST_ROWS = 1_048_576


@dataclass(frozen=True)
class Part:
    """A part that a render writes: its text or its program, and the marks in it."""

    name: str
    text: str
    program: Program | None
    marks: Sequence[Mark]

    def output(self, facts: Mapping[str, Any]) -> str:
        """Its text with its values in it, and the numbers of its marks; raises Stop with all its problems."""
        return self.text if self.program is None else self.program.render(facts)


@dataclass(frozen=True)
class SheetPart(Part):
    """A worksheet that a render writes; ``anchored``: the blocks that leave a blank row when nothing came out."""

    source: SheetSource
    anchored: frozenset[int]
    place: Place

    def layout(self, output: str) -> tuple[list[Segment], RowMap]:
        """The segments of the output with the row that each has become. Raises Stop when there are too many rows."""
        layout = _Layout(self)
        head, *rest = output.split(ROW)
        layout.segments.append((0, 0, head))
        codes = self.source.codes
        for text in rest:
            code = codes[ord(text[0]) - FIRST_CODE]
            if code.kind == "row":
                layout.row(code.index, text[1:])
            else:
                layout.boundary(code, text[1:])
        height = layout.rows.span_end(self.source.grid.height)
        if height > MOST_ROWS:
            raise Stop(problem("XL202", self.place, height))
        return layout.segments, layout.rows

    def written(self, segments: Sequence[Segment], now: Now) -> str:
        """The sheet's XML."""
        marks = self.marks
        parts: list[str] = []
        for template, row, text in segments:
            if TEXT_MARK in text:
                at = At(template, row) if row else None
                pieces = text.split(TEXT_MARK)
                pieces[1::2] = [marks[int(number)].written(now, at) for number in pieces[1::2]]
                text = "".join(pieces)
            parts.append(text.replace(NUMBER, str(row)) if row else text)
        return "".join(parts)


class _Layout:
    """Follows the codes of an output and counts rows."""

    def __init__(self, part: SheetPart) -> None:
        self.segments: list[Segment] = []
        self.rows = RowMap(part.source.plan)
        self._part = part
        self._in_block = False
        self._row = 0
        self._begin = 1  # the first row of the block

    def row(self, template: int, text: str) -> None:
        """A row came out."""
        if not self._in_block:
            self._row = self.rows.outside(template)
        else:
            self._row += 1
            self.rows.numbers.setdefault(template, []).append(self._row)
        if text:
            self.segments.append((template, self._row, text))

    def boundary(self, code: Code, text: str) -> None:
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
            self.segments.append((0, 0, text))

    def _blank(self, block: int) -> None:
        """A blank row for a block of which nothing came out."""
        template, text = self._part.source.blanks[block]
        self.row(template, text)
        self.rows.blanks.add(self._row)
        for loop in self.rows.plan.loops_around(template):
            self.rows.starts[loop].append(self._row)


def part_text(part: Part, output: str, now: Now) -> str:
    """The text of a part that is no sheet, its marks written."""
    pieces = output.split(TEXT_MARK)
    pieces[1::2] = [part.marks[int(number)].written(now, None) for number in pieces[1::2]]
    return "".join(pieces)


def make_program(
    pieces: Sequence[Piece], *, names: Names, formats: Formats, filters: Filters | None, writers: Writers
) -> tuple[str, Program | None]:
    """The text of pieces without tags, or the program of pieces with some."""
    if not any(isinstance(piece, Tag | Call) for piece in pieces):
        return "".join(piece for piece in pieces if isinstance(piece, str)), None
    return "", compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)
