"""The quarter as it happened: each officer's contacts, applications and deals day by day, and the loans of them."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from authoring.sample_cast import (
    BRANCHES,
    OFFICERS,
    Branch,
    Customer,
    Names,
    Officer,
    after,
    at_work,
    in_post,
    workdays,
)

WEEK_MOOD = {41: 0.86, 42: 0.95, 43: 1.02, 44: 0.93, 45: 1.06, 46: 0.98, 47: 1.05}  # how busy each ISO week was
PRODUCTS = ("商户经营贷", "快抵贷", "结算流水贷", "循环易贷", "惠农贷", "新市民创业贷")
CROSS = ("聚合码", "信用卡", "个人养老金", "缴费通", "理财", "商户收单", "开户")
CHANNELS = (
    ("商圈", "批量", "上门"),
    ("商圈", "兴趣", "派单"),
    ("专业市场", "路演", "上门"),
    ("专业市场", "微信", "转介绍"),
    ("协会商会", "渠道讲座", "聚会"),
    ("产业园区", "事件", "上门"),
    ("社团", "节日", "聚会"),
    ("政府机构", "跨界", "转介绍"),
    ("商圈", "微信", "电销"),
)
_CHANNEL_WEIGHTS = (20, 10, 18, 12, 6, 8, 4, 3, 15)
_INDUSTRIES = {
    "建材": ("建材批发", "瓷砖店"),
    "餐饮": ("餐饮", "小吃店"),
    "物流": ("道路货运", "货运部"),
    "纺织": ("服装纺织", "布行"),
    "农贸": ("农产品零售", "粮油店"),
    "汽配": ("汽车配件", "汽配店"),
    "科创": ("软件与加工", "工作室"),
    "大学": ("零售餐饮", "文具店"),
    "五金": ("五金机电", "机电行"),
    "水产": ("水产批发", "水产行"),
    "码头": ("零售餐饮", "茶楼"),
    "果蔬": ("果蔬批发", "果行"),
}


@dataclass(frozen=True)
class Event:
    """One line of an activity log. ``kind``: 咨询 申请 撤回 成交; amounts in 万元."""

    day: date
    time: str
    officer: Officer
    kind: str
    customer: Customer
    product: str = ""
    amount: float | None = None
    count: int | None = None
    application_no: str = ""
    channel: tuple[str, str, str] = ("", "", "")
    result: str = ""
    next_day: date | None = None
    partner: str = ""


@dataclass(frozen=True)
class Loan:
    """One loan; amounts in 万元."""

    number: str
    customer: Customer
    officer: Officer
    product: str
    amount: float
    balance: float
    applied: date
    disbursed: date
    due: date
    overdue_days: int = 0
    restructured: bool = False


@dataclass
class Quarter:
    """Everything that happened, in order, and who the customers are."""

    events: list[Event] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)  # those with a file, by number
    added: dict[str, date] = field(default_factory=dict)
    holdings: dict[tuple[str, str], date] = field(default_factory=dict)

    def file(self, customer: Customer, number: str, day: date) -> Customer:
        """The customer with a number of his own from that day on."""
        kept = replace(customer, number=number)
        self.customers[number] = kept
        self.added[number] = day
        return kept


class _Teller:
    """Tells the quarter with one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.names = Names(self.chance)
        self.quarter = Quarter()
        self.branches = {b.name: b for b in BRANCHES}
        self.numbers = dict.fromkeys(self.branches, 1000)
        self.open: dict[str, list[Event]] = defaultdict(list)  # applications that wait for a decision
        self.papers = 0
        self.owed: dict[tuple[str, str], float] = defaultdict(float)  # fractions that a week's whole numbers left over

    def prospect(self, officer: Officer) -> Customer:
        market = self.chance.choice(self.branches[officer.branch].markets)
        industry, shop = next(v for k, v in _INDUSTRIES.items() if k in market)
        name = self.names.person() if self.chance.random() < 0.7 else self.names.shop(market, shop)
        return Customer(name, officer.name, officer.branch, self.names.phone(), industry, market)

    def number(self, branch: str) -> str:
        self.numbers[branch] += self.chance.randrange(1, 9)
        return f"{self.branches[branch].code}{self.numbers[branch]:06d}"

    def clock(self, late: bool = False) -> str:
        minutes = self.chance.randrange(*((14 * 60, 17 * 60 + 30) if late else (8 * 60 + 40, 17 * 60)))
        return f"{minutes // 60:02d}:{minutes // 5 * 5 % 60:02d}"

    def before(self) -> None:
        """Customers from before the quarter, with a few loans or only payment products."""
        for officer in [o for o in OFFICERS if o.joined < date(2026, 9, 1)]:
            heir = officer if officer.left is None else next(o for o in OFFICERS if o.name == "郝志远")
            for _ in range(self.chance.randrange(1, 4)):
                disbursed = after(date(2025, 11, 24) + timedelta(self.chance.randrange(300)), 1)
                customer = self.quarter.file(self.prospect(heir), self.number(heir.branch), disbursed - timedelta(3))
                self.lend(
                    heir, customer, self.chance.choice(PRODUCTS), self.size(), disbursed - timedelta(4), disbursed
                )
        for officer in in_post():
            day = date(2026, 1, 5) + timedelta(self.chance.randrange(240))
            customer = self.quarter.file(self.prospect(officer), self.number(officer.branch), day)
            self.hold(customer, self.chance.choice(CROSS[:4]), day)

    def size(self) -> float:
        amount = min(80.0, max(5.0, self.chance.lognormvariate(2.95, 0.55)))
        return round(amount * 2) / 2

    def lend(self, officer: Officer, customer: Customer, product: str, amount: float, applied: date, day: date) -> None:
        months = self.chance.choice((12, 12, 24, 36))
        gone = max(0, (date(2026, 11, 20) - day).days // 30)
        balance = round(amount * max(0.12, 1 - gone / months * self.chance.choice((0.0, 0.9, 1.0))), 2)
        year, month = day.year + (day.month + months - 1) // 12, (day.month + months - 1) % 12 + 1
        number = f"JD{day:%Y%m}{len(self.quarter.loans) + 1:04d}"
        due = date(year, month, min(day.day, 28))
        self.quarter.loans.append(Loan(number, customer, officer, product, amount, balance, applied, day, due))
        self.hold(customer, product, day)

    def hold(self, customer: Customer, product: str, day: date) -> None:
        self.quarter.holdings.setdefault((customer.number, product), day)

    def week(self, officer: Officer, days: list[date]) -> None:
        """A week of an officer: as many contacts as his pace says, and the share of them that applies."""
        branch = self.branches[officer.branch]
        weak = officer.weak_from is not None and days[0] >= officer.weak_from
        pace = officer.pace * WEEK_MOOD[days[0].isocalendar().week]
        if weak and officer.application_edge == 0:
            pace *= 0.48
        seen = {day: self.contacts(officer, day, pace) for day in days}
        rate = branch.application_rate + (officer.application_edge if weak else 0.0)
        met = [event for day in days for event in seen[day]]
        for event in self.applicants(met, self.whole(officer, "申请", len(met) * rate)):
            self.apply(event)
        self.decide(officer, branch, days)
        self.cross_sell(officer, days)

    def whole(self, officer: Officer, kind: str, share: float) -> int:
        """A share of people as a whole number, its fraction kept for the officer's next week."""
        self.owed[officer.name, kind] += share
        number = int(self.owed[officer.name, kind])
        self.owed[officer.name, kind] -= number
        return number

    def contacts(self, officer: Officer, day: date, pace: float) -> list[Event]:
        count = max(2, round(pace + self.chance.uniform(-1.6, 1.6)))
        made = []
        for _ in range(count):
            again = self.chance.random() < 0.22 and self.quarter.events
            known = [e.customer for e in self.quarter.events[-400:] if e.officer is officer] if again else []
            fresh = {e.customer.name for e in made}
            known = [c for c in known if c.name not in fresh]
            customer = self.chance.choice(known) if known else self.prospect(officer)
            customer = self.latest(customer)
            channel = self.chance.choices(CHANNELS, _CHANNEL_WEIGHTS)[0]
            result = self.chance.choices(("继续跟进", "不感兴趣", "预约办理", "现场办理", "其他"), (52, 22, 15, 6, 5))[
                0
            ]
            later = after(day, self.chance.randrange(2, 8)) if result in ("继续跟进", "预约办理") else None
            made.append(
                Event(day, self.clock(), officer, "咨询", customer, channel=channel, result=result, next_day=later)
            )
        self.quarter.events += made
        return made

    def latest(self, customer: Customer) -> Customer:
        return next((c for c in self.quarter.customers.values() if c.name == customer.name), customer)

    def applicants(self, met: list[Event], count: int) -> list[Event]:
        """Distinct customers of the week who apply, none who waits for a decision already."""
        waiting = {e.customer.name for events in self.open.values() for e in events}
        pool = list({e.customer.name: e for e in met if e.customer.name not in waiting}.values())
        return self.chance.sample(pool, min(max(count, 0), len(pool)))

    def apply(self, contact: Event) -> None:
        self.papers += 1
        number = f"SQ{contact.day:%y%m}{self.papers:04d}"
        product = self.chance.choices(PRODUCTS, (34, 14, 18, 16, 10, 8))[0]
        made = replace(
            contact,
            time=max(self.clock(late=True), _a_little_later(contact.time)),
            kind="申请",
            product=product,
            amount=self.size(),
            application_no=number,
            result="受理",
            next_day=after(contact.day, 2),
        )
        self.quarter.events.append(made)
        self.open[contact.officer.name].append(made)

    def decide(self, officer: Officer, branch: Branch, days: list[date]) -> None:
        """Of the applications that have waited two days lend on the share that passes; some others are withdrawn."""
        waiting = self.open[officer.name]
        ripe = [e for e in waiting if after(e.day, 2) <= days[-1]]
        self.open[officer.name] = [e for e in waiting if e not in ripe]
        passed = self.chance.sample(ripe, self.whole(officer, "成交", len(ripe) * branch.deal_rate))
        for event in ripe:
            possible = [d for d in days if d >= after(event.day, 2)]
            if event in passed:
                self.disburse(officer, event, self.chance.choice(possible))
            elif self.chance.random() < 0.08:
                self.quarter.events.append(
                    replace(event, day=possible[0], time="16:30", kind="撤回", result="其他", next_day=None)
                )

    def disburse(self, officer: Officer, paper: Event, day: date) -> None:
        customer = self.latest(paper.customer)
        if not customer.number:
            customer = self.quarter.file(customer, self.number(officer.branch), paper.day)
        amount = round((paper.amount or 5.0) * self.chance.choice((1, 1, 0.8)) * 2) / 2
        made = replace(
            paper,
            day=day,
            time=self.clock(late=True),
            kind="成交",
            customer=customer,
            amount=amount,
            count=1,
            result="放款",
            next_day=None,
        )
        self.quarter.events.append(made)
        self.lend(officer, customer, paper.product, amount, paper.day, day)

    def cross_sell(self, officer: Officer, days: list[date]) -> None:
        mine = [c for c in self.quarter.customers.values() if c.officer == officer.name]
        for customer in self.chance.sample(mine, min(len(mine), self.chance.randrange(1, 5))):
            product = self.chance.choice(CROSS)
            day = self.chance.choice(days)
            if (customer.number, product) in self.quarter.holdings or self.quarter.added[customer.number] > day:
                continue
            count = self.chance.choice((1, 1, 1, 2)) if product == "聚合码" else 1
            self.quarter.events.append(
                Event(day, self.clock(), officer, "成交", customer, product, None, count, result="现场办理")
            )
            self.hold(customer, product, day)


def _a_little_later(time: str) -> str:
    minutes = int(time[:2]) * 60 + int(time[3:]) + 20
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def quarter(seed: int) -> Quarter:
    """The quarter that this seed tells; events by day, time and officer."""
    teller = _Teller(seed)
    teller.before()
    by_week: dict[int, list[date]] = defaultdict(list)
    for day in workdays():
        by_week[day.isocalendar().week].append(day)
    for days in by_week.values():
        for officer in OFFICERS:
            mine = [day for day in days if at_work(officer, day)]
            if mine:
                teller.week(officer, mine)
    told = teller.quarter
    told.events.sort(key=lambda e: (e.day, e.time))
    told.events = _in_company(told.events, teller.chance)
    told.loans = _in_arrears(told.loans)
    return told


def _in_company(events: list[Event], chance: random.Random) -> list[Event]:
    """Now and then a mentor comes along on a newcomer's visit."""
    mentors = {o.name: o.mentor for o in OFFICERS if o.level == "见习"}
    return [
        replace(e, partner=mentors[e.officer.name])
        if e.kind == "咨询" and e.officer.name in mentors and chance.random() < 0.08
        else e
        for e in events
    ]


_ARREARS = (3, 12, 25, 38, 45, 67, 95)


def _in_arrears(loans: list[Loan]) -> list[Loan]:
    """Seven older loans in arrears, spread over the branches; one of them and one more restructured."""
    old = [i for i, loan in enumerate(loans) if loan.disbursed < date(2026, 7, 1) and loan.balance > 1]
    made = list(loans)
    spread = [old[i * len(old) // 8] for i in range(8)]
    for place, days in zip(spread, (*_ARREARS, 0), strict=True):
        made[place] = replace(made[place], overdue_days=days, restructured=days in (67, 0))
    return made
