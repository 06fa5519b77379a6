"""Draws the activity tracker's template with XlsxWriter: the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter.workbook import Workbook

from authoring.tracker_entry import details, log, options
from authoring.tracker_funnel import channels, funnel
from authoring.tracker_look import Look
from authoring.tracker_pages import days, officers, overview, weeks

FILE = "activity-tracker.xlsx"
SHEETS = ("总览", "客户经理", "逐日", "逐周", "漏斗", "渠道", "活动流水", "人日明细", "选项")
TABS = {"活动流水": "#C58B2A", "选项": "#8A97A8"}


def draw(folder: Path) -> None:
    """Writes the template into ``folder``."""
    book = Workbook(str(folder / FILE), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": "活动量管理表", "created": datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    book.set_size(2400, 1500)
    look = Look(book)
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    for name, sheet in sheets.items():
        sheet.set_tab_color(TABS.get(name, "#1F3A5F"))
    overview(book, look, sheets["总览"])
    officers(book, look, sheets["客户经理"])
    days(book, look, sheets["逐日"])
    weeks(book, look, sheets["逐周"])
    funnel(book, look, sheets["漏斗"])
    channels(look, sheets["渠道"])
    log(look, sheets["活动流水"])
    details(look, sheets["人日明细"])
    options(book, look, sheets["选项"])
    sheets["总览"].activate()
    book.close()


if __name__ == "__main__":
    draw(Path(__file__).parents[2] / "templates" / "activity-tracker")
