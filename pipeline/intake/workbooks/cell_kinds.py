"""The attributes of a cell in XML → how its value is read, and the number of what it says among a workbook's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np

from pipeline.intake.cells.coded import BLANK_CODE
from pipeline.intake.cells.readings import Bad
from pipeline.intake.workbooks.number_formats import PLAIN, Shown, from_serial
from pipeline.intake.workbooks.shared_strings import plain_text
from pipeline.tables import Values

_ATTRIBUTE = re.compile(rb'\b(s|t|vm)="([^"]*)"')
_MOST_KNOWN = 50_000  # values of one kind whose numbers are remembered
Read = Callable[[bytes], Any]


class Codes(dict[bytes, int]):
    """The value of a cell, as its bytes → the number of its word; each is read once, as long as it is remembered."""

    def __init__(self, kinds: CellKinds, read: Read, of_texts: bool = False) -> None:
        super().__init__({b"": BLANK_CODE})
        self.kinds, self.read, self.of_texts = kinds, read, of_texts

    def __missing__(self, value: bytes) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
            self[b""] = BLANK_CODE
        self[value] = code = self.kinds.new(self.read(value))
        return code

    def many(self, values: Sequence[bytes]) -> Values:
        """The numbers of a column's values."""
        return np.fromiter(map(self.__getitem__, values), "int32", len(values))


class SharedCodes(Codes):
    """The same for cells that say the number of a text which the workbook keeps; those texts are its first words."""

    def __init__(self, kinds: CellKinds, texts: Sequence[str]) -> None:
        super().__init__(kinds, bytes)
        codes = np.arange(1, len(texts) + 2, dtype="int32")
        codes[[*(i for i, text in enumerate(texts) if not text), len(texts)]] = BLANK_CODE  # its last is for no value
        self._codes = codes

    def __missing__(self, value: bytes) -> int:
        return int(self._codes[int(value)])

    def many(self, values: Sequence[bytes]) -> Values:
        """The numbers of a column's values; raises ValueError or IndexError where one names no text."""
        joined = b" ".join(values)
        if b"" not in values and joined.replace(b" ", b"").isdigit():
            numbers = np.fromstring(joined, "int64", sep=" ")
        else:
            numbers = np.array([int(value) if value else -1 for value in values], dtype="int64")
        found: Values = self._codes[numbers]
        return found


class CellKinds(dict[bytes, Codes]):
    """The attributes of a cell → the codes of its values, for all sheets of a workbook. ``words`` grows with them.

    ``units``: the attributes of numbers whose style shows a unit. ``pictures`` are the numbers of value metadata that
    stand for one in a cell.
    """

    def __init__(
        self,
        strings: list[str],
        styles: Sequence[Shown],
        pictures: frozenset[str] = frozenset(),
        from_1904: bool = False,
    ) -> None:
        super().__init__()
        self.styles, self.pictures, self.from_1904 = styles, pictures, from_1904
        self._shared = SharedCodes(self, strings)
        strings.insert(BLANK_CODE, "")  # there may be a million of them, and nobody else needs the list
        self.words: list[Any] = strings
        self.units: dict[bytes, str] = {}
        self._texts = Codes(self, plain_text, of_texts=True)
        self._said: dict[bytes, int] = {}

    def new(self, word: Any) -> int:
        """The number of a word that was not said before, or of the blank."""
        if isinstance(word, str) and not word:
            return BLANK_CODE
        self.words.append(word)
        return len(self.words) - 1

    def said(self, inside: bytes, read: Read) -> int:
        """The number of a text that stands in a cell with all its runs."""
        if inside not in self._said:
            if len(self._said) >= _MOST_KNOWN:
                self._said.clear()
            self._said[inside] = self.new(read(inside))
        return self._said[inside]

    def __missing__(self, attributes: bytes) -> Codes:
        given = dict(_ATTRIBUTE.findall(attributes))
        number = int(given.get(b"s", b"0") or 0)
        style = self.styles[number] if number < len(self.styles) else PLAIN
        type_ = given.get(b"t", b"n")
        self[attributes] = codes = self._codes_of(type_, style, given.get(b"vm", b"").decode())
        if style.unit and codes.read == self.number:
            self.units[attributes] = style.unit
        return codes

    def _codes_of(self, type_: bytes, style: Shown, metadata: str) -> Codes:
        if type_ == b"s":
            return self._shared
        if type_ in (b"str", b"inlineStr"):
            return self._texts
        return Codes(self, self._reader(type_, style, metadata))

    def _reader(self, type_: bytes, style: Shown, metadata: str) -> Read:
        if type_ == b"b":
            return lambda value: value in (b"1", b"true")
        if type_ == b"e":
            picture = metadata in self.pictures
            return lambda value: "" if picture else Bad("IN202", value.decode("utf-8", "replace"))
        if type_ == b"d":
            return _iso
        return self._serials(style.kind) if style.kind else self.number

    def _serials(self, kind: str) -> Read:
        def read(value: bytes) -> Any:
            number = self.number(value)
            return from_serial(number, kind, self.from_1904) if isinstance(number, float) else number

        return read

    @staticmethod
    def number(value: bytes) -> float | str:
        """The number, or what stands there where it is none."""
        try:
            number = float(value)
        except ValueError:
            return plain_text(value).strip()
        return number if isfinite(number) else plain_text(value)


def _iso(value: bytes) -> Any:
    try:
        moment = datetime.fromisoformat(value.decode("ascii").removesuffix("Z"))
    except ValueError:
        return value.decode("utf-8", "replace")
    return moment.replace(tzinfo=None) if any((moment.hour, moment.minute, moment.second)) else moment.date()
