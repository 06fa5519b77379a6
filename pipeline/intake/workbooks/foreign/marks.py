"""What the reader of old formats does not tell of a sheet: its error cells and its hidden rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.intake.cells.readings import Bad

# Error values by the number that .xls and .xlsb store.
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class Marks:
    """One sheet's error cells by (row, column) from 1, and the numbers of its hidden rows."""

    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def error(self, row: int, column: int, code: int) -> None:
        """Note the error value of a cell whose row and column count from 0, as these formats count."""
        self.bad[row + 1, column + 1] = Bad("IN202", _ERRORS.get(code, "#N/A"))
