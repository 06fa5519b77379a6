"""What stands in a workbook's XML in place of each reference, and says at each render where it now points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from pipeline.office.excel.book.reference import LAST_ROW, Area, Corner, Formula
from pipeline.office.excel.moving.rows import At, RowMap
from pipeline.office.excel.xml import escaped, quoted_attribute
from pipeline.office.package import Member

TEXT_MARK = "\x02"  # surrounds the number of a mark in a program's output; values cannot hold it


@dataclass
class Standing:
    """Where the rows of each sheet stand, and what follows from that alone. A sheet without a map has not moved.

    ``texts``: (part, text with marks) → text; ``formulas``: (sheet, row, column) → text; ``cells``: a formula's area,
    by its id → the cell of the template of which it is all rows; ``members``: whole parts; ``frames``: (sheet, template
    row) → how its cells look → its rows without their values.
    """

    maps: dict[int, RowMap] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int, int], str] = field(default_factory=dict)
    cells: dict[int, tuple[Area, tuple[int, int, int]]] = field(default_factory=dict)
    members: Mapping[str, Member] | None = None
    frames: dict[tuple[int, int], dict[tuple[str, ...], bytes | list[bytes]]] = field(default_factory=dict)


class Now:
    """One render."""

    def __init__(self, sheets: Mapping[str, int], standing: Standing) -> None:
        self.standing = standing
        self.maps = standing.maps
        self._sheets = sheets

    def sheet(self, area: Area, home: int) -> int:
        """The index of the sheet that an area points to; -1 if there is none of that name."""
        return self._sheets.get(area.sheet.casefold(), -1) if area.sheet else home

    def rows(self, area: Area, home: int, at: At | None) -> tuple[int, int]:
        """The rows that an area on the sheet ``home`` now covers."""
        sheet = self.sheet(area, home)
        rows = self.maps.get(sheet)
        if rows is None or not area.first.row:
            return area.first.row, area.last.row
        return rows.span(area, at if sheet == home else None)

    def spans(self, area: Area, home: int, at: At | None) -> list[tuple[int, int]]:
        """As rows, in several runs where the area may be written as several and other rows stand between."""
        sheet = self.sheet(area, home)
        rows = self.maps.get(sheet)
        if rows is None or not area.first.row or not area.lists:
            return [self.rows(area, home, at)]
        return rows.spans(area, at if sheet == home else None)

    def area_text(self, area: Area, home: int, at: At | None = None) -> str:
        """An area as it is now written."""
        if area.lists:
            return ",".join(area.text_in(first, last) for first, last in self.spans(area, home, at))
        first, last = self.rows(area, home, at)
        return area.text_in(first, last)


class Mark(Protocol):
    """What stands in for a piece of XML until the rows are known."""

    by_layout: ClassVar[bool]  # whether it is the same whenever all rows stand in the same places

    def written(self, now: Any, at: At | None) -> str:
        """The piece of XML. ``at``: the repeated row for which it is written, if it is for one."""
        ...


@dataclass(frozen=True, slots=True)
class Ranges:
    """A list of ranges on one sheet, as in sqref: exactly the rows that these rows became."""

    by_layout: ClassVar[bool] = True
    home: int
    areas: tuple[Area, ...]

    def written(self, now: Now, at: At | None) -> str:
        """Ranges with spaces between them."""
        rows = now.maps.get(self.home)
        texts: list[str] = []
        for area in self.areas:
            if rows is None or not area.first.row:
                texts.append(area.text())
                continue
            for first, last in rows.runs(area.first.row, min(area.last.row, LAST_ROW)):
                texts.append(area.bare_text_in(first, last))
        return " ".join(texts) or " ".join(area.bare_text_in(*(rows.span(area)[:1] * 2)) for area in self.areas if rows)


@dataclass(frozen=True, slots=True)
class Range:
    """One range, from the first to the last of its rows. ``as_cell``: only its first cell."""

    by_layout: ClassVar[bool] = True
    home: int
    area: Area
    as_cell: bool = False

    def written(self, now: Now, at: At | None) -> str:
        """The range."""
        first, last = now.rows(self.area, self.home, at)
        return self.area.bare_text_in(first, first if self.as_cell else last)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range of one column, which is none where only one of its rows came out."""

    by_layout: ClassVar[bool] = True
    home: int
    area: Area
    name: str
    others: str

    def written(self, now: Now, at: At | None) -> str:
        """Its element, or nothing."""
        first, last = now.rows(self.area, self.home, at)
        return f'<{self.name} ref="{self.area.bare_text_in(first, last)}"{self.others}/>' if last > first else ""


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A formula that stands outside the cells. ``base``: the row from which its relative references are seen."""

    by_layout: ClassVar[bool] = True
    home: int
    formula: Formula
    base: int = 0
    growing: bool = False
    attribute: bool = False

    def written(self, now: Now, at: At | None) -> str:
        """Its text, escaped."""
        rows = now.maps.get(self.home)
        if at is None and self.base and rows is not None:
            instances = rows.instances(self.base)
            at = At(self.base, instances[0]) if instances else None
        text = self.formula.moved(lambda area: self._area(now, area, at))
        return quoted_attribute(text) if self.attribute else escaped(text)

    def _area(self, now: Now, area: Area, at: At | None) -> str:
        if not (self.growing and area.single) or not area.first.row:
            return now.area_text(area, self.home, at)
        first, last = now.rows(Area(area.sheet, area.first, area.last), self.home, at)
        return area.text_in(first, last)


@dataclass(frozen=True, slots=True)
class RowNumber:
    """A row as a number: the first or the last that a row became, with something added."""

    by_layout: ClassVar[bool] = True
    home: int
    row: int
    add: int = 0
    last: bool = False
    after: RowNumber | None = None  # a row that moves as this one does, so that the distance stays

    def written(self, now: Now, at: At | None) -> str:
        """The number."""
        lead = self.after or self
        return str(self.place(now, lead) + self.row - lead.row + self.add)

    def place(self, now: Now, of: RowNumber) -> int:
        """Where the row of ``of`` stands."""
        rows = now.maps.get(self.home)
        if rows is None:
            return of.row
        corner = Corner(1, of.row)
        first, last = rows.span(Area("", corner, corner))
        if of.last and not rows.instances(of.row):  # what ended below a row that did not come out ends above
            return max(first - 1, 1)
        return last if of.last else first


@dataclass(frozen=True, slots=True)
class Repeated:
    """Markup that belongs to rows and is written once for each time they came out: a merged range, a hyperlink.

    ``first`` and ``last`` are its template rows.
    """

    by_layout: ClassVar[bool] = True
    home: int
    first: int
    last: int
    pieces: Sequence[Any]

    def written(self, now: Now, at: At | None) -> str:
        """The markup of every item."""
        rows = now.maps.get(self.home)
        if rows is None:
            return written(self.pieces, now, None)
        places = rows.items_of(self.first, self.last)
        return "".join(written(self.pieces, now, place) for place in places)


@dataclass(frozen=True, slots=True)
class Group:
    """A parent element that is left out when nothing in it came out."""

    by_layout: ClassVar[bool] = True
    before: str
    pieces: Sequence[Any]
    after: str

    def written(self, now: Now, at: At | None) -> str:
        """The element, or nothing."""
        inside = written(self.pieces, now, at)
        return f"{self.before}{inside}{self.after}" if inside.strip() else ""


def written(pieces: Sequence[Any], now: Any, at: At | None = None) -> str:
    """Texts as they are and marks as they now are."""
    return "".join(piece if isinstance(piece, str) else piece.written(now, at) for piece in pieces)
