"""The trainers' guide: its columns, its pictures, its Markdown and every sentence of the program's that it quotes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from authoring.faulty_course import faulty_course

from pipeline.calendar import Calendar, parse_period
from pipeline.intake import Intake, read_inputs
from pipeline.kinds import load_kinds
from pipeline.language import describe
from pipeline.measures import REGISTRY, Context
from pipeline.measures.findings import findings
from pipeline.problems import Problem
from pipeline.vocabulary import shipped
from pipeline.workspace import load

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
GUIDE = (GUIDES / "培训师.md").read_text(encoding="utf-8")
# table → a column of its own, by which the guide's table of it is found
COLUMNS = {
    "courses": "授课对象",
    "course_units": "单元目标",
    "course_points": "要点类型",
    "course_cases": "经过",
    "course_exercises": "题型",
    "course_timing": "环节类型",
    "course_sources": "出版者",
    "participants": "证书编号",
    "course_sessions": "地点",
    "course_feedback": "还想学什么",
}


def read(folder: Path, files: dict[str, bytes]) -> Intake:
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return read_inputs(folder, shipped())


def said_of(found: Intake) -> list[Problem]:
    week = parse_period("2026-W47", date(2026, 11, 20))
    assert week is not None
    context = Context(week, load(ROOT).settings, Calendar(), shipped(), date(2026, 11, 20))
    return [*found.problems, *findings(found.tables, context)]


def tables() -> list[dict[str, bool]]:
    """The first columns of the guide's tables of columns: name → whether it is bold."""
    blocks = re.findall(r"(?m)(?:^ *\|.*\n)+", GUIDE)
    rows = [[line.strip().strip("|").split("|")[0].strip() for line in block.splitlines()[2:]] for block in blocks]
    return [{cell.strip("*"): cell.startswith("**") for cell in cells} for cells in rows]


@pytest.mark.parametrize(("table", "column"), COLUMNS.items())
def test_every_column_is_explained_and_what_must_be_there_is_bold(table: str, column: str) -> None:
    words = shipped()
    spec = words.tables[table]
    [told] = [cells for cells in tables() if column in cells]
    terms = {words.fields[name].term: name in spec.required for name in spec.fields}
    assert {name: bold for name, bold in told.items() if terms.get(name) is not bold} == {}
    assert terms.keys() - told.keys() <= {"课程", "备注"}


def test_every_choice_is_named() -> None:
    for field in ("point_kind", "exercise_kind", "step_kind"):
        choices = shipped().fields[field].choices
        assert [word for word in choices if f"| {word} " not in GUIDE and f" {word}" not in GUIDE] == [], field


def test_links_lead_somewhere() -> None:
    for page in GUIDES.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", prose(page.read_text(encoding="utf-8"))):
            assert (page.parent / target).exists(), target


def test_links_within_the_page_name_its_headings() -> None:
    headings = {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in headings_of(GUIDE)}
    assert [name for name in re.findall(r"\]\(#([^)]+)\)", GUIDE) if name not in headings] == []


def headings_of(text: str) -> list[str]:
    return re.findall(r"(?m)^#+ (.*)$", prose(text))


def prose(text: str) -> str:
    """A page without its code."""
    return re.sub(r"(?s)```.*?```|`[^`\n]*`", "", text)


def test_the_markdown_that_it_shows_is_a_course(tmp_path: Path) -> None:
    [shown] = re.findall(r"(?s)```markdown\n(.*?)```", GUIDE)
    picture = next((ROOT / "inputs").rglob("漏斗.png")).read_bytes()
    found = read(tmp_path, {"早会.md": shown.encode(), "钟.png": picture})
    assert [(p.code, str(p.place), p.found) for p in said_of(found)] == []
    [exercise] = found.tables["course_exercises"].frame.to_dict("records")
    assert (exercise["exercise_kind"], exercise["answer_key"], exercise["points"]) == ("单选", "B", 5)
    assert exercise["options"] == "A. 15 分钟\nB. 30 分钟"
    kinds = ["说明", "要点", "要点", "提示", "表格", "图片", "记录"]
    assert list(found.tables["course_points"].frame["point_kind"]) == kinds
    [case] = found.tables["course_cases"].frame.to_dict("records")
    assert (case["discussion"], case["analysis"]) == ("1. 哪些内容可以移到夕会？", "细节放到夕会的客户进程环节。")


def test_what_it_quotes_is_what_the_program_says(tmp_path: Path) -> None:
    said = {(p.code, text) for p in said_of(read(tmp_path, faulty_course())) for text in sentences(p)}
    quoted = re.findall(r"\| ([A-Z]{2}\d{3})：([^|]+) \|", GUIDE)
    assert len(quoted) == 10
    assert [(code, text) for code, text in quoted if (code, text) not in said] == []


def sentences(problem: Problem) -> tuple[str, str]:
    texts = describe(problem, "zh")
    return texts.what, f"{texts.what}。{texts.fix}"


def test_it_names_every_kind_of_the_course_and_only_settings_that_there_are() -> None:
    space = load(ROOT)
    kinds, _ = load_kinds(space, REGISTRY)
    pack = space.settings["packs"]["course"]
    assert [name for name in pack if f"`{name}`" not in GUIDE] == []
    for kind, body in re.findall(r"\[kind\.([\w-]+)\]\n((?:\w+ = .*\n)+)", GUIDE):
        assert {line.split(" = ")[0] for line in body.splitlines()} <= kinds[kind].settings.keys(), kind
    for listed in re.findall(r"merchants = \[(.*)\]", GUIDE):
        assert set(re.findall(r'"([\w-]+)"', listed)) <= set(pack)
