"""A settings file as Notepad saves it is read; a slip of a Chinese keyboard is explained with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.language import describe
from pipeline.problems import Stop
from pipeline.workspace import load

GOOD = '[bank]\r\nname = "江城分行" # 全角的（说明）没关系\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_is_read_in_every_encoding_that_notepad_offers(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "chenxi.toml").write_bytes(GOOD.encode(encoding))
    assert load(tmp_path).settings["bank"]["name"] == "江城分行"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("name = “江城分行”", "ST018"),
        ("name ＝ \"江城分行\"", "ST019"),
        ("minutes = [30，60]", "ST019"),
        ("新人月数 三个月", "ST020"),
        ("name = 江城分行", "ST021"),
        ('name = "江城，分行', "ST019"),
        ("weeks = 3 4", "ST001"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_explained(line: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "chenxi.toml").write_bytes(f"[bank]\r\n{line}\r\n".encode("gb18030"))
    with pytest.raises(Stop) as stop:
        load(tmp_path)
    [item] = stop.value.problems
    assert (item.code, item.place.row) == (code, 2)
    assert line in describe(item, "zh").what or code == "ST001"
