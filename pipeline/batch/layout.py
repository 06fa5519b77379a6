"""Lays things down for people to work with: a workspace, a kind to edit, a new kind."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline import vocabulary, workspace
from pipeline.batch.blank_books import blank_books
from pipeline.batch.blank_settings import settings_workbook
from pipeline.batch.ledger import opened
from pipeline.batch.naming import plain_name
from pipeline.batch.store import Document, Outcome, Store
from pipeline.kinds.drafting import Draft, draft, kind_text
from pipeline.language import Lang
from pipeline.measures import REGISTRY
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.workspace import SETTINGS, Workspace

BLANKS = "空白表样"
_LONGEST = 60  # characters of a kind's name: 180 bytes of Chinese, within every file system's 255


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


def edit_kind(space: Workspace, name: str) -> Path:
    """The workspace's own copy of a kind, made from the shipped one where there is none yet."""
    folders = space.kind_folders()
    if name not in folders:
        raise Stop(_no_kind(name, folders))
    return _copy(folders[name], space.templates / name)


def new_kind(space: Workspace, name: str, like: str) -> Path:
    """A kind of this name in the workspace, as a copy of another to change."""
    folders = space.kind_folders()
    if like not in folders:
        raise Stop(_no_kind(like, folders))
    return _copy(folders[like], _new_folder(space, name))


def kind_from(space: Workspace, name: str, file: Path) -> tuple[Path, Draft]:
    """A kind of this name around a document that people use today, and what could be filled in it.

    The document is copied as it is: its author writes the tags where the draft says. Raises Stop where the file
    cannot be read or is of no format of ours.
    """
    words = vocabulary.read(space.own_vocabulary, vocabulary.shipped())
    data = workspace.read_bytes(file)
    found = draft(data, file.name, REGISTRY, words)
    target = _new_folder(space, name)
    try:
        target.mkdir(parents=True)
        (target / file.name).write_bytes(data)
        (target / "kind.toml").write_text(kind_text(file.stem, file.suffix, found), encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise Stop(problem("BT103", Place(file=target.name), wrong.strerror or "")) from None
    return target, found


def _new_folder(space: Workspace, name: str) -> Path:
    """Where a kind of this name will lie; raises Stop where the name is none or taken."""
    folders = space.kind_folders()
    if not name.strip() or plain_name(name) != name or len(name) > _LONGEST:
        raise Stop(problem("KD111", found=name, limit=_LONGEST))
    target = workspace.inside(space.templates, name, Place(file=name))
    if name in folders or target.exists():
        raise Stop(problem("KD112", Place(file=f"{space.templates.name}/{name}"), name))
    return target


def _no_kind(name: str, folders: Iterable[str]) -> Problem:
    known = list(folders)
    near = next(iter(difflib.get_close_matches(name, known, 1)), next(iter(known), "—"))
    return problem("ST009", found=name, known="、".join(known), near=near)


def _copy(source: Path, target: Path) -> Path:
    if source.resolve() != target.resolve():
        try:
            shutil.copytree(source, target)
        except OSError as wrong:
            raise Stop(problem("BT103", Place(file=target.name), wrong.strerror or "")) from None
    return target
