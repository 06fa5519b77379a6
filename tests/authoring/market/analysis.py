"""What the market's analysis papers share: page, title, tiles of figures, headings, lists with a unit above, charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authoring.house import Page
from authoring.house_chart import Drawn, chart_paragraph
from authoring.house_styles import BLUE, Style
from authoring.house_table import (
    SHADE_HEAD,
    TWIPS,
    Cell,
    Column,
    Row,
    cell,
    control,
    each,
    heads,
    item,
    row,
    sentence,
    table,
)
from authoring.house_text import Xml, para, run, tag

PAGE = Page(top=16, right=18, bottom=15, left=18)
WIDE = PAGE.width
STYLES = (
    Style("Section", "分析标题", "黑体", 12, False, BLUE, before=9, after=3, line=17, keep_next=True, outline=0),
    Style("Reading", "分析正文", "宋体", 10.5, before=2, after=2, line=16.5, indent_chars=2),
)
SMALL = 6.2  # the least height of a list's row


def title(name: str) -> Iterable[Xml]:
    """The paper's name and under it whose and of when it is."""
    yield para(name, style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}（{{ 本期.首日 }}至{{ 本期.末日 }}）", style="Subtitle")


def section(name: str) -> Xml:
    """A heading: 一、概况."""
    return para(name, style="Section")


def reading(*pieces: str) -> Xml:
    """A paragraph of text."""
    return para(*pieces, style="Reading")


def note(text: str) -> Xml:
    """How the figures above are meant."""
    return para(text, style="Note")


def only_if(condition: str, *blocks: Xml, otherwise: Sequence[Xml] = ()) -> list[Xml]:
    """The blocks where the condition holds, else the others."""
    other = [tag("{%p else %}"), *otherwise] if otherwise else []
    return [tag(f"{{%p if {condition} %}}"), *blocks, *other, tag("{%p endif %}")]


def tiles(figures: Sequence[tuple[str, str]], a_row: int = 5) -> Xml:
    """Names over large figures, so many a row."""
    width = WIDE / a_row
    rows: list[Row] = []
    for first in range(0, len(figures), a_row):
        some = [*figures[first : first + a_row]]
        some += [("", "")] * (a_row - len(some))
        rows.append(heads([Column(name, width) for name, _ in some], 6))
        rows.append(row(*(_large(text, width) for _, text in some), height=10))
    return table(rows, WIDE)


def _large(text: str, width: float) -> Cell:
    return cell([para(run(text, size=12, bold=True, colour=BLUE), style="FormCentre")], width)


def listing(
    columns: Sequence[Column], loop: str, nothing: str, *, unit: str = "", more: Sequence[Row] = ()
) -> list[Xml]:
    """A list with its unit above it on the right; one sentence in the place of the list where it is empty."""
    rows = [heads(columns, 8), *each(loop, item(columns, SMALL), otherwise=sentence(nothing, SMALL)), *more]
    above = [para(f"单位：{unit}", style="Caption")] if unit else [para(style="Gap", keep_next=True)]
    return [*above, table(rows, WIDE)]


def crossed(corner: str, down: tuple[str, str], across: tuple[str, str], told: str) -> Xml:
    """A table with a row for each item of one loop and a column for each of another: (loop, name) and what a cell says.

    As wide as the text; the columns share what the first leaves.
    """
    first = 24.0
    loop, end = _box(f"{{%tc for {across[0]} %}}", "Tag"), _box("{%tc endfor %}", "Tag")
    head = (_box(corner, "CellHead", SHADE_HEAD, first), loop, _box(across[1], "CellHead", SHADE_HEAD), end)
    line = (_box(down[1], "CellText", width=first), loop, _box(told, "CellNumber"), end)
    grid = "".join(f'<w:gridCol w:w="{round(width * TWIPS)}"/>' for width in (first, 50, 50, 50))
    rows = (_line(head, head=True), _tag(f"{{%tr for {down[0]} %}}"), _line(line), _tag("{%tr endfor %}"))
    return Xml(
        '<w:tbl><w:tblPr><w:tblStyle w:val="House"/><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="autofit"/><w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _box(text: str, style: str, shade: str = "", width: float = 0) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    size = f'w:w="{round(width * TWIPS)}" w:type="dxa"' if width else 'w:w="0" w:type="auto"'
    return f'<w:tc><w:tcPr><w:tcW {size}/>{fill}<w:vAlign w:val="center"/></w:tcPr>{para(text, style=style)}</w:tc>'


def _line(cells: Iterable[str], *, head: bool = False) -> str:
    height = f'<w:trHeight w:val="{round(SMALL * TWIPS)}" w:hRule="atLeast"/>'
    repeats = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{repeats}</w:trPr>{''.join(cells)}</w:tr>"


def _tag(text: str) -> str:
    """The row of a structure tag over all four columns of the template."""
    across = '<w:tcPr><w:tcW w:w="0" w:type="auto"/><w:gridSpan w:val="4"/></w:tcPr>'
    return f"<w:tr><w:tc>{across}{para(text, style='Tag')}</w:tc></w:tr>"


def totals(condition: str, *cells: Cell) -> list[Row]:
    """The row of totals, where the condition holds."""
    return [control(f"{{%tr if {condition} %}}"), row(*cells, height=SMALL), control("{%tr endif %}")]


def figure(drawn: Drawn, caption: str) -> list[Xml]:
    """A chart with what it shows above it."""
    return [para(caption, style="Caption"), chart_paragraph(drawn)]
