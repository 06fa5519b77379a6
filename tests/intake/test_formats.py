# ruff: noqa: E501 - a row a line
"""Workbooks in other wrappings: under a password, from WPS, zipped, as a web page, as the XML of Excel 2003."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.intake import Intake
from pipeline.intake.workbooks.foreign import apart

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROW = ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", 5]
CSV = "\n".join(",".join(map(str, row)) for row in (HEAD, ROW)).encode("gbk")
FILES = Path(__file__).parent / "files"
SECRET = "晨夕2026"


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(SECRET, out)
    assert msoffcrypto.OfficeFile(io.BytesIO(out.getvalue())).is_encrypted()
    return out.getvalue()


def told(intake: Intake) -> list[tuple[str, str]]:
    return [(p.code, p.place.file) for p in intake.problems]


@pytest.mark.parametrize(
    "settings",
    [
        {"passwords": [SECRET]},
        {"passwords": ["wrong", SECRET]},
        {"password": {"密.xlsx": SECRET}},
        {"password": {"分行/密.xlsx": SECRET}, "passwords": ["wrong"]},
    ],
)
def test_a_protected_workbook_is_opened_with_a_known_password(
    settings: dict[str, object], write: Write, read: Read
) -> None:
    path = write([HEAD, ROW], name="分行/密.xlsx")
    path.write_bytes(locked(path.read_bytes()))
    intake = read(settings={"intake": settings})
    assert told(intake) == []
    assert intake.tables["activities"].frame["customer"].tolist() == ["李四丰"]
    assert intake.files[0].locked


def test_the_environment_may_hold_the_password(write: Write, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHENXI_PASSWORD", SECRET)
    path = write([HEAD, ROW])
    path.write_bytes(locked(path.read_bytes()))
    assert len(read().tables["activities"]) == 1


@pytest.mark.parametrize(("passwords", "code"), [([], "IN003"), (["绝密7788"], "IN015")])
def test_without_the_right_password_the_file_is_told_and_no_password_is(
    passwords: list[str], code: str, write: Write, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHENXI_PASSWORD", raising=False)
    path = write([HEAD, ROW])
    path.write_bytes(locked(path.read_bytes()))
    intake = read(settings={"intake": {"passwords": passwords}})
    assert told(intake) == [(code, "表.xlsx")]
    assert "绝密7788" not in repr(intake)


@pytest.mark.parametrize(("passwords", "code"), [([], "IN003"), (["x"], "IN015")])
def test_a_protected_xls_is_known_by_its_records(
    passwords: list[str], code: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHENXI_PASSWORD", raising=False)
    data = (FILES / "日志.xls").read_bytes()
    written = next(at for at in range(512, len(data), 2) if data[at : at + 4] == b"\x5c\x00\x70\x00")  # WRITEACCESS
    (tmp_path / "密.xls").write_bytes(data[:written] + b"\x2f" + data[written + 1 :])  # as FILEPASS
    assert told(read(settings={"intake": {"passwords": passwords}})) == [(code, "密.xls")]


@pytest.mark.parametrize(("passwords", "code"), [(["x", "chenxi-2026"], "IN310"), (["x"], "IN015"), ([], "IN003")])
def test_a_protected_xls_is_opened_as_libreoffice_wrote_it(
    passwords: list[str], code: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHENXI_PASSWORD", raising=False)
    (tmp_path / "密.xls").write_bytes((FILES / "加密.xls").read_bytes())  # 日志.xls, stored with a password
    found = read(settings={"intake": {"passwords": passwords}})
    assert told(found) == [(code, "密.xls")]
    assert found.files[0].locked
    (tmp_path / "密.xls").write_bytes((FILES / "日志.xls").read_bytes())
    plain = read().tables["activities"].frame
    assert found.tables["activities"].frame.equals(plain if code == "IN310" else plain[:0])


@pytest.mark.parametrize("source", ["日志.xls", "表.xlsx"])
def test_a_workbook_of_wps_is_what_it_holds(source: str, tmp_path: Path, write: Write, read: Read) -> None:
    data = (FILES / source).read_bytes() if source == "日志.xls" else write([HEAD, ROW]).read_bytes()
    (tmp_path / "表.xlsx").unlink(missing_ok=True)
    (tmp_path / "日志.et").write_bytes(data)
    intake = read()
    assert len(intake.tables["activities"]) > 0
    assert "IN011" not in [p.code for p in intake.problems]


# zipped folders


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def test_a_zipped_folder_is_read_like_a_folder(tmp_path: Path, write: Write, read: Read) -> None:
    book = write([HEAD, ROW])
    members = {
        "十一月/城东/日报.xlsx": book.read_bytes(),
        "十一月/~$日报.xlsx": b"x",
        "__MACOSX/._a.csv": b"x",
        "读我.txt": b"x",
    }
    book.unlink()
    (tmp_path / "材料.zip").write_bytes(
        zipped({**members, "十一月/临江.csv": CSV.replace("李四丰".encode("gbk"), "钱七".encode("gbk"))})
    )
    intake = read()
    assert told(intake) == []
    places = [place.file for place in intake.tables["activities"].places()]
    assert places == ["材料.zip/十一月/临江.csv", "材料.zip/十一月/城东/日报.xlsx"]


def test_names_in_gbk_are_read_as_they_were_meant(tmp_path: Path, read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("x.csv"), CSV)
    name = "日报.csv".encode("gbk")
    data = regrown(out.getvalue(), b"x.csv", name)
    (tmp_path / "材料.zip").write_bytes(data)
    assert [place.file for place in read().tables["activities"].places()] == ["材料.zip/日报.csv"]


def regrown(data: bytes, old: bytes, new: bytes) -> bytes:
    """A zip of one stored member whose name is another one in both of its headers."""
    grown = len(new) - len(old)
    local, central, end = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    out = bytearray(data[local:central].replace(old, new, 1))
    out[26:28] = len(new).to_bytes(2, "little")
    directory = bytearray(data[central:end].replace(old, new, 1))
    directory[28:30] = len(new).to_bytes(2, "little")
    tail = bytearray(data[end:])
    tail[12:16] = (int.from_bytes(tail[12:16], "little") + grown).to_bytes(4, "little")
    tail[16:20] = (int.from_bytes(tail[16:20], "little") + grown).to_bytes(4, "little")
    return bytes(out + directory + tail)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"里.zip": zipped({"a.csv": CSV})}, "IN017"),
        ({"大.csv": b"1," * 20_000_000}, "IN006"),
        ({f"{i}.csv": b"%d" % i for i in range(501)}, "IN006"),
        ({"说明.txt": b"x"}, "IN014"),
    ],
    ids=["an archive within", "a bomb", "too many", "no workbook"],
)
def test_an_archive_that_is_not_to_be_trusted_is_told(
    members: dict[str, bytes], code: str, tmp_path: Path, read: Read
) -> None:
    (tmp_path / "材料.zip").write_bytes(zipped(members))
    assert [p.code for p in read().problems] == [code]


def test_a_member_cannot_name_a_place_outside(tmp_path: Path, read: Read) -> None:
    (tmp_path / "材料.zip").write_bytes(zipped({"../../etc/日报.csv": CSV}))
    assert [place.file for place in read().tables["activities"].places()] == ["材料.zip/etc/日报.csv"]


# web pages and XML


def test_spanned_cells_of_a_web_page_hold_for_their_rows_and_numbers_count_once(tmp_path: Path, read: Read) -> None:
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    first = "<td rowspan=2>2026-11-16</td><td rowspan='2'>城东支行</td><td>张三</td><td>李四丰</td><td>成交</td><td rowspan=2>5</td>"
    second = "<td>王五</td><td>赵六顺</td><td>成交</td>"
    page = f"<html><body><h2>活动记录</h2><table><tr>{head}</tr><tr>{first}</tr><tr>{second}</tr></table>"
    (tmp_path / "a.xls").write_bytes(page.encode("gbk"))
    frame = read().tables["activities"].frame
    assert frame["officer"].tolist() == ["张三", "王五"]
    assert frame["branch"].tolist() == ["城东支行"] * 2
    assert frame["amount"].fillna(0).tolist() == [5, 0]


def test_a_web_page_of_excel_gives_the_whole_number(tmp_path: Path, read: Read) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in ROW[:5]) + '<td x:num="5.4321">5.43</td>'
    head = "".join(f"<td>{name}</td>" for name in HEAD)
    (tmp_path / "a.xls").write_text(f"<html><table><tr>{head}</tr><tr>{cells}</tr></table></html>", encoding="utf-8")
    assert read().tables["activities"].frame["amount"].tolist() == [5.4321]


XML_HEAD = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
)


def xml_book(*rows: str, name: str = "日志", after: str = "") -> bytes:
    return (
        f'{XML_HEAD}<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{after}</Worksheet></Workbook>'.encode()
    )


def xml_row(*cells: object, attributes: str = "") -> str:
    data = "".join(
        f'<Cell><Data ss:Type="{"Number" if isinstance(c, int) else "String"}">{c}</Data></Cell>' for c in cells
    )
    return f"<Row {attributes}>{data}</Row>"


def test_an_xml_table_of_excel_2003_is_read(tmp_path: Path, read: Read) -> None:
    day = '<Cell><Data ss:Type="DateTime">2026-11-17T00:00:00.000</Data></Cell>'
    error = '<Cell ss:Index="6" ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>'
    texts = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in ("城东支行", "王五", "钱七"))
    cells = f'{day}{texts}<Cell><Data ss:Type="String">成交</Data></Cell>{error}'
    rows = [xml_row(*HEAD), xml_row(*ROW, attributes='ss:Index="4" ss:Hidden="1"'), f"<Row>{cells}</Row>"]
    (tmp_path / "导出.xls").write_bytes(xml_book(*rows))
    intake = read()
    table = intake.tables["activities"]
    assert [str(place).rsplit(" ", 1)[1] for place in table.places("amount")] == ["F4", "F5"]
    assert table.frame["customer"].tolist() == ["李四丰", "钱七"]
    assert [(p.code, p.place.cell) for p in intake.problems] == [("IN011", ""), ("IN202", "F5"), ("IN311", "4")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + XML_HEAD[21:].encode(), "IN007"),
        (xml_book(xml_row(*HEAD))[:-30], "IN004"),
    ],
)
def test_an_xml_table_that_is_broken_or_unsafe_is_refused(data: bytes, code: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / "导出.xls").write_bytes(data)
    assert code in [p.code for p in read().problems]


def test_a_damaged_stream_gives_no_marks_and_no_traceback() -> None:
    data = (FILES / "错误.xls").read_bytes()
    for cut in range(0, len(data), 97):
        assert isinstance(apart.xls_marks(data[:cut]), dict)


def test_a_package_with_two_parts_of_one_name_is_refused(tmp_path: Path, write: Write, read: Read) -> None:
    path = write([HEAD, ROW])
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("xl/workbook.xml", b"<workbook/>")
    assert told(read()) == [("IN004", "表.xlsx")]
