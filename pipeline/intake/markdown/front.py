"""Turns the front matter of a course (YAML) into rows, with a problem at its line for whatever is not understood."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from pipeline.intake.markdown.rows import Row, Rows, labels_of
from pipeline.intake.sheets.headings import header_key
from pipeline.privacy import mask_text
from pipeline.problems import Place, Problem, problem
from pipeline.vocabulary import Vocabulary

if TYPE_CHECKING:
    import yaml

    Node = yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode

COURSES = "courses"
_SCALAR, _SEQUENCE, _MAPPING = "scalar", "sequence", "mapping"  # what YAML calls a text, a list, and keys with values
MAX_LENGTH = 200_000  # characters; the longest timetable has a tenth of it
NEAR = 0.5  # how much of a name must agree for it to be offered
_PREFIX = "课程"  # 课程场次 may be called 场次


def read_front(text: str, line: int, file: str, vocabulary: Vocabulary) -> tuple[Row, Rows, list[Problem]]:
    """The course's own row, the rows of its lists (场次, 时间安排 …), and the problems; ``line`` is that of the text.

    Every value is read as text, as a cell's is: 09:00 stays a time and 是 a word. Aliases (&, *) are refused.
    """
    reader = _Reader(file, line, vocabulary)
    row = Row(line)
    root = reader.parsed(text)
    if root is not None and root.id == _MAPPING:
        reader.read(root, row)
    elif root is not None:
        reader.tell("IN112", root.start_mark.line, _line(text, root.start_mark.line))
    return row, reader.rows, reader.problems


class _Reader:
    """A front matter being read."""

    def __init__(self, file: str, line: int, vocabulary: Vocabulary) -> None:
        self.file, self.line, self.vocabulary = file, line, vocabulary
        self.rows: Rows = {}
        self.problems: list[Problem] = []
        self.own = labels_of(vocabulary, COURSES)
        self.lists = list_names(vocabulary)

    def tell(self, code: str, line: int, found: str, **params: str) -> None:
        level = "error" if code == "IN112" else "warning"
        self.problems.append(problem(code, Place(self.file, row=self.line + line), mask_text(found), level, **params))  # type: ignore[arg-type]

    def parsed(self, text: str) -> Node | None:
        """The tree of the text; None, with a problem, where it is no YAML or does what no course needs."""
        import yaml  # for those alone who write courses in Markdown

        if len(text) > MAX_LENGTH:
            self.tell("IN112", 0, f"{len(text)}")
            return None
        try:
            for event in yaml.parse(text, yaml.BaseLoader) if "&" in text or "*" in text else ():
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    mark = event.start_mark
                    self.tell("IN112", mark.line if mark else 0, "& *")
                    return None
            return cast("Node | None", yaml.compose(text, yaml.BaseLoader))
        except yaml.MarkedYAMLError as wrong:
            mark = wrong.problem_mark or wrong.context_mark
            self.tell("IN112", mark.line if mark else 0, _line(text, mark.line) if mark else "")
        except (yaml.YAMLError, RecursionError, ValueError):
            self.tell("IN112", 0, _line(text, 0))
        return None

    def read(self, root: Node, course: Row) -> None:
        """Every key of the front matter: a field of the course, or a list of rows of one of its tables."""
        for key, value in root.value:
            name, line, single = _text(key), key.start_mark.line, value.id == _SCALAR
            table, field = self.lists.get(header_key(name)[0]), self.own.get(header_key(name)[0])
            if table and not (single and (field or not value.value)):
                self.rows.setdefault(table, []).extend(self.table_rows(table, value))
            elif field:
                self.put(course, field, value)
            elif not single or value.value:
                self.unknown(name, line, {**self.own, **self.lists})

    def unknown(self, name: str, line: int, known: Mapping[str, str]) -> None:
        """Tell of a name that means nothing, with the nearest one that does."""
        near = difflib.get_close_matches(header_key(name)[0], known, 1, NEAR)
        terms = {key: self._term(known[key]) for key in near}
        self.tell("IN110", line, name, near=terms[near[0]] if near else "—", known="、".join(self._terms(known)))

    def _term(self, name: str) -> str:
        tables, fields = self.vocabulary.tables, self.vocabulary.fields
        return tables[name].term.removeprefix(_PREFIX) if name in tables and name not in fields else fields[name].term

    def _terms(self, known: Mapping[str, str]) -> list[str]:
        return list(dict.fromkeys(self._term(name) for name in known.values()))

    def put(self, row: Row, field: str, value: Node) -> None:
        """A field's value: text as it is, a list as lines."""
        line = self.line + value.start_mark.line
        if field in row.values:
            self.tell("IN115", value.start_mark.line, self.vocabulary.fields[field].term)
        elif value.id == _SCALAR:
            row.add(field, str(value.value).strip(), line)
        elif value.id == _SEQUENCE and all(v.id == _SCALAR for v in value.value):
            row.add(field, "\n".join(text for item in value.value if (text := _text(item))), line)
        else:
            self.tell("IN111", value.start_mark.line, self.vocabulary.fields[field].term)

    def table_rows(self, table: str, value: Node) -> Iterator[Row]:
        """A row for each item of a list; an item that is a mere text is the first field that the table requires."""
        labels, first = labels_of(self.vocabulary, table), self.vocabulary.tables[table].required[0]
        for item in value.value if value.id == _SEQUENCE else [value]:
            row = Row(self.line + item.start_mark.line)
            if item.id == _MAPPING:
                for key, cell in item.value:
                    field = labels.get(header_key(_text(key))[0])
                    if field:
                        self.put(row, field, cell)
                    else:
                        self.unknown(_text(key), key.start_mark.line, labels)
            else:
                self.put(row, first, item)
            if row.values:
                yield row


def list_names(vocabulary: Vocabulary) -> dict[str, str]:
    """What people may call the tables of a course: 课程场次, 场次, course_sessions → course_sessions."""
    names: dict[str, str] = {}
    for spec in vocabulary.tables.values():
        if "course" in spec.from_book:
            for name in (spec.term, spec.term.removeprefix(_PREFIX), spec.name):
                names[header_key(name)[0]] = spec.name
    return names


def _text(node: Node) -> str:
    """A key or an item as text; one that is itself a list or a mapping as …."""
    return str(node.value).strip() if node.id == _SCALAR else "…"


def _line(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line].strip()[:40] if line < len(lines) else ""
