"""One XML part of a Word template → the pieces of its program: texts, tags and calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.office.chart import REL_ID, ChartTag, is_chart_tag
from pipeline.office.chart import C as CHART
from pipeline.office.template import Call, Piece, Tag
from pipeline.office.word_keep import BLOCK_HOLDERS, keep_paragraph, keep_rows
from pipeline.office.word_marks import Marks
from pipeline.office.word_place import Places
from pipeline.office.word_scan import Found, Scan, scan, unescaped
from pipeline.office.word_write import Surroundings
from pipeline.office.word_xml import (
    PPR,
    RPR,
    SECTPR,
    TBL,
    TC,
    TR,
    XML_SPACE,
    P,
    R,
    T,
    W,
    ancestor,
    clean,
    markup,
    own,
    parse,
    remove,
    replace_with_text,
)
from pipeline.problems import Place, Problem, problem

_SPACES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
_BESIDE = tuple(f"{W}{name}" for name in ("drawing", "pict", "object"))
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_LIFTED = {"p": P, "tr": TR, "tc": TC}
_ONCE = re.compile(r'<w:bookmark(?:Start|End)\b[^>]*/>| w14:(?:paraId|textId)="[^"]*"')
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass
class Part:
    """A part on its way from XML to pieces. ``surroundings``: writer name → where its values stand; ``touched``:
    whether there is anything in it to write."""

    file: str
    name: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    surroundings: dict[str, Surroundings] = field(default_factory=dict)
    charts: list[ChartTag] = field(default_factory=list)
    touched: bool = False

    def __post_init__(self) -> None:
        self.root = parse(self.text)
        self._marks = Marks()
        self._lifted: dict[etree._Element, str] = {}
        self._beside: dict[etree._Element, Tag] = {}
        self._numbers: dict[etree._Element, int] = {}

    def pieces(self) -> list[Piece]:
        """The part's texts and tags in order. Fills ``problems`` and ``surroundings``."""
        clean(self.root)
        self._refuse_fields()
        places = Places(self.file, self.name, self.root)
        for drawing in self.root.iter(_DOC_PR):
            self._read_alt_texts(drawing, places)
        for paragraph in list(self.root.iter(P)):
            self._read(paragraph, places)
        self._lift()
        for holder in list(self.root.iter(*BLOCK_HOLDERS)):
            keep_paragraph(holder, self._marks)
        for table in list(self.root.iter(TBL)):
            keep_rows(table, self._marks)
        if self._marks.loops:
            for drawing in self.root.iter(_DOC_PR):
                drawing.set("id", self._marks.mark(Call("drawing")))
        return list(self._marks.split(_DECLARATION + etree.tostring(self.root, encoding="unicode"), _cleaned))

    def _refuse_fields(self) -> None:
        """Tags in the code of a field would stay as they are; better to say so."""
        for code in self.root.iter(f"{W}instrText"):
            for tag in scan(code.text or "").tags:
                typed = (code.text or "")[tag.start : tag.end]
                self.problems.append(problem("WD112", Place(file=self.file, inside=self.name, tag=typed), typed))

    def _read_alt_texts(self, drawing: etree._Element, places: Places) -> None:
        """The tag of a chart is taken out of its alt text and remembered; values are written into it."""
        frame = drawing.getparent()
        chart = next(frame.iter(f"{CHART}chart"), None) if frame is not None else None
        paragraph = ancestor(drawing, P)
        place = places.of(paragraph) if paragraph is not None else Place(file=self.file)
        for name in ("descr", "title"):
            text = drawing.get(name, "")
            found = scan(text).tags
            for tag in reversed(found):
                typed = text[tag.start : tag.end]
                mark = ""
                if chart is not None and is_chart_tag(tag.source):
                    self.charts.append(ChartTag(str(chart.get(REL_ID)), tag.source, typed, place))
                elif tag.form != "#":
                    level = f"alt text {id(drawing)}"
                    mark = self._marks.mark(Tag(tag.source, typed, place, tag.form == "%", "attribute", level))
                text = text[: tag.start] + mark + text[tag.end :]
            if found:
                self.touched = True
                drawing.set(name, text.strip() or drawing.get("name", ""))

    # reading the tags of one paragraph

    def _read(self, paragraph: etree._Element, places: Places) -> None:
        atoms = [a for a in own(paragraph, T, *_SPACES) if _parent_tag(a) == R]
        texts = [(a.text or "") if a.tag == T else _SPACES[str(a.tag)] for a in atoms]
        whole = "".join(texts)
        if not any(brace in whole for brace in "{｛}｝"):
            return
        found = scan(whole)
        self.touched |= bool(found.tags) or unescaped(whole) != whole
        place = places.of(paragraph)
        self._report_braces(found, whole, place)
        sentinels = [self._sentinel_of(tag, whole, paragraph, atoms, texts, place) for tag in found.tags]
        for tag, sentinel in zip(reversed(found.tags), reversed(sentinels), strict=True):
            _put(texts, tag, sentinel)
        for atom, text in zip(atoms, texts, strict=True):
            _set(atom, text)

    def _report_braces(self, found: Scan, text: str, place: Place) -> None:
        for code, starts in (("WD103", found.unclosed), ("WD104", found.stray)):
            self.problems += [problem(code, place, text[at : at + 24], open="{_{", close="}_}") for at in starts]

    def _sentinel_of(
        self,
        found: Found,
        whole: str,
        paragraph: etree._Element,
        atoms: list[etree._Element],
        texts: list[str],
        place: Place,
    ) -> str:
        """The mark that goes where the tag was typed; a tag that stands for its paragraph, row or cell is
        remembered with that instead."""
        typed = whole[found.start : found.end]
        if found.merges:
            self.problems.append(problem("WD107", place, typed))
        holder = self._holder(found, paragraph)
        if found.scope in _LIFTED and holder is None:
            self.problems.append(problem("WD106", place, typed, scope=found.scope))
            return ""
        atom = atoms[_atom_at(texts, found.start)]
        level = self._level(found.scope, holder, paragraph, atom)
        writer = self._writer(found.scope, paragraph, atom)
        tag = Tag(found.source, typed, place, found.form == "%", writer, level)
        sentinel = "" if found.form == "#" else self._marks.mark(tag)
        if holder is None:
            return sentinel
        self._lifted[holder] = self._lifted.get(holder, "") + sentinel
        self._beside.setdefault(holder, tag)
        return ""

    def _holder(self, found: Found, paragraph: etree._Element) -> etree._Element | None:
        if found.scope == "p":
            return paragraph
        return ancestor(paragraph, _LIFTED[found.scope]) if found.scope in _LIFTED else None

    def _level(self, scope: str, holder: etree._Element | None, paragraph: etree._Element, atom: etree._Element) -> str:
        """Tags of one block must stand under one parent, in runs at the same depth."""
        parent = (holder if holder is not None else paragraph).getparent()
        number = self._numbers.setdefault(parent, len(self._numbers)) if parent is not None else 0
        if holder is not None:
            return f"{scope} {number}"
        path = [str(a.tag).rpartition("}")[2] for a in atom.iterancestors()]
        return f"run {number} {path[: len(path) - len(list(paragraph.iterancestors()))]}"

    def _writer(self, scope: str, paragraph: etree._Element, atom: etree._Element) -> str:
        run = atom.getparent()
        properties = paragraph.find(PPR)
        around = Surroundings(
            _without_section(markup(properties)),
            markup(run.find(RPR)) if run is not None else "",
            run is not None and run.getparent() is paragraph,
        )
        known = (name for name, other in self.surroundings.items() if other == around)
        name = next(known, f"{self.name} {len(self.surroundings)}")
        self.surroundings[name] = around
        return f"{'paragraphs' if scope == 'p' else 'text'} {name}"

    # putting tags where rows, cells and paragraphs stood

    def _lift(self) -> None:
        for holder, sentinels in self._lifted.items():
            tag = self._beside[holder]
            place = replace(tag.place, tag=tag.typed)
            if any(other is not holder and holder in other.iterancestors() for other in self._lifted):
                self.problems.append(problem("WD101", place, tag.typed, text=tag.typed))
            beside = Marks.shown("".join(t.text or "" for t in holder.iter(T))).strip()
            if beside or next(holder.iter(*_BESIDE), None) is not None:
                self.problems.append(problem("WD101", place, tag.typed, text=beside[:24] or "□"))
            if holder.tag == P and next(holder.iter(SECTPR), None) is not None:
                self.problems.append(problem("WD105", place, tag.typed))
            if holder.tag == TC:
                self._lift_column(holder, sentinels)
        for holder, sentinels in self._lifted.items():
            replace_with_text(holder, sentinels)

    def _lift_column(self, cell: etree._Element, sentinels: str) -> None:
        """The grid of the table follows the first row whose cells repeat, so that columns and cells agree."""
        row = cell.getparent()
        table = ancestor(cell, TBL)
        grid = table.find(f"{W}tblGrid") if table is not None else None
        if grid is None or row is None or next((r for r in self._lifted if r.getparent() is table), row) is not row:
            return
        first = next((c.getparent() for c in self._lifted if c.tag == TC and ancestor(c, TBL) is table), None)
        if first is not row:
            return
        before = [c for c in row.iterchildren(TC) if c is not cell]
        at = sum(_span(c) for c in before[: list(row.iterchildren(TC)).index(cell)])
        removed = sum(1 for c in self._lifted if c in set(cell.itersiblings(TC, preceding=True)))
        columns = list(grid)
        if at - removed < len(columns):
            replace_with_text(columns[at - removed], self._marks.again(sentinels))


def _cleaned(text: str, repeated: bool) -> str:
    """Literal braces as they are meant; what must be unique in a part is left out of loops."""
    return unescaped(_ONCE.sub("", text) if repeated else text)


def _parent_tag(element: etree._Element) -> object:
    parent = element.getparent()
    return parent.tag if parent is not None else None


def _atom_at(texts: list[str], position: int) -> int:
    for i, text in enumerate(texts):
        if position < len(text):
            return i
        position -= len(text)
    return len(texts) - 1


def _put(texts: list[str], tag: Found, sentinel: str) -> None:
    """Replaces a tag's span, which may run over several texts, by its mark in the first."""
    start = 0
    for i, text in enumerate(texts):
        end = start + len(text)
        if start <= tag.start < end:
            texts[i] = text[: tag.start - start] + sentinel + text[tag.end - start :]
        elif tag.start < start < tag.end:
            texts[i] = text[tag.end - start :]
        start = end


def _set(atom: etree._Element, text: str) -> None:
    """The atom with its new text; an atom that a tag ran over goes, and its run with it if nothing is left."""
    if atom.tag == T and text:
        atom.text = text
        atom.set(XML_SPACE, "preserve")
    elif atom.tag == T or not text:
        run = atom.getparent()
        remove(atom)
        if run is not None and all(child.tag == RPR for child in run):
            remove(run)


def _without_section(properties: str) -> str:
    return re.sub(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr\b[^>]*/>", "", properties, flags=re.DOTALL)


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return int(span.get(f"{W}val", "1")) if span is not None else 1
