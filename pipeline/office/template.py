"""A file cut into text and tags → a program that writes the text with the tags' values in it.

The language is Jinja2's as people know it from Word templates, made safe: attributes are items only, what may be
called is the template's own macros, range, namespace, loop.cycle, a dict's items, and functions that an adapter lists;
names may be Chinese, undefined names are problems. Of a blank (None) every field is blank, arithmetic with a blank or
a division by zero gives a blank, and a blank prints as its field's type says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from types import CodeType
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from pipeline.office.tags.blocks import Statement, check_blocks, deepest
from pipeline.office.tags.code import CALL, FUNCTION, RECORD, generate, prepare
from pipeline.office.tags.filters.filters import ALIASES, FILTERS, mapping
from pipeline.office.tags.names import Names, plain_source
from pipeline.office.tags.needs import Analysis
from pipeline.office.tags.pieces import Call, Filters, Formats, Listed, Piece, Record, Tag, Writer, Writers
from pipeline.office.tags.program import Program
from pipeline.office.tags.running import RUNNING
from pipeline.office.tags.syntax import cause
from pipeline.office.tags.tree import Check, Known, rename
from pipeline.office.tags.writers import NUMERIC, Fragment, Rich, Run, UnwritableError, write_value
from pipeline.problems import Place, Problem, problem

__all__ = [
    "Call", "Filters", "Formats", "Fragment", "Listed", "Names", "Piece", "Program", "Record", "Rich", "Run", "Tag",
    "UnwritableError", "Writer", "Writers", "compile_program", "write_value",
]  # fmt: skip

_BLOCK, _VALUE = "\x01{}\x02", "\x03{}\x04"
_MARK = "\x07"
_NAMESPACE = re.compile(r"set\s+(\w+)\s*=\s*namespace\s*\(")


def compile_program(
    pieces: Iterable[Piece],
    *,
    names: Names,
    formats: Formats,
    filters: Filters | None = None,
    writers: Writers,
    plain: Container[str] = (),
) -> Program:
    """The program of these pieces; its ``problems`` say everything that is wrong with them at once.

    Texts are written as they are. A value tag's value goes through ``writers[tag.writer](format)``: a function
    that is made once, at compile time, for the type (``formats``) that the expression ends in ("" if none or if
    a filter decides), and turns each value into finished text, so it does the escaping. Fragments (what the
    template's own macros and set blocks wrote) are finished text already.

    ``plain`` names the writers that write a printable text without & < > as it is, and a whole number without a type
    as its digits: such values need no call.
    ``filters``: more filters, by name; as Listed they may also be called.

    What must be made anew for each render (row counters, collected values) comes with it, in two ways:
    a Call piece puts in what ``calls[name](*args)`` returns; and a tag whose writer is not in ``writers`` is
    written by ``calls[writer](value, format)``. So a spreadsheet row is e.g.
    ``['<row r="', Call("row", (7,)), '">', Tag("人.咨询量", writer="cell3"), "</row>"]``
    rendered with ``program.render(facts, {"row": state.open_row, "cell3": state.write_c3})``.
    """
    return _Compiler(names, formats, filters or {}, writers, plain).program(pieces)


class _Blocks(Environment):
    """Jinja's parser with delimiters that no XML and no HTML can hold."""

    def __init__(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__("\x01", "\x02", "\x03", "\x04", "\x05", "\x06", optimized=False, cache_size=0)
        self.globals.clear()
        self.filters = dict(filters)


class _Compiler:
    """Collects one program's tags, problems and functions on the way from pieces to code."""

    def __init__(
        self, names: Names, formats: Formats, filters: Filters, writers: Writers, plain: Container[str]
    ) -> None:
        self.names = names
        self.formats = formats
        self.writers = writers
        self.plain = plain
        self.listed: Filters = filters if isinstance(filters, Listed) else {}
        self.environment = _Blocks({**FILTERS, **filters})
        self.environment.filters["map"] = mapping(self.environment.filters)
        self.texts: list[str] = []
        self.tags: list[Tag | Call | Record] = []
        self.sources: list[str] = []
        self._deepest = 0
        self.problems: list[Problem] = []

    def program(self, pieces: Iterable[Piece]) -> Program:
        source = "".join(map(self._source, pieces))
        self._check_tags()
        program = Program(self.place, self.names, self.problems)
        if self.problems:
            return program
        try:
            self._compile(source, program)
        except TemplateSyntaxError as error:
            self._syntax(error.lineno - 2, error)
        except (SyntaxError, RecursionError):  # Python's own limits: 20 loops in one another, 100 blocks
            self._too_deep(self._deepest)
        return program

    def _compile(self, source: str, program: Program) -> None:
        tree = self.environment.parse(source)
        self._restore_texts(tree)
        rename(tree, self.names)
        analysis = Analysis(tree, self.formats, self.listed)
        if "loop" in analysis.needs:
            self.report(analysis.lines[("loop",)] - 2, "TL111", "loop", {})
        program.needs = analysis.needs
        program.places = {path: self.place(line) for path, line in analysis.lines.items()}
        if not self.problems:
            self._generate(tree, analysis, program)

    # pieces → source

    def _source(self, piece: Piece) -> str:
        """A text is a mark; a tag stands on a line of its own, so that a line number names it."""
        if isinstance(piece, str):
            self.texts.append(piece)
            return f"{_MARK}{len(self.texts) - 1}{_MARK}"
        self.tags.append(piece)
        if isinstance(piece, Call):
            self.sources.append(f"{CALL}{piece.name}({', '.join(map(repr, piece.args))})")
            return _VALUE.format(f"\n{self.sources[-1]} ")
        if isinstance(piece, Record):
            self.sources.append(f"{RECORD}({piece.code}, {len(piece.tags)})")
            return "".join([_VALUE.format(f"\n{self.sources[-1]} "), *map(self._source, piece.tags)])
        source = plain_source(piece.source).strip()
        self.sources.append("".join(char for char in source if char >= " "))
        return (_BLOCK if piece.statement else _VALUE).format(f"\n{self.sources[-1]} ")

    def _check_tags(self) -> None:
        """Each tag alone, so that all of them are checked; only then the blocks they make."""
        statements = []
        check = Check(self._known(), self.report)
        for index, (tag, source) in enumerate(zip(self.tags, self.sources, strict=True)):
            if not isinstance(tag, Tag):
                continue
            if tag.statement:
                statements.append(Statement(index, source, tag.level, own=not tag.typed))
                alone = statements[-1].alone()
                alone = _BLOCK.format(alone) if alone else ""
            else:
                alone = _VALUE.format(source + " ")
            try:
                check.visit(self.environment.parse(alone), index)
            except TemplateSyntaxError as error:
                self._syntax(index, error)
            except (RecursionError, ValueError):  # Python's own limits: 4,300 digits, 1,000 calls
                self._too_deep(index)
        self._deepest = deepest(statements)
        check_blocks(statements, self._typed, self.report)

    def _known(self) -> Known:
        macros = {source.split("(")[0][5:].strip() for source in self.sources if source.startswith("macro")}
        spaces = {found[1] for found in map(_NAMESPACE.match, self.sources) if found}
        filters = sorted({*self.environment.filters, *ALIASES})
        return Known(filters, macros, spaces, self.listed)

    def _restore_texts(self, tree: nodes.Template) -> None:
        for data in tree.find_all(nodes.TemplateData):
            parts = data.data.split(_MARK)
            data.data = "".join(self.texts[int(part)] for part in parts if part)

    # problems

    def place(self, line: int) -> Place:
        """The place of the tag on this line of the source, with the tag as it was typed."""
        index = line - 2
        tag = self.tags[index] if 0 <= index < len(self.tags) else None
        return replace(tag.place, tag=tag.typed or tag.source) if isinstance(tag, Tag) else Place()

    def _typed(self, index: int) -> str:
        return self.place(index + 2).tag

    def report(self, index: int, code: str, found: str, params: Mapping[str, str]) -> None:
        """Adds a problem with the tag of this index."""
        self.problems.append(problem(code, self.place(index + 2), found, "error", **params))

    def _too_deep(self, index: int) -> None:
        self.report(index, "TL119", self._typed(index)[:24], {})

    def _syntax(self, index: int, error: TemplateSyntaxError) -> None:
        self.report(index, cause(error.message or ""), self._typed(index), {})

    # code

    def _generate(self, tree: nodes.Template, analysis: Analysis, program: Program) -> None:
        per_render = {
            line: tag.writer
            for line, tag in enumerate(self.tags, 2)
            if isinstance(tag, Tag) and tag.writer not in self.writers
        }
        functions: dict[tuple[str, str], str] = {}
        writers: dict[int, str] = {}
        for output in tree.find_all(nodes.Output):
            for child in output.nodes:
                tag = self.tags[child.lineno - 2] if not isinstance(child, nodes.TemplateData) else None
                if isinstance(tag, Tag) and child.lineno not in per_render:
                    key = (tag.writer, analysis.formats[id(child)])
                    writers[id(child)] = functions.setdefault(key, f"_w{len(functions)}")
        prepare(tree, analysis, per_render)
        namespace: dict[str, Any] = {name: self.writers[writer](format) for (writer, format), name in functions.items()}
        plain = {name: format not in NUMERIC for (writer, format), name in functions.items() if writer in self.plain}
        namespace.update((FUNCTION + name, function) for name, function in self.listed.items())

        def code(careful: bool) -> CodeType:
            source = generate(tree, self.environment, analysis, writers, plain, careful=careful)
            return compile(source, "<template>", "exec")

        program.install(code, {**RUNNING, **namespace, "environment": self.environment})
