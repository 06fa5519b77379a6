"""A workbook's bytes and marks → a copy by zip pass-through: only the parts of marked sheets change."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.intake.marking import notes
from pipeline.intake.marking.marks import AUTHOR, HEADER, Mark, by_cell, by_row
from pipeline.intake.marking.sheet import add_column, redden, unmark
from pipeline.intake.marking.xml import MAIN, OFFICE, RELS, TYPES, Element, insert, main, parsed, written
from pipeline.office.package import Package, read_package

WORKBOOK_TYPE = f"{OFFICE}/officeDocument"
_NOTES, _SHAPES, _THREADS = f"{OFFICE}/comments", f"{OFFICE}/vmlDrawing", "/threadedComment"
_CONTENT = "application/vnd.openxmlformats-officedocument"
_TYPES = {".xml": f"{_CONTENT}.spreadsheetml.comments+xml", ".vml": f"{_CONTENT}.vmlDrawing"}
_SIGNED = AUTHOR.encode()  # stands in every part that an earlier run marked
_RED = (
    f'<dxf xmlns="{MAIN}"><font><color rgb="FF9C0006"/></font><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFFFC7CE"/><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>'
)


def marked_copy(data: bytes, marks: Sequence[Mark], headers: Mapping[str, int] | None = None) -> bytes:
    """The workbook with a red cell and a note at each mark, and a column 问题 right of the table.

    ``headers``: sheet → the row of its headings (from 1), where the column gets its own. Marks of an earlier run are
    taken away first, on every sheet, so a workbook that was mended and has none left comes back clean. Everything
    else (values, formulas, drop-downs, charts, colours, hidden sheets) keeps its bytes.

    Raises Stop when the bytes are no Office file that may be opened, ValueError where it is no plain .xlsx inside.
    """
    edit = _Edit(read_package(data))
    for sheet, part in edit.sheets.items():
        edit.unmark(part)
        if own := [mark for mark in marks if mark.sheet == sheet]:
            edit.mark(part, own, (headers or {}).get(sheet, 0))
    return edit.package.write(edit.changed)


@dataclass
class _Edit:
    """The parts of one workbook that change."""

    package: Package
    changed: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        books = [target for kind, target, _ in self._relations("").values() if kind == WORKBOOK_TYPE]
        if not books or books[0] not in self.package.members:
            raise ValueError("no workbook part")
        self.book = books[0]
        root = self._tree(self.book)
        if root.tag != main("workbook"):
            raise ValueError(root.tag)
        relations = self._relations(self.book)
        listed = root.find(main("sheets"))
        targets = {s.get("name", ""): relations.get(s.get(f"{{{OFFICE}}}id"), ("", "", "")) for s in listed}
        self.sheets = {name: part for name, (kind, part, _) in targets.items() if kind == f"{OFFICE}/worksheet"}
        self._header_strings = self._shared(relations)

    def unmark(self, part: str) -> None:
        """Take away what an earlier run put on this sheet; a sheet without such marks is not touched."""
        comments, shapes = self._related(part, _NOTES), self._related(part, _SHAPES)
        if self._is_marked(part):
            root = self._tree(part)
            unmark(root, self._header_strings)
            self.changed[part] = written(root)
        if comments and _SIGNED in self._bytes(comments):
            tree = self._tree(comments)
            gone = notes.without_ours(tree)
            self.changed[comments] = written(tree)
            if shapes and gone:
                self.changed[shapes] = notes.drop_shapes(self._bytes(shapes).decode("utf-8"), gone).encode()

    def _is_marked(self, part: str) -> bool:
        data = self._bytes(part)
        return _SIGNED in data or (bool(self._header_strings) and b't="s"' in data)

    def mark(self, part: str, marks: Sequence[Mark], header_row: int) -> None:
        """Mark this sheet."""
        root, cells = self._tree(part), by_cell(marks)
        if cells:
            redden(root, cells, self._red())
        add_column(root, by_row(marks), header_row)
        if cells and not any(_THREADS in kind for kind, _, _ in self._relations(part).values()):
            self._add_notes(part, root, cells)
        self.changed[part] = written(root)

    def _add_notes(self, part: str, root: Element, texts: Mapping[tuple[int, int], str]) -> None:
        comments = self._related(part, _NOTES) or self._new_part(part, "comments", ".xml", _NOTES, notes.BLANK_NOTES)
        tree = self._tree(comments)
        new = notes.add(tree, texts)
        self.changed[comments] = written(tree)
        shapes = self._related(part, _SHAPES)
        if not shapes:
            shapes = self._new_part(part, "vmlDrawing", ".vml", _SHAPES, notes.BLANK_SHAPES.encode())
            drawing = etree.Element(main("legacyDrawing"))
            drawing.set(f"{{{OFFICE}}}id", self._relation_id(part, shapes))
            insert(root, drawing)
        self.changed[shapes] = notes.add_shapes(self._bytes(shapes).decode("utf-8"), new).encode()

    def _new_part(self, owner: str, stem: str, suffix: str, kind: str, content: bytes) -> str:
        """A new part in the owner's folder, related to it and declared in the content types."""
        folder = posixpath.dirname(posixpath.dirname(owner))
        number = next(n for n in range(1, 100_000) if not self._exists(f"{folder}/{stem}{n}{suffix}"))
        name = f"{folder}/{stem}{number}{suffix}"
        self.changed[name] = content
        self._relate(owner, name, kind)
        types = self._tree("[Content_Types].xml")
        if suffix == ".xml":
            etree.SubElement(types, f"{{{TYPES}}}Override", {"PartName": f"/{name}", "ContentType": _TYPES[suffix]})
        elif not any(declared.get("Extension", "").lower() == suffix[1:] for declared in types):
            new = etree.Element(f"{{{TYPES}}}Default", {"Extension": suffix[1:], "ContentType": _TYPES[suffix]})
            types.insert(0, new)
        self.changed["[Content_Types].xml"] = written(types)
        return name

    def _relate(self, owner: str, target: str, kind: str) -> None:
        file = _rels_of(owner)
        blank = f'<Relationships xmlns="{RELS}"/>'.encode()
        root = self._tree(file) if self._exists(file) else parsed(blank)
        taken = {relation.get("Id") for relation in root}
        own = next(f"rIdChenxi{n}" for n in range(1, 100_000) if f"rIdChenxi{n}" not in taken)
        path = posixpath.relpath(target, posixpath.dirname(owner))
        etree.SubElement(root, f"{{{RELS}}}Relationship", {"Id": own, "Type": kind, "Target": path})
        self.changed[file] = written(root)

    def _red(self) -> int:
        """The index of the red differential style in styles.xml, which gets it where it has none."""
        part = self._related(self.book, f"{OFFICE}/styles")
        if not part:
            raise ValueError("no styles part")
        root = self._tree(part)
        styles = root.find(main("dxfs"))
        if styles is None:
            styles = etree.Element(main("dxfs"))
            after = [c for c in root if etree.QName(c).localname in ("cellStyles", "cellXfs")]
            after[-1].addnext(styles)
        red = parsed(_RED.encode())
        wanted = etree.tostring(red, method="c14n", exclusive=True)
        for index, style in enumerate(styles):
            if etree.tostring(style, method="c14n", exclusive=True, with_comments=False) == wanted:
                return index
        styles.append(red)
        styles.set("count", str(len(styles)))
        self.changed[part] = written(root)
        return len(styles) - 1

    def _shared(self, relations: Mapping[str | None, tuple[str, str, str]]) -> frozenset[str]:
        """The indexes of shared strings that are the header of our column, as Excel writes them after an edit."""
        part = next((target for kind, target, _ in relations.values() if kind == f"{OFFICE}/sharedStrings"), "")
        if not part or HEADER.encode() not in self._bytes(part):
            return frozenset()
        texts = ("".join(item.itertext()) for item in self._tree(part).iterchildren(main("si")))
        return frozenset(str(i) for i, text in enumerate(texts) if text == HEADER)

    def _related(self, part: str, kind: str) -> str:
        return next(
            (target for k, target, _ in self._relations(part).values() if k == kind and self._exists(target)), ""
        )

    def _relation_id(self, part: str, target: str) -> str:
        return next(key for key, (_, t, _) in self._relations(part).items() if t == target and key)

    def _relations(self, owner: str) -> dict[str | None, tuple[str, str, str]]:
        """Relationship id → type, target part, mode."""
        file = _rels_of(owner)
        if not self._exists(file):
            return {}
        folder = posixpath.dirname(owner)
        found = {}
        for item in self._tree(file):
            target = item.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[item.get("Id")] = (item.get("Type", ""), part, item.get("TargetMode", ""))
        return found

    def _exists(self, name: str) -> bool:
        return name in self.changed or name in self.package.members

    def _bytes(self, name: str) -> bytes:
        return self.changed[name] if name in self.changed else self.package.members[name].data

    def _tree(self, name: str) -> Element:
        return parsed(self._bytes(name))


def _rels_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
