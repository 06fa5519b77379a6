"""Bytes of a Word template → its compiled parts and everything that is wrong with their tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import unescape
from itertools import count
from urllib.parse import unquote

from lxml import etree

from pipeline.office.markup import attribute_writer
from pipeline.office.package import APP, CORE, Member, Package, packed, read_package, scrubbed
from pipeline.office.tags.scan import scan, unclosed
from pipeline.office.template import Call, Filters, Formats, Names, Piece, Program, Writer, compile_program
from pipeline.office.word.document import WordTemplate
from pipeline.office.word.reading.attributes import controls_in
from pipeline.office.word.reading.drawings.texts import fill_texts, tagged
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.part import Part
from pipeline.office.word.reading.ready.tidy import is_revised
from pipeline.office.word.reading.ready.usual import as_usual
from pipeline.office.word.reading.xml import DECLARATION, parse
from pipeline.office.word.writing.additions import MAIN, Ground, rels_of
from pipeline.office.word.writing.placeholders import placeholders
from pipeline.problems import Place, Problem, Stop, problem

CUSTOM = "docProps/custom.xml"
_PROPERTIES = {CORE: "core properties", APP: "app properties", CUSTOM: "custom properties"}
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DRAWN = re.compile(r"word/(charts/chart|diagrams/(?:data|drawing))\d*\.xml")
_LINK = re.compile(r'Target="[^"]*(?:[{｛]|%7B){2}')
_PROPERTY_TEXT = re.compile(r"(?<=>)([^<]*[{｛][^<]*)(?=<)")
_DRAWING = re.compile(r'(<wp:docPr\b[^>]*?\bid=")(\d+)(")')


def compile_document(
    data: bytes, *, name: str = "template.docx", names: Names, formats: Formats, filters: Filters | None = None
) -> WordTemplate:
    """The template in these bytes, compiled; its ``problems`` say all that is wrong with its tags.

    Raises Stop when the bytes are no Word document or not safe to open.
    """
    package = read_package(data, name=name)
    try:
        return _compiled(as_usual(package), name, names, formats, filters)
    except etree.XMLSyntaxError:
        raise Stop(problem("WD002", Place(file=name))) from None


def _compiled(package: Package, name: str, names: Names, formats: Formats, filters: Filters | None) -> WordTemplate:
    package, properties = _without_people(package)
    parts = [MAIN, *sorted(n for n in package.members if _PARTS.fullmatch(n) and n != MAIN)]
    compiler = _Compiler(_with_own_numbers(package, parts), names, formats, filters)
    ground = Ground(compiler.package, parts)
    for part in parts:
        compiler.add_part(part, ground)
    for part in sorted(name for name in package.members if _DRAWN.fullmatch(name)):
        compiler.add_drawn(part)
    for part, text in properties.items():
        compiler.add_properties(part, text)
    return WordTemplate(
        name,
        compiler.package,
        compiler.programs,
        compiler.problems,
        ground,
        compiler.controls,
        placeholders(compiler.package, compiler.shown),
        frozenset(compiler.counting),
    )


class _Compiler:
    """Collects a template's programs and problems part by part."""

    def __init__(self, package: Package, names: Names, formats: Formats, filters: Filters | None) -> None:
        self.package = package
        self.programs: dict[str, Program] = {}
        self.problems: list[Problem] = []
        self.controls: list[str] = []
        self.counting: set[str] = set()
        self._filled: set[str] = set()
        self.shown: list[tuple[str, str]] = []
        self._names = names
        self._formats = formats
        self._filters = filters

    def add_part(self, name: str, ground: Ground) -> None:
        """Compiles one part; a part without tags is left to pass as it is."""
        text = self.package.text(name)
        links = self._take_links(name)
        try:
            if not links and not is_revised(text) and not any(brace in text for brace in "{｛}｝"):
                self.controls += controls_in(parse(text)) if "<w:sdt>" in text else []
                return
            part = Part(self.package, name, links, ground)
        except etree.XMLSyntaxError:
            raise Stop(problem("WD002", Place(file=self.package.name, inside=name))) from None
        pieces = part.pieces()
        self.problems += part.problems
        self.controls += part.controls
        self._filled |= part.charts
        self.shown += [(name, relation) for relation in sorted(part.placeholders)]
        if part.touched:
            self._add(name, self._compiled(pieces, part.writers))
            if any(isinstance(piece, Call) for piece in pieces):
                self.counting.add(name)

    def add_drawn(self, name: str) -> None:
        """Compiles the texts of a chart that no tag fills, or of a diagram."""
        text = self.package.text(name)
        if name in self._filled or not any(brace in text for brace in "{｛"):
            return
        marks, root = Marks(), parse(text)
        place = Place(file=self.package.name, inside=name.removeprefix("word/").removesuffix(".xml"))
        if fill_texts(root, place, marks):
            pieces = marks.split(DECLARATION + etree.tostring(root, encoding="unicode"), lambda text, repeated: text)
            self._add(name, self._compiled(list(pieces), {"text": attribute_writer}))

    def _take_links(self, part: str) -> Mapping[str, str]:
        """The addresses of a part's hyperlinks that hold tags (in which Word writes braces as %7B and %7D), by their
        relationships; these go, for the part relates to each address when it writes it."""
        rels = rels_of(part)
        text = self.package.text(rels) if rels in self.package.members else ""
        if not _LINK.search(text):
            return {}
        root = parse(text)
        external = [entry for entry in root if entry.get("TargetMode") == "External"]
        place = Place(file=self.package.name, inside=f"{part.removeprefix('word/').removesuffix('.xml')} links")
        for entry in external:
            self._report_unclosed(unquote(str(entry.get("Target"))), place)
        tagged = {str(entry.get("Id")): unquote(str(entry.get("Target"))) for entry in external}
        tagged = {relation: address for relation, address in tagged.items() if scan(address).tags}
        for entry in external:
            if entry.get("Id") in tagged:
                root.remove(entry)
        clean = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        self.package.members[rels] = packed(rels, clean)
        return tagged

    def add_properties(self, part: str, text: str) -> None:
        """Compiles a part with properties: title, subject, keywords, category, company may hold tags."""
        pieces: list[Piece] = []
        place = Place(file=self.package.name, inside=_PROPERTIES[part])
        for i, chunk in enumerate(_PROPERTY_TEXT.split(text)):
            pieces += [chunk] if i % 2 == 0 else tagged(unescape(chunk), place, "attribute", "property")
            self._report_unclosed(unescape(chunk) if i % 2 else "", place)
        self._add(part, self._compiled(pieces, {"attribute": attribute_writer}))

    def _report_unclosed(self, text: str, place: Place) -> None:
        self.problems += [problem("WD103", replace(place, tag=typed), typed, open="{_{") for typed in unclosed(text)]

    def _compiled(self, pieces: list[Piece], writers: Mapping[str, Callable[[str], Writer]]) -> Program:
        return compile_program(
            pieces,
            names=self._names,
            formats=self._formats,
            filters=self._filters,
            writers=writers,
            plain={name for name in writers if name.startswith("text ")},
        )

    def _add(self, name: str, program: Program) -> None:
        self.programs[name] = program
        self.problems += program.problems


def _without_people(package: Package) -> tuple[Package, Mapping[str, str]]:
    """The package with its properties scrubbed, and the texts of those that a program writes: the core ones, which
    carry a date, and others with tags in them."""
    clean = scrubbed(package)
    if CUSTOM in package.members:
        clean[CUSTOM] = package.text(CUSTOM)
    written = {part: text for part, text in clean.items() if part == CORE or scan(text).tags or scan(text).unclosed}
    kept = {part: packed(part, text) for part, text in clean.items() if part not in written}
    return replace(package, members=package.members | kept), written


def _with_own_numbers(package: Package, parts: Sequence[str]) -> Package:
    """The package with drawings whose numbers are theirs alone over all parts, which Word does not see to."""
    texts = {part: package.text(part) for part in parts}
    found = [int(found[1]) for text in texts.values() for found in _DRAWING.findall(text)]
    numbers = set(found)
    if len(numbers) == len(found):
        return package
    seen: set[str] = set()
    free = (number for number in count(1) if number not in numbers)

    def own(found: re.Match[str]) -> str:
        number = found[2] if found[2] not in seen else str(next(free))
        seen.add(number)
        return f"{found[1]}{number}{found[3]}"

    changed: dict[str, Member] = {}
    for part, text in texts.items():
        numbered = _DRAWING.sub(own, text)
        if numbered != text:
            changed[part] = packed(part, numbered)
    return replace(package, members=package.members | changed)
