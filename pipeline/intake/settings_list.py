"""The defaults of the program and of its kinds → the settings that people change in a workbook, with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import workspace
from pipeline.workspace import Workspace

# in chenxi.toml or on other sheets
_ELSEWHERE = frozenset({"folders", "language", "intake", "privacy", "packs", "fonts", "holidays"})
_SECTION = re.compile(r"\[([\w.-]+)\]\s*(?:#\s*(.*))?")
_LINE = re.compile(r"(\w+)\s*=\s*(?:.*?)(?:\s+#\s*(.*))?")


@dataclass(frozen=True)
class Setting:
    """One setting: its path in chenxi.toml (weak.weeks, kind.weekly-minutes.blank_actions), what it is, its default."""

    code: str
    term: str
    group: str
    default: Any


@dataclass(frozen=True)
class KindSettings:
    """What a kind declares: its Chinese title, its settings, and the agenda among them where it has one."""

    name: str
    title: str
    settings: Mapping[str, Any]

    @property
    def agenda(self) -> list[dict[str, Any]]:
        """The points of its agenda, in order: key, title, on."""
        return list(self.settings.get("agenda", ()))


def changeable(space: Workspace) -> list[Setting]:
    """Every setting with a plain value: those of the program, then those of each kind; its words are its comment."""
    found = [
        s for s in _settings(workspace.defaults_text(), workspace.defaults()) if _section(s.code) not in _ELSEWHERE
    ]
    for name, folder in space.kind_folders().items():
        kind = kind_settings(space, name)
        text = workspace.read_bytes(folder / "kind.toml").decode("utf-8-sig", "replace")
        for item in _settings(text, {"settings": kind.settings}):
            if item.code.startswith("settings."):
                code = f"kind.{name}.{item.code.removeprefix('settings.')}"
                found.append(Setting(code, item.term, kind.title, item.default))
    return found


def kind_settings(space: Workspace, name: str) -> KindSettings:
    """What the kind of that name declares, its own kind.toml read as it stands; nothing where that has no settings."""
    entry = workspace.read_toml(space.kind_folders()[name] / "kind.toml")
    title, settings = entry.get("title", {}), entry.get("settings", {})
    said = title.get("zh", name) if isinstance(title, Mapping) else name
    return KindSettings(name, str(said), settings if isinstance(settings, Mapping) else {})


def value_of(settings: Mapping[str, Any], code: str) -> Any:
    """The value at a dotted path, None where there is none."""
    found: Any = settings
    for part in code.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _section(code: str) -> str:
    return code.partition(".")[0]


def _settings(text: str, values: Mapping[str, Any]) -> Iterator[Setting]:
    """The settings that lines of a TOML text name, with the comment behind each."""
    section = group = ""
    for line in text.splitlines():
        if head := _SECTION.fullmatch(line.strip()):
            section, group = head[1], head[2] or head[1]
        elif section and (entry := _LINE.fullmatch(line.strip())):
            code = f"{section}.{entry[1]}"
            default = value_of(values, code)
            if _is_plain(default) and not entry[1].endswith("_known"):
                yield Setting(code, entry[2] or entry[1], group, default)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(part, str | int | float) for part in value)
    return isinstance(value, str | int | float)
