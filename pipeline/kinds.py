"""Reads templates/*/kind.toml into kinds, and checks their templates against the names that each kind provides.

A kind is a folder: kind.toml and the files that people edit. Nothing here knows how a figure is computed; a
figure is only its term, its shape and its fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline import office, workspace
from pipeline.office import Names, Template
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.vocabulary import MASKED, Vocabulary
from pipeline.workspace import Workspace

PERIODS = ("day", "week", "month", "quarter")
KEYS = ("bank", "branch", "officer")
_KNOWN = frozenset(["title", "period", "one_per", "when", "figures", "unmasked", "last", "file", "settings", "form"])
_FILE = frozenset(("template", "output"))
_PLACEHOLDERS = frozenset(("period", "label", "bank", "branch", "officer"))
PERIOD_FIELDS = ("code", "label", "first", "last", "workdays", "elapsed")
DOCUMENT_FIELDS = ("branch", "kind", "title", "officer", "file", "link", "status")
PROBLEM_FIELDS = ("severity", "code", "where", "what", "fix", "count")


class Provided(Protocol):
    """What a kind must know of a figure."""

    @property
    def term(self) -> str: ...
    @property
    def fields(self) -> tuple[str, ...]: ...
    @property
    def shape(self) -> Literal["one", "many"]: ...


@dataclass(frozen=True)
class KindFile:
    """One file of a kind: its template (a name in the kind's folder) and the pattern of its output path."""

    template: str
    output: str


@dataclass(frozen=True)
class Kind:
    """A document kind as its kind.toml declares it."""

    name: str
    folder: Path
    title: Mapping[str, str]
    one_per: tuple[str, ...]
    files: tuple[KindFile, ...]
    period: tuple[str, ...] = ()
    when: str = ""
    figures: tuple[str, ...] = ()
    unmasked: tuple[str, ...] = ()
    last: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """The key field that one document is made for."""
        return self.one_per[-1]

    def needed_figures(self) -> tuple[str, ...]:
        """The figures it shows and the one that decides whether it is made."""
        extra = (self.when.split(".")[0],) if self.when else ()
        return tuple(dict.fromkeys((*self.figures, *extra)))


def load_kinds(space: Workspace, figures: Mapping[str, Provided]) -> tuple[dict[str, Kind], list[Problem]]:
    """All kinds that can be read, by name, and the problems of the others."""
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    for name, folder in space.kind_folders().items():
        try:
            kinds[name] = read_kind(name, folder, figures)
        except Stop as stop:
            problems += stop.problems
    return kinds, problems


def read_kind(name: str, folder: Path, figures: Mapping[str, Provided]) -> Kind:
    """The kind in this folder; raises Stop with every KD problem of its kind.toml."""
    place = Place(file=f"{name}/kind.toml")
    try:
        entry = workspace.read_toml(folder / "kind.toml")
    except Stop as stop:
        raise Stop(Problem(p.code, place, p.found, p.params) for p in stop.problems) from None
    problems = list(_declaration_problems(entry, place, figures))
    if problems:
        raise Stop(problems)
    title = entry["title"]
    return Kind(
        name=name,
        folder=folder,
        title=title if isinstance(title, dict) else {"zh": title, "en": title},
        one_per=tuple(entry["one_per"]),
        files=tuple(KindFile(f["template"], f["output"]) for f in entry["file"]),
        period=tuple(entry.get("period", ())),
        when=entry.get("when", ""),
        figures=tuple(entry.get("figures", ())),
        unmasked=tuple(entry.get("unmasked", ())),
        last=bool(entry.get("last", False)),
        settings=entry.get("settings", {}),
        form=entry.get("form", {}),
    )


def _declaration_problems(entry: Mapping[str, Any], place: Place, figures: Mapping[str, Provided]) -> Iterator[Problem]:
    for key in entry.keys() - _KNOWN:
        near = difflib.get_close_matches(key, _KNOWN, 1)
        yield problem("KD101", place, key, near=near[0] if near else "—", known=" ".join(sorted(_KNOWN)))
    for key in ("title", "one_per", "file"):
        if not entry.get(key):
            yield problem("KD102", place, key)
    for key, known in (("period", PERIODS), ("one_per", KEYS), ("figures", tuple(figures))):
        yield from _list_problems(entry.get(key, []), key, known, place)
    yield from _when_problems(str(entry.get("when", "")), place, figures)
    files = entry.get("file", [])
    if not isinstance(files, list) or not all(isinstance(f, dict) for f in files):
        yield problem("KD106", place, "file")
        return
    for item in files:
        yield from _file_problems(item, place)


def _list_problems(value: object, key: str, known: tuple[str, ...], place: Place) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield problem("KD103", place, key)
        return
    for word in value:
        if word not in known:
            near = difflib.get_close_matches(str(word), known, 1)
            yield problem("KD104", place, word, key=key, near=near[0] if near else "—", known=" ".join(known[:12]))


def _when_problems(when: str, place: Place, figures: Mapping[str, Provided]) -> Iterator[Problem]:
    if when:
        figure, _, name = when.partition(".")
        if figure not in figures or name not in figures[figure].fields or figures[figure].shape != "one":
            yield problem("KD105", place, when)


def _file_problems(item: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    for key in item.keys() - _FILE:
        yield problem("KD101", place, key, near="template / output", known="template output")
    for key in _FILE - item.keys():
        yield problem("KD102", place, key)
    for name in _placeholders(str(item.get("output", ""))):
        if name not in _PLACEHOLDERS:
            yield problem("KD107", place, name, known=" ".join(sorted(_PLACEHOLDERS)))


def _placeholders(pattern: str) -> list[str]:
    return [part.split("}")[0] for part in pattern.split("{")[1:]]


def provides(kind: Kind, figures: Mapping[str, Provided], vocabulary: Vocabulary) -> dict[str, Any]:
    """The nested names a template of this kind may use: root → None (a value), fields, or {"[]": fields}."""
    period = dict.fromkeys(PERIOD_FIELDS)
    names: dict[str, Any] = {
        **dict.fromkeys(vocabulary.roots),
        **dict.fromkeys(("period", "last_period", "next_period"), period),
        **dict.fromkeys(("settings", "rules"), ...),
        "documents": {"[]": dict.fromkeys(DOCUMENT_FIELDS)},
        "problems": {"[]": dict.fromkeys(PROBLEM_FIELDS)},
    }
    if kind.level != "officer":
        del names["officer"]
    if kind.level == "bank":
        del names["branch"]
    if not kind.last:
        del names["documents"], names["problems"]
    for figure in kind.figures:
        fields = dict.fromkeys(figures[figure].fields)
        names[figure] = fields if figures[figure].shape == "one" else {"[]": fields}
    return names


def names_for(figures: Mapping[str, Provided], vocabulary: Vocabulary) -> Names:
    """Chinese terms (and code names) of root names and fields, for the template engines."""
    roots = {**vocabulary.root_terms, **{f.term: name for name, f in figures.items()}}
    return Names(roots=roots, fields=vocabulary.field_terms)


@dataclass(frozen=True)
class Sheet:
    """A kind's template, compiled, with where its output goes."""

    template: Template
    output: str


def template_path(space: Workspace, kind: Kind, file: KindFile, branch: str = "") -> Path:
    """The template that counts for a branch: its own, else the workspace's, else the shipped one."""
    suffix = Path(file.template).suffix
    place = Place(file=f"{kind.name}/{file.template}")
    if branch:
        own = workspace.inside(space.templates, f"{kind.name}/{branch}{suffix}", place)
        if own.is_file():
            return own
    return workspace.inside(kind.folder, file.template, place)


def compile_template(
    path: Path, kind: Kind, figures: Mapping[str, Provided], vocabulary: Vocabulary
) -> tuple[Template | None, list[Problem]]:
    """The compiled template and what is wrong with it: its own problems and names that its kind does not provide."""
    try:
        template = office.compile(
            workspace.read_bytes(path),
            name=path.name,
            names=names_for(figures, vocabulary),
            formats=vocabulary.formats,
        )
    except Stop as stop:
        return None, list(stop.problems)
    problems = list(template.problems)
    problems += unknown_names(template, provides(kind, figures, vocabulary), names_for(figures, vocabulary))
    return (None if any(p.level == "error" for p in problems) else template), problems


def unknown_names(template: Template, provided: Mapping[str, Any], names: Names) -> Iterator[Problem]:
    """A problem for each name of the template that is not provided, with the nearest that is."""
    terms = {code: term for term, code in (*names.fields.items(), *names.roots.items())}
    for path, known in _missing(template.names(), provided, ()):
        shown = ".".join(terms.get(part, part) for part in path if part != "[]")
        words = [terms.get(k, k) for k in known if k != "[]"]
        last = terms.get(path[-1], path[-1])
        near = difflib.get_close_matches(last, words, 1) or difflib.get_close_matches(path[-1], list(known), 1)
        place = template.places.get(path, Place(file=template.name))
        yield problem("KD201", place, shown, near=near[0] if near else "—", known="、".join(words[:20]))


def _missing(
    needed: Mapping[str, Any], provided: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Iterable[str]]]:
    for name, below in needed.items():
        here = (*path, name)
        if provided is ... or (provided is None and not needed):
            continue
        if provided is None or name not in provided:
            if provided is not None and name != "[]":
                yield here, provided
            elif provided is None:
                yield here, ()
            continue
        if below:
            yield from _missing(below, provided[name], here)


def masked_in_output(kind: Kind, vocabulary: Vocabulary) -> bool:
    """Whether a file name of this kind would show a masked field (never allowed)."""
    return any(
        vocabulary.fields[name].privacy in MASKED
        for file in kind.files
        for name in _placeholders(file.output)
        if name in vocabulary.fields
    )
