"""A paragraph → the width that its text has, in EMU: of its cell or text box, else between the page's margins."""

from __future__ import annotations

from lxml import etree

from pipeline.office.word.reading.xml import SECTPR, TC, P, W, ancestor, whole_number

_EMU = 635  # a twentieth of a point
_USUAL = 8_300 * _EMU  # A4 between margins of 3.17 cm
_PADDING = 216  # of a table cell, both sides
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


class Widths:
    """The widths of one part."""

    def __init__(self, root: etree._Element) -> None:
        self._sections: dict[etree._Element, etree._Element | None] = {}
        section = None
        for element in reversed(list(root.iter(P, SECTPR))):
            if element.tag == SECTPR:
                section = element
            else:
                self._sections[element] = section

    def of(self, paragraph: etree._Element) -> int:
        """The width of a line in that paragraph."""
        cell = ancestor(paragraph, TC)
        width = cell.find(f"{W}tcPr/{W}tcW") if cell is not None else None
        if width is not None and width.get(f"{W}type") == "dxa" and whole_number(width, "w") > _PADDING:
            return (whole_number(width, "w") - _PADDING) * _EMU
        box = ancestor(paragraph, f"{W}txbxContent")
        if box is None:
            return _between_margins(self._sections.get(paragraph))
        extents = (frame.find(f"{_WP}extent") for frame in box.iterancestors(f"{_WP}inline", f"{_WP}anchor"))
        return next((whole_number(extent, "cx") or _USUAL for extent in extents if extent is not None), _USUAL)


def _between_margins(section: etree._Element | None) -> int:
    page = section.find(f"{W}pgSz") if section is not None else None
    margins = section.find(f"{W}pgMar") if section is not None else None
    if page is None or margins is None:
        return _USUAL
    width = (
        whole_number(page, "w")
        - whole_number(margins, "left")
        - whole_number(margins, "right")
        - whole_number(margins, "gutter")
    )
    return width * _EMU if width > 0 else _USUAL
