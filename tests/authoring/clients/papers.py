"""What the Word papers of clients share: labelled boxes on a grid, lists under a band, lines to write on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authoring.house_table import Cell, Column, Row, band, cell, control, each, heads, item, key, row, sentence
from authoring.house_text import Xml, label, para

GAP = para(style="Gap")
Pair = tuple[str, str | Xml]


def pairs(line: Sequence[Pair], widths: Sequence[float], named: float, *, height: float = 6.2) -> Row:
    """A row of labels and values: each pair as wide as said, ``named`` mm of it for the label."""
    return row(*_cells(line, widths, named), height=height)


def _cells(line: Sequence[Pair], widths: Sequence[float], named: float) -> Iterable[Cell]:
    for (name, text), width in zip(line, widths, strict=True):
        yield key(label(name), named)
        yield cell([text], width - named)


def listed(
    title: str | Sequence[str], columns: Sequence[Column], loop: str, nothing: str, *, height: float = 0
) -> list[Row]:
    """A band, and below it a list; a sentence stands in the place of heads and rows where there is nothing.

    ``title`` may be a text and the words beside it.
    """
    name = loop.split(" in ", 1)[1]
    return [
        band(*([title] if isinstance(title, str) else title)),
        control(f"{{%tr if {name} %}}"),
        heads(columns),
        *each(loop, item(columns, height)),
        control("{%tr else %}"),
        sentence(nothing, 6.5),
        control("{%tr endif %}"),
    ]


def prompted(title: str, prompt: str, height: float, named: float = 30) -> Row:
    """A box to write in, with a prompt that says what belongs there."""
    return row(key(title, named), cell(prompt, style="Prompt", top=True), height=height)


def blank_rows(columns: Sequence[Column], count: str, height: float) -> list[Row]:
    """Heads and empty rows to write on, as many as the expression says."""
    return [heads(columns), *each(f"行 in range({count})", item(columns, height))]


def signed(names: Sequence[str], width: float) -> list[Row]:
    """Boxes to sign in, side by side, with the day below each."""
    part = width / len(names)
    return [
        row(*heads([Column(name, part) for name in names]).cells),
        row(*(cell("", part) for _ in names), height=12),
        row(*(cell("　　　　年　　月　　日", part, "CellCentre") for _ in names), height=6),
    ]
