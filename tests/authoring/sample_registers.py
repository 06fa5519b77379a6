"""The head branch's workbooks: people, targets, customers, loans, meetings, decisions, cases, rivals."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from authoring import sample_market as market
from authoring import sample_words as words
from authoring.sample_books import Book, Merged, Shown, Wrong
from authoring.sample_cast import (
    BANK,
    BRANCHES,
    LEAVE,
    OFFICERS,
    Branch,
    Customer,
    Names,
    Officer,
    after,
    at_work,
    in_post,
    of_branch,
    workdays,
)
from authoring.sample_quarter import Loan, Quarter

Row = list[Any]
_AS_OF = date(2026, 11, 20)
HOME = {o.name: o.branch for o in OFFICERS}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def people(names: Names) -> Book:
    """分行/机构与人员.xlsx: branches, officers with mentors, leave."""
    book = Book("分行/机构与人员.xlsx")
    rows: list[Row] = [["分行", "支行名称", "代码", "支行行长", "地址"]]
    rows += [[BANK, b.name, b.code, b.host, b.address] for b in BRANCHES]
    rows[0][3] = "主持人"
    book.sheet("机构表", rows, freeze="A2")
    roster: list[Row] = [
        [Merged(f"{BANK}小微客户经理名册（2026年11月）", 9)],
        ["所属支行", "姓名", "工号", "职务", "等级", "入职时间", "离职日期", "带教人", "手机号"],
    ]
    roster += [
        [o.branch, o.name, o.staff_no, o.post, o.level, o.joined, o.left, o.mentor or None, names.phone()] for o in OFFICERS
    ]
    book.sheet("客户经理名册", roster, header=(2,), titles=(1,), freeze="C3")
    away: list[Row] = [["支行", "姓名", "请假类型", "请假开始", "请假结束", "备注"]]
    away += [[HOME[leave.officer], leave.officer, leave.kind, leave.first, leave.last, None] for leave in LEAVE]
    book.sheet("请假登记", away)
    return book


def targets(chance: random.Random) -> Book:
    """分行/任务分解.xlsx: a sheet a month, a block of officers and a 小计 for each branch; some targets are fractions."""
    book = Book("分行/任务分解.xlsx")
    for month, days in ((10, workdays(last=date(2026, 10, 31))), (11, workdays(date(2026, 11, 2), date(2026, 11, 30)))):
        rows: list[Row] = [
            [Merged(f"{BANK}2026年{month}月任务分解表", 8)],
            [None] * 7 + ["单位：万元"],
            ["任务月份", "支行", "客户经理", "咨询任务", "申请任务", "成交任务", "金额任务", "交叉任务"],
        ]
        period = f"2026年{month}月" if month == 10 else f"2026{month}"
        for branch in BRANCHES:
            block = [_target(period, branch, o, days, chance) for o in of_branch(branch.name, days[-1])]
            rows += block
            rows.append([f"{branch.short}小计", None, None, *(round(sum(r[i] for r in block if not isinstance(r[i], Wrong)), 2) for i in range(3, 8))])
        rows.append(["审批：已经分行小微部确认，客户经理签字版存档。"])
        book.sheet(f"{month}月", rows, header=(3,), titles=(1,), freeze="D4")
    return book


def _target(period: str, branch: Branch, officer: Officer, days: Sequence[date], chance: random.Random) -> Row:
    """A month's plan by the officer's pace and the days he is here for."""
    count = sum(at_work(officer, day) for day in days)
    enquiries = officer.pace * count * chance.uniform(0.93, 1.06)
    applications = enquiries * branch.application_rate * chance.uniform(0.9, 1.05)
    deals = applications * branch.deal_rate * chance.uniform(0.85, 1.05)
    numbers: Row = [round(enquiries), round(applications), round(deals), round(deals * 20.5), round(count * 0.45)]
    if branch.short == "城西":  # the year's target over twelve months
        numbers[1:4] = [round(applications * 6) / 6 if False else round(round(applications * 3) / 3, 2), round(round(deals * 3) / 3, 2), round(deals * 20.5, 2)]
    if officer.name == "傅佳宜" and period == "202611":
        numbers[0] = Wrong("待定", "text-number")
    return [period, branch.name, officer.name, *numbers]


def corrections() -> Book:
    """分行/调整与协同登记.xlsx: adjustments with reason and approver, joint work."""
    book = Book("分行/调整与协同登记.xlsx")
    rows: list[Row] = [["日期", "支行", "客户经理", "调整指标", "调整数", "调整原因", "审批人"]]
    rows += [[_day(day), HOME[who], who, *rest] for day, who, *rest in words.REASONS_ADJUSTED]
    book.sheet("调整登记", rows)
    joint: list[Row] = [["日期", "支行", "客户经理", "协同人", "协同指标", "协同数", "备注"]]
    joint += [[_day(day), HOME[who], who, partner, *rest] for day, who, partner, *rest in words.JOINT]
    book.sheet("协同登记", joint)
    return book


def weekly(quarter: Quarter) -> Book:
    """分行/周例会材料.xlsx: why targets were missed, cases, meetings, who came."""
    book = Book("分行/周例会材料.xlsx")
    rows: list[Row] = [["周次", "支行", "客户经理", "未达标原因", "处理方式", "具体措施"]]
    rows += [["2026-W47", HOME[who], who, why, follow, taken] for who, why, follow, taken in words.SHORTFALLS]
    book.sheet("未达标原因登记", rows)
    cases: list[Row] = [["日期", "支行", "客户经理", "案例类别", "案例标题", "案例经过", "经验启示"]]
    cases += [[c.day, HOME[c.officer], c.officer, f"{c.kind}案例", c.title, _told(c, quarter), c.lesson] for c in words.CASES]
    book.sheet("案例", cases)
    meetings: list[Row] = [["支行", "会议类型", "会议编号", "日期", "会议开始", "会议结束", "会议地点", "主持", "记录", "列席人员", "下次会议"]]
    meetings += [_meeting(b, friday) for friday in _FRIDAYS for b in BRANCHES]
    book.sheet("会议安排", meetings)
    came: list[Row] = [["支行", "会议", "日期", "姓名", "签到情况", "备注"]]
    came += [_presence(b, o, friday) for friday in _FRIDAYS for b in BRANCHES for o in of_branch(b.name, friday)]
    book.sheet("会议出勤", came, freeze="A2")
    return book


_FRIDAYS = (date(2026, 11, 6), date(2026, 11, 13), date(2026, 11, 20))


def _told(case: words.Case, quarter: Quarter) -> str:
    customer = next(c for c in quarter.customers.values() if c.officer == case.officer and len(c.name) == 3)
    return case.story.replace("{客户}", customer.name).replace("{手机}", customer.phone)


def _meeting(branch: Branch, friday: date) -> Row:
    minutes = 45 if branch.short != "高新" else 75
    end = f"{17 + minutes // 60}:{minutes % 60:02d}"
    observer = "分行小微部 周敏" if branch.short == "城东" and friday == _AS_OF else None
    number = f"{branch.short}-周例会-{friday:%Y%m%d}-01"
    return [branch.name, "周例会", number, friday, "17:00", end, "支行三楼会议室", branch.host, branch.recorder, observer, friday + timedelta(7)]


_LATE = {("方一鸣", 6), ("丁浩然", 13), ("龚子轩", 20)}
_AWAY = {("林书航", 6), ("白雪莹", 6), ("罗文博", 13), ("方一鸣", 20), ("郝志远", 20)}


def _presence(branch: Branch, officer: Officer, friday: date) -> Row:
    key = (officer.name, friday.day)
    word = "请假" if not at_work(officer, friday) else "迟到" if key in _LATE else "公出" if key in _AWAY else "√"
    if key == ("邹凯", 13):
        word = "未到"
    return [branch.name, "周例会", friday, officer.name, word, "客户现场签约" if word == "公出" else None]


def actions() -> Book:
    """分行/督办台账.xlsx: decisions of the meetings, open and closed."""
    book = Book("分行/督办台账.xlsx")
    headers = ["督办编号", "支行", "来源会议", "决议事项", "负责人", "协办人", "立项日期", "完成期限", "当前进展", "状态", "办结日期", "审核人", "延期次数"]
    rows: list[Row] = [[Merged("周例会决议督办台账", len(headers))], headers]
    for number, (branch, source, item, owner, partner, opened, due, progress, status, closed, reviewer, more) in enumerate(words.ACTIONS, 1):
        rows.append(
            [f"DB2026{number:03d}", branch, source, item, owner, partner, _day(opened), _day(due), progress, status, _day(closed), reviewer, more]
        )
    book.sheet("督办台账", rows, header=(2,), titles=(1,), freeze="A3")
    return book


def interviews(chance: random.Random) -> Book:
    """分行/绩效面谈（保密）.xlsx: the last talks and the plans that came of them."""
    book = Book("分行/绩效面谈（保密）.xlsx")
    planned = {who: talk for who, talk, *_ in words.PLANS}
    hosts = {b.name: b.host for b in BRANCHES}
    rows: list[Row] = [["支行", "客户经理", "日期", "谈话人", "谈话类型", "备注"]]
    for officer in in_post():
        earliest = max(date(2026, 9, 1), officer.joined + timedelta(10))
        day = _day(planned.get(officer.name)) or after(earliest + timedelta(chance.randrange(1, max(2, (date(2026, 11, 6) - earliest).days))), 1)
        kind = "改进" if officer.name in ("韩承泽", "邹凯", "龚子轩") else "发展" if officer.level == "高级" else "常规"
        rows.append([officer.branch, officer.name, day, hosts[officer.branch], kind, None])
    book.sheet("面谈记录", rows)
    plans: list[Row] = [["支行", "客户经理", "日期", "改进事项", "改进措施", "衡量标准", "完成时间", "支持人", "检查方法", "完成情况"]]
    for who, talk, item, measure, standard, due, supporter, check, outcome in words.PLANS:
        plans.append([HOME[who], who, _day(talk), item, measure, standard, _day(due), supporter, check, outcome])
    book.sheet("改进计划", plans)
    return book


def rivals() -> Book:
    """分行/同业调研台账.xlsx: what rivals ask, with three quotes that nobody can compare, and LPR."""
    book = Book("分行/同业调研台账.xlsx")
    rows: list[Row] = [
        [Merged("同业小微贷款产品调研台账", len(market.SURVEY_HEADERS))], ["单位：万元"], list(market.SURVEY_HEADERS), *map(list, market.QUOTES),
    ]  # fmt: skip
    book.sheet("同业调研", rows, header=(3,), titles=(1,), freeze="A4")
    lpr: list[Row] = [["日期", "期限品种", "LPR"], *map(list, market.LPR)]
    book.sheet("LPR历史", lpr)
    ours: list[Row] = [list(market.OUR_HEADERS), *map(list, market.OUR_PRODUCTS)]
    book.sheet("我行产品", ours)
    return book


def rivals_of_chengxi() -> Book:
    """城西支行/同业走访（城西补充）.xlsx: the branch's own survey with its own column."""
    book = Book("城西支行/同业走访（城西补充）.xlsx")
    rows: list[Row] = [list(market.OWN_HEADERS), *map(list, market.OWN_QUOTES)]
    book.sheet("走访记录", rows)
    return book


def unread() -> Book:
    """分行/值班表.xlsx: a workbook that is none of our tables."""
    book = Book("分行/值班表.xlsx")
    rows: list[Row] = [["值班日", "带班领导", "值班员", "联系电话"]]
    rows += [[date(2026, 11, 21) + timedelta(i), b.host, b.recorder, "0990-8888000"] for i, b in enumerate(BRANCHES)]
    book.sheet("11月值班", rows)
    book.faults["unread-file"] = (book.file, "11月值班", "")
    return book


def customers(quarter: Quarter, names: Names, chance: random.Random) -> Book:
    """分行/客户台账.xlsx: a sheet for each branch, target groups and holdings behind them."""
    book = Book("分行/客户台账.xlsx")
    for branch in BRANCHES:
        mine = [c for c in quarter.customers.values() if c.branch == branch.name]
        rows = [_CUSTOMER_HEADERS["城西" if branch.short == "城西" else ""], *(_customer(c, quarter, names, chance) for c in mine)]
        if branch.short == "高新":
            rows[18][4] = Wrong(int(rows[18][4][:17] + "0"), "number-id")
        if branch.short == "城西":
            rows.append([Wrong(rows[25][0], "double-customer"), *rows[25][1:3], names.phone(), *rows[25][4:]])
        book.sheet(branch.name, rows, freeze="C2")
    groups: list[Row] = [["支行", "客群名称", "商户数", "来源", "数据日期"]]
    groups += [[branch, group, households, source, _day(day)] for branch, group, households, source, day in market.TARGET_GROUPS]
    book.sheet("目标客群表", groups)
    held: list[Row] = [["客户号", "产品名称", "开户日期", "支行"]]
    held += [[number, product, day, quarter.customers[number].branch] for (number, product), day in quarter.holdings.items()]
    held[0][2] = "登记时间"
    book.sheet("产品持有", held)
    return book


_CUSTOMER_HEADERS: dict[str, Row] = {
    "": ["客户编号", "客户名称", "管户客户经理", "手机号", "身份证号", "银行卡号", "经营地址", "行业", "所在商圈", "目标客群", "客户等级", "建档日期", "资料完整"],
    "城西": ["客户号", "客户姓名", "主办客户经理", "手机号码", "证件号码", "卡号", "地址", "所属行业", "所属市场", "客群", "分层", "建档时间", "资料是否完整"],
}  # fmt: skip


def _customer(c: Customer, quarter: Quarter, names: Names, chance: random.Random) -> Row:
    whole = chance.random() < 0.86
    branch = next(b for b in BRANCHES if b.name == c.branch)
    address = f"江城市{branch.short}区{c.market}{chance.randrange(1, 9)}区{chance.randrange(1, 260)}号"
    marks = ("√", "×") if branch.short == "城西" else ("是", "否")
    return [
        c.number, c.name, c.officer, c.phone, names.identity(), names.card() if whole else None, address, c.industry, c.market,
        market.group_of(c.market), chance.choices("ABC", (20, 50, 30))[0], quarter.added[c.number], marks[0] if whole else marks[1],
    ]  # fmt: skip


def loans(quarter: Quarter) -> Book:
    """分行/贷款台账.xlsx: loans as the core system lists them, with a #N/A where a look-up failed."""
    book = Book("分行/贷款台账.xlsx")
    rows: list[Row] = [
        ["借据编号", "支行", "客户号", "借款人", "管户客户经理", "贷款产品", "合同金额\n（万元）", "贷款余额\n（万元）", "申请日期", "发放日期", "到期日", "逾期天数", "是否重组"]
    ]
    rows += [_loan(loan) for loan in quarter.loans]
    rows[77][7] = Wrong("#N/A", "error-cell")
    rows.append(["合计", None, None, None, None, None, round(sum(x.amount for x in quarter.loans), 2), round(sum(x.balance for x in quarter.loans), 2)])
    book.sheet("贷款台账", rows, dates="yyyy-mm-dd;@", freeze="A2")
    return book


def _loan(x: Loan) -> Row:
    return [
        x.number, x.officer.branch, x.customer.number, x.customer.name, x.officer.name, x.product, Shown(x.amount, "#,##0.00"),
        Shown(x.balance, "#,##0.00"), x.applied, x.disbursed, x.due, x.overdue_days, "是" if x.restructured else "否",
    ]  # fmt: skip


def checks(quarter: Quarter, chance: random.Random) -> Book:
    """分行/贷后检查登记.xlsx: checks due from October on, most of them done in time."""
    book = Book("分行/贷后检查登记.xlsx")
    rows: list[Row] = [["借据号", "支行", "客户姓名", "客户经理", "应检查日期", "实际检查日期", "检查方式", "检查结论"]]
    for loan in quarter.loans:
        for due in _due_days(loan):
            done = _done(due, chance)
            finding = chance.choice(words.FINDINGS) if done else None
            kind = chance.choice(("现场", "现场", "非现场")) if done else None
            rows.append([loan.number, loan.officer.branch, loan.customer.name, loan.officer.name, due, done, kind, finding])
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
    if due > _AS_OF + timedelta(3) or luck > 0.93:
        return None
    day = due + timedelta(chance.randrange(1, 6) if luck > 0.86 else -chance.randrange(0, 8))
    while day.weekday() > 4 or date(2026, 10, 1) <= day <= date(2026, 10, 7):
        day -= timedelta(1)
    return day if day <= _AS_OF else None
