"""A workspace and a request → everything a run needs: tables read, period chosen, figures computed, kinds loaded."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline import intake, measures, vocabulary
from pipeline.calendar import UNITS, Calendar, Period, Unit, parse_period, period_of
from pipeline.facts import FactSource
from pipeline.intake import Intake
from pipeline.kinds import Kind, load_kinds
from pipeline.measures import REGISTRY, Context
from pipeline.problems import Place, Problem, Stop, problem
from pipeline.tables import Tables
from pipeline.vocabulary import Vocabulary
from pipeline.workspace import SETTINGS, Workspace

YEARLESS = frozenset({"IN207"})  # what intake says of a date whose year nothing tells


@dataclass(frozen=True)
class Request:
    """What a person asked for. ``names``: packs or kinds, empty for all; ``only``: key field → wanted value."""

    names: tuple[str, ...] = ()
    period: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    everyone: bool = False
    jobs: int = 0
    as_of: date | None = None
    today: date = field(default_factory=date.today)


@dataclass
class Run:
    """A request, prepared: nothing is rendered or written yet."""

    space: Workspace
    request: Request
    intake: Intake
    context: Context
    source: FactSource
    kinds: list[Kind]
    chosen_because: str
    problems: list[Problem]

    @property
    def period(self) -> Period:
        """The period the documents are for."""
        return self.context.period


@dataclass(frozen=True)
class Reading:
    """The workspace's data, read, before anything is computed."""

    vocabulary: Vocabulary
    calendar: Calendar
    intake: Intake


def read(space: Workspace, period: Period | None = None) -> Reading:
    """The workspace's vocabulary, calendar and tables; raises Stop where there is no inputs folder."""
    if not space.inputs.is_dir():
        raise Stop(problem("ST014", Place(file=str(space.inputs.name)), space.inputs.name))
    words = vocabulary.read(space.own_vocabulary, vocabulary.shipped())
    calendar = Calendar(own_days(space.settings["holidays"]))
    found = intake.read_inputs(space.inputs, words, period=period, settings=space.settings)
    return Reading(words, calendar, found)


def prepare(space: Workspace, request: Request) -> Run:
    """Everything up to the facts; raises Stop where the request or the settings make no sense."""
    kinds, kind_problems = load_kinds(space, REGISTRY)
    chosen = choose_kinds(request.names, kinds, space, {p.place.file.split("/")[0] for p in kind_problems})
    asked = asked_period(request)
    reading, period, because = _read_for(space, asked, _unit(chosen), request.today)
    fitting, unfit = _fitting(chosen, period)
    context = make_context(space, reading, period, request.as_of)
    figures = dict.fromkeys(f for kind in fitting for f in kind.needed_figures())
    frames = measures.compute(["funnel", *figures], reading.intake.tables, context)
    findings = measures.findings(reading.intake.tables, context)
    source = FactSource(
        frames=frames,
        shapes={name: REGISTRY[name].shape for name in frames},
        tables=reading.intake.tables,
        context=context,
        bank=bank_name(reading.intake.tables, space),
    )
    _check_only(request.only, source)
    problems = [*space.problems, *kind_problems, *reading.intake.problems, *findings, *unfit]
    return Run(space, request, reading.intake, context, source, fitting, because, problems)


def _read_for(space: Workspace, asked: Period | None, unit: Unit, today: date) -> tuple[Reading, Period, str]:
    """The data, the period, and the day that decided it; dates without a year take it from the period."""
    reading = read(space, asked)
    if asked:
        return reading, asked, ""
    period, because = newest_period(reading.intake.tables, unit, space, today)
    if any(p.code in YEARLESS for p in reading.intake.problems):
        reading = read(space, period)
    return reading, period, because


def make_context(space: Workspace, reading: Reading, period: Period, as_of: date | None = None) -> Context:
    """What the figures depend on beside the tables; ``as_of`` is the period's end unless said."""
    return Context(
        period=period,
        settings=space.settings,
        calendar=reading.calendar,
        vocabulary=reading.vocabulary,
        as_of=as_of or reading.calendar.on_or_before(period.last),
    )


def bank_name(tables: Tables, space: Workspace) -> str:
    """The bank's name: the settings' own, else the one in the table of branches."""
    if name := space.settings["bank"]["name"]:
        return str(name)
    names = tables["branches"].frame["bank"].dropna()
    return str(names.iloc[0]) if len(names) else ""


def own_days(entries: Mapping[str, Any]) -> dict[date, bool]:
    """The bank's own holidays and working days from [holidays]; raises Stop where one is not understood."""
    days: dict[date, bool] = {}
    for text, word in entries.items():
        try:
            days[date.fromisoformat(text)] = {"work": True, "rest": False, "班": True, "休": False}[word]
        except (ValueError, KeyError, TypeError):
            raise Stop(problem("ST015", Place(file=SETTINGS, inside="holidays"), f"{text} = {word}")) from None
    return days


def choose_kinds(names: tuple[str, ...], kinds: Mapping[str, Kind], space: Workspace, broken: set[str]) -> list[Kind]:
    """The kinds that these packs and kinds name, each once, in their order, those made last at the end."""
    packs: Mapping[str, list[str]] = space.settings["packs"]
    wanted: list[str] = []
    for name in names or tuple(packs)[:1]:
        if name not in packs and name not in kinds and name not in broken:
            known = [*packs, *kinds]
            near = difflib.get_close_matches(name, known, 1)
            raise Stop(problem("ST009", found=name, known="、".join(known), near=near[0] if near else known[0]))
        wanted += packs.get(name, [name])
    found = [kinds[name] for name in dict.fromkeys(wanted) if name in kinds]
    return sorted(found, key=lambda kind: kind.last)


def asked_period(request: Request) -> Period | None:
    """The period a person named, or None where they named none; raises Stop where it is not understood."""
    if not request.period:
        return None
    if period := parse_period(request.period, request.today):
        return period
    raise Stop(problem("ST007", found=request.period))


def newest_period(tables: Tables, unit: Unit, space: Workspace, today: date) -> tuple[Period, str]:
    """The newest period of that unit which has data, and the day that decided it."""
    day = intake.newest_data_day(tables, today)
    if day is None:
        raise Stop(problem("ST008", folder=space.inputs.name))
    return period_of(day, unit), day.isoformat()


def _unit(kinds: list[Kind]) -> Unit:
    units = [unit for kind in kinds for unit in kind.period]
    return next((unit for unit in UNITS if unit in units), "week")


def _fitting(kinds: list[Kind], period: Period) -> tuple[list[Kind], list[Problem]]:
    fitting = [kind for kind in kinds if not kind.period or period.unit in kind.period]
    unfit = [
        problem(
            "BT109",
            Place(file=f"{k.name}/kind.toml"),
            k.name,
            "warning",
            unit=period.unit,
            known=" ".join(k.period),
        )
        for k in kinds
        if k not in fitting
    ]
    return fitting, unfit


def _check_only(only: Mapping[str, str], source: FactSource) -> None:
    for position, field_name in enumerate(("branch", "officer"), start=1):
        if wanted := only.get(field_name):
            known = list(dict.fromkeys(key[position] for key in source.keys("officer")))
            if not any(matches(wanted, name) for name in known):
                near = difflib.get_close_matches(wanted, known, 1)
                listed = "、".join(known[:12])
                raise Stop(problem("ST011", found=wanted, known=listed, near=near[0] if near else known[0]))


def matches(wanted: str, name: str) -> bool:
    """Whether a person who typed ``wanted`` means ``name``: 城东 means 城东支行."""
    return name in (wanted, f"{wanted}支行")


def parse_only(words: tuple[str, ...]) -> dict[str, str]:
    """--only branch=城东 --only officer=张三 as a dict; raises Stop where a word is not of that form."""
    names = {"branch": "branch", "支行": "branch", "officer": "officer", "客户经理": "officer"}
    only: dict[str, str] = {}
    for word in (part for text in words for part in text.replace("，", ",").split(",")):
        name, mark, value = word.partition("=")
        if not mark or not value.strip() or name.strip() not in names:
            raise Stop(problem("ST010", found=word))
        only[names[name.strip()]] = value.strip()
    return only
