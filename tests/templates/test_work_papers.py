"""The papers of measures and targets: what each is good for, in the documents that the sample inputs make."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring import catalogue
from authoring.catalogue import BRANCH, Paper, papers, rendered, sample
from authoring.outline import outline
from authoring.work.guide_words import CHAPTERS
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import facts
from pipeline.facts import Facts
from pipeline.intake import read_inputs
from pipeline.vocabulary import shipped

INPUTS = Path(__file__).parents[2] / "inputs"
TODAY = catalogue.AS_OF
MEASURES = ("咨询量", "申请量", "成交量", "成交金额", "交叉销售")
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # data bars of 2010


def paper(name: str) -> Paper:
    return next(found for found in papers() if found.name == name)


@cache
def branches(name: str) -> dict[str, Facts]:
    """The facts of a paper for each branch."""
    found = paper(name)
    made = facts.build(found.kind, catalogue.source(found.unit), catalogue.space(), everyone=True)
    return {key["branch"]: given for key, given in made}


def book(data: bytes, **more: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True, **more)


def rows(sheet: Worksheet, first: int) -> list[tuple[Any, ...]]:
    """The rows from this one down to the first without anything in its first cell."""
    found = []
    for row in sheet.iter_rows(min_row=first, values_only=True):
        if row[0] in (None, ""):
            break
        found.append(row)
    return found


# daily report


def test_the_day_is_made_up_and_its_increment_is_what_was_done() -> None:
    sheet = book(rendered(paper("daily-report")))["日报"]
    shown = rows(sheet, 6)[:5]
    assert [row[0] for row in shown] == list(MEASURES)
    for row in shown:
        reported, joint, adjusted, done = row[2:6]
        before, now, increment = row[7:10]
        assert reported + joint + adjusted == pytest.approx(done)
        assert now - before == pytest.approx(increment) == pytest.approx(done)
        assert row[13] == pytest.approx((row[11] - row[12]) * 100)


def test_officers_less_what_joint_work_counts_twice_are_the_branch() -> None:
    given = sample(paper("daily-report"))
    sheet = book(rendered(paper("daily-report")))["客户经理"]
    people = rows(sheet, 6)
    summed, twice, branch = people[-3:]
    assert (summed[0], branch[0]) == ("各人合计", "支行合计")
    for at, row in enumerate(given["progress"]):
        column = 2 + 4 * at
        assert branch[column] == pytest.approx(row["completed"])
        assert summed[column] + twice[column] == pytest.approx(branch[column])
        assert branch[column + 3] == pytest.approx(row["attained"])
    assert len(people) - 3 == len(given["progress_board"]) / len(MEASURES)


def test_a_days_conversion_above_the_whole_is_told_not_cut() -> None:
    given = sample(paper("daily-report"))
    for over in (True, False):
        funnel = {**given["funnel"], "deal_rate": 1.4, "over_full": over}
        sheet = book(rendered(paper("daily-report"), {**given, "funnel": funnel}))["日报"]
        cells = [cell.value for row in sheet.iter_rows() for cell in row]
        assert 1.4 in cells
        assert any("转化率超过100%" in str(value) for value in cells) == over


def test_an_adjustment_has_its_reason_and_a_person() -> None:
    adjusted = {
        "kind": "调整",
        "officer": "方一鸣",
        "measure": "咨询量",
        "quantity": -1,
        "reason": "误登",
        "approver": "秦立新",
    }
    given = {
        **sample(paper("daily-report")),
        "registrations": [{"number": 1, "date": TODAY, "partner": None, **adjusted}],
    }
    row = rows(book(rendered(paper("daily-report"), given))["调整与协同"], 5)[0]
    assert row[2:] == ("调整", "方一鸣", None, "咨询量", -1, "误登", "秦立新")
    silent = book(rendered(paper("daily-report"), {**given, "registrations": []}))["调整与协同"]
    assert "当日《调整与协同登记》里没有记录；日志里写了协同人的，见《口径明细》的协同数。" in [
        cell.value for cell in silent["A"]
    ]


def test_without_a_plan_there_is_a_dash_and_no_nought() -> None:
    given = sample(paper("daily-report"))
    unplanned = {"plan_to_date": None, "attained": None, "ahead": None, "still_open": None, "needed_daily": None}
    lists = {name: [{**row, **unplanned} for row in given[name]] for name in ("progress", "progress_board")}
    made = book(rendered(paper("daily-report"), {**given, **lists}))
    for row in rows(made["日报"], 6)[:5]:
        assert [row[at] for at in (10, 11, 13, 14, 15)] == ["—"] * 5
    assert rows(made["客户经理"], 6)[0][4:6] == ("—", "—")


# leads


def test_lead_totals_are_what_the_registers_say() -> None:
    """An oracle: the registers' own cells, by openpyxl, without any code of ours."""
    closed = ("成交", "放弃")
    for branch, given in branches("lead-progress").items():
        known = _registered(branch)
        mine = [row for row in known if row["跟进阶段"] not in closed]
        late = [row for row in mine if row["下次"] and row["下次"].date() < TODAY]
        totals = given["lead_totals"]
        assert totals["leads_open"] == len(mine), branch
        assert totals["leads_overdue"] == len(late), branch
        assert totals["need_total"] == sum(row["需求"] for row in mine), branch
        assert len(given["leads"]) == len(known)


def _registered(branch: str) -> list[dict[str, Any]]:
    found = []
    for path in (
        INPUTS / branch / "准客户台账.xlsx",
        INPUTS / branch / "准客户与拜访.xlsx",
        *(INPUTS / "分行").glob("准客户台账*.xlsx"),
    ):
        if not path.exists():
            continue
        head, *below = openpyxl.load_workbook(path)["准客户台账"].iter_rows(values_only=True)
        short = [re.sub(r"(意向|需求)金额.*", "需求", re.sub(r"下次跟进.*", "下次", str(name))) for name in head]
        for cells in below:
            row = dict(zip(short, cells, strict=True))
            if row.get("支行", branch) == branch:
                found.append(row)
    return found


def test_what_must_move_first_stands_first_and_customers_are_masked() -> None:
    made = book(rendered(paper("lead-progress")))
    shown = rows(made["准客户进程"], 5)
    lights = [row[12] for row in shown]
    assert lights == sorted(lights, key=lambda light: "红黄蓝".find(light) if light else 9)
    overdue = [row[11] for row in shown if row[12] == "红"]
    assert overdue == sorted(overdue, reverse=True)
    assert all(row[2].endswith("*") for row in shown)
    assert all(
        row[4] in ("成交", "放弃")
        for row in shown[len([r for r in sample(paper("lead-progress"))["leads"] if r["lead_open"]]) :]
    )


def test_stages_keep_their_six_rows_without_leads_so_that_the_chart_covers_nothing() -> None:
    given = catalogue.VARIANTS["nothing"](sample(paper("lead-progress")))
    sheet = book(rendered(paper("lead-progress"), given))["总览"]
    assert [row[0] for row in rows(sheet, 7)] == ["线索", "接触", "面谈", "申请", "成交", "放弃", "合计"]
    assert "准客户台账里还没有本支行的线索" in sheet["A4"].value


# targets


@pytest.mark.parametrize("branch", ["城东支行", "城西支行", "高新支行", "临江支行"])
def test_the_formulas_of_the_workbook_give_the_parts_of_the_figure(branch: str) -> None:
    given = branches("target-breakdown")[branch]
    sheet = book(rendered(paper("target-breakdown"), given))["任务计划"]
    shown = rows(sheet, 10)
    fields = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
    for row, officer in zip(shown, given["target_split"], strict=False):
        assert row[:3] == ("2026-12", branch, officer["officer"])
        assert list(row[3:8]) == pytest.approx([officer[name] for name in fields]), officer["officer"]
        assert row[16] == pytest.approx(officer["share"])
    assert [sheet.cell(7, column).value for column in range(4, 9)] == [0] * 5
    assert [sheet.cell(5, column).value for column in range(4, 9)] == [given["branch_target"][name] for name in fields]


@pytest.mark.parametrize("done", [0.0, None])
def test_where_nobody_has_results_capacity_and_days_alone_decide(done: float | None) -> None:
    given = sample(paper("target-breakdown"))
    people = [{**row, "daily_amount": done} for row in given["target_split"]]
    sheet = book(rendered(paper("target-breakdown"), {**given, "target_split": people}))["任务计划"]
    weights = [row["capacity"] * row["workdays"] for row in people]
    shown = rows(sheet, 10)[: len(people)]
    assert [row[16] for row in shown] == pytest.approx([weight / sum(weights) for weight in weights])
    assert [sheet.cell(7, column).value for column in range(4, 9)] == [0] * 5


def test_the_breakdown_is_read_back_as_the_plan(tmp_path: Path) -> None:
    given = sample(paper("target-breakdown"))
    (tmp_path / "任务分解表.xlsx").write_bytes(rendered(paper("target-breakdown"), given))
    _compare(tmp_path, given)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_breakdown_that_was_signed_and_saved_elsewhere_is_read_back_with_who_approved_it(tmp_path: Path) -> None:
    """As a manager does it: the approver typed in, one officer's part typed over, saved by another program."""
    given = sample(paper("target-breakdown"))
    made = openpyxl.load_workbook(io.BytesIO(rendered(paper("target-breakdown"), given)))
    made["任务计划"]["I5"], made["任务计划"]["D10"] = "秦立新", 250
    made.save(tmp_path / "任务分解表.xlsx")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    convert = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved")]
    subprocess.run(
        [*command, *convert, str(tmp_path / "任务分解表.xlsx")], check=True, capture_output=True, timeout=120
    )
    frame = _compare(tmp_path / "saved", given, first=250)
    assert set(frame["approver"]) == {"秦立新"}


def _compare(folder: Path, given: Facts, first: float | None = None) -> Any:
    read = read_inputs(folder, shipped())
    frame = read.tables["targets"].frame
    assert [p for p in read.problems if p.level != "repair"] == []
    fields = ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
    wanted = [[row["officer"], *(row[name] for name in fields)] for row in given["target_split"]]
    if first is not None:
        wanted[0][1] = first
    assert frame[["officer", *fields]].to_numpy().tolist() == wanted
    assert set(frame["period"]) == {"2026-12"}
    assert set(frame["branch"]) == {BRANCH}
    return frame


def test_targets_that_are_already_given_stand_in_place_of_the_proposal() -> None:
    given = sample(paper("target-breakdown"))
    people = [{**row, "plan_enquiries": 7.0} for row in given["target_split"]]
    planned = {**given, "branch_target": {**given["branch_target"], "planned": True}, "target_split": people}
    sheet = book(rendered(paper("target-breakdown"), planned))["任务计划"]
    assert {row[3] for row in rows(sheet, 10)[: len(people)]} == {7}
    assert sheet["D7"].value == given["branch_target"]["enquiries"] - 7 * len(people)


# business analysis


def test_the_analysis_draws_its_charts_from_the_figures() -> None:
    given = sample(paper("business-analysis-branch"))
    drawn = charts(rendered(paper("business-analysis-branch"), given))
    weeks = given["weeks"]
    assert drawn[0]["咨询量（左轴）"] == [(w["label"], w["enquiries"]) for w in weeks]
    assert dict(drawn[1]["咨询→申请"]) == pytest.approx({w["label"]: w["application_rate"] for w in weeks})
    loans = [row for row in given["products"] if row["kind"] == "贷款"]
    assert drawn[2]["占比"] == [(row["product"], pytest.approx(row["share"])) for row in loans]
    stages = [(row["measure"], row["completed"]) for row in given["breakdown"][:3]]
    assert drawn[4]["数量"] == stages
    assert [count for _, count in stages] == [given["funnel"][name] for name in ("enquiries", "applications", "deals")]
    ranked = sorted(given["officers"], key=lambda row: -row["attainment_amount"])
    assert [name for name, _ in drawn[3]["金额达成率"]] == [row["officer"] for row in ranked]


def charts(data: bytes) -> list[dict[str, list[tuple[str, float]]]]:
    """The charts of a document in the order of their numbers: series → its points."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(n for n in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", n)):
            root = etree.fromstring(archive.read(name))
            series = {}
            for ser in root.iter(f"{space}ser"):
                words, numbers, label = (
                    [v.text for v in ser.find(f"{space}{part}").iter(f"{space}v")] for part in ("cat", "val", "tx")
                )
                series[label[0]] = list(zip(words, map(float, numbers), strict=True))
            found.append(series)
    return found


def test_every_weak_spot_has_a_row_for_what_is_to_be_done() -> None:
    given = sample(paper("business-analysis-branch"))
    text = outline(rendered(paper("business-analysis-branch"), given))
    for spot in given["weak_spots"]:
        assert f"{spot['kind']} | {spot['subject']} | {spot['what']}" in text
        assert f"{spot['kind']}：{spot['subject']} |" in text


def test_the_banks_paper_ranks_its_branches_and_marks_a_plan_that_is_not_whole() -> None:
    found = paper("business-analysis-bank")
    given = sample(found)
    rest = [{**row, "plan_whole": row["branch"] != BRANCH} for row in given["branches"]]
    text = outline(rendered(found, {**given, "branches": rest}))
    ranking = re.findall(r"│ (\d) \| (\S+支行\*?) \|", text)
    assert [number for number, _ in ranking] == ["1", "2", "3", "4"]
    assert ranking[-1][1] == f"{BRANCH}*"


def test_equals_share_a_place() -> None:
    found = paper("business-analysis-branch")
    given = sample(found)
    rates = (0.9, 0.8, 0.8, 0.7, None)
    people = [{**row, "attainment_amount": rate} for row, rate in zip(given["officers"], rates, strict=False)]
    text = outline(rendered(found, {**given, "officers": people}))
    places = re.findall(r"│ (\d|—) \| [一-鿿]{2,3}(?:（新）)? \| \d+ \| \d+ \| \d+ \| [\d.,]+ \| ([\d.%—]+)", text)
    assert places == [("1", "90.0%"), ("2", "80.0%"), ("2", "80.0%"), ("4", "70.0%"), ("—", "—")]


# measure guide


def test_the_guide_explains_every_measure_of_the_field() -> None:
    names = "".join(measure.name for _, measures in CHAPTERS for measure in measures)
    wanted = (
        "咨询量 户数 日均 申请量 成交量 交叉销售 转化率 同批 渗透率 达成率 序时进度 人均产能 环比 同比 时效 倒推 "
        "新增客户数据 30天 完成数 重点帮扶 名次 年化 任务分解 停滞"
    )
    names = names.replace(" ", "")
    assert [word for word in wanted.split() if word not in names] == []


def test_the_guide_prints_the_banks_own_rules_and_reckons_with_the_months_figures() -> None:
    given = sample(paper("measure-guide"))
    text = outline(rendered(paper("measure-guide"), given))
    funnel = given["funnel"]
    assert f"{funnel['applications']} ÷ {funnel['enquiries']:,} ＝ {funnel['application_rate']:.1%}" in text
    assert "有效客户须：有客户姓名或编号、不是不予合作的渠道（贷款中介）。" in text
    rules = {**given["rules"], "weak": {**given["rules"]["weak"], "daily_share": 0.5, "weeks": 3}}
    rules["measures"] = {**rules["measures"], "qualified": ["has_phone"]}
    changed = outline(rendered(paper("measure-guide"), {**given, "rules": rules}))
    assert "连续 3 周；日均低于中位数的 50%" in changed
    assert "有效客户须：有联系电话。" in changed


def test_the_guide_names_nobody_who_needs_help() -> None:
    given = sample(paper("measure-guide"))
    assert given["weak_list"]
    text = outline(rendered(paper("measure-guide"), given))
    assert not any(row["officer"] in text for row in given["weak_list"])


# tracker


def test_the_tracker_goes_on_from_weeks_to_months_and_the_quarter() -> None:
    given = sample(paper("activity-tracker"))
    made = book(rendered(paper("activity-tracker"), given))
    sheet = made["本季"]
    months = rows(sheet, 15)
    assert [(row[0], row[2], row[6], row[9]) for row in months[:-1]] == [
        (row["label"], row["enquiries"], row["deals"], row["loan_amount"]) for row in given["months"]
    ]
    assert months[-1][2] == given["quarter_funnel"]["enquiries"]
    assert [sheet.cell(row, 4).value for row in range(6, 11)] == [
        given["quarter_funnel"][name] for name in ("enquiries", "applications", "deals", "loan_amount", "cross_sold")
    ]
    heading = next(str(cell.value) for cell in sheet["A"] if str(cell.value).startswith("各客户经理"))
    assert not all(row["plan_whole"] for row in given["quarter_officers"])  # December is not split yet
    assert "计划是已分解月份之和" in heading and "合计可以大于支行" in heading
    marked = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[1] in ("重点帮扶", "新人")}
    assert marked == {r["officer"]: "重点帮扶" if r["weak"] else "新人" for r in given["mentor_pairs"]}
    pairs = rows(made["帮带"], 5)
    assert [(row[1], row[2]) for row in pairs[: len(given["mentor_pairs"])]] == [
        (row["officer"], row["mentor"]) for row in given["mentor_pairs"]
    ]


def test_days_are_days() -> None:
    shown = rows(book(rendered(paper("lead-progress")))["准客户进程"], 5)
    days = [row[10] for row in shown if row[10]]
    assert days
    assert all(isinstance(day, datetime | date) for day in days)
