"""Turns a row of headings into the table of the trade that it heads, by the vocabulary's terms and aliases."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.intake.cells.readings import compact
from pipeline.intake.sheets.headings import Heading, header_key, other_keys, without_unit
from pipeline.intake.sheets.pinyin import initials, spelled
from pipeline.intake.sheets.senses import fits, measure_alone
from pipeline.intake.sheets.surroundings import Surroundings
from pipeline.intake.workbooks.grids import Grid
from pipeline.vocabulary import TableSpec, Vocabulary

# What a title may say once for the whole table instead of a column: 客户经理：张三.
FROM_TITLE = frozenset({"officer", "date", "period"})
_SEARCHED = 60  # rows of each sheet that may name what the whole book is about
_LONGEST = 40  # characters of a header
_Claim = tuple[int, int, int, str, str]  # of a heading on a field: both their ranks, column, field, unit
_Meaning = tuple[str, int, int, str, str]  # of a heading in a table: its name, both the ranks, field, unit
_REMEMBERED = 20_000  # headings, and cells that may be some


@dataclass(frozen=True)
class Match:
    """How a row of headings fits one table: the grid column of each field, what is missing, what is there twice.

    ``constants`` are said once for all rows, those of ``implied`` by a name or a title alone.
    """

    spec: TableSpec
    columns: Mapping[str, int]
    units: Mapping[str, str]
    missing: tuple[str, ...]
    twice: tuple[tuple[str, int], ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    implied: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every required field has a column (or stands in a title)."""
        return not self.missing

    @property
    def score(self) -> tuple[int, float, int]:
        """Complete first; then the number of fields (of a complete table) or the share of the required ones."""
        required = len(self.spec.required)
        share = 1 - len(self.missing) / required
        return (1, len(self.columns), required) if self.complete else (0, share, len(self.columns))


class Recogniser:
    """The headers of every table, ready to be looked up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._index = {name: _headers(spec, vocabulary) for name, spec in vocabulary.tables.items()}
        self._meanings: dict[str, list[tuple[str, int, str]]] = {}  # header key → each table, rank and field of it
        for name, index in self._index.items():
            for key, fields in index.items():
                self._meanings.setdefault(key, []).extend((name, *field) for field in fields)
        self.headers: frozenset[str] = frozenset(
            header
            for spec in vocabulary.tables.values()
            for name in spec.fields
            for header in vocabulary.fields[name].headers
        )
        self.given: frozenset[str] = frozenset()
        self._words = _words(vocabulary)
        self._meant = lru_cache(_REMEMBERED)(self._meanings_of)
        self._known = lru_cache(_REMEMBERED)(self._is_known)

    def within(self, file: str, grids: Iterable[Grid]) -> Recogniser:
        """The same, for the sheets of one book: it knows which ``from_book`` fields the book, or its path, names."""
        fields = {name for spec in self.vocabulary.tables.values() for name in spec.from_book}
        known = copy.copy(self)
        known.given = frozenset(name for name in fields if self._names(name, file, grids))
        return known

    def _names(self, name: str, file: str, grids: Iterable[Grid]) -> bool:
        item = self.vocabulary.fields[name]
        keys = {header_key(header)[0] for header in item.headers}
        cells = {cell for grid in grids for row in grid.rows[:_SEARCHED] for cell in row if isinstance(cell, str)}
        heads = {compact(cell).partition(":")[0] for cell in cells if len(cell) <= _LONGEST}
        return item.term in file or any(header_key(head)[0] in keys for head in heads)

    def labels(self, spec: TableSpec) -> Mapping[str, str]:
        """Header key → the field of the table that it means first of all."""
        return {key: fields[0][1] for key, fields in self._index[spec.name].items()}

    def knows(self, cell: object) -> bool:
        """Whether a cell's text is a header of any table."""
        return isinstance(cell, str) and 0 < len(cell) <= _LONGEST and self._known(cell)

    def _is_known(self, text: str) -> bool:
        key = header_key(text)[0]
        return any(name in self._meanings for name in (key, without_unit(key)[0], measure_alone(key), *other_keys(key)))

    def is_header(self, cell: object) -> bool:
        """Whether a cell is a header of any table just as the vocabulary writes it."""
        return isinstance(cell, str) and cell in self.headers

    def match(self, name: str, headings: Sequence[Heading], around: Surroundings | None = None) -> Match:
        """How the headings fit the table ``name``, with what ``around`` them is said once for all its rows."""
        return self._match(self.vocabulary.tables[name], self._claims(headings).get(name, []), around)

    def _claims(self, headings: Sequence[Heading]) -> dict[str, list[_Claim]]:
        """What each heading may mean in each table."""
        claims: dict[str, list[_Claim]] = {}
        for column, heading in enumerate(headings):
            for name, rank, position, field_name, unit in self._meant(heading):
                claims.setdefault(name, []).append((rank, position, column, field_name, unit))
        return claims

    def _meanings_of(self, heading: Heading) -> list[_Meaning]:
        tables, fields = self.vocabulary.tables, self.vocabulary.fields
        return [
            (name, rank, position, field_name, unit)
            for position, (key, unit) in enumerate(_keys(heading))
            for name, rank, field_name in self._meanings.get(key, ())
            if fits(heading, key, fields[field_name], tables[name])
        ]

    def _match(self, spec: TableSpec, claims: Sequence[_Claim], around: Surroundings | None) -> Match:
        """The table with the best of its claims: each column means one field, each field is one column."""
        columns: dict[str, int] = {}
        units: dict[str, str] = {}
        for _, _, column, field_name, unit in sorted(claims):
            if field_name not in columns and column not in columns.values():
                columns[field_name] = column
                units[field_name] = unit
        twice = {(claim[3], claim[2]) for claim in claims if claim[2] not in columns.values() and claim[3] in columns}
        constants, implied = self._constants(spec, columns, around) if around else ({}, ())
        given = columns.keys() | constants.keys() | self.given
        missing = (
            *(f for f in spec.required if f not in columns and f not in constants),
            *(f for f in spec.from_book if f not in given),
        )
        return Match(spec, columns, units, missing, tuple(sorted(twice)), constants, implied)

    def _constants(
        self, spec: TableSpec, columns: Collection[str], around: Surroundings
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        """What labels above a table (客户经理：张三), or else names and titles alone, say for all rows; the latter."""
        found: dict[str, str] = {}
        implied: list[str] = []
        for name in (*spec.required, *spec.from_book):
            if (name in FROM_TITLE or name in spec.from_book) and name not in columns:
                keys = (header_key(header)[0] for header in self.vocabulary.fields[name].headers)
                value = next((around.labels[key] for key in keys if key in around.labels), "")
                meant = "" if value else around.implied(name)
                if meant and not self._is_word(meant):
                    implied.append(name)
                    value = meant
                if name == "date" and around.sums_up and "enquiries" in spec.required:
                    value = ""  # the day that a month's report is of
                found |= {name: value} if value else {}
        return found, tuple(implied)

    def _is_word(self, text: str) -> bool:
        """Whether a name is one of the trade's own words: a sheet called 申请 is no 申 请."""
        words, terms = self._words
        return text in words or text in terms

    def matches(self, headings: Sequence[Heading], around: Surroundings) -> list[Match]:
        """The tables that the headings have whole, the best first; where there is none, all that they share with."""
        claims = self._claims(headings)
        specs = [spec for spec in self.vocabulary.tables.values() if spec.name in claims]
        hopeful = [spec for spec in specs if _may_be_whole(spec, claims[spec.name])]
        whole = [match for match in self._ranked(hopeful, claims, around) if match.complete]
        return whole or self._ranked(specs, claims, around)

    def _ranked(
        self, specs: Sequence[TableSpec], claims: Mapping[str, Sequence[_Claim]], around: Surroundings
    ) -> list[Match]:
        found = (self._match(spec, claims[spec.name], around) for spec in specs)
        return sorted(found, key=lambda match: match.score, reverse=True)

    def nearest(self, matches: Sequence[Match], headings: Sequence[Heading]) -> Match:
        """Of the best of incomplete matches the one whose unknown columns look most like what it lacks."""
        best = [m for m in matches if m.score == matches[0].score]
        return max(best, key=lambda m: len(self.near_misses(m, headings)))

    def near_misses(self, match: Match, headings: Sequence[Heading]) -> dict[int, str]:
        """Columns that mean nothing but look much like a header of a field which is not there: column → term."""
        open_fields = [self.vocabulary.fields[f] for f in match.spec.fields if f not in match.columns]
        known = {header_key(h)[0]: f.term for f in open_fields for h in f.headers if len(h) > 2}
        near: dict[int, str] = {}
        for column, heading in enumerate(headings):
            if heading.names and column not in match.columns.values():
                found = difflib.get_close_matches(heading.names[0], known, 1, 0.74)
                near |= {column: known[found[0]]} if found else {}
        return near


def choose(matches: Sequence[Match], places: Collection[str], remembered: str = "") -> list[Match]:
    """The best complete match, or several where neither their fields nor a sheet or file name decides."""
    complete = [m for m in matches if m.complete]
    if not complete:
        return []
    if named := [m for m in complete if m.spec.name == remembered or m.spec.term == remembered]:
        return named[:1]
    best = [m for m in complete if m.score == complete[0].score]
    named = [m for m in best if any(m.spec.term in place for place in places)]
    return named if len(named) == 1 else best


def _keys(heading: Heading) -> list[tuple[str, str]]:
    """The heading's names with the unit that each leaves."""
    out = [(name, heading.unit) for name in heading.names]
    for name in heading.names:
        bare, unit = without_unit(name)
        if unit:
            out.append((bare, heading.unit or unit))
    out += [(other, unit) for key, unit in [*out] for other in other_keys(key)]
    alone = [(measure_alone(key), unit) for key, unit in out]
    return [*out, *(pair for pair in alone if pair[0] and pair not in out)]


def _headers(spec: TableSpec, vocabulary: Vocabulary) -> dict[str, list[tuple[int, str]]]:
    """Header key → the table's fields that it may mean, with a rank: terms before aliases, required before optional."""
    index: dict[str, list[tuple[int, str]]] = {}
    for name in spec.fields:
        for position, header in enumerate(vocabulary.fields[name].headers):
            rank = (0 if position == 0 else 2) + (name not in spec.required)
            index.setdefault(header_key(header)[0], []).append((rank, name))
    _add_times(index, spec, vocabulary)
    _add_spellings(index, spec, vocabulary)
    return {key: sorted(fields) for key, fields in index.items()}


def _add_times(index: dict[str, list[tuple[int, str]]], spec: TableSpec, vocabulary: Vocabulary) -> None:
    """离职时间 where the table has 离职日期: people call a day a time, unless another field is called so."""
    for name in spec.fields:
        for header in vocabulary.fields[name].headers if vocabulary.fields[name].type == "date" else ():
            key = header_key(header)[0]
            if key.endswith("日期") and key != "日期":
                index.setdefault(f"{key[:-2]}时间", [(3 + (name not in spec.required), name)])


def _add_spellings(index: dict[str, list[tuple[int, str]]], spec: TableSpec, vocabulary: Vocabulary) -> None:
    """The headers in letters, whole or as initials, where they mean one field and no header of the table's own."""
    spellings: dict[str, set[str]] = {}
    for name in spec.fields:
        for header in vocabulary.fields[name].headers:
            for spelling in (*spelled(header), initials(header)):
                spellings.setdefault(spelling, set()).add(name)
    for spelling, names in spellings.items():
        if spelling and spelling not in index and len(names) == 1:
            index[spelling] = [(4 + (name not in spec.required), name) for name in names]


def _may_be_whole(spec: TableSpec, claims: Sequence[_Claim]) -> bool:
    """Whether every required field is claimed by a heading, or may stand in a title: cheaper than a match."""
    return {claim[3] for claim in claims}.union(FROM_TITLE, spec.from_book).issuperset(spec.required)


def _words(vocabulary: Vocabulary) -> tuple[frozenset[str], str]:
    """The trade's own words, headers and choices, and its terms in one text."""
    fields = vocabulary.fields.values()
    words = frozenset(word for item in fields for word in (*item.headers, *item.choices))
    return words, "\n".join(item.term for item in fields)
