"""Filling a tracker workbook (20, 1,000 and 20,000 rows × 10 columns) beside openpyxl and XlsxWriter.

openpyxl loads the template, fills it and saves it; XlsxWriter draws the same sheet from nothing, formats made once
for each workbook as it must. All work in memory, in turns within one process; the median of the turns counts.
"""

from __future__ import annotations

import gc
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

from pipeline.office.excel import ExcelTemplate, compile_workbook
from pipeline.office.template import Names

SHEET = "活动台账"
HEADERS = ("日期", "客户经理", "客户", "方式", "咨询量", "申请量", "成交", "金额", "转化率", "备注")
FIELDS = ("day", "officer", "customer", "channel", "enquiries", "applications", "deals", "amount", "", "note")
FIRST = 4  # the first row of data
SIZES = ((20, 15), (1_000, 5), (20_000, 3))  # rows, turns
TURN = 0.05  # seconds
_NUMBERS = {1: "yyyy-mm-dd", 8: "#,##0.00", 9: "0.0%"}


def rows() -> list[dict[str, Any]]:
    """excel.rows{20,1000,20000}.{openpyxl,xlsxwriter}: how many times as fast as each peer; excel.rows200000.memory."""
    found = []
    for size, runs in SIZES:
        facts = tracker_facts(size)
        data = template()
        ours = compiled(data)
        timed = _times(
            runs,
            ours=partial(ours.render, facts),
            openpyxl=partial(fill_with_openpyxl, data, facts),
            xlsxwriter=partial(draw_with_xlsxwriter, facts["rows"]),
        )
        for peer in ("openpyxl", "xlsxwriter"):
            found.append(_row(f"excel.rows{size}.{peer}", peer, timed["ours"], timed[peer], runs))
    return [*found, _memory()]


def _memory() -> dict[str, Any]:
    """excel.rows200000.memory: how much a render of so many rows takes beyond its facts, in a process of its own."""
    script = "from benchmarks.bench_excel import peak; print(peak(200_000))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {"id": "excel.rows200000.memory", "peer": "", "ours": float(done.stdout), "unit": "MB", "runs": 1}


def peak(size: int) -> float:
    """The MB by which a render of so many rows raises the most that this process has used."""
    ours, facts = compiled(template()), tracker_facts(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours.render(facts)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def _row(name: str, peer: str, ours: float, theirs: float, runs: int) -> dict[str, Any]:
    return {"id": name, "peer": peer, "ours": ours, "theirs": theirs, "ratio": theirs / ours, "runs": runs}


def _times(runs: int, **jobs: Callable[[], bytes]) -> dict[str, float]:
    """Median seconds of each job. The jobs take turns; in its turn a short job runs as often as fits into TURN, so
    that the clock can see it, and nobody pays for the garbage of the one before."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    repeats = {name: max(1, int(TURN / _timed(job, 1))) for name, job in jobs.items()}
    for _ in range(runs):
        for name, job in jobs.items():
            times[name].append(_timed(job, repeats[name]))
    return {name: statistics.median(found) for name, found in times.items()}


def _timed(job: Callable[[], bytes], repeats: int) -> float:
    """Processor seconds of one run, on average: what else the machine does does not count."""
    gc.collect()
    began = time.process_time()
    for _ in range(repeats):
        job()
    return (time.process_time() - began) / repeats


def tracker_facts(size: int) -> dict[str, Any]:
    """Facts with so many rows of invented activity."""
    day = date(2026, 11, 16)
    return {
        "branch": "城东支行",
        "as_of": date(2026, 11, 20),
        "rows": [
            {
                "day": day + timedelta(days=i % 5),
                "officer": f"客户经理{i % 7}",
                "customer": f"商户 {i} & <{i % 13}>",
                "channel": ("上门", "电话", "网点", "转介绍")[i % 4],
                "enquiries": 3 + i % 9,
                "applications": 1 + i % 4,
                "deals": i % 3,
                "amount": 12.5 * (i % 17) + 0.25,
                "note": None if i % 3 else "复访",
            }
            for i in range(size)
        ],
    }


def compiled(data: bytes) -> ExcelTemplate:
    """Our template, compiled once as a build does."""
    found = compile_workbook(data, name="台账.xlsx", names=Names({}, {}), formats={"day": "date"})
    assert not found.problems, found.problems
    return found


def template() -> bytes:
    """The tracker with tags in its cells."""
    sample = ["{{ r." + field + " }}" if field else "" for field in FIELDS]
    return _draw([sample], tagged=True)


def draw_with_xlsxwriter(facts: list[dict[str, Any]]) -> bytes:
    """The filled tracker, drawn from nothing."""
    return _draw([[row[field] if field else "" for field in FIELDS] for row in facts], tagged=False)


def _draw(values: list[list[Any]], *, tagged: bool) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    formats = {i: book.add_format({"num_format": code}) for i, code in _NUMBERS.items()}
    title = book.add_format({"bold": True, "font_size": 16})
    sheet.write_string(0, 0, "{{ branch }} 活动台账" if tagged else "城东支行 活动台账", title)
    sheet.write_row(FIRST - 2, 0, HEADERS, book.add_format({"bold": True, "bg_color": "#DDEBF7"}))
    first = FIRST - 1 + tagged
    if tagged:
        sheet.write_string(first - 1, 0, "{%tr for r in rows %}")
        sheet.write_string(first + 1, 0, "{%tr endfor %}")
    for i, row in enumerate(values, first):
        for column, value in enumerate(row):
            if column == 8:
                sheet.write_formula(i, 8, f'=IFERROR(G{i + 1}/E{i + 1},"")', formats[9], 0)
            elif column == 0 and not tagged:
                sheet.write_datetime(i, 0, value, formats[1])
            elif value is not None:
                sheet.write(i, column, value, formats.get(column + 1))
    last = first + len(values) - 1
    _around(book, sheet, first, last, last + 1 + tagged, formats)
    book.close()
    return buffer.getvalue()


def _around(book: Any, sheet: Any, first: int, last: int, total: int, formats: dict[int, Any]) -> None:
    """Total row, table, conditional formats, frozen panes: the same in the template and in the drawing."""
    sheet.write_string(total, 0, "合计")
    for column in range(4, 8):
        letter = get_column_letter(column + 1)
        sheet.write_formula(total, column, f"=SUM({letter}{first + 1}:{letter}{last + 1})", formats.get(column + 1), 0)
    columns = [{"header": header} for header in HEADERS]
    sheet.add_table(FIRST - 2, 0, last, 9, {"name": "台账", "columns": columns, "style": "Table Style Light 9"})
    red = book.add_format({"font_color": "#C00000"})
    sheet.conditional_format(first, 8, last, 8, {"type": "cell", "criteria": "<", "value": 0.2, "format": red})
    sheet.conditional_format(first, 4, last, 4, {"type": "data_bar"})
    sheet.freeze_panes(FIRST - 1, 2)
    sheet.set_column(0, 9, 12)


def fill_with_openpyxl(data: bytes, facts: dict[str, Any]) -> bytes:
    """The template loaded, filled below its headers and saved: what people write by hand.

    The sample row's styles are looked up once; table and conditional formats get their new ranges.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    sheet["A1"] = f"{facts['branch']} 活动台账"
    styles = [sheet.cell(FIRST + 1, column)._style for column in range(1, 11)]
    last = FIRST - 1 + len(facts["rows"])
    for number, row in enumerate(facts["rows"], FIRST):
        for column, field in enumerate(FIELDS, 1):
            value = row[field] if field else f'=IFERROR(G{number}/E{number},"")'
            cell = sheet.cell(number, column, value)
            cell._style = styles[column - 1]
    sheet.cell(last + 1, 1, "合计")
    for column in range(5, 9):
        letter = get_column_letter(column)
        sheet.cell(last + 1, column, f"=SUM({letter}{FIRST}:{letter}{last})")
    sheet.tables["台账"].ref = f"A3:J{last}"
    sheet.tables["台账"].autoFilter.ref = f"A3:J{last}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    for result in rows():
        if not result["peer"]:
            print(f"{result['id']} = {result['ours']:.0f} {result['unit']}")
            continue
        times = f"{result['ours'] * 1e3:.3f} ms, {result['theirs'] * 1e3:.2f} ms"
        print(f"{result['id']}: {result['ratio']:.1f}x  ({times})")
