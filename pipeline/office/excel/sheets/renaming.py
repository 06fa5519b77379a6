"""A part of a workbook → the same with other names for sheets and tables, in formulas wherever it holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.office.excel.book.reference import Area, parse_formula, quoted, unquoted
from pipeline.office.excel.xml import S

_FORMULAS = frozenset(
    ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "definedName")
)
_ATTRIBUTES = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "textlink", "location")


@dataclass(frozen=True)
class Renaming:
    """Folded old name → new name, of sheets and of tables."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def formula(self, text: str) -> str:
        """A formula with the new names."""
        return "".join(map(self._part, parse_formula(text).parts))

    def _part(self, part: str | Area) -> str:
        if isinstance(part, Area):
            new = self.sheets.get(part.sheet.casefold()) if part.sheet else None
            return replace(part, sheet=new).text() if new else part.text()
        if "!" in part and "[" not in part:
            sheet, _, name = part.rpartition("!")
            new = self.sheets.get(unquoted(sheet).casefold())
            return f"{quoted(new)}!{name}" if new else part
        table, bracket, rest = part.partition("[")
        return self.tables.get(table.casefold(), table) + bracket + rest

    def refers(self, text: str) -> bool:
        """Whether a formula has one of the old names in it."""
        return self.formula(text) != "".join(
            part if isinstance(part, str) else part.text() for part in parse_formula(text).parts
        )

    def part(self, root: etree._Element) -> None:
        """Puts the new names into a part."""
        for holder, attribute in formulas_in(root):
            if attribute:
                holder.set(attribute, self.formula(holder.get(attribute, "")))
            else:
                holder.text = self.formula(holder.text or "")


def formulas_in(root: etree._Element) -> list[tuple[etree._Element, str]]:
    """Every (element, attribute) of a part that holds a formula; attribute "": its text."""
    found = []
    for element in root.iter(etree.Element):
        local = etree.QName(element).localname
        if local in _FORMULAS and element.text:
            found.append((element, ""))
        if element.tag == f"{S}cfvo" and element.get("type") == "formula":
            found.append((element, "val"))
        found += [(element, name) for name in _ATTRIBUTES if element.get(name)]
    return found
