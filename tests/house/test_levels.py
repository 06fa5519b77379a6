"""What a document can be made for: levels, files of their own level, and what --only and the problems say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import kinds, vocabulary
from pipeline.batch.checks.subjects import concerning
from pipeline.batch.only import matches, parse_only
from pipeline.intake import FileReport
from pipeline.intake.inputs import SheetReport
from pipeline.kinds import Kind, KindFile
from pipeline.measures import REGISTRY
from pipeline.problems import Place, Stop, problem

WORDS = vocabulary.shipped()
HEAD = 'title = "结业证书"\nperiod = []\none_per = ["participant"]\nfigures = ["certificates"]\n'
SINGLE = '[[file]]\ntemplate = "t.html"\noutput = "课程/{course}/{participant_no}.html"\n'
ALL = (
    '[[file]]\ntemplate = "t.html"\noutput = "课程/{course}/全部.html"\n'
    'one_per = ["course"]\nsettings = { all = true }\n'
)


def read(root: Path, text: str) -> Kind:
    folder = root / "certificate"
    folder.mkdir()
    (folder / "kind.toml").write_text(text, encoding="utf-8")
    return kinds.read_kind("certificate", folder, REGISTRY)


def codes(root: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(Stop) as stop:
        read(root, text)
    return [(p.code, p.found) for p in stop.value.problems]


@pytest.mark.parametrize(
    ("level", "wider"),
    [
        ("bank", ("bank",)),
        ("officer", ("officer", "branch", "bank")),
        ("session", ("session", "course", "bank")),
        ("participant", ("participant", "course", "bank")),
    ],
)
def test_a_level_takes_the_figures_of_those_whose_key_begins_its_own(level: str, wider: tuple[str, ...]) -> None:
    assert WORDS.wider(level) == wider


@pytest.mark.parametrize("name", [name for name, level in WORDS.levels.items() if level.roster])
def test_every_level_has_a_figure_that_lists_its_keys(name: str) -> None:
    assert name in REGISTRY[WORDS.levels[name].roster].by


def test_a_file_may_be_made_for_another_level_and_with_settings_of_its_own(tmp_path: Path) -> None:
    single, together = read(tmp_path, HEAD + SINGLE + ALL).parts()
    assert (single.level, single.keys, single.fixed) == ("participant", ("bank", "course", "participant_no"), {})
    assert (together.level, together.keys, together.fixed) == ("course", ("bank", "course"), {"all": True})
    assert [f.output for f in together.files] == ["课程/{course}/全部.html"]


def test_files_that_are_made_alike_are_one_part() -> None:
    files = (KindFile("a.docx", "a.docx"), KindFile("a.xlsx", "a.xlsx"))
    [part] = Kind("k", Path(), {}, ("branch",), files).parts()
    assert part.files == files


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HEAD + SINGLE + ALL.replace("全部", "{participant_no}"), [("KD107", "participant_no")]),
        (HEAD + SINGLE.replace("participant_no", "participant"), [("KD107", "participant")]),
        (HEAD + SINGLE + ALL.replace('["course"]', '["curse"]'), [("KD104", "curse")]),
        (HEAD + SINGLE + ALL.replace("settings = { all = true }", "settings = 1"), [("KD108", "file.settings")]),
        (HEAD.replace("participant", "participants") + SINGLE, [("KD104", "participants")]),
        (HEAD + SINGLE + "[form.fields]\ngoal = 1\n", [("KD108", "form.fields.goal")]),
        (HEAD + SINGLE + '[form.fields]\ngoal = { label = "目标", type = "txt" }\n', [("KD104", "txt")]),
        (
            HEAD + SINGLE + '[form.fields]\ngoal = { label = "目标", type = "text", choice = [] }\n',
            [("KD101", "form.fields.goal.choice")],
        ),
    ],
)
def test_a_wrong_level_file_or_form_field_is_told(tmp_path: Path, text: str, found: list[tuple[str, str]]) -> None:
    assert codes(tmp_path, text) == found


@pytest.mark.parametrize(
    ("words", "only"),
    [
        (("course=时间管理",), {"course": "时间管理"}),
        (("课程=时间管理，场次=第一期",), {"course": "时间管理", "session": "第一期"}),
        (("支行=城东", "姓名=李雷"), {"branch": "城东", "officer": "李雷"}),
        (("客户经理=李雷",), {"officer": "李雷"}),
    ],
)
def test_only_takes_every_key_field_in_both_languages(words: tuple[str, ...], only: dict[str, str]) -> None:
    assert parse_only(words) == only


@pytest.mark.parametrize(
    ("wanted", "name", "field", "same"),
    [
        ("城东", "城东支行", "branch", True),
        ("城", "城东支行", "branch", False),
        ("时间", "时间与工作管理", "course", True),
        ("时间与工作管理", "时间与工作管理", "course", True),
        ("01", "101", "participant_no", False),
    ],
)
def test_a_part_of_a_title_means_a_course_and_nothing_else(wanted: str, name: str, field: str, same: bool) -> None:
    assert matches(wanted, name, field) is same


def made_for(*levels: str) -> list[Kind]:
    return [Kind("k", Path(), {}, (level,), (KindFile("t", "o"),)) for level in levels]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (made_for("participant"), {"课程.xlsx", "两样.xlsx", "利率.xlsx", "空.xlsx", ""}),
        (made_for("branch"), {"日志.xlsx", "两样.xlsx", "利率.xlsx", "空.xlsx", ""}),
        (made_for("bank"), {"课程.xlsx", "日志.xlsx", "两样.xlsx", "利率.xlsx", "空.xlsx", ""}),
    ],
)
def test_a_pack_tells_the_problems_of_its_own_subject(wanted: list[Kind], told: set[str]) -> None:
    def report(file: str, *tables: str) -> FileReport:
        return FileReport(file, "", tuple(SheetReport("一", table) for table in tables))

    files = [
        report("课程.xlsx", "courses", "participants"),
        report("日志.xlsx", "activities"),
        report("两样.xlsx", "activities", "courses"),
        report("利率.xlsx", "lpr"),
        report("空.xlsx", ""),
    ]
    problems: list[Any] = [problem("IN106", Place(file=file.file), tables="") for file in files]
    found = concerning([*problems, problem("IN014", found="inputs")], files, wanted, WORDS)
    assert {p.place.file for p in found} == told
