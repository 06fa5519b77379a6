"""A scaled bank as a head office gets it: a workbook of activities from each branch, and one with the other tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from pipeline.tables import Tables
from pipeline.vocabulary import Vocabulary, shipped

MONEY = ("wan", "money")  # their unit stands in the header, where intake looks for it


def lay_books(tables: Tables, folder: Path) -> int:
    """Write the tables' workbooks below ``folder``; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    record = tables["activities"].frame
    parts = record.groupby("branch", sort=False)
    for branch, rows in parts:
        (folder / str(branch)).mkdir(exist_ok=True)
        _book(folder / str(branch) / "活动日志.xlsx", {"activities": rows})
    rest = {name: table.frame for name, table in tables.items() if name != "activities" and len(table.frame)}
    _book(folder / "台账.xlsx", rest)
    return len(parts) + 1


def _book(path: Path, frames: dict[str, pd.DataFrame]) -> None:
    words = shipped()
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": False}) as book:
        for name, frame in frames.items():
            sheet = book.add_worksheet(words.tables[name].term)
            shown = [c for c in words.tables[name].fields if frame[c].notna().any()]
            for at, column in enumerate(shown):
                sheet.write_string(0, at, _heading(column, words))
                sheet.write_column(1, at, _cells(frame[column]))


def _heading(column: str, words: Vocabulary) -> str:
    field = words.fields[column]
    return f"{field.term}（{field.unit}）" if field.type in MONEY and field.unit else field.term


def _cells(column: pd.Series[Any]) -> list[Any]:
    """Values as people type them: days, 是 and 否, numbers, texts; a blank is None."""
    if column.dtype.kind == "M":
        return [None if day is pd.NaT else day.to_pydatetime() for day in column]
    return [
        None if value is None or value is pd.NA or value != value else {True: "是", False: "否"}[value]
        if isinstance(value, bool) else value
        for value in column.tolist()
    ]  # fmt: skip
