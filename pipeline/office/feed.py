"""Bytes of an .ics template → a template that renders facts into an iCalendar file (RFC 5545) for people's calendars.

A line is written as it should stand in the file; a value in it is escaped as TEXT, in a parameter it is quoted. Long
lines, their folding and the line ends are the icalendar library's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.office.plain_text import CONTROL, TextTemplate, decoded, pieces
from pipeline.office.template import Filters, Formats, Fragment, Names, compile_program, write_value
from pipeline.problems import Place, Problem, Stop, problem

_LINE_END = re.compile(r"\r\n?|\n|[\v\f\x85\u2028\u2029]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_NEEDED = {"VCALENDAR": ("VERSION", "PRODID"), "VEVENT": ("UID", "DTSTAMP", "DTSTART")}  # RFC 5545, 3.6 and 3.6.1


class FeedTemplate(TextTemplate):
    """A compiled calendar file."""

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The file in UTF-8; raises Stop with the problems of the template, of these facts, or of what they make."""
        import icalendar  # 80 ms, which every command would pay

        text = self.written(facts)
        lines = "\r\n".join(line for line in text.split("\n") if line.strip())
        try:
            made = icalendar.Calendar.from_ical(lines)
        except ValueError as error:
            raise Stop(problem("WD150", Place(file=self.name), str(error)[:80])) from None
        wrong = list(_lacking(made.walk(), self.name)) + list(_unread(made.walk(), self.name))
        if wrong:
            raise Stop(wrong)
        return bytes(made.to_ical(sorted=False))


def compile_feed(
    data: bytes, *, name: str = "feed.ics", names: Names, formats: Formats, filters: Filters | None = None
) -> FeedTemplate:
    """The calendar template in these bytes (UTF-8), compiled. Raises Stop when they are no UTF-8 text."""
    problems: list[Problem] = []
    found = list(pieces(decoded(data, name), name, problems, _writer))
    writers = {"value": _value_writer, "parameter": _parameter_writer}
    program = compile_program(found, names=names, formats=formats, filters=filters, writers=writers)
    return FeedTemplate(name, program, [*problems, *program.problems])


def _writer(before: str) -> str:
    """After the colon of its line stands a property's value, before it a parameter."""
    line = before[before.rfind("\n") + 1 :]
    return "value" if ":" in re.sub(r'"[^"]*"?', "", line) else "parameter"


def _value_writer(format: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        if isinstance(value, Fragment):
            return value
        text = _LINE_END.sub("\n", write_value(value, format))
        return CONTROL.sub("", text).translate(_ESCAPED)

    return write


def _parameter_writer(format: str) -> Callable[[Any], str]:
    """A parameter cannot hold quotation marks or lines; they become spaces and single marks."""

    def write(value: Any) -> str:
        text = _LINE_END.sub(" ", write_value(value, format))
        return CONTROL.sub("", text).replace('"', "'").replace(":", "：").replace(";", "；").replace(",", "，")

    return write


def _lacking(components: Iterator[Any] | list[Any], file: str) -> Iterator[Problem]:
    """Properties without which calendars refuse a file."""
    for component in components:
        for name in _NEEDED.get(component.name, ()):
            if name not in component:
                yield problem("WD151", Place(file=file, inside=component.name), name)


def _unread(components: Iterator[Any] | list[Any], file: str) -> Iterator[Problem]:
    """Properties whose value is none of their type, such as a date that is no date."""
    for component in components:
        for name, reason in component.errors:
            yield problem("WD150", Place(file=file, inside=component.name), f"{name}: {reason}"[:80])
