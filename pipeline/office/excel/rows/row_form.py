"""A row of a template and the values of all its items → the XML of its rows, made a column at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.office.excel.cells.cell import joined_texts, split_texts
from pipeline.office.excel.cells.columns import (
    FORMULA,
    NUMBER,
    Columns,
    Looks,
    Slot,
    TextCell,
    ValueCell,
    kind_of,
    shown_values,
)
from pipeline.office.excel.formulas.cell import FormulaCell, stored_value
from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import escaped

CHUNK = 4_096  # rows that are made at a time, so that the memory for a long sheet stays bounded
_MOST_FRAMES = 8  # of a form, per standing
_NUMBERS = {int, float}
_TEXTS = {str}
_FORMATS = re.compile(f"{NUMBER}|{FORMULA}|%[dab]")


@dataclass(frozen=True)
class RowForm:
    """A row whose cells are fixed texts (with NUMBER for the row), values, texts and formulas."""

    sheet: int
    template: int
    cells: Sequence[str | ValueCell | TextCell | FormulaCell]

    @cached_property
    def valued(self) -> Mapping[int, ValueCell | TextCell]:
        """Column → its cell with a value."""
        return {cell.column: cell for cell in self.cells if isinstance(cell, ValueCell | TextCell)}

    @cached_property
    def _unfixed(self) -> list[ValueCell | TextCell | _Computed]:
        """Its cells but the fixed ones."""
        cells = [cell for cell in self.cells if not isinstance(cell, str)]
        return [_Computed(cell) if isinstance(cell, FormulaCell) else cell for cell in cells]

    def kept(self, columns: Columns, numbers: Sequence[int], now: Any, apart: bool) -> list[bytes]:
        """The XML of a few rows with these numbers, ``apart`` or as one text. ``columns``: the values of each tag, as
        their records had them. What is the same whenever the rows stand in these places is kept with the standing."""
        slots = self._slots(columns, numbers, now, None)
        known: dict[Any, bytes | list[bytes]] = now.standing.frames.setdefault((self.sheet, self.template), {})
        looks = tuple([look for look, _ in slots])
        frame = known.get(looks)
        if frame is None:
            if len(known) >= _MOST_FRAMES:
                known.clear()
            frames = self._frames(looks, numbers, now)
            frame = known[looks] = frames if apart else b"".join(frames)
        if isinstance(frame, bytes):
            values = [None] * (len(slots) * len(numbers))
            for i, (_, own) in enumerate(slots):
                values[i :: len(slots)] = own
            return [frame % tuple(values)]
        rows = zip(*[own for _, own in slots], strict=True)
        return [row % values for row, values in zip(frame, rows, strict=True)]

    def _frames(self, looks: Sequence[str], numbers: Sequence[int], now: Any) -> list[bytes]:
        """Each of these rows, but for its values."""
        text, formulas = self._row(looks, numbers, now)
        rows = []
        for number, *own in zip(numbers, *formulas, strict=True):
            row = text.replace(NUMBER, str(number))
            for formula in own:
                row = row.replace(FORMULA, formula.replace("%", "%%"), 1)
            rows.append(row.encode())
        return rows

    def rows(self, columns: Columns, numbers: Sequence[int], now: Any) -> Iterator[bytes]:
        """The XML of any number of rows with these numbers, each by itself."""
        for begin in range(0, len(numbers), CHUNK):
            window = slice(begin, begin + CHUNK)
            yield from self._chunk(self._slots(columns, numbers[window], now, window), numbers[window], now)

    def _chunk(self, slots: Sequence[Slot], numbers: Sequence[int], now: Any) -> Iterator[bytes]:
        text, formulas = self._row([look for look, _ in slots], numbers, now)
        values = iter([texts for _, texts in slots])
        moved = iter([[formula.encode() for formula in own] for own in formulas])
        columns: list[Iterable[Any]] = []
        for format in _FORMATS.findall(text.replace("%%", "")):
            columns.append(numbers if format == NUMBER else next(moved) if format == FORMULA else next(values))
        row = text.replace(NUMBER, "%d").replace(FORMULA, "%b").encode()
        return map(row.__mod__, zip(*columns, strict=True))

    def _row(self, looks: Sequence[str], numbers: Sequence[int], now: Any) -> tuple[str, list[list[str]]]:
        """A row with formats for its values, NUMBER for its number, and FORMULA where formulas differ from row to row
        in more than that; and these formulas."""
        rest = iter(looks)
        text: list[str] = []
        formulas: list[list[str]] = []
        for cell in self.cells:
            if isinstance(cell, str):
                text.append(cell.replace("%", "%%"))
                continue
            look = next(rest)
            if isinstance(cell, FormulaCell):
                text.append(f'{cell.start}{NUMBER}"{cell.style}'.replace("%", "%%"))
                if FORMULA in look:
                    moved = cell.texts(now, numbers)
                    look = look.replace(FORMULA, moved.replace("%", "%%")) if isinstance(moved, str) else look
                    formulas += [] if isinstance(moved, str) else [moved]
            else:
                text.append(cell.start.replace("%", "%%"))
            text.append(look)
        return "".join(text), formulas

    def _slots(self, columns: Columns, numbers: Sequence[int], now: Any, window: slice | None) -> list[Slot]:
        """What each cell but the fixed ones holds in these rows. ``window``: which of its rows they are; None: all."""
        slots: list[Slot] = []
        texts: list[_Texts] = []
        for cell in self._unfixed:
            if isinstance(cell, _Computed):
                slots.append(cell.slot(numbers, now, window))
                continue
            values, kind = cell.read(columns, window)
            if cell.merge:
                begins = now.begins[self.sheet, self.template][cell.column]
                values = shown_values(values, begins if window is None else begins[window])
            there = [value for value in values if value is not None] if kind == "sparse" else values
            if kind == "text" or (kind == "sparse" and kind_of(there) == "text"):
                texts.append(_Texts(len(slots), cell.looks, there, values))
                slots.append(("", ()))  # until all of them are together
            else:
                slots.append(cell.looks.slot(values, kind))
        if texts:
            _put_texts(slots, texts)
        return slots


class _Texts(NamedTuple):
    """A column of texts: of which slot, how it looks, its texts, and the same with the blanks among them."""

    at: int
    looks: Looks
    texts: Sequence[str]
    values: Sequence[Any]

    def alone(self) -> Slot:
        """The slot of this column, looked at by itself."""
        return self.looks.slot(self.values, "text" if self.values is self.texts else "sparse")

    def made_of(self, texts: Sequence[bytes], spaced: bool) -> Slot:
        """The slot of this column, of its texts as cells hold them."""
        slot = self.looks.texts(texts, spaced)
        return slot if self.values is self.texts else self.looks.with_blanks(slot, self.values)


def _put_texts(slots: list[Slot], columns: Sequence[_Texts]) -> None:
    """Fills the slots of columns of texts, which are looked at together where none of them needs more."""
    found = joined_texts([column.texts for column in columns])
    if found is None:
        for column in columns:
            slots[column.at] = column.alone()
        return
    joined, spaced = found
    texts = split_texts(joined)
    begin = 0
    for column in columns:
        end = begin + len(column.texts)
        slots[column.at] = column.made_of(texts[begin:end], spaced)
        begin = end


class _Computed:
    """A formula cell, and how it looks."""

    def __init__(self, cell: FormulaCell) -> None:
        self._cell = cell
        opened = f"><f{cell.attributes.replace('%', '%%')}>{FORMULA}</f><v>"
        self._number = f"{opened}%a</v></c>"
        self._text = f' t="str"{opened}%b</v></c>'

    def slot(self, numbers: Sequence[int], now: Any, window: slice | None) -> Slot:
        """Its values in these rows; where they are of several types, with the formula."""
        values = self._values(numbers, now, window)
        if len(values) == 1 and type(values[0]) in _NUMBERS:  # as in a row of totals
            return self._number, values
        kinds = set(map(type, values))
        if kinds <= _NUMBERS:
            return self._number, values
        if kinds == _TEXTS:
            return self._text, [escaped(value).encode() for value in values]
        formulas = self._cell.texts(now, numbers)
        if isinstance(formulas, str):
            formulas = [formulas.replace(NUMBER, str(number)) for number in numbers]
        opened = f"><f{self._cell.attributes}>"
        return "%b", [
            f"{kind}{opened}{formula}</f>{value}</c>".encode()
            for formula, (kind, value) in zip(formulas, map(stored_value, values), strict=True)
        ]

    def _values(self, numbers: Sequence[int], now: Any, window: slice | None) -> Sequence[Any]:
        """Its values in these rows; UNKNOWN where only Excel can compute one."""
        cell = self._cell.computed
        if len(numbers) == 1:
            return (now.values.result(cell, At(cell.row, numbers[0])),)
        values: Sequence[Any] | None = None
        if cell.batch is not None:
            values = now.values.of_cell((cell.sheet, cell.row, cell.column))
        if values is None:
            return [now.values.result(cell, At(cell.row, number)) for number in numbers]
        return values if window is None else values[window]
