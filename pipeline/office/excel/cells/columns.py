"""The values of a repeated row's cells, a column at a time → their texts, and what stands around these in every row.

Values of one column are mostly of one kind, so that what would be asked of every cell is asked once of the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat
from math import isfinite
from types import NoneType
from typing import Any, Literal

from pipeline.office.excel.cells.cell import (
    EXACT,
    FIRST_DAY,
    LateWriter,
    Style,
    as_formulas_see,
    check_length,
    epoch_day,
    joined_texts,
    split_texts,
    value_writer,
)
from pipeline.problems import Place

NUMBER = "\x00"  # stands for a row's number
FORMULA = "\x03"  # stands for a cell's formula
Kind = Literal["whole", "number", "text", "day", "sparse", "mixed"]
_NUMBERS = {int, float}


def kind_of(values: Sequence[Any]) -> Kind:
    """Of what kind all these values are, if they can be written as such: whole numbers, numbers, texts, days;
    "sparse": the same with blanks among them."""
    kinds = set(map(type, values))
    if len(kinds) == 1:
        return _kind_of_all(kinds.pop(), values)
    if NoneType in kinds:
        return "sparse"
    if kinds != _NUMBERS or not isfinite(sum(values)):
        return "mixed"
    return "number" if min(values) > -EXACT and max(values) < EXACT else "mixed"


def _kind_of_all(kind: type, values: Sequence[Any]) -> Kind:
    """Of what kind values of one type are."""
    if kind is str:
        return "text"
    if kind is int:
        return "whole" if min(values) > -EXACT and max(values) < EXACT else "mixed"
    if kind is float:
        return "number" if isfinite(sum(values)) else "mixed"
    if kind is date:
        return "day" if min(values) >= FIRST_DAY else "mixed"
    return "sparse" if kind is NoneType else "mixed"


class Columns:
    """The values of a repeated row's records, column by column, and of what kind they are."""

    def __init__(self, lists: Sequence[Sequence[Any]]) -> None:
        self.lists = lists
        self._kinds: dict[int, Kind] = {}

    def kind(self, index: int) -> Kind:
        """As kind_of."""
        kind = self._kinds.get(index)
        if kind is None:
            kind = self._kinds[index] = kind_of(self.lists[index])
        return kind


NONE = Columns(())


# How a column's cells look after <c r="D7", with a format (%d, %a, %b) where they differ from row to row and from
# render to render, and what they have there in each row.
Slot = tuple[str, Iterable[Any]]


class Looks:
    """How the cells of a column look, for each kind of values."""

    def __init__(self, style: Style, epoch_1904: bool) -> None:
        self._whole = f"{style.own}><v>%d</v></c>"
        self._number = f"{style.own}><v>%a</v></c>"
        self._text = f'{style.own} t="inlineStr"><is><t>%b</t></is></c>'
        self._spaced = f'{style.own} t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>'
        self._day = f"{style.dated}><v>%d</v></c>"
        self._blank = f"{style.own}/>".encode()
        self._write = value_writer(style, epoch_1904)
        self._zero = epoch_day(epoch_1904)

    def slot(self, values: Sequence[Any], kind: Kind) -> Slot:
        """How these values look."""
        if kind == "whole":
            return self._whole, values
        if kind == "number":
            return self._number, values
        if kind == "text" and (found := joined_texts([values])) is not None:
            joined, spaced = found
            return self.texts(split_texts(joined), spaced)
        if kind == "day":
            zero = self._zero
            return self._day, [day.toordinal() - zero for day in values]
        if kind == "sparse":
            there = [value for value in values if value is not None]
            return self.with_blanks(self.slot(there, kind_of(there)), values)
        return "%b", [self._write(value).encode() for value in values]

    def texts(self, texts: Sequence[bytes], spaced: bool) -> Slot:
        """How texts look that are already as cells hold them. ``spaced``: one may begin or end with a blank."""
        return self._spaced if spaced else self._text, texts

    def with_blanks(self, there: Slot, values: Sequence[Any]) -> Slot:
        """How these values look, given how those look that are there."""
        look, texts = there
        cells, blank = map(look.encode().__mod__, texts), self._blank
        return "%b", [blank if value is None else next(cells) for value in values]


@dataclass(frozen=True)
class ValueCell:
    """A cell with one tag alone: what stands before its value, its style, where its value is in a record, and where
    the value by which it is merged with the cells above (0: it is not)."""

    start: str
    style: Style
    column: int
    index: int
    merge: int = 0
    epoch_1904: bool = False

    @cached_property
    def looks(self) -> Looks:
        """What stands around its values."""
        return Looks(self.style, self.epoch_1904)

    def read(self, columns: Columns, window: slice | None = None) -> tuple[Sequence[Any], Kind]:
        """Its values, those of all rows or of these, and of what kind they are. ``columns``: those of the records."""
        values = columns.lists[self.index]
        kind: Kind = "mixed" if self.merge else columns.kind(self.index)
        return (values, kind) if window is None else (values[window], kind)

    def seen(self, columns: Columns, begins: Sequence[bool] | None) -> tuple[Sequence[Any], str]:
        """Its values as formulas see them, and their kind if that is how they were given; ``begins``: of merged cells
        those that show theirs."""
        values = columns.lists[self.index]
        if begins is not None:
            return _as_seen(shown_values(values, begins), self.epoch_1904)
        kind = columns.kind(self.index)
        if kind == "whole" or kind == "number" or (kind == "text" and joined_texts([values]) is not None):
            return values, kind
        return _as_seen(values, self.epoch_1904)


@dataclass(frozen=True)
class TextCell:
    """A cell with values beside text: what stands before it, its style, its texts and, between them, where a value is
    in a record and what turns it into text."""

    start: str
    style: Style
    column: int
    parts: Sequence[str | tuple[int, LateWriter]]
    place: Place
    merge: int = 0

    @cached_property
    def looks(self) -> Looks:
        """What stands around its texts."""
        return Looks(self.style, False)

    def read(self, columns: Columns, window: slice | None = None) -> tuple[Sequence[Any], Kind]:
        """As ValueCell.read; they are texts."""
        pieces: list[Iterable[str]] = []
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(repeat(part))
            else:
                values = columns.lists[part[0]]
                pieces.append(map(part[1].write, values if window is None else values[window]))
        texts = list(map("".join, zip(*pieces)))  # noqa: B905 - what is the same in all rows never ends
        for text in texts:
            check_length(text, self.place)
        return texts, "text"

    def seen(self, columns: Columns, begins: Sequence[bool] | None) -> tuple[Sequence[Any], str]:
        """As ValueCell.seen."""
        texts, kind = self.read(columns)
        return (texts, kind) if joined_texts([texts]) is not None else _as_seen(texts, False)


def _as_seen(values: Sequence[Any], epoch_1904: bool) -> tuple[Sequence[Any], str]:
    return [as_formulas_see(value, epoch_1904) for value in values], ""


def shown_values(values: Sequence[Any], begins: Sequence[bool]) -> Sequence[Any]:
    """Of a group of merged cells only the first shows its value."""
    return [value if begin else None for value, begin in zip(values, begins, strict=True)]
