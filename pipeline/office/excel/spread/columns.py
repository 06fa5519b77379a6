"""The columns of a filled sheet in order → where each column of the template now stands, and every reference to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.office.excel.book.reference import LAST_COLUMN, Area, Corner


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the filled sheet: the template's, and the number of its item in a repeated one (else -1)."""

    template: int
    item: int = -1


class ColumnMap:
    """Where the columns of one sheet stand. ``width``: the template's columns that are in ``columns``; those to the
    right of it move together."""

    def __init__(self, width: int, columns: Sequence[Column], loop_of: Mapping[int, int]) -> None:
        self.columns = columns
        self._width = width
        self._loop_of = loop_of
        self._positions: dict[int, list[int]] = {}
        for position, column in enumerate(columns, 1):
            self._positions.setdefault(column.template, []).append(position)

    def positions(self, column: int) -> Sequence[int]:
        """Where a column of the template stands, each time."""
        if column > self._width:
            return (min(column - self._width + len(self.columns), LAST_COLUMN),)
        return self._positions.get(column, ())

    def first(self, column: int) -> int:
        """Where a column stands first; if it is not there, where it would."""
        found = self.positions(column)
        return found[0] if found else 1 + sum(1 for other in self.columns if other.template < column)

    def is_gone(self, first: int, last: int) -> bool:
        """Whether nothing is there of these columns of the template."""
        return not any(self.positions(column) for column in range(first, last + 1))

    def are_of_one_loop(self, first: int, last: int) -> bool:
        """Whether columns side by side are repeated together."""
        return len({self._loop_of.get(column, -1) for column in range(first, last + 1)}) == 1

    def moved(self, area: Area, at: Column | None = None) -> Area:
        """A reference as it now is, seen from a column (None: from outside).

        In a repeated column a relative reference stays with its own item, and a fixed one means all items.
        """
        if not area.first.column:
            return area
        low, high = self._span(area, at)
        if area.single and not area.grows:
            high = low
        first, last = replace(area.first, column=low), replace(area.last, column=high)
        return replace(area, first=first, last=last, single=area.single and low == high)

    def _span(self, area: Area, at: Column | None) -> tuple[int, int]:
        first, last = area.first.column, area.last.column
        found = [
            position
            for column in range(first, min(last, self._width) + 1)
            for position in self._seen(column, area.first if column == first else area.last, at)
        ]
        found += [self.positions(column)[0] for column in (max(first, self._width + 1), last) if last > self._width]
        if not found:
            found = [min(self.first(first), max(len(self.columns), 1))]
        return min(found), max(found)

    def _seen(self, column: int, corner: Corner, at: Column | None) -> Sequence[int]:
        positions = self.positions(column)
        loop = self._loop_of.get(column, -1)
        if at is None or at.item < 0 or corner.column_fixed or loop != self._loop_of.get(at.template, -2):
            return positions
        return positions[at.item : at.item + 1]
