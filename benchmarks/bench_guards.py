"""Workbooks made to cost a reader its memory or its patience: the time in which each is refused (issue 4: a second)."""

from __future__ import annotations

import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.intake import read_inputs
from pipeline.vocabulary import shipped

TURNS = 5
SHEET = "xl/worksheets/sheet1.xml"


def rows() -> list[dict[str, Any]]:
    """guard.comment, guard.ratio, guard.merges: processor seconds from the file to the refusal, the median of turns."""
    return [_row(name, make) for name, make in HARMFUL.items()]


def _row(name: str, make: Callable[[Path], None]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "活动记录.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_row(0, 0, ["日期", "支行", "客户经理", "客户", "活动类型"])
        make(path)
        seconds = statistics.median(_refused(Path(folder)) for _ in range(TURNS))
    return {"id": f"guard.{name}", "peer": "", "ours": seconds, "unit": "s", "runs": TURNS}


def _refused(folder: Path) -> float:
    began = time.process_time()
    codes = [problem.code for problem in read_inputs(folder, shipped()).problems]
    assert codes == ["IN006"], codes
    return time.process_time() - began


def _comment(path: Path) -> None:
    """200 MB of text in 200 kB."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/comments1.xml", "w") as part:
        for piece in (b"<comments><commentList><comment><text><t>", *_times(b"x" * 1_000_000, 200), b"</t></text>"):
            part.write(piece)


def _ratio(path: Path) -> None:
    """A part that inflates to a thousand times its size."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/more.xml", "w") as part:
        for piece in _times(b" " * 1_000_000, 30):
            part.write(piece)


def _merges(path: Path) -> None:
    """A million merged cells, in a package that is sound otherwise."""
    many = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(2, 1_000_002))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b"</sheetData><mergeCells>" + many + b"</mergeCells>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)


def _times(piece: bytes, times: int) -> Iterator[bytes]:
    return (piece for _ in range(times))


HARMFUL: dict[str, Callable[[Path], None]] = {"comment": _comment, "ratio": _ratio, "merges": _merges}
