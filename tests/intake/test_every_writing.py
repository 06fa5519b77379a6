# ruff: noqa: E501 - a row a line
"""Every line of domain.md §12, each on a workbook that has it: the values that are read, and what is told of them.

The catalogue is the page itself; a case's name quotes it. Layouts, wide counts and odd packages have files of their own
(test_layouts, test_wide_counts, test_sheet_writings, test_odd_files); here every item has one plain case.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from packages import changed, package
from records import xlsb

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]
Rows = list[list[Any]]
FILES = Path(__file__).parent / "files"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ONE = ["2026-11-16", "城东支行", "张三", "李四丰", "成交", 12.5]
TWO = ["2026-11-17", "城东支行", "王五", "赵六顺", "成交", 5]


class Case(NamedTuple):
    """Rows as a clerk has them; the values read in some fields of a table; codes with their cells."""

    rows: Rows
    values: dict[str, list[Any]]
    told: list[tuple[str, str]] = []
    merged: tuple[str, ...] = ()
    table: str = "activities"


def amounts(head: str, *cells: object) -> Rows:
    return [[*HEAD[:5], head], *[[*ONE[:5], cell] for cell in cells]]


def days(*cells: object, title: str = "") -> Rows:
    return [*([[title]] if title else []), HEAD, *[[cell, *ONE[1:]] for cell in cells]]


def both(**values: list[Any]) -> dict[str, list[Any]]:
    return {"customer": ["李四丰", "赵六顺"], "amount": [12.5, 5], **values}


MARCH = date(2026, 3, 5)
CASES: dict[str, Case] = {
    "title and unit rows above the header": Case(
        [["城东支行活动记录"], ["单位：万元"], [], HEAD, ONE, TWO], both(branch=["城东支行"] * 2)
    ),
    "header rows 2 deep with merged parents": Case(
        [
            ["日期", "支行", "客户经理", "客户信息", None, "业务"],
            [None, None, None, "客户名称", "活动类型", "金额（万元）"],
            ONE, TWO,
        ],
        both(), merged=("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
    ),
    "header rows 3 deep with merged parents": Case(
        [
            ["基本情况", None, None, "业务情况", None, None],
            ["日期", "人员", None, "客户信息", None, "业务"],
            [None, "支行", "客户经理", "客户名称", "活动类型", "金额（万元）"],
            ONE, TWO,
        ],
        both(), merged=("A1:C1", "D1:F1", "A2:A3", "B2:C2", "D2:E2"),
    ),
    "header rows 4 deep with merged parents": Case(
        [
            ["台账", None, None, None, None, None],
            ["基本情况", None, None, "业务情况", None, None],
            ["日期", "人员", None, "客户信息", None, "业务"],
            [None, "支行", "客户经理", "客户名称", "活动类型", "金额（万元）"],
            ONE, TWO,
        ],
        both(), merged=("A1:F1", "A2:C2", "D2:F2", "A3:A4", "B3:C3", "D3:E3"),
    ),
    "a unit in the header 金额（万元）": Case(amounts("金额（万元）", 12.5), {"amount": [12.5]}),
    "a unit in the header 金额（元）": Case(amounts("金额（元）", 125000), {"amount": [12.5]}, [("IN310", "F1")]),
    "numbers as text": Case(amounts("金额（万元）", "12.5", " 5 "), {"amount": [12.5, 5]}),
    "1,200 and １，２００": Case(amounts("金额（万元）", "1,200", "１，２００"), {"amount": [1200, 1200]}),
    "1.2万 1w 3.5亿": Case(amounts("金额", "1.2万", "1w", "3.5亿"), {"amount": [1.2, 1, 35000]}),
    "(1,200)": Case(amounts("金额", "(1,200)", "（1,200）"), {"amount": [-1200, -1200]}),
    "120万元 500元": Case(amounts("金额", "120万元", "500元"), {"amount": [120, 0.05]}),
    "约300": Case(amounts("金额", "约300"), {"amount": [300]}, [("IN303", "F2")]),
    "— / 无": Case(amounts("金额", "—", "/", "无", "", "--"), {"amount": [None] * 5}),
    "several of these in one column headed 金额（万）": Case(
        amounts("金额（万）", "1,200", "１，２００", "1.2万", "1w", "3.5亿", "(1,200)", "120万元", "500元", "约300", "—", "/", "无", 8),
        {"amount": [1200, 1200, 1.2, 1, 35000, -1200, 120, 0.05, 300, None, None, None, 8]},
        [("IN303", "F10")],
    ),
    "headers that repeat in the body": Case([HEAD, ONE, HEAD, TWO, HEAD], both()),
    "headers that repeat in the header row": Case(
        [[*HEAD, "客户"], [*ONE, "甲"], [*TWO, "乙"]], both(), [("IN104", "G1")]
    ),
    "headers in pinyin": Case([["riqi", "zhihang", "xingming", "kehu", "huodongleixing", "jine"], ONE, TWO], both()),
    "headers in pinyin, capitals and initials": Case(
        [["RI_QI", "ZhiHang", "KHJL", "KE HU", "HDLX", "JINE(万元)"], ONE, TWO], both()
    ),
    "line breaks in headers": Case([["日\n期", "支行", "客户\r\n经理", "客户", "活动\n类型", "金额\n（万元）"], ONE, TWO], both()),
    "a form block above the table": Case(
        [["支行", "城东支行", "填报人", "钱七"], ["月份", "2026年11月", "联系电话", "无"], [], HEAD, ONE, TWO], both()
    ),
    "an empty first row": Case([[], HEAD, ONE, TWO], both()),
    "200 columns": Case([[*HEAD, *[f"备用{i}" for i in range(200)]], ONE, TWO], both()),
    "week labels 6.4-6.10": Case(
        [["周期", "姓名", "咨询任务", "成交任务"], ["11.9-11.15", "张三", 50, 5], ["11.16-22", "张三", 60, 6]],
        {"period": ["2026-W46", "2026-W47"]}, [("IN304", "A2")], table="targets",
    ),
    "months as 202502 text": Case(
        [["月份", "姓名", "咨询任务", "成交任务"], ["202502", "张三", 50, 5], [202503, "张三", 60, 6]],
        {"period": ["2025-02", "2025-03"]}, table="targets",
    ),
    "2026年3月5日 · 2026.3.5 · 20260305 · serials": Case(
        days("2026年3月5日", "2026.3.5", "20260305", 20260305, 46086, "46086"), {"date": [MARCH] * 6}
    ),
    "3月5日 · 3/5 (year from the period)": Case(days("3月5日", "3/5"), {"date": [MARCH] * 2}, [("IN304", "A2")]),
    "3月5日 (year from the title)": Case(
        days("3月5日", title="2025年活动记录"), {"date": [date(2025, 3, 5)]}, [("IN304", "A3")]
    ),
    "names with inner spaces 张 三": Case(
        [HEAD, [*ONE[:2], "张 三", *ONE[3:]], [*TWO[:2], "王　五", *TWO[3:]]],
        both(officer=["张三", "王五"]), [("IN301", "C2")],
    ),
    "合计/小计 rows inside the data": Case(
        [HEAD, ONE, ["小计", None, None, None, None, 12.5], TWO, ["合  计", None, None, None, None, 17.5]], both()
    ),
    "blank rows by the thousand": Case([HEAD, ONE, *[[]] * 3000, TWO], both()),
    "several blocks on a sheet": Case(
        [HEAD, ONE, TWO, [], ["请假登记"], ["姓名", "请假开始", "请假结束"], ["张三", "2026-11-18", "2026-11-19"]], both()
    ),
    "merged body cells": Case(
        [HEAD, ONE, [None, None, None, *TWO[3:]]], both(officer=["张三", "张三"]), merged=("A2:A3", "B2:B3", "C2:C3")
    ),
    "IDs stored as numbers": Case(
        [["客户编号", "客户", "客户经理", "证件号"], ["K1", "李四丰", "张三", 1.1010119900307123e17],
         ["K2", "赵六顺", "张三", "'110101199003071234"], ["K3", "钱七", "张三", "1.10101E+17"]],
        {"id_no": [None, "110101199003071234", None]}, [("IN212", "D2"), ("IN212", "D4")], table="customers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_writing_is_read_and_every_repair_is_told(case: Case, write: Write, read: Read) -> None:
    write(case.rows, merged=case.merged)
    check(read(), case.table, case.values, case.told)


def check(intake: Intake, table: str, values: dict[str, list[Any]], told: list[tuple[str, str]]) -> None:
    frame = intake.tables[table].frame
    assert [(p.code, p.place.cell) for p in intake.problems] == told
    for name, expected in values.items():
        found = [None if pd.isna(v) else v.date() if isinstance(v, pd.Timestamp) else v for v in frame[name]]
        assert found == expected, name


@pytest.mark.parametrize("number", [*range(27, 37), *range(50, 59)])
def test_chinese_built_in_formats_make_a_number_a_day(number: int, write: Write, read: Read) -> None:
    path = write([HEAD, [46086, *ONE[1:]]], formats={"A2": "yyyy/m/d"})

    def edit(xml: bytes) -> bytes:
        return re.sub(
            rb'(<cellXfs.*?<xf )numFmtId="\d+"(.*?<xf )numFmtId="\d+"',
            rb'\1numFmtId="0"\2numFmtId="%d"' % number,
            xml,
            flags=re.S,
        )

    changed(path, "xl/styles.xml", edit)
    with zipfile.ZipFile(path) as made:
        assert b'numFmtId="%d"' % number in made.read("xl/styles.xml").split(b"<cellXfs")[1]
    check(read(), "activities", {"date": [MARCH], "time": [None]}, [])


def test_a_number_format_may_carry_the_unit(write: Write, read: Read) -> None:
    write([HEAD, [*ONE[:5], 125000], [*TWO[:5], 5]], formats={"F2": '#,##0"元"', "F3": '0.00"万元"'})
    check(read(), "activities", both(), [])


def test_hidden_rows_are_read_and_told(write: Write, read: Read) -> None:
    path = write([HEAD, ONE, TWO])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    check(read(), "activities", both(), [("IN311", "3")])


def test_hidden_sheets_are_not_read_but_told(write: Write, read: Read) -> None:
    path = write([HEAD, ONE])
    write([HEAD, TWO], sheet="旧")
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "veryHidden"
    book.save(path)
    check(read(), "activities", {"amount": [12.5]}, [("IN103", "")])


ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_told_with_its_cell(error: str, write: Write, read: Read) -> None:
    path = write([HEAD, ONE, [*TWO[:5], error]])
    book = openpyxl.load_workbook(path)
    book.active["F3"].data_type = "e"
    book.save(path)
    check(read(), "activities", both(amount=[12.5, None]), [("IN202", "F3")])


def test_a_formula_without_a_stored_value_is_told(write: Write, read: Read) -> None:
    write([HEAD, ONE, [*TWO[:5], "=2+3"]])
    check(read(), "activities", both(amount=[12.5, None]), [("IN203", "F3")])


def test_phonetic_runs_are_no_part_of_a_name(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:  # openpyxl keeps its texts in the cells
        sheet = book.add_worksheet()
        for i, row in enumerate((HEAD, ONE)):
            sheet.write_row(i, 0, row)
    spoken = '<t>张三</t><rPh sb="0" eb="2"><t>ZHANG SAN</t></rPh><phoneticPr fontId="1"/></si>'.encode()
    changed(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>张三</t></si>".encode(), spoken))
    check(read(), "activities", {"officer": ["张三"]}, [])


@pytest.mark.parametrize("stored", ['<v>=DISPIMG("ID_1",1)</v>', "", "<v></v>"])
def test_a_picture_of_wps_is_no_text(stored: str, write: Write, read: Read) -> None:
    path = write([[*HEAD, "备注"], [*ONE, "X"], [*TWO, "好"]])
    cell = f'<c r="G2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f>{stored}</c>'.encode()
    changed(path, SHEET, lambda xml: re.sub(rb'<c r="G2".*?</c>', cell, xml))
    check(read(), "activities", {"note": [None, "好"]}, [])


def test_a_picture_that_excel_placed_in_a_cell_is_no_error(write: Write, read: Read) -> None:
    path = write([[*HEAD, "备注"], [*ONE, "X"], [*TWO, "Y"]])
    cells = b'<c r="G2" t="e" vm="1"><v>#VALUE!</v></c>', b'<c r="G3" t="e" vm="2"><v>#VALUE!</v></c>'
    for number, cell in enumerate(cells, start=2):
        changed(path, SHEET, lambda xml, n=number, c=cell: re.sub(rb'<c r="G%d".*?</c>' % n, c, xml))  # type: ignore[misc]
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    future = "".join(f"<bk><extLst><ext><rvb i='{i}'/></ext></extLst></bk>" for i in range(2))
    bundles = "".join(f"<bk><rc t='1' v='{i}'/></bk>" for i in range(2))
    parts["xl/metadata.xml"] = (
        f"<metadata><futureMetadata name='XLRICHVALUE'>{future}</futureMetadata><valueMetadata>{bundles}</valueMetadata></metadata>"
    ).encode()
    parts["xl/richData/rdrichvalue.xml"] = b"<rvData><rv s='0'><v>0</v></rv><rv s='1'><v>1</v></rv></rvData>"
    parts["xl/richData/rdrichvaluestructure.xml"] = b"<rvStructures><s t='_localImage'/><s t='_error'/></rvStructures>"
    path.write_bytes(package(**parts))
    check(read(), "activities", {"note": [None, None]}, [("IN202", "G3")])


def test_a_wrong_dimension_hides_nothing(write: Write, read: Read) -> None:
    changed(write([HEAD, ONE, TWO]), SHEET, lambda xml: xml.replace(b'ref="A1:F3"', b'ref="A1:A1"'))
    check(read(), "activities", both(), [])


LINES = [[str(cell) for cell in row] for row in (HEAD, ONE, TWO)]


def text(mark: str = ",") -> str:
    return "\r\n".join(mark.join(row) for row in LINES)


def page(rows: list[list[str]]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


TEXTS: dict[str, tuple[str, bytes, list[tuple[str, str]]]] = {
    "GBK csv": ("a.csv", text().encode("gbk"), []),
    "GB18030 csv": ("a.csv", text().replace("李四丰", "李四丰").encode("gb18030"), []),
    "UTF-8 csv": ("a.csv", text().encode(), []),
    "UTF-8 csv with a mark": ("a.csv", text().encode("utf-8-sig"), []),
    "UTF-16 csv with tabs": ("a.csv", text("\t").encode("utf-16"), []),
    "csv with semicolons": ("a.csv", text(";").encode(), []),
    "csv that names its separator": ("a.csv", ("sep=;\r\n" + text(";")).encode("gbk"), []),
    "HTML saved as .xls": ("a.xls", f"<html><body>{page(LINES)}</body></html>".encode(), [("IN011", "")]),
    "HTML saved as .csv": ("a.csv", page(LINES).encode("gbk"), [("IN011", "")]),
    "HTML in GBK that says so": (
        "a.xls", f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>{page(LINES)}'.encode("gbk"),
        [("IN011", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "told"), TEXTS.values(), ids=TEXTS)
def test_a_text_file_is_read(name: str, data: bytes, told: list[tuple[str, str]], tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes(data)
    check(read(), "activities", both(), told)


@pytest.mark.parametrize("name", ["错误.xls", "错误.ods"])
def test_error_cells_and_hidden_rows_of_old_formats_are_told(name: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes((FILES / name).read_bytes())
    told = [("IN202", "E2"), ("IN202", "E3"), ("IN311", "3")]
    check(
        read(), "activities", {"customer": ["李四丰", "赵六顺", "赵六顺", "钱七"], "amount": [None, None, 5, 5]}, told
    )


def test_error_cells_and_hidden_rows_of_xlsb_are_told(tmp_path: Path, read: Read) -> None:
    rows = [HEAD, [*ONE[:5], ValueError("#DIV/0!")], TWO]
    (tmp_path / "表.xlsb").write_bytes(xlsb({"日志": rows}, hidden={3}))
    check(read(), "activities", both(amount=[None, 5]), [("IN202", "F2"), ("IN311", "3")])


@pytest.mark.parametrize("name", ["单位.xls", "单位.ods"])
def test_units_and_percent_in_the_number_formats_of_old_formats_count(name: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes((FILES / name).read_bytes())  # 12.5万元, 125,000元, 12.5, 0.50亿; 3.45%, 3.1, 90%
    found = read().tables
    assert found["activities"].frame["amount"].tolist() == [12.5, 12.5, 12.5, 5000]
    assert found["lpr"].frame["lpr_rate"].tolist() == [0.0345]  # of rows with one key the first
    assert found["activities"].frame["date"].dt.day.tolist() == [16] * 4


def test_units_in_the_number_formats_of_xlsb_count(tmp_path: Path, read: Read) -> None:
    rows = [HEAD, [*ONE[:5], (12.5, '0.00"万元"')], [*TWO[:5], (125000, '#,##0"元"')]]
    (tmp_path / "表.xlsb").write_bytes(xlsb({"日志": rows}))
    assert read().tables["activities"].frame["amount"].tolist() == [12.5, 12.5]


def test_lock_files_are_left_alone(tmp_path: Path, write: Write, read: Read) -> None:
    write([HEAD, ONE, TWO])
    (tmp_path / "~$表.xlsx").write_bytes(b"\x05lock")
    check(read(), "activities", both(), [])
