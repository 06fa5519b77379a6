"""Tags in the paragraphs of a part → marks in their runs, or in place of the paragraph, row or cell they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from pipeline.office.tags.scan import Found, Scan, scan, unescaped
from pipeline.office.template import Tag, Writer
from pipeline.office.word.reading.cells import WORDS, Cells, span_of
from pipeline.office.word.reading.drawings.widths import Widths
from pipeline.office.word.reading.marks import Marks, put
from pipeline.office.word.reading.place import Places
from pipeline.office.word.reading.ready.join import SPACES, atoms_of
from pipeline.office.word.reading.xml import (
    PPR,
    RPR,
    SECTPR,
    TBL,
    TC,
    TR,
    XML_SPACE,
    P,
    T,
    W,
    ancestor,
    markup,
    paragraph_properties,
    put_before,
    put_property,
    remove,
    replace_with_text,
)
from pipeline.office.word.writing.text import Surroundings
from pipeline.problems import Place, Problem, problem

_BESIDE = (
    *(f"{W}{name}" for name in ("drawing", "pict", "object", "sym", "fldChar")),
    *(f"{W}{name}Reference" for name in ("footnote", "endnote")),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
)
_NEW_PAGE = ("newpage", "另起一页")
_LIFTED = {"p": P, "tr": TR, "tc": TC}


class Paragraphs:
    """The tags in the texts of one part."""

    def __init__(self, part: str, root: etree._Element, marks: Marks, places: Places, cells: Cells) -> None:
        self._part = part
        self._widths = Widths(root)
        self._marks = marks
        self._places = places
        self._cells = cells
        self._surroundings: dict[Surroundings, str] = {}
        self._lifted: dict[etree._Element, str] = {}
        self._beside: dict[etree._Element, Tag] = {}
        self._numbers: dict[etree._Element, int] = {}
        self.problems: list[Problem] = []
        self.touched = False

    @property
    def writers(self) -> Mapping[str, Callable[[str], Writer]]:
        """The writers that its tags name: one for each surroundings that values stand in."""
        written = {f"text {name}": around.text_writer for around, name in self._surroundings.items()}
        return written | {f"paragraphs {name}": around.paragraphs_writer for around, name in self._surroundings.items()}

    # reading the tags of one paragraph

    def read(self, paragraph: etree._Element) -> None:
        """Puts a mark where each tag of the paragraph was typed, or notes it with what it stands for."""
        atoms = atoms_of(paragraph)
        texts = [(a.text or "") if a.tag == T else SPACES[str(a.tag)] for a in atoms]
        whole = "".join(texts)
        if not any(brace in whole for brace in "{｛}｝"):
            return
        found = scan(whole)
        self.touched |= bool(found.tags) or unescaped(whole) != whole
        place = self._places.of(paragraph)
        self._report_braces(found, whole, place)
        sentinels = [self._sentinel_of(tag, whole, paragraph, atoms, texts, place) for tag in found.tags]
        for tag, sentinel in zip(reversed(found.tags), reversed(sentinels), strict=True):
            put(texts, tag, sentinel)
        for atom, text in zip(atoms, texts, strict=True):
            put_text(atom, text)

    def _report_braces(self, found: Scan, text: str, place: Place) -> None:
        for code, starts in (("WD103", found.unclosed), ("WD104", found.stray)):
            for at in starts:
                typed = text[at : at + 24]
                self.problems.append(problem(code, replace(place, tag=typed), typed, open="{_{", close="}_}"))

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
        remembered with that instead, and one that shapes its cell with the cell."""
        typed = whole[found.start : found.end]
        word, _, rest = found.source.strip().partition(" ")
        if found.form == "%" and word in WORDS:
            return self._note_cell(paragraph, word, Tag(rest, typed, place))
        if found.form == "%" and found.source.strip() in _NEW_PAGE:
            self._begin_page(paragraph, typed, place)
            return ""
        holder = self._holder(found, paragraph)
        if found.scope in _LIFTED and holder is None:
            self.problems.append(problem("WD106", replace(place, tag=typed), typed, scope=found.scope))
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

    def _note_cell(self, paragraph: etree._Element, word: str, tag: Tag) -> str:
        cell = ancestor(paragraph, TC)
        if cell is None:
            self.problems.append(problem("WD106", replace(tag.place, tag=tag.typed), tag.typed, scope=word))
        else:
            self._cells.add(cell, word, tag)
        return ""

    def _begin_page(self, paragraph: etree._Element, typed: str, place: Place) -> None:
        """The paragraph begins a new page in each pass of its loop but the first."""
        breaks = etree.Element(f"{W}pageBreakBefore")
        put_property(paragraph_properties(paragraph), breaks)
        before = self._marks.mark(Tag("if not loop.first", typed, place, True, level=f"page {typed}"))
        breaks.tail = self._marks.mark(Tag("endif", typed, place, True, level=f"page {typed}"))
        put_before(breaks, before)

    def _holder(self, found: Found, paragraph: etree._Element) -> etree._Element | None:
        holder = paragraph if found.scope == "p" else None
        if found.scope in ("tr", "tc"):
            holder = ancestor(paragraph, _LIFTED[found.scope])
        return holder if holder is None or found.form == "{" else _with_control(holder)

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
        around = Surroundings(
            _without_section(markup(paragraph.find(PPR))),
            markup(run.find(RPR)) if run is not None else "",
            run is not None and run.getparent() is paragraph,
            self._part,
            self._widths.of(paragraph),
            plain=scope == "r",
        )
        name = self._surroundings.setdefault(around, f"{self._part} {len(self._surroundings)}")
        return f"{'paragraphs' if scope == 'p' else 'text'} {name}"

    # putting tags where rows, cells and paragraphs stood

    def lift(self) -> None:
        """Puts the tags that stand for paragraphs, rows and cells in their places."""
        for holder, sentinels in self._lifted.items():
            self._check_lifted(holder)
            if holder.tag == TC:
                self._lift_column(holder, sentinels)
        for holder, sentinels in self._lifted.items():
            replace_with_text(holder, sentinels)

    def _check_lifted(self, holder: etree._Element) -> None:
        tag = self._beside[holder]
        place = replace(tag.place, tag=tag.typed)
        if any(other is not holder and holder in other.iterancestors() for other in self._lifted):
            self.problems.append(problem("WD101", place, tag.typed, text=tag.typed))
        beside = Marks.shown("".join(t.text or "" for t in holder.iter(T))).strip()
        if beside or next(holder.iter(*_BESIDE), None) is not None:
            self.problems.append(problem("WD101", place, tag.typed, text=beside[:24] or "□"))
        if holder.tag == P and next(holder.iter(SECTPR), None) is not None:
            self.problems.append(problem("WD105", place, tag.typed))

    def _lift_column(self, cell: etree._Element, sentinels: str) -> None:
        """The grid of the table follows the first row whose cells repeat, so that columns and cells agree. A block of
        rows that begins before it may set what its cells repeat for, and that is not known to the grid."""
        row = cell.getparent()
        table = ancestor(cell, TBL)
        grid = table.find(f"{W}tblGrid") if table is not None else None
        if table is None or grid is None or row is None:
            return
        blocks = (r for r in self._lifted if r.getparent() is table)
        if table.index(next(blocks, row)) < table.index(row):
            return
        first = next((c.getparent() for c in self._lifted if c.tag == TC and ancestor(c, TBL) is table), None)
        if first is not row:
            return
        before = [c for c in row.iterchildren(TC) if c is not cell]
        at = sum(span_of(c) for c in before[: list(row.iterchildren(TC)).index(cell)])
        removed = sum(1 for c in self._lifted if c in set(cell.itersiblings(TC, preceding=True)))
        for _ in range(len(grid), at - removed + 1):  # a grid that is shorter than its rows
            etree.SubElement(grid, f"{W}gridCol")
        replace_with_text(grid[at - removed], self._marks.again(sentinels))


def _with_control(holder: etree._Element) -> etree._Element:
    """A content control that holds nothing else goes with a row or a paragraph that makes room for a tag; a cell
    steps out of it, so that the columns can be counted."""
    content = holder.getparent()
    control = content.getparent() if content is not None and len(content) == 1 else None
    if control is None or control.tag != f"{W}sdt":
        return holder
    if holder.tag != TC:
        return control
    control.addprevious(holder)
    remove(control)
    return holder


def _atom_at(texts: list[str], position: int) -> int:
    for i, text in enumerate(texts):
        if position < len(text):
            return i
        position -= len(text)
    return len(texts) - 1


def put_text(atom: etree._Element, text: str) -> None:
    """The atom with its new text; an atom that a tag ran over goes, and its run with it if nothing is left."""
    if atom.tag not in SPACES and text:
        atom.text = text
        atom.set(XML_SPACE, "preserve")
    elif atom.tag not in SPACES or not text:
        run = atom.getparent()
        remove(atom)
        if run is not None and all(child.tag == RPR for child in run):
            remove(run)


def _without_section(properties: str) -> str:
    return re.sub(r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr\b[^>]*/>", "", properties, flags=re.DOTALL)
