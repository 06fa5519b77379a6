"""Collects the number styles of an .ods file: which of its cell styles show a number as a share or with a unit."""

from __future__ import annotations

from lxml import etree

from pipeline.intake.workbooks.number_formats import shown

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
TAGS = (_STYLE + "style", _NUMBER + "number-style", _NUMBER + "percentage-style", _NUMBER + "currency-style")


class Units:
    """The unit that each cell style shows; styles come before the tables that use them."""

    def __init__(self) -> None:
        self._of_formats: dict[str, str] = {}
        self._of_styles: dict[str, str] = {}

    def add(self, element: etree._Element) -> None:
        """Take in one style: of numbers, or of cells that name one of those."""
        name = str(element.get(_STYLE + "name"))
        if element.tag != _STYLE + "style":
            self._of_formats[name] = _unit(element)
        elif element.get(_STYLE + "family") == "table-cell":
            own = self._of_formats.get(str(element.get(_STYLE + "data-style-name")), "")
            self._of_styles[name] = own or self._of_styles.get(str(element.get(_STYLE + "parent-style-name")), "")

    def __bool__(self) -> bool:
        return any(self._of_styles.values())

    def unit(self, style: str | None) -> str:
        """The unit that cells of this style show, '' for none."""
        return self._of_styles.get(style or "", "")


def _unit(element: etree._Element) -> str:
    if element.tag == _NUMBER + "percentage-style":
        return "%"
    words = "".join(text.text or "" for text in element.iter(_NUMBER + "text", _NUMBER + "currency-symbol"))
    found = shown(0, f'0"{words}"').unit
    scaled = any(number.get(_NUMBER + "display-factor") for number in element.iter(_NUMBER + "number"))
    return "元" if scaled and "万" in words else found
