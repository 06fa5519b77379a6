"""Names of picture files below inputs/ → pictures that documents can hold, each read once a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pipeline import workspace
from pipeline.office import Picture, picture
from pipeline.problems import Place, Stop
from pipeline.workspace import Workspace


def picture_shelf(space: Workspace) -> Callable[[str], Picture | None]:
    """Gives the picture of that name, or None where it cannot be read: intake has told the cell by then."""

    @cache
    def taken(name: str) -> Picture | None:
        try:
            path = workspace.inside(space.inputs, name, Place(file=name))
            return picture(workspace.read_bytes(path)) if path.is_file() else None  # a pipe would keep us waiting
        except Stop:
            return None

    return taken
