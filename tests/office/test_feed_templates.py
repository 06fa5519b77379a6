"""Calendar templates: whatever a person typed stays one line of text, and what calendars refuse is a problem."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar
import pytest

from pipeline import office
from pipeline.office import Names
from pipeline.problems import Stop

NAMES = Names(roots={"活动": "events"}, fields={"名称": "title", "日期": "day", "编号": "no"})
EVENT = """BEGIN:VEVENT
UID:{{ 项.编号 }}@chenxi
DTSTAMP:{{ 项.日期|日期('紧凑') }}T000000Z
DTSTART;VALUE=DATE:{{ 项.日期|日期('紧凑') }}
SUMMARY:{{ 项.名称 }}
ATTENDEE;CN="{{ 项.名称 }}":mailto:nobody@example.com
CATEGORIES:营销,{{ 项.名称 }}
END:VEVENT
"""
FEED = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Chenxi//CN
{{% for 项 in 活动 %}}
{EVENT}{{% endfor %}}
END:VCALENDAR
"""
HOSTILE = (
    "路演；商圈，夜场; a, b\\n",
    '晚会 "中秋"',
    "第一行\nEND:VEVENT\r\nBEGIN:VALARM\x85X:1",
    "长" * 300,
    "\\",
    "{{ 7*7 }}",
    "=HYPERLINK(1)",
)


def template(text: str = FEED) -> office.Template:
    return office.compile(text.encode(), name="日程.ics", names=NAMES)


def facts(*titles: str, day: Any = date(2026, 9, 25)) -> dict[str, Any]:
    return {"events": [{"no": n, "title": title, "day": day} for n, title in enumerate(titles, 1)]}


def test_events_come_back_as_they_were_told() -> None:
    made = icalendar.Calendar.from_ical(template().render(facts("中秋路演", "七夕")))
    assert [str(event["SUMMARY"]) for event in made.walk("VEVENT")] == ["中秋路演", "七夕"]
    assert [event["DTSTART"].dt for event in made.walk("VEVENT")] == [date(2026, 9, 25)] * 2


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_was_typed_stays_one_value_of_one_event(text: str) -> None:
    made = icalendar.Calendar.from_ical(template().render(facts(text)))
    (event,) = made.walk("VEVENT")
    assert [part.name for part in made.walk()] == ["VCALENDAR", "VEVENT"]
    read = str(event["SUMMARY"])
    assert read == text.replace("\r\n", "\n").replace("\x85", "\n")
    assert [str(c) for c in event["CATEGORIES"].cats] == ["营销", read]


def test_lines_end_and_fold_as_the_format_says() -> None:
    made = template().render(facts("长" * 300))
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"\n" not in made.replace(b"\r\n", b"") and made.endswith(b"END:VCALENDAR\r\n")


def test_no_events_make_an_empty_calendar_and_the_same_facts_the_same_bytes() -> None:
    assert icalendar.Calendar.from_ical(template().render({"events": []})).walk("VEVENT") == []
    assert template().render(facts("路演")) == template().render(facts("路演"))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (FEED.replace("PRODID:-//Chenxi//CN\n", ""), "WD151"),
        (FEED.replace("UID:{{ 项.编号 }}@chenxi\n", ""), "WD151"),
        (FEED.replace("DTSTART;VALUE=DATE:{{ 项.日期|日期('紧凑') }}", "DTSTART:{{ 项.名称 }}"), "WD150"),
        (FEED.replace("SUMMARY:", "SUMMARY "), "WD150"),
        (FEED.replace("END:VEVENT\n", ""), "WD150"),
        (FEED.replace("BEGIN:VCALENDAR\n", "").replace("END:VCALENDAR\n", ""), "WD150"),
        ("日历", "WD150"),
    ],
)
def test_what_calendars_refuse_is_told_and_not_written(broken: str, code: str) -> None:
    with pytest.raises(Stop) as stopped:
        template(broken).render(facts("路演"))
    assert {p.code for p in stopped.value.problems} == {code}


def test_a_tag_that_is_wrong_has_its_line() -> None:
    problems = template(FEED.replace("{{ 项.名称 }}", "{{ 项.名称|无此 }}", 1)).problems
    assert [(p.place.row, p.place.file) for p in problems] == [(9, "日程.ics")]


def test_a_calendar_is_known_by_its_first_line() -> None:
    assert office.compile(FEED.encode(), names=NAMES).name.endswith(".ics")
