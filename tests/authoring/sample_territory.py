"""The workbook of the branches' markets, and of what their customers said they need in two rounds of the survey."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import Customer, Names, day_of, is_workday, of_branch
from authoring.sample_market import TARGET_GROUPS, group_of
from authoring.sample_quarter import Quarter

Row = list[Any]

# branch, market, trade, households, district, busy, slack, need of a household (万元), rivals, next step, source, its date
TERRITORIES = (
    ("城东支行", "东门建材市场", "建材批发", 230, "东门街道", "3月-5月、9月-11月", "1月-2月", 25, "江城农商银行、恒信小额贷款公司", "12月上旬开进货资金专场，管理处出名单", "市场管理处名册", "2026-09-30"),
    ("城东支行", "东门建材市场", "装饰安装", 110, "东门街道", "3月-6月、9月-12月", "1月-2月", 18, "江城商业银行", "跟建材批发老客户要施工队名单", "市场管理处名册", "2026-09-30"),
    ("城东支行", "东门建材市场", "五金灯具", 80, "东门街道", "9月-11月", "1月-2月", 15, None, None, "市场管理处名册", "2026-09-30"),
    ("城东支行", "城东餐饮街", "餐饮", 240, "东门街道", "12月-次年2月、5月、10月", "3月-4月", 12, "易达分期、江畔网商银行", "元旦前走完年夜饭备货户，主推循环易贷", "街道商户登记", "2026-10-15"),
    ("城东支行", "城东餐饮街", "食材供应", 70, "东门街道", "11月-次年1月", "3月-4月", 20, "恒信小额贷款公司", "每周二、周五凌晨进货时段驻点", "街道商户登记", "2026-10-15"),
    ("城东支行", "东郊物流园", "道路货运", 430, "东郊街道", "9月-次年1月", "2月-3月", 22, "汇通消费金融", "物流协会年会讲运费账期", "物流园车辆备案", "2026-08-31"),
    ("城东支行", "东郊物流园", "仓储配送", 90, "东郊街道", "10月-次年1月", "2月-3月", 45, "江城大行普惠部", "先约园区前十大货主", "物流园车辆备案", "2025-06-30"),
    ("城西支行", "纺织城", "服装纺织", 380, "纺织街道", "8月-12月", "6月-7月", 30, "西关信用合作银行、江城商业银行", "备春货前回访结清户，谈续贷", "纺织城物业名册", "2026-09-30"),
    ("城西支行", "纺织城", "家纺布艺", 120, "纺织街道", "9月-次年1月", "5月-7月", 22, "江城商业银行", "婚庆季前走访二区", "纺织城物业名册", "2026-09-30"),
    ("城西支行", "纺织城", "辅料加工", 60, "纺织街道", "7月-11月", "春节前后", None, None, "摸清户均用款再排", "纺织城物业名册", "2026-09-30"),
    ("城西支行", "西关农贸市场", "农产品零售", 170, "西关街道", "12月-次年2月", "3月-4月", 8, "西关信用合作银行、江城农商银行", "早市收摊前半小时走访", "市场办摸底", "2026-10-20"),
    ("城西支行", "西关农贸市场", "粮油副食", 70, "西关街道", "11月-次年1月", "4月-5月", 18, "江城农商银行", "年货备货额度提前一个月谈", "市场办摸底", "2026-10-20"),
    ("城西支行", "西城汽配城", "汽车配件", 190, "西关街道", "3月-4月、9月-11月", "春节前后", 28, "长河银行、江畔网商银行", "跟汽配协会换会员名单", "汽配协会会员册", "2026-10-31"),
    ("城西支行", "西城汽配城", "汽车维修", 90, "西关街道", "12月-次年1月、5月-10月", "3月", 12, None, "发车险合作门店名单", "汽配协会会员册", "2026-10-31"),
    ("高新支行", "科创产业园", "软件与加工", 210, "科创街道", "10月-12月", "春节前后", 60, "科创银行江城分行、大江银行", "开票数据初筛第二批企业", "园区管委会", "2026-09-15"),
    ("高新支行", "科创产业园", "电子装配", 140, "科创街道", "8月-11月", "春节前后", 75, "科创银行江城分行", "跟物业约厂长座谈", "园区管委会", "2026-09-15"),
    ("高新支行", "大学城商圈", "零售餐饮", 330, "大学城街道", "3月-6月、9月-12月", "1月-2月、7月-8月", 10, "江畔网商银行", "清货季电话回访", "街道商户登记", "2026-10-15"),
    ("高新支行", "大学城商圈", "教培文印", 130, "大学城街道", "开学季", "7月-8月", 8, None, None, "街道商户登记", "2026-10-15"),
    ("高新支行", "高新五金机电城", "五金机电", 160, "科创街道", "3月-5月、9月-11月", "1月-2月", 35, "长河银行", "代理商年底压货前谈额度", "机电城物业名册", "2026-09-30"),
    ("高新支行", "高新五金机电城", "设备租赁", 70, "科创街道", "全年", "春节前后", 50, None, "约租赁协会秘书长", "机电城物业名册", "2026-09-30"),
    ("临江支行", "临江水产市场", "水产批发", 190, "码头街道", "11月-次年2月、9月", "5月-7月", 25, "临江村镇银行", "凌晨早市驻点到月底", "市场摊位台账", "2026-10-31"),
    ("临江支行", "临江水产市场", "冷链加工", 70, "码头街道", "9月-12月", "4月-5月", 40, "临江村镇银行、江城农商银行", "冷库评估公司一起上门", "市场摊位台账", "2026-10-31"),
    ("临江支行", "码头老街商圈", "零售餐饮", 130, "老街街道", "春节前后、5月、10月", "3月、11月", 8, "江畔网商银行", "跟商圈服务站站长谈驻点", "社区摸底", "2026-09-30"),
    ("临江支行", "码头老街商圈", "民宿文旅", 50, "老街街道", "5月-10月", "12月-次年2月", 25, None, "淡季装修贷名单", "社区摸底", "2026-09-30"),
    ("临江支行", "沿江果蔬批发市场", "果蔬批发", 160, "沿江街道", "11月-次年1月、6月-8月", "3月-4月", 22, "江城农商银行", "年货果品备货，12月初走完", "批发市场名册", "2026-10-31"),
    ("临江支行", "沿江果蔬批发市场", "干货调味", 50, "沿江街道", "10月-次年1月", "4月-6月", 15, None, "跟果蔬老客户打听邻铺", "批发市场名册", "2026-10-31"),
)  # fmt: skip

# What the people of a group tend to say: uses, what they value, what they dislike, need from and to (万元), months.
_TRADING = (("进货备货", 6), ("垫付货款", 3), ("房租人工", 1), ("扩店开分店", 1))
_EATING = (("进货备货", 3), ("装修改造", 3), ("房租人工", 2), ("扩店开分店", 2))
_MAKING = (("购买设备", 4), ("垫付货款", 4), ("进货备货", 2), ("房租人工", 1))
_MOVING = (("垫付货款", 5), ("购买设备", 4), ("房租人工", 2))
_FAST = (("放款快", 5), ("随借随还", 4), ("手续简单", 3), ("利率低", 3), ("额度高", 2), ("不用担保", 2))
_CHEAP = (("利率低", 6), ("额度高", 3), ("期限长", 3), ("放款快", 2), ("服务好", 1))
_HABITS = {
    "商户": (_TRADING, _FAST, 10, 50), "司机": (_MOVING, _FAST, 10, 40), "小厂": (_MAKING, _CHEAP, 30, 150),
    "摊主": (_TRADING, _FAST, 5, 30), "餐饮": (_EATING, _FAST, 5, 30), "纺织": (_TRADING, _CHEAP, 20, 80),
}  # fmt: skip
_DISLIKED = (
    ("材料多", 5),
    ("审批慢", 4),
    ("额度低", 4),
    ("利息高", 3),
    ("费用不清楚", 2),
    ("还款不灵活", 3),
    ("要担保", 2),
    ("没有不满意", 2),
)
_FUNDING = (
    ("亲友借款", 4),
    ("供应商赊账", 4),
    ("银行贷款", 4),
    ("信用卡分期", 3),
    ("网络贷款", 3),
    ("自有资金", 3),
    ("小贷或典当", 1),
)
_COSTS = (
    ("年利率6%以内", 5),
    ("年利率5%以内", 5),
    ("月息5厘", 4),
    ("不超过月息6厘", 3),
    ("年利率4%以内", 3),
    ("年利率8%以内", 2),
    ("越低越好", 2),
    (None, 2),
)
_WANTED = (
    ("循环易贷", 5),
    ("商户经营贷", 5),
    ("结算流水贷", 3),
    ("惠农贷", 1),
    ("快抵贷", 2),
    ("设备分期", 1),
    (None, 2),
)
_SAID = (
    "旺季用三个月，淡季能不能先还掉", "隔壁老店说你们上门快，我才来问", "流水都在微信里，不知道算不算", "一次能批够就不找别家了",
    "每个月固定还本金压力大，能不能先还利息", "希望进货那天能到账", "材料跑了三趟，能不能一次说清",
)  # fmt: skip
_ROUNDS = ((date(2026, 9, 7), date(2026, 9, 18), 3), (date(2026, 11, 2), date(2026, 11, 20), 7))  # first, last, sheets


def books(told: Quarter, seed: int) -> list[Book]:
    """分行/市场与需求调研.xlsx; its chance and names are its own, so that the other workbooks stay as they are."""
    chance = random.Random(seed)
    book = Book("分行/市场与需求调研.xlsx")
    headers = columns("支行 市场 行业 户数 区域 旺季 淡季 户均需求(万元) 主要同业 下一步 来源 统计日期")
    rows: list[Row] = [headers, []]
    rows += [[*row[:-1], day_of(row[-1])] for row in TERRITORIES]
    book.sheet("辖区市场表", rows, freeze="C2")
    asked = columns(
        "日期 支行 客户经理 客户名称 客户性质 目标客群 资金用途 需求金额（万元） 期限(月) 可承受成本 现有融资渠道 最看重 不满意之处 意向产品 备注"
    )
    survey: list[Row] = [[Merged("客户需求调研登记（九月、十一月两轮）", len(asked))], asked]
    survey += _sheets(told, Names(chance), chance)
    book.sheet("客户需求调研", survey, header=(2,), titles=(1,), freeze="A3")
    return [book]


def _sheets(told: Quarter, names: Names, chance: random.Random) -> list[Row]:
    """The answers of both rounds, in the order of days; two of three are people who do not borrow from us yet."""
    rows: list[Row] = []
    for first, last, count in _ROUNDS:
        days = [first + timedelta(i) for i in range((last - first).days + 1) if is_workday(first + timedelta(i))]
        for branch, group, *_ in TARGET_GROUPS:
            known = _customers(told, branch, group)
            rows += [_sheet(branch, group, known, days, names, chance) for _ in range(chance.randint(count - 2, count))]
    return sorted(rows, key=lambda row: (row[0], row[1]))


def _customers(told: Quarter, branch: str, group: str) -> list[Customer]:
    found = [c for c in told.customers.values() if c.branch == branch and c.number and group_of(c.market) == group]
    return sorted(found, key=lambda c: c.number)


def _sheet(
    branch: str, group: str, known: list[Customer], days: list[date], names: Names, chance: random.Random
) -> Row:
    """One customer's answers."""
    habit = next(habit for word, habit in reversed(_HABITS.items()) if word in group)
    uses, valued, least, most = habit
    old = chance.random() < 0.34
    staff = [o.name for o in of_branch(branch, days[0]) if o.level != "见习"]
    likes = list(dict.fromkeys(_chosen(valued, chance) for _ in range(chance.randint(1, 2))))
    return [
        chance.choice(days), branch, chance.choice(staff), chance.choice(known).name if old else names.person(), "存量" if old else "新",
        group if chance.random() < 0.96 else None, _chosen(uses, chance), round(chance.uniform(least, most) / 5) * 5 or 5,
        chance.choice((6, 12, 12, 12, 24, 36)), _chosen(_COSTS, chance), _chosen(_FUNDING, chance), "、".join(likes),
        _chosen(_DISLIKED, chance) if chance.random() < 0.9 else None, _chosen(_WANTED, chance),
        chance.choice(_SAID) if chance.random() < 0.2 else None,
    ]  # fmt: skip


def _chosen(weighted: tuple[tuple[Any, int], ...], chance: random.Random) -> Any:
    return chance.choices([item for item, _ in weighted], [weight for _, weight in weighted])[0]
