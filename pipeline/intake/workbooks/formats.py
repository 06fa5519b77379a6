"""Tells a cell's number format where it carries a unit: 0.00"万元" or 0.00%."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipeline.intake.workbooks.parts import Parts
from pipeline.intake.workbooks.scan import sheet_xml
from pipeline.problems import column_letters

_BUILT_IN = {"9": "%", "10": "%"}
_UNIT = re.compile(r"亿元?|万元?|千元|元|%|‰|[笔次件户人天]")
_SCALED = re.compile(r"[!\\\\]\.|,\s*[\"万]")


@dataclass
class CellFormats:
    """The units in number formats of one sheet, looked up a column at a time and only when somebody asks."""

    package: Parts
    part: str
    _columns: dict[int, Mapping[int, str]] = field(default_factory=dict)

    @cached_property
    def _styles(self) -> Mapping[bytes, str]:
        """The units of the cell styles that have one, by style number."""
        name = next((n for n in self.package.members if n.endswith("styles.xml")), "")
        if not name:
            return {}
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = etree.fromstring(self.package.read(name), parser)
        if root is None:
            return {}
        own = {str(f.get("numFmtId")): str(f.get("formatCode")) for f in root.iter("{*}numFmt")}
        styles = next(root.iter("{*}cellXfs"), None)
        numbers = [str(style.get("numFmtId")) for style in (styles if styles is not None else ())]
        units = (self._unit(own.get(number, _BUILT_IN.get(number, ""))) for number in numbers)
        return {str(i).encode(): unit for i, unit in enumerate(units) if unit}

    @staticmethod
    def _unit(code: str) -> str:
        code = code.split(";")[0]
        if "万" in code and _SCALED.search(code):  # 0!.0,"万" shows 12,345 yuan as 1.2万
            return "元"
        found = _UNIT.search(code)
        return found[0] if found else ""

    @cached_property
    def _xml(self) -> bytes:
        return sheet_xml(self.package, self.part).xml

    def units(self, column: int) -> Mapping[int, str]:
        """Sheet row → unit, for the cells of a column (from 1) whose number format shows one."""
        if not self._styles:
            return {}
        if column not in self._columns:
            letters = column_letters(column).encode()
            pattern = re.compile(rb'<c\b[^>]*?\sr="' + letters + rb'(\d+)"[^>]*?\ss="(\d+)"')
            found = ((int(m[1]), self._styles.get(m[2], "")) for m in pattern.finditer(self._xml))
            self._columns[column] = {row: unit for row, unit in found if unit}
        return self._columns[column]
