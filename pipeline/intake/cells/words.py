"""Turns a cell into a name, a code, a choice, a yes or no, or plain text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from pipeline.intake.cells.people import is_person, people_in
from pipeline.intake.cells.readings import BLANK, Reading, compact, means_nothing, plain
from pipeline.intake.cells.traditional import simplified
from pipeline.vocabulary import Field

_HAN = r"[\u3400-\u9fff·]"
_SPACED = re.compile(rf"(?<={_HAN}) +(?={_HAN})")
_PERSON = re.compile(rf"{_HAN}{{2,4}}")
_TITLE = re.compile(
    rf"({_HAN}{{2,4}}?)(?:客户经理|(?<!客户)副?经理|副?主任|副?行长|主管|同志|\([^()]*\)|[-_ ]?[A-Za-z]?\d{{3,12}})"
)
_NUMBER_FIRST = re.compile(rf"[A-Za-z]?\d{{3,12}}[-_ ]?({_HAN}{{2,4}})")
_TRUE = frozenset(
    [
        "是",
        "有",
        "对",
        "y",
        "yes",
        "true",
        "t",
        "1",
        "√",
        "✓",
        "✔",
        "☑",
        "v",
        "完整",
        "齐全",
        "已",
        "已完成",
        "完成",
        "合格",
        "通过",
        "已通过",
        "结业",
        "已结业",
    ]
)
_FALSE = frozenset(
    [
        "否",
        "没有",
        "不",
        "n",
        "no",
        "false",
        "f",
        "0",
        "×",
        "✗",
        "✘",
        "x",
        "☐",
        "不完整",
        "不全",
        "不齐",
        "缺",
        "未",
        "未完成",
        "不合格",
        "未通过",
        "不通过",
        "未结业",
    ]
)
_HAN_ONLY = re.compile(r"[\u4e00-\u9fa5]+")
_POWER = re.compile(r"\d\.\d+[eE]\+\d+")
_MARKS = re.compile(r"[-()]")
_SAFE_DIGITS = 15  # Excel keeps no more


def name_reader(field: Field) -> Callable[[object], Reading]:
    """A reader of people's names: 张 三 → 张三; a colleague's title or number goes too: 张三经理, 张三0012 → 张三.

    Several people in one cell are told; where the field is whose work it is, nobody's name is read.
    """
    staff = field.privacy == "staff"

    def read(value: object) -> Reading:
        if not staff and isinstance(value, str) and _HAN_ONLY.fullmatch(value):
            return BLANK if means_nothing(value) else Reading(value)
        people = people_in(value) if isinstance(value, str) else []
        if len(people) > 1 and (staff or all(map(is_person, people))):
            return _several(people, field)
        text = plain(as_text(value))
        if means_nothing(text):
            return BLANK
        closed = _SPACED.sub("", text)
        repair = "IN301" if closed != text else ""
        if staff and (titled := _TITLE.fullmatch(closed) or _NUMBER_FIRST.fullmatch(closed)):
            return Reading(titled[1], repair="IN302", detail=titled[1])
        if not repair or _PERSON.fullmatch(closed):
            return Reading(closed, repair=repair)
        return Reading(text)  # 城东 五金 商行: a firm's own spaces stay

    return read


def _several(people: Sequence[str], field: Field) -> Reading:
    names = "、".join(people)
    if field.name == "officer":
        return Reading(fault="IN218", detail=names)
    told = "IN219" if field.privacy == "customer" else "IN220" if field.name == "partner" else ""
    return Reading(names, fault=told, detail="" if told == "IN219" else names)


def code_reader(phone: bool = False) -> Callable[[object], Reading]:
    """A reader of digits that are no quantity; a number of more than 15 digits has lost its last ones already."""

    def read(value: object) -> Reading:
        if isinstance(value, float | int) and not isinstance(value, bool):
            if abs(value) >= 10**_SAFE_DIGITS:
                return Reading(fault="IN212")
            return Reading(as_text(value))
        if isinstance(value, str) and value.isascii() and value.isalnum():
            return BLANK if means_nothing(value) else Reading(value)
        text = compact(as_text(value)).lstrip("'")
        if means_nothing(text):
            return BLANK
        if _POWER.fullmatch(text):
            return Reading(fault="IN212")
        return Reading(_MARKS.sub("", text) if phone and not text.startswith("0") else text)

    return read


def choice_reader(field: Field) -> Callable[[object], Reading]:
    """A reader of one of a field's words, or of what else people write for it."""
    known: dict[str, str] = {}
    for word, others in field.choices.items():
        for other in (word, *others):
            known.setdefault(compact(other).lower(), word)

    def read(value: object) -> Reading:
        text = compact(as_text(value))
        if not text or (means_nothing(text) and text.lower() not in known):
            return BLANK
        word = known.get(text.lower()) or known.get(simplified(text.lower()))
        return Reading(word) if word else Reading(fault="IN208", detail=_nearest(text.lower(), known))

    return read


def _nearest(text: str, known: Mapping[str, str]) -> str:
    """The choice one of whose writings looks most like the text; "—" where none does, for a wrong hint costs more."""
    near = difflib.get_close_matches(text, known, 1, 0.5)
    return known[near[0]] if near else "—"


def read_bool(value: object) -> Reading:
    """Yes or no: 是 否 √ × Y N 1 0."""
    if isinstance(value, bool):
        return Reading(value)
    text = simplified(compact(as_text(value)).lower())
    if text in _TRUE:
        return Reading(True)
    if text in _FALSE or text == "无":
        return Reading(False)
    return BLANK if means_nothing(text) else Reading(fault="IN209")


def read_text(value: object) -> Reading:
    """Text as it was typed, its outer white space gone; a number or a day as people write it."""
    text = as_text(value).strip()
    return Reading(text) if text and text not in ("—", "-", "/") else BLANK


def as_text(value: object) -> str:
    """A cell as people would write it: 5.0 → 5, a day → 2026-03-05."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if (value.hour or value.minute) else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
