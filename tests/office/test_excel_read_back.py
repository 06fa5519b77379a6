"""A filled workbook, saved again by LibreOffice, is read by intake with the same values, which all readers agree on."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime

import pytest
from excel_drawing import DATE, book_of, calamine_rows, compiled, drawn

from pipeline.intake.workbooks.readers import read_grids

CELLS = {
    "A1": "{%sheet b in branches, name b.name %}",
    "A2": "{{ b.name }} 台账",
    "A3": "日期", "B3": "客户经理", "C3": "咨询", "D3": "备注", "E3": "{%tc for m in months %}", "F3": "{{ m }}",
    "G3": "{%tc endfor %}", "H3": "合计", "I3": "占比",
    "A4": "{%tr for r in b.rows %}",
    "A5": ("{{ r.day }}", DATE), "B5": "{% vm r.who %}{{ r.who }}", "C5": "{{ r.n }}", "D5": "{{ r.note }}",
    "F5": "{{ r.by[m] }}", "H5": "=SUM(F5:F5)", "I5": '=IFERROR(H5/C5,"—")',
    "A6": "{%tr endfor %}",
    "A7": "合计", "C7": "=SUM(C5:C5)", "F7": "=SUM(F5:F5)", "H7": "=SUM(H5:H5)",
    "I7": "=IF(C7>10,ROUND(H7/C7,2),-1)", "J7": '=COUNTIF(C5:C5,">2")&"户"',
}  # fmt: skip
NOTES = ["=1+1", "110101199003078515", "两\n行", " 空格 ", "<&>", "", "逾期", "@x"]


def branch(name, size):
    return {
        "name": name,
        "rows": [
            {"day": date(2026, 11, 16 + i % 5), "who": "张三" if i < size // 2 else "李四", "n": i % 5,
             "note": NOTES[i % len(NOTES)], "by": {"1月": i, "2月": i * 0.5, "3月": None}}
            for i in range(size)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def output():
    facts = {"branches": [branch("城东", 9), branch("城西", 1), branch("城南", 0)], "months": ["1月", "2月", "3月"]}
    return compiled(drawn({"样": CELLS})).render(facts)


@pytest.fixture(scope="module")
def saved(output, tmp_path_factory):
    """The workbook as LibreOffice computes it anew and saves it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("saved")
    (folder / "in.xlsx").write_bytes(output)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    convert = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out"]
    subprocess.run(["soffice", profile, *convert, folder / "in.xlsx"], check=True, capture_output=True, timeout=120)
    return (folder / "out" / "in.xlsx").read_bytes()


def values(data):
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book_of(data, values=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def same(mine, theirs):
    return mine == (pytest.approx(theirs) if isinstance(theirs, float) else theirs)


def test_libreoffice_computes_every_stored_value(output, saved):
    mine, theirs = values(output), values(saved)
    assert mine.keys() == theirs.keys()
    assert {key: (value, theirs[key]) for key, value in mine.items() if not same(value, theirs[key])} == {}
    assert len(mine) > 90


def test_openpyxl_and_calamine_agree_on_every_value(output):
    book = book_of(output, values=True)
    for sheet in book:
        rows = calamine_rows(output, sheet.title)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                read = sheet.cell(i + 1, j + 1).value
                read = read.date() if isinstance(read, datetime) else "" if read is None else read
                assert same(read, value), (sheet.title, i, j)


def test_intake_reads_the_same_before_and_after(output, saved):
    before, _ = read_grids(output, "台账.xlsx")
    after, _ = read_grids(saved, "台账.xlsx")
    assert [grid.sheet for grid in before] == [grid.sheet for grid in after] == ["城东", "城西", "城南"]
    for one, other in zip(before, after, strict=True):
        assert [[_plain(v) for v in row] for row in one.rows] == [[_plain(v) for v in row] for row in other.rows]


def _plain(value):
    return round(value, 9) if isinstance(value, float) else None if value == "" else value
