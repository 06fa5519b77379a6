"""What the papers of 2026-W47 say, number by number, against a plain re-computation from the workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from commands.made_papers import footer, minutes, row_of, rows_of_paper, says, unsaid
from commands.plain_books import BRANCHES, MEASURES, book, people, staff, work
from commands.plain_measures import (
    FRIDAY,
    MONDAY,
    MONTH,
    SHOWN,
    UNITS,
    WEEK,
    attainment,
    checks,
    conversion,
    daily_mean,
    done,
    enquiries_needed,
    goal,
    is_new,
    members,
    missed,
    new_files,
    officer_line,
    overdue,
    par30,
    person_days,
    plan,
    products,
    ranks,
    turnaround,
    weak,
)

INTERVIEWED = {"城东支行": "韩承泽", "城西支行": "邱晓岚", "高新支行": "邹凯", "临江支行": "龚子轩"}


@pytest.fixture(scope="module")
def pack(built: Path) -> Path:
    return built / "2026-W47"


# The minutes


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("measure", SHOWN)
def test_minutes_say_plan_actual_last_week_and_month(pack: Path, branch: str, measure: str) -> None:
    found, wanted = row_of(minutes(pack, branch), f"{measure}（{UNITS[measure]}）"), goal(branch, measure)
    if measure == "交叉销售" and found[3:5] == ["—", "—"]:
        wanted[3:5] = None, None  # last week's is not printed
    money = 2 * (measure == "成交金额")
    assert unsaid(found, wanted, [money, money, 1, money, 1, money, money, 1, 1]) == []
    assert found[8].startswith("-" if (wanted[8] or 0) < 0 else "+")


OFFICER_DECIMALS = [0, 0, 1, 0, 0, 1, 0, 0, 1, 2, 1, 1, 1]


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_have_a_line_for_each_officer_and_a_total_of_its_own(pack: Path, branch: str) -> None:
    rows = minutes(pack, branch)
    for name in members(branch):
        line = next(cells for cells in rows if len(cells) == 14 and cells[0].startswith(name))
        assert unsaid(line[1:], officer_line(name), OFFICER_DECIMALS) == [], name
        assert line[0].removeprefix(name) == "（新）" * is_new(name) + "▲" * (name in weak(branch))
        for cell, pair in zip(line[12:], (("申请量", "咨询量"), ("成交量", "申请量")), strict=True):
            assert ("※" in cell) == ((conversion(name, *pair) or 0) > 1), name
    assert unsaid(row_of(rows, "合计"), officer_line(branch), OFFICER_DECIMALS) == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_name_who_missed_the_target_and_by_how_much(pack: Path, branch: str) -> None:
    rows = minutes(pack, branch)
    first = next(i for i, cells in enumerate(rows) if cells[0] == "未达标人员") + 1
    last = next(i for i, cells in enumerate(rows) if cells[0].replace(" ", "") == "重点帮扶")
    assert [cells[0] for cells in rows[first:last]] == missed(branch)
    causes = {row[2]: row[3:] for row in book("周例会材料")["未达标原因登记"][1:]}
    for name, enquiries, gap, deals, *told in rows[first:last]:
        behind = max(Fraction(0), (plan(name, "咨询量") or Fraction(0)) - done(name, "咨询量"))
        assert unsaid([enquiries, deals], [attainment(name, "咨询量"), attainment(name, "成交量")], 1) == [], name
        assert says(gap, behind or None) or says(gap, behind), name
        said = " ".join(told)
        if name in causes:
            assert all(text in said for text in causes[name]), name
        else:
            assert said.count("□") == 3, name


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_name_weak_performers_by_rule_and_a_mentor(pack: Path, branch: str) -> None:
    rows = minutes(pack, branch)
    first = next(i for i, cells in enumerate(rows) if cells[0].replace(" ", "") == "重点帮扶")
    last = next(i for i, cells in enumerate(rows) if cells[0].startswith("三、"))
    text = " ".join(cell for cells in rows[first:last] for cell in cells)
    assert text.count("连续2周") == len(weak(branch))
    for name in weak(branch):
        assert name in text and people()[name].mentor in text
    assert ("没有" in text) == (not weak(branch))


def test_a_branch_of_equals_has_nobody_weak_and_the_others_their_one() -> None:
    assert {branch: weak(branch) for branch in BRANCHES} == {
        "城东支行": ["韩承泽"],
        "城西支行": [],
        "高新支行": ["邹凯"],
        "临江支行": [],
    }


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_sum_the_month_up(pack: Path, branch: str) -> None:
    text = row_of(minutes(pack, branch), "六、业绩推动总结")[0].replace(" ", "")
    said = re.findall(
        r"本月成交(.+?)笔(.+?)万元，笔数达成率(.+?)，较序时(.+?)个百分点。本周人均成交(.+?)笔、(.+?)万元，"
        r"平均时效(.+?)个工作日，新增客户数据(.+?)户。按现转化率，完成周成交计划需咨询(.+?)次",
        text,
    )
    heads, taken = len(members(branch)), turnaround(branch)
    *_, month, ahead = goal(branch, "成交量")
    wanted = [
        *(done(branch, "成交量", MONTH), done(branch, "成交金额", MONTH), month, ahead),
        *(done(branch, "成交量") / heads, done(branch, "成交金额") / heads),
        *(Fraction(sum(taken), len(taken)), new_files(branch), enquiries_needed(branch)),
    ]
    assert unsaid(said[0], wanted, [0, 2, 1, 1, 1, 2, 0, 0, 0]) == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_break_deals_down_so_that_they_add_up(pack: Path, branch: str) -> None:
    text = next("".join(cells) for cells in minutes(pack, branch) if cells[0].startswith("成交构成")).replace(" ", "")
    parts = re.findall(r"([^；：\d]+)(\d+)(?:笔([\d.,]+)万元|件)", text)
    assert len(parts) == text.count("；") + 1
    lent = {name: (int(n), Fraction(money.replace(",", ""))) for name, n, money in parts if money}
    sold = {name: int(n) for name, n, money in parts if not money}
    for name, (count, amount) in products(branch).items():
        assert (lent.get(name) == (count, amount)) if name.endswith("贷") else (sold.get(name) == count), name
    assert sum(count for count, _ in lent.values()) == done(branch, "成交量")
    assert sum(amount for _, amount in lent.values()) == done(branch, "成交金额")
    assert sum(sold.values()) == done(branch, "交叉销售")


def open_items(branch: str) -> Iterator[tuple[str, str, str, str]]:
    """Decisions without both a closing date and a reviewer, the earliest first: what, who, by when, light."""
    rows = [r for r in book("督办台账")["督办台账"][2:] if r[1] == branch and not (r[10] and r[11])]
    for _, _, _, what, owner, partner, opened, due, progress, _, _, _, more in sorted(rows, key=lambda r: r[7]):
        day, began = due.date(), opened.date()
        idle = not progress and (FRIDAY - began) * 2 > day - began
        late = (FRIDAY - day).days
        light = "红" if late > 0 else "黄" if more >= 2 or idle else "蓝" if late >= -3 else ""
        yield what, owner + (f"、{partner}" if partner else ""), f"{day.year}.{day.month}.{day.day}", light


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_start_from_open_decisions_with_their_lights(pack: Path, branch: str) -> None:
    rows = minutes(pack, branch)
    first = next(i for i, cells in enumerate(rows) if cells[:2] == ["序号", "决议事项"]) + 1
    wanted = list(open_items(branch))
    assert [tuple(cells[1:4]) for cells in rows[first : first + len(wanted)]] == [item[:3] for item in wanted]
    for cells, (*_, light) in zip(rows[first:], wanted, strict=False):
        assert cells[4].startswith(f"●{light}") if light else "●" not in cells[4]
        late = (FRIDAY - date(*map(int, cells[3].split(".")))).days
        assert (f"超期{late}天" in cells[4].replace(" ", "")) == (light == "红")
    assert rows[first + len(wanted)][1] == ""


@pytest.mark.parametrize("branch", BRANCHES)
def test_minutes_count_who_should_come_and_who_came(pack: Path, branch: str) -> None:
    here = [r for r in book("周例会材料")["会议出勤"][1:] if r[0] == branch and r[2] == datetime(2026, 11, 20)]
    named = {word: "、".join(r[3] for r in here if r[4] == word) for word in ("请假", "公出", "迟到")}
    came = sum(r[4] in ("√", "迟到") for r in here)
    rows = minutes(pack, branch)
    assert row_of(rows, "主持人")[-1] == f"应到 {len(members(branch))} 人 实到 {came} 人"
    assert row_of(rows, "请假") == [named["请假"], "公 出", named["公出"], "迟到缺席", named["迟到"]]


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_sign_in_sheet_lists_those_in_post(pack: Path, branch: str) -> None:
    rows = rows_of_paper(pack / branch / "签到表.docx")
    names = [cells[1] for cells in rows if cells[0].isdigit() and cells[1]]
    assert names == members(branch)
    assert row_of(rows, "应到")[0] == f"{len(names)} 人"


# The interview form


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_interview_form_has_week_month_mean_and_rank(pack: Path, branch: str) -> None:
    who = INTERVIEWED[branch]
    [path] = (pack / "绩效面谈（保密）" / branch).glob("*.docx")
    assert path.name.startswith(who)
    rows = rows_of_paper(path)
    heads, came = len(members(branch)), people()[who].joined
    months = (FRIDAY.year - came.year) * 12 + FRIDAY.month - came.month - (came.day > FRIDAY.day)
    assert f"{months} 个月" in row_of(rows, "面谈人")
    for measure in SHOWN:
        wanted: list[Fraction | int | None] = []
        for span in (WEEK, MONTH):
            wanted += [plan(who, measure, span), done(who, measure, span), attainment(who, measure, span)]
        *numbers, mean, place = row_of(rows, measure)
        money = 2 * (measure == "成交金额")
        assert unsaid(numbers, wanted, [money, money, 1] * 2) == [], measure
        if measure in ("咨询量", "申请量", "成交量"):
            assert says(mean, sum(done(name, measure, MONTH) for name in members(branch)) / heads, 1), measure
            assert place.replace(" ", "") == f"{ranks(branch, measure, MONTH)[who]}/{heads}", measure


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_interview_form_has_rates_checks_and_arrears(pack: Path, branch: str) -> None:
    who = INTERVIEWED[branch]
    [path] = (pack / "绩效面谈（保密）" / branch).glob("*.docx")
    (due, kept, in_time), late = checks(who), overdue(who)
    found = row_of(rows_of_paper(path), "本人")
    assert found.pop(3).replace(" ", "") == f"{due}/{kept}"
    rates = [conversion(who, "申请量", "咨询量", MONTH), conversion(who, "成交量", "申请量", MONTH)]
    wanted = [*rates, daily_mean(who, MONTH), Fraction(in_time, due), len(late), sum(late, Fraction(0)), par30(who)]
    assert unsaid(found, wanted, [1, 1, 1, 1, 0, 2, 1]) == []


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_interview_form_shows_four_weeks(pack: Path, branch: str) -> None:
    who = INTERVIEWED[branch]
    [path] = (pack / "绩效面谈（保密）" / branch).glob("*.docx")
    for week in (44, 45, 46, 47):
        span = date.fromisocalendar(2026, week, 1), date.fromisocalendar(2026, week, 7)
        wanted = [*(done(who, m, span) for m in SHOWN[:4]), conversion(who, "申请量", "咨询量", span)]
        assert unsaid(row_of(rows_of_paper(path), f"第{week}周")[:5], wanted, [0, 0, 0, 2, 1]) == [], week


LEFT_OUT = {"城东支行": 1, "城西支行": 3, "高新支行": 0, "临江支行": 0}  # 顾明元; a target, a day, a balance


@pytest.mark.parametrize("branch", BRANCHES)
def test_papers_say_how_many_rows_were_left_out(pack: Path, branch: str) -> None:
    found = re.search(r"未计入\s*(\d+)\s*条", footer(pack / branch / "周例会纪要.docx"))
    assert (int(found[1]) if found else 0) == LEFT_OUT[branch]


# The sample itself: what these tests rest on


def test_the_sample_has_what_the_tests_are_about() -> None:
    assert len(staff()) == 28 and len({w.measure for w in work()} & set(MEASURES)) == 6
    assert any(not w.once and w.day >= MONDAY for w in work())  # joint work this week
    assert any(w.part == "调整数" and w.day >= MONDAY for w in work())
    assert plan("傅佳宜", "咨询量") is None and person_days("严松") == 3
