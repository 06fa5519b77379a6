"""Reads one old or foreign workbook (.xls, .xlsb, .ods) from stdin in a process of its own: sheets as JSON on stdout.

It runs as a script, so that nothing but the reader is loaded; its parent kills it when it takes too long.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY = 2_000_000_000  # bytes of address space


def read(data: bytes) -> dict[str, Any]:
    """{"sheets": [{name, hidden, rows, merged}]}, or {"fault": locked | broken} where the reader refuses."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {"sheets": [_sheet(book, i, meta) for i, meta in enumerate(book.sheets_metadata)]}
    except python_calamine.PasswordError:
        return {"fault": "locked"}
    except (python_calamine.CalamineError, OSError, ValueError):
        return {"fault": "broken"}


def _sheet(book: Any, index: int, meta: Any) -> dict[str, Any]:
    sheet = book.get_sheet_by_index(index) if meta.typ == python_calamine.SheetTypeEnum.WorkSheet else None
    return {
        "name": meta.name,
        "hidden": meta.visible != python_calamine.SheetVisibleEnum.Visible,
        "rows": [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)] if sheet else [],
        "merged": (sheet.merged_cell_ranges or []) if sheet else [],
    }


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
