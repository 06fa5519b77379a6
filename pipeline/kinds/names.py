"""Kinds and their templates → compiled templates, and a problem for each name that a kind does not provide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import office, workspace
from pipeline.kinds.declaration import Kind, KindFile, Provided
from pipeline.kinds.forms import form_problems
from pipeline.kinds.rules import nearest
from pipeline.office import Names, Template
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.vocabulary import Vocabulary
from pipeline.workspace import Workspace

PERIOD_FIELDS = ("code", "called", "label", "first", "last", "workdays", "elapsed")
DOCUMENT_FIELDS = ("branch", "kind", "title", "label", "officer", "file", "link", "status")
PROBLEM_FIELDS = ("severity", "code", "where", "what", "fix", "count")


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
    for name in vocabulary.key_fields:
        if name not in kind.keys:
            del names[name]
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
    path: Path,
    kind: Kind,
    figures: Mapping[str, Provided],
    vocabulary: Vocabulary,
    faces: Mapping[str, str] | None = None,
) -> tuple[Template | None, list[Problem]]:
    """The compiled template and what is wrong with it: its own problems and names that its kind does not provide.
    ``faces`` is the bank's font map."""
    try:
        template = office.compile(
            workspace.read_bytes(path),
            name=path.name,
            names=names_for(figures, vocabulary),
            formats=vocabulary.formats,
            faces=faces,
        )
    except Stop as stop:
        return None, list(stop.problems)
    problems = list(template.problems)
    if not problems and not template.names():
        problems.append(problem("KD203", Place(file=path.name), level="warning"))
    problems += form_problems(kind, path.name, template.controls)
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
        near = nearest(shown[-1], [*words, *known])
        yield problem("KD201", place, ".".join(shown), near=near, known="、".join(words[:20]))


def unused_figures(
    kind: Kind, templates: Iterable[Template | None], figures: Mapping[str, Provided]
) -> Iterator[Problem]:
    """A warning for each figure that a kind computes and none of its templates shows; not while one is broken."""
    shown: set[str] = set()
    for template in templates:
        if template is None:
            return
        shown |= template.names().keys()
    for name in kind.figures:
        if name not in shown and name not in kind.deciding_figures():
            yield problem("KD206", Place(file=f"{kind.name}/kind.toml"), figures[name].term, "warning")


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
