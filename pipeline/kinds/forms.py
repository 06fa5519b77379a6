"""The fields that a kind's form declares against the content controls of its template, which people fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.kinds.declaration import Kind
from pipeline.kinds.rules import nearest
from pipeline.problems import Place, Problem, problem

_NUMBER = r"(_?(\{\{.*?\}\}|\d+))?"  # goal_{{ loop.index }}, goal_3


def form_problems(kind: Kind, template: str, controls: Sequence[str]) -> Iterator[Problem]:
    """A warning for each declared field that no control of the template holds, and for each control of no field.

    ``controls`` are the tags of the template's content controls as typed. A field with rows = true stands in
    controls whose tag is its name and a number; one with choices may stand in a box for each, with the choice last.
    """
    fields = kind.form.get("fields", {})
    if not fields or not template.endswith(".docx"):
        return
    held = {tag: _field_of(tag, fields) for tag in controls}
    place = Place(file=template)
    for name in (name for name in fields if name not in held.values()):
        yield problem("KD204", place, name, "warning")
    for tag in (tag for tag, name in held.items() if not name):
        yield problem("KD205", place, tag, "warning", near=nearest(tag, fields), known=" ".join(fields))


def _field_of(tag: str, fields: Mapping[str, Any]) -> str:
    """The declared field that a control with this tag holds, or nothing."""
    return next((name for name, entry in fields.items() if re.fullmatch(_tags(name, entry), tag)), "")


def _tags(name: str, entry: Mapping[str, Any]) -> str:
    """A pattern for the tags of a field: goal, goal_3, goal_{{ loop.index }}; fb_useful_5, k_self_{{ loop.index }}_5"""
    number = _NUMBER if entry.get("rows") else ""
    choices = entry.get("choices")
    box = "|".join(map(re.escape, map(str, choices))) if isinstance(choices, list) else ""
    return f"{re.escape(name)}{number}(_({box}))?" if box else f"{re.escape(name)}{number}"
