"""kind.toml: every wrong key is told with the right one, and the other kinds go on."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import docx
import docx.document
import openpyxl
import pytest

from pipeline import kinds, vocabulary, workspace
from pipeline.problems import Stop


@dataclass(frozen=True)
class Shape:
    term: str
    fields: tuple[str, ...]
    shape: Literal["one", "many"]
    by: tuple[str, ...] = ("bank", "branch", "officer")


FIGURES = {
    "funnel": Shape("漏斗", ("enquiries", "deals"), "one"),
    "officers": Shape("客户经理表", ("officer", "enquiries"), "many"),
    "interview": Shape("面谈安排", ("needed", "why"), "one"),
    "warning": Shape("预警", ("needed",), "one", ("officer",)),
}
GOOD = """
title = { zh = "周例会纪要", en = "Weekly minutes" }
period = ["week"]
one_per = ["branch"]
figures = ["funnel", "officers"]
[[file]]
template = "t.html"
output = "{period}/{branch}/t.html"
"""


def kind_folder(root: Path, text: str, name: str = "minutes", template: str = "{{ 漏斗.咨询量 }}") -> Path:
    folder = root / "templates" / name
    folder.mkdir(parents=True)
    (folder / "kind.toml").write_text(text, encoding="utf-8")
    (folder / "t.html").write_text(template, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "code", "found", "near"),
    [
        ("figurs = []", "KD101", "figurs", "figures"),
        ('figures = ["funnle"]', "KD104", "funnle", "funnel"),
        ('period = ["weekly"]', "KD104", "weekly", "week"),
        ('period = "week"', "KD103", "period", None),
        ('one_per = ["branches"]', "KD104", "branches", "branch"),
        ('when = "interview.need"', "KD105", "interview.need", None),
        ('when = "officers.officer"', "KD105", "officers.officer", None),
        ('when = "warning.needed"', "KD105", "warning.needed", None),
        ('unmasked = ["enquires"]', "KD104", "enquires", "enquiries"),
        ('unmasked = ["电话"]', "KD104", "电话", "—"),
        ("title = ", "ST001", None, None),
    ],
)
def test_a_wrong_declaration_names_the_key_and_the_nearest_right_one(
    tmp_path: Path, line: str, code: str, found: str | None, near: str | None
) -> None:
    key = line.split(" ")[0]
    head, mark, files = GOOD.partition("[[file]]")
    text = "\n".join([*(x for x in head.splitlines() if not x.startswith(key)), line, mark + files])
    with pytest.raises(Stop) as stop:
        kinds.read_kind("minutes", kind_folder(tmp_path, text), FIGURES)
    [problem] = stop.value.problems
    assert problem.code == code
    assert problem.place.file == "minutes/kind.toml"
    if found:
        assert problem.found == found
    if near:
        assert problem.values["near"] == near


def test_a_customers_name_cannot_become_a_file_name(tmp_path: Path) -> None:
    folder = kind_folder(tmp_path, GOOD.replace("{branch}", "{customer}"))
    with pytest.raises(Stop) as stop:
        kinds.read_kind("minutes", folder, FIGURES)
    assert [p.code for p in stop.value.problems] == ["KD107"]


def test_a_broken_kind_leaves_the_others_alone(tmp_path: Path) -> None:
    kind_folder(tmp_path, GOOD)
    kind_folder(tmp_path, "title = 1\nnonsense = 2", "broken")
    found, problems = kinds.load_kinds(workspace.load(tmp_path), FIGURES)
    assert "minutes" in found
    assert "broken" not in found
    assert {p.place.file.split("/")[0] for p in problems} >= {"broken"}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ 漏斗.咨询量 }}{{ 本期.label }}{{ 支行 }}{{ 设置.anything.at.all }}", []),
        ("{% for 人 in 客户经理表 %}{{ 人.客户经理 }}{% endfor %}", []),
        ("{{ 漏斗.成交金额 }}", ["漏斗.成交金额"]),
        ("{% for 人 in 客户经理表 %}{{ 人.成交量 }}{% endfor %}", ["客户经理表.成交量"]),
        ("{{ 姓名 }}", ["姓名"]),
        ("{{ 文件清单 }}", ["文件清单"]),
    ],
)
def test_a_template_may_only_use_what_its_kind_provides(tmp_path: Path, template: str, found: list[str]) -> None:
    folder = kind_folder(tmp_path, GOOD, template=template)
    kind = kinds.read_kind("minutes", folder, FIGURES)
    _, problems = kinds.compile_template(folder / "t.html", kind, FIGURES, vocabulary.shipped())
    assert [p.found for p in problems] == found


def test_a_condition_of_the_documents_own_level_is_read(tmp_path: Path) -> None:
    text = 'when = "warning.needed"' + GOOD.replace('["branch"]', '["branch", "officer"]')
    assert kinds.read_kind("minutes", kind_folder(tmp_path, text), FIGURES).when == "warning.needed"


def _saved(book: openpyxl.Workbook | docx.document.Document) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.html", b""),
        ("t.html", "<p>{# 说明 #}{{ 1 }}</p>".encode()),
        ("t.docx", _saved(docx.Document())),
        ("t.xlsx", _saved(openpyxl.Workbook())),
    ],
)
def test_a_template_without_tags_renders_with_a_warning(tmp_path: Path, name: str, data: bytes) -> None:
    folder = kind_folder(tmp_path, GOOD.replace("t.html", name))
    (folder / name).write_bytes(data)
    kind = kinds.read_kind("minutes", folder, FIGURES)
    template, problems = kinds.compile_template(folder / name, kind, FIGURES, vocabulary.shipped())
    assert [(p.code, p.level, p.place.file) for p in problems] == [("KD203", "warning", name)]
    assert template is not None
    assert isinstance(template.render({}), bytes)


def test_the_workspace_stands_above_the_shipped_kinds_and_a_branch_above_both(tmp_path: Path) -> None:
    folder = kind_folder(tmp_path, GOOD, "weekly-minutes")
    (folder / "城东支行.html").write_text("城东", encoding="utf-8")
    space = workspace.load(tmp_path)
    assert space.kind_folders()["weekly-minutes"] == folder
    kind = kinds.read_kind("weekly-minutes", folder, FIGURES)
    assert kinds.template_path(space, kind, kind.files[0], "城东支行").name == "城东支行.html"
    assert kinds.template_path(space, kind, kind.files[0], "城西支行").name == "t.html"


FILES = """
[[file]]
template = "t.html"
output = "{period}/{branch}/m.html"
period = ["day"]
when = "interview.needed"
"""


def test_a_file_may_have_a_period_and_a_condition_of_its_own(tmp_path: Path) -> None:
    text = GOOD.replace('period = ["week"]', 'period = ["week", "day"]') + FILES
    kind = kinds.read_kind("minutes", kind_folder(tmp_path, text), FIGURES)
    weekly, daily = kind.parts()
    assert (weekly.period, weekly.when) == (("week", "day"), "")
    assert (daily.period, daily.when) == (("day",), "interview.needed")
    assert kind.needed_figures() == ("funnel", "officers", "interview")
    assert daily.needed_figures() == ("funnel", "officers", "interview")
    assert weekly.needed_figures() == ("funnel", "officers")


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        ('period = ["month"]', "KD104", "month"),  # not one of the kind's
        ('period = "day"', "KD103", "period"),
        ('when = "officers.officer"', "KD105", "officers.officer"),
        ("when = 3", "KD108", "file.when"),
        ('whn = "interview.needed"', "KD101", "whn"),
    ],
)
def test_a_file_of_a_wrong_period_or_condition_is_told(tmp_path: Path, line: str, code: str, found: str) -> None:
    with pytest.raises(Stop) as stop:
        kinds.read_kind("minutes", kind_folder(tmp_path, GOOD + line), FIGURES)
    assert [(p.code, p.found) for p in stop.value.problems if p.code == code] == [(code, found)]
