"""Proofs before anything counts: kinds checked, one preview rendered, the machine examined."""

from __future__ import annotations

import difflib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import PurePosixPath
from typing import Any

from pipeline import vocabulary
from pipeline.batch.build import add_templates, job, make_press
from pipeline.batch.ledger import opened
from pipeline.batch.pdf import find_office
from pipeline.batch.plan import Planned, plan
from pipeline.batch.prepare import Run
from pipeline.batch.store import Document, Outcome, Store
from pipeline.kinds import compile_template, load_kinds, names_for, own_templates, template_path, unused_figures
from pipeline.language import Lang, say
from pipeline.measures import REGISTRY
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.workspace import Workspace

PACKAGES = ("click", "jinja2", "lxml", "openpyxl", "pandas", "python-calamine", "isal", "holidays")


def check_kinds(space: Workspace, names: tuple[str, ...]) -> tuple[list[str], list[Problem]]:
    """Compile the templates of these kinds (all where none is named): which were checked, and what is wrong."""
    words = vocabulary.read(space.own_vocabulary, vocabulary.shipped())
    kinds, problems = load_kinds(space, REGISTRY)
    known = list(space.kind_folders())
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise Stop(problem("ST009", found=name, known="、".join(known), near=near[0] if near else "—"))
    checked = []
    for kind in kinds.values():
        if names and kind.name not in names:
            continue
        templates = []
        for file in kind.files:
            for path in (template_path(space, kind, file), *own_templates(space, kind, file)):
                checked.append(f"{kind.name}/{path.name}")
                template, found = compile_template(path, kind, REGISTRY, words)
                templates.append(template)
                problems += found
        problems += unused_figures(kind, templates, REGISTRY)
    if names:
        problems = [
            p
            for p in problems
            if p.code[:2] != "KD" or not p.place.file.endswith("kind.toml") or p.place.file.split("/")[0] in names
        ]
    return list(dict.fromkeys(checked)), list(dict.fromkeys(problems))


def needed_names(space: Workspace, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What the templates of these kinds need, each name as the trade calls it and as the code does, sorted."""
    words = vocabulary.read(space.own_vocabulary, vocabulary.shipped())
    known = names_for(REGISTRY, words)
    roots, fields = ({code: term for term, code in both.items()} for both in (known.roots, known.fields))
    found: set[tuple[str, str]] = set()
    for kind in (kind for kind in load_kinds(space, REGISTRY)[0].values() if kind.name in names):
        for file in kind.files:
            template, _ = compile_template(template_path(space, kind, file), kind, REGISTRY, words)
            paths = _paths(template.names(), ()) if template else ()
            for top, *below in paths:
                term = ".".join([roots.get(top, top), *(fields.get(name, name) for name in below)])
                found.add((term, ".".join([top, *below])))
    return sorted(found, key=lambda both: both[1])


def _paths(needed: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The full path of every name without names below it; lists do not show in it."""
    for name, below in needed.items():
        path = above if name == "[]" else (*above, name)
        if below:
            yield from _paths(below, path)
        elif path:
            yield path


def preview(run: Run) -> Outcome:
    """The first document that a prepared run would make, written to outputs/预览."""
    extra: dict[str, Any] = {"documents": [], "problems": []}
    found_so_far: list[Problem] = []
    for item in plan(run, run.kinds, extra):
        if isinstance(item, Planned):
            break
        found_so_far.append(item)
    else:
        broken = [p for p in run.problems if p.place.file.startswith(tuple(f"{n}/" for n in run.request.names))]
        raise Stop(found_so_far or broken or [problem("BT114", Place(file=f"{run.request.names[0]}/kind.toml"))])
    press = make_press(run)
    add_templates(press, [item])
    data, problems = press.render(job(item))
    found = tuple(p for _, wrong in press.compiled.values() for p in wrong)
    path = PurePosixPath("预览", item.path.name)
    document = Document(path, item.kind.name, item.key, item.kind.title["zh"], data, (*found, *problems))
    with opened(run.space.state / "ledger.sqlite") as ledger:
        return Store(run.space.outputs, ledger, run.period.code).commit([document])[0]


@dataclass(frozen=True)
class Finding:
    """One thing the doctor looked at. ``optional``: its absence hurts nothing."""

    name: str
    good: bool
    detail: str = ""
    optional: bool = False

    def line(self, lang: Lang) -> str:
        """One line for people."""
        word = "good" if self.good else "not_needed" if self.optional else "missing"
        return f"{say(f'doctor_{self.name}', lang)}: {say(word, lang)}{f' ({self.detail})' if self.detail else ''}"

    def as_dict(self, lang: Lang) -> dict[str, object]:
        """The same for machines."""
        text = say(f"doctor_{self.name}", lang)
        return {
            "name": self.name,
            "good": self.good,
            "optional": self.optional,
            "detail": self.detail,
            "text": text,
        }


def examine(space: Workspace) -> list[Finding]:
    """What a helpdesk would ask first."""
    versions = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    checked, problems = check_kinds(space, ())
    wrong = [p for p in problems if p.level == "error"]
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    office = find_office()
    return [
        Finding("python", sys.version_info >= (3, 11), sys.version.split()[0]),
        Finding("packages", True, ", ".join(versions)),
        Finding("settings", not space.problems, ", ".join(p.found for p in space.problems)),
        Finding("inputs", space.inputs.is_dir(), space.inputs.name),
        Finding("outputs", _writable(space), space.outputs.name),
        Finding(
            "templates",
            not wrong,
            f"{len(checked)}" if not wrong else ", ".join(sorted({str(p.place) for p in wrong})),
        ),
        Finding(
            "console",
            encoding in ("utf8", "gbk", "cp936", "gb18030"),
            sys.stdout.encoding or "",
            optional=True,
        ),
        Finding("office", bool(office), office, optional=True),
    ]


def _writable(space: Workspace) -> bool:
    try:
        space.outputs.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=".chenxi-", dir=space.outputs):
            return True
    except OSError:
        return False
