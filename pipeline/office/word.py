"""Bytes of a Word template → a template that renders facts into bytes of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.office.chart import Chart, ChartTag, compile_chart
from pipeline.office.package import APP, CORE, STAMP, Package, packed, read_package, scrubbed, stamp_of
from pipeline.office.template import Filters, Formats, Names, Piece, Program, Tag, Writer, compile_program
from pipeline.office.word_part import Part
from pipeline.office.word_scan import scan
from pipeline.office.word_write import address_writer, attribute_writer, block_writer, escaped, fragment_writer
from pipeline.problems import Place, Problem, Stop, problem

MAIN = "word/document.xml"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWING_ID = re.compile(r'<wp:docPr\b[^>]*?\bid="(\d+)"')
_LINK = re.compile(r'(?<=Target=")([^"]*(?:[{｛]|%7B){2}[^"]*)(?=")')
_PROPERTY_TEXT = re.compile(r"(?<=>)([^<]*[{｛][^<]*)(?=<)")


_OWN_WRITERS: Mapping[str, Callable[[str], Writer]] = {
    "attribute": attribute_writer,
    "block": block_writer,
    "block fragment": fragment_writer,
}


@dataclass
class WordTemplate:
    """A compiled Word template. One may be rendered any number of times, each time from the start."""

    name: str
    package: Package
    programs: Mapping[str, Program]
    problems: Sequence[Problem]
    first_drawing: int = 1
    charts: Sequence[Chart] = ()

    @property
    def all_programs(self) -> list[Program]:
        """The programs of its parts and of its charts."""
        return [*self.programs.values(), *(p for chart in self.charts for p in chart.programs)]

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs: dict[str, Any] = {}
        for program in self.all_programs:
            _merge(needs, program.names())
        return needs

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places: dict[tuple[str, ...], Place] = {}
        for program in self.all_programs:
            places = {**program.places, **places}
        return places

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The document's bytes. Raises Stop with the problems of the template, or of all its parts with these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        drawings = count(self.first_drawing)
        calls = {"drawing": lambda: str(next(drawings))}
        changed: dict[str, bytes | str] = {}
        problems: list[Problem] = []
        for part, program in self.programs.items():
            try:
                changed[part] = program.render(facts, calls)
            except Stop as stop:
                problems += stop.problems
        for chart in self.charts:
            try:
                changed.update(chart.render(facts))
            except Stop as stop:
                problems += stop.problems
        if problems:
            raise Stop(problems)
        if CORE in changed:
            changed[CORE] = str(changed[CORE]).replace(STAMP, stamp_of(facts))
        return self.package.write(changed)


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, below in more.items():
        _merge(into.setdefault(name, {}), below)


def compile_document(
    data: bytes, *, name: str = "template.docx", names: Names, formats: Formats, filters: Filters | None = None
) -> WordTemplate:
    """The template in these bytes, compiled; its ``problems`` say all that is wrong with its tags.

    Raises Stop when the bytes are no Word document or not safe to open.
    """
    package = read_package(data, name=name)
    if MAIN not in package.members:
        raise Stop(problem("WD102", Place(file=name)))
    package, core = _without_people(package)
    compiler = _Compiler(package, names, formats, filters)
    for part in [MAIN, *sorted(n for n in package.members if _PARTS.fullmatch(n) and n != MAIN)]:
        compiler.add_part(part)
        compiler.add_links(part)
    if core:
        compiler.add_core(core)
    return WordTemplate(
        name, package, compiler.programs, compiler.problems, _highest_drawing(package) + 1, compiler.charts
    )


class _Compiler:
    """Collects a template's programs, charts and problems part by part."""

    def __init__(self, package: Package, names: Names, formats: Formats, filters: Filters | None) -> None:
        self.package = package
        self.programs: dict[str, Program] = {}
        self.charts: list[Chart] = []
        self.problems: list[Problem] = []
        self._names = names
        self._formats = formats
        self._filters = filters

    def add_part(self, name: str) -> None:
        """Compiles one part; a part without tags is left to pass as it is."""
        text = self.package.text(name)
        if not any(brace in text for brace in "{｛}｝"):
            return
        try:
            part = Part(self.package.name, name.removeprefix("word/").removesuffix(".xml"), text)
        except etree.XMLSyntaxError:
            raise Stop(problem("WD002", Place(file=self.package.name, inside=name))) from None
        pieces = part.pieces()
        self.problems += part.problems
        for tag in part.charts:
            self._add_chart(name, tag)
        if not part.touched:
            return
        writers: dict[str, Callable[[str], Writer]] = dict(_OWN_WRITERS)
        for key, around in part.surroundings.items():
            writers[f"text {key}"] = around.text_writer
            writers[f"paragraphs {key}"] = around.paragraphs_writer
        self._add(name, self._compiled(pieces, writers))

    def _add_chart(self, owner: str, tag: ChartTag) -> None:
        chart, problems = compile_chart(
            self.package, owner, tag, names=self._names, formats=self._formats, filters=self._filters
        )
        self.problems += problems
        if chart is not None:
            self.charts.append(chart)

    def add_links(self, part: str) -> None:
        """Compiles the addresses of a part's hyperlinks, in which Word writes braces as %7B and %7D."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        text = self.package.text(rels) if rels in self.package.members else ""
        if not _LINK.search(text):
            return
        pieces: list[Piece] = []
        place = Place(file=self.package.name, inside="hyperlink")
        for i, chunk in enumerate(_LINK.split(text)):
            pieces += [chunk] if i % 2 == 0 else _tagged(unquote(unescape(chunk)), place, "address")
        self._add(rels, self._compiled(pieces, {"address": address_writer}))

    def add_core(self, text: str) -> None:
        """Compiles the core properties: title, subject, keywords and description may hold tags."""
        pieces: list[Piece] = []
        place = Place(file=self.package.name, inside="core properties")
        for i, chunk in enumerate(_PROPERTY_TEXT.split(text)):
            pieces += [chunk] if i % 2 == 0 else _tagged(unescape(chunk), place, "attribute")
        self._add(CORE, self._compiled(pieces, {"attribute": attribute_writer}))

    def _compiled(self, pieces: list[Piece], writers: Mapping[str, Callable[[str], Writer]]) -> Program:
        return compile_program(pieces, names=self._names, formats=self._formats, filters=self._filters, writers=writers)

    def _add(self, name: str, program: Program) -> None:
        self.programs[name] = program
        self.problems += program.problems


def _without_people(package: Package) -> tuple[Package, str]:
    """The package with its properties scrubbed, and the text of the core properties."""
    clean = scrubbed(package)
    core = clean.pop(CORE, "")
    members = package.members | {part: packed(part, text) for part, text in clean.items() if part == APP}
    return replace(package, members=members), core


def _tagged(text: str, place: Place, writer: str) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for found in scan(text).tags:
        pieces.append(escaped(text[at : found.start]))
        if found.form != "#":
            typed = text[found.start : found.end]
            pieces.append(Tag(found.source, typed, place, found.form == "%", writer, "property"))
        at = found.end
    return [*pieces, escaped(text[at:])]


def _highest_drawing(package: Package) -> int:
    numbers = (
        int(number)
        for part in package.members
        if _PARTS.fullmatch(part)
        for number in _DRAWING_ID.findall(package.text(part))
    )
    return max(numbers, default=0)
