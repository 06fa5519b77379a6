"""Domain.md §2 by hand: plain rows of work → what officers, branches and the bank did, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from statistics import median

from commands.plain_books import BRANCHES, book, day_of, days_between, events, month_plans, people, staff, work

BANK = "江城分行"
UNITS = {"咨询量": "次", "申请量": "笔", "成交量": "笔", "成交金额": "万元", "交叉销售": "件"}
SHOWN = tuple(UNITS)
MONDAY, FRIDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)
WEEK = (MONDAY, SUNDAY)
LAST_WEEK = (date(2026, 11, 9), date(2026, 11, 15))
MONTH = (date(2026, 11, 1), FRIDAY)
Span = tuple[date, date]


def members(who: str) -> list[str]:
    """The officers of the bank, of a branch, or the one named."""
    if who == BANK:
        return [p.name for p in staff()]
    return [p.name for p in staff(who)] if who in BRANCHES else [who]


def done(who: str, measure: str, span: Span = WEEK, part: str = "") -> Fraction:
    """完成数 in the span: an officer's whole share; in a total joint work once."""
    names, total = set(members(who)), who == BANK or who in BRANCHES
    return sum(
        (
            w.quantity
            for w in work()
            if w.officer in names and w.measure == measure and span[0] <= w.day <= span[1]
            and (w.once or not total) and part in ("", w.part)
        ),
        Fraction(0),
    )  # fmt: skip


def plan(who: str, measure: str, span: Span = WEEK) -> Fraction | None:
    """The month's targets; for a week the share of the month's working days that lie in it."""
    share = Fraction(1)
    if span[0] != MONTH[0]:
        share = Fraction(len(days_between(*span)), len(days_between(date(2026, 11, 1), date(2026, 11, 30))))
    targets = [month_plans(11)[name][measure] for name in members(who) if name in month_plans(11)]
    return sum(targets, Fraction(0)) * share if targets else None


def ratio(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    """None where the whole is zero or blank: it prints —."""
    return part / whole if part is not None and whole else None


def attainment(who: str, measure: str, span: Span = WEEK) -> Fraction | None:
    """计划达成率."""
    return ratio(done(who, measure, span), plan(who, measure, span))


def conversion(who: str, part: str, whole: str, span: Span = WEEK) -> Fraction | None:
    """A conversion on the period's basis, recomputed from the sums."""
    return ratio(done(who, part, span), done(who, whole, span))


def person_days(who: str, span: Span = WEEK) -> Fraction:
    """Working days less leave, over all who are meant."""
    last = min(span[1], FRIDAY)
    return Fraction(sum(people()[name].at_work(day) for name in members(who) for day in days_between(span[0], last)))


def daily_mean(who: str, span: Span = WEEK) -> Fraction | None:
    """日均咨询量."""
    return ratio(done(who, "咨询量", span), person_days(who, span))


def is_new(name: str) -> bool:
    """Less than three months in post at the end of the week."""
    return people()[name].joined > date(2026, 8, 22)


def ranks(branch: str, measure: str, span: Span) -> dict[str, int]:
    """1, 2, 2, 4."""
    values = {name: done(name, measure, span) for name in members(branch)}
    return {name: 1 + sum(other > value for other in values.values()) for name, value in values.items()}


def missed(branch: str) -> list[str]:
    """Who stayed below the week's plan of enquiries or deals."""
    shares = {n: (attainment(n, "咨询量"), attainment(n, "成交量")) for n in members(branch)}
    return [name for name, both in shares.items() if any(share is not None and share < 1 for share in both)]


def weak(branch: str) -> list[str]:
    """Who is 重点帮扶: one rule two weeks running, newcomers and short weeks left out."""
    weeks = [_below(branch, span) for span in (WEEK, LAST_WEEK)]
    return [name for name in members(branch) if weeks[0].get(name, set()) & weeks[1].get(name, set())]


def _below(branch: str, span: Span) -> dict[str, set[str]]:
    judged = [name for name in members(branch) if not is_new(name) and person_days(name, span) >= 3]
    means = {name: daily_mean(name, span) or Fraction(0) for name in judged}
    found = {name: {"日均"} if means[name] < Fraction(6, 10) * median(means.values()) else set() for name in judged}
    for part, whole, enough in (("申请量", "咨询量", 20), ("成交量", "申请量", 5)):
        rates = {n: rate for n in judged if (rate := conversion(n, part, whole, span)) is not None}
        for name, rate in rates.items():
            if median(rates.values()) - rate >= Fraction(1, 10) and done(name, whole, span) >= enough:
                found[name].add(part)
    return found


def enquiries_needed(who: str) -> Fraction | None:
    """漏斗倒推: the deals planned over both conversions."""
    rates = conversion(who, "申请量", "咨询量"), conversion(who, "成交量", "申请量")
    return ratio(plan(who, "成交量"), (rates[0] or Fraction(0)) * (rates[1] or Fraction(0)))


def cohort_rate(branch: str, span: Span) -> Fraction | None:
    """Of the customers first contacted in the span, the share that applied since."""
    first: dict[str, date] = {}
    applied: dict[str, date] = {}
    for e in sorted(events(), key=lambda e: e.day):
        if e.branch == branch and e.measure == "咨询量":
            first.setdefault(e.customer, e.day)
        elif e.branch == branch and e.measure == "申请量":
            applied[e.customer] = e.day
    met = [name for name, day in first.items() if span[0] <= day <= span[1]]
    came = [name for name in met if name in applied and applied[name] >= first[name]]
    return ratio(Fraction(len(came)), Fraction(len(met)))


def products(who: str, span: Span = WEEK) -> dict[str, tuple[Fraction, Fraction]]:
    """Product → number and 万元 of the logs' deals; the rest of the totals goes without a name."""
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for e in events():
        if e.measure == "成交量" and e.officer in members(who) and span[0] <= e.day <= span[1]:
            count, amount = found.get(e.product, (Fraction(0), Fraction(0)))
            found[e.product] = count + e.count, amount + e.amount
    return found


@dataclass(frozen=True)
class Loan:
    """A loan of the ledger whose balance can be read; money in 万元."""

    number: str
    branch: str
    officer: str
    balance: Fraction
    applied: date
    disbursed: date
    late: int
    restructured: bool


@cache
def loans() -> tuple[Loan, ...]:
    """The loan ledger."""
    return tuple(
        Loan(no, branch, who, Fraction(str(balance)), applied.date(), lent.date(), late, again == "是")
        for no, branch, _, _, who, _, _, balance, applied, lent, _, late, again in book("贷款台账")["贷款台账"][1:]
        if no != "合计" and balance != "#N/A"
    )


def turnaround(who: str) -> list[int]:
    """Working days from application to money of the week's loans, in order."""
    names = set(members(who))
    lent = [x for x in loans() if x.officer in names and MONDAY <= x.disbursed <= SUNDAY]
    return sorted(len(days_between(x.applied + timedelta(1), x.disbursed)) for x in lent)


def par30(officer: str) -> Fraction | None:
    """Balance more than 30 days late or restructured / all of it."""
    mine = [x for x in loans() if x.officer == officer]
    risky = sum((x.balance for x in mine if x.late > 30 or x.restructured), Fraction(0))
    return ratio(risky, sum((x.balance for x in mine), Fraction(0)))


def overdue(officer: str) -> list[Fraction]:
    """The balances of loans in arrears."""
    return [x.balance for x in loans() if x.officer == officer and x.late > 0]


def checks(officer: str) -> tuple[int, int, int]:
    """Post-loan checks of the quarter so far: due by the day of the data, done, done on time."""
    rows = [
        (day_of(due), day_of(made))
        for _, _, _, who, due, made, *_ in book("贷后检查登记")["贷后检查"][1:]
        if who == officer
    ]
    due_now = [(due, made) for due, made in rows if due and date(2026, 10, 1) <= due <= FRIDAY]
    kept = [(due, made) for due, made in due_now if made]
    return len(due_now), len(kept), sum(made <= due for due, made in kept if made)


def new_files(branch: str) -> int:
    """Customers whose complete file was added this week, a number that stands twice once."""
    rows = [row for row in book("客户台账")[branch][1:] if MONDAY <= row[11].date() <= SUNDAY]
    return len({row[0] for row in rows if row[12] in ("是", "√")})


def goal(who: str, measure: str) -> list[Fraction | None]:
    """Plan, actual, attainment, last week, change; the month's plan, actual, attainment and what it is ahead by."""
    now, before = done(who, measure), done(who, measure, LAST_WEEK)
    month = attainment(who, measure, MONTH)
    return [
        *(plan(who, measure), now, attainment(who, measure), before, ratio(now - before, before)),
        *(plan(who, measure, MONTH), done(who, measure, MONTH), month),
        None if month is None else (month - Fraction(15, 21)) * 100,
    ]


def officer_line(who: str) -> list[Fraction | None]:
    """Plan, actual and attainment three times, 万元, 日均 and both conversions."""
    numbers: list[Fraction | None] = []
    for measure in ("咨询量", "申请量", "成交量"):
        numbers += [plan(who, measure), done(who, measure), attainment(who, measure)]
    rates = [conversion(who, "申请量", "咨询量"), conversion(who, "成交量", "申请量")]
    return [*numbers, done(who, "成交金额"), daily_mean(who), *rates]
