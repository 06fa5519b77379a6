"""Inputs as branches send them: one table of five, odd names, odd files; what can be made is made, and opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from clerk_bank import BRANCHES, LOG, ROSTER, Chenxi, Rows, lay_bank, run_here, sheet
from python_calamine import CalamineWorkbook

from pipeline.workspace import shipped

WEEK = ("--period", "2026-W47")
LONG = "江城高新技术产业开发区科技创新小微专营支行"


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


def papers(root: Path) -> dict[str, str]:
    """Path below outputs → text, of every Word document, opened with python-docx; calamine opens the workbooks."""
    found = {}
    for path in sorted((root / "outputs").rglob("*.docx")):
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(p.text for p in document.paragraphs), *cells])
        found[path.relative_to(root / "outputs").as_posix()] = text
    for path in (root / "outputs").rglob("*.xlsx"):
        assert CalamineWorkbook.from_path(str(path)).sheet_names
    return found


PARTS: dict[str, dict[str, Rows | None]] = {
    "only the roster": {"branches": None, "targets": None, "log": None},
    "only a log": {"branches": None, "roster": None, "targets": None},
    "nothing": {"branches": None, "roster": None, "targets": None, "log": None},
    "one officer": {"branches": BRANCHES[:2], "roster": ROSTER[:2]},
}


@pytest.mark.parametrize("parts", PARTS)
def test_a_part_of_the_tables_makes_whole_papers(chenxi: Chenxi, tmp_path: Path, parts: str) -> None:
    done = chenxi("build", "weekly", "--everyone", *WEEK, at=lay_bank(tmp_path, **PARTS[parts]))
    assert done.code == 0, done
    for name, text in papers(tmp_path).items():
        assert not {"None", "nan", "NaT", "inf", "{{", "%}"} & set(text.split()), name


def roster_of(*names: str, branch: str = "城东支行") -> Rows:
    return [ROSTER[0], *([branch, name, "客户经理", "2020-03-01"] for name in names)]


def test_names_of_people_make_names_of_files_that_every_system_takes(chenxi: Chenxi, tmp_path: Path) -> None:
    names = ("李/雷", "../../etc", "CON", "韩梅梅.", "a:b", "😀", "{{ 1 }}", "</w:t>")
    lay_bank(tmp_path, roster=roster_of(*names), targets=None, log=None)
    done = chenxi("build", "interview-form", "--everyone", *WEEK, at=tmp_path)
    assert done.code == 0, done
    made = papers(tmp_path)
    assert {Path(path).parent.as_posix() for path in made} == {"2026-W47/绩效面谈（保密）/城东支行"}
    assert len(made) == len(names)
    assert any("</w:t>" in text for text in made.values())
    assert any("{{ 1 }}" in text for text in made.values())


def test_two_people_whose_files_would_be_one_are_told_by_name(chenxi: Chenxi, tmp_path: Path) -> None:
    lay_bank(tmp_path, roster=roster_of("Li Lei", "LI LEI"), targets=None, log=None)
    done = chenxi("build", "interview-form", "--everyone", *WEEK, at=tmp_path)
    assert done.code == 1
    assert "BT106" in done.err
    assert "（Li Lei、LI LEI）" in done.err
    assert len(papers(tmp_path)) == 1


def test_a_name_of_two_branches_is_two_people(chenxi: Chenxi, tmp_path: Path) -> None:
    roster = [*ROSTER, ["城西支行", "李雷", "客户经理", "2021-01-01"]]
    lay_bank(tmp_path, roster=roster)
    done = chenxi("build", "interview-form", "--everyone", "--only", "officer=李雷", *WEEK, at=tmp_path)
    assert done.code == 0
    assert [Path(path).parts[2] for path in papers(tmp_path)] == ["城东支行", "城西支行"]


def test_a_name_that_no_file_system_holds_fails_alone_and_says_how_long(chenxi: Chenxi, tmp_path: Path) -> None:
    branches = [
        *BRANCHES,
        ["江城分行", "非常" * 60, "赵行"],
        ["江城分行", LONG, "钱行"],
        ["江城分行", "../../../x", "孙行"],
    ]
    lay_bank(tmp_path, branches=branches)
    shutil.copytree(shipped("templates") / "sign-in-sheet", tmp_path / "templates" / "sign-in-sheet")
    done = chenxi("build", "sign-in-sheet", at=tmp_path)
    assert done.code == 1
    assert "BT104" in done.err
    assert "（120 个字） 应为：不超过 80 个字" in done.err
    assert len(papers(tmp_path)) == 4
    assert not (tmp_path.parent / "x").exists()


FILES: dict[str, tuple[bytes, str]] = {
    "empty.xlsx": (b"", "IN001"),
    "torn.xlsx": (b"PK\x03\x04", "IN004"),
    "word.xlsx": ((shipped("templates") / "sign-in-sheet" / "sign-in-sheet.docx").read_bytes(), "IN005"),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n", "IN005"),
    "words.xlsx": (b"x", "IN106"),
    "wps.et": (b"y", "IN106"),
    "nulls.csv": (bytes(5000), "IN001"),
    "~$open.xlsx": (b"x", ""),
    "notes.txt": (b"x", "IN012"),
    "gbk.csv": ("支行,姓名,岗位,入职日期\r\n城西支行,冯八,客户经理,2021-05-01\r\n".encode("gbk"), ""),
    "utf16.csv": ("支行\t姓名\t岗位\t入职日期\r\n城西支行\t冯九\t客户经理\t2021-05-01\r\n".encode("utf-16"), ""),
}


def test_odd_files_are_told_each_by_name_and_the_rest_is_read(chenxi: Chenxi, tmp_path: Path) -> None:
    inputs = lay_bank(tmp_path) / "inputs"
    for name, (data, _) in FILES.items():
        (inputs / name).write_bytes(data)
    sheet(inputs / "nothing.xlsx", [])
    sheet(inputs / "near.xlsx", [["日期", "客户经里", "客户名称", "活动累型"], ["2026-11-17", "李雷", "孙三", "咨询"]])
    for lang in ("zh", "en"):
        out = chenxi("check", at=tmp_path, lang=lang).out
        lines = out.splitlines()
        for name, (_, code) in FILES.items():
            told = [line for line in lines if line.endswith(f"  {name}") and "IN011" not in line]
            assert (len(told), all(code in line for line in told)) == (bool(code), True), (name, told)
        assert "“客户经里”→“客户经理”" in out
        assert "（）" not in out
        assert "()" not in out
    assert chenxi("build", "sign-in-sheet", at=tmp_path).code == 0
    assert all(name in papers(tmp_path)["2026-W47/城西支行/签到表.docx"] for name in ("冯八", "冯九", "周舟"))


def test_a_log_of_a_million_rows_that_are_blank_is_read_to_its_last(chenxi: Chenxi, tmp_path: Path) -> None:
    inputs = lay_bank(tmp_path, log=None) / "inputs"
    book = openpyxl.Workbook()
    for row in LOG[1:]:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.active["A1048576"] = "2026-11-19"  # type: ignore[index]
    book.active["B1048576"] = "李雷"  # type: ignore[index]
    book.active["D1048576"] = "咨询"  # type: ignore[index]
    book.save(inputs / "日志.xlsx")
    done = chenxi("check", at=tmp_path)
    assert "IN201  日志.xlsx › Sheet › C1048576" in done.out


def test_an_edited_document_is_kept_each_time(chenxi: Chenxi, tmp_path: Path) -> None:
    lay_bank(tmp_path)
    chenxi("build", "sign-in-sheet", at=tmp_path)
    folder = tmp_path / "outputs" / "2026-W47" / "城东支行"
    for name in ("签到表.docx", "签到表（新）.docx"):
        document = docx.Document(str(folder / name))
        document.add_paragraph("补记")
        document.save(str(folder / name))
        assert "BT102" in chenxi("build", "sign-in-sheet", at=tmp_path).err
    assert sorted(p.name for p in folder.iterdir()) == ["签到表.docx", "签到表（新2）.docx", "签到表（新）.docx"]


def test_a_branch_without_a_roster_is_checked_and_traced_all_the_same(chenxi: Chenxi, tmp_path: Path) -> None:
    """Whoever stands in the log stands in for the roster; there is no cell that could say who lacks a target."""
    other = ["2026-11-17", "韩梅梅", "钱二", "咨询", None, None, None]
    lay_bank(tmp_path, roster=None, log=[*LOG, other])
    checked = chenxi("check", at=tmp_path)
    assert "MS121" not in checked.text
    traced = chenxi("explain", "客户经理表", "--period", "2026-W47", at=tmp_path)
    assert (traced.code, "活动日志" in traced.out) == (0, True)
