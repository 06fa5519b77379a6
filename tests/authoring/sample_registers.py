"""The head branch's registers: what meetings need, decisions, rivals, and a workbook that is none of ours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from authoring import sample_market as market
from authoring import sample_words as words
from authoring.sample_books import Book, Merged, columns
from authoring.sample_cast import (
    BRANCHES,
    HOME,
    LAST_DAY,
    Branch,
    Officer,
    at_work,
    day_of,
    of_branch,
)
from authoring.sample_quarter import Quarter

Row = list[Any]


def weekly(quarter: Quarter) -> Book:
    """分行/周例会材料.xlsx: why targets were missed, cases, meetings, who came."""
    book = Book("分行/周例会材料.xlsx")
    rows: list[Row] = [columns("周次 支行 客户经理 未达标原因 处理方式 具体措施")]
    rows += [["2026-W47", HOME[who], who, why, follow, taken] for who, why, follow, taken in words.SHORTFALLS]
    book.sheet("未达标原因登记", rows)
    cases: list[Row] = [columns("日期 支行 客户经理 案例类别 案例标题 案例经过 经验启示")]
    cases += [
        [c.day, HOME[c.officer], c.officer, f"{c.kind}案例", c.title, _told(c, quarter), c.lesson] for c in words.CASES
    ]
    book.sheet("案例", cases)
    meetings: list[Row] = [
        columns("支行 会议类型 会议编号 日期 会议开始 会议结束 会议地点 主持 记录 列席人员 下次会议")
    ]
    meetings += [_meeting(b, friday) for friday in _FRIDAYS for b in BRANCHES]
    book.sheet("会议安排", meetings)
    came: list[Row] = [columns("支行 会议 日期 姓名 签到情况 备注")]
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
    observer = "分行小微部 周敏" if branch.short == "城东" and friday == LAST_DAY else None
    number = f"{branch.short}-周例会-{friday:%Y%m%d}-01"
    return [
        branch.name,
        "周例会",
        number,
        friday,
        "17:00",
        end,
        "支行三楼会议室",
        branch.host,
        branch.recorder,
        observer,
        friday + timedelta(7),
    ]


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
    headers = columns(
        "督办编号 支行 来源会议 决议事项 负责人 协办人 立项日期 完成期限 当前进展 状态 办结日期 审核人 延期次数"
    )
    rows: list[Row] = [[Merged("周例会决议督办台账", len(headers))], headers]
    for number, (
        branch,
        source,
        item,
        owner,
        partner,
        opened,
        due,
        progress,
        status,
        closed,
        reviewer,
        more,
    ) in enumerate(words.ACTIONS, 1):
        rows.append(
            [
                f"DB2026{number:03d}",
                branch,
                source,
                item,
                owner,
                partner,
                day_of(opened),
                day_of(due),
                progress,
                status,
                day_of(closed) if closed else None,
                reviewer,
                more,
            ]
        )
    book.sheet("督办台账", rows, header=(2,), titles=(1,), freeze="A3")
    return book


def rivals() -> Book:
    """分行/同业调研台账.xlsx: what rivals ask, with three quotes that nobody can compare, and LPR."""
    book = Book("分行/同业调研台账.xlsx")
    rows: list[Row] = [
        [Merged("同业小微贷款产品调研台账", len(market.SURVEY_HEADERS))],
        ["单位：万元"],
        list(market.SURVEY_HEADERS),
        *map(list, market.QUOTES),
    ]
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
    rows: list[Row] = [columns("日期 支行 带班领导 值班员 备注")]
    rows += [[date(2026, 11, 21) + timedelta(i), b.name, b.host, b.recorder, None] for i, b in enumerate(BRANCHES)]
    book.sheet("11月值班", rows)
    book.faults["unread-file"] = (book.file, "11月值班", "1")
    return book
