"""The weekly pack, end to end, from the sample inputs: what a clerk gets, opened with other people's programs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from authoring.validator import TOOL
from commands.packs import chenxi, workspace
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).parents[2]
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<![A-Za-z])(?:None|nan|NaT|inf)(?![A-Za-z])")
PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<![\d.])\d{17}[\dXx](?!\d)")
BRANCHES = ("城东支行", "城西支行", "高新支行", "临江支行")


def documents(folder: Path, suffix: str) -> list[Path]:
    return sorted(folder.rglob(f"*{suffix}"))


def text_of(path: Path) -> str:
    """All text of a document, whatever its form: the parts' character data."""
    if path.suffix == ".html":
        return re.sub(r"<style.*?</style>|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    with zipfile.ZipFile(path) as package:
        parts = [n for n in package.namelist() if n.endswith(".xml") and not n.startswith("docProps")]
        return "\n".join(re.sub(r"<[^>]+>", "\n", package.read(n).decode()) for n in parts)


def test_every_branch_gets_its_papers_and_interviews_lie_apart(built: Path) -> None:
    week = built / "2026-W47"
    for branch in BRANCHES:
        names = {p.name for p in (week / branch).iterdir()}
        assert names >= {"周例会纪要.docx", "签到表.docx", "同业调研表（空白）.docx", "活动量管理表.xlsx"}
        assert not any("面谈" in name for name in names)
    interviews = [p for p in documents(week, ".docx") if "面谈" in str(p)]
    assert 0 < len(interviews) < 28
    assert {p.relative_to(week).parts[0] for p in interviews} == {"绩效面谈（保密）"}
    assert len(documents(week, ".html")) == 1


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of the tracker's 2010 data bars
def test_other_programs_open_every_document(built: Path) -> None:
    for path in documents(built, ".docx"):
        assert docx.Document(str(path)).paragraphs
    for path in documents(built, ".xlsx"):
        assert openpyxl.load_workbook(path).sheetnames == CalamineWorkbook.from_path(str(path)).sheet_names


def masked(built: Path) -> list[Path]:
    """The papers that show no customer whole: all but those whose kind says that it cannot be used masked."""
    return [p for p in built.rglob("*") if p.is_file() and p.parent.name != "客户维护清单"]


def test_no_tag_no_none_and_no_whole_personal_number_is_left(built: Path) -> None:
    for path in [p for p in built.rglob("*") if p.is_file()]:
        text = text_of(path)
        assert not LEFTOVER.search(text), (path, LEFTOVER.search(text))
        assert not IDENTITY.search(text), path
        assert path not in masked(built) or not PHONE.search(text), path


def test_no_customers_name_is_left(built: Path) -> None:
    frames = [
        row for p in (ROOT / "inputs").rglob("*客户*.xlsx") for row in _column(p, ("客户名称", "客户姓名", "客户"))
    ]
    assert len(frames) > 100
    names = {name.strip() for name in frames if name and len(name.strip()) >= 3 and "*" not in name}
    texts = "\n".join(map(text_of, masked(built)))
    assert not {name for name in names if name in texts}


def _column(path: Path, headers: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]
        for number, row in enumerate(rows):
            column = next((row.index(h) for h in headers if h in row), None)
            if column is not None:
                found += [r[column] for r in rows[number + 1 :] if len(r) > column]
                break
    return found


def test_links_of_the_index_lead_to_documents(built: Path) -> None:
    from urllib.parse import unquote

    [index] = documents(built, ".html")
    links = re.findall(r'href="([^"#]+)"', index.read_text(encoding="utf-8"))
    targets = {(index.parent / unquote(link)).resolve() for link in links}
    made = {p.resolve() for p in built.rglob("*") if p.is_file() and p != index}
    assert targets == made


def test_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    assert chenxi("build", "weekly", "--jobs", "2", at=folder).returncode == 0
    ours = {p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    theirs = {p.relative_to(folder / "outputs"): p.read_bytes() for p in (folder / "outputs").rglob("*") if p.is_file()}
    assert ours.keys() == theirs.keys()
    assert [str(path) for path in ours if ours[path] != theirs[path]] == []


def test_a_second_build_has_nothing_to_do_and_a_plan_says_so(built: Path) -> None:
    folder = built.parent
    report = json.loads(chenxi("build", "weekly", "--json", at=folder).stdout)
    assert report["counts"]["made"] == report["counts"]["failed"] == report["counts"]["kept"] == 0
    plan = json.loads(chenxi("plan", "weekly", "--json", at=folder).stdout)
    assert {row["standing"] for row in plan["files"]} == {"ours"}
    assert len(plan["files"]) == len(report["documents"])


def test_only_narrows_to_a_branch_and_everyone_widens(built: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    words = ("plan", "interview-form", "--json", "--only", "branch=城东")
    some = json.loads(chenxi(*words, at=folder).stdout)["files"]
    everyone = json.loads(chenxi(*words, "--everyone", at=folder).stdout)["files"]
    assert len(some) < len(everyone)
    assert all("城东支行" in row["path"] for row in everyone)


@pytest.mark.skipif(not TOOL.exists(), reason="the ISO 29500 schemas (../shared) are not on this machine")
def test_every_document_is_valid_by_the_published_schemas(built: Path) -> None:
    files = [str(p) for p in [*documents(built, ".docx"), *documents(built, ".xlsx")]]
    done = subprocess.run([sys.executable, str(TOOL), "-q", "--leftover", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert f"files {len(files)}" in done.stdout


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_every_document_and_build_makes_their_pdfs(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    done = chenxi("build", "weekly", "--pdf", "--json", at=folder)
    content = json.loads(done.stdout)
    assert [p for p in content["problems"] if p["code"] == "BT112"] == []
    office = [p for p in (folder / "outputs").rglob("*") if p.suffix in (".docx", ".xlsx")]
    assert len(office) >= 20
    assert all(p.with_suffix(".pdf").read_bytes()[:5] == b"%PDF-" for p in office)


def test_a_month_of_weekly_packs_is_the_packs_of_its_weeks_with_data(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    done = chenxi("build", "sign-in-sheet", "--period", "2026年11月", "--json", at=folder)
    assert done.returncode == 0
    content = json.loads(done.stdout)
    assert content["period"] == "2026-W45 2026-W46 2026-W47"
    assert {p.name for p in (folder / "outputs").iterdir()} == {"2026-W45", "2026-W46", "2026-W47"}
    plan = json.loads(chenxi("plan", "sign-in-sheet", "--period", "2026年11月", "--json", at=folder).stdout)
    assert [row["standing"] for row in plan["files"]] == ["ours"] * 12
