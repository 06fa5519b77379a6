"""Draws templates/measure-guide/: a box for each measure, its rule from the settings, its example from the month."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_styles import BLUE, Style
from authoring.house_table import band, cell, kept, key, row, table
from authoring.house_text import Xml, aside, para
from authoring.work.guide_words import CHAPTERS, Measure

PAGE = Page(top=15, bottom=15, left=18, right=18)
WIDE = PAGE.width
LABEL = 20.0
CHAPTER = Style("Chapter", "章", "黑体", 13, False, BLUE, before=8, after=3, line=18, keep_next=True, outline=0)
HOW = (
    "“本行口径”取自设置，改了设置，这里跟着变；“算一遍”用本期全行的数。数没有的印“—”，不印 0。"
    "比率印一位小数，万元印两位，四舍五入。"
)


def draw(folder: Path) -> None:
    """Writes measure-guide.docx into the folder."""
    body = [*_head(), *(block for name, measures in CHAPTERS for block in _chapter(name, measures))]
    draft = Draft("{{ 分行 }}指标口径手册（{{ 本期.名称 }}）", body[:-1], PAGE, styles=(CHAPTER,))
    (folder / "measure-guide.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield para("指标口径手册", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}　·　数据截至 {{ 数据截至 }}", style="Subtitle")
    yield para(HOW, style="Note")


def _chapter(name: str, measures: Iterable[Measure]) -> Iterable[Xml]:
    yield para(name, style="Chapter")
    for measure in measures:
        yield from (_box(measure), para(style="Gap"))


def _box(measure: Measure) -> Xml:
    """One measure on one page: its name, and four lines about it."""
    title = band(measure.name, aside(measure.unit)) if measure.unit else band(measure.name)
    lines = (
        ("意　思", measure.meaning),
        ("算　法", measure.formula),
        ("本行口径", measure.rule),
        ("算一遍", measure.example),
    )
    rows = [row(key(label, LABEL), cell(text), height=6) for label, text in lines]
    return table([*kept([title, *rows[:-1]]), rows[-1]], WIDE)
