"""A kind and the figures of a run → its documents' keys, and the facts of each document when it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.calendar import Calendar, Period, Unit
from pipeline.facts.rows import Facts, Key, key_of, plain_rows
from pipeline.facts.source import FactSource
from pipeline.kinds import Kind
from pipeline.measures import REGISTRY
from pipeline.measures.figure import LEVELS, By
from pipeline.problems import Place, Stop, problem
from pipeline.workspace import Workspace

CALLED: Mapping[Unit, tuple[str, str, str]] = {
    "day": ("前一日", "当日", "次日"),
    "week": ("上周", "本周", "下周"),
    "month": ("上月", "本月", "下月"),
    "quarter": ("上季度", "本季度", "下季度"),
    "year": ("上年", "本年", "下年"),
}


def build(
    kind: Kind,
    source: FactSource,
    space: Workspace,
    *,
    everyone: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Iterator[tuple[Mapping[str, str], Facts]]:
    """One dict for each document of this kind, with its key: field → value, the widest first; see ``Papers``."""
    papers = Papers(kind, source, space, everyone=everyone, extra=extra)
    return ((key, papers.facts(key)) for key in papers)


class Papers:
    """The documents of one kind: which there are, and the facts of any one of them.

    A figure that has no frame at the kind's own level gives its value of the next wider one. ``when`` leaves out
    the keys whose column is not true, unless ``everyone``. ``extra`` adds root names (an index's documents).
    """

    def __init__(
        self,
        kind: Kind,
        source: FactSource,
        space: Workspace,
        *,
        everyone: bool = False,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self._source = source
        self._space = space
        self._everyone = everyone
        self._extra = extra or {}
        self._unmasked = frozenset(kind.unmasked)
        self._settings: dict[str, Facts] = {}

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        """The key of each document: field → value, the widest first.

        Raises Stop (KD105) where ``when`` decides nothing.
        """
        chosen = self._chosen()
        for key in self._source.keys(self.kind.level):
            if chosen is None or key in chosen:
                yield dict(zip(LEVELS[self.kind.level], key, strict=True))

    def facts(self, key: Mapping[str, str]) -> Facts:
        """The dict that the document of this key is made from."""
        branch = key.get("branch", "")
        return {
            **key,
            **self._shared,
            "key": "-".join(key.values()),
            "left_out": self._left_out.get(branch, 0) if branch else self._left_out.total(),
            "settings": self._settings_of(branch),
            **{name: self.figure(name, key) for name in self.kind.figures},
        }

    def figure(self, name: str, key: Mapping[str, str]) -> Any:
        """A figure's value for this key: a dict, blank where it says nothing of it, or a list of dicts."""
        level = self._levels[name]
        if not level:  # a figure of narrower levels only has nothing to say here
            return []
        wider = tuple(key.values())[: len(LEVELS[level])]
        rows = self._source.rows(name, level, self._unmasked, wider)
        if self._source.shapes[name] == "many":
            return rows
        return rows[-1] if rows else dict.fromkeys(map(str, self._source.frames[name][level].columns))

    @cached_property
    def _shared(self) -> Facts:
        """The root names that all documents of the kind have in common."""
        context = self._source.context
        return {
            "as_of": context.as_of,
            "rules": context.settings,
            "period": period_facts(context.period, context.calendar, context.as_of),
            "last_period": period_facts(context.last_period, context.calendar, context.as_of, -1),
            "next_period": period_facts(context.period.next(), context.calendar, context.as_of, 1),
            **self._extra,
        }

    @cached_property
    def _levels(self) -> dict[str, By]:
        """Figure → the level its frame is taken from: the kind's own, else the next wider one, else ''."""
        wider = self._source.context.vocabulary.wider(self.kind.level)
        frames = self._source.frames
        return {
            name: next((level for level in wider if level in frames[name]), "") for name in self.kind.needed_figures()
        }

    @cached_property
    def _left_out(self) -> Counter[str]:
        """Rows that an error kept out of this kind's figures, by branch; of all tables for the index of the rest."""
        tables = {table for name in self.kind.figures if name in REGISTRY for table in REGISTRY[name].needs}
        counts: Counter[str] = Counter()
        for name, found in self._source.left_out.items():
            if self.kind.last or not tables or name in tables:
                counts += found
        return counts

    def _settings_of(self, branch: str) -> Facts:
        if branch not in self._settings:
            own = self._space.kind_settings(self.kind.name, branch)
            self._settings[branch] = {**self.kind.settings, **own, **self.kind.fixed}
        return self._settings[branch]

    def _chosen(self) -> set[Key] | None:
        """The keys that ``when`` says yes to; None where nobody is asked."""
        if not self.kind.when or self._everyone:
            return None
        figure, _, column = self.kind.when.partition(".")
        frame = self._source.frames[figure].get(self.kind.level)
        if frame is None or column not in frame.columns or frame[column].dtype.kind not in "bO":
            raise Stop(problem("KD105", Place(file=f"{self.kind.name}/kind.toml"), self.kind.when))
        rows = plain_rows(frame[[column]], {})
        return {key_of(label) for label, row in zip(frame.index, rows, strict=True) if row[column] is True}


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
