"""The {%tr %} tags of a sheet, row by row → its blocks, and the loops that each row stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.office.tags.blocks import Statement
from pipeline.office.template import Tag


@dataclass(frozen=True, slots=True)
class Block:
    """The template rows from an outermost {%tr %} tag to its end, the rows of the tags included. ``optional``: the tag
    is a condition, so that there may be nothing of them."""

    first: int
    last: int
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """What is known of a sheet's rows before any facts: its blocks in order; the loop around each loop (-1: none);
    the innermost loop of each row; the row of each loop that has only one, so that its rows are its items; and the
    rows of the tags."""

    blocks: Sequence[Block] = ()
    parents: Sequence[int] = ()
    loop_of: Mapping[int, int] = field(default_factory=dict)
    row_of: Mapping[int, int] = field(default_factory=dict)
    control: frozenset[int] = frozenset()

    def block_of(self, row: int) -> int:
        """The index of the block that this row stands in, or -1."""
        return next((i for i, block in enumerate(self.blocks) if block.first <= row <= block.last), -1)

    def may_go(self, first: int, last: int) -> bool:
        """Whether these rows stand in a block that a condition may take away."""
        block = self.block_of(first)
        return block >= 0 and block == self.block_of(last) and self.blocks[block].optional

    def loops_around(self, row: int) -> list[int]:
        """The loops that a row stands in, the innermost first."""
        loop = self.loop_of.get(row, -1)
        around = []
        while loop >= 0:
            around.append(loop)
            loop = self.parents[loop]
        return around

    def step(self, row: int, seen_from: int) -> int:
        """-1 or 1 where a row of tags is all that stands between: what is meant is the row above or below; else 0."""
        if row not in self.control or self.loop_of.get(seen_from, -1) < 0:
            return 0
        low, high = min(row, seen_from), max(row, seen_from)
        if any(between not in self.control for between in range(low + 1, high)):
            return 0
        return -1 if row < seen_from else 1

    def common_loop(self, one: int, other: int) -> int:
        """The innermost loop that holds both rows, or -1."""
        around = self.loops_around(other)
        return next((loop for loop in self.loops_around(one) if loop in around), -1)


@dataclass
class _Opened:
    """A statement that is not yet ended; ``loop``: the loop that its rows are items of, or -1."""

    word: str
    loop: int = -1


def plan_rows(control: Mapping[int, Sequence[Tag]]) -> Plan:
    """The plan for these rows of tags. Tags that do not fit together are the program's to report."""
    blocks: list[Block] = []
    parents: list[int] = []
    loop_of: dict[int, int] = {}
    opened: list[_Opened] = []
    begin, optional = 0, False
    for row in range(min(control, default=1), max(control, default=0) + 1):
        around = _innermost(opened)
        begin, optional = (begin, optional) if opened else (row, _is_condition(control.get(row, ())))
        for tag in control.get(row, ()):
            _follow(Statement(0, tag.source.strip(), ""), opened, parents)
        if row in control:
            around = min(around, _innermost(opened))  # a tag's row is of the outer loop, which has the lower number
            if not opened:
                blocks.append(Block(begin, row, optional))
        loop_of[row] = around
    rows = {row: loop for row, loop in loop_of.items() if row not in control}
    return Plan(blocks, parents, loop_of, _single_rows(parents, rows), frozenset(control))


def _is_condition(tags: Sequence[Tag]) -> bool:
    """Whether all that these tags begin is one condition."""
    words = [tag.source.split()[:1] for tag in tags]
    return words[:1] == [["if"]] and ["endif"] not in words[:-1]


def _follow(statement: Statement, opened: list[_Opened], parents: list[int]) -> None:
    if statement.opens:
        loop = len(parents) if statement.word == "for" else -1
        if loop >= 0:
            parents.append(_innermost(opened))
        opened.append(_Opened(statement.word, loop))
    elif statement.word == "else" and opened:
        opened[-1].loop = -1  # what stands after a loop's else is no item of it
    elif statement.word.startswith("end") and opened:
        opened.pop()


def _innermost(opened: Sequence[_Opened]) -> int:
    return next((statement.loop for statement in reversed(opened) if statement.loop >= 0), -1)


def _single_rows(parents: Sequence[int], loop_of: Mapping[int, int]) -> dict[int, int]:
    rows = {i: [row for row, loop in loop_of.items() if loop == i] for i in range(len(parents)) if i not in parents}
    return {i: found[0] for i, found in rows.items() if len(found) == 1}
