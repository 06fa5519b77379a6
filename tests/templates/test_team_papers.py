"""The team's papers: squads, studies, bulletins and campaigns say what their figures say, and workbooks come back."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from authoring import catalogue
from authoring.catalogue import Paper, papers, rendered, sample
from authoring.outline import outline
from docx import Document
from docx.oxml.ns import qn

from pipeline import intake
from pipeline.tables import Tables

INPUTS = catalogue.ROOT / "inputs"
BRANCH = catalogue.BRANCH
REGISTER = INPUTS / "分行" / "渠道与营销活动.xlsx"
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of data bars of 2010


def paper(kind: str, suffix: str = "") -> Paper:
    return next(p for p in papers() if p.kind.name == kind and p.suffix.endswith(suffix))


def lines(kind: str, **figures: Any) -> str:
    found = paper(kind)
    return outline(rendered(found, {**sample(found), **figures}))


def book(kind: str, **figures: Any) -> openpyxl.Workbook:
    found = paper(kind, ".xlsx")
    return openpyxl.load_workbook(io.BytesIO(rendered(found, {**sample(found), **figures})))


def read_back(folder: Path, kind: str, table: str, **figures: Any) -> list[dict[str, Any]]:
    """The rows that intake finds in the kind's workbook, dropped into inputs beside the roster alone."""
    found = paper(kind, ".xlsx")
    (folder / "inputs").mkdir()
    shutil.copy(INPUTS / "分行" / "机构与人员.xlsx", folder / "inputs")
    (folder / "inputs" / "改过的.xlsx").write_bytes(rendered(found, {**sample(found), **figures}))
    read = intake.read_inputs(folder / "inputs", catalogue.shipped(), settings=catalogue.space().settings)
    assert [p for p in read.problems if p.place.file == "改过的.xlsx" and p.level != "repair"] == []
    tables: Tables = read.tables
    return [dict(row) for _, row in tables[table].frame.iterrows()]


# ---- the visit day


def test_everybody_who_goes_stands_once_in_a_squad_and_leads_keep_their_numbers() -> None:
    given, text = sample(paper("visit-day-plan")), lines("visit-day-plan")
    squads = [[s["lead_talker"], s["second_talker"], s["observer"]] for s in given["visit_squads"]]
    going = [name for squad in squads for name in squad if name]
    assert Counter(going) == Counter(given["visit_plan"]["names_out"].split("、"))
    assert given["visit_plan"]["names_duty"] not in going
    for squad in squads:
        assert " | ".join([squad[0], squad[1], squad[2] or "辅聊兼"]) in text
    assert re.search(r"ZKH\d{4} \| .\*\* \|", text)
    assert not any(
        lead["customer"] in text for lead in catalogue.source("week").frames["visit_leads"]["branch"].to_dict("records")
    )


def test_a_branch_with_nobody_to_send_says_so() -> None:
    text = lines("visit-day-plan", visit_squads=[], visit_leads=[], visit_areas=[])
    assert "没有人可以外出" in text and "《辖区市场表》还没有登记区域" in text


# ---- study


def test_the_record_has_policies_apart_from_what_was_shared_and_room_to_add() -> None:
    given, text = sample(paper("study-record")), lines("study-record")
    policies = [row for row in given["study_done"] if row["topic_kind"] == "政策"]
    assert policies and all(f"{row['title']} ⏎ {row['policy_no']}" in text for row in policies)
    assert f"政策学习 | {len(policies)} 次" in text
    quiet = [p["officer"] for p in given["study_people"] if not p["shared_count"]]
    assert f"本月还没有分享的：{'、'.join(quiet)}" in text


def test_an_empty_month_leaves_room_and_says_why() -> None:
    text = lines("study-record", study_done=[], plans_now=[], team_events_list=[])
    assert "本月没有政策学习的记录" in text and "本月没有拓展拜访日和团队活动" in text


def test_the_rota_comes_back_as_the_register_of_topics(tmp_path: Path) -> None:
    given = sample(paper("training-calendar"))
    found = read_back(tmp_path, "training-calendar", "topics")
    kept = [(r["date"].date(), r["branch"], r["meeting"], r["topic_kind"], r["title"], r["sharer"]) for r in found]
    assert kept == [
        (r["date"], BRANCH, r["meeting"], r["topic_kind"], r["title"], r["sharer"]) for r in given["topic_rota"]
    ]


def test_the_month_is_whole_weeks_and_the_rota_can_be_typed_in() -> None:
    made = book("training-calendar")
    month, rota = made["月历"], made["轮值安排"]
    assert [month.cell(row, 1).value for row in range(5, 16, 2)] == [f"第{week}周" for week in range(44, 50)]
    assert month["H5"].value == "11月1日 休" and month["B5"].value is None
    assert "早会" in month["B8"].value
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rota.data_validations.dataValidation}
    assert lists["G5"] == "选项_人员" and {"A5", "D5", "E5"} <= set(lists)
    assert rota.freeze_panes == "C5" and rota.print_title_rows == "$1:$4"
    [table] = rota.tables.values()
    assert table.ref == f"A4:K{4 + len(sample(paper('training-calendar'))['topic_rota']) + 10}"


def test_turns_are_counted_by_a_formula_over_the_rota() -> None:
    people = book("training-calendar")["分享统计"]
    assert str(people["C5"].value).startswith("=COUNTIF(轮值安排!")


# ---- bulletins


def test_a_bulletin_has_its_number_its_lead_and_its_photos_two_by_two() -> None:
    given, found = sample(paper("team-bulletin")), paper("team-bulletin")
    document = Document(io.BytesIO(rendered(found)))
    text = outline(rendered(found))
    event = given["team_event_info"]
    assert f"2026年第 {event['issue']} 期" in text and f"{event['people']}人参加" in text
    assert all(line in text for line in event["story"].splitlines())
    [grid] = document.tables
    assert [len(row._tr.tc_lst) for row in grid.rows] == [2] * (len(given["team_photos"]) // 2)
    heights = [int(extent.get("cy")) for extent in grid._tbl.iter(qn("wp:extent"))]
    assert len(heights) == len(given["team_photos"]) and max(heights) - min(heights) < 36000  # a millimetre


@pytest.mark.parametrize(("count", "rows"), [(0, 0), (1, 1), (3, 2)])
def test_an_odd_photo_stands_alone(count: int, rows: int) -> None:
    found = paper("team-bulletin")
    given = sample(found)
    data = rendered(found, {**given, "team_photos": given["team_photos"][:count]})
    tables = Document(io.BytesIO(data)).tables
    assert sum(len(table.rows) for table in tables) == rows


def test_a_bulletin_without_a_story_asks_for_one() -> None:
    given = sample(paper("team-bulletin"))
    assert "正文待写" in lines("team-bulletin", team_event_info={**given["team_event_info"], "story": None})


# ---- campaigns


def registered() -> list[dict[str, Any]]:
    """The register of campaigns as it lies in the workbook, by its headings."""
    rows = list(openpyxl.load_workbook(REGISTER)["营销活动台账"].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_totals_are_those_of_the_register_itself() -> None:
    mine = [row for row in registered() if row["支行"] == BRANCH]
    found = sample(paper("campaign-calendar", ".xlsx"))["campaign_totals"]
    for heading, name in (
        ("触达人数", "reached"),
        ("咨询量", "enquiries"),
        ("预算（元）", "budget"),
        ("实际费用（元）", "cost"),
    ):
        assert found[name] == sum(row[heading] or 0 for row in mine)
    assert found["campaigns_count"] == len(mine)
    assert found["enquiry_rate"] == sum(r["咨询量"] or 0 for r in mine) / sum(r["触达人数"] or 0 for r in mine)


def test_a_plan_has_a_day_for_each_task_and_the_campaigns_before_it() -> None:
    found = paper("campaign-plan")
    info, tasks = sample(found)["campaign_info"], sample(found)["campaign_tasks"]
    text = lines("campaign-plan")
    assert len(tasks) == 6 and tasks[0]["due"] < info["date"] < tasks[-1]["due"]
    assert all(f"{t['due'].month}月{t['due'].day}日" in text and t["content"] in text for t in tasks)
    held = [c for c in sample(found)["campaigns_list"] if c["held"] and c["campaign"] != sample(found)["campaign"]]
    assert held and all(c["campaign"] in text for c in held)


def test_a_review_sets_results_beside_aims_and_beside_the_branchs_others() -> None:
    given, text = sample(paper("campaign-review")), lines("campaign-review")
    assert given["campaign_info"]["held"]
    for stage in given["campaign_stages"][:4]:
        assert f"{stage['label']} | {stage['aim']} | {stage['completed']} | {stage['attained'] * 100:.1f}%" in text
    assert "<目标与成效>" in text  # the native chart
    assert "本季合计（比率重算）" in text


def test_the_register_comes_back_from_the_calendars_workbook(tmp_path: Path) -> None:
    found = read_back(tmp_path, "campaign-calendar", "campaigns")
    listed = sample(paper("campaign-calendar", ".xlsx"))["campaigns_list"]
    assert [(r["campaign_no"], r["campaign"], r["date"].date(), r["plan_reached"], r["cost"]) for r in found] == [
        (c["campaign_no"], c["campaign"], c["date"], pytest.approx(c["plan_reached"], nan_ok=True),
         pytest.approx(float("nan") if c["cost"] is None else c["cost"], nan_ok=True))
        for c in listed
    ]  # fmt: skip
    assert [r["script"] for r in found] == [c["script"] for c in listed]


def test_the_workbook_is_fit_to_plan_in() -> None:
    made = book("campaign-calendar")
    register = made["营销活动台账"]
    [table] = register.tables.values()
    assert [column.name for column in table.tableColumns][:3] == ["活动编号", "活动名称", "日期"]
    assert register.print_title_cols == "$A:$B" and register.freeze_panes == "D5"
    assert [made["季度总览"].cell(row, 1).value for row in range(10, 18)] == [
        "路演", "节日", "事件", "跨界", "微信", "兴趣", "批量", "渠道讲座",
    ]  # fmt: skip
    weeks = made["周历"]
    texts = [cell.value for row in weeks.iter_rows() for cell in row if cell.value]
    assert (
        "10月1日 休 国庆节" in texts
        and "12月22日 冬至" in texts
        and len([t for t in texts if "金融服务宣传日" in t]) == 3
    )


def test_the_feed_has_every_campaign_and_every_day_that_comes_by_itself() -> None:
    found = paper("campaign-calendar", ".ics")
    feed = icalendar.Calendar.from_ical(rendered(found))
    events = {str(event["SUMMARY"]): event for event in feed.walk("VEVENT")}
    listed = sample(found)["campaigns_list"]
    for campaign in listed:
        event = events[f"{campaign['campaign']}（{campaign['owner']}）"]
        assert event["DTSTART"].dt == campaign["date"]
        last = campaign["last_day"] or campaign["date"]
        assert event["DURATION"].dt == last - campaign["date"] + timedelta(1)
    assert {"国庆节", "重阳节", "冬至", "金融服务宣传日", "反假货币与防骗进市场"} <= set(events)
    visits = [title for title in events if title.startswith("拓展拜访日（留守：")]
    assert len({title[-3:] for title in visits}) > 3  # they take turns
    uids = [str(event["UID"]) for event in feed.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    assert all(
        event["DTSTAMP"].dt == datetime(2026, 11, 20, tzinfo=event["DTSTAMP"].dt.tzinfo) for event in events.values()
    )
    assert events["冬至"]["DTSTART"].dt == date(2026, 12, 22)
