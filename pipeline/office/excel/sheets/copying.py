"""A part with all that belongs to it → copies under names of their own; pictures and the like are shared."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.office.excel.book.book import rels_of
from pipeline.office.excel.sheets.renaming import Renaming
from pipeline.office.excel.xml import S, document, parse
from pipeline.office.package import CONTENT_TYPES, Member, Package, packed

_SHARED = frozenset(("image", "hyperlink", "person", "theme", "styles", "sharedStrings", "externalLink"))
_NUMBERED = re.compile(r"(.*?)(\d*)(\.[^./]+)")
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_SHAPE = re.compile(r"(_s|_x0000_s)(\d{4,6})\b")
_BLOCK = re.compile(r'(<o:idmap\b[^>]*\bdata=")(\d+)(")')
_SHAPES_A_SHEET = 1_024
_UID = re.compile(r"\{http://schemas\.microsoft\.com/office/spreadsheetml/20\d\d/revision\d*\}uid")


@dataclass
class Copier:
    """Copies parts of a package into ``members``; the package itself stays as it is."""

    package: Package
    members: dict[str, Member] = field(init=False)
    types: etree._Element = field(init=False)
    _tables: set[str] = field(default_factory=set)
    _table_ids: set[int] = field(default_factory=set)
    _blocks: int = 0

    def __post_init__(self) -> None:
        self.members = dict(self.package.members)
        self.types = parse(self.package.text(CONTENT_TYPES))
        for part in self.package.members:
            if part.startswith("xl/tables/"):
                root = parse(self.package.text(part))
                self._tables.add(root.get("displayName", "").casefold())
                self._table_ids.add(int(root.get("id", "0")))
            elif part.endswith(".vml"):
                found = _BLOCK.findall(self.package.text(part))
                self._blocks = max([self._blocks, *(int(data) for _, data, _ in found)])

    def owned(self, part: str) -> dict[str, str]:
        """A part and those that belong to it, each to itself."""
        mapping: dict[str, str] = {}
        waiting = [part]
        while waiting:
            part = waiting.pop()
            if part not in mapping:
                mapping[part] = part
                waiting += [target for _, target in self._own_targets(part)]
        return mapping

    def copied(self, part: str, mapping: dict[str, str] | None = None) -> dict[str, str]:
        """A part and those that belong to it → their copies."""
        mapping = {} if mapping is None else mapping
        if part in mapping:
            return mapping
        new = mapping[part] = self._free_name(part)
        self._put(new, self.package.members[part].data)
        self._type_as(part, new)
        rels = rels_of(part)
        if rels in self.package.members:
            root = parse(self.package.text(rels))
            for entry, target in self._own_targets(part):
                self.copied(target, mapping)
                found = next(e for e in root if e.get("Id") == entry)
                found.set("Target", posixpath.relpath(mapping[target], posixpath.dirname(new)))
            self._put(rels_of(new), document(root))
        return mapping

    def remove(self, part: str) -> None:
        """Takes a part and those that belong to it away, and pictures that nothing else shows."""
        owned = self.owned(part)
        pictures = {target for name in owned for kind, target in self._relations(name) if kind == "image"}
        for name in owned:
            self.members.pop(name, None)
            self.members.pop(rels_of(name), None)
            for entry in list(self.types):
                if entry.get("PartName", "").lstrip("/") == name:
                    self.types.remove(entry)
        if pictures:
            shown = {target for name in self.members for _, target in self._relations(name)}
            for picture in pictures - shown:
                self.members.pop(picture, None)

    def _relations(self, part: str) -> Iterator[tuple[str, str]]:
        """The (type, target) of a part's relationships within the package, as they now are."""
        rels = self.members.get(rels_of(part))
        for entry in parse(rels.data.decode("utf-8-sig")) if rels is not None else ():
            yield entry.get("Type", "").rsplit("/", 1)[-1], _path(entry, part)

    def rename(self, mapping: Mapping[str, str], old: str, new: str, first: bool) -> None:
        """Puts the name of its sheet into a copy (the ``first`` is the original), and gives its tables their own."""
        tables = {} if first else dict(self._new_tables(mapping))
        renaming = Renaming({old.casefold(): new}, {name.casefold(): table for name, table, _ in tables.values()})
        for part, copy in mapping.items():
            if part.endswith(".xml"):
                root = parse(self.package.text(part))
                renaming.part(root)
                if not first:
                    _as_copy(root, tables.get(part))
                self._put(copy, document(root))
            elif part.endswith(".vml") and not first:
                self._blocks += 1
                self._put(copy, _renumbered(self.package.text(part), self._blocks))
            self._rename_links(copy, renaming)

    def _rename_links(self, part: str, renaming: Renaming) -> None:
        """Links of shapes and pictures to places in the workbook."""
        rels = self.members.get(rels_of(part))
        if rels is None or b'Target="#' not in rels.data:
            return
        root = parse(rels.data.decode("utf-8"))
        for entry in root:
            target = entry.get("Target", "")
            if target.startswith("#"):
                entry.set("Target", "#" + renaming.formula(target[1:]))
        self._put(rels.name, document(root))

    def _new_tables(self, mapping: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str, int]]]:
        """Part of a table → its name, its copy's name and id."""
        for part in mapping:
            if not part.startswith("xl/tables/"):
                continue
            name = parse(self.package.text(part)).get("displayName", "")
            number = 2
            while f"{name}_{number}".casefold() in self._tables:
                number += 1
            new, identity = f"{name}_{number}", max(self._table_ids) + 1
            self._tables.add(new.casefold())
            self._table_ids.add(identity)
            yield part, (name, new, identity)

    def _own_targets(self, part: str) -> Iterator[tuple[str, str]]:
        """The (relationship id, part) of what belongs to a part."""
        rels = rels_of(part)
        if rels not in self.package.members:
            return
        for entry in parse(self.package.text(rels)):
            kind, path = entry.get("Type", "").rsplit("/", 1)[-1], _path(entry, part)
            if entry.get("TargetMode") != "External" and kind not in _SHARED and path in self.package.members:
                yield entry.get("Id", ""), path

    def _free_name(self, part: str) -> str:
        match = _NUMBERED.fullmatch(part)
        assert match is not None
        number = int(match[2] or 0)
        while (name := f"{match[1]}{number}{match[3]}") in self.members or name in self.package.members:
            number += 1
        return name

    def _type_as(self, part: str, new: str) -> None:
        for entry in list(self.types):
            if entry.get("PartName") == f"/{part}":
                etree.SubElement(
                    self.types, f"{_TYPES}Override", PartName=f"/{new}", ContentType=entry.get("ContentType", "")
                )

    def _put(self, name: str, content: str | bytes) -> None:
        self.members[name] = packed(name, content)

    def result(self) -> Package:
        """The package with the copies."""
        self._put(CONTENT_TYPES, document(self.types))
        return replace(self.package, members=self.members, _static={})


def _path(entry: etree._Element, part: str) -> str:
    """The part that a relationship of another one leads to."""
    target = entry.get("Target", "")
    return target[1:] if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(part)}/{target}")


def _as_copy(root: etree._Element, table: tuple[str, str, int] | None) -> None:
    """What may stand only once in a workbook is taken from a copy, or made its own."""
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if _UID.fullmatch(str(name))]:
            del element.attrib[name]
    for view in root.iter(f"{S}sheetView"):
        view.attrib.pop("tabSelected", "")
    for properties in root.iter(f"{S}sheetPr"):
        properties.attrib.pop("codeName", "")
    if table is not None:
        _, new, identity = table
        root.set("id", str(identity))
        root.set("name", new)
        root.set("displayName", new)


def _renumbered(text: str, block: int) -> str:
    """Shapes of a legacy drawing with numbers of their own: 1,024 to a sheet."""
    text = _BLOCK.sub(lambda m: f"{m[1]}{block}{m[3]}", text)
    return _SHAPE.sub(lambda m: f"{m[1]}{block * _SHAPES_A_SHEET + int(m[2]) % _SHAPES_A_SHEET}", text)
