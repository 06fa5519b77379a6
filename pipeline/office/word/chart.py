"""A chart of a template and the tag in its alt text → pieces that write its points and its embedded workbook.

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
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.office.markup import attribute_writer
from pipeline.office.package import Package, packed
from pipeline.office.tags.names import plain_source
from pipeline.office.template import Piece, Tag
from pipeline.office.word.reading.drawings.texts import fill_texts, tagged
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.xml import DECLARATION, parse
from pipeline.office.word.writing.additions import WRITING, rels_of
from pipeline.problems import Place, Problem, column_letters, problem

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TAG = re.compile(
    r"\s*(?:chart|图表)\s+(?P<rows>.+?)\s+(?:categories|类别)\s*=\s*(?P<categories>[^\s=]+)"
    r"\s+(?:series|系列)\s*=\s*(?P<series>.+?)\s*"
)
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROW = "row__"


@dataclass(frozen=True, slots=True)
class ChartTag:
    """A chart's tag: the relationship of its chart part, what it says, and where it stands."""

    relationship: str
    source: str
    typed: str
    place: Place


@dataclass(frozen=True)
class Chart:
    """A chart of the template: the pieces of its part with the cached points and of its embedded workbook's sheet,
    its relationship and the attribute that holds that."""

    owner: str
    relationship: str
    part: str
    points: list[Piece]
    workbook: str = ""
    sheet: list[Piece] = field(default_factory=list)
    workbook_relationship: str = ""
    attribute: str = REL_ID

    def writer(self, format: str) -> Callable[[Any], str]:
        """Keeps the points and the sheet that a program has written, and writes the relationship to them: for the
        first its own, for each more (the chart stands in a loop) one to a copy."""

        def write(value: Any) -> str:
            points, sheet = map(str, value)
            additions = WRITING.get()
            book = _WORKBOOK.write({_SHEET: sheet}) if sheet else b""
            if additions.fill(self.part, points):
                if book:
                    additions.fill(self.workbook, book)
                return self.relationship
            part = additions.add(self.part, points, _CHART_TYPE)
            if book:
                copied = additions.add(self.workbook, book, _BOOK_TYPE)
                additions.keep(rels_of(part), _to_workbook(self.workbook_relationship, copied))
            return additions.relation(self.owner, "chart", posixpath.relpath(part, posixpath.dirname(self.owner)))

        return write


def _to_workbook(relationship: str, workbook: str) -> str:
    """The relationships of a copied chart: to its own workbook only, for its colours stand in the chart itself."""
    return (
        f'{DECLARATION}<Relationships xmlns="{_RELS_NS}"><Relationship Id="{relationship}" '
        f'Type="{_OFFICE}/package" Target="/{workbook}"/></Relationships>'
    )


def is_chart_tag(source: str) -> bool:
    """Whether a tag in an alt text is meant for a chart."""
    return plain_source(source).split()[:1] in (["chart"], ["图表"])


def relationships(package: Package, part: str) -> Mapping[str, str]:
    """The internal relationships of a part: id → name of the part it points to."""
    rels, folder = rels_of(part), posixpath.dirname(part)
    if rels not in package.members:
        return {}
    return {
        str(entry.get("Id")): posixpath.normpath(posixpath.join(folder, str(entry.get("Target")))).lstrip("/")
        for entry in parse(package.text(rels))
        if entry.get("TargetMode") != "External"
    }


def compile_chart(package: Package, owner: str, tag: ChartTag) -> tuple[Chart | None, list[Problem]]:
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
    data = drawing.root.find(f"{C}externalData")
    relation = str(data.get(REL_ID)) if data is not None else ""
    book = relationships(package, part).get(relation, "")
    sheet = drawing.sheet_pieces(fields) if book in package.members else []
    return Chart(owner, tag.relationship, part, drawing.pieces(fields), book, sheet, relation), []


def raw_number_writer(format: str) -> Callable[[Any], str]:
    """Writes numbers as XML holds them: 0.4537, never 45.4%; blanks as nothing."""

    def write(value: Any) -> str:
        if value is None or value != value:
            return ""
        return str(int(value)) if isinstance(value, bool) else repr(value)

    return write


class _Drawing:
    """The chart part, with marks where categories and values go."""

    def __init__(self, root: etree._Element, tag: ChartTag, rows: str, categories: str) -> None:
        self.root = root
        self.series = list(root.iter(f"{C}ser"))
        self.fillable = bool(self.series) and all(s.find(f"{C}val") is not None for s in self.series)
        self._tag = tag
        self._rows = rows
        self._categories = categories
        self._marks = Marks()

    def pieces(self, fields: list[str]) -> list[Piece]:
        """The part's program."""
        for column, (series, value) in enumerate(zip(self.series, fields, strict=True), 1):
            name = series.find(f"{C}tx/{C}strRef/{C}f")
            if name is not None:
                name.text = f"Sheet1!${column_letters(column + 1)}$1"
            categories = series.find(f"{C}cat")
            if categories is not None:
                self._fill(categories, "str", 0, self._categories, "")
            values = series.find(f"{C}val")
            assert values is not None
            code = values.findtext(f".//{C}formatCode") or "General"
            self._fill(values, "num", column, value, code)
        fill_texts(self.root, self._tag.place, self._marks)
        text = DECLARATION + etree.tostring(self.root, encoding="unicode")
        return list(self._marks.split(text, lambda text, repeated: text))

    def _fill(self, holder: etree._Element, kind: str, column: int, field: str, code: str) -> None:
        for child in list(holder):
            holder.remove(child)
        prefix = f"{holder.prefix}:" if holder.prefix else ""
        cache = (_prefixed(piece, prefix) for piece in self._cache(kind, column, field, code))
        holder.text = "".join(map(self._marks.mark, cache))

    def _cache(self, kind: str, column: int, field: str, code: str) -> list[Piece]:
        """A reference with its cached points: a strRef or numRef."""
        letter = column_letters(column + 1)
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
        head: list[Piece] = []
        for column, title in enumerate(titles, 1):
            text = tagged(title, self._tag.place, "text", f"title {column}")
            head += [f'<c r="{column_letters(column + 1)}1" {_TEXT}', *text, "</t></is></c>"]
        cells: list[Piece] = []
        for column, name in enumerate(fields, 1):
            value = f"{_ROW}.{name}"
            cells += [
                self._do(f"if {value} is not none"),
                f'<c r="{column_letters(column + 1)}',
                self._value("loop.index + 1", "number"),
                '"><v>',
                self._value(value, "number"),
                "</v></c>",
                self._do("endif"),
            ]
        return [
            f'{_SHEET_HEAD}<row r="1">',
            *head,
            "</row>",
            self._do(f"for {_ROW} in {self._rows}"),
            '<row r="',
            self._value("loop.index + 1", "number"),
            '"><c r="A',
            self._value("loop.index + 1", "number"),
            f'" {_TEXT}',
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


_TEXT = 't="inlineStr"><is><t xml:space="preserve">'
_MAIN_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = "xl/worksheets/sheet1.xml"
_SHEET_HEAD = f'{DECLARATION}<worksheet xmlns="{_MAIN_NS}"><sheetData>'
_WORKBOOK = Package(
    {
        name: packed(name, DECLARATION + text)
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
