"""The head branch's workbooks of its people: roster, leave, targets, corrections, interviews."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from authoring import sample_talks as talks
from authoring import sample_words as words
from authoring.sample_books import Book, Merged, Wrong, columns
from authoring.sample_cast import (
    BANK,
    BRANCHES,
    HOME,
    LEAVE,
    OFFICERS,
    Branch,
    Names,
    Officer,
    after,
    at_work,
    day_of,
    in_post,
    of_branch,
    workdays,
)

Row = list[Any]


def people(names: Names) -> Book:
    """分行/机构与人员.xlsx: branches, officers with mentors, leave."""
    book = Book("分行/机构与人员.xlsx")
    rows: list[Row] = [columns("分行 支行名称 代码 主持人 地址")]
    rows += [[BANK, b.name, b.code, b.host, b.address] for b in BRANCHES]
    book.sheet("机构表", rows, freeze="A2")
    roster: list[Row] = [
        [Merged(f"{BANK}小微客户经理名册（2026年11月）", 9)],
        columns("所属支行 姓名 工号 职务 等级 入职时间 离职日期 带教人 手机号"),
    ]
    roster += [
        [o.branch, o.name, o.staff_no, o.post, o.level, o.joined, o.left, o.mentor or None, names.phone()]
        for o in OFFICERS
    ]
    book.sheet("客户经理名册", roster, header=(2,), titles=(1,), freeze="C3")
    away: list[Row] = [columns("支行 姓名 请假类型 请假开始 请假结束 备注")]
    away += [[HOME[leave.officer], leave.officer, leave.kind, leave.first, leave.last, None] for leave in LEAVE]
    book.sheet("请假登记", away)
    return book


def targets(chance: random.Random) -> Book:
    """分行/任务分解.xlsx: a sheet a month, a block and a 小计 for each branch; some are fractions."""
    book = Book("分行/任务分解.xlsx")
    for month, days in ((10, workdays(last=date(2026, 10, 31))), (11, workdays(date(2026, 11, 2), date(2026, 11, 30)))):
        rows: list[Row] = [
            [Merged(f"{BANK}2026年{month}月任务分解表", 8)],
            [None] * 7 + ["单位：万元"],
            columns("任务月份 支行 客户经理 咨询任务 申请任务 成交任务 金额任务 交叉任务"),
        ]
        period = f"2026年{month}月" if month == 10 else f"2026{month}"
        for branch in BRANCHES:
            block = [_target(period, branch, o, days, chance) for o in of_branch(branch.name, days[-1])]
            rows += block
            sums = (round(sum(r[i] for r in block if not isinstance(r[i], Wrong)), 2) for i in range(3, 8))
            rows.append([f"{branch.short}小计", None, None, *sums])
        rows.append(["审批：已经分行小微部确认，客户经理签字版存档。"])
        book.sheet(f"{month}月", rows, header=(3,), titles=(1,), freeze="D4")
    return book


def _target(period: str, branch: Branch, officer: Officer, days: Sequence[date], chance: random.Random) -> Row:
    """A month's plan by the officer's pace and the days he is here for."""
    count = sum(at_work(officer, day) for day in days)
    enquiries = officer.pace * count * chance.uniform(0.96, 1.1)
    applications = enquiries * branch.application_rate * chance.uniform(0.9, 1.05)
    deals = applications * branch.deal_rate * chance.uniform(0.85, 1.05)
    numbers: Row = [round(enquiries), round(applications), round(deals), round(deals * 20.5), round(count * 0.45)]
    if branch.short == "城西":  # the year's target over twelve months
        numbers[1:4] = [round(round(applications * 3) / 3, 2), round(round(deals * 3) / 3, 2), round(deals * 20.5, 2)]
    if officer.name == "傅佳宜" and period == "202611":
        numbers[0] = Wrong("待定", "text-number")
    return [period, branch.name, officer.name, *numbers]


def corrections() -> Book:
    """分行/调整与协同登记.xlsx: adjustments with reason and approver, joint work."""
    book = Book("分行/调整与协同登记.xlsx")
    rows: list[Row] = [columns("日期 支行 客户经理 调整指标 调整数 调整原因 审批人")]
    rows += [[day_of(day), HOME[who], who, *rest] for day, who, *rest in words.REASONS_ADJUSTED]
    book.sheet("调整登记", rows)
    joint: list[Row] = [columns("日期 支行 客户经理 协同人 协同指标 协同数 备注")]
    joint += [[day_of(day), HOME[who], who, partner, *rest] for day, who, partner, *rest in words.JOINT]
    book.sheet("协同登记", joint)
    return book


def interviews(chance: random.Random) -> Book:
    """分行/绩效面谈（保密）.xlsx: the talks since the summer with what was noted, and the plans that came of them."""
    book = Book("分行/绩效面谈（保密）.xlsx")
    planned = {who: talk for who, talk, *_ in words.PLANS}
    hosts = {b.name: b.host for b in BRANCHES}
    again = {who for who, *_ in talks.NOVEMBER}
    rows: list[Row] = [
        columns(
            "支行 客户经理 日期 谈话人 谈话类型 成因 活动量评分 产品熟悉度评分 销售技巧评分 心态评分 优势 不足 驱动力 "
            "本人意见 复核日期 备注"
        )
    ]
    for officer in in_post():
        day = _talk(officer, planned.get(officer.name), chance)
        kind = "改进" if officer.name in ("韩承泽", "邹凯", "龚子轩") else "发展" if officer.level == "高级" else "常规"
        noted = _noted(officer.name, day) if officer.name not in again else [None] * 9
        rows.append([officer.branch, officer.name, day, hosts[officer.branch], kind, *noted, None])
    for who, day_text, kind in talks.NOVEMBER:
        day = day_of(day_text)
        rows.append([HOME[who], who, day, hosts[HOME[who]], kind, *_noted(who, day), None])
    book.sheet("面谈记录", rows)
    plans: list[Row] = [
        columns("支行 客户经理 日期 改进事项 改进措施 衡量标准 完成时间 支持人 承诺支持 检查方法 完成情况")
    ]
    for who, talk, item, measure, standard, due, supporter, check, outcome in words.PLANS:
        plans.append(
            [HOME[who], who, day_of(talk), item, measure, standard, day_of(due), supporter, None, check, outcome]
        )
    for p in talks.PLANS:
        home = [HOME[p.officer], p.officer, p.day]
        plans.append([*home, p.item, p.measure, p.standard, day_of(p.due), p.supporter, p.help, p.check, p.outcome])
    book.sheet("改进计划", plans)
    return book


def _noted(name: str, day: date) -> Row:
    """What the interviewer wrote down: causes, four judgements, words, the officer's view, the day to look again."""
    notes = talks.NOTES[name]
    said = [notes.strengths, notes.weaknesses, notes.drive, notes.view]
    return [notes.cause, *notes.judged, *said, after(day, 20)]


def _talk(officer: Officer, planned: str | None, chance: random.Random) -> date:
    """The day of the last talk: that of the plan, else some working day since September or since he came."""
    if planned:
        return day_of(planned)
    earliest = max(date(2026, 9, 1), officer.joined + timedelta(10))
    span = max(2, (date(2026, 11, 6) - earliest).days)
    return after(earliest + timedelta(chance.randrange(1, span)), 1)
