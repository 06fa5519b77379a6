"""Reads templates/*/kind.toml into kinds, and checks their templates against the names that each kind provides.

A kind is a folder: kind.toml and the files that people edit. Nothing here knows how a figure is computed; a
figure is only its term, its shape and its fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter
from typing import Any, Literal, Protocol

from pipeline import office, workspace
from pipeline.office import Names, Template
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.vocabulary import Vocabulary
from pipeline.workspace import Workspace

PERIODS = ("day", "week", "month", "quarter")
KEYS = ("bank", "branch", "officer")
_KNOWN = frozenset(["title", "period", "one_per", "when", "figures", "unmasked", "last", "file", "settings", "form"])
_FILE = frozenset(("template", "output"))
_PLACEHOLDERS = ("period", "label", *KEYS)
_LIKENESS = 0.5  # a Chinese name of two characters with one wrong is half like the right one
_RIGHT = {  # how a key is written, for those whose value is of the wrong type
    "one_per": 'one_per = ["branch"]',
    "file": "[[file]]",
    "title": 'title = { zh = "签到表", en = "Sign-in sheet" }',
    "when": 'when = "interview.needed"',
    "last": "last = true",
    "settings": "[settings]",
    "form": "[form.fields]",
    "template": 'template = "sign-in-sheet.docx"',
    "output": 'output = "{period}/{branch}/签到表.docx"',
}
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


class Computed(Provided, Protocol):
    """What a kind.toml is checked against beside that: the levels that a figure is computed for."""

    @property
    def by(self) -> Sequence[str]: ...


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
        """The key field that one document is made for: the narrowest of those it names."""
        return max(self.one_per, key=KEYS.index)

    def needed_figures(self) -> tuple[str, ...]:
        """The figures it shows and the one that decides whether it is made."""
        extra = (self.when.split(".")[0],) if self.when else ()
        return tuple(dict.fromkeys((*self.figures, *extra)))


def load_kinds(space: Workspace, figures: Mapping[str, Computed]) -> tuple[dict[str, Kind], list[Problem]]:
    """All kinds that can be read, by name, and the problems of the others."""
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    for name, folder in space.kind_folders().items():
        try:
            kinds[name] = read_kind(name, folder, figures)
        except Stop as stop:
            problems += stop.problems
    return kinds, problems


def read_kind(name: str, folder: Path, figures: Mapping[str, Computed]) -> Kind:
    """The kind in this folder; raises Stop with every KD problem of its kind.toml."""
    place = Place(file=f"{name}/kind.toml")
    try:
        entry = workspace.read_toml(folder / "kind.toml")
    except Stop as stop:
        raise Stop(Problem(p.code, replace(place, row=p.place.row), p.found, p.params) for p in stop.problems) from None
    problems = list(_declaration_problems(entry, place, figures))
    if problems:
        raise Stop(problems)
    title = entry["title"]
    return Kind(
        name=name,
        folder=folder,
        title=_both_languages(title),
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


def _both_languages(title: str | Mapping[str, str]) -> Mapping[str, str]:
    """A title in both languages; one that is missing is taken from the other."""
    if isinstance(title, str):
        return {"zh": title, "en": title}
    return {lang: title.get(lang) or title.get(other, "") for lang, other in (("zh", "en"), ("en", "zh"))}


def _declaration_problems(entry: Mapping[str, Any], place: Place, figures: Mapping[str, Computed]) -> Iterator[Problem]:
    for key in entry.keys() - _KNOWN:
        yield problem("KD101", place, key, near=_nearest(key, _KNOWN), known=" ".join(sorted(_KNOWN)))
    for key in ("title", "one_per", "file"):
        if not entry.get(key):
            yield problem("KD102", place, key, like=_RIGHT[key])
    yield from _type_problems(entry, place)
    fields = tuple(dict.fromkeys(name for figure in figures.values() for name in figure.fields))
    for key, known in (("period", PERIODS), ("one_per", KEYS), ("figures", tuple(figures)), ("unmasked", fields)):
        yield from _list_problems(entry.get(key, []), key, known, place)
    yield from _when_problems(str(entry.get("when", "")), entry.get("one_per"), place, figures)
    files = entry.get("file", [])
    if not isinstance(files, list) or not all(isinstance(f, dict) for f in files):
        yield problem("KD106", place, "file")
        return
    for item in files:
        yield from _file_problems(item, place, entry.get("one_per"))


def _type_problems(entry: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    title = entry.get("title", "")
    texts = list(title.values()) if isinstance(title, dict) else [title]
    good = {
        "title": all(isinstance(text, str) for text in texts),
        "when": isinstance(entry.get("when", ""), str),
        "last": isinstance(entry.get("last", False), bool),
        "settings": isinstance(entry.get("settings", {}), dict),
        "form": isinstance(entry.get("form", {}), dict),
    }
    for key in (key for key, fine in good.items() if not fine):
        yield problem("KD108", place, key, like=_RIGHT[key])


def _list_problems(value: object, key: str, known: tuple[str, ...], place: Place) -> Iterator[Problem]:
    if not isinstance(value, list) or not (known or all(isinstance(word, str) for word in value)):
        yield problem("KD103", place, key)
        return
    for word in value if known else ():
        if word not in known:
            listed = " ".join(known[:12]) + (" …" if len(known) > 12 else "")
            yield problem("KD104", place, word, key=key, near=_nearest(str(word), known), known=listed)


def _nearest(word: str, known: Iterable[str]) -> str:
    """The name most like a misspelt one, or — where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), 1, _LIKENESS)), "—")


def _when_problems(when: str, one_per: object, place: Place, figures: Mapping[str, Computed]) -> Iterator[Problem]:
    """A problem where the condition is no field of a figure with one row per document."""
    if not when:
        return
    name, _, column = when.partition(".")
    figure = figures.get(name)
    keys = [key for key in KEYS if key in one_per] if isinstance(one_per, list) else []
    wrong_level = figure is not None and bool(keys) and keys[-1] not in figure.by
    if figure is None or column not in figure.fields or figure.shape != "one" or wrong_level:
        yield problem("KD105", place, when)


def _file_problems(item: Mapping[str, Any], place: Place, one_per: object) -> Iterator[Problem]:
    for key in item.keys() - _FILE:
        yield problem("KD101", place, key, near="template / output", known="template output")
    for key in sorted(_FILE - item.keys()):
        yield problem("KD102", place, key, like=_RIGHT[key])
    for key in sorted(_FILE & item.keys()):
        if not isinstance(item[key], str) or not item[key].strip():
            yield problem("KD108", place, key, like=_RIGHT[key])
            return
    template, output = str(item.get("template", "")), str(item.get("output", ""))
    if set(template) & set("/\\\0") or template.startswith("."):
        yield problem("KD109", place, template)
    yield from _output_problems(output, place, one_per)
    suffix = Path(template).suffix
    if output and template and Path(output).suffix.lower() != suffix.lower():
        yield problem("KD110", place, output, template=template, suffix=suffix or "—")


def _output_problems(output: str, place: Place, one_per: object) -> Iterator[Problem]:
    """A problem for each placeholder that a document of this kind has no value for, and for torn braces."""
    keys = [KEYS.index(key) for key in one_per if key in KEYS] if isinstance(one_per, list) else []
    known = _PLACEHOLDERS[: len(_PLACEHOLDERS) - len(KEYS) + max(keys, default=len(KEYS) - 1) + 1]
    listed = " ".join(f"{{{name}}}" for name in known)
    for name in _placeholders(output):
        if name not in known:
            yield problem("KD107", place, name, known=listed)


def _placeholders(pattern: str) -> list[str]:
    """The names in braces, a format or conversion with them; the whole pattern where its braces do not match."""
    try:
        parts = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return [pattern]
    return [f"{name}{'!' if how else ''}{how or ''}{':' if form else ''}{form}" for _, name, form, how in parts]


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
    if own := next((p for p in _own_templates(space, kind, suffix) if p.stem == branch), None):
        return own
    return workspace.inside(kind.folder, file.template, place)


def own_templates(space: Workspace, kind: Kind, file: KindFile) -> list[Path]:
    """The branches' own templates in place of this file: templates/<kind>/<branch>.docx."""
    names = {f.template for f in kind.files}
    return [path for path in _own_templates(space, kind, Path(file.template).suffix) if path.name not in names]


def _own_templates(space: Workspace, kind: Kind, suffix: str) -> list[Path]:
    folder = space.templates / kind.name
    found = sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else []
    return [path for path in found if path.is_file() and not path.name.startswith(("~", "."))]


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
    if not problems and not template.names():
        problems.append(problem("KD203", Place(file=path.name), level="warning"))
    problems += unknown_names(template, provides(kind, figures, vocabulary), names_for(figures, vocabulary))
    return (None if any(p.level == "error" for p in problems) else template), problems


def unknown_names(template: Template, provided: Mapping[str, Any], names: Names) -> Iterator[Problem]:
    """A problem for each name of the template that is not provided, with the nearest that is."""
    terms = {code: term for term, code in (*names.fields.items(), *names.roots.items())}
    for path, known in _missing(template.names(), provided, ()):
        shown = [terms.get(part, part) for part in path if part != "[]"]
        place = _place_of(path, template)
        if known is None:
            below = path[-1] != "[]"
            yield problem("KD202", place, ".".join(shown[:-1] if below else shown), part=shown[-1] if below else "[ ]")
            continue
        words = [terms.get(k, k) for k in known if k != "[]"]
        near = _nearest(shown[-1], [*words, *known])
        yield problem("KD201", place, ".".join(shown), near=near, known="、".join(words[:20]))


def _place_of(path: tuple[str, ...], template: Template) -> Place:
    """Where a name stands, or else the name that it hangs on."""
    found = (template.places.get(path[:length], Place()) for length in range(len(path), 0, -1))
    return next((place for place in found if place.file), Place(file=template.name))


def _missing(
    needed: Mapping[str, Any], provided: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Iterable[str] | None]]:
    """The path of each name that is not there, with the names that are; None where a value has no names below it."""
    for name, below in needed.items():
        here = (*path, name)
        if provided is ...:
            continue
        if provided is None:
            yield here, None
        elif name in provided:
            if below:
                yield from _missing(below, provided[name], here)
        elif name != "[]":
            yield here, provided
