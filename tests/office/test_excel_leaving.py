# ruff: noqa: E501 - a line an entry
"""Rows that a condition takes away take along all that stands in them, and leave nothing behind."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zlib
from pathlib import Path
from struct import pack

import pytest
from authoring.validator import validator
from excel_drawing import book_of, cells_of, compiled, drawn, parts

from pipeline.office.excel import compile_workbook
from pipeline.office.picture import Picture
from pipeline.office.template import Names

SHEET = "xl/worksheets/sheet1.xml"
CELLS = {
    "A1": "头", "A3": "{%tr if there %}", "A5": "甲", "B5": 1, "A6": "乙", "B6": 2, "A12": "{%tr endif %}",
    "A14": "尾", "B14": "=1+1",
}  # fmt: skip


def png(color=0):
    def chunk(kind, data):
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes((0, color)))) + chunk(b"IEND", b"")


def image(book, sheet, cell="D5", color=0, **options):
    sheet.insert_image(cell, "x.png", {"image_data": io.BytesIO(png(color)), "object_position": 1, **options})


def chart(book, sheet, cell="D5", values="=表!$B$5:$B$6"):
    made = book.add_chart({"type": "column"})
    made.add_series({"values": values, "categories": "=表!$A$5:$A$6"})
    sheet.insert_chart(cell, made, {"y_scale": 0.3, "object_position": 1})


def rule(where, **options):
    return lambda book, sheet: sheet.conditional_format(where, {"format": book.add_format({"bold": True}), **options})


# What stands in the condition's rows, and how often its sign is in the workbook's XML
STANDING = {
    "a chart": (chart, r"<c:chartSpace|graphicFrame>|charts/chart1", 4),
    "a picture": (image, r"<xdr:pic>|media/image1", 2),
    "a text box": (lambda b, s: s.insert_textbox("D5", "文", {"height": 40, "object_position": 1}), "<xdr:sp ", 1),
    "a text box with a tag": (
        lambda b, s: s.insert_textbox("D5", "共 {{ n }} 户", {"height": 40, "object_position": 1}), "<xdr:sp |共 3 户", 2),
    "a box that only moves": (
        lambda b, s: s.insert_textbox("D5", "文", {"height": 40, "object_position": 2}), "<xdr:sp ", 1),
    "a comment": (lambda b, s: s.write_comment("A5", "批"), "<comment |<v:shape ", 2),
    "a validation": (
        lambda b, s: s.data_validation("B5:B6", {"validate": "list", "source": ["甲"]}), "<dataValidations?[ >]", 2),
    "a validation of its own list": (
        lambda b, s: s.data_validation("B5", {"validate": "list", "source": "=$A$5:$A$6"}), "<dataValidations?[ >]", 2),
    "a condition": (rule("B5:B6", type="cell", criteria=">", value=1), "<conditionalFormatting ", 1),
    "a condition about its rows": (rule("A5:A6", type="formula", criteria="=$B5>$B$6"), "<conditionalFormatting ", 1),
    "icons": (rule("B5:B6", type="icon_set", icon_style="3_arrows"), "<conditionalFormatting ", 1),
    "newer data bars": (rule("B5:B6", type="data_bar", data_bar_2010=True),
                        "<(?:x14:)?conditionalFormattings?[ >]|<extLst>", 5),
    "sparklines": (lambda b, s: s.add_sparkline("E6", {"range": "表!A5:B6"}), "<x14:sparkline|<extLst>", 5),
    "a link inside": (lambda b, s: s.write_url("C6", "internal:表!A1", None, "去"), "<hyperlinks?[ >]", 2),
    "a link outside": (lambda b, s: s.write_url("C6", "https://example.com/", None, "去"), "<hyperlinks?[ >]", 2),
    "merged cells": (lambda b, s: s.merge_range("C5:C6", "并"), "<mergeCells?[ >]", 2),
    "an ignored error": (lambda b, s: s.ignore_errors({"number_stored_as_text": "B5"}), "<ignoredErrors?[ >]", 2),
    "a protected range": (lambda b, s: s.unprotect_range("B5"), "<protectedRanges?[ >]", 2),
    "a page break": (lambda b, s: s.set_h_pagebreaks([5]), "<rowBreaks|<brk ", 2),
}  # fmt: skip


def everything(book, sheets):
    for prepare, _, _ in STANDING.values():
        prepare(book, sheets["表"])


def template(prepare=None, cells=CELLS, other=None):
    act = (lambda book, sheets: prepare(book, sheets["表"])) if prepare else None
    return compiled(drawn({"表": cells, "别": other or {"A1": 1}}, act))


def text_of(data):
    return "\n".join(content.decode("utf-8", "replace") for name, content in parts(data).items() if "theme" not in name)


@pytest.mark.parametrize("what", STANDING)
def test_it_goes_with_its_rows(what):
    prepare, sign, times = STANDING[what]
    made = template(prepare)
    here, gone = (made.render({"there": there, "n": 3}) for there in (True, False))
    assert len(re.findall(sign, text_of(here))) == times
    assert not re.findall(sign, text_of(gone))
    assert cells_of(gone) == {"A1": "头", "A4": "尾", "B4": "=1+1"}  # no blank row is left for it


def test_it_comes_back_for_the_next_facts():
    made = template(chart)
    first, _, again = (made.render({"there": there}) for there in (True, False, True))
    assert first == again


def test_what_the_package_tells_of_parts_is_true_of_those_that_are_left():
    for there in (True, False):
        out = compiled(drawn({"表": CELLS, "别": {"A1": 1}}, everything)).render({"there": there, "n": 3})
        found = parts(out)
        told = set(re.findall('PartName="/(.*?)"', found["[Content_Types].xml"].decode()))
        assert told <= set(found)
        for name, content in found.items():
            if name.endswith(".rels"):
                for entry in re.findall(r"<Relationship .*?/>", content.decode()):
                    target = re.search('Target="(.*?)"', entry)[1]
                    assert (
                        "External" in entry
                        or target.startswith("#")
                        or any(n.endswith(target.strip("./")) for n in found)
                    )


def test_a_picture_that_another_one_shares_stays():
    def both(book, sheet):
        image(book, sheet)
        image(book, sheet, "D20")

    out = template(both).render({"there": False})
    assert "xl/media/image1.png" in parts(out)
    assert len(book_of(out)["表"]._images) == 1


def test_a_frame_goes_with_the_picture_that_would_fill_it():
    made = template(lambda b, s: image(b, s, description="{{ photo }}"))
    photo = Picture(png(9), "png", 1, 1)
    for there, frames in ((True, ["xl/media/frame1.png"]), (False, [])):
        out = made.render({"there": there, "photo": photo})
        assert [name for name in parts(out) if "media" in name] == frames
        assert len(book_of(out)["表"]._images) == len(frames)


def test_a_chart_elsewhere_keeps_a_blank_row_of_its_data():
    out = template(lambda b, s: chart(b, s, "D20")).render({"there": False})
    assert cells_of(out) == {"A1": "头", "A5": "尾", "B5": "=1+1"}
    assert len(book_of(out)["表"]._charts) == 1


def test_a_drawing_that_reaches_beyond_the_rows_stays():
    out = template(lambda b, s: s.insert_textbox("D5", "文", {"height": 400, "object_position": 1})).render(
        {"there": 0}
    )
    assert "<xdr:sp " in text_of(out)


def test_a_rule_over_rows_that_stay_loses_only_those_that_go():
    made = template(rule("B5:B6", type="cell", criteria=">", value=1, multi_range="B5:B6 B14"))
    assert re.findall('conditionalFormatting sqref="(.*?)"', text_of(made.render({"there": False}))) == ["B4"]


def test_cells_merged_downwards_are_merged_no_more_where_one_row_is_left():
    cells = {"A3": "{%tr if there %}", "A5": "{%tr if more %}", "A6": "乙", "A7": "{%tr endif %}", "A8": "丙",
             "A12": "{%tr endif %}"}  # fmt: skip
    made = template(lambda b, s: s.merge_range("C6:C8", "并"), cells)
    both = [re.findall('mergeCell ref="(.*?)"', text_of(made.render({"there": 1, "more": more}))) for more in (1, 0)]
    assert both == [["C4:C5"], []]


def test_what_is_left_is_valid(tmp_path: Path):
    made = compiled(drawn({"表": CELLS, "别": {"A1": 1}}, everything))
    for there in (True, False):
        (tmp_path / f"{there}.xlsx").write_bytes(made.render({"there": there, "n": 3}))
    check = validator()
    assert [check(path) for path in tmp_path.glob("*.xlsx")] == [[], []]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_what_is_left(tmp_path: Path):
    made = compiled(drawn({"表": CELLS, "别": {"A1": 1}}, everything))
    (tmp_path / "out.xlsx").write_bytes(made.render({"there": False, "n": 3}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path),
        "out.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").split() == ["头,", ",", ",", "尾,2"]


COLUMNS = {"A1": "头", "B1": "{%tc if there %}", "D1": "{%tc endif %}", "E1": "尾", "C5": 1, "C6": 2, "E5": "=1+1"}
IN_COLUMNS = {
    "a chart": (lambda b, s: chart_in_column(b, s), "<c:chartSpace|graphicFrame>|charts/chart1", 4),
    "a picture": (lambda b, s: image(b, s, "C5"), "<xdr:pic>|media/image1", 2),
    "a comment": (lambda b, s: s.write_comment("C6", "批"), "<comment |<v:shape ", 2),
    "a validation": (lambda b, s: s.data_validation("C5:C6", {"validate": "list", "source": ["甲"]}), "<dataValidations?[ >]", 2),
    "a condition": (rule("C5:C6", type="cell", criteria=">", value=1), "<conditionalFormatting ", 1),
    "newer data bars": (rule("C5:C6", type="data_bar", data_bar_2010=True), "<(?:x14:)?conditionalFormattings?[ >]", 3),
    "sparklines": (lambda b, s: s.add_sparkline("C7", {"range": "表!C5:C6"}), "<x14:sparkline", 4),
    "a link": (lambda b, s: s.write_url("C7", "internal:表!A1", None, "去"), "<hyperlinks?[ >]", 2),
    "merged cells": (lambda b, s: s.merge_range("C8:C9", "并"), "<mergeCell ", 1),
    "an ignored error": (lambda b, s: s.ignore_errors({"number_stored_as_text": "C5"}), "<ignoredErrors?[ >]", 2),
    "a protected range": (lambda b, s: s.unprotect_range("C5"), "<protectedRanges?[ >]", 2),
}  # fmt: skip


def chart_in_column(book, sheet):
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "=表!$C$5:$C$6"})
    sheet.insert_chart("C5", made, {"x_scale": 0.1, "object_position": 1})


@pytest.mark.parametrize("what", IN_COLUMNS)
def test_it_goes_with_its_columns(what):
    prepare, sign, times = IN_COLUMNS[what]
    made = compile_workbook(
        drawn({"表": COLUMNS, "别": {"A1": 1}}, lambda book, sheets: prepare(book, sheets["表"])),
        name="台账.xlsx", names=Names({}, {}), formats={},
    )  # fmt: skip
    assert not made.problems
    here, gone = (made.render({"there": there}) for there in (True, False))
    assert len(re.findall(sign, text_of(here))) == times
    assert not re.findall(sign, text_of(gone))
    assert cells_of(gone) == {"A1": "头", "B1": "尾", "B5": "=1+1"}


def test_a_sheet_that_nobody_asked_for_takes_all_its_parts(tmp_path: Path):
    cells = {
        "A1": "{%sheet b in branches, name b.name %}",
        "A2": "{{ b.name }}",
        "A5": "甲",
        "B5": 1,
        "A6": "乙",
        "B6": 2,
    }
    template = compile_workbook(
        drawn({"表": cells, "别": {"A1": 1}}, lambda book, sheets: (chart(book, sheets["表"]), image(book, sheets["表"]), sheets["表"].write_comment("A5", "批"))),
        name="台账.xlsx", names=Names({}, {}), formats={},
    )  # fmt: skip
    assert not template.problems
    out = template.render({"branches": []})
    assert not [name for name in parts(out) if re.search("chart|drawing|comment|media", name)]
    assert "charts/" not in text_of(out)
    two = template.render({"branches": [{"name": "东"}, {"name": "西"}]})
    assert [len(sheet._charts) + len(sheet._images) for sheet in book_of(two).worksheets] == [2, 2, 0]
