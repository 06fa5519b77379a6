"""`chenxi check` leaves a list and marked copies; mending a copy and putting it back clears them away."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from clerk_bank import Chenxi, lay_bank, run_here

from pipeline.batch.checks.listing import COLUMNS, problem_book
from pipeline.problems import Place, problem

BAD = "城东支行/日报.xlsx"
PHONE = "13912345678"


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    root = lay_bank(tmp_path / "bank")
    book = openpyxl.Workbook()
    book.active.append(["日期", "客户经理", "客户", "手机", "活动类型"])
    book.active.append(["2026-11-31", "李雷", "张三丰", PHONE, "咨询"])
    (root / "inputs" / BAD).parent.mkdir(exist_ok=True)
    book.save(root / "inputs" / BAD)
    return root


def rows(file: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(file).active
    head, *body = sheet.iter_rows(min_row=2)
    return [{str(h.value): cell.value for h, cell in zip(head, row, strict=True)} for row in body]


def test_the_list_names_the_cell_and_links_to_it_in_the_marked_copy(bank: Path, chenxi: Chenxi) -> None:
    done = chenxi("check", at=bank)
    listed = bank / "outputs" / "问题" / "问题清单.xlsx"
    assert str(listed) in done.out
    [row] = [row for row in rows(listed) if row["文件"] == BAD and row["单元格"] == "A2"]
    assert row["级别"] == "错误"
    assert row["看到的内容"] == "2026-11-31"
    sheet = openpyxl.load_workbook(listed).active
    [link] = [cell.hyperlink for line in sheet for cell in line if cell.value == "A2" and cell.hyperlink]
    assert link.target == "%E5%9F%8E%E4%B8%9C%E6%94%AF%E8%A1%8C/%E6%97%A5%E6%8A%A5.xlsx"
    copy = openpyxl.load_workbook(bank / "outputs" / "问题" / BAD).active
    assert copy["A2"].comment.text.startswith("【晨夕】")
    assert copy["D2"].value == PHONE  # it is their own file
    assert PHONE not in copy["F2"].value + done.out + json.dumps(rows(listed), ensure_ascii=False)


def test_a_mended_copy_put_back_clears_list_and_copies_away(bank: Path, chenxi: Chenxi) -> None:
    chenxi("check", at=bank)
    copy = bank / "outputs" / "问题" / BAD
    book = openpyxl.load_workbook(copy)
    book.active["A2"] = "2026-11-20"
    book.save(bank / "inputs" / BAD)
    chenxi("check", at=bank)
    assert not copy.exists()
    left = bank / "outputs" / "问题" / "问题清单.xlsx"
    assert not left.exists() or BAD not in {row["文件"] for row in rows(left)}


def test_a_copy_that_somebody_edited_is_not_taken_away(bank: Path, chenxi: Chenxi) -> None:
    chenxi("check", at=bank)
    copy = bank / "outputs" / "问题" / BAD
    copy.write_bytes(copy.read_bytes() + b" ")
    (bank / "inputs" / BAD).unlink()
    chenxi("check", at=bank)
    assert copy.exists()


def test_inputs_that_cannot_be_read_are_listed_though_nothing_else_has_data(tmp_path: Path, chenxi: Chenxi) -> None:
    root = lay_bank(tmp_path / "bank", log=None)
    (root / "inputs" / "日志.xlsx").write_bytes(b"PK\x03\x04torn")
    done = chenxi("check", at=root)
    assert done.code == 1
    [row] = [row for row in rows(root / "outputs" / "问题" / "问题清单.xlsx") if row["级别"] == "错误"]
    assert (row["文件"], row["代码"]) == ("日志.xlsx", "IN004")


def test_the_same_inputs_give_the_same_list(bank: Path, chenxi: Chenxi) -> None:
    listed = bank / "outputs" / "问题" / "问题清单.xlsx"
    chenxi("check", at=bank)
    first = listed.read_bytes()
    listed.unlink()
    chenxi("check", at=bank)
    assert listed.read_bytes() == first


def test_equal_findings_are_one_line_and_errors_come_first(tmp_path: Path) -> None:
    found = [
        problem("IN301", Place("乙.xlsx", "一", 3, 1), "=1+1", "repair", field="姓名", count=1, read="李雷"),
        problem("IN201", Place("丙.xlsx", "一", 9, 2), field="日期"),
        problem("IN201", Place("甲.xlsx", "一", 2, 2), field="日期"),
        problem("IN201", Place("甲.xlsx", "一", 2, 2), field="日期"),
    ]
    file = tmp_path / "清单.xlsx"
    file.write_bytes(problem_book(found, "zh"))
    listed = rows(file)
    assert [(row["文件"], row["处数"]) for row in listed] == [("丙.xlsx", 1), ("甲.xlsx", 2), ("乙.xlsx", 1)]
    assert listed[2]["看到的内容"] == "=1+1"
    sheet = openpyxl.load_workbook(file).active
    assert sheet.auto_filter.ref == f"A2:{chr(64 + len(COLUMNS))}5"
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row} <= {"s", "n", "inlineStr"}


def test_text_files_and_those_in_zipped_folders_get_copies_that_stand_in_nobodys_place(
    bank: Path, chenxi: Chenxi
) -> None:
    inputs, text = bank / "inputs", "日期,客户经理,客户,活动类型\n2026-11-{},李雷,张三丰,咨询\n"
    (inputs / BAD).with_suffix(".csv").write_bytes(text.format(41).encode("gb18030"))
    (inputs / "另报.csv").write_bytes(text.format(42).encode())
    with zipfile.ZipFile(inputs / "打包.zip", "w") as archive:
        archive.writestr("里面/日志.csv", text.format(43))
    chenxi("check", at=bank)
    folder = bank / "outputs" / "问题"
    listed = openpyxl.load_workbook(folder / "问题清单.xlsx").active
    links = {(row[2].value, row[4].value): row[4].hyperlink for row in listed.iter_rows(min_row=3) if row[4].hyperlink}
    for file, copy in (
        (BAD.replace(".xlsx", ".csv"), BAD.replace(".xlsx", ".csv.xlsx")),
        ("另报.csv", "另报.xlsx"),
        ("打包.zip/里面/日志.csv", "打包.zip/里面/日志.xlsx"),
    ):
        sheet = openpyxl.load_workbook(folder / copy).active
        assert sheet["A2"].comment.text.startswith("【晨夕】"), file
        assert unquote(links[file, "A2"].target) == copy
        assert links[file, "A2"].location == f"'{sheet.title}'!A2"
