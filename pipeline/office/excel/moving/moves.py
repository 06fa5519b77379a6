"""The XML around the cells → the same with a mark in place of everything that refers to rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from pipeline.office.excel.book.book import Book, has_brace
from pipeline.office.excel.book.reference import Area, parse_area, parse_formula
from pipeline.office.excel.moving.filters import show_filtered
from pipeline.office.excel.moving.groups import MergedGroups
from pipeline.office.excel.moving.leaving import Leaving, Span
from pipeline.office.excel.moving.marks import FormulaText, Group, MergedRange, Range, Ranges, Repeated, RowNumber
from pipeline.office.excel.moving.plan import Plan
from pipeline.office.excel.xml import X14, XDR, XM, Marks, S, attributes, declarations
from pipeline.problems import Problem, problem

_SQREF = ("protectedRange", "conditionalFormatting", "dataValidation", "ignoredError")
_REF = ("dimension", "autoFilter", "sortState", "sortCondition")
_BEFORE_MERGES = (
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews",
)  # fmt: skip
_REPEATED = {"mergeCells": "mergeCell", "hyperlinks": "hyperlink"}


@dataclass
class Mover:
    """Puts marks into the parts of one sheet. ``anchors``: the (sheet, first row, last row)s that something covers,
    which are not to vanish whole; ``plan``: that of the sheet."""

    book: Book
    home: int
    marks: Marks
    anchors: set[tuple[int, int, int]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    leaving: Leaving = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = Leaving(self.home, self.marks)

    # what a reference becomes

    def note(self, area: Area) -> None:
        """Remembers that something refers to an area."""
        sheet = self.book.by_name.get(area.sheet.casefold(), -1) if area.sheet else self.home
        if area.first.row:
            self.anchors.add((sheet, area.first.row, area.last.row))

    def going(self, text: str) -> tuple[Span, ...]:
        """The rows of a list of ranges, if a condition may take all of them away: what is there goes with them."""
        areas = [parse_area(word) for word in text.split()]
        spans = tuple((area.first.row, area.last.row) for area in areas if area is not None)
        return spans if len(spans) == len(areas) and all(self.plan.may_go(*span) for span in spans) else ()

    def ranges(self, text: str) -> str:
        """The mark for a list of ranges."""
        areas = tuple(area for word in text.split() if (area := parse_area(word)) is not None)
        if len(areas) != len(text.split()):
            return text
        for area in areas:
            if not self.plan.may_go(area.first.row, area.last.row):
                self.note(area)
        return self.marks.put(Ranges(self.home, areas))

    def range(self, text: str, as_cell: bool = False, note: bool = True) -> str:
        """The mark for one range."""
        area = parse_area(text)
        if area is None:
            return text
        if note:
            self.note(area)
        whole = Area("", area.first, area.last)
        return self.marks.put(Range(self.home, whole, as_cell))

    def formula(self, text: str, base: int = 0, *, growing: bool = False, attribute: bool = False) -> str:
        """The mark for a formula; ``base``: the row from which it is seen."""
        formula = parse_formula(text)
        if formula.across:
            self.problems.append(problem("XL108", self.book.place(self.home), text[:40]))
        if not formula.areas:
            return text
        for area in formula.areas:
            if not self._goes_with(base, area):
                self.note(area)
        return self.marks.put(FormulaText(self.home, formula, base, growing, attribute))

    def _goes_with(self, base: int, area: Area) -> bool:
        """Whether a reference is to the very row from which it is seen (a rule that asks about its own cells), or to
        rows that leave with it."""
        return (area.first.row == area.last.row == base and not area.first.row_fixed) or self._leaves_with(base, area)

    def _leaves_with(self, base: int, area: Area) -> bool:
        """Whether a condition takes an area away with a row."""
        own = not area.sheet or self.book.by_name.get(area.sheet.casefold(), -1) == self.home
        return own and self.plan.may_go(min(base, area.first.row), max(base, area.last.row))

    # the worksheet

    def worksheet(self, root: etree._Element) -> None:
        """Marks in everything of a worksheet but its cells."""
        show_filtered(self.book, self.home, root)
        for element in list(root.iter(etree.Element)):
            name = _local(element)
            if name in _SQREF and element.get("sqref"):
                self._with_sqref(element)
            elif name in _REF and element.get("ref") and element.tag.startswith(S):
                element.set("ref", self.range(element.get("ref", ""), note=name != "dimension"))
            elif name in _OTHERS and element.tag.startswith(S):
                _OTHERS[name](self, element)
        for element in root.iter(f"{X14}conditionalFormatting", f"{X14}dataValidation"):
            self._extension(element)
        if root.find(f"{S}mergeCells") is None:
            _put_in_order(root, etree.Element(f"{S}mergeCells"))
        for parent in list(root):
            child = _REPEATED.get(_local(parent))
            if child:
                self._repeated(parent)
        for element in root.iter(f"{X14}sparklines"):
            self._sparklines(element)
        self._other_extensions(root)
        self.leaving.close()

    def _with_sqref(self, element: etree._Element) -> None:
        where = element.get("sqref", "")
        first = parse_area(where.split(" ")[0])
        base = first.first.row if first is not None else 0
        element.set("sqref", self.ranges(where))
        if spans := self.going(where):
            self.leaving.put(element, spans)
        for formula in element.iter(f"{S}formula", f"{S}formula1", f"{S}formula2"):
            formula.text = self.formula(formula.text or "", base)
        for bound in element.iter(f"{S}cfvo"):
            if bound.get("type") == "formula":
                bound.set("val", self.formula(bound.get("val", ""), base, attribute=True))

    def _extension(self, element: etree._Element) -> None:
        """x14 elements carry their ranges and formulas as xm:sqref and xm:f."""
        where = element.find(f"{XM}sqref")
        first = parse_area((where.text or "").split(" ")[0]) if where is not None else None
        for formula in element.iter(f"{XM}f"):
            formula.text = self.formula(formula.text or "", first.first.row if first is not None else 0)
        if where is not None:
            spans = self.going(where.text or "")
            where.text = self.ranges(where.text or "")
            if spans:
                self.leaving.put(element, spans)

    def _other_extensions(self, root: etree._Element) -> None:
        """What is left of xm:sqref and xm:f: protected ranges, ignored errors, the dates of a sparkline group."""
        for element in root.iter(f"{XM}f", f"{XM}sqref"):
            text = element.text or ""
            if self.marks.holds(text):
                continue
            element.text = self.formula(text) if element.tag == f"{XM}f" else self.ranges(text)
            parent = element.getparent()
            if element.tag == f"{XM}sqref" and parent is not None and (spans := self.going(text)):
                self.leaving.put(parent, spans)

    def _pane(self, element: etree._Element) -> None:
        """A frozen pane ends below the same row as before."""
        self._selection(element)
        rows = element.get("ySplit", "")
        if element.get("state", "").startswith("frozen") and rows.isdecimal() and rows != "0":
            element.set("ySplit", self.marks.put(RowNumber(self.home, int(rows), last=True)))

    def _watch(self, element: etree._Element) -> None:
        """A cell in the watch window."""
        element.set("r", self.range(element.get("r", ""), as_cell=True, note=False))

    def _filter_mode(self, element: etree._Element) -> None:
        """Criteria go, so nothing is filtered."""
        element.attrib.pop("filterMode", "")

    def linked(self, element: etree._Element, *names: str) -> None:
        """Marks in attributes that hold a formula: the cells that a control, a text box or a picture is linked to."""
        for name in names:
            if element.get(name):
                element.set(name, self.formula(element.get(name, ""), attribute=True))

    def _control_cells(self, element: etree._Element) -> None:
        self.linked(element, "linkedCell", "listFillRange")

    def _selection(self, element: etree._Element) -> None:
        for name in ("activeCell", "topLeftCell"):
            if element.get(name):
                element.set(name, self.range(element.get(name, ""), as_cell=True, note=False))
        if element.get("sqref"):
            words = element.get("sqref", "").split()
            element.set("sqref", " ".join(self.range(w, as_cell=":" not in w, note=False) for w in words))

    def _break(self, element: etree._Element) -> None:
        if _local(element.getparent()) == "rowBreaks" and element.get("id", "").isdecimal():
            row = int(element.get("id", "0"))
            element.set("id", self.marks.put(RowNumber(self.home, row, last=True)))
            if self.plan.may_go(row, row):
                self.leaving.put(element, ((row, row),))

    def _filter_column(self, element: etree._Element) -> None:
        """The criteria belong to the sample's values."""
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

    def _repeated(self, parent: etree._Element) -> None:
        """Merged cells and hyperlinks come out with each of their rows."""
        prefix = f"{parent.prefix}:" if parent.prefix else ""
        pieces: list[object] = []
        for child in list(parent):
            area = parse_area(child.get("ref", ""))
            if area is not None:
                inside = self._child(child, area, prefix)
                pieces.append(Repeated(self.home, area.first.row, area.last.row, inside))
            parent.remove(child)
        if parent.tag == f"{S}mergeCells":
            pieces.append(MergedGroups(self.home))
        name = f"{prefix}{_local(parent)}"
        group = Group(f"<{name}>", pieces, f"</{name}>")
        replaced(parent, self.marks.put(group))

    def _child(self, child: etree._Element, area: Area, prefix: str) -> list[object]:
        if _local(child) == "mergeCell" and area.first.column == area.last.column:
            return [MergedRange(self.home, area, f"{prefix}mergeCell", attributes(child, ("ref",)))]
        pieces: list[object] = [f'<{prefix}{_local(child)} ref="', Range(self.home, area), '"']
        if has_brace(child.get("display", "")):  # a link repeats the text of its cell, which was a tag
            del child.attrib["display"]
        location = child.get("location")
        formula = parse_formula(location) if location else None
        if formula is not None and formula.areas:
            pieces += [' location="', FormulaText(self.home, formula, area.first.row, attribute=True), '"']
            return [*pieces, attributes(child, ("ref", "location")), "/>"]
        return [*pieces, attributes(child, ("ref",)), "/>"]

    def _sparklines(self, parent: etree._Element) -> None:
        """A sparkline comes out with each of its rows; a group of which none comes out goes."""
        rows: list[Span] = []
        for child in list(parent):
            source, where = child.find(f"{XM}f"), child.find(f"{XM}sqref")
            area = parse_area(where.text or "") if where is not None else None
            if source is None or where is None or area is None:
                continue
            formula = parse_formula(source.text or "")
            for part in formula.areas:
                if not self._leaves_with(area.first.row, part):
                    self.note(part)
            rows.append((area.first.row, area.last.row))
            pieces = [
                f"<{child.prefix}:sparkline{declarations(child)}><{source.prefix}:f{declarations(source)}>",
                FormulaText(self.home, formula, area.first.row),
                f"</{source.prefix}:f><{where.prefix}:sqref{declarations(where)}>",
                Range(self.home, area),
                f"</{where.prefix}:sqref></{child.prefix}:sparkline>",
            ]
            replaced(child, self.marks.put(Repeated(self.home, area.first.row, area.last.row, pieces)))
        group = parent.getparent()
        if rows and not len(parent) and group is not None:
            self.leaving.put(group, tuple(rows))

    def anchor(self, anchor: etree._Element, how: str) -> None:
        """Marks in the corners of a drawing; ``how``: twoCell moves and sizes, oneCell moves, absolute stays."""
        lead: RowNumber | None = None
        for name in ("from", "to") if how != "absolute" else ():
            row = next((r for end in anchor if _local(end) == name for r in end.iter(f"{XDR}row")), None)
            if row is None or not (row.text or "").strip().isdecimal():
                continue
            number = RowNumber(self.home, int(row.text or "0") + 1, -1, after=lead if how == "oneCell" else None)
            row.text = self.marks.put(number)
            lead = lead or number

    def _control(self, element: etree._Element) -> None:
        """The place of a form control."""
        moves, sizes = (element.get(f"{what}WithCells", "0") in ("1", "true") for what in ("move", "size"))
        self.anchor(element, "twoCell" if sizes else "oneCell" if moves else "absolute")

    # other parts

    def table(self, root: etree._Element, data: tuple[int, int]) -> None:
        """Marks in a table part: its range, its filter (without criteria), its formulas. ``data``: its rows of data."""
        self.anchors.add((self.home, *data))
        for element in list(root.iter(etree.Element)):
            name = _local(element)
            if element.get("ref"):
                element.set("ref", self.range(element.get("ref", "")))
            if name in ("calculatedColumnFormula", "totalsRowFormula"):
                element.text = self.formula(element.text or "", data[0])
            elif name == "filterColumn":
                self._filter_column(element)


def _local(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _put_in_order(root: etree._Element, merges: etree._Element) -> None:
    """Puts the merged ranges where the schema has them."""
    before = [child for child in root if _local(child) in _BEFORE_MERGES]
    if before:
        before[-1].addnext(merges)


def replaced(element: etree._Element, mark: str) -> None:
    """Puts a mark where an element stood."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    text = mark + (element.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


_OTHERS: dict[str, Callable[[Mover, etree._Element], None]] = {
    "selection": Mover._selection,
    "pane": Mover._pane,
    "sheetView": Mover._selection,
    "brk": Mover._break,
    "anchor": Mover._control,
    "filterColumn": Mover._filter_column,
    "cellWatch": Mover._watch,
    "sheetPr": Mover._filter_mode,
    "controlPr": Mover._control_cells,
}
