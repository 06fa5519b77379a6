"""The text of a formula → its references, each of which can be moved, and the text between them.

A tokenizer finds the references (never a pattern over the whole text), so text literals, LOG10(, quoted sheet
names and structured references stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import column_index_from_string

from pipeline.problems import column_letters

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\s\[\]*?:/\\(),;\"]+)!)?"
_CORNER = r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})"
_CELLS = re.compile(rf"{_SHEET}{_CORNER}(?::{_CORNER})?")
_COLUMNS = re.compile(rf"{_SHEET}(\$?)([A-Za-z]{{1,3}}):(\$?)([A-Za-z]{{1,3}})")
_ROWS = re.compile(rf"{_SHEET}(\$?)(\d{{1,7}}):(\$?)(\d{{1,7}})")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
# Functions over whole ranges: a single sample cell given to one of these stands for all its rows.
GROWING = frozenset(
    (
        "SUM", "SUBTOTAL", "COUNT", "COUNTA", "COUNTBLANK", "AVERAGE", "MIN", "MAX", "COUNTIF", "COUNTIFS", "SUMIF",
        "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "SUMPRODUCT", "MEDIAN", "STDEV", "LARGE", "SMALL", "PRODUCT", "AGGREGATE",
    )
)  # fmt: skip


# Functions that take any number of ranges: rows that no longer stand together can be listed.
LISTING = frozenset(("SUM", "COUNT", "COUNTA", "AVERAGE", "MIN", "MAX", "PRODUCT", "MEDIAN"))


@dataclass(frozen=True, slots=True)
class Corner:
    """One cell of a reference. Column 0: whole rows; row 0: whole columns."""

    column: int
    row: int
    column_fixed: bool = False
    row_fixed: bool = False

    def before_row(self) -> str:
        """As it is written, up to the number of the row: $A of $A5, A$ of A$5."""
        letters = ("$" if self.column_fixed else "") + column_letters(self.column) if self.column else ""
        return letters + "$" if self.row and self.row_fixed else letters

    def shifted(self, rows: int, columns: int) -> Corner:
        """Where it points after the formula was copied so far down and to the right."""
        row = self.row if self.row_fixed or not self.row else self.row + rows
        column = self.column if self.column_fixed or not self.column else self.column + columns
        return replace(self, row=row, column=column)


@dataclass(frozen=True, slots=True)
class Area:
    """A reference to cells: its sheet as typed ("" is the formula's own) and its corners.

    ``single``: written as one cell; ``grows``: as one cell that stands for all its rows; ``lists``: where several
    ranges may stand in its place.
    """

    sheet: str
    first: Corner
    last: Corner
    single: bool = False
    grows: bool = False
    lists: bool = False
    head: str = field(init=False, compare=False, repr=False)  # what stands before its first row's number
    tail: str = field(init=False, compare=False, repr=False)  # what stands before its last row's number

    def __post_init__(self) -> None:
        prefix = f"{quoted(self.sheet)}!" if self.sheet else ""
        object.__setattr__(self, "head", prefix + self.first.before_row())
        object.__setattr__(self, "tail", self.last.before_row())

    def text(self) -> str:
        """As it is written in a formula."""
        return self.text_in(self.first.row, self.last.row)

    def text_in(self, first: int | str, last: int | str) -> str:
        """As it is written with its columns in other rows."""
        if not first:
            return f"{self.head}:{self.tail}"
        if self.single and first == last:
            return f"{self.head}{first}"
        return f"{self.head}{first}:{self.tail}{last}"

    def bare_text_in(self, first: int, last: int) -> str:
        """As sqref and ref have it: one cell without a colon."""
        if first == last and self.head == self.tail:
            return f"{self.head}{first}"
        return self.text_in(first, last)

    def stays_in(self, row: int) -> bool:
        """Whether both its corners are in this row and go with it."""
        return all(corner.row == row and not corner.row_fixed for corner in (self.first, self.last))

    def shifted(self, rows: int, columns: int) -> Area | str:
        """The reference after a copy; #REF! when it falls off the sheet."""
        corners = self.first.shifted(rows, columns), self.last.shifted(rows, columns)
        for before, after in zip((self.first, self.last), corners, strict=True):
            off_rows = before.row and not 1 <= after.row <= LAST_ROW
            if off_rows or (before.column and not 1 <= after.column <= LAST_COLUMN):
                return "#REF!"
        return replace(self, first=corners[0], last=corners[1])


Part = str | Area


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its = sign. ``across``: it has a reference through several sheets (first:last!A1)."""

    text: str
    parts: tuple[Part, ...]
    tokens: tuple[Token, ...]
    across: bool = False

    @property
    def areas(self) -> tuple[Area, ...]:
        """Its references to cells, in order."""
        return tuple(part for part in self.parts if isinstance(part, Area))

    def moved(self, move: Callable[[Area], str]) -> str:
        """Its text with every reference as ``move`` writes it."""
        return "".join(part if isinstance(part, str) else move(part) for part in self.parts)

    def shifted(self, rows: int, columns: int) -> Formula:
        """The formula as it reads after a copy, as a shared formula's other cells have it."""
        shifted = (part if isinstance(part, str) else part.shifted(rows, columns) for part in self.parts)
        return parse_formula("".join(part if isinstance(part, str) else part.text() for part in shifted))


@lru_cache(1 << 12)
def parse_formula(text: str) -> Formula:
    """The formula in this text. What the tokenizer cannot read is kept as text without references."""
    try:
        tokens = tuple(Tokenizer("=" + text).items)
    except (TokenizerError, IndexError, ValueError):
        return Formula(text, (text,), ())
    if "".join(token.value for token in tokens) != text:
        return Formula(text, (text,), ())
    parts: list[Part] = []
    functions: list[str] = []
    across = False
    for token in tokens:
        if token.subtype == Token.OPEN:
            functions.append(token.value[:-1].upper() if token.type == Token.FUNC else "")
        elif token.subtype == Token.CLOSE and functions:
            functions.pop()
        part: Part = token.value
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            part = parse_area(token.value, functions[-1] if functions else "") or token.value
            across = across or (isinstance(part, str) and _through_sheets(part))
        parts.append(part)
    return Formula(text, tuple(parts), tokens, across)


def _through_sheets(text: str) -> bool:
    sheets, bang, _ = text.rpartition("!")
    return bool(bang) and ":" in sheets and "[" not in sheets


def parse_area(text: str, function: str = "") -> Area | None:
    """The reference in this text, as A1, $A$1:B2, A:C, 3:4 or '3月'!A1; None for anything else.

    ``function``: the one whose argument it is.
    """
    if match := _CELLS.fullmatch(text):
        sheet, *rest = match.groups()
        first = _corner(rest[:4])
        last = _corner(rest[4:]) if rest[5] else first
        return Area(unquoted(sheet), first, last, rest[5] is None, function in GROWING, function in LISTING)
    if match := _COLUMNS.fullmatch(text):
        sheet, fixed, letters, other_fixed, other = match.groups()
        first = Corner(column_index_from_string(letters.upper()), 0, bool(fixed))
        last = Corner(column_index_from_string(other.upper()), 0, bool(other_fixed))
        return Area(unquoted(sheet), first, last)
    if match := _ROWS.fullmatch(text):
        sheet, fixed, row, other_fixed, other = match.groups()
        first = Corner(0, int(row), row_fixed=bool(fixed))
        return Area(unquoted(sheet), first, Corner(0, int(other), row_fixed=bool(other_fixed)))
    return None


def _corner(groups: list[str]) -> Corner:
    fixed_column, letters, fixed_row, row = groups
    return Corner(column_index_from_string(letters.upper()), int(row), bool(fixed_column), bool(fixed_row))


def unquoted(sheet: str | None) -> str:
    """A sheet's name as its tab shows it."""
    if sheet and sheet.startswith("'"):
        return sheet[1:-1].replace("''", "'")
    return sheet or ""


def quoted(sheet: str) -> str:
    """A sheet's name as a formula writes it, in quotes where it needs them."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
