"""A quote and its terms → net cash flows → the yearly rate, simple (单利年化) and compound (复利年化).

Source of the method: the internal rate of return of the cash the borrower really gets and pays. n is the number of
payment periods in a year, i the rate of one period: APR = i × n, EAR = (1 + i) ** n - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.measures.pricing.costs import Cost
from pipeline.measures.pricing.quotes import Per

_INTERVALS = {"按季付息到期还本": 3}  # months between payments; the others pay monthly, or once
_AT_ONCE = frozenset(["到期一次还本付息", "随借随还"])
METHODS = frozenset(["等额本息", "等额本金", "等本等息", "先息后本", "气球贷", *_INTERVALS, *_AT_ONCE])


@dataclass(frozen=True, slots=True)
class Terms:
    """How a loan is lent and paid back: yuan, months; ``days`` for 随借随还, ``spread`` (months) for 气球贷."""

    method: str
    amount: float = 100_000.0
    months: int = 12
    day_basis: int = 360
    days: float = 0.0
    spread: int = 0
    upfront: Cost = field(default_factory=Cost)
    periodic: Cost = field(default_factory=Cost)

    @property
    def interval(self) -> float:
        """Months between payments; the whole term where all is paid at once."""
        if self.method == "随借随还":
            return self.days / self.day_basis * 12
        if self.method in _AT_ONCE:
            return float(self.months)
        return float(_INTERVALS.get(self.method, 1))

    @property
    def payments(self) -> int:
        """How many payments there are, at least one."""
        return 1 if self.method in _AT_ONCE else max(1, round(self.months / self.interval))


@dataclass(frozen=True, slots=True)
class YearlyRate:
    """What a loan costs a year, as fractions: ``apr`` simple, ``ear`` compound."""

    apr: float
    ear: float


def yearly_rate(rate: float, per: Per, terms: Terms) -> YearlyRate:
    """The yearly rate of a nominal ``rate`` (a fraction for each ``per``) on these terms, costs included."""
    flows = cash_flows(per_payment(rate, per, terms), terms)
    i = solve(flows)
    n = 12 / terms.interval
    return YearlyRate(i * n, (1 + i) ** n - 1)


def per_payment(rate: float, per: Per, terms: Terms) -> float:
    """The nominal rate of one payment interval."""
    if per == "period":
        return rate
    yearly = rate * {"year": 1, "quarter": 4, "month": 12, "day": terms.day_basis}[per]
    return yearly * terms.interval / 12


def cash_flows(rate: float, terms: Terms) -> list[float]:
    """What the borrower gets (first) and pays, in yuan, one value for each payment; the last absorbs the cents."""
    amount, count = terms.amount, terms.payments
    periodic = terms.periodic.each(amount, terms.interval)
    paid = [pay + periodic for pay in _instalments(rate, terms, count)]
    return [amount - terms.upfront.on(amount), *(-pay for pay in paid)]


def _instalments(rate: float, terms: Terms, count: int) -> list[float]:
    amount = terms.amount
    if terms.method == "等额本息":
        return _annuity(amount, rate, count, count)
    if terms.method == "气球贷":
        return _annuity(amount, rate, count, terms.spread or count)
    if terms.method in ("等额本金", "等本等息"):
        part = round(amount / count, 2)
        parts = [part] * (count - 1) + [amount - part * (count - 1)]
        owed = [amount - part * k for k in range(count)]
        on = owed if terms.method == "等额本金" else [amount] * count
        return [principal + round(base * rate, 2) for principal, base in zip(parts, on, strict=True)]
    interest = round(amount * rate, 2)
    return [interest] * (count - 1) + [amount + interest]


def _annuity(amount: float, rate: float, count: int, spread: int) -> list[float]:
    """Equal instalments over ``spread`` periods; what is still owed after ``count`` of them falls due with the last."""
    equal = round(amount * rate / (1 - (1 + rate) ** -spread), 2) if rate else round(amount / spread, 2)
    owed = amount
    for _ in range(count - 1):
        owed -= equal - round(owed * rate, 2)
    return [equal] * (count - 1) + [owed + round(owed * rate, 2)]


def solve(flows: Sequence[float]) -> float:
    """The rate of one period at which the flows are worth nothing, by bracketing; one inflow, then payments."""
    low, high = -0.9, 1.0
    while _worth(flows, high) < 0 and high < 1e6:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if _worth(flows, middle) < 0:
            low = middle
        else:
            high = middle
        if high - low < 1e-13:
            break
    return (low + high) / 2


def _worth(flows: Sequence[float], rate: float) -> float:
    """Present value by Horner's rule; it grows with the rate."""
    value = 0.0
    for flow in reversed(flows):
        value = value / (1 + rate) + flow
    return value
