"""Pictures that stand in frames of the template → documents without those that no frame shows any more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.office.package import CONTENT_TYPES, Content, Package, packed
from pipeline.office.word.writing.additions import rels_of


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A picture in a frame: the part that shows it, its relationship, and its file if nothing else refers to it."""

    part: str
    relation: str
    file: str

    def without(self, relationships: str) -> str:
        """The part's relationships without the one to it."""
        return re.sub(rf'<Relationship\b[^>]*\bId="{re.escape(self.relation)}"[^>]*/>', "", relationships)


def placeholders(package: Package, shown: Iterable[tuple[str, str]]) -> list[Placeholder]:
    """The placeholders among a package's pictures: ``shown`` has the part and the relationship of each frame's."""
    targets = [
        posixpath.normpath(posixpath.join(posixpath.dirname(posixpath.dirname(rels)), target)).lstrip("/")
        for rels in package.members
        if rels.endswith(".rels")
        for target in re.findall(r'\bTarget="([^"]*)"', package.text(rels))
    ]
    found = []
    for part, relation in shown:
        entry = re.search(
            rf'<Relationship\b(?=[^>]*\bId="{re.escape(relation)}")[^>]*\bTarget="([^"]*)"', package.text(rels_of(part))
        )
        if entry is not None:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(part), entry[1])).lstrip("/")
            alone = targets.count(file) == 1 and _typed_by_suffix(package, file)
            found.append(Placeholder(part, relation, file if alone else ""))
    return found


def _typed_by_suffix(package: Package, file: str) -> bool:
    """Sees to it that a file's type is that of its suffix, so that the file may be missing; whether that is so."""
    text = package.text(CONTENT_TYPES)
    own = re.search(rf'<Override\b(?=[^>]*\bPartName="/{re.escape(file)}")[^>]*\bContentType="([^"]*)"[^>]*/>', text)
    if own is None:
        return True
    suffix = file.rpartition(".")[2]
    usual = re.search(
        rf'<Default\b(?=[^>]*\bExtension="{re.escape(suffix)}")[^>]*\bContentType="([^"]*)"', text, re.IGNORECASE
    )
    if usual is not None and usual[1] != own[1]:
        return False
    entry = "" if usual is not None else f'<Default Extension="{suffix}" ContentType="{own[1]}"/>'
    package.members[CONTENT_TYPES] = packed(CONTENT_TYPES, text.replace(own[0], entry))
    return True


def drop_unused(package: Package, found: Iterable[Placeholder], changed: dict[str, Content]) -> set[str]:
    """Takes the relationships of placeholders that are nowhere shown out of the changed parts; the files to leave
    out of the package."""
    removed: set[str] = set()
    for placeholder in found:
        if f'"{placeholder.relation}"' in _text(package, changed, placeholder.part):
            continue
        rels = rels_of(placeholder.part)
        old = _text(package, changed, rels)
        changed[rels] = placeholder.without(old)
        if placeholder.file and changed[rels] != old:
            removed.add(placeholder.file)
    return removed


def _text(package: Package, changed: Mapping[str, Content], part: str) -> str:
    return str(changed[part]) if part in changed else package.text(part)
