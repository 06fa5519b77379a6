"""Drawings, charts and comments of a workbook → the same with marks: anchors move, charts get ranges and points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from lxml import etree

from pipeline.office.excel.book import Book
from pipeline.office.excel.formulas.functions import FormulaError, UnknownError, text
from pipeline.office.excel.formulas.reference import Area, Corner, Formula, parse_area, parse_formula
from pipeline.office.excel.moving.marks import FormulaText, Range, RowNumber
from pipeline.office.excel.moving.moves import Mover
from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import XDR, C, Marks, S, escaped

C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_ROW = re.compile(r"(<x:Row>)\s*(\d+)\s*(</x:Row>)")


@dataclass(frozen=True, slots=True)
class ChartData:
    """The range of a chart's series and the points that the chart remembers of it.

    ``cache``: numCache, strCache or multiLvlStrCache; ``code``: its number format as an element.
    """

    by_layout: ClassVar[bool] = False
    formula: Formula
    cache: str
    prefix: str
    code: str

    def written(self, now: Any, at: At | None) -> str:
        """The f element and its cache; no cache where a point is not known."""
        p = self.prefix
        reference = FormulaText(-1, self.formula, growing=True).written(now, None)
        points = self._points(now)
        body = "" if points is None else f"<{p}{self.cache}>{self.code}{points}</{p}{self.cache}>"
        return f"<{p}f>{reference}</{p}f>{body}"

    def _points(self, now: Any) -> str | None:
        areas = self.formula.areas
        try:
            if self.cache == "multiLvlStrCache":
                return self._levels(now, areas[0])
            values = [v for area in areas for v in now.values.area(_whole(area), -1, None)]
            return self._level(values, count=True)
        except (UnknownError, FormulaError, IndexError):
            return None

    def _levels(self, now: Any, area: Area) -> str:
        """Each column is a level, the innermost (last) first."""
        p, levels = self.prefix, []
        for column in range(area.last.column, area.first.column - 1, -1):
            one = Area(area.sheet, Corner(column, area.first.row), Corner(column, area.last.row))
            levels.append(now.values.area(one, -1, None))
        count = f'<{p}ptCount val="{len(levels[0])}"/>'
        return count + "".join(f"<{p}lvl>{self._level(level, count=False)}</{p}lvl>" for level in levels)

    def _level(self, values: Sequence[Any], count: bool) -> str:
        p, numeric = self.prefix, self.cache == "numCache"
        points = [f'<{p}ptCount val="{len(values)}"/>'] if count else []
        for i, value in enumerate(values):
            shown = _number(value) if numeric else escaped(text(value)) if value is not None else ""
            if shown:
                points.append(f'<{p}pt idx="{i}"><{p}v>{shown}</{p}v></{p}pt>')
        return "".join(points)


def _number(value: Any) -> str:
    if isinstance(value, FormulaError):
        return escaped(value.code)
    return repr(value) if type(value) in (int, float) else ""


def _whole(area: Area) -> Area:
    return Area(area.sheet, area.first, area.last)


def chart(book: Book, root: etree._Element, mover: Mover) -> list[Formula]:
    """Marks in a chart part for every range on a sheet of the workbook; the formulas that were marked."""
    found = []
    _extensions(root, mover)
    for element in list(root.iter(f"{C}f")):
        formula = parse_formula(element.text or "")
        parent = element.getparent()
        if parent is None or not formula.areas or not all(a.sheet.casefold() in book.by_name for a in formula.areas):
            continue
        cache = next((c for c in parent if etree.QName(c).localname in _CACHES), None)
        default = {"numRef": "numCache", "multiLvlStrRef": "multiLvlStrCache"}
        name = default.get(etree.QName(parent).localname, "strCache")
        prefix = f"{element.prefix}:" if element.prefix else ""
        data = ChartData(formula, name, prefix, _format_code(cache, prefix) if name == "numCache" else "")
        for area in formula.areas:
            mover.note(area)
        if cache is not None:
            parent.remove(cache)
        parent.remove(element)
        parent.text = mover.marks.put(data)
        found.append(formula)
    return found


def _extensions(root: etree._Element, mover: Mover) -> None:
    """Newer charts name ranges in extensions too (labels from cells); what they remember of them goes."""
    for element in list(root.iter(f"{C15}f", f"{C15}sqref")):
        element.text = mover.formula(element.text or "", growing=True)
        parent = element.getparent()
        for cache in list(parent) if parent is not None else ():
            if etree.QName(cache).localname.endswith("Cache") and parent is not None:
                parent.remove(cache)


def _format_code(cache: etree._Element | None, prefix: str) -> str:
    code = cache.findtext(f"{C}formatCode") if cache is not None else None
    return f"<{prefix}formatCode>{escaped(code or 'General')}</{prefix}formatCode>"


def drawing(root: etree._Element, mover: Mover) -> None:
    """Marks in the anchors of a drawing: one that sizes moves with both its rows, one that moves keeps its height."""
    for anchor in root.iter(f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor"):
        mover.anchor(anchor, anchor.get("editAs", "twoCell"))
    links(root, mover)


def links(root: etree._Element, mover: Mover) -> None:
    """Marks in what shows cells: a text box that shows one, a picture that shows a range."""
    for element in root.iter(etree.Element):
        mover.linked(element, "textlink", "cellRange")


def targets(root: etree._Element, mover: Mover) -> None:
    """Marks in the relationships of shapes that lead to a place in the workbook."""
    for entry in root:
        target = entry.get("Target", "")
        if target.startswith("#"):
            entry.set("Target", "#" + mover.formula(target[1:], attribute=True))


def control(root: etree._Element, mover: Mover) -> None:
    """Marks in the properties of a form control: the cells that it is linked to."""
    mover.linked(root, "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "fmlaMacro")


def comments(root: etree._Element, mover: Mover) -> None:
    """Marks in a comments part: each comment goes with the first of its cell's rows."""
    for element in root.iter(etree.Element):
        if element.get("ref") and etree.QName(element).localname in ("comment", "threadedComment"):
            element.set("ref", mover.range(element.get("ref", ""), as_cell=True))


def legacy_drawing(source: str, marks: Marks, home: int) -> str:
    """Marks in the VML of comments and form controls: their cells and the corners of their boxes."""

    def anchor(match: re.Match[str]) -> str:
        numbers = [part.strip() for part in match[2].split(",")]
        if len(numbers) != 8 or not (numbers[2].isdecimal() and numbers[6].isdecimal()):
            return match[0]
        lead = RowNumber(home, int(numbers[2]) + 1, -1)
        numbers[2] = marks.put(lead)
        numbers[6] = marks.put(RowNumber(home, int(numbers[6]) + 1, -1, after=lead))
        return f"{match[1]}{', '.join(numbers)}{match[3]}"

    moved = _VML_ANCHOR.sub(anchor, source)
    return _VML_ROW.sub(lambda m: f"{m[1]}{marks.put(RowNumber(home, int(m[2]) + 1, -1))}{m[3]}", moved)


def pivot_source(root: etree._Element, book: Book, marks: Marks) -> None:
    """Marks in a pivot cache for the range it was made from; Excel is to refresh it."""
    for source in root.iter(f"{S}worksheetSource", f"{S}rangeSet"):
        sheet = book.by_name.get(source.get("sheet", "").casefold(), -1)
        area = parse_area(source.get("ref", ""))
        if sheet >= 0 and area is not None:
            source.set("ref", marks.put(Range(sheet, area)))
            root.set("refreshOnLoad", "1")


def defined_names(root: etree._Element, mover: Mover) -> None:
    """Marks in the workbook's defined names; a name for a single sample cell stands for all its rows."""
    holder = root.find(f"{S}definedNames")
    for element in holder if holder is not None else ():
        element.text = mover.formula(element.text or "", growing=True)
