"""设置.xlsx: as init writes it it changes nothing; what a clerk fills in counts, and what will not do is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.batch.layout import lay_blanks, lay_workspace
from pipeline.intake.settings_book import with_settings_book
from pipeline.intake.settings_list import kind_settings
from pipeline.workspace import Workspace, load

Fill = Callable[..., Workspace]


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    lay_workspace(tmp_path / "bank", samples=False)
    return load(tmp_path / "bank")


@pytest.fixture
def fill(space: Workspace) -> Fill:
    """The workspace under its 设置.xlsx after these edits: sheet → rows to append, or {代号: 值} for 设置."""

    def run(values: dict[str, Any] | None = None, **sheets: list[list[Any]]) -> Workspace:
        book = openpyxl.load_workbook(space.settings_book)
        for row in book["设置"].iter_rows(min_row=3):
            if values and row[4].value in values:
                row[1].value = values[row[4].value]
        for name, rows in sheets.items():
            for row in rows:
                book[name].append(row)
        book.save(space.settings_book)
        return with_settings_book(load(space.root))

    return run


def test_as_it_is_laid_down_it_changes_nothing(space: Workspace) -> None:
    under = with_settings_book(space)
    assert under.settings == space.settings
    assert under.problems == ()


def test_it_lists_every_plain_setting_with_its_words_and_todays_value(space: Workspace) -> None:
    sheet = openpyxl.load_workbook(space.settings_book)["设置"]
    rows = {row[4].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=3)}
    assert rows["weak.weeks"][:4] == ["连续几周", None, "2", "重点帮扶"]
    assert rows["measures.rejected_channels"][2] == "贷款中介"
    assert rows["kind.weekly-minutes.blank_actions"][0] == "决议事项表后面留几行空白"
    assert not [code for code in rows if code.startswith(("folders", "privacy", "intake"))]


@pytest.mark.parametrize(
    ("code", "said", "value"),
    [
        ("weak.weeks", 3, 3),
        ("weak.weeks", "３", 3),
        ("weak.daily_share", "50%", 0.5),
        ("weak.daily_share", 0.5, 0.5),
        ("interviews.weak", "否", False),
        ("meetings.weekly.minutes", "40-90", [40, 90]),
        ("meetings.weekly.start", "17:30", "17:30"),
        ("measures.rejected_channels", "贷款中介、助贷", ["贷款中介", "助贷"]),
        ("bank.name", "江城分行", "江城分行"),
    ],
)
def test_a_value_counts_above_chenxi_toml(code: str, said: Any, value: Any, fill: Fill, space: Workspace) -> None:
    (space.root / "chenxi.toml").write_text("[weak]\nweeks = 5\n", encoding="utf-8")
    found: Any = fill({code: said}).settings
    for part in code.split("."):
        found = found[part]
    assert (found, type(found)) == (value, type(value))


def test_a_blank_leaves_chenxi_toml_alone(fill: Fill, space: Workspace) -> None:
    (space.root / "chenxi.toml").write_text("[weak]\nweeks = 5\n", encoding="utf-8")
    assert fill({"actions.blue_days": 7}).settings["weak"]["weeks"] == 5


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("weak.weeks", "两三周"),
        ("weak.weeks", 2.5),
        ("weak.weeks", -1),
        ("interviews.weak", "也许"),
        ("meetings.weekly.minutes", "45"),
    ],
)
def test_a_value_that_will_not_do_is_told_and_not_used(code: str, said: Any, fill: Fill, space: Workspace) -> None:
    under = fill({code: said})
    [item] = under.problems
    assert (item.code, item.place.file, item.place.sheet, item.place.cell[0]) == ("ST301", "设置.xlsx", "设置", "B")
    assert under.settings == space.settings


def test_a_setting_that_there_is_not_is_told_with_the_nearest(fill: Fill) -> None:
    [item] = fill(设置=[["连续几周呢", 3]]).problems
    assert (item.code, item.level, item.values["near"]) == ("ST302", "warning", "连续几周")


def test_the_agenda_is_reordered_and_gets_points_of_ones_own(fill: Fill, space: Workspace) -> None:
    book = openpyxl.load_workbook(space.settings_book)
    rows = {row[2].value: row for row in book["议程"].iter_rows(min_row=3) if row[0].value == "周例会纪要"}
    rows["成功案例"][1].value = 0
    rows["其他事项与活动安排"][3].value = "否"
    book.save(space.settings_book)
    agenda = fill(议程=[["周例会纪要", 2.5, "安全教育", "是"]]).settings["kind"]["weekly-minutes"]["agenda"]
    assert [(point["key"], point["on"]) for point in agenda][:4] == [
        ("success", True),
        ("targets", True),
        ("activity", True),
        ("安全教育", True),
    ]
    assert agenda[-1]["on"] is False


def test_packs_and_days_off_may_stand_there_too(fill: Fill) -> None:
    under = fill(
        文件包=[["晨会", 1, "签到表", None], ["晨会", 2, "weekly-minutes", None]], 节假日=[[date(2027, 2, 14), "班"]]
    )
    assert under.problems == ()
    assert under.settings["packs"]["晨会"] == ["sign-in-sheet", "weekly-minutes"]
    assert under.settings["holidays"] == {"2027-02-14": "work"}


def test_a_paper_or_a_day_that_there_is_not_is_told(fill: Fill) -> None:
    under = fill(文件包=[["晨会", 1, "签到簿", None]], 节假日=[["随便哪天", "班"], [date(2027, 2, 14), "半天"]])
    assert [(item.code, item.place.sheet) for item in under.problems] == [
        ("ST302", "文件包"),
        ("ST301", "节假日"),
        ("ST301", "节假日"),
    ]


def test_it_is_never_written_over(fill: Fill, space: Workspace) -> None:
    fill({"weak.weeks": 3})
    before = space.settings_book.read_bytes()
    lay_blanks(load(space.root), "zh")
    assert space.settings_book.read_bytes() == before
    assert [path.name for path in space.root.glob("设置*")] == ["设置.xlsx"]


def titles(space: Workspace, branch: str) -> list[str]:
    agenda = space.kind_settings("weekly-minutes", branch)["agenda"]
    return [point["title"] for point in agenda if point["on"]]


def test_a_branch_says_what_differs_there_and_the_rest_is_as_for_all(fill: Fill, space: Workspace) -> None:
    usual = kind_settings(space, "weekly-minutes").agenda
    rows = [
        ["周例会纪要", 0, "成功案例", "是", "城东支行"],  # first
        ["周例会纪要", None, "业绩推动总结", "否", "城东支行"],  # not at all
        ["周例会纪要", 2.5, "安全教育", None, " 城东支行"],  # one of its own
        ["周例会纪要", None, "风险案例", "否", "城西支行"],
    ]
    under = fill(议程=rows)
    assert under.problems == ()
    common = [point["title"] for point in usual]
    rest = [title for title in common if title not in ("成功案例", "业绩推动总结")]
    assert titles(under, "城东支行") == ["成功案例", *rest[:2], "安全教育", *rest[2:]]
    assert titles(under, "城西支行") == [title for title in common if title != "风险案例"]
    assert "agenda" not in under.kind_settings("weekly-minutes", "临江支行")


def test_an_agenda_of_a_branch_in_chenxi_toml_stays_until_a_row_says_otherwise(fill: Fill, space: Workspace) -> None:
    text = (
        '[branch."城东支行".kind.weekly-minutes]\n'
        'agenda = [{key = "risk", title = "风险案例", on = true}, {key = "x", title = "晨读", on = true}]\n'
    )
    (space.root / "chenxi.toml").write_text(text, encoding="utf-8")
    assert titles(fill({"weak.weeks": 3}), "城东支行") == ["风险案例", "晨读"]
    space.settings_book.unlink()
    lay_blanks(load(space.root), "zh")
    again = with_settings_book(load(space.root))
    assert (again.settings, again.problems) == (load(space.root).settings, ())
    assert titles(fill(议程=[["周例会纪要", 9, "风险案例", None, "城东支行"]]), "城东支行") == ["晨读", "风险案例"]


def test_a_setting_of_a_paper_may_differ_by_branch_and_one_of_the_bank_may_not(fill: Fill, space: Workspace) -> None:
    code = "kind.weekly-minutes.blank_actions"
    under = fill(设置=[["行", 5, None, None, code, "城东支行"], ["连续几周", 4, None, None, "weak.weeks", "城东支行"]])
    assert under.kind_settings("weekly-minutes", "城东支行")["blank_actions"] == 5
    assert "blank_actions" not in under.kind_settings("weekly-minutes", "城西支行")
    [item] = under.problems
    assert (item.code, item.place.cell[0], item.found) == ("ST303", "F", "城东支行")
    assert under.settings["weak"] == space.settings["weak"]
