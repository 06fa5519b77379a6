"""The trainer's pack, end to end, from the sample courses: what a trainer gets, and what a careless one is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from authoring.faulty_course import faulty_course
from authoring.validator import TOOL
from commands.packs import ROOT, chenxi

TIME, POST_LOAN, MERCHANTS = "小微客户经理的时间与工作管理", "贷后管理与逾期清收实务", "商户金融知识课堂"
EVERY_COURSE = {
    *(
        "学员讲义.docx",
        "练习册（学员版）.docx",
        "练习册（讲师版）.docx",
        "案例集（学员版）.docx",
        "案例集（讲师版）.docx",
    ),
    *("课程安排表.xlsx", "满意度问卷.docx", "反馈录入表.xlsx", "KASH自评表.docx", "行动计划.docx", "反馈汇总.docx"),
    "全部证书.docx",
}
SESSIONS = {TIME: ("第一天", "第二天上午"), POST_LOAN: ("第一期",), MERCHANTS: ("建材市场专场",)}
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<![A-Za-z])(?:None|nan|NaT)(?![A-Za-z])")
FOLDER = Path("课程") / "时间与工作管理"
Edit = Callable[[Path], None]


def trainers(folder: Path) -> Path:
    """A workspace with the sample courses alone."""
    shutil.copytree(ROOT / "inputs" / "课程", folder / "inputs" / "课程")
    return folder


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the course pack."""
    folder = trainers(tmp_path_factory.mktemp("courses"))
    done = chenxi("build", "course", "--lang", "zh", at=folder)
    assert (done.returncode, "错误" in done.stderr) == (0, False), done.stderr
    return folder / "outputs"


def made(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.endswith(".xml") and not name.startswith("docProps")]
        return "\n".join(re.sub(r"<[^>]+>", "\n", package.read(name).decode()) for name in parts)


def sheet(file: str, title: str = "") -> list[dict[str, Any]]:
    """The rows of a sheet of the time course's workbooks by their headings, read with openpyxl."""
    book = openpyxl.load_workbook(ROOT / "inputs" / FOLDER / file)
    heads, *rows = (book[title] if title else book.worksheets[0]).iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def people() -> list[dict[str, Any]]:
    return sheet("学员名单.xlsx")


def passed() -> dict[str, str]:
    """Number and name of those whom the sheet lets pass."""
    return {row["学员编号"]: row["学员"] for row in people() if row["结业"] == "是"}


# ---------------------------------------------------------------- what comes out


def test_every_course_gets_all_its_papers_and_no_others(pack: Path) -> None:
    assert {path.name for path in (pack / "课程").iterdir()} == set(SESSIONS)
    for course, sessions in SESSIONS.items():
        names = {path.name for path in (pack / "课程" / course).iterdir() if path.is_file()}
        staff = set() if course == MERCHANTS else {"KASH自评表.docx"}  # merchants are no officers
        assert names == EVERY_COURSE - {"KASH自评表.docx"} | staff | {
            f"签到表（{session}）.docx" for session in sessions
        }


def test_everyone_who_passed_gets_a_certificate_and_nobody_else(pack: Path) -> None:
    folder = pack / "课程" / TIME
    assert {path.stem for path in (folder / "证书").iterdir()} == set(passed())
    assert len(passed()) == len(people()) - 1
    for number, name in passed().items():
        text = text_of(folder / "证书" / f"{number}.docx")
        assert name in text and text.count("编号：") == 1
    together = text_of(folder / "全部证书.docx")
    assert [together.count(name) for name in passed().values()] == [1] * len(passed())
    failed = {row["学员"] for row in people()} - set(passed().values())
    assert not [name for name in failed if name in together]


def test_a_certificate_says_the_days_and_lessons_of_the_timetable(pack: Path) -> None:
    steps = sheet("课程.xlsx", "课程时间安排")
    taught = sum(row["时长（分钟）"] for row in steps if row["环节类型"] not in ("休息", "用餐"))
    lessons = int(taught / 45 * 2 + 0.5) / 2
    text = "".join(text_of(pack / "课程" / TIME / "证书" / "001.docx").split())
    assert f"（{lessons:g}学时）" in text
    assert "于2026年11月26日至2026年11月27日参加" in text


def test_the_feedback_is_summed_as_one_would_by_hand(pack: Path) -> None:
    answers = sheet("反馈.xlsx")
    summary = docx.Document(str(pack / "课程" / TIME / "反馈汇总.docx"))
    cells = [[cell.text.strip() for cell in row.cells] for table in summary.tables for row in table.rows]
    flat = [text for row in cells for text in row]
    assert f"{len(answers)} 份" in flat and f"{len(people())} 人" in flat
    assert f"{len(answers) / len(people()):.1%}" in flat
    for question in ("内容实用", "讲解清楚", "案例贴近", "节奏合适", "组织服务", "练习量合适", "总体满意"):
        scores = [row[question] for row in answers if row[question] is not None]
        counts = [str(scores.count(mark)) for mark in (5, 4, 3, 2, 1)]
        high = f"{sum(score >= 4 for score in scores) / len(scores):.1%}"
        wanted = [question, f"{sum(scores) / len(scores):.2f}", high, str(len(scores)), *counts]
        assert [row[1:] for row in cells if row[1:2] == [question]] == [wanted]
    comments = [row["改进建议"] for row in answers if row["改进建议"]]
    assert [row[-1] for row in cells if comments[0] in row] == [str(comments.count(comments[0]))]


def test_the_schedule_ends_when_the_minutes_say(pack: Path) -> None:
    book = openpyxl.load_workbook(pack / "课程" / TIME / "课程安排表.xlsx", data_only=True)
    text = [str(cell.value) for row in book["时间安排"].iter_rows() for cell in row if cell.value is not None]
    steps = sheet("课程.xlsx", "课程时间安排")
    first = next(i for i, row in enumerate(steps) if row["场次"] == "第二天上午")
    for day in (steps[:first], steps[first:]):
        rest = sum(row["时长（分钟）"] for row in day if row["环节类型"] in ("休息", "用餐"))
        whole = sum(row["时长（分钟）"] for row in day)
        assert f"教学 {whole - rest} 分钟，休息用餐 {rest} 分钟" in text
    assert {"17:20:00", "12:30:00"} <= set(text)


# ---------------------------------------------------------------- fit to be handed out


def test_names_stand_on_lists_and_certificates_alone(pack: Path) -> None:
    names = [row["学员"] for row in people()]
    for path in (p for p in pack.rglob("*") if p.suffix in (".docx", ".xlsx")):
        open_here = "签到表" in path.name or "证书" in str(path.relative_to(pack))
        assert open_here or not [name for name in names if name in text_of(path)], path
    listed = text_of(pack / "课程" / TIME / "签到表（第一天）.docx")
    assert not [name for name in names if name not in listed]


def test_answers_are_in_the_trainers_copies_alone(pack: Path) -> None:
    answers = [row["解析"] for row in sheet("课程.xlsx", "课程练习") if row["解析"] and len(row["解析"]) > 6]
    plain, whole = (text_of(pack / "课程" / TIME / f"练习册（{who}版）.docx") for who in ("学员", "讲师"))
    assert len(answers) >= 10
    assert [a for a in answers if a in plain] == [] == [a for a in answers if a not in whole]


def test_no_tag_and_no_none_is_left(pack: Path) -> None:
    found = {str(p): LEFTOVER.search(text_of(p)) for p in pack.rglob("*") if p.suffix in (".docx", ".xlsx")}
    assert {path: hit for path, hit in found.items() if hit} == {}


@pytest.mark.skipif(not TOOL.exists(), reason="the ISO 29500 schemas (../shared) are not on this machine")
def test_every_paper_is_valid_by_the_published_schemas(pack: Path) -> None:
    files = [str(p) for p in pack.rglob("*") if p.suffix in (".docx", ".xlsx")]
    done = subprocess.run([sys.executable, str(TOOL), "-q", "--leftover", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert f"files {len(files)}" in done.stdout


# ---------------------------------------------------------------- building again, building a part


def test_two_processes_give_the_same_bytes_and_a_second_build_makes_nothing(pack: Path, tmp_path: Path) -> None:
    folder = trainers(tmp_path)
    assert chenxi("build", "course", "--jobs", "2", at=folder).returncode == 0
    ours, theirs = made(pack), made(folder / "outputs")
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    again = json.loads(chenxi("build", "course", "--json", at=folder).stdout)["counts"]
    assert (again["made"], again["failed"], again["kept"], again["same"]) == (0, 0, 0, len(theirs))


@pytest.mark.parametrize(
    ("only", "of_level", "count"),
    [
        (["course=时间"], TIME, len(EVERY_COURSE) + 2 + 17),
        (["课程=清收"], POST_LOAN, len(EVERY_COURSE) + 1),
        (["course=时间", "session=第一天"], "签到表", 1),
        (["course=时间", "participant_no=003"], "证书/", 1),
        (["course=时间", "participant_no=009"], "证书/", 0),  # did not pass
    ],
)
def test_a_part_may_be_asked_for(only: list[str], of_level: str, count: int, pack: Path) -> None:
    words = [word for part in only for word in ("--only", part)]
    files = json.loads(chenxi("plan", "course", "--json", *words, at=pack.parent).stdout)["files"]
    assert sum(of_level in row["path"] for row in files) == count
    if len(only) == 1:
        assert len(files) == count


@pytest.mark.parametrize(
    ("only", "code", "said"),
    [("course=书法", "ST011", TIME), ("participant=柏云舒", "ST010", "participant_no（学员编号）")],
)
def test_what_cannot_be_asked_for_is_told_with_what_can(only: str, code: str, said: str, pack: Path) -> None:
    done = chenxi("plan", "course", "--only", only, "--lang", "zh", at=pack.parent)
    assert done.returncode == 2 and code in done.stderr and said in done.stderr


def test_one_sentence_changed_makes_its_own_papers_anew(tmp_path: Path) -> None:
    folder = trainers(tmp_path)
    markdown = next((folder / "inputs").rglob("*.md"))
    assert chenxi("build", "course", at=folder).returncode == 0
    text = markdown.read_text(encoding="utf-8")
    markdown.write_text(re.sub(r"(?m)^解析：.+$", "解析：换了一句解析。", text, count=1), encoding="utf-8")
    if text == markdown.read_text(encoding="utf-8"):
        markdown.write_text(re.sub(r"(?m)^(\s+)解析：.+$", r"\1解析：换了一句解析。", text, count=1), encoding="utf-8")
    report = json.loads(chenxi("build", "course", "--json", at=folder).stdout)
    remade = {row["path"] for row in report["documents"] if row["action"] == "made"}
    assert {Path(path).name for path in remade} == {"练习册（讲师版）.docx"}
    assert all(POST_LOAN in path for path in remade)


# ---------------------------------------------------------------- a careless trainer


def test_faults_are_told_with_their_cells_and_the_rest_is_made(tmp_path: Path) -> None:
    for name, data in faulty_course().items():
        path = tmp_path / "inputs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    done = chenxi("build", "course", "--json", at=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["counts"]["failed"] == 0
    told = {(p["code"], p["file"].rpartition("/")[2], p["cell"]) for p in report["problems"]}
    assert told >= {
        ("IN108", "课程.xlsx", "B7"),
        ("IN201", "课程.xlsx", "B6"),
        ("MS305", "课程.xlsx", "C3"),
        ("MS306", "课程.xlsx", "D2"),
        ("MS310", "课程.xlsx", "E6"),
        ("MS311", "课程.xlsx", "E2"),
    }
    assert {"MS302", "MS303", "MS315", "IN110"} <= {code for code, _, _ in told}
    assert {path.name for path in (tmp_path / "outputs" / "课程" / TIME).iterdir()} >= EVERY_COURSE


def _pipe(folder: Path) -> None:
    logo = folder / "鹤汀标志.png"
    logo.unlink()
    os.mkfifo(logo)


def _linked(folder: Path) -> None:
    outside = folder.parents[2] / "外面.png"
    shutil.move(folder / "鹤汀标志.png", outside)
    (folder / "鹤汀标志.png").symlink_to(outside)


def _script(folder: Path) -> None:
    (folder / "鹤汀标志.png").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')


def _missing(folder: Path) -> None:
    (folder / "鹤汀标志.png").unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and no links to be had")
@pytest.mark.parametrize(
    ("edit", "code"), [(_pipe, "IN108"), (_linked, "IN114"), (_script, "IN113"), (_missing, "IN108")]
)
def test_a_logo_that_cannot_be_used_is_told_and_the_paper_goes_without(edit: Edit, code: str, tmp_path: Path) -> None:
    folder = trainers(tmp_path)
    edit(folder / "inputs" / FOLDER)
    one = ("--only", "course=时间", "--only", "participant_no=003")
    done = chenxi("build", "course-certificate", *one, "--json", at=folder)
    report = json.loads(done.stdout)
    assert (done.returncode, report["counts"]["made"]) == (0, 2)
    assert [p["code"] for p in report["problems"] if p["cell"] == "B7"] == [code]
    with zipfile.ZipFile(folder / "outputs" / "课程" / TIME / "全部证书.docx") as package:
        assert not [name for name in package.namelist() if "media/cx" in name]


def test_no_title_leads_out_of_the_outputs(tmp_path: Path) -> None:
    titles = ["../../外面", "/etc/课", "CON", "..", "上/下:课*?"]
    folder = tmp_path / "工作"
    (folder / "inputs").mkdir(parents=True)
    for number, title in enumerate(titles):
        text = f"---\n课程: {json.dumps(title, ensure_ascii=False)}\n---\n## 一\n\n- 甲\n"
        (folder / "inputs" / f"课{number}.md").write_text(text, encoding="utf-8")
    report = json.loads(chenxi("build", "action-plan", "--json", at=folder).stdout)
    assert report["counts"]["made"] == len(titles)
    papers = list((folder / "outputs").rglob("*.docx"))
    assert [(p.name, p.parent.parent) for p in papers] == [("行动计划.docx", folder / "outputs" / "课程")] * len(titles)
    assert [path.name for path in tmp_path.iterdir()] == ["工作"]
