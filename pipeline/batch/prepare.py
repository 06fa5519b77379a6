"""A workspace and a request → everything a run needs: tables read, period chosen, figures computed, kinds loaded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from pipeline import intake, measures, vocabulary
from pipeline.batch.checks.subjects import concerning
from pipeline.batch.only import check_only, rosters
from pipeline.batch.pictures import picture_shelf
from pipeline.calendar import UNITS, Calendar, Period, Unit, parse_period, period_of
from pipeline.facts import FactSource
from pipeline.intake import Intake
from pipeline.kinds import Kind, load_kinds
from pipeline.measures import REGISTRY, Context
from pipeline.problems import Level, Place, Problem, Stop, problem
from pipeline.tables import Tables
from pipeline.vocabulary import Vocabulary
from pipeline.workspace import SETTINGS, Workspace, same_type, shown

YEARS = range(1930, 2100)  # what intake takes for a date, and what calendars can compute with
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

    @property
    def timeless(self) -> bool:
        """Whether nothing of it is made for a period, which then need not be told."""
        return timeless(self.kinds)


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
    keep = space.state / "parsed"
    own = own_days(space.settings["holidays"])
    found = intake.read_inputs(space.inputs, words, period=period, settings=space.settings, keep=keep)
    return Reading(words, Calendar({**listed_days(found.tables), **own}), found)


def prepare(space: Workspace, request: Request) -> Run:
    """Everything up to the facts; raises Stop where the request or the settings make no sense."""
    kinds, kind_problems = load_kinds(space, REGISTRY)
    broken = {p.place.file.split("/")[0] for p in kind_problems}
    chosen = choose_kinds(request.names, kinds, space, broken)
    asked = asked_period(request)
    if request.as_of and request.as_of.year not in YEARS:
        raise Stop(problem("ST016", found=request.as_of.isoformat()))
    reading, period, because = read_for(space, asked, chosen, request.today)
    fitting, unfit = _fitting(chosen, period)
    context = make_context(space, reading, period, request.as_of, request.today)
    figures = dict.fromkeys(f for kind in fitting for f in kind.needed_figures())
    frames = measures.compute([*figures, *rosters(fitting, request.only)], reading.intake.tables, context)
    findings = measures.findings(reading.intake.tables, context)
    source = FactSource(
        frames=frames,
        shapes={name: REGISTRY[name].shape for name in frames},
        tables=reading.intake.tables,
        context=context,
        picture=picture_shelf(space),
    )
    context.memo.clear()  # what figures and findings are made from is as large as the data, and documents need none
    check_only(request.only, frames)
    check_settings(space, fitting)
    missing = missing_kinds(request.names, kinds, space, broken)
    if not timeless(fitting):
        missing += no_data(reading, period)
    found = concerning([*reading.intake.problems, *findings], reading.intake.files, fitting, reading.vocabulary)
    problems = [*space.problems, *kind_problems, *found, *unfit, *missing]
    return Run(space, request, reading.intake, context, source, fitting, because, problems)


def timeless(kinds: Iterable[Kind]) -> bool:
    """Whether none of these kinds is made for a period: what a trainer makes is not."""
    return not any(kind.period for kind in kinds)


def split(space: Workspace, request: Request) -> list[Request]:
    """The request once for each period that has data, where a longer one was named than its kinds are made for.

    The weekly pack of 2026年11月 is the packs of the weeks in it. Otherwise the request itself, alone.
    """
    asked = asked_period(request)
    if asked is None:
        return [request]
    kinds, problems = load_kinds(space, REGISTRY)
    chosen = choose_kinds(request.names, kinds, space, {p.place.file.split("/")[0] for p in problems})
    unit = _unit(chosen)
    fits = any(not kind.period or asked.unit in kind.period for kind in chosen)
    if fits or UNITS.index(asked.unit) < UNITS.index(unit):
        return [request]
    columns = _activity_days(read(space, asked).intake.tables)
    days = {stamp.date() for column in columns for stamp in column.unique()}
    codes = sorted({period_of(day, unit).code for day in days if day in asked})
    return [replace(request, period=code) for code in codes] or [request]


def read_for(space: Workspace, asked: Period | None, kinds: list[Kind], today: date) -> tuple[Reading, Period, str]:
    """The data, the period, and the day that decided it; dates without a year take it from the period."""
    reading = read(space, asked)
    if asked:
        return reading, asked, ""
    unit = _unit(kinds)
    if intake.newest_data_day(reading.intake.tables, today) is None and _lacks_years(reading):
        reading = read(space, period_of(today, unit))  # nothing in the files names a year: the newest days by today's
    tables = reading.intake.tables
    if timeless(kinds):
        period, because = period_of(_any_day(tables, today), unit), ""
    else:
        try:
            period, because = newest_period(tables, unit, space, today)
        except Stop as stop:  # the reason is most likely among the problems of the files
            raise Stop([*stop.problems, *space.problems, *reading.intake.problems]) from None
    if _lacks_years(reading):
        reading = read(space, period)
    return reading, period, because


def _lacks_years(reading: Reading) -> bool:
    return any(p.code in YEARLESS for p in reading.intake.problems)


def _any_day(tables: Tables, today: date) -> date:
    """A day that the data alone decide, for what is made for no period; today only where no table has a date."""
    found = intake.newest_data_day(tables, today)
    columns = (column for table in tables.values() for _, column in table.frame.select_dtypes("datetime").items())
    return found or max((column.max().date() for column in columns if column.notna().any()), default=today)


def make_context(
    space: Workspace, reading: Reading, period: Period, as_of: date | None = None, today: date | None = None
) -> Context:
    """What the figures depend on beside the tables. ``as_of`` unless said: the period's last working day, or the newest
    day that has data (none after ``today``) where the data end before it."""
    end = reading.calendar.on_or_before(period.last)
    newest = intake.newest_data_day(reading.intake.tables, today) or end
    return Context(
        period=period,
        settings={name: part for name, part in space.settings.items() if name != "intake"},  # it may hold passwords
        calendar=reading.calendar,
        vocabulary=reading.vocabulary,
        as_of=as_of or min(newest, end),
        bank=bank_name(reading.intake.tables, space),
    )


def bank_name(tables: Tables, space: Workspace) -> str:
    """The bank's name: the settings' own, else the one in the table of branches."""
    if name := space.settings["bank"]["name"]:
        return str(name)
    names = tables["branches"].frame["bank"].dropna()
    return str(names.iloc[0]) if len(names) else ""


def listed_days(tables: Tables) -> dict[date, bool]:
    """Day → whether it is worked, from the table of holidays; chenxi.toml stands above it."""
    frame = tables["holidays"].frame.dropna(subset=["date", "day_kind"])
    return {day.date(): kind == "班" for day, kind in zip(frame["date"], frame["day_kind"], strict=True)}


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
    packs = own_packs(space)
    wanted: list[str] = []
    for name in names or tuple(packs)[:1]:
        if name not in packs and name not in kinds and name not in broken:
            known = [*packs, *kinds]
            near = difflib.get_close_matches(name, known, 1)
            raise Stop(problem("ST009", found=name, known="、".join(known), near=near[0] if near else known[0]))
        wanted += packs.get(name, [name])
    found = [kinds[name] for name in dict.fromkeys(wanted) if name in kinds]
    return sorted(found, key=lambda kind: kind.last)


def own_packs(space: Workspace) -> Mapping[str, list[str]]:
    """The packs of the settings, each a list of kinds; raises Stop where one is something else."""
    packs: Mapping[str, Any] = space.settings["packs"]
    for name, kinds in packs.items():
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            place = Place(file=SETTINGS, inside=f"packs.{name}")
            raise Stop(problem("ST006", place, repr(kinds), example='["weekly-minutes", "sign-in-sheet"]'))
    return packs


def asked_period(request: Request) -> Period | None:
    """The period a person named, or None where they named none; raises Stop where it is not understood."""
    if not request.period:
        return None
    period = parse_period(request.period, request.today)
    if period and all(day.year in YEARS for day in (period.first, period.last)):
        return period
    raise Stop(problem("ST007", found=request.period))


def newest_period(tables: Tables, unit: Unit, space: Workspace, today: date) -> tuple[Period, str]:
    """The newest period of that unit which has data, and the day that decided it."""
    day = intake.newest_data_day(tables, today)
    if day is None:
        raise Stop(problem("ST008", folder=space.inputs.name))
    return period_of(day, unit), day.isoformat()


def _unit(kinds: list[Kind]) -> Unit:
    """The unit that most of these kinds are made for, the shortest of several; a week for what has none."""
    counts = {unit: sum(unit in kind.period for kind in kinds) for unit in UNITS}
    most = max(counts.values(), default=0)
    return next((unit for unit in UNITS if most and counts[unit] == most), "week")


def _fitting(kinds: list[Kind], period: Period) -> tuple[list[Kind], list[Problem]]:
    fitting = [kind for kind in kinds if not kind.period or period.unit in kind.period]
    if len(kinds) > 1 and all(kind.last for kind in fitting):  # an index of nothing
        fitting = []
    unfit: dict[str, list[str]] = {}
    for kind in kinds:
        if kind not in fitting and period.unit not in kind.period:
            like = next(period_of(period.first, unit).code for unit in UNITS if unit in kind.period)
            unfit.setdefault(like, []).append(kind.name)
    level: Level = "warning" if fitting else "error"
    return fitting, [
        problem("BT109", found="、".join(names), level=level, label=period.label, like=f"--period {like}")
        for like, names in unfit.items()
    ]


def check_settings(space: Workspace, kinds: list[Kind]) -> None:
    """Raise Stop (ST006) where chenxi.toml gives a setting of these kinds a value unlike its default."""
    branches = [("", ""), *((name, f'branch."{name}".') for name in space.settings.get("branch", {}))]
    for kind in kinds:
        for branch, inside in branches:
            for key, value in space.kind_settings(kind.name, branch).items():
                if key in kind.settings and not same_type(value, kind.settings[key]):
                    place = Place(file=SETTINGS, inside=f"{inside}kind.{kind.name}.{key}")
                    raise Stop(problem("ST006", place, repr(value), example=shown(kind.settings[key])))


def missing_kinds(
    names: tuple[str, ...], kinds: Mapping[str, Kind], space: Workspace, broken: set[str]
) -> list[Problem]:
    """A warning for each kind that a wanted pack lists and nobody has."""
    packs = own_packs(space)
    return [
        problem("BT115", Place(file=SETTINGS, inside=f"packs.{pack}"), name, "warning", known="、".join(kinds))
        for pack in names or tuple(packs)[:1]
        for name in packs.get(pack, ())
        if name not in kinds and name not in broken
    ]


def no_data(reading: Reading, period: Period) -> list[Problem]:
    """A warning where no activity of the period is in the data: its documents will be empty.

    The morning meeting of a day looks at the working day before it, so that day's data will do.
    """
    days = _activity_days(reading.intake.tables)
    before = reading.calendar.on_or_before(period.first - timedelta(1))
    first = pd.Timestamp(before if period.unit == "day" else period.first)
    last = pd.Timestamp(period.last)
    if any(column.between(first, last).any() for column in days):
        return []
    newest = max((column.max().date().isoformat() for column in days if len(column)), default="—")
    return [problem("BT113", found=period.label, level="warning", newest=newest)]


def _activity_days(tables: Tables) -> list[pd.Series[Any]]:
    return [tables[name].frame["date"].dropna() for name in ("activities", "daily_counts")]


def parse_day(text: str) -> date | None:
    """The day of --as-of, None where none is named; raises Stop where it is no day."""
    if not text:
        return None
    period = parse_period(text, date.today())
    if period is None or period.unit != "day":
        raise Stop(problem("ST016", found=text))
    return period.first
