"""Compares what the 合计 rows of a table say with the sums of its rows → problems with the cell and both numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from pipeline.intake.cells.columns import Column
from pipeline.intake.cells.readings import compact
from pipeline.intake.sheets.layout import Block
from pipeline.problems import Problem, problem
from pipeline.tables import Values
from pipeline.vocabulary import Field

ADDED = frozenset({"count", "number", "wan", "money"})  # the types whose totals are sums
_NO_SUM = ("均", "累")  # 平均 and 累计 say something else


@dataclass
class Totals:
    """The data rows and the 合计 rows of a block, as positions in its grid; ``kinds``: what a row is, by its words.

    A total may be of the rows since the last one (of its name), of all above, of all, of those below it, of those that
    its label names; of the visible ones among them; of one kind of them (the deals of a log). A mean is taken for one.
    """

    block: Block
    rows: Sequence[int]
    totals: Sequence[int]
    kinds: Sequence[Mapping[int, str]] = ()
    labels: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.labels = {row: _label(self.block, row) for row in self.totals}
        self._groups = cache(self._groups_of)

    def problems(self, item: Field, read: Column, said: Column) -> Iterator[Problem]:
        """A warning for each total of a field that no sum of its rows comes to, within their rounding.

        ``read`` and ``said`` are the field's cells in the rows and the totals. Where a row cannot be read, nothing is
        compared.
        """
        if any(reading.fault for reading in read.heard.values()):
            return
        values = {row: float(value or 0.0) for row, value in zip(self.rows, read.values, strict=True)}
        for row, value in zip(self.totals, said.values, strict=True):
            if value is None or any(sign in self.labels[row] for sign in _NO_SUM):
                continue
            groups = self._groups(row)
            if not groups or self._is_one(float(value), groups, values):
                continue
            named = self._named(self.labels[row])
            if not named or not self._is_one(float(value), [named], values):
                nearest = groups[0] if "小计" in self.labels[row] else max(groups, key=len)
                yield self._problem(item, row, float(value), [values[i] for i in nearest])

    def _is_one(self, total: float, groups: Sequence[Sequence[int]], values: Mapping[int, float]) -> bool:
        """Whether a total is the sum of one of these groups, or of a part of it that it may be of."""
        return any(_is_of(total, own) for own in self._sums(groups, values))

    def _groups_of(self, total: int) -> list[list[int]]:
        """The rows that a total may be of by where it stands, those since the last total first."""
        before = [row for row in self.totals if row < total]
        alike = [row for row in before if self.labels[row] == self.labels[total]]
        start, end = self.block.first - 1, self.block.last + 1
        following = min((row for row in self.totals if row > total), default=end)
        spans = [
            (max(before, default=start), total),
            (max(alike, default=start), total),
            (start, total),
            (total, following),
            (start, end),
        ]
        found = [[row for row in self.rows if first < row < last] for first, last in dict.fromkeys(spans)]
        return [group for group in found if group]

    def _named(self, label: str) -> list[int]:
        """The rows in which something is what a total's label begins with: 城东支行 of 城东支行小计."""
        named = np.zeros(self.block.last + 1 - self.block.first, dtype=bool)
        for numbers, texts in self._texts:
            begins = np.fromiter((text != "" and label.startswith(text) for text in texts), bool, len(texts))
            named |= begins[numbers]
        return [row for row in self.rows if named[row - self.block.first]]

    @cached_property
    def _texts(self) -> list[tuple[Values, list[str]]]:
        """The body's texts by column: for each row the number of its own, and the texts without white space."""
        columns = [self.block.cells(column).distinct() for column in range(len(self.block.grid.columns))]
        return [(numbers, [_text(word) for word in words]) for numbers, words in columns]

    def _sums(self, groups: Sequence[Sequence[int]], values: Mapping[int, float]) -> Iterator[list[float]]:
        """The values of each group, of its visible rows, and of its rows of each kind."""
        grid = self.block.grid
        for group in groups:
            yield [values[row] for row in group]
            if grid.hidden_rows:
                yield [values[row] for row in group if grid.numbers[row] not in grid.hidden_rows]
            for kinds in self.kinds:
                for kind in {kinds.get(row) for row in group}:
                    yield [values[row] for row in group if kinds.get(row) == kind]

    def _problem(self, item: Field, row: int, said: float, values: Sequence[float]) -> Problem:
        whole = math.fsum(values)
        return problem(
            "IN404", self.block.grid.place(row, self.block.columns[item.name]), _number(said), "warning",
            term=item.term, label=self.labels[row], count=len(values), sum=_number(whole),
            gap=_number(abs(whole - said)),
        )  # fmt: skip


def _label(block: Block, row: int) -> str:
    texts = [text for cell in block.grid.rows[row] if isinstance(cell, str) and (text := compact(cell))]
    return next((text for text in texts if not text[0].isdigit()), next(iter(texts), ""))


def _text(cell: object) -> str:
    return compact(cell) if isinstance(cell, str) and len(cell) > 1 else ""


def _is_of(total: float, values: Sequence[float]) -> bool:
    """Whether a total is the sum or the mean of these, each rounded to as many decimals as it shows."""
    if not values:
        return False
    whole, step = math.fsum(values), 0.5 * 10.0 ** -max(map(_decimals, values))
    room = step * len(values) if step < 0.5 else 0.0
    if room or _decimals(total):
        room = max(room, 0.5 * 10.0 ** -_decimals(total))
    return abs(total - whole) <= room + 1e-9 or abs(total - whole / len(values)) <= max(room, 0.5)


def _decimals(value: float) -> int:
    """How many decimals a number shows, at most four."""
    return next((n for n in range(4) if math.isclose(value, round(value, n), abs_tol=1e-9)), 4)


def _number(value: float) -> str:
    return f"{round(value, 4):.10g}"
