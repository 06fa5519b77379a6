"""A prepared run → the documents it would make, each with its path and the reason, before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.batch.naming import output_path
from pipeline.batch.only import matches
from pipeline.batch.prepare import Run
from pipeline.facts import Facts, Papers
from pipeline.kinds import Kind, KindFile, template_path
from pipeline.problems import Place, Problem, Stop, problem


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to be made: from which template, for whom, where to. Its facts are made when they are asked for."""

    kind: Kind
    file: KindFile
    key: Mapping[str, str]
    template: Path
    path: PurePosixPath
    papers: Papers
    reason: str = ""

    def facts(self) -> Facts:
        """What the document is made from."""
        return self.papers.facts(self.key)


def plan(run: Run, kinds: Iterable[Kind], extra: Mapping[str, Any] | None = None) -> Iterator[Planned | Problem]:
    """Every file of these kinds that the request asks for, and a Problem for each that cannot have its name."""
    taken: dict[str, Mapping[str, str]] = {}
    templates: dict[tuple[str, str, str], Path] = {}
    for kind in [part for whole in kinds for part in whole.parts()]:
        if kind.period and run.period.unit not in kind.period:
            continue
        try:
            for item in _of_kind(run, kind, templates, extra):
                name = str(item.path).casefold() if isinstance(item, Planned) else ""  # Windows: A.docx is a.docx
                if isinstance(item, Planned) and name in taken:
                    both = "、".join(dict.fromkeys([*taken[name].values()][-1:] + [*item.key.values()][-1:]))
                    yield problem("BT106", Place(file=str(item.path)), both)
                    continue
                if isinstance(item, Planned):
                    taken[name] = item.key
                yield item
        except Stop as stop:
            yield from stop.problems


def _of_kind(
    run: Run, kind: Kind, templates: dict[tuple[str, str, str], Path], extra: Mapping[str, Any] | None
) -> Iterator[Planned | Problem]:
    papers = Papers(kind, run.source, run.space, everyone=run.request.everyone, extra=extra)
    for key in papers:
        if not wanted(key, run.request.only):
            continue
        for file in kind.files:
            branch = key.get("branch", "")
            slot = (kind.name, file.template, branch)
            if slot not in templates:
                templates[slot] = template_path(run.space, kind, file, branch)
            try:
                path = output_path(file.output, _path_values(run, key))
            except Stop as stop:
                yield from stop.problems
                continue
            yield Planned(kind, file, key, templates[slot], path, papers, _reason(papers, key, run))


def wanted(key: Mapping[str, str], only: Mapping[str, str]) -> bool:
    """Whether --only lets this key through; a document that is not made per branch passes --only branch=…"""
    return all(matches(only[name], value, name) for name, value in key.items() if only.get(name))


def _path_values(run: Run, key: Mapping[str, str]) -> dict[str, str]:
    bank = key.get("bank") or "分行"
    return {"period": run.period.code, "label": run.period.label, **key, "bank": bank}


def _reason(papers: Papers, key: Mapping[str, str], run: Run) -> str:
    """Why this document: the period, or what the figure behind ``when`` says."""
    kind = papers.kind
    if not kind.when:
        return run.period.label
    name = kind.when.split(".")[0]
    figure = papers.figure(name, key) if name in kind.figures else None
    why = figure.get("why") if isinstance(figure, dict) else ""
    return str(why or ("--everyone" if run.request.everyone else kind.when))
