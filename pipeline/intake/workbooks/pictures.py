"""Tells which cells of an .xlsx hold a picture, which the file stores as the error value #VALUE! of a rich value."""

from __future__ import annotations

from lxml import etree

from pipeline.intake.workbooks.parts import Parts

_METADATA, _VALUES, _SHAPES = "xl/metadata.xml", "xl/richData/rdrichvalue.xml", "xl/richData/rdrichvaluestructure.xml"
_PICTURE = "_localImage"


def picture_numbers(package: Parts) -> frozenset[str]:
    """The numbers (attribute vm of a cell) of the value metadata that stand for a picture in the cell.

    vm counts the bk of valueMetadata from 1; its rc leads to a bk of futureMetadata, that to a rich value, and that
    to the structure that says what it is.
    """
    if not all(name in package for name in (_METADATA, _VALUES, _SHAPES)):
        return frozenset()
    metadata, values, shapes = (_parsed(package.read(name)) for name in (_METADATA, _VALUES, _SHAPES))
    kinds = [shape.get("t") for shape in shapes.iter("{*}s")]
    pictures = {i for i, value in enumerate(values.iter("{*}rv")) if _at(kinds, value.get("s")) == _PICTURE}
    rich = [found.get("i") for future in metadata.iter("{*}futureMetadata") for found in future.iter("{*}rvb")]
    cells = [found.get("v") for value in metadata.iter("{*}valueMetadata") for found in value.iter("{*}rc")]
    return frozenset(str(n) for n, at in enumerate(cells, start=1) if _number(_at(rich, at)) in pictures)


def _parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


def _at(items: list[str | None], index: str | None) -> str | None:
    number = _number(index)
    return items[number] if 0 <= number < len(items) else None
