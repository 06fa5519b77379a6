"""A blank workbook, filled in, reads as what was filled in; copied as it is it adds nothing and says so."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from PIL import Image

from pipeline.batch.layout import BLANKS, lay_blanks, lay_workspace
from pipeline.batch.layout.blank_books import blank_books
from pipeline.intake import Intake, read_inputs
from pipeline.intake.examples import example_row
from pipeline.vocabulary import Field, Vocabulary, read, shipped
from pipeline.workspace import load

WORDS = shipped()
OWN = """
[field]
parking = { term = "停车位", type = "count", unit = "个" }
lights = { term = "灯箱颜色", type = "choice", choices = { "红" = [], "绿" = [] } }
[table.shops]
term = "门店登记"
required = ["branch", "lights"]
optional = ["parking", "note"]
"""
Read = Callable[..., Intake]


def value(item: Field, number: int) -> Any:
    """A value of a field, another one for each number."""
    if item.choices:
        return [*item.choices][number % len(item.choices)]
    day = date(2026, 10, 8) + timedelta(number)
    return {
        "count": float(number), "days": float(number), "score": float(1 + number % 5), "number": number + 0.5,
        "wan": number * 10.25, "money": number * 100.5, "rate": number / 100, "rate2": number / 1000,
        "date": day, "bool": number % 2 == 0, "name": f"人{'甲乙丙丁戊'[number]}", "code": f"KH00{number}",
        "phone": f"1540000000{number}", "period": f"2026-0{number + 1}", "time": f"{9 + number:02}:30",
        "picture": "图.png",
        "quote": f"年利率{number + 3}%",
    }.get(item.type, f"{item.term}之{number}")  # fmt: skip


def filled(data: bytes, words: Vocabulary, keep_example: bool) -> tuple[bytes, dict[str, list[dict[str, Any]]]]:
    """A blank workbook with three rows on each sheet, and what was written, by table."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    by_term = {spec.term: spec for spec in words.tables.values()}
    written: dict[str, list[dict[str, Any]]] = {}
    for sheet in book.worksheets[1:]:
        spec = by_term[sheet.title]
        rows = [{name: value(words.fields[name], number) for name in spec.fields} for number in range(1, 4)]
        if "course" in spec.from_book or spec.name == "courses":
            rows = [{**row, "course": f"课程之{number}"} for number, row in enumerate(rows, 1)]
        written[spec.name] = rows
        for number, row in enumerate(rows, 3 if keep_example else 2):
            for column, name in enumerate(spec.fields, 1):
                cell = row[name]
                sheet.cell(number, column).value = ("否", "是")[cell] if isinstance(cell, bool) else cell
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), written


def told(intake: Intake) -> list[tuple[str, str]]:
    return [(p.code, str(p.place)) for p in intake.problems if p.level != "repair"]


@pytest.mark.parametrize("keep_example", [True, False], ids=["with the example", "over the example"])
def test_every_blank_workbook_filled_in_reads_as_what_was_filled_in(keep_example: bool, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "图.png")
    wanted: dict[str, list[dict[str, Any]]] = {}
    for name, data in blank_books(WORDS, "zh").items():
        content, written = filled(data, WORDS, keep_example)
        (tmp_path / name).write_bytes(content)
        wanted |= written
    intake = read_inputs(tmp_path, WORDS, today=date(2026, 11, 20))
    assert told(intake) == []
    assert wanted.keys() == WORDS.tables.keys()
    for name, rows in wanted.items():
        frame = intake.tables[name].frame
        for field in WORDS.tables[name].fields:
            column = frame[field].dt.date if frame[field].dtype.kind == "M" else frame[field]
            read_back = [None if pd.isna(cell) else cell for cell in column]
            assert read_back == [row[field] for row in rows], (name, field)


def test_blank_workbooks_copied_as_they_are_add_nothing_and_say_so(tmp_path: Path) -> None:
    for name, data in blank_books(WORDS, "zh").items():
        (tmp_path / name).write_bytes(data)
    intake = read_inputs(tmp_path, WORDS, today=date(2026, 11, 20))
    assert told(intake) == []
    assert [name for name, table in intake.tables.items() if len(table)] == []
    assert [p.code for p in intake.problems] == ["IN312"] * len(WORDS.tables)


def test_an_example_with_one_cell_changed_is_data(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_books(WORDS, "zh")["机构与人员.xlsx"]))
    book["客户经理名册"]["B2"] = "赵敏"
    book.save(tmp_path / "名册.xlsx")
    intake = read_inputs(tmp_path, WORDS)
    assert list(intake.tables["roster"].frame["officer"]) == ["赵敏"]


def test_a_banks_own_table_has_a_blank_sheet_too(tmp_path: Path) -> None:
    words = read(tomllib.loads(OWN), WORDS)
    books = blank_books(words, "zh")
    content, written = filled(books["其他.xlsx"], words, True)
    (tmp_path / "门店.xlsx").write_bytes(content)
    frame = read_inputs(tmp_path, words).tables["shops"].frame
    assert list(frame["parking"]) == [row["parking"] for row in written["shops"]]
    assert list(frame["lights"]) == ["绿", "红", "绿"]


def test_headers_say_what_must_be_there_and_what_belongs_there() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(blank_books(WORDS, "zh")["贷款与贷后.xlsx"]))["贷款台账"]
    headers = {str(cell.value): cell for cell in sheet[1]}
    assert [name for name in headers if name.startswith("*")][:3] == ["*借据号", "*客户", "*客户经理"]
    note = headers["*余额（万元）"].comment.text
    assert "必填" in note
    assert "单位：万元" in note
    assert "贷款余额" in note
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    yes_no = next(cell.column_letter for cell in sheet[1] if cell.value == "重组")
    assert lists[f"{yes_no}2:{yes_no}501"] == '"是,否"'


def test_each_example_reads_as_itself() -> None:
    for spec in WORDS.tables.values():
        assert all(example_row(spec, WORDS).values()), spec.name


def test_the_same_vocabulary_gives_the_same_bytes() -> None:
    assert blank_books(WORDS, "zh") == blank_books(WORDS, "zh")


def test_a_workspace_gets_them_and_a_filled_in_one_is_kept(tmp_path: Path) -> None:
    lay_workspace(tmp_path / "bank", samples=False)
    space = load(tmp_path / "bank")
    kept = tmp_path / "bank" / BLANKS / "机构与人员.xlsx"
    book = openpyxl.load_workbook(kept)
    book["客户经理名册"]["B3"] = "赵敏"
    book.save(kept)
    mine = kept.read_bytes()
    (tmp_path / "bank" / "vocabulary.toml").write_text(OWN, encoding="utf-8")
    actions = {made.path.name: made.action for made in lay_blanks(load(space.root), "zh")}
    assert kept.read_bytes() == mine
    assert actions.pop(next(name for name in actions if name.startswith("机构与人员"))) == "kept"
    assert actions.pop("其他.xlsx") == "made"
    assert set(actions.values()) == {"same"}


def test_each_sheet_is_laid_out_for_one_page() -> None:
    """A4 on its side, margins of 0.75 inch: 487 points, of which LibreOffice and Excel give a plain row at most 16."""
    for data in blank_books(WORDS, "zh").values():
        guide, *sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        assert guide.column_dimensions["A"].width <= 76
        for sheet in sheets:
            rows = sheet.print_area.split("$")[-1]
            assert sheet.row_dimensions[1].height + 16 * (int(rows) - 1) <= 487, sheet.title
