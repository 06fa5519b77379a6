"""The package of a workbook → its sheets, tables, names, strings and styles, and what belongs to which sheet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from lxml import etree

from pipeline.office.excel.book.reference import Area, Corner, parse_area, parse_formula
from pipeline.office.excel.book.styles import Styles
from pipeline.office.excel.xml import R, S, document, parse
from pipeline.office.package import Package
from pipeline.problems import Place, Stop, problem

WORKBOOK = "xl/workbook.xml"
_STRUCTURED = re.compile(r"(?P<table>[^\W\d][\w.\\]*)?\[(?P<inside>.*)\]", re.DOTALL)
_REFERENCE = re.compile(r"&#x?[0-9A-Fa-f]+;")
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_FORMULA_MARKS = ("<f>", "<f ", "<formula", "<xm:f>", "<x14:formula")


def rels_of(part: str) -> str:
    """The part with a part's relationships."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its index among the sheets, its name and its part. ``grid``: it has cells (no chart sheet)."""

    index: int
    name: str
    part: str
    grid: bool = True


@dataclass(frozen=True)
class Table:
    """An Excel table: its sheet, its columns by folded name, and its rows in the template."""

    part: str
    sheet: int
    name: str
    area: Area
    columns: tuple[str, ...]
    header: int
    totals: int
    calculated: frozenset[int] = frozenset()  # the sheet's columns with a formula for all rows

    def calculates(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell of the template has its formula from the table."""
        return column in self.calculated and self.holds(sheet, row, column)

    def column(self, name: str) -> int:
        """The sheet's column of a table column; 0 if there is none of that name."""
        folded = name.replace("''", "'").replace("'", "").casefold().strip()
        return self.area.first.column + self.columns.index(folded) if folded in self.columns else 0

    @property
    def data(self) -> tuple[int, int]:
        """Its first and last template row of data."""
        return self.area.first.row + self.header, self.area.last.row - self.totals

    def holds(self, sheet: int, row: int, column: int) -> bool:
        """Whether a cell of the template is one of its cells."""
        first, last = self.area.first, self.area.last
        return sheet == self.sheet and first.row <= row <= last.row and first.column <= column <= last.column


@dataclass
class Book:
    """A workbook's package, read as far as filling it needs."""

    package: Package
    root: etree._Element
    sheets: list[Sheet]
    tables: list[Table] = field(default_factory=list)

    @cached_property
    def by_name(self) -> Mapping[str, int]:
        """Folded sheet name → index."""
        return {sheet.name.casefold(): sheet.index for sheet in self.sheets}

    @cached_property
    def epoch_1904(self) -> bool:
        """Whether its dates count from 1904."""
        properties = self.root.find(f"{S}workbookPr")
        return properties is not None and properties.get("date1904", "0") in ("1", "true")

    @cached_property
    def strings(self) -> list[etree._Element]:
        """The shared strings."""
        part = self.related(WORKBOOK, "sharedStrings")
        return list(parse(self.package.text(part[0])).iterchildren(f"{S}si")) if part else []

    @cached_property
    def styles(self) -> Styles:
        """The cell formats."""
        part = self.related(WORKBOOK, "styles")
        return Styles(self.package.text(part[0]) if part else "")

    @cached_property
    def tagged_strings(self) -> frozenset[int]:
        """The shared strings with a brace in them."""
        return frozenset(i for i, text in enumerate(self.strings) if has_brace(string_text(text)))

    def strings_without_tags(self) -> str | None:
        """The shared strings' part with every tagged string emptied, indexes kept; None where none is tagged.

        Cells with tags are written inline, so nothing points at these strings any more; left as they are, the tags
        would travel in every document.
        """
        tagged = [text for text in self.strings if _TAG.search(string_text(text))]
        if not tagged:
            return None
        for text in tagged:
            emptied = etree.fromstring(etree.tostring(text, with_tail=False))
            emptied[:] = [etree.SubElement(emptied, f"{S}t")]
            parent = text.getparent()
            assert parent is not None
            parent.replace(text, emptied)
        root = emptied.getroottree().getroot()
        return document(root)

    @cached_property
    def names(self) -> Mapping[tuple[str, int], str]:
        """(folded name, sheet it belongs to or -1) → what it refers to."""
        holder = self.root.find(f"{S}definedNames")
        entries = holder if holder is not None else ()
        return {(e.get("name", "").casefold(), int(e.get("localSheetId", "-1"))): e.text or "" for e in entries}

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The (id, type, target part) of a part's relationships inside the package."""
        folder, rels = posixpath.dirname(part), rels_of(part)
        if rels not in self.package.members:
            return
        for entry in parse(self.package.text(rels)):
            if entry.get("TargetMode") != "External":
                kind = entry.get("Type", "").rsplit("/", 1)[-1]
                target = entry.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                yield entry.get("Id", ""), kind, path

    def links(self, part: str) -> list[str]:
        """The addresses outside the package that a part leads to."""
        rels = rels_of(part)
        if rels not in self.package.members:
            return []
        entries = parse(self.package.text(rels))
        return [entry.get("Target", "") for entry in entries if entry.get("TargetMode") == "External"]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of one type that a part is related to, as far as they are there."""
        return [t for _, k, t in self.relations(part) if k == kind and t in self.package.members]

    def place(self, sheet: int, row: int = 0, column: int = 0) -> Place:
        """A place in the template, as 台账.xlsx › 3月 › C4."""
        return Place(self.package.name, self.sheets[sheet].name if sheet >= 0 else "", row, column)

    # references by name

    def reference(self, typed: str, home: int, row: int, column: int) -> tuple[Area, bool] | None:
        """The area that a defined name or a structured reference means, and whether it is the same row's cell."""
        if "[" in typed:
            return self._structured(typed, home, row, column)
        text = self.names.get((typed.casefold(), home), self.names.get((typed.casefold(), -1)))
        area = parse_area(text) if text else None
        return (Area(area.sheet, area.first, area.last), False) if area is not None and area.sheet else None

    def _structured(self, typed: str, home: int, row: int, column: int) -> tuple[Area, bool] | None:
        match = _STRUCTURED.fullmatch(typed)
        if match is None:
            return None
        table = self._table(match["table"], home, row, column)
        if table is None:
            return None
        inside = match["inside"]
        own_row = inside.startswith("@")
        items = _ITEM.findall(inside) if "[" in inside else [inside.removeprefix("@")]
        columns = [item for item in items if not item.startswith("#")]
        special = {item.casefold() for item in items if item.startswith("#")}
        own_row = own_row or "#this row" in special
        if special - {"#this row", "#data"} or not columns or len(columns) > 2:
            return None
        first, last = table.column(columns[0]), table.column(columns[-1])
        in_data = table.holds(home, row, column) and table.data[0] <= row <= table.data[1]
        if not first or not last or (own_row and (first != last or not in_data)):
            return None
        top, bottom = (row, row) if own_row else table.data
        sheet, fixed = ("", False) if own_row else (self.sheets[table.sheet].name, True)
        corners = Corner(first, top, row_fixed=fixed), Corner(last, bottom, row_fixed=fixed)
        return Area(sheet, *corners), own_row

    def _table(self, name: str | None, home: int, row: int, column: int) -> Table | None:
        if name:
            return next((t for t in self.tables if t.name.casefold() == name.casefold()), None)
        return next((t for t in self.tables if t.holds(home, row, column)), None)

    # which sheets a render changes

    def live(self, tagged: set[int]) -> set[int]:
        """The sheets with tags, and those with something that refers to them, directly or through others."""
        live = set(tagged)
        words = set(tagged)
        while words:
            triggers = [t for i in words for t in self._triggers(i)]
            words = {
                sheet.index
                for sheet in self.sheets
                if sheet.index not in live and sheet.grid and self._mentions(sheet, triggers)
            }
            live |= words
        return live

    def _triggers(self, index: int) -> list[str]:
        """The words by which a formula may refer to a sheet."""
        name = escaped_name(self.sheets[index].name)
        triggers = [f"{name}!", f"{name.replace(chr(39), chr(39) * 2)}'!", "INDIRECT(", "OFFSET("]
        triggers += [f"{t.name}[" for t in self.tables if t.sheet == index]
        triggers += [f":{end}!" for end in map(escaped_name, (sheet.name for sheet in self.sheets))]
        for (defined, _), text in self.names.items():
            sheets = {self.by_name.get(a.sheet.casefold()) for a in parse_formula(text).areas}
            if index in sheets and not defined.startswith("_xlnm."):
                triggers.append(defined)
        return triggers

    def plain_text(self, part: str) -> str:
        """A part's text with character references (&#27963;) as the characters they are."""
        text = self.package.text(part)
        return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&#" in text else text

    def _mentions(self, sheet: Sheet, triggers: list[str]) -> bool:
        text = self.plain_text(sheet.part)
        if not any(mark in text for mark in _FORMULA_MARKS) and "location=" not in text:
            return False
        folded = text.casefold()
        return any(trigger.casefold() in folded for trigger in triggers)


def escaped_name(name: str) -> str:
    """A sheet's name as XML holds it."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_TAG = re.compile(r"[{｛]\s?[{｛%％#＃]")


def has_brace(text: str) -> bool:
    """Whether a text may hold a tag."""
    return any(brace in text for brace in "{｛}｝")


def string_text(element: etree._Element) -> str:
    """The text of a shared or inline string, without its phonetic guide."""
    parts = [t.text or "" for t in element.iterchildren(f"{S}t")]
    parts += [t.text or "" for run in element.iterchildren(f"{S}r") for t in run.iterchildren(f"{S}t")]
    return "".join(parts)


def read_book(package: Package) -> Book:
    """The workbook in a package; raises Stop when it is none, or of a form that only Excel can turn into ours."""
    place = Place(file=package.name)
    if WORKBOOK not in package.members:
        raise Stop(problem("XL101", place, "xl/workbook.xml"))
    try:
        root = parse(package.text(WORKBOOK))
        if root.tag != f"{S}workbook":
            raise Stop(problem("XL101", place, str(root.tag)[:60]))
        book = Book(package, root, [])
        targets = {i: (kind, target) for i, kind, target in book.relations(WORKBOOK)}
        for index, entry in enumerate(root.find(f"{S}sheets")):  # type: ignore[arg-type]
            kind, target = targets[entry.get(f"{R}id", "")]
            package.members[target]
            book.sheets.append(Sheet(index, entry.get("name", ""), target, kind == "worksheet"))
        book.tables = [table for sheet in book.sheets for table in _tables(book, sheet)]
    except (etree.XMLSyntaxError, KeyError, TypeError, ValueError, UnicodeDecodeError) as error:
        raise Stop(problem("XL101", place, str(error)[:80])) from None
    return book


def _tables(book: Book, sheet: Sheet) -> Iterator[Table]:
    for part in book.related(sheet.part, "table"):
        root = parse(book.package.text(part))
        area = parse_area(root.get("ref", ""))
        if area is None:
            raise Stop(problem("XL101", Place(file=book.package.name), part))
        elements = list(root.iter(f"{S}tableColumn"))
        columns = tuple(map(_column_name, elements))
        formulas = (i for i, c in enumerate(elements) if c.find(f"{S}calculatedColumnFormula") is not None)
        calculated = frozenset(area.first.column + i for i in formulas)
        header, totals = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
        name = root.get("displayName") or root.get("name") or ""
        yield Table(part, sheet.index, name, area, columns, header, totals, calculated)


def _column_name(element: Any) -> str:
    return str(element.get("name", "")).replace("'", "").casefold().strip()
