"""Problems of all inputs → those that concern the wanted documents: a trainer's pack says nothing of loan logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.intake import FileReport
from pipeline.kinds import Kind
from pipeline.problems import Problem
from pipeline.vocabulary import Vocabulary


def concerning(
    problems: Iterable[Problem], files: Sequence[FileReport], kinds: Iterable[Kind], vocabulary: Vocabulary
) -> list[Problem]:
    """The problems without those of workbooks that only hold tables of another subject than these kinds'.

    The subjects are the second key fields of the levels (branch, course). A workbook whose
    tables have no such field or in which none was found, and a kind for the whole bank, concern everybody.
    """
    subjects = frozenset(level.keys[1] for level in vocabulary.levels.values() if len(level.keys) > 1)
    wanted = [subjects & set(part.keys) or subjects for kind in kinds for part in kind.parts()]
    mine = frozenset().union(*wanted)
    foreign = {file.file for file in files if (found := _subjects(file, subjects, vocabulary)) and not found & mine}
    return [item for item in problems if item.place.file not in foreign]


def _subjects(file: FileReport, subjects: frozenset[str], vocabulary: Vocabulary) -> frozenset[str]:
    """The subjects of a workbook's tables; none where it holds only what concerns everybody, or no table."""
    found = [subjects & set(vocabulary.tables[sheet.table].fields) for sheet in file.sheets if sheet.table]
    return frozenset().union(*found)
