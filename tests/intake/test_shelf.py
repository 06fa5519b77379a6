"""What was read is kept: the same tables come back, and only where everything that they hang on is the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.calendar import parse_period
from pipeline.intake import Intake, inputs
from pipeline.intake import read_inputs as really_read
from pipeline.intake.files import reading, shelf
from pipeline.vocabulary import read as read_vocabulary
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额", "心得"]
ROWS = [
    ["2026-11-16", "城东支行", "张 三", "李四丰", "咨询", None, "多听"],
    ["2026-11-17", None, "王五", "赵六顺", "成交", "12.5万元", None],
    ["没有", "城东支行", "王五", "钱七", "成交", 3, None],
]
ROSTER = [
    ["支行", "姓名", "入职日期", "在岗"],
    ["城东支行", "张三", "2020-01-01", "是"],
    ["城东支行", "王五", "2021-01-01", None],
]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really read."""
    names: list[str] = []

    def look(source: Any, *rest: Any) -> Any:
        names.append(source.name)
        return reading.look_at(source, *rest)

    monkeypatch.setattr(inputs, "look_at", look)
    return names


def same(one: Intake, other: Intake) -> None:
    assert one.problems == other.problems
    assert one.files == other.files
    for name, table in one.tables.items():
        again = other.tables[name]
        pd.testing.assert_frame_equal(table.frame, again.frame)
        pd.testing.assert_frame_equal(table.extras, again.extras)
        pd.testing.assert_frame_equal(table.left_out, again.left_out)
        assert table.sources == again.sources


def test_an_unchanged_file_is_not_read_again_and_says_the_same(
    write: Write, read: Read, opened: list[str], tmp_path: Path
) -> None:
    write([HEAD, *ROWS], name="日志.xlsx")
    write(ROSTER, name="名册.xlsx")
    plain, keep = read(), tmp_path / ".chenxi" / "parsed"
    first = read(keep=keep)
    opened.clear()
    again = read(keep=keep)
    assert opened == []
    same(plain, first)
    same(plain, again)
    assert [p.code for p in again.problems] == ["IN205", "IN301"]


def test_the_kept_files_are_the_owners_alone(write: Write, read: Read, tmp_path: Path) -> None:
    write([HEAD, *ROWS])
    read(keep=tmp_path / ".chenxi")
    (kept,) = (tmp_path / ".chenxi").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["bytes", "name", "vocabulary", "answers", "branches", "period"])
def test_what_the_reading_hangs_on_makes_it_new(change: str, write: Write, opened: list[str], tmp_path: Path) -> None:
    path = write([HEAD, ["11月16日", "城东", *ROWS[0][2:]]], name="日志.xlsx")
    keep, words, settings = tmp_path / ".chenxi", shipped(), {}
    week = parse_period("2026-W47", date(2026, 11, 20))
    really_read(tmp_path, words, period=week, keep=keep)
    opened.clear()
    if change == "bytes":
        write([["x"]], name="日志.xlsx", sheet="另")
    elif change == "name":
        path.rename(path.with_name("日志2.xlsx"))
    elif change == "vocabulary":
        words = read_vocabulary({"field": {"note": {"aliases": ["心得"]}}}, words)
    elif change == "answers":
        settings = {"intake": {"tables": {"日志.xlsx": "activities"}}}
    elif change == "branches":
        write(ROSTER, name="名册.xlsx")
    else:
        week = parse_period("2025-W47", date(2026, 11, 20))
    intake = really_read(tmp_path, words, period=week, settings=settings, keep=keep)
    assert any(name.startswith("日志") for name in opened)
    frame = intake.tables["activities"].frame
    assert frame["date"].dt.year.tolist() == [2025 if change == "period" else 2026]
    assert frame["branch"].tolist() == ["城东支行" if change == "branches" else "城东"]


def test_a_day_that_no_period_completed_is_completed_by_the_next_one(write: Write, tmp_path: Path) -> None:
    write([HEAD, ["11月16日", *ROWS[0][1:]]])
    keep = tmp_path / ".chenxi"
    assert [p.code for p in really_read(tmp_path, shipped(), keep=keep).problems] == ["IN207", "IN301"]
    week = parse_period("2026-W47", date(2026, 11, 20))
    assert len(really_read(tmp_path, shipped(), period=week, keep=keep).tables["activities"]) == 1


def test_another_period_needs_no_reading_where_every_day_has_its_year(
    write: Write, opened: list[str], tmp_path: Path
) -> None:
    write([HEAD, *ROWS])
    for code in ("2026-W47", "2026-W46"):
        really_read(tmp_path, shipped(), period=parse_period(code, date(2026, 11, 20)), keep=tmp_path / ".chenxi")
    assert opened == ["表.xlsx"]


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: data[:99] + b"x" + data[100:]]
)
def test_a_damaged_one_is_read_from_the_workbook(
    damage: Callable[[bytes], bytes], write: Write, read: Read, opened: list[str], tmp_path: Path
) -> None:
    write([HEAD, *ROWS])
    plain = read(keep=tmp_path / ".chenxi")
    (kept,) = (tmp_path / ".chenxi").iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    opened.clear()
    same(plain, read(keep=tmp_path / ".chenxi"))
    assert opened == ["表.xlsx"]


def test_what_a_password_protects_is_not_kept(write: Write, read: Read, tmp_path: Path) -> None:
    path = write([HEAD, *ROWS])
    data = path.read_bytes()
    with path.open("wb") as out:
        OOXMLFile(io.BytesIO(data)).encrypt("x", out)
    assert len(read(settings={"intake": {"passwords": ["x"]}}, keep=tmp_path / ".chenxi").tables["activities"]) == 2
    assert not (tmp_path / ".chenxi").exists()


def test_the_folder_does_not_grow_without_end(
    write: Write, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_FILES", 2)
    (tmp_path / ".chenxi").mkdir()
    (tmp_path / ".chenxi" / "half.123").write_bytes(b"x")
    for i in range(5):
        write([HEAD, [*ROWS[0][:6], f"第{i}版"]], name=f"表{i}.xlsx")
    read(keep=tmp_path / ".chenxi")
    assert len(list((tmp_path / ".chenxi").iterdir())) == 2


def test_a_disk_that_takes_nothing_stops_nothing(write: Write, read: Read, tmp_path: Path) -> None:
    write([HEAD, *ROWS])
    (tmp_path / "file").write_bytes(b"")
    assert len(read(keep=tmp_path / "file" / "below").tables["activities"]) == 2
