"""Turns the tables of a web page that was saved as .xls or .csv into one sheet, row under row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.intake.workbooks.foreign.text import decoded
from pipeline.intake.workbooks.grids import Merged, Sheet
from pipeline.problems import Place, Stop, problem

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "caption")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,14})(?:\.\d+)?")
_LAST_COLUMN = 1_000  # browsers let a cell span no more
_MOST_SPANNED = 1_000


def read_web_page(data: bytes, file: str) -> list[Sheet]:
    """The page's tables and titles as one sheet; raises Stop where it has no table (a page of frames, say)."""
    charset = _CHARSET.search(data[:4096])
    known = {b"gb2312", b"gbk", b"gb18030"}
    text = data.decode("gb18030", "replace") if charset and charset[1].lower() in known else decoded(data, file)
    try:
        parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text.lstrip("\ufeff")), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or root.find(".//tr") is None:
        raise Stop(problem("IN002", Place(file=file)))
    work = _Page()
    for element in root.iter("tr", *_TITLES):
        if element.tag != "tr":
            work.title(element)
        elif element.find(".//tr") is None:  # a row that holds a table only lays out the page
            work.row(element)
    return [Sheet("", work.rows, None, work.merged)]


class _Page:
    """The page's rows so far, and which cells below them are spoken for by cells that span rows."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.merged: list[Merged] = []
        self.taken: dict[int, int] = {}  # column → the rows below that a cell above still covers

    def title(self, element: etree._Element) -> None:
        """A line of text outside the tables, in a row of its own."""
        if element.getparent() is not None and not any(True for _ in element.iterancestors("td", "th")):
            text = _text(element)
            if text:
                self.rows.append([text])

    def row(self, element: etree._Element) -> None:
        """The cells of a table row, each in the next column that is free."""
        cells: list[Any] = []
        covered, self.taken = self.taken, {c: left - 1 for c, left in self.taken.items() if left > 1}
        for cell in element.iterchildren("td", "th"):
            while len(cells) in covered:
                cells.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            value = _value(cell, spanned=across > 1 or down > 1)
            if len(cells) + across > _LAST_COLUMN:
                break
            first = len(cells)
            cells += [value, *[""] * (across - 1)]
            if across > 1 or down > 1:
                at = len(self.rows)
                self.merged.append(((at, first), (at + down - 1, first + across - 1)))
            self.taken |= {column: down - 1 for column in range(first, first + across) if down > 1}
        self.rows.append(cells)


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(int(text), _MOST_SPANNED) if text.isdecimal() and 1 <= len(text) <= 6 and int(text) else 1


def _value(cell: etree._Element, *, spanned: bool) -> Any:
    """The cell's text; the whole number where Excel kept it beside the shown one, and where it spans cells."""
    text = _text(cell)
    if _NUMBER.fullmatch(text):
        kept = (cell.get("x:num") or "").strip()
        if _NUMBER.fullmatch(kept):
            return float(kept.replace(",", ""))
        if spanned:  # a number counts once, so it must not be taken for a word that holds for all cells
            return float(text.replace(",", ""))
    return text


def _text(element: etree._Element) -> str:
    """The text as a browser shows it: white space closed up, <br> and paragraphs as new lines."""
    return "\n".join(" ".join(line.split()) for line in "".join(_pieces(element)).split("\x0b")).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            yield "\x0b" if part.tag == "br" else ""
            yield (part.text or "") if part.tag not in ("style", "script") else ""
        elif part is not element:
            yield part.tail or ""
