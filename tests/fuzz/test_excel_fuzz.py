# ruff: noqa: E501 - a line a thought
"""Hostile values and templates of workbooks: what goes in is what openpyxl reads back, or a problem; nothing comes alive."""

from __future__ import annotations

import io
import math
import os
import random
import re
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names
from pipeline.problems import Stop

LONG = bool(os.environ.get("CHENXI_FUZZ"))
IN_A_WORKBOOK = 2_000
WORKBOOKS = 50 if LONG else 2
TEMPLATES = 5_000 if LONG else 150
DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PIECES = (
    "=1+1", "+1", "-", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0", "{{ x }}", "{% if %}", "{%tr for %}",
    "{%sheet a in b, name c %}", "\x00", "\x01\U00010000", "\x02\x030\x02", "\x07", "\x0c", "\x1f", "\ufdd0", "\ufdd1", "\ufdd00\ufdd1", "\ufffe", "\uffff", "\ud800",
    "_x0041_", "_x005F_", "_", "&", "&amp;", "&#0;", "<", ">", "]]>", "<!--", "</t></is></c>", "<f>1</f>", '"', "'", "\r\n", "\r", "\n", "  ",
    "¦", "字", "𠮷", "😀", "\u202e", "\u200b", "e\u0301", "%s", "%d", "{0}", "\\", "1e309", "NaN", "TRUE", "#REF!", "2026-11-20", "110101199003078515",
)  # fmt: skip
OTHERS = (
    0, -0.0, 1, -1, 10**14, 10**15, 10**20, -(10**15), 0.1, 1e-308, 1e308, 5e-324, math.inf, -math.inf, math.nan, True, False, None,
    Decimal("1.10"), date(2026, 11, 20), datetime(2026, 11, 20, 23, 59, 59), time(12, 30),
)  # fmt: skip


def opened(data):
    """The workbook as openpyxl reads it; a page header of which nothing is left gives it pause."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data))


def drawn(cells, act=None):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表")
    for address, text in cells.items():
        (sheet.write_formula if text.startswith("=") else sheet.write_string)(address, text)
    if act:
        act(book, sheet)
    book.close()
    return buffer.getvalue()


def compiled(data):
    return compile_workbook(data, name="t.xlsx", names=Names({}, {}), formats={})


def values(rng, count):
    """Values that no honest workbook holds."""
    found = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.2:
            found.append(rng.choice(OTHERS))
        elif kind < 0.7:
            found.append("".join(rng.choice(PIECES) for _ in range(rng.randint(0, 5))))
        else:
            found.append(
                "".join(
                    chr(rng.choice((rng.randint(0, 0x7F), rng.randint(0, 0x10FFFF)))) for _ in range(rng.randint(0, 9))
                )
            )
    return found


def expected(value):
    """What openpyxl reads of a value."""
    if isinstance(value, str):
        text = DROPPED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) or None  # openpyxl leaves Excel's escapes as they are
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if type(value) is date:
        return datetime(value.year, value.month, value.day)
    return value


LIST = {
    "A1": "{%tr for v in vs %}", "A2": "{{ v }}", "B2": "{{ loop.index }}", "C2": "值 {{ v }}", "D2": "{% if v %}{{ v }}{% endif %}",
    "E2": "=B2*2", "A3": "{%tr endfor %}", "E4": "=SUM(E2:E2)",
}  # fmt: skip
PLAIN = {key: text for key, text in LIST.items() if key[0] not in "CD"}
COLUMN = {**PLAIN, "F4": "=COUNTA(A2:A2)"}
BESIDE = {**PLAIN, "C2": "值 {{ v }}", "F4": "=COUNTA(C2:C2)"}


@pytest.mark.parametrize(
    "cells", [LIST, PLAIN, COLUMN, BESIDE], ids=["row by row", "column by column", "read by formulas", "beside text"]
)
@pytest.mark.parametrize("seed", range(WORKBOOKS))
def test_values_are_read_back_as_they_were(cells, seed):
    rng = random.Random(seed)
    vs = values(rng, IN_A_WORKBOOK)
    if seed % 2:  # columns of one type take other ways
        vs = [v for v in vs if isinstance(v, str)]
    out = compiled(drawn(cells)).render({"vs": vs})
    sheet = opened(out).worksheets[0]
    for row, value in enumerate(vs, 1):
        read = sheet.cell(row, 1)
        assert read.data_type != "f" or read.value == expected(value)
        assert read.value == expected(value), (row, value)
        assert sheet.cell(row, 2).value == row
        if "C2" in cells:
            assert sheet.cell(row, 3).value.startswith("值 ")
            assert not isinstance(value, str) or sheet.cell(row, 3).value[2:] == (expected(value) or "")
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert set(re.findall("<f>(.*?)</f>", text)) <= {f"B{i}*2" for i in range(1, len(vs) + 1)} | set(
        re.findall(r"<f>((?:SUM|COUNTA)\(.*?\))</f>", text)
    )


@pytest.mark.parametrize("seed", range(WORKBOOKS))
def test_columns_of_one_type_are_read_back_as_they_were(seed):
    rng = random.Random(seed)
    for kind in (int, float, date, str, bool):
        pool = {
            int: lambda: (
                rng.choice((rng.randint(-9, 9), rng.randint(-(10**17), 10**17)))
                if seed % 3
                else rng.randint(-(10**14), 10**14)
            ),
            float: lambda: rng.uniform(-1, 1) * 10 ** rng.randint(-300, 300),
            date: lambda: date.fromordinal(rng.randint(date(1900, 3, 1).toordinal(), date(2999, 1, 1).toordinal())),
            str: lambda: rng.choice(("甲&乙", "<a>", "普通", "x_y", " 空 ")) + str(rng.randint(0, 99)),
            bool: lambda: rng.random() < 0.5,
        }[kind]
        vs = [pool() for _ in range(300)]
        sheet = opened(compiled(drawn(COLUMN)).render({"vs": vs})).worksheets[0]
        assert [sheet.cell(i, 1).value for i in range(1, len(vs) + 1)] == [expected(v) for v in vs]


PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1", " =1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "=WEBSERVICE(\"http://evil.example\")",
    "=DDE(\"a\";\"b\";\"c\")", "=IMPORTXML(\"http://evil.example\")", "%0A=1+1", "=1+1\x00", "\x00=1+1", "\ufeff=1+1", "＝1+1", "&=1+1", "'=1+1", "\"=1+1",
    "</t></is></c><c r=\"Z1\"><f>1+1</f></c>", "]]><f>1+1</f>", "<f>1+1</f>", "\x02\x02", "\x020\x02", "\x01\U00010000", "\x00\x00", "\ufdd00\ufdd1", "_x003D_1+1",
    "{{ 1+1 }}", "{% set a = 1 %}", "http://evil.example", "file:///etc/passwd", "javascript:alert(1)", "mailto:a@evil.example", "\\\\evil.example\\x", "#表!A1",
    "&C&\"Evil\"&24X", "&[File]", "[1]Sheet1!A1", "=_xlfn.LAMBDA(x,x)(1)", "{=1+1}", "=表!A1",
)  # fmt: skip


def every_place(book, sheet):
    """A tag in every text of a workbook that may hold one."""
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=表!$B$4:$B$4", "categories": "=表!$A$4:$A$4", "name": "=表!$A$1"})
    chart.set_title({"name": "{{ v }}"})
    chart.set_x_axis({"name": "轴 {{ v }}"})
    sheet.insert_chart("F1", chart)
    sheet.insert_textbox("F20", "文 {{ v }}")
    sheet.write_comment("A1", "{{ v }}")
    sheet.set_header("&C{{ v }}")
    sheet.set_footer("&L页 {{ v }}")
    book.set_properties({"title": "{{ v }}", "subject": "题 {{ v }}"})
    sheet.write_rich_string("D1", "甲", book.add_format({"bold": 1}), "{{ v }}", "乙")
    sheet.add_table("A8:B10", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.write_string("A9", "{{ v }}")
    sheet.write_string("A2", "{{ v }}")
    sheet.write_string("B2", "值 {{ v }}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_value_comes_alive_in_any_place(payload):
    cells = {"A1": "{{ v }}", "A3": "{%tr for r in rows %}", "A4": "{{ r }}", "B4": '=A4&""', "A5": "{%tr endfor %}"}
    template = compiled(drawn(cells, every_place))
    assert not template.problems
    out = template.render({"v": payload, "rows": [payload, payload]})
    still = template.render({"v": "文", "rows": ["文", "文"]})
    assert _live(out) == _live(still)
    sheet = opened(out).worksheets[0]
    assert sheet["A1"].value == expected(payload)
    assert sheet["A3"].value == sheet["A4"].value == expected(payload)


def _live(data):
    """The formulas, links, external relationships and codes of page headers of a workbook."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith((".xml", ".rels", ".vml")):
                continue
            for element in etree.fromstring(archive.read(name)).iter(etree.Element):
                local = etree.QName(element).localname
                if local in ("f", "hyperlink", "formula", "externalReference", "oleLink", "definedName"):
                    found.append((name, local, element.text))
                elif element.get("TargetMode") == "External":
                    found.append((name, local, element.get("Target")))
                elif local in ("oddHeader", "oddFooter"):
                    found.append((name, local, re.sub("&&", "", element.text or "").count("&")))
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_name_of_a_sheet_comes_alive(payload):
    template = compiled(drawn({"A1": "{%sheet s in one, name s %}", "A2": "{{ s }}", "B2": "=表!A2"}))
    out = template.render({"one": [payload, payload]})
    book = opened(out)
    assert len(book.sheetnames) == 2
    assert [sheet["A1"].value for sheet in book] == [expected(payload)] * 2
    assert all(str(sheet["B1"].value).endswith("!A1") for sheet in book)


WORDS = (
    "{{ n }}", "{{ none }}", "{{ xs }}", "{{ x }}", "{{ r.n }}", "{{ r }}", "{{ n / 0 }}", "{{ nothing }}", "{{ 1 + }}", "{{", "}}", "{% if n %}", "{% else %}",
    "{% endif %}", "{% for x in xs %}", "{% endfor %}", "{%tr for r in xs %}", "{%tr for r in rows %}", "{%tr endfor %}", "{%tr if n %}", "{%tr else %}", "{%tr endif %}",
    "{%tc for r in xs %}", "{%tc endfor %}", "{%tc if none %}", "{%tc endif %}", "{%sheet s in xs, name s %}", "{%sheet s in rows, name s.n %}", "{% vm r.n %}{{ r.n }}",
    "{% vm %}", "{%tr set a = 1 %}", "{% set a = n %}", "{%p if n %}", "{# note #}", "{%tr macro m() %}", "字", "=SUM(A1:A9)", "=A2+B2", "=C$4*2", "=SUM(A4:C4)", "=表!A1",
    "=IF(A1>1,B1/C1,\"\")", "=SUM(A:A)", "=SUM(表:表!A1)", "{_{ x }_}", "｛｛ n ｝｝",
)  # fmt: skip
FACTS = {"n": 3, "none": None, "xs": [1, 2, 2], "rows": [{"n": "甲"}, {"n": "甲"}, {"n": 0}]}
LEFT = re.compile(r"\{\{(?! x \}\})|\{%")


def random_template(rng):
    cells = {f"{rng.choice('ABCDE')}{rng.randint(1, 9)}": rng.choice(WORDS) for _ in range(rng.randint(1, 8))}
    if rng.random() < 0.5:  # half of them with a sound list
        cells |= {"A3": "{%tr for r in rows %}", "A4": "{{ r.n }}", "A5": "{%tr endfor %}"}

    def act(book, sheet):
        if rng.random() < 0.3:
            sheet.merge_range(rng.randint(0, 9), 6, rng.randint(10, 12), 8, "")
        if rng.random() < 0.3:
            sheet.conditional_format(
                "A4:C9", {"type": "formula", "criteria": "=A4>$B$2", "format": book.add_format({"bold": 1})}
            )
        if rng.random() < 0.3:
            sheet.autofilter("A2:C5")
        if rng.random() < 0.3:
            book.define_name("名", "=表!$A$4")
            sheet.print_area("A1:E9")

    return drawn(cells, act)


def test_templates_that_nobody_would_write_give_a_workbook_or_problems():
    rng = random.Random(20261120)
    outcomes = {"workbook": 0, "problems": 0}
    for _ in range(TEMPLATES):
        data = random_template(rng)
        try:
            template = compiled(data)
            template.names()
            out = template.render(FACTS)
        except Stop as stop:
            assert stop.problems
            outcomes["problems"] += 1
            continue
        outcomes["workbook"] += 1
        for sheet in opened(out):
            texts = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
            assert not any(LEFT.search(text) for text in texts), texts
    assert min(outcomes.values()) > TEMPLATES / 20
