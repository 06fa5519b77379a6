"""What the team's papers share: lines of labels and values, room to write in, the line of signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authoring.house import Page
from authoring.house_table import Cell, Row, cell, control, key, row
from authoring.house_text import Xml, label, para

PAGE = Page(top=13, bottom=13, left=17, right=17, foot=6)
WIDE = PAGE.width
LABEL = 20.0  # mm
GAP = para(style="Gap")


def pairs(line: Iterable[tuple[str, str | Xml]], widths: Iterable[float] = (), style: str = "CellText") -> list[Cell]:
    """Labels and their values side by side; the widths are those of both together, evenly shared unless said."""
    told = list(line)
    each = list(widths) or [WIDE / len(told)] * len(told)
    cells: list[Cell] = []
    for (name, text), width in zip(told, each, strict=True):
        cells += [key(label(name), LABEL), cell([text], width - LABEL, style)]
    return cells


def blanks(count: str, widths: Sequence[float], height: float = 6.2) -> list[Row]:
    """As many empty rows as the expression says."""
    return [
        control(f"{{%tr for 行 in range({count}) %}}"),
        row(*(cell("", width) for width in widths), height=height),
        control("{%tr endfor %}"),
    ]


def room(name: str, text: str, height: float) -> Row:
    """A label and room to write beside it; ``text`` is what is known already, or a prompt."""
    return row(key(label(name), LABEL), cell([para(text, style="CellText")] if text else "", top=True), height=height)


def signatures(names: Sequence[str], height: float = 9) -> Row:
    """A line of people who sign, each with room for the name and the day."""
    width = WIDE / len(names)
    cells: list[Cell] = []
    for name in names:
        cells += [key(label(name), LABEL + 4), cell("", width - LABEL - 4)]
    return row(*cells, height=height)
