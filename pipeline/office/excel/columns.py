"""A repeated row of a template and the values of all its items → the XML of its rows, made a column at a time.

Values of one column are mostly of one type, so that what would be asked of every cell is asked once of the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, islice, repeat
from math import isfinite
from typing import Any, NamedTuple

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
_SHORT = 128  # rows of which what does not differ from render to render is kept
_MOST_FRAMES = 16  # per standing


class Columns:
    """The values of a repeated row's records, column by column, and of what kind they are."""

    def __init__(self, columns: Sequence[Sequence[Any]]) -> None:
        self._columns = columns
        self._kinds: dict[int, type | None] = {}

    def __getitem__(self, index: int) -> Sequence[Any]:
        return self._columns[index]

    def kind(self, index: int) -> type | None:
        """As kind_of."""
        if index not in self._kinds:
            self._kinds[index] = kind_of(self._columns[index])
        return self._kinds[index]


def kind_of(values: Sequence[Any]) -> type | None:
    """The type of all these values, if it is one and all of them can be written as such: int, float, str or date."""
    kinds = set(map(type, values))
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is int:
        return int if min(values) > -EXACT and max(values) < EXACT else None
    if kind is float:
        return float if isfinite(sum(values)) else None
    if kind is date:
        return date if min(values) >= FIRST_DAY else None
    return str if kind is str else None


class Slot(NamedTuple):
    """What differs from row to row and from render to render: its text in each row, and what stands around it."""

    before: str
    texts: Iterable[str]
    after: str


@dataclass(frozen=True, slots=True)
class ValueCell:
    """A cell with one tag alone: what stands before its value, its style, where its value is in a record, and where
    the value by which it is merged with the cells above (0: it is not)."""

    start: str
    style: Style
    column: int
    index: int
    merge: int = 0

    def values(self, columns: Columns, window: slice) -> Sequence[Any]:
        """Its values in these rows. ``columns``: those of the records."""
        return columns[self.index][window]

    def kind(self, columns: Columns) -> type | None:
        """Of what kind its values are."""
        return None if self.merge else columns.kind(self.index)


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

    def kind(self, columns: Columns) -> type | None:
        """They are texts."""
        return str

    def values(self, columns: Columns, window: slice) -> Sequence[Any]:
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

    def rows(self, columns: Columns, numbers: Sequence[int], now: Any, apart: bool = True) -> Iterator[str]:
        """The XML of the rows with these numbers. ``columns``: the values of each tag, as their records had them;
        ``apart``: whether each row is to be a text of its own."""
        if len(numbers) <= _SHORT:
            return self._short(columns, numbers, now, apart)
        windows = (slice(begin, begin + CHUNK) for begin in range(0, len(numbers), CHUNK))
        return chain.from_iterable(self._chunk(columns, numbers[window], now, window) for window in windows)

    @cached_property
    def _frame(self) -> list[tuple[list[str], ValueCell | TextCell | FormulaCell | None]]:
        """Its cells but the fixed ones, each with the texts before it, between which the row's number stands."""
        frame: list[tuple[list[str], ValueCell | TextCell | FormulaCell | None]] = []
        text = ""
        for cell in self.cells:
            if isinstance(cell, str):
                text += cell
                continue
            text += f'{cell.start}{NUMBER}"{cell.style}' if isinstance(cell, FormulaCell) else cell.start
            frame.append((text.split(NUMBER), cell))
            text = ""
        return [*frame, (text.split(NUMBER), None)]

    @property
    def value_cells(self) -> list[ValueCell | TextCell]:
        """Its cells with values."""
        return [cell for cell in self.cells if isinstance(cell, ValueCell | TextCell)]

    @cached_property
    def _unfixed(self) -> list[ValueCell | TextCell | FormulaCell]:
        return [cell for _, cell in self._frame if cell is not None]

    def _short(self, columns: Columns, numbers: Sequence[int], now: Any, apart: bool) -> Iterator[str]:
        """A few rows: what is the same whenever all rows stand in these places is kept with the standing."""
        slots = self._slots(columns, numbers, now, slice(None))
        known = now.standing.frames
        key = self.sheet, self.template, tuple((slot.before, slot.after) for cell in slots for slot in cell)
        if key not in known:
            if len(known) >= _MOST_FRAMES:
                known.clear()
            known[key] = self._pieces(slots, numbers, now).folded()
        width = 2 * len(key[2]) + 1
        pieces = known[key].copy()
        for i, slot in enumerate(chain.from_iterable(slots)):
            pieces[2 * i + 1 :: width] = slot.texts
        if not apart:
            return iter(("".join(pieces),))
        return ("".join(pieces[begin : begin + width]) for begin in range(0, len(pieces), width))

    def _chunk(self, columns: Columns, numbers: Sequence[int], now: Any, window: slice) -> Iterator[str]:
        slots = self._slots(columns, numbers, now, window)
        return self._pieces(slots, numbers, now).rows([slot.texts for cell in slots for slot in cell])

    def _slots(self, columns: Columns, numbers: Sequence[int], now: Any, window: slice) -> list[list[Slot]]:
        """What each cell but the fixed ones holds in these rows."""
        return [
            self._formula_slots(cell, numbers, now, window)
            if isinstance(cell, FormulaCell)
            else [self._value_slot(cell, columns, now, window)]
            for cell in self._unfixed
        ]

    def _value_slot(self, cell: ValueCell | TextCell, columns: Columns, now: Any, window: slice) -> Slot:
        values = cell.values(columns, window)
        if cell.merge:
            values = shown_values(values, now.begins[self.sheet, self.template][cell.column][window])
        return cell_texts(values, cell.kind(columns), cell.style, self.epoch_1904)

    def _formula_slots(self, cell: FormulaCell, numbers: Sequence[int], now: Any, window: slice) -> list[Slot]:
        """The values of a formula; where they are not all numbers, first what says of which type they are."""
        all_values = now.values.of_cell(self.sheet, self.template, cell.computed.column)
        if all_values is not None and set(map(type, values := all_values[window])) <= {int, float}:
            shown = [text[:-2] if text[-2:] == ".0" else text for text in map(repr, values)]
            return [Slot("</f><v>", shown, "</v></c>")]
        pairs = self._stored(cell, numbers, now, None if all_values is None else all_values[window])
        kinds, shown = [kind for kind, _ in pairs], [value for _, value in pairs]
        return [Slot("", kinds, f"><f{cell.attributes}>"), Slot("</f>", shown, "</c>")]

    def _pieces(self, slots: Sequence[Sequence[Slot]], numbers: Sequence[int], now: Any) -> _Pieces:
        """What stands around the slots in each row."""
        pieces = _Pieces(list(map(str, numbers)))
        for (texts, cell), (*kinds, value) in zip(self._frame, slots, strict=False):
            pieces.fixed(texts)
            for kind in kinds:
                pieces.slot(kind)
            if isinstance(cell, FormulaCell):
                if not kinds:
                    pieces.fixed([f"><f{cell.attributes}>"])
                formula = cell.texts(now, numbers)
                if isinstance(formula, str):
                    pieces.fixed(formula.split(NUMBER))
                else:
                    pieces.column(formula)
            pieces.slot(value)
        pieces.fixed(self._frame[-1][0])
        return pieces

    def _stored(
        self, cell: FormulaCell, numbers: Sequence[int], now: Any, values: Sequence[Any] | None
    ) -> list[tuple[str, str]]:
        """The type attribute and the v element of a formula's value in each row."""
        if values is None:
            return [stored(now.values, cell.computed, At(self.template, number)) for number in numbers]
        return list(map(stored_value, values))

    def seen(self, cell: ValueCell | TextCell, columns: Columns, begins: Sequence[bool] | None) -> Sequence[Any]:
        """A cell's values as formulas see them; ``begins``: of merged cells those that show theirs."""
        values, kind = cell.values(columns, slice(None)), cell.kind(columns)
        if kind in (int, float) or (kind is str and bulk_text(values) is not None):
            return values
        if begins is not None:
            values = shown_values(values, begins)
        return [as_formulas_see(value, self.epoch_1904) for value in values]


class _Pieces:
    """The pieces of which each row is joined: texts for all rows, columns with a text for each, and slots for those
    that differ from render to render."""

    def __init__(self, numbers: list[str]) -> None:
        self._numbers = numbers
        self._gaps: list[list[Iterable[str]]] = [[]]  # what stands before, between and after the slots
        self._text = ""

    def fixed(self, texts: Sequence[str]) -> None:
        """Texts for all rows, with the row's number between them."""
        text = self._text + texts[0]
        for part in texts[1:]:
            self._gaps[-1] += (repeat(text), self._numbers)
            text = part
        self._text = text

    def column(self, texts: Iterable[str]) -> None:
        """A text for each row."""
        self._gaps[-1] += (repeat(self._text), texts)
        self._text = ""

    def slot(self, slot: Slot) -> None:
        """A place for a slot's texts, and what stands around it in all rows."""
        self._gaps[-1].append(repeat(self._text + slot.before))
        self._gaps.append([])
        self._text = slot.after

    def rows(self, slots: Sequence[Iterable[str]]) -> Iterator[str]:
        """Each row, the slots filled with these texts."""
        filled = chain.from_iterable((*gap, texts) for gap, texts in zip(self._gaps, slots, strict=False))
        return map("".join, zip(*filled, *self._gaps[-1], repeat(self._text)))

    def folded(self) -> list[str]:
        """The texts of all rows, one after the other, with an empty one in place of each slot."""
        self.column(repeat(""))
        width = 2 * len(self._gaps) - 1
        pieces = [""] * (width * len(self._numbers))
        for i, gap in enumerate(self._gaps):
            pieces[2 * i :: width] = islice(map("".join, zip(*gap)), len(self._numbers))  # noqa: B905 - as above
        return pieces


def shown_values(values: Sequence[Any], begins: Sequence[bool]) -> Sequence[Any]:
    """Of a group of merged cells only the first shows its value."""
    return [value if begin else None for value, begin in zip(values, begins, strict=True)]


def cell_texts(values: Sequence[Any], kind: type | None, style: Style, epoch_1904: bool) -> Slot:
    """What follows <c r="D7" for each value of a column. ``kind``: as kind_of has it."""
    if kind is int or kind is float:
        return Slot(f"{style.own}><v>", map(repr, values), "</v></c>")
    if kind is str and (texts := bulk_text(values)) is not None:
        return Slot(f'{style.own} t="inlineStr"><is><t xml:space="preserve">', texts, "</t></is></c>")
    if kind is date:
        days = epoch_day(epoch_1904)
        return Slot(f"{style.dated}><v>", [str(day.toordinal() - days) for day in values], "</v></c>")
    return Slot("", map(value_writer(style, epoch_1904), values), "")
