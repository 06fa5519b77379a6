"""Reading a workbook of 50,000 rows × 12 columns beside pandas.read_excel with openpyxl and with calamine.

We scan the package, find and recognise the table, type every cell, complete and check the rows and keep each one's
place, and say what was repaired; the peers give a frame of what stands in the cells. Each reads from disk in a process
of its own, as a run does; processor seconds and the peak of memory above what the imports alone take count, the median
of the turns.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

HEAD = (
    "日期",
    "支行",
    "客户经理",
    "客户",
    "客户编号",
    "活动类型",
    "渠道",
    "金额（万元）",
    "手机",
    "产品",
    "结果",
    "备注",
)
SIZE, TURNS = 50_000, 3

_OURS = """
from pathlib import Path
from pipeline.intake import read_inputs
from pipeline.vocabulary import shipped
words = shipped()
keep = Path(sys.argv[1]) / ".chenxi" if "KEEP" == "{keep}" else None
if keep: read_inputs(Path(sys.argv[1]), words, keep=keep)
before, began = peak(), time.process_time()
intake = read_inputs(Path(sys.argv[1]), words, keep=keep)
assert len(intake.tables["activities"]) == {size} and not intake.problems
"""
_THEIRS = """
import pandas, {module}
path = sys.argv[1] + "/活动记录.xlsx"
before, began = peak(), time.process_time()
frame = pandas.read_excel(path, engine="{engine}", header=1)
assert len(frame) == {size}
"""
# VmHWM, and not the resource module: that one's peak begins with the size of the process that started this one.
_AROUND = """import json, re, sys, time
def peak(): return int(re.search("VmHWM:[^0-9]*([0-9]+)", open("/proc/self/status").read())[1]) / 1024
{job}
print(json.dumps([time.process_time() - began, peak() - before, peak()]))
"""
JOBS = {
    "ours": _OURS.format(size=SIZE, keep=""),
    "kept": _OURS.format(size=SIZE, keep="KEEP"),
    "openpyxl": _THEIRS.format(size=SIZE, engine="openpyxl", module="openpyxl"),
    "calamine": _THEIRS.format(size=SIZE, engine="calamine", module="python_calamine"),
}


def rows() -> list[dict[str, Any]]:
    """read.rows50000.{openpyxl,calamine}: their time / ours; then their memory / ours, what the imports alone take left
    out, that of the whole processes, and the time of a second run from what was kept.
    """
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder) / "活动记录.xlsx")
        found = {name: [_run(job, folder) for _ in range(TURNS)] for name, job in JOBS.items()}
    seconds = {name: statistics.median(run[0] for run in runs) for name, runs in found.items()}
    added, whole = ({name: statistics.median(run[i] for run in runs) for name, runs in found.items()} for i in (1, 2))
    out = [_row(f"read.rows{SIZE}.{peer}", peer, seconds["ours"], seconds[peer]) for peer in ("openpyxl", "calamine")]
    out.append(_row(f"read.rows{SIZE}.memory", "openpyxl", added["ours"], added["openpyxl"]))
    out.append(_row(f"read.rows{SIZE}.process", "openpyxl", whole["ours"], whole["openpyxl"]))
    out.append(_row(f"read.rows{SIZE}.kept", "calamine", seconds["kept"], seconds["calamine"]))
    return out


def _row(name: str, peer: str, ours: float, theirs: float) -> dict[str, Any]:
    return {"id": name, "peer": peer, "ours": ours, "theirs": theirs, "ratio": theirs / ours, "runs": TURNS}


def _run(job: str, folder: str) -> list[float]:
    """Processor seconds of one job in a process of its own, the megabytes it takes above its imports, and in all."""
    command = [sys.executable, "-c", _AROUND.format(job=job), folder]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=Path(__file__).parents[1])
    return list(json.loads(done.stdout))


def draw(path: Path) -> None:
    """A log as clerks keep it: a title, a header, formatted days and amounts, invented people, a note in every row."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("活动记录")
        day, amount = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
        sheet.write_string(0, 0, "活动记录台账")
        sheet.write_row(1, 0, HEAD)
        for i in range(SIZE):
            row = i + 2
            sheet.write_datetime(row, 0, date(2026, 1, 1) + timedelta(days=i % 320), day)
            for column, text in enumerate(_texts(i)):
                if text:
                    sheet.write_string(row, 1 + column, text)
            sheet.write_number(row, 7, 1 + i * 7 % 7900 / 100, amount)


def _texts(i: int) -> tuple[str, ...]:
    """The words of row i by column, from the branch on; the amount's place is left blank."""
    return (
        ("城东支行", "城西支行", "高新支行", "临江支行")[i % 4],
        f"经理{'甲乙丙丁戊己庚辛'[i % 8]}",
        f"客户{i % 9000}商行",
        f"C{i % 9000:06d}",
        ("咨询", "申请", "成交")[i % 3],
        ("上门", "电话", "网点", "转介绍")[i % 4],
        "",
        f"1990000{i % 9000:04d}",
        ("快贷", "商户贷")[i % 2],
        "有意向" if i % 3 else "再联系",
        f"备注{i}",
    )


if __name__ == "__main__":
    for result in rows():
        print(f"{result['id']}: {result['ratio']:.1f}x  ({result['ours']:.2f} | {result['theirs']:.2f})")
