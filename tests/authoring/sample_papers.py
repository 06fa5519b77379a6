"""Sample facts → the papers of the Word kinds, from the shipped templates."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from authoring.draw import TEMPLATES
from authoring.sample_facts import FACTS, FIGURES

from pipeline import office, vocabulary
from pipeline.office import Names, Template

KINDS = tuple(FACTS)


@cache
def template(kind: str) -> Template:
    """The shipped template, compiled with the trade's names."""
    words = vocabulary.shipped()
    names = Names(
        roots={**words.root_terms, **{term: name for name, term in FIGURES.items()}}, fields=words.field_terms
    )
    file = TEMPLATES / kind / f"{kind}.docx"
    return office.compile(file.read_bytes(), name=file.name, names=names, formats=words.formats)


def settings(kind: str) -> dict[str, Any]:
    """The kind's default settings."""
    declaration = tomllib.loads((TEMPLATES / kind / "kind.toml").read_text(encoding="utf-8"))
    return dict(declaration.get("settings", {}))


@cache
def rules() -> dict[str, Any]:
    """The bank's settings as shipped."""
    return tomllib.loads((files("pipeline") / "defaults.toml").read_text(encoding="utf-8"))


def facts(kind: str, **changes: Any) -> dict[str, Any]:
    """The kind's sample facts with its default settings, some root names changed."""
    return {**FACTS[kind](), "settings": settings(kind), "rules": rules(), **changes}


def paper(kind: str, **changes: Any) -> bytes:
    """The kind's paper from its sample facts, some root names changed."""
    return template(kind).render(facts(kind, **changes))
