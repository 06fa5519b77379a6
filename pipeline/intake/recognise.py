"""Turns a row of headings into the table of the trade that it heads, by the vocabulary's terms and aliases."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.intake.headings import Heading, header_key, without_unit
from pipeline.vocabulary import TableSpec, Vocabulary

# What a title may say once for the whole table instead of a column: 客户经理：张三.
FROM_TITLE = frozenset({"officer", "date", "period"})


@dataclass(frozen=True)
class Match:
    """How a row of headings fits one table: the grid column of each field, what is missing, what is there twice."""

    spec: TableSpec
    columns: Mapping[str, int]
    units: Mapping[str, str]
    missing: tuple[str, ...]
    twice: tuple[tuple[str, int], ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)

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
        self.keys: frozenset[str] = frozenset(key for index in self._index.values() for key in index)
        self.headers: frozenset[str] = frozenset(
            header
            for spec in vocabulary.tables.values()
            for name in spec.fields
            for header in vocabulary.fields[name].headers
        )

    def knows(self, cell: object) -> bool:
        """Whether a cell's text is a header of any table."""
        if not isinstance(cell, str) or not cell or len(cell) > 40:
            return False
        key = header_key(cell)[0]
        return key in self.keys or without_unit(key)[0] in self.keys

    def match(self, name: str, headings: Sequence[Heading], labels: Mapping[str, str]) -> Match:
        """How the headings fit the table ``name``; ``labels`` are the 'label：value' pairs above them."""
        index, spec = self._index[name], self.vocabulary.tables[name]
        claims = [
            (rank, position, column, field_name, unit)
            for column, heading in enumerate(headings)
            for position, (key, unit) in enumerate(_keys(heading))
            for rank, field_name in index.get(key, ())
        ]
        columns: dict[str, int] = {}
        units: dict[str, str] = {}
        for _, _, column, field_name, unit in sorted(claims):
            if field_name not in columns and column not in columns.values():
                columns[field_name] = column
                units[field_name] = unit
        twice = {(claim[3], claim[2]) for claim in claims if claim[2] not in columns.values() and claim[3] in columns}
        constants = _from_labels(spec, columns, labels, self.vocabulary)
        missing = tuple(f for f in spec.required if f not in columns and f not in constants)
        return Match(spec, columns, units, missing, tuple(sorted(twice)), constants)

    def matches(self, headings: Sequence[Heading], labels: Mapping[str, str]) -> list[Match]:
        """How the headings fit each table, the best first; tables that share nothing with them are left out."""
        found = [self.match(name, headings, labels) for name in self._index]
        return sorted((m for m in found if m.columns), key=lambda m: m.score, reverse=True)

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
    return out


def _headers(spec: TableSpec, vocabulary: Vocabulary) -> dict[str, list[tuple[int, str]]]:
    """Header key → the table's fields that it may mean, with a rank: terms before aliases, required before optional."""
    index: dict[str, list[tuple[int, str]]] = {}
    for name in spec.fields:
        for position, header in enumerate(vocabulary.fields[name].headers):
            rank = (0 if position == 0 else 2) + (name not in spec.required)
            index.setdefault(header_key(header)[0], []).append((rank, name))
    return {key: sorted(fields) for key, fields in index.items()}


def _from_labels(
    spec: TableSpec, columns: Collection[str], labels: Mapping[str, str], vocabulary: Vocabulary
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in spec.required:
        if name in FROM_TITLE and name not in columns:
            keys = (header_key(header)[0] for header in vocabulary.fields[name].headers)
            value = next((labels[key] for key in keys if key in labels), "")
            found |= {name: value} if value else {}
    return found
