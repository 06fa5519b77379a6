"""Wished-for names of sheets → names that Excel takes: 31 characters, none of []:*?/\\, each only once."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BRACES = str.maketrans("{}｛｝", "()（）")  # a name stands in formulas, where braces could pass for a tag
_RESERVED = frozenset(("history", "历史记录"))
_NAMELESS = "表"


def sheet_names(wished: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A name for each wish, in order. What Excel forbids becomes _, a name that is taken gets a number: 城东 (2)."""
    used = {name.casefold() for name in taken}
    names = []
    for wish in wished:
        base = _FORBIDDEN.sub("_", wish).translate(_BRACES).strip().strip("'") or _NAMELESS
        name, number = _shortened(base, ""), 1
        while name.casefold() in used or name.casefold() in _RESERVED:
            number += 1
            name = _shortened(base, f" ({number})")
        used.add(name.casefold())
        names.append(name)
    return names


def _shortened(base: str, ending: str) -> str:
    """The name with its ending, cut to what Excel holds: it counts UTF-16 units."""
    room = LONGEST_NAME - len(ending)
    while len(base.encode("utf-16-le")) // 2 > room:
        base = base[:-1]
    return base.rstrip("' ") + ending
