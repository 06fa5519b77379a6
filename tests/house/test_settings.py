"""Settings as people save them, and paths that must stay inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import vocabulary, workspace
from pipeline.problems import Stop


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "chenxi.toml").write_bytes(text.encode(encoding))
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_settings_file_is_read_as_notepad_saves_it(tmp_path: Path, encoding: str) -> None:
    space = workspace.load(write(tmp_path, '[bank]\r\nname = "江城分行"\r\n', encoding))
    assert space.settings["bank"]["name"] == "江城分行"
    assert space.settings["measures"]["newcomer_months"] == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[bank\nname = 1", "ST001"),
        ('[bank]\nname = "未完', "ST001"),
        ("[measures]\nnewcomer_months = '三'", "ST006"),
        ("measures = 3", "ST006"),
    ],
)
def test_a_wrong_settings_file_stops_with_what_is_wrong(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Stop) as stop:
        workspace.load(write(tmp_path, text))
    assert [p.code for p in stop.value.problems] == [code]


def test_an_unknown_setting_is_a_warning_with_the_nearest_one(tmp_path: Path) -> None:
    space = workspace.load(write(tmp_path, "[measures]\nnewcomer_month = 2"))
    [found] = space.problems
    assert (found.code, found.level, found.values["near"]) == ("ST005", "warning", "newcomer_months")


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "a/../../b"])
def test_a_folder_may_not_leave_the_workspace(tmp_path: Path, name: str) -> None:
    space = workspace.load(write(tmp_path, f'[folders]\ninputs = "{name}"'))
    with pytest.raises(Stop) as stop:
        _ = space.inputs
    assert stop.value.problems[0].code == "ST004"


def test_a_branch_has_settings_of_its_own_over_those_of_the_kind(tmp_path: Path) -> None:
    text = '[kind.minutes]\na = 1\nb = 1\n[branch."城东支行".kind.minutes]\nb = 2'
    space = workspace.load(write(tmp_path, text))
    assert space.problems == ()
    assert space.kind_settings("minutes", "城东支行") == {"a": 1, "b": 2}
    assert space.kind_settings("minutes", "城西支行") == {"a": 1, "b": 1}


def test_the_workspace_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    write(tmp_path, "")
    (tmp_path / "inputs" / "城东").mkdir(parents=True)
    assert workspace.find(tmp_path / "inputs" / "城东").root == tmp_path.resolve()


def test_terms_and_code_names_are_one_to_one() -> None:
    words = vocabulary.shipped()
    assert len(words.field_terms) == len(words.fields)
    assert len(words.root_terms) == len(words.roots)


def test_a_bank_adds_an_alias_a_field_and_a_table() -> None:
    own = {
        "field": {"officer": {"aliases": ["业务员"]}, "grade": {"term": "评级", "type": "text"}},
        "table": {"roster": {"optional": ["grade"]}, "cars": {"term": "车辆", "required": ["grade"]}},
    }
    words = vocabulary.read(own, vocabulary.shipped())
    assert "业务员" in words.fields["officer"].headers
    assert "姓名" in words.fields["officer"].headers
    assert "grade" in words.tables["roster"].fields
    assert words.tables["cars"].fields == ("grade",)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"field": {"x": {"term": "甲", "tpye": "text"}}}, "ST201"),
        ({"table": {"roster": {"requierd": ["phone"]}}}, "ST201"),
        ({"feild": {"officer": {"aliases": ["跑街员"]}}}, "ST201"),
        ({"field": {"x": {"term": "30天逾期"}}}, "ST202"),
        ({"field": {"x": {"term": "甲", "type": "int"}}}, "ST203"),
        ({"field": {"x": {"term": "客户经理"}}}, "ST204"),
        ({"table": {"t": {"required": ["nowhere"]}}}, "ST205"),
    ],
)
def test_a_wrong_vocabulary_says_what_is_wrong(own: dict[str, object], code: str) -> None:
    with pytest.raises(Stop) as stop:
        vocabulary.read(own, vocabulary.shipped())
    assert code in [p.code for p in stop.value.problems]
