"""The figures of one run → the rows of each for one key, masked, made when they are asked for."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from pipeline.facts.rows import Facts, Key, KeyedRows, key_of
from pipeline.measures import left_out_rows
from pipeline.measures.figure import By, Context, Frames
from pipeline.privacy import Names, mask_code, mask_value
from pipeline.tables import Tables
from pipeline.vocabulary import MASKED

KEPT = 20_000  # rows that stay made: a branch's officers ask for the same ones, and a row takes a kilobyte
_Slot = tuple[str, By, frozenset[str]]


@dataclass
class FactSource:
    """All figures of one run. They stay frames; of the rows made from them, the newest ``KEPT`` are remembered."""

    frames: Mapping[str, Frames]
    shapes: Mapping[str, str]
    tables: Tables
    context: Context
    picture: Callable[[str], Any] = lambda name: None
    _keyed: dict[_Slot, KeyedRows] = field(default_factory=dict)
    _made: OrderedDict[tuple[_Slot, Key], list[Facts]] = field(default_factory=OrderedDict)
    _held: int = 0

    def __post_init__(self) -> None:
        """Count what was left out while the measures still remember it."""
        self.left_out = _left_out(self.tables, self.context)

    def rows(self, figure: str, level: By, unmasked: frozenset[str], key: Key) -> list[Facts]:
        """The figure's rows for this key at this level; none where it has none."""
        slot = (figure, level, unmasked)
        if (slot, key) in self._made:
            self._made.move_to_end((slot, key))
            return self._made[(slot, key)]
        if slot not in self._keyed:
            frame = self.frames[figure][level]
            self._keyed[slot] = KeyedRows(frame, {**self.masks(frame, unmasked), **self._pictures(frame)})
        rows = self._keyed[slot].of(key)
        self._remember((slot, key), rows)
        return rows

    def _remember(self, which: tuple[_Slot, Key], rows: list[Facts]) -> None:
        self._made[which] = rows
        self._held += len(rows) + 1
        while self._held > KEPT and len(self._made) > 1:
            _, oldest = self._made.popitem(last=False)
            self._held -= len(oldest) + 1

    def keys(self, level: By) -> list[Key]:
        """Every key there is at this level, in the order of the roster."""
        roster = self.context.vocabulary.levels[level].roster
        if not roster:
            return [(self.context.bank,)]
        return list(dict.fromkeys(map(key_of, self.frames[roster][level].index)))

    def _pictures(self, frame: pd.DataFrame) -> dict[str, Callable[[str], Any]]:
        """Column → how its file names become pictures."""
        fields = self.context.vocabulary.fields
        return {c: self.picture for c in map(str, frame.columns) if c in fields and fields[c].type == "picture"}

    @cached_property
    def names(self) -> Names:
        """The customers' names that must not stand in free text."""
        tables = [t.frame for t in self.tables.values()]
        masked = [n for n, f in self.context.vocabulary.fields.items() if f.privacy == "customer"]
        staff = [n for n, f in self.context.vocabulary.fields.items() if f.privacy == "staff"]
        return Names.of(_values(tables, masked), _values(tables, staff))

    def masks(self, frame: pd.DataFrame, unmasked: frozenset[str] = frozenset()) -> dict[str, Callable[[str], str]]:
        """Column → how its texts are masked: by the field's level, and free text by pattern and customers' names."""
        if self.context.settings["privacy"]["unmask"]:
            return {}
        masks: dict[str, Callable[[str], str]] = {}
        for column in map(str, frame.columns):
            known = self.context.vocabulary.fields.get(column)
            if known is None or column in unmasked or known.privacy == "staff":
                continue
            if known.privacy in MASKED:
                masks[column] = lambda text, level=known.privacy: mask_value(text, level)  # type: ignore[misc]
            elif known.type == "code":
                masks[column] = mask_code
            elif frame[column].dtype == "object" or isinstance(frame[column].dtype, pd.StringDtype):
                masks[column] = self.names.mask
        return masks


def _values(frames: list[pd.DataFrame], columns: list[str]) -> set[str]:
    return {
        str(v)
        for frame in frames
        for column in columns
        if column in frame.columns
        for v in frame[column].dropna().unique()
    }


def _left_out(tables: Tables, context: Context) -> dict[str, Counter[str]]:
    """By table, how many rows an error kept out, by branch ('' where the branch is unknown)."""
    found: dict[str, Counter[str]] = {}
    unread = ((name, table.left_out["branch"]) for name, table in tables.items() if "branch" in table.left_out)
    unknown = ((name, frame["branch"]) for name, frame in left_out_rows(tables, context).items())
    for name, column in (*unread, *unknown):
        counts = Counter(branch if isinstance(branch, str) else "" for branch in column)
        found[name] = found.get(name, Counter()) + counts
    return found
