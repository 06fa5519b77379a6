"""Bytes of a workbook template → a template that renders facts into bytes of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, read_book
from pipeline.office.excel.compile import Compiled, Compiler
from pipeline.office.excel.fill import Layout, Part, codes_of, part_text
from pipeline.office.excel.moving.marks import Standing
from pipeline.office.excel.parts.package_parts import without_prefixes
from pipeline.office.excel.parts.pictures import frame_relation, media_name
from pipeline.office.excel.render import Outputs, Render
from pipeline.office.excel.sheets.expand import Expanded, check_repeats
from pipeline.office.excel.sheets.repeat import read_repeats
from pipeline.office.excel.sheets.repeated import Fixed, RepeatedTemplate, merge
from pipeline.office.excel.spread.spreading import Aliases, Begins, SpreadTemplate
from pipeline.office.excel.spread.tags import read_spreads
from pipeline.office.package import CORE, STAMP, Content, Member, packed, read_package, stamp_of
from pipeline.office.picture import Picture
from pipeline.office.template import Filters, Formats, Names, UnwritableError
from pipeline.problems import Place, Problem, Stop, problem

Language = tuple[Names, Formats, Filters | None]
Stood = tuple[Standing, Sequence[Layout]]
_MOST_STANDINGS = 64
_LONGEST_KEPT = 256  # pieces of output of repeated rows of which the layout is kept


@dataclass
class ExcelTemplate:
    """A compiled workbook template. One may be rendered any number of times, each time from the start."""

    name: str
    compiled: Compiled
    sheets_by_name: Mapping[str, int]
    controls: Sequence[str] = ()
    _lock: Lock = field(default_factory=Lock, repr=False)
    _core: tuple[Sequence[str], Any, Content] | None = field(default=None, repr=False)
    _standings: dict[tuple[tuple[int, ...], ...], Stood] = field(default_factory=dict, repr=False)

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
        if self.problems and any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        with self._lock:  # the values that formulas will read are kept in lists of the template
            return self._render(facts)

    def _render(self, facts: Mapping[str, Any]) -> bytes:
        compiled = self.compiled
        compiled.writers.begin()
        outputs = _outputs((*compiled.sheets, *compiled.unsettled), facts)
        standing, layouts = self._standing(outputs)
        now = Render(compiled, self.sheets_by_name, standing, layouts, outputs)
        try:
            if compiled.framed:
                now.pictures = self._pictures(facts)
            changed: dict[str, Content] = dict(self._settled(now))
            for sheet, layout in zip(compiled.sheets, layouts, strict=True):
                changed[sheet.name] = sheet.written(layout, outputs[sheet.name], now)
            for part in compiled.unsettled:
                changed[part.name] = self._part(part, outputs[part.name], now, facts)
            for number, picture in now.pictures.items():
                changed[media_name(number, picture)] = picture.data
            return compiled.package.write(changed, self._gone(changed, now))
        except (Stop, UnwritableError, TypeError, ValueError) as error:
            raise self._found(facts, error) from None
        finally:
            del now.values  # which knows the render: the collector need not find out

    def _gone(self, changed: dict[str, Content], now: Render) -> Sequence[str]:
        """The parts that are left out because their rows did not come out; they are also taken from those changed."""
        leaving = self.compiled.leaving
        if not leaving:
            return ()
        frames = leaving.gone_frames(now)
        pictures = [media_name(n, picture) for n, picture in now.pictures.items() if frame_relation(n) in frames]
        gone = leaving.gone(now)
        for name in (*gone, *pictures):
            changed.pop(name, None)
        return gone

    def _standing(self, outputs: Outputs) -> Stood:
        """Where all rows stand; if they have stood so before, with what was made of it then."""
        sheets = self.compiled.sheets
        codes = tuple([codes_of(outputs[sheet.name]) for sheet in sheets])
        stood = self._standings.get(codes)
        if stood is None:
            stood = self._laid_out(codes)
            if sum(map(len, codes)) <= _LONGEST_KEPT + sum(sheet.source.fixed_codes for sheet in sheets):
                self._keep(codes, stood)
        return stood

    def _keep(self, codes: tuple[tuple[int, ...], ...], stood: Stood) -> None:
        """Keeps where all rows stand for the next renders."""
        if len(self._standings) >= _MOST_STANDINGS:
            del self._standings[next(iter(self._standings))]
        self._standings[codes] = stood
        for layout in stood[1]:
            layout.kept = True

    def _laid_out(self, codes: Sequence[Sequence[int]]) -> Stood:
        sheets = self.compiled.sheets
        layouts = [sheet.layout(own) for sheet, own in zip(sheets, codes, strict=True)]
        moved = [pair for pair in zip(sheets, layouts, strict=True) if pair[0].source.plan.blocks]
        return Standing({sheet.source.sheet.index: layout.rows for sheet, layout in moved}), layouts

    def _settled(self, now: Render) -> Mapping[str, Member]:
        """The parts that are the same whenever all rows stand in these places."""
        known = now.standing.members
        if known is None:
            parts = self.compiled.settled
            known = {part.name: packed(part.name, part_text(part, part.constant, now)) for part in parts}
            now.standing.members = known
        return known

    def _part(self, part: Part, output: Sequence[str], now: Render, facts: Mapping[str, Any]) -> Content:
        """A part that is no sheet, and not settled."""
        if part.name != CORE:
            return part_text(part, output, now)
        day = facts.get("as_of")
        if self._core is None or self._core[0] != output or self._core[1] != day:
            self._core = output, day, packed(CORE, "".join(output).replace(STAMP, stamp_of(facts)))
        return self._core[2]

    def _pictures(self, facts: Mapping[str, Any]) -> dict[int, Picture]:
        """Number of a frame → its picture."""
        pictures: dict[int, Picture] = {}
        for framed in self.compiled.framed:
            pictures.update(framed.pictures(framed.program.outputs(facts)))
        return pictures

    def _found(self, facts: Mapping[str, Any], error: Exception) -> Stop:
        """What was met in a column, as the problems of the very cells."""
        nothing = Stop(())
        found = [p for program in self._programs() for p in program.inspect(facts, None, nothing)]
        if found:
            return Stop(list(dict.fromkeys(found)))
        return error if isinstance(error, Stop) else Stop(self._programs()[0].inspect(facts, None, error))


def _outputs(parts: Sequence[Part], facts: Mapping[str, Any]) -> Outputs:
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
    book = read_book(without_prefixes(read_package(data, name=name)))
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
