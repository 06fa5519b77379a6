"""The workbooks of channels and campaigns, of prospects and visits, of markets and what customers need."""

# ruff: noqa: E501 - tables, a line for each entry

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, Customer, Names, day_of, in_post
from authoring.sample_quarter import Quarter

Row = list[Any]


def books(told: Quarter, seed: int) -> list[Book]:
    """All three; their chance and names are their own, so that the other workbooks stay as they are."""
    chance = random.Random(seed)
    names = Names(chance)
    return [channels(names), prospects(told, names, chance), markets(names)]


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

_CAMPAIGNS = (
    ("YX2026-021", "建材街秋季备货日", "2026-10-16", "城东支行", "顾明远", "渠道讲座", "聚会", "东门建材市场管理处", "建材商户", "讲清备货贷款的用法", 3000, "卷尺40把", "不承诺审批结果", 46, 18, 5, 3, 62, 2780, "名单当天分到人，三天内回访完"),
    ("YX2026-022", "纺织城冬货资金专场", "2026-10-23", "城西支行", "罗文博", "批量", "派单", "纺织城商会", "布行", "旺季用款表一户一张", 2500, "雨伞30把", "只讲本行产品", 38, 21, 6, 4, 105, 2410, "用款表比折页管用"),
    ("YX2026-023", "园区开票数据说明会", "2026-11-06", "高新支行", "林书航", "路演", "聚会", "科创产业园物业", "园区小厂", "开票数据换信用额度", 1800, None, "数据须企业授权", 24, 12, 4, 2, 90, 1650, "老板到场率高，下次带产品手册"),
    ("YX2026-024", "早市驻点周", "2026-11-16", "临江支行", "江海涛", "兴趣", "上门", "临江水产行业协会", "水产商户", "在客户最忙的时候见面", 800, "防滑手套60双", None, 52, 26, 3, 1, 20, 760, "还在跟进，月底补总结"),
)  # fmt: skip


def channels(names: Names) -> Book:
    """分行/渠道与营销活动.xlsx: the channels that branches keep up, and what campaigns through them brought."""
    book = Book("分行/渠道与营销活动.xlsx")
    rows: list[Row] = [
        columns(
            "支行 渠道名称 渠道类别 商户数量 客户经理 关键人 联系电话 首次洽谈 贷款需求（万元） 渠道状态 活动场次 触达人数 最近维护 下次计划"
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
        ]
        for b, name, kind, size, who, first, need, status, held, reached, last, step in _CHANNELS
    ]
    book.sheet("渠道台账", rows, freeze="C2")
    headers = columns(
        "活动编号 活动名称 日期 支行 负责人 通路 方式 渠道名称 目标客群 目的 预算（元） 礼品 风险提示 触达人数 咨询量 申请量 成交量 成交金额（万元） 实际费用（元） 活动总结"
    )
    done: list[Row] = [[Merged("2026年第四季度营销活动台账", len(headers))], headers]
    done += [[*row[:2], day_of(row[2]), *row[3:]] for row in _CAMPAIGNS]
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


_TRADES = {
    "建材": ("9月-11月", "1月-2月", 25, "进货、垫资"),
    "纺织": ("9月-12月", "6月-7月", 30, "备冬货"),
    "科创": ("全年", "春节前后", 40, "账期"),
    "临江": ("12月-次年1月", "4月-5月", 20, "年货"),
}
_RIVALS = {
    "城东支行": "江城农商银行、恒信小贷",
    "城西支行": "西关信用合作银行",
    "高新支行": "科创银行",
    "临江支行": "临江村镇银行",
}
_SAID = (
    ("进货", "放款快", "年利率6%以内", "亲友借款", "材料多", "循环易贷", 15), ("装修", "额度够", "月息5厘", "信用卡分期", "额度低", "商户经营贷", 30),
    ("垫付货款", "随借随还", "年利率5%以内", "供应商赊账", "手续慢", "循环易贷", 40), ("买设备", "期限长", "不超过月息6厘", "融资租赁", "费用多", "商户经营贷", 50),
    ("年货备货", "手续简单", "年利率5.5%", "小贷公司", "利息高", "结算流水贷", 10),
)  # fmt: skip


def markets(names: Names) -> Book:
    """分行/市场与需求调研.xlsx: households of each market, and what customers said they need."""
    book = Book("分行/市场与需求调研.xlsx")
    rows: list[Row] = [columns("支行 市场 行业 户数 区域 旺季 淡季 户均需求(万元) 主要同业 下一步 来源 统计日期"), []]
    for branch, (trade, (busy, slack, need, why)) in zip(BRANCHES, _TRADES.items(), strict=True):
        for number, market in enumerate(branch.markets):
            rows.append(
                [
                    branch.name,
                    market,
                    trade,
                    320 - 70 * number,
                    f"{branch.short}区",
                    busy,
                    slack,
                    need,
                    _RIVALS[branch.name],
                    f"按{why}排走访",
                    "市场管理处",
                    date(2026, 9, 30),
                ]
            )
    book.sheet("辖区市场表", rows, freeze="C2")
    survey: list[Row] = [
        columns(
            "日期 支行 客户经理 客户名称 客户性质 资金用途 需求金额（万元） 期限(月) 可承受成本 现有融资渠道 最看重 不满意之处 意向产品"
        )
    ]
    for number, officer in enumerate(o for o in in_post() if o.level != "见习"):
        use, valued, cost, now, bad, product, need = _SAID[number % len(_SAID)]
        if number < 15:
            survey.append(
                [
                    date(2026, 11, 9 + number % 5),
                    officer.branch,
                    officer.name,
                    names.person(),
                    "新",
                    use,
                    need,
                    12,
                    cost,
                    now,
                    valued,
                    bad,
                    product,
                ]
            )
    book.sheet("客户需求调研", survey)
    return book
