"""Amounts and dates → the capital characters of Chinese bills (大写), which nobody can change with a stroke.

Rules: 正确填写票据和结算凭证的基本规定 (annex 1 of 支付结算办法). Zeros between digits are written once; an amount
that ends in 元 closes with 整, one that goes on to 角 or 分 does not; months 1, 2 and 10 and days 1 to 9, 10, 20
and 30 are led by 零. (cn2an leaves out the zero after 亿, so the digits are set here.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLAIN_DIGITS = "〇一二三四五六七八九"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("万亿", "亿", "万", "")
_HIGHEST = 10**16


def capital_amount(yuan: Decimal) -> str:
    """12300 → 壹万贰仟叁佰元整, 1409.5 → 壹仟肆佰零玖元伍角, -0.05 → 负伍分; rounded half-up to the 分.

    Raises ValueError from ten quadrillion (16 digits) on, which no bill holds.
    """
    fen = int((abs(yuan) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    whole, rest = divmod(fen, 100)
    if whole >= _HIGHEST:
        raise ValueError(str(yuan))
    minus = "负" if yuan < 0 and fen else ""
    return minus + (f"{capital_number(whole)}元" if whole or not rest else "") + _small_change(rest, whole)


def _small_change(fen: int, yuan: int) -> str:
    """What follows 元: 整, or 角 and 分, led by 零 where a zero stands before them."""
    if not fen:
        return "整"
    jiao, fen = divmod(fen, 10)
    zero = yuan > 0 and (yuan % 10 == 0 or not jiao)
    return ("零" if zero else "") + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def capital_number(number: int) -> str:
    """A whole number below 10^16: 100008053 → 壹亿零捌仟零伍拾叁."""
    if not number:
        return DIGITS[0]
    text = ""
    gap = False
    for group, digits in zip(_GROUPS, _groups_of_four(number), strict=True):
        if not digits:
            gap = bool(text)
            continue
        led = "零" if text and (gap or digits < 1000) else ""
        unit = "万" if group == "万亿" and number // 10**8 % 10**4 else group  # 壹万零贰亿: one 亿 for both
        text += led + _four(digits) + unit
        gap = False
    return text


def _groups_of_four(number: int) -> Iterator[int]:
    return (number // 10**power % 10**4 for power in (12, 8, 4, 0))


def _four(digits: int) -> str:
    text = ""
    for digit, place in zip(f"{digits:04}", _PLACES, strict=True):
        if digit != "0":
            text += DIGITS[int(digit)] + place
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def capital_date(day: date) -> str:
    """2026-03-05 → 贰零贰陆年叁月零伍日, as bills are dated."""
    month, of_month = _led(day.month, (1, 2, 10)), _led(day.day, (*range(1, 11), 20, 30))
    return f"{''.join(DIGITS[int(digit)] for digit in str(day.year))}年{month}月{of_month}日"


def _led(number: int, by_zero: tuple[int, ...]) -> str:
    return ("零" if number in by_zero else "") + capital_number(number)


def spelled_date(day: date) -> str:
    """2026-03-15 → 二〇二六年三月十五日."""
    year = "".join(_PLAIN_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_spelled(day.month)}月{_spelled(day.day)}日"


def _spelled(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _PLAIN_DIGITS[tens]) + "十" if tens else ""
    return ten + (_PLAIN_DIGITS[ones] if ones else "")
