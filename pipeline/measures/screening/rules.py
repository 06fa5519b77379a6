"""A rule of the settings, as 已还比例 >= 50%：20, → which rows it holds for, what it is worth, and how it is told."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.language import rounded, say
from pipeline.measures.ratios import PRECISE
from pipeline.problems import Place, Problem, problem
from pipeline.vocabulary import Field

_NUMBERS = frozenset({"count", "number", "wan", "money", "rate", "rate2", "days", "score"})
_TEXTS = frozenset({"text", "name", "choice", "code"})
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!="}
_RULE = re.compile(
    r"(\w+?)\s*(<=|>=|≤|≥|!=|≠|<>|==|=|<|>|不属于|属于|不包含|包含|不含)\s*([^:]+?)\s*(?::\s*(\d+(?:\.\d+)?)\s*分?)?"
)
_COMPARED: Mapping[str, Callable[[pd.Series[Any], float], pd.Series[bool]]] = {
    "<=": lambda column, value: column <= value + PRECISE,
    ">=": lambda column, value: column >= value - PRECISE,
    "<": lambda column, value: column < value - PRECISE,
    ">": lambda column, value: column > value + PRECISE,
    "=": lambda column, value: (column - value).abs() <= PRECISE,
    "!=": lambda column, value: (column - value).abs() > PRECISE,
}


@dataclass(frozen=True)
class Rule:
    """A condition on one field, and the points that it gives: value is a number, a bool or a tuple of words."""

    text: str
    field: Field
    sign: str
    value: Any
    points: float = 0.0

    def holds(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """For which rows the condition is true. What is not known meets no condition on a number, and of those on words
        and on yes or no only ≠, 不属于 and 不含."""
        column = frame[self.field.name]
        if self.field.type in _NUMBERS:
            return _COMPARED[self.sign](column.astype("float64"), self.value)
        if self.field.type == "bool":
            same = column.astype("object").map(lambda known: known is self.value or known == self.value)
            return (same & column.notna()) if self.sign == "=" else ~(same & column.notna())
        texts = column.astype("object").where(column.notna(), "")
        if self.sign in ("包含", "不含"):
            found = texts.map(lambda text: any(word in text for word in self.value))
        else:
            found = texts.isin(list(self.value))
        return found.astype(bool) if self.sign in ("=", "属于", "包含") else ~found.astype(bool)

    def told(self, frame: pd.DataFrame) -> list[str]:
        """For each row what the field really is, in the words that a paper prints: 已还比例62.5%."""
        worth = f"（+{rounded(self.points, 0)}）" if self.points else ""
        return [f"{self._said(value)}{worth}" for value in frame[self.field.name]]

    def _said(self, value: Any) -> str:
        term, kind = self.field.term, self.field.type
        if self.sign == "不含":
            return f"{term}不含{'、'.join(self.value)}"
        if pd.isna(value):
            return say("rule_blank", "zh", term=term)
        if kind == "bool":
            return term if value else say("rule_not", "zh", term=term)
        if kind in ("rate", "rate2"):
            return f"{term}{rounded(value * 100, 1)}%"
        if kind in _NUMBERS:
            return f"{term}{rounded(value, 2 if kind == 'wan' else 0)}{self.field.unit}"
        return f"{term}：{value}"


def read_rule(text: str, known: Mapping[str, Field], place: Place) -> Rule | Problem:
    """The rule that a text of the settings says about one of the known fields (by term), or what is wrong with it."""
    match = _RULE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        return problem("MS141", place, text)
    term, sign, value, points = match.groups()
    if term not in known:
        near = difflib.get_close_matches(term, known, 1, 0.4) or [*known][:1]
        return problem("MS142", place, term, near=near[0], known="、".join(known))
    sign = {**_SIGNS, "不包含": "不含"}.get(sign, sign)
    meant = _meant(value, sign, known[term])
    if meant is None:
        return problem("MS141", place, text)
    return Rule(text, known[term], sign, meant, float(points or 0))


def _meant(value: str, sign: str, field: Field) -> Any:
    """The value as the field's type has it; None where the two do not fit, or the sign does not."""
    if field.type in _NUMBERS:
        number = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*(%?)\s*(?:天|个月|月|笔|户|个|万元|元|次|分)?", value)
        if not number or sign not in _COMPARED:
            return None
        return float(number[1]) / (100 if number[2] else 1)
    if field.type == "bool":
        return {"是": True, "否": False}.get(value) if sign in ("=", "!=") else None
    words = tuple(word.strip() for word in re.split(r"[、,，/]", value) if word.strip())
    return words if field.type in _TEXTS and words and sign not in ("<=", ">=", "<", ">") else None
