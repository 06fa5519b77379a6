"""Turns the bytes of a Markdown file into the blocks of a course, as a workbook's sheets would be."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from pipeline.intake.markdown.front import COURSES, NEAR, read_front
from pipeline.intake.markdown.outline import Outline
from pipeline.intake.markdown.rows import blocks_of, labels_of
from pipeline.intake.sheets.headings import header_key
from pipeline.intake.sheets.layout import Block
from pipeline.intake.workbooks.foreign.text import decoded
from pipeline.problems import Place, Problem, problem
from pipeline.vocabulary import Vocabulary

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

SUFFIX = ".md"
_FENCE = "---"
MAX_BYTES = 2_000_000  # a book of a thousand pages


def read_course(data: bytes, file: str, vocabulary: Vocabulary) -> tuple[list[Block], list[Problem]]:
    """The rows of a course in Markdown, and what is to be said of it; raises Stop where the bytes are no text.

    A file whose front matter, or first heading below one, names no course is none (IN109).
    """
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        return [], [problem("IN006", Place(file=file), f"{len(data) / 1_000_000:.1f} MB", limit=limit)]
    text = decoded(data, file)
    root = _tree(text)
    front = next((node for node in root.children if node.type == "front_matter"), None)
    if front is None:
        return [], [_no_front(text, file)]
    course, rows, problems = read_front(front.content, 2, file, vocabulary)
    outline = Outline(vocabulary, course)
    found = outline.read(root)
    problems += [_strange(file, vocabulary, *column) for column in outline.strange]
    if not course.values.get("course"):
        return [], [*problems, problem("IN109", Place(file=file), level="warning")]
    for table, more in found.items():
        rows.setdefault(table, []).extend(more)
    for row in (row for own in rows.values() for row in own):
        row.values.setdefault("course", course.values["course"])
    return blocks_of(file, {COURSES: [course], **rows}, vocabulary), problems


def _tree(text: str) -> SyntaxTreeNode:
    """The blocks of a Markdown text; its reader is loaded for those alone who write courses that way."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from mdit_py_plugins.front_matter import front_matter_plugin

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(front_matter_plugin)
    return SyntaxTreeNode(reader.parse(text))


def _no_front(text: str, file: str) -> Problem:
    """No course, or one whose front matter nobody ended."""
    if text.lstrip("\ufeff").startswith(_FENCE):
        return problem("IN112", Place(file, row=1), _FENCE)
    return problem("IN109", Place(file=file), level="warning")


def _strange(file: str, vocabulary: Vocabulary, line: int, heading: str, table: str) -> Problem:
    """A column of a list that means nothing, with the nearest name."""
    labels = labels_of(vocabulary, table)
    near = difflib.get_close_matches(header_key(heading)[0], labels, 1, NEAR)
    terms = list(dict.fromkeys(vocabulary.fields[name].term for name in labels.values()))
    nearest = vocabulary.fields[labels[near[0]]].term if near else "—"
    return problem("IN110", Place(file, row=line), heading, "warning", near=nearest, known="、".join(terms))


def is_readme(name: str) -> bool:
    """Whether a file of this name says something to its readers and is no course: README.md, readme-课程.md."""
    return name.lower().startswith("readme") and name.lower().endswith(SUFFIX)
