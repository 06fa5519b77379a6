"""Notes of a sheet (comments and their shapes) → the same with ours in it, or without those of an earlier run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from pipeline.intake.marking.marks import AUTHOR, SIGN
from pipeline.intake.marking.xml import MAIN, Element, address, main, row_and_column

MOST = 500  # notes on a sheet; beyond that the red and the column of problems say it
_LONGEST = 2_000
_SHAPE = re.compile(r"<v:shape\b.*?</v:shape>\s*", re.DOTALL)
_ROW, _COLUMN = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>"), re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")
BLANK_NOTES = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
BLANK_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)


def without_ours(notes: Element) -> set[tuple[int, int]]:
    """Take our notes, and our words in other people's, out of a comments part; the cells whose note is gone.

    Our sign tells them, not the author: LibreOffice forgets authors and joins runs.
    """
    gone: set[tuple[int, int]] = set()
    listed = notes.find(main("commentList"))
    for note in list(listed):
        if "".join(note.itertext()).lstrip().startswith(SIGN):
            gone.add(row_and_column(note.get("ref", "")))
            listed.remove(note)
        else:
            _cut(note)
    return gone


def _cut(note: Element) -> None:
    """Take everything from our sign on out of a note that somebody else began."""
    ours = False
    for words in list(note.iter(main("t"))):
        text = words.text or ""
        if ours:
            words.text = ""
        elif SIGN in text:
            ours, words.text = True, text[: text.index(SIGN)].rstrip()
    for run in [run for run in note.iter(main("r")) if ours and not run.findtext(main("t"))]:
        run.getparent().remove(run)


def add(notes: Element, texts: Mapping[tuple[int, int], str]) -> list[tuple[int, int]]:
    """Write a note at each of these cells, behind the words of one that is there; the cells that need a new shape."""
    authors, listed = notes.find(main("authors")), notes.find(main("commentList"))
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, main("author")).text = AUTHOR
        names.append(AUTHOR)
    known = {note.get("ref"): note for note in listed}
    new = []
    for cell, text in sorted(texts.items())[:MOST]:
        reference = address(*cell)
        if reference in known:
            _append(known[reference].find(main("text")), f"\n{SIGN}{text}")
            continue
        note = etree.SubElement(listed, main("comment"), ref=reference, authorId=str(names.index(AUTHOR)))
        _append(etree.SubElement(note, main("text")), f"{SIGN}{text}")
        new.append(cell)
    listed[:] = sorted(listed, key=lambda note: row_and_column(note.get("ref", "")))
    return new


def _append(words: Element, text: str) -> None:
    plain = words.find(main("t"))
    if plain is not None:  # the schema has either one plain text or runs
        run = etree.SubElement(words, main("r"))
        words.remove(plain)
        run.append(plain)
    part = etree.SubElement(etree.SubElement(words, main("r")), main("t"))
    part.text = text[:_LONGEST]
    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def drop_shapes(shapes: str, gone: set[tuple[int, int]]) -> str:
    """The drawing without the boxes of notes at these cells."""

    def kept(found: re.Match[str]) -> str:
        row, column = _ROW.search(found[0]), _COLUMN.search(found[0])
        cell = (int(row[1]) + 1, int(column[1]) + 1) if row and column else (0, 0)
        return "" if cell in gone else found[0]

    return _SHAPE.sub(kept, shapes)


def add_shapes(shapes: str, cells: list[tuple[int, int]]) -> str:
    """The drawing with a hidden yellow box for a note at each of these cells."""
    used = {int(number) for number in re.findall(r"_x0000_s(\d+)", shapes)}
    first = max(used, default=1024) + 1
    drawn = "".join(_shape(first + i, row, column) for i, (row, column) in enumerate(cells))
    end = shapes.rindex("</xml>")
    return shapes[:end] + drawn + shapes[end:]


def _shape(number: int, row: int, column: int) -> str:
    corners = f"{column},12,{max(row - 2, 0)},4,{column + 3},40,{max(row - 2, 0) + 6},4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{corners}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )
