"""Turns a grid into blocks: where each table's header stands, which rows are its body, and what each column holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import Any

import numpy as np

from pipeline.intake.cells.coded import Cells
from pipeline.intake.cells.readings import compact, is_blank
from pipeline.intake.sheets.headings import NO_HEADING, Heading, header_key, headings
from pipeline.intake.sheets.recognise import Match, Recogniser, choose
from pipeline.intake.sheets.senses import are_qualifiers, is_plan, says_plan
from pipeline.intake.sheets.surroundings import Surroundings, surroundings
from pipeline.intake.sheets.wide import DayColumns, wide_days
from pipeline.intake.workbooks.grids import Grid
from pipeline.problems import Problem, problem

_DEPTH = 4  # header rows
_SEARCHED = 60  # rows that are looked at closely for the first header
_TITLES = 12  # rows above a header that belong to it
_MOST_IN_TITLE = 4  # cells of such a row below another table
_FIRST_COLUMNS = 3  # a header that is printed again is seen in one of these
_LONGEST = 40  # characters of a header
_MADE_HERE = "数据截至"  # what every sheet that the program made says above its list


@dataclass(frozen=True)
class Block:
    """One table on a sheet. Rows and columns are positions in the grid; the body is first … last, both included."""

    grid: Grid
    match: Match
    headings: Sequence[Heading]
    top: int
    first: int
    last: int
    around: Surroundings
    days: tuple[DayColumns, ...] = ()
    listed: bool = False  # every row is data: nobody wrote totals or notes between them

    @property
    def columns(self) -> Mapping[str, int]:
        """Field → grid column."""
        return self.match.columns

    def cells(self, column: int) -> Cells:
        """The body's cells in a column of the grid."""
        return self.grid.column(column, self.first, self.last)

    @property
    def span(self) -> range:
        """The grid columns from the first heading of its own to the last."""
        own = [column for column, heading in enumerate(self.headings) if heading.text] or [*self.columns.values()]
        return range(min(own), max(own) + 1)


@dataclass(frozen=True)
class _Header:
    """A header that was found: its rows and what it may mean (several where it is ambiguous, none where incomplete).

    ``matches``: all tables that it has something of, the best first.
    """

    top: int
    bottom: int
    headings: Sequence[Heading]
    chosen: Sequence[Match]
    matches: Sequence[Match]
    around: Surroundings
    days: tuple[DayColumns, ...] = ()
    beside: tuple[_Header, ...] = ()

    @property
    def rank(self) -> tuple[tuple[int, float, int], int]:
        best = next(iter((*self.chosen, *self.matches)), None)
        measures = len({name for day in self.days for name in day.columns})
        score = best.score if best else (0, 0.0, 0)
        return (score[0], score[1] + measures, score[2]), self.top - self.bottom


def find_blocks(
    grid: Grid, known: Recogniser, until: date | None, remembered: Mapping[str, str]
) -> tuple[list[Block], list[Problem]]:
    """The tables on a sheet from top to bottom, and what is to be said of headers that stand for none."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    nearest: _Header | None = None
    start = at = 0
    while (row := _next_header(grid, at, known, bool(blocks))) is not None:
        header = _best_header(grid, start, row, known, until, remembered)
        if header.chosen and _repeats(blocks, header):
            at = header.bottom + 1
        elif len(header.chosen) == 1 and not _is_unsaid(header, grid, remembered):
            _close(blocks, header.top)
            blocks += [_block(grid, one) for one in (header, *header.beside)]
            start = at = header.bottom + 1
        else:
            if header.chosen:
                unsaid = len(header.chosen) == 1
                problems.append((_plan_or_done if unsaid else _ambiguous)(grid, header))
            elif not nearest or header.rank > nearest.rank:
                nearest = header
            at = row + 1
    if not blocks and not problems and nearest and nearest.matches and not _is_ours(nearest):
        problems.append(_unrecognised(grid, nearest, known))
    for block in blocks:
        problems += _column_findings(block, known)
    return blocks, problems


def _is_ours(header: _Header) -> bool:
    """Whether the program made the sheet itself, as its date line says: a page to read, beside one to fill in."""
    return any(_MADE_HERE in text for text in header.around.titles)


def _next_header(grid: Grid, at: int, known: Recogniser, inside: bool) -> int | None:
    """The next row that looks like a header: two known headers near the top, three of the plain ones further down."""
    seen = 0
    while at < len(grid.rows) and seen < _SEARCHED and not inside:
        row = grid.rows[at]
        if not all(map(is_blank, row)):
            seen += 1
            if len({cell for cell in row if known.knows(cell)}) >= 2:
                return at
        at += 1
    said = np.zeros(max(len(grid.rows) - at, 0), dtype="int16")  # how many headers each row says
    for column in range(len(grid.columns)):
        said += grid.column(column, at).passing(known.is_header)
    likely = (np.flatnonzero(said >= 3) + at).tolist()
    return next((i for i in likely if len(known.headers.intersection(grid.rows[i])) >= 3), None)


def _best_header(
    grid: Grid, start: int, row: int, known: Recogniser, until: date | None, remembered: Mapping[str, str]
) -> _Header:
    """The rows around ``row`` that make the best header; of equals the fewest rows."""
    spans = [
        (top, bottom)
        for bottom in range(row, min(row + _DEPTH - 1, len(grid.rows) - 1) + 1)
        for top in range(max(start, bottom - _DEPTH + 1), row + 1)
        if bottom - top < _DEPTH
        and not _goes_on(grid, bottom)
        and all(_may_be_header(grid.rows[i], i == bottom) for i in range(row + 1, bottom + 1))
    ]
    return max(
        (_header(grid, start, top, bottom, known, until, remembered) for top, bottom in spans), key=lambda h: h.rank
    )


def _goes_on(grid: Grid, bottom: int) -> bool:
    """Whether the row below says which of each measure it is (计划, 实际), and so belongs to the header."""
    below = grid.rows[bottom + 1 : bottom + 2]
    return any(are_qualifiers([compact(c) for c in row if isinstance(c, str) and not is_blank(c)]) for row in below)


def _may_be_header(row: Sequence[object], lowest: bool) -> bool:
    """Whether a row below a header may belong to it: words only (its lowest row may be days of the month)."""
    filled = [cell for cell in row if not is_blank(cell)]
    if not filled:
        return False
    words = [cell for cell in filled if isinstance(cell, str) and not any(char.isdigit() for char in cell[:1])]
    return len(words) == len(filled) or (lowest and all(_is_day(c) for c in filled if c not in words))


def _is_day(cell: object) -> bool:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return 1 <= cell <= 31
    return isinstance(cell, date | datetime) or (isinstance(cell, str) and cell.strip()[-1:] in "日号")


def _header(
    grid: Grid, start: int, top: int, bottom: int, known: Recogniser, until: date | None, remembered: Mapping[str, str]
) -> _Header:
    above = _titles(grid, start, top)
    around = surroundings(grid.file, grid.sheet, above)
    names = headings(grid, top, bottom)
    wide, days = wide_days(grid, top, bottom, names, around, until, known)
    if wide and wide.complete:
        return _Header(top, bottom, names, [wide], [wide], around, tuple(days))
    matches = known.matches(names, around)
    chosen = choose(matches, around.texts, _answer(grid, remembered))
    whole = _Header(top, bottom, names, chosen, matches, around)
    return _side_by_side(whole, above, known) if not whole.chosen or whole.chosen[0].twice else whole


def _titles(grid: Grid, start: int, top: int) -> Sequence[list[Any]]:
    """The rows above a header that belong to it: below another table those that are no rows of its own."""
    above = grid.rows[max(start, top - _TITLES) : top]
    if not start:
        return above
    own = [*takewhile(_may_be_title, reversed(above))]
    return own[::-1]


def _may_be_title(row: Sequence[object]) -> bool:
    filled = {cell for cell in row if not is_blank(cell)}
    return len(filled) <= _MOST_IN_TITLE and all(isinstance(cell, str) for cell in filled)


def _side_by_side(whole: _Header, above: Sequence[Sequence[Any]], known: Recogniser) -> _Header:
    """The header as two or more beside each other, where each group of columns heads a table; its titles are its own.

    The groups stand apart by blank columns, or say the same headers again.
    """
    found = []
    groups = _groups(whole.headings)
    arounds = [_around_group(whole, above, group, groups) for group in groups]
    for group, around in zip(groups, arounds, strict=True) if len(groups) > 1 else ():
        names = [heading if c in group else NO_HEADING for c, heading in enumerate(whole.headings)]
        chosen = choose(known.matches(names, around), around.texts)
        if len(chosen) == 1:
            found.append(replace(whole, headings=names, chosen=chosen, around=around))
    return replace(found[0], beside=tuple(found[1:])) if len(found) > 1 else whole


def _groups(names: Sequence[Heading]) -> list[list[int]]:
    """The columns with headings between blank ones, each run cut where it begins anew."""
    runs = [[*g] for filled, g in groupby(range(len(names)), lambda c: bool(names[c].text)) if filled]
    groups = []
    for run in runs:
        texts = [names[c].text for c in run]
        period = next((n for n in range(2, len(run) // 2 + 1) if texts == texts[:n] * (len(run) // n)), len(run))
        groups += [run[at : at + period] for at in range(0, len(run), period)]
    return groups


def _around_group(
    whole: _Header, above: Sequence[Sequence[Any]], group: Sequence[int], groups: Sequence[Sequence[int]]
) -> Surroundings:
    """What stands above a group's own columns, then what stands above all and above no other group."""
    around = whole.around
    own, *others = (
        surroundings(around.file, around.sheet, [[row[c] for c in columns] for row in above])
        for columns in (group, *(g for g in groups if g is not group))
    )
    taken = {key for other in others for key in other.labels} if own.labels else set()
    labels = {key: value for key, value in around.labels.items() if key not in taken} | dict(own.labels)
    return replace(around, titles=(*own.titles, *around.titles), labels=labels)


def _repeats(blocks: Sequence[Block], header: _Header) -> bool:
    """Whether a header is the last block's own, printed once more further down."""
    for block in blocks[-1:]:
        for match in header.chosen:
            same = (match.spec.name, match.columns, match.constants) == (
                (block.match.spec.name, block.columns, block.match.constants)
            )
            if same and header.days == block.days and header.around.branch(()) in (None, block.around.branch(())):
                return True
    return False


def _close(blocks: list[Block], row: int) -> None:
    """The tables above end where the next one's header begins."""
    blocks[:] = [replace(block, last=min(block.last, row - 1)) for block in blocks]


def _block(grid: Grid, header: _Header) -> Block:
    first, last = header.bottom + 1, len(grid.rows) - 1
    return Block(grid, header.chosen[0], header.headings, header.top, first, last, header.around, header.days)


def repeated_headers(block: Block) -> set[int]:
    """The body rows that say the header once more (at a page's top, say), and those that only say units."""
    own = {
        column: set(block.headings[column].names) | {header_key(block.headings[column].text)[0]}
        for column in block.columns.values()
    }
    need = min(2, len(own))
    found = set()
    for i in _rows_with_a_header(block, own) if len(own) > 1 else ():
        row = block.grid.rows[i]
        same = sum(
            isinstance(row[c], str) and row[c] != "" and header_key(row[c])[0] in keys for c, keys in own.items()
        )
        if same > need or (same == need and same == sum(not is_blank(row[c]) for c in own)):
            found.add(i)
    return found


def _rows_with_a_header(block: Block, own: Mapping[int, set[str]]) -> list[int]:
    """The body rows in which one of the first columns says its header again."""
    found: set[int] = set()
    for column in sorted(own)[:_FIRST_COLUMNS]:

        def says(cell: object, keys: set[str] = own[column]) -> bool:
            return isinstance(cell, str) and 0 < len(cell) <= _LONGEST and header_key(cell)[0] in keys

        found |= {block.first + i for i in block.cells(column).where(says)}
    return sorted(found)


def _is_unsaid(header: _Header, grid: Grid, remembered: Mapping[str, str]) -> bool:
    """Whether counts for a week or a month may be what was done as well as what is planned: nothing says which."""
    match = header.chosen[0]
    if not is_plan(match.spec) or _answer(grid, remembered) in (match.spec.name, match.spec.term):
        return False
    texts = [header.headings[column].text for column in match.columns.values()]
    return not says_plan([*texts, *header.around.texts])


def _answer(grid: Grid, remembered: Mapping[str, str]) -> str:
    return remembered.get(f"{grid.file}/{grid.sheet}", remembered.get(grid.file, ""))


def _plan_or_done(grid: Grid, header: _Header) -> Problem:
    table = header.chosen[0].spec.term
    return problem("IN116", grid.place(header.bottom), _shown(header.headings), tables=table, sheet=grid.sheet)


def _ambiguous(grid: Grid, header: _Header) -> Problem:
    tables = "、".join(m.spec.term for m in header.chosen)
    return problem("IN102", grid.place(header.bottom), _shown(header.headings), tables=tables, sheet=grid.sheet)


def _unrecognised(grid: Grid, header: _Header, known: Recogniser) -> Problem:
    match = known.nearest(header.matches, header.headings)
    lacks = "、".join(known.vocabulary.fields[name].term for name in match.missing)
    near = known.near_misses(match, header.headings)
    hint = "、".join(f"“{header.headings[column].text}”→“{term}”" for column, term in near.items())
    place = grid.place(header.bottom)
    return problem("IN101", place, _shown(header.headings), table=match.spec.term, lacks=lacks, near=hint)


def _shown(names: Sequence[Heading]) -> str:
    texts = [name.text for name in names if name.text]
    return "、".join(texts[:8]) + ("…" if len(texts) > 8 else "")


def _column_findings(block: Block, known: Recogniser) -> Iterator[Problem]:
    """Columns that are there twice, and unknown ones that look like a misspelt header."""
    terms = known.vocabulary.fields
    bottom = block.first - 1
    for name in block.match.implied:
        now = block.match.constants[name]
        yield problem("IN314", block.grid.place(bottom), now, "warning", term=terms[name].term, sheet=block.grid.sheet)
    for name, column in () if block.days else block.match.twice:
        first = block.headings[block.columns[name]].text
        if column < len(block.headings):
            place, other = block.grid.place(bottom, column), block.grid.place(bottom, block.columns[name]).cell
            text, term = block.headings[column].text, terms[name].term
            yield problem("IN104", place, text, "warning", term=term, first=first, other=other)
    taken = {column for day in block.days for column in day.columns.values()} | {c for _, c in block.match.twice}
    for column, term in known.near_misses(block.match, block.headings).items():
        if column not in taken:
            yield problem("IN105", block.grid.place(bottom, column), block.headings[column].text, "warning", term=term)
