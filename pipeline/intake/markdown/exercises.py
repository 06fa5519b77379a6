"""Turns the lines under a heading 练习 into exercises: question, options, answer, explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from string import ascii_uppercase

from pipeline.intake.markdown.rows import Row
from pipeline.intake.markdown.text import Line, labelled
from pipeline.intake.sheets.headings import header_key

_NUMBERED = re.compile(r"\d{1,3}\s*[.、．)）]\s*(?=\S)")
_OPTION = re.compile(r"([A-Ha-h])\s*[.、．:：)）]\s*(\S.*)")
_KIND = re.compile(r"[【\[(（]\s*([^】\])）]{2,6})\s*[】\])）]\s*")
_POINTS = re.compile(r"\s*[(（]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]\s*$")


def exercises_of(lines: Iterable[Line], labels: Mapping[str, str], kinds: Mapping[str, str]) -> list[Row]:
    """An exercise for each numbered line: 1. 【单选】question（5 分）, then A. …, 答案：…, 解析：….

    ``labels`` are the fields by what people call them, ``kinds`` the words for kinds of exercise.
    """
    made: list[Row] = []
    into = "question"
    for line in lines:
        if not line.text:
            continue
        if start := _begins(line, bool(made)):
            made.append(_question(line.number, start, kinds))
            into = "question"
        elif made:
            into = _more(made[-1], line, labels, into)
    return made


def _begins(line: Line, inside: bool) -> str:
    """The question that begins in this line, '' where none does: a number stands before it, or it is the first."""
    if line.depth == 1 and line.mark[:1].isdigit():
        return line.text
    if line.depth == 0 and (found := _NUMBERED.match(line.text)):
        return line.text[found.end() :]
    return "" if inside or line.depth or labelled(line.text) else line.text


def _question(number: int, text: str, kinds: Mapping[str, str]) -> Row:
    row = Row(number)
    kind = _KIND.match(text)
    if kind and (known := kinds.get(header_key(kind[1])[0])):
        row.add("exercise_kind", known)
        text = text[kind.end() :]
    if points := _POINTS.search(text):
        row.add("points", points[1])
        text = text[: points.start()]
    row.add("question", text)
    return row


def _more(row: Row, line: Line, labels: Mapping[str, str], into: str) -> str:
    """Put a further line of an exercise where it belongs; the field that the next line goes on with."""
    if into in ("question", "options"):
        option = _OPTION.fullmatch(line.text)
        if option or (line.mark == "·" and line.depth > 1):
            letter = option[1].upper() if option else ascii_uppercase[len(row.values.get("options", "").splitlines())]
            row.add("options", f"{letter}. {option[2] if option else line.text}", line.number)
            return "options"
    label = labelled(line.text)
    field = labels.get(header_key(label[0])[0]) if label else None
    if label and field:
        row.add(field, label[1], line.number)
        return field
    row.add(into, f"{line.mark} {line.text}".strip() if line.mark else line.text, line.number)
    return into
