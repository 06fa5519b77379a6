"""The course's schedule, filled: the day adds up by the clock, other programs agree, and it moves when changed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring.draw_course_schedule import FILE, draw
from authoring.sample_facts_course import COURSE_FIGURES, course_facts
from authoring.sample_papers import settings
from authoring.schedule_plan import COLOURS, HEADS
from authoring.shipped import TEMPLATES, kind, rendered, template
from authoring.validator import TOOL
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import vocabulary

KIND = "course-schedule"
SHEETS = ["时间安排", "单元", "物料清单"]
LEADING = 5  # rows above the first session
FIGURES = ("course_info", "course_timetable", "course_units", "course_sessions_list")


def schedule_facts(**changes: Any) -> dict[str, Any]:
    return {**course_facts(*FIGURES), "settings": settings(KIND), "rules": {}, **changes}


def empty_facts() -> dict[str, Any]:
    given = schedule_facts()
    return given | {name: dict.fromkeys(v) if isinstance(v := given[name], dict) else [] for name in FIGURES}


def steps(*rows: tuple[str, str | None, str | None, float | None, str, str | None]) -> list[dict[str, Any]]:
    """A timetable of (session, start, end, minutes, kind, unit)."""
    first = course_facts("course_timetable")["course_timetable"][0]
    names = ("session", "start", "end", "minutes", "step_kind", "unit")
    return [first | {"number": n, **dict(zip(names, row, strict=True))} for n, row in enumerate(rows, 1)]


def units(*rows: tuple[str, float | None]) -> list[dict[str, Any]]:
    first = course_facts("course_units")["course_units"][0]
    return [first | {"number": n, "unit": unit, "minutes": minutes} for n, (unit, minutes) in enumerate(rows, 1)]


@cache
def filled() -> bytes:
    return rendered(KIND, schedule_facts())


def values(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def formulas(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(sheet: Worksheet, first: int, last: int, columns: int) -> list[list[object]]:
    found = sheet.iter_rows(min_row=first, max_row=last, max_col=columns, values_only=True)
    return [[_plain(value) for value in row] for row in found]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    return f"{value:%H:%M}" if isinstance(value, time) else value


def unit_rows(data: bytes) -> list[list[object]]:
    """unit, planned, rounds, given, difference, mark of each unit."""
    found = rows_of(values(data)["单元"], 6, values(data)["单元"].max_row, 8)
    return [[row[1], *row[3:]] for row in found if row[0] != "合计"]


def test_the_template_uses_only_names_that_the_kind_provides() -> None:
    assert template(KIND)[1] == []
    made = template(KIND)[0]
    assert made is not None
    assert set(kind(KIND).figures) == {name for name in made.names() if name in COURSE_FIGURES}


def test_drawing_gives_the_shipped_bytes(tmp_path: Path) -> None:
    draw(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (TEMPLATES / KIND / FILE).read_bytes()


def test_the_same_facts_give_the_same_bytes() -> None:
    assert rendered(KIND, schedule_facts()) == filled()


@pytest.mark.parametrize("facts", [schedule_facts, empty_facts])
def test_no_tag_is_left(facts: Any) -> None:
    data = rendered(KIND, facts())
    assert values(data).sheetnames == SHEETS
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in (n for n in package.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")):
            words = re.sub(r"<[^>]+>", "\n", package.read(name).decode())
            assert not re.search(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|#REF|#NAME", words), name


# ---- 时间安排


def test_each_session_has_a_band_its_steps_and_their_sum() -> None:
    sheet = values(filled())["时间安排"]
    assert [cell.value for cell in sheet[LEADING]] == list(HEADS)
    band, *lines, summed = rows_of(sheet, 6, 15, 12)
    assert band[:2] == ["第一场", date(2026, 11, 18)] and band[5] == "08:40"
    assert band[6] == "星期三 · 分行培训室 · 林晓岚 · 4人"
    timetable = [row for row in schedule_facts()["course_timetable"] if row["session"] == "第一场"]
    names = ("session", "date", "minutes", "start", "end", "step", "step_kind", "unit", "trainer", "venue", "materials")
    assert [[*line[:2], *line[3:]] for line in lines] == [[row[name] for name in names] for row in timetable]
    assert summed[3] == 270 and summed[6] == "教学 255 分钟，休息用餐 15 分钟"
    assert rows_of(sheet, 16, 16, 6)[0][0] == "第二场"


def test_a_step_begins_where_the_last_one_ends_so_that_a_change_moves_the_day() -> None:
    sheet = formulas(filled())["时间安排"]
    for row in range(7, 15):
        assert sheet[f"E{row}"].value == f'=IF(F{row - 1}="","",MOD(F{row - 1}+C{row}/1440,1))'
        assert sheet[f"F{row}"].value == f'=IF(E{row}="","",MOD(E{row}+D{row}/1440,1))'
    assert sheet["F6"].value == time(8, 40) and sheet["F6"].number_format == "hh:mm"


@pytest.mark.parametrize(
    ("starts", "gaps"),
    [
        (["08:30", "09:00"], [None, 0]),
        (["08:30", "09:20"], [None, 20]),  # a pause that is no step
        (["08:30", "08:50"], [None, -10]),  # two steps at once
    ],
)
def test_a_start_that_was_given_keeps_its_distance_from_the_step_before(starts: list[str], gaps: list[Any]) -> None:
    first, second = starts
    plan = steps(("甲", first, "09:00", 30, "授课", None), ("甲", second, "10:00", 40, "授课", None))
    found = rows_of(values(rendered(KIND, schedule_facts(course_timetable=plan)))["时间安排"], 7, 8, 6)
    assert [row[2] for row in found] == gaps
    assert [row[4] for row in found] == starts


def test_a_timetable_without_a_clock_has_blank_times_and_right_sums() -> None:
    plan = steps(("甲", None, None, 30, "授课", None), ("甲", None, None, 15, "用餐", None))
    band, one, two, summed = rows_of(values(rendered(KIND, schedule_facts(course_timetable=plan)))["时间安排"], 6, 9, 7)
    assert [row[4:6] for row in (one, two)] == [[None, None], [None, None]] and band[5] is None
    assert summed[6] == "教学 30 分钟，休息用餐 15 分钟"


def test_a_step_without_a_kind_counts_as_teaching() -> None:
    plan = steps(("甲", "09:00", "09:30", 30, "授课", None), ("甲", "09:30", "09:50", 20, "休息", None))
    plan[0]["step_kind"] = None
    sheet = values(rendered(KIND, schedule_facts(course_timetable=plan)))["时间安排"]
    assert sheet["G9"].value == "教学 30 分钟，休息用餐 20 分钟"


def test_every_step_may_be_chosen_from_the_kinds_and_has_its_colour() -> None:
    sheet = formulas(filled())["时间安排"]
    (kinds,) = (rule for rule in sheet.data_validations.dataValidation if rule.type == "list")
    known = vocabulary.shipped().fields["step_kind"].choices
    assert kinds.formula1 == f'"{",".join(known)}"'
    assert set(known) - {word for words, _ in COLOURS for word in words} == {"授课"}
    covered = MultiCellRange(" ".join(str(area.sqref) for area in sheet.conditional_formatting))
    for row in (*range(7, 15), *range(17, 25)):
        assert f"H{row}" in kinds.sqref
        assert f"G{row}" in covered


# ---- 单元


def test_minutes_of_the_timetable_stand_beside_those_of_the_units() -> None:
    assert unit_rows(filled()) == [
        ["时间从哪里来", 60, 2, 60, 0, "√"],
        ["先做要紧的事", 90, 2, 90, 0, "√"],
        ["一周怎么排", 60, 2, 60, 0, "√"],
    ]
    assert values(filled())["时间安排"]["A4"].value == "√ 与单元时长相符"


@pytest.mark.parametrize(
    ("plan", "planned", "expected"),
    [
        # a unit that two sessions share, a part each
        ([("甲", 30), ("乙", 20)], 50, [50, 1, 50, 0, "√"]),
        # the same unit held in two sessions
        ([("甲", 50), ("乙", 50)], 50, [50, 2, 50, 0, "√"]),
        # held twice and both times too short
        ([("甲", 40), ("乙", 40)], 50, [50, 2, 40, -10, "×"]),
        # one session only, too long
        ([("甲", 60)], 50, [50, 1, 60, 10, "×"]),
        # not in the timetable at all
        ([], 50, [50, 1, 0, -50, "×"]),
        # no minutes planned: nothing to compare
        ([("甲", 60)], None, [None, 1, 60, None, "—"]),
    ],
)
def test_a_unit_is_compared_with_each_time_that_it_is_held(
    plan: list[tuple[str, float]], planned: float | None, expected: list[Any]
) -> None:
    timetable = steps(*((session, "09:00", "10:00", minutes, "授课", "单元一") for session, minutes in plan))
    timetable += steps(("甲", "12:00", "13:00", 60, "用餐", "单元一"))  # a meal is no teaching
    data = rendered(KIND, schedule_facts(course_timetable=timetable, course_units=units(("单元一", planned))))
    assert unit_rows(data) == [["单元一", *expected]]
    said = str(values(data)["时间安排"]["A4"].value)
    assert said.startswith({"√": "√", "×": "×", "—": "√"}[expected[-1]])


def test_a_course_without_steps_or_units_says_so() -> None:
    book = values(rendered(KIND, empty_facts()))
    assert book["时间安排"]["A4"].value == "没有单元可核对"
    assert str(book["时间安排"]["A7"].value).startswith("课程里没有时间安排")
    assert book["单元"]["A7"].value == "合计"


def test_units_without_a_timetable_are_not_said_to_disagree_with_it() -> None:
    book = values(rendered(KIND, schedule_facts(course_timetable=[])))
    assert book["时间安排"]["A4"].value == "还没有时间安排可核对"


# ---- 物料清单


def test_each_thing_stands_once_with_the_steps_that_need_it() -> None:
    plan = steps(("甲", "09:00", "09:30", 30, "授课", None), ("甲", "09:30", "10:00", 30, "练习", None))
    plan[0] |= {"step": "讲解", "materials": "讲义，白板笔；便签"}
    plan[1] |= {"step": "动手", "materials": "讲义夹、便签"}
    plan += [plan[1] | {"session": "乙", "materials": "计时器"}]  # the same step needs more in another session
    data = rendered(KIND, schedule_facts(course_timetable=plan))
    found = rows_of(values(data)["物料清单"], 6, 10, 3)
    assert [[n, what, str(where).split("　")[:-1]] for n, what, where in found] == [
        [1, "讲义", ["讲解"]],
        [2, "白板笔", ["讲解"]],
        [3, "便签", ["讲解", "动手"]],
        [4, "讲义夹", ["动手"]],
        [5, "计时器", ["动手"]],
    ]


def test_blank_rows_follow_as_the_settings_say() -> None:
    few, many = (
        values(rendered(KIND, schedule_facts(settings={"spare_materials": n})))["物料清单"].max_row for n in (2, 9)
    )
    assert many - few == 7


# ---- printed, valid, recalculated


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_on_its_side_with_its_heading_on_each_page(name: str) -> None:
    sheet = formulas(filled())[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "A6"
    assert "内部资料 注意保密" in sheet.oddFooter.left.text


@pytest.mark.skipif(not TOOL.is_file(), reason="the schema validator lies beside the project, in ../shared/tools")
@pytest.mark.parametrize("facts", [schedule_facts, empty_facts])
def test_the_workbook_is_valid_by_the_published_schemas(tmp_path: Path, facts: Any) -> None:
    path = tmp_path / FILE
    path.write_bytes(rendered(KIND, facts()))
    command = [sys.executable, str(TOOL), str(path), "--baseline", str(TEMPLATES / KIND / FILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "with an invalid part 0, unreadable 0" in done.stdout, done.stdout


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_recalculates_to_the_stored_values_and_moves_the_day(tmp_path: Path) -> None:
    (tmp_path / "kept.xlsx").write_bytes(filled())
    moved = formulas(filled())
    moved["时间安排"]["D8"] = 70  # half an hour more for the second step
    moved["时间安排"]["F16"] = time(13, 30)  # the second session in the afternoon
    moved.save(tmp_path / "moved.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    files = [str(tmp_path / name) for name in ("kept.xlsx", "moved.xlsx")]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), *files], check=True, capture_output=True, timeout=180)
    ours, theirs = values(filled()), values((tmp_path / "out" / "kept.xlsx").read_bytes())
    compared = 0
    for sheet in formulas(filled()).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            mine, other = (_plain(book[sheet.title][cell.coordinate].value) for book in (ours, theirs))
            assert mine is not None and other == mine, (sheet.title, cell.coordinate)
            compared += 1
    assert compared > 40
    after = values((tmp_path / "out" / "moved.xlsx").read_bytes())
    first, second = rows_of(after["时间安排"], 7, 14, 6), rows_of(after["时间安排"], 17, 24, 6)
    assert [row[4] for row in first] == ["08:40", "09:00", "10:10", "10:30", "10:45", "11:35", "12:15", "13:15"]
    assert (second[0][4], second[-1][5]) == ("13:30", "18:00")
    assert str(after["时间安排"]["A4"].value).startswith("×")
