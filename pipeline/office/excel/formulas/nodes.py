"""What a formula is compiled into: nodes, each a function of the cells of a render and of where the formula stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.office.excel.book.reference import Area
from pipeline.office.excel.formulas import batch
from pipeline.office.excel.moving.rows import At


class Cells(Protocol):
    """What a formula can ask of a render."""

    def cell(self, sheet: int, column: int, row: int) -> Any:
        """One value; raises UnknownError."""
        ...

    def area(self, area: Area, home: int, at: At | None, subtotals: bool = True) -> Sequence[Any]:
        """The values of an area, row by row; ``subtotals``: False leaves out those that are SUBTOTALs."""
        ...

    def hides(self, area: Area, home: int) -> bool:
        """Whether there are hidden rows in an area."""
        ...

    def aggregate(self, area: Area, home: int, at: At, act: Callable[[Sequence[Any]], Any]) -> Any:
        """What a function makes of the values of an area."""
        ...

    def once(self, values: Sequence[Any], act: Callable[[Sequence[Any]], Any]) -> Any:
        """What a function makes of values, made only once of those that are the same in all rows."""
        ...


Scalar = Callable[[Cells, At], Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula: its value, and its quicker form if it has one. If it is a range: the values of its cells, of
    how many columns it is (0: of all), and the area with the sheet from which it is seen."""

    value: Scalar
    cells: Callable[[Cells, At, bool], Sequence[Any]] | None = None
    source: batch.Source | None = None
    width: int = 0
    area: tuple[Area, int] | None = None


class BeyondError(Exception):
    """A formula with something that this engine does not know."""
