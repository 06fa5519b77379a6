"""Numbered lists that are written again, or come from another template → numbers of their own in the numbering part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from lxml import etree

from pipeline.office.package import Package
from pipeline.office.word.reading.xml import W, markup, parse

NUMBERING = "word/numbering.xml"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_VAL = f"{W}val"
_MAIN = W[1:-1]
_UNNUMBERED = ("bullet", "none")
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:numbering xmlns:w="{_MAIN}"></w:numbering>'


class NumberingPart:
    """The numbering part of a template: which lists count, and where in its text new ones go."""

    def __init__(self, text: str) -> None:
        self.exists = bool(text)
        self._text = text or _EMPTY
        self._root = parse(self._text)
        self.abstract = {_id(num, "numId"): _below(num, "abstractNumId") for num in self._root.iter(f"{W}num")}
        self.definitions = {_id(each, "abstractNumId"): each for each in self._root.iter(f"{W}abstractNum")}
        self.overrides = {_id(num, "numId"): num.findall(f"{W}lvlOverride") for num in self._root.iter(f"{W}num")}
        self._levels: dict[str, Mapping[str, etree._Element]] = {
            number: {_id(level, "ilvl"): level for level in each.iter(f"{W}lvl")}
            for number, each in self.definitions.items()
        }
        self._beginnings: dict[tuple[str, str], str] = {}
        self.highest = _highest(self.abstract)
        self.highest_definition = _highest(self.definitions)

    @classmethod
    def of(cls, package: Package) -> NumberingPart:
        """The numbering part of a package, empty where it has none."""
        return cls(package.text(NUMBERING) if NUMBERING in package.members else "")

    def counts(self, number: str, level: str) -> bool:
        """Whether a list's level shows numbers, not bullets."""
        found = self._level(number, level)
        return found is not None and _below(found, "numFmt") not in _UNNUMBERED

    def start(self, number: str, level: str) -> str:
        """The first number of a list's level."""
        found = self._level(number, level)
        return (_below(found, "start") if found is not None else "") or "1"

    def beginning(self, number: str, level: str) -> str:
        """What lets a list begin anew on a level."""
        if (number, level) not in self._beginnings:
            self._beginnings[number, level] = _start(level, self.start(number, level))
        return self._beginnings[number, level]

    def with_lists(self, definitions: str, lists: str) -> str:
        """The part's text with more definitions after its own, and more lists after its own."""
        ends = [self._text.rfind(mark) + len(mark) for mark in ("</w:num>",) if mark in self._text]
        at = ends[0] if ends else self._after_definitions()
        text = self._text[:at] + lists + self._text[at:]
        at = self._after_definitions()
        return text[:at] + definitions + text[at:]

    def _after_definitions(self) -> int:
        """Where the definitions end in the text: before the first list, or at the end."""
        for mark in ("<w:num ", "<w:numIdMacAtCleanup", "</w:numbering>"):
            if mark in self._text:
                return self._text.index(mark)
        return len(self._text)

    def _level(self, number: str, level: str) -> etree._Element | None:
        return self._levels.get(self.abstract.get(number, ""), {}).get(level)


def _highest(numbers: Mapping[str, object]) -> int:
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _id(element: etree._Element, name: str) -> str:
    return str(element.get(f"{W}{name}", ""))


def _below(element: etree._Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(_VAL, "")) if child is not None else ""


class _Current(dict[str, str]):
    """The number that each list of the template carries now: its own until it begins anew."""

    def __missing__(self, number: str) -> str:
        self[number] = number
        return number


class Lists:
    """The lists of one render. ``number`` gives the number that a paragraph of a list carries now; as every such
    paragraph asks for it, it is the look-up itself."""

    def __init__(self, part: NumberingPart) -> None:
        self._part = part
        self._current = _Current()
        self.number: Callable[[str], str] = self._current.__getitem__
        self._new: list[str] = []
        self._adopted: dict[tuple[int, str], str] = {}
        self._definitions: list[str] = []

    def restart(self, number: str, level: str) -> str:
        """The list of that number begins anew with its next paragraph, if it has any yet."""
        if number in self._current:
            self._current[number] = self._begin(self._part.abstract[number], self._part.beginning(number, level))
        return ""

    def _begin(self, definition: str, overrides: str) -> str:
        fresh = str(self._part.highest + len(self._new) + 1)
        self._new.append(
            f'<w:num xmlns:w="{_MAIN}" w:numId="{fresh}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'
        )
        return fresh

    def adopt(self, other: NumberingPart, number: str) -> str:
        """The number of a new list of this document, looking like that list of another one; it begins anew."""
        definition = other.abstract.get(number, "")
        if definition not in other.definitions:
            return "0"  # no list, to Word
        key = (id(other), definition)
        if key not in self._adopted:
            self._adopted[key] = str(self._part.highest_definition + len(self._definitions) + 1)
            self._definitions.append(_redefined(other.definitions[definition], self._adopted[key]))
        given = {_id(override, "ilvl") for override in other.overrides[number]}
        levels = [_id(level, "ilvl") for level in other.definitions[definition].iter(f"{W}lvl")]
        own = "".join(map(markup, other.overrides[number]))
        starts = (_start(level, other.start(number, level)) for level in levels if level not in given)
        return self._begin(self._adopted[key], own + "".join(starts))

    @property
    def is_new_part(self) -> bool:
        """Whether the document had no lists before."""
        return bool(self._new) and not self._part.exists

    def changed(self) -> dict[str, bytes | str]:
        """The numbering part, if lists were added."""
        if not self._new:
            return {}
        return {NUMBERING: self._part.with_lists("".join(self._definitions), "".join(self._new))}

    def as_part(self) -> NumberingPart:
        """The numbering part as it is now."""
        return NumberingPart(str(self.changed()[NUMBERING])) if self._new else self._part


def _start(level: str, first: str) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'


def _redefined(definition: etree._Element, number: str) -> str:
    """A definition under another number, without what ties it to the styles and the history of its document."""
    copied = deepcopy(definition)
    copied.set(f"{W}abstractNumId", number)
    for name in ("nsid", "tmpl", "styleLink", "numStyleLink"):
        for child in copied.findall(f"{W}{name}"):
            copied.remove(child)
    for style in [style for level in copied.iter(f"{W}lvl") for style in level.findall(f"{W}pStyle")]:
        style.getparent().remove(style)  # type: ignore[union-attr]
    return etree.tostring(copied, encoding="unicode", with_tail=False)
