"""Turns a form on a sheet (labels in one column, values beside them) into a block: a table of one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.intake.cells.readings import Bad, is_blank
from pipeline.intake.cells.words import as_text
from pipeline.intake.sheets.headings import Heading, header_key
from pipeline.intake.sheets.layout import Block
from pipeline.intake.sheets.recognise import Match, Recogniser
from pipeline.intake.sheets.surroundings import surroundings
from pipeline.intake.workbooks.grids import Grid
from pipeline.problems import Place, Problem, problem
from pipeline.vocabulary import TableSpec

_SEARCHED = 60  # rows that are looked at for a form
_FEWEST = 2  # lines with a label that make a form
_FEWEST_HEADERS = 2  # known headers of other tables that make a row a header


@dataclass
class FormGrid(Grid):
    """A form as a grid of two rows, labels and values; ``cells`` are the sheet's (row, column) of each value."""

    cells: Sequence[tuple[int, int]] = ()

    def place(self, row: int, column: int = -1) -> Place:
        """Where the value stands; without a column, the form's first line."""
        if column < 0:
            return Place(self.file, self.sheet, self.numbers[row])
        return Place(self.file, self.sheet, *self.cells[column])


@dataclass
class _Entry:
    """One label with its value: the cells that make it up, one below the other."""

    label: str
    row: int
    column: int
    values: list[Any] = field(default_factory=list)

    @property
    def value(self) -> Any:
        """The only cell as it is, several as lines of text."""
        return self.values[0] if len(self.values) == 1 else "\n".join(map(as_text, self.values))


@dataclass
class _Form:
    spec: TableSpec
    first: int
    last: int
    entries: dict[str, _Entry]
    lines: int
    strange: list[tuple[int, int, str]]


def take_form(grid: Grid, known: Recogniser) -> tuple[list[Block], list[Problem], Grid]:
    """The form on a sheet (none or one) with what is to be said of its labels, and the rest of the sheet below it."""
    labels = {spec.name: known.labels(spec) for spec in known.vocabulary.tables.values() if spec.form}
    for start in range(min(len(grid.rows), _SEARCHED)):
        for name, terms in labels.items():
            form = _form_at(grid, start, known, known.vocabulary.tables[name], terms)
            if form and form.lines >= _FEWEST and set(form.spec.required) <= form.entries.keys():
                return [_block(grid, form)], list(_findings(grid, form, known)), _below(grid, form.last + 1)
    return [], [], grid


def _form_at(grid: Grid, start: int, known: Recogniser, spec: TableSpec, terms: Mapping[str, str]) -> _Form | None:
    """The form whose first line is this row."""
    lead = _first_filled(grid.rows[start])
    if lead is None or _field(grid.rows[start][lead], terms) is None:
        return None
    form = _Form(spec, start, start, {}, 0, [])
    current = ""
    for i in range(start, len(grid.rows)):
        row = grid.rows[i]
        first = _first_filled(row)
        if first is None:
            current = ""
            continue
        pairs = list(_pairs(row, terms))
        if first == lead and pairs and pairs[0][0] == lead and all(value is not None for _, _, value in pairs[:-1]):
            current = _take(form, grid, i, pairs, current)
        elif first > lead and current:
            form.entries[current].values.append(row[first])
        elif first == lead and not pairs and not _is_header(row, known):
            form.strange.append((i, lead, str(row[lead])))
            current = ""
        else:
            break
        form.last = i
    return form


def _take(form: _Form, grid: Grid, i: int, pairs: Sequence[tuple[int, str, int | None]], current: str) -> str:
    """Put a line's pairs into the form; the field that a line below without a label goes on with."""
    row = grid.rows[i]
    form.lines += pairs[0][1] != current
    for column, name, at in pairs:
        entry = form.entries.setdefault(name, _Entry(str(row[column]), grid.numbers[i], grid.columns[at or column]))
        if at is not None and (name == current or not entry.values) and row[at] not in entry.values[-1:]:
            entry.values.append(row[at])
    return pairs[-1][1] if len(pairs) == 1 else ""


def _pairs(row: Sequence[Any], terms: Mapping[str, str]) -> Iterator[tuple[int, str, int | None]]:
    """Each label of a row: its column, its field, and the column of the first filled cell before the next label."""
    columns = [c for c, cell in enumerate(row) if not is_blank(cell)]
    for position, column in enumerate(columns):
        name = _field(row[column], terms)
        if name is None or (position and _field(row[columns[position - 1]], terms) == name):
            continue
        after = [c for c in columns[position + 1 :] if _field(row[c], terms) != name][:1]
        yield column, name, next((c for c in after if _field(row[c], terms) is None), None)


def _field(cell: Any, terms: Mapping[str, str]) -> str | None:
    return terms.get(header_key(cell)[0]) if isinstance(cell, str) and len(cell) <= 40 else None


def _first_filled(row: Sequence[Any]) -> int | None:
    return next((c for c, cell in enumerate(row) if not is_blank(cell) and not isinstance(cell, Bad)), None)


def _is_header(row: Sequence[Any], known: Recogniser) -> bool:
    return len({cell for cell in row if isinstance(cell, str) and known.knows(cell)}) >= _FEWEST_HEADERS


def _block(grid: Grid, form: _Form) -> Block:
    entries = form.entries
    headings = [Heading(entry.label, (header_key(entry.label)[0],), "") for entry in entries.values()]
    made = FormGrid(
        grid.file,
        grid.sheet,
        [
            [entry.label for entry in entries.values()],
            [entry.value if entry.values else "" for entry in entries.values()],
        ],
        [grid.numbers[form.first]] * 2,
        [entry.column for entry in entries.values()],
        cells=[(entry.row, entry.column) for entry in entries.values()],
    )
    match = Match(form.spec, {name: i for i, name in enumerate(entries)}, {}, ())
    around = surroundings(grid.file, grid.sheet, grid.rows[: form.first])
    return Block(made, match, headings, 0, 1, 1, around)


def _findings(grid: Grid, form: _Form, known: Recogniser) -> Iterator[Problem]:
    """Labels that mean nothing but look like one that is not there."""
    headings = [Heading(text, (header_key(text)[0],), "") for _, _, text in form.strange]
    match = Match(form.spec, dict.fromkeys(form.entries, -1), {}, ())
    for position, term in known.near_misses(match, headings).items():
        row, column, text = form.strange[position]
        yield problem("IN105", grid.place(row, column), text, "warning", term=term)


def _below(grid: Grid, start: int) -> Grid:
    """The rows of a sheet from this one on."""
    return Grid(
        grid.file, grid.sheet, grid.rows[start:], grid.numbers[start:], grid.columns, grid.hidden, grid.units,
        grid.hidden_rows,
    )  # fmt: skip
