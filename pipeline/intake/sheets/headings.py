"""Turns the header rows above a column into the names that the column may go by, and its unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.intake.cells.numbers import MONEY_UNITS, SHARE_UNITS, is_unit
from pipeline.intake.cells.readings import Bad, compact, is_blank
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.workbooks.grids import Grid

_BRACKETS = re.compile(r"[(\[{【《「](.*?)[)\]}】》」]")
_NUMBERED = re.compile(r"^\s*[\u2460-\u249b\u3220-\u3229]\s*")  # ① ⑴ ⒈ ㈠
_LETTERS = re.compile(r"^[a-z.,'&-]{2,}(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[a-z.,'&-]{2,}$")  # 日期 Date
_ENDS = re.compile(r"^[*#☆★\d]{0,2}[*.、)]|[*:;,。·]+$")
_UNIT_END = re.compile(
    r"[-/_]?(" + "|".join(sorted({*MONEY_UNITS, *SHARE_UNITS} - {"w", "万", "pp", "bp"}, key=len, reverse=True)) + r")$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one column: the text as people see it, its possible names (best first), its unit."""

    text: str
    names: tuple[str, ...]
    unit: str


NO_HEADING = Heading("", (), "")


@lru_cache(maxsize=20_000)
def header_key(text: str) -> tuple[str, str]:
    """A header without spaces, brackets and marks, and the unit in its brackets: '金 额（万元）' → ('金额', '万元')."""
    key, unit = simplified(compact(_NUMBERED.sub("", text))).lower(), ""
    for inside in _BRACKETS.findall(key):
        bare = inside.removeprefix("单位:")
        if is_unit(bare):
            unit = bare
    key = _ENDS.sub("", _BRACKETS.sub("", key))
    return key.replace("_", "") if key.isascii() else key, unit


@lru_cache(maxsize=20_000)
def other_keys(key: str) -> tuple[str, ...]:
    """What else a header key may say: 日期date → 日期, 日期/星期 → 日期 and 星期; a unit behind a slash is none."""
    bare = _LETTERS.sub("", key)
    parts = [part for part in re.split(r"[/|\\]", key) if part]
    halves = parts if len(parts) == 2 and not is_unit(parts[1]) else []
    return tuple(dict.fromkeys(found for found in (bare, *halves) if found and found != key))


def without_unit(key: str) -> tuple[str, str]:
    """A header key whose unit is written behind it without brackets: '金额万元' → ('金额', '万元')."""
    found = _UNIT_END.search(key)
    return (key[: found.start()], found[1]) if found and found.start() else (key, "")


def headings(grid: Grid, top: int, bottom: int) -> list[Heading]:
    """The heading of each column of the grid, from its rows ``top`` to ``bottom`` (both included)."""
    stack = _spread(grid.rows[top : bottom + 1])
    return [_heading([row[column] for row in stack]) for column in range(len(grid.columns))]


def _spread(stack: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """The header rows with a heading above several columns over each of them, where nobody merged its cells."""
    if len(stack) < 2:
        return stack
    lowest, made = stack[-1], []
    for upper in stack[:-1]:
        last: Any = ""
        row = [*upper]
        for column, cell in enumerate(upper):
            if not is_blank(cell):
                last = cell
            elif not is_blank(lowest[column]) and all(is_blank(other[column]) for other in stack[:-1]):
                row[column] = last
            else:
                last = ""
        made.append(row)
    return [*made, lowest]


def _heading(cells: Sequence[Any]) -> Heading:
    texts: list[str] = []
    unit = ""
    for cell in cells:
        if is_blank(cell) or isinstance(cell, Bad):
            continue
        text = str(cell).strip()
        key, own = header_key(text)
        if is_unit(text) or not key:
            unit = own or (compact(text).lower().strip("()") if is_unit(text) else unit)
            continue
        unit = own or unit
        if not texts or texts[-1] != text:
            texts.append(text)
    keys = [header_key(text)[0] for text in texts]
    joined = ["".join(keys[start:]) for start in range(len(keys))]
    names = dict.fromkeys((*joined, *(f"{keys[-1]}{keys[0]}" for _ in keys[1:2])))
    return Heading(" ".join(" ".join(texts).split()), tuple(names), unit)
