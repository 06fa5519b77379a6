"""Turns the styles of an .xlsx package into what each cell style makes of a number."""

from __future__ import annotations

from lxml import etree

from pipeline.intake.workbooks.number_formats import Shown, formats_of
from pipeline.intake.workbooks.parts import Parts


def cell_styles(package: Parts) -> list[Shown]:
    """What a cell of each style shows, by the style's number; nothing where the package has no styles."""
    name = next((n for n in package.members if n.endswith("styles.xml")), "")
    if not name:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(package.read(name), parser)
    if root is None:
        return []
    codes = {_number(f.get("numFmtId")): str(f.get("formatCode") or "") for f in root.iter("{*}numFmt")}
    styles = next(root.iter("{*}cellXfs"), None)
    return formats_of(codes, [_number(style.get("numFmtId")) for style in (styles if styles is not None else ())])


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
