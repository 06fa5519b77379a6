"""The words of a loan's costs, such as 1%, 0.5%/期, 每月50元 or 评估费500元+担保费1%, to shares and yuan."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NONE = re.compile(r"^(?:无|没有|免|免费|免收|全免|不收|不收取|—|-|/|零|0|0%|0元|)$")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(%|‰|‱|万元?|元)")
_INTERVALS = (
    (12.0, re.compile(r"[/每按]年|年费")),
    (3.0, re.compile(r"[/每按]季|季费")),
    (1.0, re.compile(r"[/每按]个?月|月费|月管理费")),
)
_SHARES = {"%": 1e-2, "‰": 1e-3, "‱": 1e-4}


@dataclass(frozen=True, slots=True)
class Cost:
    """``share`` of the amount lent and ``yuan`` on top; each ``months`` (0: each instalment, or once)."""

    share: float = 0.0
    yuan: float = 0.0
    months: float = 0.0

    def on(self, amount: float) -> float:
        """The cost in yuan on an amount in yuan."""
        return self.share * amount + self.yuan

    def each(self, amount: float, interval: float) -> float:
        """The cost in yuan that falls on an instalment every ``interval`` months."""
        return self.on(amount) * (interval / self.months if self.months else 1.0)


def parse_cost(text: str | None) -> Cost | None:
    """The cost that the words mean, several added up; None where a number has no unit or there is a range, or where
    it is not plain how often each of several falls due (评估费500元+每月50元)."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text or ""))
    if _NONE.match(plain):
        return Cost()
    found = list(_AMOUNT.finditer(plain))
    rest = _AMOUNT.sub("", plain)
    if not found or re.search(r"\d|[-~至到](?=$)|^[-~至到]", rest) or re.search(r"\d[%元]?[-~至到]\d", plain):
        return None
    spans = [months for months, words in _INTERVALS for _ in words.finditer(plain)]
    if len(set(spans)) > 1 or 0 < len(spans) < len(found):
        return None
    share = sum(float(m[1]) * _SHARES[m[2]] for m in found if m[2] in _SHARES)
    yuan = sum(float(m[1]) * (10_000 if "万" in m[2] else 1) for m in found if m[2] not in _SHARES)
    return Cost(share, yuan, next(iter(spans), 0.0))
