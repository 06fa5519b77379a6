"""What a clerk types wrong, in both languages: never a traceback, always a mend, and an exit code that fits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from clerk_bank import Chenxi, lay_bank, run_here

from pipeline.language import Lang
from pipeline.measures import REGISTRY

ROOT = Path(__file__).parents[2]


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_bank(tmp_path_factory.mktemp("bank"))


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("nope",), "build"),
    (("kinds", "bogus"), "preview"),
    (("init",), "--help"),
    (("kinds", "new"), "--help"),
    (("build", "--jobs", "-1"), "--jobs"),
    (("build", "--bogus"), "--help"),
    (("build", "nope"), "weekly"),
    (("build", "--period", "2026-W54"), "2026-W47"),
    (("build", "--period", "9999-W52"), "2026-W47"),
    (("build", "--period", "0001-W01"), "2026-W47"),
    (("build", "--period", " "), "2026-W47"),
    (("build", "--as-of", "9999-12-31"), "2026-11-20"),
    (("build", "--as-of", "0001-01-01"), "2026-11-20"),
    (("build", "--only", "branch="), "branch=城东支行"),
    (("plan", "--only", "officer=李"), "李雷"),
    (("plan", "--only", "branch=城西,officer=李雷"), "周舟"),
    (("explain", "漏斗", "--for", "branch=城南"), "城东支行"),
    (("explain", "XX999"), "IN104"),
    (("explain", ""), "IN104"),
    (("kinds", "new", ""), "chenxi kinds new"),
    (("kinds", "new", "a/b"), "chenxi kinds new"),
    (("kinds", "new", "CON"), "chenxi kinds new"),
    (("kinds", "new", "a\0b"), "chenxi kinds new"),
    (("kinds", "new", "长" * 300), "chenxi kinds new"),
    (("kinds", "new", "sign-in-sheet"), "chenxi kinds edit sign-in-sheet"),
    (("kinds", "new", "x", "--like", "nope"), "sign-in-sheet"),
    (("kinds", "edit", ".."), "sign-in-sheet"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_command_ends_in_something_to_do(chenxi: Chenxi, bank: Path, lang: Lang) -> None:
    for words, mend in WRONG:
        at = None if words in (("nope",), ("kinds", "bogus")) else bank
        done = chenxi(*words, at=at, lang=lang)
        assert done.code == 2, (words, done)
        assert mend in done.err, (words, done.err)
        assert "→" in done.err
    assert not (bank / "templates").exists()


def test_a_figure_whose_columns_name_its_keys_too_can_be_explained(chenxi: Chenxi, bank: Path) -> None:
    for name in ("roster_list", "weak_list"):
        assert "branch" in REGISTRY[name].fields
        assert chenxi("explain", name, "--for", "branch=城东", at=bank).code == 0, name


def test_a_period_that_no_kind_is_made_for_is_an_error_that_names_one_that_is(chenxi: Chenxi, bank: Path) -> None:
    done = chenxi("build", "--period", "2026-11-18", at=bank)
    assert done.code == 1
    assert done.err.count("BT109") == 1
    assert "--period 2026-W47" in done.err


def test_a_period_without_data_is_made_and_said(chenxi: Chenxi, tmp_path: Path) -> None:
    done = chenxi("build", "sign-in-sheet", "--period", "2026-W30", at=lay_bank(tmp_path))
    assert done.code == 0
    assert "BT113" in done.err
    assert "2026-11-18" in done.err


@pytest.mark.parametrize("word", ["plan", "build"])
def test_inputs_that_cannot_be_read_are_the_reason_why_no_week_is_known(
    chenxi: Chenxi, tmp_path: Path, word: str
) -> None:
    lay_bank(tmp_path, log=None)
    (tmp_path / "inputs" / "日志.xlsx").write_bytes(b"PK\x03\x04torn")
    done = chenxi(word, at=tmp_path)
    assert done.code == 2
    assert "ST008" in done.err
    assert "IN004  日志.xlsx" in done.err


def test_a_preview_of_nobody_says_why(chenxi: Chenxi, tmp_path: Path) -> None:
    lay_bank(tmp_path, branches=None, roster=None, targets=None, log=None)
    done = chenxi("kinds", "preview", "weekly-minutes", "--period", "2026-W47", at=tmp_path)
    assert done.code == 2
    assert "BT114" in done.err


STATES = {  # what is in the way, as what, and the place that is told
    "the program's folder is a file": (".chenxi", "file", ".chenxi"),
    "outputs is a file": ("outputs", "file", "2026-W47/城东支行/签到表.docx"),
    "the ledger is a folder": (".chenxi/ledger.sqlite", "folder", ".chenxi/ledger.sqlite"),
    "the ledger is no database": (".chenxi/ledger.sqlite", "file", ".chenxi/ledger.sqlite"),
    "a document's name is a folder": ("outputs/2026-W47/城东支行/签到表.docx", "folder", "城东支行/签到表.docx"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_workspace_that_refuses_is_told_with_its_place(chenxi: Chenxi, tmp_path: Path, state: str) -> None:
    name, what, told = STATES[state]
    path = lay_bank(tmp_path) / name
    if what == "folder":
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"garbage" * 200)
    done = chenxi("build", "sign-in-sheet", at=tmp_path)
    assert done.code == 3
    assert told in done.err
    assert "→" in done.err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk:strict"])
def test_no_character_stops_a_console(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "chenxi.toml").write_text('weak = "😀 ᠠ › ①"', encoding="utf-8")
    command = [sys.executable, str(ROOT / "cli.py"), "kinds", "--lang", "zh", "--dir", str(tmp_path)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, env=environment)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    if encoding.startswith("gbk"):
        assert "→ 照默认设置改写这一行" in done.stderr.decode("gbk")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_result_that_cannot_be_written_is_the_machines_no(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "kinds", "--lang", "en", "--dir", str(tmp_path)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert "The system refused" in done.stderr
