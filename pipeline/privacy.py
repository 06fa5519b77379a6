"""Masks personal data: by the level a field declares, and by pattern and known names inside free text.

The masks are the field's (domain.md §11): 138****1234, the first and last four of an identity number, 张**,
the last four of a card, an address down to its district.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from pipeline.vocabulary import MASKED, Privacy

_PHONE = re.compile(r"(?<![\d.])(?:(?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?![\d])")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[-—](\d{3,4})(\d{4})(?!\d)")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9]\d{3})\d{2}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3}[\dXx])(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z.])\d(?:[ -]?\d){15,18}(?![0-9A-Za-z])")
_DISTRICT = re.compile(r"^.*?(?:[区县旗]|(?<=.{2})市(?=.{0,3}镇))")
_CITY = re.compile(r"^.*?[省市]")


def mask_value(value: object, privacy: Privacy) -> str:
    """A value of a field with this privacy as it may be shown: 张三丰 → 张**, 13812341234 → 138****1234."""
    text = "" if value is None else str(value).strip()
    if not text or privacy not in MASKED:
        return text
    if privacy == "customer":
        return f"{text[0]}**"
    if privacy == "address":
        found = _DISTRICT.match(text) or _CITY.match(text)
        return f"{found[0]}***" if found else f"{text[:2]}***"
    bare = re.sub(r"[\s-]", "", text)
    if privacy == "phone":  # of a short number, such as one without its area code, only the end
        return f"{bare[:3] if len(bare) > 10 else ''}****{bare[-4:]}" if len(bare) > 7 else "****"
    if privacy == "id":  # of a passport (nine signs) less than of an identity number, else nothing is hidden
        ends = 4 if len(bare) > 14 else 2 if len(bare) > 8 else 0
        return f"{bare[:ends]}{'*' * (len(bare) - 2 * ends)}{bare[len(bare) - ends :]}"
    return f"**** {bare[-4:]}" if len(bare) > 4 else "****"


def mask_text(text: str) -> str:
    """Free text without whole phone, identity and card numbers in it; everything else stays as it is."""
    if not _has_digits(text):
        return text
    text = _IDENTITY.sub(lambda m: f"{m[1]}**********{m[2]}", text)
    text = _PHONE.sub(lambda m: f"{m[1]}****{m[3]}", text)
    text = _LANDLINE.sub(lambda m: f"{m[1]}-****{m[3]}", text)
    return _CARD.sub(lambda m: f"**** {re.sub(r'[ -]', '', m[0])[-4:]}", text)


def mask_code(text: str) -> str:
    """A number of a person's own kind used as a code (a phone as customer number) masked, other codes as they are."""
    for pattern in (_IDENTITY, _PHONE):
        if pattern.fullmatch(text):
            return mask_text(text)
    return text


def _has_digits(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= 7


@dataclass(frozen=True)
class Names:
    """Customers' names that must not stand in free text; staff of the same name stay readable."""

    known: frozenset[str] = field(default_factory=frozenset)
    longest: int = 0

    @staticmethod
    def of(customers: Collection[str], staff: Collection[str] = ()) -> Names:
        """The names of at least two characters, without those that staff bear too."""
        known = frozenset(name for name in customers if len(name) >= 2) - frozenset(staff)
        return Names(known, max((len(name) for name in known), default=0))

    def mask(self, text: str) -> str:
        """The text with numbers masked and each known name as 张**, the longest name at a place first."""
        text = mask_text(text)
        if not self.known or len(text) < 2:
            return text
        out: list[str] = []
        at = 0
        while at < len(text):
            length = next(
                (n for n in range(min(self.longest, len(text) - at), 1, -1) if text[at : at + n] in self.known),
                0,
            )
            out.append(f"{text[at]}**" if length else text[at])
            at += length or 1
        return "".join(out)
