"""Drawings, charts and comments of a workbook → the same with marks: anchors move, charts get ranges and points."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from lxml import etree

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.book.reference import Area, Corner, Formula, parse_area, parse_formula
from pipeline.office.excel.formulas.functions import FormulaError, UnknownError, text
from pipeline.office.excel.moving.leaving import Span, edges
from pipeline.office.excel.moving.marks import FormulaText, Range, RowNumber
from pipeline.office.excel.moving.moves import Mover, replaced
from pipeline.office.excel.moving.plan import Plan
from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import XDR, C, Marks, S, escaped

C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_VML_ROW = re.compile(r"(<x:Row>)\s*(\d+)\s*(</x:Row>)")


@dataclass(frozen=True, slots=True)
class ChartData:
    """The range of a chart's series and the points that the chart remembers of it.

    ``kind``: num, str or multiLvlStr; ``code``: the number format of its points as an element; ``either``: it may be of
    numbers or of texts, and the cells decide (in a template they all hold the text of a tag): then it is the whole
    element that is written, not what stands in it.
    """

    by_layout: ClassVar[bool] = False
    formula: Formula
    kind: str
    prefix: str
    code: str
    either: bool = False

    def written(self, now: Any, at: At | None) -> str:
        """The reference with its cache; no cache where a point is not known."""
        p, kind = self.prefix, self.kind
        reference = FormulaText(-1, self.formula, growing=True).written(now, None)
        try:
            if kind == "multiLvlStr":
                points = self._levels(now, self.formula.areas[0])
            else:
                values = [v for area in self.formula.areas for v in now.values.area(_whole(area), -1, None)]
                kind = _kind_of(values, kind) if self.either else kind
                points = (self.code if kind == "num" else "") + self._level(values, kind == "num", count=True)
            body = f"<{p}{kind}Cache>{points}</{p}{kind}Cache>"
        except (UnknownError, FormulaError, IndexError):
            body = ""
        inside = f"<{p}f>{reference}</{p}f>{body}"
        return f"<{p}{kind}Ref>{inside}</{p}{kind}Ref>" if self.either else inside

    def _levels(self, now: Any, area: Area) -> str:
        """Each column is a level, the innermost (last) first."""
        p, levels = self.prefix, []
        for column in range(area.last.column, area.first.column - 1, -1):
            one = Area(area.sheet, Corner(column, area.first.row), Corner(column, area.last.row))
            levels.append(now.values.area(one, -1, None))
        count = f'<{p}ptCount val="{len(levels[0])}"/>'
        return count + "".join(f"<{p}lvl>{self._level(level, False, count=False)}</{p}lvl>" for level in levels)

    def _level(self, values: Sequence[Any], numeric: bool, count: bool) -> str:
        p = self.prefix
        points = [f'<{p}ptCount val="{len(values)}"/>'] if count else []
        for i, value in enumerate(values):
            shown = _number(value) if numeric else escaped(text(value)) if value is not None else ""
            if shown:
                points.append(f'<{p}pt idx="{i}"><{p}v>{shown}</{p}v></{p}pt>')
        return "".join(points)


def _kind_of(values: Sequence[Any], otherwise: str) -> str:
    """num where there are only numbers and blanks, str where there is a text."""
    kinds = set(map(type, values)) - {type(None)}
    return otherwise if not kinds else "num" if kinds <= {int, float} else "str"


def _number(value: Any) -> str:
    if isinstance(value, FormulaError):
        return escaped(value.code)
    return repr(value) if type(value) in (int, float) else ""


def _whole(area: Area) -> Area:
    return Area(area.sheet, area.first, area.last)


def chart(
    book: Book, root: etree._Element, mover: Mover, goes: Callable[[Area], bool] = lambda area: False
) -> list[Formula]:
    """Marks in a chart part for every range on a sheet of the workbook; the formulas that were marked. ``goes``:
    whether the chart goes where an area goes."""
    found = []
    _extensions(root, mover)
    for element in list(root.iter(f"{C}f")):
        formula = parse_formula(element.text or "")
        parent = element.getparent()
        if parent is None or not formula.areas or not all(a.sheet.casefold() in book.by_name for a in formula.areas):
            continue
        kind = etree.QName(parent).localname.removesuffix("Ref")
        cache = next((c for c in parent if etree.QName(c).localname in _CACHES), None)
        prefix = f"{element.prefix}:" if element.prefix else ""
        alone = kind != "multiLvlStr" and all(child in (element, cache) for child in parent)
        either = alone and etree.QName(parent.getparent()).localname in ("cat", "xVal")
        mark = mover.marks.put(ChartData(formula, kind, prefix, _format_code(cache, prefix), either))
        for area in formula.areas:
            if not goes(area):
                mover.note(area)
        if either:
            replaced(parent, mark)
        else:
            for child in (element, cache):
                if child is not None:
                    parent.remove(child)
            parent.text = mark
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


def drawing(root: etree._Element, mover: Mover) -> dict[etree._Element, Span]:
    """Marks in the anchors of a drawing: one that sizes moves with both its rows, one that moves keeps its height.
    Gives those that go with their rows if a condition takes these away."""
    going: dict[etree._Element, Span] = {}
    for anchor in root.iter(f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor"):
        how = anchor.get("editAs", "twoCell")
        rows = _rows_of(anchor) if how != "absolute" else None
        mover.anchor(anchor, how)
        if rows is not None and mover.plan.may_go(*rows) and anchor.getparent() is root:
            going[anchor] = rows
            mover.leaving.put(anchor, (rows,))
    links(root, mover)
    return going


def _rows_of(anchor: etree._Element) -> Span | None:
    """The first and the last row that a drawing covers."""
    corners = [(c.findtext(f"{XDR}row", ""), c.findtext(f"{XDR}rowOff", "0")) for c in list(anchor)[:2] if len(c) == 4]
    rows = [int(row) for row, _ in corners if row.strip().isdecimal()]
    if not rows or len(rows) != len(corners):
        return None
    last = rows[-1] - (rows[-1] > rows[0] and corners[-1][1].strip() == "0")
    return rows[0] + 1, last + 1


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
            where = element.get("ref", "")
            spans = mover.going(where)
            element.set("ref", mover.range(where, as_cell=True, note=not spans))
            if spans:
                mover.leaving.put(element, spans, alone=True)


def legacy_drawing(source: str, marks: Marks, home: int, plan: Plan) -> str:
    """Marks in the VML of comments and form controls: their cells and the corners of their boxes."""
    return _VML_SHAPE.sub(lambda match: _shape(match[0], marks, home, plan), source)


def _shape(source: str, marks: Marks, home: int, plan: Plan) -> str:
    found = _VML_ROW.search(source)
    row = int(found[2]) + 1 if found else 0
    before, after = edges(marks, home, ((row, row),)) if plan.may_go(row, row) else ("", "")
    return before + _shape_moved(source, marks, home) + after


def _shape_moved(source: str, marks: Marks, home: int) -> str:

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
    """Marks in the workbook's defined names; a name for a single sample cell stands for all its rows, but not a cell
    that a function counts from (OFFSET)."""
    holder = root.find(f"{S}definedNames")
    for element in holder if holder is not None else ():
        text = element.text or ""
        calls = any(isinstance(part, str) and part.endswith("(") and part != "(" for part in parse_formula(text).parts)
        element.text = mover.formula(text, growing=not calls)
