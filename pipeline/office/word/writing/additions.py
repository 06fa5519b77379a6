"""Pictures, links and parts that values bring along → what one render adds to the package it writes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from pipeline.office.markup import escaped
from pipeline.office.package import CONTENT_TYPES, Content, Package
from pipeline.office.picture import Picture
from pipeline.office.word.reading.xml import parse
from pipeline.office.word.writing.lists import NUMBERING, Lists, NumberingPart
from pipeline.office.word.writing.lists import TYPE as NUMBERING_TYPE
from pipeline.office.word.writing.merges import Merges
from pipeline.office.word.writing.styles import AddedStyles, Styles

MAIN = "word/document.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'
)
_ROOT_OPEN = re.compile(r"<(?:\w+:)?(?:Types|Relationships)\b[^>]*?(/?)>")
_DRAWING_ID = re.compile(r'<wp:docPr\b[^>]*?\bid="(\d+)"')
_CONTROL_ID = re.compile(r'<w:id w:val="(\d+)"')
_BOOKMARK_ID = re.compile(r'<w:bookmarkStart\b[^>]*?\bw:id="(\d+)"')
_BOOKMARK_NAME = re.compile(r'<w:bookmarkStart\b[^>]*?\bw:name="([^"]*)"')
_DRAWN_BY_LOT = 1_000_000_000
_MIME = {"png": "image/png", "jpeg": "image/jpeg"}


def rels_of(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


@dataclass
class Ground:
    """A template's package with the numbers and names that are free in it, found once for all renders."""

    package: Package
    parts: list[str]
    numbering: NumberingPart = field(init=False)

    def __post_init__(self) -> None:
        texts = [self.package.text(part) for part in self.parts]
        self.drawing = _next(_DRAWING_ID, texts)
        self.control = _next(_CONTROL_ID, texts)
        self.bookmark = _next(_BOOKMARK_ID, texts)
        self.bookmark_names = {name for text in texts for name in _BOOKMARK_NAME.findall(text)}
        self.numbering = NumberingPart.of(self.package)
        self.styles = Styles.of(self.package)
        self._types: dict[frozenset[tuple[str, str]], str] = {}
        self._namespaces: dict[str, Mapping[str | None, str]] = {}

    @cached_property
    def prefix(self) -> str:
        """A beginning of names that no relationship and no file of the template has."""
        rels = [self.package.text(name) for name in self.package.members if name.endswith(".rels")]
        prefix = "cx"
        while any(f'"{prefix}' in text for text in rels) or any(f"/{prefix}" in name for name in self.package.members):
            prefix += "x"
        return prefix

    def namespaces(self, part: str) -> Mapping[str | None, str]:
        """The namespaces that a part's root declares."""
        if part not in self._namespaces:
            self._namespaces[part] = dict(parse(self.package.text(part)).nsmap)
        return self._namespaces[part]

    def content_types(self, needed: Mapping[str, str]) -> str:
        """The list of content types with those of ``needed`` (suffix or /part → type) in it."""
        key = frozenset(needed.items())
        if key not in self._types:
            text = self.package.text(CONTENT_TYPES)
            entries = "".join(
                f'<Override xmlns="{_PACKAGE}/content-types" PartName="{name}" ContentType="{mime}"/>'
                if name.startswith("/")
                else f'<Default xmlns="{_PACKAGE}/content-types" Extension="{name}" ContentType="{mime}"/>'
                for name, mime in sorted(needed.items())
                if not re.search(f'(?:Extension|PartName)="{re.escape(name)}"', text, re.IGNORECASE)
            )
            self._types[key] = _inserted(text, entries)
        return self._types[key]


def _next(number: re.Pattern[str], texts: list[str]) -> int:
    """The number after the highest; Word also draws lots for numbers, up to the last there is: those are far off."""
    numbers = (int(found) for text in texts for found in number.findall(text))
    return max((found for found in numbers if found < _DRAWN_BY_LOT), default=0) + 1


class Additions:
    """What the values of one render need that the template does not have. A picture or a link that is used
    again in the same part is related once; a picture is stored once in the document."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._drawings = count(ground.drawing)
        self._controls = count(ground.control)
        self._bookmarks = count(ground.bookmark)
        self._open_bookmarks: dict[str, str] = {}
        self._bookmark_names: dict[str, int] = {}
        self._related: dict[str, dict[str, str]] = {}
        self._media: dict[bytes, str] = {}
        self._types: dict[str, str] = {}
        self._parts: dict[str, bytes | str] = {}
        self.lists = Lists(ground.numbering)
        self.styles = AddedStyles(ground.styles)
        self.merges = Merges()

    def calls(self) -> Mapping[str, Callable[..., str]]:
        """What a program calls for by name."""
        return {
            "drawing": self.drawing,
            "control": self.control,
            "bookmark": self.bookmark,
            "list": self.lists.number,
            "list_again": self.lists.restart,
            "row": self.merges.row,
        }

    # numbers that must be unique

    def drawing(self) -> str:
        """The number of a drawing."""
        return str(next(self._drawings))

    def control(self) -> str:
        """The number of a content control."""
        return str(next(self._controls))

    def bookmark(self, old: str, ends: bool = False) -> str:
        """The number of a bookmark that has ``old`` in the template: a new one where it starts, the same where it
        ends."""
        if not ends:
            self._open_bookmarks[old] = str(next(self._bookmarks))
        return self._open_bookmarks.get(old, old)

    def bookmark_name(self, name: str) -> str:
        """The name of a bookmark that a sub-document brings along: its own if that is free."""
        times = self._bookmark_names.get(name, 0)
        self._bookmark_names[name] = times + 1
        return f"{name[:36]}_{times + 1}" if times or name in self.ground.bookmark_names else name

    # relationships and parts

    def picture(self, part: str, picture: Picture) -> str:
        """The relationship of a part to a picture."""
        name = self._media.get(picture.data)
        if name is None:
            name = f"media/{self.ground.prefix}{len(self._media) + 1}.{picture.format}"
            self._media[picture.data] = name
            self.keep(f"word/{name}", picture.data)
            self._types[picture.format] = _MIME[picture.format]
        return self.relation(part, "image", name)

    def link(self, part: str, address: str) -> str:
        """The relationship of a part to an address."""
        return self.relation(part, "hyperlink", address, external=True)

    def relation(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """The id of a part's relationship of that kind to that target."""
        kind = kind if ":" in kind else f"{OFFICE}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        entry = f'Type="{kind}" Target="{escaped(target).replace(chr(34), "&quot;")}"{mode}'
        related = self._related.setdefault(part, {})
        return related.setdefault(entry, f"{self.ground.prefix}{len(related) + 1}")

    def fill(self, part: str, content: bytes | str) -> bool:
        """Puts content into a part of the template, which takes it once; whether it did."""
        if part in self._parts:
            return False
        self._parts[part] = content
        return True

    def add(self, name: str, content: bytes | str, mime: str) -> str:
        """Adds a part under a name like the given one that is free, and returns that name."""
        folder, file = posixpath.split(name)
        stem, suffix = posixpath.splitext(file)
        stem = stem.rstrip("0123456789")
        numbers = (f"{folder}/{self.ground.prefix}-{stem}{n}{suffix}" for n in count(1))
        free = next(name for name in numbers if name not in self._parts)
        self.keep(free, content)
        self._types[f"/{free}"] = mime
        return free

    def keep(self, name: str, content: bytes | str) -> None:
        """Keeps a part of that very name."""
        self._parts[name] = content

    def laid_over(self, changed: dict[str, Content]) -> dict[str, Content]:
        """The changed parts of a render with everything that was added."""
        if self.lists.is_new_part:
            self.relation(MAIN, "numbering", posixpath.basename(NUMBERING))
            self._types[f"/{NUMBERING}"] = NUMBERING_TYPE
        changed.update(self.lists.changed())
        changed.update(self.styles.changed())
        for part, related in self._related.items():
            rels = rels_of(part)
            package = self.ground.package
            text = str(changed.get(rels) or (package.text(rels) if rels in package.members else _EMPTY))
            entries = (
                f'<Relationship xmlns="{_PACKAGE}/relationships" Id="{id}" {entry}/>' for entry, id in related.items()
            )
            changed[rels] = _inserted(text, "".join(entries))
        changed.update(self._parts)
        if self._types:
            changed[CONTENT_TYPES] = self.ground.content_types(self._types)
        return changed


def _inserted(text: str, entries: str) -> str:
    """Entries at the end of a list of relationships or content types; Default entries may stand anywhere in it."""
    root = _ROOT_OPEN.search(text)
    if root is not None and root[1]:  # an empty list: <Relationships …/>
        name = root[0][1:].split(None, 1)[0].rstrip("/>")
        return f"{text[: root.end() - 2]}>{entries}</{name}>"
    at = text.rindex("</")
    return text[:at] + entries + text[at:]


WRITING: ContextVar[Additions] = ContextVar("the document that is being written")
