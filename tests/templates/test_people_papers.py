"""The papers of people: what makes each of them good, on the sample inputs and on facts that are changed a little."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import openpyxl
import pytest
from authoring import catalogue
from authoring.outline import outline
from commands.plain_books import people
from commands.plain_measures import conversion, daily_mean, done, members, person_days
from docx import Document

from pipeline import facts, measures
from pipeline.batch.pictures import picture_shelf
from pipeline.batch.prepare import make_context
from pipeline.facts import Facts, FactSource
from pipeline.measures import REGISTRY
from pipeline.vocabulary import shipped
from pipeline.workspace import defaults

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EAST = "城东支行"
GROWTH = catalogue.ROOT / "inputs" / "分行" / "KASH与成长（保密）.xlsx"
TALKS = catalogue.ROOT / "inputs" / "分行" / "绩效面谈（保密）.xlsx"


@cache
def made(kind: str, unit: str) -> Mapping[tuple[str, str], Facts]:
    """The facts of every paper of a kind, by branch and officer ('' where a kind has none)."""
    found, data = catalogue.kinds()[kind], catalogue.reading()
    context = make_context(catalogue.space(), data, catalogue.period(unit), catalogue.AS_OF)
    frames = measures.compute(["funnel", *found.needed_figures()], data.intake.tables, context)
    shapes = {name: REGISTRY[name].shape for name in frames}
    source = FactSource(frames, shapes, data.intake.tables, context, picture_shelf(catalogue.space()))
    built = facts.build(found, source, catalogue.space(), everyone=True)
    return {(key["branch"], key.get("officer", "")): told for key, told in built}


def given(kind: str, officer: str = "", unit: str = "month", branch: str = EAST) -> Facts:
    return made(kind, unit)[branch, officer]


def paper(kind: str, told: Facts, **changes: Any) -> bytes:
    template, problems = catalogue.compiled(kind, f"{kind}.docx")
    assert template is not None, problems
    return template.render({**told, **changes})


def lines(kind: str, told: Facts, **changes: Any) -> str:
    return outline(paper(kind, told, **changes))


def rows(book: Any, sheet: str) -> Iterator[dict[str, Any]]:
    """The rows of a sample sheet, read without the program."""
    head, *body = openpyxl.load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True)
    return (dict(zip(head, row, strict=True)) for row in body)


def charts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(n for n in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", n))
        return [archive.read(name).decode() for name in names]


def series(chart: str) -> dict[str, list[float]]:
    """Series of a chart part → its cached points."""
    found = {}
    for part in re.findall(r"<c:ser>.*?</c:ser>", chart, re.S):
        name = re.search(r"<c:tx>.*?<c:v>(.*?)</c:v>", part, re.S)
        values = part[part.index("<c:val>") :]
        assert name
        found[name[1]] = [float(v) for v in re.findall(r"<c:v>([^<]+)</c:v>", values)]
    return found


# ---- KASH


def controls(data: bytes) -> dict[str, str]:
    """Tag of each content control → its text."""
    body = Document(io.BytesIO(data)).element.body
    return {
        str(sdt.find(f"{W}sdtPr/{W}tag").get(f"{W}val")): "".join(t.text or "" for t in sdt.iter(f"{W}t")).strip()
        for sdt in body.iter(f"{W}sdt")
    }


def test_every_score_of_the_register_stands_in_its_control() -> None:
    """Read by the names of the form's fields, item by item, against the workbook itself."""
    found = controls(paper("kash-assessment", given("kash-assessment", "方一鸣")))
    told = {
        r["评估项目"]: r for r in rows(GROWTH, "KASH评分") if (r["客户经理"], r["周期"]) == ("方一鸣", "2026年11月")
    }
    letters = {"k": "knowledge", "a": "attitude", "s": "skills", "h": "habits"}
    for letter, section in letters.items():
        for number, item in enumerate(defaults()["kash"][section], 1):
            for field, column in (("self", "自评分"), ("boss", "上级评分")):
                wanted = told[item][column]
                assert found[f"{letter}_{field}_{number}"] == ("" if wanted is None else str(wanted)), item


def test_gaps_of_two_points_and_only_they_are_marked() -> None:
    text = lines("kash-assessment", given("kash-assessment", "方一鸣"))
    told = [r for r in rows(GROWTH, "KASH评分") if (r["客户经理"], r["周期"]) == ("方一鸣", "2026年11月")]
    wide = [r["评估项目"] for r in told if r["上级评分"] is not None and abs(r["自评分"] - r["上级评分"]) >= 2]
    marked = [line.split("|")[1].strip() for line in text.splitlines() if "△" in line and line.startswith("│")]
    assert sorted(marked) == sorted(wide) and wide


def test_the_net_is_native_and_lays_the_last_round_under_this_one() -> None:
    [net] = charts(paper("kash-assessment", given("kash-assessment", "方一鸣")))
    assert "<c:radarChart>" in net and 'prstDash val="sysDash"' in net
    found = series(net)
    assert list(found) == ["上级评", "自评", "上次上级评"]
    for name, month, column in (("上级评", "2026年11月", "上级评分"), ("上次上级评", "2026年9月", "上级评分")):
        means = []
        for dimension in ("知识", "态度", "技巧", "习惯"):
            marks = [
                r[column]
                for r in rows(GROWTH, "KASH评分")
                if (r["客户经理"], r["周期"], r["维度"]) == ("方一鸣", month, dimension) and r[column] is not None
            ]
            means.append(sum(marks) / len(marks))
        assert found[name] == pytest.approx(means)


def test_where_nobody_has_scored_yet_the_paper_is_a_form_to_fill_in() -> None:
    data = paper("kash-assessment", given("kash-assessment", "卢嘉欣", branch="高新支行"))
    found, text = controls(data), outline(data)
    assert len([name for name in found if re.match("[kash]_(self|boss)_", name)]) == 50
    assert not any(text for name, text in found.items() if re.match("[kash]_(self|boss)_", name))
    assert "本期尚未评分：先自评，再请上级评，互相不看" in text and "还没有评分" in text


def test_the_plan_begins_with_the_weakest_items_and_has_room_for_the_rest() -> None:
    told = given("kash-assessment", "方一鸣")
    weakest = told["kash_gaps"][:2]
    found = controls(paper("kash-assessment", told, kash_gaps=weakest))
    assert [found["gap_1"], found["gap_2"]] == [gap["kash_item"] for gap in weakest]
    assert found["mentor_1"] == weakest[0]["mentor"] and found["target_1"] == found["learning_1"] == ""
    assert found["gap_3"] == found["outcome_4"] == ""  # the rest can be filled in on a screen as well
    text = lines("kash-assessment", told, kash_gaps=weakest)
    plan = text[text.index("四、发展计划") :].split("└")[0]
    assert plan.count("\n│") == told["settings"]["plan_rows"]


def test_items_come_from_the_settings_alone() -> None:
    told = given("kash-assessment", "方一鸣")
    fewer = [row for row in told["kash_items"] if row["kash_item"] != "谈资"]
    assert "谈资" in lines("kash-assessment", told) and "谈资" not in lines("kash-assessment", told, kash_items=fewer)


# ---- a round of interviews


def held(branch: str, month: int) -> list[dict[str, Any]]:
    found = [r for r in rows(TALKS, "面谈记录") if r["支行"] == branch]
    return [r for r in found if (r["日期"].year, r["日期"].month) == (2026, month)]


@pytest.mark.parametrize("branch", ["城东支行", "城西支行", "高新支行", "临江支行"])
def test_the_summary_counts_the_talks_of_the_register(branch: str) -> None:
    told = held(branch, 11)
    text = lines("interview-summary", given("interview-summary", branch=branch))
    people = {r["客户经理"] for r in told}
    assert f"本期面谈 {len(told)} 次、{len(people)} 人" in text
    causes: dict[str, int] = {}
    for row in told:
        for cause in row["成因"].split("、"):
            causes[cause] = causes.get(cause, 0) + 1
    part = text[text.index("三、原因统计") : text.index("四、四项判断")]
    shown = re.findall(r"^│ \d+ \| (\S+) \| (\d+) \|", part, re.M)
    assert {cause: int(count) for cause, count in shown} == causes


def test_causes_that_tie_are_all_named_as_the_most_frequent() -> None:
    told = given("interview-summary")
    cause = told["interview_causes"][0]
    tied = [{**cause, "cause": name, "people": count} for name, count in (("技巧", 2), ("方法", 2), ("客户", 1))]
    assert "原因最集中的是技巧、方法（各 2 人）。" in lines("interview-summary", told, interview_causes=tied)
    assert "原因最集中的是技巧（2 人）。" in lines("interview-summary", told, interview_causes=tied[::2])


def test_the_summary_says_who_promised_what_to_whom() -> None:
    text = lines("interview-summary", given("interview-summary"))
    assert re.search(r"陆晓彤 \| 促成时敢提额度 \| 陪访两次并点评 \| 沈若兰 \| 2026\.12\.18 \| 进行中", text)
    assert "沈若兰 3 项（陆晓彤、方一鸣、温佳宁）" in text
    assert re.search(r"严松 \| 请假后补足咨询量 .*部分完成 ⏎ 超期2天", text)


def test_the_summary_names_who_is_still_due_and_why() -> None:
    text = lines("interview-summary", given("interview-summary"))
    assert re.search(r"韩承泽 \| — .*\| 应谈未谈", text) and "韩承泽：重点帮扶" in text


def test_the_bars_of_the_four_judgements_are_the_numbers_of_people() -> None:
    told = given("interview-summary")
    [chart] = charts(paper("interview-summary", told))
    shown = series(chart)
    for score in range(1, 6):
        assert shown[f"{score} 分"] == [row[f"count_{score}"] for row in told["interview_judgements"]]


def test_a_round_without_talks_says_so_in_each_part() -> None:
    told = given("interview-summary")
    empty = {name: catalogue.nothing(value) for name, value in catalogue.figures_of(told).items()}
    text = lines("interview-summary", told, **empty)
    for sentence in (
        "本期没有面谈记录",
        "没有填成因",
        "没有填判断",
        "本期没有定下改进计划",
        "没有以前各期留下的未了计划",
    ):
        assert sentence in text
    assert "四项判断>" not in text  # no chart without a judgement


# ---- growth


def test_the_record_marks_the_present_stage_and_those_behind_it() -> None:
    text = lines("growth-record", given("growth-record", "方一鸣", "quarter"))
    part = text[text.index("一、四个成长阶段") : text.index("二、七项技能")]
    assert re.findall(r"^│ (\S) \| (\S+) \|", part, re.M) == [
        ("√", "理念转变"), ("√", "知识积累"), ("●", "技能磨练"), ("○", "习惯与文化"),
    ]  # fmt: skip


def test_the_net_of_the_seven_skills_has_both_quarters() -> None:
    net, _ = charts(paper("growth-record", given("growth-record", "方一鸣", "quarter")))
    told = [r for r in rows(GROWTH, "成长技能评分") if r["客户经理"] == "方一鸣"]
    for name, quarter in (("上级评", "2026年第4季度"), ("上次上级评", "2026年第3季度")):
        assert series(net)[name] == [r["上级评分"] for r in told if r["周期"] == quarter]


def test_the_way_so_far_is_told_with_the_newest_first_and_cut_by_a_setting() -> None:
    told = given("growth-record", "方一鸣", "quarter")
    text = lines("growth-record", told, settings={**told["settings"], "story_rows": 3})
    part = text[text.index("四、成长履历") : text.index("五、兴趣与特长")]
    days = [tuple(map(int, day)) for day in re.findall(r"^│ (\d+)\.(\d+)\.(\d+) \|", part, re.M)]
    assert len(days) == 3 and days == sorted(days, reverse=True)
    assert f"共 {len(told['growth_story'])} 条" in part


def test_a_plan_that_ends_before_the_quarter_is_not_set_beside_the_quarters_days() -> None:
    told = given("growth-record", "方一鸣", "quarter")
    assert not told["funnel"]["plan_whole"]  # December is not split over the officers yet
    assert "三、本季业绩　　计划为已下达各月之和，季内还有月份未下达，不比序时进度" in lines("growth-record", told)
    whole = {**told["funnel"], "plan_whole": True}
    assert "三、本季业绩　　序时进度 53.2%" in lines("growth-record", told, funnel=whole)


# ---- the guide


def test_the_guide_has_ten_areas_and_four_steps_of_the_settings() -> None:
    told = given("job-guide", "方一鸣")
    text = lines("job-guide", told)
    part = text[text.index("三、工作的十个方面") : text.index("四、先补哪几项")]
    shown = re.findall(r"^│ \d+ \| (\S+) \|", part, re.M)
    assert shown == [area["name"] for area in told["settings"]["areas"]] and len(shown) == 10
    steps = text[text.index("二、每天四步") : text.index("三、工作的十个方面")]
    assert re.findall(r"^│ \d \| (\S+) \|", steps, re.M) == [step["name"] for step in told["settings"]["steps"]]


def test_an_area_of_ones_own_prints_its_words_and_leaves_the_figures_open() -> None:
    told = given("job-guide", "方一鸣")
    own = {"key": "党建", "name": "党建共建", "duty": "与社区党支部结对", "standard": "每季一次"}
    text = lines("job-guide", told, settings={**told["settings"], "areas": [own]})
    assert "│ 1 | 党建共建 | 与社区党支部结对 | 每季一次 | \n" in text


def test_the_guide_shows_own_figures_of_every_area() -> None:
    told = given("job-guide", "方一鸣")
    text = lines("job-guide", told)
    part = text[text.index("三、工作的十个方面") : text.index("四、先补哪几项")]
    assert all(row.rsplit("|", 1)[1].strip() for row in part.splitlines() if row.startswith("│"))
    assert f"日均咨询 {told['funnel']['daily_mean']:.1f} 次" in part


def test_a_turn_that_was_only_proposed_is_shown_while_it_lies_ahead() -> None:
    told = given("job-guide", "方一鸣")
    turn = {**told["topic_rota"][0], "sharer": "方一鸣"}
    past, ahead = told["as_of"] - timedelta(days=3), told["as_of"] + timedelta(days=3)
    rota = [
        {**turn, "title": "没有人讲过", "date": past, "proposed": True},
        {**turn, "title": "轮到再讲", "date": ahead, "proposed": True},
        {**turn, "title": "已经讲过", "date": past, "proposed": False},
    ]
    part = lines("job-guide", told, topic_rota=rota).split("本月轮到")[1].splitlines()[0]
    assert re.findall(r"：(\S+?)(?:；|$)", part) == ["已经讲过", "轮到再讲（拟）"]


def test_customers_are_masked_but_can_be_told_by_their_numbers() -> None:
    dates = given("job-guide", "方一鸣")["own_dates"]
    told = [row["title"] for row in dates if row["plan_kind"] in ("贷后检查", "准客户跟进", "贷款到期")]
    assert told and all(re.match(r".\*+（[A-Z]+\d+）", title) for title in told)


def test_long_lists_are_cut_by_settings_and_counted_whole() -> None:
    told = given("job-guide", "方一鸣")
    few = {**told["settings"], "date_rows": 4, "plan_rows": 2}
    text = lines("job-guide", told, settings=few)
    part = text[text.index("五、我的日程") : text.index("六、支行下个月的安排")]
    assert part.count("超期 ") <= 2 + part.count("（超期") and part.count("\n│ 20") <= 6
    assert f"贷后检查 {sum(row['plan_kind'] == '贷后检查' for row in told['own_dates'])} 件" in part


# ---- the page of facts behind the interview form


def test_the_fact_page_stands_behind_the_eight_parts() -> None:
    text = lines("interview-form", given("interview-form", "韩承泽", "week"))
    assert text.index("八、本人意见与签字") < text.index("附页：面谈事实") < text.index("四项判断对应的事实")


def test_the_trend_beside_the_branch_is_native_and_of_the_same_weeks() -> None:
    told = given("interview-form", "韩承泽", "week")
    _, asked, dealt = charts(paper("interview-form", told))
    assert series(asked)["本人咨询量"] == [row["enquiries"] for row in told["own_trend"]]
    assert series(asked)["支行人均"] == pytest.approx([row["mean_enquiries"] for row in told["own_trend"]])
    assert series(dealt)["本人成交量"] == [row["deals"] for row in told["own_trend"]]
    assert [row["label"] for row in told["own_trend"]][-1] == "第47周"


def test_the_facts_of_everybody_agree_with_plain_sums_over_the_workbooks() -> None:
    spans = (date(2026, 10, 26), date(2026, 11, 20)), (date(2026, 10, 8), date(2026, 10, 25))
    for (branch, who), told in made("interview-form", "week").items():
        own, before, mean = told["evidence"]
        for row, span in ((own, spans[0]), (before, spans[1])):
            if not person_days(who, span):  # not here yet
                assert row["daily_mean"] is None
                continue
            wanted = [daily_mean(who, span), conversion(who, "申请量", "咨询量", span)]
            wanted.append(conversion(who, "成交量", "申请量", span))
            found = [row[name] for name in ("daily_mean", "application_rate", "deal_rate")]
            assert found == [None if w is None else pytest.approx(float(w)) for w in wanted], (who, span)
        asked = sum(done(name, "咨询量", spans[0]) for name in members(branch))
        assert mean["daily_mean"] == pytest.approx(float(asked / person_days(branch, spans[0]))), branch


def test_the_weeks_of_everybody_agree_with_plain_sums_over_the_workbooks() -> None:
    for (branch, who), told in made("interview-form", "week").items():
        for row in told["own_trend"]:
            week = int(row["code"][-2:])
            span = date.fromisocalendar(2026, week, 1), date.fromisocalendar(2026, week, 7)
            here = [name for name in members(branch) if people()[name].joined <= span[1]]
            assert row["enquiries"] == (float(done(who, "咨询量", span)) if who in here else None), (who, week)
            whole = sum(done(name, "咨询量", span) for name in here)
            assert row["mean_enquiries"] == pytest.approx(float(whole / len(here))), (branch, week)


def test_the_last_plan_is_counted_by_its_outcomes() -> None:
    told = [r for r in rows(TALKS, "改进计划") if r["客户经理"] == "韩承泽"]
    done, part, missed = (sum(r["完成情况"] == word for r in told) for word in ("已完成", "部分完成", "未完成"))
    text = lines("interview-form", given("interview-form", "韩承泽", "week"))
    assert f"共 {len(told)} 项：已完成 {done}，部分完成 {part}，未完成 {missed}" in text


def test_causes_to_tick_come_from_the_settings() -> None:
    told = given("interview-form", "韩承泽", "week")
    rules = {**told["rules"], "interviews": {**told["rules"]["interviews"], "causes": ["家庭"]}}
    assert "□客户" in lines("interview-form", told) and "□家庭" in lines("interview-form", told, rules=rules)


@pytest.mark.parametrize(
    "kind", ["interview-form", "interview-summary", "kash-assessment", "growth-record", "job-guide"]
)
def test_papers_of_people_lie_in_a_folder_of_their_own(kind: str) -> None:
    assert all("（保密）/" in file.output for file in catalogue.kinds()[kind].files)


def test_the_guide_names_tables_kinds_and_settings_that_there_are() -> None:
    guide = (catalogue.ROOT / "docs" / "guides" / "面谈与成长.md").read_text(encoding="utf-8")
    tables = {spec.term for spec in shipped().tables.values()}
    assert set(re.findall("《(.+?)》", guide)) <= tables
    assert set(re.findall(r"chenxi build (\S+?)[ `]", guide)) <= set(catalogue.kinds())
    for section, names in re.findall(r"`\[(kash|interviews)\]` 的 (.+?) \|", guide):
        assert set(names.split("、")) <= set(defaults()[section])
    guided = catalogue.kinds()["job-guide"].settings
    assert {"steps", "areas", "date_rows"} <= set(guided)
