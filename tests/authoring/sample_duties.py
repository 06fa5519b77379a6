"""The workbooks of arrears, of study and growth, of team events and points, and of days off."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from authoring import sample_team as together
from authoring.sample_books import Book, Shown, columns
from authoring.sample_cast import BRANCHES, LAST_DAY, OFFICERS, in_post
from authoring.sample_quarter import Quarter

Row = list[Any]
SEED_OF_TOPICS = 20261129


def files() -> dict[str, bytes]:
    """The pictures that the register of team events names."""
    return together.photos()


def books(told: Quarter, seed: int) -> list[Book]:
    """All four, with a chance of their own."""
    chance = random.Random(seed)
    return [arrears(told), study(), team(chance), days_off()]


def arrears(told: Quarter) -> Book:
    """分行/风险与清收.xlsx: signals, what is overdue, who was reached and what was decided."""
    book = Book("分行/风险与清收.xlsx")
    late = [loan for loan in told.loans if loan.overdue_days]
    signals: list[Row] = [
        columns("日期 支行 借据号 客户编号 借款人 客户经理 风险信号 预警级别 发现人 处置措施 到期日 完成日期")
    ]
    calls: list[Row] = [
        columns(
            "日期 时间 支行 借据号 借款人 经办人 联系方法 联系对象 是否联系上 逾期原因 承诺还款日 承诺金额（元） 结果"
        )
    ]
    owed: list[Row] = [columns("借据号 支行 客户编号 借款人 联系电话 客户经理 应还日 逾期金额（元） 逾期天数 逾期原因")]
    decisions: list[Row] = [
        columns("日期 支行 借据号 借款人 处置决定 负责人 到期日 当前进展 诉讼时效到期日 保证期间届满日")
    ]
    for number, loan in enumerate(late):
        who, due = loan.customer, LAST_DAY - timedelta(loan.overdue_days)
        why = ("货款未回", "生意转淡", "家人生病", "门店搬迁")[number % 4]
        sum_owed = round(loan.balance * 10_000 / 24, 2)
        owed.append(
            [
                loan.number,
                loan.officer.branch,
                who.number,
                who.name,
                who.phone,
                loan.officer.name,
                due,
                Shown(sum_owed, "#,##0.00"),
                loan.overdue_days,
                why,
            ]
        )
        first = due + timedelta(1)
        calls.append(
            [
                first,
                "09:40",
                loan.officer.branch,
                loan.number,
                who.name,
                loan.officer.name,
                "电话",
                "借款人",
                "是",
                why,
                first + timedelta(5),
                sum_owed,
                "答应先还一期",
            ]
        )
        if loan.overdue_days > 30:
            seen = due + timedelta(20)
            calls.append(
                [
                    seen,
                    "15:20",
                    loan.officer.branch,
                    loan.number,
                    who.name,
                    loan.officer.name,
                    "上门",
                    "共借人",
                    "否",
                    why,
                    None,
                    None,
                    "门店关着，邻居说下午来",
                ]
            )
            signals.append(
                [
                    seen,
                    loan.officer.branch,
                    loan.number,
                    who.number,
                    who.name,
                    loan.officer.name,
                    "经营场所连续三天未开门",
                    "橙" if loan.overdue_days < 90 else "红",
                    loan.officer.name,
                    "双人上门核实经营和资产",
                    seen + timedelta(7),
                    seen + timedelta(5),
                ]
            )
            decisions.append(
                [
                    seen + timedelta(6),
                    loan.officer.branch,
                    loan.number,
                    who.name,
                    "分三期还清欠款，先还利息" if loan.overdue_days < 90 else "移交法务，准备起诉材料",
                    loan.officer.name,
                    LAST_DAY + timedelta(10),
                    "已签还款计划",
                    date(2029, 5, 20),
                    date(2027, 8, 31),
                ]
            )
    for title, rows in (
        ("风险预警登记", signals),
        ("逾期台账", owed),
        ("清收联系记录", calls),
        ("清收决定", decisions),
    ):
        book.sheet(title, rows, freeze="A2")
    return book


_SKILLS = ("羽毛球:主持", "钓鱼:修图", "烘焙:写通讯稿", "长跑:做表格", "象棋:书法", "唱歌:拍视频", "登山:讲方言")


def study() -> Book:
    """分行/学习与成长.xlsx: who shares what, what people like and can do."""
    book = Book("分行/学习与成长.xlsx")
    topics = together.topic_rows(SEED_OF_TOPICS)
    book.sheet("学习与分享安排", [together.TOPIC_HEADERS, *topics], freeze="A2", tall=True)
    skills = [[o.branch, o.name, *_SKILLS[number % len(_SKILLS)].split(":")] for number, o in enumerate(in_post())]
    book.sheet("兴趣特长登记", [columns("支行 姓名 爱好 特长"), *skills])
    return book


_RULES = (
    ("GZ01", "新增有效客户", 1, "咨询量"),
    ("GZ02", "贷款成交", 5, "成交量"),
    ("GZ03", "转介绍成交", 8, "成交量"),
    ("GZ04", "早会分享", 2, None),
    ("GZ05", "资料退回", -2, None),
)


def team(chance: random.Random) -> Book:
    """分行/团队活动与激励.xlsx: an outing with its photo, the rules of points, and the points."""
    book = Book("分行/团队活动与激励.xlsx")
    book.sheet("团队活动登记", [together.EVENT_HEADERS, *together.event_rows()], tall=True)
    rules: list[Row] = [columns("规则编号 激励规则 每项积分 指标 开始日期 结束日期")]
    rules += [
        [number, name, points, measure, date(2026, 10, 1), date(2026, 12, 31)]
        for number, name, points, measure in _RULES
    ]
    book.sheet("激励规则表", rules)
    ledger: list[Row] = [columns("日期 支行 客户经理 规则编号 激励规则 积分变动 原因 批准人")]
    people = [o for o in OFFICERS if o.left is None]
    for number in range(24):
        officer, (rule, name, points, _) = chance.choice(people), chance.choice(_RULES)
        host = next(b.host for b in BRANCHES if b.name == officer.branch)
        day = date(2026, 11, 2) + timedelta(number // 5)
        ledger.append(
            [
                day,
                officer.branch,
                officer.name,
                rule,
                name,
                points,
                "系统自动计分" if points > 0 else "资料不全退回",
                host,
            ]
        )
    book.sheet("积分台账", ledger, freeze="A2")
    return book


def days_off() -> Book:
    """分行/节假日安排.xlsx: the autumn's days as the yearly notice has them."""
    book = Book("分行/节假日安排.xlsx")
    rows: list[Row] = [columns("日期 班休 节日名称 备注")]
    rows += [[date(2026, 10, day), "休", "国庆节", None] for day in range(1, 8)]
    rows.append([date(2026, 10, 10), "班", "国庆节", "周六补班"])
    book.sheet("节假日安排", rows)
    return book
