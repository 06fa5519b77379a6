"""Every problem code has its texts in both languages, and every code in the sources has an entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.language import Lang, catalogue, chinese_date, describe, place_text, rounded, say
from pipeline.problems import Place, Problem, Stop, problem

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "pipeline").rglob("*.py"), ROOT / "cli.py"]


def test_every_code_in_the_sources_has_texts_and_every_text_is_used() -> None:
    used = {code for path in SOURCES for code in re.findall(r'"([A-Z]{2}\d{3})"', path.read_text(encoding="utf-8"))}
    assert used == set(catalogue())


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_code_says_what_and_what_to_do_in_both_languages(code: str) -> None:
    for lang in ("zh", "en"):
        texts = describe(Problem(code), lang)
        assert texts.what
        assert texts.fix
    assert re.search(r"[一-鿿]", describe(Problem(code), "zh").what)


NEAR_OR_FAR = ("TL102", "TL107", "TL108", "TL209", "TL201", "TL202", "KD101", "KD104", "KD201", "MS101", "MS107")


@pytest.mark.parametrize("code", NEAR_OR_FAR)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_is_near_no_dash_is_offered_for_it(code: str, lang: Lang) -> None:
    rest = {"table": "t", "count": "1", "key": "k", "kind": "k"}
    near = describe(problem(code, found="甲", near="乙", known="乙、丙", **rest), lang)
    assert "乙" in near.fix + near.expected
    far = describe(problem(code, found="甲", near="—", known="", **rest), lang)
    assert far.fix
    assert not far.expected.endswith((":", "："))
    assert not set("—{}…") & set(far.what + far.expected + far.fix), far


@pytest.mark.parametrize("code", ["WD002", "TL101", "TL203"])
def test_no_words_of_a_library_stand_in_a_text(code: str) -> None:
    told, silent = (describe(problem(code, found=found), "zh") for found in ("unexpected char", ""))
    assert told == silent


def test_every_sentence_in_the_command_line_exists() -> None:
    source = (ROOT / "cli.py").read_text(encoding="utf-8")
    for name in re.findall(r'say\("(\w+)"', source):
        assert say(name, "zh")
        assert say(name, "en")


def test_a_place_reads_as_file_sheet_cell() -> None:
    assert str(Place("日报.xlsx", "3月", 7, 3)) == "日报.xlsx › 3月 › C7"
    assert str(Place("日报.xlsx", "3月", 7)) == "日报.xlsx › 3月 › 7"
    inside = Place("周例会.docx", inside="table 2 row 3 cell 1", tag="{{ x }}")
    assert place_text(inside, "zh") == "周例会.docx › 表 2 行 3 单元格 1 › {{ x }}"
    assert place_text(Place("a.docx", inside="header1 paragraph 2"), "zh") == "a.docx › 页眉1 段落 2"
    assert place_text(Place("table.docx", inside="table"), "zh") == "table.docx › 表"
    assert place_text(inside, "en") == "周例会.docx › table 2 row 3 cell 1 › {{ x }}"


def test_a_stop_crosses_a_process_border_whole() -> None:
    import pickle

    stop = Stop([problem("ST007", Place("a.xlsx", "s", 1, 1), "x", near="y")])
    assert pickle.loads(pickle.dumps(stop)).problems == stop.problems


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(0.125, 2, "0.13"), (2.675, 2, "2.68"), (1234567.5, 0, "1,234,568"), (-0.04, 1, "0.0"), (-2.5, 0, "-3")],
)
def test_numbers_round_half_up_as_people_do(value: float, places: int, text: str) -> None:
    assert rounded(value, places) == text


def test_dates_have_no_leading_zeros() -> None:
    from datetime import date

    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize("path", sorted((ROOT / "pipeline" / "messages").glob("*.toml")), ids=lambda path: path.stem)
def test_a_chinese_windows_console_can_show_every_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lacking = {char for char in text if char.encode("gbk", "replace") == b"?" and char != "?"}
    assert lacking <= set("›‱")  # the command line has something plainer for these
