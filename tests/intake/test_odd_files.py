"""Files that are not what their name says, and files that no reader should be given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from frugal import frugal
from packages import changed, package

from pipeline.intake import Intake, read_inputs
from pipeline.vocabulary import read as read_vocabulary
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROW = ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", 5]
CSV = "\n".join(",".join(map(str, row)) for row in (HEAD, ROW))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.xlsx", b"", "IN001"),
        ("空.csv", b" \r\n", "IN001"),
        ("网页.xls", b"<html><frameset><frame src='x.files/sheet001.htm'></frameset></html>", "IN002"),
        ("网页.xlsx", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "IN002"),
        ("网页.csv", "<table><caption>日期</caption></table>".encode("utf-16"), "IN002"),
        ("加密.xlsx", OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "IN003"),
        ("坏.xlsx", b"PK\x03\x04 cut off", "IN004"),
        ("坏.xls", OLE + b"\x00" * 2000, "IN004"),
        ("文档.xlsx", package(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "IN005"),
        ("图片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(50), "IN005"),
        ("报告.xlsx", b"%PDF-1.7 \n%%EOF", "IN005"),
        ("旧.et", b"\x89PNG", "IN005"),
        ("包.zip", b"x", "IN004"),
        ("包.rar", b"x", "IN012"),
        ("表.numbers", b"x", "IN012"),
    ],
)
def test_a_bad_file_is_told_and_the_others_are_read(
    name: str, data: bytes, code: str, tmp_path: Path, write: Write, read: Read
) -> None:
    write([HEAD, ROW], name="好.xlsx")
    (tmp_path / name).write_bytes(data)
    intake = read()
    assert [(p.code, p.place.file, p.level) for p in intake.problems] == [(code, name, "error")]
    assert len(intake.tables["activities"]) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", CSV.encode()),
        ("a.csv", CSV.encode("utf-8-sig")),
        ("a.csv", CSV.encode("gb18030")),
        ("a.csv", CSV.replace("\n", "\r\n").encode("gbk")),
        ("a.csv", CSV.replace(",", "\t").encode("utf-16")),
        ("a.csv", CSV.replace(",", ";").encode()),
    ],
)
def test_text_files_are_read_in_every_encoding(name: str, data: bytes, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes(data)
    intake = read()
    assert intake.problems == []
    assert intake.tables["activities"].frame["customer"].tolist() == ["李四丰"]


@pytest.mark.parametrize(
    "name", ["~$日志.xlsx", ".~lock.日志.xlsx#", ".隐藏.xlsx", ".git/x.xlsx", "说明.txt", "__MACOSX/x.xlsx"]
)
def test_lock_files_and_hidden_ones_are_left_alone(name: str, tmp_path: Path, write: Write, read: Read) -> None:
    write([HEAD, ROW])
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")
    intake = read()
    assert intake.problems == []
    assert [file.file for file in intake.files] == ["表.xlsx"]


@pytest.mark.parametrize("name", ["日志.xls", "日志.csv", "日志.xlsm"])
def test_what_a_file_holds_counts_and_not_its_name(name: str, write: Write, read: Read) -> None:
    write([HEAD, ROW]).rename(write([HEAD], name="x.xlsx").with_name(name))
    (write([HEAD], name="x.xlsx")).unlink()
    intake = read()
    assert len(intake.tables["activities"]) == 1
    assert [p.code for p in intake.problems] == ([] if name.endswith("m") else ["IN011"])


def test_an_empty_folder_and_a_missing_one_are_told(tmp_path: Path, read: Read) -> None:
    assert [p.code for p in read().problems] == ["IN014"]


def test_the_same_bytes_twice_count_once(tmp_path: Path, write: Write, read: Read) -> None:
    (tmp_path / "表 - 副本.xlsx").write_bytes(write([HEAD, ROW]).read_bytes())
    intake = read()
    assert len(intake.tables["activities"]) == 1
    assert [(p.code, p.level) for p in intake.problems] == [("IN010", "warning")]


def test_a_newer_version_beside_the_old_one_does_not_count_twice(write: Write, read: Read) -> None:
    other = ["2026-11-17", *ROW[1:]]
    write([HEAD, ROW, ROW], name="日报.xlsx")
    write([HEAD, ROW, ROW, other], name="日报(1).xlsx")
    intake = read()
    assert intake.tables["activities"].frame["date"].dt.day.tolist() == [16, 16, 17]  # twice in one file stays twice
    (found,) = intake.problems
    assert (found.code, found.level, found.place.file) == ("IN016", "warning", "日报(1).xlsx")
    assert (found.values["first"], found.values["same"]) == ("日报.xlsx", "2")


@pytest.mark.parametrize("name", ["日志.xls", "日志.ods"])
def test_old_and_foreign_formats_are_read_in_a_process_of_their_own(name: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / name).write_bytes((Path(__file__).parent / "files" / name).read_bytes())
    intake = read()
    table = intake.tables["activities"]
    assert table.frame["officer"].tolist() == ["张三"] * 2
    assert table.frame["amount"].tolist() == [12.5, 5]
    assert [p.code for p in intake.problems] == ["IN310"]


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.intake.workbooks.foreign.apart.CHILD_SECONDS", 0.001)
    (tmp_path / "日志.xls").write_bytes((Path(__file__).parent / "files" / "日志.xls").read_bytes())
    assert [p.code for p in read().problems] == ["IN009"]


def test_a_hidden_sheet_is_not_read_but_told(write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    write([HEAD, ROW], sheet="旧")
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    intake = read()
    assert len(intake.tables["activities"]) == 1
    assert [(p.code, p.place.sheet) for p in intake.problems] == [("IN103", "旧")]


def test_a_sheet_nobody_recognises_names_the_nearest_table_and_what_it_lacks(write: Write, read: Read) -> None:
    write([["日期", "客户经里", "客户名称", "活动类型"], ["2026-11-16", "张三", "李四丰", "咨询"]])
    (found,) = read().problems
    assert (found.code, found.place.row, found.values["table"], found.values["lacks"]) == (
        "IN101",
        1,
        "活动记录",
        "客户经理",
    )
    assert "客户经里" in found.values["near"] and "客户经理" in found.values["near"]


def test_a_sheet_that_may_be_two_tables_is_asked_about_and_a_name_or_the_settings_answer(
    write: Write, read: Read
) -> None:
    own = {"table": {"gifts": {"term": "礼品登记", "required": ["officer", "customer", "date"]},
                     "calls": {"term": "电访登记", "required": ["officer", "customer", "date"]}}}  # fmt: skip
    vocabulary = read_vocabulary(own, shipped())
    path = write([["日期", "客户经理", "客户"], ["2026-11-16", "张三", "李四丰"]], name="登记.xlsx")
    asked = read_inputs(path.parent, vocabulary)
    assert [(p.code, dict(p.params)["tables"]) for p in asked.problems] == [("IN102", "礼品登记、电访登记")]
    answered = read_inputs(path.parent, vocabulary, settings={"intake": {"tables": {"登记.xlsx": "电访登记"}}})
    assert len(answered.tables["calls"]) == 1
    path.rename(path.with_name("礼品登记.xlsx"))
    assert len(read_inputs(path.parent, vocabulary).tables["gifts"]) == 1


@pytest.mark.parametrize(
    ("part", "edit", "code"),
    [
        ("xl/workbook.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml, "IN007"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml[:-40], "IN004"),
        ("xl/workbook.xml", lambda xml: b"<broken", "IN004"),
        ("xl/styles.xml", lambda xml: b" " * 80_000_000, "IN006"),
        ("xl/worksheets/sheet1.xml", lambda xml: b" " * 30_000_000, "IN006"),
    ],
)
def test_a_harmful_package_is_refused(
    part: str, edit: Callable[[bytes], bytes], code: str, write: Write, read: Read
) -> None:
    changed(write([HEAD, ROW]), part, edit)
    with frugal():
        assert [p.code for p in read().problems] == [code]


def test_a_member_that_inflates_beyond_its_word_is_refused(write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert [p.code for p in read().problems] in (["IN004"], [])


def test_the_report_says_what_became_of_each_file(write: Write, read: Read) -> None:
    write([["说明"], HEAD, ROW, ["没有", *ROW[1:]], ["合计"]], name="一.xlsx")
    write([["随便写写"]], sheet="说明", name="一.xlsx")
    (file,) = read().files
    assert file.recognised and len(file.digest) == 64
    sheet = next(s for s in file.sheets if s.table)
    assert (sheet.table, sheet.header_row, sheet.rows, sheet.left_out, sheet.totals) == ("activities", 2, 1, 1, 1)
    assert [s.sheet for s in file.sheets if not s.table] == ["说明"]


def test_a_text_of_no_known_encoding_is_told(tmp_path: Path, read: Read) -> None:
    (tmp_path / "日志.csv").write_bytes(b"\xff\xff,\x80\n" * 3)
    assert [(p.code, p.level) for p in read().problems] == [("IN008", "error")]


def test_a_file_that_the_machine_will_not_give_is_told_and_the_others_are_read(
    write: Write, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([HEAD, ROW], name="开.xlsx")
    write([HEAD, ROW], name="锁.xlsx")
    really = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "锁.xlsx":
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    intake = read()
    assert [(p.code, p.place.file) for p in intake.problems] == [("IN013", "锁.xlsx")]
    assert len(intake.tables["activities"]) == 1


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".pdf", ".DOC", ".html"])
def test_a_paper_among_the_inputs_is_not_passed_over_in_silence(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"日报{suffix}").write_bytes(b"x")
    found = [(p.code, p.level, p.place.file) for p in read_inputs(tmp_path, shipped()).problems]
    assert found == [("IN012", "warning", f"日报{suffix}")]


@pytest.mark.parametrize("suffix", [".xltx", ".xltm", ".ett"])
def test_a_template_of_excel_or_wps_is_read_as_the_workbook_it_is(suffix: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["支行", "客户经理", "入职日期"])
    book.active.append(["城东支行", "李雷", "2020-01-01"])
    book.save(tmp_path / "名册.xlsx")
    (tmp_path / "名册.xlsx").rename(tmp_path / f"名册{suffix}")
    intake = read_inputs(tmp_path, shipped())
    assert [*intake.tables["roster"].frame["officer"]] == ["李雷"]
    assert intake.problems == []
