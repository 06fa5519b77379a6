"""A faulty workbook comes back with its faults marked, and with everything else as it was."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from authoring.validator import TOOL
from python_calamine import CalamineWorkbook

from pipeline.intake.marking import Mark, fresh_copy, marked_copy, marks_of
from pipeline.intake.marking.marks import HEADER, SIGN
from pipeline.intake.workbooks.grids import Grid
from pipeline.problems import Place, Stop, problem

OFFICE = shutil.which("soffice") or ""
MARKS = [
    Mark("日报", 4, 3, "金额读不出来"),
    Mark("日报", 4, 2, "日期不对"),
    Mark("日报", 6, 0, "整行没有计入"),
    Mark("另一页", 2, 1, "没有这个人"),
]


@cache  # openpyxl writes the second into it
def bank_workbook() -> bytes:
    """What a branch really has: drop-downs, a chart, colours, a note of its own, a hidden sheet, a rule."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("日报")
    red = book.add_format({"bg_color": "#FFFF00", "num_format": "0.00"})
    sheet.write_row(0, 0, ["城东支行日报"])
    sheet.write_row(2, 0, ["姓名", "日期", "金额"])
    for row in range(3, 8):
        sheet.write(row, 0, "李雷")
        sheet.write(row, 1, "2026-11-20")
        sheet.write(row, 2, "12万?" if row == 3 else row * 1.5, red)
    sheet.write_formula(8, 2, "=SUM(C5:C8)", None, 42)
    sheet.data_validation("A4:A20", {"validate": "list", "source": ["李雷", "韩梅"]})
    sheet.conditional_format("C4:C8", {"type": "data_bar"})
    sheet.write_comment("C4", "我自己的备注", {"author": "王芳"})
    sheet.freeze_panes(3, 1)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=日报!$C$5:$C$8"})
    sheet.insert_chart("F2", chart)
    other = book.add_worksheet("另一页")
    other.write_column(0, 0, ["客户经理", "张三"])
    hidden = book.add_worksheet("隐藏")
    hidden.write(0, 0, 7)
    hidden.hide()
    book.close()
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def marked() -> bytes:
    return marked_copy(bank_workbook(), MARKS, {"日报": 3, "另一页": 1})


def test_each_fault_has_a_red_cell_a_note_and_a_text_beside_its_row(marked: bytes) -> None:
    sheet = opened(marked)["日报"]
    [rule] = [
        (str(block.sqref), rule.dxf.fill.bgColor.rgb)
        for block in sheet.conditional_formatting
        for rule in block.rules
        if rule.type == "expression"
    ]
    assert rule == ("B4 C4", "FFFFC7CE")
    assert [sheet.cell(row, 4).value for row in (3, 4, 5, 6)] == [
        HEADER,
        "金额读不出来；日期不对",
        None,
        "整行没有计入",
    ]
    assert sheet["B4"].comment.text == "【晨夕】日期不对"
    assert sheet["C4"].comment.text == "我自己的备注\n【晨夕】金额读不出来"
    assert sheet.auto_filter.ref == "A3:D9"
    assert opened(marked)["另一页"]["A2"].comment.author == "晨夕"


def test_the_persons_own_things_survive(marked: bytes) -> None:
    sheet = opened(marked)["日报"]
    assert sheet["C4"].value == "12万?"
    assert sheet["C4"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["C9"].value == "=SUM(C5:C8)"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A4:A20"
    assert sheet.freeze_panes == "B4"
    before, after = parts(bank_workbook()), parts(marked)
    touched = {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    touched |= {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert {name for name in before if before[name] != after.get(name)} == touched
    assert b"dataBar" in after["xl/worksheets/sheet1.xml"]


def test_a_second_run_takes_the_marks_of_the_first_away(marked: bytes) -> None:
    again = marked_copy(marked, MARKS, {"日报": 3, "另一页": 1})
    assert parts(again)["xl/worksheets/sheet1.xml"] == parts(marked)["xl/worksheets/sheet1.xml"]
    assert opened(again)["日报"]["C4"].comment.text == "我自己的备注\n【晨夕】金额读不出来"


def test_a_mended_workbook_comes_back_clean(marked: bytes) -> None:
    clean = opened(marked_copy(marked, []))
    sheet = clean["日报"]
    assert [rule.type for block in sheet.conditional_formatting for rule in block.rules] == ["dataBar"]
    assert sheet.max_column == 3
    assert sheet.auto_filter.ref is None
    assert {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment} == {
        "C4": "我自己的备注"
    }
    assert clean["另一页"]["A2"].comment is None


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not here")
def test_marks_are_found_again_after_an_office_program_saved_the_copy(marked: bytes, tmp_path: Path) -> None:
    """It moves inline strings to the shared ones and numbers styles anew."""
    (tmp_path / "in.xlsx").write_bytes(marked)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        OFFICE,
        home,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "o"),
    ]
    subprocess.run([*command, str(tmp_path / "in.xlsx")], check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "o" / "in.xlsx").read_bytes()
    assert b"inlineStr" not in parts(saved)["xl/worksheets/sheet1.xml"]
    assert SIGN.encode() in b"".join(value for name, value in parts(saved).items() if "comments" in name)
    clean = parts(marked_copy(saved, []))
    assert b"expression" not in clean["xl/worksheets/sheet1.xml"]
    assert SIGN.encode() not in b"".join(value for name, value in clean.items() if "comments" in name)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(marked_copy(saved, []))).get_sheet_by_name("日报").to_python()
    assert [len(row) for row in cells] == [3] * 9
    assert cells[3] == ["李雷", "2026-11-20", "12万?"]


@pytest.mark.skipif(not TOOL.exists(), reason="../shared is not here")
def test_a_marked_copy_is_valid(marked: bytes, tmp_path: Path) -> None:
    for name, data in (("new.xlsx", marked), ("clean.xlsx", marked_copy(marked, []))):
        (tmp_path / name).write_bytes(data)
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run([sys.executable, str(TOOL), *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0 locked", b"PK\x03\x04 torn"])
def test_what_may_not_be_opened_is_not_marked(data: bytes) -> None:
    with pytest.raises(Stop):
        marked_copy(data, MARKS)


def test_other_formats_get_a_workbook_of_their_faulty_sheets() -> None:
    grids = [
        Grid("日报.csv", "日报", [["姓名", "金额"], ["李雷", "=1+1"], ["韩梅", 3.5]], [3, 4, 7], [1, 2]),
        Grid("日报.csv", "好的", [["姓名"]], [1], [1]),
    ]
    marks = [Mark("日报", 4, 2, "金额读不出来")]
    data = fresh_copy(grids, marks, {"日报": 3})
    book = opened(data)
    assert book.sheetnames == ["日报"]
    sheet = book["日报"]
    assert [[c.value for c in row] for row in sheet["A3:C4"]] == [
        ["姓名", "金额", HEADER],
        ["李雷", "=1+1", "金额读不出来"],
    ]
    assert sheet["B4"].data_type == "s"
    assert sheet["B4"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["B7"].value == 3.5
    assert data == fresh_copy(grids, marks, {"日报": 3})


def test_marks_are_made_of_findings_with_a_cell_and_not_of_repairs() -> None:
    cell = Place("日报.xlsx", "三月", 4, 2)
    found = [
        problem("IN201", cell, "甲"),
        problem("IN201", cell, "甲"),
        problem("IN205", cell, "乙", "repair"),
        problem("IN106", Place("日报.xlsx"), tables=""),
    ]
    assert marks_of(found, lambda item: item.code) == {"日报.xlsx": [Mark("三月", 4, 2, "IN201")]}
