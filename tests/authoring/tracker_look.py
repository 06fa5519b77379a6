"""The tracker's look in one place: its cell formats, the frame of a sheet, and rows that repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from authoring.house_styles import BLUE, GREY, INK, LINE

FACE = "微软雅黑"
HEAD_FILL, SUM_FILL, NOTE_FILL = "#E4EBF4", "#F3F6FA", "#FFF8E5"
GOOD, BAD, BAR, BAR_TWO, BAR_THREE = "#2E7D4F", "#C00000", "#3E6FA8", "#8FB0D6", "#C58B2A"
BAD_FILL, GOOD_FILL = "#FBE3E0", "#E3F2E8"
DASH = "—"

COUNT, PLAN, WAN, RATE, POINTS = "#,##0", "#,##0.0", "#,##0.00", "0.00%", "+0.0;-0.0;0.0"
NUMBER, DAY, SHORT_DAY = "#,##0.0", "yyyy-mm-dd", 'm"月"d"日"'
CAPTION = "{{ 支行 }} · {{ 本期.名称 }}（{{ 本期.首日 }}至{{ 本期.末日 }}，工作日{{ 本期.工作日 }}天）"
DATED = "数据截至{{ 数据截至 }}{% if 未计入条数 %} · 有{{ 未计入条数 }}条记录有误未计入，见周报目录{% endif %}"
FOOTER = "&L&9内部资料 注意保密&C&9&A&R&9第 &P 页 共 &N 页"


class Look:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """A format with these properties over the house's face and ink."""
        wanted = {"font_name": FACE, "font_size": 10, "font_color": f"#{INK}", "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def bare(self, **properties: Any) -> Format:
        """A format that changes only these properties: for conditional colours."""
        return self._book.add_format(properties)

    @property
    def title(self) -> Format:
        """The sheet's first line."""
        return self(font_size=16, bold=True, font_color=f"#{BLUE}")

    @property
    def caption(self) -> Format:
        """Whose figures these are, of when, and in what units."""
        return self(font_size=9, font_color=f"#{GREY}")

    @property
    def section(self) -> Format:
        """The heading of a block."""
        return self(font_size=11, bold=True, font_color=f"#{BLUE}", bottom=2, bottom_color=f"#{BLUE}")

    @property
    def head(self) -> Format:
        """A column's heading."""
        return self(
            bold=True, bg_color=HEAD_FILL, border=1, border_color=f"#{LINE}", align="center", text_wrap=True,
            font_color=f"#{BLUE}",
        )  # fmt: skip

    def cell(self, number: str = "", *, total: bool = False, align: str = "", wrap: bool = False) -> Format:
        """A cell of a table: numbers to the right, words to the left; totals are tinted and bold."""
        properties: dict[str, Any] = {"border": 1, "border_color": "#C9D2DD"}
        properties["align"] = align or ("right" if number and number not in (DAY, SHORT_DAY) else "left")
        if number in (DAY, SHORT_DAY):
            properties["align"] = align or "center"
        if number:
            properties["num_format"] = number
        if total:
            properties |= {"bold": True, "bg_color": SUM_FILL, "top": 1, "top_color": f"#{LINE}"}
        if wrap:
            properties["text_wrap"] = True
        return self(**properties)


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, width in characters, the tag or formula of its cell, its number format.

    ``{row}`` in a formula is the row of the cell itself.
    """

    head: str
    width: float
    value: str
    number: str = ""
    total: str = ""
    align: str = ""
    wrap: bool = False
    total_number: str = ""


@dataclass(frozen=True)
class Block:
    """Where a repeated row was drawn (rows count from 0): its heading, the for row, and the endfor row."""

    head: int
    first: int
    last: int
    sheet: str = ""

    def column(self, column: int) -> str:
        """Rows of this column that repeat, as an absolute range of this sheet: what a formula sums up."""
        return xl_range_abs(self.first, column, self.last, column)

    def series(self, column: int) -> list[Any]:
        """The same for a chart."""
        return [self.sheet, self.first, column, self.last, column]


def frame(
    look: Look, sheet: Worksheet, title: str, unit: str, *, widths: Sequence[float], repeat: int, last: int = -1
) -> None:
    """Title, caption, units and date on the first rows; A4 on its side, one page wide, these rows on every page."""
    last = len(widths) - 1 if last < 0 else last
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, look.title)
    sheet.write_string(1, 0, CAPTION, look.caption)
    sheet.write_string(2, 0, f"单位：{unit} · {DATED}" if unit else DATED, look.caption)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.65)
    sheet.set_footer(FOOTER, {"margin": 0.3})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(0, repeat)
    sheet.freeze_panes(repeat + 1, 0)
    sheet.set_default_row(18)


def repeated(
    look: Look, sheet: Worksheet, row: int, columns: Sequence[Column], loop: str, *, head: bool = True, start: int = 0
) -> Block:
    """Draws a heading, and a row of these columns that repeats for ``loop`` (人 in 客户经理表)."""
    if head:
        heads(look, sheet, row, columns, start)
    opener = row + 1 if head else row
    sheet.write_string(opener, start, f"{{%tr for {loop} %}}", look.caption)
    for place, column in enumerate(columns, start):
        put(look, sheet, opener + 1, place, column.value, look.cell(column.number, align=column.align, wrap=column.wrap))
    sheet.write_string(opener + 2, start, "{%tr endfor %}", look.caption)
    return Block(row if head else row - 1, opener, opener + 2, sheet.get_name())


def heads(look: Look, sheet: Worksheet, row: int, columns: Sequence[Column], start: int = 0) -> None:
    """A row of headings, high enough for two lines."""
    sheet.set_row(row, 32)
    for place, column in enumerate(columns, start):
        sheet.write_string(row, place, column.head, look.head)


def put(look: Look, sheet: Worksheet, row: int, column: int, value: str, shape: Format) -> None:
    """A formula (its rows filled in), a text, or an empty cell with its format."""
    if value.startswith("="):
        sheet.write_formula(row, column, value.format(row=row + 1), shape, "")
    elif value:
        sheet.write_string(row, column, value, shape)
    else:
        sheet.write_blank(row, column, None, shape)


def totals(
    look: Look, sheet: Worksheet, row: int, columns: Sequence[Column], block: Block, *, label: str = "合计", start: int = 0
) -> None:
    """The row of totals: ``total`` of a column is "sum" or a formula; a ratio is worked out anew, never added."""
    for place, column in enumerate(columns, start):
        value = f"=SUM({block.column(place)})" if column.total == "sum" else column.total
        shape = look.cell(column.total_number or column.number, total=True, align=column.align)
        put(look, sheet, row, place, value, shape)
    sheet.write_string(row, start, label, look.cell(total=True, align="center"))


def flag(
    sheet: Worksheet, where: str, formula: str, shape: Format, **more: Any
) -> None:
    """Colours the cells of ``where`` for which the formula holds."""
    sheet.conditional_format(where, {"type": "formula", "criteria": formula, "format": shape, **more})


def chart(book: Workbook, kind: Mapping[str, Any], title: str, *, size: tuple[int, int], unit: str = "") -> Any:
    """A chart in the house's look: a quiet grid, the legend below, no border."""
    drawn = book.add_chart(dict(kind))
    drawn.set_title({"name": title, "overlay": False, "name_font": _font(11, True, BLUE)})
    drawn.set_legend({"position": "bottom", "font": _font(9)})
    drawn.set_size({"width": size[0], "height": size[1]})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_x_axis({"num_font": _font(9), "line": {"color": f"#{LINE}"}})
    drawn.set_y_axis({
        "num_font": _font(9), "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": "#E1E6EC"}},
        **({"name": unit, "name_font": _font(9)} if unit else {}),
    })  # fmt: skip
    return drawn


def _font(size: int, bold: bool = False, colour: str = INK) -> dict[str, Any]:
    return {"name": FACE, "size": size, "bold": bold, "color": f"#{colour}"}
