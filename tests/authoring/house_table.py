"""Rows of cells with widths in millimetres → one w:tbl on the grid that all its rows share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from authoring.house_text import Xml, para

TWIPS = 1440 / 25.4  # in one millimetre
REST = 0.0  # a cell that is as wide as what its row has left
SHADE_HEAD = "EDF1F6"
SHADE_BAND = "DCE4EE"
SHADE_LABEL = "F5F7FA"
SHADE_STALE = "EFEFEF"


@dataclass(frozen=True)
class Cell:
    """Paragraphs, a width in mm, and the look of the box. ``merge``: restart or continue, for a cell over rows."""

    body: Xml
    width: float = REST
    shade: str = ""
    top: bool = False
    merge: str = ""


@dataclass(frozen=True)
class Row:
    """Cells from left to right; the least height in mm; a head row repeats on every page."""

    cells: tuple[Cell, ...]
    height: float = 0
    head: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a list: its head, its width in mm, the text of one item and that text's style."""

    name: str
    width: float = REST
    text: str = ""
    style: str = "CellCentre"


def cell(
    content: str | Sequence[str] = "",
    width: float = REST,
    style: str = "CellText",
    *,
    shade: str = "",
    top: bool = False,
    merge: str = "",
) -> Cell:
    """A cell of one text or several paragraphs, each a text in ``style`` or markup that is ready."""
    pieces = [content] if isinstance(content, str) else content
    paragraphs = (piece if isinstance(piece, Xml) else para(piece, style=style) for piece in pieces)
    return Cell(Xml("".join(paragraphs)), width, shade, top, merge)


def key(text: str, width: float = REST) -> Cell:
    """The box of a label beside a value; ``text`` may be a paragraph that is ready."""
    return cell([text], width, "CellLabel", shade=SHADE_LABEL)


def row(*cells: Cell, height: float = 0) -> Row:
    """A row of these cells."""
    return Row(cells, height)


def band(*text: str) -> Row:
    """A row over the whole width that names what follows; it stays with it and repeats on every page."""
    return Row((cell(para(*text, style="Band"), shade=SHADE_BAND),), head=True)


def heads(columns: Iterable[Column], height: float = 0) -> Row:
    """The repeating row of these columns' heads."""
    return Row(tuple(cell(c.name, c.width, "CellHead", shade=SHADE_HEAD) for c in columns), height, head=True)


def item(columns: Iterable[Column], height: float = 0) -> Row:
    """The row of one item of a list."""
    return row(*(cell(c.text, c.width, c.style) for c in columns), height=height)


def sentence(text: str, height: float = 0) -> Row:
    """A row that says one thing over the whole width."""
    return row(cell(text, style="CellCentre"), height=height)


def each(loop: str, *rows: Row, otherwise: Row | None = None) -> list[Row]:
    """The rows once for each item: ``each("人 in 客户经理表", …)``; ``otherwise`` stands where there is none."""
    empty = [control("{%tr else %}"), otherwise] if otherwise else []
    return [control(f"{{%tr for {loop} %}}"), *rows, *empty, control("{%tr endfor %}")]


def each_kept(loop: str, one: Row, *, otherwise: Row | None = None) -> list[Row]:
    """As ``each``, but no row alone: the first two stay with what follows them, the last but one with the last."""
    empty = [control("{%tr else %}"), otherwise] if otherwise else []
    edge = "{%tr if loop.index < 3 or loop.revindex == 2 %}"
    rows = [control(edge), *kept([one]), control("{%tr else %}"), one, control("{%tr endif %}")]
    return [control(f"{{%tr for {loop} %}}"), *rows, *empty, control("{%tr endfor %}")]


def control(text: str) -> Row:
    """The row of a structure tag ({%tr if …%}), which goes away with it."""
    return row(cell(text, style="Tag"))


def merged(r: Row, merge: str) -> Row:
    """The row with its first cell merged downwards: restart where it begins, continue below."""
    first, *others = r.cells
    return replace(r, cells=(replace(first, merge=merge), *others))


def kept(rows: Iterable[Row]) -> list[Row]:
    """The rows, each on one page with what follows it."""
    return [replace(r, cells=tuple(replace(c, body=_kept(c.body)) for c in r.cells)) for r in rows]


def _kept(body: Xml) -> Xml:
    return Xml(re.sub(r'(<w:pStyle w:val="\w+"/>)(?!<w:keepNext/>)', r"\1<w:keepNext/>", body))


def table(rows: Iterable[Row], width: float, *, style: str = "House") -> Xml:
    """The table, fixed layout, ``width`` mm wide; raises ValueError where a row's cells do not add up to it."""
    laid = [_filled(r, width) for r in rows]
    edges = sorted({edge for r in laid for edge in _edges(r)} | {0, _twips(width)})
    grid = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    return Xml(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{_twips(width)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" {_NO_LOOK}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(_row_xml(r, edges) for r in laid)}</w:tbl>"
    )


_NO_LOOK = 'w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'


def _filled(r: Row, width: float) -> Row:
    rest = width - sum(c.width for c in r.cells)
    cells = tuple(replace(c, width=rest) if c.width == REST else c for c in r.cells)
    if abs(sum(c.width for c in cells) - width) > 0.01 or min(c.width for c in cells) <= 0:
        raise ValueError(f"cells of {[c.width for c in r.cells]} mm in a table of {width} mm: {r.cells[0].body[:200]}")
    return replace(r, cells=cells)


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def _edges(r: Row) -> list[int]:
    return [_twips(edge) for edge in accumulate(round(c.width, 3) for c in r.cells)]


def _row_xml(r: Row, edges: list[int]) -> str:
    height = f'<w:trHeight w:val="{_twips(r.height)}" w:hRule="atLeast"/>' if r.height else ""
    properties = f"<w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' if r.head else ''}</w:trPr>"
    cells, left = [], 0
    for c, right in zip(r.cells, _edges(r), strict=True):
        span = edges.index(right) - edges.index(left)
        cells.append(_cell_xml(c, right - left, span))
        left = right
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _cell_xml(c: Cell, width: int, span: int) -> str:
    properties = "".join(
        (
            f'<w:tcW w:w="{width}" w:type="dxa"/>',
            f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
            f'<w:vMerge w:val="{c.merge}"/>' if c.merge else "",
            f'<w:shd w:val="clear" w:color="auto" w:fill="{c.shade}"/>' if c.shade else "",
            "" if c.top else '<w:vAlign w:val="center"/>',
        )
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{c.body}</w:tc>"
