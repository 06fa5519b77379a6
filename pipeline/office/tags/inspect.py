"""Facts that a program stumbled over → every problem that stands in them, each with its tag."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pipeline.office.tags.filters.filters import default
from pipeline.office.tags.names import Names
from pipeline.office.tags.tree import nearest
from pipeline.office.tags.values import (
    LOOKUP_FAILURES,
    MissingNameError,
    NoFieldsError,
    TooLongError,
    UnknownWordError,
    step,
    subscript,
)
from pipeline.office.tags.writers import UnwritableError
from pipeline.problems import Place, Problem, Stop, problem


class Absent:
    """Stands for a value that could not be had, so that the rest can be looked at: empty, false, without end."""

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __call__(self, *args: Any, **kwargs: Any) -> Absent:
        return self


ABSENT = Absent()


class Inspection:
    """The functions that the careful form of a program calls, and the problems they found; ``line``: where it is."""

    def __init__(self, places: Callable[[int], Place], names: Names, roots: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        self._place = places
        self._names = names
        self._roots = [name for name in roots if not name.startswith("_")]
        self.line = 2
        self._failures = 0
        self._over_budget = False

    def functions(self) -> dict[str, Any]:
        """What to put in the careful code's way in place of the fast functions."""
        return {
            "_step": self._step,
            "_subscript": self._subscript,
            "_unknown": self._unknown,
            "_undefined": self._argument,
            "_defined": self._defined,
            "_default": self._default,
            "_guarded": self._guarded,
            "_written": self._written,
        }

    def _unknown(self, name: str, line: int) -> Absent:
        self._add("TL201", line, self._names.term(name), **self._near(name, self._roots))
        return ABSENT

    def _argument(self, hint: str = "", name: str = "") -> Absent | None:
        if not name:  # loop.previtem of the first
            return None
        self._add("TL201", self.line, name, **self._near(name, self._roots))
        return ABSENT

    def _defined(self, evaluate: Callable[[], Any]) -> bool:
        return self._quietly(evaluate) is not ABSENT

    def _default(self, evaluate: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
        value = self._quietly(evaluate)
        return default(None if value is ABSENT else value, *args, **kwargs)

    def _quietly(self, evaluate: Callable[[], Any]) -> Any:
        """The value, or ABSENT; what is missing on the way to it may be missing."""
        problems, failures = list(self.problems), self._failures
        try:
            return evaluate()
        except LOOKUP_FAILURES:
            return ABSENT
        finally:
            self.problems, self._failures = problems, failures

    def _step(self, value: Any, name: str, line: int) -> Any:
        return ABSENT if value is ABSENT else self._tried(step, value, name, line)

    def _subscript(self, value: Any, key: Any, line: int) -> Any:
        return ABSENT if value is ABSENT else self._tried(subscript, value, key, line)

    def _tried(self, take: Callable[[Any, Any], Any], value: Any, name: Any, line: int) -> Any:
        try:
            return take(value, name)
        except Exception as error:
            self._report(error, line)
            return ABSENT

    def _guarded(self, evaluate: Callable[[], Any], line: int) -> Any:
        if self._over_budget:
            return ABSENT
        self.line = line
        before = self._failures
        try:
            return evaluate()
        except Exception as error:
            if self._failures == before:  # else it is only what came of the value that is missing
                self._report(error, line)
            return ABSENT

    def _written(self, evaluate: Callable[[], str], line: int) -> str:
        text = self._guarded(evaluate, line)
        return text if isinstance(text, str) else ""

    def _report(self, error: Exception, line: int) -> None:
        if isinstance(error, Stop):
            self._failures += 1
            for found in error.problems:
                self._over_budget |= found.code == "TL206"
                self._keep(self._placed(found, line))
        elif isinstance(error, MissingNameError):
            self._add("TL202", line, self._names.term(error.name), **self._near(error.name, list(error.known)))
        elif isinstance(error, NoFieldsError):
            self._add("TL207", line, self._names.term(error.name), kind=error.kind)
        elif Absent.__name__ in str(error):  # what came of a value whose absence has been told
            self._failures += 1
        elif isinstance(error, UnwritableError):
            self._add("TL205", line, str(error))
        elif isinstance(error, TooLongError):
            self._over_budget = True
            self._add("TL206", line, str(error))
        elif isinstance(error, UnknownWordError):
            self._add("TL209", line, error.word, **nearest(error.word, error.known))
        elif isinstance(error, TypeError) and "argument" in str(error):
            self._add("TL208", line, self._place(line).tag)
        else:
            self._add("TL203", line, self._place(line).tag)

    def _placed(self, found: Problem, line: int) -> Problem:
        at = found.place if found.place.file else self._place(line)
        return Problem(found.code, at, found.found, found.params, found.level)

    def _add(self, code: str, line: int, found: str, **params: str) -> None:
        self._failures += 1
        self._keep(problem(code, self._place(line), found, "error", **params))

    def _keep(self, entry: Problem) -> None:
        if entry not in self.problems:
            self.problems.append(entry)

    def _near(self, name: str, known: list[str]) -> dict[str, str]:
        terms = {code: self._names.term(code) for code in known}
        words = list(terms.values())
        near = difflib.get_close_matches(self._names.term(name), words, 1, 0.5)
        near = near or [terms[code] for code in difflib.get_close_matches(name, known, 1)]
        return {"near": near[0] if near else "—", "known": "、".join(words[:20])}
