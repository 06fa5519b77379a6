"""What editing left behind in a part → the part as it would be printed: changes accepted, placeholders filled."""

from __future__ import annotations

import re

from lxml import etree

from pipeline.office.word.reading.xml import PPR, RPR, TC, TR, P, R, T, W, ancestor, remove, unwrap

_REVISIONS = re.compile(r"<w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|\w+Change)\b")
_GONE = tuple(f"{W}{name}" for name in ("del", "moveFrom"))
_STAYS = tuple(f"{W}{name}" for name in ("ins", "moveTo"))
_NOTES = tuple(
    f"{W}{name}"
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange",
        "tblGridChange", "numberingChange", "cellIns", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd",
        "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd",
        "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHOWS_PLACEHOLDER, _BINDING = f"{W}showingPlcHdr", f"{W}dataBinding"


def is_revised(text: str) -> bool:
    """Whether a part's text holds tracked changes."""
    return _REVISIONS.search(text) is not None


def accept_revisions(root: etree._Element) -> None:
    """Accepts all tracked changes: a document that is made from a template is nobody's draft, and names no editor."""
    for mark in list(root.iter(f"{W}cellDel")):
        cell = ancestor(mark, TC)
        if cell is not None:
            remove(cell)
    for row in list(root.iter(TR)):
        if row.find(f"{W}trPr/{W}del") is not None or next(row.iter(TC), None) is None:
            remove(row)
    for element in list(root.iter(*_NOTES)):
        remove(element)
    for paragraph in reversed(list(root.iter(P))):
        if any(paragraph.find(f"{PPR}/{RPR}/{gone}") is not None for gone in _GONE):
            _end_deleted(paragraph)
    for element in list(root.iter(*_GONE)):
        remove(element)
    for element in list(root.iter(*_STAYS)):
        unwrap(element)


def _end_deleted(paragraph: etree._Element) -> None:
    """A paragraph whose end was deleted goes into the next one, which keeps its properties."""
    following = paragraph.getnext()
    if following is None or following.tag != P:
        return
    at = 1 if following.find(PPR) is not None else 0
    for child in [child for child in paragraph if child.tag != PPR]:
        following.insert(at, child)
        at += 1
    remove(paragraph)


def free_controls(root: etree._Element) -> None:
    """A content control with tags in it shows what they write: neither its placeholder's look, nor the value that
    it was bound to, which Word would put back."""
    for control in root.iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        texts = [*(t.text or "" for t in control.iter(T)), *(d.get("descr", "") for d in control.iter(_DOC_PR))]
        if properties is None or not any("{" in text or "｛" in text for text in texts):
            continue
        placeholder = properties.find(_SHOWS_PLACEHOLDER)
        if placeholder is not None:
            remove(placeholder)
            for run in control.iter(R):
                style = run.find(f"{RPR}/{W}rStyle")
                if style is not None:
                    remove(style)
        for binding in list(
            properties.iter(_BINDING, "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding")
        ):
            remove(binding)
