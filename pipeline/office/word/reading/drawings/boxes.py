"""A text box that a file holds twice, in a new and an old form → one text in both."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pipeline.office.template import Tag
from pipeline.office.word.reading.drawings.frames import DOC_PR
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.xml import W, wrap_children

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOX = f"{W}txbxContent"


def set_aside(root: etree._Element) -> list[tuple[etree._Element, etree._Element]]:
    """Empties the old form of each box with tags, so that they are read once; the new form and the old one of each."""
    pairs = []
    for alternate in root.iter(f"{_MC}AlternateContent"):
        new = [box for choice in alternate.iterchildren(f"{_MC}Choice") for box in choice.iter(_BOX)]
        old = [box for fallback in alternate.iterchildren(f"{_MC}Fallback") for box in fallback.iter(_BOX)]
        if len(new) != 1 or len(old) != 1 or next(new[0].iter(DOC_PR), None) is not None:
            continue
        if any("{" in text or "｛" in text for text in new[0].itertext()):
            for child in list(old[0]):
                old[0].remove(child)
            pairs.append((new[0], old[0]))
    return pairs


def write_once(pairs: list[tuple[etree._Element, etree._Element]], marks: Marks) -> None:
    """Evaluates the text of such a box once and writes it in both forms, which so cannot disagree."""
    for new, old in pairs:
        inside = [text for element in new.iterdescendants() for text in (element.text, element.tail)]
        if not any(map(marks.found, (new.text, *inside))):  # its tags were comments
            old[:], old.text = [deepcopy(child) for child in new], None
        if not marks.within([new.text, *inside]):
            continue
        name = f"box__{len(marks.pieces)}"
        written = marks.mark(Tag(name, writer="block fragment"))
        wrap_children(new, 0, marks.statement(f"set {name}"), marks.statement("endset") + written)
        old.text = marks.mark(Tag(name, writer="block again"))
