"""Bad input, as a clerk makes it: each a clear problem with a place and a mend, the other documents still made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline import workspace
from pipeline.batch.build import Report, build
from pipeline.batch.prepare import Request, prepare
from pipeline.language import describe
from pipeline.problems import Problem

ROOT = Path(__file__).parents[2]
LOG = [
    ["城东支行活动日志"],
    ["日期", "客户经理", "客户名称", "活动类型", "产品", "金额（万元）", "申请编号"],
    ["2026年11月16日", "李 雷", "赵一", "咨询", None, None, None],
    ["2026-11-16", "李雷", "赵一", "申请", "经营贷", "20", "SQ1"],
    ["2026-11-18", "李雷", "赵一", "成交", "经营贷", "20", "SQ1"],
    ["11/17", "韩梅梅", "钱二", "咨询", None, None, None],
    ["合计", None, None, None, None, 40, None],
]


def sheet(path: Path, rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)


@pytest.fixture
def space(tmp_path: Path) -> Path:
    inputs = tmp_path / "inputs"
    sheet(
        inputs / "机构.xlsx",
        [["分行", "支行", "主持人"], ["江城分行", "城东支行", "王行"], ["江城分行", "城西支行", "陈行"]],
    )
    sheet(
        inputs / "名册.xlsx",
        [
            ["支行", "姓名", "岗位", "入职日期", "师傅"],
            ["城东支行", "李雷", "客户经理", "2020-03-01", None],
            ["城东支行", "韩梅梅", "客户经理", "2026-10-08", "李雷"],
            ["城西支行", "周舟", "客户经理", "2019-05-01", None],
        ],
    )
    sheet(
        inputs / "任务.xlsx",
        [["月份", "支行", "客户经理", "咨询任务", "申请任务", "成交任务"], ["2026-11", "城东支行", "李雷", 100, 20, 8]],
    )
    sheet(inputs / "城东支行" / "活动日志.xlsx", LOG)
    return tmp_path


def made(space: Path, *names: str) -> Report:
    request = Request(names=names or ("weekly",), jobs=1, today=date(2026, 11, 24))
    return build(prepare(workspace.load(space), request))


def log_with(row: list[object]) -> Callable[[Path], None]:
    return lambda space: sheet(space / "inputs" / "城东支行" / "活动日志.xlsx", [*LOG[:-1], row, LOG[-1]])


def without_column(space: Path) -> None:
    sheet(space / "inputs" / "城东支行" / "活动日志.xlsx", [[v for i, v in enumerate(row) if i != 3] for row in LOG])


def html(space: Path) -> None:
    (space / "inputs" / "导出.xlsx").write_text("<html><table><tr><td>日期</td></tr></table></html>", encoding="utf-8")


def torn(space: Path) -> None:
    path = space / "inputs" / "坏.xlsx"
    path.write_bytes((space / "inputs" / "名册.xlsx").read_bytes()[:700])


CASES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "text in a number": (
        log_with(["2026-11-19", "李雷", "孙三", "成交", "经营贷", "八十", "SQ3"]),
        "活动日志.xlsx",
        "F",
    ),
    "a deal without an application": (
        log_with(["2026-11-19", "李雷", "孙三", "成交", "经营贷", 8, "SQ9"]),
        "活动日志.xlsx",
        "7",
    ),
    "an officer nobody knows": (
        log_with(["2026-11-19", "李蕾", "孙三", "咨询", None, None, None]),
        "活动日志.xlsx",
        "B7",
    ),
    "a date that does not exist": (
        log_with(["2026-11-31", "李雷", "孙三", "咨询", None, None, None]),
        "活动日志.xlsx",
        "A7",
    ),
    "a missing column": (without_column, "活动日志.xlsx", ""),
    "a workbook that is HTML": (html, "导出.xlsx", ""),
    "a torn workbook": (torn, "坏.xlsx", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_in_the_inputs_is_told_with_its_place_and_the_documents_are_made(space: Path, case: str) -> None:
    change, file, cell = CASES[case]
    before = {(p.code, p.place) for p in made(space).problems}
    change(space)
    request = Request(names=("weekly-minutes", "sign-in-sheet"), jobs=1, today=date(2026, 11, 24), period="2026-W47")
    report = build(prepare(workspace.load(space), request))
    fresh = [p for p in report.problems if (p.code, p.place) not in before]
    found = [p for p in fresh if p.place.file.endswith(file) and cell in p.place.cell and p.level != "repair"]
    assert found, [str(p) for p in fresh]
    assert report.count("failed") == 0
    assert report.count("made") + report.count("same") == 4
    assert all(describe(p, lang).fix for p in found for lang in ("zh", "en"))


def test_good_inputs_have_no_errors_and_every_branch_gets_its_papers(space: Path) -> None:
    report = made(space)
    assert [p for p in report.problems if p.level == "error"] == []
    assert report.exit_code() == 0
    assert {o.path.parts[1] for o in report.outcomes if o.kind == "weekly-minutes"} == {"城东支行", "城西支行"}


def test_lock_files_are_no_workbooks(space: Path) -> None:
    (space / "inputs" / "~$名册.xlsx").write_bytes(b"\x05\x00")
    (space / "inputs" / ".~lock.名册.xlsx#").write_bytes(b",x,")
    assert not any("~" in p.place.file for p in made(space).problems)


def copy_kind(space: Path, name: str) -> Path:
    from pipeline.batch.layout import edit_kind

    return edit_kind(workspace.load(space), name)


def test_a_misspelt_name_in_a_template_leaves_the_other_kinds_alone(space: Path) -> None:
    folder = copy_kind(space, "pack-index")
    page = folder / "pack-index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", "{{ 漏斗.咨询两 }}</body>"), encoding="utf-8")
    report = made(space, "pack-index", "sign-in-sheet")
    [wrong] = [p for p in report.problems if p.code == "KD201"]
    assert wrong.place.file == "pack-index.html"
    assert wrong.place.tag == "{{ 漏斗.咨询两 }}"
    assert wrong.values["near"] == "咨询量"
    assert report.exit_code() == 1
    assert {o.kind: o.action for o in report.outcomes} == {"sign-in-sheet": "made", "pack-index": "failed"}


def test_an_unknown_key_in_kind_toml_leaves_the_other_kinds_alone(space: Path) -> None:
    toml = copy_kind(space, "pack-index") / "kind.toml"
    toml.write_text("figurs = []\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    report = made(space)
    [wrong] = [p for p in report.problems if p.code == "KD101"]
    assert (wrong.place.file, wrong.found, wrong.values["near"]) == ("pack-index/kind.toml", "figurs", "figures")
    assert report.exit_code() == 1
    assert report.count("made") >= 6


def test_an_open_document_is_reported_and_the_rest_made(space: Path) -> None:
    folder = space / "outputs" / "2026-W47" / "城东支行"
    folder.mkdir(parents=True)
    (folder / "~$签到表.docx").write_bytes(b"")
    report = made(space, "sign-in-sheet")
    assert report.exit_code() == 3
    assert sorted(o.action for o in report.outcomes) == ["failed", "made"]


def run(space: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "cli.py"), *words, "--dir", str(space)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("build", "weakly"), 2, "weekly"),
        (("build", "weekly", "--period", "哪周"), 2, "2026-W47"),
        (("build", "weekly", "--only", "branch=城南"), 2, "城东支行"),
        (("build", "weekly", "--only", "城东"), 2, "branch=城东支行"),
        (("build", "weekly", "--as-of", "11月"), 2, "2026-11-20"),
        (("explain", "漏逗"), 2, "漏斗"),
        (("build", "--perod", "x"), 2, "--period"),
        (("kinds", "check", "weekly-minute"), 2, "weekly-minutes"),
    ],
)
def test_a_wrong_command_says_what_would_be_right(space: Path, words: tuple[str, ...], code: int, text: str) -> None:
    for lang in ("zh", "en"):
        done = run(space, *words, "--lang", lang)
        assert done.returncode == code
        assert text in done.stderr
        assert "Traceback" not in done.stderr


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "build", "weekly", "--lang", "zh")
    assert done.returncode == 2
    assert "chenxi init" in done.stderr
    (tmp_path / "inputs").mkdir()
    done = run(tmp_path, "build", "weekly", "--lang", "zh")
    assert done.returncode == 2
    assert "inputs" in done.stderr


def test_a_held_workspace_is_told_and_nothing_is_touched(space: Path) -> None:
    from filelock import FileLock

    (space / ".chenxi").mkdir()
    with FileLock(space / ".chenxi" / "lock"):
        done = run(space, "build", "weekly", "--lang", "en")
    assert done.returncode == 4
    assert "Another run" in done.stderr


def test_problems_for_machines_have_a_schema(space: Path) -> None:
    import json

    html(space)
    content = json.loads(run(space, "check", "--json").stdout)
    assert content["schema_version"] == 1
    assert {"code", "level", "file", "cell", "what", "fix"} <= content["problems"][0].keys()


def test_a_gbk_console_shows_places_without_question_marks(space: Path) -> None:
    html(space)
    command = [sys.executable, str(ROOT / "cli.py"), "check", "--lang", "zh", "--dir", str(space)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"})
    assert "导出.xlsx" in done.stdout.decode("gbk")
    assert "?" not in done.stdout.decode("gbk")
    command[2] = "explain"
    command.insert(3, "漏斗")
    shown = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "gbk"}).stdout
    assert "活动日志.xlsx > Sheet > 3" in shown.decode("gbk")


def unmasked(problems: list[Problem]) -> list[Problem]:
    import re

    return [p for p in problems if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", repr(p))]


def test_no_problem_shows_a_whole_phone(space: Path) -> None:
    head = ["客户编号", "客户名称", "客户经理", "手机号", "资料完整", "建档日期"]
    rows: list[list[object]] = [
        head,
        ["K1", "孙三", "李雷", "13912345678x", "13912345678", "13912345678"],
        ["K1", "孙三", "李雷", "13912345678", "是", "2026-11-02"],
    ]
    sheet(space / "inputs" / "客户.xlsx", rows)
    problems = made(space, "sign-in-sheet").problems
    assert any(p.place.file.endswith("客户.xlsx") for p in problems)
    assert unmasked(problems) == []


def test_a_build_that_finds_nothing_to_make_says_so_and_fails(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    done = run(tmp_path, "build", "course", "--lang", "zh")
    assert done.returncode == 1
    assert "BT114" in done.stderr
