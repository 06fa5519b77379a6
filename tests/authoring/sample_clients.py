"""Earlier rounds of screening, prospects whom channels name, visits to come, care written down, what channels cost."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, Branch, Customer, Names, of_branch
from authoring.sample_quarter import Quarter

Row = list[Any]

# what each channel costs: 费率 (of the amount lent), 合作费用 (元 a session), and the market it stands for
CHANNEL_TERMS: dict[str, tuple[str | None, int | None, str | None]] = {
    "东门建材市场管理处": (None, 0, "东门建材市场"),
    "东郊物流协会": (None, 600, "东郊物流园"),
    "城东街道个私协会": (None, None, None),
    "纺织城商会": ("0.30%", 1200, "纺织城"),
    "西城汽配城管委会": (None, 400, "西城汽配城"),
    "西关农贸市场办公室": (None, None, "西关农贸市场"),
    "科创产业园物业": ("0.20%", 800, "科创产业园"),
    "大学城商户联盟": (None, 500, "大学城商圈"),
    "临江水产行业协会": (None, 0, "临江水产市场"),
    "码头老街商圈服务站": (None, None, "码头老街商圈"),
}


def consents(number: str) -> tuple[str | None, str]:
    """Whether a customer agreed to be called, and stands on the black list: most did, a few are not asked yet."""
    luck = random.Random(f"consent {number}").random()
    return ("否" if luck < 0.03 else None if luck < 0.08 else "是", "是" if luck > 0.992 else "否")


def books(told: Quarter, seed: int) -> list[Book]:
    """All four, by a chance and names of their own."""
    chance = random.Random(seed)
    return [prospects(Names(chance), chance), rounds(told, chance), visits(told, chance), care(told, chance)]


_STEPS = {
    "线索": "先打电话约时间",
    "接触": "上门看经营",
    "面谈": "收流水和执照",
    "申请": "等审批",
    "成交": "放款后15天回访",
    "放弃": None,
}
_SOURCES = (
    ("老客户转介绍", None),
    ("上下游供货商介绍", None),
    ("开票数据初筛", None),
    ("市场管理处名单", None),
    ("渠道推荐", "渠道"),
    ("渠道推荐", "渠道"),
)
_CHANNELS = {"城西支行": "纺织城商会", "高新支行": "科创产业园物业", "临江支行": "临江水产行业协会"}
_COUNTS = {"城西支行": 5, "高新支行": 5, "临江支行": 14}
_TRADES = {
    "城西支行": ("服装纺织", "农产品零售", "汽车配件"),
    "高新支行": ("软件与加工", "零售餐饮", "五金机电"),
    "临江支行": ("水产批发", "零售餐饮", "果蔬批发"),
}


def prospects(names: Names, chance: random.Random) -> Book:
    """分行/准客户台账（渠道推荐）.xlsx: prospects of three branches, most of them named by channels."""
    book = Book("分行/准客户台账（渠道推荐）.xlsx")
    rows: list[Row] = [
        columns(
            "支行 准客户编号 客户名称 客户经理 联系电话 所属行业 所在商圈 来源 渠道名称 首次接触 跟进阶段 意向金额(万) 产品 下次跟进 下一步 放弃原因"
        )
    ]
    for branch in BRANCHES[1:]:
        staff = of_branch(branch.name)
        for number in range(1, _COUNTS[branch.name] + 1):
            officer = staff[number % len(staff)].name
            rows.append(_prospect(branch, officer, f"{branch.code}Z{number:03d}", names, chance))
    book.sheet("准客户台账", rows, freeze="C2")
    return book


def _prospect(branch: Branch, officer: str, number: str, names: Names, chance: random.Random) -> Row:
    stage = chance.choices(tuple(_STEPS), (6, 6, 5, 3, 2, 2))[0]
    met = LAST_DAY - timedelta(chance.randrange(2, 45))
    late = chance.random() < 0.25
    nextly = LAST_DAY + timedelta(-chance.randrange(1, 6) if late else chance.randrange(2, 12))
    source, by = chance.choice(_SOURCES)
    at = chance.randrange(3)
    return [
        branch.name, number, names.person(), officer, names.phone(), _TRADES[branch.name][at], branch.markets[at], source,
        _CHANNELS[branch.name] if by else None, met, stage, chance.choice((10, 15, 20, 30, 50)), "商户经营贷",
        nextly if stage in ("线索", "接触", "面谈") else None, _STEPS[stage], "近期不用款" if stage == "放弃" else None,
    ]  # fmt: skip


_ROUNDS = (("2026-08-客户", date(2026, 8, 31), 3), ("2026-09-客户", date(2026, 9, 30), 3))
_SEGMENTS = (
    ("续贷", "XD", "贷款90天内到期；已还过半（+30）", "提前约续贷，备好近半年流水"),
    ("提额", "TE", "已还过半（+25）；持有产品2个（+15）", "了解旺季用款，测算可提额度"),
    ("唤醒", "HX", "三个月未联系（+20）；资料完整（+15）", "上门更新资料，问明用款计划"),
    ("交叉", "JC", "持有产品不含聚合码（+15）", "回访时带上聚合码和信用卡"),
)
_SAID = (
    ("继续跟进", "旺季前再约"),
    ("暂不需要", None),
    ("联系不上", "换号，已请市场帮找"),
    ("已办理", None),
    (None, None),
)


def rounds(told: Quarter, chance: random.Random) -> Book:
    """分行/客户筛选轮次.xlsx: who was picked in August and September, and what the officers wrote beside it."""
    book = Book("分行/客户筛选轮次.xlsx")
    headers = columns(
        "筛选批次 日期 支行 客户经理 客户编号 客户 筛选分组 筛选模型 模型版本 筛选得分 理由 建议 跟进日期 跟进结果 备注"
    )
    rows: list[Row] = [[Merged("存量客户筛选轮次登记", len(headers))], headers]
    taken: set[str] = set()
    for number, day, each in _ROUNDS:
        for branch in BRANCHES:
            for officer in of_branch(branch.name, day):
                known = [c for c in told.customers.values() if c.officer == officer.name and told.added[c.number] < day]
                free = [c for c in known if c.number not in taken]
                for customer in chance.sample(free, min(each - 1, len(free))):
                    taken.add(customer.number)
                    rows.append(_picked(number, day, customer, chance))
    book.sheet("筛选轮次", rows, header=(2,), titles=(1,), freeze="A3")
    return book


def _picked(number: str, day: date, customer: Customer, chance: random.Random) -> Row:
    segment, model, why, offer = chance.choice(_SEGMENTS)
    said, note = chance.choices(_SAID, (5, 3, 1, 1, 3))[0]
    called = day + timedelta(chance.randrange(3, 20)) if said else None
    return [
        number, day, customer.branch, customer.officer, customer.number, f"{customer.name[0]}**", segment, model, "1.0",
        chance.choice((30, 35, 40, 45, 50)), why, offer, called, said, note,
    ]  # fmt: skip


def care(told: Quarter, chance: random.Random) -> Book:
    """分行/客户维护登记.xlsx: what officers wrote into last week's care lists; some lines are still open."""
    book = Book("分行/客户维护登记.xlsx")
    rows: list[Row] = [columns("支行 客户经理 客户编号 客户 客户层级 理由 建议 联系日期 方式 成果 下次日期 备注")]
    for branch in BRANCHES[1:]:
        known = [
            c for c in told.customers.values() if c.branch == branch.name and told.added[c.number] < date(2026, 9, 1)
        ]
        for number, customer in enumerate(chance.sample(known, 4)):
            done = number < 3
            rows.append([
                branch.name, customer.officer, customer.number, customer.name, chance.choice("ABC"), "超过联系期限", "可谈：聚合码",
                date(2026, 11, 16 + number) if done else None, chance.choice(("上门", "电话")) if done else None,
                chance.choice(("继续跟进", "不感兴趣")) if done else None, LAST_DAY + timedelta(10) if number == 0 else None, None,
            ])  # fmt: skip
    book.sheet("客户维护登记", rows, freeze="A2")
    return book


_PLANNED = ("回访用款情况", "谈续贷", "看库存", "送对账单")


def visits(told: Quarter, chance: random.Random) -> Book:
    """分行/拜访登记.xlsx: the visits of three branches in the last week, and those planned for the next."""
    book = Book("分行/拜访登记.xlsx")
    rows: list[Row] = [
        columns(
            "拜访编号 日期 支行 时段 客户编号 客户名称 客户性质 渠道 通路 方式 目的 成果 需求金额（万元） 产品 主聊 辅聊 观察记录 下次日期 备注"
        )
    ]
    for branch in BRANCHES:
        rows += _visits(branch, told, chance)
    book.sheet("拜访记录", rows, freeze="A2")
    return book


def _visits(branch: Branch, told: Quarter, chance: random.Random) -> Iterator[Row]:
    staff = [o.name for o in of_branch(branch.name)]
    known = [c for c in told.customers.values() if c.branch == branch.name]
    done = [] if branch.short == "城东" else [date(2026, 11, 16 + at) for at in (0, 1, 3)]
    for at, day in enumerate([*done, date(2026, 11, 24), date(2026, 11, 26)], 1):
        customer, team = chance.choice(known), chance.sample(staff, 3 if at % 2 else 2)
        held = day <= LAST_DAY
        result = chance.choice(("继续跟进", "预约办理", "不感兴趣")) if held else None
        need, product = (chance.choice((10, 20, 30)), "循环易贷") if result == "预约办理" else (None, None)
        yield [
            f"{branch.code}-{day:%m%d}-{at}", day, branch.name, chance.choice(("上午", "下午")), customer.number, customer.name,
            "存量", "专业市场", "批量", "上门", chance.choice(_PLANNED), result, need, product, team[0], team[1],
            team[2] if len(team) == 3 else None, LAST_DAY + timedelta(6) if result == "预约办理" else None, None,
        ]  # fmt: skip
