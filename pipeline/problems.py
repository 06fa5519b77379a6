"""What went wrong, as data: a code, a place, what was found there, and how much it matters.

Nothing in this house raises anything else on purpose. A function that can go on collects Problems in a
list; one that cannot raises Stop with the problems it has. Sentences are made in ``language`` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning", "repair"]
LEVELS: tuple[Level, ...] = ("error", "warning", "repair")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: 日报.xlsx › 3月 › C7, or 周例会.docx › table 2 row 3 cell 1 › {{ x }}.

    ``row`` and ``column`` count from 1; ``inside`` is the place within a template part (English words,
    translated by ``language``) and ``tag`` the template tag as it was typed.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
    inside: str = ""
    tag: str = ""

    @property
    def cell(self) -> str:
        """The cell's address, as C7; only a row is known: 7; neither: empty."""
        letters = column_letters(self.column) if self.column else ""
        return f"{letters}{self.row or ''}"

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell, self.inside, self.tag) if part)


def column_letters(column: int) -> str:
    """The letters of a column that counts from 1: 1 → A, 28 → AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``code`` names its texts in messages/*.toml; ``params`` fill them.

    ``found`` is what stood there, already masked by whoever makes the problem, for it is printed and logged.
    ``level``: error (its row or document is left out), warning (kept), repair (what was read instead).
    """

    code: str
    place: Place = field(default_factory=Place)
    found: str = ""
    params: tuple[tuple[str, str], ...] = ()
    level: Level = "error"

    def __post_init__(self) -> None:
        if isinstance(self.params, Mapping):  # a dict is what callers like to write; a tuple hashes
            object.__setattr__(self, "params", tuple((k, str(v)) for k, v in self.params.items()))

    @property
    def values(self) -> dict[str, str]:
        """The values that the texts of this code are filled with."""
        return {"found": self.found, **dict(self.params)}


def problem(
    code: str, place: Place | None = None, found: object = "", level: Level = "error", **params: object
) -> Problem:
    """A Problem from keyword arguments, everything turned into text."""
    return Problem(code, place or Place(), str(found), tuple((k, str(v)) for k, v in params.items()), level)


class Stop(Exception):  # noqa: N818 - it is not an error of ours, it is the news that work cannot go on
    """Work that cannot go on, and why. It crosses process borders, so it holds plain data."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(f"{p.code} {p.place} {p.found}".strip() for p in self.problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Stop, (self.problems,))
