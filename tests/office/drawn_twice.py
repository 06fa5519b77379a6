"""A workbook drawn twice by the same lines: as a template with tags, and as it should be once it is filled.

A case draws around its rows of data. In the template these are one row of tags between two rows of {%tr %}; in the
other workbook they are the rows themselves. Filled, the first must be the second, element by element.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import xlsxwriter
from lxml import etree

Rows = Sequence[Mapping[str, Any]]
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CACHES = ("numCache", "strCache", "multiLvlStrCache")
_ONE_CELL = re.compile(r"\b([A-Z]+\d+):\1\b")


class Drawing:
    """One of the two workbooks while it is drawn."""

    def __init__(self, rows: Rows, tagged: bool, **options: Any) -> None:
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._buffer, {"in_memory": True, **options})
        self._rows = rows
        self._tagged = tagged

    def sheet(self, name: str) -> Any:
        """A new sheet."""
        return self.book.add_worksheet(name)

    def value(self, tag: str, value: Any) -> Any:
        """A value outside the rows: its tag in the template."""
        return f"{{{{ {tag} }}}}" if self._tagged else value

    def block(
        self, sheet: Any, at: int, fields: Mapping[int, str | Callable[[int], str]], formats: Mapping[int, Any] = {},
        rows: Rows | None = None, name: str = "rows",
    ) -> tuple[int, int, int]:  # fmt: skip
        """Rows of data from this row on (1 is the first): column → a field, or the formula of a row. The first row, the
        last, and the number that stands for the row after them."""
        rows = self._rows if rows is None else rows
        if self._tagged:
            sheet.write_string(at - 1, 0, f"{{%tr for r in {name} %}}")
            self._row(sheet, at + 1, {c: f if callable(f) else f"{{{{ r.{f} }}}}" for c, f in fields.items()}, formats)
            sheet.write_string(at + 1, 0, "{%tr endfor %}")
            return at + 1, at + 1, at + 3
        for i, row in enumerate(rows):
            self._row(sheet, at + i, {c: f if callable(f) else row[f] for c, f in fields.items()}, formats)
        return at, at + len(rows) - 1, at + len(rows)

    def _row(self, sheet: Any, row: int, cells: Mapping[int, Any], formats: Mapping[int, Any]) -> None:
        for column, entry in cells.items():
            if callable(entry):
                sheet.write_formula(row - 1, column, entry(row), formats.get(column))
            elif isinstance(entry, str):
                sheet.write_string(row - 1, column, entry, formats.get(column))
            elif entry is None:
                sheet.write_blank(row - 1, column, None, formats.get(column) or self.book.get_default_url_format())
            else:
                sheet.write(row - 1, column, entry, formats.get(column))

    def data(self) -> bytes:
        """The workbook."""
        self.book.close()
        return self._buffer.getvalue()


def seen(data: bytes) -> dict[str, Any]:
    """What there is to see in a workbook: cells by sheet, everything around them, and the other parts."""
    found: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in texts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(content)  # lxml lets prefixes pass that nobody declares
    strings = _strings(texts.get("xl/sharedStrings.xml", b""))
    for name, content in texts.items():
        if name.startswith("xl/worksheets/sheet"):
            root = etree.fromstring(content)
            found[name + " cells"] = {cell.get("r"): _cell(cell, strings) for cell in root.iter(f"{S}c")}
            found[name + " rows"] = {row.get("r"): _attributes(row, ("r", "spans")) for row in root.iter(f"{S}row")}
            for gone in (f"{S}sheetData", f"{S}dimension"):
                element = root.find(gone)
                if element is not None:
                    root.remove(element)
            found[name] = _canonical(root)
        elif name == "xl/workbook.xml":
            found["names"] = [(e.attrib, e.text) for e in etree.fromstring(content).iter(f"{S}definedName")]
        elif name.endswith((".xml", ".rels")) and name.startswith("xl/") and name not in _OTHERS:
            found[name] = _canonical(etree.fromstring(content))
        elif name.endswith(".vml"):
            found[name] = re.sub(r"margin-(?:left|top):[^;]*;", "", content.decode())  # the anchor is what counts
        elif name.startswith("xl/media/"):
            found[name] = content
    return found


_OTHERS = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")


def _strings(content: bytes) -> list[str]:
    if not content:
        return []
    return ["".join(t.text or "" for t in si.iter(f"{S}t")) for si in etree.fromstring(content).iter(f"{S}si")]


def _cell(cell: Any, strings: Sequence[str]) -> tuple[str, Any]:
    """The style of a cell, and what it holds: text, number or formula."""
    formula, value = cell.find(f"{S}f"), cell.findtext(f"{S}v")
    style = cell.get("s", "")
    if formula is not None:
        return style, ("=", formula.text, _attributes(formula, ("ca",)))
    if cell.get("t") == "s":
        return style, strings[int(value)]
    if cell.get("t") == "inlineStr":
        return style, "".join(t.text or "" for t in cell.iter(f"{S}t"))
    if cell.get("t") == "b":
        return style, value == "1"
    return style, float(value) if value is not None else None


def _attributes(element: Any, without: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in element.attrib.items() if name not in without}


def _canonical(root: Any) -> str:
    """An element as text: nothing in it that is counted, remembered, or left to chance."""
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname
        if name in _CACHES:
            element.getparent().remove(element)
        elif name == "mergeCells":
            element.attrib.pop("count", "")
        elif element.get("sqref"):
            element.set("sqref", _ONE_CELL.sub(r"\1", element.get("sqref")))
        elif name == "off":
            element.attrib.clear()  # what a shape remembers of its place: its anchor is what counts
    return etree.tostring(root, method="c14n", exclusive=True).decode()
