"""Reads templates/*/kind.toml into kinds: what a document is made for, from which figures, into which files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from pipeline import workspace
from pipeline.kinds.rules import declaration_problems
from pipeline.problems import Place, Problem, Stop
from pipeline.vocabulary import shipped
from pipeline.workspace import Workspace


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
    """One file of a kind: its template (a name in the kind's folder) and the pattern of its output path.

    ``one_per`` and ``settings`` are its own where they differ from the kind's: the same certificates one by one and
    all together, the same exercises with and without the answers.
    """

    template: str
    output: str
    one_per: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    period: tuple[str, ...] = ()
    when: str = ""


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
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """The level that one document is made for: the narrowest of those it names."""
        return max(self.one_per, key=lambda name: len(shipped().levels[name].keys))

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields of a document's key, the widest first."""
        return shipped().levels[self.level].keys

    def needed_figures(self) -> tuple[str, ...]:
        """The figures it shows and those that decide whether it is made."""
        return tuple(dict.fromkeys((*self.figures, *self.deciding_figures())))

    def deciding_figures(self) -> tuple[str, ...]:
        """The figures that its conditions, and those of its files, ask about."""
        return tuple(when.split(".")[0] for when in (self.when, *(file.when for file in self.files)) if when)

    def parts(self) -> Iterator[Kind]:
        """The kind once for each level, settings, period and condition that its files have; ``fixed`` are a file's
        own settings.

        ``when`` asks about one document of the kind's own level, so a file of another level is made in any case,
        unless it has a condition of its own.
        """
        files = list(self.files)
        while files:
            first = files[0]
            alike = [f for f in files if replace(f, template="", output="") == replace(first, template="", output="")]
            files = [f for f in files if f not in alike]
            one_per = first.one_per or self.one_per
            when = first.when or (self.when if one_per == self.one_per else "")
            period = first.period or self.period
            bare = tuple(replace(file, when="") for file in alike)
            yield replace(self, files=bare, one_per=one_per, when=when, period=period, fixed=first.settings)


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
    problems = list(declaration_problems(entry, place, figures))
    if problems:
        raise Stop(problems)
    return Kind(
        name=name,
        folder=folder,
        title=_both_languages(entry["title"]),
        one_per=tuple(entry["one_per"]),
        files=tuple(_file(item) for item in entry["file"]),
        period=tuple(entry.get("period", ())),
        when=entry.get("when", ""),
        figures=tuple(entry.get("figures", ())),
        unmasked=tuple(entry.get("unmasked", ())),
        last=bool(entry.get("last", False)),
        settings=entry.get("settings", {}),
        form=entry.get("form", {}),
    )


def _file(item: Mapping[str, Any]) -> KindFile:
    return KindFile(
        template=item["template"],
        output=item["output"],
        one_per=tuple(item.get("one_per", ())),
        settings=item.get("settings", {}),
        period=tuple(item.get("period", ())),
        when=item.get("when", ""),
    )


def _both_languages(title: str | Mapping[str, str]) -> Mapping[str, str]:
    """A title in both languages; one that is missing is taken from the other."""
    if isinstance(title, str):
        return {"zh": title, "en": title}
    return {lang: title.get(lang) or title.get(other, "") for lang, other in (("zh", "en"), ("en", "zh"))}
