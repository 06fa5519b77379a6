"""The market's papers: what makes each of them good, from the sample inputs; key figures against a plain recount."""

from __future__ import annotations

import io
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from authoring import catalogue, draw
from authoring.catalogue import BRANCH, ROOT, Paper, papers, rendered, sample
from authoring.outline import outline

from pipeline import intake, vocabulary, workspace
from pipeline.office import content_digest

Row = dict[str, Any]
INPUTS = ROOT / "inputs"
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of data bars of 2010


@cache
def paper(name: str, suffix: str = ".docx") -> Paper:
    return next(p for p in papers() if p.kind.name == name and p.suffix == suffix)


def facts(name: str, suffix: str = ".docx", **changes: Any) -> dict[str, Any]:
    return {**sample(paper(name, suffix)), **changes}


def lines(name: str, **changes: Any) -> str:
    return outline(rendered(paper(name), facts(name, **changes)))


def book(name: str, **changes: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(rendered(paper(name, ".xlsx"), facts(name, ".xlsx", **changes))))


def sheet_rows(sheet: Any, heading: str) -> list[Row]:
    """The rows below the heading row that has this heading, by heading, up to the first blank row."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate(rows) if heading in row)
    found = []
    for row in rows[at + 1 :]:
        if not any(value is not None for value in row):
            break
        found.append(dict(zip(rows[at], row, strict=True)))
    return found


KINDS = (
    "competitor-report",
    "competitor-survey-form",
    "competitor-table",
    "demand-report",
    "demand-survey-form",
    "marketing-mix",
    "territory-profile",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_templates_are_what_is_drawn(kind: str, tmp_path: Path) -> None:
    draw.module_of(kind).draw(tmp_path)
    drawn = list(tmp_path.iterdir())
    assert drawn
    for file in drawn:
        shipped = (draw.TEMPLATES / kind / file.name).read_bytes()
        assert content_digest(shipped) == content_digest(file.read_bytes()), "run: make templates"


# ---- the same figures by a plain count


@cache
def told(file: str, sheet: str, header: int) -> tuple[Row, ...]:
    """A sheet of the sample inputs as rows by heading."""
    rows = list(openpyxl.load_workbook(INPUTS / file, data_only=True)[sheet].iter_rows(values_only=True))
    heads = [str(head) for head in rows[header - 1]]
    return tuple(dict(zip(heads, row, strict=False)) for row in rows[header:] if any(v is not None for v in row))


@cache
def borrowers(market: str) -> tuple[int, float]:
    """How many customers of the market owe us something, and how much."""
    people = {row["客户编号"] for row in told("分行/客户台账.xlsx", "城东支行", 1) if row["所在商圈"] == market}
    owed = Counter[str]()
    for loan in told("分行/贷款台账.xlsx", "贷款台账", 1):
        balance = loan["贷款余额\n（万元）"]
        if loan["客户号"] in people and isinstance(balance, int | float) and balance > 0:
            owed[loan["客户号"]] += balance
    return len(owed), round(sum(owed.values()), 2)


def test_penetration_and_gap_of_a_market_are_those_of_the_workbooks() -> None:
    places = [r for r in told("分行/市场与需求调研.xlsx", "辖区市场表", 1) if r["市场"] == "东门建材市场"]
    households = sum(r["户数"] for r in places)
    need = sum(r["户数"] * r["户均需求(万元)"] for r in places)
    count, balance = borrowers("东门建材市场")
    [found] = [m for m in sample(paper("territory-profile"))["territory_markets"] if m["market"] == "东门建材市场"]
    assert (found["households"], found["customers_ours"], round(found["balance"], 2)) == (households, count, balance)
    assert found["penetration"] == pytest.approx(count / households)
    assert found["funding_gap"] == pytest.approx(need - balance)


def test_answers_of_the_survey_are_those_of_the_workbook() -> None:
    sheets = [
        r
        for r in told("分行/市场与需求调研.xlsx", "客户需求调研", 2)
        if r["支行"] == BRANCH and r["日期"].month in (10, 11, 12)
    ]
    given = sample(paper("demand-report"))
    assert given["demand_totals"]["sheets"] == len(sheets)
    for question, heading in (("资金用途", "资金用途"), ("最看重", "最看重"), ("意向产品", "意向产品")):
        counts = Counter(item for r in sheets for item in (r[heading] or "").split("、") if item)
        rows = [r for r in given["demand_answers"] if r["question"] == question]
        assert {r["options"]: r["sheets"] for r in rows} == counts
        assert {r["answers"] for r in rows} == {sum(1 for r in sheets if r[heading])}


# ---- territory profile


def test_the_first_places_to_go_have_a_reason_and_room_for_who_goes() -> None:
    text = lines("territory-profile")
    first = text[text.index("二、先去哪里") : text.index("三、市场与区域")]
    rows = [line for line in first.splitlines() if line.startswith("│")]
    assert len(rows) == 3
    assert all("资金缺口" in row and row.rstrip().endswith("|  |") for row in rows)
    assert "东郊物流园 ⏎ 道路货运" in rows[0]


def test_every_place_stands_once_among_the_next_steps() -> None:
    text = lines("territory-profile")
    steps = text[text.index("二、先去哪里") : text.index("三、")] + text[text.index("七、其余市场的下一步") :]
    for row in sample(paper("territory-profile"))["territory_list"]:
        assert len(re.findall(rf"{row['market']}(?: ⏎ |　){row['industry']}", steps)) == 1


def test_months_of_the_seasons_are_words_as_well_as_colours() -> None:
    text = lines("territory-profile")
    assert (
        "│ 道路货运 | 东郊物流园 | 430 | 11.2% | 8,597.93 | 旺 | 淡 | 淡 |  |  |  |  |  | 旺 | 旺 | 旺 | 旺 | 正值旺季"
        in text
    )


def test_a_branch_without_a_territory_table_is_told_what_to_do() -> None:
    given = facts("territory-profile")
    none = {**given["territory_totals"], "markets_count": None}
    text = lines("territory-profile", territory_totals=none)
    assert "还没有《辖区市场表》" in text and "先去哪里" not in text and "产品渗透率" in text


def test_what_makes_the_table_unreliable_is_said() -> None:
    given = facts("territory-profile")
    worse = {**given["territory_totals"], "need_unknown": 2, "unplaced": 5}
    text = lines("territory-profile", territory_totals=worse)
    assert (
        "2 行没有户均需求" in text
        and "5 户贷款户的档案没有写本表的市场" in text
        and "1 行户数的来源早于 365 天" in text
    )


def test_the_workbook_dropped_into_inputs_is_read_as_the_territory_table(tmp_path: Path) -> None:
    (tmp_path / "辖区.xlsx").write_bytes(rendered(paper("territory-profile", ".xlsx")))
    found = intake.read_inputs(tmp_path, vocabulary.shipped(), settings=workspace.defaults())
    assert [p for p in found.problems if p.level != "repair" and "辖区市场表" in str(p.place)] == []
    kept = found.tables["territories"].frame
    before = catalogue.reading().intake.tables["territories"].frame
    before = before[before["branch"] == BRANCH]
    columns = [
        "branch",
        "market",
        "industry",
        "households",
        "typical_need",
        "busy_season",
        "rivals",
        "next_step",
        "source_date",
    ]
    key = ["market", "industry"]
    read, was = (f[columns].sort_values(key).reset_index(drop=True).astype("object") for f in (kept, before))
    assert read.where(read.notna(), None).to_dict("records") == was.where(was.notna(), None).to_dict("records")


def test_the_workbook_goes_on_reckoning_when_people_change_it() -> None:
    sheet = book("territory-profile")["辖区市场表"]
    [head] = [row for row in sheet.iter_rows() if row[1].value == "市场"]
    first = {h.value: c.value for h, c in zip(head, sheet[head[0].row + 1], strict=True)}
    row = head[0].row + 1
    assert first["资金缺口"] == f'=IF(ISNUMBER(I{row}),I{row}-J{row},"—")'
    assert sheet.tables["辖区市场"].ref.startswith(f"A{head[0].row}:")
    assert sheet.print_title_rows and sheet.freeze_panes


# ---- marketing mix


def test_the_mix_names_what_works_and_what_does_not() -> None:
    text = lines("marketing-mix")
    assert re.search(
        r"综合转化率高于平均的是社团·节日·聚会（14\.3%）、.*。低于平均的是协会商会·渠道讲座·聚会（3\.4%）", text
    )
    assert "▲ 高于平均" in text and "▼ 低于平均" in text and "样本少" in text


def test_the_mix_says_of_how_many_contacts_it_speaks() -> None:
    total = facts("marketing-mix")["mix_totals"]
    whole = total["enquiries"] + total["unlabelled"]
    assert total["unlabelled"]
    assert f"写明组合的咨询 {total['enquiries']:.0f} 次，占全部咨询 {whole:.0f} 次的" in lines("marketing-mix")


def test_the_cross_table_has_a_column_for_each_means_and_a_dash_where_a_pair_was_not_used() -> None:
    text = lines("marketing-mix")
    cross = text[text.index("三、通路 × 方式") : text.index("四、")]
    head = next(line for line in cross.splitlines() if "方式 ⏎ 通路" in line)
    means = [row["means"] for row in sample(paper("marketing-mix"))["means_mix"]]
    assert head.split(" | ")[1:] == means
    assert "│ 跨界 | — | — | 14／0.0% | — | —" in cross


def test_a_branch_of_daily_counts_is_told_why_there_is_nothing() -> None:
    given = facts("marketing-mix")
    none = {**dict.fromkeys(given["mix_totals"], 0), "unlabelled": 653}
    empty = {
        name: []
        for name in ("channel_mix", "approach_mix", "means_mix", "approach_means", "marketing_mix", "campaign_costs")
    }
    text = lines("marketing-mix", mix_totals=none, **empty)
    assert "按日报计数的咨询 653 次，看不出来自哪个渠道" in text and "一、概况" not in text and "下期的打算" in text


def test_the_thresholds_that_were_applied_are_printed() -> None:
    given = facts("marketing-mix")
    changed = {**given["rules"], "mix": {"min_enquiries": 33, "higher": 1.5, "lower": 0.5}}
    text = lines("marketing-mix", rules=changed)
    assert "达到支行平均的 150%（不到 50%）；咨询量少于 33 次的不作评价" in text


# ---- competitor table and report


def test_products_stand_by_rank_and_stale_ones_are_marked() -> None:
    rows = sheet_rows(book("competitor-table")["同业产品"], "机构")
    ranked = [row["位次"] for row in rows if row["位次"] is not None]
    assert ranked == sorted(ranked) and len(ranked) == len(rows) - 2
    assert {row["机构"] for row in rows if row["新旧"] == "过期"} == {"江城农商银行", "江畔网商银行", "易达分期"}


def test_the_months_lie_across_and_hold_numbers() -> None:
    rows = sheet_rows(book("competitor-table")["月度价格"], "机构")
    months = [head for head in rows[0] if re.fullmatch(r"2026-\d\d", str(head))]
    assert months == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
    [quick] = [row for row in rows if row["产品"] == "经营快贷"]
    assert [round(quick[month], 4) for month in months] == [0.0351, 0.0351, 0.0345, 0.0345, 0.0345, 0.0325]
    assert quick["首末变动\n（百分点）"] == pytest.approx(-0.2577, abs=0.001)


def test_moves_are_told_with_what_was_heard_before() -> None:
    rows = sheet_rows(book("competitor-table")["本期变动"], "机构")
    [easy] = [row for row in rows if row["产品"] == "随心贷"]
    assert (easy["变动"], easy["上次报价"], easy["本次报价"], easy["其他变化"]) == (
        "下调",
        "月息6.3厘",
        "月息6厘",
        "额度上限 30→50",
    )


def test_a_bank_without_quotes_has_sentences_and_no_numbers() -> None:
    given = catalogue.with_figures(facts("competitor-table", ".xlsx"), catalogue.nothing)
    made = openpyxl.load_workbook(io.BytesIO(rendered(paper("competitor-table", ".xlsx"), given)))
    words = {sheet.title: " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value) for sheet in made}
    assert "没有同业报价，请安排调研。" in words["同业产品"]
    assert "本期没有新的同业调研。" in words["本期变动"]
    assert "没有该重新调研的产品。" in words["待调研"]


def test_each_of_our_products_has_its_place_in_the_report() -> None:
    text = lines("competitor-report")
    part = text[text.index("二、我行产品的位置") : text.index("三、本期变动")]
    assert len(re.findall(r"^│ 商户经营贷 \|", part, re.M)) == 2
    assert "│ 商户经营贷 | 同客群 | 2 | 1 | 江城大行普惠部惠商快贷 | +0.97 | -0.51 | 4／1.6 | 100／160" in part


def test_the_survey_form_brings_the_last_answers_and_the_branches_own_columns() -> None:
    text = lines("competitor-survey-form")
    assert "│ 报价原文 * | 月费率0.30% | " in text
    assert "与上次（2026年7月21日）相比：□没有变化　□有变化，只填变了的栏" in text


# ---- demand


def test_the_report_says_first_what_was_said_most() -> None:
    text = lines("demand-report")
    assert "钱主要用在进货备货（35.0%）、垫付货款（25.0%）；最看重随借随还（30.0%）、额度高（25.0%）" in text
    assert "份，比例仅供参考" not in text


def test_few_sheets_are_called_few() -> None:
    given = facts("demand-report")
    assert "回收不到 10 份，比例仅供参考。" in lines(
        "demand-report", demand_totals={**given["demand_totals"], "sheets": 9}
    )


def test_prices_are_held_against_what_customers_can_bear() -> None:
    text = lines("demand-report")
    assert "│ 商户经营贷 | 6 | 30.00 | 6.00% | 5.28% | 83.3% | 5.41% | 4.44% | 在售" in text
    assert "│ 设备分期 | 2 | 22.50 | 6.00% | — | — | — | — | 没有" in text


def test_without_sheets_there_is_a_way_to_begin_and_room_for_conclusions() -> None:
    given = catalogue.with_figures(facts("demand-report"), catalogue.nothing)
    text = outline(rendered(paper("demand-report"), given))
    assert "本期还没有录入客户需求调研表" in text and "结论与打算" in text and "一、概况" not in text


def test_the_sheet_has_the_headings_of_the_table_and_the_boxes_of_the_settings() -> None:
    text = lines("demand-survey-form")
    table = vocabulary.shipped().tables["demand_survey"]
    for name in table.fields:
        term = vocabulary.shipped().fields[name].term
        assert term in text, term
    assert "□进货备货 ⇥ □垫付货款" in text and "□商户经营贷 ⇥ □快抵贷" in text
    for name in table.required:
        assert f"{vocabulary.shipped().fields[name].term} *" in text


def test_as_many_sheets_as_the_settings_say() -> None:
    given = facts("demand-survey-form")
    text = lines("demand-survey-form", settings={**given["settings"], "copies": 3})
    assert len(re.findall(r"^表单标题: 客户需求调研表", text, re.M)) == 3
