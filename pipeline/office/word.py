"""Bytes of a Word template → a template that renders facts into bytes of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from lxml import etree

from pipeline.office.package import APP, CORE, STAMP, Package, packed, read_package, scrubbed, stamp_of
from pipeline.office.template import Filters, Formats, Names, Piece, Program, Tag, Writer, compile_program
from pipeline.office.word_part import Part
from pipeline.office.word_scan import scan
from pipeline.office.word_write import attribute_writer, block_writer, escaped, fragment_writer
from pipeline.problems import Place, Problem, Stop, problem

MAIN = "word/document.xml"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWING_ID = re.compile(r'<wp:docPr\b[^>]*?\bid="(\d+)"')
_PROPERTY_TEXT = re.compile(r"(?<=>)([^<]*[{｛][^<]*)(?=<)")


@dataclass
class WordTemplate:
    """A compiled Word template. One may be rendered any number of times, each time from the start."""

    name: str
    package: Package
    programs: Mapping[str, Program]
    problems: Sequence[Problem]
    first_drawing: int = 1

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs: dict[str, Any] = {}
        for program in self.programs.values():
            _merge(needs, program.names())
        return needs

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places: dict[tuple[str, ...], Place] = {}
        for program in self.programs.values():
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
    problems: list[Problem] = []
    programs: dict[str, Program] = {}
    for part in [MAIN, *sorted(n for n in package.members if _PARTS.fullmatch(n) and n != MAIN)]:
        program = _part_program(package, part, problems, names, formats, filters)
        if program is not None:
            programs[part] = program
    package, core = _without_people(package)
    if core:
        programs[CORE] = _core_program(core, name, names, formats, filters)
    for program in programs.values():
        problems += program.problems
    return WordTemplate(name, package, programs, problems, _highest_drawing(package) + 1)


def _part_program(
    package: Package, name: str, problems: list[Problem], names: Names, formats: Formats, filters: Filters | None
) -> Program | None:
    """The program of one part; None if there is no tag in it, so that it passes as it is."""
    text = package.text(name)
    if not any(brace in text for brace in "{｛}｝"):
        return None
    try:
        part = Part(package.name, name.removeprefix("word/").removesuffix(".xml"), text)
    except etree.XMLSyntaxError as error:
        raise Stop(problem("WD002", Place(file=package.name, inside=name), str(error)[:80])) from None
    pieces = part.pieces()
    problems += part.problems
    if not any(isinstance(piece, Tag) for piece in pieces):
        return None
    writers: dict[str, Callable[[str], Writer]] = {"block": block_writer, "block fragment": fragment_writer}
    for key, around in part.surroundings.items():
        writers[f"text {key}"] = around.text_writer
        writers[f"paragraphs {key}"] = around.paragraphs_writer
    return compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)


def _without_people(package: Package) -> tuple[Package, str]:
    """The package with its properties scrubbed, and the text of the core properties."""
    clean = scrubbed(package)
    core = clean.pop(CORE, "")
    members = package.members | {part: packed(part, text) for part, text in clean.items() if part == APP}
    return replace(package, members=members), core


def _core_program(
    text: str, file: str, names: Names, formats: Formats, filters: Filters | None
) -> Program:
    """Title, subject, keywords and description may hold tags."""
    pieces: list[Piece] = []
    place = Place(file=file, inside="core properties")
    for i, chunk in enumerate(_PROPERTY_TEXT.split(text)):
        pieces += [chunk] if i % 2 == 0 else _tagged(_unescaped_xml(chunk), place)
    writers = {"attribute": attribute_writer}
    return compile_program(pieces, names=names, formats=formats, filters=filters, writers=writers)


def _tagged(text: str, place: Place) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for found in scan(text).tags:
        pieces.append(escaped(text[at : found.start]))
        if found.form != "#":
            typed = text[found.start : found.end]
            pieces.append(Tag(found.source, typed, place, found.form == "%", "attribute", "property"))
        at = found.end
    return [*pieces, escaped(text[at:])]


def _unescaped_xml(text: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def _highest_drawing(package: Package) -> int:
    numbers = (
        int(number)
        for part in package.members
        if _PARTS.fullmatch(part)
        for number in _DRAWING_ID.findall(package.text(part))
    )
    return max(numbers, default=0)
