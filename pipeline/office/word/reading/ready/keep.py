"""A part whose blocks may leave things out → a part in which no cell, no row and no table is left empty."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.office.template import Tag
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.xml import TC, TR, P, W, wrap_children

BLOCK_HOLDERS = tuple(f"{W}{n}" for n in ("tc", "hdr", "ftr", "txbxContent", "footnote", "endnote", "comment"))

_PROPERTIES = tuple(f"{W}{name}" for name in ("tblPr", "tblGrid", "trPr", "tblPrEx"))


def keep_paragraph(holder: etree._Element, marks: Marks) -> None:
    """A cell ends with a paragraph whatever its blocks leave out."""
    ends_well = False
    for child, depth in _depths(holder, marks):
        ends_well = child.tag == P and (depth == 0 or ends_well)
    if ends_well or not _balanced(holder, marks):
        return
    properties = 1 if len(holder) and str(holder[0].tag).endswith("Pr") else 0
    name = f"block__{len(marks.pieces)}"
    start = marks.statement(f"set {name}")
    end = marks.statement("endset") + marks.mark(Tag(name, writer="block"))
    wrap_children(holder, properties, start, end)


def keep_rows(table: etree._Element, marks: Marks) -> None:
    """A table whose rows are all in blocks is written only if a row was."""
    _keep_filled(table, TR, marks)


def keep_cells(row: etree._Element, marks: Marks) -> None:
    """A row whose cells are all in blocks is written only if a cell was."""
    _keep_filled(row, TC, marks)


def _keep_filled(parent: etree._Element, part: str, marks: Marks) -> None:
    holds = [next(_held(child, part), None) is not None for child in parent]
    head = sum(1 for child in parent if child.tag in _PROPERTIES)
    depths = [depth for _, depth in _depths(parent, marks)]
    if any(depth == 0 and held for depth, held in zip(depths, holds, strict=True)) or not _balanced(parent, marks):
        return
    name = f"filled__{len(marks.pieces)}"
    parts = etree.Element(parent.tag)  # a holder only; it is dissolved into its place
    leading = parent[head - 1].tail if head else parent.text
    parts.text = marks.statement(f"set {name}") + (leading or "")
    parts.extend(list(parent)[head:])
    shut = marks.statement("endset") + marks.statement(f"if {name}")
    value = marks.mark(Tag(name, writer="block fragment"))
    if head:
        parent[head - 1].tail = value
    else:
        parent.text = value
    parent.tail = marks.statement("endif") + (parent.tail or "")
    parent.addprevious(parts)
    _dissolve(parts, shut)


def _balanced(parent: etree._Element, marks: Marks) -> bool:
    """Whether the blocks that begin among the children end there; if not, the compiler says so."""
    return marks.opened(parent.text) + sum(marks.opened(child.tail) for child in parent) == 0


def _depths(parent: etree._Element, marks: Marks) -> Iterator[tuple[etree._Element, int]]:
    """The child elements with the number of blocks around each."""
    depth = marks.opened(parent.text)
    for child in parent:
        yield child, depth
        depth += marks.opened(child.tail)


def _held(element: etree._Element, part: str) -> Iterator[etree._Element]:
    """The rows, or cells, that an element is or holds (content controls and revisions may hold them)."""
    if element.tag == part:
        yield element
    elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
        for child in element:
            yield from _held(child, part)


def _dissolve(holder: etree._Element, after: str) -> None:
    """Puts the content of an element in its place, followed by the text ``after``."""
    parent = holder.getparent()
    assert parent is not None
    at = parent.index(holder)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (holder.text or "")
    else:
        parent.text = (parent.text or "") + (holder.text or "")
    children = list(holder)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    last = parent[at + len(children) - 1] if at + len(children) else None
    if last is not None:
        last.tail = (last.tail or "") + after
    else:
        parent.text = (parent.text or "") + after
    parent.remove(holder)
