"""What each branch keeps of its days, in its own layout: three activity logs and a daily count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from authoring.sample_books import Book, Merged, Wrong, columns
from authoring.sample_cast import LAST_DAY, Officer, at_work, of_branch, workdays
from authoring.sample_quarter import Event

Row = list[Any]


def chengdong(events: Sequence[Event]) -> Book:
    """城东支行: a sheet a month with title, unit row and 合计; numbers now and then as text; one name with a space."""
    book = Book("城东支行/活动日志（10-11月）.xlsx")
    headers = columns(
        "序号 日期 拜访时间 姓名 客户名称 电话 活动类型 办理产品 金额 件数 渠道 通路 方式 结果 下次跟进 协同人 备注"
    )
    for month in (10, 11):
        mine = [e for e in events if e.day.month == month]
        rows: list[Row] = [
            [Merged(f"城东支行客户经理活动日志（2026年{month}月）", len(headers))],
            [*[None] * (len(headers) - 2), "单位：万元"],
            headers,
        ]
        rows += [_chengdong_row(n, e) for n, e in enumerate(mine, 1)]
        lent = sum(e.amount or 0 for e in mine if e.kind == "成交")
        rows.append(["合计", *[None] * 7, lent, None])
        rows.append([f"注：放款金额以核心系统为准；{month}月共{len(mine)}条记录。"])
        if month == 11:
            monday = next(i for i, row in enumerate(rows[3:], 3) if row[1] >= LAST_DAY - timedelta(4))
            _plant(rows, monday + 40, 3, "unknown-officer", "顾明元")
            _plant(rows, monday + 75, 2, "late-visit", "21:40", kind="咨询")
        book.sheet(f"{month}月", rows, header=(3,), titles=(1,), freeze="A4")
    return book


def _chengdong_row(number: int, e: Event) -> Row:
    name = "严 松" if e.officer.name == "严松" else e.officer.name
    amount: Any = e.amount
    if amount is not None and number % 7 == 0:
        amount = f"{amount:g}万"
    elif amount is not None and number % 11 == 0:
        amount = f"{amount:g}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    phone = (
        f"{e.customer.phone[:3]} {e.customer.phone[3:7]} {e.customer.phone[7:]}"
        if number % 13 == 0
        else e.customer.phone
    )
    return [
        number,
        e.day,
        e.time,
        name,
        e.customer.name,
        phone,
        e.kind,
        e.product,
        amount,
        e.count,
        *e.channel,
        e.result,
        e.next_day,
        e.partner or None,
        None,
    ]


def chengxi(events: Sequence[Event]) -> Book:
    """城西支行: an empty first row, a sheet for each officer, days in Chinese, weekly 小计."""
    book = Book("城西支行/客户经理日志（第四季度）.xlsx")
    words = {"咨询": "走访", "申请": "进件", "撤回": "撤件", "成交": "放款"}
    headers = columns("日期 商户名称 联系方式 业务类型 品种 申请号 金额 数量 客户来源 通路 方式 跟进结果 下次联系")
    for officer in of_branch("城西支行"):
        rows: list[Row] = [
            [],
            [Merged("城西支行客户经理工作日志（2026年第四季度）", len(headers))],
            [f"客户经理：{officer.name}", None, None, f"工号：{officer.staff_no}"],
            headers,
        ]
        mine = [e for e in events if e.officer is officer]
        for week, group in groupby(mine, key=lambda e: e.day.isocalendar().week):
            days = list(group)
            rows += [_chengxi_row(e, words) for e in days]
            rows.append(
                [
                    "本周小计",
                    None,
                    None,
                    f"第{week}周",
                    None,
                    None,
                    sum(e.amount or 0 for e in days if e.kind == "成交"),
                ]
            )
        if officer.name == "石磊":
            _plant(rows, len(rows) - 12, 0, "no-such-day", "2026年11月31日")
        book.sheet(officer.name, rows, header=(4,), titles=(2,), freeze="A5")
    return book


def _chengxi_row(e: Event, words: dict[str, str]) -> Row:
    kind = words[e.kind] if e.application_no or e.kind == "咨询" else "办结"
    amount = f"{e.amount:g}万元" if e.amount else None
    later = f"{e.next_day.year}年{e.next_day.month}月{e.next_day.day}日" if e.next_day else "—"
    day = f"{e.day.year}年{e.day.month}月{e.day.day}日"
    return [
        day,
        e.customer.name,
        e.customer.phone,
        kind,
        e.product,
        e.application_no,
        amount,
        e.count,
        *e.channel,
        e.result,
        later,
    ]


# fmt: off
_GAOXIN_UPPER: Row = [
    Merged("日期", 1, 2), Merged("客户经理", 1, 2), Merged("客户", 3), None, None,
    Merged("业务", 5), None, None, None, None, Merged("营销", 3), None, None,
    Merged("成果", 1, 2), Merged("下次联系", 1, 2), Merged("走访里程\n(km)", 1, 2),
]
# fmt: on
_GAOXIN_LOWER: Row = [None, None, *columns("姓名 客户号 电话 阶段 品种 金额（元） 笔数 业务编号 渠道 通路 方式")]


def gaoxin(events: Sequence[Event]) -> Book:
    """高新支行: a merged two-row header, days as 20261009, money in yuan with thousands marks, a column of its own."""
    book = Book("高新支行/高新支行营销台账2026Q4.xlsx")
    title = [Merged("高新支行营销台账（2026年第四季度）", len(_GAOXIN_UPPER))]
    rows: list[Row] = [title, _GAOXIN_UPPER, _GAOXIN_LOWER]
    rows += [_gaoxin_row(number, event) for number, event in enumerate(events)]
    lent = sum((e.amount or 0) * 1e4 for e in events if e.kind == "成交")
    rows.append(["总计", *[None] * 6, f"{lent:,.0f}"])
    _lend_to_a_stranger(rows, events)
    book.sheet("营销台账", rows, header=(2, 3), titles=(1,), freeze="C4")
    return book


def _lend_to_a_stranger(rows: list[Row], events: Sequence[Event]) -> None:
    """Give the first loan of the week to somebody who never applied."""
    monday = int(f"{LAST_DAY - timedelta(5):%Y%m%d}")
    row = next(row for row in rows if row[5:6] == ["投放"] and row[9] and row[0] > monday)
    other = next(e for e in reversed(events) if e.kind == "咨询" and e.result == "不感兴趣" and not e.customer.number)
    row[1:5] = [other.officer.name, Wrong(other.customer.name, "deal-alone"), None, other.customer.phone]
    row[9] = "SQ26109999"


_GAOXIN_WORDS = {"咨询": "接触", "申请": "受理", "撤回": "撤件", "成交": "投放"}


def _gaoxin_row(number: int, e: Event) -> Row:
    amount: Any = f"{e.amount * 1e4:,.0f}" if e.amount else None
    if e.amount and number % 5 == 0:
        amount = e.amount * 1e4
    kilometres = 2 + number * 7 % 19 if e.kind == "咨询" else None
    return [
        int(f"{e.day:%Y%m%d}"),
        e.officer.name,
        e.customer.name,
        e.customer.number or None,
        e.customer.phone,
        _GAOXIN_WORDS[e.kind],
        e.product,
        amount,
        e.count,
        e.application_no or None,
        *e.channel,
        e.result,
        int(f"{e.next_day:%Y%m%d}") if e.next_day else None,
        kilometres,
    ]


Counts = tuple[int, int, int, int, float, int]


def day_counts(events: Iterable[Event]) -> dict[tuple[str, date], Counts]:
    """(officer, day) → enquiries, applications, withdrawn, loans, 万元 lent, cross-sold products."""
    found: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0, 0, 0, 0, 0.0, 0])
    seen = set()
    for e in events:
        row = found[e.officer.name, e.day]
        if e.kind == "成交" and not e.application_no:
            row[5] += e.count or 1
        elif e.kind != "咨询" or (e.officer.name, e.day, e.customer.name) not in seen:
            row[("咨询", "申请", "撤回", "成交").index(e.kind)] += 1
            row[4] += (e.amount or 0) if e.kind == "成交" else 0
        seen.add((e.officer.name, e.day, e.customer.name))
    return {k: (int(a), int(b), int(c), int(d), m, int(x)) for k, (a, b, c, d, m, x) in found.items()}


def linjiang(events: Sequence[Event]) -> Book:
    """临江支行: October with its days across the page, November with a row for each officer and day."""
    counts, officers = day_counts(events), of_branch("临江支行")
    book = Book("临江支行/临江支行活动量统计表.xlsx")
    october = list(_across(counts, officers, workdays(date(2026, 10, 1), date(2026, 10, 31))))
    book.sheet("10月", october, header=(3, 4), titles=(1,), freeze="C5")
    november = list(_downward(counts, officers, workdays(date(2026, 11, 1))))
    book.sheet("11月", november, header=(2, 3), titles=(1,), dates='m"月"d"日"', freeze="A4")
    return book


_MEASURES = ("咨询", "申请", "成交", "放款额", "交叉件数")


def _across(counts: dict[tuple[str, date], Counts], officers: Sequence[Officer], days: Sequence[date]) -> Iterator[Row]:
    width = len(_MEASURES)
    yield [Merged("临江支行客户经理每日活动量（2026年10月）", 2 + width * len(days))]
    yield ["填报人：祝晚晴", None, None, None, "咨询按次、申请成交按笔、放款额按万元"]
    upper: Row = [Merged("序号", 1, 2), Merged("姓名", 1, 2)]
    for day in days:
        upper += [Merged(f"{day.month}月{day.day}日", width), *[None] * (width - 1)]
    yield upper
    yield [None, None, *_MEASURES * len(days)]
    sums = [0.0] * (width * len(days))
    for number, officer in enumerate(officers, 1):
        row: Row = []
        for day in days:
            a, b, _, d, m, x = counts.get((officer.name, day), (0, 0, 0, 0, 0.0, 0))
            row += [a, b, d, m, x] if at_work(officer, day) else [None] * width
        sums = [total + (value or 0) for total, value in zip(sums, row, strict=True)]
        yield [number, officer.name, *row]
    yield [Merged("合计", 2), None, *sums]


def _downward(
    counts: dict[tuple[str, date], Counts], officers: Sequence[Officer], days: Sequence[date]
) -> Iterator[Row]:
    yield [Merged("临江支行客户经理每日活动量（2026年11月）", 9)]
    yield [
        Merged("日期", 1, 2),
        Merged("姓名", 1, 2),
        Merged("当日业务量", 5),
        None,
        None,
        None,
        None,
        Merged("综合产品", 1, 2),
        Merged("备注", 1, 2),
    ]
    yield [None, None, "咨询", "申请", "撤回", "成交", "放款额（万元）"]
    for day in days:
        here = [o for o in officers if at_work(o, day)]
        total = [0.0] * 6
        for place, officer in enumerate(here):
            a, b, c, d, m, x = counts.get((officer.name, day), (0, 0, 0, 0, 0.0, 0))
            row = [a, b, c, d, f"{m:g}" if m else "—", x]
            total = [t + v for t, v in zip(total, (a, b, c, d, m, x), strict=True)]
            yield [Merged(day, 1, len(here)) if place == 0 else None, officer.name, *row]
        yield ["小计", None, *total]


def _plant(rows: list[Row], at: int, column: int, fault: str, value: Any, kind: str = "") -> None:
    """Put a fault into the first data row from ``at`` on that has something in that cell (and this event)."""
    for row in rows[at:]:
        if len(row) > 10 and row[column] is not None and row[0] != "合计" and (not kind or kind in row):
            row[column] = Wrong(value, fault)
            return
