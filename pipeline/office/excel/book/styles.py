"""styles.xml → which cell formats show dates, and the variants of a cell's format that values need."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from pipeline.office.excel.cells.cell import Style
from pipeline.office.excel.cells.rich import Font
from pipeline.office.excel.xml import S, attributes, document, inner, parse

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_CODES = re.compile("[ymdhs]", re.IGNORECASE)
_DAY, _MOMENT = "14", "22"


def shows_dates(code: str) -> bool:
    """Whether a number format shows a date or a time, as yyyy"年"m"月" does and 0.00"md" does not."""
    bare = _NOT_CODES.sub("", code.split(";")[0])
    return "general" not in bare.lower() and bool(_DATE_CODES.search(bare))


class Styles:
    """The cell formats of a workbook; asks for a variant add one."""

    def __init__(self, text: str) -> None:
        self._root = parse(text) if text else None
        self._formats: list[etree._Element] = []
        self._dates: set[int] = set(_BUILT_IN_DATES)
        self._variants: dict[tuple[str, str], str] = {}
        self._holder: etree._Element | None = None
        if self._root is not None:
            self._holder = self._root.find(f"{S}cellXfs")
            self._formats = list(self._holder) if self._holder is not None else []
            for entry in self._root.iter(f"{S}numFmt"):
                number = int(entry.get("numFmtId", "0"))
                (self._dates.add if shows_dates(entry.get("formatCode", "")) else self._dates.discard)(number)

    def of(self, index: str) -> Style:
        """The style of a cell with this s attribute, with its variants."""
        own = f' s="{index}"' if index else ""
        number = int(index or 0)
        if self._holder is None or number >= len(self._formats):
            return Style(own, own, own, own)
        is_date = int(self._formats[number].get("numFmtId", "0")) in self._dates
        dated = own if is_date else self._variant(number, "numFmtId", _DAY)
        moment = own if is_date else self._variant(number, "numFmtId", _MOMENT)
        return Style(own, self._variant(number, "quotePrefix", "1"), dated, moment, is_date, self._font(number))

    def _font(self, number: int) -> Font:
        """The font of a cell format, as a run of rich text has it."""
        holder = self._root.find(f"{S}fonts") if self._root is not None else None
        index = int(self._formats[number].get("fontId", "0"))
        if holder is None or index >= len(holder):
            return {}
        found = {etree.QName(entry).localname: inner(entry) for entry in holder[index]}
        name = holder[index].find(f"{S}name")
        if name is not None:
            found["name"] = f"<rFont{attributes(name)}/>"
        return found

    def _variant(self, number: int, attribute: str, value: str) -> str:
        key = (str(number), attribute + value)
        if key not in self._variants:
            assert self._holder is not None
            copy = deepcopy(self._formats[number])
            copy.set(attribute, value)
            if attribute == "numFmtId":
                copy.set("applyNumberFormat", "1")
            self._variants[key] = f' s="{len(self._holder)}"'
            self._holder.append(copy)
            self._holder.set("count", str(len(self._holder)))
        return self._variants[key]

    def text(self) -> str | None:
        """The part with the variants that were asked for; None if nothing was added."""
        return document(self._root) if self._variants and self._root is not None else None
