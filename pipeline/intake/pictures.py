"""Looks at the picture files that cells name: each a path below inputs/, what is wrong told at its cell."""

from __future__ import annotations

import difflib
import io
import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

from pipeline import workspace
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.tables import Table
from pipeline.vocabulary import Vocabulary

FORMATS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
_MOST_BYTES = 50_000_000
_MOST_PIXELS = 80_000_000  # what office.picture takes; a test holds the two together
_READ = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")


def look_at_pictures(
    tables: Mapping[str, Table], folder: Path, vocabulary: Vocabulary
) -> tuple[dict[str, Table], list[Problem]]:
    """The tables with every picture as a path relative to ``folder``, and a warning at each cell that names none.

    A cell names its picture from the folder of its own file: 标志.png, 图/流程.png. A picture that is missing (IN108),
    no picture (IN113) or outside the inputs (IN114) is told; only the last becomes blank, for the others a document
    shows nothing in their place.
    """
    problems: list[Problem] = []
    looked: dict[str, Table] = {}
    fault = cache(lambda path: _fault(folder, path))
    for name, table in tables.items():
        frame = table.frame
        for field in (f for f in vocabulary.tables[name].fields if vocabulary.fields[f].type == "picture"):
            named = frame[field].dropna()
            paths = {index: _path(table.place(index).file, str(cell)) for index, cell in named.items()}
            for (index, path), cell in zip(paths.items(), named, strict=True):
                if code := fault(path):
                    place, term = table.place(index, field), vocabulary.fields[field].term
                    problems.append(_told(code, place, str(cell), term, folder / path))
            good = {index: path if fault(path) != "IN114" else None for index, path in paths.items()}
            frame = frame.assign(**{field: frame[field].where(frame[field].isna(), frame.index.map(good.get))})
        looked[name] = table if frame is table.frame else replace(table, frame=frame)
    return looked, problems


def _path(file: str, cell: str) -> str:
    """Where a cell's picture lies, from the inputs folder."""
    return normpath((PurePosixPath(file).parent / cell.strip().replace("\\", "/")).as_posix())


def _fault(folder: Path, name: str) -> str:
    """The code of what is wrong with this picture, '' where nothing is."""
    try:
        path = workspace.inside(folder, name, Place(file=name))
    except Stop:
        return "IN114"
    try:
        if not path.is_file():
            return "IN108"
        if path.stat().st_size > _MOST_BYTES:
            return "IN113"
        return "" if is_picture(path.read_bytes()) else "IN113"
    except OSError:
        return "IN113"


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a picture that documents can hold; all of them are looked at, for a file may be torn.

    A PNG has check sums, of other pictures the pixels are made.
    """
    from PIL import Image  # few inputs name a picture, and it takes its room

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=_READ) as image:
            warnings.simplefilter("ignore")  # of odd metadata
            if image.width * image.height > _MOST_PIXELS:
                return False
            if image.format == "PNG":
                image.verify()
            else:
                image.load()
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, MemoryError):
        return False
    except Image.DecompressionBombError:
        return False
    return True


def _told(code: str, place: Place, cell: str, term: str, path: Path) -> Problem:
    near: list[str] = []
    if code == "IN108" and path.parent.is_dir():
        there = [other.name for other in path.parent.iterdir() if other.suffix.lower() in FORMATS and other.is_file()]
        near = difflib.get_close_matches(path.name, sorted(there), 1, 0.5)
    formats = " ".join(FORMATS[:3])
    return problem(code, place, cell[:80], "warning", term=term, near=near[0] if near else "—", formats=formats)
