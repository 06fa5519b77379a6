"""A workbook template and the names of its repeated sheets → the template with a sheet for each name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from pipeline.office.excel.book.book import WORKBOOK, Book, escaped_name, rels_of
from pipeline.office.excel.book.reference import parse_formula
from pipeline.office.excel.sheets.copying import Copier
from pipeline.office.excel.sheets.renaming import Renaming, formulas_in
from pipeline.office.excel.sheets.repeat import Repeat
from pipeline.office.excel.xml import RELATIONS, R, S, document, parse
from pipeline.office.package import APP, Package, packed
from pipeline.office.template import Tag
from pipeline.problems import Problem, problem

_REFUSED = ("pivotTable", "slicer", "timeline", "queryTable", "oleObject", "control")
_TITLES = re.compile(r"<(HeadingPairs|TitlesOfParts)\b.*?</\1>", re.DOTALL)
_ELSEWHERE = "\ufdd1"  # no sheet has this name


@dataclass
class Expanded:
    """The template with its copies; part → what its program begins with, so that it has the item of its sheet."""

    package: Package
    begins: dict[str, Sequence[Tag]] = field(default_factory=dict)


def expand(book: Book, repeats: Sequence[Repeat], names: Sequence[Sequence[str]]) -> Expanded:
    """The template with a sheet for each of these names, in the place of the repeated sheet."""
    copier = Copier(book.package)
    expanded = Expanded(book.package)
    wanted = {repeat.sheet.index: (repeat, chosen) for repeat, chosen in zip(repeats, names, strict=True)}
    parts: dict[int, list[str]] = {}
    for index, (repeat, chosen) in wanted.items():
        parts[index] = []
        for number, name in enumerate(chosen):
            part = repeat.sheet.part
            mapping = copier.copied(part) if number else copier.owned(part)
            copier.rename(mapping, repeat.sheet.name, name, first=not number)
            expanded.begins.update(dict.fromkeys(mapping.values(), (repeat.begin(number),)))
            parts[index].append(mapping[part])
        if not chosen:
            copier.remove(repeat.sheet.part)
    _Workbook(book, copier, {index: chosen for index, (_, chosen) in wanted.items()}, parts).write()
    expanded.package = copier.result()
    return expanded


class _Workbook:
    """The workbook part of the expanded template."""

    def __init__(
        self, book: Book, copier: Copier, names: Mapping[int, Sequence[str]], parts: Mapping[int, Sequence[str]]
    ) -> None:
        self._book = book
        self._copier = copier
        self._names = names
        self._parts = parts
        self._root = parse(book.package.text(WORKBOOK))
        self._relations = parse(book.package.text(rels_of(WORKBOOK)))
        self._places: list[list[int]] = []  # old index → new indexes

    def write(self) -> None:
        """Puts workbook, relationships and properties into the copier."""
        self._sheets()
        self._defined_names()
        for view in self._root.iter(f"{S}workbookView"):
            for name in ("activeTab", "firstSheet"):
                if view.get(name, "").isdecimal():
                    old = int(view.get(name, "0"))
                    places = self._places[old] if old < len(self._places) else []
                    view.set(name, str(places[0] if places else 0))
        members = self._copier.members
        members[WORKBOOK] = packed(WORKBOOK, document(self._root))
        members[rels_of(WORKBOOK)] = packed(rels_of(WORKBOOK), document(self._relations))
        if APP in members:
            members[APP] = packed(APP, _TITLES.sub("", self._book.package.text(APP)))

    def _sheets(self) -> None:
        holder = self._root.find(f"{S}sheets")
        assert holder is not None
        last = max(int(entry.get("sheetId", "0")) for entry in holder)
        position = 0
        for index, entry in enumerate(list(holder)):
            chosen = self._names.get(index, (entry.get("name", ""),))
            self._places.append(list(range(position, position + len(chosen))))
            position += len(chosen)
            for number, name in enumerate(chosen):
                if number:
                    last += 1
                    entry = self._copy(entry, last, self._parts[index][number])
                entry.set("name", name)
            if not chosen:
                self._forget(entry)

    def _copy(self, entry: etree._Element, sheet_id: int, part: str) -> etree._Element:
        """A sheet's entry after that of its copy before."""
        copy = deepcopy(entry)
        copy.set("sheetId", str(sheet_id))
        identity = f"rIdCopy{sheet_id}"
        copy.set(f"{R}id", identity)
        entry.addnext(copy)
        relation = etree.SubElement(self._relations, self._relations[0].tag)
        relation.set("Id", identity)
        relation.set("Type", f"{RELATIONS}/worksheet")
        relation.set("Target", part.removeprefix("xl/"))
        return copy

    def _forget(self, entry: etree._Element) -> None:
        for relation in list(self._relations):
            if relation.get("Id") == entry.get(f"{R}id"):
                self._relations.remove(relation)
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)

    def _defined_names(self) -> None:
        """Names of a repeated sheet come with each copy. One for the whole workbook that points at it means its first
        copy, and in each of the others a name of that sheet's own, as when Excel copies a sheet."""
        holder = self._root.find(f"{S}definedNames")
        for element in list(holder) if holder is not None else []:
            local = element.get("localSheetId")
            owner = int(local) if local is not None else self._target(element.text or "")
            copies = self._copies(element, owner, always=local is not None)
            for copy in reversed(copies):
                element.addnext(copy)
            element.getparent().remove(element)  # type: ignore[union-attr]
        if holder is not None and not len(holder):
            self._root.remove(holder)

    def _copies(self, element: etree._Element, owner: int, *, always: bool) -> list[etree._Element]:
        if owner < 0:
            return [deepcopy(element)]
        copies = []
        for number, place in enumerate(self._places[owner]):
            copy = deepcopy(element)
            copy.tail = None
            if always or number:
                copy.set("localSheetId", str(place))
            if owner in self._names:
                names = {self._book.sheets[owner].name.casefold(): self._names[owner][number]}
                copy.text = Renaming(names).formula(copy.text or "")
            copies.append(copy)
        return copies

    def _target(self, text: str) -> int:
        """The repeated sheet that a name points at, or -1."""
        sheets = {self._book.by_name.get(area.sheet.casefold(), -1) for area in parse_formula(text).areas}
        return next((sheet for sheet in sheets if sheet in self._names), -1)


def check_repeats(book: Book, repeats: Sequence[Repeat]) -> list[Problem]:
    """What cannot be repeated on these sheets, and what elsewhere refers to them: there would be many to refer to."""
    problems: list[Problem] = []
    copier = Copier(book.package)
    owned: set[str] = set()
    for repeat in repeats:
        owned |= copier.owned(repeat.sheet.part).keys()
        kinds = {kind for _, kind, _ in book.relations(repeat.sheet.part)}
        problems += [problem("XL115", book.place(repeat.sheet.index), kind) for kind in _REFUSED if kind in kinds]
    names = {repeat.sheet.name.casefold(): _ELSEWHERE for repeat in repeats}
    indexes = {repeat.sheet.index for repeat in repeats}
    tables = {table.name.casefold(): _ELSEWHERE for table in book.tables if table.sheet in indexes}
    renaming = Renaming(names, tables)
    for part in sorted(book.package.members.keys() - owned - {WORKBOOK}):
        if part.startswith("xl/") and part.endswith(".xml") and _mentions(book, part, [*names, *tables]):
            problems += _references(book, part, renaming)
    return problems


def _mentions(book: Book, part: str, names: Sequence[str]) -> bool:
    text = book.plain_text(part).casefold()
    return any(escaped_name(name) in text for name in names)


def _references(book: Book, part: str, renaming: Renaming) -> list[Problem]:
    sheet = next((sheet.index for sheet in book.sheets if sheet.part == part), -1)
    root = parse(book.package.text(part))
    found = [holder.get(attribute, "") if attribute else holder.text or "" for holder, attribute in formulas_in(root)]
    found = [text for text in found if renaming.refers(text)]
    sources = [e.get("sheet", "") for e in root.iter(f"{S}worksheetSource")]
    found += [source for source in sources if source.casefold() in renaming.sheets]
    place = book.place(sheet)
    return [problem("XL114", place, found[0][:40])] if found else []
