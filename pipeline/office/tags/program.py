"""Checked code and facts → text, or every problem of these facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import CodeType
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context

from pipeline.office.tags.code import CALL, LOOP, WRITE
from pipeline.office.tags.inspect import Inspection
from pipeline.office.tags.names import Names
from pipeline.office.tags.running import MOST_OUTPUT, Budget, gathered, parted, root_of
from pipeline.problems import Place, Problem, Stop, problem


class Program:
    """A compiled program: its problems, the names it needs, and its render."""

    def __init__(self, place: Callable[[int], Place], names: Names, problems: list[Problem]) -> None:
        self.problems: Sequence[Problem] = problems
        self.needs: dict[str, Any] = {}
        self.places: Mapping[tuple[str, ...], Place] = {}
        self._place = place
        self._names = names
        self._functions: dict[str, Any] = {}
        self._code: Callable[[bool], CodeType] | None = None
        self._run: Callable[[Context], Iterable[str]] | None = None
        self._environment = Environment()

    def install(self, code: Callable[[bool], CodeType], functions: dict[str, Any]) -> None:
        """Gives the program its code; the compiler calls this once. The careful form is made when it is needed."""
        self._functions = functions
        self._code = code
        self._environment = functions["environment"]
        self._run = root_of(code(False), functions)

    def names(self) -> dict[str, Any]:
        """The code names it needs of the facts, nested: {"officers": {"[]": {"officer": {}}}, "branch": {}}."""
        return self.needs

    def render(self, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None = None) -> str:
        """The text. ``calls``: what this render brings along (see compile_program).

        Raises Stop with the compile problems, or with every problem of these facts. To find them, the program
        runs a second time, so the functions in ``calls`` may then be called again.
        """
        text = "".join(self.outputs(facts, calls))
        if len(text) > MOST_OUTPUT:
            raise Stop(problem("TL206", self._place(2), len(text)))
        return text

    def texts(self, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None = None) -> Iterator[str]:
        """As render, but in parts that follow one another as they are made, so that a long text is never held whole."""
        if self._run is None:
            raise Stop(self.problems)
        try:
            budget = Budget()
            yield from parted(self._run(self._context(facts, calls, budget)), budget)
        except Exception as error:
            raise Stop(self.inspect(facts, calls, error)) from None

    def outputs(self, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None = None) -> list[Any]:
        """As render, but in pieces: texts, and the tuples of Records."""
        if self._run is None:
            raise Stop(self.problems)
        try:
            budget = Budget()
            return gathered(self._run(self._context(facts, calls, budget)), budget)
        except Exception as error:
            raise Stop(self.inspect(facts, calls, error)) from None

    def _context(
        self, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None, budget: Budget
    ) -> Context:
        variables = dict(facts)
        variables[LOOP] = budget.loop
        for name, call in (calls or {}).items():
            variables[CALL + name] = variables[WRITE + name] = call
        return Context(self._environment, variables, "program", {})

    def inspect(
        self, facts: Mapping[str, Any], calls: Mapping[str, Callable[..., str]] | None, error: Exception
    ) -> list[Problem]:
        """Every problem of these facts, found tag by tag, their writers included; ``error`` is what was met first."""
        inspection = Inspection(self._place, self._names, facts)
        assert self._code is not None
        run = root_of(self._code(True), {**self._functions, **inspection.functions()})
        budget = Budget()
        try:
            gathered(run(self._context(facts, calls, budget)), budget)
        except Exception as second:
            error = second
        if inspection.problems:
            return inspection.problems
        if isinstance(error, Stop):
            return list(error.problems)
        place = self._place(inspection.line)
        return [problem("TL203", place, place.tag)]
