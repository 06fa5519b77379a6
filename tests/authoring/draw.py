"""Draws every shipped template anew: ``python -m authoring.draw`` (make templates)."""

from __future__ import annotations

import importlib
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"


def kind_of(module: Path) -> str:
    """The kind that draw_<kind>.py draws: draw_sign_in_sheet → sign-in-sheet; the tracker's name is shorter."""
    name = module.stem.removeprefix("draw_").replace("_", "-")
    return {"tracker": "activity-tracker"}.get(name, name)


def draw_all(templates: Path = TEMPLATES) -> list[str]:
    """Every kind that draw_*.py modules stand for, drawn into its folder; the names of the kinds."""
    drawn = []
    for module in sorted(Path(__file__).parent.glob("draw_*.py")):
        folder = templates / kind_of(module)
        folder.mkdir(parents=True, exist_ok=True)
        importlib.import_module(f"authoring.{module.stem}").draw(folder)
        drawn.append(folder.name)
    return drawn


if __name__ == "__main__":
    print("\n".join(draw_all()))
