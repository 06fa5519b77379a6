"""Writes ``inputs/``: one quarter of an invented bank's workbooks, as people keep them; the same bytes every time.

    python tests/authoring/sample_inputs.py          # or: make samples

江城分行 with four branches and 28 officers, 2026-10-01 to 2026-11-20 (week 2026-W47). Whoever and whatever is named is
invented; see ``sample_cast`` for the numbers that nobody bears.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from authoring import sample_logs as logs
from authoring import sample_registers as registers
from authoring.sample_books import Book
from authoring.sample_cast import Names
from authoring.sample_quarter import quarter

SEED = 20261120


def books() -> list[Book]:
    """Every sample workbook, drawn."""
    told = quarter(SEED)
    chance = random.Random(SEED + 1)
    names = Names(chance)
    by_branch = {b: [e for e in told.events if e.officer.branch == f"{b}支行"] for b in ("城东", "城西", "高新", "临江")}
    return [
        logs.chengdong(by_branch["城东"]),
        logs.chengxi(by_branch["城西"]),
        logs.gaoxin(by_branch["高新"]),
        logs.linjiang(by_branch["临江"]),
        registers.people(names),
        registers.targets(chance),
        registers.corrections(),
        registers.weekly(told),
        registers.actions(),
        registers.interviews(chance),
        registers.rivals(),
        registers.rivals_of_chengxi(),
        registers.unread(),
        registers.customers(told, names, chance),
        registers.loans(told),
        registers.checks(told, chance),
    ]


def write(folder: Path) -> list[Path]:
    """Write the workbooks below ``folder``, which is emptied of workbooks first; the paths."""
    for old in folder.rglob("*.xlsx"):
        old.unlink()
    paths = []
    for book in books():
        path = folder / book.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(book.data())
        paths.append(path)
    return paths


if __name__ == "__main__":
    made = write(ROOT / "inputs")
    print(f"{len(made)} workbooks, {sum(p.stat().st_size for p in made) // 1024} kB, in {ROOT / 'inputs'}")
