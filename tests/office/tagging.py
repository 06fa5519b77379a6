"""What the tests of the tag language share: a small vocabulary, and tags written as one line of text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from pipeline.office.tags.scan import scan
from pipeline.office.template import Fragment, Names, Piece, Program, Tag, compile_program, write_value
from pipeline.problems import Place

NAMES = Names(
    roots={"客户经理表": "officers", "支行": "branch", "漏斗": "funnel", "上次": "last_plan"},
    fields={"姓名": "officer", "咨询量": "enquiries", "转化率": "rate", "组": "group", "日期": "date", "目标": "plan"},
)
FORMATS = {"enquiries": "count", "plan": "count", "rate": "rate", "date": "date", "amount": "wan"}
WRITERS = {
    "text": lambda format: lambda v: v if isinstance(v, Fragment) else escape(write_value(v, format), quote=False)
}


def pieces(line: str) -> list[Piece]:
    """Text and tags of a line, as an engine would cut it."""
    cut: list[Piece] = []
    at = 0
    for tag in scan(line).tags:
        typed = line[tag.start : tag.end]
        cut.append(line[at : tag.start])
        if tag.form != "#":
            cut.append(Tag(tag.source, typed, Place(file="t", row=tag.start + 1), tag.form == "%"))
        at = tag.end
    return [*cut, line[at:]]


def program(line: str, formats: Mapping[str, str] = FORMATS) -> Program:
    """The program of a line."""
    return compile_program(pieces(line), names=NAMES, formats=formats, writers=WRITERS)


def written(line: str, facts: Mapping[str, Any]) -> str:
    """The line with the facts in it."""
    return program(line).render(facts)
