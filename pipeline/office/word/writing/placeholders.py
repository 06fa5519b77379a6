"""Pictures that stand in frames of the template → documents without those that no frame shows any more."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.office.package import Package
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
            found.append(Placeholder(part, relation, file if targets.count(file) == 1 else ""))
    return found


def drop_unused(package: Package, found: Iterable[Placeholder], changed: dict[str, bytes | str]) -> set[str]:
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


def _text(package: Package, changed: Mapping[str, bytes | str], part: str) -> str:
    return str(changed[part]) if part in changed else package.text(part)
