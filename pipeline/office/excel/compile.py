"""A workbook's package → the parts that a render writes, and the package with everything that is always the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.office.excel.book.book import WORKBOOK, Book, Sheet, has_brace, rels_of
from pipeline.office.excel.book.reference import Area, Formula, parse_formula
from pipeline.office.excel.cells.columns import TextCell, ValueCell
from pipeline.office.excel.fill import Part, SheetPart
from pipeline.office.excel.formulas.values import Grid
from pipeline.office.excel.moving.marks import TEXT_MARK, Mark
from pipeline.office.excel.moving.moves import Mover
from pipeline.office.excel.moving.plan import Plan
from pipeline.office.excel.parts import drawings
from pipeline.office.excel.parts.leaving_parts import LeavingParts
from pipeline.office.excel.parts.package_parts import recalculating, with_defaults, without_authors_path, without_parts
from pipeline.office.excel.parts.pictures import (
    TYPES,
    Frame,
    FramedPart,
    find_frames,
    mark_frame,
    mark_relations,
    picture_writer,
)
from pipeline.office.excel.reading.cell_tags import CellWriters
from pipeline.office.excel.reading.guests import rare_guests
from pipeline.office.excel.reading.lint import lint, lint_repeated
from pipeline.office.excel.reading.reads import areas_of, read_grids
from pipeline.office.excel.reading.sheet import SheetReader, SheetSource
from pipeline.office.excel.reading.tagged_text import WRITERS, mark_texts, property_pieces
from pipeline.office.excel.xml import A, Marks, R, S, document, parse
from pipeline.office.package import APP, CONTENT_TYPES, CORE, Package, packed, scrubbed
from pipeline.office.template import Filters, Formats, Names, Piece, Record, Tag, Writers, compile_program
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
    framed: list[FramedPart]
    leaving: LeavingParts
    problems: list[Problem]

    @cached_property
    def settled(self) -> Sequence[Part]:
        """The parts that are the same whenever all rows stand in the same places."""
        return [part for part in self.parts if part.settled]

    @cached_property
    def unsettled(self) -> Sequence[Part]:
        """The other parts that are no sheets."""
        return [part for part in self.parts if not part.settled]

    @cached_property
    def merges(self) -> bool:
        """Whether it has groups of merged cells."""
        return any(sheet.source.merging for sheet in self.sheets)

    @cached_property
    def valued(self) -> Mapping[tuple[int, int, int], tuple[str, ValueCell | TextCell]]:
        """(sheet, template row, column) → the sheet's part, and the cell, of every one that is made of its values."""
        return {
            (form.sheet, template, column): (sheet.name, cell)
            for sheet in self.sheets
            for template, form in sheet.source.forms.items()
            for column, cell in form.valued.items()
        }


def _embedded(root: etree._Element) -> set[str]:
    """The relationships of the pictures that a drawing shows."""
    return {element.get(f"{R}embed", "") for element in root.iter(f"{A}blip")}


@dataclass
class Compiler:
    """Compiles one workbook."""

    book: Book
    names: Names
    formats: Formats
    filters: Filters | None
    begins: Mapping[str, Sequence[Tag]] = field(default_factory=dict)  # part → what its program begins with
    aliases: Mapping[str, Mapping[int, tuple[str, str]]] = field(default_factory=dict)  # part → column → names in tags
    problems: list[Problem] = field(default_factory=list)
    anchors: set[tuple[int, int, int]] = field(default_factory=set)
    charted: list[Formula] = field(default_factory=list)
    framed: list[FramedPart] = field(default_factory=list)
    unused: set[tuple[str, str]] = field(default_factory=set)  # (drawing, relationship) of pictures that nobody sees
    _framed_parts: dict[str, list[Frame]] = field(default_factory=dict)
    leaving: LeavingParts = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = LeavingParts(self.book)

    def compile(self) -> Compiled:
        """Everything; problems are collected."""
        book = self.book
        writers = CellWriters(book.epoch_1904)
        live = book.live({sheet.index for sheet in book.sheets if sheet.grid and self._is_tagged(sheet)})
        sources = [self._source(book.sheets[index], writers) for index in sorted(live)]
        moving = {source.sheet.index: source for source in sources if source.plan.blocks}
        self.problems += rare_guests(book, sources)
        others = [
            *self._beside(sources),
            *self._links(sources),
            *self._charts(live),
            *self._pivots(live),
            self._workbook(bool(moving)),
        ]
        grids, writers.needed = read_grids(book, sources, self.charted)
        sheets = [self._sheet_part(source, writers) for source in sources]
        parts = [self._part(name, pieces) for name, pieces in others]
        package, more = self._package(dict(zip((name for name, _ in others), parts, strict=True)))
        changing = [part for part in parts if part.marks or part.program is not None]
        changing += more
        for part in (*sheets, *changing):
            self.problems += part.program.problems if part.program is not None else []
        self.problems += [*writers.problems, *(p for framed in self.framed for p in framed.program.problems)]
        return Compiled(package, sheets, changing, grids, writers, self.framed, self.leaving, self.problems)

    # sheets

    def _is_tagged(self, sheet: Sheet) -> bool:
        drawn = "".join(map(self.book.plain_text, self.book.related(sheet.part, "drawing")))
        text = self.book.plain_text(sheet.part)
        if any(braces in drawn for braces in ("{{", "{%", "｛")):
            return True
        if any(int(found) in self.book.tagged_strings for found in _STRING_CELL.findall(text)):
            return True
        return any(braces in text + sheet.name for braces in ("{{", "{%", "{#", "{_", "｛"))

    def _source(self, sheet: Sheet, writers: CellWriters) -> SheetSource:
        root = parse(self.book.package.text(sheet.part))
        marks = Marks()
        self.problems += lint(self.book, sheet.index, root)
        mark_texts(root, marks, self.book.place(sheet.index), self.problems)
        self._check_elsewhere(sheet, root)
        source = SheetSource(sheet, root)
        reader = SheetReader(self.book, source, writers, self.aliases.get(sheet.part, {}))
        Mover(self.book, sheet.index, marks, self.anchors, self.problems, source.plan).worksheet(root)
        reader.read(marks)
        self.problems += [*reader.problems, *lint_repeated(self.book, source)]
        self._anchor_formulas(source)
        return source

    def _check_elsewhere(self, sheet: Sheet, root: etree._Element) -> None:
        """Tags where nothing reads them: a sheet's name, rules of validation and of conditional formats, links."""
        texts = [sheet.name, *map(unquote, self.book.links(sheet.part))]
        for element in root.iter(f"{S}dataValidation", f"{S}conditionalFormatting"):
            texts += [*map(str, element.attrib.values()), *(e.text or "" for e in element.iter(etree.Element))]
        for link in root.iter(f"{S}hyperlink"):
            texts += [link.get("location", ""), link.get("tooltip", "")]
        found = next((text for text in texts if "{{" in text or "{%" in text), None)
        if found is not None:
            self.problems.append(problem("XL110", self.book.place(sheet.index), found[:40]))

    def _anchor_formulas(self, source: SheetSource) -> None:
        """What a formula covers is not to vanish, unless the formula would vanish with it."""
        home = source.sheet.index
        for cell in source.formulas:
            block = source.plan.block_of(cell.computed.row)
            for area in areas_of(cell, self.book):
                sheet = self.book.by_name.get(area.sheet.casefold(), -1) if area.sheet else home
                same = sheet == home and block >= 0 and source.plan.block_of(area.first.row) == block
                if area.first.row and not same:
                    self.anchors.add((sheet, area.first.row, area.last.row))

    def _sheet_part(self, source: SheetSource, writers: CellWriters) -> SheetPart:
        constant, program = self._program(source.sheet.part, source.pieces, {**writers.factories, **WRITERS})
        home = source.sheet.index
        anchored = frozenset(
            i
            for i, block in enumerate(source.plan.blocks)
            if i in source.blanks
            and any(s == home and block.first <= first and last <= block.last for s, first, last in self.anchors)
        )
        return SheetPart(source.sheet.part, constant, program, source.marks, source, anchored, self.book.place(home))

    # other parts

    def _beside(self, sources: Sequence[SheetSource]) -> list[tuple[str, Sequence[Any]]]:
        """Tables, drawings and comments of the sheets that change."""
        found: list[tuple[str, Sequence[Any]]] = []
        for source in sources:
            home, sheet = source.sheet.index, source.sheet.part
            for part in self.book.related(sheet, "drawing"):
                act = lambda root, mover, part=part: self._drawing(part, root, mover)  # noqa: E731
                found += self._moved(part, home, act, source.plan)
            for table in self.book.tables:
                if table.sheet == home:
                    data = table.data
                    found += self._moved(table.part, home, lambda root, mover, data=data: mover.table(root, data))
            for part in [*self.book.related(sheet, "comments"), *self.book.related(sheet, "threadedComment")]:
                found += self._moved(part, home, drawings.comments, source.plan)
            if source.plan.blocks:
                for part in self.book.related(sheet, "ctrlProp"):
                    found += self._moved(part, home, drawings.control)
                for part in self.book.related(sheet, "vmlDrawing"):
                    marks = Marks()
                    text = drawings.legacy_drawing(self.book.package.text(part), marks, home, source.plan)
                    found.append((part, marks.split(text)))
        return found

    def _links(self, sources: Sequence[SheetSource]) -> list[tuple[str, Sequence[Any]]]:
        """What leads to cells that move: links of shapes, and on other sheets text boxes, controls and their like."""
        found: list[tuple[str, Sequence[Any]]] = []
        if not self.framed and not any(source.plan.blocks for source in sources):
            return found
        live = {source.sheet.index for source in sources}
        for sheet in self.book.sheets:
            for part in self.book.related(sheet.part, "drawing"):
                found += self._relations(part)
                if sheet.index not in live:
                    found += self._moved(part, sheet.index, drawings.links)
            for part in self.book.related(sheet.part, "ctrlProp") if sheet.index not in live else []:
                found += self._moved(part, sheet.index, drawings.control)
        return found

    def _drawing(self, part: str, root: etree._Element, mover: Mover) -> None:
        """A drawing: its anchors, and the pictures that its tags are to be filled with."""
        going = drawings.drawing(root, mover)
        number = 1 + sum(len(framed.frames) for framed in self.framed)
        found = find_frames(root, number, Place(self.book.package.name, self.book.sheets[mover.home].name, inside=part))
        if found:
            self._frames(part, root, found, mover)
        self.leaving.note(part, root, going, mover)

    def _frames(
        self, part: str, root: etree._Element, found: Sequence[tuple[etree._Element, Frame]], mover: Mover
    ) -> None:
        """The pictures of a drawing that its tags are to be filled with."""
        drawn = {mark_frame(element, frame, mover.marks) for element, frame in found}
        self.unused |= {(part, relation) for relation in drawn - _embedded(root)}
        frames = [frame for _, frame in found]
        pieces = [Record(0, tuple(frame.tag for frame in frames))]
        _, program = self._program(part, pieces, {"picture": picture_writer})
        self.framed.append(FramedPart(frames, program))
        self._framed_parts[part] = frames

    def _relations(self, part: str) -> list[tuple[str, Sequence[Any]]]:
        """The relationships of a drawing: links into the workbook, pictures of frames."""
        rels = rels_of(part)
        if rels not in self.book.package.members:
            return []

        def act(root: etree._Element, mover: Mover) -> None:
            drawings.targets(root, mover)
            unused = {relation for drawing, relation in self.unused if drawing == part}
            mark_relations(root, self._framed_parts.get(part, ()), unused, mover.marks)
            self.leaving.relations(part, root, mover.marks)

        return self._moved(rels, -1, act)

    def _moved(self, part: str, home: int, move: Any, plan: Plan | None = None) -> list[tuple[str, Sequence[Any]]]:
        """The part with marks; nothing if there is nothing in it that moves."""
        marks = Marks()
        root = parse(self.book.package.text(part))
        mark_texts(root, marks, Place(self.book.package.name, inside=part), self.problems)
        mover = Mover(self.book, home, marks, self.anchors, self.problems, plan or Plan())
        move(root, mover)
        mover.leaving.close()
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
                found += self._moved(part, -1, partial(self._chart, part))
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

    def _chart(self, part: str, root: etree._Element, mover: Mover) -> None:
        def goes(area: Area) -> bool:
            sheet = self.book.by_name.get(area.sheet.casefold(), -1)
            return self.leaving.goes_with(part, sheet, area.first.row, area.last.row)

        self.charted += drawings.chart(self.book, root, mover, goes)

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
            drawings.defined_names(root, Mover(self.book, -1, marks, self.anchors, self.problems))
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
        constant, program = self._program(name, texts, WRITERS)
        return Part(name, constant, program, marks)

    def _program(self, part: str, pieces: Sequence[Piece], writers: Writers) -> tuple[Sequence[Any], Any]:
        """The output of pieces without tags, or the program of pieces with some."""
        if not any(isinstance(piece, Tag) or (isinstance(piece, Record) and piece.tags) for piece in pieces):
            return [(piece.code,) if isinstance(piece, Record) else piece for piece in pieces], None
        pieces = [*self.begins.get(part, ()), *pieces]
        program = compile_program(pieces, names=self.names, formats=self.formats, filters=self.filters, writers=writers)
        return [], program

    # the package

    def _forgotten_pictures(self) -> list[str]:
        """The pictures that stood in frames and that nothing else shows."""
        shown: set[str] = set()
        forgotten: set[str] = set()
        for part in self.book.package.members:
            if part.endswith(".rels"):
                source = part.replace("_rels/", "").removesuffix(".rels")
                for identity, kind, target in self.book.relations(source):
                    (forgotten if (source, identity) in self.unused else shown).add(target if kind == "image" else "")
        return sorted(forgotten - shown)

    def _package(self, parts: dict[str, Part]) -> tuple[Package, list[Part]]:
        """The package with everything baked in that no render changes; and the parts of the core properties and, where
        parts may go, of the content types."""
        package = self.book.package
        changed = {n: "".join(p.constant) for n, p in parts.items() if not p.marks and p.program is None}
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
        if self.framed:
            changed[CONTENT_TYPES] = with_defaults(changed.get(CONTENT_TYPES) or package.text(CONTENT_TYPES), TYPES)
            removed = [*removed, *self._forgotten_pictures()]
        members = {
            name: packed(name, changed[name]) if name in changed else member
            for name, member in package.members.items()
            if name not in removed
        }
        more = []
        if self.leaving.parts:
            types = changed.get(CONTENT_TYPES) or package.text(CONTENT_TYPES)
            more.append(self._part(CONTENT_TYPES, self.leaving.types(types)))
        if core_text is not None:
            pieces = property_pieces(core_text, Place(package.name, inside="core properties"), self.problems)
            more.append(self._part(CORE, pieces))
        return replace(package, members=members), more
