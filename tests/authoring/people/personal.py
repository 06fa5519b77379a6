"""What the papers of one officer share: the page, the head with who it is about, the signatures at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authoring.house import Page
from authoring.house_table import Cell, Column, Row, cell, heads, key, row, table
from authoring.house_text import Xml, label, para, value, when

PAGE = Page(top=14, bottom=14, left=17, right=17)
WIDE = PAGE.width
LABEL = 20.0
GAP = para(style="Gap")
UNIT = when("分行", "{{ 分行 }}　") + "{{ 支行 }}"


def titled(title: str, words: str) -> Iterable[Xml]:
    """The title, and below it whose paper it is and who may read it."""
    yield para(title, style="Title")
    yield para(f"{UNIT}　·　{{{{ 本期.名称 }}}}　·　{words}", style="Subtitle")


def pairs(lines: Sequence[Sequence[tuple[str, str | Xml]]], height: float = 6) -> list[Row]:
    """Rows of labels and values: three pairs over the width, or one."""
    return [row(*_pairs(line), height=height) for line in lines]


def _pairs(line: Sequence[tuple[str, str | Xml]]) -> Iterable[Cell]:
    widths = {3: (62.0, 56.0, WIDE - 118), 2: (WIDE / 2, WIDE / 2), 1: (WIDE,)}[len(line)]
    for (name, text), width in zip(line, widths, strict=True):
        yield key(label(name), LABEL)
        yield cell([text], width - LABEL)


def person(*more: tuple[str, str | Xml]) -> list[tuple[tuple[str, str | Xml], ...]]:
    """Who the paper is about, in lines of three: name, post, joined, months in post, mentor, and one of the paper's."""
    name = "{{ 姓名 }}" + when("人员概况.工号", "（{{ 人员概况.工号 }}）")
    months = "{{ 人员概况.在岗月数 }} 个月" + when("人员概况.新人", "（新人）")
    post = "{{ 人员概况.岗位 }} {{ 人员概况.职级 }}"
    first = (("姓名", name), ("岗位职级", post), ("入职日期", value("人员概况.入职日期")))
    return [first, (("在岗月数", months), ("带教师傅", value("人员概况.师傅|d('—')")), *more)]


def signatures(*names: str, width: float = WIDE) -> list[Row]:
    """Who signs: a head, room to sign, a line for the day."""
    part = width / len(names)
    columns = [Column(f"{name}签字", part) for name in names]
    dates = (cell("　　　　年　　月　　日", part, "CellCentre") for _ in names)
    return [row(*heads(columns).cells), row(*(cell("", part) for _ in names), height=14), row(*dates, height=6)]


def box(rows: Iterable[Row]) -> Xml:
    """A table over the whole width."""
    return table(rows, WIDE)
