"""Figures → the plain dict that one document is made from, column by column for the whole bank at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from pipeline.calendar import Calendar, Period, Unit
from pipeline.kinds import Kind
from pipeline.measures import REGISTRY, left_out_rows
from pipeline.measures.figure import LEVELS, By, Context, Frames
from pipeline.privacy import Names, mask_code, mask_value
from pipeline.problems import Place, Stop, problem
from pipeline.tables import Tables
from pipeline.vocabulary import MASKED
from pipeline.workspace import Workspace

_WHOLE = 1e15  # floats below this hold whole numbers exactly, so 12.0 prints and is stored as 12
CALLED: Mapping[Unit, tuple[str, str, str]] = {
    "day": ("前一日", "当日", "次日"),
    "week": ("上周", "本周", "下周"),
    "month": ("上月", "本月", "下月"),
    "quarter": ("上季度", "本季度", "下季度"),
    "year": ("上年", "本年", "下年"),
}
Key = tuple[str, ...]
Facts = dict[str, Any]


@dataclass
class FactSource:
    """All figures of one run, ready to be cut into documents; each figure is turned into plain values once."""

    frames: Mapping[str, Frames]
    shapes: Mapping[str, str]
    tables: Tables
    context: Context
    picture: Callable[[str], Any] = lambda name: None
    _cut: dict[tuple[str, By, frozenset[str]], dict[Key, Any]] = field(default_factory=dict)
    _names: Names | None = None

    def cut(self, figure: str, level: By, unmasked: frozenset[str]) -> dict[Key, Any]:
        """The figure's values by key at this level: a dict each, or a list of dicts."""
        wanted = (figure, level, unmasked)
        if wanted not in self._cut:
            frame = self.frames[figure][level]
            rows = plain_rows(frame, {**self.masks(frame, unmasked), **self._pictures(frame)})
            self._cut[wanted] = _by_key(frame, rows, self.shapes[figure], level)
        return self._cut[wanted]

    def keys(self, level: By) -> list[Key]:
        """Every key there is at this level, in the order of the roster."""
        roster = self.context.vocabulary.levels[level].roster
        if not roster:
            return [(self.context.bank,)]
        return list(dict.fromkeys(tuple(map(str, k)) for k in self.frames[roster][level].index))

    def _pictures(self, frame: pd.DataFrame) -> dict[str, Callable[[str], Any]]:
        """Column → how its file names become pictures."""
        fields = self.context.vocabulary.fields
        return {c: self.picture for c in map(str, frame.columns) if c in fields and fields[c].type == "picture"}

    def names(self) -> Names:
        """The customers' names that must not stand in free text."""
        if self._names is None:
            tables = [t.frame for t in self.tables.values()]
            masked = [n for n, f in self.context.vocabulary.fields.items() if f.privacy == "customer"]
            staff = [n for n, f in self.context.vocabulary.fields.items() if f.privacy == "staff"]
            self._names = Names.of(_values(tables, masked), _values(tables, staff))
        return self._names

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
                masks[column] = self.names().mask
        return masks


def _values(frames: list[pd.DataFrame], columns: list[str]) -> set[str]:
    return {
        str(v)
        for frame in frames
        for column in columns
        if column in frame.columns
        for v in frame[column].dropna().unique()
    }


def plain_rows(frame: pd.DataFrame, masks: Mapping[str, Callable[[str], Any]]) -> list[Facts]:
    """The frame's rows as dicts of str, int, float, bool, date and None only; masks are applied per distinct text."""
    names = [str(c) for c in frame.columns]
    columns = [_plain_column(frame[name], masks.get(name)) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain_column(column: pd.Series[Any], mask: Callable[[str], Any] | None) -> list[Any]:
    if column.dtype.kind in "iu" and not pd.api.types.is_extension_array_dtype(column.dtype):
        return column.tolist()
    if column.dtype.kind == "M":
        return [None if v is pd.NaT else v.date() for v in column.dt.to_pydatetime()] if len(column) else []
    if column.dtype.kind == "f":  # v - v is 0 but for NaN and the infinities
        whole = _WHOLE
        return [None if v - v != 0 else int(v) if v.is_integer() and -whole < v < whole else v for v in column.tolist()]
    values = [v if v is None or type(v) is str else _plain(v) for v in column.tolist()]
    if mask is None:
        return values
    done: dict[Any, Any] = {v: mask(v) for v in set(values) if type(v) is str}
    return [done.get(v, v) for v in values]


def _plain(value: Any) -> Any:
    """One value without pandas or numpy in it."""
    if value is None or type(value) in (str, int, bool, date):
        return value
    if isinstance(value, float):
        number = float(value)
        return (
            None
            if not math.isfinite(number)
            else int(number)
            if number.is_integer() and abs(number) < _WHOLE
            else number
        )
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() else value.to_pydatetime()
    return _plain(value.item()) if hasattr(value, "item") else value


def _by_key(frame: pd.DataFrame, rows: list[Facts], shape: str, level: By) -> dict[Key, Any]:
    keys = _keys(frame, level)
    if shape == "one":
        return dict(zip(keys, rows, strict=True))
    groups: dict[Key, list[Facts]] = {}
    for key, row in zip(keys, rows, strict=True):
        groups.setdefault(key, []).append(row)
    return groups


def _keys(frame: pd.DataFrame, level: By) -> list[Key]:
    if len(LEVELS[level]) == 1:
        return [(str(value),) for value in frame.index]
    return list(zip(*(map(str, frame.index.get_level_values(name)) for name in LEVELS[level]), strict=True))


def period_facts(period: Period, calendar: Calendar, as_of: date, away: int = 0) -> Facts:
    """What a document says of a period: code, label, what people call it (本周; 上周 and 下周 for the periods 1 before
    and 1 after), first, last, workdays and the elapsed share (序时进度)."""
    return {
        "code": period.code,
        "called": CALLED[period.unit][1 + away],
        "label": period.label,
        "first": period.first,
        "last": period.last,
        "workdays": calendar.count(period.first, period.last),
        "elapsed": calendar.elapsed(period, as_of),
    }


def build(
    kind: Kind,
    source: FactSource,
    space: Workspace,
    *,
    everyone: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Iterator[tuple[Mapping[str, str], Facts]]:
    """One dict for each document of this kind, with its key: field → value, the widest first.

    A figure that has no frame at the kind's own level gives its value of the next wider one. ``when`` leaves out
    the keys whose column is not true, unless ``everyone``. ``extra`` adds root names (an index's documents).
    """
    context = source.context
    level = kind.level
    shared = {
        "as_of": context.as_of,
        "rules": context.settings,
        "period": period_facts(context.period, context.calendar, context.as_of),
        "last_period": period_facts(context.last_period, context.calendar, context.as_of, -1),
        "next_period": period_facts(context.period.next(), context.calendar, context.as_of, 1),
        **(extra or {}),
    }
    unmasked = frozenset(kind.unmasked)
    wider = context.vocabulary.wider(level)
    cuts = [(name, *_at_level(source, name, wider, unmasked)) for name in kind.figures]
    chosen = _chosen(kind, source, level, everyone)
    left_out = _left_out(source.tables, context, _tables_of(kind))
    settings: dict[str, Facts] = {}
    for key in source.keys(level):
        if chosen is not None and key not in chosen:
            continue
        named = dict(zip(LEVELS[level], key, strict=True))
        branch = named.get("branch", "")
        if branch not in settings:
            settings[branch] = {**kind.settings, **space.kind_settings(kind.name, branch), **kind.fixed}
        facts: Facts = {
            **named,
            **shared,
            "key": "-".join(key),
            "left_out": left_out.get(branch, 0) if branch else sum(left_out.values()),
            "settings": settings[branch],
        }
        for name, values, width, nothing in cuts:
            found = values.get(key[:width])
            facts[name] = nothing() if found is None else found
        yield named, facts


def _at_level(
    source: FactSource, name: str, levels: Sequence[By], unmasked: frozenset[str]
) -> tuple[dict[Key, Any], int, Callable[[], Any]]:
    frames = source.frames[name]
    found = next((level for level in levels if level in frames), levels[0])
    if found not in frames:  # a figure of narrower levels only has nothing to say here
        return {}, 0, list
    if source.shapes[name] == "many":
        return source.cut(name, found, unmasked), len(LEVELS[found]), list
    blank = dict.fromkeys(map(str, frames[found].columns))
    return source.cut(name, found, unmasked), len(LEVELS[found]), blank.copy


def _chosen(kind: Kind, source: FactSource, level: By, everyone: bool) -> set[Key] | None:
    if not kind.when or everyone:
        return None
    figure, _, column = kind.when.partition(".")
    frame = source.frames[figure].get(level)
    if frame is None or column not in frame.columns or frame[column].dtype.kind not in "bO":
        raise Stop(problem("KD105", Place(file=f"{kind.name}/kind.toml"), kind.when))
    values = source.cut(figure, level, frozenset())
    return {key for key, row in values.items() if row[column] is True}


def _tables_of(kind: Kind) -> frozenset[str]:
    """The tables that this kind's figures are made from; all of them for a kind made last, the index of the rest."""
    if kind.last:
        return frozenset()
    return frozenset(table for name in kind.figures if name in REGISTRY for table in REGISTRY[name].needs)


def _left_out(tables: Tables, context: Context, wanted: frozenset[str]) -> dict[str, int]:
    """Rows of the wanted tables (none: of all) that an error kept out, by branch ('' where the branch is unknown)."""
    none = pd.Series(dtype="object")
    unread = [(name, table.left_out.get("branch", none)) for name, table in tables.items()]
    unknown = [(name, frame["branch"]) for name, frame in left_out_rows(tables, context).items()]
    columns = [column for name, column in (*unread, *unknown) if not wanted or name in wanted]
    return dict(Counter(branch if isinstance(branch, str) else "" for column in columns for branch in column))
