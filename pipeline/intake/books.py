"""Gives rows what their workbook says once for all of them: the course that a book, a folder or a title names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

import numpy as np

from pipeline.intake.cells.readings import compact
from pipeline.intake.sheets.parts import Part
from pipeline.intake.sheets.surroundings import Surroundings
from pipeline.problems import Place, Problem, problem
from pipeline.tables import blanks
from pipeline.vocabulary import Vocabulary


def complete_from_books(parts: Sequence[Part], vocabulary: Vocabulary) -> list[Problem]:
    """Fill the ``from_book`` fields that rows leave blank, in place, and tell of the sheets that nothing gives one.

    A blank takes the one value that the file itself has; else the one that its sheet's or file's name names; else
    the only one of its folder, then of the folders above.
    """
    problems: list[Problem] = []
    for name in {field: None for spec in vocabulary.tables.values() for field in spec.from_book}:
        values = list(_values(parts, name, vocabulary))
        for part in parts:
            if name in vocabulary.tables[part.table].from_book:
                problems += _complete(part, name, values, vocabulary)
    return problems


def _values(parts: Sequence[Part], name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """File and value of each row of the tables whose key the field is: they tell what there is."""
    for part in parts:
        if vocabulary.tables[part.table].key == (name,):
            yield from ((part.source.file, value) for value in part.columns.get(name, ()) if value is not None)


def _complete(part: Part, name: str, values: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> Iterator[Problem]:
    column = part.columns.get(name, blanks("object", len(part)))
    blank = [i for i, text in enumerate(column) if text is None]
    if not blank:
        return
    if value := _only_value(part, values):
        part.columns[name] = np.array([value if text is None else text for text in column], dtype=object)
        return
    place = Place(part.source.file, part.source.sheet, int(part.rows[blank[0]]))
    known = "、".join(dict.fromkeys(text for _, text in values)) or "—"
    term, table = vocabulary.fields[name].term, vocabulary.tables[part.table].term
    yield problem("IN107", place, len(blank), term=term, table=table, known=known)


def _only_value(part: Part, values: Sequence[tuple[str, str]]) -> str | None:
    """What the file, a name, or the nearest folder says, where it says one thing."""
    file = PurePosixPath(part.source.file)
    texts = [compact(text) for text in Surroundings(part.source.file, part.source.sheet).texts]
    named = {value for _, value in values if any(compact(value) in text for text in texts)}
    spheres = [{value for path, value in values if path == part.source.file}, named]
    spheres += [{value for path, value in values if folder in PurePosixPath(path).parents} for folder in file.parents]
    return next((next(iter(found)) for found in spheres if len(found) == 1), None)
