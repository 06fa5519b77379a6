"""What intake cannot decide is asked once at a terminal, kept in chenxi.toml, and not asked again."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from clerk_bank import lay_bank, run_here, sheet

from pipeline import workspace
from pipeline.batch.checks.asking import remember, settle
from pipeline.batch.prepare import read
from pipeline.problems import Stop

COPY = "城东支行/活动日志(1).xlsx"
LOG = [
    ["日期", "客户经理", "客户名称", "活动类型"],
    *(["2026-11-16", "李雷", name, "咨询"] for name in ("赵一", "钱二", "孙三", "周四", "吴五")),
]


class Terminal(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    root = lay_bank(tmp_path / "bank", log=LOG)
    sheet(root / "inputs" / COPY, [*LOG, ["2026-11-17", "李雷", "郑六", "咨询"]])
    return root


def test_an_answer_is_kept_and_the_question_gone(bank: Path) -> None:
    space = workspace.load(bank)
    [question] = read(space).intake.questions
    assert [answer.what for answer in question.answers] == ["one", "one", "all"]
    settled = settle(space, lambda asked: [answer.label for answer in asked.answers].index(COPY))
    assert settled.settings["intake"]["files"] == {"城东支行/活动日志.xlsx": "ignore"}
    after = read(settled).intake
    assert after.questions == []
    assert len(after.tables["activities"]) == 6


def test_a_question_put_off_stays_a_problem(bank: Path) -> None:
    space = workspace.load(bank)
    assert settle(space, lambda question: -1) is space
    assert not (bank / "chenxi.toml").exists()
    assert "IN016" in {p.code for p in read(space).intake.problems}


def test_settings_keep_their_comments_and_their_values(tmp_path: Path) -> None:
    file = tmp_path / "chenxi.toml"
    file.write_text('# 江城分行\n[bank]\nname = "江城分行"  # 全称\n\n[intake.tables]\n"甲.xlsx" = "leave"\n', "utf-8")
    remember(workspace.load(tmp_path), ("intake", "tables"), {"乙.xlsx/3月": "activities"})
    text = file.read_text("utf-8")
    assert text.startswith('# 江城分行\n[bank]\nname = "江城分行"  # 全称\n')
    tables = workspace.load(tmp_path).settings["intake"]["tables"]
    assert tables == {"甲.xlsx": "leave", "乙.xlsx/3月": "activities"}


def test_settings_that_cannot_be_written_stop_with_a_reason(tmp_path: Path) -> None:
    space = workspace.load(tmp_path)
    (tmp_path / "chenxi.toml").mkdir()
    with pytest.raises(Stop) as stop:
        remember(space, ("intake", "tables"), {"甲.xlsx": "leave"})
    assert [p.code for p in stop.value.problems] == ["BT103"]


def test_the_command_asks_at_a_terminal_and_nowhere_else(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unattended = run_here(monkeypatch, "check", at=bank)
    assert "IN016" in unattended.out
    assert not (bank / "chenxi.toml").exists()
    monkeypatch.setattr(sys, "stdin", Terminal("3\n"))
    monkeypatch.setattr("pipeline.console.at_terminal", lambda: True)
    asked = run_here(monkeypatch, "check", at=bank)
    assert COPY in asked.err
    assert "IN016" not in asked.out
    assert workspace.load(bank).settings["intake"]["files"][COPY] == "count"
