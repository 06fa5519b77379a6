"""A repeated row of a template and the values of all its items → the XML of its rows, made a column at a time.

Values of one column are mostly of one type, so that what would be asked of every cell is asked once of the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from math import isfinite
from typing import Any

from pipeline.office.excel.cells import (
    EXACT,
    FIRST_DAY,
    LateWriter,
    Style,
    as_formulas_see,
    bulk_text,
    check_length,
    epoch_day,
    value_writer,
)
from pipeline.office.excel.formulas.cell import FormulaCell, stored, stored_value
from pipeline.office.excel.moving.rows import At
from pipeline.problems import Place

CHUNK = 4_096  # rows that are made at a time, so that the memory for a long sheet stays bounded
NUMBER = "\x00"
Texts = Sequence[str] | Iterator[str] | str  # of a column: one text a row, or one text for all


@dataclass(frozen=True, slots=True)
class ValueCell:
    """A cell with one tag alone: what stands before its value, its style, where its value is in a record, and where
    the value by which it is merged with the cells above (0: it is not)."""

    start: str
    style: Style
    column: int
    index: int
    merge: int = 0

    def values(self, columns: Sequence[Sequence[Any]], window: slice) -> Sequence[Any]:
        """Its values in these rows. ``columns``: those of the records."""
        return columns[self.index][window]


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell with values beside text: what stands before it, its style, its texts and, between them, where a value is
    in a record and what turns it into text."""

    start: str
    style: Style
    column: int
    parts: Sequence[str | tuple[int, LateWriter]]
    place: Place
    merge: int = 0

    def values(self, columns: Sequence[Sequence[Any]], window: slice) -> Sequence[Any]:
        """Its texts in these rows."""
        pieces: list[Iterable[str]] = [
            repeat(part) if isinstance(part, str) else map(part[1].write, columns[part[0]][window])
            for part in self.parts
        ]
        texts = list(map("".join, zip(*pieces)))  # noqa: B905 - what is the same in all rows never ends
        for text in texts:
            check_length(text, self.place)
        return texts


@dataclass(frozen=True)
class RowForm:
    """A repeated row whose cells are fixed texts (with NUMBER for the row), values, texts and formulas."""

    sheet: int
    template: int
    cells: Sequence[str | ValueCell | TextCell | FormulaCell]
    epoch_1904: bool

    def rows(self, columns: Sequence[Sequence[Any]], numbers: Sequence[int], now: Any) -> Iterator[str]:
        """The XML of the rows with these numbers. ``columns``: the values of each tag, as their records had them."""
        windows = (slice(begin, begin + CHUNK) for begin in range(0, len(numbers), CHUNK))
        return chain.from_iterable(self._chunk(columns, numbers[window], now, window) for window in windows)

    def _chunk(
        self, columns: Sequence[Sequence[Any]], numbers: Sequence[int], now: Any, window: slice
    ) -> Iterator[str]:
        shown = list(map(str, numbers))
        pieces = _Pieces(shown)
        for cell in self.cells:
            if isinstance(cell, str):
                pieces.text(cell)
            elif isinstance(cell, ValueCell | TextCell):
                pieces.text(cell.start)
                values = cell.values(columns, window)
                if cell.merge:
                    begins = now.begins[self.sheet, self.template][cell.column][window]
                    values = shown_values(values, begins)
                for part in cell_texts(values, cell.style, self.epoch_1904):
                    pieces.column(part)
            else:
                pieces.text(f'{cell.start}{NUMBER}"{cell.style}')
                self._formula(cell, numbers, now, window, pieces)
        return pieces.rows()

    def _formula(self, cell: FormulaCell, numbers: Sequence[int], now: Any, window: slice, pieces: _Pieces) -> None:
        """The formula and its value in each row."""
        all_values = now.values.of_cell(self.sheet, self.template, cell.computed.column)
        if all_values is None:
            found = [stored(now.values, cell.computed, At(self.template, number)) for number in numbers]
            kinds, values = _kinds_and_values(found)
        else:
            kinds, values = _stored(all_values[window])
        pieces.column(kinds)
        pieces.column(f"><f{cell.attributes}>")
        texts = cell.texts(now, numbers)
        if isinstance(texts, str):
            pieces.text(texts)
        else:
            pieces.column(texts)
        pieces.column("</f>")
        for part in values:
            pieces.column(part)
        pieces.column("</c>")

    def seen(self, values: Sequence[Any]) -> Sequence[Any]:
        """A column's values as formulas see them."""
        kinds = set(map(type, values))
        if kinds == {int} and min(values) > -EXACT and max(values) < EXACT:
            return values
        if (kinds == {str} and bulk_text(values) is not None) or (kinds == {float} and isfinite(sum(values))):
            return values
        return [as_formulas_see(value, self.epoch_1904) for value in values]


class _Pieces:
    """The pieces of which each row is joined: texts for all rows, and columns with a text for each."""

    def __init__(self, numbers: list[str]) -> None:
        self._numbers = numbers
        self._columns: list[Iterable[str]] = []
        self._text = ""

    def text(self, text: str) -> None:
        """A text for all rows, with NUMBER for the row's number."""
        first, *rest = text.split(NUMBER)
        self._text += first
        for part in rest:
            self.column(self._numbers)
            self._text = part

    def column(self, texts: Texts) -> None:
        """A text for each row."""
        if isinstance(texts, str):
            self._text += texts
            return
        if self._text:
            self._columns.append(repeat(self._text))
            self._text = ""
        self._columns.append(texts)

    def rows(self) -> Iterator[str]:
        """Each row."""
        tail = self._text
        if tail:
            self._columns.append(repeat(tail))
        return map("".join, zip(*self._columns))  # noqa: B905 - what is the same in all rows never ends


def shown_values(values: Sequence[Any], begins: Sequence[bool]) -> Sequence[Any]:
    """Of a group of merged cells only the first shows its value."""
    return [value if begin else None for value, begin in zip(values, begins, strict=True)]


def cell_texts(values: Sequence[Any], style: Style, epoch_1904: bool) -> tuple[Texts, Texts, Texts]:
    """What follows <c r="D7" for each value of a column: before it, it, after it."""
    kinds = set(map(type, values))
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is int and min(values) > -EXACT and max(values) < EXACT:
        return f"{style.own}><v>", map(str, values), "</v></c>"
    if kind is float and isfinite(sum(values)):
        return f"{style.own}><v>", map(repr, values), "</v></c>"
    if kind is str and (texts := bulk_text(values)) is not None:
        return f'{style.own} t="inlineStr"><is><t xml:space="preserve">', texts, "</t></is></c>"
    if kind is date and min(values) >= FIRST_DAY:
        days = epoch_day(epoch_1904)
        return f"{style.dated}><v>", [str(day.toordinal() - days) for day in values], "</v></c>"
    return "", map(value_writer(style, epoch_1904), values), ""


def _stored(values: Sequence[Any]) -> tuple[Texts, Sequence[Texts]]:
    """The type attributes and the v elements of the values that a formula gave."""
    if set(map(type, values)) <= {int, float}:
        return "", ("<v>", [text[:-2] if text[-2:] == ".0" else text for text in map(repr, values)], "</v>")
    return _kinds_and_values(list(map(stored_value, values)))


def _kinds_and_values(pairs: Sequence[tuple[str, str]]) -> tuple[Texts, Sequence[Texts]]:
    return [kind for kind, _ in pairs], ([value for _, value in pairs],)
