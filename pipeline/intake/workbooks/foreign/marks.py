"""What the reader of old formats does not tell of a sheet: its error cells, its hidden rows, the units of formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.number_formats import Shown
from pipeline.problems import column_letters

# Error values by the number that .xls and .xlsb store.
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class Marks:
    """One sheet's error cells by (row, column) from 1, the numbers of its hidden rows, and column → row → unit.

    ``styles`` say what a cell of each style shows.
    """

    styles: Sequence[Shown] = ()
    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    units: dict[int, dict[int, str]] = field(default_factory=dict)
    unsure: dict[tuple[int, int], bool] = field(default_factory=dict)
    results: bool = False

    def error(self, row: int, column: int, code: int) -> None:
        """Note the error value of a cell whose row and column count from 0, as these formats count."""
        self.bad[row + 1, column + 1] = Bad("IN202", _ERRORS.get(code, "#N/A"))

    def formula(self, row: int, column: int, nothing: bool, asked: bool) -> None:
        """Note a formula: whether 0 or ``nothing`` is stored for it, and whether the file asks to be calculated."""
        self.results |= not nothing
        if nothing:
            self.unsure[row + 1, column + 1] = asked

    def close(self, calculated: bool) -> None:
        """Once all is noted: formulas whose 0 or blank is no result, for nobody has calculated them, are unreadable.

        They are where the file itself asks to be calculated, and where no program has (libraries write the formulas
        alone) and not one formula of the sheet has another result.
        """
        for (row, column), asked in self.unsure.items():
            if asked or not (calculated or self.results):
                self.bad.setdefault((row, column), Bad("IN203", f"={column_letters(column)}{row}"))

    def number(self, row: int, column: int, style: int) -> None:
        """Note the unit that the style of a number shows, if it shows one."""
        if style < len(self.styles) and (unit := self.styles[style].unit):
            self.units.setdefault(column + 1, {})[row + 1] = unit
