"""Walks the headings of a course: units, sections, cases and exercises, and what stands under each, as rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.intake.cells.readings import compact
from pipeline.intake.markdown.exercises import exercises_of
from pipeline.intake.markdown.front import list_names
from pipeline.intake.markdown.points import BY_LABEL, points_of
from pipeline.intake.markdown.rows import Row, Rows, labels_of
from pipeline.intake.markdown.text import (
    Line,
    inline_of,
    joined,
    labelled,
    line_of,
    lines,
    only_picture,
    plain,
    table_lines,
    text_of,
)
from pipeline.intake.sheets.headings import header_key
from pipeline.vocabulary import Vocabulary

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

WHOLE = "全课程"  # what a case or an exercise of no unit says of its unit
UNTITLED = "##"  # what stands below a heading without a title says of its unit: no unit is called so, which is told
_CASE = re.compile(r"案例\s*[\d一二三四五六七八九十]*\s*[:：]\s*(.+)")
_EXERCISES = re.compile(r"(?:本?单元|课堂|课后|综合|结业)?(?:练习|习题|测验|测试|作业)题?(?:与答案)?")
_IN_BRACES = re.compile(r"\s*[{｛]([^{}｛｝]*)[}｝]\s*$")
# What a heading says, or its line's own words: no label within the text stands for these.
_BY_HEADING = {
    "course_units": ("course", "unit"),
    "course_cases": ("course", "unit", "title"),
    "course_exercises": ("course", "unit", "question"),
}
Take = Callable[["SyntaxTreeNode"], None]


class Outline:
    """A course's text being sorted into the rows of its tables."""

    def __init__(self, vocabulary: Vocabulary, course: Row) -> None:
        self.rows: Rows = {}
        self.strange: list[tuple[int, str, str]] = []  # line, heading and table of the columns that mean nothing
        self.course = course
        self.unit: Row | None = None
        self.section = ""
        self.take: Take = self._intro
        self.part = "story"
        self.told_intro = "intro" in course.values
        self._labels = {name: labels_of(vocabulary, name, but) for name, but in _BY_HEADING.items()}
        self._tables = list_names(vocabulary)
        self._every = {name: labels_of(vocabulary, name) for name in self._tables.values()}
        self._points = {word: kind for word, kind in _words(vocabulary, "point_kind").items() if kind in BY_LABEL}
        self._kinds = _words(vocabulary, "exercise_kind")
        self._pending: list[Line] = []

    def read(self, root: SyntaxTreeNode) -> Rows:
        """The rows of every table that the text makes."""
        for node in root.children:
            if node.type == "heading":
                self._finish()
                self._heading(node, int(node.tag[1:]))
            elif node.type not in ("hr", "front_matter"):
                self.take(node)
        self._finish()
        return self.rows

    def _new(self, table: str, line: int) -> Row:
        row = Row(line)
        self.rows.setdefault(table, []).append(row)
        return row

    def _finish(self) -> None:
        """End the exercises that were collected."""
        if self._pending:
            made = exercises_of(self._pending, self._labels["course_exercises"], self._kinds)
            for row in made:
                row.add("unit", self._unit_name)
            self.rows.setdefault("course_exercises", []).extend(made)
            self._pending = []

    @property
    def _unit_name(self) -> str:
        return self.unit.values.get("unit", UNTITLED) if self.unit else WHOLE

    def _heading(self, node: SyntaxTreeNode, level: int) -> None:
        text = plain(inline_of(node))
        if level == 1:
            if "course" not in self.course.values:
                self.course.add("course", text)
            self.unit, self.take = None, self._intro
        elif level > 3:
            self._small_heading(node, text)
        elif case := _CASE.fullmatch(text):
            self.unit = self.unit if level > 2 else None
            self._begin_case(line_of(node), case[1])
        elif _EXERCISES.fullmatch(compact(text)):
            self.unit = self.unit if level > 2 else None
            self.take = lambda found: self._pending.extend(lines(found))
        elif level == 2:
            self._begin_unit(node, text)
        else:
            self.section, self.take = text, self._point

    def _small_heading(self, node: SyntaxTreeNode, text: str) -> None:
        """A heading within a section: a part of a case, else a line of text."""
        part = self._labels["course_cases"].get(header_key(text)[0])
        if self.take == self._case and part:
            self.part = part
        elif self.take == self._case:
            self.rows["course_cases"][-1].add(self.part, text)
        else:
            self.take = self._point if self.take == self._unit_head else self.take
            self.take(node)

    def _begin_unit(self, node: SyntaxTreeNode, text: str) -> None:
        """A unit, or where the heading is the name of a list (时间安排) the table below it."""
        braces = _IN_BRACES.search(text)
        title = text[: braces.start()] if braces else text
        if table := self._tables.get(header_key(title)[0]):
            self.take = lambda found: self._list(table, found)
            return
        self.section, self.take = "", self._unit_head
        self.unit = self._new("course_units", line_of(node))
        self.unit.add("unit", title)
        for pair in re.split(r"[,，;；]", braces[1]) if braces else ():
            if said := self._said("course_units", pair.strip()):
                self.unit.add(*said)

    def _said(self, table: str, text: str) -> tuple[str, str] | None:
        """Field and value of a text that begins with the label of one: 时长：60 分钟 → (minutes, 60 分钟)."""
        label = labelled(text)
        field = self._labels[table].get(header_key(label[0])[0]) if label else None
        return (field, label[1]) if label and field else None

    def _segments(self, table: str, node: SyntaxTreeNode) -> list[tuple[str, str, int]]:
        """A paragraph cut before each line that begins with a label: field ('' before the first), text, line."""
        cut: list[tuple[str, str, int]] = []
        for line in lines(node):
            said = self._said(table, line.text)
            if said or not cut:
                cut.append((*(said or ("", line.text)), line.number))
            else:
                field, text, number = cut[-1]
                cut[-1] = (field, f"{text}\r{line.text}" if text else line.text, number)
        return [(field, joined(text), number) for field, text, number in cut]

    def _unit_head(self, node: SyntaxTreeNode) -> None:
        """Lines such as 时长：60 分钟 below a unit's heading; the first block that begins otherwise ends them."""
        cut = self._segments("course_units", node) if node.type == "paragraph" else []
        if self.unit and cut and cut[0][0]:
            for segment in cut:
                self.unit.add(*segment)
        else:
            self.take = self._point
            self._point(node)

    def _intro(self, node: SyntaxTreeNode) -> None:
        """Text above the first unit introduces the course, unless its front matter does."""
        if node.type == "paragraph" and not self.told_intro and not only_picture(node):
            self.course.add("intro", plain(inline_of(node)))
        else:
            self._point(node)

    def _point(self, node: SyntaxTreeNode) -> None:
        for line, kind, content, picture in points_of(node, self._points):
            row = self._new("course_points", line)
            unit = self._unit_name if self.unit else ""
            told = {"unit": unit, "section": self.section, "point_kind": kind, "content": content, "picture": picture}
            row.values = {name: text for name, text in told.items() if text}

    def _begin_case(self, line: int, title: str) -> None:
        row = self._new("course_cases", line)
        row.values = {"unit": self._unit_name, "title": title}
        self.part, self.take = "story", self._case

    def _case(self, node: SyntaxTreeNode) -> None:
        """The story of a case, until a label (讨论题：, 分析：) begins another part."""
        row = self.rows["course_cases"][-1]
        if node.type == "paragraph":
            for field, text, number in self._segments("course_cases", node):
                self.part = field or self.part
                row.add(self.part, text, number)
        else:
            row.add(self.part, text_of(node), line_of(node))

    def _list(self, table: str, node: SyntaxTreeNode) -> None:
        """The rows of a Markdown table, whose first row names the fields; other blocks are remarks."""
        if node.type != "table":
            return
        (top, head), *body = table_lines(node)
        labels = self._every[table]
        fields = [labels.get(header_key(cell)[0]) for cell in head.split("|")]
        self.strange += [(top, cell, table) for cell, name in zip(head.split("|"), fields, strict=True) if not name]
        for line, text in body:
            cells = {name: cell.strip() for name, cell in zip(fields, text.split("|"), strict=False) if name}
            self._new(table, line).values = {name: cell for name, cell in cells.items() if cell}


def _words(vocabulary: Vocabulary, field: str) -> dict[str, str]:
    """What people write for each choice of a field → the choice."""
    choices = vocabulary.fields[field].choices
    return {header_key(word)[0]: choice for choice, more in choices.items() for word in (choice, *more)}
