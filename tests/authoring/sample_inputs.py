"""Writes ``inputs/``: one quarter of an invented bank's workbooks, and three courses; the same bytes every time.

    make samples        # or, in tests/: PYTHONPATH=.. python -m authoring.sample_inputs

江城分行 with four branches and 28 officers, 2026-10-01 to 2026-11-20 (week 2026-W47). Whoever and whatever is named is
invented; see ``sample_cast`` for the numbers that nobody bears.

Wrong on purpose (the same list for machines: ``sample_faults.FAULTS``); all else reads without an error or a warning:

    error   IN204  分行/任务分解.xlsx › 11月 › D19: a text in a number
    error   IN206  城西支行/客户经理日志（第四季度）.xlsx › 石磊 › A268: a day that does not exist
    error   IN202  分行/贷款台账.xlsx › 贷款台账 › H78: an error cell
    error   IN201  分行/同业调研台账.xlsx › 同业调研 › O21: a quote without a repayment method
    error   IN101  分行/值班表.xlsx › 11月值班 › 1: a workbook that is no table of ours
    warning IN401  分行/客户台账.xlsx › 城西支行 › A129: a customer number twice
    warning IN212  分行/客户台账.xlsx › 高新支行 › E19: an identity number stored as a number
    error   MS101  城东支行/活动日志（10-11月）.xlsx › 11月 › D773: an officer whom nobody knows
    warning MS203  分行/同业调研台账.xlsx › 同业调研 › M19: 厘 without a month or year
    warning MS202  分行/同业调研台账.xlsx › 同业调研 › M20: a bare number for a rate
    warning MS112  高新支行/高新支行营销台账2026Q4.xlsx › 营销台账 › C1709: a loan deal without an application
    warning MS114  城东支行/活动日志（10-11月）.xlsx › 11月 › C808: a visit at night
    warning MS118  分行/督办台账.xlsx › 督办台账 › J6: “完成” without reviewer and date

and MS121 (in post without a target) follows from the first, for the officer whose target it is.
"""

from __future__ import annotations

import random
from pathlib import Path

from authoring import sample_clients as clients
from authoring import sample_courses as courses
from authoring import sample_duties as duties
from authoring import sample_growth as growth
from authoring import sample_ledgers as ledgers
from authoring import sample_logs as logs
from authoring import sample_meetings as meetings
from authoring import sample_people as people
from authoring import sample_registers as registers
from authoring import sample_territory as territory
from authoring import sample_trade as trade
from authoring import sample_work as work
from authoring.sample_books import Book
from authoring.sample_cast import Names
from authoring.sample_quarter import quarter

ROOT = Path(__file__).parents[2]
SEED = 20261125
SUFFIXES = (".xlsx", ".md", ".png")


def books() -> list[Book]:
    """Every sample workbook, drawn."""
    told = quarter(SEED)
    chance = random.Random(SEED + 1)
    names = Names(chance)
    by_branch = {
        b: [e for e in told.events if e.officer.branch == f"{b}支行"] for b in ("城东", "城西", "高新", "临江")
    }
    return [
        logs.chengdong(by_branch["城东"]),
        logs.chengxi(by_branch["城西"]),
        logs.gaoxin(by_branch["高新"]),
        logs.linjiang(by_branch["临江"]),
        people.people(names),
        people.targets(chance),
        people.corrections(),
        registers.weekly(told),
        registers.actions(),
        *meetings.books(),
        people.interviews(chance),
        registers.rivals(),
        registers.rivals_of_chengxi(),
        registers.unread(),
        ledgers.customers(told, names, chance),
        ledgers.loans(told),
        ledgers.checks(told, chance),
        *trade.books(told, SEED + 2),
        *territory.books(told, SEED + 21),
        *duties.books(told, SEED + 3),
        *growth.books(SEED + 30),
        *work.books(SEED + 20),
        *clients.books(told, SEED + 40),
        *courses.books(),
    ]


def write(folder: Path) -> list[Path]:
    """Write the samples below ``folder``, which is emptied of files of their kinds first; the paths."""
    for old in folder.rglob("*"):
        if old.suffix in SUFFIXES:
            old.unlink()
    paths = []
    for file, data in ({book.file: book.data() for book in books()} | duties.files() | courses.files()).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    return paths


if __name__ == "__main__":
    made = write(ROOT / "inputs")
    print(f"{len(made)} files, {sum(p.stat().st_size for p in made) // 1024} kB, in {ROOT / 'inputs'}")
