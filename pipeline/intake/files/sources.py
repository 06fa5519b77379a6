"""Turns the inputs folder into named bytes: its workbooks and those in zipped folders, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.intake.markdown import course as markdown
from pipeline.intake.workbooks.archive import workbooks_in
from pipeline.intake.workbooks.sniff import ARCHIVES, KNOWN_BUT_UNREAD, PAPERS, SUFFIXES
from pipeline.intake.workbooks.unlock import known_passwords
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.workspace import SETTINGS, read_bytes

MAX_BYTES = 100_000_000
IGNORE = frozenset({"ignore", "忽略", "不读"})
COUNT = frozenset({"count", "计入", "读"})


@dataclass(frozen=True)
class Found:
    """One file: its name below the inputs folder (包.zip/日报.xlsx in a zipped one), its bytes, their SHA-256."""

    name: str
    data: bytes
    digest: str


@dataclass
class Inputs:
    """The files of an inputs folder, read one after the other; ``problems`` grows while they are."""

    folder: Path
    settings: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Found]:
        self._check_answers()
        paths = input_files(self.folder)
        if not paths:
            self.problems.append(problem("IN014", found=self.folder.name))
        for path in paths:
            name = path.relative_to(self.folder).as_posix()
            if self.answer(name) in IGNORE:
                continue
            if path.suffix.lower() in KNOWN_BUT_UNREAD:
                self.problems.append(problem("IN012", Place(file=name), path.suffix))
            elif path.suffix.lower() in PAPERS:
                self.problems.append(problem("IN012", Place(file=name), path.suffix, "warning"))
            elif (data := self._bytes(path, name)) is not None:
                yield from self._zipped(name, data) if path.suffix.lower() in ARCHIVES else self._once(name, data)

    def answer(self, name: str) -> str:
        """What [intake.files] says of a file, by its path below inputs or by its bare name."""
        answers = self.settings.get("files", {})
        return str(answers.get(name, answers.get(name.rsplit("/", 1)[-1], ""))).strip().lower()

    def _check_answers(self) -> None:
        for name, answer in self.settings.get("files", {}).items():
            if str(answer).strip().lower() not in IGNORE | COUNT:
                place = Place(file=SETTINGS, inside=f"intake.files.{name}")
                self.problems.append(problem("IN018", place, answer, file=name))

    def passwords(self, name: str) -> list[str]:
        """The passwords to try on a file."""
        return known_passwords(self.settings, name)

    def _bytes(self, path: Path, name: str) -> bytes | None:
        try:
            if path.stat().st_size > MAX_BYTES:
                size, limit = (f"{number // 1_000_000} MB" for number in (path.stat().st_size, MAX_BYTES))
                self.problems.append(problem("IN006", Place(file=name), size, limit=limit))
                return None
            return path.read_bytes()
        except OSError as wrong:
            self.problems.append(problem("IN013", Place(file=name), wrong.strerror or type(wrong).__name__))
            return None

    def _zipped(self, name: str, data: bytes) -> Iterator[Found]:
        count = 0
        try:
            for member in workbooks_in(data, name, self.passwords(name)):
                count += 1
                inside = f"{name}/{member.name}"
                if member.problem:
                    self.problems.append(member.problem)
                elif self.answer(inside) not in IGNORE:
                    yield from self._once(inside, member.data)
        except Stop as stop:
            self.problems += stop.problems
            return
        if not count:
            self.problems.append(problem("IN014", Place(file=name), name))

    def _once(self, name: str, data: bytes) -> Iterator[Found]:
        """The file, unless its bytes were there before under another name."""
        digest = hashlib.sha256(data).hexdigest()
        if data and digest in self._seen:
            self.problems.append(problem("IN010", Place(file=name), name, "warning", first=self._seen[digest]))
            return
        self._seen[digest] = name
        yield Found(name, data, digest)


def input_bytes(folder: Path, name: str) -> bytes:
    """The bytes of an input by the name that it is told by (包.zip/日报.xlsx in a zipped folder).

    Raises Stop where it is not there any more, or only a password opens it.
    """
    for outer in (path for path in PurePosixPath(name).parents if path.suffix.lower() in ARCHIVES):
        if (folder / outer).is_file():
            inside = PurePosixPath(name).relative_to(outer).as_posix()
            found = next((m for m in workbooks_in(read_bytes(folder / outer), str(outer)) if m.name == inside), None)
            if found is None or found.problem:
                raise Stop(found.problem if found and found.problem else problem("IN014", Place(file=name), inside))
            return found.data
    return read_bytes(folder / name)


def input_files(folder: Path) -> list[Path]:
    """The workbooks, archives and courses (.md) below a folder in a fixed order, without lock files and the like."""
    if not folder.is_dir():
        return []
    known = SUFFIXES | ARCHIVES | KNOWN_BUT_UNREAD | PAPERS | {markdown.SUFFIX}
    files = (path for path in folder.rglob("*") if path.suffix.lower() in known and path.is_file())
    return sorted((path for path in files if not _is_aside(path.relative_to(folder))), key=lambda path: path.as_posix())


def _is_aside(path: Path) -> bool:
    """Lock files of Excel (~$日报.xlsx), LibreOffice (.~lock.日报.xlsx#), hidden ones, README.md, 说明.txt."""
    words = markdown.is_readme(path.name) or (path.suffix.lower() in PAPERS and "说明" in path.stem)
    return words or any(part.startswith((".", "~$", "~WRL", "__MACOSX")) for part in path.parts)
