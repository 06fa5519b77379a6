"""A bank small enough to reckon by hand, for the tests of measures."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline import vocabulary, workspace
from pipeline.calendar import Calendar, Unit, period_of
from pipeline.measures import Context, compute
from pipeline.tables import Table, empty_tables, table_from_rows

WORDS = vocabulary.shipped()
BANK, EAST, WEST = "江城分行", "城东支行", "城西支行"
MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(16, 21))
Row = dict[str, Any]

BRANCHES = [{"bank": BANK, "branch": EAST, "host": "周行"}, {"bank": BANK, "branch": WEST, "host": "吴行"}]
LI, HAN, WANG = ({"branch": EAST, "officer": name, "joined": date(2025, 1, 6)} for name in ("李雷", "韩梅", "王五"))
ZHAO = {"branch": WEST, "officer": "赵六", "joined": date(2025, 1, 6)}


def bank(**tables: list[Row]) -> dict[str, Table]:
    """All tables; the two branches and their four officers unless said otherwise."""
    rows = {"branches": BRANCHES, "roster": [LI, HAN, WANG, ZHAO], **tables}
    return {**empty_tables(WORDS), **{name: table_from_rows(name, found, WORDS) for name, found in rows.items()}}


def context(unit: Unit = "week", day: date = FRI, as_of: date | None = None, **settings: Row) -> Context:
    """A context for the period that holds the day; settings are laid over a section's defaults."""
    period, calendar = period_of(day, unit), Calendar()
    merged: Row = {**workspace.defaults()}
    for section, values in settings.items():
        merged[section] = {**merged.get(section, {}), **values}
    return Context(period, merged, calendar, WORDS, as_of or calendar.on_or_before(period.last))


_latest: tuple[dict[str, Table], Context] | None = None  # so that a test that asks twice reckons once


def figure(name: str, level: str, tables: dict[str, Table], ctx: Context | None = None) -> Any:
    """One frame of a figure."""
    global _latest
    if ctx is None:
        if _latest is None or _latest[0] is not tables:
            _latest = (tables, context())
        ctx = _latest[1]
    return compute([name], tables, ctx)[name][level]  # type: ignore[index]


def one(name: str, level: str, tables: dict[str, Table], *key: str, ctx: Context | None = None) -> Row:
    """One row of a figure of shape one, by its key without the bank."""
    frame = figure(name, level, tables, ctx)
    return dict(frame.loc[(BANK, *key) if key else BANK])


def many(name: str, level: str, tables: dict[str, Table], *key: str, ctx: Context | None = None) -> list[Row]:
    """The rows of a figure of shape many for one key."""
    frame = figure(name, level, tables, ctx)
    wanted = (BANK, *key) if key else BANK
    return [dict(row) for _, row in frame[[k == wanted for k in frame.index]].iterrows()]


def visit(officer: str, customer: str | None, day: date = MON, **more: Any) -> Row:
    return {"officer": officer, "customer": customer, "date": day, "event": "咨询", **more}


def visits(officer: str, count: int, day: date = MON, **more: Any) -> list[Row]:
    """That many customers on one day."""
    return [visit(officer, f"{officer}户{day.day}-{n}", day, **more) for n in range(count)]


def application(officer: str, customer: str, day: date = TUE, **more: Any) -> Row:
    return visit(officer, customer, day, **{"event": "申请", "product": "经营贷", **more})


def deal(officer: str, customer: str, day: date = WED, **more: Any) -> Row:
    return visit(officer, customer, day, **{"event": "成交", "product": "经营贷", "amount": 10.0, **more})
