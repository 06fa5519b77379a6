"""The words of a quote, such as 月息6厘, LPR+15BP, 日息万二 or 3.45%-4.5%, to a rate and its period; or why not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Per = Literal["year", "quarter", "month", "day", "period"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A nominal rate: ``low`` (and ``high``) as fractions for each ``per``; with ``tenor`` they are added to the LPR.

    ``start``: it is where a range begins (起). ``day_basis``: 360 or 365 where the words say it, else 0.
    """

    low: float
    high: float
    per: Per
    start: bool = False
    tenor: str = ""
    day_basis: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A quote that is not guessed at: the code of the problem says why."""

    code: str


BARE, NO_PERIOD, UNREAD, SEVERAL = "MS202", "MS203", "MS205", "MS206"

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"两": "2", "〇": "0"}
_N = r"(\d+(?:\.\d+)?)"
_UNITS = {"%": 1e-2, "‰": 1e-3, "‱": 1e-4, "bp": 1e-4}
_YEARLY = frozenset(["%", "bp"])  # without a word for the period these mean a year
_LI = {"month": 1e-3, "year": 1e-2, "day": 1e-4}  # 月息6厘 0.6 %, 年息6厘 6 %, 日息6厘 0.06 %
_BESIDE = r"(?=\d|$|[^一-鿿])"  # 每月0.6% and 0.6%/月 are rates of a month, 每月付息 is not
_PERIODS: tuple[tuple[Per, str], ...] = (
    ("period", rf"(?:每|/|单)期{_BESIDE}|期(?:利|费)率"),
    ("day", rf"日(?:利|费|息|化)|(?:每|/)[日天]{_BESIDE}|天(?:利|息)"),
    ("month", rf"月(?:利|费|息|化|手续)|(?:每|/)个?月{_BESIDE}"),
    ("quarter", rf"季(?:利|费|息)|(?:每|/)季{_BESIDE}"),
    ("year", rf"年(?:利|费|息|化)|(?:每|/)年{_BESIDE}|年率|p\.?a"),
)
_NUMBER = re.compile(rf"{_N}(%|‰|‱|bp)?")
_RANGE = re.compile(rf"{_N}(%|‰|‱|bp)?[-~至到]+{_N}(%|‰|‱|bp)")
_PARTS = re.compile(rf"(?:{_N}分(?![钟期之]))?(?:{_N}厘)?(?:{_N}毫)?")
_PARTS_RANGE = re.compile(rf"{_N}[-~至到]{_N}([分厘毫])")
_FRACTION = re.compile(rf"(万|千|百)分之{_N}|万{_N}(?![\d元年月天日期个])")
_PER_WAN = re.compile(rf"万元?[^\d]*1?([日天月年])[^\d]*{_N}元")
_LPR = re.compile(r"(?:([15])(?:y|年期?)(?:以上)?)?lpr(?:([15])(?:y|年期?)(?:以上)?)?")
_SPREAD = re.compile(rf"^(加|减|\+|-)?{_N}(%|bp)?(?:[-~至到](?:lpr)?(?:加|\+)?{_N})?(%|bp)?")
_START = re.compile(r"起|低至|最低|不低于")
_BASIS = re.compile(r"(360|365)(?:天|日)?")
_TERMS = re.compile(rf"{_N}(?:个月|年期|期|个?工作日|分钟|小时|天内|万元?)|首?前?{_N}(?:个月|期)免")


def parse_quote(text: str, basis: str = "") -> Quote | Rejected:
    """What a quote says; ``basis`` is what stands beside it (报价口径) and may name the period or 360/365 days.

    Rejected with MS202 (a bare number), MS203 (厘, 分, ‰ or ‱ without a word for the period), MS205 (not understood)
    or MS206 (several numbers that are no range).
    """
    plain, beside = _plain(text), _plain(basis)
    outside = re.sub(r"\([^()]*\)", "", plain)
    inside = plain[len(outside) :] if plain.startswith(outside) else plain
    found = _read(outside, f"{inside} {beside}")
    if isinstance(found, Rejected) and outside != plain:
        second = _read(plain.replace("(", "").replace(")", ""), beside)
        return second if isinstance(second, Quote) else found
    return found


def _plain(text: str) -> str:
    """Half width, small letters, Chinese digits as digits, no blanks, one sign for each unit."""
    plain = re.sub(r"\s|,|，", "", unicodedata.normalize("NFKC", text)).lower()
    plain = re.sub(r"个?基点|bps", "bp", plain.replace("％", "%").replace("﹪", "%"))
    plain = re.sub(r"lpr\(([15])(?:y|年期?)(?:以上)?\)", r"\1ylpr", plain)
    plain = re.sub(r"[—–～〜-]+", "-", plain).replace("＋", "+").replace("−", "-")
    return re.sub(
        r"[零一二三四五六七八九两〇](?=[厘分毫]|$|[^一-鿿])|(?<=[万之])[零一二三四五六七八九两〇]", _digit, plain
    )


def _digit(found: re.Match[str]) -> str:
    return _DIGITS[found[0]]


def _read(text: str, beside: str) -> Quote | Rejected:
    if not text:
        return Rejected(UNREAD)
    day_basis = _day_basis(f"{text} {beside}")
    per = _period(text) or _period(beside)
    bare = _TERMS.sub("", re.sub(r"[(*x×按]?(?:360|365)(?:天|日)?\)?(?!\d)", "", text) if per == "day" else text)
    for reader in (_lpr, _per_wan, _parts, _fraction, _percent):
        found = reader(text if reader in (_lpr, _per_wan) else bare, per)
        if isinstance(found, Quote):
            start = found.start or bool(_START.search(text)) or found.high > found.low
            return Quote(found.low, found.high, found.per, start, found.tenor, day_basis)
        if found is not None:
            return found
    return Rejected(UNREAD)


def _period(text: str) -> Per | None:
    """The period that a text names: the last word for one before the first number, else the first there is."""
    found = sorted((m.end(), per) for per, words in _PERIODS for m in re.finditer(words, text))
    number = re.search(r"\d", text)
    before = [per for end, per in found if number and end <= number.start()]
    return before[-1] if before else found[0][1] if found else None


def _day_basis(text: str) -> int:
    found = _BASIS.search(text)
    return int(found[1]) if found else 0


def _lpr(text: str, _: Per | None) -> Quote | Rejected | None:
    """LPR+15BP, 5年期LPR-20BP, LPR加0.15%, LPR+15BP-85BP, LPR."""
    found = _LPR.search(text)
    if not found:
        return None
    tenor = f"{found[1] or found[2] or '1'}Y"
    rest = text[found.end() :]
    if not rest or not re.search(r"\d", rest):
        return Rejected(UNREAD) if re.search(r"[+\-加减浮倍]", rest) else Quote(0.0, 0.0, "year", tenor=tenor)
    spread = _SPREAD.match(rest)
    unit = (spread[3] or spread[5]) if spread else None
    if not spread or not spread[1] or not unit or re.search(r"\d", rest[spread.end() :]):
        return Rejected(UNREAD)
    sign = -1.0 if spread[1] in ("减", "-") else 1.0
    low = sign * float(spread[2]) * _UNITS[unit]
    high = sign * float(spread[4]) * _UNITS[spread[5] or unit] if spread[4] else low
    return Quote(min(low, high), max(low, high), "year", tenor=tenor)


def _per_wan(text: str, _: Per | None) -> Quote | None:
    """每万元每天2元: interest in yuan on ten thousand."""
    found = _PER_WAN.search(text)
    if not found:
        return None
    per: dict[str, Per] = {"日": "day", "天": "day", "月": "month", "年": "year"}
    rate = float(found[2]) / 10_000
    return Quote(rate, rate, per[found[1]])


def _parts(text: str, per: Per | None) -> Quote | Rejected | None:
    """月息6厘, 月息1分2厘, 年息6厘5毫: a 厘 is a thousandth for a month, a hundredth for a year."""
    text = _PARTS_RANGE.sub(r"\1\3-\2\3", text)
    matches = [m for m in _PARTS.finditer(text) if m[0]]
    if not matches:
        return None
    if per not in _LI:
        return Rejected(NO_PERIOD)
    a_range = len(matches) == 2 and re.search(r"[厘分毫][-~至到]\d", text)
    if (len(matches) > 1 and not a_range) or re.search(r"\d", _PARTS.sub("", text)):
        return Rejected(SEVERAL)
    rates = [sum(float(m[i + 1] or 0) * weight for i, weight in enumerate((10, 1, 0.1))) * _LI[per] for m in matches]
    return Quote(min(rates), max(rates), per)


def _fraction(text: str, per: Per | None) -> Quote | Rejected | None:
    """日息万二, 日利率万分之2.5, 月息千分之六, 年息百分之四."""
    matches = list(_FRACTION.finditer(text))
    if not matches:
        return None
    if len(matches) > 1 or re.search(r"\d", _FRACTION.sub("", text)):
        return Rejected(SEVERAL)
    weight = {"万": 1e-4, "千": 1e-3, "百": 1e-2}[matches[0][1] or "万"]
    rate = float(matches[0][2] or matches[0][3]) * weight
    known = per or ("year" if weight == 1e-2 else None)
    return Quote(rate, rate, known) if known else Rejected(NO_PERIOD)


def _percent(text: str, per: Per | None) -> Quote | Rejected | None:
    """年利率4.35%, 435BP, 0.6%/月, 3.45%-4.5%, 2‱ with a word for the period."""
    span = _RANGE.search(text)
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    if span and len(numbers) == 2:
        last = span[4]
        low, high = float(span[1]) * _UNITS[span[2] or last], float(span[3]) * _UNITS[last]
        return _with_period(low, high, last, per)
    if len(numbers) > 1:
        return Rejected(SEVERAL)
    unit = numbers[0][2]
    if not unit:
        return Rejected(BARE)
    rate = float(numbers[0][1]) * _UNITS[unit]
    return _with_period(rate, rate, unit, per)


def _with_period(low: float, high: float, unit: str, per: Per | None) -> Quote | Rejected:
    known: Per | None = per or ("year" if unit in _YEARLY else None)
    if known is None:
        return Rejected(NO_PERIOD)
    return Quote(min(low, high), max(low, high), known)
