"""The invented bank: its branches and officers, and the names and numbers that its customers bear.

Nobody bears these numbers. Mobile numbers begin with 154, the one prefix of 15x that no carrier was ever
given; identity numbers have the region 990101, which no place has, and a right check digit; card numbers begin
with 999999, which no bank has, and pass Luhn's test. All are complete in form and length, so that a paper that
shows one whole is found out.
"""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

BANK = "江城分行"
FIRST_DAY, LAST_DAY = date(2026, 10, 1), date(2026, 11, 20)
_REST = {date(2026, 10, day) for day in range(1, 8)}  # National Day
_MAKE_UP = {date(2026, 10, 10)}  # 调休


@dataclass(frozen=True)
class Branch:
    """A branch with the places its officers walk, and how well its people's contacts convert."""

    name: str
    code: str
    host: str
    recorder: str
    address: str
    markets: tuple[str, ...]
    application_rate: float
    deal_rate: float

    @property
    def short(self) -> str:
        """城东 for 城东支行."""
        return self.name.removesuffix("支行")


BRANCHES = (
    Branch("城东支行", "JC01", "秦立新", "何小满", "江城市城东区建材路18号", ("东门建材市场", "城东餐饮街", "东郊物流园"), 0.13, 0.60),
    Branch("城西支行", "JC02", "韩素贞", "夏青禾", "江城市城西区纺织大道206号", ("纺织城", "西关农贸市场", "西城汽配城"), 0.14, 0.58),
    Branch("高新支行", "JC03", "陶景明", "柳知秋", "江城市高新区科创一路9号", ("科创产业园", "大学城商圈", "高新五金机电城"), 0.18, 0.56),
    Branch("临江支行", "JC04", "殷国栋", "祝晚晴", "江城市临江区码头街55号", ("临江水产市场", "码头老街商圈", "沿江果蔬批发市场"), 0.13, 0.62),
)  # fmt: skip


@dataclass(frozen=True)
class Officer:
    """An officer: how many customers a day he sees, and by how much his contacts convert better than the branch's."""

    name: str
    branch: str
    staff_no: str
    level: str
    joined: date
    mentor: str
    pace: float
    application_edge: float = 0.0
    weak_from: date | None = None
    post: str = "客户经理"
    left: date | None = None


def day_of(text: str) -> date:
    """The day that an ISO date names."""
    return date.fromisoformat(text)


# 韩承泽's contacts fall off in W46 and W47; 邹凯 makes contacts that hardly ever apply. 临江支行 is a branch of equals.
OFFICERS = (
    Officer("顾明远", "城东支行", "80301", "高级", day_of("2017-03-01"), "", 8.6),
    Officer("沈若兰", "城东支行", "80305", "高级", day_of("2018-07-16"), "", 8.0),
    Officer("邵志强", "城东支行", "80308", "中级", day_of("2020-05-11"), "顾明远", 7.6),
    Officer("陆晓彤", "城东支行", "80311", "中级", day_of("2021-08-02"), "沈若兰", 7.4),
    Officer("严松", "城东支行", "80312", "中级", day_of("2021-11-15"), "顾明远", 7.0),
    Officer("方一鸣", "城东支行", "80315", "初级", day_of("2024-03-04"), "沈若兰", 7.2),
    Officer("韩承泽", "城东支行", "80317", "初级", day_of("2025-07-14"), "顾明远", 6.6, weak_from=day_of("2026-11-09")),
    Officer("温佳宁", "城东支行", "80322", "见习", day_of("2026-09-14"), "沈若兰", 4.0),
    Officer("罗文博", "城西支行", "80402", "高级", day_of("2016-09-05"), "", 8.2),
    Officer("曹雨薇", "城西支行", "80404", "中级", day_of("2019-04-15"), "罗文博", 7.8),
    Officer("贺建平", "城西支行", "80406", "中级", day_of("2019-10-08"), "", 7.0),
    Officer("石磊", "城西支行", "80409", "中级", day_of("2021-06-21"), "贺建平", 7.2),
    Officer("邱晓岚", "城西支行", "80412", "初级", day_of("2023-03-13"), "曹雨薇", 6.8),
    Officer("丁浩然", "城西支行", "80413", "初级", day_of("2024-07-08"), "罗文博", 7.4),
    Officer("傅佳宜", "城西支行", "80418", "见习", day_of("2026-10-12"), "曹雨薇", 3.6),
    Officer("林书航", "高新支行", "80501", "高级", day_of("2018-02-26"), "", 7.8),
    Officer("苏梦洁", "高新支行", "80503", "中级", day_of("2019-12-02"), "林书航", 7.4),
    Officer("郝志远", "高新支行", "80506", "中级", day_of("2020-09-14"), "", 7.0),
    Officer("姚思远", "高新支行", "80507", "中级", day_of("2021-03-29"), "郝志远", 7.2),
    Officer("宋雅琴", "高新支行", "80510", "初级", day_of("2023-08-07"), "苏梦洁", 6.8),
    Officer("邹凯", "高新支行", "80512", "初级", day_of("2025-02-17"), "林书航", 7.6, -0.14, day_of("2026-11-09")),
    Officer("卢嘉欣", "高新支行", "80519", "见习", day_of("2026-10-26"), "苏梦洁", 3.6),
    Officer("范立群", "高新支行", "80504", "中级", day_of("2019-05-20"), "", 0.0, left=day_of("2026-09-30")),
    Officer("江海涛", "临江支行", "80601", "高级", day_of("2017-11-06"), "", 7.2),
    Officer("白雪莹", "临江支行", "80603", "中级", day_of("2020-03-16"), "江海涛", 7.0),
    Officer("段志鹏", "临江支行", "80605", "中级", day_of("2020-10-19"), "", 7.0),
    Officer("尹晓雯", "临江支行", "80607", "中级", day_of("2021-09-06"), "段志鹏", 7.1),
    Officer("龚子轩", "临江支行", "80610", "初级", day_of("2023-05-22"), "江海涛", 6.9),
    Officer("毛玉兰", "临江支行", "80611", "初级", day_of("2024-04-15"), "白雪莹", 7.0),
)


@dataclass(frozen=True)
class Leave:
    """An officer's days off."""

    officer: str
    first: date
    last: date
    kind: str


LEAVE = (
    Leave("贺建平", day_of("2026-10-12"), day_of("2026-10-14"), "年休假"),
    Leave("陆晓彤", day_of("2026-10-26"), day_of("2026-10-27"), "年休假"),
    Leave("宋雅琴", day_of("2026-11-03"), day_of("2026-11-05"), "病假"),
    Leave("尹晓雯", day_of("2026-11-12"), day_of("2026-11-13"), "年休假"),
    Leave("严松", day_of("2026-11-18"), day_of("2026-11-19"), "事假"),
    Leave("石磊", day_of("2026-11-20"), day_of("2026-11-20"), "年休假"),
)


HOME = {officer.name: officer.branch for officer in OFFICERS}


def in_post(day: date = LAST_DAY) -> list[Officer]:
    """The officers in post on a day, in the roster's order."""
    return [o for o in OFFICERS if o.joined <= day and (o.left is None or o.left >= day)]


def of_branch(branch: str, day: date = LAST_DAY) -> list[Officer]:
    """The officers of one branch in post on a day."""
    return [o for o in in_post(day) if o.branch == branch]


def is_workday(day: date) -> bool:
    """Whether the bank worked on that day of the quarter."""
    return day in _MAKE_UP or (day.weekday() < 5 and day not in _REST)


def workdays(first: date = FIRST_DAY, last: date = LAST_DAY) -> list[date]:
    """The working days from first to last."""
    days = (first + timedelta(i) for i in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def after(day: date, count: int) -> date:
    """The working day that many after a day."""
    while count:
        day += timedelta(1)
        count -= is_workday(day)
    return day


def at_work(officer: Officer, day: date) -> bool:
    """Whether the officer worked on that day."""
    away = any(leave.officer == officer.name and leave.first <= day <= leave.last for leave in LEAVE)
    return officer.joined <= day and not away and (officer.left is None or officer.left >= day)


def _pairs(text: str) -> list[str]:
    """A run of two-character words, apart."""
    return [text[i : i + 2] for i in range(0, len(text), 2)]


_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗郑梁谢唐许冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏吕丁沈任姜廖钟崔谭邱侯"
_GIVEN = _pairs(
    "桂芳建国秀英德胜春梅永强玉珍志刚凤霞国平艳丽海波红梅长江美玲立军淑华振东丽娟宏伟翠萍学军爱民晓燕"
    "福生素云大勇巧云金龙惠敏保国月娥广财彩霞胜利冬梅文斌雪琴连生兰香向阳喜凤来福银花双喜秋菊顺昌荷香"
    "守义桃红运来菊英得水杏花铁山瑞芝满仓玉莲有才腊梅根生莲花百川迎春天佑佩珍兆丰素芬家旺凤英树林巧玲"
)
_SHOP_WORDS = _pairs("鑫源顺达恒兴永盛福满金谷宏发同心百汇四海吉祥万和广源瑞丰聚财兴隆东升华茂利民诚信德润旺角海川嘉禾")


@dataclass(frozen=True)
class Customer:
    """A customer or prospect; ``number`` is empty as long as the bank keeps no file."""

    name: str
    officer: str
    branch: str
    phone: str
    industry: str
    market: str
    number: str = ""


class Names:
    """Names and numbers, each given once, from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        people = [s + g for s in _SURNAMES for g in _GIVEN]
        chance.shuffle(people)
        staff = {o.name for o in OFFICERS} | {b.host for b in BRANCHES} | {b.recorder for b in BRANCHES}
        self._people = iter([p for p in people if p not in staff])
        self._chance = chance
        self._phones: Iterator[int] = iter(chance.sample(range(10_000_000, 99_999_999), 8_000))
        self._shops: set[str] = set()

    def person(self) -> str:
        """A person's name that nobody else has."""
        return next(self._people)

    def shop(self, market: str, trade: str) -> str:
        """A shop's name that no other shop has: 东门鑫源瓷砖店."""
        while True:
            name = f"{market[:2]}{self._chance.choice(_SHOP_WORDS)}{self._chance.choice(_SHOP_WORDS)}{trade}"
            if name not in self._shops:
                self._shops.add(name)
                return name

    def phone(self) -> str:
        """A mobile number of the range that nobody is given."""
        return f"154{next(self._phones):08d}"

    def identity(self) -> str:
        """An identity number of a region that does not exist, its check digit right."""
        born = date(1966, 1, 1) + timedelta(self._chance.randrange(12_000))
        body = f"990101{born:%Y%m%d}{self._chance.randrange(1, 1000):03d}"
        return body + identity_check(body)

    def card(self) -> str:
        """A card number of a bank that does not exist, its last digit right by Luhn."""
        body = f"999999{self._chance.randrange(10**12):012d}"
        return body + luhn(body)


def identity_check(body: str) -> str:
    """The check digit of the first 17 digits of an identity number (GB 11643)."""
    total = sum(int(digit) * 2 ** (17 - i) for i, digit in enumerate(body))
    return "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """The digit that makes a card number pass Luhn's test."""
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(reversed(body)))
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)
