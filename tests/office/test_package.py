"""Office packages: what is refused, what passes byte for byte, and that equal input gives equal bytes."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime

import pytest

from pipeline.office.package import (
    CORE,
    STAMP,
    content_digest,
    read_file,
    read_package,
    scrubbed,
    stamp_of,
)
from pipeline.problems import Stop

PARTS = {
    "word/document.xml": "<a>正文</a>",
    "[Content_Types].xml": "<Types/>",
    "word/图.png": b"\x89PNG" + bytes(range(256)) * 20,
    "_rels/.rels": "<r/>",
}


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, written by the standard library."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes) -> str:
    """The code with which these bytes are refused."""
    with pytest.raises(Stop) as stop:
        read_package(data, name="x.docx")
    assert stop.value.problems[0].place.file == "x.docx"
    return stop.value.problems[0].code


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_members_are_read_and_copied_with_their_compressed_bytes(method):
    data = zipped(PARTS, method)
    package = read_package(data)
    out = package.write({"word/document.xml": "<a>新</a>"})
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.testzip() is None
        assert archive.read("word/document.xml").decode() == "<a>新</a>"
        assert archive.read("word/图.png") == PARTS["word/图.png"]
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.extra for i in archive.infolist()} == {b""}
        assert archive.namelist() == ["[Content_Types].xml", "word/图.png", "_rels/.rels", "word/document.xml"]
    assert package.members["word/图.png"].raw in out


def test_parts_are_added_removed_and_changed_in_a_fixed_order():
    package = read_package(zipped(PARTS))
    changed = {"z.xml": "z", "a.xml": "a", "[Content_Types].xml": "<Types2/>"}
    out = package.write(changed, removed=["_rels/.rels"])
    assert out == package.write(dict(reversed(changed.items())), removed=["_rels/.rels"])
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "word/document.xml", "word/图.png", "a.xml", "z.xml"]
        assert archive.testzip() is None


def test_the_digest_sees_content_and_not_how_it_was_packed():
    stored, deflated = zipped(PARTS, zipfile.ZIP_STORED), zipped(dict(reversed(PARTS.items())))
    assert stored != deflated
    assert content_digest(stored) == content_digest(deflated)
    assert content_digest(stored) != content_digest(zipped(PARTS | {"_rels/.rels": "<r />"}))
    assert content_digest(b"<html>") != content_digest(b"<html/>")


def bomb() -> bytes:
    """Sixteen megabytes of zeros."""
    return zipped({"a.xml": bytes(16 << 20)})


def overlapping() -> bytes:
    """Two entries of the directory that point at the same bytes."""
    data = zipped({"a": "x" * 50, "b": "x" * 50}, zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    return data[: second + 42] + struct.pack("<I", 0) + data[second + 46 :]


def locked() -> bytes:
    """A zip with an encrypted member."""
    data = bytearray(zipped({"a": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def broken() -> bytes:
    """A member whose bytes do not have its checksum."""
    data = bytearray(zipped({"a": "xxxxxxxx"}, zipfile.ZIP_STORED))
    data[31 + 2] ^= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "WD002"),
        (b"<html></html>", "WD002"),
        (zipped(PARTS)[:-30], "WD002"),
        (broken(), "WD002"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "WD003"),
        (locked(), "WD003"),
        (zipped({f"{n}": "" for n in range(4001)}), "WD004"),
        (bomb(), "WD005"),
        (overlapping(), "WD005"),
        (zipped({"../x": "a"}), "WD005"),
        (zipped({"/etc/x": "a"}), "WD005"),
        (zipped({"A.xml": "a", "a.xml": "b"}), "WD005"),
        (zipped({"a.xml": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}), "WD006"),
        (zipped({"a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "WD006"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unsafe_bytes_are_refused(data, code):
    assert refused(data) == code


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(Stop) as stop:
        read_file(tmp_path / "没有.docx")
    assert stop.value.problems[0].code == "WD001"


def test_a_utf16_part_is_read():
    assert read_package(zipped({"a.xml": "<a>字</a>".encode("utf-16")})).text("a.xml") == "<a>字</a>"


def test_people_paths_and_clocks_are_taken_out_of_the_properties():
    core = (
        '<cp:coreProperties xmlns:dcterms="t"><dc:creator>张三</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy>'
        "<dc:title>周报</dc:title><cp:revision>7</cp:revision><cp:lastPrinted>2026-01-01T00:00:00Z</cp:lastPrinted>"
        '<dcterms:created xsi:type="x">2026-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
    app = (
        r"<Properties><Template>C:\Users\zhangsan\周报.dotx</Template><TotalTime>99</TotalTime>"
        "<Company>某行</Company><Manager>王五</Manager></Properties>"
    )
    clean = scrubbed(read_package(zipped({CORE: core, "docProps/app.xml": app})))
    assert clean[CORE] == (
        '<cp:coreProperties xmlns:dcterms="t"><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>'
        f'<dc:title>周报</dc:title><dcterms:created xsi:type="x">{STAMP}</dcterms:created></cp:coreProperties>'
    )
    assert clean["docProps/app.xml"] == (
        "<Properties><Template>周报.dotx</Template><TotalTime>0</TotalTime><Company></Company><Manager></Manager></Properties>"
    )


@pytest.mark.parametrize(
    ("facts", "stamp"),
    [
        ({"as_of": date(2026, 11, 20)}, "2026-11-20T00:00:00Z"),
        ({"as_of": datetime(2026, 11, 20, 9)}, "2026-11-20T00:00:00Z"),
        ({}, STAMP),
        ({"as_of": None}, STAMP),
    ],
)
def test_the_moment_of_a_document_comes_from_its_facts(facts, stamp):
    assert stamp_of(facts) == stamp
