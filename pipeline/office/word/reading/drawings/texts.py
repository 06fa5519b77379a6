"""Tags in the texts of charts, diagrams and formulas (titles, names of series, terms) → marks in them."""

from __future__ import annotations

from lxml import etree

from pipeline.office.markup import escaped
from pipeline.office.tags.scan import scan
from pipeline.office.template import Piece, Tag
from pipeline.office.word.reading.marks import Marks, put
from pipeline.problems import Place

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def tagged(text: str, place: Place, writer: str, level: str) -> list[Piece]:
    """A text that stands alone as escaped text and tags."""
    pieces: list[Piece] = []
    at = 0
    for found in scan(text).tags:
        pieces.append(escaped(text[at : found.start]))
        if found.form != "#":
            typed = text[found.start : found.end]
            pieces.append(Tag(found.source, typed, place, found.form == "%", writer, level))
        at = found.end
    return [*pieces, escaped(text[at:])]


def fill_texts(root: etree._Element, place: Place, marks: Marks) -> bool:
    """Puts marks where tags stand in texts that are drawn or calculated; whether there are any."""
    filled = False
    for number, holder in enumerate(root.iter(f"{_A}p", f"{_M}oMath", f"{_C}tx")):
        atoms = list(holder.iter(f"{_C}v") if holder.tag == f"{_C}tx" else holder.iter(f"{_A}t", f"{_M}t"))
        texts = [atom.text or "" for atom in atoms]
        whole = "".join(texts)
        found = scan(whole).tags
        for tag in reversed(found):
            typed = whole[tag.start : tag.end]
            piece = Tag(tag.source, typed, place, tag.form == "%", "text", f"drawn {number}")
            put(texts, tag, "" if tag.form == "#" else marks.mark(piece))
        for atom, text in zip(atoms, texts, strict=True):
            atom.text = text
        filled |= bool(found)
    return filled
