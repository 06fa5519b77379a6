"""A cell with a formula → what writes it in each of its rows, with its value if we can compute it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lxml import etree

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.book.reference import Area, Formula, parse_area, parse_formula
from pipeline.office.excel.formulas.batch import batch
from pipeline.office.excel.formulas.compute import compile_value
from pipeline.office.excel.formulas.functions import FormulaError
from pipeline.office.excel.formulas.values import UNKNOWN, Computed, Grid, cell_at, static_value
from pipeline.office.excel.moving.marks import Range
from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import S, attributes, escaped
from pipeline.problems import Place, Problem, Stop, column_letters, problem

_LONGEST = 8_192
_MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula cell of the template. ``own``: its text when all its references are to its own row, \\x00 for the
    row's number; else None. ``array``: the range of an array formula. ``attributes``: of f beyond t and ref."""

    by_layout: ClassVar[bool] = False
    computed: Computed
    formula: Formula
    start: str
    style: str
    attributes: str = ""
    place: Place = field(default_factory=Place)
    own: str | None = None
    array: Area | None = None

    def written(self, now: Any, at: At | None) -> str:
        """The cell."""
        here = at or At(self.computed.row, self.computed.row)
        text = self.own
        if text is None:
            text = self._moved(now, here)
        kind, value = stored_value(now.values.result(self.computed, here))
        ref = f' ref="{Range(self.computed.sheet, self.array).written(now, here)}"' if self.array is not None else ""
        return f'{self.start}{here.row}"{self.style}{kind}><f{self.attributes}{ref}>{text}</f>{value}</c>'

    def _moved(self, now: Any, at: At) -> str:
        home = self.computed.sheet
        key = home, at.row, self.computed.column
        known: dict[tuple[int, int, int], str] = now.standing.formulas
        if key in known:
            return known[key]
        text = self._checked(escaped(self.formula.moved(lambda area: now.area_text(area, home, at))))
        if len(known) < _MOST_REMEMBERED:
            known[key] = text
        return text

    def _checked(self, text: str) -> str:
        if len(text) > _LONGEST:
            raise Stop(problem("XL204", self.place, len(text)))
        return text

    def texts(self, now: Any, numbers: Sequence[int]) -> str | list[str]:
        """The formula in each of these rows: one text with \x00 for the row where they differ in nothing else, or a
        text for each."""
        if self.own is not None:
            return self.own
        row, home = self.computed.row, self.computed.sheet
        rows = now.maps.get(home)
        parts = []
        for part in self.formula.parts:
            if isinstance(part, str):
                parts.append(escaped(part))
            elif not part.sheet and part.stays_in(row):
                parts.append(part.text_in("\x00", "\x00"))
            elif rows is None or now.sheet(part, home) != home or rows.is_same_for_all(part, row):
                parts.append(escaped(now.area_text(part, home, At(row, numbers[0]))))
            else:
                return [self._moved(now, At(row, number)) for number in numbers]
        return self._checked("".join(parts))


def stored_value(value: Any) -> tuple[str, str]:
    """The type attribute and the v element of a formula's value; both empty when only Excel can compute it."""
    if value is UNKNOWN:
        return "", ""
    kind = type(value)
    if kind is float or kind is int:
        return "", f"<v>{value!r}</v>"
    if kind is bool:
        return ' t="b"', f"<v>{int(value)}</v>"
    if kind is FormulaError:
        return ' t="e"', f"<v>{value.code}</v>"
    return ' t="str"', f"<v>{escaped(value)}</v>"


class Formulas:
    """Reads the formula cells of one sheet; shared formulas become plain ones."""

    def __init__(self, book: Book, sheet: int) -> None:
        self.problems: list[Problem] = []
        self.cells: list[FormulaCell] = []
        self._book = book
        self._sheet = sheet
        self._shared: dict[str, tuple[int, int, Formula]] = {}
        self._arrays: list[Area] = []

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell shows what an array formula that has been read gives beside its own cell."""
        return any(
            area.first.row <= row <= area.last.row and area.first.column <= column <= area.last.column
            for area in self._arrays
        )

    def read(self, cell: etree._Element, row: int, column: int) -> FormulaCell | None:
        """The formula cell; None with a problem noted where it cannot be kept."""
        element = cell.find(f"{S}f")
        assert element is not None
        kind, text = element.get("t", "normal"), element.text or ""
        place = self._book.place(self._sheet, row, column)
        if "{{" in text or "{%" in text:
            self.problems.append(problem("XL107", place, text[:40]))
            return None
        if kind == "dataTable":
            self.problems.append(problem("XL109", place))
            return None
        formula = self._formula(element, kind, text, row, column)
        if formula.across:
            self.problems.append(problem("XL108", place, text[:40]))
        found = self._cell(cell, element, formula, kind, row, column)
        self.cells.append(found)
        return found

    def _formula(self, element: etree._Element, kind: str, text: str, row: int, column: int) -> Formula:
        if kind != "shared":
            return parse_formula(text)
        index = element.get("si", "")
        if text:
            self._shared[index] = row, column, parse_formula(text)
        from_row, from_column, formula = self._shared.get(index, (row, column, parse_formula(text or "#REF!")))
        return formula.shifted(row - from_row, column - from_column)

    def _cell(
        self, cell: etree._Element, element: etree._Element, formula: Formula, kind: str, row: int, column: int
    ) -> FormulaCell:
        node = compile_value(formula, self._sheet, (row, column), self._book) if kind != "array" else None
        names = {token.value.upper() for token in formula.tokens if token.value.endswith("(")}
        value, quick = (node.value, batch(node.source)) if node is not None else (None, None)
        computed = Computed(self._sheet, row, column, value, "SUBTOTAL(" in names, quick)
        kept = attributes(element, ("t", "ref", "si", "ca"))
        array = parse_area(element.get("ref", "")) if kind == "array" else None
        if array is not None:
            self._arrays.append(array)
        return FormulaCell(
            computed,
            formula,
            f'<c r="{column_letters(column)}',
            attributes(cell, ("r", "t", "vm")),
            (' t="array"' if kind == "array" else "") + kept,
            self._book.place(self._sheet, row, column),
            _own_text(formula, row),
            array,
        )


def static_cells(book: Book, sheet: int, root: etree._Element) -> tuple[Grid, list[FormulaCell]]:
    """The cells of a sheet that no render changes. Its formulas are computed anew: what is stored with them may be
    the placeholder of a program that cannot compute."""
    grid = Grid()
    formulas = Formulas(book, sheet)
    grid.hidden |= {int(row.get("r", "0")) for row in root.iter(f"{S}row") if row.get("hidden") in ("1", "true")}
    for cell in root.iter(f"{S}c"):
        at = cell_at(cell.get("r", ""))
        if at is None:
            continue
        formula = formulas.read(cell, *at) if cell.find(f"{S}f") is not None else None
        if formula is None and formulas.covers(*at):
            grid.put(*at, UNKNOWN)
            continue
        grid.put(*at, formula.computed if formula is not None else static_value(book, cell))
    return grid, formulas.cells


def _own_text(formula: Formula, row: int) -> str | None:
    """The text with \\x00 for the row, if every reference is to cells of the formula's own row."""
    parts = []
    for part in formula.parts:
        if isinstance(part, str):
            parts.append(escaped(part))
            continue
        if part.sheet or not part.stays_in(row):
            return None
        parts.append(part.text_in("\x00", "\x00"))
    return "".join(parts)
