"""Gathers the cells of a sheet, rows and columns of them or one by one, and makes of them rows that lie by column."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence

import numpy as np

from pipeline.intake.cells.coded import BLANK_CODE, Rows
from pipeline.intake.workbooks.canonical import column_number
from pipeline.intake.workbooks.cell_kinds import CellKinds
from pipeline.intake.workbooks.grids import MAX_AREA, Merged, Sheet
from pipeline.problems import Place, Stop, problem
from pipeline.tables import Values

_ROOM = 1_000_000  # blank cells of columns between others that a sheet may have in any case, and for each cell of it
_ROOM_FOR_EACH = 8
_DENSE = 1024  # columns that a grid has where they stand, also blank ones between others


class SheetCells:
    """The cells of one sheet so far, as numbers into the ``words`` of its workbook."""

    def __init__(self, place: Place, words: Sequence[object]) -> None:
        self.place, self.words = place, words
        self.units: dict[int, dict[int, str]] = {}
        self._numbers = array("i")  # of the rows that came whole
        self._columns: dict[int, array[int]] = {}  # the codes of each of their columns, blank ones at its end left out
        self._single = array("i")  # row, column and code of each of the other cells
        self._letters: dict[bytes, int] = {}

    def take_rows(self, rows: Sequence[tuple[bytes, ...]], kinds: CellKinds) -> int:
        """Rows of one form: the number of each, then the attributes and the value of every column from A on.

        Returns how many cells hold something.
        """
        found, *fields = zip(*rows, strict=True)
        numbers = np.fromiter(map(int, found), "int32", len(rows))
        columns: dict[int, Values] = {}
        for column, (attributes, values) in enumerate(zip(fields[::2], fields[1::2], strict=True), start=1):
            if any(values):
                columns[column] = codes = _codes(attributes, values, kinds)
                if kinds.units and not kinds.units.keys().isdisjoint(attributes):
                    shown = zip(numbers.tolist(), attributes, codes.tolist(), strict=True)
                    own = {row: kinds.units[a] for row, a, code in shown if a in kinds.units and code != BLANK_CODE}
                    self.units.setdefault(column, {}).update(own)
        filled = np.zeros(len(rows), dtype=bool)
        for codes in columns.values():
            filled |= codes != BLANK_CODE
        if not filled.all():
            numbers, columns = numbers[filled], {column: codes[filled] for column, codes in columns.items()}
        for column, codes in columns.items():
            held = self._columns.setdefault(column, array("i"))
            held.frombytes(bytes(4 * (len(self._numbers) - len(held))))
            held.frombytes(codes.tobytes())
        self._numbers.frombytes(numbers.tobytes())
        self._refuse_beyond(len(self._numbers) * len(self._columns))
        return sum(int(np.count_nonzero(codes)) for codes in columns.values())

    def put(self, row: int, letters: bytes, code: int, unit: str) -> None:
        """One cell; of two in one place the later."""
        column = self._letters.get(letters)
        if column is None:
            column = self._letters[letters] = column_number(letters)
        self._single.extend((row, column, code))
        if unit:
            self.units.setdefault(column, {})[row] = unit

    def sheet(self, merged: Sequence[Merged], hidden: Collection[int]) -> Sheet:
        """All cells by their places; a blank row stands for any number of them, and so do far columns close up.

        What was gathered is used up.
        """
        single = np.frombuffer(self._single, "int32").reshape(-1, 3)
        single = single[np.argsort(single[:, 1], kind="stable")]
        found = np.frombuffer(self._numbers, "int32")
        numbers = _in_order(found, single[:, 0])
        occurring = sorted({*self._columns, *np.unique(single[:, 1]).tolist()})
        self._refuse_beyond(len(numbers) * len(occurring))
        made = {column: self._placed(column, numbers, found, single) for column in occurring}
        columns = _laid_out(occurring, len(numbers), sum(map(np.count_nonzero, made.values())))
        nothing = np.zeros(len(numbers), dtype="int32")
        nothing.flags.writeable = False
        rows = Rows(self.words, [made.get(column, nothing) for column in columns], len(numbers))
        whole = len(numbers) and numbers[0] == 1 and numbers[-1] == len(numbers)
        places: Sequence[int] = range(1, len(numbers) + 1) if whole else array("i", numbers.tobytes())
        return Sheet(self.place.sheet, rows, places, merged, hidden_rows=hidden, columns=columns, units=self.units)

    def _placed(self, column: int, numbers: Values, found: Values, single: Values) -> Values:
        """A column's codes at the places of their rows: those that were ``found`` whole, and single cells by column."""
        held = np.frombuffer(self._columns.pop(column, array("i")), "int32")
        first, last = np.searchsorted(single[:, 1], (column, column + 1))
        own = single[first:last]
        if numbers is found and len(held) == len(numbers) and not len(own):
            return held
        made = np.zeros(len(numbers), dtype="int32")
        for rows, codes in ((found[: len(held)], held), (own[:, 0], own[:, 2])):
            filled = codes != BLANK_CODE
            made[np.searchsorted(numbers, rows[filled])] = codes[filled]
        return made

    def _refuse_beyond(self, area: int) -> None:
        if area > MAX_AREA:
            raise Stop(problem("IN006", self.place, f"{area} cells", limit=str(MAX_AREA)))


def _codes(attributes: Sequence[bytes], values: Sequence[bytes], kinds: CellKinds) -> Values:
    """The numbers of a column's cells; those that hold something are most often all of one kind."""
    if attributes.count(attributes[0]) == len(attributes):
        return kinds[attributes[0]].many(values)
    given = {attribute for attribute, value in zip(attributes, values, strict=True) if value}
    if len(given) == 1:
        return kinds[given.pop()].many(values)
    pairs = zip(attributes, values, strict=True)
    return np.array([kinds[attribute][value] for attribute, value in pairs], "int32")


def _in_order(found: Values, more: Values) -> Values:
    """The numbers of all rows, each once, and of one blank row behind those after which some are left out."""
    numbers = np.concatenate([found, more]) if len(more) else found
    if not (numbers[1:] > numbers[:-1]).all():
        numbers = np.unique(numbers)
    gaps = numbers[:-1][np.diff(numbers) > 1] + 1
    return np.sort(np.concatenate([numbers, gaps])) if len(gaps) else numbers


def _laid_out(occurring: Sequence[int], rows: int, cells: int) -> Sequence[int]:
    """The columns of a sheet: from the first on where the blank ones are few, else those that hold something."""
    near = [column for column in occurring if column <= _DENSE]
    width = near[-1] if near else 0
    if rows * width > _ROOM + _ROOM_FOR_EACH * cells:
        return occurring
    far = occurring[len(near) :]
    return [*range(1, width + 1), *far] if far else range(1, width + 1)
