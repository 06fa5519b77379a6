"""Styles of another template → styles of this document: by name where it has them, else copies of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from pipeline.office.package import Package
from pipeline.office.word.reading.xml import W, paragraph_properties, parse, put_property

STYLES = "word/styles.xml"
_VAL, _ID, _TYPE = f"{W}val", f"{W}styleId", f"{W}type"
_REFERENCES = tuple(f"{W}{name}" for name in ("basedOn", "link"))


class Styles:
    """The styles of a template by id, and their ids by kind and name."""

    def __init__(self, text: str) -> None:
        self.text = text
        styles = parse(self.text).iter(f"{W}style") if self.text else iter(())
        self.by_id = {str(style.get(_ID)): style for style in styles}
        self.ids = {_name(style): number for number, style in self.by_id.items()}

    @classmethod
    def of(cls, package: Package) -> Styles:
        """The styles of a package."""
        return cls(package.text(STYLES) if STYLES in package.members else "")

    def list_of(self, paragraph: etree._Element) -> StyleList | None:
        """The list that a paragraph stands in by its style alone; headings are no lists."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        chain = list(self._chain(str(style.get(_VAL)))) if style is not None else []
        if paragraph.find(f"{W}pPr/{W}numPr") is not None or any(p.find(f"{W}outlineLvl") is not None for p in chain):
            return None
        listed = next((found for p in chain if (found := p.find(f"{W}numPr")) is not None), None)
        number = listed.find(f"{W}numId") if listed is not None else None
        if listed is None or number is None:
            return None
        level = listed.find(f"{W}ilvl")
        indents = next((found for p in chain if (found := p.find(f"{W}ind")) is not None), None)
        return StyleList(str(number.get(_VAL)), str(level.get(_VAL)) if level is not None else "0", indents)

    def _chain(self, number: str) -> Iterator[etree._Element]:
        """The paragraph properties of a style and of those it is based on."""
        seen: set[str] = set()
        while number in self.by_id and number not in seen:
            seen.add(number)
            properties = self.by_id[number].find(f"{W}pPr")
            if properties is not None:
                yield properties
            base = self.by_id[number].find(f"{W}basedOn")
            number = str(base.get(_VAL)) if base is not None else ""


@dataclass(frozen=True, slots=True)
class StyleList:
    """The list that paragraphs of a style stand in: its number, the level, and the style's own indents."""

    number: str
    level: str
    indents: etree._Element | None

    def put(self, paragraph: etree._Element, number: str) -> None:
        """Puts a paragraph into the list of that number, looking as its style has it."""
        properties = paragraph_properties(paragraph)
        listed = etree.Element(f"{W}numPr")
        etree.SubElement(listed, f"{W}ilvl").set(_VAL, self.level)
        etree.SubElement(listed, f"{W}numId").set(_VAL, number)
        put_property(properties, listed)
        self.indent(properties)

    def indent(self, properties: etree._Element) -> None:
        """Puts the style's indents into a paragraph's properties, for those of a list are stronger than a style's."""
        if self.indents is not None and properties.find(f"{W}ind") is None:
            put_property(properties, deepcopy(self.indents))


def _name(style: etree._Element) -> tuple[str, str]:
    name = style.find(f"{W}name")
    return str(style.get(_TYPE)), str(name.get(_VAL, "")).casefold() if name is not None else str(style.get(_ID))


class AddedStyles:
    """The styles that one render adds."""

    def __init__(self, own: Styles) -> None:
        self._own = own
        self._added: dict[tuple[str, str], str] = {}
        self._new: list[str] = []

    def adopt(self, other: Styles, number: str, list_number: Callable[[str], str]) -> str:
        """The id that a style of another template has here; ``list_number`` says which number its list has here."""
        style = other.by_id.get(number)
        if style is None:
            return number
        name = _name(style)
        known = self._own.ids.get(name) or self._added.get(name)
        if known is not None:
            return known
        fresh = number
        while fresh in self._own.by_id or fresh in self._added.values():
            fresh += "x"
        self._added[name] = fresh
        copied = deepcopy(style)
        copied.set(_ID, fresh)
        copied.attrib.pop(f"{W}default", "")
        for reference in [child for child in copied if child.tag in _REFERENCES]:
            reference.set(_VAL, self.adopt(other, str(reference.get(_VAL)), list_number))
        for following in copied.findall(f"{W}next"):
            copied.remove(following)
        for listed in copied.iter(f"{W}numId"):
            listed.set(_VAL, list_number(str(listed.get(_VAL))))
        self._new.append(etree.tostring(copied, encoding="unicode", with_tail=False))
        return fresh

    def changed(self) -> dict[str, bytes | str]:
        """The part with the styles, if some were added."""
        if not self._new:
            return {}
        at = self._own.text.rindex("</")
        return {STYLES: self._own.text[:at] + "".join(self._new) + self._own.text[at:]}

    def as_styles(self) -> Styles:
        """All styles as they are now."""
        return Styles(str(self.changed()[STYLES])) if self._new else self._own
