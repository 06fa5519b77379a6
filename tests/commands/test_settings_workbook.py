"""设置.xlsx at work: its values reach the papers, and a wrong cell is told by every command that reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from clerk_bank import Chenxi, lay_bank, run_here

from pipeline.batch.layout.blank_settings import settings_workbook
from pipeline.workspace import load


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


def lay_settings(root: Path, **values: Any) -> None:
    """设置.xlsx with these values, by the last part of their code."""
    space = load(root)
    space.settings_book.write_bytes(settings_workbook(space, "zh"))
    book = openpyxl.load_workbook(space.settings_book)
    for row in book["设置"].iter_rows(min_row=3):
        if (key := str(row[4].value).rpartition(".")[2]) in values:
            row[1].value = values[key]
    book.save(space.settings_book)


def test_a_value_reaches_the_paper(tmp_path: Path, chenxi: Chenxi) -> None:
    root = lay_bank(tmp_path)
    lay_settings(root, venue="二楼党员活动室")
    assert chenxi("build", "sign-in-sheet", at=root).code == 0
    paper = docx.Document(str(next((root / "outputs").rglob("签到表.docx"))))
    text = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "二楼党员活动室" in text + "\n".join(paragraph.text for paragraph in paper.paragraphs)


def test_a_wrong_cell_is_told_with_its_place_and_the_papers_are_made(tmp_path: Path, chenxi: Chenxi) -> None:
    root = lay_bank(tmp_path)
    lay_settings(root, weeks="两三")
    for words in (("check",), ("build", "sign-in-sheet")):
        done = chenxi(*words, at=root)
        assert "ST301  设置.xlsx › 设置 › B" in done.out + done.err
    assert list((root / "outputs").rglob("签到表.docx"))
