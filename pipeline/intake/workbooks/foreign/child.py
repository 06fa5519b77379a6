"""Reads one old or foreign workbook (.xls, .xlsb) from stdin in a process of its own: sheets as JSON on stdout.

It runs as a script, so that nothing but the reader is loaded; its parent kills it when it takes too long.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY = 2_000_000_000  # bytes of address space


def read(data: bytes) -> dict[str, Any]:
    """{"sheets": [{name, hidden, numbers, rows, merged}]}, or {"fault": locked | broken} where the reader refuses."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {"sheets": [_sheet(book, i, meta) for i, meta in enumerate(book.sheets_metadata)]}
    except python_calamine.PasswordError:
        return {"fault": "locked"}
    except (python_calamine.CalamineError, OSError, ValueError):
        return {"fault": "broken"}


def _sheet(book: Any, index: int, meta: Any) -> dict[str, Any]:
    sheet = book.get_sheet_by_index(index) if meta.typ == python_calamine.SheetTypeEnum.WorkSheet else None
    filled = list(_filled(sheet.to_python(skip_empty_area=False))) if sheet else []
    return {
        "name": meta.name,
        "hidden": meta.visible != python_calamine.SheetVisibleEnum.Visible,
        "numbers": [number for number, _ in filled],
        "rows": [row for _, row in filled],
        "merged": (sheet.merged_cell_ranges or []) if sheet else [],
    }


def _filled(rows: list[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Number and cells (up to the last filled one) of each row that holds anything."""
    for number, row in enumerate(rows, start=1):
        while row and row[-1] == "":
            row.pop()
        if row:
            yield number, [_plain(cell) for cell in row]


def _plain(cell: object) -> object:
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"timedelta": cell.total_seconds()}
    return cell


def main() -> None:
    """Limit this process's memory where the system can, then read and answer."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
