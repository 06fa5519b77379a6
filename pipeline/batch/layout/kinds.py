"""Lays down a kind to work on: a shipped one to edit, one like another, or one around a person's own document."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from pipeline import vocabulary, workspace
from pipeline.batch.naming import plain_name
from pipeline.kinds.drafting import Draft, draft, kind_text
from pipeline.measures import REGISTRY
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.workspace import Workspace

_LONGEST = 60  # characters of a kind's name: 180 bytes of Chinese, within every file system's 255
_OUTPUT = re.compile(r'^(\s*output\s*=\s*"[^"]*)(\.\w+")', re.M)


def edit_kind(space: Workspace, name: str) -> Path:
    """The workspace's own copy of a kind, made from the shipped one where there is none yet."""
    folders = space.kind_folders()
    if name not in folders:
        raise Stop(_no_kind(name, folders))
    return _copy(folders[name], space.templates / name)


def new_kind(space: Workspace, name: str, like: str) -> Path:
    """A kind of this name in the workspace, as a copy of another to change; its papers bear its name in theirs.

    Else both kinds would make one file: the later run would find it made.
    """
    folders = space.kind_folders()
    if like not in folders:
        raise Stop(_no_kind(like, folders))
    target = _copy(folders[like], _new_folder(space, name))
    declared = target / "kind.toml"
    text = declared.read_bytes().decode("utf-8")
    own = _OUTPUT.sub(lambda found: f"{found[1]}（{name}）{found[2]}", text)
    declared.write_bytes(own.encode("utf-8"))
    return target


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
