"""The fields and tables of the trade, read from terms/*.toml, a file a subject, and a bank's own file over them."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pipeline.problems import Place, Problem, Stop, problem

Privacy = Literal["open", "staff", "customer", "phone", "id", "card", "address"]
MASKED: tuple[Privacy, ...] = ("customer", "phone", "id", "card", "address")
TYPES = frozenset(
    [
        "text",
        "name",
        "choice",
        "count",
        "number",
        "rate",
        "rate2",
        "wan",
        "money",
        "date",
        "time",
        "bool",
        "code",
        "phone",
        "quote",
        "period",
        "days",
        "score",
        "pp",
        "pp2",
        "picture",
    ]
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its code name, its Chinese term and what intake and the writers need to know of it."""

    name: str
    term: str
    type: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    privacy: Privacy = "open"
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this field: the term, the aliases, the code name."""
        return (self.term, *self.aliases, self.name)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: which fields it must and may have, and which of them name a row.

    A row may leave the ``from_book`` fields to its workbook; a ``form`` table may be kept as labels and values. The
    sheet must have the ``may_lack`` fields, for they tell what it is, but each row may leave them blank.
    ``book`` is the blank input workbook that has a sheet for it.
    """

    name: str
    term: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    from_book: tuple[str, ...] = ()
    form: bool = False
    book: str = ""
    may_lack: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields, required first."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True)
class Level:
    """What one document can be made for: the fields of its key, the widest first, and the figure with all of them."""

    name: str
    keys: tuple[str, ...]
    roster: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All fields, tables and root names. Terms and code names are one to one within each namespace."""

    fields: Mapping[str, Field]
    tables: Mapping[str, TableSpec]
    roots: Mapping[str, str]
    levels: Mapping[str, Level] = field(default_factory=dict)

    @cached_property
    def key_fields(self) -> tuple[str, ...]:
        """Every field that is part of the key of some level, the widest first."""
        return tuple(dict.fromkeys(name for level in self.levels.values() for name in level.keys))

    def wider(self, level: str) -> tuple[str, ...]:
        """The level itself and those whose key is the beginning of its key, the narrowest first."""
        keys = self.levels[level].keys
        found = [other for other in self.levels.values() if other.keys == keys[: len(other.keys)]]
        return tuple(other.name for other in sorted(found, key=lambda other: len(other.keys), reverse=True))

    @cached_property
    def field_terms(self) -> Mapping[str, str]:
        """Chinese term → code name, for the fields."""
        return {f.term: f.name for f in self.fields.values()}

    @cached_property
    def root_terms(self) -> Mapping[str, str]:
        """Chinese term → code name, for the names beside a document's figures."""
        return {term: name for name, term in self.roots.items()}

    @cached_property
    def formats(self) -> Mapping[str, str]:
        """Code name → type, which is how a value is written when a template names no filter."""
        return {f.name: f.type for f in self.fields.values()}


@cache
def shipped() -> Vocabulary:
    """The vocabulary that travels with the program."""
    together: dict[str, dict[str, Any]] = {}
    for file in sorted((Path(__file__).parent / "terms").glob("*.toml")):
        for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            together.setdefault(section, {}).update(entries)
    return read(together)


def read(own: Mapping[str, Any], base: Vocabulary | None = None, file: str = "vocabulary.toml") -> Vocabulary:
    """A vocabulary from parsed TOML, laid over ``base``; raises Stop with every ST2xx problem in it."""
    fields = dict(base.fields) if base else {}
    tables = dict(base.tables) if base else {}
    _check_shape(own, file)
    for name, entry in own.get("field", {}).items():
        fields[name] = _field(name, entry, fields.get(name))
    for name, entry in own.get("table", {}).items():
        tables[name] = _table(name, entry, tables.get(name))
    roots = {**(base.roots if base else {}), **own.get("root", {})}
    levels = base.levels if base else _levels(own.get("level", {}))
    problems = [*_unknown_keys(own, file), *_check(fields, tables, file)]
    if problems:
        raise Stop(problems)
    return Vocabulary(fields, tables, roots, levels)


def _levels(entries: Mapping[str, Any]) -> dict[str, Level]:
    return {name: Level(name, tuple(entry["keys"]), entry["roster"]) for name, entry in entries.items()}


_SECTIONS: tuple[str, ...] = ("field", "table", "root", "level")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "field": ("aliases", "choices", "privacy", "term", "type", "unit"),
    "table": ("book", "form", "from_book", "key", "may_lack", "optional", "required", "term"),
}
_TEXTS = ("term", "type", "unit", "privacy", "book")
_LISTS = ("aliases", "key", "required", "optional", "from_book", "may_lack")


def _check_shape(own: Mapping[str, Any], file: str) -> None:
    """Raise Stop (ST206) with the first section, text or list of texts that is something else."""
    for section in ("field", "table", "root"):
        entries = own.get(section, {})
        if not isinstance(entries, Mapping):
            raise Stop(problem("ST206", Place(file=file, inside=section), repr(entries), like=f"[{section}.…]"))
        for name, entry in entries.items() if section != "root" else ():
            if not isinstance(entry, Mapping):
                raise Stop(problem("ST206", Place(file=file, inside=f"{section}.{name}"), repr(entry), like="[…]"))
            for key, value in entry.items():
                texts = isinstance(value, list) and all(isinstance(word, str) for word in value)
                right = isinstance(value, str) if key in _TEXTS else texts if key in _LISTS else True
                if not right or (key == "choices" and not isinstance(value, Mapping)):
                    place = Place(file=file, inside=f"{section}.{name}.{key}")
                    like = f'{key} = "…"' if key in _TEXTS else f'{key} = ["…"]'
                    raise Stop(problem("ST206", place, repr(value), like=like))


def _unknown_keys(own: Mapping[str, Any], file: str) -> list[Problem]:
    """A misspelt section, or key of a field or a table: what it was to say would be lost without a word."""
    found = [(Place(file=file), name, _SECTIONS) for name in own if name not in _SECTIONS]
    for section, known in _KEYS.items():
        for name, entry in own.get(section, {}).items():
            place = Place(file=file, inside=f"{section}.{name}")
            found += [(place, key, known) for key in entry if key not in known]
    return [problem("ST201", place, key, known="、".join(known)) for place, key, known in found]


def _field(name: str, entry: Mapping[str, Any], before: Field | None) -> Field:
    choices = {word: tuple(others) for word, others in entry.get("choices", {}).items()}
    base = before or Field(name, name, "text")
    return Field(
        name=name,
        term=entry.get("term", base.term),
        type=entry.get("type", base.type),
        aliases=(*base.aliases, *entry.get("aliases", ())),
        unit=entry.get("unit", base.unit),
        privacy=entry.get("privacy", base.privacy),
        choices={**base.choices, **choices},
    )


def _table(name: str, entry: Mapping[str, Any], before: TableSpec | None) -> TableSpec:
    """The table, its lists behind those that it had before; only a new key stands in place of the old one."""
    base = before or TableSpec(name, name, (), (), ())
    return TableSpec(
        name,
        entry.get("term", base.term),
        tuple(entry.get("key", base.key)),
        _joined(base.required, entry.get("required", ())),
        _joined(base.optional, entry.get("optional", ())),
        _joined(base.from_book, entry.get("from_book", ())),
        bool(entry.get("form", base.form)),
        entry.get("book", base.book),
        _joined(base.may_lack, entry.get("may_lack", ())),
    )


def _joined(before: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *more)))


def _check(fields: Mapping[str, Field], tables: Mapping[str, TableSpec], file: str) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for item in fields.values():
        place = Place(file=file, inside=f"field.{item.name}")
        if not item.term.isidentifier() or unicodedata.normalize("NFKC", item.term) != item.term:
            problems.append(problem("ST202", place, item.term))
        if item.type not in TYPES:
            problems.append(problem("ST203", place, item.type, known=" ".join(sorted(TYPES))))
        if item.term in seen:
            problems.append(problem("ST204", place, item.term, other=seen[item.term]))
        seen[item.term] = item.name
    for table in tables.values():
        for name in dict.fromkeys(n for n in (*table.fields, *table.key, *table.from_book) if n not in fields):
            problems.append(problem("ST205", Place(file=file, inside=f"table.{table.name}"), name))
    return problems
