"""The head branch's ledgers: customers with their products, loans, post-loan checks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from authoring import sample_clients as clients
from authoring import sample_market as market
from authoring import sample_words as words
from authoring.sample_books import Book, Shown, Wrong, columns
from authoring.sample_cast import (
    BRANCHES,
    LAST_DAY,
    Customer,
    Names,
    day_of,
)
from authoring.sample_quarter import Loan, Quarter

Row = list[Any]


def customers(quarter: Quarter, names: Names, chance: random.Random) -> Book:
    """分行/客户台账.xlsx: a sheet for each branch, target groups and holdings behind them."""
    book = Book("分行/客户台账.xlsx")
    for branch in BRANCHES:
        mine = [c for c in quarter.customers.values() if c.branch == branch.name]
        rows = [
            _CUSTOMER_HEADERS["城西" if branch.short == "城西" else ""],
            *(_customer(c, quarter, names, chance) for c in mine),
        ]
        if branch.short == "高新":
            rows[18][4] = Wrong(int(rows[18][4][:17] + "0"), "number-id")
        if branch.short == "城西":
            rows.append([Wrong(rows[25][0], "double-customer"), *rows[25][1:3], names.phone(), *rows[25][4:]])
        book.sheet(branch.name, rows, freeze="C2")
    groups: list[Row] = [columns("支行 客群名称 商户数 来源 数据日期")]
    groups += [
        [branch, group, households, source, day_of(day)]
        for branch, group, households, source, day in market.TARGET_GROUPS
    ]
    book.sheet("目标客群表", groups)
    held: list[Row] = [["客户号", "产品名称", "登记时间", "支行"]]
    held += [
        [number, product, day, quarter.customers[number].branch] for (number, product), day in quarter.holdings.items()
    ]
    book.sheet("产品持有", held)
    return book


_CUSTOMER_HEADERS: dict[str, Row] = {
    "": columns(
        "客户编号 客户名称 管户客户经理 手机号 身份证号 银行卡号 "
        "经营地址 行业 所在商圈 目标客群 客户等级 建档日期 资料完整 同意联系 黑名单"
    ),
    "城西": columns(
        "客户号 客户姓名 主办客户经理 手机号码 证件号码 卡号 地址 所属行业 所属市场 客群 分层 建档时间 资料是否完整 "
        "是否同意联系 是否黑名单"
    ),
}


def _customer(c: Customer, quarter: Quarter, names: Names, chance: random.Random) -> Row:
    whole = chance.random() < 0.86
    branch = next(b for b in BRANCHES if b.name == c.branch)
    address = f"江城市{branch.short}区{c.market}{chance.randrange(1, 9)}区{chance.randrange(1, 260)}号"
    marks = ("√", "×") if branch.short == "城西" else ("是", "否")
    return [
        c.number,
        c.name,
        c.officer,
        c.phone,
        names.identity(),
        names.card() if whole else None,
        address,
        c.industry,
        c.market,
        market.group_of(c.market),
        chance.choices("ABC", (20, 50, 30))[0],
        quarter.added[c.number],
        marks[0] if whole else marks[1],
        *(word and marks["是否".index(word)] for word in clients.consents(c.number)),
    ]


def loans(quarter: Quarter) -> Book:
    """分行/贷款台账.xlsx: loans as the core system lists them, with a #N/A where a look-up failed."""
    book = Book("分行/贷款台账.xlsx")
    rows: list[Row] = [
        [
            "借据编号",
            "支行",
            "客户号",
            "借款人",
            "管户客户经理",
            "贷款产品",
            "合同金额\n（万元）",
            "贷款余额\n（万元）",
            "申请日期",
            "发放日期",
            "到期日",
            "逾期天数",
            "是否重组",
        ]
    ]
    rows += [_loan(loan) for loan in quarter.loans]
    rows[77][7] = Wrong("#N/A", "error-cell")
    rows.append(
        [
            "合计",
            None,
            None,
            None,
            None,
            None,
            round(sum(x.amount for x in quarter.loans), 2),
            round(sum(x.balance for x in quarter.loans), 2),
        ]
    )
    book.sheet("贷款台账", rows, dates="yyyy-mm-dd;@", freeze="A2")
    return book


def _loan(x: Loan) -> Row:
    return [
        x.number,
        x.officer.branch,
        x.customer.number,
        x.customer.name,
        x.officer.name,
        x.product,
        Shown(x.amount, "#,##0.00"),
        Shown(x.balance, "#,##0.00"),
        x.applied,
        x.disbursed,
        x.due,
        x.overdue_days,
        "是" if x.restructured else "否",
    ]


def checks(quarter: Quarter, chance: random.Random) -> Book:
    """分行/贷后检查登记.xlsx: checks due from October on, most of them done in time."""
    book = Book("分行/贷后检查登记.xlsx")
    rows: list[Row] = [columns("借据号 支行 客户姓名 客户经理 应检查日期 实际检查日期 检查方式 检查结论")]
    for loan in quarter.loans:
        for due in _due_days(loan):
            done = _done(due, chance)
            finding = chance.choice(words.FINDINGS) if done else None
            kind = chance.choice(("现场", "现场", "非现场")) if done else None
            rows.append(
                [loan.number, loan.officer.branch, loan.customer.name, loan.officer.name, due, done, kind, finding]
            )
    book.sheet("贷后检查", rows, freeze="A2")
    return book


def _due_days(loan: Loan) -> Iterator[date]:
    """The first check after 30 days, then one each quarter; those that fall due around this quarter."""
    due = loan.disbursed + timedelta(30)
    while due <= date(2026, 12, 20):
        if due >= date(2026, 10, 9):
            yield due
        due += timedelta(91)


def _done(due: date, chance: random.Random) -> date | None:
    luck = chance.random()
    if due > LAST_DAY + timedelta(3) or luck > 0.93:
        return None
    day = due + timedelta(chance.randrange(1, 6) if luck > 0.86 else -chance.randrange(0, 8))
    while day.weekday() > 4 or date(2026, 10, 1) <= day <= date(2026, 10, 7):
        day -= timedelta(1)
    return day if day <= LAST_DAY else None
