"""A workbook template and where the columns of a sheet are to stand → the template with its columns there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.office.excel.book.book import WORKBOOK, Book, escaped_name
from pipeline.office.excel.book.reference import Area, Formula, parse_area, parse_formula
from pipeline.office.excel.formulas.values import cell_at
from pipeline.office.excel.sheets.renaming import formulas_in
from pipeline.office.excel.spread.columns import Column, ColumnMap
from pipeline.office.excel.spread.gone import remove_gone, without_orphans, without_shapes
from pipeline.office.excel.xml import XDR, XM, S, document, parse
from pipeline.office.package import Member, Package, packed
from pipeline.problems import column_letters

_RANGES = ("ref", "sqref", "activeCell", "topLeftCell")
_VML_COLUMN = re.compile(r"(<x:Column>)\s*(\d+)\s*(</x:Column>)")
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")


@dataclass
class Shift:
    """Moves the columns of one sheet in all parts of a package."""

    book: Book
    sheet: int
    map: ColumnMap
    members: dict[str, Member] = field(init=False)

    def package(self) -> Package:
        """The package with its columns moved."""
        self.members = dict(self.book.package.members)
        own = self.book.sheets[self.sheet].part
        beside = [part for _, _, part in self.book.relations(own) if part in self.members]
        for part in self.members.keys() & self.book.package.members.keys():
            if not part.startswith("xl/"):
                continue
            home = part == own or part in beside
            if part.endswith(".vml") and home:
                self._put(part, self._legacy(without_shapes(self.book.package.text(part), self.map.is_gone)))
            elif part.endswith(".xml") and (home or self._may_refer(part)):
                self._part(part, home)
        drawings = [part for part in beside if part.startswith("xl/drawings/") and part.endswith(".xml")]
        return without_orphans(replace(self.book.package, members=self.members, _static={}), drawings)

    def _put(self, part: str, text: str) -> None:
        self.members[part] = packed(part, text)

    def _may_refer(self, part: str) -> bool:
        return part == WORKBOOK or escaped_name(self.book.sheets[self.sheet].name) in self.book.plain_text(part)

    def _part(self, part: str, home: bool) -> None:
        root = parse(self.book.package.text(part))
        cells = set(root.iter(f"{S}f")) if home and root.tag == f"{S}worksheet" else set()
        for holder, attribute in formulas_in(root):
            if holder in cells:
                continue
            text = holder.get(attribute, "") if attribute else holder.text or ""
            moved = self.formula(parse_formula(text), home, self._base(holder) if home else None)
            if attribute:
                holder.set(attribute, moved)
            else:
                holder.text = moved
        if home:
            self._own(root)
        for source in root.iter(f"{S}worksheetSource", f"{S}rangeSet"):
            if self.book.by_name.get(source.get("sheet", "").casefold(), -1) == self.sheet:
                source.set("ref", self._ranges(source.get("ref", "")))
        self._put(part, document(root))

    def formula(self, formula: Formula, home: bool, at: Column | None = None) -> str:
        """A formula that stands on this sheet (``home``) or elsewhere."""
        return "".join(part if isinstance(part, str) else self._area(part, home, at) for part in formula.parts)

    def _area(self, area: Area, home: bool, at: Column | None) -> str:
        sheet = self.book.by_name.get(area.sheet.casefold(), -1) if area.sheet else self.sheet if home else -1
        if sheet != self.sheet:
            return area.text()
        return self.map.moved(area, at if home else None).text()

    def _base(self, holder: etree._Element) -> Column | None:
        """The column from which the relative references of a rule are seen: the first of its range."""
        for element in holder.iterancestors():
            text = element.get("sqref") or element.findtext(f"{XM}sqref") or ""
            area = parse_area(text.split()[0]) if text.split() else None
            if area is not None:
                return Column(area.first.column, 0)
        return None

    # the sheet itself

    def _own(self, root: etree._Element) -> None:
        remove_gone(root, self.map.is_gone)
        if root.tag == f"{S}worksheet":
            self._columns(root)
            self._rows(root)
            self._merges(root)
        for element in root.iter(etree.Element):
            if element.tag in (f"{S}c", f"{S}row", f"{S}f", f"{S}mergeCell"):
                continue
            for name in _RANGES:
                if element.get(name):
                    element.set(
                        name, self._ranges(element.get(name, ""), as_cell=name in ("activeCell", "topLeftCell"))
                    )
            if element.tag == f"{XM}sqref":
                element.text = self._ranges(element.text or "")
            elif element.tag == f"{XDR}col":
                element.text = str(self.map.first(int(element.text or "0") + 1) - 1)
            elif element.tag == f"{S}brk" and etree.QName(element.getparent()).localname == "colBreaks":
                element.set("id", str(self.map.first(int(element.get("id", "0")) + 1) - 1))
            elif element.tag == f"{S}pane" and element.get("xSplit", "").isdecimal():
                element.set("xSplit", str(self.map.first(int(element.get("xSplit", "0")) + 1) - 1))

    def _ranges(self, text: str, as_cell: bool = False) -> str:
        moved = []
        for word in text.split():
            area = parse_area(word)
            if area is None:
                return text
            found = self.map.moved(replace(area, grows=not as_cell))
            moved.append(found.bare_text_in(found.first.row, found.last.row))
        return " ".join(moved)

    def _columns(self, root: etree._Element) -> None:
        """Widths and formats of columns."""
        holder = root.find(f"{S}cols")
        if holder is None:
            return
        entries = [(int(e.get("min", "1")), int(e.get("max", "1")), e) for e in list(holder)]
        for _, _, entry in entries:
            holder.remove(entry)
        found: dict[int, etree._Element] = {}
        for first, last, entry in entries:
            for column in range(first, min(last, first + 200) + 1):
                for position in self.map.positions(column):
                    found[position] = entry
            if last - first > 200:  # all columns to the right
                found[self.map.first(last)] = entry
        for position in sorted(found):
            copy = deepcopy(found[position])
            copy.set("min", str(position))
            copy.set("max", str(position))
            holder.append(copy)
        if not len(holder):
            root.remove(holder)

    def _rows(self, root: etree._Element) -> None:
        shared: dict[str, tuple[int, int, Formula]] = {}
        for row in root.iter(f"{S}row"):
            row.attrib.pop("spans", "")
            cells: dict[int, etree._Element] = {}
            for cell in list(row):
                at = cell_at(cell.get("r", ""))
                if at is not None:
                    _unshare(cell, *at, shared)
                    cells[at[1]] = cell
                row.remove(cell)
            number = row.get("r", "")
            for position, column in enumerate(self.map.columns, 1):
                if column.template in cells:
                    row.append(self._cell(cells[column.template], position, number, column))
            used = {column.template for column in self.map.columns}
            for template in sorted(cells.keys() - used):
                for position in self.map.positions(template):
                    row.append(self._cell(cells[template], position, number, Column(template)))

    def _cell(self, cell: etree._Element, position: int, row: str, column: Column) -> etree._Element:
        copy = deepcopy(cell)
        copy.set("r", f"{column_letters(position)}{row}")
        formula = copy.find(f"{S}f")
        if formula is not None:
            formula.text = self.formula(parse_formula(formula.text or ""), True, column)
            if formula.get("ref"):
                formula.set("ref", self._ranges(formula.get("ref", "")))
        return copy

    def _merges(self, root: etree._Element) -> None:
        """A merged range within a repeated column comes with each of its items; over all of them it grows."""
        for merge in list(root.iter(f"{S}mergeCell")):
            area = parse_area(merge.get("ref", ""))
            parent = merge.getparent()
            if area is None or parent is None:
                continue
            texts: list[str] = []
            for column in self._items(area.first.column, area.last.column):
                moved = self.map.moved(area, column)
                text = moved.bare_text_in(moved.first.row, moved.last.row)
                if ":" in text and text not in texts:
                    texts.append(text)
            for text in texts:
                copy = deepcopy(merge)
                copy.set("ref", text)
                merge.addprevious(copy)
            parent.remove(merge)
            parent.set("count", str(len(parent)))
            if not len(parent):
                root.remove(parent)

    def _items(self, first: int, last: int) -> Sequence[Column | None]:
        inside = [column for column in self.map.columns if column.template == first and column.item >= 0]
        return inside if inside and self.map.are_of_one_loop(first, last) else [None]

    def _legacy(self, text: str) -> str:
        """Boxes of comments and form controls."""

        def column(match: re.Match[str]) -> str:
            return f"{match[1]}{self.map.first(int(match[2]) + 1) - 1}{match[3]}"

        def anchor(match: re.Match[str]) -> str:
            numbers = [part.strip() for part in match[2].split(",")]
            if len(numbers) == 8 and numbers[0].isdecimal() and numbers[4].isdecimal():
                width = int(numbers[4]) - int(numbers[0])
                numbers[0] = str(self.map.first(int(numbers[0]) + 1) - 1)
                numbers[4] = str(int(numbers[0]) + width)
            return f"{match[1]}{', '.join(numbers)}{match[3]}"

        return _VML_ANCHOR.sub(anchor, _VML_COLUMN.sub(column, text))


def _unshare(cell: etree._Element, row: int, column: int, shared: dict[str, tuple[int, int, Formula]]) -> None:
    """A shared formula as a plain one."""
    element = cell.find(f"{S}f")
    if element is None or element.get("t") != "shared":
        return
    index = element.get("si", "")
    if element.text:
        shared[index] = row, column, parse_formula(element.text)
    from_row, from_column, formula = shared.get(index, (row, column, parse_formula("#REF!")))
    element.text = formula.shifted(row - from_row, column - from_column).text
    for name in ("t", "si", "ref"):
        element.attrib.pop(name, "")
