"""Draws the activity tracker's template with XlsxWriter: the same bytes every time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from authoring.tracker_entry import details, log, options
from authoring.tracker_funnel import channels, funnel
from authoring.house_book import Look
from authoring.tracker_officers import officers
from authoring.tracker_overview import overview
from authoring.tracker_time import days, weeks
from xlsxwriter.workbook import Workbook

FILE = "activity-tracker.xlsx"
SHEETS = {
    "总览": overview,
    "客户经理": officers,
    "逐日": days,
    "逐周": weeks,
    "漏斗": funnel,
    "渠道": channels,
    "活动流水": log,
    "人日明细": details,
    "选项": options,
}
TABS = {"活动流水": "#C58B2A", "选项": "#8A97A8"}
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def draw(folder: Path) -> None:
    """Writes the template into ``folder``."""
    book = Workbook(str(folder / FILE), AS_TEXT)
    book.set_properties({"title": "活动量管理表", "created": datetime(1980, 1, 1)})
    look = Look(book)
    for name, page in SHEETS.items():
        sheet = book.add_worksheet(name)
        sheet.set_tab_color(TABS.get(name, "#1F3A5F"))
        page(look, sheet)
    book.close()


if __name__ == "__main__":
    draw(Path(__file__).parents[2] / "templates" / "activity-tracker")
