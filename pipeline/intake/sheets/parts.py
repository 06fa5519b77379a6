"""Turns a block into a part of its table: typed values, rows left out, and every problem with its cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from pipeline.intake.cells.coded import Cells
from pipeline.intake.cells.columns import WITH_FORMATS, Column, only, read_column, reader, shown_as, typed, units_of
from pipeline.intake.cells.dates import When, read_time
from pipeline.intake.cells.numbers import MONEY_TYPES, MONEY_UNITS, WAN_YUAN
from pipeline.intake.cells.readings import Bad, Reading, is_blank, plain
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.cells.words import read_text
from pipeline.intake.examples import example_rows
from pipeline.intake.findings import SHOWN, fault_problems, masked, repair_problems
from pipeline.intake.sheets.body import Body, sort_rows
from pipeline.intake.sheets.headings import Heading
from pipeline.intake.sheets.layout import Block
from pipeline.intake.sheets.recognise import Match
from pipeline.intake.sheets.senses import is_plan
from pipeline.intake.sheets.stand_ins import join_partners, note_dittos, rows_away, simplify, with_dittos
from pipeline.intake.sheets.sums import ADDED, Totals
from pipeline.intake.sheets.surroundings import full_name, money_unit
from pipeline.intake.sheets.turned import TurnedGrid
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Source, Values
from pipeline.vocabulary import Field, Vocabulary

_LOOKS_LIKE_YUAN = 5_000.0  # among others in 万元: 50 million yuan is no micro-loan
_ALL_LOOK_LIKE_YUAN = 1_000.0  # half of a column without any unit
MAX_EXTRAS = 30
KEPT_OF_LEFT_OUT = ("branch", "officer", "customer_no", "loan_no")  # what others may still refer to


@dataclass
class Part:
    """Rows of one table from one block: the numbers of the rows on their sheet, the values of each field that the
    block has, those of columns that a branch added; and what was left out, and why.
    """

    table: str
    source: Source
    rows: Values
    columns: dict[str, Values]
    extras: dict[str, Values]
    left_out: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class _Reading:
    """A block being read: its rows, and per field what its cells were read as."""

    block: Block
    vocabulary: Vocabulary
    when: When
    rows: Sequence[int]
    columns: dict[str, Column] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)  # position of a row that is left out → why
    problems: list[Problem] = field(default_factory=list)
    noted: str = ""  # the unit of money that a note below the table declares

    def cells(self, name: str) -> Cells:
        """The cells of a field's column, or what a title says once for all rows."""
        column = self.block.columns.get(name)
        if column is None:
            return Cells.same(self.block.match.constants.get(name, ""), len(self.rows))
        return self.at(column)

    def at(self, column: int) -> Cells:
        """The rows' cells in one column of the grid."""
        return self.block.grid.column(column)[np.array(self.rows, dtype="int64")]

    def column(self, name: str) -> Column:
        """What a field was read as; blanks where the block does not have it."""
        if name not in self.columns:
            self.columns[name] = Column(Cells.same(None, len(self.rows)))
        return self.columns[name]

    def unit(self, item: Field) -> str:
        """The unit in the field's heading; for money, else the one that the surroundings name."""
        unit = self.block.match.units.get(item.name, "")
        return (self.block.around.unit or self.noted) if item.type in MONEY_TYPES and not unit else unit

    def formats(self, item: Field) -> Mapping[int, str]:
        """The units in the number formats of the field's column, by sheet row."""
        column = self.block.columns.get(item.name)
        if item.type not in WITH_FORMATS or column is None:
            return {}
        return self.block.grid.units.get(self.block.grid.columns[column], {})

    def places(self, name: str) -> _Places:
        return _Places(self.block, self.rows, self.block.columns.get(name, -1))


@dataclass(frozen=True)
class _Places(Sequence[Place]):
    """The places of a column's cells, made only for those that somebody asks for."""

    block: Block
    rows: Sequence[int]
    column: int

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, position: Any) -> Any:
        return self.block.grid.place(self.rows[position], self.column)


def read_block(
    block: Block, vocabulary: Vocabulary, until: date | None, branches: Collection[str]
) -> tuple[list[Part], Body]:
    """The parts of a block (one; for days across the page one a day) and how its rows were sorted."""
    body = sort_rows(block)
    if not block.days:
        return [_read(block, vocabulary, until, branches, body)], body
    parts = []
    for day in block.days:
        match = block.match
        constants = {**match.constants, "date": day.day.isoformat()}
        own = Match(match.spec, {**match.columns, **day.columns}, match.units, match.missing, (), constants)
        columns = list(day.columns.values())
        rows = [i for i in body.data if any(block.grid.rows[i][c] not in ("", None) for c in columns)]
        own_body = Body(data=rows, groups=body.groups)
        parts.append(_read(replace(block, match=own, headings=()), vocabulary, until, branches, own_body))
    return parts, body


def _read(block: Block, vocabulary: Vocabulary, until: date | None, branches: Collection[str], body: Body) -> Part:
    shown = example_rows(block, body.data, vocabulary)
    away = rows_away(block.grid, body.data, _counts(block, vocabulary))
    aside = shown | away
    rows = [i for i in body.data if i not in aside] if aside else body.data
    noted = money_unit(simplified(plain(cell)) for i in body.notes for cell in block.grid.rows[i] if cell)
    work = _Reading(block, vocabulary, block.around.when(until), rows, noted=noted)
    if block.around.runs_on and "date" in block.columns and "enquiries" in block.match.spec.required:
        first = block.grid.place(block.first - 1, block.columns["date"])
        work.problems.append(problem("IN221", first, block.grid.sheet, "warning", table=block.match.spec.term))
    for name in block.match.spec.fields:
        if name in block.columns or name in block.match.constants:
            _read_field(work, vocabulary.fields[name])
    join_partners(work.columns, block.match.spec.fields, len(work.rows))
    if simplify(work.columns, block.headings, vocabulary):
        first = block.grid.place(block.first - 1)
        work.problems.append(problem("IN319", first, block.grid.sheet, "repair", table=block.match.spec.term))
    _times_from_dates(work)
    _complete_branches(work, branches, body)
    _count_blanks_as_zero(work)
    _leave_out(work)
    for name in block.match.spec.fields:
        _listen(work, vocabulary.fields[name])
    if body.totals:
        _compare_totals(work, body.totals)
    if shown:
        work.problems.append(
            problem("IN312", block.grid.place(min(shown)), len(shown), "repair", table=block.match.spec.term)
        )
    if away:
        first = block.grid.place(min(away))
        work.problems.append(problem("IN317", first, len(away), "repair", table=block.match.spec.term))
    if body.ahead:
        first = block.grid.place(body.ahead[0])
        work.problems.append(problem("IN308", first, len(body.ahead), "repair", table=block.match.spec.term))
    secret = block.grid.hidden_rows
    if secret and (hidden := [i for i in body.data if block.grid.numbers[i] in secret]):
        place = block.grid.place(hidden[0])
        work.problems.append(problem("IN311", place, len(hidden), "repair", table=block.match.spec.term))
    return _part(work)


def _read_field(work: _Reading, item: Field) -> None:
    """Read a field's cells by its type, the unit of its header and the units in its number formats."""
    cells, dittos = with_dittos(work.cells(item.name))
    work.columns[item.name] = _read_cells(work, item, cells, work.rows)
    note_dittos(work.columns[item.name], dittos)
    _notice_unit(work, item)


def _read_cells(work: _Reading, item: Field, cells: Sequence[Any], rows: Sequence[int]) -> Column:
    """The cells that a field has in these rows of the grid, as read."""
    unit, shown = work.unit(item), work.formats(item)
    if shown:
        units = units_of([work.block.grid.numbers[i] for i in rows], shown)
        return shown_as(item, cells, units, unit, work.when)
    return read_column(cells, reader(item, unit, work.when))


def _compare_totals(work: _Reading, rows: Sequence[int]) -> None:
    """Tell the 合计 rows of a block that are not the sums of its rows."""
    fields = [work.vocabulary.fields[name] for name in work.block.columns]
    words = [work.columns[item.name].values for item in fields if item.type == "choice"]
    totals = Totals(work.block, work.rows, rows, [dict(zip(work.rows, column, strict=True)) for column in words])
    for item in (item for item in fields if item.type in ADDED):
        cells = [work.block.grid.rows[i][work.block.columns[item.name]] for i in rows]
        said = _read_cells(work, item, cells, rows)
        work.problems += totals.problems(item, work.columns[item.name], said)


def _notice_unit(work: _Reading, item: Field) -> None:
    """Say that a column in yuan was turned into 万元, or that one without a unit looks like yuan."""
    unit, shown = work.unit(item), work.formats(item)
    if item.type != "wan" or item.name not in work.block.columns:
        return
    place = work.block.grid.place(work.block.first - 1, work.block.columns[item.name])
    numbers = [value for value in work.columns[item.name].values if value is not None]
    if numbers and MONEY_UNITS.get(unit, WAN_YUAN) != WAN_YUAN:
        work.problems.append(problem("IN310", place, unit, "repair", term=item.term, count=len(numbers)))
    elif not unit and not shown and numbers and sorted(numbers)[len(numbers) // 2] >= _ALL_LOOK_LIKE_YUAN:
        found = f"{sorted(numbers)[len(numbers) // 2]:.10g}"
        work.problems.append(problem("IN215", place, found, "warning", term=item.term))
    elif not is_plan(work.block.match.spec):
        _notice_single_yuan(work, item)


def _notice_single_yuan(work: _Reading, item: Field) -> None:
    """Say which cells look like yuan among others in 万元: a loan of 50 million yuan is no micro-loan."""
    values, cells, places = work.columns[item.name].values, work.cells(item.name), work.places(item.name)
    odd = [i for i, value in enumerate(values) if value is not None and value >= _LOOKS_LIKE_YUAN]
    odd = [i for i in odd if not any(unit in str(cells[i]) for unit in "万萬亿億元w")]
    for i in odd[:SHOWN]:
        read = f"{values[i]:.10g}"
        work.problems.append(problem("IN217", places[i], masked(cells[i], item), "warning", term=item.term, now=read))


def _times_from_dates(work: _Reading) -> None:
    """Where a day and its time share a cell (2026-11-16 09:30) and no other column has the time, take it from there."""
    columns = work.block.columns
    if "time" not in work.block.match.spec.fields or "time" in columns or "date" not in columns:
        return
    numbers, cells = work.cells("date").distinct()
    values = [cell if isinstance(cell, datetime) or (isinstance(cell, str) and ":" in cell) else "" for cell in cells]
    times = [read_time(value).value if value else None for value in values]
    if any(time not in (None, "00:00") for time in times):
        work.columns["time"] = Column(Cells(numbers, times))


def _complete_branches(work: _Reading, branches: Collection[str], body: Body) -> None:
    """Give rows without a branch that of their group, else of the surroundings; and short names their full form."""
    spec = work.block.match.spec
    own = body.groups_of(work.rows)
    above = {group: full_name(group, branches) for group in own if group}
    places = {group: name for group, name in above.items() if name in branches or name.endswith("支行")}
    _tell_groups(work, [row for row, group in body.groups.items() if group in above.keys() - places.keys()])
    if "branch" not in spec.fields:
        return
    named = None if spec.name == "branches" else work.block.around.branch(branches)
    column = work.column("branch")
    full = {value: full_name(value, branches) for value in {v for v in column.values if v}}
    for position, value in enumerate(column.values):
        if value is None:
            column.values[position] = places.get(own[position], named)
        elif full[value] != value:
            column.values[position] = full[value]
            column.heard[position] = Reading(full[value], repair="IN307")


def _tell_groups(work: _Reading, rows: Sequence[int]) -> None:
    """Say, once for all days, that these rows name groups which are no branches: no field holds them."""
    days, constants = work.block.days, work.block.match.constants
    if rows and (not days or constants["date"] == days[0].day.isoformat()):
        first, table = work.block.grid.place(min(rows)), work.block.match.spec.term
        name = next(cell for cell in work.block.grid.rows[min(rows)] if not is_blank(cell))
        work.problems.append(problem("IN222", first, name, "warning", table=table, count=len(rows)))


def _count_blanks_as_zero(work: _Reading) -> None:
    """A count that is required and left blank beside other counts is nought: people leave out the zeros."""
    fields = work.vocabulary.fields
    counts = [n for n in work.block.match.spec.required if fields[n].type == "count" and n in work.block.columns]
    if len(counts) < 2:
        return
    for name in counts:
        column = work.columns[name]
        others = [work.columns[n].values for n in counts if n != name]
        for position, value in enumerate(column.values):
            if value is None and position not in column.heard and any(o[position] is not None for o in others):
                column.values[position] = 0.0
                column.heard[position] = Reading(0.0, repair="IN305", detail="0")


def _counts(block: Block, vocabulary: Vocabulary) -> list[int]:
    """The columns of the counts that every row must have."""
    counts = (name for name in block.match.spec.required if vocabulary.fields[name].type == "count")
    return [block.columns[name] for name in counts if name in block.columns]


def _needed(work: _Reading) -> list[str]:
    """The fields that every row must have."""
    spec = work.block.match.spec
    return [name for name in spec.required if name not in spec.may_lack]


def _leave_out(work: _Reading) -> None:
    """Mark the rows in which a required field is blank or unreadable, with the first reason."""
    for name in _needed(work):
        column = work.column(name)
        for position, value in enumerate(column.values):
            if value is None:
                if position not in column.heard:
                    column.heard[position] = Reading(fault="IN201")
                work.codes.setdefault(position, column.heard[position].fault)


def _listen(work: _Reading, item: Field) -> None:
    """Collect the problems of one field."""
    column = work.columns.get(item.name)
    if column is None:
        return
    required = item.name in _needed(work)
    if column.heard:
        cells, places = work.cells(item.name), work.places(item.name)
        faults = {position: found for position, found in column.heard.items() if found.fault}
        work.problems += fault_problems(item, cells, faults, places, "error" if required else "warning")
        work.problems += repair_problems(item, cells, column.heard, places)
    if item.type in ("count", "days"):
        _check_counts(work, item)


def _check_counts(work: _Reading, item: Field) -> None:
    """Question negative counts, and broken ones unless the table plans for a period: a third of 62 is 20.67."""
    plans = "period" in work.block.match.spec.required
    numbers = ((i, value) for i, value in enumerate(work.columns[item.name].values) if value is not None)
    odd = [i for i, value in numbers if value < 0 or (value != int(value) and not plans)]
    if odd:
        value = work.cells(item.name)[odd[0]]
        place = work.places(item.name)[odd[0]]
        work.problems.append(problem("IN216", place, masked(value, item), "warning", term=item.term, count=len(odd)))


def _part(work: _Reading) -> Part:
    block, spec = work.block, work.block.match.spec
    everything, numbers = range(len(work.rows)), block.grid.numbers
    keep = [i for i in everything if i not in work.codes] if work.codes else everything
    left_out = [_left_out(work, at, code, numbers[work.rows[at]]) for at, code in sorted(work.codes.items())]
    values = {}
    for name in list(work.columns):
        column = work.columns.pop(name)  # one after the other, so that a big sheet is not held twice
        if column.filled:
            values[name] = typed(only(column, keep), work.vocabulary.fields[name].type)
    return Part(
        spec.name,
        _source(block, len(work.rows)),
        np.fromiter((numbers[work.rows[i]] for i in keep), "int64", len(keep)),
        values,
        _extras(work, keep),
        left_out,
        work.problems,
    )


def _source(block: Block, rows: int) -> Source:
    columns = {name: block.grid.columns[column] for name, column in block.columns.items()}
    if isinstance(block.grid, TurnedGrid):
        return Source(block.grid.file, block.grid.sheet, {}, columns, turned=True)
    return Source(block.grid.file, block.grid.sheet, columns, _rows_of_fields(block) if rows == 1 else {})


def _rows_of_fields(block: Block) -> dict[str, int]:
    """Of a block of one row, the row of each value that stands in another: the values of a form."""
    places = {name: block.grid.place(block.first, column).row for name, column in block.columns.items()}
    return {name: row for name, row in places.items() if row != block.grid.numbers[block.first]}


def _left_out(work: _Reading, position: int, code: str, row: int) -> dict[str, Any]:
    values = {name: work.columns[name].values[position] if name in work.columns else None for name in KEPT_OF_LEFT_OUT}
    return {**values, "code": code, "_row": row}


def _extras(work: _Reading, keep: Sequence[int]) -> dict[str, Values]:
    """The columns that a branch added beside the known ones, as text under their own headers."""
    taken = set(work.block.columns.values())
    made: dict[str, Values] = {}
    for column, heading in enumerate(work.block.headings):
        if column in taken or not _is_extra(heading) or heading.text in made or len(made) >= MAX_EXTRAS:
            continue
        numbers, words = work.at(column).distinct()
        values = [None if isinstance(word, Bad) else read_text(word).value for word in words]
        if any(value is not None for value in values):
            made[heading.text] = typed([values[number] for number in numbers[keep].tolist()], "text")
    return made


def _is_extra(heading: Heading) -> bool:
    return bool(heading.text) and heading.text not in ("序号", "No", "No.", "编号", "#")
