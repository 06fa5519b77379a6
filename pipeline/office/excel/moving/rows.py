"""A sheet's blocks and how often their rows came out → where every row of the template now stands.

Rows outside blocks move by a constant; rows inside stand in as many places as they were repeated. Everything
that holds a reference asks here: a range goes from the first to the last of its rows that came out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.office.excel.book.reference import LAST_ROW, Area, Corner
from pipeline.office.excel.moving.plan import Plan


@dataclass(slots=True)  # not frozen: one is made for each row that holds a formula
class At:
    """Where something that refers stands: its row in the template and its row now."""

    template: int
    row: int


class RowMap:
    """Where the rows of one sheet stand in one render. What is asked of it when its last block is closed is kept."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.numbers: dict[int, list[int]] = {}
        self.starts: list[list[int]] = [[] for _ in plan.parents]
        self.blanks: set[int] = set()
        self._seen_from_outside: dict[tuple[int, int, bool], tuple[int, int]] = {}
        self._filled: dict[int, Sequence[int]] = {}
        self._templates: dict[tuple[int, int], int] | None = None
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._firsts = [block.first for block in plan.blocks]

    def close_block(self, begin: int, end: int) -> None:
        """The next block came out in these rows; ``end`` is one beyond its last."""
        self._begins.append(begin)
        self._ends.append(end)

    def outside(self, row: int) -> int:
        """Where a row outside all blocks stands."""
        i = bisect_right(self._firsts, row) - 1
        if i < 0:
            return row
        return min(row - self.plan.blocks[i].last + self._ends[i] - 1, LAST_ROW)

    def instances(self, row: int) -> Sequence[int]:
        """All rows that a template row became."""
        return self.numbers.get(row, ()) if self._block(row) >= 0 else (self.outside(row),)

    def filled(self, row: int) -> Sequence[int]:
        """As instances, without a blank row that was put in for an empty list."""
        numbers = self._filled.get(row)
        if numbers is None:
            numbers = self.instances(row)
            if self.blanks:
                numbers = [n for n in numbers if n not in self.blanks]
            self._filled[row] = numbers
        return numbers

    def template_of(self, first: int, last: int) -> int:
        """The template row of which these are all the rows, one below the other; 0 if there is none."""
        if self._templates is None:
            self._templates = {
                (numbers[0], numbers[-1]): template
                for template, numbers in self.numbers.items()
                if numbers[-1] - numbers[0] == len(numbers) - 1 and numbers[0] not in self.blanks
            }
        return self._templates.get((first, last), 0)

    def span_end(self, row: int) -> int:
        """The last row that a sheet of so many template rows now has, even if it is beyond what Excel holds."""
        i = bisect_right(self._firsts, row) - 1
        return row if i < 0 else max(row - self.plan.blocks[i].last, 0) + self._ends[i] - 1

    def span(self, area: Area, at: At | None = None) -> tuple[int, int]:
        """The first and last row that a reference now covers, seen from where it stands (None: from outside).

        In a repeated row a relative reference stays with its own item, and a fixed one means all items. One to the
        row of the loop's tag is to the row above (or below): that is what stood there before the tag's row went.
        """
        first, last = area.first, area.last
        if at is not None and first.row == last.row and not (first.row_fixed or last.row_fixed):
            if first.row == at.template:
                return at.row, at.row
            if step := self.plan.step(first.row, at.template):
                return (max(at.row + step, 1),) * 2
        if at is not None and self.plan.loop_of.get(at.template, -1) >= 0:
            return self._span(area, at)
        key = (first.row, last.row, area.single and not area.grows)
        if key not in self._seen_from_outside:
            self._seen_from_outside[key] = self._span(area, None)
        return self._seen_from_outside[key]

    def _span(self, area: Area, at: At | None) -> tuple[int, int]:
        first, last = area.first, area.last
        low = self._low(first, last.row, at)
        if area.single and not area.grows:
            return low, low
        high = self._high(last, first.row, at)
        return (low, high) if high >= low else (max(1, min(low, high)),) * 2

    def is_same_for_all(self, area: Area, template: int) -> bool:
        """Whether a reference in a repeated row covers the same rows in all its places."""
        if self.plan.step(area.first.row, template) and area.first.row == area.last.row:
            return False
        loop = self.plan.loop_of.get(template, -1)
        for corner in (area.first, area.last):
            fixed_in_loop = corner.row_fixed and self.plan.loop_of.get(corner.row, -1) == loop
            if corner.row and not fixed_in_loop and self.plan.common_loop(corner.row, template) >= 0:
                return False
        return True

    def spans(self, area: Area, at: At | None = None) -> list[tuple[int, int]]:
        """As span, but only the very rows: several runs where other rows came to stand between."""
        low, high = self.span(area, at)
        if low == high or (low, high) == self._only(area):
            return [(low, high)]
        runs = self.runs(area.first.row, area.last.row, low, high)
        inside = [(max(first, low), min(last, high)) for first, last in runs if first <= high and last >= low]
        return inside or [(low, high)]

    def _only(self, area: Area) -> tuple[int, int] | None:
        """The first and last row of an area of one template row, if all its rows stand together."""
        numbers = self.numbers.get(area.first.row) if area.first.row == area.last.row else None
        if not numbers or numbers[-1] - numbers[0] != len(numbers) - 1:
            return None
        return numbers[0], numbers[-1]

    def runs(self, first: int, last: int, low: int = 1, high: int = LAST_ROW) -> list[tuple[int, int]]:
        """The rows that template rows first to last became, as unbroken runs; in blocks only those from ``low`` to
        ``high``."""
        blocks = [b for b in self.plan.blocks if b.first <= last and b.last >= first]
        if not blocks:
            return [(self.outside(first), self.outside(last))]
        edges = [first - 1, *(edge for b in blocks for edge in (b.first, b.last)), last + 1]
        runs = [
            run
            for block in blocks
            for row in range(max(first, block.first), min(last, block.last) + 1)
            for run in _runs(_between(self.numbers.get(row, ()), low, high))
        ]
        for before, after in zip(edges[::2], edges[1::2], strict=True):
            if after - before > 1:
                runs.append((self.outside(before + 1), self.outside(after - 1)))
        return _joined(sorted(runs))

    def items_of(self, first: int, last: int) -> list[At | None]:
        """Where something over these template rows stands each time that they came out; None: once, as a whole."""
        loop = self.plan.common_loop(first, last)
        if first == last and self._block(first) >= 0:
            return [At(first, n) for n in self.numbers.get(first, ())]
        if loop < 0:
            return [None] if self.runs(first, last) else []
        found = sorted(n for row in range(first, last + 1) for n in self.numbers.get(row, ()))
        items = {self.item(loop, n)[0]: n for n in reversed(found)}
        return [At(first, n) for n in sorted(items.values())]

    # one corner

    def _block(self, row: int) -> int:
        i = bisect_right(self._firsts, row) - 1
        return i if i >= 0 and row <= self.plan.blocks[i].last else -1

    def _low(self, corner: Corner, limit: int, at: At | None) -> int:
        """The first row that came out of this row, or of those below it in its block."""
        i = self._block(corner.row)
        if i < 0:
            return self.outside(corner.row)
        last = min(max(limit, corner.row), self.plan.blocks[i].last)
        low, high = self._scope(corner, at)
        found = [
            rows[k]
            for t in range(corner.row, last + 1)
            if (rows := self.numbers.get(t)) and (k := bisect_left(rows, low)) < len(rows) and rows[k] < high
        ]
        return min(found) if found else self._ends[i] if limit > last else self._begins[i]

    def _high(self, corner: Corner, limit: int, at: At | None) -> int:
        """The last row that came out of this row, or of those above it in its block."""
        i = self._block(corner.row)
        if i < 0:
            return self.outside(corner.row)
        first = max(min(limit, corner.row), self.plan.blocks[i].first)
        low, high = self._scope(corner, at)
        found = [
            rows[k]
            for t in range(first, corner.row + 1)
            if (rows := self.numbers.get(t)) and (k := bisect_left(rows, high) - 1) >= 0 and rows[k] >= low
        ]
        return max(found) if found else self._begins[i] - (limit < first)

    def _scope(self, corner: Corner, at: At | None) -> tuple[int, int]:
        """The rows among which a corner looks: those of its own item, or all."""
        if at is None or self.plan.loop_of.get(at.template, -1) < 0:
            return 0, LAST_ROW + 1
        loop = self.plan.common_loop(corner.row, at.template)
        if loop < 0:
            return 0, LAST_ROW + 1
        if corner.row_fixed and self.plan.loop_of.get(corner.row, -1) == self.plan.loop_of.get(at.template, -1):
            return 0, LAST_ROW + 1
        return self.item(loop, at.row)

    def item(self, loop: int, row: int) -> tuple[int, int]:
        """The first row of a loop's item that holds this row, and one beyond its last."""
        row_of = self.plan.row_of.get(loop)
        starts = self.starts[loop] if row_of is None else self.numbers.get(row_of, [])
        i = bisect_right(starts, row)
        return starts[i - 1] if i else 0, starts[i] if i < len(starts) else LAST_ROW + 1


def _between(numbers: Sequence[int], low: int, high: int) -> Sequence[int]:
    return (
        numbers if low <= 1 and high >= LAST_ROW else numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Rows in order as unbroken runs."""
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        return [(numbers[0], numbers[-1])]
    return [(n, n) for n in numbers]


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
