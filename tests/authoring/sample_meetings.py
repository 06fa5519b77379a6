"""The workbook of short and monthly meetings: who led them, who kept the minutes, who came."""

from __future__ import annotations

from datetime import date
from typing import Any

from authoring.sample_books import Book, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, Branch, day_of, of_branch

Row = list[Any]
_DAYS = (day_of("2026-11-19"), LAST_DAY)
_MONTHLY = day_of("2026-10-30")
_LATE = {("温佳宁", "早会"), ("邹凯", "夕会")}
_AWAY = {("林书航", "夕会"), ("江海涛", "早会")}


def books() -> list[Book]:
    """分行/早夕会与月例会.xlsx."""
    book = Book("分行/早夕会与月例会.xlsx")
    rows: list[Row] = [columns("支行 会议类型 日期 开始时间 结束时间 地点/方式 主持 记录 列席人员")]
    rows += [row for day in _DAYS for branch in BRANCHES for row in _short(branch, day)]
    rows += [_monthly(branch) for branch in BRANCHES]
    book.sheet("会议安排", rows, freeze="A2")
    came: list[Row] = [columns("支行 会议 日期 姓名 签到情况 备注")]
    came += [row for branch in BRANCHES for word in ("早会", "夕会") for row in _came(branch, word, _DAYS[0])]
    came += [row for branch in BRANCHES for row in _came(branch, "月例会", _MONTHLY)]
    book.sheet("会议出勤", came, freeze="A2")
    return [book]


def _short(branch: Branch, day: date) -> list[Row]:
    """The morning's and the evening's meeting; 高新支行 talks too long in the evening."""
    end = "18:10" if branch.short == "高新" else "17:55"
    return [
        [branch.name, "晨会", day, "08:30", "08:50", "营业厅", branch.host, branch.recorder, None],
        [branch.name, "夕会", day, "17:30", end, "支行三楼会议室", branch.host, branch.recorder, None],
    ]


def _monthly(branch: Branch) -> Row:
    seen = "分行小微部 周敏" if branch.short in ("城东", "临江") else None
    return [branch.name, "月例会", _MONTHLY, "14:30", "16:10", "支行三楼会议室", branch.host, branch.recorder, seen]


def _came(branch: Branch, meeting: str, day: date) -> list[Row]:
    rows = []
    for officer in of_branch(branch.name, day):
        key = (officer.name, meeting)
        word = "迟到" if key in _LATE else "公出" if key in _AWAY else "√"
        rows.append([branch.name, meeting, day, officer.name, word, "客户约在开会时间" if word == "公出" else None])
    return rows
