"""A sheet's program and its output → where its rows stand, and then the sheet's XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.office.excel.moving.marks import TEXT_MARK, Mark, Now
from pipeline.office.excel.moving.rows import At, RowMap
from pipeline.office.excel.sheet import FIRST_CODE, NUMBER, ROW, SheetSource
from pipeline.office.template import Call, Filters, Formats, Names, Piece, Program, Tag, Writers, compile_program
from pipeline.problems import Stop, problem

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

    def layout(self, output: str) -> tuple[list[Segment], RowMap]:
        """The segments of the output with the row that each has become."""
        source = self.source
        rows = RowMap(source.plan)
        head, *rest = output.split(ROW)
        segments: list[Segment] = [(0, 0, head)]
        codes = source.codes
        in_block = False
        row, begin = 0, 1
        numbers = rows.numbers
        for text in rest:
            code = codes[ord(text[0]) - FIRST_CODE]
            if code.kind == "row":
                template = code.index
                if in_block:
                    row += 1
                    if template in numbers:
                        numbers[template].append(row)
                    else:
                        numbers[template] = [row]
                else:
                    row = rows.outside(template)
                if len(text) > 1:
                    segments.append((template, row, text[1:]))
            elif code.kind == "item":
                rows.starts[code.index].append(row + 1)
            elif code.kind == "begin":
                in_block = True
                before = source.plan.blocks[code.index].first - 1
                begin = rows.outside(before) + 1 if before else 1
                row = begin - 1
            elif code.kind == "close":
                in_block = False
                if row < begin and code.index in self.anchored:
                    row = begin
                    segments.append(self._blank(code.index, row, rows))
                rows.close_block(begin, row + 1)
            else:
                segments.append((0, 0, text[1:]))
        self._check_height(rows)
        return segments, rows

    def _blank(self, block: int, row: int, rows: RowMap) -> Segment:
        template, text = self.source.blanks[block]
        rows.numbers[template] = [row]
        rows.blanks.add(row)
        for loop in self.source.plan.loops_around(template):
            rows.starts[loop].append(row)
        return template, row, text

    def _check_height(self, rows: RowMap) -> None:
        height = rows.span_end(self.source.grid.height)
        if height > MOST_ROWS:
            raise Stop(problem("XL202", None, height))

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
