"""Lays things down for people to work with: a workspace, a kind to edit, a new kind."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline import workspace
from pipeline.problems import Place, Stop, problem
from pipeline.workspace import SETTINGS, Workspace


def lay_workspace(folder: Path, samples: bool = True) -> list[str]:
    """A new workspace in an empty or new folder; the names of what was laid down."""
    if folder.exists() and any(folder.iterdir()):
        raise Stop(problem("ST012", Place(file=str(folder)), folder.name))
    try:
        for name in ("inputs", "outputs", "templates"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        if samples:
            shutil.copytree(workspace.shipped("inputs"), folder / "inputs", dirs_exist_ok=True)
        (folder / SETTINGS).write_text(_settings_text(), encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise Stop(problem("BT103", Place(file=str(folder)), wrong.strerror or "")) from None
    return [SETTINGS, "inputs/", "outputs/", "templates/"]


def _settings_text() -> str:
    """The defaults with every value commented out, so that only what a bank changes counts."""
    lines = workspace.defaults_text().splitlines()
    return "\n".join(line if not line or line[0] in "#[" else f"# {line}" for line in lines) + "\n"


def edit_kind(space: Workspace, name: str) -> Path:
    """The workspace's own copy of a kind, made from the shipped one where there is none yet."""
    folders = space.kind_folders()
    if name not in folders:
        raise Stop(problem("ST009", found=name, known="、".join(folders), near=next(iter(folders), "—")))
    return _copy(folders[name], space.templates / name)


def new_kind(space: Workspace, name: str, like: str) -> Path:
    """A kind of this name in the workspace, as a copy of another to change."""
    folders = space.kind_folders()
    if like not in folders:
        raise Stop(problem("ST009", found=like, known="、".join(folders), near=next(iter(folders), "—")))
    target = workspace.inside(space.templates, name, Place(file=name))
    if name in folders or target.exists():
        raise Stop(problem("ST012", Place(file=name), name))
    return _copy(folders[like], target)


def _copy(source: Path, target: Path) -> Path:
    if source.resolve() != target.resolve():
        try:
            shutil.copytree(source, target)
        except OSError as wrong:
            raise Stop(problem("BT103", Place(file=target.name), wrong.strerror or "")) from None
    return target
