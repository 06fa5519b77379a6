"""Native charts in Word templates: cached points, references and the embedded workbook follow the facts."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from lxml import etree
from office.tagging import FORMATS, NAMES
from office.word_paper import drawn, invalid

from pipeline.office.package import CONTENT_TYPES, read_package
from pipeline.office.word import WordTemplate, compile_document
from pipeline.problems import Stop

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
WEEKS = [
    {"label": "第1周 & <", "enquiries": 12, "rate": 0.25},
    {"label": "第2周", "enquiries": None, "rate": 0.5},
    {"label": "第3周", "enquiries": 9, "rate": None},
]
TAG = "{{ chart 走势 categories=label series=咨询量,转化率 }}"


def frame(alt: str) -> str:
    """A paragraph with a chart whose alt text is ``alt``."""
    return (
        f'<w:p xmlns:w="{WORD}"><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}">'
        f'<wp:extent cx="3600000" cy="1800000"/><wp:docPr id="7" name="图表 1" descr="{alt}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{MAIN}"><a:graphicData uri="{CHART}">'
        f'<c:chart xmlns:c="{CHART}" xmlns:r="{OFFICE}" r:id="rIdC1"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def series(index: int, name: str) -> str:
    """A series with one old point."""
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>旧!$B$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        '<c:invertIfNegative val="0"/>'
        "<c:cat><c:strRef><c:f>旧!$A$2</c:f></c:strRef></c:cat>"
        "<c:val><c:numRef><c:f>旧!$B$2</c:f><c:numCache><c:formatCode>0.0%</c:formatCode></c:numCache></c:numRef></c:val></c:ser>"
    )


def template(alt: str = TAG, count: int = 2) -> WordTemplate:
    """A template with one column chart of ``count`` series."""
    chart = (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN}" xmlns:r="{OFFICE}"><c:chart><c:plotArea>'
        f'<c:layout/><c:barChart><c:barDir val="col"/>{"".join(series(i, f"系列{i}") for i in range(count))}'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart>'
        '<c:externalData r:id="rId1"/></c:chartSpace>'
    )
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    package = read_package(drawn(["前", "后"]))
    relations = package.text("word/_rels/document.xml.rels")
    body = package.text("word/document.xml")
    types = package.text(CONTENT_TYPES)
    types = types.replace(
        "</Types>",
        '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        '<Override PartName="/word/charts/chart1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>',
    )
    at = body.index("<w:sectPr")
    data = package.write(
        {
            CONTENT_TYPES: types,
            "word/document.xml": body[:at] + frame(alt) + body[at:],
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>", relation.format("rIdC1", OFFICE, "chart", "charts/chart1.xml") + "</Relationships>"
            ),
            "word/charts/chart1.xml": chart,
            "word/charts/_rels/chart1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + relation.format("rId1", OFFICE, "package", "../embeddings/w.xlsx")
                + "</Relationships>"
            ),
            "word/embeddings/w.xlsx": b"old",
        }
    )
    return compile_document(data, name="面谈.docx", names=NAMES, formats=FORMATS)


def points(data: bytes) -> list[dict[str, Any]]:
    """Each series of the document's chart: its references and cached points."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/charts/chart1.xml"))
    c = {"c": CHART}
    return [
        {
            "name": ser.xpath("string(c:tx//c:f)", namespaces=c),
            "categories": (ser.xpath("string(c:cat//c:f)", namespaces=c), ser.xpath("c:cat//c:v/text()", namespaces=c)),
            "values": (
                ser.xpath("string(c:val//c:f)", namespaces=c),
                [(int(p.get("idx")), float(p[0].text)) for p in ser.xpath("c:val//c:pt", namespaces=c)],
            ),
            "counts": ser.xpath("*//c:ptCount/@val", namespaces=c),
        }
        for ser in root.iter(f"{{{CHART}}}ser")
    ]


@pytest.mark.parametrize(
    "alt",
    [
        TAG,
        "说明 {{ 图表 走势　类别=label　系列=咨询量、转化率 }}",
        "｛｛chart 走势 categories=label series=咨询量，转化率｝｝",
    ],
)
def test_points_and_references_follow_the_facts(alt):
    data = template(alt).render({"走势": WEEKS})
    assert invalid(data) == []
    first, second = points(data)
    labels = ["第1周 & <", "第2周", "第3周"]
    assert first == {
        "name": "Sheet1!$B$1",
        "categories": ("Sheet1!$A$2:$A$4", labels),
        "values": ("Sheet1!$B$2:$B$4", [(0, 12.0), (2, 9.0)]),
        "counts": ["1", "3", "3"],
    }
    assert second["values"] == ("Sheet1!$C$2:$C$4", [(0, 0.25), (1, 0.5)])


def test_the_embedded_workbook_holds_the_same_numbers():
    data = template().render({"走势": WEEKS})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read("word/embeddings/w.xlsx")))["Sheet1"]
        assert "{{" not in archive.read("word/document.xml").decode()
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        [None, "系列0", "系列1"],
        ["第1周 & <", 12, 0.25],
        ["第2周", None, 0.5],
        ["第3周", 9, None],
    ]


def test_a_chart_without_rows_keeps_one_blank_row():
    data = template().render({"走势": []})
    assert invalid(data) == []
    assert points(data)[0]["categories"] == ("Sheet1!$A$2:$A$2", [])


def test_the_same_facts_give_the_same_bytes():
    compiled = template()
    assert compiled.render({"走势": WEEKS}) == compiled.render({"走势": WEEKS})


@pytest.mark.parametrize(
    ("alt", "count", "code"),
    [
        ("{{ chart 走势 }}", 2, "WD120"),
        (TAG, 1, "WD121"),
        (TAG.replace("咨询量,", ""), 2, "WD121"),
    ],
)
def test_a_tag_that_does_not_fit_its_chart_is_said(alt, count, code):
    (found,) = template(alt, count).problems
    assert (found.code, found.place.file, found.place.inside) == (code, "面谈.docx", "paragraph 3")


def test_a_chart_says_which_names_it_needs_and_which_are_missing():
    compiled = template()
    assert compiled.names() == {"走势": {"[]": {"label": {}, "enquiries": {}, "rate": {}}}}
    with pytest.raises(Stop) as stop:
        compiled.render({"走势": [{"label": "a", "enquiries": 1}]})
    assert {(p.code, p.found, p.place.tag) for p in stop.value.problems} == {("TL202", "转化率", TAG)}


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        ("四周走势图", "四周走势图"),
        (TAG, "图表 1"),
        ("{{ 支行 }}的走势", "&lt;城东&gt; &amp; &quot;的走势"),
        ("说明" + TAG, "说明"),
    ],
)
def test_alt_texts_stay_or_are_filled(alt, expected):
    with zipfile.ZipFile(io.BytesIO(template(alt).render({"branch": '<城东> & "', "走势": WEEKS}))) as archive:
        assert f'descr="{expected}"' in archive.read("word/document.xml").decode()


def test_a_chart_in_a_loop_is_copied_with_its_workbook_for_each_pass():
    package = read_package(template().package.write({}))
    body = package.text("word/document.xml")
    loop = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'.format
    start, end = body.index("<w:p", body.index("后")), body.index("<w:sectPr")
    inside = loop("{%p for 组 in 各组 %}") + body[start:end] + loop("{%p endfor %}")
    looped = package.write(
        {"word/document.xml": body[:start] + inside.replace("chart 走势", "chart 组.走势") + body[end:]}
    )
    compiled = compile_document(looped, name="面谈.docx", names=NAMES, formats=FORMATS)
    groups = [{"走势": WEEKS[:n]} for n in (1, 2, 3)]
    data = compiled.render({"各组": groups})
    assert invalid(data) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        charts = sorted(name for name in archive.namelist() if "/charts/" in name and name.endswith(".xml"))
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        parts = [etree.fromstring(archive.read(name)) for name in charts]
        rows = sorted(openpyxl.load_workbook(io.BytesIO(archive.read(name))).active.max_row for name in books)
        shown = archive.read("word/document.xml").decode()
    assert sorted(part.xpath("string((//*[local-name()='cat']//@val)[1])") for part in parts) == ["1", "2", "3"]
    assert rows == [2, 3, 4]
    assert shown.count("<c:chart ") == 3
    assert "{{" not in shown
    assert compiled.render({"各组": groups}) == data
    assert compiled.names() == {"各组": {"[]": {"走势": {"[]": {"label": {}, "enquiries": {}, "rate": {}}}}}}
    assert read_package(compiled.render({"各组": []})).text("word/document.xml").count("<c:chart ") == 0


@pytest.mark.parametrize("kind", ["lineChart", "pieChart", "radarChart", "areaChart", "doughnutChart", "bar3DChart"])
def test_charts_of_other_types_are_filled(kind):
    package = read_package(template().package.write({}))
    chart = (
        package.text("word/charts/chart1.xml")
        .replace("barChart>", f"{kind}>")
        .replace('<c:invertIfNegative val="0"/>', "")
    )
    data = package.write({"word/charts/chart1.xml": chart})
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"走势": WEEKS})
    assert [series["values"][1] for series in points(out)] == [[(0, 12.0), (2, 9.0)], [(0, 0.25), (1, 0.5)]]


@pytest.mark.parametrize("alt", [TAG, "四周走势"])
def test_the_title_of_a_chart_may_hold_tags(alt):
    package = read_package(template(alt).package.write({}))
    title = (
        "<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p>"
        "<a:r><a:t>{{ 支</a:t></a:r><a:r><a:t>行 }}的走势</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )
    chart = package.text("word/charts/chart1.xml").replace("<c:chart>", title)
    data = package.write({"word/charts/chart1.xml": chart})
    out = compile_document(data, names=NAMES, formats=FORMATS).render({"走势": WEEKS, "branch": "城东 & 西"})
    assert invalid(out) == []
    assert "<a:t>城东 &amp; 西</a:t></a:r><a:r><a:t>的走势</a:t>" in read_package(out).text("word/charts/chart1.xml")


def test_the_names_of_series_may_hold_tags_and_the_workbook_has_them_too():
    package = read_package(template().package.write({}))
    chart = package.text("word/charts/chart1.xml").replace("系列0", "{{ 支行 }}咨询")
    data = package.write({"word/charts/chart1.xml": chart})
    out = read_package(
        compile_document(data, names=NAMES, formats=FORMATS).render({"走势": WEEKS, "branch": "城东 & 西"})
    )
    assert "<c:v>城东 &amp; 西咨询</c:v>" in out.text("word/charts/chart1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(out.members["word/embeddings/w.xlsx"].data)).active
    assert [cell.value for cell in sheet[1]] == [None, "城东 & 西咨询", "系列1"]
