"""The five Word kinds: drawn as outlined, asking for nothing that their facts lack, fit to be printed."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authoring import draw, sample_facts
from authoring.outline import outline
from authoring.sample_papers import KINDS, facts, nothing, one_blank_row, paper, rules, settings, shape_of, template
from docx import Document

from pipeline import vocabulary
from pipeline.kinds import read_kind, unknown_names
from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them
from pipeline.measures.figure import REGISTRY
from pipeline.office import Names, content_digest

OUTLINES = Path(__file__).parent / "outlines"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    for kind in KINDS:
        (folder / kind).mkdir()
        draw.module_of(kind).draw(folder / kind)
    return folder


def lines(kind: str, **changes: Any) -> str:
    return outline(paper(kind, **changes))


def agenda(*keys: str) -> dict[str, Any]:
    """The weekly minutes' settings with these points of the agenda only, in this order."""
    shipped = settings("weekly-minutes")
    known = {point["key"]: point for point in shipped["agenda"]}
    return {**shipped, "agenda": [known.get(key, {"key": key, "title": key, "on": True}) for key in keys]}


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_template_is_what_is_drawn(kind: str, drawn: Path) -> None:
    shipped = (draw.TEMPLATES / kind / f"{kind}.docx").read_bytes()
    assert content_digest(shipped) == content_digest((drawn / kind / f"{kind}.docx").read_bytes()), (
        "run: make templates"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_twice_gives_the_same_bytes(kind: str, drawn: Path, tmp_path: Path) -> None:
    draw.module_of(kind).draw(tmp_path)
    assert (tmp_path / f"{kind}.docx").read_bytes() == (drawn / kind / f"{kind}.docx").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_compiles_without_a_problem(kind: str) -> None:
    assert list(template(kind).problems) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_declaration_reads_and_the_template_needs_only_what_it_provides(kind: str) -> None:
    read = read_kind(kind, draw.TEMPLATES / kind, REGISTRY)
    words = vocabulary.shipped()
    names = Names(roots={**words.root_terms, **{f.term: n for n, f in REGISTRY.items()}}, fields=words.field_terms)
    provided = shape_of(facts(kind))
    assert set(read.figures) == {name for name in provided if name in sample_facts.FIGURES}
    assert [p.found for p in unknown_names(template(kind), provided, names)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_facts_have_the_fields_of_the_figures(kind: str) -> None:
    for name, value in facts(kind).items():
        if name in sample_facts.FIGURES:
            first = value[0] if isinstance(value, list) else value
            assert set(first) == set(REGISTRY[name].fields), name
            assert REGISTRY[name].term == sample_facts.FIGURES[name]


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_reads_as_its_outline(kind: str) -> None:
    """CHENXI_REFRESH=1 writes the outlines anew; look at the difference before it is kept."""
    file = OUTLINES / f"{kind}.txt"
    now = lines(kind)
    if os.environ.get("CHENXI_REFRESH"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("emptied", [nothing, one_blank_row])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_unwritten_reaches_paper(kind: str, emptied: Callable[[Any], Any]) -> None:
    changes = {name: emptied(value) for name, value in facts(kind).items() if name in sample_facts.FIGURES}
    for data in (paper(kind), paper(kind, **changes)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            words = " ".join(
                re.sub(r"<[^>]+>", "\n", archive.read(n).decode())
                for n in archive.namelist()
                if n.startswith("word/") and n.endswith(".xml")
            )
        assert not re.search(r"\{\{|\{%|\bNone\b|\bnan\b|\bNaT\b|00:00:00", words)


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_rows_and_every_cell_a_paragraph(kind: str) -> None:
    changes = {name: nothing(value) for name, value in facts(kind).items() if name in sample_facts.FIGURES}
    for data in (paper(kind), paper(kind, **changes)):
        document = Document(io.BytesIO(data))
        for table in document.tables:
            assert len(table.rows) > 0
            assert all(cell.paragraphs for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_names_its_subject_and_no_person(kind: str) -> None:
    properties = Document(io.BytesIO(paper(kind))).core_properties
    assert properties.title and "{" not in properties.title
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.language == "zh-CN"


@pytest.mark.parametrize("kind", KINDS)
def test_the_footer_says_who_may_read_it_and_how_new_its_data_is(kind: str) -> None:
    footers = [line for line in lines(kind).splitlines() if line.startswith("[footer")]
    assert any("内部资料 注意保密　·　数据截至 2026年11月20日　·　未计入 3 条" in line for line in footers)
    assert "未计入" not in "".join(x for x in lines(kind, left_out=0).splitlines() if x.startswith("[footer"))


# ---- weekly minutes


def titles(text: str) -> list[str]:
    return re.findall(r"^[│‖] [一二三四五六七]、(\S+)", text, re.M)


def test_the_minutes_follow_the_order_of_the_agenda() -> None:
    assert titles(lines("weekly-minutes")) == [
        "周目标与实际",
        "活动量与转化率分析",
        "成功案例",
        "风险案例",
        "业务及行政宣导",
        "业绩推动总结",
        "其他事项与活动安排",
    ]


def test_points_are_switched_off_moved_and_added_by_settings_alone() -> None:
    changed = agenda("risk", "targets", "党建学习")
    changed["agenda"].append({"key": "success", "title": "成功案例", "on": False})
    assert titles(lines("weekly-minutes", settings=changed)) == ["风险案例", "周目标与实际", "党建学习"]


def test_the_totals_row_has_the_branch_figures_not_sums_of_ratios() -> None:
    total = next(line for line in lines("weekly-minutes").splitlines() if "合　计" in line)
    assert [c.strip() for c in total.split("|")][1:4] == ["375", "367", "97.9%"]
    assert "13.4%" in total and "63.3%" in total


def test_a_fractional_plan_is_printed_with_one_decimal_and_a_missing_one_as_a_dash() -> None:
    first, second = facts("weekly-minutes")["officers"][:2]
    text = lines(
        "weekly-minutes",
        officers=[first | {"plan_enquiries": 41.25}, second | {"plan_enquiries": None, "attainment_enquiries": None}],
    )
    assert "│ 顾明远 | 41.3 | 62 |" in text and "│ 沈若兰 | — | 55 | — |" in text


def test_a_branchs_plan_of_a_week_has_one_decimal_at_most() -> None:
    funnel = facts("weekly-minutes")["funnel"] | {"plan_enquiries": 280.95, "plan_cross_sold": 17.14}
    text = lines("weekly-minutes", funnel=funnel)
    assert "│ 咨询量（次） | 281 |" in text and "│ 交叉销售（件） | 17.1 |" in text and "280.95" not in text


def test_a_branch_without_a_plan_is_not_told_how_far_ahead_it_is() -> None:
    month = facts("weekly-minutes")["month_funnel"] | {"attainment_deals": None, "ahead": None}
    summary = next(line for line in lines("weekly-minutes", month_funnel=month).splitlines() if "业绩推动总结" in line)
    assert "万元。本周人均成交" in summary and "—" not in summary


def test_open_items_of_the_last_meeting_come_before_blank_rows() -> None:
    text = lines("weekly-minutes")
    rows = text[text.index("会议决议与督办") :].splitlines()
    assert [row.split("|")[0].strip("│ ") for row in rows[2:7]] == ["1", "2", "3", "4", "5"]
    assert "●红 已补86户，余24户（超期7天、延期1次）" in rows[2] and "●黄" in rows[3] and "●蓝" in rows[4]
    assert "●" not in rows[5]


def test_a_light_is_printed_in_its_colour() -> None:
    document = Document(io.BytesIO(paper("weekly-minutes")))
    lit = {
        run.text.strip(): str(run.font.color.rgb)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.text.startswith("●")
    }
    assert lit == {"●红": "C00000", "●黄": "B26A00", "●蓝": "1F5FA8"}


def test_a_week_without_shortfalls_says_so() -> None:
    text = lines("weekly-minutes", shortfall_list=[], weak_list=[], success_cases=[], risk_cases=[], products=[])
    assert "没有未达标人员" in text and "没有符合重点帮扶规则的人员" in text and "本周没有成交。" in text
    assert "分享人：" in text and "讲述人：" in text


def test_what_is_not_known_before_the_meeting_is_left_to_the_pen() -> None:
    assert "应到 8 人　实到 　 人" in lines("weekly-minutes")
    known = facts("weekly-minutes")["attendance"] | {"present": 7}
    assert "实到 7 人" in lines("weekly-minutes", attendance=known)


def test_a_meeting_outside_its_usual_length_is_marked() -> None:
    assert "时长不符" not in lines("weekly-minutes")
    long = facts("weekly-minutes")["meeting_info"] | {"off_range": True}
    assert "17:00—17:45（时长不符）" in lines("weekly-minutes", meeting_info=long)


def test_a_cause_not_yet_known_is_ticked_by_hand() -> None:
    text = lines("weekly-minutes")
    assert "陆晓彤 | 94.0% | 3.0 | 100.0% |  | □督促□培训□帮扶\n" in text
    assert "韩承泽 | 46.0% | 27.0 | 25.0% | 新市场陌拜为主，客户筛选不准 | 帮扶：由顾明远陪访3天" in text


# ---- sign-in sheet


def test_the_sign_in_sheet_has_room_to_sign_and_spare_rows() -> None:
    text = lines("sign-in-sheet", settings={"spare_rows": 2, "page_rows": 17})
    assert "‖ 序号 | 姓　名 | 支　行 | 岗　位 | 签　到 | 时　间 | 备　注" in text
    assert "│ 5 | 严 松 | 城东支行 | 客户经理 |  |  | 请假" in text
    assert "│ 10 |  |  |  |  |  | " in text and "│ 11 |" not in text
    list_of_names = Document(io.BytesIO(paper("sign-in-sheet"))).tables[1]
    assert all(row.height is not None and row.height.mm >= 11 for row in list_of_names.rows[1:])


def test_the_sign_in_sheet_asks_for_no_phone_or_identity_number() -> None:
    assert not re.search("电话|手机|身份证|证件", lines("sign-in-sheet"))


# ---- interview form


def test_the_interview_form_has_its_eight_parts() -> None:
    assert re.findall(r"^‖ ([一二三四五六七八])、", lines("interview-form"), re.M) == list("一二三四五六七八")


def test_the_kind_of_interview_and_last_outcomes_are_ticked() -> None:
    text = lines("interview-form")
    assert "□常规 ☑改进 □发展" in text
    assert "□已完成　☑部分 ⏎ □未完成" in text and "☑已完成　□部分 ⏎ □未完成" in text


def test_figures_are_filled_and_judgements_are_not() -> None:
    text = lines("interview-form")
    assert "│ 咨询量（次） | 50 | 23 | 46.0% | 210 | 88 | 41.9% | 137.3 | 8 / 8" in text
    scores = [line for line in text.splitlines() if "| □ | □ | □ | □ | □ |" in line]
    assert len(scores) == 4


def test_the_trend_chart_is_native_and_holds_the_four_weeks() -> None:
    with zipfile.ZipFile(io.BytesIO(paper("interview-form"))) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    assert re.findall(r"<c:v>(第\d+周)</c:v>", chart)[:4] == ["第44周", "第45周", "第46周", "第47周"]
    assert re.findall(r"<c:v>(\d+)</c:v>", chart) == "31 30 26 23 4 4 3 2 2 2 1 1".split()  # noqa: SIM905


def test_both_axes_of_the_trend_start_at_nought() -> None:
    with zipfile.ZipFile(io.BytesIO(paper("interview-form"))) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    assert len(re.findall(r'<c:valAx>(?:(?!</c:valAx>).)*<c:min val="0"/>', chart)) == 2


def test_a_first_interview_has_no_last_plan() -> None:
    assert "没有上次改进计划的记录。" in lines("interview-form", last_plan=[])


# ---- competitor report


def test_rivals_stand_by_rank_with_both_rates_labelled() -> None:
    text = lines("competitor-report")
    assert "单利年化 ⏎ APR | 复利年化 ⏎ EAR" in text
    prices = text[text.index("附表一") : text.index("附表二")]
    assert re.findall(r"^│ (\d) \|", prices, re.M) == ["1", "2", "3", "4", "5", "6"]
    assert "3.45%起 | 3.51%起 | -1.90" in prices


def test_quotes_out_of_date_are_greyed_and_only_they() -> None:
    prices = Document(io.BytesIO(paper("competitor-report"))).tables[4]
    grey = [row.cells[1].text for row in prices.rows if 'w:fill="EFEFEF"' in row._tr.xml]
    assert grey == ["汇通消费金融", "恒信小额贷款公司"]


def test_quotes_that_could_not_be_compared_keep_their_reason() -> None:
    text = lines("competitor-report")
    refused = text[text.index("四、") : text.index("五、")]
    assert "“5厘”没有写按月还是按年，不猜测" in refused and "大江银行" in refused
    assert "大江银行" not in text[text.index("附表一") :]


def test_cheaper_rivals_are_counted_without_those_out_of_date() -> None:
    text = lines("competitor-report")
    assert "价格低于我行对标产品的有 2 个，最低的是江城建设银行惠懂你（3.51%）、江城农商银行惠商贷（4.44%）" in text
    assert "高于或等于我行的有 2 个。" in text


def test_what_a_branch_adds_to_its_survey_is_shown() -> None:
    rivals = facts("competitor-report")["competitors"]
    text = lines("competitor-report", competitors=[rivals[0] | {"extra": "宣传物料：易拉宝"}, *rivals[1:]])
    assert "3 个工作日放款；提前还款：无违约金；可循环；宣传物料：易拉宝" in text
    assert "3 个工作日放款；提前还款：无违约金；可循环 |" in text


def test_the_price_tables_lie_sideways_behind_the_report() -> None:
    pages = [line for line in lines("competitor-report").splitlines() if line.startswith("[page")]
    assert pages == ["[page 1] 210 × 297 mm", "[page 2] 297 × 210 mm"]


def test_a_report_without_quotes_says_so_and_compares_nothing() -> None:
    none = dict.fromkeys(facts("competitor-report")["competitor_summary"], 0) | {"lowest_ear": None, "median_ear": None}
    text = lines("competitor-report", competitors=[], competitor_summary=none)
    assert "截至2026年11月20日，没有同业报价，请安排调研。" in text and "在有效报价中" not in text


# ---- competitor survey form


def test_there_is_a_form_for_each_rival_to_survey_and_the_blank_ones() -> None:
    text = lines("competitor-survey-form", settings={"named_forms": 3, "blank_forms": 1})
    assert len(re.findall(r"同业产品调研表（第 \d 张）", text)) == 4
    named = re.findall(r"│ 机构名 \* \| [^|]*\| (\S*) ?\|", text)
    assert named == ["汇通消费金融", "恒信小额贷款公司", "江城农商银行", ""]


def test_only_the_most_urgent_products_get_a_form_of_their_own() -> None:
    text = lines("competitor-survey-form", settings={"named_forms": 1, "blank_forms": 1})
    assert re.findall(r"│ 机构名 \* \| [^|]*\| (\S*) ?\|", text) == ["汇通消费金融", ""]
    assert re.findall(r"\| (第 \d 张|空白表) \|", text) == ["第 1 张", "空白表", "空白表"]


def test_the_report_states_the_banks_own_terms_of_comparison() -> None:
    changed = rules() | {"competitors": rules()["competitors"] | {"amount": 255000, "months": 24, "stale_days": 60}}
    text = lines("competitor-report", rules=changed)
    assert "借款 25.5 万元、24 个月" in text and "报价已超过 60 天" in text
    assert "90 天" not in text


def test_choices_are_boxes_to_tick() -> None:
    text = lines("competitor-survey-form")
    assert "│ 还款方式 * | 随借随还 | □等额本息　□等额本金　□等本等息" in text
    assert "│ 可信度 |  | □A　□B　□C | " in text


def test_a_branch_with_nothing_stale_still_gets_forms() -> None:
    text = lines("competitor-survey-form", survey_targets=[])
    assert "没有过期或即将过期的报价" in text and len(re.findall(r"第 \d 张", text)) == 1
