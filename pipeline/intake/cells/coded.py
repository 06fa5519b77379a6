"""Cells as numbers: a workbook has a list of its words, what its cells say, and a column of cells is numbers into it.

So a big sheet takes four bytes a cell, and whatever reads a column looks at each distinct word once. To others a
column is a sequence of cells, and rows are a sequence of lists of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np

from pipeline.tables import Values

BLANK_CODE = 0  # the number of the blank cell "", a workbook's first word
_SPREAD = 8  # how much further apart than there are cells their numbers may lie
_STEP = 1_000  # rows that are made at a time where somebody goes through all of them
_FEW = 200  # cells that are looked at one by one; rows that a slice gives as lists, and keeps


class Cells(Sequence[Any]):
    """The cells of one column: ``codes`` are their numbers in the list of ``words``."""

    __slots__ = ("codes", "words")

    def __init__(self, codes: Values, words: Sequence[Any]) -> None:
        self.codes, self.words = codes, words

    @classmethod
    def of(cls, cells: Iterable[Any]) -> Cells:
        """The same cells, with words of their own; True and 1.0 are two words, though they are equal."""
        numbers: dict[tuple[type, Any], int] = {}
        codes = [numbers.setdefault((type(cell), cell), len(numbers)) for cell in cells]
        return cls(np.array(codes, dtype="int32"), [word for _, word in numbers])

    @classmethod
    def same(cls, word: Any, count: int) -> Cells:
        """That many cells which all say the same."""
        return cls(np.zeros(count, dtype="int32"), [word])

    def distinct(self) -> tuple[Values, list[Any]]:
        """For each cell the number of its word among those that occur, and these."""
        first = int(self.codes.min()) if len(self.codes) > _FEW else 0
        span = int(self.codes.max()) - first + 1 if len(self.codes) > _FEW else 0
        if not 0 < span <= _SPREAD * len(self.codes):
            places: dict[int, int] = {}
            numbers = np.array([places.setdefault(code, len(places)) for code in self.codes.tolist()], dtype="int32")
            return numbers, list(map(self.words.__getitem__, places))
        occurs = np.zeros(span, dtype=bool)  # the same for many, without an object for each
        occurs[self.codes - first] = True
        numbers = np.cumsum(occurs, dtype="int32")[self.codes - first] - 1
        return numbers, list(map(self.words.__getitem__, (np.flatnonzero(occurs) + first).tolist()))

    def passing(self, test: Callable[[Any], bool]) -> Values:
        """For each cell whether its word passes a test."""
        numbers, words = self.distinct()
        found: Values = np.fromiter(map(test, words), dtype=bool, count=len(words))[numbers]
        return found

    def where(self, test: Callable[[Any], bool]) -> list[int]:
        """The positions of the cells whose word passes a test, in order."""
        found: list[int] = np.flatnonzero(self.passing(test)).tolist()
        return found

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice | Values) -> Cells: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice | np.ndarray):
            return Cells(self.codes[at], self.words)
        return self.words[self.codes[at]]

    def __setitem__(self, at: int, word: Any) -> None:
        """Put another word in a cell of a column that has words of its own."""
        assert isinstance(self.words, list)
        if not self.words or self.words[-1] is not word:
            self.words.append(word)
        self.codes[at] = len(self.words) - 1

    def __iter__(self) -> Iterator[Any]:
        return map(self.words.__getitem__, self.codes.tolist())


class Rows(Sequence[list[Any]]):
    """The rows of a sheet, held by column: ``columns`` are arrays of numbers into ``words``, equally long."""

    def __init__(self, words: Sequence[Any], columns: list[Values], length: int) -> None:
        self.words, self.columns, self._length = words, columns, length
        self._made: dict[int, list[Any]] = {}

    def column(self, at: int) -> Cells:
        """The cells of a column, by its position."""
        return Cells(self.columns[at], self.words)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> list[Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[list[Any]]: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            wanted = range(*at.indices(self._length))
            if len(wanted) <= _FEW:
                return [self[i] for i in wanted]
            return Rows(self.words, [codes[at] for codes in self.columns], len(wanted))
        if not -self._length <= at < self._length:
            raise IndexError(at)
        row = self._made.get(at)
        if row is None:
            row = [self.words[codes[at]] for codes in self.columns]
            if len(self._made) < _FEW:
                self._made[at] = row
        return row

    def __iter__(self) -> Iterator[list[Any]]:
        word = self.words.__getitem__
        for first in range(0, self._length, _STEP):
            some = [map(word, codes[first : first + _STEP].tolist()) for codes in self.columns]
            if some:
                yield from map(list, zip(*some, strict=True))
            else:
                yield from ([] for _ in range(min(_STEP, self._length - first)))
