"""Draws every shipped template anew: ``python -m authoring.draw`` (make templates)."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

TEMPLATES = Path(__file__).parents[2] / "templates"
_SHORT = {"tracker": "activity-tracker"}  # modules whose name is shorter than their kind's


def modules() -> dict[str, str]:
    """Kind → the module that draws it: sign-in-sheet → draw_sign_in_sheet."""
    stems = (path.stem for path in sorted(Path(__file__).parent.glob("draw_*.py")))
    names = ((stem.removeprefix("draw_").replace("_", "-"), stem) for stem in stems)
    return {_SHORT.get(name, name): stem for name, stem in names}


def module_of(kind: str) -> ModuleType:
    """The module that draws this kind; its draw(folder) writes the kind's files."""
    return importlib.import_module(f"authoring.{modules()[kind]}")


def draw_all(templates: Path = TEMPLATES) -> list[str]:
    """Every kind that is drawn, drawn into its folder; the names of the kinds."""
    for kind in modules():
        folder = templates / kind
        folder.mkdir(parents=True, exist_ok=True)
        module_of(kind).draw(folder)
    return list(modules())


if __name__ == "__main__":
    print("\n".join(draw_all()))
