"""The workbooks of channels and campaigns, of prospects and visits."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from authoring import sample_clients as clients
from authoring import sample_team as together
from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, Customer, Names, day_of, in_post
from authoring.sample_quarter import Quarter

Row = list[Any]


def books(told: Quarter, seed: int) -> list[Book]:
    """Both; their chance and names are their own, so that the other workbooks stay as they are."""
    chance = random.Random(seed)
    names = Names(chance)
    return [channels(names), prospects(told, names, chance)]


_CHANNELS = (
    ("城东支行", "东门建材市场管理处", "专业市场", 312, "顾明远", "2026-03-12", 600, "签约", 4, 260, "2026-11-13", "12月装修旺季联合巡场"),
    ("城东支行", "东郊物流协会", "协会商会", 146, "陆晓彤", "2026-05-20", 300, "活动", 3, 120, "2026-11-05", "年会上讲账期成本"),
    ("城东支行", "城东街道个私协会", "社团", 520, "沈若兰", "2026-09-08", None, "洽谈", 0, None, "2026-10-28", "送合作方案"),
    ("城西支行", "纺织城商会", "协会商会", 208, "罗文博", "2025-11-18", 800, "签约", 6, 340, "2026-11-17", "备货季名单互换"),
    ("城西支行", "西城汽配城管委会", "专业市场", 175, "丁浩然", "2026-07-02", 420, "活动", 2, 96, "2026-11-12", "协会年会后回访"),
    ("城西支行", "西关农贸市场办公室", "专业市场", 230, "曹雨薇", "2026-08-24", None, "停滞", 1, 40, "2026-09-15", "换联系人后再约"),
    ("高新支行", "科创产业园物业", "产业园区", 88, "林书航", "2026-01-15", 900, "签约", 5, 70, "2026-11-10", "开票数据初筛第二批"),
    ("高新支行", "大学城商户联盟", "商圈", 264, "苏梦洁", "2026-04-16", 350, "活动", 3, 150, "2026-11-18", "清货季电话回访"),
    ("临江支行", "临江水产行业协会", "协会商会", 132, "江海涛", "2025-10-21", 500, "签约", 7, 210, "2026-11-19", "凌晨早市驻点"),
    ("临江支行", "码头老街商圈服务站", "商圈", 96, "尹晓雯", "2026-10-22", None, "线索", 0, None, "2026-11-06", "首次拜访站长"),
)  # fmt: skip


def channels(names: Names) -> Book:
    """分行/渠道与营销活动.xlsx: the channels that branches keep up, and what campaigns through them brought."""
    book = Book("分行/渠道与营销活动.xlsx")
    rows: list[Row] = [
        columns(
            "支行 渠道名称 渠道类别 商户数量 客户经理 关键人 联系电话 首次洽谈 贷款需求（万元） 渠道状态 活动场次 触达人数 最近维护 下次计划 费率 合作费用（元） 所属市场"
        )
    ]
    rows += [
        [
            b,
            name,
            kind,
            size,
            who,
            names.person(),
            names.phone(),
            day_of(first),
            need,
            status,
            held,
            reached,
            day_of(last),
            step,
            *clients.CHANNEL_TERMS[name],
        ]
        for b, name, kind, size, who, first, need, status, held, reached, last, step in _CHANNELS
    ]
    book.sheet("渠道台账", rows, freeze="C2")
    headers = together.CAMPAIGN_HEADERS
    done: list[Row] = [[Merged("2026年第四季度营销活动台账", len(headers))], headers, *together.campaign_rows()]
    book.sheet("营销活动台账", done, header=(2,), titles=(1,), freeze="C3")
    return book


_STEPS = {
    "线索": "先打电话约时间",
    "接触": "上门看经营",
    "面谈": "收流水和执照",
    "申请": "等审批",
    "成交": "放款后15天回访",
    "放弃": None,
}
_SOURCES = ("老客户转介绍", "市场管理处名单", "扫街", "协会名单")
_GIVEN_UP = ("利率高", "近期不用款", "已在他行办理")


def prospects(told: Quarter, names: Names, chance: random.Random) -> Book:
    """城东支行/准客户与拜访.xlsx: who may become a customer, and visits by two or three colleagues."""
    book = Book("城东支行/准客户与拜访.xlsx")
    branch = BRANCHES[0]
    staff = [o.name for o in in_post() if o.branch == branch.name]
    rows: list[Row] = [
        columns(
            "线索编号 客户名称 客户经理 联系电话 所属行业 所在商圈 来源 首次接触 跟进阶段 意向金额(万) 产品 下次跟进 下一步 放弃原因"
        )
    ]
    for number in range(1, 25):
        stage = chance.choices(tuple(_STEPS), (6, 6, 5, 3, 2, 2))[0]
        market = chance.choice(branch.markets)
        met = LAST_DAY - timedelta(chance.randrange(3, 40))
        nextly = LAST_DAY + timedelta(chance.randrange(3, 12)) if stage in ("线索", "接触", "面谈") else None
        if nextly and number % 4 == 1:  # a step that should have been taken by now
            nextly = LAST_DAY - timedelta(number % 11 + 1)
        rows.append([
            f"ZKH{number:04d}", names.person(), staff[number % len(staff)], names.phone(), chance.choice(("建材", "餐饮", "物流")), market,
            chance.choice(_SOURCES), met, stage, chance.choice((10, 15, 20, 30, 50)), "商户经营贷", nextly, _STEPS[stage],
            chance.choice(_GIVEN_UP) if stage == "放弃" else None,
        ])  # fmt: skip
    book.sheet("准客户台账", rows, freeze="C2")
    known = [c for c in told.customers.values() if c.branch == branch.name]
    book.sheet(
        "拜访记录",
        [_VISITS, *(_visit(number, chance.choice(known), staff, chance) for number in range(18))],
        freeze="A2",
    )
    return book


_VISITS = columns("日期 时段 客户编号 客户名称 客户性质 渠道 通路 方式 目的 成果 主聊 辅聊 观察记录 下次日期 注意事项")
_AIMS = ("回访用款情况", "看库存", "谈续贷", "送对账单", "了解上下游")
_RESULTS = ("继续跟进", "预约办理", "现场办理", "不感兴趣")


def _visit(number: int, customer: Customer, staff: list[str], chance: random.Random) -> Row:
    team = chance.sample(staff, 3 if number % 3 else 2)
    third = team[2] if len(team) == 3 else None
    return [
        date(2026, 11, 9 + number % 5) + timedelta(7 * (number % 2)), chance.choice(("上午", "下午")), customer.number, customer.name, "存量",
        "专业市场", "批量", "上门", chance.choice(_AIMS), chance.choice(_RESULTS), team[0], team[1], third, None,
        "老板午后在店" if number % 4 == 0 else None,
    ]  # fmt: skip
