"""Draws every shipped template anew, or those of the kinds named: ``python -m authoring.draw`` (make templates)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

TEMPLATES = Path(__file__).parents[2] / "templates"
_SHORT = {"tracker": "activity-tracker"}  # modules whose name is shorter than their kind's


def modules() -> dict[str, str]:
    """Kind → the module that draws it: morning-minutes → authoring.meetings.draw_morning_minutes."""
    here = Path(__file__).parent
    paths = [path.relative_to(here).with_suffix("") for path in sorted(here.rglob("draw_*.py"))]
    names = ((path.name.removeprefix("draw_").replace("_", "-"), ".".join(path.parts)) for path in paths)
    return {_SHORT.get(name, name): f"authoring.{module}" for name, module in names}


def module_of(kind: str) -> ModuleType:
    """The module that draws this kind; its draw(folder) writes the kind's files."""
    return importlib.import_module(modules()[kind])


def draw_all(kinds: Iterable[str] = (), templates: Path = TEMPLATES) -> list[str]:
    """These kinds, or every kind that is drawn, drawn into its folder; the names of the kinds."""
    wanted = list(kinds) or list(modules())
    for kind in wanted:
        folder = templates / kind
        folder.mkdir(parents=True, exist_ok=True)
        module_of(kind).draw(folder)
    return wanted


if __name__ == "__main__":
    print("\n".join(draw_all(sys.argv[1:])))
