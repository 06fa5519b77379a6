"""The sheet that answers are typed into: it says what may stand in it, and intake reads it back as it was typed."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring.draw_course_feedback import SCORES as ASKED
from authoring.draw_course_feedback_entry import FILE, OWN, SCORES, TEXTS, draw
from authoring.sample_facts_course import COURSE, course_facts
from authoring.sample_papers import settings
from authoring.shipped import TEMPLATES, kind, rendered, template
from authoring.validator import TOOL
from openpyxl.workbook import Workbook

from pipeline import vocabulary
from pipeline.intake import read_inputs

KIND = "course-feedback-entry"
HEADS = ["场次", *SCORES, *TEXTS]


def entry(*, own: list[str] | None = None, rows: int = 60, **changes: Any) -> bytes:
    given = {**settings(KIND), "own_scores": own or [], "entry_rows": rows}
    facts = course_facts("course_info", "course_sessions_list")
    return rendered(KIND, {**facts, "settings": given, "rules": {}, **changes})


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_template_uses_only_names_that_the_kind_provides_and_is_what_is_drawn(tmp_path: Path) -> None:
    assert template(KIND)[1] == []
    assert kind(KIND).one_per == ("course",)
    draw(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (TEMPLATES / KIND / FILE).read_bytes()


def test_its_headings_are_the_questions_of_the_form_and_the_fields_of_the_table() -> None:
    fields = vocabulary.shipped().fields
    terms = {fields[name].term for name in vocabulary.shipped().tables["course_feedback"].fields}
    assert set(HEADS) <= terms
    assert [name for _, name, _ in ASKED] == list(SCORES)
    sheet = opened(entry())["课程反馈"]
    assert [cell.value for cell in sheet[5]][: len(HEADS) + OWN] == [*HEADS, *[None] * OWN]
    assert sheet["A2"].value == f"课程：{COURSE}"


@pytest.mark.parametrize(("people", "least", "rows"), [(6, 60, 60), (85, 60, 85), (None, 3, 3), (0, 3, 3)])
def test_there_is_a_row_for_each_participant_and_some_at_least(people: int | None, least: int, rows: int) -> None:
    info = course_facts("course_info")["course_info"] | {"participants_count": people}
    sheet = opened(entry(rows=least, course_info=info))["课程反馈"]
    (scores, *_) = (rule for rule in sheet.data_validations.dataValidation if rule.type == "whole")
    assert str(scores.sqref) == f"B6:G{5 + rows}"
    assert (scores.formula1, scores.formula2) == ("1", "5")
    assert sheet["A4"].value == f'="已录 "&COUNT(G6:G{5 + rows})&" 份"'


def test_the_sessions_are_a_list_to_choose_from() -> None:
    book = opened(entry())
    (rule,) = (r for r in book["课程反馈"].data_validations.dataValidation if r.type == "list")
    assert rule.formula1 == "场次清单"
    where, area = book.defined_names["场次清单"].attr_text.split("!")
    assert [row[0].value for row in book[where][area.replace("$", "")]] == ["第一场", "第二场"]
    assert book[where].sheet_state == "hidden"


ANSWERS: tuple[tuple[Any, ...], ...] = (
    ("第一场", 5, 4, 5, 4, 5, 5, "会排周计划了", "时间再长一点", None, 3),
    (None, 4, 4, None, 3, 5, 4, None, "=时间太短", "谈判", None),
    ("第二场", 5, 5, 5, 5, 5, 2, None, None, None, 4),
)


def test_intake_reads_back_what_was_typed_and_nothing_else(tmp_path: Path) -> None:
    book = opened(entry(own=["场地设备"]))
    sheet = book["课程反馈"]
    for row, answers in enumerate(ANSWERS, 6):
        for column, answer in enumerate(answers, 1):
            cell = sheet.cell(row, column, answer)
            cell.data_type = "s" if isinstance(answer, str) else cell.data_type
    book.save(tmp_path / "反馈录入表.xlsx")
    found = read_inputs(tmp_path, vocabulary.shipped(), today=date(2026, 11, 20))
    assert [str(p) for p in found.problems] == []
    table = found.tables["course_feedback"]
    fields = vocabulary.shipped().fields
    read = table.frame.astype("object").where(table.frame.notna(), None)
    names = [next(n for n, f in fields.items() if f.term == term) for term in HEADS]
    assert [tuple(row) for row in read[names].to_numpy()] == [answers[: len(HEADS)] for answers in ANSWERS]
    assert list(read["course"]) == [COURSE] * 3
    assert list(table.extras) == ["场地设备"]


def test_a_sheet_that_nobody_has_filled_in_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "反馈录入表.xlsx").write_bytes(entry())
    found = read_inputs(tmp_path, vocabulary.shipped(), today=date(2026, 11, 20))
    assert [str(p) for p in found.problems if p.level == "error"] == []
    assert len(found.tables["course_feedback"].frame) == 0


@pytest.mark.skipif(not TOOL.is_file(), reason="the schema validator lies beside the project, in ../shared/tools")
def test_the_workbook_is_valid_by_the_published_schemas(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(entry(own=["场地设备"]))
    command = [sys.executable, str(TOOL), str(path), "--baseline", str(TEMPLATES / KIND / FILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "with an invalid part 0, unreadable 0" in done.stdout, done.stdout
