"""`chenxi kinds new --from`: a document in use today becomes a kind, with the places told that could be filled."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from clerk_bank import Chenxi, lay_bank, run_here

from pipeline.kinds.drafting import draft
from pipeline.measures import REGISTRY
from pipeline.problems import Stop
from pipeline.vocabulary import shipped


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


def filled(table: Any, rows: list[list[str]]) -> None:
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def minutes() -> bytes:
    document = docx.Document()
    document.add_paragraph("城东支行周例会纪要")
    document.add_paragraph("支行：________　日期：________")
    document.add_paragraph("主持人：{{ 会议信息.主持人 }}")
    filled(document.add_table(1, 4), [["主 持 人", "", "记录人", "张明"]])
    filled(document.add_table(2, 4), [["序号", "客户经理", "咨询数", "放款金额（万元）"], ["1", "", "", ""]])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def daily() -> bytes:
    book = openpyxl.Workbook()
    for row in (["支行", None], ["姓名", "咨询量", "申请量"], [None, None, None]):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_labels_and_headings_of_a_document_become_tags_with_their_places() -> None:
    found = draft(minutes(), "周例会.docx", REGISTRY, shipped())
    assert [(s.place.inside, s.label, s.tag) for s in found.suggestions] == [
        ("paragraph 2", "支行", "{{ 支行 }}"),
        ("paragraph 2", "日期", "{{ 会议信息.日期 }}"),
        ("table 1 row 1 cell 2", "主 持 人", "{{ 会议信息.主持人 }}"),
        (
            "table 2 row 2 cell 1",
            "序号、客户经理、咨询数、放款金额（万元）",
            "{%tr for 行 in 客户经理表 %} … {%tr endfor %}",
        ),
        ("table 2 row 2 cell 1", "序号", "{{ 行.序号 }}"),
        ("table 2 row 2 cell 2", "客户经理", "{{ 行.客户经理 }}"),
        ("table 2 row 2 cell 3", "咨询数", "{{ 行.咨询量 }}"),
        ("table 2 row 2 cell 4", "放款金额（万元）", "{{ 行.成交金额 }}"),
    ]
    assert found.figures == ("meeting_info", "officers")


def test_a_workbook_tells_sheet_and_cell() -> None:
    found = draft(daily(), "日报.xlsx", REGISTRY, shipped())
    assert {(s.place.cell, s.tag) for s in found.suggestions} >= {("B1", "{{ 支行 }}"), ("B3", "{{ 行.咨询量 }}")}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("旧.doc", b"x", "WD109"),
        ("坏.docx", b"x", "WD002"),
        ("坏.xlsx", b"PK\x03\x04", "WD002"),
        ("锁.docx", b"", "WD002"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Stop) as stop:
        draft(data, name, REGISTRY, shipped())
    assert [p.code for p in stop.value.problems] == [code]


def test_a_branch_lays_its_own_document_down_writes_the_tags_and_builds(tmp_path: Path, chenxi: Chenxi) -> None:
    bank = lay_bank(tmp_path / "bank")
    own = tmp_path / "周例会.docx"
    own.write_bytes(minutes())
    done = chenxi("kinds", "new", "our-minutes", "--from", own, at=bank)
    assert done.code == 0
    assert "{{ 会议信息.日期 }}" in done.out
    folder = bank / "templates" / "our-minutes"
    assert (folder / "周例会.docx").read_bytes() == own.read_bytes()
    document = docx.Document(str(folder / "周例会.docx"))
    document.paragraphs[1].text = "支行：{{ 支行 }}　日期：{{ 会议信息.日期 }}"
    document.save(str(folder / "周例会.docx"))
    assert chenxi("kinds", "check", "our-minutes", at=bank).code == 0
    assert chenxi("build", "our-minutes", at=bank).code == 0
    made = docx.Document(str(bank / "outputs" / "2026-W47" / "城东支行" / "周例会.docx"))
    assert made.paragraphs[1].text.startswith("支行：城东支行　日期：2026年11月")


def test_a_name_that_is_taken_and_a_file_that_is_not_there_are_told(tmp_path: Path, chenxi: Chenxi) -> None:
    bank = lay_bank(tmp_path / "bank")
    assert "ST003" in chenxi("kinds", "new", "x", "--from", tmp_path / "没有.docx", at=bank).text
    (tmp_path / "a.docx").write_bytes(minutes())
    assert "KD112" in chenxi("kinds", "new", "sign-in-sheet", "--from", tmp_path / "a.docx", at=bank).text
