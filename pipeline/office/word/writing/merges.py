"""Values of a column, row by row → which cells a vertical merge takes together."""

from __future__ import annotations

from typing import Any


class Merges:
    """The vertical merges of one render. A cell goes with the one above when that stands in the row just before,
    has an equal value, and no merge to its left begins anew: groups do not run across the groups they lie in."""

    def __init__(self) -> None:
        self._row: dict[int, int] = {}
        self._fresh: dict[int, bool] = {}
        self._last: dict[tuple[int, int], tuple[int, Any]] = {}

    def row(self, table: int, first: bool) -> str:
        """A row of that table begins; ``first``: with it the table."""
        self._row[table] = 0 if first else self._row.get(table, 0) + 1
        self._fresh[table] = False
        if first:
            self._last = {key: last for key, last in self._last.items() if key[0] != table}
        return ""

    def merge(self, table: int, column: int, value: Any) -> bool:
        """Whether the cell of this column begins a merge (else it goes with the cell above)."""
        row = self._row.get(table, 0)
        begins = self._fresh[table] or self._last.get((table, column)) != (row - 1, value)
        self._fresh[table] = begins
        self._last[table, column] = (row, value)
        return begins
