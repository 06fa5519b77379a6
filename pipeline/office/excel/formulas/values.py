"""The cells of a render → their values, as formulas and charts see them; formulas computed on demand, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, isfinite
from typing import Any

from lxml import etree

from pipeline.office.excel.book.book import Book, string_text
from pipeline.office.excel.book.reference import LAST_COLUMN, LAST_ROW, Area
from pipeline.office.excel.formulas.batch import Batch
from pipeline.office.excel.formulas.functions import FormulaError, UnknownError, total
from pipeline.office.excel.moving.marks import Now
from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import S

_MOST_CELLS = 2_000_000
_MOST_ROWS = 100_000
_MOST_LOOKED_AT = 20_000_000  # cells in a render by formulas that look at other ones in each row, as running totals do


_SUMS: dict[str | None, Callable[[Sequence[Any]], float]] = {"whole": sum, "number": fsum}  # what SUM is of these


class _Sentinel:
    """A value that stands for none."""


KEPT = _Sentinel()  # in a template's cells: a tag's values, kept by its writer
UNKNOWN = _Sentinel()  # in a render's cells: something that only Excel can compute
_BUSY = _Sentinel()


@dataclass(frozen=True)
class Computed:
    """A formula cell: where it stands in the template, and the function of its value if we have one, also in the
    quicker form for all its rows at once."""

    sheet: int
    row: int
    column: int
    value: Callable[[Any, At], Any] | None
    subtotal: bool = False
    batch: Batch | None = None


_UNSETTLED = {Computed, _Sentinel}


@dataclass
class Grid:
    """The cells of a sheet in the template: column → row → value, KEPT or Computed; its last row; its hidden rows."""

    columns: dict[int, dict[int, Any]] = field(default_factory=dict)
    height: int = 0
    hidden: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, value: Any) -> None:
        """Notes what a cell holds."""
        self.columns.setdefault(column, {})[row] = value
        self.height = max(self.height, row)


class Values:
    """The values of one render. ``kept``: gives the values written to a cell of the template (its sheet, row and
    column) in all its rows, if they are known, and their kind ("whole", "number") if they are known to be of one."""

    def __init__(
        self,
        now: Now,
        grids: Mapping[int, Grid],
        kept: Callable[[tuple[int, int, int]], tuple[Sequence[Any] | None, str]],
    ) -> None:
        self._now = now
        self._grids = grids
        self._kept = kept
        self._columns: dict[tuple[int, int], dict[int, Any]] = {}
        self._kinds: dict[tuple[int, int, int], str] = {}
        self._rows_of_cells: dict[tuple[int, int, int], Sequence[Any] | None] = {}
        self._areas: dict[tuple[int, int], Sequence[Any]] = {}  # (an area's id, row) → what all its rows see there
        self._same: set[int] = set()  # the ids of these
        self._once: dict[tuple[int, Any], Any] = {}
        self._looked_at = 0

    def cell(self, sheet: int, column: int, row: int) -> Any:
        """One value; an error value is raised, as is UnknownError."""
        values = self._columns.get((sheet, column))
        value = (values if values is not None else self._column(sheet, column)).get(row)
        kind = type(value)
        if kind is Computed or kind is _Sentinel:
            value = self._settled(sheet, column, row)
        if isinstance(value, FormulaError):
            raise value
        return value

    def area(self, area: Area, home: int, at: At | None, subtotals: bool = True) -> Sequence[Any]:
        """The values of an area, row by row; error values stand in it. Raises UnknownError if one is not known."""
        known = self._now.standing.cells.get(id(area))
        if known is not None and known[0] is area and subtotals:
            values = self.of_cell(known[1])
            if values is not None:
                return values
        if at is None or not subtotals:
            return self._area(area, home, at, subtotals)
        key = id(area), at.template
        if key not in self._areas:
            found = self._area(area, home, at, subtotals)
            if not self._is_same_for_all(area, home, at):
                self._looked_at += len(found)
                if self._looked_at > _MOST_LOOKED_AT:
                    raise UnknownError
                return found
            self._areas[key] = found
            self._same.add(id(found))
        return self._areas[key]

    def _is_same_for_all(self, area: Area, home: int, at: At) -> bool:
        """Whether an area is the same in all rows of a template row."""
        rows = self._now.maps.get(home)
        return rows is None or self._now.sheet(area, home) != home or rows.is_same_for_all(area, at.template)

    def hides(self, area: Area, home: int) -> bool:
        """Whether there are hidden rows in an area."""
        grid = self._grids.get(self._now.sheet(area, home))
        first, last = area.first.row, area.last.row
        return grid is not None and any(not first or first <= row <= last for row in grid.hidden)

    def aggregate(self, area: Area, home: int, at: At, act: Callable[[Sequence[Any]], Any]) -> Any:
        """What a function makes of the values of an area."""
        known = self._now.standing.cells.get(id(area))
        if known is not None and known[0] is area:
            values = self.of_cell(known[1])
            if values is not None:
                summed = _SUMS.get(self._kinds.get(known[1], "")) if act is total else None
                return act(values) if summed is None else summed(values)
        return self.once(self.area(area, home, at), act)

    def once(self, values: Sequence[Any], act: Callable[[Sequence[Any]], Any]) -> Any:
        """What a function makes of values, made only once of those that are the same in all rows."""
        if id(values) not in self._same:
            return act(values)
        key = id(values), act
        if key not in self._once:
            try:
                self._once[key] = act(values)
            except FormulaError as error:
                self._once[key] = error
        found = self._once[key]
        if isinstance(found, FormulaError):
            raise found
        return found

    def _area(self, area: Area, home: int, at: At | None, subtotals: bool) -> Sequence[Any]:
        sheet = self._now.sheet(area, home)
        grid = self._grids.get(sheet)
        if grid is None:
            raise UnknownError
        rows = self._rows(area, home, at, sheet)
        columns = range(area.first.column or 1, min(area.last.column or LAST_COLUMN, max(grid.columns, default=1)) + 1)
        if len(rows) * len(columns) > _MOST_CELLS:
            raise UnknownError
        if at is not None and area.first.column == area.last.column:
            self._remember(area, sheet, home, at, rows)
        wide = range(area.first.column or 1, (area.last.column or columns[-1]) + 1) if area.first.column else columns
        parts = [self._column_values(sheet, column, rows, subtotals) for column in wide]
        return parts[0] if len(parts) == 1 else [value for row in zip(*parts, strict=True) for value in row]

    def _remember(self, area: Area, sheet: int, home: int, at: At, rows: Sequence[int]) -> None:
        """Notes which cell of the template an area is all rows of, if that is so whoever asks."""
        maps, own = self._now.maps.get(sheet), self._now.maps.get(home)
        if (
            maps is None
            or not isinstance(rows, range)
            or not rows
            or (own and own.plan.loop_of.get(at.template, -1) >= 0)
        ):
            return
        template = maps.template_of(rows[0], rows[-1])
        if template:
            self._now.standing.cells[id(area)] = area, (sheet, template, area.first.column)

    def _rows(self, area: Area, home: int, at: At | None, sheet: int) -> Sequence[int]:
        spans = self._now.spans(area, home, at) if area.first.row else [(1, LAST_ROW)]
        if len(spans) > 1:
            return [row for first, last in spans for row in range(first, last + 1)]
        first, last = spans[0]
        if last - first >= _MOST_ROWS:  # whole columns, and those that people draw far beyond their data
            last = max(first, min(last, self.height(sheet)))
        return range(first, last + 1)

    def height(self, sheet: int) -> int:
        """The last row of a sheet that holds something."""
        rows = self._now.maps.get(sheet)
        height = self._grids[sheet].height
        return rows.span_end(height) if rows is not None else height

    def _direct(self, sheet: int, column: int, rows: Sequence[int]) -> Sequence[Any] | None:
        """The values of rows that are all those of one template row."""
        maps = self._now.maps.get(sheet)
        template = maps.template_of(rows[0], rows[-1]) if maps is not None and isinstance(rows, range) else 0
        return self.of_cell((sheet, template, column)) if template else None

    def _column_values(self, sheet: int, column: int, rows: Sequence[int], subtotals: bool) -> Sequence[Any]:
        direct = self._direct(sheet, column, rows) if subtotals else None
        if direct is not None:
            return direct
        values = self._column(sheet, column)
        found: list[Any] = list(map(values.get, rows))
        if _UNSETTLED.isdisjoint(map(type, found)):
            return found
        found = []
        for row in rows:
            value = values.get(row)
            if type(value) is Computed:
                if value.subtotal and not subtotals:
                    continue
                value = self._settled(sheet, column, row)
            elif type(value) is _Sentinel:
                raise UnknownError
            found.append(value)
        return found

    def _column(self, sheet: int, column: int) -> dict[int, Any]:
        key = (sheet, column)
        if key not in self._columns:
            self._columns[key] = self._spread(sheet, column)
        return self._columns[key]

    def _spread(self, sheet: int, column: int) -> dict[int, Any]:
        """The column as it came out: row → value."""
        grid = self._grids.get(sheet)
        if grid is None:
            raise UnknownError
        template = grid.columns.get(column, {})
        rows = self._now.maps.get(sheet)
        values: dict[int, Any] = {}
        for row, value in template.items():
            numbers = rows.filled(row) if rows is not None else (row,)
            found = self.of_cell((sheet, row, column)) if value is KEPT or type(value) is Computed else None
            if found is not None:
                values.update(zip(numbers, found, strict=True))
            else:
                values.update(dict.fromkeys(numbers, UNKNOWN if value is KEPT else value))
        return values

    def of_cell(self, cell: tuple[int, int, int]) -> Sequence[Any] | None:
        """The values that a cell of the template (its sheet, row and column) got in all its rows, blank ones left out;
        None where they are not to be had all at once."""
        known = self._rows_of_cells
        if cell in known:
            return known[cell]
        known[cell] = None  # a formula that comes back to itself ends here
        known[cell] = values = self._of_cell(cell)
        return values

    def _of_cell(self, cell: tuple[int, int, int]) -> Sequence[Any] | None:
        sheet, row, column = cell
        value = self._grids[sheet].columns.get(column, {}).get(row)
        if value is KEPT:
            values, self._kinds[cell] = self._kept(cell)
            return values
        rows = self._now.maps.get(sheet)
        size = len(rows.filled(row)) if rows is not None else 1
        if type(value) is Computed:
            return self._batch(value, size)
        return None if type(value) is _Sentinel else [value] * size

    def _batch(self, cell: Computed, size: int) -> list[Any] | None:
        if cell.batch is None or not size:
            return None
        cells = [(cell.sheet, cell.row, column) for column in cell.batch.columns]
        known = [values for values in map(self.of_cell, cells) if values is not None]
        numbers = all(self._kinds.get(at) in _SUMS for at in cells)
        return cell.batch.results(known, size, numbers) if len(known) == len(cells) else None

    def _settled(self, sheet: int, column: int, row: int) -> Any:
        """The value of a cell, its formula computed if it has not been."""
        values = self._column(sheet, column)
        value = values.get(row)
        if type(value) is Computed:
            values[row] = _BUSY
            cell, at = value, At(value.row, row)
            values[row] = value = self._compute(cell, at)
        if type(value) is _Sentinel:
            raise UnknownError
        return value

    def _compute(self, cell: Computed, at: At) -> Any:
        if cell.value is None:
            return UNKNOWN
        try:
            value = cell.value(self, at)
        except FormulaError as error:
            return error
        except (UnknownError, TypeError, ValueError, OverflowError, RecursionError):
            return UNKNOWN
        if isinstance(value, float):
            return value or 0 if isfinite(value) else FormulaError("#NUM!")  # Excel knows no -0
        return 0 if value is None else value

    def result(self, cell: Computed, at: At) -> Any:
        """A formula cell's value for the file, an error value as FormulaError; UNKNOWN if only Excel can compute it."""
        if (cell.sheet, cell.column) not in self._columns:  # where it is, another formula may have asked for it
            return self._compute(cell, at)
        try:
            return self._settled(cell.sheet, cell.column, at.row)
        except UnknownError:
            return UNKNOWN


def static_value(book: Book, cell: etree._Element) -> Any:
    """What a cell without a tag and without a formula holds."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        holder = cell.find(f"{S}is")
        return string_text(holder) if holder is not None else None
    text = cell.findtext(f"{S}v")
    if text is None or text == "":
        return None
    try:
        return _typed(book, kind, text)
    except (ValueError, IndexError):
        return UNKNOWN


def _typed(book: Book, kind: str, text: str) -> Any:
    if kind == "s":
        return string_text(book.strings[int(text)])
    if kind == "b":
        return text in ("1", "true")
    if kind == "e":
        return FormulaError(text)
    if kind == "n":
        value = float(text)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return text if kind == "str" else UNKNOWN


def cell_at(reference: str) -> tuple[int, int] | None:
    """(row, column) of an address."""
    letters = reference.rstrip("0123456789")
    if not letters.isalpha() or len(letters) == len(reference):
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]), column
