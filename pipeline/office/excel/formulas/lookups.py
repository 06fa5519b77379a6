"""VLOOKUP, XLOOKUP, MATCH and INDEX, as far as they look for what is equal; the nearest value is left to Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.office.excel.formulas.functions import FormulaError, UnknownError, number, positions, truth
from pipeline.office.excel.formulas.nodes import BeyondError, Cells, Node, Scalar
from pipeline.office.excel.moving.rows import At

Maker = Callable[[Sequence[Node]], Scalar]


def _vlookup(arguments: Sequence[Node]) -> Scalar:
    wanted, table, column, nearest = _needed(arguments, 4, 4)
    if table.cells is None or not table.width:
        raise BeyondError
    cells_of, width = table.cells, table.width

    def first_column(values: Sequence[Any]) -> Mapping[Any, Sequence[int]]:
        return positions(values[::width])

    def value(cells: Cells, at: At) -> Any:
        if truth(nearest.value(cells, at)):
            raise UnknownError
        asked = int(number(column.value(cells, at)))
        if not 1 <= asked <= width:
            raise FormulaError("#VALUE!" if asked < 1 else "#REF!")
        values = cells_of(cells, at, True)
        row = _found(cells.once(values, first_column), wanted.value(cells, at))
        return _shown(values[row * width + asked - 1])

    return value


def _xlookup(arguments: Sequence[Node]) -> Scalar:
    wanted, among, results, *otherwise = _needed(arguments, 3, 4)
    if among.cells is None or results.cells is None:
        raise BeyondError
    keys_of, results_of = among.cells, results.cells

    def value(cells: Cells, at: At) -> Any:
        keys, values = keys_of(cells, at, True), results_of(cells, at, True)
        if len(keys) != len(values):
            raise UnknownError
        try:
            return _shown(values[_found(cells.once(keys, positions), wanted.value(cells, at))])
        except FormulaError as error:
            if error.code != "#N/A" or not otherwise:
                raise
            return otherwise[0].value(cells, at)

    return value


def _match(arguments: Sequence[Node]) -> Scalar:
    wanted, among, nearest = _needed(arguments, 3, 3)
    if among.cells is None:
        raise BeyondError
    values_of, width = among.cells, among.width

    def value(cells: Cells, at: At) -> Any:
        values = values_of(cells, at, True)
        if number(nearest.value(cells, at)) != 0 or (width != 1 and len(values) != width):
            raise UnknownError
        return 1 + _found(cells.once(values, positions), wanted.value(cells, at))

    return value


def _index(arguments: Sequence[Node]) -> Scalar:
    table, *places = _needed(arguments, 2, 3)
    if table.cells is None or not table.width:
        raise BeyondError
    cells_of, width = table.cells, table.width

    def value(cells: Cells, at: At) -> Any:
        values = cells_of(cells, at, True)
        row, *rest = (int(number(place.value(cells, at))) for place in places)
        column = rest[0] if rest else 1
        if not rest and len(values) == width:  # of a single row the one number is that of the column
            row, column = 1, row
        if row < 1 or column < 1:  # a whole row or column
            raise UnknownError
        if column > width or row * width > len(values):
            raise FormulaError("#REF!")
        return _shown(values[(row - 1) * width + column - 1])

    return value


def _needed(arguments: Sequence[Node], least: int, most: int) -> Sequence[Node]:
    if not least <= len(arguments) <= most:
        raise BeyondError
    return arguments


def _found(places: Mapping[Any, Sequence[int]], wanted: Any) -> int:
    """Where a value stands first; none is #N/A."""
    if isinstance(wanted, FormulaError):
        raise wanted
    if wanted is None or isinstance(wanted, bool) or (isinstance(wanted, str) and any(c in wanted for c in "*?~")):
        raise UnknownError
    found = places.get(wanted.lower() if isinstance(wanted, str) else wanted, ())
    if not found:
        raise FormulaError("#N/A")
    return found[0]


def _shown(value: Any) -> Any:
    """An empty cell that is looked up shows as 0."""
    if isinstance(value, FormulaError):
        raise value
    return 0 if value is None else value


LOOKUPS: dict[str, Maker] = {"VLOOKUP": _vlookup, "XLOOKUP": _xlookup, "MATCH": _match, "INDEX": _index}
