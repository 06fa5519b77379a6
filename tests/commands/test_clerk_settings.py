"""Settings, kinds and templates as people spoil them: told with the line or the tag, the other documents made."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from clerk_bank import Chenxi, lay_bank, run_here

from pipeline.workspace import shipped


@pytest.fixture
def chenxi(monkeypatch: pytest.MonkeyPatch) -> Chenxi:
    return lambda *words, **rest: run_here(monkeypatch, *words, **rest)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return lay_bank(tmp_path)


def kept(at: Path, kind: str = "sign-in-sheet") -> Path:
    """The workspace's own fresh copy of a kind."""
    folder = at / "templates" / kind
    shutil.copytree(shipped("templates") / kind, folder)
    return folder


SETTINGS: list[tuple[bytes, str, str]] = [
    ("[weak]\nweeks = “3”".encode(), "ST018", "chenxi.toml › 2"),
    (b"[weak]\nweeks = 3\xff\xff", "ST002", "chenxi.toml"),
    (b"\x00", "ST001", "chenxi.toml › 1"),
    (b"[weak]\nweeks = '3'", "ST006", "weak.weeks"),
    (b"[weak]\nweeks = -1", "ST006", "weak.weeks"),
    (b"[weak]\ndaily_share = inf", "ST006", "weak.daily_share"),
    (b"[meetings.weekly]\nminutes = [30]", "ST006", "meetings.weekly.minutes"),
    (b"[measures]\nqualified = [1]", "ST006", "measures.qualified"),
    (b"kind = 3", "ST006", "kind"),
    (b"[kind]\nsign-in-sheet = 3", "ST006", "kind.sign-in-sheet"),
    (b"[kind.sign-in-sheet]\nspare_rows = 'many'", "ST006", "kind.sign-in-sheet.spare_rows"),
    ("[branch]\n'城东支行' = 3".encode(), "ST006", "branch.城东支行"),
    ("[branch.'城东支行']\nkind = 3".encode(), "ST006", "branch.城东支行.kind"),
    (b"holidays = 3", "ST006", "holidays"),
    (b"[holidays]\n'2027-02-30' = 'work'", "ST015", "2027-02-30"),
    (b"[packs]\nweekly = 3", "ST006", "packs.weekly"),
    (b"[packs]\nweekly = [1, ['a']]", "ST006", "packs.weekly"),
    (b"[folders]\noutputs = 'inputs/x'", "ST017", "inputs/x"),
    (b"[folders]\noutputs = ''", "ST017", "folders.outputs"),
    (b'[folders]\ninputs = "a\\u0000"', "ST004", "folders.inputs"),
]


def test_settings_that_will_not_do_are_told_with_their_line_or_name(chenxi: Chenxi, bank: Path) -> None:
    for data, code, told in SETTINGS:
        (bank / "chenxi.toml").write_bytes(data)
        done = chenxi("build", "sign-in-sheet", at=bank)
        assert (done.code, code in done.err, told in done.err) == (2, True, True), (data, done)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_settings_saved_by_notepad_are_read(chenxi: Chenxi, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "chenxi.toml").write_bytes("# 设置\r\n[packs]\r\nweekly = ['没有的']\r\n".encode(encoding))
    lay_bank(tmp_path)
    done = chenxi("plan", at=tmp_path)
    assert done.code == 0
    assert "BT115  chenxi.toml › packs.weekly" in chenxi("build", at=tmp_path).err


VOCABULARY = ["field = 3", "[field]\nofficer = 3", "[field.x]\nterm = 3", "[field.officer]\naliases = '业务员'"]
VOCABULARY += ["[table.activities]\nrequired = 3", "[table]\nx = 1", "[field.x]\nchoices = 3"]


@pytest.mark.parametrize("text", VOCABULARY)
def test_a_vocabulary_of_the_wrong_shape_is_told(chenxi: Chenxi, tmp_path: Path, text: str) -> None:
    (tmp_path / "vocabulary.toml").write_text(text, encoding="utf-8")
    done = chenxi("kinds", "check", "sign-in-sheet", at=tmp_path)
    assert (done.code, "ST206  vocabulary.toml" in done.err) == (2, True), done


GOOD = (shipped("templates") / "sign-in-sheet" / "kind.toml").read_text(encoding="utf-8")
PATTERN = "{period}/{branch}/签到表.docx"
KINDS = {  # what is replaced, by what, and the code that says so
    "no text at all": (GOOD, "", "KD102"),
    "a value is missing": ('["branch"]', "", "ST001"),
    "a title that is a number": ('title = { zh = "签到表", en = "Sign-in sheet" }', "title = 3", "KD108"),
    "settings that are a word": ("[settings]\nspare_rows", "x", "KD101"),
    "a condition for other people": ("figures =", 'when = "interview.needed"\nfigures =', "KD105"),
    "a condition that is no yes or no": ("figures =", 'when = "funnel.enquiries"\nfigures =', "KD105"),
    "fields to unmask as a word": ("figures =", 'unmasked = "phone"\nfigures =', "KD103"),
    "a template elsewhere": ('"sign-in-sheet.docx"', '"../../x.docx"', "KD109"),
    "a template that is a number": ('"sign-in-sheet.docx"', "1", "KD108"),
    "an output that is a number": (f'"{PATTERN}"', "1", "KD108"),
    "an output with a torn brace": ("{branch}", "{branch", "KD107"),
    "an output with a format": ("{branch}", "{branch:>99999}", "KD107"),
    "an output with an attribute": ("{branch}", "{branch.__class__}", "KD107"),
    "an output for officers": ("{branch}", "{officer}", "KD107"),
    "an output of another suffix": ("签到表.docx", "签到表.xlsx", "KD110"),
    "one name for all": ("{branch}", "支行", "BT106"),
}


@pytest.mark.parametrize("case", KINDS)
def test_a_kind_that_is_declared_wrong_fails_alone(chenxi: Chenxi, bank: Path, case: str) -> None:
    old, new, code = KINDS[case]
    assert old in GOOD
    toml = kept(bank) / "kind.toml"
    toml.write_text(GOOD.replace(old, new), encoding="utf-8")
    done = chenxi("build", "sign-in-sheet", at=bank)
    assert done.code == 1, done
    assert code in done.err
    assert ("sign-in-sheet/kind.toml" in done.err) != (code == "BT106")


def paper(text: str) -> bytes:
    import io

    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


TEMPLATES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "sign-in-sheet.docx"),
    "a picture under its name": (b"\x89PNG\r\n\x1a\n" + bytes(100), "sign-in-sheet.docx"),
    "misspelt by one character": (paper("{{ 支航 }}"), "{{ 支航 }}"),
    "a field of a plain value": (paper("{{ 支行.名称 }}"), "KD202  sign-in-sheet.docx"),
    "a loop over a plain value": (paper("{% for x in 支行 %}{{ x }}{% endfor %}"), "KD202  sign-in-sheet.docx"),
    "unclosed": (paper("{% if 支行 %}"), "endif"),
}


@pytest.mark.parametrize("case", TEMPLATES)
def test_a_template_that_cannot_be_used_is_told_with_its_tag(chenxi: Chenxi, bank: Path, case: str) -> None:
    data, told = TEMPLATES[case]
    (kept(bank) / "sign-in-sheet.docx").write_bytes(data)
    done = chenxi("build", "sign-in-sheet", at=bank)
    assert done.code == 1
    assert told in done.err
    assert "BT110  sign-in-sheet/sign-in-sheet.docx" in done.err


def test_each_misspelt_name_of_a_template_is_listed(chenxi: Chenxi, bank: Path) -> None:
    (kept(bank) / "sign-in-sheet.docx").write_bytes(paper("{{ 支航 }} {{ 分航 }}"))
    out = chenxi("kinds", "check", "sign-in-sheet", at=bank).out
    assert "最像的：支行" in out
    assert "最像的：分行" in out


def test_words_lock_file_beside_a_template_is_no_template(chenxi: Chenxi, bank: Path) -> None:
    (kept(bank) / "~$gn-in-sheet.docx").write_bytes(b"x")
    assert chenxi("kinds", "check", "sign-in-sheet", at=bank).code == 0
