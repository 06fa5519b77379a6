"""A small bank as a clerk keeps it, and the command line run in this process as she runs it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

import cli
from pipeline.language import Lang

Rows = Sequence[Sequence[object]]
BRANCHES: Rows = [["分行", "支行", "主持人"], ["江城分行", "城东支行", "王行"], ["江城分行", "城西支行", "陈行"]]
ROSTER: Rows = [
    ["支行", "姓名", "岗位", "入职日期"],
    ["城东支行", "李雷", "客户经理", "2020-03-01"],
    ["城东支行", "韩梅梅", "客户经理", "2026-10-08"],
    ["城西支行", "周舟", "客户经理", "2019-05-01"],
]
TARGETS: Rows = [
    ["月份", "支行", "客户经理", "咨询任务", "申请任务", "成交任务"],
    ["2026-11", "城东支行", "李雷", 100, 20.5, 8.33],
]
LOG: Rows = [
    ["城东支行活动日志"],
    ["日期", "客户经理", "客户名称", "活动类型", "产品", "金额（万元）", "申请编号"],
    ["2026-11-16", "李雷", "赵一", "咨询", None, None, None],
    ["2026-11-16", "李雷", "赵一", "申请", "经营贷", "20", "SQ1"],
    ["2026-11-18", "李雷", "赵一", "成交", "经营贷", "20", "SQ1"],
]


def sheet(path: Path, rows: Rows) -> None:
    """Write one sheet with these rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(path)


def lay_bank(
    root: Path,
    branches: Rows | None = BRANCHES,
    roster: Rows | None = ROSTER,
    targets: Rows | None = TARGETS,
    log: Rows | None = LOG,
) -> Path:
    """A workspace with these tables; None leaves one out."""
    (root / "inputs").mkdir(parents=True, exist_ok=True)
    tables = {"机构": branches, "名册": roster, "任务": targets, "城东支行/活动日志": log}
    for name, rows in tables.items():
        if rows:
            sheet(root / "inputs" / f"{name}.xlsx", rows)
    return root


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Result and talk together."""
        return self.out + self.err


Chenxi = Callable[..., Done]


def run_here(monkeypatch: pytest.MonkeyPatch, *words: object, at: Path | None = None, lang: Lang = "zh") -> Done:
    """Run the command line in this process; a bug of ours comes up as what it is."""
    argv = [*map(str, words), *(["--dir", str(at)] if at else []), "--lang", lang]
    monkeypatch.setattr(sys, "argv", ["chenxi", *argv])
    monkeypatch.setattr(cli, "LANG", lang)
    monkeypatch.setenv("CHENXI_DEBUG", "1")
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())
