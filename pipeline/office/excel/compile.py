"""A workbook's package → the parts that a render writes, and the package with everything that is always the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from pipeline.office.excel.book import WORKBOOK, Book, Sheet, has_brace
from pipeline.office.excel.cell_tags import CellWriters
from pipeline.office.excel.fill import Part, SheetPart, make_program
from pipeline.office.excel.formulas.cell import FormulaCell, static_cells
from pipeline.office.excel.formulas.reference import Area, Formula, parse_formula
from pipeline.office.excel.formulas.values import Grid
from pipeline.office.excel.moving import drawings
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark
from pipeline.office.excel.moving.moves import Mover
from pipeline.office.excel.package_parts import recalculating, without_authors_path, without_parts
from pipeline.office.excel.sheet import SheetReader, SheetSource
from pipeline.office.excel.tagged_text import WRITERS, mark_texts, property_pieces
from pipeline.office.excel.xml import Marks, S, document, parse
from pipeline.office.package import APP, CORE, Package, packed, scrubbed
from pipeline.office.template import Filters, Formats, Names, Piece, Tag, Writers
from pipeline.problems import Place, Problem, problem

_STRING_CELL = re.compile(r'<c\b[^>]*\bt="s"[^>]*>\s*<v>(\d+)</v>')
_CHART = re.compile(r"xl/charts/chart[^/]*\.xml")


@dataclass
class Compiled:
    """What a template is made of."""

    package: Package
    sheets: list[SheetPart]
    parts: list[Part]
    grids: dict[int, Grid]
    writers: CellWriters
    problems: list[Problem]


@dataclass
class Compiler:
    """Compiles one workbook."""

    book: Book
    names: Names
    formats: Formats
    filters: Filters | None
    problems: list[Problem] = field(default_factory=list)
    anchors: set[tuple[int, int, int]] = field(default_factory=set)
    charted: list[Formula] = field(default_factory=list)

    def compile(self) -> Compiled:
        """Everything; problems are collected."""
        book = self.book
        writers = CellWriters(book.epoch_1904)
        live = book.live({sheet.index for sheet in book.sheets if sheet.grid and self._is_tagged(sheet)})
        sources = [self._source(book.sheets[index], writers) for index in sorted(live)]
        moving = {source.sheet.index: source for source in sources if source.plan.blocks}
        others = [*self._beside(sources), *self._charts(live), *self._pivots(live), self._workbook(bool(moving))]
        grids, writers.needed = self._grids(sources)
        sheets = [self._sheet_part(source, writers) for source in sources]
        parts = [self._part(name, pieces) for name, pieces in others]
        package, core = self._package(dict(zip((name for name, _ in others), parts, strict=True)))
        changing = [part for part in parts if part.marks or part.program is not None]
        if core is not None:
            changing.append(core)
        for part in (*sheets, *changing):
            self.problems += part.program.problems if part.program is not None else []
        self.problems += writers.problems
        return Compiled(package, sheets, changing, grids, writers, self.problems)

    # sheets

    def _is_tagged(self, sheet: Sheet) -> bool:
        text = self.book.plain_text(sheet.part)
        if any(int(found) in self.book.tagged_strings for found in _STRING_CELL.findall(text)):
            return True
        return any(braces in text + sheet.name for braces in ("{{", "{%", "{#", "{_", "｛"))

    def _source(self, sheet: Sheet, writers: CellWriters) -> SheetSource:
        root = parse(self.book.package.text(sheet.part))
        marks = Marks()
        mover = Mover(self.book, sheet.index, marks, self.anchors)
        mark_texts(root, marks, self.book.place(sheet.index), self.problems)
        self._check_elsewhere(sheet, root)
        mover.worksheet(root)
        source = SheetSource(sheet, root)
        reader = SheetReader(self.book, source, writers)
        reader.read(marks)
        self.problems += reader.problems
        self._anchor_formulas(source)
        self._check_tables(source)
        return source

    def _check_elsewhere(self, sheet: Sheet, root: etree._Element) -> None:
        """Tags where nothing reads them: a sheet's name, rules of validation and of conditional formats."""
        texts = [sheet.name]
        for element in root.iter(f"{S}dataValidation", f"{S}conditionalFormatting"):
            texts += [*map(str, element.attrib.values()), *(e.text or "" for e in element.iter(etree.Element))]
        found = next((text for text in texts if "{{" in text or "{%" in text), None)
        if found is not None:
            self.problems.append(problem("XL110", self.book.place(sheet.index), found[:40]))

    def _anchor_formulas(self, source: SheetSource) -> None:
        """What a formula covers is not to vanish, unless the formula would vanish with it."""
        home = source.sheet.index
        for cell in source.formulas:
            block = source.plan.block_of(cell.computed.row)
            for area in self._areas(cell.formula, home, cell.computed.row, cell.computed.column):
                sheet = self.book.by_name.get(area.sheet.casefold(), -1) if area.sheet else home
                same = sheet == home and block >= 0 and source.plan.block_of(area.first.row) == block
                if area.first.row and not same:
                    self.anchors.add((sheet, area.first.row, area.last.row))

    def _check_tables(self, source: SheetSource) -> None:
        """A table's headers are its columns' names: they cannot change."""
        for table in self.book.tables:
            if table.sheet != source.sheet.index or not table.header:
                continue
            row = table.area.first.row
            first, last = table.area.first.column, table.area.last.column
            for piece in source.pieces:
                if isinstance(piece, Tag) and piece.place.row == row and first <= piece.place.column <= last:
                    self.problems.append(problem("XL106", piece.place, piece.typed))

    def _sheet_part(self, source: SheetSource, writers: CellWriters) -> SheetPart:
        text, program = self._program(source.pieces, {**writers.factories, **WRITERS})
        home = source.sheet.index
        anchored = frozenset(
            i
            for i, block in enumerate(source.plan.blocks)
            if i in source.blanks
            and any(s == home and block.first <= first and last <= block.last for s, first, last in self.anchors)
        )
        return SheetPart(source.sheet.part, text, program, source.marks, source, anchored, self.book.place(home))

    # other parts

    def _beside(self, sources: Sequence[SheetSource]) -> list[tuple[str, Sequence[Any]]]:
        """Tables, drawings and comments of the sheets that change."""
        found: list[tuple[str, Sequence[Any]]] = []
        for source in sources:
            home, sheet = source.sheet.index, source.sheet.part
            for part in self.book.related(sheet, "drawing"):
                found += self._moved(part, home, drawings.drawing)
            for table in self.book.tables:
                if table.sheet == home:
                    data = table.data
                    found += self._moved(table.part, home, lambda root, mover, data=data: mover.table(root, data))
            for part in [*self.book.related(sheet, "comments"), *self.book.related(sheet, "threadedComment")]:
                found += self._moved(part, home, drawings.comments)
            if source.plan.blocks:
                for part in self.book.related(sheet, "ctrlProp"):
                    found += self._moved(part, home, drawings.control)
                for part in self.book.related(sheet, "vmlDrawing"):
                    marks = Marks()
                    text = drawings.legacy_drawing(self.book.package.text(part), marks, home)
                    found.append((part, marks.split(text)))
        return found

    def _moved(self, part: str, home: int, move: Any) -> list[tuple[str, Sequence[Any]]]:
        """The part with marks; nothing if there is nothing in it that moves."""
        marks = Marks()
        root = parse(self.book.package.text(part))
        mark_texts(root, marks, Place(self.book.package.name, inside=part), self.problems)
        move(root, Mover(self.book, home, marks, self.anchors))
        return [(part, marks.split(document(root)))] if marks.things else []

    def _charts(self, live: set[int]) -> list[tuple[str, Sequence[Any]]]:
        self._newer_charts(live)
        found: list[tuple[str, Sequence[Any]]] = []
        names = {self.book.sheets[i].name.casefold() for i in live}
        for part in sorted(self.book.package.members):
            if not _CHART.fullmatch(part):
                continue
            root = parse(self.book.package.text(part))
            formulas = [e.text or "" for e in root.iter() if str(e.tag).endswith("}f")]
            areas = [a for text in formulas for a in parse_formula(text).areas]
            tagged = any(has_brace(e.text or "") for e in root.iter() if str(e.tag).endswith("main}t"))
            if tagged or any(area.sheet.casefold() in names for area in areas):
                found += self._moved(part, -1, self._chart)
        return found

    def _newer_charts(self, live: set[int]) -> None:
        """Charts of the newer kinds (funnel, map, box) hold their data in a form that this engine does not fill."""
        names = [self.book.sheets[i].name for i in live]
        for part in self.book.package.members:
            if part.startswith("xl/charts/chartEx") and part.endswith(".xml"):
                root = parse(self.book.package.text(part))
                areas = [a for e in root.iter() if str(e.tag).endswith("}f") for a in parse_formula(e.text or "").areas]
                if any(area.sheet in names for area in areas):
                    self.problems.append(problem("XL111", Place(self.book.package.name, inside=part)))

    def _chart(self, root: etree._Element, mover: Mover) -> None:
        self.charted += drawings.chart(self.book, root, mover)

    def _pivots(self, live: set[int]) -> list[tuple[str, Sequence[Any]]]:
        found: list[tuple[str, Sequence[Any]]] = []
        for part in sorted(self.book.package.members):
            if re.fullmatch(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml", part):
                move = lambda root, mover: drawings.pivot_source(root, self.book, mover.marks)  # noqa: E731
                found += self._moved(part, -1, move)
        return found

    def _workbook(self, moving: bool) -> tuple[str, Sequence[Any]]:
        """The workbook part: names that move, recalculation on load, without its author's folder."""
        marks = Marks()
        root = parse(self.book.package.text(WORKBOOK))
        if moving:
            drawings.defined_names(root, Mover(self.book, -1, marks, self.anchors))
        return WORKBOOK, marks.split(recalculating(without_authors_path(document(root))))

    def _part(self, name: str, pieces: Sequence[Any]) -> Part:
        marks: list[Mark] = []
        texts: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, str | Tag):
                texts.append(piece)
            else:
                texts.append(f"{TEXT_MARK}{len(marks)}{TEXT_MARK}")
                marks.append(piece)
        text, program = self._program(texts, WRITERS)
        return Part(name, text, program, marks)

    def _program(self, pieces: Sequence[Piece], writers: Writers) -> tuple[str, Any]:
        return make_program(pieces, names=self.names, formats=self.formats, filters=self.filters, writers=writers)

    # what formulas and charts read

    def _areas(self, formula: Formula, home: int, row: int, column: int) -> list[Area]:
        areas = []
        for part in formula.parts:
            if isinstance(part, Area):
                areas.append(part)
            elif "(" not in part:
                found = self.book.reference(part, home, row, column)
                areas += [found[0]] if found is not None else []
        return areas

    def _grids(self, sources: Sequence[SheetSource]) -> tuple[dict[int, Grid], set[tuple[int, int]]]:
        """The cells of the sheets that change, and of those that formulas and charts read; and which (sheet, column)s
        these read."""
        grids = {source.sheet.index: source.grid for source in sources}
        needed: set[tuple[int, int]] = set()
        waiting = [(-1, area) for formula in self.charted for area in formula.areas]
        waiting += [pair for source in sources for pair in self._read(source.formulas)]
        for home, area in waiting:  # it grows: formulas on sheets that are read, read others
            sheet = self.book.by_name.get(area.sheet.casefold(), -1) if area.sheet else home
            if sheet < 0 or not self.book.sheets[sheet].grid:
                continue
            if sheet not in grids:
                root = parse(self.book.package.text(self.book.sheets[sheet].part))
                grids[sheet], formulas = static_cells(self.book, sheet, root)
                waiting += self._read(formulas)
            for column in grids[sheet].columns:
                if not area.first.column or area.first.column <= column <= area.last.column:
                    needed.add((sheet, column))
        return grids, needed

    def _read(self, cells: Sequence[FormulaCell]) -> list[tuple[int, Area]]:
        """Every (home sheet, area) that these cells read."""
        return [
            (at.sheet, area)
            for cell in cells
            if (at := cell.computed)
            for area in self._areas(cell.formula, at.sheet, at.row, at.column)
        ]

    # the package

    def _package(self, parts: dict[str, Part]) -> tuple[Package, Part | None]:
        """The package with everything baked in that no render changes; and the part of the core properties."""
        package = self.book.package
        changed: dict[str, str] = {n: p.text for n, p in parts.items() if not p.marks and p.program is None}
        clean = scrubbed(package)
        core_text = clean.pop(CORE, None)
        changed.update({name: text for name, text in clean.items() if name == APP})
        styles = self.book.related(WORKBOOK, "styles")
        if styles and (text := self.book.styles.text()) is not None:
            changed[styles[0]] = text
        if (text := self.book.strings_without_tags()) is not None:
            changed[self.book.related(WORKBOOK, "sharedStrings")[0]] = text
        removed = self.book.related(WORKBOOK, "calcChain")
        if removed:
            changed.update(without_parts(package, removed))
        members = {
            name: packed(name, changed[name]) if name in changed else member
            for name, member in package.members.items()
            if name not in removed
        }
        if core_text is None:
            return replace(package, members=members), None
        pieces = property_pieces(core_text, Place(package.name, inside="core properties"), self.problems)
        return replace(package, members=members), self._part(CORE, pieces)
