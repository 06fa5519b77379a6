"""A chart part of a template and the tag in its alt text → programs for its points and its embedded workbook.

The tag stands in the alt text of the chart's frame and names a list of the facts, the field of its
categories and one field for each series of the chart, in the chart's order:

    {{ chart 趋势 categories=标签 series=咨询量,申请量 }}        or        {{ 图表 趋势 类别=标签 系列=咨询量,申请量 }}

Colours, titles, axes and labels stay as they were drawn; series keep the names they have in the chart. The
embedded workbook is written anew with the same numbers, so that the chart can be edited in Word.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.office.package import Package, packed
from pipeline.office.tags.names import plain_source
from pipeline.office.template import Filters, Formats, Names, Piece, Program, Tag, compile_program
from pipeline.office.word_write import attribute_writer
from pipeline.office.word_xml import parse
from pipeline.problems import Place, Problem, problem

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TAG = re.compile(
    r"\s*(?:chart|图表)\s+(?P<rows>.+?)\s+(?:categories|类别)\s*=\s*(?P<categories>[^\s=]+)"
    r"\s+(?:series|系列)\s*=\s*(?P<series>.+?)\s*"
)
_HOLE = "\ufdd0"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ROW = "row__"


@dataclass(frozen=True, slots=True)
class ChartTag:
    """A chart's tag: the relationship of its chart part, what it says, and where it stands."""

    relationship: str
    source: str
    typed: str
    place: Place


@dataclass
class Chart:
    """The programs of one chart: of the part with its cached points and of the embedded workbook's sheet."""

    part: str
    points: Program
    workbook: str = ""
    sheet: Program | None = None

    @property
    def programs(self) -> list[Program]:
        """Both programs, as far as they exist."""
        return [self.points, *([self.sheet] if self.sheet else [])]

    def render(self, facts: Mapping[str, Any]) -> dict[str, bytes | str]:
        """Part names → their new content. Raises Stop with the problems of these facts."""
        changed: dict[str, bytes | str] = {self.part: self.points.render(facts)}
        if self.sheet is not None:
            changed[self.workbook] = _WORKBOOK.write({_SHEET: self.sheet.render(facts)})
        return changed


def is_chart_tag(source: str) -> bool:
    """Whether a tag in an alt text is meant for a chart."""
    return plain_source(source).split()[:1] in (["chart"], ["图表"])


def relationships(package: Package, part: str) -> Mapping[str, str]:
    """The internal relationships of a part: id → name of the part it points to."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in package.members:
        return {}
    return {
        str(entry.get("Id")): posixpath.normpath(posixpath.join(folder, str(entry.get("Target")))).lstrip("/")
        for entry in parse(package.text(rels))
        if entry.get("TargetMode") != "External"
    }


def compile_chart(
    package: Package, owner: str, tag: ChartTag, *, names: Names, formats: Formats, filters: Filters | None
) -> tuple[Chart | None, list[Problem]]:
    """The chart that a tag in the part ``owner`` fills, and what is wrong with the tag or the chart."""
    spec = _TAG.fullmatch(plain_source(tag.source))
    part = relationships(package, owner).get(tag.relationship, "")
    if spec is None or part not in package.members:
        return None, [problem("WD120", tag.place, tag.typed)]
    drawing = _Drawing(parse(package.text(part)), tag, spec["rows"], spec["categories"])
    fields = [field for field in re.split(r"[,、\s]+", spec["series"]) if field]
    if len(fields) != len(drawing.series):
        return None, [problem("WD121", tag.place, tag.typed, drawn=len(drawing.series), named=len(fields))]
    if not drawing.fillable:
        return None, [problem("WD122", tag.place, tag.typed)]

    def compiled(pieces: list[Piece]) -> Program:
        writers = {"number": raw_number_writer, "text": attribute_writer}
        return compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)

    chart = Chart(part, compiled(drawing.pieces(fields)))
    data = drawing.root.find(f"{C}externalData")
    if data is not None:
        chart.workbook = relationships(package, part).get(str(data.get(REL_ID)), "")
    if chart.workbook in package.members:
        chart.sheet = compiled(drawing.sheet_pieces(fields))
    return chart, [p for program in chart.programs for p in program.problems]


def raw_number_writer(format: str) -> Callable[[Any], str]:
    """Writes numbers as XML holds them: 0.4537, never 45.4%; blanks as nothing."""

    def write(value: Any) -> str:
        if value is None or value != value:
            return ""
        return str(int(value)) if isinstance(value, bool) else repr(value)

    return write


class _Drawing:
    """The chart part, with holes where categories and values go."""

    def __init__(self, root: etree._Element, tag: ChartTag, rows: str, categories: str) -> None:
        self.root = root
        self.series = list(root.iter(f"{C}ser"))
        self.fillable = bool(self.series) and all(s.find(f"{C}val") is not None for s in self.series)
        self._tag = tag
        self._rows = rows
        self._categories = categories
        self._holes: list[list[Piece]] = []

    def pieces(self, fields: list[str]) -> list[Piece]:
        """The part's program."""
        for column, (series, field) in enumerate(zip(self.series, fields, strict=True), 1):
            name = series.find(f"{C}tx/{C}strRef/{C}f")
            if name is not None:
                name.text = f"Sheet1!${_letter(column)}$1"
            categories = series.find(f"{C}cat")
            if categories is not None:
                self._fill(categories, "str", 0, self._categories, "")
            values = series.find(f"{C}val")
            assert values is not None
            code = values.findtext(f".//{C}formatCode") or "General"
            self._fill(values, "num", column, field, code)
        text = _DECLARATION + etree.tostring(self.root, encoding="unicode")
        pieces: list[Piece] = []
        for i, chunk in enumerate(text.split(_HOLE)):
            pieces += [chunk] if i % 2 == 0 else self._holes[int(chunk)]
        return pieces

    def _fill(self, holder: etree._Element, kind: str, column: int, field: str, code: str) -> None:
        for child in list(holder):
            holder.remove(child)
        holder.text = f"{_HOLE}{len(self._holes)}{_HOLE}"
        prefix = f"{holder.prefix}:" if holder.prefix else ""
        self._holes.append([_prefixed(p, prefix) for p in self._cache(kind, column, field, code)])

    def _cache(self, kind: str, column: int, field: str, code: str) -> list[Piece]:
        """A reference with its cached points: a strRef or numRef."""
        letter = _letter(column)
        point: list[Piece] = [
            '<c:pt idx="',
            self._value("loop.index0", "number"),
            '"><c:v>',
            self._value(f"{_ROW}.{field}", "text" if kind == "str" else "number"),
            "</c:v></c:pt>",
        ]
        if kind == "num":
            point = [self._do(f"if {_ROW}.{field} is not none"), *point, self._do("endif")]
        return [
            f"<c:{kind}Ref><c:f>Sheet1!${letter}$2:${letter}$",
            self._value(f"[({self._rows})|count, 1]|max + 1", "number"),
            f"</c:f><c:{kind}Cache>",
            f"<c:formatCode>{attribute_writer('')(code)}</c:formatCode>" if kind == "num" else "",
            '<c:ptCount val="',
            self._value(f"({self._rows})|count", "number"),
            '"/>',
            self._do(f"for {_ROW} in {self._rows}"),
            *point,
            self._do("endfor"),
            f"</c:{kind}Cache></c:{kind}Ref>",
        ]

    def sheet_pieces(self, fields: list[str]) -> list[Piece]:
        """The program of the embedded workbook's sheet: a head row, then a row for each item."""
        titles = [series.findtext(f"{C}tx//{C}v") or "" for series in self.series]
        head = "".join(_text_cell(i, 1, attribute_writer("")(t)) for i, t in enumerate(titles, 1))
        cells: list[Piece] = []
        for column, field in enumerate(fields, 1):
            value = f"{_ROW}.{field}"
            cells += [
                self._do(f"if {value} is not none"),
                f'<c r="{_letter(column)}',
                self._value("loop.index + 1", "number"),
                '"><v>',
                self._value(value, "number"),
                "</v></c>",
                self._do("endif"),
            ]
        return [
            f'{_SHEET_HEAD}<row r="1">{head}</row>',
            self._do(f"for {_ROW} in {self._rows}"),
            '<row r="',
            self._value("loop.index + 1", "number"),
            '"><c r="A',
            self._value("loop.index + 1", "number"),
            '" t="inlineStr"><is><t xml:space="preserve">',
            self._value(f"{_ROW}.{self._categories}", "text"),
            "</t></is></c>",
            *cells,
            "</row>",
            self._do("endfor"),
            "</sheetData></worksheet>",
        ]

    def _value(self, source: str, writer: str) -> Tag:
        return Tag(source, self._tag.typed, self._tag.place, writer=writer)

    def _do(self, source: str) -> Tag:
        return Tag(source, self._tag.typed, self._tag.place, statement=True)


def _prefixed(piece: Piece, prefix: str) -> Piece:
    return re.sub(r"(</?)c:", rf"\1{prefix}", piece) if isinstance(piece, str) else piece


def _letter(column: int) -> str:
    return chr(65 + column)


def _text_cell(column: int, row: int, text: str) -> str:
    return f'<c r="{_letter(column)}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_MAIN_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_HEAD = f'{_DECLARATION}<worksheet xmlns="{_MAIN_NS}"><sheetData>'
_WORKBOOK = Package(
    {
        name: packed(name, _DECLARATION + text)
        for name, text in {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/{_SHEET}" ContentType="{_TYPES}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELS_NS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN_NS}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS_NS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        }.items()
    }
)
