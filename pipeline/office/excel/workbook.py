"""Bytes of a workbook template → a template that renders facts into bytes of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from lxml import etree

from pipeline.office.excel.book import read_book
from pipeline.office.excel.compile import Compiled, Compiler
from pipeline.office.excel.fill import Part, Segment, SheetPart, part_text
from pipeline.office.excel.formulas.values import Values
from pipeline.office.excel.moving.marks import Now
from pipeline.office.excel.moving.rows import RowMap
from pipeline.office.package import CORE, STAMP, read_package, stamp_of
from pipeline.office.template import Filters, Formats, Names
from pipeline.problems import Place, Problem, Stop, problem


class Render(Now):
    """One render: where the rows stand, and what the cells hold."""

    values: Values


@dataclass
class ExcelTemplate:
    """A compiled workbook template. One may be rendered any number of times, each time from the start."""

    name: str
    compiled: Compiled
    sheets_by_name: Mapping[str, int]
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is wrong with its tags and formulas."""
        return self.compiled.problems

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        places: dict[tuple[str, ...], Place] = {}
        for program in self._programs():
            places = {**program.places, **places}
        return places

    def names(self) -> dict[str, Any]:
        """The code names that its parts need of the facts, nested, items of lists under "[]"."""
        needs: dict[str, Any] = {}
        for program in self._programs():
            _merge(needs, program.names())
        return needs

    def _programs(self) -> list[Any]:
        parts = (*self.compiled.sheets, *self.compiled.parts)
        return [part.program for part in parts if part.program is not None]

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The workbook's bytes. Raises Stop with the problems of the template, or all of these facts."""
        if any(p.level == "error" for p in self.problems):
            raise Stop(self.problems)
        with self._lock:  # the values that formulas will read are kept in lists of the template
            return self._render(facts)

    def _render(self, facts: Mapping[str, Any]) -> bytes:
        compiled = self.compiled
        compiled.writers.begin()
        outputs = _outputs((*compiled.sheets, *compiled.parts), facts)
        maps: dict[int, RowMap] = {}
        layouts: list[tuple[SheetPart, list[Segment]]] = []
        for sheet in compiled.sheets:
            segments, rows = sheet.layout(outputs[sheet.name])
            if sheet.source.plan.blocks:
                maps[sheet.source.sheet.index] = rows
            layouts.append((sheet, segments))
        now = Render(self.sheets_by_name, maps)
        now.values = Values(now, compiled.grids, compiled.writers.kept)
        changed: dict[str, bytes | str] = {sheet.name: sheet.written(segments, now) for sheet, segments in layouts}
        for part in compiled.parts:
            changed[part.name] = part_text(part, outputs[part.name], now)
        if CORE in changed:
            changed[CORE] = str(changed[CORE]).replace(STAMP, stamp_of(facts))
        return compiled.package.write(changed)


def _outputs(parts: Sequence[Part], facts: Mapping[str, Any]) -> dict[str, str]:
    """Part → the output of its program; raises Stop with the problems of all parts."""
    outputs: dict[str, str] = {}
    problems: list[Problem] = []
    for part in parts:
        try:
            outputs[part.name] = part.output(facts)
        except Stop as stop:
            problems += stop.problems
    if problems:
        raise Stop(problems)
    return outputs


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, below in more.items():
        _merge(into.setdefault(name, {}), below)


def compile_workbook(
    data: bytes, *, name: str = "template.xlsx", names: Names, formats: Formats, filters: Filters | None = None
) -> ExcelTemplate:
    """The template in these bytes, compiled; its ``problems`` say all that is wrong with its tags and formulas.

    Raises Stop when the bytes are no workbook, or not safe to open.
    """
    package = read_package(data, name=name)
    book = read_book(package)
    try:
        compiled = Compiler(book, names, formats, filters).compile()
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise Stop(problem("XL101", Place(file=name), str(error)[:80])) from None
    return ExcelTemplate(name, compiled, book.by_name)
