"""A shipped kind's template, compiled as a build compiles it, with every problem that a build would report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline import vocabulary
from pipeline.kinds import Kind, compile_template, read_kind
from pipeline.measures import REGISTRY
from pipeline.office import Template
from pipeline.problems import Problem

TEMPLATES = Path(__file__).parents[2] / "templates"


def kind(name: str) -> Kind:
    """The kind as its kind.toml declares it."""
    return read_kind(name, TEMPLATES / name, REGISTRY)


@cache
def template(name: str) -> tuple[Template | None, list[Problem]]:
    """The kind's first template, and its problems: names that the kind does not provide among them."""
    declared = kind(name)
    path = declared.folder / declared.files[0].template
    return compile_template(path, declared, REGISTRY, vocabulary.shipped())


def rendered(name: str, facts: dict[str, object]) -> bytes:
    """The document's bytes."""
    made, problems = template(name)
    assert made is not None, problems
    return made.render(facts)
