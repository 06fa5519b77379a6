"""Festivals by the lunar calendar, fixed days of the week and month, and what lies ahead of a branch."""

# ruff: noqa: E501 - tables, a line for each row

from __future__ import annotations

from datetime import date
from typing import Any

import holidays
import pytest
from small_bank import BANK, EAST, FRI, LI, MON, WEST, bank, context, many, one

from pipeline.calendar import period_of
from pipeline.measures import findings
from pipeline.measures.team.festivals import TERMS, Festival, day_in, festivals
from pipeline.measures.team.fixed_days import publicity_days, visit_days


def days(*lines: str, first: date, last: date) -> list[Festival]:
    return festivals(context(campaigns={"days": list(lines)}), first, last)


@pytest.mark.parametrize(
    ("calendar", "text", "name"),
    [
        ("农历", "01-01", "春节"),
        ("农历", "05-05", "端午节"),
        ("农历", "08-15", "中秋节"),
        ("节气", "清明", "清明节"),
        ("公历", "10-01", "国庆节"),
    ],
)
def test_festivals_fall_on_the_days_of_another_calendar(calendar: str, text: str, name: str) -> None:
    """The oracle is the package of public holidays, which knows these four festivals and the state's own day."""
    for year in range(2015, 2028):
        known = {
            day for day, told in holidays.country_holidays("CN", years=year, language="zh_CN").items() if name in told
        }
        assert day_in(year, calendar, text) in known, year


def test_a_new_years_eve_is_the_day_before_and_a_missing_thirtieth_is_the_twenty_ninth() -> None:
    assert day_in(2025, "农历", "除夕") == date(2026, 2, 16)
    assert day_in(2024, "农历", "除夕") == date(2025, 1, 28)  # a twelfth month of 29 days
    assert day_in(2024, "农历", "12-30") == date(2025, 1, 28)
    assert day_in(2025, "农历", "06-01") == date(2025, 6, 25)  # not the leap sixth month


def test_the_list_gives_days_of_both_years_and_a_branchs_own() -> None:
    found = days(
        "农历 12-23 小年", "农历 除夕", "公历 01-01 元旦", "公历 04-18 建材节 城东支行", "公历 02-29 闰日",
        first=date(2026, 12, 1), last=date(2027, 4, 30),
    )  # fmt: skip
    assert [(f.day, f.name, f.branch) for f in found] == [
        (date(2027, 1, 1), "元旦", ""),
        (date(2027, 1, 30), "小年", ""),
        (date(2027, 2, 5), "除夕", ""),
        (date(2027, 4, 18), "建材节", EAST),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "中秋节",
        "农历 13-01 甲",
        "公历 02-30 乙",
        "节气 清明节",
        "阳历 01-01 元旦",
        "公历 1月1日 元旦",
        "农历 08-31 丙",
        "公历 00-01 丁",
    ],
)
def test_a_line_that_is_no_day_is_told_and_the_others_count(line: str) -> None:
    ctx = context(campaigns={"days": [line, "公历 11-11 电商大促"]})
    told = [p for p in findings(bank(), ctx) if p.code == "MS151"]
    assert [(p.found, p.level, p.place.inside) for p in told] == [(line, "warning", "campaigns.days")]
    assert [f.name for f in festivals(ctx, date(2026, 11, 1), FRI)] == ["电商大促"]


def test_every_solar_term_is_a_day_of_every_year() -> None:
    found = [day_in(2026, "节气", term) for term in TERMS]
    assert found == sorted(day for day in found if day) and len(set(found)) == 24
    assert all(day and day.year == 2026 for day in found)


def test_tasks_and_rota_that_cannot_be_read_are_told() -> None:
    ctx = context(campaigns={"tasks": ["七天前 定名单", "+2 回访"]}, study={"rota": ["夕会 微课堂"]})
    told = [(p.code, p.found) for p in findings(bank(), ctx) if p.code.startswith("MS15")]
    assert told == [("MS152", "七天前 定名单"), ("MS153", "夕会 微课堂")]


def test_the_shipped_settings_are_understood() -> None:
    assert [p for p in findings(bank(), context()) if p.code.startswith("MS15")] == []


@pytest.mark.parametrize(
    ("weekday", "first", "last", "expected"),
    [
        (3, date(2026, 11, 16), date(2026, 11, 29), [date(2026, 11, 18), date(2026, 11, 25)]),
        (3, date(2026, 10, 1), date(2026, 10, 11), [date(2026, 10, 8)]),  # the first Wednesday worked is Thursday
        (3, date(2026, 9, 28), date(2026, 10, 4), [date(2026, 9, 30)]),
        (7, date(2026, 11, 16), date(2026, 11, 22), [date(2026, 11, 20)]),  # Sunday is no working day
        (0, date(2026, 11, 1), date(2026, 11, 30), []),
    ],
)
def test_a_visit_day_is_the_weekday_or_the_nearest_that_is_worked(
    weekday: int, first: date, last: date, expected: list[date]
) -> None:
    assert visit_days(context(visit_day={"weekday": weekday}), first, last) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (15, [date(2026, 10, 15), date(2026, 11, 16), date(2026, 12, 15)]),  # 15 November is a Sunday
        (31, [date(2026, 10, 30), date(2026, 11, 30), date(2026, 12, 31)]),
        (0, []),
    ],
)
def test_a_publicity_day_is_the_settings_day_or_the_next_that_is_worked(number: int, expected: list[date]) -> None:
    ctx = context(campaigns={"publicity_day": number})
    assert publicity_days(ctx, date(2026, 10, 1), date(2026, 12, 31)) == expected


PLANNED: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        {"branch": EAST, "campaign": "备货日", "date": date(2026, 11, 24), "approach": "批量", "owner": "李雷", "channel_name": "商会"},
        {"campaign": "全行宣传", "date": date(2026, 11, 25), "approach": "事件"},
        {"branch": EAST, "campaign": "十二月的", "date": date(2026, 12, 1), "approach": "批量"},
    ],
    "topics": [{"branch": EAST, "date": date(2026, 11, 24), "topic_kind": "政策", "title": "新规", "sharer": "李雷", "meeting": "早会"}],
    "team_events": [{"branch": EAST, "date": date(2026, 11, 28), "title": "爬山", "photo": None, "owner": "韩梅"}],
    "meetings": [
        {"branch": EAST, "meeting": "周例会", "date": FRI, "host": "周行", "next_meeting": date(2026, 11, 27)},
        {"branch": EAST, "meeting": "晨会", "date": date(2026, 11, 24), "host": "周行"},  # every day: no news
        {"branch": EAST, "meeting": "月例会", "date": date(2026, 11, 27), "host": "周行", "venue": "会议室"},
    ],
}  # fmt: skip


def test_what_lies_ahead_is_the_next_week_of_every_register() -> None:
    found = many(
        "plans_ahead", "branch", bank(**PLANNED), EAST, ctx=context(campaigns={"publicity_day": 0, "days": []})
    )
    assert [(r["date"].day, r["weekday"], r["plan_kind"], r["title"], r["owner"], r["venue"]) for r in found] == [
        (24, "星期二", "营销活动", "备货日", "李雷", "商会"),
        (24, "星期二", "学习", "新规", "李雷", "早会"),
        (25, "星期三", "营销活动", "全行宣传", None, None),
        (25, "星期三", "拓展拜访日", "拓展拜访日（留守：韩梅）", None, None),
        (27, "星期五", "会议", "月例会", "周行", "会议室"),
        (27, "星期五", "会议", "周例会", None, None),
        (28, "星期六", "团队活动", "爬山", "韩梅", None),
    ]
    duty = one("visit_plan", "branch", bank(**PLANNED), EAST)["names_duty"]
    assert duty == "韩梅"  # the plan of that day says the same
    west = many("plans_ahead", "branch", bank(**PLANNED), WEST, ctx=context(campaigns={"publicity_day": 0, "days": []}))
    assert [row["title"] for row in west] == ["全行宣传", "拓展拜访日"]


@pytest.mark.parametrize(
    ("unit", "day", "titles"),
    [
        ("day", MON, []),
        ("day", FRI, []),  # through Monday, nothing stands there
        ("day", date(2026, 11, 23), ["备货日", "新规"]),
        ("month", FRI, ["十二月的"]),
    ],
)
def test_after_a_day_comes_the_next_working_day_and_after_a_month_the_next_month(
    unit: Any, day: date, titles: list[str]
) -> None:
    ctx = context(unit, day, visit_day={"weekday": 0}, campaigns={"publicity_day": 0, "days": []})
    assert [row["title"] for row in many("plans_ahead", "branch", bank(**PLANNED), EAST, ctx=ctx)] == titles


def test_the_periods_own_days_hold_festivals_of_one_branch_and_of_all() -> None:
    lines = ["公历 11-18 建材节 城东支行", "公历 11-19 商户节"]
    ctx = context(visit_day={"weekday": 0}, campaigns={"publicity_day": 16, "days": lines})
    east, west = (many("plans_now", "branch", bank(), name, ctx=ctx) for name in (EAST, WEST))
    assert [(r["plan_kind"], r["title"]) for r in east] == [
        ("宣传日", "金融服务宣传日"),
        ("节日", "建材节"),
        ("节日", "商户节"),
    ]
    assert [r["title"] for r in west] == ["金融服务宣传日", "商户节"]


def test_a_calendar_has_whole_weeks_and_says_of_each_day_what_is_on() -> None:
    ctx = context("month", campaigns={"publicity_day": 0, "days": ["公历 11-24 感恩日"]}, visit_day={"weekday": 0})
    found = many("calendar_days", "branch", bank(**PLANNED), EAST, ctx=ctx)
    assert len(found) == 42 and [row["weekday"] for row in found[:7]] == [f"星期{d}" for d in "一二三四五六日"]
    assert {row["in_period"] for row in found[:6]} == {False}
    day = next(row for row in found if row["date"].date() == date(2026, 11, 24))
    assert (day["week"], day["day_kind"], day["holiday"], day["plans_day"]) == ("第48周", "班", "感恩日", "备货日")
    assert day["study_day"].splitlines()[0] == "早会 李雷：新规"
    assert next(r for r in found if r["date"].date() == date(2026, 11, 28))["day_kind"] == "休"


def test_a_campaign_of_several_days_stands_on_each_of_them() -> None:
    fair = {**PLANNED["campaigns"][0], "last_day": date(2026, 11, 26)}
    ctx = context("month", campaigns={"publicity_day": 0, "days": []}, visit_day={"weekday": 0})
    found = many("calendar_days", "branch", bank(campaigns=[fair]), EAST, ctx=ctx)
    assert {row["date"].day: row["plans_day"] for row in found if row["in_period"] and row["plans_day"]} == {
        24: "备货日", 25: "备货日（续）", 26: "备货日（续）"
    }  # fmt: skip


def test_days_of_a_quarter_stand_for_a_branch_that_only_the_roster_knows() -> None:
    ctx = context("quarter")
    tables = bank(branches=[], roster=[{**LI, "branch": "山北支行"}])
    assert (
        one("campaign_totals", "branch", tables, "山北支行", ctx=context("quarter", bank={"name": BANK}))[
            "campaigns_count"
        ]
        == 0
    )
    found = many("plans_now", "branch", tables, "山北支行", ctx=context("quarter", bank={"name": BANK}))
    assert "国庆节" in [row["title"] for row in found]
    assert period_of(FRI, "quarter") == ctx.period
