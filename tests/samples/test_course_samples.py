"""The sample courses: read without a word of complaint from workbook and Markdown, sound as teaching, right in sums."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from authoring import sample_courses
from authoring.sample_cast import OFFICERS
from authoring.sample_course_pictures import PICTURES
from authoring.scaled_course import TITLE, scaled_course
from PIL import Image

from pipeline.calendar import Calendar, parse_period
from pipeline.intake import Intake, read_inputs
from pipeline.measures import Context, compute
from pipeline.measures.findings import findings
from pipeline.measures.pricing import Cost, Terms, yearly_rate
from pipeline.vocabulary import shipped
from pipeline.workspace import load

ROOT = Path(__file__).parents[2]
INPUTS = ROOT / "inputs"
TABLES = [name for name in shipped().tables if name.startswith("course") or name == "participants"]
COURSES = ("小微客户经理的时间与工作管理", "商户金融知识课堂", "贷后管理与逾期清收实务")
_SUM = re.compile(r"[（\d][\d.,%（）()+−×÷ ]*[+−×÷][\d.,%（）()+−×÷ ]*(?:[=≈] ?−?[\d.,%（）()+−×÷ ]+)+")


@pytest.fixture(scope="module")
def context() -> Context:
    week = parse_period("2026-W47", date(2026, 11, 20))
    assert week is not None
    return Context(week, load(ROOT).settings, Calendar(), shipped(), date(2026, 11, 20), bank="江城分行")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    """The three courses alone, freshly drawn."""
    folder = tmp_path_factory.mktemp("courses")
    files = {book.file: book.data() for book in sample_courses.books()} | sample_courses.files()
    return read_inputs(laid_down(folder, files), shipped())


def laid_down(folder: Path, files: dict[str, bytes]) -> Path:
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def rows_of(read: Intake, table: str, course: str) -> pd.DataFrame:
    frame = read.tables[table].frame
    return frame[frame["course"] == course]


def prose() -> Iterator[str]:
    """Every line of the course files."""
    for path in sorted(sample_courses.SOURCES.iterdir()):
        yield from path.read_text(encoding="utf-8").splitlines()


def test_the_committed_files_are_what_the_script_writes() -> None:
    kept = {p.relative_to(INPUTS).as_posix() for p in (INPUTS / "课程").rglob("*") if p.suffix in (".md", ".png")}
    drawn = sample_courses.files()
    assert kept == drawn.keys()
    for file, data in drawn.items():
        there = (INPUTS / file).read_bytes()
        assert there == data if file.endswith(".md") else pixels(there) == pixels(data), file


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    """What a picture shows, whichever deflater packed it."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.mode, picture.size, picture.tobytes()


def test_the_pictures_fit_a_page_and_weigh_little() -> None:
    for name, draw in PICTURES.items():
        with Image.open(io.BytesIO(draw())) as picture:
            assert 400 <= max(picture.size) <= 1_600, name
        assert len(draw()) < 60_000, name


def test_reading_has_nothing_to_say(read: Intake, context: Context) -> None:
    told = [*read.problems, *findings(read.tables, context)]
    assert [(p.code, str(p.place), p.found) for p in told] == []


def test_each_table_is_filled_and_every_row_belongs_to_a_course(read: Intake) -> None:
    for name in TABLES:
        frame = read.tables[name].frame
        assert len(frame), name
        assert set(frame["course"]) <= set(COURSES), name


@pytest.mark.parametrize("course", COURSES)
def test_a_course_is_whole(read: Intake, course: str) -> None:
    units, points = rows_of(read, "course_units", course), rows_of(read, "course_points", course)
    exercises = rows_of(read, "course_exercises", course)
    assert len(units) >= 6
    assert units[["unit", "minutes", "unit_goal"]].notna().all(axis=None)
    assert len(points) >= 10 * len(units)
    assert set(points["point_kind"].dropna()) >= {"要点", "说明", "提示", "表格", "记录"}
    assert len(rows_of(read, "course_cases", course)) >= 4
    assert rows_of(read, "course_cases", course)[["story", "discussion", "analysis"]].notna().all(axis=None)
    assert len(exercises) >= 12
    assert len(set(exercises["exercise_kind"])) >= 5
    assert exercises[["question", "answer_key", "explanation"]].notna().all(axis=None)
    assert exercises["points"].sum() == 100
    sources = rows_of(read, "course_sources", course)
    assert len(sources) >= 3
    assert sources["source_date"].notna().any()


@pytest.mark.parametrize("course", COURSES)
def test_answers_are_among_the_options_and_judgements_are_right_or_wrong(read: Intake, course: str) -> None:
    for exercise in rows_of(read, "course_exercises", course).itertuples():
        letters = set(re.findall(r"(?m)^([A-H])\. ", exercise.options or ""))
        if exercise.exercise_kind in ("单选", "多选"):
            assert set(exercise.answer_key) <= letters, exercise.question
            assert (len(exercise.answer_key) == 1) == (exercise.exercise_kind == "单选"), exercise.question
        else:
            assert not letters, exercise.question
        if exercise.exercise_kind == "判断":
            assert exercise.answer_key in ("对", "错")


@pytest.mark.parametrize("course", COURSES)
def test_the_timing_adds_up(read: Intake, context: Context, course: str) -> None:
    made = compute(["course_units", "course_timetable", "course_sessions_list"], read.tables, context)
    units, steps, sessions = (frame_of(made, name, course) for name in made)
    taught = steps[steps["unit"].notna()].groupby("unit")["minutes"].sum()
    assert taught.reindex(units["unit"]).tolist() == units["minutes"].tolist()
    by_session = steps.groupby("session", sort=False)
    assert by_session["start"].first().to_dict() == sessions.set_index("session")["start"].to_dict()
    assert by_session["end"].last().to_dict() == sessions.set_index("session")["end"].to_dict()


def frame_of(made: Any, figure: str, course: str) -> pd.DataFrame:
    frame: pd.DataFrame = made[figure]["course"]
    return frame.xs(course, level="course")


def value(term: str) -> float:
    """The value of a sum as it is printed: digits, + − × ÷, percent and wide brackets."""
    plain = term.translate(str.maketrans("（）−×÷", "()-*/", ", "))
    assert re.fullmatch(r"[\d.%()+\-*/]+", plain), term
    return float(eval(re.sub(r"([\d.]+)%", r"(\1*0.01)", plain)))


def half_a_digit(term: str) -> float:
    """Half of the last digit that a number prints: 0.05 for 8.0, 0.0005 for 15.0%; next to nothing for a sum."""
    number = term.strip(" −").rstrip("% ")
    if not re.fullmatch(r"[\d.,]+", number):
        return 1e-9
    digits = len(number.partition(".")[2])
    return float(0.5 * 10**-digits * (0.01 if "%" in term else 1)) + 1e-12


def test_every_sum_in_the_prose_is_right() -> None:
    sums = [match[0] for line in prose() for match in _SUM.finditer(line.replace(" 个百分点", "%"))]
    assert len(sums) > 30
    for found in sums:
        left, *rights = re.split("[=≈]", found)
        for right in rights:
            assert value(left) == pytest.approx(value(right), abs=half_a_digit(right)), found


@pytest.mark.parametrize(
    ("said", "method", "rate", "per", "upfront"),
    [
        ("年利率 6%|每月等额本息", "等额本息", 0.06, "year", 0.0),
        ("月息 6 厘|每月付息，到期还本", "先息后本", 0.006, "month", 0.0),
        ("月费率 0.60%|每月还本金一份，费用每月照收", "等本等息", 0.006, "month", 0.0),
        ("年利率 4%，先收 1% 手续费|每月付息，到期还本", "先息后本", 0.04, "year", 0.01),
    ],
)
def test_the_merchants_are_told_the_yearly_rates_that_the_program_finds(
    said: str, method: str, rate: float, per: Any, upfront: float
) -> None:
    found = yearly_rate(rate, per, Terms(method, months=12, upfront=Cost(upfront)))
    assert f"{said}|{found.apr:.2%}|{found.ear:.2%}" in "\n".join(line.strip() for line in prose())


def test_nobody_of_the_bank_is_a_participant_and_no_number_of_a_person_is_in_a_course(read: Intake) -> None:
    people = set(read.tables["participants"].frame["participant"])
    assert len(people) == 18
    assert not people & {officer.name for officer in OFFICERS}
    assert not re.search(r"1[3-9]\d{9}|\d{17}[\dX]", "\n".join(prose()))


def test_feedback_has_comments_that_repeat_and_a_score_of_its_own(read: Intake) -> None:
    table = read.tables["course_feedback"]
    assert len(table) == 15
    assert table.frame["fb_improve"].duplicated().any()
    assert list(table.extras) == ["练习量合适"]


def test_a_long_course_has_what_was_asked_for_and_is_the_same_each_time(tmp_path: Path, context: Context) -> None:
    files = {book.file: book.data() for book in scaled_course(3, 40, sections=2)}
    assert files == {book.file: book.data() for book in scaled_course(3, 40, sections=2)}
    read = read_inputs(laid_down(tmp_path, files), shipped())
    assert [(p.code, str(p.place)) for p in (*read.problems, *findings(read.tables, context))] == []
    assert len(rows_of(read, "course_units", TITLE)) == 3
    assert read.tables["participants"].frame["participant"].nunique() == 40
    assert len(read.tables["course_feedback"]) == 32
