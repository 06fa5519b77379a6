"""Another of our templates with its facts → its paragraphs and tables in the place of a tag.

Its styles are this document's where the names agree, and come along where they do not; its lists, pictures, charts
and links come along; its headers, page set-up and settings do not.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.office.picture import Picture
from pipeline.office.word.reading.xml import SECTPR, P, W, markup, parse, remove
from pipeline.office.word.writing.additions import MAIN, OFFICE, WRITING, Additions, Ground, rels_of
from pipeline.office.word.writing.lists import NumberingPart
from pipeline.problems import Place, Stop, problem

_NEW = "\ufdd4"  # before relationships that are this document's already
_VAL, _ID = f"{W}val", f"{W}id"
_STYLES = tuple(f"{W}{name}" for name in ("pStyle", "rStyle", "tblStyle"))
_NOTES = tuple(f"{W}{name}" for name in ("footnoteReference", "endnoteReference", "commentReference"))
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RELATED = f"{{{OFFICE}}}"
_ONCE = tuple(f"{{http://schemas.microsoft.com/office/word/2010/wordml}}{name}" for name in ("paraId", "textId"))
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass(frozen=True)
class SubDocument:
    """A compiled Word template and its facts, as a value for ``{{p x}}``."""

    template: Any  # a WordTemplate, whose module imports this one's
    facts: Mapping[str, Any] = field(default_factory=dict)

    def paragraphs(self, part: str) -> str:
        """Its body as it reads inside that part of the document that is being written.

        Raises Stop with the problems of its template and its facts, and when it has notes or comments.
        """
        outer = WRITING.get()
        nested = _Nested(outer, part, self.template.ground)
        with _writing(nested):
            root = parse(self.template.body(self.facts, nested))
        if next(root.iter(*_NOTES), None) is not None:
            raise Stop(problem("WD140", Place(file=self.template.name)))
        _Carrier(outer, nested, part).carry(root)
        body = root.find(f"{W}body")
        declared = outer.ground.namespaces(part)
        blocks = [] if body is None else [block for block in body if block.tag != SECTPR]
        return "".join(markup(block, declared) for block in blocks).replace(_NEW, "")


@contextmanager
def _writing(additions: Additions) -> Iterator[None]:
    token = WRITING.set(additions)
    try:
        yield
    finally:
        WRITING.reset(token)


class _Nested(Additions):
    """What a sub-document's values add: all of it to the document that is being written."""

    def __init__(self, outer: Additions, part: str, ground: Ground) -> None:
        super().__init__(ground)
        self._outer = outer
        self._part = part

    def picture(self, part: str, picture: Picture) -> str:
        """The relationship to a picture."""
        return _NEW + self._outer.picture(self._part, picture)

    def relation(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """The id of a relationship."""
        return _NEW + self._outer.relation(self._part, kind, target, external)

    def fill(self, part: str, content: bytes | str) -> bool:
        """No part of the sub-document's template has a place in this document."""
        return False

    def add(self, name: str, content: bytes | str, mime: str) -> str:
        """Adds a part to the document that is being written."""
        return self._outer.add(name, content, mime)

    def keep(self, name: str, content: bytes | str) -> None:
        """Keeps a part in the document that is being written."""
        self._outer.keep(name, content)


class _Carrier:
    """Carries what a sub-document refers to over into the document that is being written."""

    def __init__(self, outer: Additions, nested: _Nested, part: str) -> None:
        self._outer = outer
        self._part = part
        self._ground = nested.ground
        self._numbering: NumberingPart = nested.lists.as_part()
        self._styles = nested.styles.as_styles()
        self._lists: dict[str, str] = {}
        self._relations: dict[str, str] = {}
        self._copied: dict[str, str] = {}

    def carry(self, root: etree._Element) -> None:
        """Gives everything in the sub-document's tree the names and numbers that it has in the other document."""
        for section in list(root.iter(SECTPR)):
            remove(section)
        for paragraph in root.iter(P):
            by_style = self._styles.list_of(paragraph)
            if by_style is not None:
                by_style.put(paragraph, by_style.number)
        for style in root.iter(*_STYLES):
            style.set(_VAL, self._outer.styles.adopt(self._styles, str(style.get(_VAL)), self._list))
        for number in root.iter(f"{W}numId"):
            number.set(_VAL, self._list(str(number.get(_VAL))))
        self._number(root)
        for element in root.iter(etree.Element):
            for once in _ONCE:
                element.attrib.pop(once, "")
            for name, value in element.attrib.items():
                if str(name).startswith(_RELATED) and not str(value).startswith(_NEW):
                    element.set(name, self._relation(str(value)))

    def _number(self, root: etree._Element) -> None:
        for drawing in root.iter(_DOC_PR):
            drawing.set("id", self._outer.drawing())
        for control in root.iterfind(f".//{W}sdt/{W}sdtPr/{_ID}"):
            control.set(_VAL, self._outer.control())
        names: dict[str, str] = {}
        for start in root.iter(f"{W}bookmarkStart"):
            old, name = str(start.get(_ID)), str(start.get(f"{W}name"))
            start.set(_ID, self._outer.bookmark(old))
            names[name] = self._outer.bookmark_name(name)
            start.set(f"{W}name", names[name])
            for end in root.iter(f"{W}bookmarkEnd"):
                if end.get(_ID) == old:
                    end.set(_ID, self._outer.bookmark(old, True))
                    break
        for link in root.iter(f"{W}hyperlink"):
            anchor = link.get(f"{W}anchor")
            if anchor is not None:
                link.set(f"{W}anchor", names.get(str(anchor), str(anchor)))

    def _list(self, number: str) -> str:
        if number not in self._lists:
            self._lists[number] = self._outer.lists.adopt(self._numbering, number)
        return self._lists[number]

    # relationships

    def _relation(self, old: str) -> str:
        if old not in self._relations:
            entry = next((e for e in self._entries(MAIN) if e.get("Id") == old), None)
            self._relations[old] = old if entry is None else self._carried(entry)
        return self._relations[old]

    def _carried(self, entry: etree._Element) -> str:
        kind, target = str(entry.get("Type")), str(entry.get("Target"))
        if entry.get("TargetMode") == "External":
            return self._outer.relation(self._part, kind, target, external=True)
        name = self._copy(_resolved(MAIN, target))
        return self._outer.relation(self._part, kind, posixpath.relpath(name, posixpath.dirname(self._part)))

    def _copy(self, name: str) -> str:
        """Copies a part with all that it relates to; the name it has here."""
        if name in self._copied:
            return self._copied[name]
        package = self._ground.package
        new = self._outer.add(name, package.members[name].data, self._type_of(name))
        self._copied[name] = new
        if rels_of(name) in package.members:
            root = parse(package.text(rels_of(name)))
            for entry in root:
                if entry.get("TargetMode") != "External":
                    entry.set("Target", "/" + self._copy(_resolved(name, str(entry.get("Target")))))
            self._outer.keep(
                rels_of(new), etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
            )
        return new

    def _entries(self, part: str) -> list[etree._Element]:
        package = self._ground.package
        return list(parse(package.text(rels_of(part)))) if rels_of(part) in package.members else []

    def _type_of(self, name: str) -> str:
        """The content type of a part in the sub-document's package."""
        types = parse(self._ground.package.text("[Content_Types].xml"))
        for entry in types.iter(f"{_TYPES}Override"):
            if entry.get("PartName") == f"/{name}":
                return str(entry.get("ContentType"))
        suffix = name.rpartition(".")[2].lower()
        found = (e for e in types.iter(f"{_TYPES}Default") if str(e.get("Extension")).lower() == suffix)
        return next((str(entry.get("ContentType")) for entry in found), "application/octet-stream")


def _resolved(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), target)).lstrip("/")
