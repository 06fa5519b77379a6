"""Tells what a heading says of its measure: what was planned, what was done, or something made of either."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from pipeline.intake.sheets.headings import Heading
from pipeline.vocabulary import Field, TableSpec

PLAN, ACTUAL, OTHER = "plan", "actual", "other"
MEASURES = frozenset({"count", "number", "wan", "money"})  # the types of fields that are planned, done, compared
_OTHER = (
    "累计|累积|[上前去][周月季年日]|昨日|同期|环比|同比|差额|缺口|差距|增减|增幅|增量|较|完成率|完成比|完成进度|达成率|进度|转化率|占比|比例|排名|名次"
    "|人均|日均|户均|平均|剩余|未完成|未达|超额"
)
_PLAN = "计划|目标|任务|指标"
_ACTUAL = "实际|实绩|完成|今日|当日|本日|当天"
_SAID = re.compile(rf"({_OTHER})|({_PLAN})|({_ACTUAL})")
_QUALIFIER = re.compile(
    rf"(?:本|当|今)?[日周月季年]?(?:{_OTHER}|{_PLAN}|{_ACTUAL})(?:数|量|值|额|情况)?|[率%]|合计|小计"
)
_STRIPPED = re.compile(
    rf"^(?:本|当|今)?[日周月季年]?(?:{_PLAN}|{_ACTUAL})(?:数|量)?|(?:{_PLAN}|{_ACTUAL})(?:数|量|值|户数|笔数)?$"
)


@lru_cache(maxsize=20_000)
def sense(text: str) -> str:
    """PLAN, ACTUAL or OTHER by the words in a text, '' where it has none of them; OTHER wins, then PLAN."""
    found = {match.lastindex for match in _SAID.finditer(text)}
    return OTHER if 1 in found else PLAN if 2 in found else ACTUAL if 3 in found else ""


def is_plan(spec: TableSpec) -> bool:
    """Whether a table's measures are plans for a period."""
    return "period" in spec.required and "enquiries" in spec.required


def measure_alone(key: str) -> str:
    """A header key without the word for planned or done: 实际咨询 and 咨询完成数 → 咨询."""
    return _STRIPPED.sub("", key)


def fits(heading: Heading, key: str, item: Field, spec: TableSpec) -> bool:
    """Whether a heading that may mean a field, read as ``key``, says of it what the table holds."""
    if item.type not in MEASURES or not heading.names:
        return True
    said = sense(heading.names[0])
    if not said or said == sense(item.term):
        return True
    if said == OTHER:
        return key == heading.names[0]
    return said == (PLAN if is_plan(spec) else ACTUAL)


def says_plan(texts: Collection[str]) -> bool:
    """Whether one of the texts speaks of plans, targets or tasks."""
    return any(re.search(_PLAN, text) for text in texts)


def are_qualifiers(cells: Collection[str]) -> bool:
    """Whether the texts of a row only say which of a measure stands below them: 计划, 实际, 完成率."""
    return len(cells) > 1 and all(_QUALIFIER.fullmatch(cell) for cell in cells)
