"""A package whose parts have other names or prefixes than Word gives them → one that reads as Word's own."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from lxml import etree

from pipeline.office.package import CONTENT_TYPES, Member, Package, packed
from pipeline.office.word.reading.xml import DECLARATION, W, parse
from pipeline.problems import Place, Stop, problem

MAIN, MAIN_RELS, _ROOT_RELS = "word/document.xml", "word/_rels/document.xml.rels", "_rels/.rels"
_OFFICE = "http://schemas.openxmlformats.org/"
_USUAL = {
    W[1:-1]: "w",
    f"{_OFFICE}officeDocument/2006/relationships": "r",
    f"{_OFFICE}officeDocument/2006/math": "m",
    f"{_OFFICE}markup-compatibility/2006": "mc",
    f"{_OFFICE}drawingml/2006/wordprocessingDrawing": "wp",
    f"{_OFFICE}drawingml/2006/main": "a",
    f"{_OFFICE}drawingml/2006/picture": "pic",
    f"{_OFFICE}drawingml/2006/chart": "c",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
}
_ROOT = re.compile(r"<(?![?!])(?:([\w.-]+):)?")
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN_TARGET = re.compile(r'/officeDocument"[^>]*?\bTarget="([^"]+)"|\bTarget="([^"]+)"[^>]*?/officeDocument"')


def as_usual(package: Package) -> Package:
    """The package with its main part and its prefixes called as Word calls them.

    Raises Stop when there is no main part, or it is of the strict form of the standard.
    """
    package = _with_main(package)
    if _STRICT in package.text(MAIN):
        raise Stop(problem("WD113", Place(file=package.name)))
    parts = (name for name in package.members if name.startswith("word/") and name.endswith(".xml"))
    changed = {name: packed(name, text) for name in parts if (text := _renamed(package.text(name)))}
    return replace(package, members=package.members | changed) if changed else package


def _with_main(package: Package) -> Package:
    """Word on the web writes word/document2.xml; what the package points to is the main part."""
    if MAIN in package.members:
        return package
    found = _MAIN_TARGET.search(package.text(_ROOT_RELS)) if _ROOT_RELS in package.members else None
    name = (found[1] or found[2]).removeprefix("/") if found else ""
    if name not in package.members or posixpath.dirname(name) != "word":
        raise Stop(problem("WD102", Place(file=package.name)))
    short = posixpath.basename(name)
    names = {f"word/_rels/{short}.rels": MAIN_RELS, name: MAIN}
    members: dict[str, Member] = {}
    for old, member in package.members.items():
        new = names.get(old, old)
        content = package.text(old).replace(name, MAIN) if old in (CONTENT_TYPES, _ROOT_RELS) else member.data
        members[new] = packed(new, content)
    return replace(package, members=members)


def _renamed(text: str) -> str:
    """The text of a part with the usual prefixes; nothing if it has them, or needs none."""
    root_tag = _ROOT.search(text)
    if root_tag is None or root_tag[1] == "w" or W[1:-1] not in text:
        return ""
    root = parse(text)
    prefixes = {_USUAL.get(uri, prefix): uri for prefix, uri in root.nsmap.items()}
    usual = etree.Element(root.tag, {str(k): str(v) for k, v in root.attrib.items()}, prefixes)  # type: ignore[arg-type]  # lxml takes None
    usual.text = root.text
    usual.extend(list(root))
    return DECLARATION + etree.tostring(usual, encoding="unicode")
