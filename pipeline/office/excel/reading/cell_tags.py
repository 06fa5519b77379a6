"""A cell whose text holds tags → the pieces of its program: one typed value, a choice of them, or text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, has_brace, string_text
from pipeline.office.excel.cells.cell import LateWriter, Style, captured_writer, text_writer, value_writer, xml_text
from pipeline.office.excel.cells.columns import NUMBER
from pipeline.office.excel.formulas.values import KEPT, UNKNOWN, cell_at
from pipeline.office.excel.xml import S, inner
from pipeline.office.tags.blocks import Statement
from pipeline.office.tags.scan import ESCAPES, Found, Scan, scan, unescaped
from pipeline.office.template import Piece, Tag, Writer
from pipeline.problems import Place, Problem, problem

_REFUSED = (["endsheet"], ["macro"])
_STATEMENTS = ("if", "elif", "else", "endif")
_SHOWN = 40  # so much of a cell's text stands in a problem
_T_OPEN, _T_SHUT = '<t xml:space="preserve">', "</t>"


@dataclass
class CellWriters:
    """The writers of a workbook's tagged cells, and the values that formulas and charts will ask for.

    ``needed``: the (sheet, column)s that something reads; ``kept``: what their cells got in this render.
    """

    epoch_1904: bool
    needed: set[tuple[int, int]] = field(default_factory=set)
    kept: dict[tuple[int, int, int], list[Any]] = field(default_factory=dict)
    factories: dict[str, Callable[[str], Writer]] = field(default_factory=lambda: {"text": text_writer})
    problems: list[Problem] = field(default_factory=list)

    def value(self, key: tuple[int, int, int], style: Style, place: Place) -> str:
        """The name of the writer of a cell that holds one value."""

        def factory(format: str) -> Writer:
            if format == "date" and not style.is_date:
                self.problems.append(problem("XL105", place))
            return value_writer(style, self.epoch_1904, self._keep(key))

        return self._named("value", key, factory)

    def captured(self, key: tuple[int, int, int], style: Style, rich: bool) -> str:
        """The name of the writer of a cell whose text the program puts together."""
        return self._named("captured", key, lambda format: captured_writer(style, rich, self._keep(key)))

    def late(self, key: tuple[int, int, int], number: int, late: LateWriter) -> str:
        """The name of the writer of a value beside text, which is told its type."""

        def factory(format: str) -> Writer:
            late.format = format
            return text_writer(format)

        return self._named(f"late {number}", key, factory)

    def _named(self, kind: str, key: tuple[int, int, int], factory: Callable[[str], Writer]) -> str:
        name = f"{kind} {key}"
        self.factories[name] = factory
        return name

    def _keep(self, key: tuple[int, int, int]) -> Callable[[Any], None] | None:
        if key[0::2] not in self.needed:
            return None
        return self.kept.setdefault(key, []).append

    def begin(self) -> None:
        """Forgets the values of the last render."""
        for values in self.kept.values():
            values.clear()


def tagged_text(book: Book, cell: etree._Element) -> etree._Element | None:
    """The string element of a cell if there may be a tag in it."""
    kind = cell.get("t")
    if kind == "s":
        text = cell.findtext(f"{S}v") or ""
        index = int(text) if text.isdecimal() else -1
        return book.strings[index] if index in book.tagged_strings else None
    if kind == "inlineStr":
        holder = cell.find(f"{S}is")
        return holder if holder is not None and has_brace(string_text(holder)) else None
    return None


def control_tags(book: Book, sheet: int, row: etree._Element) -> list[Tag] | None:
    """The statements of a row that holds {%tr %} tags, none for that of a {%sheet %} tag; None for any other row."""
    tags: list[Tag] = []
    is_control = False
    for cell in row.iterchildren(f"{S}c"):
        holder = tagged_text(book, cell)
        if holder is None:
            continue
        text = string_text(holder)
        for found in scan(text).tags:
            if _has_own_row(found):
                is_control = True
                if found.form == "%" and found.scope:
                    at = cell_at(cell.get("r", "")) or (0, 0)
                    typed = text[found.start : found.end]
                    tags.append(Tag(found.source.strip(), typed, book.place(sheet, *at), True, level="row"))
    return tags if is_control else None


def _has_own_row(found: Found) -> bool:
    return found.scope == "tr" or (found.form == "%" and found.source.split()[:1] == ["sheet"])


def beside_control(book: Book, sheet: int, row: etree._Element) -> Iterator[Problem]:
    """Problems for what else stands in a row of {%tr %} tags."""
    typed = ""
    others: list[tuple[str, Place]] = []
    for cell in row.iterchildren(f"{S}c"):
        at = cell_at(cell.get("r", "")) or (0, 0)
        holder = tagged_text(book, cell)
        text = string_text(holder) if holder is not None else cell.findtext(f"{S}v") or ""
        if holder is not None:
            for found in reversed(scan(text).tags):
                if _has_own_row(found):
                    typed = text[found.start : found.end]
                    text = text[: found.start] + text[found.end :]
        elif cell.get("t") == "s" and text.isdecimal():
            text = string_text(book.strings[int(text)])
        if any(table.calculates(sheet, *at) for table in book.tables):
            continue  # Excel fills the column of a table down through the rows of the tags
        if text.strip() or cell.find(f"{S}f") is not None:
            others.append((text.strip() or "=", book.place(sheet, *at)))
    for text, place in others:
        yield problem("XL102", place, typed, text=text[:24])


def refused(tags: Sequence[Tag]) -> Iterator[Problem]:
    """Problems for {%tr %} tags that rows cannot follow: those of a macro or a set could come out anywhere."""
    for tag in tags:
        statement = Statement(0, tag.source.strip(), "")
        if tag.source.split()[:1] in _REFUSED or (statement.word == "set" and statement.opens):
            yield problem("XL103", tag.place, tag.typed)


@dataclass(frozen=True)
class TaggedCell:
    """The pieces of a cell with tags, what formulas will find there, its style if it holds one tag alone, the tag
    of the value by which it is merged, and what it is made of where values stand beside text."""

    pieces: Sequence[Piece]
    value: Any
    single: Style | None = None
    merge: Tag | None = None
    beside: TextBeside | None = None


@dataclass(frozen=True)
class TextBeside:
    """What a cell with values beside text is made of: its style, its texts and tags in turn."""

    style: Style
    parts: Sequence[str | tuple[Tag, LateWriter]]


class CellReader:
    """Reads the tagged cells of one sheet."""

    def __init__(self, book: Book, sheet: int, writers: CellWriters, aliases: Mapping[int, tuple[str, str]]) -> None:
        self.problems: list[Problem] = []
        self._aliases = aliases
        self._book = book
        self._sheet = sheet
        self._writers = writers

    def read(self, cell: etree._Element, row: int, column: int) -> TaggedCell | None:
        """A cell with tags; None for a cell without."""
        holder = tagged_text(self._book, cell)
        if holder is None:
            return None
        text = string_text(holder)
        found = scan(text)
        place = self._book.place(self._sheet, row, column)
        self._check(found, text, place)
        if not found.tags and not any(escape in text for escape, _ in ESCAPES):
            return None
        start = f'<c r="{cell.get("r", "").rstrip("0123456789")}{NUMBER}"'
        key = (self._sheet, row, column)
        style = self._book.styles.of(cell.get("s", ""))
        tags = [tag for tag in found.tags if tag.form != "#"]
        merge = next((tag for tag in tags if tag.form == "%" and tag.source.split()[:1] == ["vm"]), None)
        if merge is not None:
            return self._merged(merge, found, text, start, key, style)
        choice = _choice(found, text)
        if choice is not None:
            name = self._writers.value(key, style, place)
            parts = [self._tag(tag, text, place, name) for tag in choice]
            return TaggedCell([start, *parts], KEPT, style if len(parts) == 1 else None)
        runs = _runs(holder)
        pieces = list(self._texts(runs, found, text, place))
        if not _stands_alone(tags):
            head = f'{start}{style.own} t="inlineStr"><is>'
            plain = runs == [("", text)]
            return TaggedCell([head, *(_wrapped(pieces) if plain else pieces), "</is></c>"], UNKNOWN)
        name = f"cell__{row}_{column}"
        rich = runs != [("", text)]
        writer = self._writers.captured(key, style, rich)
        begin, end = Tag(f"set {name}", statement=True), Tag("endset", statement=True)
        whole = [start, begin, *pieces, end, Tag(name, text[:_SHOWN], place, writer=writer)]
        only_values = bool(tags) and not rich and all(tag.form == "{" for tag in tags)
        return TaggedCell(whole, KEPT, beside=self._beside(found, text, key, style) if only_values else None)

    def _beside(self, found: Scan, text: str, key: tuple[int, int, int], style: Style) -> TextBeside:
        """The texts and tags of a cell in turn."""
        parts: list[str | tuple[Tag, LateWriter]] = []
        at = 0
        for number, tag in enumerate(found.tags):
            parts.append(unescaped(text[at : tag.start]))
            if tag.form == "{":
                late = LateWriter()
                name = self._writers.late(key, number, late)
                parts.append((self._tag(tag, text, self._book.place(*key), name), late))
            at = tag.end
        return TextBeside(style, [*parts, unescaped(text[at:])])

    def _merged(
        self, merge: Found, found: Scan, text: str, start: str, key: tuple[int, int, int], style: Style
    ) -> TaggedCell | None:
        """A cell that is merged with those above it while {% vm value %} is equal."""
        place = self._book.place(*key)
        values = [tag for tag in found.tags if tag.form == "{"]
        typed = text[merge.start : merge.end]
        if len(values) != 1 or len(found.tags) != 2 or _outside(found, text).strip():
            self.problems.append(problem("XL119", place, typed))
            return None
        writer = self._writers.value(key, style, place)
        by = self._tag(merge, text, place, "text")
        tag = replace(by, source=by.source.split(None, 1)[1] if by.source.split()[1:] else "0", statement=False)
        return TaggedCell([start, self._tag(values[0], text, place, writer)], KEPT, style, tag)

    def _check(self, found: Scan, text: str, place: Place) -> None:
        for at in (*found.unclosed, *found.stray):
            self.problems.append(problem("XL104", place, text[at : at + 24]))
        for tag in found.tags:
            typed = text[tag.start : tag.end]
            word = tag.source.split()[:1]
            if tag.scope or word in _REFUSED or tag.merges:
                self.problems.append(problem("XL103", place, typed))

    def _tag(self, found: Found | Tag, text: str, place: Place, writer: str, run: int = 0) -> Tag:
        if isinstance(found, Tag):
            return Tag(found.source, found.source, place, found.statement, writer, f"cell {place.cell} 0")
        typed = text[found.start : found.end]
        level = f"cell {place.cell} {run}"
        source = with_alias(found.source, *self._aliases.get(place.column, ("", "")))
        return Tag(source, typed, place, found.form == "%", writer, level)

    def _texts(self, runs: Sequence[tuple[str, str]], found: Scan, text: str, place: Place) -> Iterator[Piece]:
        """The cell's text with its tags in it, run by run; a tag belongs to the run that its braces open in."""
        plain = len(runs) == 1 and not runs[0][0]
        begin = 0
        for number, (properties, content) in enumerate(runs):
            end = begin + len(content)
            if not plain:
                yield f"<r>{properties}{_T_OPEN}"
            at = begin
            for tag in found.tags:
                if tag.end <= begin or tag.start >= end:
                    continue
                if tag.start > at:
                    yield xml_text(unescaped(text[at : tag.start]))
                if tag.start >= begin and tag.form != "#":
                    yield self._tag(tag, text, place, "text", number)
                at = min(tag.end, end)
            if at < end:
                yield xml_text(unescaped(text[at:end]))
            if not plain:
                yield f"{_T_SHUT}</r>"
            begin = end


_WORD = re.compile(r"""("[^"]*"|'[^']*')|(?<![\w.])([^\W\d]\w*)""")


def with_alias(source: str, name: str, alias: str) -> str:
    """A tag in which a name is called otherwise; what stands in quotes or behind a point stays."""
    if not name:
        return source
    return _WORD.sub(lambda match: alias if match[2] == name else match[0], source)


def _stands_alone(tags: Sequence[Found]) -> bool:
    """Whether a cell's text can be put together by itself: its blocks end in it, and it sets nothing for others."""
    statements = [Statement(0, tag.source.strip(), "") for tag in tags if tag.form == "%"]
    opened = sum(s.opens for s in statements) - sum(s.word.startswith("end") for s in statements)
    return opened == 0 and not any(s.word == "set" for s in statements)


def _wrapped(pieces: list[Piece]) -> list[Piece]:
    return [_T_OPEN, *pieces, _T_SHUT]


def _runs(holder: etree._Element) -> list[tuple[str, str]]:
    """The (properties, text) of a string's runs."""
    runs = []
    for child in holder:
        if child.tag == f"{S}t":
            runs.append(("", child.text or ""))
        elif child.tag == f"{S}r":
            properties = child.find(f"{S}rPr")
            runs.append((inner(properties) if properties is not None else "", child.findtext(f"{S}t") or ""))
    return [run for run in runs if run[1]]


def _choice(found: Scan, text: str) -> list[Found | Tag] | None:
    """The tags of a cell that holds nothing but one value, or one of several by conditions; else None.

    Every way through the conditions writes exactly one value, an empty one if need be.
    """
    if not found.tags or _outside(found, text).strip():
        return None
    tags = [tag for tag in found.tags if tag.form != "#"]
    if len(tags) == 1 and tags[0].form == "{":
        return [tags[0]]
    words = [tag.source.split()[0] if tag.form == "%" and tag.source.strip() else "" for tag in tags]
    if words.count("if") != 1 or words[0] != "if" or words[-1] != "endif" or words.count("endif") != 1:
        return None
    blank = Tag("none")
    choice: list[Found | Tag] = []
    for i, (tag, word) in enumerate(zip(tags, words, strict=True)):
        if word and word not in _STATEMENTS:
            return None
        if word in _STATEMENTS[1:] and words[i - 1] != "":
            choice.append(blank)
        if word == "endif" and "else" not in words:
            choice += [Tag("else", statement=True), blank]
        if not word and words[i - 1] == "":
            return None
        choice.append(tag)
    return choice


def _outside(found: Scan, text: str) -> str:
    parts, at = [], 0
    for tag in found.tags:
        parts.append(text[at : tag.start])
        at = tag.end
    return "".join([*parts, text[at:]])
