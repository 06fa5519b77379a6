"""The workbooks of what is to come: the branches' targets with leave announced for December, and two registers of
prospects, in which some next steps are overdue and some leads have none."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, Branch, Names, day_of, of_branch

Row = list[Any]

# What 分行 hands down for December; 临江支行 has not been told yet. 咨询 申请 成交 金额 交叉
_DECEMBER = {
    "城东支行": (1320, 172, 103, 2110, 80, "含年末备货专项200万元"),
    "城西支行": (1180, 165, 96, 1980, 66, None),
    "高新支行": (1150, 207, 115, 2355.5, 64, "园区名单单列"),
}
_AWAY = (
    ("城东支行", "沈若兰", "2026-12-07", "2026-12-11", "年休假"),
    ("城东支行", "方一鸣", "2026-12-28", "2026-12-31", "婚假"),
    ("城西支行", "邱晓岚", "2026-12-01", "2026-12-31", "产假"),
    ("高新支行", "郝志远", "2026-12-14", "2026-12-16", "年休假"),
)
_TRADES = {
    "城西支行": ("纺织", "汽配", "农副"),
    "高新支行": ("科创", "餐饮", "五金"),
}
_STEPS = {
    "线索": ("先打电话约时间", "托商会秘书引见", "上门递名片"),
    "接触": ("上门看经营", "送产品折页并看流水", "约老板见面"),
    "面谈": ("收流水和执照", "补上下游合同", "核对应收账款"),
    "申请": ("等审批", "补征信授权"),
    "成交": ("放款后15天回访",),
    "放弃": (None,),
}
_SOURCES = ("老客户转介绍", "市场管理处名单", "扫街", "协会名单")
_GIVEN_UP = ("利率高", "近期不用款", "已在他行办理", "流水不够")
_PRODUCTS = ("商户经营贷", "快抵贷", "循环易贷")


def books(seed: int) -> list[Book]:
    """All three; their chance and names are their own, so that the other workbooks stay as they are."""
    chance = random.Random(seed)
    names = Names(chance)
    return [targets(), *(_register(branch, names, chance) for branch in BRANCHES if branch.name in _TRADES)]


def targets() -> Book:
    """分行/任务下达.xlsx: the branches' targets, which are to be split, and leave that counts in it."""
    book = Book("分行/任务下达.xlsx")
    heads = columns("任务月份 支行 咨询任务 申请任务 成交任务 金额任务(万元) 交叉任务 备注")
    rows: list[Row] = [[Merged("江城分行2026年12月任务下达", len(heads))], heads]
    rows += [["2026年12月", branch, *numbers] for branch, numbers in _DECEMBER.items()]
    book.sheet("支行任务", rows, header=(2,), titles=(1,), freeze="C3")
    away: list[Row] = [columns("支行 姓名 请假开始 请假结束 假别")]
    away += [[branch, who, day_of(first), day_of(last), kind] for branch, who, first, last, kind in _AWAY]
    book.sheet("请假登记（12月预报）", away)
    return book


def _register(branch: Branch, names: Names, chance: random.Random) -> Book:
    """A branch's prospects: half of the next steps are overdue, a few leads have none at all."""
    book = Book(f"{branch.name}/准客户台账.xlsx")
    rows: list[Row] = [
        columns(
            "线索编号 客户名称 客户经理 联系电话 所属行业 所在商圈 来源 首次接触 跟进阶段 需求金额（万元） 产品 "
            "下次跟进日期 下一步行动 放弃原因"
        )
    ]
    staff = [officer.name for officer in of_branch(branch.name)]
    for number in range(1, 19):
        stage = chance.choices(tuple(_STEPS), (6, 6, 5, 3, 2, 2))[0]
        met = LAST_DAY - timedelta(chance.randrange(2, 48))
        nextly = _next(stage, number, chance)
        rows.append([
            f"Z{branch.code[-1]}{number:04d}", names.person(), staff[number % len(staff)], names.phone(),
            chance.choice(_TRADES[branch.name]), chance.choice(branch.markets), chance.choice(_SOURCES), met, stage,
            chance.choice((8, 10, 15, 20, 30, 50, 80)), chance.choice(_PRODUCTS), nextly, chance.choice(_STEPS[stage]),
            chance.choice(_GIVEN_UP) if stage == "放弃" else None,
        ])  # fmt: skip
    book.sheet("准客户台账", rows, freeze="C2")
    return book


def _next(stage: str, number: int, chance: random.Random) -> date | None:
    """The day of the next step: long past, just past, soon, or none."""
    days = (chance.randrange(-16, -7), chance.randrange(-6, 0), chance.randrange(1, 4), chance.randrange(4, 14))
    if stage in ("成交", "放弃") or number % 9 == 4:
        return None
    return LAST_DAY + timedelta(days[number % 4])
