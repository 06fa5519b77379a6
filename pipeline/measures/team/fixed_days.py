"""Settings and the working calendar → the weekly visit day and the monthly publicity day of a stretch of time."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.calendar import period_of
from pipeline.measures.figure import Context


def visit_days(ctx: Context, first: date, last: date) -> list[date]:
    """拓展拜访日: one working day of each week, the settings' weekday or the nearest to it that is worked."""
    weekday = int(ctx.settings["visit_day"]["weekday"])
    days = []
    monday = first - timedelta(first.weekday())
    while weekday and monday <= last:
        wanted = monday + timedelta(min(weekday, 7) - 1)
        worked = ctx.calendar.workdays(monday, monday + timedelta(6))
        if worked:
            days.append(min(worked, key=lambda day: (abs((day - wanted).days), day)))
        monday += timedelta(7)
    return [day for day in days if first <= day <= last]


def publicity_days(ctx: Context, first: date, last: date) -> list[date]:
    """金融服务宣传日: the settings' day of each month, or the next working day; the last one where a month ends."""
    number = int(ctx.settings["campaigns"]["publicity_day"])
    days = []
    month = period_of(first, "month")
    while number and month.first <= last:
        worked = ctx.calendar.workdays(month.first, month.last)
        if worked:
            days.append(next((day for day in worked if day.day >= number), worked[-1]))
        month = month.next()
    return [day for day in days if first <= day <= last]
