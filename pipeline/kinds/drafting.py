"""A document that a branch uses today → the places where figures belong, each with the tag to write there."""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from lxml import etree
from openpyxl import load_workbook

from pipeline.kinds.declaration import Computed
from pipeline.office.package import read_package
from pipeline.office.word.reading.place import Places
from pipeline.office.word.reading.xml import TBL, TC, TR, P, T
from pipeline.problems import Place, Stop, problem
from pipeline.vocabulary import Vocabulary

_BLANK = re.compile(r"^[\s_＿—\-/年月日:：（）()]*$")  # an empty box, a line to write on, 年 月 日
_LABEL = re.compile(r"([^\s:：_＿]{2,12})\s*[:：][_＿\s]*$|([^\s:：_＿]{2,12})\s*[:：]\s*[_＿]{2,}")
_FEWEST = 2  # headings of a list that we must know to take it for one
_MOST_ROWS = 400


@dataclass(frozen=True)
class Suggestion:
    """A place in the document, the words that stand there, and the tag that belongs there."""

    place: Place
    label: str
    tag: str


@dataclass(frozen=True)
class Draft:
    """What was found: the suggestions in the document's order, the figures they need, and the level they fit."""

    suggestions: tuple[Suggestion, ...]
    figures: tuple[str, ...]
    level: str


@dataclass
class _Grid:
    """A table or a sheet as texts, with the place of each cell."""

    rows: list[list[str]]
    places: list[list[Place]]


def draft(data: bytes, name: str, figures: Mapping[str, Computed], vocabulary: Vocabulary) -> Draft:
    """What a .docx or .xlsx holds that the program could fill; raises Stop where it is neither, or cannot be read."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".docx":
        lines, grids = _document(data, name)
    elif suffix == ".xlsx":
        lines, grids = [], _workbook(data, name)
    else:
        raise Stop(problem("WD109", Place(file=name), suffix, known=".docx .xlsx"))
    found = _Finder(figures, vocabulary)
    suggestions = [s for place, text in lines for s in found.in_line(place, text)]
    suggestions += [s for grid in grids for s in found.in_grid(grid)]
    return Draft(tuple(dict.fromkeys(suggestions)), tuple(found.needed), found.level)


def _document(data: bytes, name: str) -> tuple[list[tuple[Place, str]], list[_Grid]]:
    package = read_package(data, name=name)
    if "word/document.xml" not in package.members:
        raise Stop(problem("WD002", Place(file=name)))
    root = etree.fromstring(package.members["word/document.xml"].data)
    places = Places(name, "document", root)
    outside = (p for p in root.iter(P) if next(p.iterancestors(TC), None) is None)
    lines = [(places.of(p), _text(p)) for p in outside]
    grids = []
    for table in root.iter(TBL):
        rows = [list(row.iterchildren(TC)) for row in table.iterchildren(TR)]
        marks = [[places.of(next(cell.iter(P))) for cell in row] for row in rows]
        grids.append(_Grid([[_text(cell) for cell in row] for row in rows], marks))
    return lines, grids


def _text(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter(T)).strip()


def _workbook(data: bytes, name: str) -> list[_Grid]:
    read_package(data, name=name)  # the guards against zip bombs and entities
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        raise Stop(problem("WD002", Place(file=name))) from None
    grids = []
    for sheet in book.worksheets:
        values = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
        texts = [["" if value is None else str(value).strip() for value in row] for row in values]
        places = [[Place(name, sheet.title, r, c) for c in range(1, len(row) + 1)] for r, row in enumerate(texts, 1)]
        grids.append(_Grid(texts, places))
    return grids


@dataclass
class _Finder:
    """Labels and headings → tags; it remembers which figures the tags need."""

    figures: Mapping[str, Computed]
    vocabulary: Vocabulary
    needed: dict[str, None] = field(default_factory=dict)
    level: str = "branch"

    def __post_init__(self) -> None:
        fields = self.vocabulary.fields.values()
        self._fields: dict[str, list[str]] = {}
        for rank in (0, 1):  # terms before aliases
            for item in fields:
                for word in ([item.term], item.aliases)[rank]:
                    self._fields.setdefault(_key(word), []).append(item.name)
        self._roots = {_key(term): term for term in self.vocabulary.root_terms}

    def in_line(self, place: Place, text: str) -> Iterator[Suggestion]:
        """日期：____ and the like; a line that holds a tag already is left to its author."""
        for found in _LABEL.finditer(text) if "{{" not in text else ():
            label = found[1] or found[2]
            if tag := self._value(label):
                yield Suggestion(place, label, tag)

    def in_grid(self, grid: _Grid) -> Iterator[Suggestion]:
        """A label with an empty box beside it, and a row of headings with empty rows below it."""
        listed: set[int] = set()
        for number, row in enumerate(grid.rows):
            below = grid.rows[number + 1] if number + 1 < len(grid.rows) else []
            if below and all(_is_blank(cell) or cell.isdigit() for cell in below):
                found = list(self._list(row, grid, number))
                listed |= {number} if found else set()
                yield from found
        for number, row in enumerate(grid.rows):
            for at, (label, beside) in enumerate(itertools.pairwise(row)):
                if number not in listed and label and _is_blank(beside) and (tag := self._value(label)):
                    yield Suggestion(grid.places[number][at + 1], label, tag)

    def _value(self, label: str) -> str:
        """The tag of a single value: a name of the document, or a field of a figure with one row."""
        key = _key(label)
        if key in self._roots:
            return f"{{{{ {self._roots[key]} }}}}"
        for name in self._fields.get(key, ()):
            for figure, item in self.figures.items():
                if item.shape == "one" and self.level in item.by and name in item.fields:
                    self.needed[figure] = None
                    return f"{{{{ {item.term}.{self.vocabulary.fields[name].term} }}}}"
        return ""

    def _list(self, row: Sequence[str], grid: _Grid, number: int) -> Iterator[Suggestion]:
        """The tags of a repeated row, where a figure with many rows has enough of these headings."""
        wanted = [self._fields.get(_key(cell), ()) if cell else () for cell in row]
        fitting = {
            name: sum(any(f in item.fields for f in names) for names in wanted)
            for name, item in self.figures.items()
            if item.shape == "many" and self.level in item.by
        }
        best = max(fitting, key=fitting.__getitem__, default="")
        if not best or fitting[best] < _FEWEST:
            return
        figure = self.figures[best]
        self.needed[best] = None
        places = grid.places[number + 1]
        loop = f"{{%tr for 行 in {figure.term} %}} … {{%tr endfor %}}"
        yield Suggestion(places[0], "、".join(filter(None, row)), loop)
        for cell, names, place in zip(row, wanted, places, strict=False):
            if known := next((name for name in names if name in figure.fields), ""):
                yield Suggestion(place, cell, f"{{{{ 行.{self.vocabulary.fields[known].term} }}}}")


def _key(text: str) -> str:
    """A label without what people write around it: 主 持 人： → 主持人, 金额（万元） → 金额."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s:*]", "", plain).casefold()


def _is_blank(text: str) -> bool:
    return bool(_BLANK.match(text))


def kind_text(stem: str, suffix: str, found: Draft, periods: Iterable[str] = ("week",)) -> str:
    """The kind.toml of a kind that is made from a document of this name."""
    named = ", ".join(f'"{name}"' for name in found.figures)
    span = ", ".join(f'"{name}"' for name in periods)
    title = stem.replace("\\", "").replace('"', "")
    return (
        f"# 由“{title}”而来：先把模板里该填数据的地方写上标签，再运行 chenxi kinds check。\n"
        f'title = {{ zh = "{title}", en = "{title}" }}\n'
        f"period = [{span}]             # day 天，week 周，month 月，quarter 季\n"
        f'one_per = ["{found.level}"]          # 每个支行一份；也可以是 bank、officer\n'
        f"figures = [{named}]\n\n[[file]]\n"
        f'template = "{title}{suffix}"\noutput = "{{period}}/{{{found.level}}}/{title}{suffix}"\n'
    )
