"""The look of every workbook of the house: its cell formats, the frame of a sheet, and rows that repeat.

Colours, bars and charts: house_book_marks. What people type in: house_book_entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from authoring.house_styles import BLUE, GREY, INK, LINE
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FACE = "微软雅黑"
HEAD_FILL, SUM_FILL, NOTE_FILL = "#E4EBF4", "#F3F6FA", "#FFF8E5"
EDGE = "#C9D2DD"
DASH = "—"
TWO_LINES = 30  # points: a row of two lines

COUNT, PLAN, WAN, RATE, POINTS = "#,##0", "#,##0.0", "#,##0.00", "0.00%", "+0.0;-0.0;0.0"
NUMBER, CHANGE, DAY, MONEY = "#,##0.0", "+0.00%;-0.00%;0.00%", "yyyy-mm-dd", "#,##0"
SPAN = "{{ 本期.名称 }}（{{ 本期.首日 }}至{{ 本期.末日 }}，工作日{{ 本期.工作日 }}天）"
CAPTION = f"{{{{ 支行 }}}} · {SPAN}"  # the second line of a branch's sheet
BANK_CAPTION = f"{{{{ 分行 }}}} · {SPAN}"
OFFICER_CAPTION = f"{{{{ 支行 }}}} · {{{{ 姓名 }}}} · {SPAN}"
DATED = "数据截至{{ 数据截至 }}{% if 未计入条数 %} · 有{{ 未计入条数 }}条记录有误未计入，见目录{% endif %}"
FOOTER = "&L&10内部资料 注意保密&C&10&A&R&10第 &P 页 共 &N 页"
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
INK_TAB, ENTRY_TAB, QUIET_TAB = "#1F3A5F", "#C58B2A", "#8A97A8"  # a sheet to read, to type in, behind the others

Page = Callable[["Look", Worksheet], None]


def write_book(path: Path, title: str, sheets: Mapping[str, Page], tabs: Mapping[str, str] | None = None) -> None:
    """Writes a template: each sheet drawn by its function, in this order; the same bytes every time.

    ``title`` is the workbook's property and may hold tags; ``tabs`` colours the tabs of some sheets (ENTRY_TAB …).
    """
    book = new_book(path)
    book.set_properties({"title": title, "created": datetime(1980, 1, 1)})
    look = Look(book)
    for name, page in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_tab_color((tabs or {}).get(name, INK_TAB))
        page(look, sheet)
    book.close()


def new_book(path: Path) -> Workbook:
    """An empty workbook, whose texts stay texts, and whose columns are as wide in Excel as in LibreOffice.

    Columns are measured in digits of the workbook's own face. LibreOffice has nothing of the width of Calibri, Excel's
    choice, and would print a sheet a fifth smaller; it has something of Arial's.
    """
    return Workbook(str(path), {**AS_TEXT, "default_format_properties": {"font_name": "Arial", "font_size": 10}})


class Look:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """A format with these properties over the house's face and ink."""
        wanted = {"font_name": FACE, "font_size": 10, "font_color": f"#{INK}", "valign": "vcenter", **properties}
        if wanted.get("align") == "right" and wanted.get("num_format"):
            wanted = {**wanted, "indent": 0, "num_format": spaced(wanted["num_format"])}
        return self._kept(wanted)

    def bare(self, **properties: Any) -> Format:
        """A format that changes only these properties: for conditional colours."""
        if number := properties.get("num_format"):
            properties["num_format"] = spaced(number)
        return self._kept(properties)

    def _kept(self, properties: Mapping[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(dict(properties))
        return self._made[key]

    @property
    def title(self) -> Format:
        """The sheet's first line."""
        return self(font_size=16, bold=True, font_color=f"#{BLUE}")

    @property
    def caption(self) -> Format:
        """Whose figures these are, of when, and in what units."""
        return self(font_color=f"#{GREY}")

    @property
    def section(self) -> Format:
        """The heading of a block."""
        return self(font_size=11, bold=True, font_color=f"#{BLUE}", bottom=2, bottom_color=f"#{BLUE}")

    @property
    def head(self) -> Format:
        """A column's heading."""
        edge = {"border": 1, "border_color": f"#{LINE}"}
        return self(bold=True, bg_color=HEAD_FILL, align="center", text_wrap=True, font_color=f"#{BLUE}", **edge)

    def cell(
        self, number: str = "", *, total: bool = False, align: str = "", wrap: bool = False, shrink: bool = False
    ) -> Format:
        """A cell of a table: numbers to the right, days centred, words to the left, a space from the rule beside
        them; totals tinted and bold."""
        side = align or ("center" if number == DAY else "right" if number else "left")
        properties: dict[str, Any] = {"border": 1, "border_color": EDGE, "align": side}
        if side != "center":
            properties["indent"] = 1
        if number:
            properties["num_format"] = number
        if total:
            properties |= {"bold": True, "bg_color": SUM_FILL, "top": 1, "top_color": f"#{LINE}"}
        if wrap:
            properties["text_wrap"] = True
        if shrink:
            properties["shrink"] = True
        return self(**properties)


def spaced(number: str) -> str:
    """A number format with a space between the number and the rule on its right, as Excel's own 0.00_ has it.

    An indent would do the same, but LibreOffice drops it in some cells of a column and keeps it in others.
    """
    parts = number.split(";")
    if not all(parts):  # a part that shows nothing
        return number
    plus, minus, nought = (*parts, *{1: (f"-{parts[0]}", parts[0]), 2: (parts[0],)}.get(len(parts), ()))[:3]
    return ";".join(f"{part}_ " for part in (plus, minus, nought, "@"))


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, width in characters, the tag or formula of its cell, its number format, and
    its total ("sum" or a formula). ``{row}`` in a formula is the row of the cell itself. ``shrink``: a long text
    (a name of ten characters) is written smaller rather than cut; ``wrap``: it goes on in a second line, and the
    rows are high enough for two."""

    head: str
    width: float
    value: str
    number: str = ""
    total: str = ""
    align: str = ""
    shrink: bool = False
    wrap: bool = False


Columns = Sequence[Column]


@dataclass(frozen=True)
class Block:
    """Where a repeated row was drawn, rows counted from 0: its heading, the for row and the endfor row."""

    sheet: str
    head: int
    first: int
    last: int

    def column(self, column: int) -> str:
        """The rows of this column that repeat, as an absolute range."""
        return xl_range_abs(self.first, column, self.last, column)

    def series(self, column: int) -> list[Any]:
        """The same for a chart."""
        return [self.sheet, self.first, column, self.last, column]


def ratio(part: str, whole: str, less: str = "") -> str:
    """A share of two columns as a formula; — where the whole is nought or blank."""
    return f'=IFERROR({part}{{row}}/{whole}{{row}}{less},"{DASH}")'


def share(part: str, whole: str) -> dict[str, str]:
    """A column's value, format and total for a share: a total's share is worked out anew, never added."""
    return {"value": ratio(part, whole), "number": RATE, "total": ratio(part, whole)}


def frame(
    look: Look,
    sheet: Worksheet,
    title: str,
    unit: str,
    *,
    widths: Sequence[float],
    repeat: int,
    upright: bool = False,
    captions: tuple[str, str] | None = None,
) -> None:
    """Title, caption, units and date on the first rows; A4 on its side or upright, one page wide, these rows on each.

    ``repeat``: the last row (from 0) that stays in sight and stands on every printed page. ``captions``: two lines in
    the place of the branch's and of the units.
    """
    first, second = captions or (CAPTION, f"单位：{unit} · {DATED}" if unit else DATED)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_default_row(18)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, look.title)
    sheet.write_string(1, 0, first, look.caption)
    sheet.write_string(2, 0, second, look.caption)
    sheet.hide_gridlines(2)
    if not upright:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.65)
    sheet.set_footer(FOOTER, {"margin": 0.3})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(0, repeat)
    sheet.freeze_panes(repeat + 1, 0)


def heads(look: Look, sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    """A row of headings, high enough for two lines."""
    sheet.set_row(row, 32)
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, look.head)


def span(sheet: Worksheet, row: int, first: int, last: int, text: str, shape: Format) -> None:
    """A text over several columns, or in the one."""
    if first == last:
        sheet.write_string(row, first, text, shape)
    else:
        sheet.merge_range(row, first, row, last, text, shape)


def put(sheet: Worksheet, row: int, column: int, value: str, shape: Format) -> None:
    """A formula (its rows filled in), a text, or an empty cell with its format."""
    if value.startswith("="):
        sheet.write_formula(row, column, value.replace("{row}", str(row + 1)), shape, "")
    elif value:
        sheet.write_string(row, column, value, shape)
    else:
        sheet.write_blank(row, column, None, shape)


def repeated(look: Look, sheet: Worksheet, row: int, columns: Columns, loop: str, given: str = "") -> Block:
    """A heading, and a row of these columns that repeats for ``loop`` (人 in 客户经理表).

    ``given``: a statement for each item before its row (set 我的 = …).
    """
    heads(look, sheet, row, [column.head for column in columns])
    return rows(look, sheet, row + 1, columns, loop, given)


def rows(look: Look, sheet: Worksheet, row: int, columns: Columns, loop: str, given: str = "") -> Block:
    """A row of these columns that repeats for ``loop``, without a heading: what goes on below another."""
    block = Block(sheet.get_name(), row - 1, row, row + (3 if given else 2))
    sheet.write_string(block.first, 0, f"{{%tr for {loop} %}}", look.caption)
    if any(column.wrap for column in columns):
        sheet.set_row(block.last - 1, TWO_LINES)
    if given:
        sheet.write_string(block.first + 1, 0, f"{{%tr {given} %}}", look.caption)
    for at, column in enumerate(columns):
        shape = look.cell(column.number, align=column.align, shrink=column.shrink, wrap=column.wrap)
        put(sheet, block.last - 1, at, column.value, shape)
    sheet.write_string(block.last, 0, "{%tr endfor %}", look.caption)
    return block


def totals(look: Look, sheet: Worksheet, block: Block, columns: Columns, label: str = "合计") -> None:
    """The row of totals under a block."""
    row = block.last + 1
    for at, column in enumerate(columns):
        value = f"=SUM({block.column(at)})" if column.total == "sum" else column.total
        put(sheet, row, at, value, look.cell(column.number, total=True, align=column.align))
    sheet.write_string(row, 0, label, look.cell(total=True, align="center"))


def table(look: Look, sheet: Worksheet, block: Block, columns: Columns, name: str) -> None:
    """Makes the block an Excel table, so that it filters, sorts, and grows when somebody types below it."""
    headers = [{"header": column.head, "header_format": look.head} for column in columns]
    options = {"name": name, "style": "Table Style Light 9", "columns": headers}
    sheet.add_table(block.head, 0, block.last, len(columns) - 1, options)
