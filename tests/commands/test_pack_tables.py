"""What the tracker, the index and the rivals' table of 2026-W47 hold, against the same plain re-computation."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import pytest
from commands.made_papers import differing, index_lines, near, rows_of_paper, tracker, unsaid
from commands.plain_books import BRANCHES, book, days_between, events
from commands.plain_measures import (
    BANK,
    FRIDAY,
    MONDAY,
    MONTH,
    SHOWN,
    UNITS,
    WEEK,
    attainment,
    cohort_rate,
    conversion,
    daily_mean,
    done,
    goal,
    is_new,
    members,
    new_files,
    officer_line,
    person_days,
    plan,
    ranks,
    turnaround,
    weak,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of 2010 data bars


@pytest.fixture(scope="module")
def pack(built: Path) -> Path:
    return built / "2026-W47"


# The tracker


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_tracker_stores_what_the_minutes_round(pack: Path, branch: str) -> None:
    sheet = tracker(pack / branch / "活动量管理表.xlsx")["总览"]
    for start, span, elapsed in ((5, WEEK, Fraction(1)), (13, MONTH, Fraction(15, 21))):
        for row, measure in zip(sheet[start : start + 5], SHOWN, strict=True):
            share = attainment(branch, measure, span)
            ahead = None if share is None else (share - elapsed) * 100
            assert row[0] == measure
            wanted = [plan(branch, measure, span), done(branch, measure, span), share, elapsed, ahead]
            assert differing(row[2:7], wanted) == [], measure
    for row in sheet[21:33]:
        assert differing(row[2:4], overview(branch, row[0])) == [], row[0]


def overview(branch: str, label: str) -> list[Fraction | int | None]:
    """This week's and the month's value of a line of the overview."""
    spans = (WEEK, MONTH)
    rates = {"咨询→申请": ("申请量", "咨询量"), "申请→成交": ("成交量", "申请量"), "咨询→成交": ("成交量", "咨询量")}
    if label in rates:
        return [conversion(branch, *rates[label], span) for span in spans]
    taken = turnaround(branch)
    middle = Fraction(taken[(len(taken) - 1) // 2] + taken[len(taken) // 2], 2)
    values: dict[str, list[Fraction | int | None]] = {
        "同批转化率": [None if branch == "临江支行" else cohort_rate(branch, span) for span in spans],
        "人均日咨询": [daily_mean(branch, span) for span in spans],
        "撤回量": [done(branch, "撤回量", span) for span in spans],
        "在岗人数": [len(members(branch)), None],
        "其中新人": [sum(map(is_new, members(branch))), None],
        "人均产能": [done(branch, "成交金额") / len(members(branch)), None],
        "平均办理时效": [Fraction(sum(taken), len(taken)), None],
        "时效中位数": [middle, None],
        "新增客户数据": [new_files(branch), None],
    }
    return values[label]


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_tracker_ranks_officers_and_takes_joint_work_off_once(pack: Path, branch: str) -> None:
    sheet = tracker(pack / branch / "活动量管理表.xlsx")["客户经理"]
    lines = {row[1]: row for row in sheet if isinstance(row[0], int)}
    totals = {row[0]: row for row in sheet if isinstance(row[0], str)}
    assert list(lines) == members(branch)
    for at, measure in ((3, "咨询量"), (7, "申请量"), (11, "成交量")):
        for name, row in lines.items():
            wanted = [
                plan(name, measure),
                done(name, measure),
                attainment(name, measure),
                ranks(branch, measure, WEEK)[name],
            ]
            assert differing(row[at : at + 4], wanted) == [], name
        each = sum(done(name, measure) for name in lines)
        assert near(totals["各人合计"][at + 1], each)
        assert near(totals["减：协同重复"][at + 1], done(branch, measure) - each)
        assert near(totals["支行合计"][at + 1], done(branch, measure))
    for name, row in lines.items():
        rates = [conversion(name, "申请量", "咨询量"), conversion(name, "成交量", "申请量")]
        wanted = [done(name, "交叉销售"), *rates, daily_mean(name), person_days(name)]
        assert differing(row[18:23], wanted) == [], name
        assert (row[23] == "是") == (name in weak(branch))


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_tracker_has_each_day_and_each_week_of_the_quarter(pack: Path, branch: str) -> None:
    book_ = tracker(pack / branch / "活动量管理表.xlsx")
    days = [row for row in book_["逐日"][:12] if isinstance(row[0], datetime)]
    assert [row[0].date() for row in days] == days_between(MONDAY, FRIDAY)
    for row in days:
        day = row[0].date()
        assert differing(row[2:7], [done(branch, m, (day, day)) for m in SHOWN]) == [], day
    weeks = [row for row in book_["逐周"] if str(row[0]).startswith("第")]
    assert [row[0] for row in weeks] == [f"第{n}周" for n in range(41, 48)]  # W40 has no working day in the quarter
    for row in weeks:
        span = row[1].date(), row[2].date()
        wanted = [len(days_between(*span)), done(branch, "咨询量", span)]
        assert differing([row[3], row[4]], wanted) == [], row[0]
        assert differing([row[7], row[8], row[11], row[12]], [done(branch, m, span) for m in SHOWN[1:]]) == [], row[0]


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_tracker_says_where_the_figures_come_from(pack: Path, branch: str) -> None:
    sheet = tracker(pack / branch / "活动量管理表.xlsx")["漏斗"]
    start = next(i for i, row in enumerate(sheet) if row[0] == "指标" and row[5] == "完成数") + 1
    for row, measure in zip(sheet[start:], SHOWN, strict=False):
        parts = [done(branch, measure, part=part) for part in ("报表数", "协同数", "调整数")]
        assert differing(row[2:6], [*parts, done(branch, measure)]) == [], measure


@pytest.mark.parametrize("branch", BRANCHES[:3])
def test_the_tracker_splits_contacts_by_channel(pack: Path, branch: str) -> None:
    found = {tuple(row[1:4]): row[4] for row in tracker(pack / branch / "活动量管理表.xlsx")["渠道"][4:] if row[0]}
    met = {(e.officer, e.day, e.customer): e.way for e in reversed(events()) if _met(e, branch)}
    assert found == {way: list(met.values()).count(way) for way in set(met.values())}


def _met(event: Any, branch: str) -> bool:
    return event.branch == branch and event.measure == "咨询量" and MONDAY <= event.day <= FRIDAY


# The index


@pytest.mark.parametrize("who", [*BRANCHES, BANK])
def test_the_index_has_each_branch_and_recomputes_the_bank(pack: Path, who: str) -> None:
    line = next(x for x in index_lines(pack) if re.match(rf"{'全行' if who == BANK else who} \d", x)).split()
    place = {m: 1 + sum(done(b, m) > done(who, m) for b in BRANCHES) for m in ("咨询量", "成交量")}
    wanted: list[Fraction | int | None] = [len(members(who))]
    for measure, others in (("咨询量", []), ("成交量", [done(who, "申请量")])):
        wanted += [*others, done(who, measure), plan(who, measure), attainment(who, measure)]
        wanted += [] if who == BANK else [place[measure]]
    wanted += [done(who, "成交金额"), done(who, "成交金额") / len(members(who)), *officer_line(who)[-2:]]
    assert unsaid(line[1:], wanted) == []


def test_the_index_heads_with_the_banks_week_and_month(pack: Path) -> None:
    text = " ".join(index_lines(pack))
    for measure in SHOWN:
        card = re.search(rf"{measure} {UNITS[measure]} (.+?) 本月累计 (\S+%) (\S+) / 计划 (\S+)", text)
        assert card, measure
        week = re.findall(r"-?[\d,]+\.?\d*%?", card[1])
        planned, actual, share, last, change, month_plan, month, month_share, _ = goal(BANK, measure)
        wanted = [actual, planned, share, *([last, abs(change or 0)] if "上周" in card[1] else [])]
        assert unsaid(week, wanted) == [], measure
        assert unsaid(card.groups()[1:], [month_share, month, month_plan]) == [], measure


# The competitor report: 机构, 产品 → APR, EAR as domain.md §5 has them, or by the short formulas of a plain calculator

CHECKED = {
    "商户e贷": ("2.80%", "2.84%"),
    "经营快贷": ("3.20%起", "3.25%起"),
    "稳企贷": ("5.03%", "5.14%"),
    "小微快贷": ("7.33%", "7.58%"),
    "生意贷": ("13.03%", "13.84%"),
    "设备分期": ("6.58%", "6.78%"),
    "短期周转贷": ("6.00%", "6.00%"),
    "渔家乐贷": ("6.00%", "6.14%"),
    "随心贷": ("7.20%", "7.44%"),
    "商户随借": ("7.20%", "7.40%"),
    "园区贷": ("9.13%", "9.52%"),
    "急用贷": ("12.00%", "12.68%"),
    "夜市贷": ("6.00%", "6.17%"),
}


def offers(pack: Path) -> list[list[str]]:
    return [
        cells for cells in rows_of_paper(pack / "分行" / "同业调研报告.docx") if len(cells) == 13 and cells[0].isdigit()
    ]


def test_the_competitor_report_reckons_the_check_values(pack: Path) -> None:
    found = {cells[2]: tuple(cells[8:10]) for cells in offers(pack)}
    assert {name: found[name] for name in CHECKED} == CHECKED


def test_the_competitor_report_ranks_with_ties_and_counts_its_rows(pack: Path) -> None:
    ears = [Fraction(cells[9].rstrip("%起")) for cells in offers(pack)]
    assert ears == sorted(ears)
    assert [int(cells[0]) for cells in offers(pack)] == [1 + sum(other < ear for other in ears) for ear in ears]
    surveys = [(r[5], r[7], r) for r in book("同业调研台账")["同业调研"][3:] if r[14]]
    surveys += [(r[4], r[6], r) for r in book("同业走访")["走访记录"][1:] if r[0]]
    newest = {(who, what): r for who, what, r in sorted(surveys, key=lambda survey: survey[2][1])}
    rows = list(newest.values())
    old = [r for r in rows if (FRIDAY - r[1].date()).days > 90]
    bad = [r for r in rows if r[0] in ("TY2026-016", "TY2026-017")]
    paper = docx.Document(str(pack / "分行" / "同业调研报告.docx"))
    text = "".join(p.text for p in paper.paragraphs).replace(" ", "")
    assert f"报价{len(rows)}条，其中{len(rows) - len(bad)}条" in text
    assert f"{len(bad)}条因报价" in text and f"{len(old)}条报价已超过90天" in text


def test_our_products_stand_where_their_rate_puts_them(pack: Path) -> None:
    rows = rows_of_paper(pack / "分行" / "同业调研报告.docx")
    ears = [Fraction(cells[9].rstrip("%起")) for cells in offers(pack)]
    mine = [cells for cells in rows if len(cells) == 8 and cells[7].startswith("第")]
    assert [cells[0] for cells in mine] == [row[0] for row in book("同业调研台账")["我行产品"][1:]]
    for cells in mine:
        place = 1 + sum(ear < Fraction(cells[6].rstrip("%起")) for ear in ears)
        assert cells[7] == f"第{place}/{len(ears) + 1}位", cells[0]
