"""Turns a cell such as １，２００, 1.2万, (1,200), 约300 or 45% into a number in its field's own unit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from pipeline.intake.cells.readings import BLANK, Reading, compact, means_nothing
from pipeline.intake.cells.traditional import simplified

WAN_YUAN = 10_000.0
AS_SHOWN = "as shown"  # the unit of a number whose own format shows it as a percentage: it is a fraction already
MONEY_TYPES = frozenset({"wan", "money"})
RATE_TYPES = frozenset({"rate", "rate2", "pp", "pp2"})

# What one of a header's units is worth in yuan, or (rates) as a fraction.
MONEY_UNITS: Mapping[str, float] = {
    "元": 1.0, "人民币元": 1.0, "圆": 1.0, "千元": 1e3, "万": 1e4, "万元": 1e4, "人民币万元": 1e4, "w": 1e4,
    "百万元": 1e6, "亿": 1e8, "亿元": 1e8,
}  # fmt: skip
SHARE_UNITS: Mapping[str, float] = {"%": 0.01, "百分比": 0.01, "百分点": 0.01, "pp": 0.01, "‰": 0.001, "bp": 0.0001}
COUNT_UNITS = frozenset(
    [
        "次",
        "笔",
        "件",
        "户",
        "人",
        "天",
        "日",
        "个",
        "名",
        "张",
        "家",
        "分",
        "项",
        "条",
        "月",
        "个月",
        "期",
        "工作日",
        "个工作日",
        "岁",
        "分钟",
        "小时",
    ]
)
HOURS = ("个小时", "小时", "个钟头", "钟头")  # in a field that is kept in minutes
FOREIGN = frozenset(["美元", "万美元", "港元", "港币", "欧元", "日元", "英镑", "usd", "hkd", "eur"])
_SCALES: Mapping[str, float] = {
    "": 1.0,
    "百": 1e2,
    "千": 1e3,
    "k": 1e3,
    "万": 1e4,
    "w": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
}
_NUMBER = re.compile(
    r"(?P<about>约为?|大约|近|超过?|将近|~|≈)?(?P<sign>[-+−]?)(?P<currency>人民币|rmb|cny|[¥$])?(?P<sign2>[-+−]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:e(?P<power>[-+]?\d{1,2}))?"
    r"(?P<scale>百万|千万|[百千万亿wk])?(?P<unit>[^\d,.]*?)(?P<more>左右|上下|多|余|\+)?",
    re.IGNORECASE,
)
_NUMERALS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_IN_WORDS = re.compile(r"([零〇一二两三四五六七八九十百千]+)(万|亿)?([^\d]{0,4})")


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else: 万元, %, 笔."""
    unit = simplified(compact(text)).lower().removeprefix("单位:")
    return any(unit in known for known in (MONEY_UNITS, SHARE_UNITS, COUNT_UNITS, HOURS, FOREIGN))


def number_reader(kind: str, unit: str, own: str = "") -> Callable[[object], Reading]:
    """A reader for cells of a number type whose column is headed in ``unit`` (empty: the field's own).

    Money comes out in 万元 (wan) or 元 (money), rates as fractions, hours in minutes where those are the ``own``
    unit of the field; a unit within the cell wins over the column's.
    """
    column = simplified(compact(unit)).lower()

    def read(value: object) -> Reading:
        if isinstance(value, bool):
            return Reading(fault="IN204")
        if isinstance(value, int | float):
            return _finish(kind, float(value), "", column, "")
        if not isinstance(value, str):
            return Reading(fault="IN204")
        text = simplified(compact(value))
        return BLANK if means_nothing(text) else _from_text(kind, text, column)

    def read_minutes(value: object) -> Reading:
        text = compact(value).lower() if isinstance(value, str) else ""
        named = next((hour for hour in HOURS if text.endswith(hour)), "")
        found = read(text.removesuffix(named) if named else value)
        in_hours = named or (column in HOURS and not text.endswith("分钟"))
        return found._replace(value=_clean(found.value * 60)) if in_hours and found.value is not None else found

    return read_minutes if own == "分钟" else read


def _from_text(kind: str, text: str, column: str) -> Reading:
    negative = text.startswith("(") and text.endswith(")") and len(text) > 2
    found = _NUMBER.fullmatch(text[1:-1] if negative else text)
    if not found:
        return _from_words(kind, text, column)
    signs = {found["sign"], found["sign2"]} & {"-", "−"}
    number = float(found["digits"].replace(",", "")) * 10.0 ** int(found["power"] or 0)
    unit, scale = (found["unit"] or "").lower(), (found["scale"] or "").lower()
    if scale:
        number *= _SCALES[scale]
        unit = unit or ("元" if kind in MONEY_TYPES else "")
    elif kind in MONEY_TYPES and found["currency"]:
        unit = "美元" if found["currency"] == "$" else unit or column or "元"
    about = "IN303" if found["about"] or found["more"] else ""
    return _finish(kind, -number if negative or signs else number, unit, column, about)


def _from_words(kind: str, text: str, column: str) -> Reading:
    """A number in characters: 三笔, 十二, 二十万元; one that is left short (一百二) is not guessed."""
    found = _IN_WORDS.fullmatch(text)
    number = _in_words(found[1]) if found else None
    known = found is not None and (not found[3] or found[3] in COUNT_UNITS or found[3] in MONEY_UNITS)
    if found is None or number is None or not known:
        return Reading(fault="IN204")
    unit = found[3] or ("元" if found[2] and kind in MONEY_TYPES else "")
    return _finish(kind, number * _SCALES[found[2] or ""], unit, column, "")


def _in_words(text: str) -> float | None:
    total, digit, last = 0, -1, 10_000
    for char in text:
        if (value := _NUMERALS.get(char)) is not None:
            if digit > 0:  # 一二
                return None
            digit, last = value, 10 if value == 0 else last
        else:
            ten = _TENS[char]
            if ten >= last or (digit < 0 and char != "十"):
                return None
            total, digit, last = total + (1 if digit < 0 else digit) * ten, -1, ten
    if digit > 0 and last > 10 and total:
        return None
    return float(total + max(digit, 0))


def _finish(kind: str, number: float, unit: str, column: str, repair: str) -> Reading:
    """The number in the field's unit: what the cell says, else what the column's header says."""
    if not math.isfinite(number) or abs(number) > 1e15:
        return Reading(fault="IN204")
    if kind in MONEY_TYPES:
        worth = MONEY_UNITS.get(unit or column or ("万元" if kind == "wan" else "元"))
        if worth is None:
            return Reading(fault="IN213", detail=unit or column)
        return Reading(_clean(number * worth / (WAN_YUAN if kind == "wan" else 1.0)), repair=repair)
    if kind in RATE_TYPES:
        return _share(number, unit, column, repair)
    if unit and unit not in COUNT_UNITS:
        return Reading(fault="IN213", detail=unit)
    return Reading(_clean(number), repair=repair)


def _share(number: float, unit: str, column: str, repair: str) -> Reading:
    if column == AS_SHOWN and not unit:
        return Reading(number, repair=repair)
    named = unit or (column if column in SHARE_UNITS else "")
    if named:
        worth = SHARE_UNITS.get(named)
        return Reading(fault="IN213", detail=named) if worth is None else Reading(_clean(number * worth), repair=repair)
    if abs(number) > 1:  # 3.1 in a column of rates can only mean 3.1 %
        return Reading(_clean(number / 100), repair="IN306")
    return Reading(number, repair=repair)


def _clean(number: float) -> float:
    """The shortest number within a float's own noise, so that 4.35 % is 0.0435 and 500 元 0.05."""
    return float(f"{number:.14g}")
