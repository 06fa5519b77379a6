"""Finds a workspace: its settings, its folders, its templates over the shipped ones; refuses paths that leave it."""

from __future__ import annotations

import codecs
import difflib
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.problems import Place, Problem, Stop, problem

SETTINGS = "chenxi.toml"
_FREE = {"kind", "branch", "holidays"}  # sections whose keys are names, checked by who reads them
# likewise, further down
_NAMED = {("packs",), ("fonts",), ("intake", "tables"), ("intake", "files"), ("intake", "password")}


def shipped(name: str) -> Path:
    """The folder 'templates' or 'inputs' that travels with the program (in a wheel, else in the checkout)."""
    package = Path(__file__).parent
    inside = package / "shipped" / name
    return inside if inside.is_dir() else package.parent / name


@cache
def defaults() -> Mapping[str, Any]:
    """The default settings, from pipeline/defaults.toml."""
    return tomllib.loads(defaults_text())


def defaults_text() -> str:
    """The default settings as people read them, comments and all."""
    return (Path(__file__).parent / "defaults.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Workspace:
    """A folder with inputs/, outputs/ and perhaps templates/, chenxi.toml and vocabulary.toml."""

    root: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    own_vocabulary: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def inputs(self) -> Path:
        """Where people drop their workbooks."""
        return self._folder("inputs")

    @cached_property
    def outputs(self) -> Path:
        """Where documents go; raises Stop where they would lie among inputs (to be read again) or templates."""
        outputs = self._folder("outputs")
        for other in (self.inputs, self.templates):
            if outputs.is_relative_to(other) or other.is_relative_to(outputs):
                place = Place(file=SETTINGS, inside="folders.outputs")
                raise Stop(problem("ST017", place, self.settings["folders"]["outputs"]))
        return outputs

    @cached_property
    def templates(self) -> Path:
        """The workspace's own kinds, which win over the shipped ones; it need not exist."""
        return self._folder("templates")

    @property
    def settings_book(self) -> Path:
        """The workbook in which clerks change settings; it need not exist, and intake reads it."""
        return self.root / "设置.xlsx"

    @property
    def state(self) -> Path:
        """The program's own folder: ledger, lock, run reports."""
        return self.root / ".chenxi"

    @cached_property
    def faces(self) -> Mapping[str, str]:
        """The font map, a face of templates → the face of documents; raises Stop where one is no name."""
        faces: Mapping[str, Any] = self.settings["fonts"]
        for face, other in faces.items():
            if not isinstance(other, str):
                raise Stop(
                    problem("ST006", Place(file=SETTINGS, inside=f"fonts.{face}"), repr(other), example='"宋体"')
                )
        return faces

    def _folder(self, name: str) -> Path:
        return inside(self.root, str(self.settings["folders"][name]), Place(file=SETTINGS, inside=f"folders.{name}"))

    def kind_folders(self) -> dict[str, Path]:
        """Kind name → its folder; a folder of the workspace stands above a shipped one of the same name."""
        found: dict[str, Path] = {}
        for base in (shipped("templates"), self.templates):
            if base.is_dir():
                found |= {p.name: p for p in sorted(base.iterdir()) if (p / "kind.toml").is_file()}
        return found

    def kind_settings(self, kind: str, branch: str = "") -> dict[str, Any]:
        """What chenxi.toml says for a kind: [kind.NAME], and [branch."城东".kind.NAME] over it."""
        own = self.settings.get("kind", {}).get(kind, {})
        sub = self.settings.get("branch", {}).get(branch, {}).get("kind", {}).get(kind, {})
        return {**own, **sub}


def find(start: Path) -> Workspace:
    """The workspace that holds ``start``: the nearest folder upwards with chenxi.toml, else ``start`` itself."""
    start = start.resolve()
    root = next((p for p in (start, *start.parents) if (p / SETTINGS).is_file()), start)
    return load(root)


def load(root: Path) -> Workspace:
    """The workspace at ``root``; raises Stop where its settings cannot be read."""
    own = read_toml(root / SETTINGS) if (root / SETTINGS).is_file() else {}
    _check_free(own)
    vocabulary = read_toml(root / "vocabulary.toml") if (root / "vocabulary.toml").is_file() else {}
    return Workspace(root, merged(defaults(), own), vocabulary, tuple(_unknown(own, defaults(), ())))


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as any editor saves it (UTF-8, GBK, UTF-16 with a mark); raises Stop with the line it stops at."""
    data = read_bytes(path)
    text = _decoded(data)
    if text is None:
        raise Stop(problem("ST002", Place(file=path.name)))
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as wrong:
        raise Stop(_wrong_line(path.name, text.splitlines(), str(wrong))) from None


def _decoded(data: bytes) -> str | None:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


# What people type into a settings file with a Chinese keyboard, and the problem that explains it.
_SLIPS = (
    (re.compile(r"[“”‘’「」＂]"), "ST018"),
    (re.compile(r"[＝，：；【】［］（）。、]"), "ST019"),
    (re.compile(r"^[^=\[\x00-\x1f]+$"), "ST020"),
    (re.compile(r"=\s*(?!true|false|inf|nan)[^\s\"'\[{\d.+-]"), "ST021"),
)
_TEXTS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*$")  # what stands in quotes or behind # may be anything


def _wrong_line(file: str, lines: list[str], detail: str) -> Problem:
    """What is wrong with a TOML file: the slip in the line that the parser names, else the parser's own words."""
    found = re.search(r"line (\d+)", detail)
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    bare = _TEXTS.sub('""', line).strip()
    code = next((code for sign, code in _SLIPS if bare and sign.search(bare)), "ST001")
    return problem(code, Place(file=file, row=number if found else 0), line or detail, detail=detail)


def read_bytes(path: Path) -> bytes:
    """A file's bytes; raises Stop where it is missing or may not be read."""
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise Stop(problem("ST003", Place(file=path.name), wrong.strerror or str(wrong))) from None


def inside(root: Path, name: str, place: Place) -> Path:
    """``root``/``name``; raises Stop where that leaves ``root`` (.., an absolute path, a link)."""
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):  # a name that no system takes: too long, a null character
        raise Stop(problem("ST004", place, repr(name[:60]))) from None
    if not path.is_relative_to(root.resolve()):
        raise Stop(problem("ST004", place, name))
    return path


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Settings laid over others, section by section."""
    out = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(out.get(key), Mapping)
        out[key] = merged(out[key], value) if both else value
    return out


def _unknown(own: Mapping[str, Any], known: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Problem]:
    """A warning for each key that no default has, with the nearest one."""
    for key, value in own.items():
        here = (*path, key)
        place = Place(file=SETTINGS, inside=".".join(here))
        if (not path and key in _FREE) or path in _NAMED:
            continue
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            yield problem("ST005", place, key, "warning", near=near[0] if near else "—")
        elif isinstance(known[key], Mapping) != isinstance(value, Mapping):
            raise Stop(problem("ST006", place, repr(value), example=_example(key, known[key])))
        elif isinstance(value, Mapping):
            yield from _unknown(value, known[key], here)
        elif not same_type(value, known[key]):
            raise Stop(problem("ST006", place, repr(value), example=_example(key, known[key])))


def _check_free(own: Mapping[str, Any]) -> None:
    """Raise Stop where [kind], [branch] or [holidays] is no section, or one of their own sections is none."""
    kinds = own.get("kind", {})
    branches = own.get("branch", {})
    found = {"kind": kinds, "branch": branches, "holidays": own.get("holidays", {})}
    for section, parts in (("kind", kinds), ("branch", branches)):
        found |= {f"{section}.{name}": part for name, part in parts.items()} if isinstance(parts, Mapping) else {}
    for name, part in branches.items() if isinstance(branches, Mapping) else ():
        below = part.get("kind", {}) if isinstance(part, Mapping) else {}
        found[f"branch.{name}.kind"] = below
        found |= {f"branch.{name}.kind.{k}": v for k, v in below.items()} if isinstance(below, Mapping) else {}
    for name, value in found.items():
        if not isinstance(value, Mapping):
            raise Stop(problem("ST006", Place(file=SETTINGS, inside=name), repr(value), example=f"[{name}]"))


def _example(key: str, known: object) -> str:
    return f"[{key}]" if isinstance(known, Mapping) else shown(known)


def shown(value: object) -> str:
    """A setting as it is written in TOML, at most a line of it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {shown(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value[:3]))}{', …' if len(value) > 3 else ''}]"
    return repr(value).replace("'", '"').replace("True", "true").replace("False", "false")


def same_type(value: object, known: object) -> bool:
    """Whether a setting is of its default's kind: numbers finite and none below nought where the default is not.

    A list of numbers has as many as the default; a list of sections, in each the keys of the default's first.
    """
    if isinstance(value, bool) or isinstance(known, bool):
        return isinstance(value, bool) and isinstance(known, bool)
    if isinstance(known, int | float):
        return isinstance(value, int | float) and math.isfinite(value) and (value >= 0 or known < 0)
    if isinstance(known, Mapping):
        return isinstance(value, Mapping) and all(k in value and same_type(value[k], v) for k, v in known.items())
    if isinstance(known, list):
        pair = len(known) > 1 and all(isinstance(k, int | float) for k in known)
        fits = isinstance(value, list) and (not pair or len(value) == len(known))
        return fits and all(same_type(v, known[0] if known else "") for v in value)  # type: ignore[attr-defined]
    return isinstance(value, type(known))
