"""Draws the activity tracker's template with XlsxWriter: the same bytes every time."""

from __future__ import annotations

from pathlib import Path

from authoring.house_book import ENTRY_TAB, QUIET_TAB, write_book
from authoring.tracker_entry import details, log, options
from authoring.tracker_funnel import channels, funnel
from authoring.tracker_officers import officers
from authoring.tracker_overview import overview
from authoring.tracker_quarter import pairs, quarter
from authoring.tracker_time import days, weeks

FILE = "activity-tracker.xlsx"
SHEETS = {
    "总览": overview,
    "客户经理": officers,
    "逐日": days,
    "逐周": weeks,
    "本季": quarter,
    "帮带": pairs,
    "漏斗": funnel,
    "渠道": channels,
    "活动流水": log,
    "人日明细": details,
    "选项": options,
}


def draw(folder: Path) -> None:
    """Writes the template into ``folder``."""
    write_book(folder / FILE, "活动量管理表", SHEETS, {"活动流水": ENTRY_TAB, "选项": QUIET_TAB})
