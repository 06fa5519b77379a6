"""A figure of days (月历) → a sheet with a row of dates and a row of entries for each week, Monday to Sunday."""

from __future__ import annotations

from authoring.house_book import EDGE, SUM_FILL, Look, heads, put
from authoring.house_book_marks import BAD, flag
from xlsxwriter.worksheet import Worksheet

MONTH_WIDTHS = (8, *(23.0,) * 7)  # of a month on its side
QUARTER_WIDTHS = (7, *(16.0,) * 7)  # of a quarter upright
DAYS = "一二三四五六日"
DATES_HIGH, ENTRIES_HIGH = 18, 78  # points
REST_FILL = "#EFEFEF"


def month_grid(look: Look, sheet: Worksheet, row: int, entry: str, high: float = ENTRIES_HIGH) -> None:
    """The grid from this row (from 0) on: heads, then two rows for each week. ``entry``: what a day says, of 天."""
    heads(look, sheet, row, ("周次", *(f"星期{day}" for day in DAYS)))
    sheet.set_row(row, 20)
    sheet.write_string(row + 1, 0, '{%tr for 周, 天们 in 月历|分组("周次") %}', look.caption)
    edge = {"border": 1, "border_color": EDGE}
    dated = look(bold=True, font_size=10, **edge)
    told = look(text_wrap=True, valign="top", **edge)
    sheet.set_row(row + 2, DATES_HIGH)
    sheet.set_row(row + 3, high)
    put(sheet, row + 2, 0, "{{ 周 }}", look(bold=True, align="center", bg_color=SUM_FILL, **edge))
    put(sheet, row + 3, 0, "", look(bg_color=SUM_FILL, **edge))
    for at in range(7):
        day = f"天们[{at}]"
        date = f"{{{{ {day}.日期|日期('月日') }}}}{{% if {day}.班休 == '休' %}} 休{{% endif %}}"
        festival = f"{{% if {day}.节日名称 %}} {{{{ {day}.节日名称 }}}}{{% endif %}}"
        there = f"天们|个数 > {at} and {day}.本期内"
        put(sheet, row + 2, at + 1, f"{{% if {there} %}}{date}{festival}{{% endif %}}", dated)
        put(sheet, row + 3, at + 1, f"{{% if {there} %}}{entry.replace('天.', day + '.')}{{% endif %}}", told)
    sheet.write_string(row + 4, 0, "{%tr endfor %}", look.caption)
    _marks(look, sheet, row + 3)


def _marks(look: Look, sheet: Worksheet, first: int) -> None:
    """Days of rest and days of other months are tinted; a festival stands in red. ``first``: the row of dates, from 1.

    Of several rules that hold LibreOffice takes the first, so a festival on a day of rest has a rule of its own.
    """
    dates, entries = f"B{first}:H{first}", f"B{first + 1}:H{first + 1}"
    rest, festive = f'ISNUMBER(SEARCH("休",B{first}))', f'LEN(B{first})>LEN("12月30日 休")'
    flag(sheet, dates, f"=AND({rest},{festive})", look.bare(font_color=BAD, bg_color=REST_FILL))
    flag(sheet, dates, f"={festive}", look.bare(font_color=BAD))
    for where in (dates, entries):
        flag(sheet, where, f"={rest}", look.bare(bg_color=REST_FILL))
        flag(sheet, where, f'=B{first}=""', look.bare(bg_color=SUM_FILL))
