"""Sample facts → the papers of the Word kinds, from the shipped templates."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from authoring.draw import TEMPLATES
from authoring.sample_facts import FACTS, FIGURES
from authoring.sample_facts_course import COURSE_FIGURES, OF_LEVEL

from pipeline import office, vocabulary
from pipeline.office import Names, Template

KINDS = tuple(FACTS)


@cache
def template(kind: str) -> Template:
    """The shipped template, compiled with the trade's names."""
    words = vocabulary.shipped()
    names = Names(
        roots={**words.root_terms, **{term: name for name, term in (FIGURES | COURSE_FIGURES).items()}},
        fields=words.field_terms,
    )
    file = TEMPLATES / kind / f"{kind}.docx"
    return office.compile(file.read_bytes(), name=file.name, names=names, formats=words.formats)


def declaration(kind: str) -> dict[str, Any]:
    """The kind's kind.toml."""
    return tomllib.loads((TEMPLATES / kind / "kind.toml").read_text(encoding="utf-8"))


def settings(kind: str) -> dict[str, Any]:
    """The kind's default settings."""
    return dict(declaration(kind).get("settings", {}))


@cache
def rules() -> dict[str, Any]:
    """The bank's settings as shipped."""
    return tomllib.loads((files("pipeline") / "defaults.toml").read_text(encoding="utf-8"))


def facts(kind: str, **changes: Any) -> dict[str, Any]:
    """The kind's sample facts with its default settings, some root names changed."""
    return {**_sample(kind), "settings": settings(kind), "rules": rules(), **changes}


def _sample(kind: str) -> dict[str, Any]:
    """The facts written for the kind; of a course those of the level and the figures that it declares."""
    if kind in FACTS:
        return FACTS[kind]()
    declared = declaration(kind)
    return OF_LEVEL[declared["one_per"][-1]](*declared["figures"])


def paper(kind: str, **changes: Any) -> bytes:
    """The kind's paper from its sample facts, some root names changed."""
    return template(kind).render(facts(kind, **changes))


def nothing(value: Any) -> Any:
    """A figure with no rows, or of one row with nothing in it."""
    return dict.fromkeys(value) if isinstance(value, dict) else []


def one_blank_row(value: Any) -> Any:
    """A figure with one row, and nothing in it."""
    return [dict.fromkeys(value[0])] if isinstance(value, list) else dict.fromkeys(value)


def shape_of(value: Any) -> Any:
    """The nested names of facts, as kinds.provides gives them; settings are open."""
    if isinstance(value, dict):
        return {name: ... if name in ("settings", "rules") else shape_of(below) for name, below in value.items()}
    return {"[]": shape_of(value[0])} if isinstance(value, list) and value else None
