"""Draws templates/course-schedule/: the timetable as a live workbook, the units' minutes checked, what to bring."""

from __future__ import annotations

from pathlib import Path

from authoring.house_book import ENTRY_TAB, write_book
from authoring.schedule_lists import materials, units
from authoring.schedule_plan import PLAN, plan

FILE = "course-schedule.xlsx"
SHEETS = {PLAN: plan, "单元": units, "物料清单": materials}


def draw(folder: Path) -> None:
    """Writes course-schedule.xlsx into the folder."""
    write_book(folder / FILE, "课程安排表", SHEETS, {"物料清单": ENTRY_TAB})


if __name__ == "__main__":
    draw(Path(__file__).parents[2] / "templates" / "course-schedule")
