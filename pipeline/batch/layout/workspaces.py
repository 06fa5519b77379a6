"""Lays down a workspace: its folders, its settings, blank workbooks to fill in, samples if they are wanted."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from pipeline import vocabulary, workspace
from pipeline.batch.layout.blank_books import blank_books
from pipeline.batch.layout.blank_settings import settings_workbook
from pipeline.batch.ledger import opened
from pipeline.batch.store import Document, Outcome, Store
from pipeline.language import Lang
from pipeline.problems import Place, Stop, problem
from pipeline.workspace import SETTINGS, Workspace

BLANKS = "空白表样"


def lay_workspace(folder: Path, samples: bool = True, lang: Lang = "zh") -> list[str]:
    """A new workspace in an empty or new folder; the names of what was laid down, blank input workbooks among it."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Stop(problem("ST012", Place(file=str(folder)), folder.name))
        for name in ("inputs", "outputs", "templates"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        if samples:
            shutil.copytree(workspace.shipped("inputs"), folder / "inputs", dirs_exist_ok=True)
        (folder / SETTINGS).write_text(_settings_text(), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as wrong:
        raise Stop(problem("BT103", Place(file=str(folder)), getattr(wrong, "strerror", "") or str(wrong))) from None
    space = workspace.load(folder.resolve())
    lay_blanks(space, lang)
    return [SETTINGS, space.settings_book.name, "inputs/", "outputs/", "templates/", f"{BLANKS}/"]


def lay_blanks(space: Workspace, lang: Lang) -> list[Outcome]:
    """Blank input workbooks for all tables of the workspace's vocabulary, beside its inputs; what became of each.

    One that somebody filled in where it lies is kept, and the new one lies beside it. 设置.xlsx is laid down where
    there is none, and never replaced.
    """
    words = vocabulary.read(space.own_vocabulary, vocabulary.shipped())
    documents = [
        Document(PurePosixPath(BLANKS) / name, BLANKS, {"file": name}, name, data)
        for name, data in blank_books(words, lang).items()
    ]
    if not space.settings_book.exists():
        name = space.settings_book.name
        documents.append(Document(PurePosixPath(name), BLANKS, {"file": name}, name, settings_workbook(space, lang)))
    with opened(space.state / "ledger.sqlite") as ledger:
        store = Store(space.root, ledger, "")
        store.withdraw(BLANKS, {PurePosixPath(space.settings_book.name), *(document.path for document in documents)})
        return store.commit(documents)


def _settings_text() -> str:
    """The defaults with every value commented out, so that only what a bank changes counts."""
    lines = workspace.defaults_text().splitlines()
    kept = (not line or line[0] == "#" or (line[0] == "[" and not line.startswith("[[")) for line in lines)
    return "\n".join(line if whole else f"# {line}" for line, whole in zip(lines, kept, strict=True)) + "\n"
