"""Bytes of a workbook template → a template that renders facts into bytes of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from lxml import etree

from pipeline.office.excel.book import Book, read_book
from pipeline.office.excel.columns import TextCell, ValueCell
from pipeline.office.excel.compile import Compiled, Compiler
from pipeline.office.excel.fill import Layout, Part, SheetPart, part_text
from pipeline.office.excel.formulas.values import Values
from pipeline.office.excel.merging import beginnings, ranges
from pipeline.office.excel.moving.marks import Now, Standing
from pipeline.office.excel.pictures import media_name
from pipeline.office.excel.repeated import Fixed, RepeatedTemplate, merge
from pipeline.office.excel.sheets.expand import Expanded, check_repeats
from pipeline.office.excel.sheets.repeat import read_repeats
from pipeline.office.excel.spread.tags import read_spreads
from pipeline.office.excel.spreading import Aliases, Begins, SpreadTemplate
from pipeline.office.package import CORE, STAMP, Content, packed, read_package, stamp_of
from pipeline.office.picture import Picture
from pipeline.office.template import Filters, Formats, Names, UnwritableError
from pipeline.problems import Place, Problem, Stop, problem

Language = tuple[Names, Formats, Filters | None]
_MOST_STANDINGS, _LONGEST_SIGNATURE = 64, 64


class Render(Now):
    """One render: where the rows stand, what the cells hold, (sheet, template row) → column → the rows that begin a
    group of merged cells, the ranges of these groups on each sheet, and the pictures of
    frames by their numbers."""

    values: Values
    begins: dict[tuple[int, int], Mapping[int, Sequence[bool]]]
    merged: dict[int, list[str]]
    pictures: dict[int, Picture]


@dataclass
class ExcelTemplate:
    """A compiled workbook template. One may be rendered any number of times, each time from the start."""

    name: str
    compiled: Compiled
    sheets_by_name: Mapping[str, int]
    controls: Sequence[str] = ()
    _lock: Lock = field(default_factory=Lock, repr=False)
    _core: tuple[str, Content] = ("", "")
    _standings: dict[tuple[tuple[int, int], ...], Standing] = field(default_factory=dict, repr=False)

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is wrong with its tags and formulas."""
        return self.compiled.problems

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places: dict[tuple[str, ...], Place] = {}
        for program in self._programs():
            places = {**program.places, **places}
        return places

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs: dict[str, Any] = {}
        for program in self._programs():
            merge(needs, program.names())
        return needs

    def _programs(self) -> list[Any]:
        parts = (*self.compiled.sheets, *self.compiled.parts)
        framed = [part.program for part in self.compiled.framed]
        return [*(part.program for part in parts if part.program is not None), *framed]

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The workbook's bytes. Raises Stop with the problems of the template, or all of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        with self._lock:  # the values that formulas will read are kept in lists of the template
            return self._render(facts)

    def _render(self, facts: Mapping[str, Any]) -> bytes:
        compiled = self.compiled
        compiled.writers.begin()
        outputs = _outputs((*compiled.sheets, *compiled.parts), facts)
        layouts = [(sheet, sheet.layout(outputs[sheet.name])) for sheet in compiled.sheets]
        now = Render(self.sheets_by_name, self._standing(layouts))
        _merge_groups(now, layouts)
        try:
            now.pictures = self._pictures(facts)
            now.values = Values(now, compiled.grids, {**compiled.writers.kept, **self._seen(layouts, now)})
            changed: dict[str, Content] = {sheet.name: sheet.written(layout, now) for sheet, layout in layouts}
            for part in compiled.parts:
                changed[part.name] = self._part(part, outputs[part.name], now, facts)
            changed.update((media_name(number, picture), picture.data) for number, picture in now.pictures.items())
            return compiled.package.write(changed)
        except (Stop, UnwritableError, TypeError, ValueError) as error:
            raise self._found(facts, error) from None

    def _standing(self, layouts: Sequence[tuple[SheetPart, Layout]]) -> Standing:
        """Where all rows stand; if they have stood so before, with what was made of it then."""
        signature = tuple(pair for _, layout in layouts for pair in (*layout.signature, (-1, 0)))
        if signature in self._standings:
            return self._standings[signature]
        moved = [(sheet, layout) for sheet, layout in layouts if sheet.source.plan.blocks]
        standing = Standing({sheet.source.sheet.index: layout.rows for sheet, layout in moved})
        if len(signature) <= _LONGEST_SIGNATURE:
            if len(self._standings) >= _MOST_STANDINGS:
                del self._standings[next(iter(self._standings))]
            self._standings[signature] = standing
        return standing

    def _part(self, part: Part, output: Sequence[str], now: Render, facts: Mapping[str, Any]) -> Content:
        """A part that is no sheet."""
        known = now.standing.members
        if part.name == CORE:
            text = "".join(output).replace(STAMP, stamp_of(facts))
            if self._core[0] != text:
                self._core = text, packed(CORE, text)
            return self._core[1]
        if not part.settled:
            return part_text(part, output, now)
        if part.name not in known:
            known[part.name] = packed(part.name, part_text(part, output, now))
        return known[part.name]

    def _pictures(self, facts: Mapping[str, Any]) -> dict[int, Picture]:
        """Number of a frame → its picture."""
        pictures: dict[int, Picture] = {}
        for framed in self.compiled.framed:
            pictures.update(framed.pictures(framed.program.outputs(facts)))
        return pictures

    @cached_property
    def _needed(self) -> Mapping[tuple[int, int], Sequence[ValueCell | TextCell]]:
        """(sheet, repeated template row) → its cells that formulas and charts will ask for."""
        needed = self.compiled.writers.needed
        return {
            (form.sheet, template): [cell for cell in form.value_cells if (form.sheet, cell.column) in needed]
            for sheet in self.compiled.sheets
            for template, form in sheet.source.forms.items()
        }

    def _seen(
        self, layouts: Sequence[tuple[SheetPart, Layout]], now: Render
    ) -> dict[tuple[int, int, int], Sequence[Any]]:
        """The values of the records that formulas and charts will ask for."""
        seen: dict[tuple[int, int, int], Sequence[Any]] = {}
        for sheet, layout in layouts:
            for template, columns in layout.columns.items():
                form = sheet.source.forms[template]
                for cell in self._needed[form.sheet, template]:
                    begins = now.begins[form.sheet, template][cell.column] if cell.merge else None
                    seen[form.sheet, template, cell.column] = form.seen(cell, columns, begins)
        return seen

    def _found(self, facts: Mapping[str, Any], error: Exception) -> Stop:
        """What was met in a column, as the problems of the very cells."""
        nothing = Stop(())
        found = [p for program in self._programs() for p in program.inspect(facts, None, nothing)]
        if found:
            return Stop(list(dict.fromkeys(found)))
        return error if isinstance(error, Stop) else Stop(self._programs()[0].inspect(facts, None, error))


def _merge_groups(now: Render, layouts: Sequence[tuple[SheetPart, Layout]]) -> None:
    """Notes the groups of merged cells of a render."""
    now.begins, now.merged = {}, {}
    for sheet, layout in layouts:
        for template in layout.records.keys() & sheet.source.merging:
            form, numbers = sheet.source.forms[template], layout.rows.filled(template)
            begins = beginnings(form, layout.columns[template], numbers)
            now.begins[form.sheet, template] = begins
            now.merged.setdefault(form.sheet, []).extend(ranges(begins, numbers))


def _outputs(parts: Sequence[Part], facts: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """Part → the output of its program; raises Stop with the problems of all parts."""
    outputs: dict[str, Sequence[Any]] = {}
    problems: list[Problem] = []
    for part in parts:
        try:
            outputs[part.name] = part.output(facts)
        except Stop as stop:
            problems += stop.problems
    if problems:
        raise Stop(problems)
    return outputs


def compile_workbook(
    data: bytes, *, name: str = "template.xlsx", names: Names, formats: Formats, filters: Filters | None = None
) -> ExcelTemplate | SpreadTemplate | RepeatedTemplate:
    """The template in these bytes, compiled; its ``problems`` say all that is wrong with its tags and formulas.

    Raises Stop when the bytes are no workbook, or not safe to open.
    """
    book = read_book(read_package(data, name=name))
    language = names, formats, filters

    def compiled(expanded: Expanded) -> Fixed:
        return _with_columns(read_book(expanded.package), expanded.begins, language)

    try:
        repeats, problems = read_repeats(book)
        if not repeats and not problems:
            return _with_columns(book, {}, language)
        problems += check_repeats(book, repeats)
        programs = [(repeat, repeat.program(*language)) for repeat in repeats]
        return RepeatedTemplate(name, book, programs, problems, compiled)
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise Stop(problem("XL101", Place(file=name), str(error)[:80])) from None


def _with_columns(book: Book, begins: Begins, language: Language) -> ExcelTemplate | SpreadTemplate:
    """The template of a workbook whose sheets are all there; its columns may still be repeated."""

    def compiled(book: Book, begins: Begins, aliases: Aliases) -> ExcelTemplate:
        compiler = Compiler(book, *language, begins, aliases)
        return ExcelTemplate(book.package.name, compiler.compile(), book.by_name)

    spreads, problems = read_spreads(book)
    if not spreads:
        return compiled(book, begins, {})
    programs = [(spread, spread.program(begins.get(spread.sheet.part, ()), *language)) for spread in spreads]
    return SpreadTemplate(book.package.name, book, begins, programs, problems, compiled)
