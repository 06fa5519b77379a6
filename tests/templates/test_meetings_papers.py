"""What makes the papers of meetings good: agendas as settings say, targets, lights, official form, a register that
reads back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring import catalogue
from authoring.catalogue import Paper, nothing, rendered, sample, with_figures
from authoring.outline import outline
from docx import Document

from pipeline import intake, workspace
from pipeline.facts import Facts
from pipeline.vocabulary import shipped

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of data bars of 2010
SEVEN = "一二三四五六七"
DAILY = ("morning-minutes", "evening-minutes")


@cache
def paper(kind: str) -> Paper:
    """The paper of a kind that has one."""
    return next(found for found in catalogue.papers() if found.kind.name == kind)


def told(kind: str, **changes: Any) -> str:
    """The paper's outline, some root names changed."""
    return outline(rendered(paper(kind), {**sample(paper(kind)), **changes}))


def settings(kind: str, **changes: Any) -> Facts:
    return {**sample(paper(kind))["settings"], **changes}


def agenda(kind: str, *keys: str) -> Facts:
    """The kind's settings with these points of the agenda only, in this order."""
    known = {point["key"]: point for point in settings(kind)["agenda"]}
    return settings(kind, agenda=[known.get(key, {"key": key, "title": key, "on": True}) for key in keys])


@pytest.mark.parametrize("kind", [*DAILY, "weekly-minutes"])
def test_the_seven_points_stand_in_their_order(kind: str) -> None:
    text, points = told(kind), settings(kind)["agenda"]
    places = [text.index(f"{number}、{point['title']}") for number, point in zip(SEVEN, points, strict=True)]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", [*DAILY, "monthly-minutes"])
def test_a_branch_reorders_switches_off_and_adds_points(kind: str) -> None:
    first, second, *_ = [point["key"] for point in settings(kind)["agenda"]]
    chosen = agenda(kind, second, "本行自己的议程", first)
    chosen["agenda"][2] = {**chosen["agenda"][2], "on": False}
    text = told(kind, settings=chosen)
    titles = {point["key"]: point["title"] for point in settings(kind)["agenda"]}
    assert text.index(f"一、{titles[second]}") < text.index("二、本行自己的议程")
    assert titles[first] not in text
    assert "三、" not in text


@pytest.mark.parametrize("kind", DAILY)
def test_only_lit_items_are_carried_into_a_days_minutes_and_lines_are_left_for_new_ones(kind: str) -> None:
    lit = [item for item in sample(paper(kind))["open_items"] if item["light"]]
    assert lit
    quiet = {**lit[0], "light": "", "action": "还早的事项"}
    rows = [row for row in told(kind, open_items=[*lit, quiet]).splitlines() if re.match(r"│ \d+ \| ", row)]
    assert len(rows) == len(lit) + settings(kind)["blank_actions"]
    assert all(f"●{item['light']}" in row for item, row in zip(lit, rows, strict=False))
    assert not any("还早的事项" in row for row in rows)


def test_the_morning_shows_yesterday_and_what_the_month_lacks_and_sums_the_targets() -> None:
    given = sample(paper("morning-minutes"))
    total = next(row for row in told("morning-minutes").splitlines() if row.startswith("│ 合"))
    cells = total.removeprefix("│ ").split(" | ")
    people, last = given["day_board"], given["last_day"]
    assert cells[1:5] == [
        str(last["enquiries"]),
        str(last["applications"]),
        str(last["deals"]),
        f"{last['loan_amount']:.2f}",
    ]
    aim = next(row for row in given["progress"] if row["measure"] == "咨询量")
    assert cells[5] == str(round(aim["plan_to_date"] - aim["done_before"]))  # the branch's: joint work counts once
    assert int(cells[5]) != sum(p["left_enquiries"] for p in people if p["left_enquiries"] is not None)
    assert cells[8] == str(sum(p["day_enquiries"] for p in people if p["day_enquiries"] is not None))
    assert cells[11:] == ["", ""]  # what each promises is written by hand


def test_scenes_of_the_role_play_follow_each_other_by_the_turn() -> None:
    scenes = ["甲情景", "乙情景", "丙情景"]
    turn = sample(paper("morning-minutes"))["role_play"]
    for at in range(4):
        text = told(
            "morning-minutes",
            settings=settings("morning-minutes", role_plays=scenes),
            role_play={**turn, "turn": 30 + at},
        )
        assert [scene for scene in scenes if scene in text] == [scenes[at % 3]]


def test_the_mornings_topics_are_its_own_and_a_policy_has_its_number() -> None:
    topic = {
        "number": 1,
        "date": date(2026, 11, 20),
        "weekday": "星期五",
        "sharer": "严松",
        "story": None,
        "note": None,
    }
    topic |= {"proposed": False, "policy_no": None}
    rows = [
        {**topic, "meeting": "晨会", "topic_kind": "政策", "title": "收费新规", "policy_no": "江银〔2026〕118号"},
        {**topic, "meeting": "夕会", "topic_kind": "小课题", "title": "夕会才讲的题"},
    ]
    text = told("morning-minutes", topic_rota=rows)
    assert "收费新规（江银〔2026〕118号）" in text
    assert "夕会才讲的题" not in text
    assert "夕会才讲的题" in told("evening-minutes", topic_rota=rows)


def test_the_evening_parts_those_who_met_the_target_from_those_who_did_not() -> None:
    people = sample(paper("evening-minutes"))["day_board"]
    text = told("evening-minutes")
    met, after = text.split("三、未完成问题分析")
    praised = met[met.index("完成者：") :].split(" ¶ ")[0]
    short = after.split("四、客户销售进程")[0]
    for person in people:
        assert (person["officer"] in praised) == person["target_met"]
        assert (person["officer"] in short) == (person["day_enquiries"] is not None and not person["target_met"])


def test_an_evening_tells_loans_and_cross_sold_products_apart_and_each_rate_beside_its_figure() -> None:
    given = sample(paper("evening-minutes"))
    day, month, text = given["funnel"], given["month_funnel"], told("evening-minutes")
    assert day["cross_sold"]
    assert f"今日成交 {day['deals']} 笔、交叉销售 {day['cross_sold']} 件、申请 {day['applications']} 笔" in text
    loans, money = (f"达成 {month[f'attainment_{name}'] * 100:.1f}%" for name in ("deals", "amount"))
    assert f"成交 {month['deals']} 笔（{loans}）、{month['loan_amount']:,.2f} 万元（{money}）" in text


def test_an_evening_without_plans_blames_and_praises_nobody() -> None:
    people = sample(paper("evening-minutes"))["day_board"]
    bare = {"day_enquiries": None, "gap": None, "attainment_enquiries": None, "target_met": False}
    text = told("evening-minutes", day_board=[{**person, **bare} for person in people])
    assert text.count("今天没有任务计划，无从判断完成。") == 2


def test_customers_are_listed_by_how_far_they_came_some_of_each() -> None:
    moved = sample(paper("evening-minutes"))["customers_moved"]
    part = told("evening-minutes").split("四、客户销售进程")[1].split("下次会前要跟进")[0]
    stages = re.findall(r"\| (成交|申请|撤回|咨询)", part)
    listed = settings("evening-minutes")["moved_listed"]
    kinds = list(dict.fromkeys(row["event"] for row in moved))
    assert stages == [k for k in kinds for row in [r for r in moved if r["event"] == k][:listed] if row]


def test_a_branch_that_keeps_daily_counts_is_not_told_that_nothing_was_done() -> None:
    bare = told("evening-minutes", customers_moved=[])
    assert "本支行按日报汇总，没有逐笔登记客户。" in bare
    idle = sample(paper("evening-minutes"))["funnel"] | {"applications": 0, "deals": 0, "cross_sold": 0}
    assert "今天没有申请、成交和意向明确的客户。" in told("evening-minutes", customers_moved=[], funnel=idle)


def test_points_and_rivals_of_the_day_are_told_in_the_evening() -> None:
    point = {"number": 1, "date": date(2026, 11, 20), "officer": "方一鸣", "rule_name": "贷款成交", "reason": None}
    rival = sample(paper("evening-minutes"))["competitors"][0] | {"date": date(2026, 11, 20), "institution": "新来的行"}
    text = told(
        "evening-minutes",
        points_list=[{**point, "points_change": 5}, {**point, "officer": "严松", "points_change": -2}],
        competitors=[rival],
    )
    assert "方一鸣 +5（贷款成交）、严松 -2（贷款成交）" in text
    assert "同业：新来的行" in text


def test_the_week_says_what_comes_next_week() -> None:
    text = told("weekly-minutes")
    plans = [plan for plan in sample(paper("weekly-minutes"))["plans_ahead"] if plan["plan_kind"] != "会议"]
    assert plans
    last_point = text[text.index("七、其他事项与活动安排") :]
    assert all(plan["title"] in last_point for plan in plans)
    few = told("weekly-minutes", settings=settings("weekly-minutes", plans_listed=1))
    assert f"另有 {len(plans) - 1} 项见活动日历" in few


# ---------------------------------------------------------------- the official paper


def test_the_monthly_minutes_keep_the_national_standard() -> None:
    document = Document(io.BytesIO(rendered(paper("monthly-minutes"))))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round((side or 0) / 36000) for side in margins] == [37, 28, 26, 35]
    body = document.styles["公文正文"]
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 28)
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name.lower() == "heading 1"]
    assert [h[:2] for h in headings] == [f"{number}、" for number in "一二三四五六七八"]
    labels = [p for p in document.paragraphs if p.text.startswith(("出席：", "请假：", "列席：", "记录："))]
    assert len(labels) == 4
    assert all('w:eastAsia="黑体"' in p.runs[0]._r.xml for p in labels)


def test_who_was_away_is_left_open_before_the_meeting_and_told_after_it() -> None:
    came = sample(paper("monthly-minutes"))["monthly_attendance"]
    assert came["present"] is None
    assert "请假：\n" in told("monthly-minutes")
    after = {**came, "present": 8, "names_present": "顾明远、沈若兰", "names_leave": ""}
    assert "请假：无\n" in told("monthly-minutes", monthly_attendance=after)
    away = {**after, "names_leave": "严松", "names_away": "方一鸣、陆晓彤", "names_absent": "韩承泽"}
    text = told("monthly-minutes", monthly_attendance=away)
    assert "请假：严松、方一鸣（公出）、陆晓彤（公出）\n" in text
    assert "缺席：韩承泽\n" in text


def test_a_red_head_is_printed_only_where_it_is_asked_for() -> None:
    assert "会议纪要\n" not in told("monthly-minutes")
    red = told("monthly-minutes", settings=settings("monthly-minutes", red_head=True))
    assert red.splitlines()[0] == "红头: 城东支行会议纪要"
    assert red.splitlines()[1].startswith("红头文号: ")


def test_the_month_is_told_in_words_that_fit_its_figures() -> None:
    given = sample(paper("monthly-minutes"))
    funnel = given["funnel"]
    text = told("monthly-minutes").replace(" ", "")
    assert f"支行咨询{funnel['enquiries']}次，受理申请{funnel['applications']}笔，放款{funnel['deals']}笔" in text
    assert ("落后" if funnel["ahead"] < 0 else "超前") in text
    done = told("monthly-minutes", funnel={**funnel, "elapsed": 1})
    assert "较序时" not in done
    assert "本月没有下达任务计划。" in told("monthly-minutes", funnel={**funnel, "attainment_deals": None})
    alone = told("monthly-minutes", branches=[row for row in given["branches"] if row["branch"] == "城东支行"])
    assert "居全分行第" in text
    assert "居全分行第" not in alone


# ---------------------------------------------------------------- the register

REGISTER = {"DB1": "红", "DB2": "黄", "DB3": "蓝", "DB4": ""}


def _items() -> list[Facts]:
    """Open items under each light, as the figure has them on 20 November, and one that is settled."""
    item = sample(paper("action-register"))["action_list"][0]
    item = {**item, "opened": date(2026, 11, 9), "progress": "在办", "extensions": 0, "settled": False, "closed": None}
    due = (date(2026, 11, 18), date(2026, 12, 25), date(2026, 11, 23), date(2026, 12, 25))
    made = [
        {**item, "number": at, "action_no": number, "due": day, "light": light, "status": "进行中"}
        for at, ((number, light), day) in enumerate(zip(REGISTER.items(), due, strict=True), 1)
    ]
    made[1]["extensions"] = 2
    made[3]["carried"] = False
    done = {"settled": True, "closed": date(2026, 11, 19), "reviewer": "秦立新", "status": "已办结", "light": ""}
    return [*made, {**item, "number": 5, "action_no": "DB5", "due": date(2026, 11, 18), **done}]


def _register(items: list[Facts], **changes: Any) -> bytes:
    return rendered(paper("action-register"), {**sample(paper("action-register")), "action_list": items, **changes})


def _rows(data: bytes, sheet: str, head: int) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet]
    heads, *rows = page.iter_rows(min_row=head, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_lights_of_the_register_are_reckoned_in_it_as_the_figure_has_them() -> None:
    rows = _rows(_register(_items()), "督办台账", 6)
    assert {row["督办编号"]: row["亮灯"] or "" for row in rows if row["督办编号"]} == REGISTER
    assert [row["超期天数"] for row in rows[:4]] == [2, None, None, None]
    assert [row["新立结转"] for row in rows[:4]] == ["结转", "结转", "结转", "新立"]
    assert len(rows) == 4 + settings("action-register")["spare_rows"]
    assert _rows(_register(_items()), "已办结", 5)[0]["按期与否"] == "超期1天"


def test_rows_that_people_type_below_belong_to_the_table_and_have_their_formulas() -> None:
    data = _register(_items())
    page = openpyxl.load_workbook(io.BytesIO(data))["督办台账"]
    [table] = page.tables.values()
    last = 6 + 4 + settings("action-register")["spare_rows"]
    assert table.ref == f"A6:Q{last}"
    assert str(page.cell(last, 2).value).startswith("=IF(")
    assert f"$J{last}" in page.cell(last, 2).value
    assert page.print_title_rows == "$1:$6"
    checked = [str(rule.sqref) for rule in page.data_validations.dataValidation]
    assert any(where.startswith("F7:") for where in checked)


def test_the_register_reads_back_whole_and_a_reviewer_closes_an_item_in_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_register(_items())))
    page = book["督办台账"]
    row = next(r for r in page.iter_rows(min_row=7) if r[3].value == "DB1")
    row[13].value, row[14].value = date(2026, 11, 20), "秦立新"
    new = page[11]  # the first empty row
    new[3].value, new[4].value, new[5].value = "DB6", "新立的事项", "严松"
    new[9].value = date(2026, 12, 4)
    (tmp_path / "城东支行").mkdir()
    book.save(tmp_path / "城东支行" / "督办台账.xlsx")
    found = intake.read_inputs(tmp_path, shipped(), settings=workspace.load(catalogue.ROOT).settings)
    assert [p for p in found.problems if p.level == "error"] == []
    frame = found.tables["action_items"].frame.set_index("action_no")
    assert sorted(frame.index) == ["DB1", "DB2", "DB3", "DB4", "DB5", "DB6"]
    assert frame.loc["DB1", "reviewer"] == frame.loc["DB5", "reviewer"] == "秦立新"
    assert frame.loc["DB1", "closed"].date() == date(2026, 11, 20)
    assert frame.loc["DB2", "extensions"] == 2
    assert (frame.loc["DB6", "owner"], frame.loc["DB6", "due"].date()) == ("严松", date(2026, 12, 4))


def test_a_register_without_items_leaves_lines_to_write_on_and_says_so() -> None:
    given = with_figures(sample(paper("action-register")), nothing)
    data = rendered(paper("action-register"), given)
    assert all(row["督办编号"] is None for row in _rows(data, "督办台账", 6))
    words = catalogue.words(data, ".xlsx")
    assert "还没有办结的事项。" in words
    assert "没有未结和本期办结的事项。" in words


@pytest.mark.parametrize("kind", [*DAILY, "weekly-minutes", "monthly-minutes", "action-register"])
def test_properties_name_the_paper_and_nobody(kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(paper(kind)))) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert re.search(r"<dc:title>[^<]*(纪要|台账)", core)
    assert re.search(r"<dc:creator>[^<]+</dc:creator>", core) is None
