"""A chart's name, series and alt text → a native chart part with its workbook, and the paragraph that shows it.

The alt text holds the tag by which the engine fills it; the points drawn here are only to look at while editing.
Here are columns and lines, alone or together; ``house_bars`` draws bars and a radar on the same ground, ``house_pie``
pies and rings. Every chart has ``parts()``, which go into the draft, and ``chart_paragraph(chart)`` shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from authoring.house import Part, packed
from authoring.house_styles import GREY, INK
from authoring.house_text import Xml

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EMU = 36000  # in one millimetre
COLOURS = ("9DB2CF", "C0504D", "2F6B4F", "B26A00", "5B4B8A", "3E6FA8")


class Drawn(Protocol):
    """What any chart has: a name, an alt text (with the tag that fills it), a size in mm, its number in the file."""

    @property
    def name(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def number(self) -> int: ...


@dataclass(frozen=True)
class Chart:
    """Columns, lines or both over one list of categories; size in mm.

    Lines stand on the left axis where there are no columns or ``one_axis`` says so, else on an axis of their own on
    the right. ``stacked``: columns upon each other. ``format``: of the labels at columns and lines ("": no labels);
    ``axis`` and ``right_axis``: of the numbers at the axes ("0%" …). ``signed``: values below 0 are meant, so the
    axis does not begin at 0 and the categories stand at its foot. ``points``: the lines are points alone, for their
    categories follow no order.
    """

    name: str
    alt: str
    columns: tuple[str, ...]
    lines: tuple[str, ...]
    width: float
    height: float
    categories: tuple[str, ...] = ("第1周", "第2周", "第3周", "第4周")
    number: int = 1
    stacked: bool = False
    one_axis: bool = False
    signed: bool = False
    points: bool = False
    format: str = ""
    axis: str = "General"
    right_axis: str = "General"
    colours: tuple[str, ...] = COLOURS

    @property
    def series(self) -> tuple[str, ...]:
        """All series, columns first."""
        return (*self.columns, *self.lines)

    @property
    def two_axes(self) -> bool:
        """Whether the lines have an axis of their own."""
        return bool(self.columns and self.lines) and not self.one_axis

    def parts(self) -> tuple[Part, ...]:
        """The chart part, its relationships and its workbook."""
        return chart_parts(self)


def chart_paragraph(chart: Drawn) -> Xml:
    """The paragraph that shows the chart, as wide as it says."""
    wide, high = round(chart.width * _EMU), round(chart.height * _EMU)
    return Xml(
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{chart.number}" name={quoteattr(chart.name)} descr={quoteattr(chart.alt)}/>'
        "<wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart r:id="r_chart{chart.number}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def chart_parts(chart: Chart) -> tuple[Part, ...]:
    """The chart part, its relationships and its workbook."""
    columns = [_values(chart, i) for i in range(len(chart.series))]
    return native_parts(chart.number, _chart_xml(chart), workbook(chart.series, chart.categories, columns))


def native_parts(number: int, xml: str, book: bytes) -> tuple[Part, ...]:
    """The parts of the document's chart of this number."""
    relations = (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/package" '
        f'Target="../embeddings/chart{number}.xlsx"/></Relationships>'
    )
    part = f"word/charts/chart{number}.xml"
    return (
        Part(part, xml, f"{_TYPES}.drawingml.chart+xml", f"{_OFFICE}/chart"),
        Part(f"word/charts/_rels/chart{number}.xml.rels", relations),
        Part(f"word/embeddings/chart{number}.xlsx", book),
    )


def _values(chart: Chart, series: int) -> list[int]:
    """Points to look at while editing: they fall and rise."""
    return [(40, 8, 5, 3)[min(series, 3)] + (3, -2, 4, 1)[i % 4] for i in range(len(chart.categories))]


def _chart_xml(chart: Chart) -> str:
    return chart_space(_columns(chart) + _lines(chart) + _axes(chart), legend=len(chart.series) > 1)


def _columns(chart: Chart) -> str:
    if not chart.columns:
        return ""
    drawn = "".join(_series(chart, i, line=False) for i in range(len(chart.columns)))
    grouping, overlap = ("stacked", '<c:overlap val="100"/>') if chart.stacked else ("clustered", "")
    return (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="{90 if chart.format else 120}"/>{overlap}'
        '<c:axId val="101"/><c:axId val="102"/></c:barChart>'
    )


def _lines(chart: Chart) -> str:
    if not chart.lines:
        return ""
    drawn = "".join(_series(chart, i, line=True) for i in range(len(chart.columns), len(chart.series)))
    first = 103 if chart.two_axes else 101
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}<c:marker val="1"/>'
        f'<c:axId val="{first}"/><c:axId val="{first + 1}"/></c:lineChart>'
    )


def chart_space(plot: str, *, legend: bool = True) -> str:
    """The chart part around what is plotted: no title, the legend above, no ground, the house's lettering."""
    keys = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>' if legend else ""
    return (
        f'{_HEAD}<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_DRAWING}" xmlns:r="{_OFFICE}">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}</c:plotArea>'
        f'{keys}<c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_TEXT}'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def fill(colour: str) -> str:
    """A plain fill."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def lettering(colour: str) -> str:
    """The colour of letters that stand on this colour."""
    return "FFFFFF" if sum(int(colour[i : i + 2], 16) for i in (0, 2, 4)) < 380 else INK


_TEXT = (
    f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800">{fill(GREY)}<a:latin typeface="Arial"/>'
    '<a:ea typeface="宋体"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)


def _axes(chart: Chart) -> str:
    line = f'<c:spPr><a:ln w="6350">{fill(GREY)}</a:ln></c:spPr>'

    def axis(kind: str, this: int, cross: int, place: str, hidden: int, code: str, more: str) -> str:
        whole = kind == "valAx" and not chart.signed
        least = '<c:min val="0"/>' if whole else ""  # figures are counts: an axis cut off below exaggerates
        beside = "low" if chart.signed and kind == "catAx" else "nextTo"
        return (
            f'<c:{kind}><c:axId val="{this}"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling>'
            f'<c:delete val="{hidden}"/><c:axPos val="{place}"/>'
            f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>'
            '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
            f'<c:tickLblPos val="{beside}"/>{line}<c:crossAx val="{cross}"/>{more}</c:{kind}>'
        )

    category = (
        '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="0"/>'
    )
    between = '<c:crossBetween val="between"/>'
    left = (
        axis("catAx", 101, 102, "b", 0, "General", category),
        axis("valAx", 102, 101, "l", 0, chart.axis, f'<c:crosses val="autoZero"/>{between}'),
    )
    right = (
        axis("catAx", 103, 104, "b", 1, "General", category),
        axis("valAx", 104, 103, "r", 0, chart.right_axis, f'<c:crosses val="max"/>{between}'),
    )
    return "".join((*left, *right) if chart.two_axes else left)


def _series(chart: Chart, index: int, *, line: bool) -> str:
    paint = chart.colours[index % len(chart.colours)]
    colour = fill(paint)
    drawn = "<a:noFill/>" if chart.points else colour
    look = f'<c:spPr><a:ln w="22225">{drawn}</a:ln></c:spPr>' if line else f"<c:spPr>{colour}</c:spPr>"
    size = 7 if chart.points else 5
    marker = (
        f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/><c:spPr>{colour}</c:spPr></c:marker>'
        if line
        else '<c:invertIfNegative val="0"/>'
    )
    place = "t" if line else "ctr" if chart.stacked else "outEnd"
    shown = labels(chart.format, lettering(paint) if place == "ctr" else INK, place) if chart.format else ""
    smooth = '<c:smooth val="0"/>' if line else ""
    names = series_names(index, chart.series[index])
    points = series_points(index, chart.categories, _values(chart, index))
    return f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>{names}{look}{marker}{shown}{points}{smooth}</c:ser>'


def labels(code: str, colour: str, place: str, *, share: bool = False, named: bool = False) -> str:
    """The labels of a series: its values, or its ``share`` of the whole and the ``named`` category; ``place`` of the
    chart's kind."""
    wanted = {"CatName": named, "Percent": share, "Val": not share}
    shown = "".join(
        f'<c:show{name} val="{int(wanted.get(name, False))}"/>'
        for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    look = (
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f'<a:defRPr sz="800">{fill(colour)}<a:latin typeface="Arial"/><a:ea typeface="宋体"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
    number = f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>'
    where = f'<c:dLblPos val="{place}"/>' if place else ""
    apart = "<c:separator>\n</c:separator>" if named else ""
    return f"<c:dLbls>{number}{look}{where}{shown}{apart}</c:dLbls>"


def series_names(index: int, name: str) -> str:
    """A series' name, which stands in the workbook's head row."""
    return f"<c:tx>{_points('strRef', f'Sheet1!${_LETTERS[index + 1]}$1', [name])}</c:tx>"


def series_points(index: int, categories: Sequence[str], values: Sequence[float]) -> str:
    """A series' categories and values, where they stand in the workbook."""
    letter, last = _LETTERS[index + 1], len(categories) + 1
    words = _points("strRef", f"Sheet1!$A$2:$A${last}", categories)
    numbers = _points("numRef", f"Sheet1!${letter}$2:${letter}${last}", values)
    return f"<c:cat>{words}</c:cat><c:val>{numbers}</c:val>"


def _points(kind: str, formula: str, values: Sequence[str | float]) -> str:
    cache = kind.replace("Ref", "Cache")
    code = "<c:formatCode>General</c:formatCode>" if kind == "numRef" else ""
    points = "".join(f'<c:pt idx="{i}"><c:v>{escape(str(v))}</c:v></c:pt>' for i, v in enumerate(values))
    cached = f'<c:{cache}>{code}<c:ptCount val="{len(values)}"/>{points}</c:{cache}>'
    return f"<c:{kind}><c:f>{formula}</c:f>{cached}</c:{kind}>"


def workbook(series: Sequence[str], categories: Sequence[str], columns: Sequence[Sequence[float]]) -> bytes:
    """The workbook that Word opens when somebody edits the chart's data."""
    rows: list[Iterable[str | float]] = [("", *series)]
    rows += [chain([name], (column[i] for column in columns)) for i, name in enumerate(categories)]
    data = "".join(f'<row r="{n}">{_cells(n, cells)}</row>' for n, cells in enumerate(rows, 1))
    sheet = f"{_TYPES}.spreadsheetml"
    return packed(
        [
            ("[Content_Types].xml",
             f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
             f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/></Types>'),
            ("_rels/.rels",
             f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
             'Target="xl/workbook.xml"/></Relationships>'),
            ("xl/workbook.xml",
             f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
             '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'),
            ("xl/_rels/workbook.xml.rels",
             f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
             'Target="worksheets/sheet1.xml"/></Relationships>'),
            ("xl/worksheets/sheet1.xml",
             f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>{data}</sheetData></worksheet>'),
        ]
    )  # fmt: skip


def _cells(number: int, values: Iterable[str | float]) -> str:
    return "".join(
        f'<c r="{_LETTERS[i]}{number}"><v>{v}</v></c>'
        if isinstance(v, int | float)
        else f'<c r="{_LETTERS[i]}{number}" t="inlineStr"><is><t>{escape(v)}</t></is></c>'
        for i, v in enumerate(values)
    )
