"""One XML part of a Word template → the pieces of its program: texts, tags and calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from pipeline.office.markup import attribute_writer
from pipeline.office.package import Package
from pipeline.office.tags.scan import scan, unescaped
from pipeline.office.template import Call, Piece, Tag, Writer
from pipeline.office.word.chart import compile_chart, raw_number_writer
from pipeline.office.word.reading.attributes import Attributes
from pipeline.office.word.reading.cells import Cells
from pipeline.office.word.reading.drawings.boxes import set_aside, write_once
from pipeline.office.word.reading.drawings.frames import DOC_PR
from pipeline.office.word.reading.drawings.texts import fill_texts
from pipeline.office.word.reading.fields import code_writer, field_codes, writer_of
from pipeline.office.word.reading.marks import Marks, put
from pipeline.office.word.reading.paragraphs import Paragraphs, put_text
from pipeline.office.word.reading.place import Places
from pipeline.office.word.reading.ready.contents import mark_contents
from pipeline.office.word.reading.ready.join import join_paragraphs
from pipeline.office.word.reading.ready.keep import BLOCK_HOLDERS, keep_cells, keep_paragraph, keep_rows
from pipeline.office.word.reading.ready.lists import RestartingLists
from pipeline.office.word.reading.ready.ranges import whole_ranges
from pipeline.office.word.reading.ready.tidy import accept_revisions, free_controls, is_revised
from pipeline.office.word.reading.xml import DECLARATION, TBL, TR, P, W, clean, parse
from pipeline.office.word.writing.additions import Ground
from pipeline.office.word.writing.text import again_writer, block_writer, fragment_writer
from pipeline.problems import Problem, problem

_ONCE = re.compile(r'<w:commentReference\b[^>]*/>| w14:(?:paraId|textId)="[^"]*"')
_CONTROL_ID = f"{W}sdt/{W}sdtPr/{W}id"


class Part:
    """A part on its way from XML to pieces. ``writers`` are those its tags name; ``touched``: whether there is
    anything in it to write; ``charts``: the parts of the charts that it fills; ``controls``: the names of its
    content controls."""

    def __init__(self, package: Package, part: str, links: Mapping[str, str], ground: Ground) -> None:
        self._package = package
        self._part = part
        self._text = package.text(part)
        self.root = parse(self._text)
        self._marks = Marks()
        self._places = Places(package.name, part.removeprefix("word/").removesuffix(".xml"), self.root)
        self._attributes = Attributes(part, links, self._marks, self._places)
        self._cells = Cells(self._marks)
        self._paragraphs = Paragraphs(part, self.root, self._marks, self._places, self._cells)
        self._lists = RestartingLists(ground, self._marks)
        self.problems: list[Problem] = []
        self.touched = False
        self.charts: set[str] = set()
        self._own: dict[str, Callable[[str], Writer]] = {
            "block": block_writer,
            "block fragment": fragment_writer,
            "block again": again_writer,
            "field code": code_writer,
            "number": raw_number_writer,
            "text": attribute_writer,
        }

    @property
    def controls(self) -> list[str]:
        """The names (w:tag) of its content controls, as typed."""
        return self._attributes.controls

    @property
    def placeholders(self) -> set[str]:
        """The relationships of the pictures that stand in its frames."""
        return self._attributes.placeholders

    @property
    def writers(self) -> Mapping[str, Callable[[str], Writer]]:
        """The writers that its tags name."""
        return {**self._own, **self._attributes.writers, **self._cells.writers, **self._paragraphs.writers}

    def pieces(self) -> list[Piece]:
        """The part's texts and tags in order. Fills ``problems``, ``controls`` and ``writers``."""
        self._tidy()
        boxes = set_aside(self.root)
        self._attributes.read(self.root)
        self._fill_charts()
        self._fill_fields()
        if fill_texts(self.root, self._places.near(self.root), self._marks):
            self.touched = True
        for paragraph in list(self.root.iter(P)):
            self._paragraphs.read(paragraph)
        self._paragraphs.lift()
        self._cells.apply()
        self._lists.mark(self.root)
        for holder in list(self.root.iter(*BLOCK_HOLDERS)):
            keep_paragraph(holder, self._marks)
        for row in list(self.root.iter(TR)):
            keep_cells(row, self._marks)
        for table in list(self.root.iter(TBL)):
            keep_rows(table, self._marks)
        self._number()
        write_once(boxes, self._marks)
        self.problems += [*self._attributes.problems, *self._paragraphs.problems]
        self.touched |= self._attributes.touched or self._paragraphs.touched
        text = DECLARATION + etree.tostring(self.root, encoding="unicode")
        return whole_ranges(self._lists.restarted(list(self._marks.split(text, _cleaned))))

    def _tidy(self) -> None:
        clean(self.root)
        if is_revised(self._text):
            accept_revisions(self.root)
            self.touched = True
        free_controls(self.root)
        self.touched |= mark_contents(self.root)
        for paragraph, typed, code in join_paragraphs(self.root):
            self.problems.append(problem(code, replace(self._places.of(paragraph), tag=typed), typed))

    def _fill_charts(self) -> None:
        """A chart's numbers are written where it stands, so that in a loop each has its own."""
        for element, tag in self._attributes.charts:
            chart, problems = compile_chart(self._package, self._part, tag)
            self.problems += problems
            if chart is None:
                continue
            self.charts.add(chart.part)
            collected = f"chart__{len(self._marks.pieces)}"
            text = ""
            for name, pieces in (("points", chart.points), ("sheet", chart.sheet)):
                text += self._marks.statement(f"set {collected}{name}")
                text += "".join(map(self._marks.mark, pieces)) + self._marks.statement("endset")
            writer = f"chart {len(self._own)}"
            self._own[writer] = chart.writer
            value = Tag(f"[{collected}points, {collected}sheet]", writer=writer)
            element.set(chart.attribute, text + self._marks.mark(value))

    def _fill_fields(self) -> None:
        for number, code in enumerate(field_codes(self.root)):
            texts = [atom.text or "" for atom in code.texts]
            whole = "".join(texts)
            found = scan(whole).tags
            place = self._places.near(code.texts[0])
            if found and (not code.takes_tags or not code.word or scan(code.word).tags):
                typed = whole[found[0].start : found[0].end]
                self.problems.append(problem("WD112", replace(place, tag=typed), typed))
                continue
            for tag in reversed(found):
                typed = whole[tag.start : tag.end]
                piece = Tag(tag.source, typed, place, tag.form == "%", writer_of(code.word), f"field {number}")
                put(texts, tag, "" if tag.form == "#" else self._marks.mark(piece))
            for atom, text in zip(code.texts, texts, strict=True):
                put_text(atom, text)
            self.touched |= bool(found)

    def _number(self) -> None:
        """What is written more than once gets a number of its own each time."""
        if not self._marks.loops:
            return
        for drawing in self.root.iter(DOC_PR):
            drawing.set("id", self._marks.mark(Call("drawing")))
        for control in self.root.iterfind(f".//{_CONTROL_ID}"):
            control.set(f"{W}val", self._marks.mark(Call("control")))


def _cleaned(text: str, repeated: bool) -> str:
    """Literal braces as they are meant; what must be unique in a part is left out of loops."""
    return unescaped(_ONCE.sub("", text) if repeated else text)
