"""The sample workbooks read with openpyxl and nothing of ours: people, plans and work done, as plain rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

INPUTS = Path(__file__).parents[2] / "inputs"
BRANCHES = ("城东支行", "城西支行", "高新支行", "临江支行")
MEASURES = ("咨询量", "申请量", "撤回量", "成交量", "成交金额", "交叉销售")
PLANNED = ("咨询量", "申请量", "成交量", "成交金额", "交叉销售")
_KINDS = {
    "咨询量": ("咨询", "走访", "接触"),
    "申请量": ("申请", "进件", "受理"),
    "撤回量": ("撤回", "撤件"),
    "成交量": ("成交", "放款", "投放", "办结"),
}
_KIND = {word: measure for measure, words in _KINDS.items() for word in words}
_REST = {date(2026, 10, day) for day in range(1, 8)}
_SWAPPED = {date(2026, 10, 10)}  # a Saturday that is worked


@dataclass(frozen=True)
class Event:
    """A line of an activity log; the amount in 万元."""

    branch: str
    officer: str
    day: date
    measure: str
    customer: str
    product: str
    amount: Fraction
    count: int
    paper: str
    way: tuple[str, str, str]
    partner: str


@dataclass(frozen=True)
class Work:
    """So much of a measure done by an officer on a day; ``once`` where it counts in the branch's total."""

    branch: str
    officer: str
    day: date
    measure: str
    quantity: Fraction
    part: str = "报表数"
    once: bool = True


@dataclass(frozen=True)
class Person:
    """An officer of the roster, with the days of leave."""

    name: str
    branch: str
    staff_no: str
    joined: date
    left: date | None
    mentor: str
    away: frozenset[date]

    def at_work(self, day: date) -> bool:
        """In post and not on leave."""
        return self.joined <= day <= (self.left or day) and day not in self.away


def is_workday(day: date) -> bool:
    """Whether the bank works on that day of the sample's quarter."""
    return day in _SWAPPED or (day.weekday() < 5 and day not in _REST)


def days_between(first: date, last: date) -> list[date]:
    """The working days from first to last."""
    every = (first + timedelta(i) for i in range((last - first).days + 1))
    return [day for day in every if is_workday(day)]


@cache
def book(name: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet of the workbook whose file name begins so."""
    [path] = INPUTS.rglob(f"{name}*.xlsx")
    sheets = openpyxl.load_workbook(path, data_only=True).worksheets
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets}


def number(value: Any) -> Fraction | None:
    """A number however it was typed: 1,200 · １２ · 19.5万 · 19.5万元; None where it is none."""
    text = unicodedata.normalize("NFKC", str(value)).replace(",", "").removesuffix("元").removesuffix("万")
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def day_of(value: Any) -> date | None:
    """A date however it was typed; None where there is no such day."""
    if isinstance(value, datetime):
        return value.date()
    found = re.fullmatch(r"(\d{4})年?(\d{1,2})月?(\d{1,2})日?", str(value))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@cache
def people() -> dict[str, Person]:
    """The roster by name, in its order."""
    sheets = book("机构与人员")
    away: dict[str, set[date]] = {}
    for _, name, _, first, last, *_ in sheets["请假登记"][1:]:
        away.setdefault(name, set()).update(days_between(first.date(), last.date()))
    return {
        name: Person(name, branch, no, in_.date(), out and out.date(), mentor or "", frozenset(away.get(name, ())))
        for branch, name, no, _, _, in_, out, mentor, _ in sheets["客户经理名册"][2:]
    }


def staff(branch: str = "", day: date = date(2026, 11, 20)) -> list[Person]:
    """Who is in post on a day, of one branch or of all."""
    here = (p for p in people().values() if branch in ("", p.branch))
    return [p for p in here if p.joined <= day <= (p.left or day)]


@cache
def events() -> tuple[Event, ...]:
    """Every usable line of the three activity logs: a known officer and a day that there is."""
    found = [*_chengdong(), *_chengxi(), *_gaoxin()]
    return tuple(e for e in found if e.officer in people())


def _chengdong() -> Iterator[Event]:
    for rows in book("活动日志").values():
        for _, day, _, who, customer, _, kind, product, amount, count, *way, _, _, partner, _ in rows[3:]:
            if kind:
                name = who.replace(" ", "")
                yield _event("城东支行", name, day, kind, customer, product, number(amount), count, "", way, partner)


def _chengxi() -> Iterator[Event]:
    for officer, rows in book("客户经理日志").items():
        for day, customer, _, kind, product, paper, amount, count, *way, _, _ in rows[4:]:
            if customer and day_of(day):
                yield _event("城西支行", officer, day, kind, customer, product, number(amount), count, paper, way, "")


def _gaoxin() -> Iterator[Event]:
    [rows] = book("高新支行营销台账").values()
    for day, who, customer, _, _, kind, product, yuan, count, paper, *way, _, _, _ in rows[3:]:
        if kind:
            amount = number(yuan)
            yield _event(
                "高新支行", who, day, kind, customer, product, amount and amount / 10_000, count, paper, way, ""
            )


def _event(
    branch: str, officer: str, day: Any, kind: str, customer: str, product: str | None, amount: Fraction | None,
    count: int | None, paper: str | None, way: Sequence[str | None], partner: str | None,
) -> Event:  # fmt: skip
    when = day_of(day)
    assert when, day
    channel, approach, means = (word or "" for word in way)
    return Event(
        branch, officer, when, _KIND[kind], customer, product or "", amount or Fraction(0), count or 1, paper or "",
        (channel, approach, means), partner or "",
    )  # fmt: skip


def is_loan(event: Event) -> bool:
    """A loan disbursed, no cross-sold product."""
    return event.measure == "成交量" and event.product.endswith("贷")


@cache
def work() -> tuple[Work, ...]:
    """Everything that counts for somebody, joint work in a row for each who took part."""
    return (*_of_logs(), *_of_counts(), *_joint(), *_adjusted())


def _of_logs() -> Iterator[Work]:
    """A customer once per officer and day, a paper once, each deal; the partner's share of a visit beside it."""
    seen = set()
    for e in events():
        if e.measure == "成交量":
            measure = "成交量" if is_loan(e) else "交叉销售"
            yield Work(e.branch, e.officer, e.day, measure, Fraction(e.count))
            if is_loan(e):
                yield Work(e.branch, e.officer, e.day, "成交金额", e.amount)
            continue
        thing = (e.officer, e.measure, e.paper or (e.customer, e.day, e.product if e.measure != "咨询量" else ""))
        if thing not in seen:
            seen.add(thing)
            yield Work(e.branch, e.officer, e.day, e.measure, Fraction(1))
            if e.partner:
                yield Work(e.branch, e.partner, e.day, e.measure, Fraction(1), "协同数", once=False)


def _of_counts() -> Iterator[Work]:
    """临江支行's October, its days across the page, and its November."""
    sheets = book("临江支行活动量统计表")
    upper = sheets["10月"][2]
    for row in sheets["10月"][4:]:
        if row[1]:
            for at in range(2, len(row), len(PLANNED)):
                day = day_of(f"2026年{upper[at]}")
                yield from _counted(row[1], day, zip(PLANNED, row[at : at + len(PLANNED)], strict=True))
    day = None
    for first, officer, *numbers, _ in sheets["11月"][3:]:
        day = day_of(first) or day
        if officer:
            yield from _counted(officer, day, zip(MEASURES, numbers, strict=True))


def _counted(officer: str, day: date | None, numbers: Iterator[tuple[str, Any]]) -> Iterator[Work]:
    assert day
    for measure, value in numbers:
        yield Work("临江支行", officer, day, measure, number(value) or Fraction(0))


def _joint() -> Iterator[Work]:
    for day, branch, officer, partner, measure, quantity, _ in book("调整与协同登记")["协同登记"][1:]:
        yield Work(branch, officer, day.date(), measure, Fraction(quantity), "协同数")
        yield Work(branch, partner, day.date(), measure, Fraction(quantity), "协同数", once=False)


def _adjusted() -> Iterator[Work]:
    for day, branch, officer, measure, quantity, _, _ in book("调整与协同登记")["调整登记"][1:]:
        yield Work(branch, officer, day.date(), measure, Fraction(quantity), "调整数")


@cache
def month_plans(month: int) -> dict[str, dict[str, Fraction]]:
    """Officer → measure → the month's target; an officer whose row has a text for a number has none."""
    found = {}
    for _, _, officer, *values in book("任务分解")[f"{month}月"][3:]:
        targets = [number(value) for value in values]
        if officer and None not in targets:
            found[officer] = dict(zip(PLANNED, [t for t in targets if t is not None], strict=True))
    return found
