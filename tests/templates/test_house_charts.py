"""Every chart of the house is a native one that a tag fills and the schemas accept."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from authoring.house import Draft, Page, docx
from authoring.house_bars import Bars, Radar
from authoring.house_chart import Chart, chart_paragraph
from authoring.house_pie import Pie
from lxml import etree
from office.word_paper import invalid

from pipeline.office import Names, compile

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ROWS = [
    {"名称": "农贸市场", "户数": 40, "客户": 12, "占比": 0.3, "增减": -0.5},
    {"名称": "物流园区", "户数": 17, "客户": None, "占比": 0.2, "增减": 0.4},
    {"名称": "餐饮 & 小吃", "户数": 9, "客户": 2, "占比": None, "增减": 0.05},
]
WIDE, HIGH = 160, 45


def tag(*fields: str) -> str:
    """The alt text by which these fields of the rows become the chart's series."""
    return f"{{{{ chart 表 categories=名称 series={','.join(fields)} }}}}"


CHARTS = {
    "columns": Chart("图", tag("户数"), ("户数",), (), WIDE, HIGH, format="0"),
    "stacked": Chart("图", tag("户数", "客户"), ("户数", "客户"), (), WIDE, HIGH, stacked=True, format="0"),
    "lines": Chart("图", tag("户数", "客户"), (), ("户数", "客户"), WIDE, HIGH),
    "columns and a line": Chart("图", tag("户数", "占比"), ("户数",), ("占比",), WIDE, HIGH, right_axis="0%"),
    "both on one axis": Chart("图", tag("户数", "客户"), ("户数",), ("客户",), WIDE, HIGH, one_axis=True),
    "signed": Chart("图", tag("增减"), ("增减",), (), WIDE, HIGH, signed=True, format="0.00"),
    "bars": Bars("图", tag("户数"), ("户数",), ("3E6FA8",), WIDE, HIGH),
    "pie": Pie("图", tag("户数"), "户数", WIDE, HIGH),
    "ring": Pie("图", tag("户数"), "户数", WIDE, HIGH, ring=True),
    "radar": Radar(
        "图", tag("户数", "客户"), ("甲", "乙", "丙"), ("本期", "上期"), ("1F3A5F", "9DB2CF"), 40, 80, 60, 1, ("上期",)
    ),
}


def rendered(name: str) -> zipfile.ZipFile:
    """The chart alone in a document, filled with the rows, as the parts of its file."""
    chart = CHARTS[name]
    data = docx(Draft("图", [chart_paragraph(chart)], Page(), {"footer1.xml": "<w:p/>"}, chart.parts()))
    assert invalid(data) == []
    template = compile(data, name="图.docx", names=Names(roots={"表": "表"}, fields={}))
    assert list(template.problems) == []
    filled = template.render({"表": ROWS})
    assert invalid(filled) == []
    return zipfile.ZipFile(io.BytesIO(filled))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_the_house_is_filled_by_its_tag(name: str) -> None:
    parts = rendered(name)
    part = etree.fromstring(parts.read("word/charts/chart1.xml"))
    fields = CHARTS[name].alt.split("series=")[1].removesuffix(" }}").split(",")
    for series, field in zip(part.iter(f"{C}ser"), fields, strict=True):
        words = [v.text for v in series.find(f"{C}cat").iter(f"{C}v")]
        values = [float(str(v.text)) for v in series.find(f"{C}val").iter(f"{C}v")]
        assert words == ["农贸市场", "物流园区", "餐饮 & 小吃"]
        assert values == [row[field] for row in ROWS if row[field] is not None]


def test_the_numbers_of_a_chart_can_be_edited_in_its_workbook() -> None:
    parts = rendered("columns and a line")
    sheet = openpyxl.load_workbook(io.BytesIO(parts.read("word/embeddings/chart1.xlsx"))).active
    assert [cell.value for cell in sheet[2]] == ["农贸市场", 40, 0.3]
    assert [cell.value for cell in sheet[4]] == ["餐饮 & 小吃", 9, None]


@pytest.mark.parametrize(
    ("name", "axes"), [("columns", 2), ("lines", 2), ("both on one axis", 2), ("columns and a line", 4)]
)
def test_lines_have_an_axis_of_their_own_only_beside_columns(name: str, axes: int) -> None:
    part = etree.fromstring(rendered(name).read("word/charts/chart1.xml"))
    assert len([*part.iter(f"{C}catAx"), *part.iter(f"{C}valAx")]) == axes


@pytest.mark.parametrize(("name", "from_zero"), [("columns", True), ("signed", False)])
def test_only_an_axis_of_signed_values_may_begin_below_zero(name: str, from_zero: bool) -> None:
    part = etree.fromstring(rendered(name).read("word/charts/chart1.xml"))
    assert (part.find(f".//{C}valAx/{C}scaling/{C}min") is not None) == from_zero
