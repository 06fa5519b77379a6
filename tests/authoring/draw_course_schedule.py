"""Draws templates/course-schedule/: the timetable as a live workbook, the units' minutes checked, what to bring."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from authoring.house_book import Look
from authoring.schedule_lists import materials, units
from authoring.schedule_plan import PLAN, plan
from xlsxwriter.workbook import Workbook

FILE = "course-schedule.xlsx"
SHEETS = {PLAN: plan, "单元": units, "物料清单": materials}
TABS = {"物料清单": "#C58B2A"}
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def draw(folder: Path) -> None:
    """Writes course-schedule.xlsx into the folder."""
    book = Workbook(str(folder / FILE), AS_TEXT)
    book.set_properties({"title": "课程安排表", "created": datetime(1980, 1, 1)})
    look = Look(book)
    for name, page in SHEETS.items():
        sheet = book.add_worksheet(name)
        sheet.set_tab_color(TABS.get(name, "#1F3A5F"))
        page(look, sheet)
    book.close()


if __name__ == "__main__":
    draw(Path(__file__).parents[2] / "templates" / "course-schedule")
