"""What the workbooks of clients share: a list with room for long reasons, lines above it, and columns to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authoring.house_book import EDGE, NOTE_FILL, Block, Column, Look, put, repeated, table
from authoring.house_book_entry import INPUT
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

TWO_LINES, THREE_LINES = 30, 46  # points


def listing(
    look: Look,
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column],
    loop: str,
    name: str,
    *,
    long: Sequence[str] = (),
    typed: Sequence[str] = (),
    height: float = TWO_LINES,
    grows: bool = True,
) -> Block:
    """A repeated row; ``long`` columns wrap, ``typed`` ones are for people and tinted. An Excel table where it
    ``grows``, for people type below it.

    Names wrap where a row has room for two lines, and shrink where it has not.
    """
    block = repeated(look, sheet, row, columns, loop)
    at = block.last - 1
    sheet.set_row(at, height)
    for number, column in enumerate(columns):
        wraps = column.head in long or (column.shrink and height >= TWO_LINES)
        if column.head in typed:
            put(sheet, at, number, column.value, _typed(look, column))
        elif not column.number and not column.align:
            put(sheet, at, number, column.value, _words(look, column, wraps))
    if grows:
        table(look, sheet, block, columns, name)
    return block


def _typed(look: Look, column: Column) -> Format:
    """A cell for people, on a ground of its own."""
    place = {"align": "center"} if column.number else {"align": "left", "indent": 1}
    ground = {"border": 1, "border_color": EDGE, "bg_color": NOTE_FILL, "font_color": INPUT}
    return look(**ground, **place, text_wrap=True, num_format=column.number or "@")


def _words(look: Look, column: Column, wraps: bool) -> Format:
    """A cell of words, a little away from the number that may stand before it."""
    fit: dict[str, Any] = {"text_wrap": True} if wraps else {"shrink": True} if column.shrink else {}
    return look(border=1, border_color=EDGE, align="left", indent=1, **fit)


def shown_if_any(look: Look, sheet: Worksheet, row: int, columns: Sequence[Column], loop: str, nothing: str) -> Block:
    """A list to read, with its heading; a sentence alone where there is nothing to list. No Excel table."""
    name = loop.split(" in ", 1)[1]
    sheet.write_string(row, 0, f"{{%tr if {name} %}}", look.caption)
    block = repeated(look, sheet, row + 1, columns, loop)
    for number, column in enumerate(columns):
        if not column.number and not column.align:
            put(sheet, block.last - 1, number, column.value, _words(look, column, wraps=False))
    sheet.write_string(block.last + 1, 0, "{%tr else %}", look.caption)
    sheet.write_string(block.last + 2, 0, nothing, look(font_size=10))
    sheet.write_string(block.last + 3, 0, "{%tr endif %}", look.caption)
    return block


def line(look: Look, sheet: Worksheet, row: int, text: str) -> None:
    """A sentence over the list."""
    sheet.write_string(row, 0, text, look(font_size=10))
