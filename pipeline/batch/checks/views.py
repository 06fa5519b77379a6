"""A run's problems → the list and the marked copies of faulty workbooks in outputs/问题, and old ones taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from pipeline.batch.checks.check import Checked
from pipeline.batch.checks.listing import copy_paths, problem_book
from pipeline.batch.ledger import opened
from pipeline.batch.store import Document, Outcome, Store
from pipeline.intake import FileReport
from pipeline.intake.files.sources import input_bytes
from pipeline.intake.marking import Mark, fresh_copy, marked_copy, marks_of
from pipeline.intake.workbooks.readers import read_grids
from pipeline.intake.workbooks.sniff import content_of
from pipeline.language import Lang, describe, say
from pipeline.problems import Problem, Stop
from pipeline.workspace import Workspace

FOLDER = PurePosixPath("问题")
KIND = "problems"


def write_views(checked: Checked, lang: Lang) -> list[Outcome]:
    """Writes outputs/问题/: 问题清单.xlsx and a marked copy of each workbook that has a fault in a cell.

    A file of an earlier run that is not true any more is taken away, unless somebody has edited it. Returns what
    became of each file, the list first.
    """
    copies = dict(_copies(checked.space, marks_of(checked.problems, lambda p: _words(p, lang)), checked.intake.files))
    paths = copy_paths(copies, {file.file for file in checked.intake.files})
    listed = [_document(f"{say('problem_list', lang)}.xlsx", problem_book(checked.problems, lang, paths))]
    documents = [*listed, *(_document(str(paths[file]), data) for file, data in copies.items())]
    documents = documents if checked.problems else []
    with opened(checked.space.state / "ledger.sqlite") as ledger:
        store = Store(checked.space.outputs, ledger, "")
        store.withdraw(KIND, {document.path for document in documents})
        return store.commit(documents)


def _document(name: str, data: bytes) -> Document:
    return Document(FOLDER / name, KIND, {"file": name}, name, data)


def _words(item: Problem, lang: Lang) -> str:
    """What a mark says: the code, what is wrong, what to do."""
    texts = describe(item, lang)
    return f"{item.code} {texts.what} → {texts.fix}"


def _copies(
    space: Workspace, marks: Mapping[str, list[Mark]], files: Iterable[FileReport]
) -> Iterator[tuple[str, bytes]]:
    """The marked copy of each workbook that has marks and is no secret: one with a password is never copied."""
    headers = {file.file: {sheet.sheet: sheet.header_row for sheet in reversed(file.sheets)} for file in files}
    for file, own in marks.items():
        if file not in headers:  # a template, a setting, a course's text
            continue
        try:
            data = input_bytes(space.inputs, file)
            if content_of(data) != "locked":
                yield file, _copy(data, file, own, headers[file])
        except Stop:  # what cannot be read has no cells to mark; the list says why
            continue


def _copy(data: bytes, file: str, marks: list[Mark], headers: Mapping[str, int]) -> bytes:
    if content_of(data) == "xlsx":
        try:
            return marked_copy(data, marks, headers)
        except ValueError:  # a workbook in the strict dialect, or without styles
            pass
    return fresh_copy(read_grids(data, file)[0], marks, headers)
